"""The sentences of the site: who led a week, or why that is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from tracker.answers.top import no_figures
from tracker.errors import GapError
from tracker.publish.site.data import Side
from tracker.records import Question
from tracker.text import amount, are_recorded, counted, ordinal, percent, times, weeks
from tracker.weeks import label


def leader_sentence(side: Side, week: date) -> str:
    """Return who led a week by a metric, the amount, lead and streak; or why that is unknown."""
    lead = side.leads.get(week)
    if lead is None:
        return no_leader_sentence(side, week)
    when = f"{label(week)} by {side.metric}"
    rows = side.weeks[week]
    first = rows[(rows["rank"] == 1).fillna(value=False)]
    streak = f" {_streak(side, lead.entity, week)}"
    if first["proven"].any():
        least = amount(int(lead.value), side.metric)
        proof = "no other can have had more"
        return f"{lead.entity} led {when} with at least {least}: {proof}.{streak}"
    value = amount(int(lead.value), side.metric)
    share = "" if pd.isna(lead.share) else f", {percent(lead.share)} of everything"
    if len(first) > 1:
        leaders = " and ".join(map(str, first["entity"]))
        return f"{leaders} led {when} together, with {value} each{share}."
    if pd.isna(lead.runner_up):
        return f"{lead.entity} led {when} with {value}{share}; no other is named.{streak}"
    ahead = "" if pd.isna(lead.lead) else f"{times(lead.lead)} over "
    close = ", a near tie" if lead.near_tie else ""
    return f"{lead.entity} led {when} with {value}{share}, {ahead}{lead.runner_up}{close}.{streak}"


def no_leader_sentence(side: Side, week: date) -> str:
    """Return why the leader of a week is unknown."""
    rows = side.weeks.get(week)
    if rows is None:
        return f"No {are_recorded(side.metric)} for {label(week)}."
    if rows["complete"].any():
        return (
            f"The leader of {label(week)} by {side.metric} is unknown: larger names may not be "
            "published."
        )
    return sentence(no_figures(Question(side.metric, side.by, week=week), rows))


def state(side: Side, week: date) -> str:
    """Return how well a week is known, in a word or two."""
    rows = side.weeks.get(week)
    if rows is None:
        return "missing"
    if not rows["complete"].any():
        return f"incomplete, {int(rows['days'].max())} of 7 days"
    if not rows["can_rank"].all():
        return "lead proven, no ranks" if week in side.leads else "no ranks"
    return "settled" if rows["settled"].all() else "provisional"


def sentence(error: GapError) -> str:
    """Return the fact of an error as a sentence of a page."""
    return f"{error.fact[:1].upper()}{error.fact[1:]}."


def missing(days: list[date], metric: str) -> str:
    """Return which weeks are not on record by a metric, or an empty text."""
    if not days:
        return ""
    return f"Without {metric} on record: {weeks(days)} ({counted(len(days), 'week')})."


def _streak(side: Side, entity: Any, week: date) -> str:
    """Return how long the streak had been by that week."""
    streaks = side.streaks[
        (side.streaks["entity"] == entity) & (side.streaks["first"] <= pd.Timestamp(week))
    ]
    streaks = streaks[streaks["last"] >= pd.Timestamp(week)]
    if streaks.empty:
        return ""
    length = (week - streaks["first"].iloc[0].date()).days // 7 + 1
    if length > 1:
        return f"It was its {ordinal(length)} week in a row at #1."
    rows = side.weeks[week]
    at_1 = rows.loc[rows["entity"] == entity, "weeks_at_1"].iloc[0]
    return "It was its first week at #1." if at_1 == 1 else "It was back at #1."
