"""Concentration of a week, the number of its competitors, and the churn of its ranking.

concentration
    How far a few have the whole of a week: the shares of the largest (`cr1`, `cr3`, `cr5`), and the
    `hhi` of all.
hhi
    The Herfindahl-Hirschman index, the usual measure of concentration: the sum of the squares of
    all shares in percent, from nearly 0 (many equal ones) to 10,000 points (one alone). What a
    board does not name leaves it open between `hhi_low` and `hhi_high`.
effective-number-of-competitors
    How many equal ones would be as concentrated as a week is: 10,000 ÷ `hhi`, and so between
    `effective_low` and `effective_high`.
churn
    How much the top of a ranking changes from week to week: who is new in it (`turnover`), and how
    alike the two rankings are (`overlap`).
named
    The number of entities that the week's board names.
cr1
    The share of the largest one: of everything, `other` included. It and all that follows but for
    `hhi_low`, `effective_high` and `unnamed` are missing for sums over models from a `shallow`
    board: some of its `other` is theirs.
cr3
    The share of the three largest together; missing where fewer are named.
cr5
    The share of the five largest together; missing where fewer are named.
hhi_low
    The Herfindahl-Hirschman index is the sum of the squares of all shares in percent: 0 to 10,000
    points. This is the least it can be: `other` is taken for infinitely many, who add nothing. From
    1,000 points the merger guidelines of 2023 (US Department of Justice) call a market moderately
    concentrated, above 1,800 highly.
hhi_high
    The same index with all of `other` as one firm, the other end of what a board leaves open. By
    slug it is too high, for no slug that a board leaves out is larger than the smallest it names.
    At a coarser level a little of `other` belongs to the named even on a deep board, and neither
    this end nor `diversity_low` is a strict bound.
effective_low
    10,000 ÷ `hhi_high`: how many equal competitors would have that index (the Hill number of order
    2), at the least.
effective_high
    10,000 ÷ `hhi_low`: how many equal competitors would have that index, at the most.
diversity_low
    The exponential of Shannon's entropy of the shares (the Hill number of order 1): again a number
    of equal competitors, but one to which the small ones matter more. `other` is one firm here;
    splitting it raises the number, and without limit, so no upper end is given. It is exact
    where nothing is unnamed.
turnover
    The part of last week's top N (10 by default) that is not in this week's: 0 to 1.
    Missing when last week, exactly seven days before, is unknown, when either week lacks a day, or
    names fewer than N. Names equal to the Nth are in the top N.
overlap
    How alike this week's ranking is to last week's, from 0 (no name in common) to 1 (the same names
    in the same order): rank-biased overlap, extrapolated, with p = 0.9 (Webber, Moffat and Zobel
    2010), to which the first ten ranks matter most. Both rankings are cut at the shallower of the
    two; equal values go by name, as the publisher has them. Missing when last week is unknown or
    either week lacks a day.
unnamed
    The share of `other`; 0 where all are named.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tracker.analysis.rows import (
    crosses_lost_day,
    in_order,
    lacks_day,
    metric_of,
    named,
    one_a_week,
    weekly_frame,
)
from tracker.analysis.shares import shares_of
from tracker.errors import GapError
from tracker.weeks import WEEK

MODERATE, HIGH = 1_000, 1_800
PERSISTENCE = 0.9
COLUMNS = (
    "week",
    "named",
    "cr1",
    "cr3",
    "cr5",
    "hhi_low",
    "hhi_high",
    "effective_low",
    "effective_high",
    "diversity_low",
    "turnover",
    "overlap",
    "unnamed",
    "dataset",
    "depth",
    "days",
)


def market(frame: pd.DataFrame, top: int = 10) -> pd.DataFrame:
    """Return one row for each complete week of a weekly frame that can rank, oldest first.

    The columns are those above, and dataset, depth and days (on how many days of the week any
    entity was named). ``top`` is how many ranks turnover looks at. Raises GapError when there is no
    such week.

    With ``db = tracker.open()``:

    >>> weeks = tracker.market(db.weekly(by="author", from_="2025-W02")).set_index("week")
    >>> weeks.loc["2026-03-23":"2026-04-06", ["named", "cr1", "hhi_low", "turnover"]].round(3)
                named    cr1   hhi_low  turnover
    week
    2026-03-23     15  0.206  1042.556       0.2
    2026-03-30     15  0.244  1160.901       0.1
    2026-04-06     15  0.155   900.068       0.1
    """
    frame = weekly_frame(frame)
    rows = in_order(frame[frame["complete"] & frame["can_rank"]])
    if rows.empty:
        raise GapError(f"no complete week of {metric_of(frame)} that can be ranked is recorded")
    rows["share"] = shares_of(rows)
    entities = rows[named(rows)]
    weeks = one_a_week(rows).set_index("week")[["dataset", "depth"]]
    weeks["days"] = rows.groupby("week")["days"].max()
    weeks["named"] = entities.groupby("week").size().reindex(weeks.index, fill_value=0)
    weeks["named"] = weeks["named"].astype("Int64")

    # A week whose board has no total has no shares to sum, and sums over models from a shallow
    # board are too low for all that needs the single shares.
    has_shares = rows.groupby("week")["share"].count() > 0
    is_lower = (rows["at_least"] & ~lacks_day(rows)).groupby(rows["week"]).any()
    exact = has_shares & ~is_lower
    weeks["unnamed"] = _sum(rows["share"].where(~named(rows), 0.0), rows).where(has_shares)
    for number in (1, 3, 5):
        largest = entities.groupby("week").head(number)
        together = _sum(largest["share"], largest).clip(upper=1.0)  # all may sum to 1 + 2e-16
        weeks[f"cr{number}"] = together.where(exact & (weeks["named"] >= number))
    weeks["hhi_low"] = _sum((entities["share"] * 100) ** 2, entities).where(has_shares)
    weeks["hhi_high"] = (weeks["hhi_low"] + (weeks["unnamed"] * 100) ** 2).where(exact)
    weeks["effective_low"] = 10_000 / weeks["hhi_high"]
    weeks["effective_high"] = 10_000 / weeks["hhi_low"].where(weeks["hhi_low"] > 0)
    share = rows["share"].where(rows["share"] > 0, 1.0)  # 1 × log 1 = 0 adds nothing
    weeks["diversity_low"] = np.exp(-_sum(share * np.log(share), rows)).where(exact)
    compared = entities[~entities["week"].isin(is_lower.index[is_lower])]
    weeks[["turnover", "overlap"]] = _churn(compared, top).reindex(weeks.index)
    return weeks.reset_index()[[*COLUMNS]]


def _sum(values: pd.Series, rows: pd.DataFrame) -> pd.Series:
    return values.groupby(rows["week"]).sum()


def _churn(entities: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return turnover and overlap, by week, from entities in the order of their values."""
    ranks = entities.groupby("week")["value"].rank(method="min", ascending=False)
    ranking = entities.groupby("week")["entity"].agg(list).to_dict()
    on_top = entities[ranks <= top].groupby("week")["entity"].agg(set).to_dict()
    lost = {*entities.loc[crosses_lost_day(entities), "week"]}
    turnover, overlap = {}, {}
    for week in ranking:
        last_week = week - WEEK  # type: ignore[operator]
        if last_week not in ranking or week in lost:
            continue
        overlap[week] = rank_biased_overlap(ranking[last_week], ranking[week])
        now, before = on_top[week], on_top[last_week]
        if min(len(now), len(before)) >= top:
            turnover[week] = 1 - len(now & before) / len(before)
    churn = {"turnover": turnover, "overlap": overlap}
    return pd.DataFrame(
        {name: pd.Series(values, dtype="float64") for name, values in churn.items()}
    )


def rank_biased_overlap(
    before: Sequence[str], now: Sequence[str], persistence: float = PERSISTENCE
) -> float:
    """Return how alike two rankings are, extrapolated (Webber, Moffat and Zobel 2010, eq. 32).

    Down to depth d the two share X(d) names, and cut at k, the shorter length, their overlap is
    (1 - p) / p · Σ X(d) / d · p^d + X(k) / k · p^k, the sum from 1 to k.
    """
    length = min(len(before), len(now))
    if not length:
        return float("nan")
    position = {name: place for place, name in enumerate(before[:length], 1)}
    seen_in_both = [
        max(place, position[name]) for place, name in enumerate(now[:length], 1) if name in position
    ]
    depth = np.arange(1, length + 1)
    shared = np.bincount(seen_in_both, minlength=length + 1)[1:].cumsum()
    weight = persistence**depth
    overlap = (1 - persistence) / persistence * (shared / depth * weight).sum()
    return min(1.0, float(overlap + shared[-1] / length * weight[-1]))
