"""What was found, in a sentence that can be printed."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pandas as pd

from tracker.analysis.frame import each
from tracker.analysis.leads import leads
from tracker.claims import tolerances
from tracker.claims.grammar import Amount, Change, Claim, Led, Over, Ranked, Share, Trend
from tracker.claims.ground import Asked, Finding
from tracker.identity.subjects import TOTAL, Subject
from tracker.phrasing import in_words, listed, times, weeks
from tracker.weeks import WEEK, label


def because(asked: Asked, verdict: str) -> str:
    """One sentence: who, what was found under which definitions, and against what was claimed."""
    judged = [finding for finding in asked.findings if finding.holds is not None]
    if verdict == "not_measured":
        return _not_measured(asked)
    said = claimed(asked.claim, asked.subjects)
    if verdict == "depends":
        holds = _found(asked, [finding for finding in judged if finding.holds])
        fails = _found(asked, [finding for finding in judged if not finding.holds])
        return f"It depends on the definition whether {said}: yes with {holds}; no with {fails}."
    if verdict == "supported":
        return f"It holds that {said}: {_found(asked, judged)}."
    return _led(asked) or f"It does not hold that {said}: {_found(asked, judged)}."


def called(subject: Subject) -> str:
    """A subject as a sentence names it."""
    names = {
        "country": f"models from {subject.name}", "author": f"the models of {subject.name}",
        "weights": f"models with {subject.name} weights", TOTAL: "all models together",
    }  # fmt: skip
    return names.get(subject.level, subject.name)


def claimed(claim: Claim, subjects: tuple[Subject, ...]) -> str:  # noqa: PLR0911 - one a form
    """What a claim says."""
    who = called(subjects[0])
    was = "was" if subjects[0].is_model else "were"
    match claim:
        case Led():
            where = "at #1" if claim.top == 1 else f"in the top {in_words(claim.top)}"
            return f"{who} {was} {where} for {_weeks(claim.weeks)}"
        case Over():
            return f"{who} had more than {called(subjects[1])} for {_weeks(claim.weeks)}"
        case Trend():
            went = "rose" if claim.direction == "up" else "fell"
            return f"the total {went} for {_weeks(claim.weeks)}"
        case Ranked():
            return f"{who} {was} at rank {claim.rank} in {label(claim.week)}"
        case Amount():
            return f"{who} had {claim.figure.written} in {label(claim.week)}"
        case Share():
            return f"{who} had {claim.figure.value:f} % of everything in {label(claim.week)}"
        case Change():
            return f"{who} changed by {claim.figure.value:+f} % in {label(claim.week)}"
    raise NotImplementedError(type(claim).__name__)


def _found(asked: Asked, findings: list[Finding]) -> str:
    """What was found, the definitions that found the same together."""
    same: dict[str, list[str]] = {}
    several = len({finding.cell.by for finding in asked.findings}) > 1
    sums = any(subject.is_sum for subject in asked.subjects)
    for finding in findings:
        cell = finding.cell
        looked_at = (
            f"among the {in_words(cell.depth)} largest slugs" if cell.depth
            else "over all that are published"
        )  # fmt: skip
        level = f"by {cell.by}"
        how = [*([level] if several else []), *([looked_at] if sums else [])]
        found = f"{finding.found}{_off(asked.claim, finding)}"
        same.setdefault(found, []).append(" ".join(how) or f"by {cell.metric}")
    return "; ".join(f"{found} {listed(list(dict.fromkeys(how)))}" for found, how in same.items())


def _led(asked: Asked) -> str | None:
    """Of a run at #1 that was claimed and was not: how long the subject led at most, with what
    margins, and what came next."""
    if not isinstance(asked.claim, Led) or asked.claim.top > 1:
        return None
    ending = asked.ground.ending
    until = f" up to {label(ending)}" if ending else ""
    who, metric = called(asked.subjects[0]), asked.findings[0].cell.metric
    runs = [run for finding in asked.findings for run in _runs(asked, finding, ending)]
    if not runs:
        return f"{who} led no week by {metric} that can be ranked{until}{_at_best(asked)}."
    longest, entity, finding = max(runs, key=lambda run: len(run[0]))
    frame = asked.frame(finding)
    first = leads(frame)
    margins = ", ".join(_margin(first, week) for week in longest)
    needed = in_words(asked.claim.weeks)
    led = f"{who} led for {_weeks(len(longest))} by {metric} at most{until}, not for {needed}"
    return f"{led}: {margins}; {_next(frame, first, entity, longest[-1] + WEEK)}."


def _runs(
    asked: Asked, finding: Finding, ending: date | None
) -> list[tuple[list[date], str, Finding]]:
    """The stretches of weeks that an entity of the subject led."""
    first = leads(asked.frame(finding))
    if ending:
        first = first[first["week"] <= pd.Timestamp(ending)]
    subject = asked.subjects[0]
    found = []
    for entity in subject.at(finding.cell.level(subject), asked.ground.slugs):
        led = sorted(week.date() for week in first.loc[first["entity"] == entity, "week"])
        numbered = groupby(enumerate(led), lambda pair: pair[1] - WEEK * pair[0])
        found += [([week for _, week in run], entity, finding) for _, run in numbered]
    return found


def _margin(first: pd.DataFrame, week: date) -> str:
    (row,) = each(first[first["week"] == pd.Timestamp(week)])
    return f"{label(week)} ({times(row.lead)} over {row.runner_up})"


def _next(frame: pd.DataFrame, first: pd.DataFrame, entity: str, week: date) -> str:
    """What happened in the week after a run."""
    leader = first.loc[first["week"] == pd.Timestamp(week), "entity"]
    if leader.empty:
        return f"the leader of {label(week)} is not known"
    here = frame[(frame["week"] == pd.Timestamp(week)) & (frame["entity"] == entity)]
    rank = here["rank"].dropna()
    fell = f"it was at rank {int(rank.iloc[0])}" if len(rank) else "it was no longer named"
    return f"in {label(week)} {leader.iloc[0]} led and {fell}"


def _at_best(asked: Asked) -> str:
    ranks = [row["rank"] for finding in asked.findings for row in finding.evidence if row["rank"]]
    return f" (at best rank {min(ranks)} in the weeks claimed)" if ranks else ""


def _not_measured(asked: Asked) -> str:
    for finding in asked.findings:
        if finding.holds is None and finding.lost:
            return (
                f"It cannot be settled whether {claimed(asked.claim, asked.subjects)}: a day of"
                f" {weeks(finding.lost)} is lost at the publisher and could have turned the order"
                f" there; without it {_found(asked, [finding])}."
            )
    reasons = dict.fromkeys(finding.why for finding in asked.findings if finding.why)
    return f"Not measured: {'; '.join(reasons)}."


def _off(claim: Claim, finding: Finding) -> str:
    """By how much an amount found differs from the one claimed."""
    if not isinstance(claim, Amount) or finding.value is None:
        return ""
    return f" ({tolerances.difference(claim.figure, finding.value):+.1f} %)"


def _weeks(number: int) -> str:
    return f"{in_words(number)} week{'s' if number != 1 else ''}"
