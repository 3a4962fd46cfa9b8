"""The changes of a correction: two vintages of the same weeks compared.

changed
    A week whose figures are not the same at two instants: because the publisher restated them, or
    because a better dataset answers now. Names at both instants are compared; that more or fewer
    are named is no change, and weeks complete at only one of the instants are left out.
names_changed
    The number of names at both instants that have another value.
ranks_changed
    The number of names ranked at both instants that have another rank.
total_then
    Everything counted in the week, `other` included, as it was known at the first instant.
total_now
    Everything counted in the week as it is known at the second instant.
leader_then
    The name at rank 1 at the first instant.
leader_now
    The name at rank 1 at the second instant.
dataset_then
    The dataset that answered for the week at the first instant.
"""

from __future__ import annotations

import pandas as pd

from tracker.analysis.limits import SINGLE
from tracker.analysis.rows import level_of, named, one_a_week, weekly_frame
from tracker.analysis.shares import equal_depth
from tracker.analysis.streaks import leaders, streaks

COLUMNS = (
    "week",
    "total_then",
    "total_now",
    "ppm",
    "names_changed",
    "ranks_changed",
    "leader_then",
    "leader_now",
    "dataset_then",
    "dataset",
)


def changed(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the weeks whose figures differ between two ranked frames, oldest first.

    Columns week, total_then and total_now (Int64), ppm (of the totals), names_changed,
    ranks_changed, leader_then, leader_now, dataset_then, dataset.
    """
    then, now = weekly_frame(then, "rank"), weekly_frame(now, "rank")
    weeks = pd.DatetimeIndex(sorted(both_complete(then, now)), name="week")
    rows = pd.DataFrame(index=weeks)
    for instant, frame in (("then", then), ("now", now)):
        rows[f"total_{instant}"] = frame.groupby("week")["value"].sum().reindex(weeks)
        rows[f"leader_{instant}"] = leaders(frame).reindex(weeks)
        of_week = one_a_week(frame).set_index("week")
        rows[f"dataset_{instant}"] = of_week["dataset"].reindex(weeks)
    rows = rows.rename(columns={"dataset_now": "dataset"})
    differences = _differences(then, now).reindex(weeks, fill_value=0)
    rows[["names_changed", "ranks_changed"]] = differences[["value", "rank"]]
    counts = ["total_then", "total_now", "names_changed", "ranks_changed"]
    rows[counts] = rows[counts].astype("Int64")
    total_then = rows["total_then"].where(rows["total_then"] > 0)
    rows["ppm"] = (rows["total_now"] / total_then - 1).astype("float64") * 1e6
    differs = (rows["names_changed"] > 0) | (rows["total_then"] != rows["total_now"])
    both_led = rows["leader_then"].notna() & rows["leader_now"].notna()
    differs |= both_led & (rows["leader_then"] != rows["leader_now"])
    return rows[differs].reset_index()[[*COLUMNS]]


def changed_streaks(then: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the streaks at #1 of the first instant only, and those of the second only.

    Only the weeks that are complete at both are looked at.
    """
    weeks = both_complete(then, now)
    frames = (frame[frame["week"].isin(weeks)] for frame in (then, now))
    before, after = (_streaks(frame) for frame in frames)
    key = ["entity", "first", "last"]
    rows = before.merge(after, on=key, how="outer", indicator=True)
    ended, new = (rows[rows["_merge"] == side][key] for side in ("left_only", "right_only"))
    return ended.reset_index(drop=True), new.reset_index(drop=True)


def both_complete(then: pd.DataFrame, now: pd.DataFrame) -> set[pd.Timestamp]:
    """Return the weeks that are complete in both frames."""
    return set.intersection(*(set(frame.loc[frame["complete"], "week"]) for frame in (then, now)))


def _streaks(ranked: pd.DataFrame) -> pd.DataFrame:
    if not ranked["rank"].notna().any():
        return pd.DataFrame(columns=["entity", "first", "last"])
    return streaks(ranked)[["entity", "first", "last"]]


def _differences(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return, by week, how many names have another value in the two frames, and another rank.

    Names are in both frames, and for ranks ranked in both. A sum over models is compared only with
    one as deep: of two lower bounds, or of boards of nine and of fifty, it is unknown whether
    anything was corrected.
    """
    key = ["week", "entity"]
    columns = [*key, "value", "rank", "depth", "at_least"]
    both = now.loc[named(now), columns].merge(then[columns], on=key, suffixes=("", "_then"))
    if level_of(now) not in SINGLE:
        exact = ~both["at_least"] & ~both["at_least_then"]
        both = both[exact & equal_depth(both["depth"], both["depth_then"])]
    differs = pd.DataFrame({name: both[name] != both[f"{name}_then"] for name in ("value", "rank")})
    return differs.fillna(value=False).astype(bool).groupby(both["week"]).sum()
