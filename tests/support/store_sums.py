"""What the slugs of a store sum to at a level, as lists: the weeks, and their sums."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd

from tracker.analysis.sums import Level, summed
from tracker.store import Precedence, Store
from tracker.weeks import Period


class Sums(NamedTuple):
    """Columns of equal length."""

    week: list[date]
    entity: list[str]
    value: list[int]
    days: list[int]


def weekly(
    store: Store,
    metric: str,
    precedence: Precedence,
    as_of: datetime | None = None,
    level: Level | None = None,
    *,
    depth: int | None = None,
    **more: Any,
) -> tuple[Sequence[Any], Sums]:
    weeks, counts = store.weekly(metric, precedence, as_of, **more)
    return weeks, _lists(
        summed(counts, level, depth=depth, all_named={row[0] for row in weeks if row[2] is None})
    )


def over_days(
    store: Store,
    metric: str,
    datasets: Sequence[str],
    periods: Sequence[Period],
    as_of: datetime | None = None,
    level: Level | None = None,
    *,
    depth: int | None = None,
    lost: Collection[date] = frozenset(),
) -> tuple[Sequence[Any], Sums]:
    rows, counts = store.over_days(metric, datasets, periods, as_of, lost=lost)
    on = {period.start: period.start if period.is_week else period.last for period in periods}
    all_named = {row[0] for row in rows if row[2] is None}
    return rows, _lists(summed(counts, level, depth=depth, all_named=all_named, identity_days=on))


def _lists(frame: pd.DataFrame) -> Sums:
    columns = (frame[name].tolist() for name in ("entity", "value", "days"))
    return Sums([week.date() for week in frame["week"]], *columns)
