"""Read the counts of slugs by week: stored sums of the newest vintages, else readings.

What they sum to at other levels and depths is computed from them (`analysis.sums`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    CursorResult,
    Select,
    and_,
    case,
    func,
    select,
)
from sqlalchemy.orm import aliased

from tracker.records import EVERY_DAY, Counts
from tracker.store.models import Reading, Slug, Sum, Week
from tracker.store.precedence import (
    Precedence,
    answers,
    choices,
    current_boards,
    may_answer,
    may_differ,
)
from tracker.weeks import WEEK

FETCH_SIZE = 10_000
"""The number of rows fetched at a time."""


class Question(NamedTuple):
    """What is asked of weeks: the arguments of `precedence.answers`."""

    metric: str
    precedence: Precedence
    as_of: datetime | None
    first: bool
    enough: int


Kept = dict[Any, Any]
"""What was read of a store in which nothing is recorded meanwhile, and is not read again."""


def read(
    connection: Connection,
    question: Question,
    only: tuple[date, ...] | None,
    largest: int | None,
    kept: Kept,
) -> tuple[Sequence[Any], Counts]:
    """Return which dataset answers for each week of ``only``, or of all, and the counts in it.

    The first result has the rows of `precedence.answers`, the second those of `counts`.
    """
    weeks = _answering(connection, question, only, kept)
    # The counts of a week are those of its dataset, however deep a board has to be.
    counts_read = kept.setdefault(("counts", question._replace(enough=0), largest), {})
    chosen = frozenset((row.week, row.dataset) for row in weeks)
    if chosen not in counts_read:
        nearest: frozenset[tuple[date, str]] = max(
            counts_read, key=lambda each: len(each & chosen), default=frozenset()
        )
        shared = {week for week, _ in chosen & nearest}
        missing = tuple(row.week for row in weeks if row.week not in shared)
        result = Counts()
        if missing:
            read_weeks = missing if shared else only
            result = _counts_of(connection, question, missing, read_weeks, largest, kept)
        if shared:
            result = counts_read[nearest].of(shared).add(result)
        counts_read[chosen] = result
    return weeks, counts_read[chosen]


def differing(connection: Connection, question: Question, kept: Kept) -> set[date]:
    """Return the weeks whose sums may differ from those of the newest vintages.

    Another dataset answers for them than now, or the same one may in another vintage.
    """
    newest = question._replace(as_of=None, first=False)
    then, now = (
        {(row.week, row.dataset) for row in _answering(connection, each, None, kept)}
        for each in (question, newest)
    )
    key = ("vintages", question._replace(enough=0))
    if key not in kept:
        statement = may_differ(
            question.metric, question.precedence, question.as_of, first=question.first
        )
        kept[key] = set(connection.scalars(statement))
    vintages: set[date] = kept[key]
    return {week for week, _ in then ^ now} | vintages


def _answering(
    connection: Connection, question: Question, only: tuple[date, ...] | None, kept: Kept
) -> Sequence[Any]:
    """Return which dataset answers for each week of ``only``, or of all."""
    if question.first:  # the dataset that was first answers, however deep it is
        question = question._replace(enough=0)
    key, of_all = ("answers", question, only), ("answers", question, None)
    if key not in kept and of_all in kept:
        kept[key] = [row for row in kept[of_all] if row.week in (only or ())]
    elif key not in kept:
        metric, precedence, as_of, first, enough = question
        statement = answers(metric, precedence, as_of, first=first, only=only, enough=enough)
        kept[key] = connection.execute(statement).all()
    return kept[key]  # type: ignore[no-any-return]


def _counts_of(
    connection: Connection,
    question: Question,
    weeks: tuple[date, ...],
    only: tuple[date, ...] | None,
    largest: int | None,
    kept: Kept,
) -> Counts:
    """Return the counts of slugs in ``weeks``, which are those of ``only``, or all."""
    metric, precedence, as_of, first, enough = question

    def read_vintage(
        as_of: datetime | None, only: tuple[date, ...] | None, *, first: bool
    ) -> Counts:
        statement = counts(
            metric, precedence, as_of, first=first, only=only, enough=enough, largest=largest
        )
        return columns(connection.execute(statement))

    if (as_of is None and not first) or (first and only is not None):
        return read_vintage(as_of, only, first=first)
    # Most weeks were never corrected, and their sums are stored.
    corrected = differing(connection, question, kept)
    unchanged = tuple(week for week in weeks if week not in corrected)
    changed = tuple(week for week in weeks if week in corrected)
    result = read_vintage(None, unchanged, first=False)
    return result.add(read_vintage(as_of, changed, first=first))


def counts(
    metric: str,
    precedence: Precedence,
    as_of: datetime | None,
    *,
    first: bool,
    only: tuple[date, ...] | None,
    enough: int,
    largest: int | None,
) -> Select[*tuple[Any, ...]]:
    """Select the counts of the boards that answer for each week: rows (week, slug, value, days).

    The sums of the newest vintages are stored, with their ``days`` as bits; of an earlier instant
    they are the readings, with the first day and the length of their board in place of the bits.
    ``only`` are the weeks to select; None is all. Of weeks whose boards name all, names after the
    ``largest`` ones may be left out.
    """
    current = current_boards(metric, precedence, as_of, first=first, only=only)
    chosen = choices(current, precedence, as_of, first=first, enough=enough)
    if as_of is None and not first:
        return _stored(chosen, metric, precedence, largest)
    of_week = and_(
        current.c.week == chosen.c.week,
        current.c.dataset == chosen.c.dataset,
        current.c.turn == 1,
    )
    return (
        select(current.c.week, Slug.slug, Reading.value, current.c.period_start, current.c.days)
        .select_from(chosen)
        .join(current, of_week)
        .join(Reading, Reading.board_id == current.c.id)
        .join(Slug, Slug.id == Reading.slug_id)
        .where(chosen.c.choice == 1)
    )


def _stored(
    chosen: CTE, metric: str, precedence: Precedence, largest: int | None
) -> Select[*tuple[Any, ...]]:
    """Select the stored sums of the chosen weeks."""
    week = and_(
        Week.week == chosen.c.week,
        Week.dataset == chosen.c.dataset,
        may_answer(Week, metric, precedence),
    )
    enough = [] if largest is None else [Sum.value >= _smallest(chosen, largest)]
    named_on = case((Week.days == WEEK.days, EVERY_DAY), else_=Sum.named_on)
    return (
        select(chosen.c.week, Slug.slug, Sum.value, named_on)
        .select_from(chosen)
        .join(Week, week)
        .join(Sum, Sum.week_id == Week.id)
        .join(Slug, Slug.id == Sum.slug_id)
        .where(chosen.c.choice == 1, *enough)
    )


def _smallest(chosen: CTE, largest: int) -> ColumnElement[int]:
    """Return the ``largest``-th count of a week whose boards name all.

    It is 0 for other weeks, and where there are fewer names.
    """
    others = aliased(Sum)
    nth = (
        select(others.value)
        .where(others.week_id == Week.id)
        .order_by(others.value.desc())
        .limit(1)
        .offset(largest - 1)
        .scalar_subquery()
    )
    return case((chosen.c.depth.is_(None), func.coalesce(nth, 0)), else_=0)


def readings_of(boards: Sequence[int]) -> Select[*tuple[int, str, int]]:
    """Select the readings of some boards: rows (board, slug, value)."""
    return (
        select(Reading.board_id, Slug.slug, Reading.value)
        .join(Slug, Slug.id == Reading.slug_id)
        .where(Reading.board_id.in_(boards))
    )


def columns(rows: CursorResult[Any]) -> Counts:
    """Return the rows of `counts` as columns, with each day and name in memory once.

    A copy for every row would take more memory than the figures do.
    """
    result = Counts()
    dates, names = Days(), Names()
    for part in parts(rows):
        week, slug, value, *days = zip(*part, strict=True)
        weeks = [*map(dates.__getitem__, week)]
        result.period += weeks
        result.slug += map(names.__getitem__, slug)
        result.value += value
        if len(days) == 1:
            result.days += days[0]
            continue
        starts, lengths = days
        result.days += (
            EVERY_DAY if length == WEEK.days else 1 << (dates[start] - monday).days
            for monday, start, length in zip(weeks, starts, lengths, strict=True)
        )
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
