"""Share of the week, and change from the week before.

share
    Value ÷ everything on the week's board, `other` included; 0 to 1. With ``of="named"`` it is
    value ÷ the sum of what is named, a second measure that the tracker never mixes with the first.
    Missing where the board does not tell its whole (neither `other` nor all models).
change_pct
    Value against the value exactly seven days earlier, in percent of that. Missing when either week
    is incomplete or the entity was not named in it: outside the depth is unknown, not zero. Missing
    too where either value is only a lower bound (`proven`), and for sums over models (of an author,
    a country, of open weights) where the two weeks are not equally deep.
change_points
    Share minus the share exactly seven days earlier, in points (hundredths of the whole).
"""

from __future__ import annotations

import pandas as pd

from tracker.analysis.frame import named
from tracker.identity.subjects import SUMS
from tracker.weeks import WEEK

WHOLES = ("all", "named")


def share(frame: pd.DataFrame, of: str = "all") -> pd.DataFrame:
    """The weekly frame with share, change_pct and change_points (float64).

    Raises ValueError unless ``of`` is ``all`` or ``named``.
    """
    if of not in WHOLES:
        raise ValueError(f"of is {of!r}, not one of {WHOLES}")
    shared = frame.copy()
    counted = shared["value"] if of == "all" else shared["value"].where(named(shared))
    whole = counted.groupby(shared["week"], sort=False).transform("sum")
    if of == "all":
        has_other = (~named(shared)).groupby(shared["week"], sort=False).transform("any")
        whole = whole.where(has_other | shared["depth"].isna())
    shared["share"] = (counted / whole).where(shared["complete"])

    shared["exact"] = shared["complete"] & ~shared["proven"]
    shared["looked_at"] = shared["depth"].fillna(0) if shared.attrs.get("by") in SUMS else 0
    told = ["week", "value", "share", "exact", "looked_at"]
    walk = shared[["entity", *told]].sort_values(["entity", "week"], kind="stable")
    before = walk.groupby("entity", sort=False)[told].shift()
    same = (before["week"] == walk["week"] - WEEK) & walk["exact"] & before["exact"].eq(True)
    same &= (before["looked_at"] == walk["looked_at"]).fillna(value=False).astype(bool)
    shared["change_pct"] = (
        (walk["value"] / before["value"].where(before["value"] > 0) - 1) * 100
    ).where(same)
    shared["change_points"] = ((walk["share"] - before["share"]) * 100).where(same)
    return shared.drop(columns=["exact", "looked_at"])
