"""Which boards answer for a week, as part of the statements of `weekly.py`.

For each week exactly one dataset answers: the first, in the order of precedence, whose boards make
the week whole; where none does, the first that has any. One that has all seven days answers before
one that lacks a day for ever, if its boards are deep enough for the question. Datasets are never
mixed inside a week. A dataset of days makes a week whole when it has every day of it that the
publisher has (all seven, but for the days lost for ever).

Of another period than a week (`over`) each day is answered by the first dataset of days that has
it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from tracker.store.models import Board, Sighting, Week
from tracker.weeks import WEEK, Period, monday

MANY = 64
"""Statements that are kept: one is asked for at several levels, and takes as long to make as to
run."""


@dataclass(frozen=True)
class Precedence:
    """The datasets that may answer for a week, best first; those in ``daily`` are summed from days.

    ``lost`` are days that the daily ones lack for ever. The boards of those in ``parted`` are of
    one model each and answer together; their depth is their number.
    """

    datasets: Sequence[str]
    daily: frozenset[str] = frozenset()
    lost: frozenset[date] = frozenset()
    parted: frozenset[str] = frozenset()
    scope: str = "models"


def in_turn(
    *conditions: ColumnElement[bool], as_of: datetime | None = None, first: bool = False
) -> Select[tuple[object, ...]]:
    """Select the boards that meet ``conditions``, with ``turn`` 1 for the newest vintage.

    The newest one is that at ``as_of``; with ``first`` it is the oldest that has ``turn`` 1.
    """
    if as_of is not None:
        conditions = (*conditions, Board.known_from <= as_of)
    since = Board.known_from.asc() if first else Board.known_from.desc()
    turn = func.row_number().over(
        partition_by=(
            Board.dataset,
            Board.metric,
            Board.scope,
            Board.period_start,
            Board.period_end,
        ),
        order_by=since,
    )
    return select(Board.__table__, turn.label("turn")).where(*conditions)


@lru_cache(MANY)
def answers(
    metric: str,
    precedence: Precedence,
    as_of: datetime | None = None,
    *,
    first: bool = False,
    only: tuple[date, ...] | None = None,
    enough: int = 1,
) -> Select[tuple[object, ...]]:
    """Select which dataset answers for each week.

    Rows are (week, dataset, depth, complete, selection, as_of, seen_at). ``as_of`` is the newest
    vintage used, ``seen_at`` when the least recently confirmed of the week's boards was last
    confirmed. With ``first`` the dataset that had the week whole before the others answers, in its
    first vintage. ``only`` are the weeks to select; None is all. ``enough`` is how many names are
    deep enough for a whole week to answer before one that lacks a day.
    """
    boards = current_boards(metric, precedence, as_of, first=first, only=only)
    offers = choices(boards, precedence, as_of, first=first, enough=enough)
    names = ("week", "dataset", "depth", "complete", "selection", "as_of", "seen_at")
    return select(*(offers.c[name] for name in names)).where(offers.c.choice == 1)


def may_differ(
    metric: str, precedence: Precedence, as_of: datetime | None, *, first: bool
) -> Select[tuple[date]]:
    """Select the weeks of which a board may be of another vintage than the newest.

    The vintage is that at ``as_of``, or the ``first``.
    """
    boards = current_boards(metric, precedence, None, first=False, only=None)
    others = [boards.c.turn == 2] if first else []
    others += [boards.c.known_from > as_of] if as_of else []
    return select(boards.c.week).where(or_(*others)).distinct()


@lru_cache(MANY)
def current_boards(
    metric: str,
    precedence: Precedence,
    as_of: datetime | None,
    *,
    first: bool,
    only: tuple[date, ...] | None,
) -> CTE:
    """Select the boards that may answer for a week, in the vintage of ``as_of``."""
    weeks = [] if only is None else [Board.week.in_(only)]
    condition = may_answer(Board, metric, precedence)
    return in_turn(condition, *weeks, as_of=as_of, first=first).cte("current")


def may_answer(
    rows: type[Board] | type[Week], metric: str, precedence: Precedence
) -> ColumnElement[bool]:
    """Return the condition that boards, or summed weeks, may answer."""
    datasets = frozenset(precedence.datasets)
    daily, parted = datasets & precedence.daily, datasets & precedence.parted
    whole = rows.scope == precedence.scope
    part = rows.scope.like(f"{precedence.scope}/%")
    a_day = and_(rows.dataset.in_(daily), rows.days == 1, whole)
    a_week = and_(rows.dataset.in_(datasets - daily - parted), rows.days == 7, whole)
    parts = and_(rows.dataset.in_(parted), rows.days == 7, part)
    return and_(rows.metric == metric, rows.week.is_not(None), or_(a_day, a_week, parts))


@lru_cache(MANY)
def choices(
    boards: CTE,
    precedence: Precedence,
    as_of: datetime | None,
    *,
    first: bool,
    enough: int,
) -> CTE:
    """Select what each dataset offers for each week, with ``choice`` 1 for the one that answers."""
    days, available = (
        func.sum(boards.c.days),
        _days_available(boards.c.week, boards.c.dataset, precedence),
    )
    offered = (
        select(
            boards.c.week,
            boards.c.dataset,
            case(
                (boards.c.dataset.in_(precedence.parted), func.count()),
                else_=func.min(boards.c.depth),
            ).label("depth"),
            _common_selection(boards.c.selection).label("selection"),
            func.max(boards.c.known_from).label("as_of"),
            func.min(last_seen(boards, as_of)).label("seen_at"),
            (days >= available).label("complete"),
            (case((days > available, available), else_=days)).label("days"),
        )
        .where(boards.c.turn == 1)
        .group_by(boards.c.week, boards.c.dataset)
        .cte("offered")
    )
    places = {name: place for place, name in enumerate(precedence.datasets)}
    deep = or_(offered.c.depth.is_(None), offered.c.depth >= enough)
    has_all = case((and_(offered.c.days >= WEEK.days, deep), 0), else_=1)
    order: list[ColumnElement[Any]] = [case(places, value=offered.c.dataset)]
    order.insert(0, offered.c.as_of if first else has_all)
    return select(
        offered,
        func.row_number()
        .over(partition_by=offered.c.week, order_by=(offered.c.complete.desc(), *order))
        .label("choice"),
    ).cte("chosen")


def last_seen(boards: FromClause, as_of: datetime | None) -> ScalarSelect[datetime]:
    """Return when a board was last confirmed, as known at ``as_of``."""
    seen_before = [Sighting.seen_at <= as_of] if as_of is not None else []
    # Looked up board by board: a join would scan all sightings for each of the boards.
    return (
        select(func.max(Sighting.seen_at))
        .where(Sighting.board_id == boards.c.id, *seen_before)
        .scalar_subquery()
    )


def _common_selection(selection: ColumnElement[str]) -> ColumnElement[str | None]:
    """Return what the names of all boards of a week were chosen by; NULL where that differs."""
    return case((func.min(selection) == func.max(selection), func.min(selection)))


def _days_available(
    week: ColumnElement[date], dataset: ColumnElement[str], precedence: Precedence
) -> ColumnElement[int]:
    """Return how many days of ``week`` a dataset can have: seven, less those lost for ever."""
    if not (precedence.daily and precedence.lost):
        return literal(7)
    weeks: dict[date, int] = {}
    for day in precedence.lost:
        weeks[monday(day)] = weeks.get(monday(day), 7) - 1
    fewer = [
        (and_(week == first, dataset.in_(precedence.daily)), days) for first, days in weeks.items()
    ]
    return case(*fewer, else_=7)


class DayBoard(NamedTuple):
    """The board of one day, in the vintage that answers, and when it was last confirmed.

    Of a window the day is the first.
    """

    day: date
    dataset: str
    id: int
    depth: int | None
    selection: str
    known_from: datetime
    seen_at: datetime


def boards_of_days(
    metric: str, datasets: Sequence[str], span: Period, as_of: datetime | None = None
) -> Select[*tuple[Any, ...]]:
    """Select the boards of the days of a span: the columns of `DayBoard`."""
    boards = in_turn(
        Board.dataset.in_(datasets),
        Board.metric == metric,
        Board.scope == "models",
        Board.days == 1,
        Board.period_start >= span.start,
        Board.period_start < span.end,
        as_of=as_of,
    ).subquery()
    columns = (boards.c.depth, boards.c.selection, boards.c.known_from, last_seen(boards, as_of))
    return select(boards.c.period_start, boards.c.dataset, boards.c.id, *columns).where(
        boards.c.turn == 1
    )


def boards_of_windows(
    metric: str, datasets: Sequence[str], scope: str, days: int, as_of: datetime | None = None
) -> Select[*tuple[Any, ...]]:
    """Select the boards of ``days`` days each: the columns of `DayBoard`."""
    boards = in_turn(
        Board.dataset.in_(datasets),
        Board.metric == metric,
        Board.scope == scope,
        Board.days == days,
        as_of=as_of,
    ).subquery()
    columns = (boards.c.depth, boards.c.selection, boards.c.known_from, last_seen(boards, as_of))
    return (
        select(boards.c.period_start, boards.c.dataset, boards.c.id, *columns)
        .where(boards.c.turn == 1)
        .order_by(boards.c.period_start)
    )


def over(
    period: Period,
    boards: Mapping[date, Mapping[str, DayBoard]],
    datasets: Sequence[str],
    lost: Collection[date],
) -> list[DayBoard]:
    """Return the boards that answer for the days of a period, from boards by day and dataset.

    The seven days of a week are answered by one dataset, the first in the order of ``datasets``
    that has the week whole. Those in ``lost`` are absent for ever.
    """
    by_day = [boards.get(day, {}) for day in period]
    if not period.is_week:
        return [on_day[min(on_day, key=datasets.index)] for on_day in by_day if on_day]

    def wholeness(dataset: str) -> tuple[bool, bool, bool]:
        missing = {day for day in period if dataset not in boards.get(day, {})}
        return missing <= {*lost}, not missing, len(missing) < period.days

    chosen = max(datasets, key=wholeness)
    return [on_day[chosen] for on_day in by_day if chosen in on_day]


def offer(
    period: Period, boards: Sequence[DayBoard], datasets: Sequence[str], lost: Collection[date]
) -> tuple[Any, ...]:
    """Return the row of a period that some boards answer for, with the columns of `answers`.

    Of several datasets the row has the first in the order of ``datasets``.
    """
    depths = [board.depth for board in boards if board.depth is not None]
    selections = {board.selection for board in boards}
    return (
        period.start,
        min((board.dataset for board in boards), key=datasets.index),
        min(depths, default=None),
        {*period} <= {board.day for board in boards} | {*lost},
        selections.pop() if len(selections) == 1 else None,
        max(board.known_from for board in boards),
        min(board.seen_at for board in boards),
    )
