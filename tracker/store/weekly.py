"""Sum readings by week, the one heavy step, in one statement that the database runs.

The entities that slugs count towards, and the boards of days that are added up together, are passed
to the statement as one JSON parameter: servers limit the number of bind parameters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    JSON,
    ColumnElement,
    CompoundSelect,
    CursorResult,
    Date,
    FromClause,
    Join,
    Select,
    Text,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from tracker.records import OTHER
from tracker.store import models
from tracker.store.models import Board, Reading, Slug, Sum, Week
from tracker.store.precedence import Precedence, choices, current_boards, may_answer
from tracker.store.sums import days_named
from tracker.weeks import WEEK, Period

FETCH_SIZE = 10_000
"""The number of rows fetched at a time."""


class Sums(NamedTuple):
    """Columns of equal length: Monday, entity, count, and on how many days it was named."""

    week: list[date]
    entity: list[str]
    value: list[int]
    days: list[int]

    def with_more(self, more: Sums) -> Sums:
        """Return these rows and those of ``more``."""
        return Sums(
            self.week + more.week,
            self.entity + more.entity,
            self.value + more.value,
            self.days + more.days,
        )


def sums(
    metric: str,
    precedence: Precedence,
    as_of: datetime | None,
    spans: Spans | None,
    *,
    depth: int | None,
    first: bool,
    only: tuple[date, ...] | None,
    enough: int,
    largest: int | None,
) -> Select[*tuple[Any, ...]]:
    """Select the sums of the boards that answer for each week: rows (week, entity, value, days).

    The sums of the newest vintages are stored; those of an earlier instant are made from the
    readings. ``spans`` gives what slugs count towards, as of the first day of the week; None keeps
    the slugs. Only the ``depth`` largest slugs of a week count for themselves; the rest counts
    towards `other`, or nowhere if the boards do not give a total. ``days`` is on how many of the
    days the entity was named, 7 where a board is of a whole week. ``only`` are the weeks to sum;
    None is all. Of weeks whose boards name all, names after the ``largest`` ones may be left out.
    """
    current = current_boards(metric, precedence, as_of, first=first, only=only)
    chosen = choices(current, precedence, as_of, first=first, enough=enough)
    is_kept = as_of is None and not first
    if is_kept and spans is None and depth is None:
        return _slug_sums(chosen, metric, precedence, largest)
    added = _kept_sums(chosen, metric, precedence) if is_kept else _readings(chosen, current)
    answers = chosen.c.choice == 1
    name_all = select(chosen.c.week).where(answers, chosen.c.depth.is_(None))
    return _sums_of(added, answers, spans, depth, name_all)


def over_days(
    boards: Iterable[tuple[Period, date, Sequence[int]]], spans: Spans | None, depth: int | None
) -> Select[*tuple[Any, ...]]:
    """Select the sums of the boards of days of some periods, by the first day of the period.

    ``boards`` are the periods, each with the day as of which slugs count towards entities and with
    its boards. Rows, ``spans`` and ``depth`` are as for `sums`, with the first day as the week.
    """
    days = _day_boards(boards)
    rows = days.join(Reading, Reading.board_id == days.c.board_id)
    columns = (days.c.week, Reading.slug_id.expression, Reading.value.expression)
    added = _Added(rows, *columns, func.count(days.c.board_id.distinct()), on=days.c.identity)
    name_all = (
        select(days.c.week)
        .join(Board, Board.id == days.c.board_id)
        .group_by(days.c.week)
        .having(func.count(Board.depth) == 0)
    )
    return _sums_of(added, true(), spans, depth, name_all)


def _sums_of(
    added: _Added,
    answers: ColumnElement[bool],
    spans: Spans | None,
    depth: int | None,
    name_all: Select[tuple[date]],
) -> Select[*tuple[Any, ...]]:
    """Select the sums of what is added up, where it ``answers``; ``name_all`` are weeks."""
    entity, grouped, named, source = _entity(spans, added)
    if depth is not None:
        # Used three times below; as a table of its own it is made once.
        slugs = _largest(added, answers, depth).cte("largest")
        is_largest = tuple_(added.week, added.slug_id).in_(select(slugs))
        entity = case((is_largest, entity), else_=OTHER).label("entity")
        grouped = entity
        with_totals = _weeks_with_totals(added, answers, name_all)
        answers = and_(answers, or_(is_largest, added.week.in_(with_totals)))
    return (
        select(added.week, entity, models.total(added.value).label("value"), added.days)
        .select_from(added.rows.join(source, named))
        .where(answers)
        .group_by(added.week, grouped)
    )


def _slug_sums(
    chosen: CTE, metric: str, precedence: Precedence, largest: int | None
) -> Select[*tuple[Any, ...]]:
    """Select the stored sums, each slug for itself, as rows like those of `sums`."""
    added = _kept_sums(chosen, metric, precedence)
    enough = [] if largest is None else [added.value >= _smallest(chosen, largest)]
    return (
        select(added.week, Slug.slug.label("entity"), added.value, days_named(together=False))
        .select_from(added.rows.join(Slug, Slug.id == added.slug_id))
        .where(chosen.c.choice == 1, *enough)
    )


class _Added(NamedTuple):
    """What is added up: the rows, with the week, slug and count of each.

    ``days`` is on how many days the slugs of a group were named, ``on`` the day as of which they
    count towards an entity.
    """

    rows: Join
    week: ColumnElement[date]
    slug_id: ColumnElement[int]
    value: ColumnElement[int]
    days: ColumnElement[int]
    on: ColumnElement[date]


def _kept_sums(chosen: CTE, metric: str, precedence: Precedence) -> _Added:
    """Return the stored sums of the chosen weeks."""
    week = and_(
        Week.week == chosen.c.week,
        Week.dataset == chosen.c.dataset,
        may_answer(Week, metric, precedence),
    )
    rows = chosen.join(Week, week).join(Sum, Sum.week_id == Week.id)
    columns = (chosen.c.week, Sum.slug_id.expression, Sum.value.expression)
    return _Added(rows, *columns, days_named(together=True), on=chosen.c.week)


def _readings(chosen: CTE, current: CTE) -> _Added:
    """Return the readings of the boards of the chosen weeks."""
    of_week = and_(
        current.c.week == chosen.c.week,
        current.c.dataset == chosen.c.dataset,
        current.c.turn == 1,
    )
    rows = chosen.join(current, of_week).join(Reading, Reading.board_id == current.c.id)
    columns = (current.c.week, Reading.slug_id.expression, Reading.value.expression)
    named_on = func.count(Reading.board_id.distinct())
    days = case((func.max(current.c.days) == WEEK.days, WEEK.days), else_=named_on)
    return _Added(rows, *columns, days, on=current.c.week)


def columns(rows: CursorResult[Any]) -> Sums:
    """Return the rows of `sums` as columns, with each week and name in memory once.

    A copy for every row would take more memory than the figures do.
    """
    result = Sums([], [], [], [])
    weeks, names = Days(), Names()
    for part in parts(rows):
        week, entity, value, days = zip(*part, strict=True)
        result.week.extend(map(weeks.__getitem__, week))
        result.entity.extend(map(names.__getitem__, entity))
        result.value.extend(value)
        result.days.extend(days)
    return result


def parts(rows: CursorResult[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows as the driver returns them, `FETCH_SIZE` at a time.

    They are texts, days and whole numbers, of which SQLAlchemy would make objects in twice the
    time.
    """
    cursor: Any = rows.cursor
    while part := cursor.fetchmany(FETCH_SIZE):
        yield part
    rows.close()


class Days(dict[Any, date]):
    """A day as a driver returns it → that date, each one once. SQLite returns a text."""

    def __missing__(self, value: str | date) -> date:
        self[value] = day = date.fromisoformat(value) if isinstance(value, str) else value
        return day


class Names(dict[str, str]):
    """A name → the first of those equal to it."""

    def __missing__(self, name: str) -> str:
        self[name] = name
        return name


def _largest(added: _Added, answers: ColumnElement[bool], depth: int) -> Select[*tuple[Any, ...]]:
    """Select the ``depth`` largest slugs of each week: rows (week, slug_id).

    Equal ones are in the order of their names.
    """
    total = func.sum(added.value)
    places = (
        select(
            added.week,
            added.slug_id,
            func.row_number()
            .over(partition_by=added.week, order_by=(total.desc(), func.min(Slug.slug)))
            .label("place"),
        )
        .select_from(added.rows.join(Slug, Slug.id == added.slug_id))
        .where(answers, Slug.slug != OTHER)
        .group_by(added.week, added.slug_id)
        .subquery()
    )
    return select(places.c.week, places.c.slug_id).where(places.c.place <= depth)


def _smallest(chosen: CTE, largest: int) -> ColumnElement[int]:
    """Return the ``largest``-th count of a week whose boards name all.

    It is 0 for other weeks, and where there are fewer names.
    """
    counts = aliased(Sum)
    nth = (
        select(counts.value)
        .where(counts.week_id == Week.id)
        .order_by(counts.value.desc())
        .limit(1)
        .offset(largest - 1)
        .scalar_subquery()
    )
    return case((chosen.c.depth.is_(None), func.coalesce(nth, 0)), else_=0)


def _weeks_with_totals(
    added: _Added, answers: ColumnElement[bool], name_all: Select[tuple[date]]
) -> CompoundSelect[*tuple[Any, ...]]:
    """Select the weeks whose boards give a total: they have `other`, or name all.

    In another week an `other` made of what is cut off would pass for the rest.
    """
    other = select(Slug.id).where(Slug.slug == OTHER).scalar_subquery()
    have_other = select(added.week).select_from(added.rows).where(answers, added.slug_id == other)
    return have_other.union(name_all)


def _entity(
    spans: Spans | None, added: _Added
) -> tuple[ColumnElement[str], ColumnElement[Any], ColumnElement[bool], FromClause | type[Slug]]:
    """Return the column of what a row counts towards, and how it is grouped and joined.

    The results are the column, what to group by, the join condition, and the table to join.
    """
    if spans is None:
        return Slug.slug.label("entity"), Slug.id.expression, Slug.id == added.slug_id, Slug
    mapped = _spans(spans)
    joined = mapped.c.slug_id == added.slug_id
    if any(len(slug_spans) > 1 for slug_spans in spans.values()):
        # coalesce(on, on): without it SQLite looks for the weeks of every span of the map.
        on = func.coalesce(added.on, added.on)
        joined = and_(joined, on >= mapped.c.since, on < mapped.c.until)
    return mapped.c.entity.label("entity"), mapped.c.entity, joined, mapped


Span = tuple[date, date, str]
"""The first day, the day after the last, and the entity that a slug counts towards."""
Spans = Mapping[int, Sequence[Span]]
"""Spans by the id of the slug."""


def _spans(spans: Spans) -> CTE:
    """Return the table of spans: rows (slug_id, since, until, entity)."""
    rows = [
        (slug_id, str(since), str(until), entity)
        for slug_id, slug_spans in spans.items()
        for since, until, entity in slug_spans
    ]
    row = _json_rows(rows)
    return _read_once(
        "mapped",
        row[0].as_integer().label("slug_id"),
        _Day(row[1].as_string()).label("since"),
        _Day(row[2].as_string()).label("until"),
        row[3].as_string().label("entity"),
    )


def _day_boards(boards: Iterable[tuple[Period, date, Sequence[int]]]) -> CTE:
    """Return the table of boards by period: rows (week, identity, board_id)."""
    row = _json_rows(
        [(str(period.start), str(on), board) for period, on, ids in boards for board in ids]
    )
    return _read_once(
        "days",
        _Day(row[0].as_string()).label("week"),
        _Day(row[1].as_string()).label("identity"),
        row[2].as_integer().label("board_id"),
    )


def _json_rows(rows: Sequence[tuple[Any, ...]]) -> ColumnElement[Any]:
    """Return the row of a table made of ``rows``, which are passed as a list in JSON."""
    text = literal(json.dumps(rows), Text)
    return _Elements(text).table_valued(column("value", JSON), name="row").c.value


def _read_once(name: str, *columns: ColumnElement[Any]) -> CTE:
    """Return a table that is read once; SQLite would otherwise parse its JSON for each reading."""
    return select(*columns).cte(name).prefix_with("MATERIALIZED")


class _Elements(FunctionElement[Any]):
    """The elements of a list in JSON, one row each."""

    name = "elements"
    inherit_cache = True


class _Day(FunctionElement[date]):
    """The day that a text names."""

    name = "day"
    inherit_cache = True
    type = Date()


@compiles(_Elements, "sqlite")
def _elements_on_sqlite(element: _Elements, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Elements, "postgresql")
def _elements_on_postgresql(element: _Elements, compiler: Any, **options: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **options)} AS JSON))"


@compiles(_Day, "sqlite")
def _day_on_sqlite(element: _Day, compiler: Any, **options: Any) -> str:
    """Return the text itself, which is how SQLite stores days."""
    return str(compiler.process(element.clauses, **options))


@compiles(_Day, "postgresql")
def _day_on_postgresql(element: _Day, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS DATE)"
