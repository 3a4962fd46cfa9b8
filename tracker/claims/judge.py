"""Judge a claim under one definition.

Claims about streaks (at #1, in the top N, over a rival, up or down) are judged here, claims about
the figure of one week in `judge_week.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from tracker.analysis import bounds
from tracker.analysis.limits import is_shallow, week_limits
from tracker.analysis.ranks import standing_of_unnamed
from tracker.analysis.rows import between, each
from tracker.analysis.versus import ahead, side, versus
from tracker.claims import claim as claims
from tracker.claims import judge_first, judge_period, judge_week, streaks
from tracker.claims.claim import Claim, Led, Over, Trend
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Evidence, Finding, depth_of, real, the_same, whole
from tracker.claims.ground import EARLIEST, Ground
from tracker.claims.streaks import Stretch, stretch
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition
from tracker.text import counted, from_to, weeks
from tracker.weeks import WEEK, label, monday, walk

_OF_RANKS = ("week", "entity", "value", "share", "rank", "depth")
NO_BOUNDS = pd.DataFrame(columns=[*bounds.COLUMNS])
Truths = dict[str, pd.Series]
"""An entity that the subject may be → in which weeks the statement was true of it."""


def led(claim: Led, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    frame = ground.frame(cell, subjects[0])
    best, entity = best_of(_truths_of_led(claim, subjects, cell, ground), claim, ground, frame)
    window = _window(best, claim.weeks, ground, frame)
    lost = {week: week for week in ground.once(streaks.short, frame)}
    return replace(
        _finding(cell, best, lost, ground.once(_ranked_weeks, frame)),
        rows=partial(_ranks, frame, entity, window, cell),
        entity=entity,
    )


def best_of(
    truths: Truths, claim: Led | Over, ground: Ground, frame: pd.DataFrame
) -> tuple[Stretch, str]:
    """Return the stretch that decides a claim, and whose it is, of all that the subject may be.

    Of equal stretches that of the one is taken that the frame names more often.
    """
    tried = [
        (stretch(truth, claim.weeks, ground.ending, ground.since), entity)
        for entity, truth in truths.items()
    ]
    if len(tried) == 1:
        return tried[0]
    return max(tried, key=lambda pair: (_order(pair[0]), (frame["entity"] == pair[1]).sum()))


def _truths_of_led(
    claim: Led, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Truths:
    """Return in which weeks each entity that the subject may be had the place that is claimed."""
    (subject,) = subjects
    frame = ground.frame(cell, subject)
    by_calls = cell.metric == "calls" and cell.by == "slug" and ground.group is None
    bounded = ground.bounds() if by_calls else NO_BOUNDS
    entities = ground.entities(subject, cell) or [subject.name]
    unnamed = ground.once(standing_of_unnamed, frame)
    deep = frame.loc[~is_shallow(frame["depth"]), "week"]
    begins = _begins(subject, cell, ground)
    truths = {}
    for entity in entities:
        at_top = streaks.at_top(frame, entity, claim.top, bounded, unnamed)
        if by_calls:
            absent = streaks.not_there(ground.figures(Definition("tokens")), entity, entities)
            at_top = at_top.mask(at_top.isna() & at_top.index.isin(absent), other=False)
        if claim.top == 1:
            is_before = (at_top.index < begins) & at_top.index.isin(deep)
            at_top = at_top.mask(at_top.isna() & is_before, other=False)
        truths[entity] = at_top
    return truths


def _begins(subject: Subject, cell: Definition, ground: Ground) -> pd.Timestamp:
    """Return the first week in which a model existed, by tokens; the earliest if it is unknown.

    It was named on a board then, or listed in the catalogue. Before, it may have been in a lower
    place, or unnamed on a board of few names, but not at the top of a deep one.
    """
    names, slugs = ground.entities(subject, cell), ground.slugs_of(subject)
    since = None
    if subject.is_model and cell.metric == "tokens":
        since = ground.record.since(replace(cell, by=level_of(cell, subject)), names, slugs)
    return pd.Timestamp(monday(since) if since else EARLIEST)


def over(claim: Over, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    if all(subject.is_model for subject in subjects):
        names, rivals = (ground.entities(subject, cell) for subject in subjects)
        if same := [name for name in names if name in rivals]:
            return the_same(same[0], cell, ground)
    frames = [ground.counts(cell, subject) for subject in subjects]
    a, b = sides(subjects, cell, ground)
    lost = {week: week for frame in frames for week in ground.once(streaks.short, frame)}
    best = stretch(ahead(a, b), claim.weeks, ground.ending, ground.since)
    weeks_known = ground.once(_ranked_weeks, frames[0]) & ground.once(_ranked_weeks, frames[1])
    if len(b):
        # Weeks before the rival are not open, but a board of few names may have left it out.
        weeks_known &= {*b.index, *ground.once(_shallow_weeks, frames[1])}
    finding = _finding(cell, best, lost, weeks_known)
    early = [week for week in best.unknown if len(b) and pd.Timestamp(week) < b.index.min()]
    if early and finding.holds is None:
        rival = (
            f"{ground.called(subjects[1])} is not on record before {label(b.index.min().date())}"
        )
        finding = replace(finding, why=f"{rival}, and there was nothing to compare with")
    window = _window(best, claim.weeks, ground, frames[0])
    return replace(finding, rows=partial(_compared, a, b, window, cell, frames[0]))


def _compared(
    a: pd.DataFrame, b: pd.DataFrame, window: list[date], cell: Definition, frame: pd.DataFrame
) -> Evidence:
    """Return the rows of two sides in the weeks of a window."""
    compared = versus(a, b)
    shown = between(compared, window[0], window[-1]) if window else compared.head(0)
    return [
        {
            "week": week.date().isoformat(),
            "metric": cell.metric,
            "by": cell.by,
            "depth": depth_of(frame, week.date(), cell),
            "a": whole(value_a),
            "b": whole(value_b),
            "ratio": real(ratio),
            "leader": None if pd.isna(leader) else leader,
            "at_least": bool(at_least),
        }
        for week, value_a, value_b, ratio, leader, _, at_least in shown.itertuples(index=False)
    ]


def trend(claim: Trend, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    # The first week that can count is compared with the one before it.
    since = ground.since and ground.since - WEEK
    frame = replace(ground, since=since).frame(cell, subjects[0])
    best = stretch(streaks.trend(frame, claim.direction), claim.weeks, ground.ending, ground.since)
    totals = streaks.totals(frame)
    rows: Evidence = []
    for week in _window(best, claim.weeks, ground, frame):
        now = totals.get(pd.Timestamp(week))
        previous = totals.get(pd.Timestamp(week) - WEEK)
        change = None if now is None or not previous else (now / previous - 1) * 100
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
    return replace(_finding(cell, best, lost, set(totals.index)), rows=lambda: rows)


def _truths_of_over(
    claim: Over, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Truths:
    """Return in which weeks the subject had more than its rival."""
    a, b = sides(subjects, cell, ground)
    return {claim.subject: ahead(a, b)}


def sides(
    subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> tuple[pd.DataFrame, ...]:
    """Return the counts of each side by week, made once for all claims of a text."""
    counts = []
    for subject in subjects:
        at_level = replace(cell, by=level_of(cell, subject))  # of a country it is that of all cells
        key = ("side", subject, at_level, ground.since, ground.until, ground.only, ground.period)
        counts.append(ground.keep(key, partial(_side, at_level, ground, subject)))
    return tuple(counts)


def _side(cell: Definition, ground: Ground, subject: Subject) -> pd.DataFrame:
    frame = ground.counts(cell, subject)
    if subject.level == TOTAL:
        return side(frame, [TOTAL])
    names = ground.entities(subject, cell)
    slugs = subject.among(ground.slugs_of(subject))
    number = len(slugs) if subject.is_model else None
    since = ground.figures.since(cell, names, slugs)
    return side(frame, names, since, cell.depth, number, ground.once(week_limits, frame))


def _shallow_weeks(frame: pd.DataFrame) -> set[pd.Timestamp]:
    return {*frame.loc[is_shallow(frame["depth"]), "week"]}


def _ranked_weeks(frame: pd.DataFrame) -> set[pd.Timestamp]:
    """Return the weeks that are on record whole and can be ranked."""
    return {*frame.loc[frame["complete"] & frame["can_rank"], "week"].drop_duplicates()}


def _finding(
    cell: Definition,
    best: Stretch,
    short: dict[pd.Timestamp, pd.Timestamp],
    weeks_known: Collection[pd.Timestamp],
) -> Finding:
    """Return the finding of a stretch.

    ``short`` maps the weeks that a lost day may have changed to the week of that day;
    ``weeks_known`` have figures, which leave the answer open.
    """
    text = _weeks_text(best.weeks, best.first, best.last)
    if not best.holds and len(best.longest) > best.weeks:
        earlier = _weeks_text(len(best.longest), best.longest[0], best.longest[-1])
        text = f"{text if best.weeks else 'none'}; {earlier} earlier"
    unknown = [pd.Timestamp(week) for week in best.unknown]
    all_lost = all(week in short for week in unknown)
    lost = sorted({short[week].date() for week in unknown}) if all_lost else []
    why = ""
    if best.holds is None:
        which = weeks(best.unknown) or "any week"
        why = f"the {cell.metric} of {which} are not known well enough"
        if unknown and not all_lost and all(week in weeks_known for week in unknown):
            why = f"what the boards of {which} do not name could decide"
    return Finding(
        cell,
        best.holds,
        text,
        why,
        stretch=best,
        value=float(best.weeks),
        open=bool(unknown) and all(week in weeks_known or week in short for week in unknown),
        lost=tuple(lost),
    )


def _weeks_text(number: int, first: date | None, last: date | None) -> str:
    when = f" ({from_to(first, last)})" if first and last else ""
    return f"{counted(number, 'week')}{when}"


def _order(best: Stretch) -> tuple[int, int, int]:
    """Return a sort key: a stretch that holds, then one that may, then the longer one."""
    return (2 if best.holds else 1 if best.holds is None else 0), best.weeks, len(best.longest)


def _window(best: Stretch, needed: int, ground: Ground, frame: pd.DataFrame) -> list[date]:
    """Return the weeks shown as evidence.

    They are the weeks of the claim, as far as they are on record, or the stretch and the week after
    it, if that is.
    """
    if ground.ending is not None:
        on_record = (pd.Timestamp(ground.ending) - frame["week"].min()) / WEEK + 1
        count = max(min(needed, int(on_record) if on_record > 1 else 1), best.weeks)
        return [ground.ending - WEEK * back for back in reversed(range(count))]
    if best.first is None or best.last is None:
        return []
    newest = frame["week"].max().date()
    return [*walk(best.first, min(best.last + WEEK, max(newest, best.last)))]


def _ranks(frame: pd.DataFrame, entity: str, window: list[date], cell: Definition) -> Evidence:
    frame = frame.loc[frame["week"].isin(pd.to_datetime(window)), [*_OF_RANKS]]
    is_first, is_entity = frame["rank"].eq(1).fillna(value=False), frame["entity"] == entity
    leaders: dict[date, list[Any]] = {}
    ranked: dict[date, Any] = {}
    for row in each(frame[is_first | is_entity]):
        week = row.week.date()
        if row.entity == entity:
            ranked[week] = row
        if not pd.isna(row.rank) and row.rank == 1:
            leaders.setdefault(week, []).append(row)
    rows: Evidence = []
    for week in window:
        row, first = ranked.get(week), leaders.get(week, [])
        rows.append(
            {
                "week": week.isoformat(),
                "metric": cell.metric,
                "by": cell.by,
                "depth": depth_of(frame, week, cell),
                "entity": entity,
                "value": row and whole(row.value),
                "share": row and real(row.share),
                "rank": row and whole(row.rank),
                "leader": " and ".join(leader.entity for leader in first) or None,
                "leader_value": whole(first[0].value) if first else None,
            }
        )
    return rows


JUDGES: dict[type[Claim], Callable[..., Finding]] = {
    claims.Led: led,
    claims.Over: over,
    claims.Trend: trend,
    claims.Amount: judge_week.amount,
    claims.Change: judge_period.change_of,
    claims.Share: judge_week.share,
    claims.Ranked: judge_week.ranked,
    claims.More: judge_period.more,
    claims.Ratio: judge_period.ratio,
    claims.Growth: judge_period.growth,
    claims.Direction: judge_period.direction,
    claims.OfTop: judge_period.of_top,
    claims.Number: judge_period.number,
    claims.First: judge_first.first,
    claims.FromTo: judge_period.from_to,
}


def judge(claim: Claim, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    """Judge a claim about ``subjects`` under one definition.

    A cell with ``first_vintage`` uses the first vintage on record, one with ``reveal`` counts
    stealth models as what they were.
    """
    return JUDGES[type(claim)](claim, subjects, cell, ground)


def truths(
    claim: Claim, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Truths | None:
    """Return in which weeks the statement of a claim was true; None where it is not one of weeks.

    A week is missing where that is not known.
    """
    truths_of = TRUTHS.get(type(claim))
    return truths_of(claim, subjects, cell, ground) if truths_of else None


TRUTHS: dict[type[Claim], Callable[..., Truths]] = {
    claims.Led: _truths_of_led,
    claims.Over: _truths_of_over,
}
"""Claims that are true or not in each week by the figures of that week alone."""
