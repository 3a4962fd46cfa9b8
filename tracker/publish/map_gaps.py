"""The table behind `tracker unmapped`: names on record that the hand-kept map does not know."""

from __future__ import annotations

from tracker.analysis.unmapped import unmapped
from tracker.citation import cite
from tracker.phrasing import counted, percent
from tracker.publish.answers import Question, measured, within
from tracker.publish.words import Table, span
from tracker.store import Store


def table(store: Store, question: Question, limit: int | None = None) -> Table:
    """By volume, the largest ``limit``. Raises GapError when nothing is recorded."""
    frame = within(measured(store, question), question)
    found = unmapped(frame)
    told = f"{counted(len(found), 'slug')} of {frame['entity'].nunique() - 1:,} on record"
    share = percent(float(found["share"].sum()))
    note = f"{told} are not on the map; they have {share} of all {question.metric}."
    heading = f"Not on the map, {question.metric}, {span(frame['week'])}"
    return Table(found if limit is None else found.head(limit), heading, cite(frame), (note,))
