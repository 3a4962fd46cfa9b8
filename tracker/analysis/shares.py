"""Share of an entity in a week, and its change from the week before.

share
    Value ÷ everything on the week's board, `other` included; 0 to 1. With ``of="named"`` it is
    value ÷ the sum of what is named, a second measure that the tracker never mixes with the first.
    Missing where the board has neither `other` nor all models, so that the whole is unknown. The
    share of a lower bound (`at_least`) is a lower bound too.
change_pct
    Value against the value exactly seven days earlier, in percent of that; of a day, a month or
    another period, against the one that ended on the day before. Missing when either week
    is incomplete or one of which the publisher lost a day, or when the entity was not named in it:
    outside the depth is unknown, not zero. Missing too where either value is only a lower bound
    (`at_least`), and, for sums over models and for `other`, where the two weeks are not equally
    deep.
change_points
    Share minus the share exactly seven days earlier, in points (hundredths of the whole).
"""

from __future__ import annotations

import pandas as pd

from tracker.analysis.limits import SINGLE, unnamed_at_most
from tracker.analysis.rows import (
    crosses_lost_day,
    exact,
    level_of,
    named,
    week_before,
    weekly_frame,
)
from tracker.errors import FrameError

WHOLES = ("all", "named")


def share(frame: pd.DataFrame, of: str = "all") -> pd.DataFrame:
    """Return the weekly frame with share, change_pct and change_points (float64).

    Raises FrameError unless ``of`` is ``all`` or ``named``, and for a frame that `rank` refuses.
    With ``db = tracker.open()``:

    >>> shared = tracker.share(db.weekly(by="author", from_="2025-W02"))
    >>> week = shared[shared["week"] == "2026-03-30"].set_index("entity")
    >>> week[["share", "change_pct", "change_points"]].head(3).round(3)
            share  change_pct  change_points
    entity
    qwen    0.244    1945.440         22.971
    xiaomi  0.134     -22.223         -7.172
    google  0.102      -2.660         -2.291
    """
    if of not in WHOLES:
        raise FrameError(f"of is {of!r}", datum=of, remedy=f"choose from {', '.join(WHOLES)}")
    frame = weekly_frame(frame)
    frame = frame.assign(share=shares_of(frame, of))
    before = week_before(frame.assign(exact=exact(frame)), "value", "share", "depth", "exact")
    comparable = exact(frame) & before["exact"].eq(True) & ~crosses_lost_day(frame)
    comparable &= equal_depth(frame["depth"], before["depth"]) | ~depends_on_depth(frame)
    change_pct = (frame["value"] / before["value"].where(before["value"] > 0) - 1) * 100
    change_points = (frame["share"] - before["share"]) * 100
    return frame.assign(
        change_pct=change_pct.where(comparable).astype("float64"),
        change_points=change_points.where(comparable).astype("float64"),
    )


def shares_of(frame: pd.DataFrame, of: str = "all") -> pd.Series:
    """Return the share of each row of a weekly frame (float64)."""
    if of == "all":
        counted, has_share = frame["value"], frame["complete"] & tells_whole(frame)
    else:
        counted, has_share = frame["value"].where(named(frame), 0), frame["complete"] & named(frame)
    whole = counted.groupby(frame["week"]).transform("sum")
    return (counted / whole.where(whole > 0)).where(has_share)


def tells_whole(frame: pd.DataFrame) -> pd.Series:
    """Return which rows are of a week whose whole is known: it has `other`, or names all."""
    has_rest = (~named(frame)).groupby(frame["week"]).transform("any")
    return has_rest | frame["depth"].isna()


def unnamed_shares(shared: pd.DataFrame) -> pd.Series:
    """Return, by complete week, the highest share of an entity that the week does not name.

    From 0 to 1; missing where it is unknown.
    """
    most = unnamed_at_most(shared, as_one=True).astype("float64")
    return most / shared.groupby("week")["value"].sum().reindex(most.index)


def depends_on_depth(frame: pd.DataFrame) -> pd.Series:
    """Return which rows are sums that a deeper board would change: of models, and `other`."""
    return pd.Series(level_of(frame) not in SINGLE, frame.index) | ~named(frame)


def equal_depth(depth: pd.Series, other: pd.Series) -> pd.Series:
    """Return where two depths are the same; missing is the depth of a board that names all."""
    return depth.fillna(0) == other.fillna(0)
