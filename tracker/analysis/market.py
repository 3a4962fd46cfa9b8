"""How concentrated a week is, how many really compete in it, and how fast its chart churns.

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

from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis.grid import Grid
from tracker.analysis.ranks import ABSENT, NONE, places_of
from tracker.analysis.rows import one_a_week
from tracker.analysis.shares import of_week
from tracker.errors import GapError
from tracker.records import OTHER

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
    grid = Grid(rows)
    names = np.argsort(grid.names)
    names = names[grid.names[names] != OTHER]
    shares = grid.spread(of_week(rows, grid), np.nan)
    values = grid.spread(rows["value"].to_numpy(), ABSENT)[:, names]
    told = ~np.isnan(shares).all(axis=1)
    size = (values != ABSENT).sum(axis=1)
    descending = np.argsort(-values, axis=1, kind="stable")  # equal ones by name
    largest = np.take_along_axis(shares[:, names], descending, axis=1)

    found = one_a_week(rows).set_index("week")[["dataset", "depth"]].sort_index()
    found["unnamed"] = np.where(told, np.nansum(shares[:, grid.names == OTHER], axis=1), np.nan)
    found["named"] = pd.array(size, dtype="Int64")
    for most in (1, 3, 5):
        together = largest[:, :most].sum(axis=1).clip(max=1.0)  # all may sum to 1 + 2e-16
        found[f"cr{most}"] = np.where(size >= most, together, np.nan)
    squares = np.nansum((largest * 100) ** 2, axis=1)
    found["hhi_low"] = np.where(told & (size > 0), squares, np.nan)
    found["hhi_high"] = found["hhi_low"] + (found["unnamed"] * 100) ** 2
    found["effective_low"] = 10_000 / found["hhi_high"]
    found["effective_high"] = 10_000 / found["hhi_low"].where(found["hhi_low"] > 0)
    found["diversity_low"] = np.where(told, np.exp(_entropy(shares)), np.nan)
    found["turnover"] = _turnover(grid, values, top)
    found["overlap"] = _overlap(grid, descending, size)
    found = found.reset_index()[[*COLUMNS]]
    found.attrs = dict(frame.attrs)
    return found


def _entropy(shares: Any) -> Any:
    some = np.where(shares > 0, shares, 1.0)
    return -(some * np.log(some)).sum(axis=1)


def _turnover(grid: Grid, values: Any, top: int) -> Any:
    places = places_of(values)
    on_top = (places != NONE) & (places <= top)
    now = on_top.sum(axis=1)
    before = grid.week_before(now, 0)
    stayed = (on_top & grid.week_before(on_top, False)).sum(axis=1)
    return np.where((now >= top) & (before >= top), 1 - stayed / np.maximum(before, 1), np.nan)


def _overlap(grid: Grid, descending: Any, size: Any) -> Any:
    """Extrapolated rank-biased overlap of each week's names with last week's.

    Down to depth d the two lists share X(d) names, and cut at k their overlap is
    (1 - p) / p · Σ X(d) / d · p^d + X(k) / k · p^k, the sum from 1 to k. A name counts in every
    X(d) from the lower of its two positions on, so each adds what depends on that position alone.
    """
    before = grid.week_before(size, NONE)
    cut = np.minimum(size, before)  # below 1 where either week is unknown
    position = np.empty_like(descending)
    places = np.broadcast_to(np.arange(1, descending.shape[1] + 1), descending.shape)
    np.put_along_axis(position, descending, places, axis=1)
    beyond = descending.shape[1] + 1
    lower = np.maximum(position, grid.week_before(position, beyond))
    within = lower <= cut[:, None]  # the shallower of the two also leaves out who is not named
    week = np.nonzero(within)[0]
    lower, k = lower[within], cut[week]

    depth = np.arange(1, beyond)
    weight = np.concatenate([[0.0], np.cumsum(PERSISTENCE**depth / depth)])
    seen = (1 - PERSISTENCE) / PERSISTENCE * (weight[k] - weight[lower - 1])
    together = np.bincount(week, seen + PERSISTENCE**k / k, minlength=len(cut))
    return np.where(cut > 0, together.clip(max=1.0), np.nan)
