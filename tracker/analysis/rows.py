"""The rows of a frame: which are entities, in what order they stand, and how they are walked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from tracker.errors import GapError
from tracker.records import OTHER


def named(frame: pd.DataFrame) -> pd.Series:
    """Which rows are entities: all but `other`."""
    return frame["entity"] != OTHER


def one_a_week(frame: pd.DataFrame) -> pd.DataFrame:
    """The first row of each week, for what all rows of a week say alike. Those of a week stand
    together in most frames, and then a look at the row above is enough."""
    week = frame["week"].to_numpy()
    begins = np.ones(len(week), dtype=bool)
    begins[1:] = week[1:] != week[:-1]
    return frame[begins].drop_duplicates("week")


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of weeks, then of values, the largest first, then of names. Names are
    slow to sort and hardly ever decide, so it is tried without them first."""
    if _is_in_order(frame):
        return frame.reset_index(drop=True)
    value = frame["value"].to_numpy(dtype="int64")
    by_value = frame.iloc[np.lexsort((-value, frame["week"].to_numpy()))]
    if _is_in_order(by_value):
        return by_value.reset_index(drop=True)
    return frame.sort_values(
        ["week", "value", "entity"], ascending=[True, False, True], ignore_index=True
    )


def _is_in_order(frame: pd.DataFrame) -> bool:
    week, name = frame["week"].to_numpy(), frame["entity"].to_numpy()
    value = frame["value"].to_numpy(dtype="int64")
    same = week[1:] == week[:-1]
    level = np.flatnonzero(same & (value[1:] == value[:-1]))
    falls = (week[1:] > week[:-1]) | (same & (value[1:] <= value[:-1]))
    return bool(falls.all() and (name[level] <= name[level + 1]).all())


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, each with its columns by name; for frames of few rows."""
    return frame.itertuples(index=False)


def newest_complete(frame: pd.DataFrame) -> pd.Timestamp:
    """The newest week that is complete and can rank, or, where none can, that is complete. Raises
    GapError when there is none."""
    complete = frame[frame["complete"]]
    ranked = complete.loc[complete["can_rank"], "week"]
    weeks = complete["week"] if ranked.empty else ranked
    if weeks.empty:
        raise GapError(f"no complete week of {frame.attrs.get('metric', 'figures')} is recorded")
    return pd.Timestamp(weeks.max())
