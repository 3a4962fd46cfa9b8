"""Two sides week by week: who had more, by how much, and for how many weeks running.

a, b
    The counts of the two sides in a week, in tokens or calls.
leader
    The side with the larger count of a complete week: `a`, `b`, or `tie` where both are equal. Who
    is not named had less than anybody named, so a side that stands alone leads. Nothing is said of
    a week that names neither, nor of one that cannot rank: whoever is missing there may have more.
ratio
    The count of side a ÷ that of side b, the margin; missing where either is, or where b has none.
side
    An entity of any level. A sum over what is seen (a country's models among the top nine) is zero
    where nothing of it is seen; the count of one thing is then missing, never zero.
"""

from __future__ import annotations

import pandas as pd

from tracker.analysis.rows import one_a_week
from tracker.weeks import WEEK

COLUMNS = ("week", "a", "b", "ratio", "leader")
RUN = ("leader", "first", "last", "weeks", "ongoing")


def figures(
    frame: pd.DataFrame, entity: str, absent: int | None = None, *, ranked: bool = True
) -> pd.Series:
    """The counts of ``entity`` (Int64) by week, for every complete week of a weekly frame.

    Missing where it is not named; with ``absent=0``, for sums over what is seen, it is 0 there. A
    week that cannot rank has neither: its figures compare with nothing. ``ranked=False`` shows what
    such a week does name.
    """
    weeks = one_a_week(frame)
    can_rank = weeks[weeks["complete"]].set_index("week")["can_rank"].sort_index()
    is_own = frame["complete"] & (frame["entity"].to_numpy() == entity)
    own = frame.loc[is_own, ["week", "value"]]
    found = own.set_index("week")["value"].astype("Int64").reindex(can_rank.index)
    if absent is not None:
        found = found.mask(found.isna() & can_rank, absent)
    kept: pd.Series = found.where(can_rank) if ranked else found
    return kept


def versus(a: pd.Series, b: pd.Series) -> pd.DataFrame:
    """Side a against side b: columns week, a, b (Int64), ratio (float64), leader. One row a week
    that names either, oldest first."""
    weeks = pd.concat({"a": a, "b": b}, axis=1, sort=False).sort_index().dropna(how="all")
    above, below = weeks["a"].astype("float64"), weeks["b"].astype("float64")
    weeks["ratio"] = above / below.where(below != 0)
    a_leads = (weeks["a"] > weeks["b"]).fillna(False) | weeks["b"].isna()
    tie = (weeks["a"] == weeks["b"]).fillna(False)
    leader = pd.Series("b", index=weeks.index, dtype="str")
    weeks["leader"] = leader.mask(a_leads, "a").mask(tie, "tie")
    return weeks.rename_axis("week").reset_index()[[*COLUMNS]]


def runs(weeks: pd.DataFrame, newest: pd.Timestamp | None = None) -> pd.DataFrame:
    """The runs in what `versus` found, oldest first: columns leader, first and last (Mondays),
    weeks, ongoing.

    A run is as long as it can be: consecutive calendar weeks with one leader, a tie being a run of
    its own. A missing week ends it. It is ongoing if it reaches ``newest`` (None: the newest week
    given).
    """
    walk = weeks[["week", "leader"]].sort_values("week")
    goes_on = (walk["leader"] == walk["leader"].shift()) & (
        walk["week"] == walk["week"].shift() + WEEK
    )
    found = walk.groupby((~goes_on).cumsum(), sort=False).agg(
        leader=("leader", "first"),
        first=("week", "min"),
        last=("week", "max"),
        weeks=("week", "size"),
    )
    found["ongoing"] = found["last"] == (walk["week"].max() if newest is None else newest)
    return found.reset_index(drop=True)[[*RUN]]
