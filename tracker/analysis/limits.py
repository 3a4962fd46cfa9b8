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

import pandas as pd

from tracker.analysis.rows import length, level_of, named
from tracker.records import LARGEST

DEEP = 50
"""How many slugs a deep board names: as many as an official day."""
SINGLE = ("slug", "app")
"""Levels at which a board names what is counted; at the others it is summed."""


def is_shallow(depth: pd.Series, looked_at: int | None = None) -> pd.Series:
    """Return which boards name fewer than were to be looked at (None: all that are published)."""
    needed = DEEP if looked_at is None else looked_at
    return (depth < needed).fillna(value=False).astype(bool)


def at_most(frame: pd.DataFrame, limits: pd.DataFrame | None = None) -> pd.Series:
    """Return the most that each row of a weekly frame can have had (int64).

    A row that is not `at_least` is exact. Where a board does not tell its whole, what it leaves out
    may be any amount. ``limits`` are those of the frame (`of_weeks`), if they are at hand.
    """
    weeks = of_weeks(frame) if limits is None else limits
    lacks_day = frame["complete"] & frame["week"].map(weeks["lacks_day"]).astype(bool)
    may_hide = frame["at_least"] & frame["depth"].notna() & ~lacks_day
    rest = frame["week"].map(weeks["rest"]).astype("int64").where(may_hide, 0)
    most = _plus(frame["value"], rest)
    parts = frame["week"].map(weeks["parts"])
    return most.mask(lacks_day, a_day_more(most, parts)).rename(None)


def unnamed_at_most(
    frame: pd.DataFrame,
    *,
    slugs: int | None = None,
    as_one: bool = False,
    limits: pd.DataFrame | None = None,
) -> pd.Series:
    """Return, by complete week, the most that an entity can have had which the week does not name.

    Int64; missing where nothing is known, because the week cannot be ranked. ``slugs`` is how many
    it has on record: it is taken to have no more than one other. ``as_one`` takes an entity
    of a deep board for a single slug, whatever its level: a close guess, and no proof.
    """
    rows = frame[frame["complete"]]
    weeks = of_weeks(rows) if limits is None else limits.reindex(sorted({*rows["week"]}))
    nothing = weeks["all_named"]
    most = weeks[["rest", "last"]].min(axis=1)
    if level_of(frame) not in SINGLE:
        is_lower = rows["at_least"].groupby(rows["week"]).any() & ~weeks["lacks_day"]
        # A shallow board of exact values: what is not among the slugs looked at has nothing.
        cut_off = is_shallow(rows["depth"]).groupby(rows["week"]).any() & ~is_lower
        nothing = nothing | cut_off
        several = weeks["rest"]
        if slugs is not None:
            together = weeks["last"] * (slugs + 1)
            too_large = weeks["last"] > LARGEST // (slugs + 1)
            several = several.clip(upper=together.mask(too_large, LARGEST))
        most = most.where(as_one & ~is_lower, several)
    most = most.mask(nothing, 0)
    most = most.mask(weeks["lacks_day"], a_day_more(most, weeks["parts"]))
    unknown = (~rows["can_rank"]).groupby(rows["week"]).any()
    return most.astype("Int64").mask(unknown).rename(None)


def unnamed_together(frame: pd.DataFrame, limits: pd.DataFrame | None = None) -> pd.Series:
    """Return, by complete week, the most that all entities can have had which it does not name.

    Int64; missing where nothing bounds it, because the week has no `other`.
    """
    weeks = of_weeks(frame[frame["complete"]]) if limits is None else limits
    most = weeks["rest"].mask(weeks["lacks_day"], a_day_more(weeks["rest"], weeks["parts"]))
    return most.astype("Int64").mask(weeks["rest"] == LARGEST).rename(None)


def of_weeks(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what bounds the values of each week.

    Columns lacks_day, parts (`parts_of`), all_named, rest (its `other`; the largest number where
    there is none and not all are named) and last (the smallest value of those named on every day).
    """
    by_week = frame.groupby("week")
    most_days = by_week["days"].max()
    all_named = by_week["depth"].count() == 0
    other = frame[~named(frame)].groupby("week")["value"].max()
    other = other.reindex(most_days.index, fill_value=-1)
    without_other = pd.Series(LARGEST, other.index).mask(all_named, 0)
    every_day = frame[named(frame) & (frame["days"] == frame["week"].map(most_days))]
    last = every_day.groupby("week")["value"].min()
    return pd.DataFrame(
        {
            "lacks_day": most_days < length(frame).groupby(frame["week"]).first(),
            "parts": parts_of(frame),
            "all_named": all_named,
            "rest": other.where(other >= 0, without_other),
            "last": last.reindex(other.index, fill_value=LARGEST),
        }
    )


def parts_of(frame: pd.DataFrame) -> pd.Series:
    """Return, by week, of how many parts of its count a lost day may have brought one.

    A part is half of an average day: one of twelve, where one day of seven is lost.
    """
    days = frame["days"].groupby(frame["week"]).max()
    lost = length(frame).groupby(frame["week"]).first() - days
    return 2 * days // lost.clip(lower=1)


def a_day_more(value: pd.Series, parts: pd.Series) -> pd.Series:
    """Return less than one of ``parts`` more than the values, in whole numbers."""
    return _plus(value, (-(-value // parts) - 1).clip(lower=0))


def _plus(value: pd.Series, more: pd.Series) -> pd.Series:
    """Return the sums, the largest number where they would be larger."""
    return value + more.clip(upper=LARGEST - value)
