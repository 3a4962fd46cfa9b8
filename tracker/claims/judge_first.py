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
from tracker.claims import numbers
from tracker.claims.claim import First
from tracker.claims.evidence import Finding, Ground, not_recorded
from tracker.claims.values import Value, values_of
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
        return _record(claim, values, cell)
    metric = cell.metric
    answers: dict[date, tuple[bool, str]] = {}
    if claim.rival is None:
        for start, value in values.items():
            reached = numbers.amount(claim.figure, value.low)  # type: ignore[arg-type]
            answers[start] = (reached, value.text(metric))
    else:
        rivals = values_of(subjects[1], cell, past)
        for start in values.keys() & rivals.keys():
            is_above = values[start].is_above(rivals[start])
            if is_above is not None:
                compared = f"{values[start].text(metric)} v {rivals[start].text(metric)}"
                answers[start] = (is_above, compared)
    if claim.week not in answers:
        return not_recorded(cell, ground, claim.week)
    is_so, figure_text = answers[claim.week]
    if not is_so:
        return Finding(cell, False, f"not so in {ground.name(claim.week)} ({figure_text})")
    first_week = min(start for start, (was_so, _) in answers.items() if was_so)
    return Finding(cell, first_week == claim.week, f"first in {past.name(first_week)}")


def _up_to(last: date, values: Mapping[date, Value]) -> dict[date, Value]:
    return {start: value for start, value in values.items() if start <= last}


def _record(claim: First, values: Mapping[date, Value], cell: Definition) -> Finding:
    """Judge whether a figure was the highest so far, and the one claimed."""
    figure = values[claim.week].low
    earlier = max((value.low for start, value in values.items() if start < claim.week), default=0)
    figure_text = text.amount(figure, cell.metric)
    if claim.figure is not None and not numbers.amount(claim.figure, figure):
        return Finding(cell, False, figure_text)
    if figure > earlier:
        return Finding(cell, True, f"{figure_text}, the most so far", value=float(figure))
    figure_text = f"{figure_text}; {text.amount(earlier, cell.metric)} earlier"
    return Finding(cell, False, figure_text, value=float(figure))


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
    for week, leader in zip(firsts["week"], firsts["entity"], strict=True):
        day = week.date()
        of_group = {entity(slug, cell.by, day) for slug in group.among(slugs_of_group, day)}
        if leader in of_group or leader in names:
            led.append((day, leader))
    mine = [day for day, leader in led if leader in names or not names]
    since = ground.since or date.min
    others = [day for day, leader in led if leader not in names and day >= since]
    if not mine:
        return Finding(cell, False, "it led no week")
    before = [day for day in others if day < min(mine)]
    if before:
        return Finding(cell, False, f"first in {ground.name(before[0])}")
    return Finding(cell, True, f"first in {ground.name(min(mine))}")
