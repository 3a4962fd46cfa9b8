"""The measures of a profile, question by question, and the sentences that sum them up.

Did it lead, how clearly, and by calls too? Was it paid for? Did it last, and at whose cost?

weeks-in-the-top
    The number of complete weeks on record in which the entity was in the first 1, 3 or 10.
lead-over-the-second
    The `lead` (a ratio) and the `margin` (points) of each week of the case; the smallest speaks.
rank-by-calls
    Its best rank by calls in those weeks of the case that can be ranked. Where none can, its best
    in the other weeks that can, and where there is none either, the best that the bounds of its
    largest slug allow (see `best_rank`).
token-share-less-call-share
    In points, of the weeks of the case: above zero, longer prompts and answers than the rest;
    below, more requests of fewer tokens. Requests are not users.
tokens-per-call
    Tokens ÷ calls of the same weeks, of the slugs of which both are known.
growth-of-the-case
    Printed `change`: from the week before the case to the week of the case in which its share was
    highest, split into `market` and `gain`. What was not named in the week before has no split.
who-lost-share
    The three that lost most `points` of share between these two weeks.
share-kept-after-the-peak
    The part of its peak share that it had 4, 8 and 12 weeks after the peak (see `kept`); what
    speaks is what it had after eight.
profile
    All measures of one entity in its best weeks, and a summary of them.
breakthrough
    A lead that many chose and kept choosing: clear, by calls too, paid for, and lasting. It is what
    the measures of a profile speak for, each by itself; there is no score.
vanity
    The opposite: a lead that is short, near to a tie, given away, or made by few long requests. It
    is what measures that speak against a breakthrough point to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from tracker.analysis import growth
from tracker.analysis.quality import with_benchmarks
from tracker.analysis.ranks import leads
from tracker.analysis.rows import each
from tracker.analysis.streaks import Kept
from tracker.errors import GapError
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN, Case, Measure
from tracker.profiles.elsewhere import elsewhere_measures
from tracker.profiles.money import money_measures
from tracker.records import OTHER, Definition
from tracker.text import (
    amount,
    counted,
    from_to,
    in_words,
    listed,
    ordinal,
    percent,
    times,
    weeks,
)
from tracker.weeks import WEEK, label

QUESTION_STREAK = "did it lead?"
QUESTION_LEAD = "how clearly?"
QUESTION_CALLS = "many calls, or long ones?"
LISTED = 6
"""The largest number of leads that are listed; of more only the least and the most."""


def _lead_measures(case: Case) -> Iterator[Measure]:
    yield _streaks(case)
    yield _in_top(case)
    if case.led:
        yield _lead(case)
    if case.metric == "tokens":
        yield from _call_measures(case)


def _streaks(case: Case) -> Measure:
    if not case.led:
        text = f"never; its highest share was in {from_to(case.first, case.last)}"
        return Measure(
            QUESTION_STREAK, "weeks at #1", text, AGAINST, f"it never led by {case.metric}"
        )
    longest, total = int(case.streaks["weeks"].max()), int(case.streaks["weeks"].sum())
    ongoing = bool(case.streaks["ongoing"].any())
    text = f"{counted(longest, 'week')} running ({from_to(case.first, case.last)}), {total} in all"
    lasting = longest >= case.thresholds.lasting_weeks
    only = "" if lasting or ongoing else "no more than "
    leads_on = case.last == case.streaks["last"].max().date()
    still = "" if not ongoing else ", and still does" if leads_on else ", and leads again"
    reason = f"it led {only}{_weeks(longest)} running ({from_to(case.first, case.last)}){still}"
    return Measure(QUESTION_STREAK, "weeks at #1", text, FOR if lasting else AGAINST, reason)


def _in_top(case: Case) -> Measure:
    ranks = case.frame.loc[case.frame["entity"] == case.entity, "rank"].dropna()
    counts = ", ".join(f"top {top}: {int((ranks <= top).sum())}" for top in (1, 3, 10))
    return Measure(QUESTION_STREAK, "weeks in the top", counts)


def _lead(case: Case) -> Measure:
    leads_of_weeks = case.known.figures.of(leads, Definition(case.metric, case.subject.level))
    rows = case.within(leads_of_weeks.dropna(subset=["lead"]))
    if rows.empty:
        return Measure(QUESTION_LEAD, "lead over the second", "not known", UNKNOWN, "its lead")
    many = len(rows) > LISTED
    shown = rows.sort_values("lead", kind="stable").iloc[[0, -1]] if many else rows
    parts = [
        f"{label(row.week.date())} {times(row.lead)}{_points(row.margin)}" for row in each(shown)
    ]
    text = "least {}, most {}".format(*parts) if many else ", ".join(parts)
    least, limits = float(rows["lead"].min()), case.thresholds
    reason = f"it was ahead of the second by {times(least)} at the least"
    if least == 1:
        reason = "it shared the lead"
    speaks = FOR if least >= limits.clear_lead else AGAINST if least < limits.near_tie else SILENT
    return Measure(QUESTION_LEAD, "lead over the second", text, speaks, reason)


def _points(margin: float) -> str:
    return "" if pd.isna(margin) else f" ({margin:+.1f} points)"


def _call_measures(case: Case) -> Iterator[Measure]:
    weeks_of_case = (case.first, case.last)
    calls = case.subject_rows(
        case.known.figures.between(Definition("calls", case.subject.level), *weeks_of_case)
    )
    ranks = calls["rank"].dropna()
    if len(ranks):
        best = int(ranks.min())
        weeks = case.subject_rows(case.frame)["week"].nunique()
        part = "" if len(ranks) == weeks else f" (known in {len(ranks)} of {weeks} weeks)"
        place = "first by calls too" if best == 1 else f"{ordinal(best)} by calls at best"
        yield Measure(
            QUESTION_CALLS,
            "rank by calls",
            f"{ordinal(best)} at best{part}",
            FOR if best == 1 else AGAINST,
            f"it was {place}{part}",
        )
    else:
        by_bounds = _rank_by_bounds(case)
        frame = case.known.figures(Definition("calls", case.subject.level))
        other = _rank_in_other_weeks(frame[frame["entity"] == case.entity], case)
        yield by_bounds if by_bounds.speaks != UNKNOWN else other or by_bounds
    yield from _share_gap(case, calls)
    yield _tokens_per_call(case)


def _rank_in_other_weeks(rows: pd.DataFrame, case: Case) -> Measure | None:
    """Return its best rank by calls outside its streak, or None where it was never ranked.

    It is for a streak whose weeks have no known calls.
    """
    ranked = rows[rows["rank"].notna()]
    if ranked.empty:
        return None
    best = int(ranked["rank"].min())
    when = [week.date() for week in ranked.loc[ranked["rank"] == best, "week"]]
    best_rank = f"{ordinal(best)} in {weeks(when)}"
    ranked_weeks = counted(len(ranked), "week")
    case_weeks = from_to(case.first, case.last)
    text = f"{best_rank}; calls are known of {ranked_weeks}, and of none of {case_weeks}"
    reason = f"it was {ordinal(best)} by calls in {weeks(when)}, outside its streak"
    return Measure(QUESTION_CALLS, "rank by calls", text, FOR if best == 1 else SILENT, reason)


def _rank_by_bounds(case: Case) -> Measure:
    """Return the rank by calls that bounds allow its largest slug."""
    all_bounds = case.known.bounds()
    bounds = (
        case.slug_rows(all_bounds)
        if case.subject.is_model and len(all_bounds)
        else all_bounds.head(0)
    )
    largest = bounds.sort_values("lower").tail(1)
    best = None if largest.empty else largest["best_rank"].iloc[0]
    if best is None or pd.isna(best) or int(best) == 1:
        return Measure(QUESTION_CALLS, "rank by calls", "not known", UNKNOWN, "its rank by calls")
    rank, slug = ordinal(int(best)), largest["entity"].iloc[0]
    week = label(largest["week"].iloc[0].date())
    text = f"at best {rank} in {week} ({case.called(slug)}); no capture has all calls of that week"
    reason = f"it was at best {rank} by calls"
    return Measure(QUESTION_CALLS, "rank by calls", text, AGAINST, reason)


def _share_gap(case: Case, calls: pd.DataFrame) -> Iterator[Measure]:
    both = case.subject_rows(case.frame).merge(calls, on="week", suffixes=("", "_calls"))
    gap = ((both["share"] - both["share_calls"]) * 100).dropna()
    if len(gap):
        text = (
            f"{gap.min():+.1f} to {gap.max():+.1f} points"
            if len(gap) > 1
            else (f"{gap.iloc[0]:+.1f} points")
        )
        yield Measure(QUESTION_CALLS, "token share less call share", text)


def _tokens_per_call(case: Case) -> Measure:
    tokens, calls = (
        case.known.figures.between(Definition(metric, "slug"), case.first, case.last)
        for metric in ("tokens", "calls")
    )
    both = tokens.merge(
        calls[calls["complete"] & ~calls["proven"]], on=["week", "entity"], suffixes=("", "_calls")
    )
    both = both[both["complete"] & (both["value_calls"] > 0)]
    rows = case.slug_rows(both)
    if rows.empty:
        return Measure(
            QUESTION_CALLS, "tokens per call", "not known", UNKNOWN, "its tokens per call"
        )
    others = both[
        both["week"].isin(rows["week"])
        & ~both["entity"].isin(case.slugs)
        & (both["entity"] != OTHER)
    ]
    comparison = f", the others that are known {_ratios(others)}" if len(others) else ""
    return Measure(QUESTION_CALLS, "tokens per call", f"{_ratios(rows)}{comparison}")


def _ratios(rows: pd.DataFrame) -> str:
    """Return tokens per call, from the week of the fewest to that of the most."""
    sums = rows.groupby("week")[["value", "value_calls"]].sum()
    each_week = [round(int(tokens) / int(calls)) for tokens, calls in sums.to_numpy()]
    return " to ".join(dict.fromkeys(amount(end) for end in (min(each_week), max(each_week))))


def _weeks(number: int) -> str:
    return f"{in_words(number)} week{'s' if number != 1 else ''}"


QUESTION_LAST = "does it last?"
QUESTION_GROWTH = "growth or substitution?"
QUESTION_QUALITY = "quality?"
AFTER = 8
"""The weeks after the peak at which the share kept speaks."""
LOSERS = 3


def _duration_measures(case: Case) -> Iterator[Measure]:
    yield _half_life(case)
    yield _share_kept(case)
    yield _change(case)
    yield from _losers(case)
    yield from _quality(case)


def _half_life(case: Case) -> Measure:
    endurance = case.endurance
    peak = f"{percent(endurance.peak_share)} in {label(endurance.peak.date())}"
    if endurance.half_life is None:
        text = (
            f"peak {peak}; half of it or more for at least {counted(endurance.held, 'week')} so far"
        )
        speaks = FOR if endurance.held > case.thresholds.half_life else SILENT
        reason = f"it has kept half of its peak for {counted(endurance.held, 'week')} so far"
        return Measure(QUESTION_LAST, "half-life", text, speaks, reason)
    exact = endurance.half_life == endurance.held + 1
    when = f"{'' if exact else 'at most '}{counted(endurance.half_life, 'week')}"
    short = endurance.half_life <= case.thresholds.half_life
    reason = f"half of its peak was gone after {when}"
    return Measure(
        QUESTION_LAST,
        "half-life",
        f"peak {peak}; half was gone after {when}",
        AGAINST if short else FOR,
        reason,
    )


def _share_kept(case: Case) -> Measure:
    text = ", ".join(f"+{kept.weeks} {_ratio(kept)}" for kept in case.endurance.after_peak)
    after = next((kept for kept in case.endurance.after_peak if kept.weeks == AFTER), None)
    speaks, reason = SILENT, ""
    if after is not None and after.ratio is not None:
        speaks = FOR if after.ratio >= case.thresholds.kept else AGAINST
        reason = f"{AFTER} weeks after its peak {percent(after.ratio)} of it was left"
    elif after is not None and after.reason == "not named":
        speaks, reason = AGAINST, f"{AFTER} weeks after its peak it was no longer named"
    return Measure(QUESTION_LAST, "share kept after the peak", text, speaks, reason)


def _ratio(kept: Kept) -> str:
    return str(kept.reason) if kept.ratio is None else percent(kept.ratio)


def _before(case: Case) -> date:
    return case.first - WEEK


def _change(case: Case) -> Measure:
    name = f"change, {label(_before(case))} to {label(case.peak)}"
    unknown = Measure(QUESTION_GROWTH, name, "not known", UNKNOWN, "how much of it was growth")
    try:
        split = growth.between(case.frame, _before(case), case.peak)
    except GapError:
        return unknown
    rows = split[split["entity"] == case.entity]
    if rows.empty:
        return Measure(QUESTION_GROWTH, name, "no split: it was not named in the week before")
    if pd.isna(rows["market"].iloc[0]):
        return unknown
    row = rows.iloc[0]
    text = (
        f"{_signed(int(row['change']))}: {_signed(int(row['market']))} with the market,"
        f" {_signed(int(row['gain']))} by share"
    )
    return Measure(QUESTION_GROWTH, name, text)


def _losers(case: Case) -> Iterator[Measure]:
    try:
        shares = growth.lost_share(case.frame, _before(case), case.peak)
    except GapError:
        yield Measure(QUESTION_GROWTH, "who lost share", "not known", UNKNOWN, "who lost the share")
        return
    losers = shares[(shares["points"] < 0) & (shares["entity"] != OTHER)].head(LOSERS)
    text = ", ".join(
        f"{case.called(row.entity, case.subject.level)} {row.points:+.1f}"
        f"{' or more, no longer named' if row.at_least else ''}"
        for row in each(losers)
    )
    if text:
        yield Measure(QUESTION_GROWTH, "who lost share, points", text)


def _quality(case: Case) -> Iterator[Measure]:
    if case.known.benchmarks.empty:
        yield Measure(
            QUESTION_QUALITY, "accuracy", "not known: none on record", UNKNOWN, "how good it is"
        )
        return
    slugs = case.known.figures(Definition(case.metric, "slug"))
    rows = with_benchmarks(slugs, case.known.benchmarks, case.known.prices, case.peak)
    subject_rows = rows[rows["entity"].isin(case.slugs) & rows["accuracy"].notna()]
    for row in each(subject_rows.drop_duplicates("benchmark")):
        slug = "" if case.subject.is_model else f" ({case.called(row.entity)})"
        price = "" if pd.isna(row.price_prompt) else f", {row.price_prompt:.2f} USD per M prompt"
        yield Measure(
            QUESTION_QUALITY,
            f"accuracy, {row.benchmark}",
            f"{percent(row.accuracy)}, rank {row.rank_by_accuracy}{price}{slug}",
        )
    if subject_rows.empty:
        yield Measure(
            QUESTION_QUALITY, "accuracy", "not known: none of this model", UNKNOWN, "how good it is"
        )


def _signed(value: int) -> str:
    return f"{'−' if value < 0 else '+'}{amount(abs(value))}"


def measures(case: Case) -> list[Measure]:
    """Return every measure, question by question."""
    return [
        *_lead_measures(case),
        *money_measures(case),
        *_duration_measures(case),
        *elsewhere_measures(case),
    ]


def sentences(case: Case, measured: list[Measure]) -> list[str]:
    """Return what speaks for a breakthrough, what against one, and what is not known."""
    reasons = {
        side: [measure.reason for measure in measured if measure.speaks == side and measure.reason]
        for side in (FOR, AGAINST, UNKNOWN)
    }
    lines = []
    if reasons[FOR]:
        lines.append(f"For {case.name} as a breakthrough: {'; '.join(reasons[FOR])}.")
    if reasons[AGAINST]:
        opening = "Against it" if reasons[FOR] else f"Against {case.name} as a breakthrough"
        lines.append(f"{opening}: {'; '.join(reasons[AGAINST])}.")
    if not lines:
        lines.append(f"Nothing measured of {case.name} speaks for a breakthrough or against one.")
    if reasons[UNKNOWN]:
        lines.append(f"Not known: {listed(reasons[UNKNOWN])}.")
    return lines
