"""Judge claims that compare the figures of one period: with a rival, an earlier period, the rest.

A figure lies between a lower and an upper end, equal where it is exact: of a sum over few names
the upper end is that and all of `other`, of what a period does not name it is the most that the
last one named had. A claim holds if it does at both ends, fails if it does at neither, and is open
otherwise.

of_subject
    Whether one of the largest models of a period is the subject's: Chinese, open, or of a maker.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tracker import text
from tracker.analysis.rows import named
from tracker.claims import numbers
from tracker.claims.claim import (
    Amount,
    Change,
    Direction,
    FromTo,
    Growth,
    More,
    Number,
    OfTop,
    Ratio,
)
from tracker.claims.evidence import Finding, depth_of, not_recorded, real, the_same, whole
from tracker.claims.ground import Ground, in_period
from tracker.claims.judge_week import amount, change
from tracker.claims.numbers import Figure
from tracker.claims.values import Value, evidence_of, value_of
from tracker.identity import entity
from tracker.identity.subjects import Subject
from tracker.records import Definition

Subjects = tuple[Subject, ...]


def more(claim: More, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether a subject had more than its rival, and less before if it passed it."""
    now = _pair(subjects, cell, ground, claim.week)
    if now is None:
        return not_recorded(cell, ground, claim.week)
    a, b = now
    if a.entity and a.entity == b.entity:
        return the_same(a.entity, cell, ground)
    if a.high == 0 == b.high:
        why = f"neither is among the {cell.depth} largest {in_period(ground.name(claim.week))}"
        return Finding(cell, None, "neither is named", why)
    compared = f"{a.text(cell.metric)} v {b.text(cell.metric)}"
    answer = a.is_above(b)
    if claim.passed and answer:
        before = _pair(subjects, cell, ground, ground.before(claim.week))
        if before is None:
            return Finding(
                cell, None, compared, f"{ground.name(ground.before(claim.week))} is not on record"
            )
        behind = before[1].is_above(before[0])
        earlier = f"{before[0].text(cell.metric)} v {before[1].text(cell.metric)} before"
        compared = f"{compared}, {earlier}"
        answer = behind
    return _finding(cell, answer, compared, ground, claim.week, [a, b])


def ratio(claim: Ratio, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge a multiple of a rival, or of whoever is second."""
    a = value_of(subjects[0], cell, ground, claim.week)
    b = (
        value_of(subjects[1], cell, ground, claim.week)
        if len(subjects) > 1
        else _second(a, subjects[0], cell, ground, claim.week)
    )
    if a is None or b is None:
        return not_recorded(cell, ground, claim.week)
    if a.entity and a.entity == b.entity:
        return the_same(a.entity, cell, ground)
    ends = _quotients(a, b)
    if not ends:
        return Finding(cell, None, "not known", f"{b.entity or 'the other'} is not named")
    holds = [_multiple(claim.figure, end) for end in ends]
    quotient_text = f"{text.times(ends[0])} ({a.text(cell.metric)} v {b.text(cell.metric)})"
    return _finding(cell, _agree(holds), quotient_text, ground, claim.week, [a, b])


def growth(claim: Growth, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge a multiple of what the subject had, or of its share, in an earlier period."""
    (subject,) = subjects
    now = value_of(subject, cell, ground, claim.week)
    before = value_of(subject, cell, ground, claim.base)
    if now is None or before is None:
        return not_recorded(cell, ground, claim.week if now is None else claim.base)
    if claim.of_share:
        if now.share is None or not before.share:
            return Finding(cell, None, "not known", "its share is not known in both periods")
        multiple = now.share / before.share
        growth_text = f"{text.percent(before.share)} to {text.percent(now.share)}"
        return _finding(
            cell, _multiple(claim.figure, multiple), growth_text, ground, claim.week, [now]
        )
    ends = _quotients(now, before)
    if not ends:
        return Finding(
            cell, None, "not known", f"it is not named {in_period(ground.name(claim.base))}"
        )
    holds = [_multiple(claim.figure, end) for end in ends]
    amounts = f"{before.text(cell.metric)} to {now.text(cell.metric)}"
    change_text = text.times(ends[0]) if ends[0] >= 2 else f"{(ends[0] - 1) * 100:+.1f} %"
    return _finding(cell, _agree(holds), f"{change_text} ({amounts})", ground, claim.week, [now])


def direction(claim: Direction, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether a subject had more, or less, than in the period before."""
    (subject,) = subjects
    now = value_of(subject, cell, ground, claim.week)
    before = value_of(subject, cell, ground, ground.before(claim.week))
    if now is None or before is None:
        return not_recorded(cell, ground, claim.week)
    answer = now.is_above(before) if claim.direction == "up" else before.is_above(now)
    change_text = f"{before.text(cell.metric)} to {now.text(cell.metric)}"
    return _finding(cell, answer, change_text, ground, claim.week, [now])


def of_top(claim: OfTop, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge how many of the largest models are of a subject, or what share of their sum."""
    (subject,) = subjects
    frame = ground.figures(replace(cell, depth=None))
    rows = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"] & named(frame)]
    largest = rows[(rows["rank"] <= claim.top).fillna(value=False)]
    if len(largest) < claim.top:
        return not_recorded(cell, ground, claim.week)
    day = ground.day(claim.week)
    slugs = subject.among(ground.slugs_of(subject), day)
    mine = {entity(slug, cell.by, day) for slug in slugs}
    is_mine = largest["entity"].isin(mine)
    evidence = [
        _row(row, claim.week, cell, frame) | {"of_subject": bool(of_subject)}
        for (_, row), of_subject in zip(largest.iterrows(), is_mine, strict=True)
    ]
    if claim.is_share:
        share = float(largest.loc[is_mine, "value"].sum()) / float(largest["value"].sum())
        holds = numbers.percentage(claim.figure, share * 100)
        return Finding(
            cell,
            holds,
            f"{share * 100:.1f} % of the top {claim.top}",
            rows=lambda: evidence,
            value=share * 100,
        )
    count = int(is_mine.sum())
    return Finding(
        cell,
        count == claim.figure.value,
        f"{count} of {claim.top}",
        rows=lambda: evidence,
        value=count,
    )


def number(claim: Number, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge how many models had more, or less, than an amount."""
    frame = ground.figures(replace(cell, depth=None))
    rows = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"] & named(frame)]
    if rows.empty:
        return not_recorded(cell, ground, claim.week)
    fitting = rows[[numbers.amount(claim.figure, int(value)) for value in rows["value"]]]
    evidence = [_row(row, claim.week, cell, frame) for _, row in fitting.head(20).iterrows()]
    count_text = text.counted(len(fitting), "model")
    return Finding(
        cell, len(fitting) == claim.number, count_text, rows=lambda: evidence, value=len(fitting)
    )


def from_to(claim: FromTo, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge two amounts in two periods."""
    earlier = amount(
        Amount(claim.subject, claim.earlier, ground.before(claim.week)), subjects, cell, ground
    )
    later = amount(Amount(claim.subject, claim.figure, claim.week), subjects, cell, ground)
    answers = {earlier.holds, later.holds}
    holds = False if False in answers else None if None in answers else True
    return replace(
        later,
        holds=holds,
        found=f"{earlier.found}, {later.found}",
        rows=lambda: earlier.evidence + later.evidence,
    )


def change_of(claim: Change, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge a change from the period before: of several together, and of other periods, by sums."""
    if not subjects[0].members and ground.period is None:
        return change(claim, subjects, cell, ground)
    figure = replace(claim.figure, value=1 + claim.figure.value / 100, step=claim.figure.step / 100)
    base = ground.before(claim.week)
    return growth(Growth(claim.subject, figure, claim.week, base), subjects, cell, ground)


def _pair(
    subjects: Subjects, cell: Definition, ground: Ground, week: date
) -> tuple[Value, Value] | None:
    a, b = (value_of(subject, cell, ground, week) for subject in subjects)
    return None if a is None or b is None else (a, b)


def _second(
    a: Value | None, subject: Subject, cell: Definition, ground: Ground, week: date
) -> Value | None:
    """Return the largest value of a period that is not the subject's."""
    frame = ground.frame(cell, subject)
    rows = frame[(frame["week"] == pd.Timestamp(week)) & frame["complete"] & named(frame)]
    rest = rows[rows["entity"] != (a.entity if a else "")].sort_values("value", ascending=False)
    if rest.empty:
        return None
    row = rest.iloc[0]
    return Value(int(row["value"]), int(row["value"]), str(row["entity"]))


def _quotients(a: Value, b: Value) -> list[float]:
    """Return the ends of a quotient: the one of the lower ends first."""
    if not b.low or a.high is None or b.high is None:
        return []
    first = a.low / b.low
    return [first] if a.is_exact and b.is_exact else [first, a.low / b.high, a.high / b.low]


def _multiple(figure: Figure, quotient: float) -> bool:
    """Return whether a claimed multiple holds; one written as a percentage is compared as one."""
    if "%" in figure.written or "cent" in figure.written.lower() or "成" in figure.written:
        as_percent = replace(figure, value=(figure.value - 1) * 100, step=figure.step * 100)
        return numbers.percentage(as_percent, (quotient - 1) * 100)
    return numbers.multiple(figure, quotient)


def _agree(answers: list[bool]) -> bool | None:
    return answers[0] if len({*answers}) == 1 else None


def _finding(
    cell: Definition,
    holds: bool | None,
    found: str,
    ground: Ground,
    week: date,
    values: list[Value],
) -> Finding:
    why = "" if holds is not None else f"what {ground.name(week)} does not name could decide"
    return Finding(
        cell,
        holds,
        found,
        why,
        lambda: [evidence_of(value, cell, week) for value in values],
        open=holds is None,
        value=float(values[0].low),
    )


def _row(row: pd.Series, week: date, cell: Definition, frame: pd.DataFrame) -> dict[str, Any]:
    return {
        "week": week.isoformat(),
        "metric": cell.metric,
        "by": cell.by,
        "depth": depth_of(frame, week, cell),
        "entity": row["entity"],
        "value": whole(row["value"]),
        "share": real(row.get("share")),
        "rank": whole(row.get("rank")),
    }
