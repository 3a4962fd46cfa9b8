"""Upper limits of values of which a board or a lost day leaves a part unknown.

at_least
    The value is a lower bound. So it is of a sum over models (a model with its variants, a family,
    an author, a country, weights) from a shallow board: what the board does not name may belong to
    it. So it is of every value of a week that lacks a day, or is not over, and of a lead that is
    merely `proven`. Of two sides that are compared, one or both have a lower bound.
shallow
    Of a board that names fewer than fifty and sums the rest as `other`. The official days name
    fifty; what they leave out, about 6 % of a week, is attributed to none: a sum over them is "over
    all that are named". Where a ``depth`` is asked for, a board is shallow only if it names fewer
    slugs than that, and a sum over them is exact.
at_most
    The most that an entity can have had: of a lower bound from a shallow board the value and all of
    `other`; of a week that lacks a day, less than one twelfth more than what the six days have:
    half of an average day of theirs beyond the average day that all are taken to have had; of
    another period, half of an average day for each day that it lacks.
    An entity that a week does not name had at most what the last one named had, or `other`,
    whichever is less; a sum over models may hide in `other` as several slugs, and had at most that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker.analysis.rows import length, level_of, named
from tracker.records import LARGEST

DEEP = 50
"""How many slugs a deep board names: as many as an official day."""
SINGLE = ("slug", "app")
"""Levels at which a board names what is counted; at the others it is summed."""
Places = np.ndarray | slice
"""Where rows are in a frame."""


def is_shallow(depth: pd.Series, looked_at: int | None = None) -> pd.Series:
    """Return which boards name fewer than were to be looked at (None: all that are published)."""
    return pd.Series(names_fewer(depth.array, looked_at), depth.index)


def names_fewer(depth: pd.arrays.IntegerArray, looked_at: int | None = None) -> np.ndarray:
    """Return `is_shallow` of an array of depths."""
    fewer: np.ndarray = depth.to_numpy("float64", na_value=np.nan) < (looked_at or DEEP)
    return fewer


class Limits(NamedTuple):
    """What bounds the values of each week: arrays of one length, the oldest week first.

    at_least and shallow are those of any row, ``lacks_day`` says that one is lost. ``parts`` is of
    how many parts of its count a lost day may have brought one: a part is half of an average day,
    one of twelve where one day of seven is lost. ``rest`` is its `other`, and the largest number
    where there is none and not all are named, ``last`` the smallest value of those named on every
    day.
    """

    week: np.ndarray
    depth: pd.arrays.IntegerArray
    complete: np.ndarray
    can_rank: np.ndarray
    at_least: np.ndarray
    shallow: np.ndarray
    lacks_day: np.ndarray
    parts: np.ndarray
    all_named: np.ndarray
    rest: np.ndarray
    last: np.ndarray

    def where(self, chosen: np.ndarray) -> Limits:
        """Return the limits of some of the weeks."""
        return Limits._make(column[chosen] for column in self)

    def place(self, week: np.ndarray) -> np.ndarray:
        """Return where weeks are among those of the limits, which have them all."""
        return np.searchsorted(self.week, week)

    def by_week(self, most: np.ndarray, is_known: np.ndarray) -> pd.Series:
        """Return a number of each week (Int64), missing where it is not known."""
        return pd.Series(
            pd.arrays.IntegerArray(most, ~is_known), pd.DatetimeIndex(self.week, name="week")
        )


def at_most(frame: pd.DataFrame, limits: Limits | None = None) -> pd.Series:
    """Return the most that each row of a weekly frame can have had (int64).

    A row that is not `at_least` is exact. Where a board does not tell its whole, what it leaves out
    may be any amount. ``limits`` are those of the frame (`week_limits`), if they are at hand.
    """
    limits = week_limits(frame) if limits is None else limits
    return pd.Series(most_of_rows(frame, limits), frame.index)


def most_of_rows(frame: pd.DataFrame, limits: Limits, rows: Places = slice(None)) -> np.ndarray:
    """Return `at_most` of some rows, by their places; ``limits`` have the weeks of all of them."""
    week = limits.place(frame["week"].to_numpy()[rows])
    lacks_day = frame["complete"].to_numpy()[rows] & limits.lacks_day[week]
    is_known_in_part = frame["at_least"].to_numpy()[rows] & ~frame["depth"].array.isna()[rows]
    rest = np.where(is_known_in_part & ~lacks_day, limits.rest[week], 0)
    most = _plus(frame["value"].to_numpy()[rows], rest)
    return np.where(lacks_day, a_day_more(most, limits.parts[week]), most)


def unnamed_at_most(
    frame: pd.DataFrame,
    *,
    slugs: int | None = None,
    as_one: bool = False,
    limits: Limits | None = None,
) -> pd.Series:
    """Return, by complete week, the most that an entity can have had which the week does not name.

    Int64; missing where nothing is known, because the week cannot be ranked. ``slugs`` is how many
    it has on record: it is taken to have no more than one other. ``as_one`` takes an entity
    of a deep board for a single slug, whatever its level: a close guess, and no proof.
    """
    limits = week_limits(frame) if limits is None else limits
    limits = limits.where(limits.complete)
    most = most_unnamed(limits, level_of(frame), slugs=slugs, as_one=as_one)
    return limits.by_week(most, limits.can_rank)


def most_unnamed(
    limits: Limits, level: str, *, slugs: int | None = None, as_one: bool = False
) -> np.ndarray:
    """Return `unnamed_at_most` of every week, be it known or not."""
    nothing, most = limits.all_named, np.minimum(limits.rest, limits.last)
    if level not in SINGLE:
        is_lower = limits.at_least & ~limits.lacks_day
        # A shallow board of exact values: what is not among the slugs looked at has nothing.
        nothing = nothing | (limits.shallow & ~is_lower)
        several = limits.rest
        if slugs is not None:
            largest = LARGEST // (slugs + 1)
            together = np.minimum(limits.last, largest) * (slugs + 1)
            several = np.minimum(limits.rest, np.where(limits.last > largest, LARGEST, together))
        most = np.where(as_one & ~is_lower, most, several)
    most = np.where(nothing, 0, most)
    return np.where(limits.lacks_day, a_day_more(most, limits.parts), most)


def unnamed_together(frame: pd.DataFrame, limits: Limits | None = None) -> pd.Series:
    """Return, by complete week, the most that all entities can have had which it does not name.

    Int64; missing where nothing bounds it, because the week has no `other`.
    """
    limits = week_limits(frame) if limits is None else limits
    limits = limits.where(limits.complete)
    most = np.where(limits.lacks_day, a_day_more(limits.rest, limits.parts), limits.rest)
    return limits.by_week(most, limits.rest != LARGEST)


def week_limits(frame: pd.DataFrame) -> Limits:
    """Return what bounds the values of each week of a weekly frame."""
    codes, weeks = pd.factorize(frame["week"], sort=True)
    value, days = frame["value"].to_numpy("int64"), frame["days"].to_numpy("int64")
    is_named = named(frame).to_numpy()

    def extreme(ufunc: np.ufunc, numbers: np.ndarray, rows: np.ndarray, start: int) -> np.ndarray:
        """Return the largest or smallest of some rows of each week; ``start`` where it has none."""
        extremes = np.full(len(weeks), start, "int64")
        ufunc.at(extremes, codes[rows], numbers[rows])
        return extremes

    def any_of(truths: pd.Series) -> np.ndarray:
        """Return in which weeks a row is true."""
        return np.bincount(codes, truths.to_numpy("bool"), len(weeks)) > 0

    every = np.ones(len(frame), dtype=bool)
    most_days = extreme(np.maximum, days, every, 0)
    all_named = ~any_of(frame["depth"].notna())
    other = extreme(np.maximum, value, ~is_named, -1)
    last = extreme(np.minimum, value, is_named & (days == most_days[codes]), LARGEST)
    lost = extreme(np.maximum, length(frame).to_numpy("int64"), every, 0) - most_days
    return Limits(
        week=weeks.to_numpy(),
        depth=frame["depth"].array[np.unique(codes, return_index=True)[1]],
        complete=~any_of(~frame["complete"]),
        can_rank=~any_of(~frame["can_rank"]),
        at_least=any_of(frame["at_least"]),
        shallow=any_of(is_shallow(frame["depth"])),
        lacks_day=lost > 0,
        parts=(2 * most_days // lost.clip(min=1)).clip(min=1),
        all_named=all_named,
        rest=np.where(other >= 0, other, np.where(all_named, 0, LARGEST)),
        last=last,
    )


def a_day_more(value: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return less than one of ``parts`` more than the values, in whole numbers (int64)."""
    return _plus(value, np.maximum(-(-value // parts) - 1, 0))


def _plus(value: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Return the sums, the largest number where they would be larger."""
    added: np.ndarray = value + np.minimum(more, LARGEST - value)
    return added
