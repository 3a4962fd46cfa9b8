"""What else a reader of a verdict should know: a note for each way in which such claims go wrong.

notes.py       units, ties, launches, denominators     unseen.py       what a sum does not see
otherwise.py   the first vintage, hindsight, and what did last as long
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from tracker.analysis.leads import leads
from tracker.analysis.rows import each, named
from tracker.claims import otherwise, tolerances, truths, unseen
from tracker.claims.grammar import Amount, Change, Claim, Led, Share
from tracker.claims.ground import Asked, weeks_of
from tracker.phrasing import listed, percent, times
from tracker.weeks import WEEK, label


def notes(asked: Asked) -> list[str]:
    """The notes to a verdict, each a sentence."""
    return [note for question in QUESTIONS for note in question(asked)]


def level_ignored(asked: Asked) -> Iterator[str]:
    """A level that was asked for and that the subject cannot have."""
    by = asked.options.by
    if by and all(finding.cell.by != by for finding in asked.findings):
        level = asked.findings[0].cell.by
        yield f"{asked.subjects[0]} is counted by {level} alone; --by {by} is ignored."


def not_judged(asked: Asked) -> Iterator[str]:
    """Definitions that could not be judged, beside others that could."""
    same: dict[str, list[str]] = {}
    for finding in asked.findings:
        if finding.holds is None:
            same.setdefault(finding.why, []).append(str(finding.cell))
    if any(finding.holds is not None for finding in asked.findings):
        yield from (f"Not judged, {listed(cells)}: {why}." for why, cells in same.items())


def slip(asked: Asked) -> Iterator[str]:
    """A unit that slipped."""
    for finding in asked.findings:
        if isinstance(asked.claim, Amount) and finding.holds is False and finding.value is not None:
            power = tolerances.slip(asked.claim.figure, int(finding.value))
            if power is not None:
                way = f"{power:,.0f} times" if power > 1 else f"one {1 / power:,.0f}th of"
                yield f"A unit may have slipped: the claim is {way} what was found."
                return


def near_ties(asked: Asked) -> Iterator[str]:
    """Weeks of the evidence in which the subject was within a tie of #1, or #1 within a tie."""
    close: dict[str, None] = {}
    for finding in asked.findings if isinstance(asked.claim, Led) else ():
        first = leads(asked.frame(finding))
        for row in each(first[first["near_tie"].astype(bool)]):
            two = (row.entity, row.runner_up)
            if row.week.date() in weeks_of(finding) and finding.entity in two:
                tie = f"{row.entity} over {row.runner_up} {times(row.lead)}"
                if row.lead == 1:
                    tie = f"{row.entity} and {row.runner_up} are level"
                close[f"{label(row.week.date())}, {finding.cell.by}: {tie}"] = None
    if close:
        yield f"Nearly a tie, which a restatement may turn: {'; '.join(close)}."


def launch(asked: Asked) -> Iterator[str]:
    """A change from a week in which the subject was new."""
    claim: Claim = asked.claim
    for finding in asked.findings if isinstance(claim, Change) else ():
        frame = asked.frame(finding)
        own = frame[frame["entity"] == finding.entity]
        before = pd.Timestamp(claim.week) - WEEK  # type: ignore[attr-defined]
        then = own[own["week"] == before]
        if len(then) and own["week"].min() == before > frame["week"].min():
            days = int(then["days"].iloc[0])
            on = f", on {days} of its days" if days < WEEK.days else ""
            yield (
                f"{finding.entity} was first named in {label(before.date())}{on}: a change from the"
                " week of a launch says little."
            )
            return


def short_week(asked: Asked) -> Iterator[str]:
    """A change or a share of a week that lacks a day, or over one."""
    claim: Claim = asked.claim
    if not isinstance(claim, Change | Share):
        return
    lacking = {week.date() for week in truths.short(asked.frame(asked.findings[0]))}
    asked_of = (claim.week, claim.week - WEEK) if isinstance(claim, Change) else (claim.week,)
    for week in lacking & {*asked_of}:
        yield f"Of {label(week)} a day is lost at the publisher: its figures are of six days."


def both_denominators(asked: Asked) -> Iterator[str]:
    """The share of what is named, beside the share of everything."""
    told: dict[str, list[str]] = {}
    for finding in asked.findings if isinstance(asked.claim, Share) else ():
        frame = asked.frame(finding)
        here = frame[(frame["week"] == pd.Timestamp(asked.claim.week)) & named(frame)]  # type: ignore[attr-defined]
        own = here.loc[here["entity"] == finding.entity, "value"]
        if len(own) and here["value"].sum():
            share = float(own.iloc[0]) / float(here["value"].sum())
            told.setdefault(percent(share), []).append(str(finding.cell))
    for share_of_named, cells in told.items():
        yield f"Of what is named alone it is {share_of_named} ({listed(cells)})."


QUESTIONS: tuple[Callable[[Asked], Iterator[str]], ...] = (
    level_ignored, not_judged, slip, near_ties, launch, short_week, both_denominators,
    unseen.unseen, unseen.shallow, unseen.stealth, unseen.other_side, unseen.churn,
    otherwise.first_vintage, otherwise.hindsight, otherwise.one_sided, otherwise.lasted,
)  # fmt: skip
