"""Growth or gain: how much of a change came with the market, and who lost share.

last_value
    The count of the week before, or of the earlier of two weeks; tokens or calls.
change
    The week's count less the last value; tokens or calls.
market
    The part of an entity's change that came with the growth of everything: all of it, where its
    share stayed the same. With gain it makes up the change to the last token or call. The split is
    the additive one of logarithmic means (Ang 2004): value is total × share, and market =
    L(value, last value) × ln(total ÷ last total), L(a, b) = (a − b) ÷ ln(a ÷ b), L(a, a) = a,
    rounded to a whole number. It leaves no rest, and read backwards in time it is the same with the
    sign turned. Missing where either value is zero or either week does not tell its whole.
gain
    What the change of its share adds: the change less market.
share_first, share_last
    The share in the earlier and in the later of two weeks, 0 to 1.
points
    Share in the last week less share in the first, in hundredths of the whole. Of an entity that is
    named in one of the two only it is what it gained or lost at the least, and marked `at_least`:
    in the other week it had at most what the last one named had (see `at_most`; above the level of
    slugs that is a close guess). Over all named in both and `other`, points add up to 0 when the
    same are named.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from tracker.analysis.rows import (
    crosses_lost_day,
    exact,
    in_order,
    metric_of,
    week_before,
    weekly_frame,
)
from tracker.analysis.shares import unnamed_shares
from tracker.errors import GapError
from tracker.weeks import label

INPUTS = ["week", "entity", "value", "share"]
COLUMNS = ("week", "entity", "value", "last_value", "change", "market", "gain")


def growth(shared: pd.DataFrame) -> pd.DataFrame:
    """Return the change of each entity, `other` too, over exactly seven days.

    A row for each entity and week that is named in it and in the week before, both whole: columns
    week, entity, value, last_value, change, market, gain (all Int64). ``shared`` is a frame with
    shares.
    """
    shared = weekly_frame(shared, "share")
    before = week_before(shared.assign(exact=exact(shared)), "value", "share", "exact")
    before = before.add_suffix("_before")
    both = shared[INPUTS].join(before)[
        exact(shared) & before["exact_before"].eq(True) & ~crosses_lost_day(shared)
    ]
    return _split(both.astype({"value_before": "int64"}))


def between(shared: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return the change of each entity from the week ``first`` to the week ``last`` (Mondays).

    The columns are those of `growth`, however far apart the weeks are; week is ``last``. Raises
    GapError when either week is not complete.
    """
    shared = weekly_frame(shared, "share")
    before, now = (_week_rows(shared, week)[INPUTS] for week in (first, last))
    both = now.merge(before.drop(columns="week"), on="entity", suffixes=("", "_before"))
    return _split(both)


def lost_share(shared: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return the share that each entity lost or gained from ``first`` to ``last``.

    Columns entity, share_first, share_last, points, at_least; the largest loss first, `other` among
    them. Raises GapError when either week is not complete or has no shares.
    """
    shared = weekly_frame(shared, "share")
    weeks = {"share_first": first, "share_last": last}
    rows = pd.DataFrame({name: _shares(shared, week) for name, week in weeks.items()})
    rows = rows.rename_axis("entity").reset_index()
    unnamed = unnamed_shares(shared[shared["week"].isin(pd.to_datetime([first, last]))])
    at_most = {name: unnamed[pd.Timestamp(week)] for name, week in weeks.items()}
    ends = rows[[*weeks]].fillna(at_most)
    points = (ends["share_last"] - ends["share_first"]) * 100
    unnamed_last, unnamed_first = rows["share_last"].isna(), rows["share_first"].isna()
    # An entity just below the depth of a board lost or gained nothing for certain.
    points = points.mask(unnamed_last, points.clip(upper=0)).mask(
        unnamed_first, points.clip(lower=0)
    )
    rows["points"], rows["at_least"] = points, unnamed_last | unnamed_first
    return rows.sort_values(["points", "entity"], ignore_index=True)


def _split(both: pd.DataFrame) -> pd.DataFrame:
    value, last_value = both["value"].to_numpy(), both["value_before"].to_numpy()
    change = value - last_value
    size, smaller = abs(change), np.minimum(value, last_value)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = size / smaller  # of the smaller, so that no digit is lost
        mean = np.where(size == 0, value, size / np.log1p(ratio))
        total = value / both["share"].to_numpy()
        last_total = last_value / both["share_before"].to_numpy()
        market = mean * np.log(total / last_total)
    unknown = np.isnan(market) | (smaller == 0)
    of_market = np.where(unknown, 0, market).round().astype("int64")
    rows = pd.DataFrame(
        {
            "week": both["week"],
            "entity": both["entity"],
            "value": pd.array(value, dtype="Int64"),
            "last_value": pd.array(last_value, dtype="Int64"),
            "change": pd.array(change, dtype="Int64"),
            "market": pd.arrays.IntegerArray(of_market, unknown),
            "gain": pd.arrays.IntegerArray(change - of_market, unknown),
        },
        copy=False,
    )
    return in_order(rows)[[*COLUMNS]]


def _week_rows(shared: pd.DataFrame, week: date) -> pd.DataFrame:
    rows = shared[(shared["week"] == pd.Timestamp(week)) & exact(shared)]
    if rows.empty:
        raise GapError(
            f"no whole week {label(week)} of {metric_of(shared)} is recorded", datum=week
        )
    return rows


def _shares(shared: pd.DataFrame, week: date) -> pd.Series:
    shares = _week_rows(shared, week).set_index("entity")["share"].dropna()
    if shares.empty:
        raise GapError(f"the board of {label(week)} does not tell its whole", datum=week)
    return shares
