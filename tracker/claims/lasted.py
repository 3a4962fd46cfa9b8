"""Notes to a verdict on what did last as long as a claim that does not hold says."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tracker.analysis.rows import each
from tracker.analysis.streaks import on_top
from tracker.analysis.versus import side, versus, versus_streaks
from tracker.claims.claim import Led, Over
from tracker.claims.evidence import Result
from tracker.identity import UNKNOWN, entity
from tracker.identity.subjects import Subject
from tracker.records import OTHER, VISIBLE, Definition
from tracker.text import counted, from_to

LASTED = "What did last:"
"""How a note begins on a streak that is as long as the claim says."""


def lasted(result: Result) -> Iterator[str]:
    """Yield notes on what did last as long as a claim that does not hold says."""
    claim, subject = result.claim, result.subjects[0]
    if not isinstance(claim, Led | Over) or claim.weeks < 2:
        return
    if any(finding.holds for finding in result.findings):
        return
    rival = None
    if isinstance(claim, Led):
        yield from _leader(result, claim)
        is_made_from_countries = claim.top == 1
    else:
        rival = result.subjects[1].name
        is_made_from_countries = result.subjects[1].level == "country"
    if subject.is_model and is_made_from_countries:
        slug = subject.at("slug", result.ground.slugs_of(subject))[0]
        yield from _country(result, entity(slug, "country"), claim.weeks, rival)


def _leader(result: Result, claim: Led) -> Iterator[str]:
    """Yield a note on whoever led as long, the last one up to the ending week."""
    cell, ending = result.findings[0].cell, result.ground.ending
    frame = result.frame(result.findings[0])
    if ending:
        frame = frame[frame["week"] <= pd.Timestamp(ending)]
    if not frame["rank"].notna().any():
        return
    names = result.ground.entities(result.subjects[0], cell)
    rows, _ = on_top(frame, claim.top)
    rows = rows[(rows["weeks"] >= claim.weeks) & ~rows["entity"].isin(names)]
    for streak in each(rows.sort_values(["first", "last", "entity"]).tail(1)):
        who = result.naming(result.findings[0])(streak.entity)
        yield (
            f"{LASTED} {who}, {counted(streak.weeks, 'week')} by {cell.metric} and"
            f" {cell.by}, {from_to(streak.first.date(), streak.last.date())}."
        )


def _country(result: Result, home: str, needed: int, rival: str | None) -> Iterator[str]:
    """Yield a note on a lead of the subject's country over ``rival``, or the largest other one.

    It is counted as the press does; claims about one model are often made from it.
    """
    cell = result.findings[0].cell
    ending = result.ground.ending or result.ground.until
    frame = result.ground.record.counts(Definition(cell.metric, "country", VISIBLE))
    if ending:
        frame = frame[frame["week"] <= pd.Timestamp(ending)]
    others = frame[~frame["entity"].isin([home, UNKNOWN, OTHER]) & frame["can_rank"]]
    if home in (UNKNOWN, rival) or others.empty:
        return
    rival = rival or str(others.groupby("entity")["value"].sum().idxmax())
    led = versus_streaks(versus(side(frame, [home]), side(frame, [rival])))
    who, other = (result.ground.called(Subject("country", name)) for name in (home, rival))
    for streak in each(led[(led["leader"] == "a") & (led["weeks"] >= needed)].tail(1)):
        yield (
            f"{LASTED} {who} over {other} among the nine largest"
            f" slugs together, {counted(streak.weeks, 'week')},"
            f" {from_to(streak.first.date(), streak.last.date())}."
        )
