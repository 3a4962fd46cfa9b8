"""Notes to a verdict on what else the answer would be: as first published, or with hindsight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd

from tracker.claims import numbers
from tracker.claims.claim import Change
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Finding, Result
from tracker.claims.judge import judge
from tracker.identity import entity, is_stealth, spans
from tracker.records import Definition
from tracker.text import listed
from tracker.weeks import WEEK, walk


def first_vintage(result: Result) -> Iterator[str]:
    """Yield notes on answers that differ in the first vintage on record.

    Sums over all that is published are left out: the datasets are not equally deep.
    """
    sums = any(subject.is_sum for subject in result.subjects)
    deep = {finding.cell for finding in result.findings if sums and finding.cell.depth is None}
    yield from _other_ways(result, "In the first vintage on record", deep, first_vintage=True)


def hindsight(result: Result) -> Iterator[str]:
    """Yield notes on answers that differ if stealth models count as what they were."""
    as_published = {
        finding.cell for finding in result.findings if finding.cell.by in ("slug", "model")
    }
    yield from _other_ways(
        result, "With stealth models counted for what they were", as_published, reveal=True
    )


def _other_ways(
    result: Result,
    how: str,
    skipped: set[Definition],
    *,
    reveal: bool = False,
    first_vintage: bool = False,
) -> Iterator[str]:
    """Yield notes on different findings, with equal ones together."""
    same: dict[str, list[str]] = {}
    for finding in result.findings:
        cell = replace(finding.cell, reveal=reveal, first_vintage=first_vintage)
        if finding.cell in skipped or not _can_differ(result, finding, cell):
            continue
        other = _judged_otherwise(result, finding, cell)
        if other.holds is None or (other.holds, other.found) == (finding.holds, finding.found):
            continue
        turned = (
            ""
            if other.holds == finding.holds
            else ("; the claim would hold" if other.holds else "; the claim would not hold")
        )
        instead = f" instead of {finding.found}" if other.found != finding.found else ""
        same.setdefault(f"{other.found}{instead}{turned}", []).append(str(finding.cell))
    for text, cells in same.items():
        yield f"{how}, {listed(cells)}: {text}."


def _judged_otherwise(result: Result, finding: Finding, cell: Definition) -> Finding:
    """Return the finding of another way, on the weeks at stake as long as it comes out the same."""
    claim, subjects, ground = result.claim, result.subjects, result.ground
    stretch = finding.stretch
    if ground.ending is not None and stretch and stretch.holds and stretch.first:
        weeks = tuple(walk(stretch.first - WEEK, ground.ending))
        other = judge(claim, subjects, cell, replace(ground, only=weeks))
        if (other.holds, other.found) == (finding.holds, finding.found):
            return other
    return judge(claim, subjects, cell, ground)


def _can_differ(result: Result, finding: Finding, cell: Definition) -> bool:
    """Return whether a finding can be another in the first vintage, or with models revealed."""
    record = result.ground.record
    first, last = _weeks_at_stake(result, finding)
    levels = {level_of(cell, subject) for subject in result.subjects}
    if cell.first_vintage:
        if record.corrected is None or cell.metric != "tokens":
            return True  # of calls the first vintage proves no leaders (see Figures)
        corrected = (
            week
            for level in levels
            for week in record.corrected(replace(cell, by=level, as_of=record.as_of))
        )
        return any(first <= week <= last for week in corrected)
    return any(
        until > first and since <= last and name != entity(slug, level, since, reveal=True)
        for slug in filter(is_stealth, result.ground.slugs)
        for level in levels
        for since, until, name in spans(slug, level)
    )


def _weeks_at_stake(result: Result, finding: Finding) -> tuple[date, date]:
    """Return the first and the last week that a finding rests on.

    They are the week of a figure and the one before; a stretch up to an ending week that is long
    enough, and the week before it; or else every week up to the end.
    """
    week: date | None = getattr(result.claim, "week", None)
    if week is not None:
        return week - WEEK, week
    stretch, ending = finding.stretch, result.ground.ending
    if ending is not None and stretch and stretch.holds and stretch.first:
        return stretch.first - WEEK, ending
    return date.min, ending or result.ground.until or date.max


def one_sided(result: Result) -> Iterator[str]:
    """Yield notes on a change that needs a stealth model to count in the second week alone."""
    claim, subject = result.claim, result.subjects[0]
    if not isinstance(claim, Change) or not subject.is_sum:
        return
    for finding in result.findings:
        hidden, revealed = (_values(result, finding, reveal=reveal) for reveal in (False, True))
        previous, now = pd.Timestamp(claim.week) - WEEK, pd.Timestamp(claim.week)
        if finding.holds or not hidden.get(previous) or now not in revealed:
            continue
        change = (revealed[now] / hidden[previous] - 1) * 100
        if numbers.percentage(claim.figure, change):
            yield (
                f"It comes out as {change:+.1f} % ({finding.cell}) if stealth models are counted"
                " for what they were in the second week and not in the first."
            )


def _values(result: Result, finding: Finding, *, reveal: bool) -> dict[pd.Timestamp, int]:
    """Return the counts of the subject by week."""
    frame = result.frame(finding, reveal=reveal)
    rows = frame[frame["entity"] == result.subjects[0].name]
    return dict(zip(rows["week"], rows["value"], strict=True))
