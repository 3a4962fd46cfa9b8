"""What was found, in a sentence that can be printed."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pandas as pd

from tracker.analysis.ranks import leads
from tracker.analysis.rows import each
from tracker.claims import numbers
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Asked, Finding, weeks_of
from tracker.claims.parse import Amount, Change, Claim, Led, Over, Ranked, Share, Trend
from tracker.identity.subjects import TOTAL, Subject
from tracker.text import in_words, listed, ordinal, times, weeks
from tracker.weeks import WEEK, label


def because(asked: Asked, verdict: str) -> str:
    """One sentence: who, what was found under which definitions, and against what was claimed."""
    judged = [finding for finding in asked.findings if finding.holds is not None]
    metric = asked.findings[0].cell.metric
    said = claimed(asked.claim, asked.subjects, metric, asked.ground.ending)
    if verdict == "not_measured":
        return _not_measured(asked, said)
    if verdict == "depends":
        holds = _found(asked, [finding for finding in judged if finding.holds])
        fails = _found(asked, [finding for finding in judged if not finding.holds])
        return f"It depends on the definition whether {said}: yes, {holds}; no, {fails}."
    if verdict == "supported":
        return f"It holds that {said}: {_found(asked, judged)}.{_when(asked, judged)}"
    return _led(asked) or f"It does not hold that {said}: {_found(asked, judged)}."


def _when(asked: Asked, judged: list[Finding]) -> str:
    """Return when it held, of a streak that no ending week was asked for and that is over."""
    ends = [finding.stretch.last for finding in judged if finding.stretch and finding.stretch.last]
    if asked.ground.ending or not ends:
        return ""
    frame = asked.frame(judged[0])
    newest = frame.loc[frame["complete"], "week"].max().date()
    if max(ends) >= newest:
        return ""
    return f" It held then, and not up to {label(newest)}, the newest week on record."


def called(subject: Subject) -> str:
    """A subject as a sentence names it."""
    names = {
        "country": f"models from {subject.name}",
        "author": f"the models of {subject.name}",
        "weights": f"models with {subject.name} weights",
        TOTAL: "all models together",
    }
    return names.get(subject.level, subject.name)


def claimed(  # noqa: PLR0911 - one a form
    claim: Claim, subjects: tuple[Subject, ...], metric: str, ending: date | None = None
) -> str:
    """What a claim says, counted by ``metric``."""
    who, until = called(subjects[0]), _until(ending)
    was = "was" if subjects[0].is_model else "were"
    match claim:
        case Led():
            where = "at #1" if claim.top == 1 else f"in the top {in_words(claim.top)}"
            return f"{who} {was} {where} by {metric} for {_weeks(claim.weeks)}{until}"
        case Over():
            rival = called(subjects[1])
            return f"{who} had more {metric} than {rival} for {_weeks(claim.weeks)}{until}"
        case Trend():
            went = "rose" if claim.direction == "up" else "fell"
            return f"the total of {metric} {went} for {_weeks(claim.weeks)}{until}"
        case Ranked():
            return f"{who} {was} at rank {claim.rank} by {metric} in {label(claim.week)}"
        case Amount():
            return f"{who} had {claim.figure.written} {metric} in {label(claim.week)}"
        case Share():
            return f"{who} had {claim.figure.value:f} % of all {metric} in {label(claim.week)}"
        case Change():
            changed = f"changed by {claim.figure.value:+f} % in {label(claim.week)}"
            return f"the {metric} of {who} {changed}"
    raise TypeError(f"no sentence is known for {type(claim).__name__}")


def _found(asked: Asked, findings: list[Finding]) -> str:
    """What was found, the definitions that found the same together."""
    same: dict[str, list[str]] = {}
    several = len({finding.cell.by for finding in asked.findings}) > 1
    sums = any(subject.is_sum for subject in asked.subjects)
    for finding in findings:
        cell = finding.cell
        looked_at = (
            f"among the {in_words(cell.depth)} largest slugs"
            if cell.depth
            else "over all that are published"
        )
        level = f"by {cell.by}"
        how = [*([level] if several else []), *([looked_at] if sums else [])]
        found = f"{finding.found}{_off(asked.claim, finding)}"
        same.setdefault(found, []).append(" ".join(how))
    return "; ".join(
        f"{found} {listed(list(dict.fromkeys(how)))}".rstrip() for found, how in same.items()
    )


def _led(asked: Asked) -> str | None:
    """Of a streak at #1 that was claimed and was not: how long the subject led at most, with what
    margins, and what came next."""
    if not isinstance(asked.claim, Led) or asked.claim.top > 1:
        return None
    ending = asked.ground.ending
    who, metric = called(asked.subjects[0]), asked.findings[0].cell.metric
    who = who if asked.subjects[0].is_model else f"{who[0].upper()}{who[1:]}"
    streaks = [streak for finding in asked.findings for streak in _streaks(asked, finding)]
    if not streaks:
        return f"{who} led no week by {metric} that can be ranked{_until(ending)}{_at_best(asked)}."
    longest, entity, finding = max(streaks, key=lambda streak: len(streak[0]))
    frame = asked.frame(finding)
    first = leads(frame)
    margins = ", ".join(_margin(first, week, entity) for week in longest)
    then = "" if longest[-1] == ending else f"; {_next(frame, entity, longest[-1] + WEEK)}"
    if len(longest) >= asked.claim.weeks:
        led = f"{who} did lead for {_weeks(len(longest))} by {metric}, but not{_until(ending)}"
        return f"{led}: {margins}{then}."
    led = f"{who} led for {_weeks(len(longest))} by {metric} at most{_until(ending)}"
    return f"{led}, not for {in_words(asked.claim.weeks)}: {margins}{then}."


def _streaks(asked: Asked, finding: Finding) -> list[tuple[list[date], str, Finding]]:
    """The stretches of weeks that an entity of the subject led, alone or tied."""
    frame, ending, subject = asked.frame(finding), asked.ground.ending, asked.subjects[0]
    first = frame[(frame["rank"] == 1).fillna(value=False)]
    if ending:
        first = first[first["week"] <= pd.Timestamp(ending)]
    found = []
    for entity in subject.at(level_of(finding.cell, subject), asked.ground.slugs):
        led = sorted(week.date() for week in first.loc[first["entity"] == entity, "week"])
        numbered = groupby(enumerate(led), lambda pair: pair[1] - WEEK * pair[0])
        found += [([week for _, week in streak], entity, finding) for _, streak in numbered]
    return found


def _margin(first: pd.DataFrame, week: date, entity: str) -> str:
    (row,) = each(first[first["week"] == pd.Timestamp(week)])
    if row.entity != entity:
        return f"{label(week)} (tied with {row.entity})"
    return (
        label(week)
        if pd.isna(row.lead)
        else (f"{label(week)} ({times(row.lead)} over {row.runner_up})")
    )


def _next(frame: pd.DataFrame, entity: str, week: date) -> str:
    """What happened in the week after a streak."""
    here = frame[frame["week"] == pd.Timestamp(week)]
    leaders = here.loc[(here["rank"] == 1).fillna(value=False), "entity"]
    if leaders.empty:
        return f"the leader of {label(week)} is not known"
    led = f"in {label(week)} {' and '.join(leaders)} led"
    own = here.loc[here["entity"] == entity, "rank"]
    if own.notna().any():
        return f"{led} and {entity} was at rank {own.iloc[0]}"
    return f"{led} and {entity} was no longer named" if own.empty else led


def _at_best(asked: Asked) -> str:
    """How high it came in the weeks claimed: a rank, or what the bounds of its calls allow."""
    ranks = [row["rank"] for finding in asked.findings for row in finding.evidence if row["rank"]]
    if ranks:
        return f" (at best rank {min(ranks)} in the weeks claimed)"
    if asked.findings[0].cell.metric != "calls":
        return ""
    bounds = asked.ground.bounds()
    slugs = asked.subjects[0].at("slug", asked.ground.slugs)
    claimed_for = [pd.Timestamp(week) for finding in asked.findings for week in weeks_of(finding)]
    own = bounds[bounds["entity"].isin(slugs) & bounds["week"].isin(claimed_for)]
    best = own.dropna(subset=["best_rank"]).sort_values(["best_rank", "week"]).head(1)
    return "".join(
        f" (at best {ordinal(int(row.best_rank))} in {label(row.week.date())})"
        for row in each(best)
    )


def _not_measured(asked: Asked, said: str) -> str:
    for finding in asked.findings:
        if finding.holds is None and finding.lost:
            return (
                f"It cannot be settled whether {said}: a day of {weeks(finding.lost)} is lost at"
                " the publisher and could have turned the answer; without it"
                f" {_found(asked, [finding])}."
            )
    reasons = dict.fromkeys(finding.why for finding in asked.findings if finding.why)
    return f"It is not measured whether {said}: {'; '.join(reasons)}."


def _off(claim: Claim, finding: Finding) -> str:
    """By how much an amount found differs from the one claimed."""
    if not isinstance(claim, Amount) or finding.value is None or not claim.figure.value:
        return ""
    off = round(numbers.difference(claim.figure, finding.value), 1)
    return f" ({off + 0.0:+.1f} %)"


def _until(ending: date | None) -> str:
    return f" up to {label(ending)}" if ending else ""


def _weeks(number: int) -> str:
    return f"{in_words(number)} week{'s' if number != 1 else ''}"
