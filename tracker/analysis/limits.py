"""What a value can have been at most, where a board or a lost day leaves some of it unknown.

at_least
    The value is a lower bound. So it is of a sum over models (a model with its variants, a family,
    an author, a country, weights) from a shallow board: what the board does not name may belong to
    it. So it is of every value of a week that lacks a day, or is not over, and of a lead that is
    merely `proven`.
shallow
    Of a board that names fewer than fifty and sums the rest as `other`. The official days name
    fifty; what they leave out, about 6 % of a week, is taken as nobody's: a sum over them is "over
    all that are named". Where so many slugs are asked for (``depth``), a board is shallow only if
    it names fewer than those, and a sum over them is exact.
at_most
    The most that an entity can have had: of a lower bound from a shallow board the value and all of
    `other`; of a week that lacks a day, less than one twelfth more than what the six days have:
    half of an average day of theirs beyond the average day that everybody is taken to have had.
    An entity that a week does not name had at most what the last one named had, or `other`,
    whichever is less; a sum over models may hide in `other` as several slugs, and had at most that.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis.rows import lacks_day, level_of, named
from tracker.records import LARGEST, OTHER

DEEP = 50
"""How many slugs a deep board names: as many as an official day."""
SINGLE = ("slug", "app")
"""Levels at which a board names what is counted; at the others it is summed."""
A_DAY_MORE = 12
"""On a lost day somebody may have gained on others a twelfth of what the six days have."""


def is_shallow(depth: pd.Series, looked_at: int | None = None) -> pd.Series:
    """Return which boards name fewer than were to be looked at (None: all that are published)."""
    needed = DEEP if looked_at is None else looked_at
    return (depth < needed).fillna(value=False).astype(bool)


def at_most(frame: pd.DataFrame) -> pd.Series:
    """Return the most that each row of a weekly frame can have had (int64).

    A row that is not `at_least` is exact. Where a board does not tell its whole, what it leaves out
    may be any amount.
    """
    value, short = frame["value"].to_numpy(), lacks_day(frame)
    hides = frame["at_least"] & frame["depth"].notna() & ~short
    most = _plus(value, np.where(hides, _rest(frame), 0))
    return pd.Series(np.where(short, _a_day_more(most), most), frame.index)


def unnamed_at_most(frame: pd.DataFrame, *, as_one: bool = False) -> pd.Series:
    """Return, by complete week, the most that an entity can have had which the week does not name.

    Int64; missing where nothing is known, because the week cannot be ranked. ``as_one`` takes an
    entity of a deep board for a single slug, whatever its level: a close guess, and no proof.
    """
    rows = frame[frame["complete"]]
    weeks, level = rows.groupby("week"), level_of(frame)
    short = lacks_day(rows)
    shallow = is_shallow(rows["depth"])
    summed = (rows["at_least"] & ~short).groupby(rows["week"]).any()
    # Of so many slugs looked at, what is not among them has nothing.
    none = weeks["depth"].count() == 0
    if level not in SINGLE:
        none |= shallow.groupby(rows["week"]).any() & ~summed
    every_day = rows[named(rows) & (rows["days"] == weeks["days"].transform("max"))]
    rest = _rest(rows).groupby(rows["week"]).first()
    last = every_day.groupby("week")["value"].min().reindex(rest.index, fill_value=LARGEST)
    may_be_several = pd.Series(level not in SINGLE, rest.index) & (summed | (not as_one))
    most = rest.where(may_be_several, np.minimum(rest, last)).mask(none, 0)
    more = _a_day_more(most.to_numpy())
    most = most.mask(short.groupby(rows["week"]).any(), pd.Series(more, most.index))
    return most.astype("Int64").where(weeks["can_rank"].all())


def _rest(frame: pd.DataFrame) -> pd.Series:
    """Return, by row, the `other` of the week: the largest number where a board has none and does
    not name all."""
    other = frame["value"].where(frame["entity"] == OTHER, -1)
    rest = other.groupby(frame["week"]).transform("max")
    return rest.mask((rest < 0) & frame["depth"].notna(), LARGEST).clip(lower=0)


def _a_day_more(value: Any) -> Any:
    """Return less than a twelfth more than the values, in whole numbers."""
    return _plus(value, np.maximum(-(-value // A_DAY_MORE) - 1, 0))


def _plus(value: Any, more: Any) -> Any:
    """Return the sums, the largest number where they would be larger."""
    return value + np.minimum(more, LARGEST - value)
