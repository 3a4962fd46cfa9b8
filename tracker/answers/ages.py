"""How old the newest figures are, for answers that call them newest, current or ongoing.

age
    Days from the last day of the newest complete week on record to today, or to the instant of
    `--as-of`. Where it is more than ten days, every answer that speaks of the newest week, or of
    what goes on in it, says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.analysis import frame as frames
from tracker.analysis.rows import newest_complete
from tracker.errors import GapError
from tracker.records import Question
from tracker.store import Store
from tracker.weeks import DAY, WEEK, label

if TYPE_CHECKING:  # commands that judge no claims need not load the reader of sentences
    from tracker.claims.verdicts import Verdict

FRESH = timedelta(days=10)
"""A week is published within a day or two of its end, so the newest is hardly ever older."""


def ages(store: Store, question: Question, now: datetime) -> tuple[str, ...]:
    """Return a note on the age of the newest week on record, if asked for and no longer fresh.

    ``now`` is the clock; with `--as-of` the age is counted to that instant.
    """
    if question.week or question.last:
        return ()
    return _notes(question, newest_week(store, question), now)


def of_verdicts(
    store: Store, verdicts: Sequence[Verdict], as_of: datetime | None, now: datetime
) -> tuple[str, ...]:
    """Return notes on the age of the newest weeks on record, if verdicts rest on them."""
    judged = [verdict for verdict in verdicts if verdict.evidence]
    last = max((str(row["week"]) for verdict in judged for row in verdict.evidence), default="")
    metrics = (row["metric"] for verdict in judged for row in verdict.definitions)
    questions = [Question(metric, as_of=as_of) for metric in dict.fromkeys(metrics)]
    newest = [(question, newest_week(store, question)) for question in questions]
    rests = [(question, week) for question, week in newest if week and week.isoformat() == last]
    return tuple(note for question, week in rests for note in _notes(question, week, now))


def _notes(question: Question, week: date | None, now: datetime) -> tuple[str, ...]:
    note = age_note(week, question.metric, question.as_of or now, past=question.as_of is not None)
    return (note,) if note else ()


def age_note(week: date | None, metric: str, at: datetime, *, past: bool = False) -> str:
    """Return the age of a week as a sentence; empty if it is fresh or None.

    ``The newest week of tokens on record, 2026-W38, ended 70 days ago.``; ``past`` if ``at`` is not
    now.
    """
    if week is None:
        return ""
    days = age(week, at)
    if days <= FRESH:
        return ""
    since = f"days before {at:%Y-%m-%d}" if past else "days ago"
    return f"The newest week of {metric} on record, {label(week)}, ended {days.days:,} {since}."


def age(week: date, at: datetime) -> timedelta:
    """Return the time from the last day of a week to the day of ``at``."""
    return at.date() - (week + WEEK - DAY)


def newest_week(store: Store, question: Question) -> date | None:
    """Return the Monday of the newest complete week of a metric, or None."""
    metric, by = question.metric, question.by
    precedence = frames.WEEKS_OF_APPS if by == "app" else frames.WEEKS_OF_MODELS
    rows = tuple(store.answers(metric, precedence, question.as_of))
    try:
        return newest_complete(frames.weeks_of(rows, metric).reset_index()).date()
    except GapError:
        return None
