"""The rows of a weekly frame: their columns, types and order.

A frame of other periods than weeks (`frame.over_days`) has the first day of each in the column
`week` and the last in the column `end`; all measures take it.

A frame may have been written to CSV and read back, filtered or put together: every measure first
passes it through `weekly_frame`, which restores the types and refuses what would give a wrong
answer. No answer depends on ``DataFrame.attrs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from tracker.breaks import lost_days
from tracker.errors import FrameError, GapError
from tracker.records import OTHER
from tracker.weeks import DAY, WEEK, monday

ONE_KIND = ("metric", "by")
KEY = ("week", "entity")
BOOLEANS = ("at_least", "complete", "settled", "can_rank", "proven")
COUNTS = ("depth", "rank", "last_rank", "peak_rank", "weeks_on_chart", "weeks_at_1")
DAYS_EVER = 10_000_000
"""More days than any date is from 1970."""
NEEDED = (*KEY, "value", *ONE_KIND, "depth", "days", *BOOLEANS)


def weekly_frame(frame: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return the frame with the types of a weekly frame, its rows unchanged.

    Raises FrameError where a column is missing (of those that every weekly frame has, or of
    ``more``), where rows are of more than one metric or level, or where an entity has two rows in
    one week.
    """
    missing = [name for name in (*NEEDED, *more) if name not in frame.columns]
    if missing:
        raise FrameError(
            f"the frame has no column {' or '.join(map(repr, missing))}",
            datum=tuple(missing),
            remedy=_REMEDIES.get(missing[0], FrameError.remedy),
        )
    frame = _typed(frame if frame.index.is_unique else frame.reset_index(drop=True))
    for column in ONE_KIND:
        kinds = frame[column].unique()
        if len(kinds) > 1:
            raise FrameError(
                f"the frame mixes rows of {' and '.join(map(str, kinds))}",
                datum=tuple(kinds),
                remedy=f"select one: frame[frame[{column!r}] == {str(kinds[0])!r}]",
            )
    twice = frame.duplicated([*KEY])
    if twice.any():
        row = frame[twice].iloc[0]
        raise FrameError(
            f"{row['entity']!r} has two rows in the week of {row['week']:%Y-%m-%d}",
            datum=row["entity"],
            remedy="drop the duplicates, or measure each part by itself",
        )
    return frame


_REMEDIES = {
    "rank": "call tracker.rank(frame) first",
    "share": "call tracker.share(frame) first",
}


def metric_of(frame: pd.DataFrame) -> str:
    """Return what the frame counts, `figures` where it has no rows."""
    return str(frame["metric"].iloc[0]) if len(frame) else "figures"


def level_of(frame: pd.DataFrame) -> str:
    """Return the level of identity of the frame, `slug` where it has no rows."""
    return str(frame["by"].iloc[0]) if len(frame) else "slug"


def of_slugs(frame: pd.DataFrame, why: str) -> None:
    """Raise FrameError unless the frame is by slug."""
    if level_of(frame) != "slug":
        raise FrameError(
            f"the frame is by {level_of(frame)}, and {why}",
            datum=level_of(frame),
            remedy='take the frame by slug: db.weekly(by="slug")',
        )


def named(frame: pd.DataFrame) -> pd.Series:
    """Return which rows are entities: all but `other`."""
    return frame["entity"] != OTHER


def exact(frame: pd.DataFrame) -> pd.Series:
    """Return which rows have the whole value of a complete week, and no lower bound."""
    return frame["complete"] & ~frame["at_least"]


def length(frame: pd.DataFrame) -> pd.Series:
    """Return the number of days of each row's period: 7, or those up to its `end`."""
    if "end" not in frame.columns:
        return pd.Series(WEEK.days, frame.index)
    return (frame["end"] - frame["week"]).dt.days + 1


def lacks_day(frame: pd.DataFrame) -> pd.Series:
    """Return which rows are of a complete week, or other period, that lacks a day for ever.

    None of its names has all days.
    """
    codes, weeks = pd.factorize(frame["week"])
    most = np.zeros(len(weeks), "int64")
    np.maximum.at(most, codes, frame["days"].to_numpy("int64"))
    return frame["complete"] & (most[codes] < length(frame))


def crosses_lost_day(frame: pd.DataFrame) -> pd.Series:
    """Return which rows are of weeks that lack a day for ever at the publisher, or follow one.

    Even where another dataset has the whole week, a change into it or out of it would be one from
    one dataset to another. Sums of days have no other dataset: theirs are lower bounds already.
    """
    if "end" in frame.columns:
        return pd.Series(data=False, index=frame.index)
    lost = pd.DatetimeIndex([monday(day) for day in lost_days()])
    return frame["week"].isin(lost) | (frame["week"] - WEEK).isin(lost)


def one_a_week(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the first row of each week, for columns that are equal within a week."""
    return frame.drop_duplicates("week")


def in_weeks(frame: pd.DataFrame, weeks: Iterable[date]) -> pd.DataFrame:
    """Return the rows of some weeks."""
    return frame[frame["week"].isin(pd.to_datetime([*weeks]))]


def between(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return the rows of the weeks from one to another, of a frame in the order of weeks."""
    week = frame["week"]
    start = week.searchsorted(pd.Timestamp(first))
    return frame.iloc[start : week.searchsorted(pd.Timestamp(last), side="right")]


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order of weeks, then of values, the largest first, then of names."""
    return frame.sort_values(
        ["week", "value", "entity"], ascending=[True, False, True], ignore_index=True
    )


def week_before(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return ``columns`` of each row's entity exactly seven days earlier, with the frame's index.

    Of another period they are those of the one that ended on the day before it began. They are
    missing where the entity has no row in it.
    """
    following = frame["end"] + DAY if "end" in frame.columns else frame["week"] + WEEK
    earlier = frame[[*columns]].reset_index(drop=True)
    if "value" in columns:  # as int64 a missing one would turn all into floats and cut their digits
        earlier["value"] = earlier["value"].astype("Int64")
    # Numbers in place of pairs of a week and a name: a merge takes three times as long.
    entities, _ = pd.factorize(frame["entity"])
    keys, keys_of_next = (
        entities * DAYS_EVER + weeks.to_numpy("datetime64[D]").astype("int64")
        for weeks in (frame["week"], following)
    )
    places = pd.Index(keys_of_next).get_indexer(keys)
    return earlier.reindex(places).set_axis(frame.index)


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Iterate over the rows of a frame, each with its columns by name; for frames of few rows."""
    return frame.itertuples(index=False)


def newest_complete(frame: pd.DataFrame) -> pd.Timestamp:
    """Return the newest week that is complete and can rank, or, where none can, that is complete.

    Raises GapError when there is none.
    """
    complete = frame[frame["complete"]]
    ranked = complete.loc[complete["can_rank"], "week"]
    weeks = complete["week"] if ranked.empty else ranked
    if weeks.empty:
        raise GapError(f"no complete week of {metric_of(frame)} is recorded")
    return pd.Timestamp(weeks.max())


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the types that reading it from a file may have lost."""
    typed: dict[str, Any] = {}
    for column in {"week", "end"} & {*frame.columns}:
        if not pd.api.types.is_datetime64_any_dtype(frame[column].dtype):
            typed[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    for column in ("value", "days"):
        if not pd.api.types.is_integer_dtype(frame[column].dtype):
            typed[column] = frame[column].astype("int64")
    for column in BOOLEANS:
        if not pd.api.types.is_bool_dtype(frame[column].dtype):
            typed[column] = frame[column].map(_is_true).astype(bool)
    for column in COUNTS:
        if column in frame.columns and str(frame[column].dtype) != "Int64":
            numbers = frame[column].replace("all", None)
            typed[column] = pd.to_numeric(numbers).astype("Int64")
    return frame.assign(**typed) if typed else frame


def _is_true(value: object) -> bool:
    return value in (True, 1, "True", "true", "1")
