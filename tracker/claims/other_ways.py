"""Notes to a verdict on what else the answer would be: as first published, or with hindsight."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd

from tracker.claims import numbers
from tracker.claims.claim import Change, Led, Over
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Finding, Result
from tracker.claims.judge import Truths, best_of, judge, sides, truths
from tracker.claims.streaks import Stretch
from tracker.identity import entity, is_stealth, spans
from tracker.records import Definition
from tracker.text import listed
from tracker.weeks import WEEK


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
        weeks = [] if finding.cell in skipped else _weeks_in_doubt(result, finding, cell)
        if not weeks or _comes_out_alike(result, finding, cell, weeks):
            continue
        other = judge(result.claim, result.subjects, cell, result.ground)
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


def _comes_out_alike(
    result: Result, finding: Finding, cell: Definition, weeks: Sequence[date]
) -> bool:
    """Return whether a stretch of weeks is the same another way, which only ``weeks`` may change.

    It is if it would be whether the claim is true of all of them or of none. Else the other way is
    read, of these weeks alone. False of a claim that is about the figure of one week, and where one
    of two sides is on record from another week on, which tells of the weeks after it.
    """
    claim, subjects, ground = result.claim, result.subjects, result.ground
    now = truths(claim, subjects, finding.cell, ground)
    if now is None or not isinstance(claim, Led | Over):
        return False
    frame = ground.counts(finding.cell, subjects[0])
    calendar = pd.DatetimeIndex([*weeks]).as_unit("s")

    def best(then: Truths) -> Stretch:
        changed = {name: _changed(truth, then[name]) for name, truth in now.items()}
        return best_of(changed, claim, ground, frame)[0]

    of_weeks = replace(ground, only=tuple(weeks))
    if isinstance(claim, Over):
        counts = sides(subjects, finding.cell, ground)
        if any(side.empty or calendar.min() <= side.index.min() for side in counts):
            counts_then = sides(subjects, cell, of_weeks)
            if any(map(partial(_begins_otherwise, calendar), counts, counts_then)):
                return False
    always, never = (pd.Series(value, calendar, dtype="boolean") for value in (True, False))
    if all(best(dict.fromkeys(now, truth)) == finding.stretch for truth in (always, never)):
        return True
    then = truths(claim, subjects, cell, of_weeks) or {}
    if now.keys() != then.keys():
        return False
    return best({name: truth.reindex(calendar) for name, truth in then.items()}) == finding.stretch


def _begins_otherwise(weeks: pd.DatetimeIndex, now: pd.DataFrame, then: pd.DataFrame) -> bool:
    """Return whether a side is on record from another week on by what it has in ``weeks`` then."""
    named_in = then.index[then["value"].notna()]
    if now.empty or (named_in < now.index.min()).any():
        return bool(len(named_in))
    is_named_first = pd.notna(now["value"].iloc[0]) and now.index[0] in weeks
    return bool(is_named_first and now.index[0] not in named_in)


def _changed(truths_by_week: pd.Series, others: pd.Series) -> pd.Series:
    """Return the truths by week with others in some of the weeks."""
    changed = truths_by_week.reindex(truths_by_week.index.union(others.index))
    changed[others.index] = others
    return changed


def _weeks_in_doubt(result: Result, finding: Finding, cell: Definition) -> list[date]:
    """Return the weeks at stake whose figures may be others in another way of counting.

    These are the weeks that were corrected, or those that name a stealth model under its alias.
    """
    levels = {level_of(cell, subject) for subject in result.subjects}
    in_doubt = _corrected if cell.first_vintage else _hidden
    first, last = _weeks_at_stake(result, finding)
    return sorted(week for week in in_doubt(result, cell, levels) if first <= week <= last)


def _corrected(result: Result, cell: Definition, levels: Collection[str]) -> set[date]:
    """Return the weeks of which the first vintage may not be the newest one."""
    record = result.ground.record
    if record.corrected is None or cell.metric != "tokens":
        # Of calls the first vintage proves no leaders (see Figures).
        slugs = record.counts(Definition(cell.metric))
        return {week.date() for week in slugs["week"].drop_duplicates()}
    return {
        week
        for level in levels
        for week in record.corrected(replace(cell, by=level, as_of=record.as_of))
    }


def _hidden(result: Result, cell: Definition, levels: Collection[str]) -> set[date]:
    """Return the weeks that name a stealth model which counts as another by now."""
    hidden = [
        (slug, since, until)
        for slug in filter(is_stealth, result.ground.slugs)
        for level in levels
        for since, until, name in spans(slug, level)
        if name != entity(slug, level, since, reveal=True)
    ]
    if not hidden:
        return set()
    slugs = result.ground.record.counts(Definition(cell.metric))
    named_in = slugs[slugs["entity"].isin({slug for slug, *_ in hidden})]
    weeks: dict[str, list[date]] = {}
    for slug, week in zip(named_in["entity"], named_in["week"].dt.date, strict=True):
        weeks.setdefault(slug, []).append(week)
    return {
        week
        for slug, since, until in hidden
        for week in weeks.get(slug, ())
        if since <= week < until
    }


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
