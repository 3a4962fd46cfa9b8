"""Growth or gain: how much of a change came with the market, and who lost the share that was won.

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
    Share in the last week less share in the first, in hundredths of the whole. Missing for an
    entity that is named in one of the two only: in the other it is somewhere in `other`, whose
    points hold what came out of it and went into it. Over everybody named in both and `other`,
    points add up to nothing when the same are named.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from tracker.analysis.grid import Grid
from tracker.analysis.rows import in_order
from tracker.errors import GapError
from tracker.weeks import label

TOLD = ["week", "entity", "value", "share"]
COLUMNS = ("week", "entity", "value", "last_value", "change", "market", "gain")


def growth(shared: pd.DataFrame) -> pd.DataFrame:
    """The change of each entity, `other` too, over exactly seven days, from a frame with shares:
    columns week, entity, value, last_value, change, market, gain (all Int64).

    A row for each entity and week that is named in it and in the week before, both complete.
    """
    exact = (shared["complete"] & ~shared["proven"]).to_numpy(dtype=bool)
    before = Grid(shared).row_before()
    now = np.flatnonzero((before >= 0) & exact & exact[before])
    earlier = {
        f"{what}_before": shared[what].to_numpy()[before[now]] for what in ("value", "share")
    }
    return _parted(shared[TOLD].iloc[now].assign(**earlier))


def between(shared: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The same from the week ``first`` to the week ``last`` (Mondays), however far apart; week is
    ``last``. Raises GapError when either week is not complete."""
    before, now = (_of_week(shared, week)[TOLD] for week in (first, last))
    both = now.merge(before.drop(columns="week"), on="entity", suffixes=("", "_before"))
    both.attrs = dict(shared.attrs)
    return _parted(both)


def lost_share(shared: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Who lost share from the week ``first`` to the week ``last``, and who gained: columns entity,
    share_first, share_last, points; the largest loss first, `other` among them. Those named in one
    of the weeks only stand below, from the largest that went to the largest that came. Raises
    GapError when either week is not complete or has no shares.
    """
    both = {"share_first": first, "share_last": last}
    shares = {name: _shares(shared, week) for name, week in both.items()}
    found = pd.DataFrame(shares).rename_axis("entity").reset_index()
    found["points"] = (found["share_last"] - found["share_first"]) * 100
    order = {"points": True, "share_first": False, "share_last": True, "entity": True}
    found = found.sort_values([*order], ascending=[*order.values()], ignore_index=True)
    found.attrs = dict(shared.attrs)
    return found


def _parted(both: pd.DataFrame) -> pd.DataFrame:
    value, last_value = both["value"].to_numpy(), both["value_before"].to_numpy()
    change = value - last_value
    size, smaller = abs(change), np.minimum(value, last_value)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = size / smaller  # of the smaller, so that no digit is lost
        mean = np.where(size == 0, value, size / np.log1p(apart))
        total = value / both["share"].to_numpy()
        last_total = last_value / both["share_before"].to_numpy()
        market = mean * np.log(total / last_total)
    unknown = np.isnan(market) | (smaller == 0)
    of_market = np.where(unknown, 0, market).round().astype("int64")
    found = pd.DataFrame(
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
    found = in_order(found)[[*COLUMNS]]
    found.attrs = dict(both.attrs)
    return found


def _of_week(shared: pd.DataFrame, week: date) -> pd.DataFrame:
    here = (shared["week"] == pd.Timestamp(week)) & shared["complete"] & ~shared["proven"]
    if not here.any():
        metric = shared.attrs.get("metric", "figures")
        raise GapError(f"no complete week {label(week)} of {metric} is recorded", datum=week)
    return shared[here]


def _shares(shared: pd.DataFrame, week: date) -> pd.Series:
    shares = _of_week(shared, week).set_index("entity")["share"].dropna()
    if shares.empty:
        raise GapError(f"the board of {label(week)} does not tell its whole", datum=week)
    return shares
