"""The table of `tracker unmapped`: slugs on record that the hand-kept map does not have."""

from __future__ import annotations

from tracker.analysis.rows import named
from tracker.analysis.unmapped import BY_RULE, unmapped
from tracker.answers.table import Table, span
from tracker.answers.top import measured, within
from tracker.citation import cite
from tracker.errors import GapError
from tracker.records import Question
from tracker.store import Store
from tracker.text import counted, percent


def table(store: Store, question: Question, limit: int | None = None) -> Table:
    """Return the first ``limit`` unmapped slugs: those nobody knows, then those taken by rule.

    Raises GapError if no week asked for is complete.
    """
    frame = within(measured(store, question), question)
    frame = frame[frame["complete"]]
    if frame.empty:
        raise GapError(
            f"no complete week of {question.metric} asked for is recorded", datum=question
        )
    rows = unmapped(frame)
    on_record = frame.loc[named(frame), "entity"].nunique()
    slugs = f"{counted(len(rows), 'slug')} of {on_record:,} on record"
    share = percent(float(rows["share"].sum()))
    notes = [f"{slugs} are not on the hand-kept map; they have {share} of all {question.metric}."]
    if len(by_rule := rows[rows["identity"] == BY_RULE]):
        share = percent(float(by_rule["share"].sum()))
        notes.append(f"By rule from the catalogue: {len(by_rule):,} of them, with {share}.")
    heading = f"Not on the hand-kept map, {question.metric}, {span(frame['week'])}"
    shown = rows if limit is None else rows.head(limit)
    return Table(shown, heading, cite(frame), tuple(notes), question.metric)
