"""What a value can have been at most, where a board or a lost day leaves some of it unknown.

at_least
    The value is a lower bound. So it is of a sum over models (a model with its variants, a family,
    an author, a country, weights) from a shallow board: what the board does not name may belong to
    it. So it is of every value of a week that lacks a day, or is not over, and of a lead that is
    merely `proven`. Of two sides that are compared, one or both have a lower bound.
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

from tracker.analysis.rows import level_of, named
from tracker.records import LARGEST
from tracker.weeks import WEEK

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
    value, weeks = frame["value"].to_numpy(), _Weeks(frame)
    short = (frame["complete"] & weeks.short[weeks.of]).to_numpy(dtype=bool)
    hides = (frame["at_least"] & frame["depth"].notna()).to_numpy(dtype=bool) & ~short
    most = _plus(value, np.where(hides, weeks.rest[weeks.of], 0))
    return pd.Series(np.where(short, _a_day_more(most), most), frame.index)


def unnamed_at_most(
    frame: pd.DataFrame, *, slugs: int | None = None, as_one: bool = False
) -> pd.Series:
    """Return, by complete week, the most that an entity can have had which the week does not name.

    Int64; missing where nothing is known, because the week cannot be ranked. ``slugs`` is how many
    it has on record: it is taken to have no more than one beside them. ``as_one`` takes an entity
    of a deep board for a single slug, whatever its level: a close guess, and no proof.
    """
    rows = frame[frame["complete"]]
    weeks, single = _Weeks(rows), level_of(frame) in SINGLE
    lower = weeks.any(rows["at_least"]) & ~weeks.short
    none = weeks.all_named.copy()
    if not single:  # of so many slugs looked at, what is not among them has nothing
        none |= weeks.any(is_shallow(rows["depth"])) & ~lower
    may_be_several = not single and (lower | (not as_one))
    several = weeks.rest if slugs is None else np.minimum(weeks.rest, weeks.lasts(slugs + 1))
    most = np.where(may_be_several, several, np.minimum(weeks.rest, weeks.last))
    most = np.where(none, 0, most)
    most = np.where(weeks.short, _a_day_more(most), most)
    unknown = weeks.any(~rows["can_rank"])
    return pd.Series(pd.arrays.IntegerArray(most, unknown), weeks.index)


class _Weeks:
    """The weeks of a frame, and ``of`` which of them each row is: ``short`` ones lack a day,
    ``rest`` is their `other` (the largest number where a board has none and does not name all) and
    ``last`` the smallest value of those named on every day."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.of, weeks = pd.factorize(frame["week"], sort=True)
        self.index = pd.DatetimeIndex(weeks, name="week")
        value, days = frame["value"].to_numpy(), frame["days"].to_numpy()
        is_named = named(frame).to_numpy(dtype=bool)
        most_days = self._reduce(np.maximum, days, 0)
        self.short = most_days < WEEK.days
        self.all_named = ~self.any(frame["depth"].notna())
        rest = self._reduce(np.maximum, np.where(is_named, -1, value), -1)
        self.rest = np.where(rest >= 0, rest, np.where(self.all_named, 0, LARGEST))
        every_day = is_named & (days == most_days[self.of])
        self.last = self._reduce(np.minimum, np.where(every_day, value, LARGEST), LARGEST)

    def any(self, rows: pd.Series) -> Any:
        """Return in which weeks any row is so."""
        return self._reduce(np.maximum, rows.to_numpy(dtype="int64"), 0).astype(bool)

    def lasts(self, number: int) -> Any:
        """Return what so many have together that have no more than the last that is named."""
        return np.where(self.last > LARGEST // number, LARGEST, self.last * number)

    def _reduce(self, reduce: np.ufunc, values: Any, start: int) -> Any:
        result = np.full(len(self.index), start, dtype="int64")
        reduce.at(result, self.of, values)
        return result


def _a_day_more(value: Any) -> Any:
    """Return less than a twelfth more than the values, in whole numbers."""
    return _plus(value, np.maximum(-(-value // A_DAY_MORE) - 1, 0))


def _plus(value: Any, more: Any) -> Any:
    """Return the sums, the largest number where they would be larger."""
    return value + np.minimum(more, LARGEST - value)
