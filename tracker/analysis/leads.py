"""How far ahead the first of a week is.

runner_up
    Who is second in the week; with two leaders tied at the top, the other of them.
runner_up_value
    The count of the runner-up.
margin
    The leader's share minus the runner-up's, in points (hundredths of the whole).
lead
    The leader's count ÷ the runner-up's: 1.5 is half as much again.
near_tie
    The leader has less than 1 % more than the runner-up. A restatement, or counting the weeks from
    another day, may turn it.
lead_change
    The leader did not lead exactly seven days earlier, not even with others; missing where nobody
    knows who did.
"""

from __future__ import annotations

import pandas as pd

from tracker.weeks import WEEK

NEAR = 1.01
COLUMNS = (
    "week", "entity", "value", "share", "runner_up", "runner_up_value", "margin", "lead",
    "near_tie", "lead_change",
)  # fmt: skip


def leads(measured: pd.DataFrame) -> pd.DataFrame:
    """The first of each ranked week, from a frame with ranks and shares: columns week, entity,
    value, share, runner_up, runner_up_value (Int64), margin (points), lead (ratio), near_tie,
    lead_change. The runner-up is missing where only one is named, or a lead is merely proven."""
    first_two = (measured["rank"] <= 2).fillna(False)  # of two leaders both have rank 1
    ranked = measured[first_two].sort_values(["week", "rank", "entity"], kind="stable")
    place = ranked.groupby("week", sort=False).cumcount()
    first = ranked[place == 0].set_index("week")
    second = ranked[place == 1].set_index("week").reindex(first.index)
    found = first[["entity", "value", "share"]].copy()
    found["runner_up"] = second["entity"]
    found["runner_up_value"] = second["value"].astype("Int64")
    found["margin"] = (first["share"] - second["share"]) * 100
    behind = found["runner_up_value"].astype("float64")
    found["lead"] = found["value"] / behind.where(behind > 0)
    found["near_tie"] = found["lead"] < NEAR
    found = found.reset_index()
    led = ranked[ranked["rank"] == 1]
    week_after = dict.fromkeys(zip(led["entity"], led["week"] + WEEK, strict=True))
    follows = found["week"] == found["week"].shift() + WEEK
    stayed = [key in week_after for key in zip(found["entity"], found["week"], strict=True)]
    found["lead_change"] = (~pd.Series(stayed, found.index, dtype="boolean")).where(follows)
    return found[[*COLUMNS]]
