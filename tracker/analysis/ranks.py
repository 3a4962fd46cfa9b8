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

import pandas as pd

from tracker.analysis.frame import named
from tracker.weeks import WEEK


def rank(frame: pd.DataFrame) -> pd.DataFrame:
    """The weekly frame with rank, last_rank, peak_rank, weeks_on_chart and weeks_at_1 (Int64)."""
    ranked = frame.copy()
    can = ranked["complete"] & ranked["can_rank"] & named(ranked)
    by_week = ranked["value"].where(can).groupby(ranked["week"], sort=False)
    ranked["rank"] = by_week.rank(method="min", ascending=False).astype("Int64")
    ranked.loc[ranked["proven"], "rank"] = 1

    # Walk each entity through its weeks in calendar order, then put the rows back.
    walk = ranked[["entity", "week", "rank"]].sort_values(["entity", "week"], kind="stable")
    position = walk["rank"].astype("float64")
    of_entity = walk["entity"]
    before = walk.groupby(of_entity, sort=False)[["week", "rank"]].shift()
    last_week = before["week"] == walk["week"] - WEEK
    ranked["last_rank"] = before["rank"].where(last_week)
    ranked["peak_rank"] = position.groupby(of_entity, sort=False).cummin().astype("Int64")
    ranked["weeks_on_chart"] = _so_far(position.notna(), of_entity)
    ranked["weeks_at_1"] = _so_far(position == 1, of_entity)
    unranked = ranked["rank"].isna()
    running = ["peak_rank", "weeks_on_chart", "weeks_at_1"]
    ranked[running] = ranked[running].mask(unranked)
    return ranked


def _so_far(is_so: pd.Series, of_entity: pd.Series) -> pd.Series:
    return is_so.astype("int64").groupby(of_entity, sort=False).cumsum().astype("Int64")
