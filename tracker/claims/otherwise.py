"""Notes on what another way to count would say, and on what did last as long as a claim says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from tracker.analysis.rows import each
from tracker.analysis.streaks import streaks
from tracker.analysis.versus import runs, side, versus
from tracker.claims import tolerances
from tracker.claims.grammar import Change, Led
from tracker.claims.grid import Cell
from tracker.claims.ground import Asked, Finding
from tracker.claims.judging import judge
from tracker.depths import VISIBLE
from tracker.identity import UNKNOWN, entity
from tracker.phrasing import counted, from_to, listed
from tracker.records import OTHER
from tracker.weeks import WEEK


def first_vintage(asked: Asked) -> Iterator[str]:
    """Where the first vintage on record would answer differently. Sums over all that are published
    are left out: the datasets are not equally deep."""
    sums = any(subject.is_sum for subject in asked.subjects)
    deep = {finding.cell for finding in asked.findings if sums and finding.cell.depth is None}
    yield from _other_ways(asked, "In the first vintage on record", deep, first=True)


def hindsight(asked: Asked) -> Iterator[str]:
    """Where stealth models counted for what they were would answer differently."""
    as_published = {
        finding.cell for finding in asked.findings if finding.cell.by in ("slug", "model")
    }
    yield from _other_ways(asked, "With stealth models counted for what they were", as_published,
                           reveal=True)  # fmt: skip


def _other_ways(asked: Asked, how: str, skipped: set[Cell], **other: bool) -> Iterator[str]:
    """What is found otherwise, the definitions that find the same together."""
    same: dict[str, list[str]] = {}
    for finding in asked.findings:
        if finding.cell in skipped:
            continue
        found = judge(asked.claim, asked.subjects, finding.cell, asked.ground, **other)
        if found.holds is None or (found.holds, found.found) == (finding.holds, finding.found):
            continue
        turned = "" if found.holds == finding.holds else (
            "; the claim would hold" if found.holds else "; the claim would not hold")  # fmt: skip
        instead = f" instead of {finding.found}" if found.found != finding.found else ""
        same.setdefault(f"{found.found}{instead}{turned}", []).append(str(finding.cell))
    for told, cells in same.items():
        yield f"{how}, {listed(cells)}: {told}."


def one_sided(asked: Asked) -> Iterator[str]:
    """A change that comes out only if a stealth model is counted in the second week alone."""
    claim, subject = asked.claim, asked.subjects[0]
    if not isinstance(claim, Change) or not subject.is_sum:
        return
    for finding in asked.findings:
        hidden, revealed = (_values(asked, finding, reveal=reveal) for reveal in (False, True))
        then, now = pd.Timestamp(claim.week) - WEEK, pd.Timestamp(claim.week)
        if finding.holds or not hidden.get(then) or now not in revealed:
            continue
        change = (revealed[now] / hidden[then] - 1) * 100
        if tolerances.percentage(claim.figure, change):
            yield (
                f"It comes out as {change:+.1f} % ({finding.cell}) if stealth models are counted"
                " for what they were in the second week and not in the first."
            )


def _values(asked: Asked, finding: Finding, *, reveal: bool) -> dict[pd.Timestamp, int]:
    """The counts of the subject by week."""
    frame = asked.frame(finding, reveal=reveal)
    own = frame[frame["entity"] == asked.subjects[0].name]
    return dict(zip(own["week"], own["value"], strict=True))


def lasted(asked: Asked) -> Iterator[str]:
    """What did last as long as a claim says that does not hold."""
    claim, ground = asked.claim, asked.ground
    if not isinstance(claim, Led) or claim.weeks < 2 or any(one.holds for one in asked.findings):
        return
    cell = asked.findings[0].cell
    frame = asked.frame(asked.findings[0])
    if ground.ending:
        frame = frame[frame["week"] <= pd.Timestamp(ground.ending)]
    if not frame["rank"].notna().any():
        return
    own = asked.subjects[0].at(cell.level(asked.subjects[0]), ground.slugs)
    found = streaks(frame, claim.top)
    found = found[(found["weeks"] >= claim.weeks) & ~found["entity"].isin(own)]
    for run in each(found.tail(1)):
        yield (
            f"What did last: {run.entity}, {counted(run.weeks, 'week')} by {cell.metric} and"
            f" {cell.by}, {from_to(run.first.date(), run.last.date())}."
        )
    if asked.subjects[0].is_model and claim.top == 1:
        slug = asked.subjects[0].at("slug", ground.slugs)[0]
        yield from _country(asked, entity(slug, "country"), claim.weeks, ground.ending)


def _country(asked: Asked, home: str, needed: int, ending: date | None) -> Iterator[str]:
    """A lead of the subject's country over the largest other one, as the press counts it: what a
    claim about one model is often made from."""
    cell = asked.findings[0].cell
    frame = asked.ground.figures(cell.metric, "country", depth=VISIBLE)
    if ending:
        frame = frame[frame["week"] <= pd.Timestamp(ending)]
    others = frame[~frame["entity"].isin([home, UNKNOWN, OTHER]) & frame["can_rank"]]
    if home == UNKNOWN or others.empty:
        return
    rival = str(others.groupby("entity")["value"].sum().idxmax())
    led = runs(versus(side(frame, [home]), side(frame, [rival])))
    for run in each(led[(led["leader"] == "a") & (led["weeks"] >= needed)].tail(1)):
        yield (
            f"What did last: models from {home} over models from {rival} among the nine largest"
            f" slugs together, {counted(run.weeks, 'week')},"
            f" {from_to(run.first.date(), run.last.date())}."
        )
