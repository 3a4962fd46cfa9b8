"""The one heavy step, as one statement that the database runs: readings → weekly sums.

For each week exactly one dataset answers: the first, in the order of precedence given, whose
boards make the week whole; where none does, the first that has any. Datasets are never mixed
inside a week. A dataset of days makes a week whole when it has every day of it that the publisher
has (all seven, but for the days lost for ever).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    values,
)

from tracker.store.models import Board, Reading, Sighting, Slug
from tracker.weeks import monday


@dataclass(frozen=True)
class Precedence:
    """Which datasets may answer for a week, best first; those in ``daily`` are summed from days.

    ``lost`` are days that the daily ones lack for ever. The boards of those in ``parted`` are of
    one model each and answer together, to the depth of their number.
    """

    datasets: Sequence[str]
    daily: frozenset[str] = frozenset()
    lost: frozenset[date] = frozenset()
    parted: frozenset[str] = frozenset()
    scope: str = "models"


def newest(
    *conditions: ColumnElement[bool], as_of: datetime | None = None
) -> Select[tuple[object, ...]]:
    """The boards that meet ``conditions``, each with ``newest`` 1 for its vintage at ``as_of``."""
    if as_of is not None:
        conditions = (*conditions, Board.known_from <= as_of)
    latest_first = func.row_number().over(
        partition_by=(
            Board.dataset,
            Board.metric,
            Board.scope,
            Board.period_start,
            Board.period_end,
        ),
        order_by=Board.known_from.desc(),
    )
    return select(Board.__table__, latest_first.label("newest")).where(*conditions)


def answering(
    metric: str, precedence: Precedence, as_of: datetime | None = None
) -> Select[tuple[object, ...]]:
    """Which dataset answers for each week: rows (week, dataset, depth, complete, selection, as_of,
    seen_at).

    ``as_of`` is the newest vintage used, ``seen_at`` when the least recently confirmed of the
    week's boards was last confirmed.
    """
    chosen = _chosen(_current(metric, precedence, as_of), precedence, as_of)
    names = ("week", "dataset", "depth", "complete", "selection", "as_of", "seen_at")
    return select(*(chosen.c[name] for name in names)).where(chosen.c.choice == 1)


def sums(
    metric: str,
    precedence: Precedence,
    as_of: datetime | None = None,
    entities: Mapping[int, str] | None = None,
) -> Select[tuple[object, ...]]:
    """Rows (week, entity, value, days): the sums of the boards that answer for each week.

    ``entities`` maps slug ids to what they count towards; None leaves each slug to itself.
    ``days`` is on how many of the days the entity was named, 7 where a board is of a whole week.
    """
    current = _current(metric, precedence, as_of)
    chosen = _chosen(current, precedence, as_of)
    entity, grouped, named, source = _entity(entities)
    named_on = func.count(Reading.board_id.distinct()) if entities else func.count()
    days = case((func.max(current.c.days) == 7, 7), else_=named_on)
    return (
        select(
            current.c.week,
            entity,
            func.sum(Reading.value).label("value"),
            days.label("days"),
        )
        .select_from(chosen)
        .join(
            current,
            and_(
                current.c.week == chosen.c.week,
                current.c.dataset == chosen.c.dataset,
                current.c.newest == 1,
            ),
        )
        .join(Reading, Reading.board_id == current.c.id)
        .join(source, named)
        .where(chosen.c.choice == 1)
        .group_by(current.c.week, grouped)
    )


def _current(metric: str, precedence: Precedence, as_of: datetime | None) -> CTE:
    """The boards that may answer for a week, in the vintage of ``as_of``."""
    asked = frozenset(precedence.datasets)
    whole = Board.scope == precedence.scope
    part = Board.scope.like(f"{precedence.scope}/%")
    daily, parted = asked & precedence.daily, asked & precedence.parted
    a_day = and_(Board.dataset.in_(daily), Board.days == 1, whole)
    a_week = and_(Board.dataset.in_(asked - daily - parted), Board.days == 7, whole)
    parts = and_(Board.dataset.in_(parted), Board.days == 7, part)
    return newest(
        Board.metric == metric,
        Board.week.is_not(None),
        or_(a_day, a_week, parts),
        as_of=as_of,
    ).cte("current")


def _chosen(current: CTE, precedence: Precedence, as_of: datetime | None) -> CTE:
    """What each dataset offers for each week, with ``choice`` 1 for the one that answers."""
    seen_before = [Sighting.seen_at <= as_of] if as_of is not None else []
    seen = (
        select(Sighting.board_id, func.max(Sighting.seen_at).label("seen_at"))
        .where(*seen_before)
        .group_by(Sighting.board_id)
        .cte("seen")
    )
    whole = func.sum(current.c.days) >= _days_had(current.c.week, current.c.dataset, precedence)
    offered = (
        select(
            current.c.week,
            current.c.dataset,
            case(
                (current.c.dataset.in_(precedence.parted), func.count()),
                else_=func.min(current.c.depth),
            ).label("depth"),
            func.min(current.c.selection).label("selection"),
            func.max(current.c.known_from).label("as_of"),
            func.min(seen.c.seen_at).label("seen_at"),
            whole.label("complete"),
        )
        .join(seen, seen.c.board_id == current.c.id)
        .where(current.c.newest == 1)
        .group_by(current.c.week, current.c.dataset)
        .cte("offered")
    )
    places = {name: place for place, name in enumerate(precedence.datasets)}
    order = case(places, value=offered.c.dataset)
    return select(
        offered,
        func.row_number()
        .over(partition_by=offered.c.week, order_by=(offered.c.complete.desc(), order))
        .label("choice"),
    ).cte("chosen")


def _days_had(
    week: ColumnElement[date], dataset: ColumnElement[str], precedence: Precedence
) -> ColumnElement[int]:
    """How many days of ``week`` a dataset can have: seven, less those lost for ever."""
    if not (precedence.daily and precedence.lost):
        return literal(7)
    weeks: dict[date, int] = {}
    for day in precedence.lost:
        weeks[monday(day)] = weeks.get(monday(day), 7) - 1
    fewer = [
        (and_(week == first, dataset.in_(precedence.daily)), days) for first, days in weeks.items()
    ]
    return case(*fewer, else_=7)


def _entity(
    entities: Mapping[int, str] | None,
) -> tuple[ColumnElement[str], ColumnElement[Any], ColumnElement[bool], FromClause | type[Slug]]:
    """What a reading counts towards: the column, what to group by, how it is joined, from where."""
    if entities is None:
        return Slug.slug.label("entity"), Slug.id.expression, Slug.id == Reading.slug_id, Slug
    mapped = (
        values(column("slug_id", Integer), column("entity", Text), name="mapped")
        .data(list(entities.items()))
        .cte("mapped")
    )
    return mapped.c.entity, mapped.c.entity, mapped.c.slug_id == Reading.slug_id, mapped
