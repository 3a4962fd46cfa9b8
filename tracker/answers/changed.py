"""The table behind `tracker changed`: which weeks were corrected since, and what hung on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tracker.analysis.changed import both_complete, changed, changed_streaks
from tracker.analysis.rows import each
from tracker.analysis.streaks import touching
from tracker.answers.table import Table, span
from tracker.answers.top import hindsight, measured, within
from tracker.citation import cite
from tracker.errors import GapError
from tracker.records import Question
from tracker.store import Store
from tracker.text import counted, from_to, weeks
from tracker.weeks import end_of, stamp


def table(store: Store, question: Question, since: datetime) -> Table:
    """The weeks whose figures are not what they were at ``since``. Raises GapError when nothing was
    known then, or no week asked for is complete."""
    then, now = measured(store, replace(question, as_of=since)), measured(store, question)
    found = within(changed(then, now), question)
    weeks_asked = within(now[now["complete"]], question)["week"]
    if weeks_asked.empty:
        raise GapError(f"no complete week of {question.metric} asked for is recorded")
    gone, come = (touching(streaks, weeks_asked) for streaks in changed_streaks(then, now))
    asked = set(weeks_asked)
    compared = asked & both_complete(then, now)
    later = sorted(asked - compared)
    led_then, led_now = (found[name].fillna("") for name in ("leader_then", "leader_now"))
    leaders = int((led_then != led_now).sum())
    said = (
        f"{counted(len(found), 'week')} of {len(compared)} known then differ;"
        f" {counted(leaders, 'leader')} changed, {counted(len(gone) + len(come), 'streak')} at #1."
    )
    notes = [*hindsight(question), said]
    notes += [f"No longer a streak at #1: {_weeks_of(streak)}." for streak in each(gone)]
    notes += [f"Now a streak at #1: {_weeks_of(streak)}." for streak in each(come)]
    if later:
        notes.append(f"Known since: {weeks(week.date() for week in later)}.")
    shown = now[now["week"].isin(found["week"])] if len(found) else now
    then_said = since.date().isoformat() if since == end_of(since.date()) else stamp(since)
    heading = f"Changed since {then_said}, {question.metric} by {question.by}"
    weeks_said = f", {span(found['week'])}" if len(found) else ""
    return Table(found, f"{heading}{weeks_said}", cite(shown), tuple(notes))


def _weeks_of(streak: Any) -> str:
    return f"{streak.entity}, {from_to(streak.first.date(), streak.last.date())}"
