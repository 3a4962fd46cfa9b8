"""Cached weekly sums of the newest vintages, stored next to the readings.

Every query about the present would otherwise add up the days of all years. A week is summed again,
in the transaction that records, when a vintage of one of its boards begins. Nothing else is stored:
no ranks, shares, changes or streaks, and no sums as of an earlier instant or of first vintages,
which are always made from the readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from tracker.records import OTHER, Board
from tracker.store.models import Board as BoardRow
from tracker.store.models import Reading, Slug, Sum, Week
from tracker.store.precedence import Precedence, in_turn, may_answer
from tracker.weeks import WEEK

WAITING = "weeks to be summed"
LENGTHS = (1, 7)
"""The lengths of boards, in days, that add up to weeks."""


def renew(connection: Connection, boards: Iterable[Board]) -> None:
    """Sum again the weeks of boards whose vintages have just begun."""
    weeks_by_kind: dict[tuple[str, str, str, int], set[date]] = {}
    for board in boards:
        key, period = board.key, board.key.period
        if period.days in LENGTHS and period.week is not None:
            kind = (key.metric, key.dataset, key.scope, period.days)
            weeks_by_kind.setdefault(kind, set()).add(period.week)
    waiting = connection.info.get(WAITING)
    for kind, weeks in weeks_by_kind.items():
        if waiting is None:
            _renew(connection, kind, sorted(weeks))
        else:
            waiting.setdefault(kind, set()).update(weeks)


@contextmanager
def deferred(connection: Connection) -> Iterator[None]:
    """Sum the weeks that the block changes once, when it ends without an error.

    Refilling a store changes each week as often as it was published.
    """
    waiting: dict[tuple[str, str, str, int], set[date]] = {}
    connection.info[WAITING] = waiting
    try:
        yield
    finally:
        del connection.info[WAITING]
    for kind, weeks in waiting.items():
        _renew(connection, kind, sorted(weeks))


def is_deferred(connection: Connection) -> bool:
    """Return whether a store is being refilled, and what rests on it is made at the end."""
    return WAITING in connection.info


def places(
    metric: str, precedence: Precedence, slugs: Sequence[str], before: date
) -> Select[*tuple[Any, ...]]:
    """Select the place of each of ``slugs`` in every week before one.

    Rows are (week, dataset, slug, value, place), one for each dataset that may answer for the week.
    The place is one more than the number of slugs that had more.
    """
    rival = aliased(Sum)
    other = select(Slug.id).where(Slug.slug == OTHER).scalar_subquery()
    larger = (
        select(func.count())
        .where(
            rival.week_id == Sum.week_id,
            rival.value > Sum.value,
            rival.slug_id.is_distinct_from(other),
        )
        .scalar_subquery()
    )
    return (
        select(Week.week, Week.dataset, Slug.slug, Sum.value, (larger + 1).label("place"))
        .join(Sum, Sum.week_id == Week.id)
        .join(Slug, Slug.id == Sum.slug_id)
        .where(
            may_answer(Week, metric, precedence),
            Week.week < before,
            Sum.slug_id.in_(select(Slug.id).where(Slug.slug.in_(slugs))),
        )
    )


def _renew(connection: Connection, kind: tuple[str, str, str, int], weeks: list[date]) -> None:
    metric, dataset, scope, days = kind
    of_kind = and_(
        Week.metric == metric,
        Week.week.in_(weeks),
        Week.dataset == dataset,
        Week.scope == scope,
        Week.days == days,
    )
    connection.execute(delete(Sum).where(Sum.week_id.in_(select(Week.id).where(of_kind))))
    fresh = sorted({*weeks} - {*connection.scalars(select(Week.week).where(of_kind))})
    if fresh:
        names = ("metric", "dataset", "scope", "days")
        shared = dict(zip(names, kind, strict=True))
        connection.execute(insert(Week), [{**shared, "week": week} for week in fresh])
    newest = in_turn(
        BoardRow.dataset == dataset,
        BoardRow.metric == metric,
        BoardRow.scope == scope,
        BoardRow.period_start >= weeks[0],
        BoardRow.period_start < weeks[-1] + WEEK,
        BoardRow.days == days,
        BoardRow.week.in_(weeks),
    ).subquery()
    nth = func.row_number().over(partition_by=newest.c.week, order_by=newest.c.period_start) - 1
    boards = (
        select(newest.c.id, newest.c.week, cast(nth, Integer).label("nth"))
        .where(newest.c.turn == 1)
        .subquery()
    )
    bit = literal(1).bitwise_lshift(boards.c.nth)
    sums = (
        select(Week.id, Reading.slug_id, func.sum(Reading.value), func.sum(bit))
        .select_from(boards)
        .join(Week, and_(of_kind, Week.week == boards.c.week))
        .join(Reading, Reading.board_id == boards.c.id)
        .group_by(Week.id, Reading.slug_id)
    )
    connection.execute(insert(Sum).from_select(["week_id", "slug_id", "value", "named_on"], sums))
