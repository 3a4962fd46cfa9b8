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

import pandas as pd

from tracker.analysis.frame import named
from tracker.analysis.streaks import streaks

COLUMNS = (
    "week", "total_then", "total_now", "ppm", "names_changed", "ranks_changed", "leader_then",
    "leader_now", "dataset_then", "dataset",
)  # fmt: skip


def changed(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The weeks whose figures differ between two ranked frames, oldest first: columns week,
    total_then and total_now (Int64), ppm (of the totals), names_changed, ranks_changed,
    leader_then, leader_now, dataset_then, dataset."""
    weeks = both_complete(then, now)
    before, after = (frame[frame["week"].isin(weeks)] for frame in (then, now))
    found = pd.DataFrame(
        {"total_then": _totals(before), "total_now": _totals(after)}, dtype="Int64"
    )
    some = found["total_then"].where(found["total_then"] > 0)
    found["ppm"] = (found["total_now"] / some - 1).astype("float64") * 1e6
    told = ["week", "entity", "value", "rank"]
    both = before.loc[named(before), told].merge(
        after.loc[named(after), told], on=["week", "entity"], suffixes=("_then", "_now")
    )
    for what in ("value", "rank"):
        differ = (both[f"{what}_then"] != both[f"{what}_now"]).fillna(value=False)
        found[f"{what}s_changed"] = differ.astype("int64").groupby(both["week"]).sum()
    found = found.rename(columns={"values_changed": "names_changed"})
    for when, frame in (("then", before), ("now", after)):
        led = frame[(frame["rank"] == 1).fillna(value=False)]
        found[f"leader_{when}"] = led.groupby("week")["entity"].agg(" and ".join)
    found["dataset_then"] = before.groupby("week")["dataset"].first()
    found["dataset"] = after.groupby("week")["dataset"].first()
    counts = ["names_changed", "ranks_changed"]
    found[counts] = found[counts].fillna(0).astype("Int64")
    differs = (found["names_changed"] > 0) | (found["total_then"] != found["total_now"])
    found = found[differs].rename_axis("week").reset_index()
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
    known = (set(frame.loc[frame["complete"], "week"].unique()) for frame in (then, now))
    return set.intersection(*known)


def _runs(ranked: pd.DataFrame) -> pd.DataFrame:
    if not ranked["rank"].notna().any():
        return pd.DataFrame(columns=["entity", "first", "last"])
    return streaks(ranked)[["entity", "first", "last"]]


def _totals(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby("week")["value"].sum()
