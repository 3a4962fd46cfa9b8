"""What a correction changed: two vintages of the same weeks.

changed
    A week whose figures are not the same at two instants: because the publisher restated them, or
    because a better dataset answers now. Whoever is named at both instants is compared; that more
    or fewer are named is no change, and weeks complete at one of the instants only are left out.
names_changed
    How many of those named at both instants have another value.
ranks_changed
    How many of those ranked at both instants have another rank.
total_then
    Everything counted in the week, `other` included, as it was known at the first instant.
total_now
    The same at the second instant.
leader_then
    Who had rank 1 at the first instant.
leader_now
    Who has it at the second.
dataset_then
    The dataset that answered for the week at the first instant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis.grid import Grid
from tracker.analysis.ranks import ABSENT
from tracker.analysis.rows import one_a_week
from tracker.analysis.streaks import leaders, streaks

COLUMNS = (
    "week", "total_then", "total_now", "ppm", "names_changed", "ranks_changed", "leader_then",
    "leader_now", "dataset_then", "dataset",
)  # fmt: skip


def changed(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The weeks whose figures differ between two ranked frames, oldest first: columns week,
    total_then and total_now (Int64), ppm (of the totals), names_changed, ranks_changed,
    leader_then, leader_now, dataset_then, dataset."""
    frames, grids = (then, now), (Grid(then), Grid(now))
    said = [one_a_week(frame) for frame in frames]
    weeks = pd.DatetimeIndex(sorted(both_complete(*said)), name="week")
    found = pd.DataFrame(index=weeks)
    for when, grid, frame, of_weeks in zip(("then", "now"), grids, frames, said, strict=True):
        line = grid.weeks.get_indexer(weeks)
        found[f"total_{when}"] = grid.sums(frame["value"].to_numpy())[line]
        found[f"leader_{when}"] = leaders(frame).reindex(weeks)
        found[f"dataset_{when}"] = of_weeks.set_index("week")["dataset"].reindex(weeks)
    found = found.rename(columns={"dataset_now": "dataset"})
    differing = _differing(then, now, *grids)
    found[["names_changed", "ranks_changed"]] = differing[grids[1].weeks.get_indexer(weeks)]
    counts = ["total_then", "total_now", "names_changed", "ranks_changed"]
    found[counts] = found[counts].astype("Int64")
    some = found["total_then"].where(found["total_then"] > 0)
    found["ppm"] = (found["total_now"] / some - 1).astype("float64") * 1e6
    differs = (found["names_changed"] > 0) | (found["total_then"] != found["total_now"])
    differs |= found["leader_then"].fillna("") != found["leader_now"].fillna("")
    found = found[differs].reset_index()
    found.attrs = dict(now.attrs)
    return found[[*COLUMNS]]


def changed_runs(then: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The runs at #1 over the weeks complete at both instants that were there at the first instant
    only, and those that are there at the second only."""
    weeks = both_complete(then, now)
    frames = (frame[frame["week"].isin(weeks)] for frame in (then, now))
    before, after = (_runs(frame) for frame in frames)
    key = ["entity", "first", "last"]
    told = before.merge(after, on=key, how="outer", indicator=True)
    gone, come = (told[told["_merge"] == side][key] for side in ("left_only", "right_only"))
    return gone.reset_index(drop=True), come.reset_index(drop=True)


def both_complete(then: pd.DataFrame, now: pd.DataFrame) -> set[pd.Timestamp]:
    """The weeks that are complete in both frames."""
    weeks = (one_a_week(frame) for frame in (then, now))
    return set.intersection(*(set(said.loc[said["complete"], "week"]) for said in weeks))


def _runs(ranked: pd.DataFrame) -> pd.DataFrame:
    if not ranked["rank"].notna().any():
        return pd.DataFrame(columns=["entity", "first", "last"])
    return streaks(ranked)[["entity", "first", "last"]]


def _differing(then: pd.DataFrame, now: pd.DataFrame, *grids: Grid) -> Any:
    """By week of the second frame, how many of those who are in both have another value, and
    another rank."""
    row = grids[1].rows_in(grids[0])
    here = np.flatnonzero((row >= 0) & ~grids[1].other)
    week, weeks = grids[1].week[here], len(grids[1].weeks)
    counts = []
    for what in ("value", "rank"):
        before, after = (
            frame[what].to_numpy(dtype="int64", na_value=ABSENT)[rows]
            for frame, rows in ((then, row[here]), (now, here))
        )
        differ = (before != after) & (before != ABSENT) & (after != ABSENT)
        counts.append(np.bincount(week[differ], minlength=weeks))
    return np.stack(counts, axis=1)
