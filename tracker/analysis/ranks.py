"""Rank of an entity in a week, its history in the chart, and the lead of the first.

rank, tw
    TW, this week: the position by value among the entities named in a complete week. Equal values
    share a rank (two leaders, and the next is third); `other` has none. Where values are lower
    bounds (`at_least`) an entity has a rank only if nothing that is unknown could change it, and
    otherwise its rank is an `open-rank`. In a week that cannot be ranked, a slug whose lead is
    proven has rank 1, and no other has a rank.
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

runner_up
    The second of the week; with two leaders tied at the top, the other of them. Missing where
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
    The leader did not lead exactly seven days earlier, not even with others; missing where the
    leader of that week is unknown.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker.analysis.limits import SINGLE, at_most, unnamed_at_most, unnamed_together, week_limits
from tracker.analysis.rows import level_of, named, week_before, weekly_frame
from tracker.weeks import WEEK

NEAR = 1.01
COLUMNS = (
    "week",
    "entity",
    "value",
    "share",
    "runner_up",
    "runner_up_value",
    "margin",
    "lead",
    "near_tie",
    "lead_change",
)

_OF_LEADS = ("week", "end", "entity", "value", "share", "rank", "at_least")


def rank(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the weekly frame with rank, last_rank, peak_rank, weeks_on_chart and weeks_at_1.

    All five are Int64. Raises FrameError for a frame of several metrics or levels, or with two rows
    of one entity in a week.

    With ``db = tracker.open()``:

    >>> ranked = tracker.rank(db.weekly(by="author", from_="2025-W02"))
    >>> week = ranked[ranked["week"] == "2026-03-30"].set_index("entity")
    >>> week[["rank", "last_rank", "weeks_at_1"]].head(3)
            rank  last_rank  weeks_at_1
    entity
    qwen       1         12           1
    xiaomi     2          1           1
    google     3          2          39
    """
    frame = weekly_frame(frame)
    is_ranked = frame["complete"] & frame["can_rank"] & named(frame)
    chart = frame.loc[is_ranked, ["week", "value"]]
    ranks = chart.groupby("week")["value"].rank(method="min", ascending=False)
    bounds = rank_bounds(frame)
    is_open = bounds["best_rank"] != bounds["worst_rank"]
    ranks = ranks.drop(bounds.index[is_open]).reindex(frame.index).mask(frame["proven"], 1)
    return chart_history(frame.assign(rank=ranks.astype("Int64")))


def chart_history(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that has ranks with last_rank, peak_rank, weeks_on_chart and weeks_at_1."""
    entities, _ = pd.factorize(ranked["entity"])
    is_ranked = ranked["rank"].notna().to_numpy()
    # The ranked rows of one entity after those of another, each in the order of weeks.
    order = np.lexsort((ranked["week"].to_numpy(), entities))
    order = order[is_ranked[order]]
    of, ranks = entities[order], ranked["rank"].to_numpy("int64", na_value=0)[order]
    first = np.searchsorted(of, of)  # where the rows of each entity begin
    at_1 = np.cumsum(ranks == 1)
    # Lower by more than any rank for each entity, the lowest so far is one of its own.
    lower = of * (ranks.max(initial=0) + 1)
    so_far = {
        "peak_rank": np.minimum.accumulate(ranks - lower) + lower,
        "weeks_on_chart": np.arange(len(order)) - first + 1,
        "weeks_at_1": at_1 - (at_1 - (ranks == 1))[first],
    }
    columns = {"last_rank": week_before(ranked, "rank")["rank"]}
    for name, numbers in so_far.items():
        column = np.zeros(len(ranked), "int64")
        column[order] = numbers
        columns[name] = pd.Series(pd.arrays.IntegerArray(column, ~is_ranked), ranked.index)
    return ranked.assign(**columns)


def known_to(ranked: pd.DataFrame) -> pd.Series:
    """Return, by week that can rank, the rank down to which all ranks are known (float64).

    It is infinite where all are named and ranked.
    """
    rows = ranked[ranked["complete"] & ranked["can_rank"] & named(ranked)]
    rows = rows.sort_values(["week", "value"], ascending=[True, False])
    is_known = rows["rank"].notna()
    unbroken = is_known.groupby(rows["week"]).cummin()
    all_known = (is_known & rows["depth"].isna()).groupby(rows["week"]).all()
    last_known = unbroken.groupby(rows["week"]).sum().astype("float64")
    return last_known.mask(all_known, np.inf)


def standing(
    ranked: pd.DataFrame, entity: str, unnamed: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return best_rank and worst_rank of ``entity`` in every complete week that can rank, by week.

    Both are float64; worst_rank is infinite where nothing bounds it. An entity that a week does not
    name stands as `standing_of_unnamed` says, which ``unnamed`` is, if it is at hand.
    """
    unnamed = standing_of_unnamed(ranked) if unnamed is None else unnamed
    is_of_entity = (ranked["entity"] == entity) & ranked["complete"] & ranked["can_rank"]
    rows = ranked.loc[is_of_entity, ["week", "rank"]]
    ranks = pd.Series(rows["rank"].to_numpy("float64", na_value=np.nan), rows["week"])
    bounds = pd.DataFrame({"best_rank": ranks, "worst_rank": ranks})
    if ranks.isna().any():
        is_open = ranked["week"].isin(ranks.index[ranks.isna()])
        of_open = rank_bounds(ranked[is_open]).join(rows["week"], how="inner").set_index("week")
        bounds = bounds.fillna(of_open)
    return bounds.reindex(unnamed.index).fillna(unnamed)


def standing_of_unnamed(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return best_rank and worst_rank (float64) of what a week does not name, by week.

    It ranks behind all that had more for certain than it can have had.
    """
    limits = week_limits(ranked)
    most = unnamed_at_most(ranked, limits=limits.where(limits.can_rank))
    rows = ranked.loc[named(ranked) & ranked["week"].isin(most.index), ["week", "value"]]
    ahead = rows["week"][rows["value"] > rows["week"].map(most)].value_counts()
    best = ahead.reindex(most.index, fill_value=0) + 1.0
    return pd.DataFrame({"best_rank": best, "worst_rank": np.inf})


def rank_bounds(frame: pd.DataFrame) -> pd.DataFrame:
    """Return best_rank and worst_rank (float64) of the rows of weeks in which not all is exact.

    Ahead of a row may be every named rival that can have had as much, and as many unnamed ones as
    can each have had as much out of `other`; worst_rank is infinite where nothing bounds them.
    """
    lower = frame["complete"] & frame["can_rank"] & frame["at_least"]
    if not lower.any():
        return pd.DataFrame({"best_rank": [], "worst_rank": []}, frame.index[:0], dtype="float64")
    weeks = frame[frame["complete"] & frame["week"].isin(frame.loc[lower, "week"])]
    limits = week_limits(weeks)
    rows = weeks[["week", "value"]].assign(most=at_most(weeks, limits), exact=~weeks["at_least"])
    rows = rows[named(weeks)]
    best, worst = _places(rows)

    # Entities that the week does not name may be ahead as well; of single slugs, which a board
    # names in the order of their values, only where the value is a lower bound.
    may_hide = rows["value"] <= rows["week"].map(unnamed_at_most(weeks, limits=limits))
    if level_of(frame) in SINGLE:
        may_hide &= ~rows["exact"]
    together = rows["week"].map(unnamed_together(weeks, limits))
    as_large = (together // rows["value"].clip(lower=1)).astype("Float64").fillna(np.inf)
    hidden = as_large.where(may_hide.fillna(value=False).astype(bool), 0)
    return pd.DataFrame({"best_rank": best, "worst_rank": worst + hidden}).astype("float64")


def _places(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the best and the worst place of each row among those of its week (int64)."""
    best, worst = np.ones(len(rows), "int64"), np.ones(len(rows), "int64")
    value, most, exact = (rows[name].to_numpy() for name in ("value", "most", "exact"))
    for places in rows.groupby("week").indices.values():
        least_of_week, most_of_week, is_exact = value[places], most[places], exact[places]
        surely_ahead = least_of_week > most_of_week[:, None]
        tied = is_exact & is_exact[:, None] & (least_of_week == least_of_week[:, None])
        maybe_ahead = (most_of_week >= least_of_week[:, None]) & ~tied
        np.fill_diagonal(maybe_ahead, val=False)  # none is ahead of itself
        best[places] += surely_ahead.sum(axis=1)
        worst[places] += maybe_ahead.sum(axis=1)
    return pd.Series(best, rows.index), pd.Series(worst, rows.index)


def leads(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the leader of each ranked week and its lead, from ranks and shares.

    Columns week, entity, value, share, runner_up, runner_up_value (Int64), margin (points), lead
    (ratio), near_tie, lead_change. The runner-up is missing where only one is named, where the
    second place is open, or where a lead is merely proven.
    """
    measured = weekly_frame(measured, "rank", "share")
    columns = [name for name in _OF_LEADS if name in measured]
    top_two = measured.loc[measured["rank"].to_numpy("float64", na_value=np.nan) <= 2, columns]
    top_two = top_two.sort_values(["week", "rank", "entity"])  # of two leaders both have rank 1
    led_before = week_before(top_two, "rank")["rank"].eq(1).fillna(value=False).to_numpy("bool")
    week, ranks = top_two["week"].to_numpy(), top_two["rank"].to_numpy("int64")
    is_first = np.ones(len(week), "bool")
    is_first[1:] = week[1:] != week[:-1]
    at_1 = np.flatnonzero(is_first & (ranks == 1))
    behind = np.minimum(at_1 + 1, max(len(week) - 1, 0))
    has_second = ~is_first[behind] & (behind > at_1)
    first, second = top_two.iloc[at_1], top_two.iloc[behind]

    value, value_behind = first["value"].to_numpy(), second["value"].to_numpy()
    points = (first["share"].to_numpy() - second["share"].to_numpy()) * 100
    both_exact = has_second & ~(first["at_least"].to_numpy() | second["at_least"].to_numpy())
    lead = np.full(len(at_1), np.nan)
    np.divide(value, value_behind, out=lead, where=both_exact & (value_behind > 0))
    is_known_before = np.isin(week[at_1] - np.timedelta64(WEEK), week[at_1])
    return pd.DataFrame(
        {
            "week": first["week"].array,
            "entity": first["entity"].array,
            "value": value,
            "share": first["share"].array,
            "runner_up": second["entity"].where(has_second).array,
            "runner_up_value": pd.arrays.IntegerArray(value_behind, ~has_second),
            "margin": np.where(both_exact, points, np.nan),
            "lead": lead,
            "near_tie": lead < NEAR,
            "lead_change": pd.arrays.BooleanArray(~led_before[at_1], ~is_known_before),
        }
    )
