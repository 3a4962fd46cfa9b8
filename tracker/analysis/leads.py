"""How far ahead the first of a week is.

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

import pandas as pd

from tracker.analysis.rows import weekly_frame
from tracker.weeks import WEEK

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
