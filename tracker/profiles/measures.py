"""The measures of a profile, question by question, and what they come to in sentences.

Did it lead, how clearly, and by calls too? Was it paid for? Did it last, and at whose cost?

weeks-in-the-top
    In how many complete weeks on record the entity was in the first 1, 3 or 10.
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
free-part-of-its-own
    The part of an entity's own tokens (or calls) in the weeks of the case that came from its
    `:free` variants or from stealth models.
rank-without-what-is-free
    Its rank in the last week of the case when everything free or stealth is counted in `other`.
share-of-spend
    Its `spend_share` in the week of the case in which its share was highest; what speaks is the
    `dollar_gap`.
share-of-its-largest-app
    How much of its tokens came through one app. No source that the tracker reads tells which app
    used which model, so it is not measured.
growth-of-the-case
    Printed `change`: from the week before the case to the week of the case in which its share was
    highest, split into `market` and `gain`. What was not named in the week before has no split.
who-lost-share
    The three that lost most `points` of share from the one of these weeks to the other.
share-kept-after-the-peak
    The part of its peak share that it had 4, 8 and 12 weeks after the peak (see `kept`); what
    speaks is what it had after eight.
profile
    Everything that is measured of one entity in its best weeks, and what it comes to.
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
from tracker.analysis.free import without_free
from tracker.analysis.quality import beside
from tracker.analysis.ranks import leads, rank
from tracker.analysis.rows import each
from tracker.analysis.spend import spend, spend_share
from tracker.analysis.streaks import Kept
from tracker.errors import GapError
from tracker.identity import FREE, entity, is_stealth, variant
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN, Case, Measure
from tracker.records import OTHER, Definition
from tracker.text import (
    amount,
    between,
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

ASKED_STREAK = "did it lead?"
ASKED_LEAD = "how clearly?"
ASKED_CALLS = "many calls, or long ones?"
LISTED = 6
"""So many leads are told week by week; of more only the least and the most."""


def _of_leading(case: Case) -> Iterator[Measure]:
    yield _streaks(case)
    yield _in_top(case)
    if case.led:
        yield _lead(case)
    if case.metric == "tokens":
        yield from _by_calls(case)


def _streaks(case: Case) -> Measure:
    if not case.led:
        found = f"never; its highest share was in {from_to(case.first, case.last)}"
        return Measure(
            ASKED_STREAK, "weeks at #1", found, AGAINST, f"it never led by {case.metric}"
        )
    longest, total = int(case.streaks["weeks"].max()), int(case.streaks["weeks"].sum())
    ongoing = bool(case.streaks["ongoing"].any())
    found = f"{counted(longest, 'week')} running ({from_to(case.first, case.last)}), {total} in all"
    lasting = longest >= case.thresholds.lasting_weeks
    only = "" if lasting or ongoing else "no more than "
    leads_on = case.last == case.streaks["last"].max().date()
    still = "" if not ongoing else ", and still does" if leads_on else ", and leads again"
    reason = f"it led {only}{_weeks(longest)} running ({from_to(case.first, case.last)}){still}"
    return Measure(ASKED_STREAK, "weeks at #1", found, FOR if lasting else AGAINST, reason)


def _in_top(case: Case) -> Measure:
    ranks = case.frame.loc[case.frame["entity"] == case.entity, "rank"].dropna()
    told = ", ".join(f"top {top}: {int((ranks <= top).sum())}" for top in (1, 3, 10))
    return Measure(ASKED_STREAK, "weeks in the top", told)


def _lead(case: Case) -> Measure:
    every = case.known.figures.of(leads, Definition(case.metric, case.subject.level))
    first = case.within(every.dropna(subset=["lead"]))
    if first.empty:
        return Measure(ASKED_LEAD, "lead over the second", "not known", UNKNOWN, "its lead")
    many = len(first) > LISTED
    shown = first.sort_values("lead", kind="stable").iloc[[0, -1]] if many else first
    told = [
        f"{label(row.week.date())} {times(row.lead)}{_points(row.margin)}" for row in each(shown)
    ]
    found = "least {}, most {}".format(*told) if many else ", ".join(told)
    least, limits = float(first["lead"].min()), case.thresholds
    reason = f"it was ahead of the second by {times(least)} at the least"
    if least == 1:
        reason = "it shared the lead"
    speaks = FOR if least >= limits.clear_lead else AGAINST if least < limits.near_tie else SILENT
    return Measure(ASKED_LEAD, "lead over the second", found, speaks, reason)


def _points(margin: float) -> str:
    return "" if pd.isna(margin) else f" ({margin:+.1f} points)"


def _by_calls(case: Case) -> Iterator[Measure]:
    weeks_of_case = (case.first, case.last)
    calls = case.own(
        case.known.figures.between(Definition("calls", case.subject.level), *weeks_of_case)
    )
    ranks = calls["rank"].dropna()
    if len(ranks):
        best = int(ranks.min())
        weeks = case.own(case.frame)["week"].nunique()
        part = "" if len(ranks) == weeks else f" (known in {len(ranks)} of {weeks} weeks)"
        place = "first by calls too" if best == 1 else f"{ordinal(best)} by calls at best"
        yield Measure(
            ASKED_CALLS,
            "rank by calls",
            f"{ordinal(best)} at best{part}",
            FOR if best == 1 else AGAINST,
            f"it was {place}{part}",
        )
    else:
        bounded = _bounded(case)
        every = case.known.figures(Definition("calls", case.subject.level))
        other = _in_other_weeks(every[every["entity"] == case.entity], case)
        yield bounded if bounded.speaks != UNKNOWN else other or bounded
    yield from _gap(case, calls)
    yield _per_call(case)


def _in_other_weeks(own: pd.DataFrame, case: Case) -> Measure | None:
    """Return its best rank by calls in the weeks that are known, where those of its streak are not;
    nothing where it was never ranked."""
    ranked = own[own["rank"].notna()]
    if ranked.empty:
        return None
    best = int(ranked["rank"].min())
    when = [week.date() for week in ranked.loc[ranked["rank"] == best, "week"]]
    best_rank = f"{ordinal(best)} in {weeks(when)}"
    known = counted(len(ranked), "week")
    found = (
        f"{best_rank}; calls are known of {known}, and of none of {from_to(case.first, case.last)}"
    )
    reason = f"it was {ordinal(best)} by calls in {weeks(when)}, beside its streak"
    return Measure(ASKED_CALLS, "rank by calls", found, FOR if best == 1 else SILENT, reason)


def _bounded(case: Case) -> Measure:
    """The rank by calls that bounds allow its largest slug."""
    known = case.known.bounds()
    bounds = case.of_slugs(known) if case.subject.is_model and len(known) else known.head(0)
    largest = bounds.sort_values("lower").tail(1)
    best = None if largest.empty else largest["best_rank"].iloc[0]
    if best is None or pd.isna(best) or int(best) == 1:
        return Measure(ASKED_CALLS, "rank by calls", "not known", UNKNOWN, "its rank by calls")
    rank, slug = ordinal(int(best)), largest["entity"].iloc[0]
    week = label(largest["week"].iloc[0].date())
    found = f"at best {rank} in {week} ({slug}); nobody captured all calls of that week"
    reason = f"it was at best {rank} by calls"
    return Measure(ASKED_CALLS, "rank by calls", found, AGAINST, reason)


def _gap(case: Case, calls: pd.DataFrame) -> Iterator[Measure]:
    both = case.own(case.frame).merge(calls, on="week", suffixes=("", "_calls"))
    gap = ((both["share"] - both["share_calls"]) * 100).dropna()
    if len(gap):
        found = (
            f"{gap.min():+.1f} to {gap.max():+.1f} points"
            if len(gap) > 1
            else (f"{gap.iloc[0]:+.1f} points")
        )
        yield Measure(ASKED_CALLS, "token share less call share", found)


def _per_call(case: Case) -> Measure:
    tokens, calls = (
        case.known.figures.between(Definition(metric, "slug"), case.first, case.last)
        for metric in ("tokens", "calls")
    )
    both = tokens.merge(
        calls[calls["complete"] & ~calls["proven"]], on=["week", "entity"], suffixes=("", "_calls")
    )
    both = both[both["complete"] & (both["value_calls"] > 0)]
    own = case.of_slugs(both)
    if own.empty:
        return Measure(ASKED_CALLS, "tokens per call", "not known", UNKNOWN, "its tokens per call")
    rest = both[
        both["week"].isin(own["week"])
        & ~both["entity"].isin(case.slugs)
        & (both["entity"] != OTHER)
    ]
    others = f", the others that are known {_ratios(rest)}" if len(rest) else ""
    return Measure(ASKED_CALLS, "tokens per call", f"{_ratios(own)}{others}")


def _ratios(rows: pd.DataFrame) -> str:
    """Tokens per call, from the week of the fewest to that of the most."""
    sums = rows.groupby("week")[["value", "value_calls"]].sum()
    each_week = [round(int(tokens) / int(calls)) for tokens, calls in sums.to_numpy()]
    return " to ".join(dict.fromkeys(amount(end) for end in (min(each_week), max(each_week))))


def _weeks(number: int) -> str:
    return f"{in_words(number)} week{'s' if number != 1 else ''}"


ASKED_FREE = "paid or given away?"
ASKED_MONEY = "money or volume?"
ASKED_APP = "one customer?"


def _of_money(case: Case) -> Iterator[Measure]:
    yield _free(case)
    yield _paid_rank(case)
    if case.metric == "tokens":
        yield from _money(case)
    yield Measure(
        ASKED_APP,
        "share of its largest app",
        "not measured: no source here tells which app used which model",
        UNKNOWN,
        "whether one app made it",
    )


def _free(case: Case) -> Measure:
    own = case.of_slugs(case.known.figures(Definition(case.metric, "slug")))
    total = int(own["value"].sum())
    if not total:
        return Measure(ASKED_FREE, "free part of its own", "not known", UNKNOWN, "what was free")
    given = own[
        own["entity"].map(lambda slug: variant(slug) == FREE or is_stealth(slug)).astype(bool)
    ]
    part = int(given["value"].sum()) / total
    against = part >= case.thresholds.given_away
    reason = "all of it was free" if part == 1 else f"{percent(part)} of it was free"
    return Measure(
        ASKED_FREE,
        "free part of its own",
        percent(part),
        AGAINST if against else FOR if part == 0 else SILENT,
        "none of it was free" if part == 0 else reason,
    )


def _paid_rank(case: Case) -> Measure:
    """Its rank among what is paid for, in the last week of the case."""
    slugs = case.known.figures(Definition(case.metric, "slug"))
    here = slugs[slugs["week"] == pd.Timestamp(case.last)]
    paid = rank(without_free(here))
    names = [entity(slug, case.subject.level, case.last) for slug in paid["entity"]]
    summed = paid.assign(name=names).groupby("name")["value"].sum().drop(OTHER, errors="ignore")
    places = summed.rank(method="min", ascending=False)
    name, week = "rank without what is free", label(case.last)
    if not paid["can_rank"].all():
        return Measure(
            ASKED_FREE,
            name,
            f"not known: {week} cannot be ranked",
            UNKNOWN,
            "its rank among what is paid for",
        )
    if case.entity not in places:
        found = f"nothing of it is named among what is paid for in {week}"
        return Measure(ASKED_FREE, name, found)
    return Measure(ASKED_FREE, name, f"{int(places[case.entity])} in {week}")


def _money(case: Case) -> Iterator[Measure]:
    slugs = case.known.figures(Definition("tokens", "slug"))
    here = slugs[slugs["week"] == pd.Timestamp(case.peak)]
    shares = spend_share(
        spend(here, case.known.prices), lambda slug: entity(slug, case.subject.level, case.peak)
    )
    own = shares[shares["entity"] == case.entity]
    if own.empty or pd.isna(own["spend_share_low"].iloc[0]):
        yield Measure(
            ASKED_MONEY,
            "share of spend",
            "not known: no price on record",
            UNKNOWN,
            "its share of the money",
        )
        return
    row = own.iloc[0]
    late = ", at prices listed later" if row["priced_late"] else ""
    money = between(row["spend_share_low"], row["spend_share_high"])
    found = (
        f"{money} of the money and {percent(row['token_share'])} of the tokens that have a price"
        f"{late} ({percent(row['covered'])} of the week)"
    )
    much = row["dollar_gap_low"] >= case.thresholds.dollar_gap
    paid = row["dollar_gap_high"] <= 0
    reason = (
        f"its share of the money ({money}) was smaller than that of the tokens"
        if much
        else f"its share of the money ({money}) was no smaller than that of the tokens"
    )
    speaks = AGAINST if much else FOR if paid else SILENT
    yield Measure(
        ASKED_MONEY, f"share of spend, {from_to(case.peak, case.peak)}", found, speaks, reason
    )


ASKED_LAST = "does it last?"
ASKED_GROWTH = "growth or substitution?"
ASKED_QUALITY = "quality?"
AFTER = 8
"""Weeks after the peak at which what was kept speaks."""
LOSERS = 3


def _of_lasting(case: Case) -> Iterator[Measure]:
    yield _half_life(case)
    yield _kept(case)
    yield _growth(case)
    yield from _lost(case)
    yield from _quality(case)


def _half_life(case: Case) -> Measure:
    lasted = case.lasted
    peak = f"{percent(lasted.peak_share)} in {label(lasted.peak.date())}"
    if lasted.half_life is None:
        found = (
            f"peak {peak}; half of it or more for at least {counted(lasted.held, 'week')} so far"
        )
        speaks = FOR if lasted.held > case.thresholds.half_life else SILENT
        reason = f"it has kept half of its peak for {counted(lasted.held, 'week')} so far"
        return Measure(ASKED_LAST, "half-life", found, speaks, reason)
    exact = lasted.half_life == lasted.held + 1
    when = f"{'' if exact else 'at most '}{counted(lasted.half_life, 'week')}"
    short = lasted.half_life <= case.thresholds.half_life
    reason = f"half of its peak was gone after {when}"
    return Measure(
        ASKED_LAST,
        "half-life",
        f"peak {peak}; half was gone after {when}",
        AGAINST if short else FOR,
        reason,
    )


def _kept(case: Case) -> Measure:
    told = ", ".join(f"+{kept.weeks} {_ratio(kept)}" for kept in case.lasted.after_peak)
    after = next((kept for kept in case.lasted.after_peak if kept.weeks == AFTER), None)
    speaks, reason = SILENT, ""
    if after is not None and after.ratio is not None:
        speaks = FOR if after.ratio >= case.thresholds.kept else AGAINST
        reason = f"{AFTER} weeks after its peak {percent(after.ratio)} of it was left"
    elif after is not None and after.reason == "not named":
        speaks, reason = AGAINST, f"{AFTER} weeks after its peak it was no longer named"
    return Measure(ASKED_LAST, "share kept after the peak", told, speaks, reason)


def _ratio(kept: Kept) -> str:
    return str(kept.reason) if kept.ratio is None else percent(kept.ratio)


def _before(case: Case) -> date:
    return case.first - WEEK


def _growth(case: Case) -> Measure:
    name = f"change, {label(_before(case))} to {label(case.peak)}"
    unknown = Measure(ASKED_GROWTH, name, "not known", UNKNOWN, "how much of it was growth")
    try:
        split = growth.between(case.frame, _before(case), case.peak)
    except GapError:
        return unknown
    own = split[split["entity"] == case.entity]
    if own.empty:
        return Measure(ASKED_GROWTH, name, "no split: it was not named in the week before")
    if pd.isna(own["market"].iloc[0]):
        return unknown
    row = own.iloc[0]
    found = (
        f"{_signed(int(row['change']))}: {_signed(int(row['market']))} with the market,"
        f" {_signed(int(row['gain']))} by share"
    )
    return Measure(ASKED_GROWTH, name, found)


def _lost(case: Case) -> Iterator[Measure]:
    try:
        shares = growth.lost_share(case.frame, _before(case), case.peak)
    except GapError:
        yield Measure(ASKED_GROWTH, "who lost share", "not known", UNKNOWN, "who lost the share")
        return
    losers = shares[(shares["points"] < 0) & (shares["entity"] != OTHER)].head(LOSERS)
    told = ", ".join(
        f"{row.entity} {row.points:+.1f}{' or more, no longer named' if row.at_least else ''}"
        for row in each(losers)
    )
    if told:
        yield Measure(ASKED_GROWTH, "who lost share, points", told)


def _quality(case: Case) -> Iterator[Measure]:
    if case.known.benchmarks.empty:
        yield Measure(
            ASKED_QUALITY, "accuracy", "not known: none on record", UNKNOWN, "how good it is"
        )
        return
    slugs = case.known.figures(Definition(case.metric, "slug"))
    found = beside(slugs, case.known.benchmarks, case.known.prices, case.peak)
    own = found[found["entity"].isin(case.slugs) & found["accuracy"].notna()]
    for row in each(own.drop_duplicates("benchmark")):
        whose = "" if case.subject.is_model else f" ({row.entity})"
        price = "" if pd.isna(row.price_prompt) else f", {row.price_prompt:.2f} USD per M prompt"
        yield Measure(
            ASKED_QUALITY,
            f"accuracy, {row.benchmark}",
            f"{percent(row.accuracy)}, rank {row.rank_by_accuracy}{price}{whose}",
        )
    if own.empty:
        yield Measure(
            ASKED_QUALITY, "accuracy", "not known: none of this model", UNKNOWN, "how good it is"
        )


def _signed(value: int) -> str:
    return f"{'−' if value < 0 else '+'}{amount(abs(value))}"


def measures(case: Case) -> list[Measure]:
    """Every measure, question by question."""
    return [*_of_leading(case), *_of_money(case), *_of_lasting(case)]


def sentences(case: Case, measured: list[Measure]) -> list[str]:
    """What speaks for a breakthrough, what against one, and what is not known."""
    reasons = {
        side: [found.reason for found in measured if found.speaks == side and found.reason]
        for side in (FOR, AGAINST, UNKNOWN)
    }
    told = []
    if reasons[FOR]:
        told.append(f"For {case.subject} as a breakthrough: {'; '.join(reasons[FOR])}.")
    if reasons[AGAINST]:
        opening = "Against it" if reasons[FOR] else f"Against {case.subject} as a breakthrough"
        told.append(f"{opening}: {'; '.join(reasons[AGAINST])}.")
    if not told:
        told.append(f"Nothing measured of {case.subject} speaks for a breakthrough or against one.")
    if reasons[UNKNOWN]:
        told.append(f"Not known: {listed(reasons[UNKNOWN])}.")
    return told
