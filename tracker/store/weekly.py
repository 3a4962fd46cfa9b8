"""Select the counts of slugs by week: stored sums of the newest vintages, else readings.

What they sum to at other levels and depths is computed from them (`analysis.sums`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, CursorResult, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from tracker.records import EVERY_DAY, Counts
from tracker.store.models import Reading, Slug, Sum, Week
from tracker.store.precedence import Precedence, choices, current_boards, may_answer
from tracker.weeks import WEEK

FETCH_SIZE = 10_000
"""The number of rows fetched at a time."""


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
