"""Judge claims that something was so for the first time, or more than ever before.

Earlier periods are those on record that are as long as the one of the claim: all weeks, all days,
or all spans of its length back from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from tracker import text
from tracker.analysis.rows import each
from tracker.claims import numbers
from tracker.claims.claim import First
from tracker.claims.evidence import Finding, not_recorded, real, whole
from tracker.claims.ground import Ground
from tracker.claims.values import Value, evidence_of, values_of
from tracker.identity import entity
from tracker.identity.subjects import Subject
from tracker.records import Definition

Subjects = tuple[Subject, ...]


def first(claim: First, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether something was so for the first time in a period."""
    if claim.group is not None:
        return _first_leader(claim, subjects, cell, ground)
    past = ground.past()
    values = _up_to(claim.week, values_of(subjects[0], cell, past))
    if claim.week not in values:
        return not_recorded(cell, ground, claim.week)
    if claim.record:
        return _record(claim, values, cell, past)
    rivals = {} if claim.rival is None else values_of(subjects[1], cell, past)
    answers = _answers(claim, values, rivals)
    if claim.week not in answers:
        return not_recorded(cell, ground, claim.week)
    first_week = min((start for start, is_so in answers.items() if is_so), default=claim.week)
    shown = [(start, values[start]) for start in dict.fromkeys((first_week, claim.week))]
    if claim.rival is not None:
        shown = [(start, side[start]) for start, _ in shown for side in (values, rivals)]
    evidence = [evidence_of(value, cell, start) for start, value in shown]
    if not answers[claim.week]:
        had = " v ".join(value.text(cell.metric) for start, value in shown if start == claim.week)
        not_so = f"not so in {ground.name(claim.week)} ({had})"
        return Finding(cell, False, not_so, evidence=evidence)
    first_text = f"first in {past.name(first_week)}"
    return Finding(cell, first_week == claim.week, first_text, evidence=evidence, first=first_week)


def _up_to(last: date, values: Mapping[date, Value]) -> dict[date, Value]:
    return {start: value for start, value in values.items() if start <= last}


def _answers(
    claim: First, values: Mapping[date, Value], rivals: Mapping[date, Value]
) -> dict[date, bool]:
    """Return in which periods it was so, of those in which that is known."""
    if claim.figure is not None and claim.rival is None:
        return {start: numbers.amount(claim.figure, value.low) for start, value in values.items()}
    pairs = {
        start: (values[start], rivals[start]) for start in values.keys() & (rivals or {}).keys()
    }
    answers = {start: value.is_above(rival) for start, (value, rival) in pairs.items()}
    return {start: is_so for start, is_so in answers.items() if is_so is not None}


def _record(
    claim: First, values: Mapping[date, Value], cell: Definition, ground: Ground
) -> Finding:
    """Judge whether a figure was the highest so far, and the one claimed."""
    earlier = [start for start in values if start < claim.week]
    highest = max(earlier, key=lambda start: values[start].low, default=claim.week)
    shown = [claim.week] if highest == claim.week else [highest, claim.week]
    evidence = [evidence_of(values[start], cell, start) for start in shown]
    figure, before = values[claim.week].low, values[highest].low
    figure_text = text.amount(figure, cell.metric)
    is_highest = highest == claim.week or figure > before
    holds = is_highest
    if claim.figure is not None and not numbers.amount(claim.figure, figure):
        holds = False
    elif is_highest:
        figure_text += ", the most so far"
    else:
        figure_text += f", after {text.amount(before, cell.metric)} in {ground.name(highest)}"
    known_before = None if highest == claim.week else float(before)
    return Finding(
        cell, holds, figure_text, evidence=evidence, value=float(figure), earlier=known_before
    )


def _first_leader(claim: First, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether a model was the first of a country or maker to lead a week."""
    subject, group = subjects
    frame = ground.whole().figures(replace(cell, depth=None))
    firsts = frame[
        (frame["rank"] == 1).fillna(value=False) & (frame["week"] <= pd.Timestamp(claim.week))
    ]
    names = {*subject.at(cell.by, ground.slugs_of(subject))} if subject.is_model else set()
    slugs_of_group = ground.slugs_of(group)
    led = []
    for row in each(firsts):
        day = row.week.date()
        of_group = {entity(slug, cell.by, day) for slug in group.among(slugs_of_group, day)}
        if row.entity in of_group or row.entity in names:
            led.append((day, row))
    mine = [(day, row) for day, row in led if row.entity in names or not names]
    if not mine:
        return Finding(cell, False, "it led no week")
    since = ground.since or date.min
    others = [(day, row) for day, row in led if row.entity not in names and day >= since]
    before = [(day, row) for day, row in others if day < mine[0][0]]
    day, row = (before or mine)[0]
    value = int(row.value)
    leader = Value(value, value, row.entity, real(row.share), whole(row.rank))
    evidence = [evidence_of(leader, cell, day)]
    first_text = f"first in {ground.name(day)}"
    return Finding(
        cell, not before, first_text, evidence=evidence, entity=str(row.entity), first=day
    )
