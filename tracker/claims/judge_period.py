"""Judge claims that compare the figures of one period: with a rival, an earlier period, the rest.

A figure lies between a lower and an upper end, equal where it is exact: of a sum over few names
the upper end is that and all of `other`, of what a period does not name it is the most that the
last one named had. A claim holds if it does at both ends, fails if it does at neither, and is open
otherwise.

of_subject
    Whether one of the largest models of a period is the subject's: Chinese, open, or of a maker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from tracker import text
from tracker.analysis.limits import at_most, unnamed_at_most
from tracker.analysis.rows import named
from tracker.claims import numbers, streaks
from tracker.claims.claim import (
    Amount,
    Change,
    Direction,
    First,
    FromTo,
    Growth,
    More,
    Number,
    OfTop,
    Ratio,
)
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Evidence, Finding, Ground, depth_of, real, whole
from tracker.claims.judge_week import amount, change
from tracker.claims.numbers import Figure
from tracker.identity import entity
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition

Subjects = tuple[Subject, ...]


@dataclass(frozen=True)
class Value:
    """What a subject had in a period: at least ``low`` and at most ``high`` (None: any amount)."""

    low: int
    high: int | None
    entity: str = ""
    share: float | None = None
    rank: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def text(self, metric: str) -> str:
        if self.is_exact:
            return text.amount(self.low, metric)
        return f"at least {text.amount(self.low, metric)}"


def value_of(subject: Subject, cell: Definition, ground: Ground, week: date) -> Value | None:
    """Return what a subject had in the period from a day on, None if it is not recorded."""
    frame = ground.frame(cell, subject)
    rows = frame[(frame["week"] == pd.Timestamp(week)) & frame["complete"]]
    if rows.empty:
        return None
    if subject.level == TOTAL:
        totals = streaks.totals(ground.figures(replace(cell, by="slug", depth=None)))
        now = totals.get(pd.Timestamp(week))
        return None if now is None else Value(int(now), int(now), TOTAL, 1.0)
    rows = rows.assign(at_most=at_most(rows))
    if subject.members:
        return _sum([_one(member, cell, ground, rows, week) for member in subject.members])
    return _one(subject, cell, ground, rows, week)


def _one(
    subject: Subject, cell: Definition, ground: Ground, rows: pd.DataFrame, week: date
) -> Value:
    """Return the largest of the entities that a subject has at the level of a definition."""
    names = (
        [subject.name]
        if subject.is_sum
        else subject.at(level_of(cell, subject), ground.slugs, week)
    )
    mine = rows[rows["entity"].isin(names)].sort_values("value", ascending=False)
    if mine.empty:
        unnamed = unnamed_at_most(rows)
        most = unnamed.iloc[0] if len(unnamed) else pd.NA
        within_depth = cell.depth is not None and subject.is_sum
        return Value(0, 0 if within_depth else None if pd.isna(most) else int(most))
    row = mine.iloc[0]
    high = int(row["at_most"]) if row["at_least"] else int(row["value"])
    return Value(
        int(row["value"]), high, str(row["entity"]), real(row.get("share")), whole(row.get("rank"))
    )


def _sum(values: Iterable[Value]) -> Value:
    values = [*values]
    highs = [value.high for value in values]
    shares = [value.share for value in values if value.share is not None]
    return Value(
        sum(value.low for value in values),
        None if None in highs else sum(high for high in highs if high is not None),
        " and ".join(value.entity for value in values if value.entity),
        sum(shares) if shares else None,
    )


def more(claim: More, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether a subject had more than its rival, and less before if it passed it."""
    now = _pair(subjects, cell, ground, claim.week)
    if now is None:
        return _missing(cell, ground, claim.week)
    a, b = now
    if a.high == 0 == b.high:
        why = f"neither is among the {cell.depth} largest in {ground.name(claim.week)}"
        return Finding(cell, None, "neither is named", why)
    compared = f"{a.text(cell.metric)} v {b.text(cell.metric)}"
    answer = _is_more(a, b)
    if claim.passed and answer:
        before = _pair(subjects, cell, ground, ground.before(claim.week))
        if before is None:
            return Finding(
                cell, None, compared, f"{ground.name(ground.before(claim.week))} is not on record"
            )
        behind = _is_more(before[1], before[0])
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
        return _missing(cell, ground, claim.week)
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
        return _missing(cell, ground, claim.week if now is None else claim.base)
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
        return Finding(cell, None, "not known", f"it is not named in {ground.name(claim.base)}")
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
        return _missing(cell, ground, claim.week)
    answer = _is_more(now, before) if claim.direction == "up" else _is_more(before, now)
    change_text = f"{before.text(cell.metric)} to {now.text(cell.metric)}"
    return _finding(cell, answer, change_text, ground, claim.week, [now])


def of_top(claim: OfTop, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge how many of the largest models are of a subject, or what share of their sum."""
    (subject,) = subjects
    frame = ground.figures(replace(cell, depth=None))
    rows = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"] & named(frame)]
    largest = rows[(rows["rank"] <= claim.top).fillna(value=False)]
    if len(largest) < claim.top:
        return _missing(cell, ground, claim.week)
    day = ground.day(claim.week)
    members = {slug: entity(slug, cell.by, day) for slug in ground.slugs}
    mine = {members[slug] for slug in subject.among(ground.slugs, day)}
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
            evidence=evidence,
            value=share * 100,
        )
    count = int(is_mine.sum())
    return Finding(
        cell, count == claim.figure.value, f"{count} of {claim.top}", evidence=evidence, value=count
    )


def number(claim: Number, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge how many models had more, or less, than an amount."""
    frame = ground.figures(replace(cell, depth=None))
    rows = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"] & named(frame)]
    if rows.empty:
        return _missing(cell, ground, claim.week)
    fitting = rows[[numbers.amount(claim.figure, int(value)) for value in rows["value"]]]
    evidence = [_row(row, claim.week, cell, frame) for _, row in fitting.head(20).iterrows()]
    count_text = text.counted(len(fitting), "model")
    return Finding(
        cell, len(fitting) == claim.number, count_text, evidence=evidence, value=len(fitting)
    )


def first(claim: First, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether something was so for the first time in a period."""
    if claim.group is not None:
        return _first_leader(claim, subjects, cell, ground)
    test = _test(claim, subjects, cell)
    history = ground.history(cell, claim.week)
    results = {week: test(past, week) for week, past in history.items()}
    by_week = {week: result for week, result in results.items() if result is not None}
    if claim.week not in by_week:
        return _missing(cell, ground, claim.week)
    if claim.record:
        return _record(claim, by_week, cell)
    is_so, figure_text = by_week[claim.week]
    if not is_so:
        return Finding(cell, False, f"not so in {ground.name(claim.week)} ({figure_text})")
    first_week = min(week for week, (was_so, _) in by_week.items() if was_so)
    return Finding(cell, first_week == claim.week, f"first in {ground.name(first_week)}")


def _record(claim: First, results: dict[date, tuple[bool, Any]], cell: Definition) -> Finding:
    """Judge whether a figure was the highest so far, and the one claimed."""
    figure = results[claim.week][1]
    earlier = max((value for week, (_, value) in results.items() if week < claim.week), default=0)
    figure_text = text.amount(figure, cell.metric)
    if claim.figure is not None and not numbers.amount(claim.figure, figure):
        return Finding(cell, False, figure_text)
    if figure > earlier:
        return Finding(cell, True, f"{figure_text}, the most so far", value=float(figure))
    figure_text = f"{figure_text}; {text.amount(earlier, cell.metric)} earlier"
    return Finding(cell, False, figure_text, value=float(figure))


def _test(
    claim: First, subjects: Subjects, cell: Definition
) -> Callable[[Ground, date], tuple[bool, Any] | None]:
    """Return what is to be so for the first time: a function of a period."""

    def more_than_rival(ground: Ground, week: date) -> tuple[bool, Any] | None:
        pair = _pair(subjects, cell, ground, week)
        answer = None if pair is None else _is_more(*pair)
        return (
            None
            if answer is None or pair is None
            else (answer, f"{pair[0].text(cell.metric)} v {pair[1].text(cell.metric)}")
        )

    def figure(ground: Ground, week: date) -> tuple[bool, Any] | None:
        value = value_of(subjects[0], cell, ground, week)
        if value is None:
            return None
        if claim.record:
            return True, value.low
        return numbers.amount(claim.figure, value.low), value.text(cell.metric)  # type: ignore[arg-type]

    return more_than_rival if claim.rival is not None else figure


def _first_leader(claim: First, subjects: Subjects, cell: Definition, ground: Ground) -> Finding:
    """Judge whether a model was the first of a country or maker to lead a week."""
    subject, group = subjects
    frame = ground.figures(replace(cell, depth=None))
    firsts = frame[
        (frame["rank"] == 1).fillna(value=False) & (frame["week"] <= pd.Timestamp(claim.week))
    ]
    names = {*subject.at(cell.by, ground.slugs)} if subject.is_model else set()
    led = []
    for week, leader in zip(firsts["week"], firsts["entity"], strict=True):
        day = week.date()
        of_group = {entity(slug, cell.by, day) for slug in group.among(ground.slugs, day)}
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
        evidence=earlier.evidence + later.evidence,
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


def _is_more(a: Value, b: Value) -> bool | None:
    """Return whether one value is above another, as far as their ends tell."""
    if b.high is not None and a.low > b.high:
        return True
    if a.high is not None and a.high <= b.low:
        return False
    return None


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
    evidence: Evidence = [
        {
            "week": week.isoformat(),
            "metric": cell.metric,
            "by": cell.by,
            "depth": cell.depth or "all",
            "entity": value.entity or None,
            "value": value.low,
            "at_least": not value.is_exact,
            "share": value.share,
            "rank": value.rank,
        }
        for value in values
    ]
    why = "" if holds is not None else f"what {ground.name(week)} does not name could decide"
    return Finding(
        cell, holds, found, why, evidence, open=holds is None, value=float(values[0].low)
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


def _missing(cell: Definition, ground: Ground, week: date) -> Finding:
    return Finding(
        cell, None, "not recorded", f"no {cell.metric} are recorded for {ground.name(week)}"
    )
