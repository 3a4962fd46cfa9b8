"""The sentences of the site: who led a week, or why that is unknown.

Entities are in them by their keys, which a page shows as names and links (`Site.parts`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from tracker.errors import GapError
from tracker.publish.site.data import Side
from tracker.publish.site.words import Words
from tracker.text import listed, ordinal

PER = {"tokens": "by tokens", "calls": "by calls", "spend": "by money"}
OF = {"tokens": "of all tokens", "calls": "of all calls", "spend": "of all money"}
ENGLISH = Words()


def leader_sentence(side: Side, week: date, words: Words = ENGLISH) -> str:
    """Return who led a week by a metric, the amount, lead and streak; or why that is unknown."""
    lead = side.leads.get(week)
    if lead is None:
        return no_leader_sentence(side, week, words)
    rows = side.weeks[week]
    first = rows[(rows["rank"] == 1).fillna(value=False)]
    fields = {
        "who": lead.entity,
        "per": words(PER[side.metric]),
        "week": words.week(week),
        "amount": amount(side.metric, int(lead.value), words),
    }
    streak = _streak(side, lead.entity, week, words)
    if first["proven"].any():
        phrase = "{who} led {per} in {week} with at least {amount}: no other can have had more."
        return f"{words(phrase, **fields)}{streak}"
    fields["share"] = _share(side.metric, lead.share, words)
    if len(first) > 1:
        fields["who"] = listed([*map(str, first["entity"])])
        return words("{who} led {per} in {week} together, with {amount} each{share}.", **fields)
    if pd.isna(lead.runner_up):
        phrase = "{who} led {per} in {week} with {amount}{share}; no other is named."
        return f"{words(phrase, **fields)}{streak}"
    fields["second"] = lead.runner_up
    fields["times"] = "" if pd.isna(lead.lead) else words.times(lead.lead)
    fields["close"] = words(", a near tie") if lead.near_tie else ""
    phrase = "{who} led {per} in {week} with {amount}{share}, {times} over {second}{close}."
    return f"{words(phrase, **fields)}{streak}"


def amount(metric: str, value: int, words: Words) -> str:
    """Return an amount with what it counts: ``38.7T tokens``, ``$2.39M``."""
    number = words.amount(value, metric)
    return words(
        {"tokens": "{number} tokens", "calls": "{number} calls"}.get(metric, "{number}"),
        number=number,
    )


def no_leader_sentence(side: Side, week: date, words: Words = ENGLISH) -> str:
    """Return why the leader of a week is unknown."""
    rows = side.weeks.get(week)
    fields = {"per": words(PER[side.metric]), "week": words.week(week)}
    if rows is None:
        return words("Nothing is recorded {per} for {week}.", **fields)
    if rows["complete"].any():
        return words(
            "Who led {per} in {week} is unknown: larger names may not be published.", **fields
        )
    return words(
        "Who led {per} in {week} is unknown: at most {days} of the seven days are recorded.",
        days=int(rows["days"].max()),
        **fields,
    )


def state(side: Side, week: date, words: Words = ENGLISH) -> str:
    """Return how well a week is known, in a word or two."""
    rows = side.weeks.get(week)
    if rows is None:
        return words("missing")
    if not rows["complete"].any():
        return words("incomplete, {days} of 7 days", days=int(rows["days"].max()))
    if not rows["can_rank"].all():
        return words("lead proven, no ranks" if week in side.leads else "no ranks")
    return words("settled" if rows["settled"].all() else "provisional")


def sentence(error: GapError) -> str:
    """Return the fact of an error as a sentence of a page."""
    return f"{error.fact[:1].upper()}{error.fact[1:]}."


def missing(days: list[date], metric: str, words: Words = ENGLISH) -> str:
    """Return how many weeks are not on record by a metric, or an empty text."""
    if not days:
        return ""
    return words(
        "{weeks} between the first and the last on record are without {metric}.",
        weeks=words.weeks(len(days)),
        metric=words(metric),
    )


def streak_length(side: Side, entity: Any, week: date) -> int:
    """Return how many weeks in a row an entity had been at #1 by a week; 0 if it was not."""
    for streak in side.streaks_of.get(entity, []):
        first, last = streak.first.date(), streak.last.date()
        if first <= week <= last:
            return int((week - first).days // 7 + 1)
    return 0


def _streak(side: Side, entity: Any, week: date, words: Words) -> str:
    """Return how long the streak had been by that week."""
    length = streak_length(side, entity, week)
    if not length:
        return ""
    joint = "" if words.is_chinese else " "
    if length > 1:
        place = length if words.is_chinese else ordinal(length)
        return joint + words("It was its {nth} week in a row at #1.", nth=place)
    rows = side.weeks[week]
    at_1 = rows.loc[rows["entity"] == entity, "weeks_at_1"].iloc[0]
    return joint + words("It was its first week at #1." if at_1 == 1 else "It was back at #1.")


def _share(metric: str, share: float, words: Words) -> str:
    if pd.isna(share):
        return ""
    return words(", {share} {of}", share=words.percent(share), of=words(OF[metric]))
