"""The table of `tracker reconcile`, and whether the classes of prompt length add up."""

from __future__ import annotations

import pandas as pd

from tracker.analysis import bounds
from tracker.analysis import frame as frames
from tracker.analysis.agreement import agreement, summary
from tracker.answers.table import Table, span
from tracker.answers.top import within
from tracker.breaks import LOST, RESTATED, breaks
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.records import Definition, Question
from tracker.store import Store
from tracker.text import counted
from tracker.weeks import label, monday


def table(store: Store, question: Question, *, detail: bool = False, names: Naming = keys) -> Table:
    """Return how far the datasets agree: one row a week and pair, or with ``detail`` one a name.

    Raises GapError if no two datasets have the same week.
    """
    datasets = frames.by_dataset(store, question.definition)
    datasets = within(datasets, question)
    compared = agreement(datasets)
    classes = _classes(store, question) if question.metric == "calls" else None
    if compared.empty:
        raise GapError(
            f"no two datasets have the same week by {question.metric}"
            + (f" ({classes})" if classes else "")
        )
    broken = {pd.Timestamp(monday(day)): kind for day, (kind, _) in breaks(LOST, RESTATED).items()}
    weeks = summary(compared, broken)
    exact = int(((weeks["worst_ppm"].fillna(0) == 0) & (weeks["total_ppm"].fillna(0) == 0)).sum())
    same, in_common = int(weeks["equal"].sum()), int(weeks["compared"].sum())
    equal = f"{exact:,} of {len(weeks):,} comparisons of a week are equal to the last digit"
    notes = [f"{equal}; {same:,} of {in_common:,} names."]
    if classes:
        notes.append(f"{classes}.")
    heading = f"Agreement by {question.metric}, {question.by} level, {span(weeks['week'])}"
    rows = compared if detail else weeks
    return Table(rows, heading, cite(datasets), tuple(notes), question.metric, names=names)


def _classes(store: Store, question: Question) -> str:
    """Return whether the classes of prompt length add up to the whole week."""
    lengths = frames.prompt_lengths(store, question.as_of)
    weeks = frames.weekly(store, Definition("calls", as_of=question.as_of))
    compared = bounds.partition(weeks, lengths)
    if compared.empty:
        lengths_known = sorted(lengths["length"].unique())
        have = f"only {', '.join(lengths_known)}" if lengths_known else "none"
        return (
            "Classes of prompt length: not known to add up, so their sums are not used; no week"
            f" is recorded both whole and in all five, {have} recorded"
        )
    worst = compared.sort_values("ppm", key=abs).iloc[-1]
    verdict = (
        "add up" if bounds.add_up(weeks, lengths) else "do not add up, so their sums are not used"
    )
    return (
        f"Classes of prompt length: they {verdict}; in {counted(len(compared), 'week')} at most"
        f" {abs(worst['ppm']):.0f} ppm from the whole, in {label(worst['week'].date())}"
    )
