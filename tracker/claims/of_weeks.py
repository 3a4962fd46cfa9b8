"""Claims of a run of weeks, under one definition: at #1, in the top N, over a rival, up or down."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tracker.analysis.versus import versus
from tracker.claims import truths
from tracker.claims.grammar import Led, Over, Trend
from tracker.claims.grid import Cell
from tracker.claims.ground import Evidence, Finding, Ground, depth_of, real, whole
from tracker.claims.stretches import Stretch, stretch
from tracker.identity.subjects import Subject
from tracker.phrasing import counted, from_to, weeks
from tracker.weeks import WEEK


def led(
    claim: Led, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    (subject,) = subjects
    frame = ground.frame(cell, subject, **more)
    bounds = ground.bounds() if cell.metric == "calls" and cell.by == "slug" else _no_bounds()
    tried = []
    for entity in subject.at(cell.level(subject), ground.slugs):
        found = stretch(truths.at_top(frame, entity, claim.top, bounds), claim.weeks, ground.ending)
        tried.append((found, entity))
    found, entity = max(tried, key=lambda one: _order(one[0]))
    window = _window(found, claim.weeks, ground.ending)
    evidence = _ranks(frame, entity, window, cell)
    return _of_stretch(cell, found, evidence, frame, entity=entity)


def over(
    claim: Over, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    frames = [ground.frame(cell, subject, **more) for subject in subjects]
    sides = [
        truths.side(frame, subject.at(cell.level(subject), ground.slugs), is_sum=subject.is_sum)
        if not subject.is_sum
        else truths.side(frame, [subject.name], is_sum=True)
        for subject, frame in zip(subjects, frames, strict=True)
    ]
    both = set.intersection(*(truths.comparable(frame) for frame in frames))
    known = sides[0].notna() & sides[1].notna()
    within = [week for week in sides[0].index if week in both or known.get(week, False)]
    a, b = (side.reindex(within) for side in sides)
    found = stretch(truths.over(a, b), claim.weeks, ground.ending)
    compared = versus(a, b)
    window = _window(found, claim.weeks, ground.ending)
    shown = compared[compared["week"].isin(map(pd.Timestamp, window))]
    rows = [
        {
            "week": week.date().isoformat(), "metric": cell.metric, "by": cell.by,
            "depth": depth_of(frames[0], week, cell), "a": whole(a), "b": whole(b),
            "ratio": real(ratio), "leader": leader,
        }
        for week, a, b, ratio, leader in shown.itertuples(index=False)
    ]  # fmt: skip
    return _of_stretch(cell, found, rows, frames[0])


def trend(
    claim: Trend, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    frame = ground.frame(cell, subjects[0], **more)
    found = stretch(truths.trend(frame, claim.direction), claim.weeks, ground.ending)
    window = _window(found, claim.weeks, ground.ending)
    totals = truths.totals(frame)
    rows: Evidence = []
    for week in window:
        now = totals.get(pd.Timestamp(week))
        then = totals.get(pd.Timestamp(week) - WEEK)
        change = None if now is None or not then else (now / then - 1) * 100
        rows.append(
            {
                "week": week.isoformat(), "metric": cell.metric, "by": cell.by, "depth": "all",
                "entity": "total", "value": whole(now), "change_pct": real(change),
            }
        )  # fmt: skip
    return _of_stretch(cell, found, rows, frame)


def _of_stretch(
    cell: Cell,
    found: Stretch,
    evidence: Evidence,
    frame: pd.DataFrame,
    entity: str | None = None,
) -> Finding:
    written = _written(found.weeks, found.first, found.last)
    if len(found.longest) > found.weeks:
        best = _written(len(found.longest), found.longest[0], found.longest[-1])
        written = f"{written} then, {best} at most before" if found.weeks else f"{best} before"
    lost = tuple(week for week in found.unknown if _is_complete(frame, week))
    why = ""
    if found.holds is None:
        unknown = weeks(found.unknown) or "any week"
        why = f"the {cell.metric} of {unknown} are not known well enough"
    return Finding(cell, found.holds, written, why, evidence, found, entity,
                   float(found.weeks), lost if found.holds is None else ())  # fmt: skip


def _written(number: int, first: date | None, last: date | None) -> str:
    when = f" ({from_to(first, last)})" if first and last else ""
    return f"{counted(number, 'week')}{when}"


def _order(found: Stretch) -> tuple[int, int, int]:
    """The stretch that holds before the one that may, then the longer one."""
    return (2 if found.holds else 1 if found.holds is None else 0), found.weeks, len(found.longest)


def _is_complete(frame: pd.DataFrame, week: date) -> bool:
    here = frame[frame["week"] == pd.Timestamp(week)]
    return bool(len(here) and here["complete"].all() and here["can_rank"].all())


def _window(found: Stretch, needed: int, ending: date | None) -> list[date]:
    """The weeks that are shown as evidence: those that the claim speaks of, or the stretch found
    and the week after it."""
    if ending is not None:
        count = max(needed, found.weeks)
        return [ending - WEEK * back for back in reversed(range(count))]
    if found.first is None or found.last is None:
        return []
    number = (found.last - found.first).days // 7 + 2
    return [found.first + WEEK * later for later in range(number)]


def _ranks(frame: pd.DataFrame, entity: str, window: list[date], cell: Cell) -> Evidence:
    rows: Evidence = []
    for week in window:
        here = frame[frame["week"] == pd.Timestamp(week)]
        first = here[(here["rank"] == 1).fillna(value=False)]
        own = here[here["entity"] == entity]
        leader = " and ".join(first["entity"]) or None
        rows.append(
            {
                "week": week.isoformat(), "metric": cell.metric, "by": cell.by,
                "depth": depth_of(frame, week, cell), "entity": entity,
                "value": whole(own["value"].iloc[0]) if len(own) else None,
                "share": real(own["share"].iloc[0]) if len(own) else None,
                "rank": whole(own["rank"].iloc[0]) if len(own) else None,
                "leader": leader,
                "leader_value": whole(first["value"].iloc[0]) if len(first) else None,
            }
        )  # fmt: skip
    return rows


def _no_bounds() -> pd.DataFrame:
    return pd.DataFrame({"week": [], "entity": [], "best_rank": []})
