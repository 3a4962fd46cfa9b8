"""Rank, and what a chart keeper prints beside it.

rank, tw
    TW, this week: the position by value among the entities named in a complete week. Equal values
    share a rank (two leaders, and the next is third); `other` has none. In a week that cannot be
    ranked, a slug whose lead is proven has rank 1, and nobody else has a rank.
last_rank, lw
    LW, last week: the rank exactly seven days earlier; missing when it was unknown.
peak_rank, pk
    PK: the best rank up to and including this week, never of a later one.
weeks_on_chart, woc
    WoC: in how many complete weeks so far the entity had a rank, this one included; the first is 1.
    The chart is as deep as the week's board (`depth`).
weeks_at_1
    In how many complete weeks so far the entity had rank 1, consecutive or not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis.grid import Grid

NONE = -1
"""No rank."""
ABSENT = -np.iinfo("int64").max
"""No value: below all that is one."""


def rank(frame: pd.DataFrame) -> pd.DataFrame:
    """The weekly frame with rank, last_rank, peak_rank, weeks_on_chart and weeks_at_1 (Int64)."""
    grid = Grid(frame)
    can = (frame["complete"] & frame["can_rank"]).to_numpy(dtype=bool) & ~grid.other
    places = grid.gather(places_of(grid.spread(np.where(can, frame["value"], ABSENT), ABSENT)))
    places = np.where(frame["proven"], 1, places)

    return _walked(frame, grid, places)


def walk(ranked: pd.DataFrame) -> pd.DataFrame:
    """The same of a frame that has ranks, and need not hold everybody who was ranked with them."""
    return _walked(ranked, Grid(ranked), ranked["rank"].to_numpy(dtype="int64", na_value=NONE))


def _walked(frame: pd.DataFrame, grid: Grid, places: Any) -> pd.DataFrame:
    """Walk every entity through its weeks in calendar order."""
    by_week = grid.spread(places, NONE)
    ranked = by_week != NONE
    best = np.where(ranked, by_week, len(grid.names) + 1)
    walked = {
        "peak_rank": np.minimum.accumulate(best),
        "weeks_on_chart": ranked.cumsum(axis=0),
        "weeks_at_1": (by_week == 1).cumsum(axis=0),
    }
    last = grid.gather(grid.week_before(by_week, NONE))
    return frame.assign(
        rank=_known(places, places != NONE),
        last_rank=_known(last, last != NONE),
        **{name: _known(grid.gather(told), places != NONE) for name, told in walked.items()},
    )


def _known(column: Any, where: Any) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(column, ~where)


def places_of(values: Any) -> Any:
    """The places in each week of values by week and entity, equals at the best of theirs; NONE
    where there is none."""
    order = np.argsort(-values, axis=1)
    descending = np.take_along_axis(values, order, axis=1)
    place = np.broadcast_to(np.arange(1, values.shape[1] + 1), values.shape).copy()
    place[:, 1:][descending[:, 1:] == descending[:, :-1]] = 1
    found = np.empty_like(place)
    np.put_along_axis(found, order, np.maximum.accumulate(place, axis=1), axis=1)
    return np.where(values == ABSENT, NONE, found)
