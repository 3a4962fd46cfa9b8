"""The sentences of the site: who led a week, and why nobody can be said to have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from tracker.answers.top import no_figures
from tracker.errors import GapError
from tracker.publish.site.data import Side
from tracker.records import Question
from tracker.text import amount, counted, ordinal, percent, times, weeks
from tracker.weeks import label


def led(side: Side, week: date, *, long: bool = True) -> str:
    """Who led a week by a metric, with how much, how far ahead, and for how long by then; or why
    nobody knows. ``long`` tells the streak too."""
    lead = side.leads.get(week)
    if lead is None:
        return unled(side, week)
    when = f"{label(week)} by {side.metric}"
    rows = side.weeks[week]
    first = rows[(rows["rank"] == 1).fillna(value=False)]
    streak = f" {_streak(side, lead.entity, week)}" if long else ""
    if first["proven"].any():
        least = amount(int(lead.value))
        proof = "nobody else can have had more"
        return f"{lead.entity} led {when} with at least {least}: {proof}.{streak}"
    much = amount(int(lead.value))
    share = "" if pd.isna(lead.share) else f", {percent(lead.share)} of everything"
    if len(first) > 1:
        both = " and ".join(map(str, first["entity"]))
        return f"{both} led {when} together, with {much} each{share}."
    if pd.isna(lead.runner_up):
        return f"{lead.entity} led {when} with {much}{share}; no other is named.{streak}"
    ahead = "" if pd.isna(lead.lead) else f"{times(lead.lead)} over "
    close = ", a near tie" if lead.near_tie else ""
    return f"{lead.entity} led {when} with {much}{share}, {ahead}{lead.runner_up}{close}.{streak}"


def unled(side: Side, week: date) -> str:
    """Why nobody can be said to have led a week."""
    rows = side.weeks.get(week)
    if rows is None:
        return f"No {side.metric} are recorded for {label(week)}."
    if rows["complete"].any():
        return (
            f"Nobody can be said to have led {label(week)} by {side.metric}: larger ones may be "
            "unknown."
        )
    return sentence(no_figures(Question(side.metric, side.by, week=week), rows))


def state(side: Side, week: date) -> str:
    """How well a week is known, in a word or two."""
    rows = side.weeks.get(week)
    if rows is None:
        return "missing"
    if not rows["complete"].any():
        return f"incomplete, {int(rows['days'].max())} of 7 days"
    if not rows["can_rank"].all():
        return "lead proven, no ranks" if week in side.leads else "no ranks"
    return "settled" if rows["settled"].all() else "provisional"


def sentence(error: GapError) -> str:
    """An answer that there is not, as a sentence of a page."""
    return f"{error.fact[:1].upper()}{error.fact[1:]}."


def missing(days: list[date], metric: str) -> str:
    """Which weeks are not on record by a metric; empty where none is missing."""
    if not days:
        return ""
    return f"Without {metric} on record: {weeks(days)} ({counted(len(days), 'week')})."


def _streak(side: Side, entity: Any, week: date) -> str:
    """How long the streak had been by that week."""
    own = side.streaks[
        (side.streaks["entity"] == entity) & (side.streaks["first"] <= pd.Timestamp(week))
    ]
    own = own[own["last"] >= pd.Timestamp(week)]
    if own.empty:
        return ""
    length = (week - own["first"].iloc[0].date()).days // 7 + 1
    if length > 1:
        return f"It was its {ordinal(length)} week in a row at #1."
    rows = side.weeks[week]
    at_1 = rows.loc[rows["entity"] == entity, "weeks_at_1"].iloc[0]
    return "It was its first week at #1." if at_1 == 1 else "It was back at #1."
