"""Measured frames → in which weeks a claim's statement was so (see `stretches.truth`).

not_there
    Said of one of several slugs of a model in a week that names another of them among the fifty
    largest by tokens, and not this one: it is not taken to have led by calls.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from tracker.analysis.limits import DEEP
from tracker.analysis.ranks import standing
from tracker.analysis.rows import lacks_day
from tracker.analysis.versus import TOTAL, side, versus
from tracker.weeks import WEEK


def at_top(measured: pd.DataFrame, entity: str, top: int, bounds: pd.DataFrame) -> pd.Series:
    """Return in which weeks ``entity`` had rank ``top`` or better: a boolean series by week.

    ``bounds`` (`bounds.intervals`, empty where they say nothing) refute ranks in weeks that have
    none. A week in which what is unknown could decide is missing.
    """
    at_best = best_by_calls(bounds, entity)
    calendar = _calendar(at_best.index.union(pd.Index(measured["week"])))
    places = standing(measured, entity).reindex(calendar)
    truths = pd.Series(pd.NA, calendar, dtype="boolean")
    truths = truths.mask(places["worst_rank"] <= top, other=True)
    truths = truths.mask(places["best_rank"] > top, other=False)
    proven = measured[measured["proven"]]
    truths = truths.mask(calendar.isin(proven.loc[proven["entity"] == entity, "week"]), other=True)
    if top == 1:
        led_by_others = proven.loc[proven["entity"] != entity, "week"]
        truths = truths.mask(calendar.isin(led_by_others), other=False)
    beaten = (at_best.reindex(calendar) > top).fillna(value=False).astype(bool)
    return truths.mask(truths.isna() & beaten, other=False)


def best_by_calls(bounds: pd.DataFrame, entity: str) -> pd.Series:
    """Return the best rank that bounds of calls leave to ``entity``, by week."""
    if bounds.empty:
        return pd.Series(index=_calendar(pd.Index([])), dtype="Int64")
    return bounds[bounds["entity"] == entity].set_index("week")["best_rank"].dropna()


def not_there(tokens: pd.DataFrame, slug: str, slugs: Collection[str]) -> set[pd.Timestamp]:
    """Return the weeks that name others of ``slugs`` by tokens, and not ``slug``, on a deep
    board."""
    deep = tokens["complete"] & ~(tokens["depth"] < DEEP).fillna(value=False)
    named_in = tokens[deep & tokens["entity"].isin(slugs)]
    return set(named_in["week"]) - set(named_in.loc[named_in["entity"] == slug, "week"])


def over(one: pd.DataFrame, rival: pd.DataFrame) -> pd.Series:
    """Return in which weeks one side (`versus.figures`) had more than the other.

    It had not before it was there itself. A week before its rival was there is missing, and so is
    one in which what is unknown could decide.
    """
    compared = versus(one, rival).set_index("week")
    calendar = _calendar(rival.index.union(one.index))
    truths = (compared["leader"] == "a").astype("boolean").mask(compared["leader"].isna())
    truths = truths.reindex(calendar)
    # A side that never was has no first week, and nothing compares with that.
    return truths.mask((calendar < one.index.min()) & (calendar >= rival.index.min()), other=False)


def trend(measured: pd.DataFrame, direction: str) -> pd.Series:
    """Return in which weeks everything counted together was more (`up`) or less (`down`) than the
    week before. A week that lacks a day counts only where the whole day would not change the
    answer."""
    whole = totals(measured)
    lacks = pd.Series(whole.index.isin([*short(measured)]), whole.index)
    days = pd.DataFrame({"total": whole, "short": lacks}).reindex(_calendar(whole.index))
    before = days.shift()
    change = days["total"] - before["total"]
    more = change > 0 if direction == "up" else change < 0
    truths = more.astype("boolean").mask(change.isna())
    less_now, less_then = days["short"].eq(True), before["short"].eq(True)
    doubtful = (less_now & (change <= 0)) | (less_then & (change >= 0)) | (less_now & less_then)
    return truths.mask(doubtful)


def totals(measured: pd.DataFrame) -> pd.Series:
    """Return everything counted in each complete week whose board tells its whole (Int64)."""
    return side(measured, [TOTAL])["value"]


def short(measured: pd.DataFrame) -> set[pd.Timestamp]:
    """Return the complete weeks that lack a day for ever."""
    return set(measured.loc[lacks_day(measured), "week"])


def _calendar(weeks: pd.Index) -> pd.DatetimeIndex:
    if not len(weeks):
        return pd.DatetimeIndex([]).as_unit("s")
    return pd.date_range(weeks.min(), weeks.max(), freq=WEEK).as_unit("s")
