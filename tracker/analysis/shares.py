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

from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis.grid import Grid
from tracker.identity.subjects import SUMS

WHOLES = ("all", "named")


def share(frame: pd.DataFrame, of: str = "all") -> pd.DataFrame:
    """The weekly frame with share, change_pct and change_points (float64).

    Raises ValueError unless ``of`` is ``all`` or ``named``.
    """
    if of not in WHOLES:
        raise ValueError(f"of is {of!r}, not one of {WHOLES}")
    grid = Grid(frame)
    shares = of_week(frame, grid, of)
    value = frame["value"].to_numpy(dtype="float64")
    before = grid.row_before()
    exact = (frame["complete"] & ~frame["proven"]).to_numpy(dtype=bool)
    same = (before >= 0) & exact & exact[before]
    if frame.attrs.get("by") in SUMS:
        depth = frame["depth"].to_numpy(dtype="int64", na_value=0)
        same &= depth == depth[before]
    change = (_ratio(value, value[before]) - 1) * 100
    return frame.assign(
        share=shares,
        change_pct=np.where(same, change, np.nan),
        change_points=np.where(same, (shares - shares[before]) * 100, np.nan),
    )


def of_week(frame: pd.DataFrame, grid: Grid, of: str = "all") -> Any:
    """The share of each row of a weekly frame; ``grid`` is the frame's."""
    counted = frame["value"].to_numpy()
    known = frame["complete"].to_numpy(dtype=bool)
    if of == "named":
        counted = np.where(grid.other, 0, counted)
        known = known & ~grid.other
    else:
        known = known & (grid.any(grid.other) | frame["depth"].isna().to_numpy())
    return np.where(known, _ratio(counted, grid.sums(counted)[grid.week]), np.nan)


def _ratio(part: Any, whole: Any) -> Any:
    """Part ÷ whole, missing where there is no whole."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
