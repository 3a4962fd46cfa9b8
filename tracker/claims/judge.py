"""Judge a claim under one definition.

Claims about streaks (at #1, in the top N, over a rival, up or down) are judged here, claims about
the figure of one week in `judge_week.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

import pandas as pd

from tracker.analysis import bounds
from tracker.analysis.limits import is_shallow
from tracker.analysis.versus import side, versus
from tracker.claims import judge_week, parse, streaks
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Evidence, Finding, Ground, depth_of, real, whole
from tracker.claims.parse import Claim, Led, Over, Trend
from tracker.claims.streaks import Stretch, stretch
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition
from tracker.text import counted, from_to, weeks
from tracker.weeks import WEEK, label, walk

NO_BOUNDS = pd.DataFrame(columns=[*bounds.COLUMNS])


def led(claim: Led, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    (subject,) = subjects
    frame = ground.frame(cell, subject)
    by_calls = cell.metric == "calls" and cell.by == "slug"
    bounded = ground.bounds() if by_calls else NO_BOUNDS
    entities = subject.at(level_of(cell, subject), ground.slugs) or [subject.name]
    tried = []
    for entity in entities:
        so = streaks.at_top(frame, entity, claim.top, bounded)
        if by_calls:
            absent = streaks.not_there(ground.figures(Definition("tokens")), entity, entities)
            so = so.mask(so.isna() & so.index.isin(absent), other=False)
        tried.append((stretch(so, claim.weeks, ground.ending), entity))
    found, entity = max(tried, key=lambda one: (_order(one[0]), (frame["entity"] == one[1]).sum()))
    evidence = _ranks(frame, entity, _window(found, claim.weeks, ground, frame), cell)
    lost = {week: week for week in streaks.short(frame)}
    return replace(_of_stretch(cell, found, lost, _known(frame)), evidence=evidence, entity=entity)


def over(claim: Over, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    frames = [ground.frame(cell, subject) for subject in subjects]
    a, b = (
        _side(subject, frame, cell, ground) for subject, frame in zip(subjects, frames, strict=True)
    )
    lost = {week: week for frame in frames for week in streaks.short(frame)}
    found = stretch(streaks.over(a, b), claim.weeks, ground.ending)
    compared = versus(a, b)
    window = _window(found, claim.weeks, ground, frames[0])
    shown = compared[compared["week"].isin([pd.Timestamp(week) for week in window])]
    rows = [
        {
            "week": week.date().isoformat(),
            "metric": cell.metric,
            "by": cell.by,
            "depth": depth_of(frames[0], week, cell),
            "a": whole(a),
            "b": whole(b),
            "ratio": real(ratio),
            "leader": None if pd.isna(leader) else leader,
            "at_least": bool(at_least),
        }
        for week, a, b, ratio, leader, _, at_least in shown.itertuples(index=False)
    ]
    known = _known(frames[0]) & _known(frames[1])
    if len(b):
        # Before its rival was there nothing is open; but a board of few names may have left it out.
        few = frames[1].loc[is_shallow(frames[1]["depth"]), "week"]
        known &= {*b.index, *few}
    judged = _of_stretch(cell, found, lost, known)
    before = [week for week in found.unknown if len(b) and pd.Timestamp(week) < b.index.min()]
    if before and judged.holds is None:
        rival = f"{subjects[1]} is not on record before {label(b.index.min().date())}"
        judged = replace(judged, why=f"{rival}, and there was nothing to compare with")
    return replace(judged, evidence=rows)


def trend(claim: Trend, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    frame = ground.frame(cell, subjects[0])
    found = stretch(streaks.trend(frame, claim.direction), claim.weeks, ground.ending)
    totals = streaks.totals(frame)
    rows: Evidence = []
    for week in _window(found, claim.weeks, ground, frame):
        now = totals.get(pd.Timestamp(week))
        then = totals.get(pd.Timestamp(week) - WEEK)
        change = None if now is None or not then else (now / then - 1) * 100
        rows.append(
            {
                "week": week.isoformat(),
                "metric": cell.metric,
                "by": cell.by,
                "depth": "all",
                "entity": "total",
                "value": whole(now),
                "change_pct": real(change),
            }
        )
    short = streaks.short(frame)
    lost = {week + WEEK: week for week in short} | {week: week for week in short}
    return replace(_of_stretch(cell, found, lost, set(totals.index)), evidence=rows)


def _side(subject: Subject, frame: pd.DataFrame, cell: Definition, ground: Ground) -> pd.DataFrame:
    if subject.level == TOTAL:
        return side(frame, [TOTAL])
    own = [subject.name] if subject.is_sum else subject.at(level_of(cell, subject), ground.slugs)
    slugs = subject.among(ground.slugs)
    number = len(slugs) if subject.is_model else None
    since = ground.figures.since(replace(cell, by=level_of(cell, subject)), own, slugs)
    return side(frame, own, since, cell.depth, number)


def _known(frame: pd.DataFrame) -> set[pd.Timestamp]:
    """Return the weeks that are on record whole and can be ranked."""
    return {*frame.loc[frame["complete"] & frame["can_rank"], "week"].drop_duplicates()}


def _of_stretch(
    cell: Definition,
    found: Stretch,
    short: dict[pd.Timestamp, pd.Timestamp],
    known: Collection[pd.Timestamp],
) -> Finding:
    """Return what a stretch comes to. ``short`` are the weeks that a lost day may have turned, with
    the week of that day; of ``known`` weeks there are figures, which leave the answer open."""
    written = _written(found.weeks, found.first, found.last)
    if not found.holds and len(found.longest) > found.weeks:
        best = _written(len(found.longest), found.longest[0], found.longest[-1])
        written = f"{written if found.weeks else 'none'}; {best} earlier"
    unknown = [pd.Timestamp(week) for week in found.unknown]
    all_lost = all(week in short for week in unknown)
    lost = sorted({short[week].date() for week in unknown}) if all_lost else []
    why = ""
    if found.holds is None:
        which = weeks(found.unknown) or "any week"
        why = f"the {cell.metric} of {which} are not known well enough"
        if unknown and not all_lost and all(week in known for week in unknown):
            why = f"what the boards of {which} do not name could decide"
    return Finding(
        cell,
        found.holds,
        written,
        why,
        stretch=found,
        value=float(found.weeks),
        open=bool(unknown) and all(week in known or week in short for week in unknown),
        lost=tuple(lost),
    )


def _written(number: int, first: date | None, last: date | None) -> str:
    when = f" ({from_to(first, last)})" if first and last else ""
    return f"{counted(number, 'week')}{when}"


def _order(found: Stretch) -> tuple[int, int, int]:
    """The stretch that holds before the one that may, then the longer one."""
    return (2 if found.holds else 1 if found.holds is None else 0), found.weeks, len(found.longest)


def _window(found: Stretch, needed: int, ground: Ground, frame: pd.DataFrame) -> list[date]:
    """The weeks that are shown as evidence: those that the claim speaks of, as far as they are on
    record, or the stretch found and the week after it."""
    if ground.ending is not None:
        on_record = (pd.Timestamp(ground.ending) - frame["week"].min()) / WEEK + 1
        count = max(min(needed, int(on_record) if on_record > 1 else 1), found.weeks)
        return [ground.ending - WEEK * back for back in reversed(range(count))]
    if found.first is None or found.last is None:
        return []
    return [*walk(found.first, found.last + WEEK)]


def _ranks(frame: pd.DataFrame, entity: str, window: list[date], cell: Definition) -> Evidence:
    rows: Evidence = []
    frame = frame[frame["week"].isin(pd.to_datetime(window))]
    depths = frame.drop_duplicates("week")
    leaders = frame[(frame["rank"] == 1).fillna(value=False)]
    subject = frame[frame["entity"] == entity]
    for week in window:
        first = leaders[leaders["week"] == pd.Timestamp(week)]
        own = subject[subject["week"] == pd.Timestamp(week)]
        leader = " and ".join(first["entity"]) or None
        rows.append(
            {
                "week": week.isoformat(),
                "metric": cell.metric,
                "by": cell.by,
                "depth": depth_of(depths, week, cell),
                "entity": entity,
                "value": whole(own["value"].iloc[0]) if len(own) else None,
                "share": real(own["share"].iloc[0]) if len(own) else None,
                "rank": whole(own["rank"].iloc[0]) if len(own) else None,
                "leader": leader,
                "leader_value": whole(first["value"].iloc[0]) if len(first) else None,
            }
        )
    return rows


JUDGES: dict[type[Claim], Callable[..., Finding]] = {
    parse.Led: led,
    parse.Over: over,
    parse.Trend: trend,
    parse.Amount: judge_week.amount,
    parse.Change: judge_week.change,
    parse.Share: judge_week.share,
    parse.Ranked: judge_week.ranked,
}


def judge(claim: Claim, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    """Judge a claim about ``subjects`` under one definition; ``first=True`` in the first vintage on
    record, ``reveal=True`` with stealth models counted for what they were."""
    return JUDGES[type(claim)](claim, subjects, cell, ground)
