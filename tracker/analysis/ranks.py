"""Rank, and what a chart keeper prints beside it.

rank, tw
    TW, this week: the position by value among the entities named in a complete week. Equal values
    share a rank (two leaders, and the next is third); `other` has none. Where values are lower
    bounds (`at_least`) an entity has a rank only if nothing that is unknown could change it, and
    otherwise its rank is an `open-rank`. In a week that cannot be ranked, a slug whose lead is
    proven has rank 1, and nobody else has a rank.
open-rank
    A rank that is missing because what is unknown could change it. At best it is one more than the
    number of entities that had more for certain, at worst one more than the number that may have
    had as much or more, each of them at most what it can have had (`at_most`). Where the two are
    the same, that is the rank.
last_rank, lw
    LW, last week: the rank exactly seven days earlier; missing when it was unknown.
peak_rank, pk
    PK: the best rank up to and including this week, never of a later one.
weeks_on_chart, woc
    WoC: in how many complete weeks so far the entity had a rank, this one included; the first is 1.
    The chart is as deep as the week's board (`depth`).
weeks_at_1
    In how many complete weeks so far the entity had rank 1, consecutive or not.

How far ahead the first of a week is.

runner_up
    Who is second in the week; with two leaders tied at the top, the other of them. Missing where
    what is unknown leaves the second place open.
runner_up_value
    The count of the runner-up.
margin
    The leader's share minus the runner-up's, in points (hundredths of the whole).
lead
    The leader's count ÷ the runner-up's: 1.5 is half as much again. Missing, like the margin, where
    either is only a lower bound.
near_tie
    The leader has less than 1 % more than the runner-up. A restatement, or counting the weeks from
    another day, may turn it.
lead_change
    The leader did not lead exactly seven days earlier, not even with others; missing where nobody
    knows who did.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker.analysis.limits import SINGLE, at_most, unnamed_at_most
from tracker.analysis.rows import level_of, named, weekly_frame
from tracker.weeks import WEEK


def rank(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the weekly frame with rank, last_rank, peak_rank, weeks_on_chart and weeks_at_1.

    All five are Int64. Raises FrameError for a frame of several metrics or levels, or with two rows
    of one entity in a week.
    """
    frame = weekly_frame(frame)
    ranked = frame[frame["complete"] & frame["can_rank"] & named(frame)]
    places = ranked.groupby("week")["value"].rank(method="min", ascending=False)
    places = places.reindex(frame.index)
    bounds = rank_bounds(frame)
    open_ = bounds.index[bounds["best_rank"] != bounds["worst_rank"]]
    places[open_] = np.nan
    places[frame["proven"]] = 1
    return walk(frame.assign(rank=places.astype("Int64")))


def walk(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that has ranks with what follows from them along each entity's weeks."""
    chart = ranked.loc[ranked["rank"].notna(), ["week", "entity", "rank"]]
    chart = chart.sort_values(["entity", "week"], kind="stable")
    weeks_of = chart.groupby("entity", sort=False)
    last_week = ranked[["week", "entity"]].assign(week=ranked["week"] - WEEK)
    rank_of = chart.set_index(["week", "entity"])["rank"]
    return ranked.assign(
        last_rank=rank_of.reindex(pd.MultiIndex.from_frame(last_week)).array,
        peak_rank=weeks_of["rank"].cummin(),
        weeks_on_chart=(weeks_of.cumcount() + 1).astype("Int64"),
        weeks_at_1=(chart["rank"] == 1).groupby(chart["entity"]).cumsum().astype("Int64"),
    )


def known_to(ranked: pd.DataFrame) -> pd.Series:
    """Return, by week that can rank, down to which rank it is known who has it (float64).

    There is no end of it where all are named and ranked.
    """
    rows = ranked[ranked["complete"] & ranked["can_rank"] & named(ranked)]
    rows = rows.sort_values(["week", "value"], ascending=[True, False])
    known = rows["rank"].notna()
    unbroken = known.groupby(rows["week"]).cummin().groupby(rows["week"]).sum().astype("float64")
    all_named = (rows["depth"].isna() & known).groupby(rows["week"]).all()
    return unbroken.mask(all_named, np.inf)


def standing(ranked: pd.DataFrame, entity: str) -> pd.DataFrame:
    """Return best_rank and worst_rank of ``entity`` in every complete week that can rank, by week.

    Both are float64; worst_rank is infinite where nothing bounds it. An entity that a week does not
    name stands behind all that had more for certain than it can have had.
    """
    frame = ranked[ranked["complete"] & ranked["can_rank"]]
    unnamed = unnamed_at_most(frame)
    rows = frame[named(frame)]
    ahead = rows["value"].to_numpy() > unnamed.reindex(rows["week"]).to_numpy(dtype="int64")
    best = np.bincount(
        unnamed.index.get_indexer(pd.Index(rows["week"])[ahead]), minlength=len(unnamed)
    )
    weeks = pd.DataFrame({"best_rank": best + 1.0, "worst_rank": np.inf}, unnamed.index)
    own = rows.loc[rows["entity"] == entity, ["week", "rank"]]
    bounds = rank_bounds(frame).reindex(own.index)
    for name in weeks:
        known = own["rank"].astype("float64").fillna(bounds[name])
        weeks.loc[own["week"], name] = known.to_numpy()
    return weeks


def rank_bounds(frame: pd.DataFrame) -> pd.DataFrame:
    """Return best_rank and worst_rank (int64) of the rows of weeks in which not all is exact.

    A rank that may be any from the best down has the number of all entities and one as its worst.
    """
    columns = {"best_rank": "int64", "worst_rank": "int64"}
    open_ = frame["complete"] & frame["can_rank"] & frame["at_least"]
    if not open_.any():
        return pd.DataFrame(columns=[*columns]).astype(columns)
    frame = frame[frame["week"].isin(frame.loc[open_, "week"]) & frame["complete"]]
    rows = frame[named(frame)]
    most, unnamed = at_most(frame), unnamed_at_most(frame)
    single = level_of(frame) in SINGLE
    parts = [
        _bounds_of_week(week, most[week.index], unnamed[monday], single=single)
        for monday, week in rows.groupby("week")
    ]
    return pd.concat(parts)


def _bounds_of_week(
    week: pd.DataFrame, most: pd.Series, unnamed: int, *, single: bool
) -> pd.DataFrame:
    """Return the bounds of the ranks of one week, whose unnamed had at most so much."""
    least, highest = week["value"].to_numpy(), most.to_numpy()
    exact = ~week["at_least"].to_numpy()
    above = len(least) - np.searchsorted(np.sort(least), highest, side="right")
    not_below = len(highest) - np.searchsorted(np.sort(highest), least, side="left")
    known = np.sort(least[exact])
    level = np.searchsorted(known, least, "right") - np.searchsorted(known, least, "left")
    worst = not_below - np.where(exact, level, 1) + 1  # equals share the better rank
    hidden = (least <= unnamed) & ~(exact & single)
    worst = np.where(hidden, len(least) + 1, worst)
    return pd.DataFrame({"best_rank": above + 1, "worst_rank": worst}, week.index)


NEAR = 1.01
COLUMNS = (
    "week", "entity", "value", "share", "runner_up", "runner_up_value", "margin", "lead",
    "near_tie", "lead_change",
)  # fmt: skip


def leads(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the first of each ranked week, from a frame with ranks and shares.

    Columns week, entity, value, share, runner_up, runner_up_value (Int64), margin (points), lead
    (ratio), near_tie, lead_change. The runner-up is missing where only one is named, where it is
    open who is second, or where a lead is merely proven.
    """
    measured = weekly_frame(measured, "rank", "share")
    first_two = (measured["rank"] <= 2).fillna(False)  # of two leaders both have rank 1
    ranked = measured[first_two].sort_values(["week", "rank", "entity"], kind="stable")
    led = ranked[ranked["rank"] == 1]
    ranked = ranked[ranked["week"].isin(led["week"])]
    place = ranked.groupby("week", sort=False).cumcount()
    first = ranked[place == 0].set_index("week")
    second = ranked[place == 1].set_index("week").reindex(first.index)
    rows = first[["entity", "value", "share"]].copy()
    rows["runner_up"] = second["entity"]
    rows["runner_up_value"] = second["value"].astype("Int64")
    both_exact = ~first["at_least"] & second["at_least"].eq(False)
    rows["margin"] = ((first["share"] - second["share"]) * 100).where(both_exact)
    behind = rows["runner_up_value"].astype("float64")
    rows["lead"] = (rows["value"] / behind.where(behind > 0)).where(both_exact)
    rows["near_tie"] = rows["lead"] < NEAR
    rows = rows.reset_index()
    week_after = dict.fromkeys(zip(led["entity"], led["week"] + WEEK, strict=True))
    follows = rows["week"] == rows["week"].shift() + WEEK
    stayed = [key in week_after for key in zip(rows["entity"], rows["week"], strict=True)]
    rows["lead_change"] = (~pd.Series(stayed, rows.index, dtype="boolean")).where(follows)
    return rows[[*COLUMNS]]
