"""The table of `tracker changed`: which weeks were corrected since, and what that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tracker.analysis.changed import both_complete, changed, changed_streaks
from tracker.analysis.rows import each
from tracker.analysis.streaks import touching
from tracker.answers.table import Table, span
from tracker.answers.top import hindsight, measured, within
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.records import Question
from tracker.store import Store
from tracker.text import counted, from_to, weeks
from tracker.weeks import end_of, stamp


def table(store: Store, question: Question, since: datetime, names: Naming = keys) -> Table:
    """Return the weeks whose figures differ from those at ``since``.

    Raises GapError if nothing was known then, or no week asked for is complete.
    """
    before, now = measured(store, replace(question, as_of=since)), measured(store, question)
    rows = within(changed(before, now), question)
    weeks_asked = within(now[now["complete"]], question)["week"]
    if weeks_asked.empty:
        raise GapError(f"no complete week of {question.metric} asked for is recorded")
    ended, begun = (touching(streaks, weeks_asked) for streaks in changed_streaks(before, now))
    mondays = set(weeks_asked)
    compared = mondays & both_complete(before, now)
    later = sorted(mondays - compared)
    led_then, led_now = (rows[name].fillna("") for name in ("leader_then", "leader_now"))
    leaders = int((led_then != led_now).sum())
    note = (
        f"{counted(len(rows), 'week')} of {len(compared)} known then differ;"
        f" {counted(leaders, 'leader')} changed,"
        f" {counted(len(ended) + len(begun), 'streak')} at #1."
    )
    notes = [*hindsight(question), note]
    for what, streaks in (("No longer", ended), ("Now", begun)):
        for streak in each(streaks):
            weeks_led = from_to(streak.first.date(), streak.last.date())
            name = names(streak.entity, question.by)
            notes.append(f"{what} a streak at #1: {name}, {weeks_led}.")
    if later:
        notes.append(f"Known since: {weeks(week.date() for week in later)}.")
    shown = now[now["week"].isin(rows["week"])] if len(rows) else now
    since_text = since.date().isoformat() if since == end_of(since.date()) else stamp(since)
    heading = f"Changed since {since_text}, {question.metric} by {question.by}"
    weeks_text = f", {span(rows['week'])}" if len(rows) else ""
    return Table(
        rows,
        f"{heading}{weeks_text}",
        cite(shown),
        tuple(notes),
        question.metric,
        question.by,
        names,
    )
