"""How concentrated a week is, how many really compete in it, and how fast its chart churns.

named
    How many entities the week's board names.
cr1
    The share of the largest one: of everything, `other` included.
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
    slug it says too much, for nobody whom a board leaves out is larger than the smallest it names.
    At a coarser level some of `other` belongs to the named, and neither this end nor
    `diversity_low` is a strict bound.
effective_low
    10,000 ÷ `hhi_high`: how many equal competitors would have that index (the Hill number of order
    2), at the least.
effective_high
    10,000 ÷ `hhi_low`: the same at the most.
diversity_low
    The exponential of Shannon's entropy of the shares (the Hill number of order 1): again a number
    of equal competitors, but one to which the small ones matter more. `other` is one firm here;
    whoever splits it raises the number, and without limit, so no upper end is given. It is exact
    where nothing is unnamed.
turnover
    Which part of last week's top N (10 unless said otherwise) is not in this week's: 0 to 1.
    Missing when last week, exactly seven days before, is unknown, or either week names fewer than
    N. Whoever is level with the Nth is in the top N.
overlap
    How alike this week's ranking is to last week's, from 0 (no name in common) to 1 (the same names
    in the same order): rank-biased overlap, extrapolated, with p = 0.9 (Webber, Moffat and Zobel
    2010), to which the first ten ranks matter most. Both rankings are cut at the shallower of the
    two; equal values go by name, as the publisher has them. Missing when last week is unknown.
unnamed
    The share of `other`; 0 where all are named.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tracker.analysis.frame import named
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.errors import GapError
from tracker.weeks import WEEK

MODERATE, HIGH = 1_000, 1_800
PERSISTENCE = 0.9
COLUMNS = (
    "week", "named", "cr1", "cr3", "cr5", "hhi_low", "hhi_high", "effective_low", "effective_high",
    "diversity_low", "turnover", "overlap", "unnamed", "dataset", "depth",
)  # fmt: skip


def market(frame: pd.DataFrame, top: int = 10) -> pd.DataFrame:
    """One row for each complete week of a weekly frame that can rank, with the columns above.
    Shares and what is made of them are missing where the board does not tell its whole.

    Raises GapError when there is no such week.
    """
    rows = frame[frame["complete"] & frame["can_rank"]]
    if rows.empty:
        metric = frame.attrs.get("metric", "figures")
        raise GapError(f"no complete week of {metric} that can be ranked is recorded")
    rows = rows.sort_values(
        ["week", "value", "entity"], ascending=[True, False, True], ignore_index=True
    )
    rows = rank(share(rows))
    names = rows[named(rows)]
    names = names.assign(position=names.groupby("week").cumcount() + 1)

    found = rows.groupby("week")[["dataset", "depth"]].first()
    told = rows["share"].notna().groupby(rows["week"]).any()
    of_other = rows["share"].mask(named(rows), 0.0)
    found["unnamed"] = of_other.groupby(rows["week"]).sum().where(told)
    found["named"] = named(rows).groupby(rows["week"]).sum().astype("Int64")
    by_week = names["week"]
    for most in (1, 3, 5):
        largest = names["share"].where(names["position"] <= most)
        together = largest.groupby(by_week).sum(min_count=most)
        found[f"cr{most}"] = together.clip(upper=1.0)  # shares that are all may sum to 1 + 2e-16
    found["hhi_low"] = ((names["share"] * 100) ** 2).groupby(by_week).sum(min_count=1)
    found["hhi_high"] = found["hhi_low"] + (found["unnamed"] * 100) ** 2
    found["effective_low"] = 10_000 / found["hhi_high"]
    found["effective_high"] = 10_000 / found["hhi_low"].where(found["hhi_low"] > 0)
    found["diversity_low"] = np.exp(_entropy(rows)).where(told)
    found["turnover"] = _turnover(rows, top)
    found["overlap"] = _overlap(names)
    found = found.reset_index()[[*COLUMNS]]
    found.attrs = dict(frame.attrs)
    return found


def _entropy(rows: pd.DataFrame) -> pd.Series:
    some = rows["share"].where(rows["share"] > 0)
    part = pd.Series(-some * np.log(some))
    return part.groupby(rows["week"]).sum()


def _turnover(rows: pd.DataFrame, top: int) -> pd.Series:
    on_top = (rows["rank"] <= top).fillna(False).astype(bool)
    stayed = on_top & (rows["last_rank"] <= top).fillna(False).astype(bool)
    now = on_top.groupby(rows["week"]).sum()
    before = _a_week_before(now)
    gone = 1 - stayed.groupby(rows["week"]).sum() / before
    return gone.where((now >= top) & (before >= top))


def _overlap(names: pd.DataFrame) -> pd.Series:
    """Extrapolated rank-biased overlap of each week's names with last week's.

    Down to depth d the two lists share X(d) names, and cut at k their overlap is
    (1 - p) / p · Σ X(d) / d · p^d + X(k) / k · p^k, the sum from 1 to k. A name counts in every
    X(d) from the lower of its two positions on, so each adds what depends on that position alone.
    """
    here = names[["week", "entity", "position"]]
    both = here.merge(here.assign(week=here["week"] + WEEK), on=["week", "entity"])
    lower = both[["position_x", "position_y"]].max(axis=1)
    size = here.groupby("week").size()
    before = _a_week_before(size)
    cut = size.where(size <= before, before)  # missing where last week is
    k = both["week"].map(cut)
    within = lower <= k
    lower, k, week = lower[within], k[within].astype("int64"), both.loc[within, "week"]

    depth = np.arange(1, size.max() + 1 if len(size) else 1)
    weight = np.concatenate([[0.0], np.cumsum(PERSISTENCE**depth / depth)])
    seen = (1 - PERSISTENCE) / PERSISTENCE * (weight[k] - weight[lower - 1])
    each = pd.Series(seen + PERSISTENCE**k / k, index=week.index)
    together = each.groupby(week).sum().reindex(cut.index, fill_value=0.0)
    return together.clip(upper=1.0).where(cut.notna())


def _a_week_before(by_week: pd.Series) -> pd.Series:
    """What was so exactly seven days earlier; missing where that week is."""
    return by_week.set_axis(by_week.index + WEEK).reindex(by_week.index)
