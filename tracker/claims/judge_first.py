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
from tracker.claims.ground import Ground, in_period
from tracker.claims.numbers import Figure
from tracker.claims.values import Value, evidence_of, values_of
from tracker.identity import entity
from tracker.identity.subjects import Subject
from tracker.records import VISIBLE, Definition

Subjects = tuple[Subject, ...]


def first(claim: First, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether something was so for the first time in a period."""
    if claim.group is not None and subjects[0] != subjects[1]:
        return _first_leader(claim, subjects, cell, ground)
    past = ground.past()
    is_led = claim.group is not None
    values = _up_to(
        claim.week, _leaders(past, cell) if is_led else values_of(subjects[0], cell, past)
    )
    rivals = {} if claim.rival is None else values_of(subjects[1], cell, past)
    if claim.week not in values:
        return not_recorded(cell, ground, claim.week)
    if claim.record:
        return _record(claim, values, cell, past)
    answers = (
        _led_by(subjects[1], cell, past, values) if is_led else _answers(claim, values, rivals)
    )
    if claim.week not in answers:
        return not_recorded(cell, ground, claim.week)
    first_week = min((start for start, is_so in answers.items() if is_so), default=claim.week)
    shown = [(start, values[start]) for start in dict.fromkeys((first_week, claim.week))]
    if claim.rival is not None:
        shown = [(start, side[start]) for start, _ in shown for side in (values, rivals)]
    evidence = [evidence_of(value, cell, start) for start, value in shown]
    if not answers[claim.week]:
        had = " v ".join(_text(claim, value, cell) for start, value in shown if start == claim.week)
        not_so = f"not so {in_period(ground.name(claim.week))} ({had})"
        return Finding(cell, False, not_so, rows=lambda: evidence)
    first_text = f"first {in_period(past.name(first_week))}"
    entity = values[first_week].entity or None
    return Finding(
        cell,
        first_week == claim.week,
        first_text,
        rows=lambda: evidence,
        first=first_week,
        entity=entity,
    )


def _text(claim: First, value: Value, cell: Definition) -> str:
    """Return what a subject had, as far as the claim is about it."""
    if claim.rank is not None:
        return "not named" if value.rank is None else f"rank {value.rank}"
    if claim.is_share:
        return "not named" if value.share is None else f"{value.share * 100:.1f} %"
    return f"{value.entity} led" if claim.group is not None else value.text(cell.metric)


def _up_to(last: date, values: Mapping[date, Value]) -> dict[date, Value]:
    return {start: value for start, value in values.items() if start <= last}


def _answers(
    claim: First, values: Mapping[date, Value], rivals: Mapping[date, Value]
) -> dict[date, bool]:
    """Return in which periods it was so, of those in which that is known."""
    if claim.rival is None:
        answers = {start: _is_so(claim, value) for start, value in values.items()}
    else:
        both = values.keys() & rivals.keys()
        answers = {start: values[start].is_above(rivals[start]) for start in both}
    return {start: is_so for start, is_so in answers.items() if is_so is not None}


def _is_so(claim: First, value: Value) -> bool | None:
    """Return whether a figure passes the bound of a claim, or has its place; None if unknown."""
    if claim.rank is not None:
        if value.rank is None:
            return None if value.entity or claim.rank > VISIBLE else False
        return value.rank <= claim.rank if claim.within else value.rank == claim.rank
    if claim.figure is None or not claim.is_share:
        return None if claim.figure is None else numbers.amount(claim.figure, value.low)
    return _is_share_so(claim.figure, value)


def _is_share_so(figure: Figure, value: Value) -> bool | None:
    if value.share is None:
        return None if value.entity else False
    least = numbers.percentage(figure, value.share * 100)
    if least or value.is_exact:
        return least
    most = value.share * value.high / value.low if value.high and value.low else 1.0
    return None if numbers.percentage(figure, most * 100) else False


def _leaders(ground: Ground, cell: Definition) -> dict[date, Value]:
    """Return who led each complete period on record."""
    frame = ground.figures(replace(cell, depth=None))
    led = frame[(frame["rank"] == 1).fillna(value=False) & frame["complete"]]
    return {
        row.week.date(): Value(
            int(row.value), int(row.value), row.entity, real(row.share), whole(row.rank)
        )
        for row in each(led)
    }


def _led_by(
    group: Subject, cell: Definition, ground: Ground, leaders: Mapping[date, Value]
) -> dict[date, bool]:
    """Return in which periods a model of a group led."""
    slugs = ground.slugs_of(group)
    return {
        day: leader.entity in {entity(slug, cell.by, day) for slug in group.among(slugs, day)}
        for day, leader in leaders.items()
    }


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
        figure_text += (
            f", after {text.amount(before, cell.metric)} {in_period(ground.name(highest))}"
        )
    known_before = None if highest == claim.week else float(before)
    return Finding(
        cell, holds, figure_text, rows=lambda: evidence, value=float(figure), earlier=known_before
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
    first_text = f"first {in_period(ground.name(day))}"
    return Finding(
        cell, not before, first_text, rows=lambda: evidence, entity=str(row.entity), first=day
    )
