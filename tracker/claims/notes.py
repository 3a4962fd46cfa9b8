"""Notes to a verdict: one generator for each way in which claims go wrong.

Those on figures and places are here; those on sums over models, on other ways of counting, and on
what did last or is so elsewhere have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pandas as pd

from tracker.analysis.ranks import leads
from tracker.analysis.rows import each, named
from tracker.claims import numbers
from tracker.claims.claim import Amount, Change, Claim, Led, Over, Ranked, Share, Trend
from tracker.claims.elsewhere import elsewhere
from tracker.claims.evidence import Finding, Result, weeks_of
from tracker.claims.ground import period_name
from tracker.claims.lasted import lasted
from tracker.claims.other_ways import first_vintage, hindsight, one_sided
from tracker.claims.streaks import short
from tracker.claims.sums import churn, other_side, shallow, stealth, unseen
from tracker.claims.values import values_of
from tracker.identity import AND
from tracker.text import listed, percent, times
from tracker.weeks import DAY, WEEK, Period, label


def notes(result: Result) -> list[str]:
    """Return the notes to a verdict, one sentence each.

    They are about calendar weeks, and models, makers or countries by themselves.
    """
    plain = all(not subject.members and AND not in subject.level for subject in result.subjects)
    if not plain or result.ground.period is not None or not isinstance(result.claim, _NOTED):
        return []
    return [note for generator in NOTES for note in generator(result)]


def windows(result: Result, published: date | None) -> Iterator[str]:
    """Yield a note on a figure that is wrong for its period and right for a window near it."""
    if (window := window_of(result, published)) is not None:
        claim, ground = result.claim, result.ground
        week = f"{ground.name(claim.week)} had {result.findings[0].found}"  # type: ignore[attr-defined]
        yield f"The figure is that of {period_name(window)}; {week}."


def window_of(result: Result, published: date | None) -> Period | None:
    """Return the seven days near publication that an amount is right for, if its period is not."""
    claim, ground = result.claim, result.ground
    if (
        published is None
        or ground.over is None
        or not isinstance(claim, Amount)
        or any(finding.holds is not False for finding in result.findings)
        or result.findings[0].cell.metric != "tokens"
    ):
        return None
    periods = [
        Period(published - DAY * back - WEEK, published - DAY * back)
        for back in range(NEAR_PUBLICATION)
    ]
    near = ground.over_all(reversed(periods))
    for finding in result.findings:
        values = values_of(result.subjects[0], finding.cell, near)
        for period in periods:
            value = values.get(period.start)
            if value and value.is_exact and numbers.amount(claim.figure, value.low):
                return period
    return None


NEAR_PUBLICATION = 10
"""Within how many days of publication a window ends that a figure may be of."""
_NOTED = (Led, Over, Trend, Amount, Change, Share, Ranked)


def level_ignored(result: Result) -> Iterator[str]:
    """Yield a note on a level that was asked for and that the subject cannot have."""
    by = result.options.by
    if by and all(finding.cell.by != by for finding in result.findings):
        level = result.findings[0].cell.by
        who = result.ground.called(result.subjects[0])
        yield f"{who[:1].upper()}{who[1:]} are counted by {level} alone; --by {by} is ignored."


def not_judged(result: Result) -> Iterator[str]:
    """Yield notes on definitions that could not be judged, if others could."""
    same: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.holds is None:
            same.setdefault(finding.why, []).append(str(finding.cell))
    if any(finding.holds is not None for finding in result.findings):
        yield from (f"Not judged, {listed(cells)}: {why}." for why, cells in same.items())


def slip(result: Result) -> Iterator[str]:
    """Yield a note on a unit that may have slipped."""
    for finding in result.findings:
        if (
            isinstance(result.claim, Amount)
            and finding.holds is False
            and finding.value is not None
        ):
            power = numbers.slip(result.claim.figure, int(finding.value))
            if power is not None:
                way = f"{power:,.0f} times" if power > 1 else f"one {1 / power:,.0f}th of"
                yield f"A unit may have slipped: the claim is {way} what was found."
                return


def near_ties(result: Result) -> Iterator[str]:
    """Yield a note on weeks of the evidence in which #1 was a near tie with the subject."""
    close: dict[str, None] = {}
    for finding in result.findings if isinstance(result.claim, Led) else ():
        first, naming = result.ground.once(leads, result.frame(finding)), result.naming(finding)
        for row in each(first[first["near_tie"].astype(bool)]):
            two = (row.entity, row.runner_up)
            if row.week.date() in weeks_of(finding) and finding.entity in two:
                leader, second = map(naming, two)
                tie = f"{leader} over {second} {times(row.lead)}"
                if row.lead == 1:
                    tie = f"{leader} and {second} are level"
                close[f"{label(row.week.date())}, {finding.cell.by}: {tie}"] = None
    if close:
        yield f"Near ties, which a restatement could reverse: {'; '.join(close)}."


def launch(result: Result) -> Iterator[str]:
    """Yield a note on a change from a week in which the subject was new."""
    claim: Claim = result.claim
    for finding in result.findings if isinstance(claim, Change) else ():
        before = claim.week - WEEK  # type: ignore[attr-defined]
        previous = _first_week(result, finding, before)
        if len(previous):
            days = int(previous["days"].iloc[0])
            on = f", on {days} of its days" if days < WEEK.days else ""
            who = result.naming(finding)(str(finding.entity))
            yield (
                f"{who} was first named in {label(before)}{on}: a change from the"
                " week of a launch says little."
            )
            return


def _first_week(result: Result, finding: Finding, week: date) -> pd.DataFrame:
    """Return the row of a week, if the subject was named in it and in none before on record."""
    frame = result.frame(finding)
    rows = frame[frame["entity"] == finding.entity]
    if pd.Timestamp(week - WEEK) in {*rows["week"]}:
        return rows.head(0)
    whole = replace(result, ground=result.ground.whole()).frame(finding)
    first = whole.loc[whole["entity"] == finding.entity, "week"].min()
    if not first == pd.Timestamp(week) > whole["week"].min():
        return rows.head(0)
    return rows[rows["week"] == pd.Timestamp(week)]


def short_week(result: Result) -> Iterator[str]:
    """Yield notes on a change or share of a week that lacks a day, or from one."""
    claim: Claim = result.claim
    if not isinstance(claim, Change | Share):
        return
    lacking = {week.date() for week in result.ground.once(short, result.frame(result.findings[0]))}
    weeks_used = (claim.week, claim.week - WEEK) if isinstance(claim, Change) else (claim.week,)
    for week in lacking & {*weeks_used}:
        yield f"A day of {label(week)} is lost at the publisher: its figures are of six days."


def both_denominators(result: Result) -> Iterator[str]:
    """Yield notes on the share of what is named, next to the share of everything."""
    by_share: dict[str, list[str]] = {}
    for finding in result.findings if isinstance(result.claim, Share) else ():
        frame = result.frame(finding)
        rows = frame[(frame["week"] == pd.Timestamp(result.claim.week)) & named(frame)]  # type: ignore[attr-defined]
        value = rows.loc[rows["entity"] == finding.entity, "value"]
        if len(value) and rows["value"].sum():
            share = float(value.iloc[0]) / float(rows["value"].sum())
            by_share.setdefault(percent(share), []).append(str(finding.cell))
    for share_of_named, cells in by_share.items():
        yield f"As a share of all named models it is {share_of_named} ({listed(cells)})."


NOTES: tuple[Callable[[Result], Iterator[str]], ...] = (
    level_ignored,
    not_judged,
    slip,
    near_ties,
    launch,
    short_week,
    both_denominators,
    unseen,
    shallow,
    stealth,
    other_side,
    churn,
    first_vintage,
    hindsight,
    one_sided,
    lasted,
    elsewhere,
)
