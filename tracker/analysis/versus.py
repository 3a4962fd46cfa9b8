"""Two sides week by week: the leader, its margin, and its streaks.

a, b
    The counts of the two sides in a week, in tokens or calls; missing where a side is not named,
    and then it had at most `at_most`.
leader
    The side that had more for certain: `a` or `b` if its count is above all that the other can have
    had, `tie` where both are known and equal; missing where what is unknown could decide. Nothing
    is said of a week that names neither, nor of one before either of the two existed: in the first
    week that named it, or in which the catalogue listed it.
ratio
    The count of side a ÷ that of side b, the margin; missing where either is missing or only a
    lower bound, or where b has none.
side
    An entity of any level, or everything together (`total`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np
import pandas as pd

from tracker.analysis.limits import (
    Limits,
    a_day_more,
    most_of_rows,
    most_unnamed,
    names_fewer,
    week_limits,
)
from tracker.analysis.rows import lacks_day, level_of, named, weekly_frame
from tracker.analysis.shares import tells_whole
from tracker.analysis.streaks import consecutive
from tracker.errors import UnknownName
from tracker.weeks import WEEK

COLUMNS = ("week", "a", "b", "ratio", "leader", "depth", "at_least")
STREAK = ("leader", "first", "last", "weeks", "ongoing")
TOTAL = "total"


def figures(frame: pd.DataFrame, entity: str, since: date | None = None) -> pd.DataFrame:
    """Return the counts of ``entity`` in every complete week of a weekly frame, by week.

    Columns value (Int64, missing where it is not named), at_most (Int64, the most that it can have
    had; missing where nothing is known of that), at_least (whether the value is a lower bound) and
    depth (Int64). The weeks begin with the first that names it, or with the one that ``since`` is
    in. ``total`` is everything counted, in the weeks whose boards tell their whole. Raises
    UnknownName, with the nearest names, for an entity that no week names.
    """
    frame = weekly_frame(frame)
    if entity != TOTAL and not (frame["entity"] == entity).any():
        raise _unknown(entity, frame)
    return side(frame, [entity], since)


def side(
    frame: pd.DataFrame,
    entities: Collection[str],
    since: date | None = None,
    among: int | None = None,
    slugs: int | None = None,
    limits: Limits | None = None,
) -> pd.DataFrame:
    """Return the counts of the largest of ``entities`` by week, as `figures` does of one.

    The frame has no rows where no week names any of them. A side that is not one of the ``among``
    largest slugs of a week has nothing there. ``slugs`` is how many a model has on record, which
    bounds what is not named of it. ``limits`` are those of the frame (`week_limits`), if they
    are at hand.
    """
    if TOTAL in entities:
        return _total(frame)
    limits = week_limits(frame) if limits is None else limits
    rows = np.flatnonzero(frame["entity"].isin(entities))
    days = frame["week"].to_numpy()[rows]
    days = days if since is None else np.append(days, np.datetime64(since, "s"))
    # The week that a day is in began less than seven days before it.
    first = days.min() - _WEEK if len(days) else np.datetime64("NaT", "s")
    weeks = limits.where(limits.complete & (limits.week > first))
    rows = rows[frame["complete"].to_numpy()[rows]]
    # Of several in a week the largest comes last, and stays.
    rows = rows[np.argsort(frame["value"].to_numpy()[rows], kind="stable")]
    place = weeks.place(frame["week"].to_numpy()[rows])
    value, is_named = np.zeros(len(weeks.week), "int64"), np.zeros(len(weeks.week), "bool")
    at_least, is_bounded = is_named.copy(), weeks.can_rank
    most = most_unnamed(weeks, level_of(frame), slugs=slugs)
    if among is not None:
        most[~names_fewer(weeks.depth, among)] = 0
    is_named[place], at_least[place] = True, frame["at_least"].to_numpy()[rows]
    value[place], most[place] = frame["value"].to_numpy()[rows], most_of_rows(frame, weeks, rows)
    return pd.DataFrame(
        {
            "value": pd.arrays.IntegerArray(value, ~is_named),
            "at_most": pd.arrays.IntegerArray(most, ~(is_named | is_bounded)),
            "at_least": at_least,
            "depth": weeks.depth,
        },
        index=pd.DatetimeIndex(weeks.week, name="week"),
    )


def _total(frame: pd.DataFrame) -> pd.DataFrame:
    """Return everything counted together in each complete week whose board tells its whole."""
    whole = frame[frame["complete"] & tells_whole(frame)]
    by_week = whole.groupby("week")
    value = by_week["value"].sum().astype("Int64")
    short = lacks_day(whole).groupby(whole["week"]).any()
    most = a_day_more(value.to_numpy("int64"), week_limits(whole).parts)
    return pd.DataFrame(
        {
            "value": value,
            "at_most": value.mask(short, pd.Series(most, value.index)),
            "at_least": short,
            "depth": by_week["depth"].first().astype("Int64"),
        }
    )


def versus(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return side a against side b, as `figures` gives them: one row a week that names either.

    Columns week, a, b (Int64), ratio (float64), leader, depth (Int64), at_least; oldest first. Only
    weeks that both sides have are compared.
    """
    in_a, in_b = _weeks_of_both(a, b)
    is_named = ~(a["value"].array.isna()[in_a] & b["value"].array.isna()[in_b])
    in_a, in_b = in_a[is_named], in_b[is_named]
    sides = _Counts.of(a, in_a), _Counts.of(b, in_b)
    is_exact = sides[0].is_named & sides[1].is_named & (sides[1].value > 0)
    is_exact &= ~(sides[0].at_least | sides[1].at_least)
    a, b = a.iloc[in_a], b.iloc[in_b]
    return pd.DataFrame(
        {
            "week": a.index,
            "a": a["value"].array,
            "b": b["value"].array,
            "ratio": np.divide(
                sides[0].value, sides[1].value, out=np.full(len(a), np.nan), where=is_exact
            ),
            "leader": pd.array(_LEADERS[_leaders(*sides)], dtype="str"),
            "depth": a["depth"].fillna(b["depth"]).array,
            "at_least": sides[0].at_least | sides[1].at_least,
        }
    )


def ahead(a: pd.DataFrame, b: pd.DataFrame) -> pd.Series:
    """Return in which weeks side a had more than side b: a boolean series by calendar week.

    Weeks before the first one of a are false. A week before the first one of b is missing, and so
    is one that unknown figures could decide.
    """
    weeks_a, weeks_b = a.index.to_numpy(), b.index.to_numpy()
    weeks = np.append(weeks_a, weeks_b)
    if not len(weeks):
        return pd.Series(pd.array([], "boolean"), a.index)
    calendar = np.arange(weeks.min(), weeks.max() + _WEEK, _WEEK)
    in_a, in_b = _weeks_of_both(a, b)
    leaders = np.zeros(len(calendar), "int8")
    place = (weeks_a[in_a] - calendar[0]) // _WEEK
    leaders[place] = _leaders(_Counts.of(a, in_a), _Counts.of(b, in_b))
    is_unknown = leaders == _UNKNOWN
    if len(weeks_a) and len(weeks_b):
        is_unknown &= ~((calendar < weeks_a.min()) & (calendar >= weeks_b.min()))
    return pd.Series(pd.arrays.BooleanArray(leaders == _A, is_unknown), pd.Index(calendar))


_WEEK = np.timedelta64(WEEK.days, "D")
_UNKNOWN, _A, _B, _TIE = range(4)
_LEADERS = np.array([None, "a", "b", "tie"], "object")


class _Counts(NamedTuple):
    """The counts of a side in some weeks; a number is 0 where it is missing."""

    value: np.ndarray
    is_named: np.ndarray
    at_most: np.ndarray
    is_bounded: np.ndarray
    at_least: np.ndarray

    @classmethod
    def of(cls, side: pd.DataFrame, places: np.ndarray) -> _Counts:
        columns = *_whole(side["value"]), *_whole(side["at_most"]), side["at_least"].to_numpy()
        return cls(*(column[places] for column in columns))


def _weeks_of_both(a: pd.DataFrame, b: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return where the weeks that two sides share are in each."""
    weeks = a.index.to_numpy(), b.index.to_numpy()
    _, in_a, in_b = np.intersect1d(*weeks, assume_unique=True, return_indices=True)
    return in_a, in_b


def _leaders(a: _Counts, b: _Counts) -> np.ndarray:
    """Return who led in each of the same weeks of two sides, as places in `_LEADERS`."""
    is_tie = a.is_named & b.is_named & (a.value == b.value) & ~(a.at_least | b.at_least)
    leads = [
        a.is_named & b.is_bounded & (a.value > b.at_most),
        b.is_named & a.is_bounded & (b.value > a.at_most),
        is_tie,
    ]
    return np.select(leads, [_A, _B, _TIE], _UNKNOWN)


def versus_streaks(weeks: pd.DataFrame, newest: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the streaks in what `versus` gives, oldest first.

    Columns leader, first and last (Mondays), weeks, ongoing. A streak is as long as it can be:
    consecutive calendar weeks with one leader, a tie being a streak of its own. A week that is
    missing, or whose leader is, ends it. It is ongoing if it reaches ``newest`` (None: the newest
    week given).
    """
    newest = weeks["week"].max() if newest is None else newest
    led = weeks.loc[weeks["leader"].notna(), ["week", "leader"]]
    rows = consecutive(led.rename(columns={"leader": "entity"}))
    rows = rows.rename(columns={"entity": "leader"}).sort_values("first", ignore_index=True)
    return rows.assign(ongoing=rows["last"] == newest)[[*STREAK]]


def _whole(counts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return whole numbers as int64, with 0 where one is missing, and which are not missing."""
    return counts.to_numpy("int64", na_value=0), ~counts.array.isna()


def _unknown(entity: str, frame: pd.DataFrame) -> UnknownName:
    nearest = get_close_matches(entity, frame.loc[named(frame), "entity"].unique())
    remedy = (
        f"the nearest names are {', '.join(nearest)}"
        if nearest
        else "choose an entity of the frame"
    )
    return UnknownName(f"no week names {entity!r}", candidates=tuple(nearest), remedy=remedy)
