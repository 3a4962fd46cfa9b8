"""Every measure on ten years × 600 names, beside the same written by hand in numpy (`by_hand`), and
those that ask after a few rows also beside the same in SQL (`in_sql`).

Both sides start from the columns of one tidy frame and end with columns; before anything is timed,
every column is seen to be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import by_hand
import in_sql
import numpy as np
import pandas as pd

from tracker.analysis import bounds
from tracker.analysis.changed import changed
from tracker.analysis.free import given_away, without_free
from tracker.analysis.growth import growth
from tracker.analysis.list_cost import list_cost
from tracker.analysis.market import market
from tracker.analysis.movers import movers
from tracker.analysis.ranks import leads, rank
from tracker.analysis.shares import share
from tracker.analysis.streaks import Endurance, endurance, streaks
from tracker.analysis.unmapped import unmapped
from tracker.analysis.versus import figures, versus, versus_streaks
from tracker.breaks import lost_days
from tracker.claims.streaks import Stretch, at_top, stretch
from tracker.records import OTHER

WEEKS, NAMED, KNOWN = 520, 600, 660
FIRST = date(2016, 1, 4)
NO_BOUNDS = pd.DataFrame({name: pd.Series(dtype="Int64") for name in bounds.COLUMNS})


@dataclass
class Pair:
    """The same work done by the tracker and by hand, and what is seen to be the same."""

    what: str
    ours: Callable[[], Any]
    by_hand: Callable[[], Any]
    same: Callable[[Any, Any], None]


def invented() -> pd.DataFrame:
    """A weekly frame: each week the 600 largest of 660 random walks, one in twelve free, and the
    rest as `other`; so names come, go and come back."""
    chance = np.random.default_rng(7)
    steps = chance.normal(0, 0.2, (WEEKS, KNOWN)).cumsum(axis=0) + chance.normal(0, 2, KNOWN)
    values = (np.exp(steps) * 1e9).astype("int64") + 1
    names = [f"author{n % 40}/model-{n}{':free' if n % 12 == 0 else ''}" for n in range(KNOWN)]
    largest = np.argsort(-values, axis=1, kind="stable")
    inside, outside = largest[:, :NAMED], largest[:, NAMED:]
    of_other = np.take_along_axis(values, outside, axis=1).sum(axis=1, keepdims=True)
    weeks = np.array([FIRST + timedelta(weeks=n) for n in range(WEEKS)], dtype="datetime64[s]")
    entities = np.array([*names, OTHER], dtype=object)
    columns = np.hstack([inside, np.full((WEEKS, 1), KNOWN)]).reshape(-1)
    frame = pd.DataFrame(
        {
            "week": np.repeat(weeks, NAMED + 1),
            "entity": pd.Series(entities[columns], dtype="str"),
            "value": np.hstack([np.take_along_axis(values, inside, axis=1), of_other]).reshape(-1),
        }
    )
    frame = frame.assign(
        at_least=False, metric="tokens", by="slug",
        dataset="rankings-daily", depth=pd.array([NAMED] * len(frame), dtype="Int64"), days=7,
        complete=True, settled=True, can_rank=True, proven=False,
        as_of=pd.Timestamp("2026-08-22T07:10:19Z"),
    )  # fmt: skip
    frame = frame.sort_values(["week", "value", "entity"], ascending=[True, False, True])
    return frame.reset_index(drop=True)


def price_lists(frame: pd.DataFrame) -> pd.DataFrame:
    """A new price for every name in each of three years."""
    slugs = [name for name in frame["entity"].unique() if name != OTHER]
    years = [
        pd.DataFrame(
            {
                "slug": slugs,
                "known_from": pd.Timestamp(f"{year}-03-05T06:00:00Z"),
                "prompt": 1.0 / (year - 2015), "completion": 3.0 / (year - 2015),
                "cache_read": 0.25 / (year - 2015),
            }
        )
        for year in (2017, 2019, 2023)
    ]  # fmt: skip
    return pd.concat(years, ignore_index=True)


def columns_same(found: pd.DataFrame, made_by_hand: by_hand.Columns) -> None:
    """Every column made by hand is, row by row, the one of ours: floats within a billionth, what is
    rounded from floats within one, all else equal."""
    for name, made in made_by_hand.items():
        ours = found[name]
        assert len(ours) == len(made), (name, len(ours), len(made))
        if made.dtype.kind == "f":
            assert np.allclose(ours.to_numpy("float64"), made, 1e-9, 1e-9, equal_nan=True), name
            continue
        if made.dtype.kind in "iu":
            ours = ours.astype("Int64").fillna(-(10**6) if name == "moved" else by_hand.NO)
            if name in ("market", "gain"):
                assert (abs(ours - made) <= 1).all(), name
                continue
        theirs = pd.Series(made, ours.index)
        both = (ours.astype(object) == theirs.astype(object)) | (ours.isna() & theirs.isna())
        assert both.all(), (name, ours[~both].head(), theirs[~both].head())


def lasted_same(found: Endurance, made: tuple[Any, ...]) -> None:
    debut, peak, peak_share, half_life, held, after_peak, after_debut = made
    assert (found.debut, found.peak) == (pd.Timestamp(debut), pd.Timestamp(peak))
    assert (found.half_life, found.held) == (half_life, held)
    assert np.isclose(found.peak_share, peak_share)
    for kept, by_week in ((found.after_peak, after_peak), (found.after_debut, after_debut)):
        ratios = [np.nan if one.ratio is None else one.ratio for one in kept]
        assert np.allclose(ratios, by_week, equal_nan=True), (ratios, by_week)


def stretch_same(found: Stretch, made: tuple[Any, ...]) -> None:
    assert (found.holds, found.weeks, found.first, found.last) == made, (found, made)


def both(
    what: str,
    ours: Callable[[], Any],
    in_numpy: Callable[[], Any],
    in_sql: Callable[[], Any],
    same: Callable[[Any, Any], None],
) -> Iterator[Pair]:
    yield Pair(f"{what} / numpy", ours, in_numpy, same)
    yield Pair(f"{what} / SQL", ours, in_sql, same)


def pairs(frame: pd.DataFrame) -> Iterator[Pair]:
    measured = share(rank(frame))
    weeks = measured.groupby("entity")["week"].agg(["min", "size"])
    late = weeks[(weeks["min"] > frame["week"].min()) & (weeks["size"] > 100)].index
    came_late = late[0] if len(late) else weeks.index[0]
    leader = measured.loc[measured["rank"] == 1, "entity"].value_counts().index[0]
    one, two = weeks.sort_values("size", kind="stable").index[-3:-1]  # the last is `other`
    later = frame["value"] + (frame["week"] >= "2024-01-01") * frame["value"] // 50_000
    then = share(rank(frame.assign(value=later)))
    prices = price_lists(frame)
    lost = [day for day in sorted(lost_days()) if day < FIRST + timedelta(weeks=WEEKS)]
    rows = in_sql.table(measured)
    yield Pair("ranks", partial(rank, frame), partial(by_hand.ranks, frame), columns_same)
    yield Pair("shares", partial(share, frame), partial(by_hand.shares, frame), columns_same)
    yield Pair(
        "movers", partial(movers, measured, 10), partial(by_hand.movers, measured, 10),
        columns_same,
    )  # fmt: skip
    yield Pair("leads", partial(leads, measured), partial(by_hand.leads, measured), columns_same)
    yield from both(
        "streaks", partial(streaks, measured), partial(by_hand.streaks, measured),
        partial(in_sql.streaks, rows), columns_same,
    )  # fmt: skip
    yield from both(
        "versus, with streaks",
        lambda: versus_streaks(versus(figures(frame, one), figures(frame, two))),
        partial(by_hand.versus, frame, one, two),
        partial(in_sql.versus, rows, one, two),
        columns_same,
    )
    yield Pair("market", partial(market, frame), partial(by_hand.market, frame), columns_same)
    yield Pair(
        "free: given away", partial(given_away, frame), partial(by_hand.given_away, frame),
        columns_same,
    )  # fmt: skip
    yield Pair(
        "free: ranks without it",
        lambda: rank(without_free(frame)),
        partial(by_hand.without_free, frame),
        columns_same,
    )
    yield Pair(
        "list_cost",
        partial(list_cost, frame, prices),
        partial(by_hand.list_cost, frame, prices),
        columns_same,
    )
    yield Pair("growth", partial(growth, measured), partial(by_hand.growth, measured), columns_same)
    yield from both(
        "endurance of one name", partial(endurance, measured, came_late),
        partial(by_hand.endurance, measured, came_late),
        partial(in_sql.endurance, rows, came_late), lasted_same,
    )  # fmt: skip
    yield Pair(
        "changed", partial(changed, then, measured), partial(by_hand.changed, then, measured),
        columns_same,
    )  # fmt: skip
    yield Pair("unmapped", partial(unmapped, frame), partial(by_hand.unmapped, frame), columns_same)
    yield Pair(
        "a claim: led for five weeks",
        lambda: stretch(at_top(measured, leader, 1, NO_BOUNDS), 5),
        partial(by_hand.claim, measured, leader, 5, lost),
        stretch_same,
    )
