"""Format the verdict on a claim as one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import groupby

import pandas as pd

from tracker.analysis.ranks import leads
from tracker.analysis.rows import each
from tracker.claims import numbers
from tracker.claims.claim import (
    Amount,
    Change,
    Claim,
    Direction,
    First,
    FromTo,
    Growth,
    Led,
    More,
    Number,
    OfTop,
    Over,
    Ranked,
    Ratio,
    Share,
    Trend,
)
from tracker.claims.evidence import Finding, Result, weeks_of
from tracker.claims.ground import Ground, in_period
from tracker.claims.numbers import Figure
from tracker.identity.subjects import Subject
from tracker.text import SPEND, amount, in_words, listed, ordinal, times, weeks
from tracker.weeks import WEEK, label


def because(result: Result, verdict: str) -> str:
    """Return the verdict as one sentence: the subject, the findings and the claim."""
    findings = [finding for finding in result.findings if finding.holds is not None]
    metric = result.findings[0].cell.metric
    statement = statement_of(result.claim, result.subjects, metric, result.ground)
    if verdict == "not_measured":
        return _not_measured(result, statement)
    if verdict == "depends":
        holds = _findings_text(result, [finding for finding in findings if finding.holds])
        fails = _findings_text(result, [finding for finding in findings if not finding.holds])
        return f"It depends on the definition whether {statement}: yes, {holds}; no, {fails}."
    if verdict == "supported":
        text = _findings_text(result, findings)
        return f"It holds that {statement}: {text}.{_when(result, findings)}"
    return _led(result) or f"It does not hold that {statement}: {_findings_text(result, findings)}."


def read_as(result: Result) -> str:
    """Return how a claim was read, as a sentence that names subject, measure and period."""
    metric = result.findings[0].cell.metric
    statement = statement_of(result.claim, result.subjects, metric, result.ground)
    return f"{statement[0].upper()}{statement[1:]}."


def _when(result: Result, findings: list[Finding]) -> str:
    """Return when it held, for a streak that is over if no ending week was asked for.

    A sentence with a day of publication is judged on the weeks until then.
    """
    stretches = [finding.stretch for finding in findings if finding.stretch]
    ends = [each.latest or each.last for each in stretches if each.last]
    if result.ground.ending or not ends:
        return ""
    frame = result.frame(findings[0])
    newest = frame.loc[frame["complete"], "week"].max().date()
    if max(filter(None, ends)) >= newest:
        return ""
    last = "" if result.ground.until else ", the newest week on record"
    return f" It held then, and not up to {label(newest)}{last}."


def statement_of(  # noqa: PLR0911, PLR0912 - one for each form
    claim: Claim, subjects: tuple[Subject, ...], metric: str, ground: Ground
) -> str:
    """Return what a claim says, counted by ``metric``."""
    who, until = ground.called(subjects[0]), _window(ground)
    when = in_period(ground.name(claim.week)) if hasattr(claim, "week") else ""
    was = "was" if subjects[0].is_model and not subjects[0].members else "were"
    match claim:
        case Led():
            where = "at #1" if claim.top == 1 else f"in the top {in_words(claim.top)}"
            where += _among(ground)
            return f"{who} {was} {where} by {metric} for {_weeks(claim.weeks)}{until}"
        case Over():
            rival = ground.called(subjects[1])
            return f"{who} had more {metric} than {rival} for {_weeks(claim.weeks)}{until}"
        case Trend():
            went = "rose" if claim.direction == "up" else "fell"
            return f"the total of {metric} {went} for {_weeks(claim.weeks)}{until}"
        case Ranked():
            place = f"at rank {claim.rank}"
            if claim.outside and claim.rank == 1:
                place = "not at #1"
            elif claim.within or claim.outside:
                place = f"{'outside' if claim.outside else 'in'} the top {in_words(claim.rank)}"
            return f"{who} {was} {place}{_among(ground)} by {metric} {when}"
        case Amount():
            had = f"{who} had {_bounded(claim.figure, metric)}"
            if metric == SPEND:
                had = f"{_bounded(claim.figure, metric)} was spent on {who}"
            return f"{had} {when}"
        case Share():
            whole = "what is named" if claim.of_named else f"all {metric}"
            return f"{who} had {_percentage(claim.figure)} of {whole} {when}"
        case Change():
            return f"the {metric} of {who} {_moved(claim.figure)} {when}"
        case More():
            rival = ground.called(subjects[1])
            passed = ", and not in the one before" if claim.passed else ""
            return f"{who} had more {metric} than {rival} {when}{passed}"
        case Ratio():
            rival = ground.called(subjects[1]) if len(subjects) > 1 else "the second"
            return f"{who} had {_multiple(claim.figure)} the {metric} of {rival} {when}"
        case Growth():
            what = "share" if claim.of_share else metric
            base = ground.name(claim.base)
            one = claim.of_share or metric == SPEND
            that = "was {} that" if one else "were {} those"
            compared = that.format(_multiple(claim.figure))
            return f"the {what} of {who} {when} {compared} of {base}"
        case Direction():
            went = "more" if claim.direction == "up" else "fewer"
            return f"{who} had {went} {metric} {when} than in the one before"
        case OfTop():
            largest = f"the {in_words(claim.top)} largest"
            if claim.is_share:
                part = _percentage(claim.figure)
                return f"{who} had {part} of the {metric} of {largest} {when}"
            part = in_words(int(claim.figure.value)) if claim.figure.value else "none"
            return f"{who} were {part} of {largest} by {metric} {when}"
        case Number():
            number = f"{in_words(claim.number)} models"
            return f"{number} had {_bounded(claim.figure, metric)} {when}"
        case FromTo():
            before = in_period(ground.name(ground.before(claim.week)))
            earlier = f"{_bounded(claim.earlier, metric)} {before}"
            return f"{who} had {earlier} and {_bounded(claim.figure, metric)} {when}"
        case First():
            return _first(claim, subjects, metric, ground)
    raise TypeError(f"no sentence is known for {type(claim).__name__}")


def _among(ground: Ground) -> str:
    """Return the group whose models are ranked, as it follows a place."""
    return "" if ground.group is None else f" among {ground.called(ground.group)}"


def _first(claim: First, subjects: tuple[Subject, ...], metric: str, ground: Ground) -> str:
    who, when = ground.called(subjects[0]), in_period(ground.name(claim.week))
    if claim.record:
        amount = f", {_bounded(claim.figure, metric)}" if claim.figure else ""
        return f"{who} had more {metric} {when} than ever before{amount}"
    if claim.group is not None:
        if subjects[0] == subjects[1]:
            return f"one of {who} was at #1 by {metric} for the first time {when}"
        return f"{who} was the first of {ground.called(subjects[1])} at #1 by {metric}"
    if claim.rank is not None:
        place = f"in the top {in_words(claim.rank)}" if claim.within else f"at #{claim.rank}"
        was = "was" if subjects[0].is_model else "were"
        return f"{who} {was} {place} by {metric} for the first time {when}"
    if claim.is_share and claim.figure is not None:
        share = _percentage(claim.figure)
        return f"{who} had {share} of all {metric} for the first time {when}"
    more = f"more {metric} than {ground.called(subjects[1])}" if claim.rival else ""
    return f"{who} had {more or _bounded(claim.figure, metric)} for the first time {when}"  # type: ignore[arg-type]


_NUMBER = re.compile(r"[0-9.,]+ ?[KMBT]?")
_HEDGES = {"more": "more than ", "less": "less than ", "about": "about ", "": ""}


def _bounded(figure: Figure, metric: str) -> str:
    """Return an amount as claimed, with its bound: more than 17T tokens."""
    unit = "" if metric == "spend" else f" {metric}"
    is_number = _NUMBER.fullmatch(figure.written)
    written = figure.written if is_number else _claimed(figure, metric)
    return f"{_HEDGES[figure.hedge]}{written}{unit}"


def _claimed(figure: Figure, metric: str) -> str:
    """Return an amount with the digits of the claim: 1.00 trillion is 1.00T, a trillion 1T."""
    if metric == SPEND:
        return amount(int(figure.value), metric)
    for unit, zeros in (("T", 12), ("B", 9), ("M", 6), ("K", 3)):
        if figure.value >= 10**zeros:
            digits = max(0, zeros - figure.step.adjusted())
            return f"{figure.value.scaleb(-zeros):,.{digits}f}{unit}"
    return str(figure.value)


def _percentage(figure: Figure) -> str:
    """Return a percentage with the digits of the claim, two at most; a third is 33.3 %."""
    digits = min(max(1, -figure.step.adjusted()), 2)
    return f"{_HEDGES[figure.hedge]}{float(round(figure.value, digits)):g} %"


def _moved(figure: Figure) -> str:
    """Return a change as claimed: rose by 20 %, fell by more than 30 %."""
    if figure.value >= 0:
        return f"rose by {_percentage(figure)}"
    hedge = {"more": "less", "less": "more"}.get(figure.hedge, figure.hedge)
    return f"fell by {_percentage(replace(figure, value=-figure.value, hedge=hedge))}"


def _multiple(figure: Figure) -> str:
    return f"{_HEDGES[figure.hedge]}{float(figure.value):.3g} times"


def _findings_text(result: Result, findings: list[Finding]) -> str:
    """Return the findings as text, with equal ones together."""
    same: dict[str, dict[str, list[str]]] = {}
    several = len({finding.cell.by for finding in result.findings}) > 1
    sums = any(subject.is_sum for subject in result.subjects)
    for finding in findings:
        cell = finding.cell
        depth = (
            f"among the {in_words(cell.depth)} largest slugs"
            if cell.depth
            else "over all that are published"
        )
        text = f"{finding.found}{_deviation(result.claim, finding)}"
        levels = same.setdefault(text, {}).setdefault(depth if sums else "", [])
        levels += [f"by {cell.by}"] if several else []
    return "; ".join(
        f"{text} {listed([_under(levels, depth) for depth, levels in how.items()])}".rstrip()
        for text, how in same.items()
    )


def _under(levels: list[str], depth: str) -> str:
    return " ".join(filter(None, [listed(list(dict.fromkeys(levels))), depth]))


def _led(result: Result) -> str | None:
    """Return the sentence for a claimed streak at #1 that does not hold, or None.

    It has the longest lead of the subject, its margins, and what came next.
    """
    if not isinstance(result.claim, Led) or result.claim.top > 1:
        return None
    ending = result.ground.ending
    who, metric = result.ground.called(result.subjects[0]), result.findings[0].cell.metric
    who = who if result.subjects[0].is_model else f"{who[0].upper()}{who[1:]}"
    among = _among(result.ground)
    streaks = [streak for finding in result.findings for streak in _streaks(result, finding)]
    if not streaks:
        return (
            f"{who} led no week by {metric}{among} that can be ranked"
            f"{_until(ending)}{_best_rank(result)}."
        )
    longest, entity, finding = max(streaks, key=lambda streak: len(streak[0]))
    frame = result.frame(finding)
    first, naming = result.ground.once(leads, frame), result.naming(finding)
    margins = ", ".join(_margin(first, week, entity, naming) for week in longest)
    after = "" if longest[-1] == ending else f"; {_next(frame, entity, longest[-1] + WEEK, naming)}"
    if len(longest) >= result.claim.weeks:
        led = f"{who} did lead{among} for {_weeks(len(longest))} by {metric}"
        led += f", but not{_until(ending)}"
        return f"{led}: {margins}{after}."
    led = f"{who} led{among} for {_weeks(len(longest))} by {metric} at most{_until(ending)}"
    return f"{led}, not for {in_words(result.claim.weeks)}: {margins}{after}."


def _streaks(result: Result, finding: Finding) -> list[tuple[list[date], str, Finding]]:
    """Return the stretches of weeks that an entity of the subject led, alone or tied."""
    frame, ending, subject = result.frame(finding), result.ground.ending, result.subjects[0]
    first = frame[(frame["rank"] == 1).fillna(value=False)]
    if ending:
        first = first[first["week"] <= pd.Timestamp(ending)]
    streaks = []
    for entity in result.ground.entities(subject, finding.cell):
        led = sorted(week.date() for week in first.loc[first["entity"] == entity, "week"])
        numbered = groupby(enumerate(led), lambda pair: pair[1] - WEEK * pair[0])
        streaks += [([week for _, week in streak], entity, finding) for _, streak in numbered]
    return streaks


def _margin(first: pd.DataFrame, week: date, entity: str, naming: Callable[[str], str]) -> str:
    (row,) = each(first[first["week"] == pd.Timestamp(week)])
    if row.entity != entity:
        return f"{label(week)} (tied with {naming(row.entity)})"
    return (
        label(week)
        if pd.isna(row.lead)
        else (f"{label(week)} ({times(row.lead)} over {naming(row.runner_up)})")
    )


def _next(frame: pd.DataFrame, entity: str, week: date, naming: Callable[[str], str]) -> str:
    """Return what happened in the week after a streak."""
    rows = frame[frame["week"] == pd.Timestamp(week)]
    leaders = rows.loc[(rows["rank"] == 1).fillna(value=False), "entity"]
    if leaders.empty:
        return f"the leader of {label(week)} is not known"
    led = f"in {label(week)} {' and '.join(map(naming, leaders))} led"
    name = naming(entity)
    rank = rows.loc[rows["entity"] == entity, "rank"]
    if rank.notna().any():
        return f"{led} and {name} was at rank {rank.iloc[0]}"
    return f"{led} and {name} was no longer named" if rank.empty else led


def _best_rank(result: Result) -> str:
    """Return the best rank in the weeks claimed, or what the bounds of its calls allow."""
    ranks = [row["rank"] for finding in result.findings for row in finding.evidence if row["rank"]]
    if ranks:
        return f" (at best rank {min(ranks)} in the weeks claimed)"
    if result.findings[0].cell.metric != "calls" or result.ground.group is not None:
        return ""
    bounds = result.ground.bounds()
    slugs = result.subjects[0].at("slug", result.ground.slugs_of(result.subjects[0]))
    claimed_for = [pd.Timestamp(week) for finding in result.findings for week in weeks_of(finding)]
    entity_bounds = bounds[bounds["entity"].isin(slugs) & bounds["week"].isin(claimed_for)]
    best = entity_bounds.dropna(subset=["best_rank"]).sort_values(["best_rank", "week"]).head(1)
    return "".join(
        f" (at best {ordinal(int(row.best_rank))} in {label(row.week.date())})"
        for row in each(best)
    )


def _not_measured(result: Result, statement: str) -> str:
    for finding in result.findings:
        if finding.holds is None and finding.lost:
            return (
                f"It cannot be settled whether {statement}: a day of {weeks(finding.lost)} is lost"
                " at the publisher and could have changed the answer; without it"
                f" {_findings_text(result, [finding])}."
            )
    reasons = dict.fromkeys(finding.why for finding in result.findings if finding.why)
    return f"It is not measured whether {statement}: {'; '.join(reasons)}."


def _deviation(claim: Claim, finding: Finding) -> str:
    """Return by how much an amount found differs from the one claimed."""
    if not isinstance(claim, Amount) or finding.value is None or not claim.figure.value:
        return ""
    off = round(numbers.difference(claim.figure, finding.value), 1)
    return f" ({off + 0.0:+.1f} %)"


def _until(ending: date | None) -> str:
    return f" up to {label(ending)}" if ending else ""


def _window(ground: Ground) -> str:
    """Return the weeks in which a streak is looked for, as far as the text limits them."""
    if ground.since is None or ground.until is None:
        return _until(ground.ending)
    if ground.ending is not None and ground.ending < ground.until:
        return _until(ground.ending)
    first, last = ground.since, ground.until
    return f" in {label(first)}" if first == last else f" from {label(first)} to {label(last)}"


def _weeks(number: int) -> str:
    return f"{in_words(number)} week{'s' if number != 1 else ''}"
