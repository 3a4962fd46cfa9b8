"""Did it lead, how clearly, and by calls too?

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
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tracker.analysis.leads import leads
from tracker.analysis.rows import each
from tracker.phrasing import amount, counted, from_to, in_words, ordinal, times, weeks
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN, Case, Measure
from tracker.records import OTHER
from tracker.weeks import label

ASKED_RUN = "did it lead?"
ASKED_LEAD = "how clearly?"
ASKED_CALLS = "many calls, or long ones?"
LISTED = 6
"""So many leads are told week by week; of more only the least and the most."""


def measures(case: Case) -> Iterator[Measure]:
    yield _runs(case)
    yield _in_top(case)
    if case.led:
        yield _lead(case)
    if case.metric == "tokens":
        yield from _by_calls(case)


def _runs(case: Case) -> Measure:
    if not case.led:
        found = f"never; its highest share was in {from_to(case.first, case.last)}"
        return Measure(ASKED_RUN, "weeks at #1", found, AGAINST, f"it never led by {case.metric}")
    longest, total = int(case.runs["weeks"].max()), int(case.runs["weeks"].sum())
    ongoing = bool(case.runs["ongoing"].any())
    found = f"{counted(longest, 'week')} running ({from_to(case.first, case.last)}), {total} in all"
    lasting = longest >= case.thresholds.lasting_weeks
    only = "" if lasting or ongoing else "no more than "
    leads_on = case.last == case.runs["last"].max().date()
    still = "" if not ongoing else ", and still does" if leads_on else ", and leads again"
    reason = f"it led {only}{_weeks(longest)} running ({from_to(case.first, case.last)}){still}"
    return Measure(ASKED_RUN, "weeks at #1", found, FOR if lasting else AGAINST, reason)


def _in_top(case: Case) -> Measure:
    ranks = case.frame.loc[case.frame["entity"] == case.entity, "rank"].dropna()
    told = ", ".join(f"top {top}: {int((ranks <= top).sum())}" for top in (1, 3, 10))
    return Measure(ASKED_RUN, "weeks in the top", told)


def _lead(case: Case) -> Measure:
    every = case.known.figures.of(leads, case.metric, case.subject.level)
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
    calls = case.own(case.known.figures.between("calls", case.subject.level, *weeks_of_case))
    ranks = calls["rank"].dropna()
    if len(ranks):
        best = int(ranks.min())
        weeks = case.own(case.frame)["week"].nunique()
        part = "" if len(ranks) == weeks else f" (known in {len(ranks)} of {weeks} weeks)"
        place = "first by calls too" if best == 1 else f"{ordinal(best)} by calls at best"
        yield Measure(ASKED_CALLS, "rank by calls", f"{ordinal(best)} at best{part}",
                      FOR if best == 1 else AGAINST, f"it was {place}{part}")  # fmt: skip
    else:
        bounded = _bounded(case)
        every = case.known.figures("calls", case.subject.level)
        other = _in_other_weeks(every[every["entity"] == case.entity], case)
        yield bounded if bounded.speaks != UNKNOWN else other or bounded
    yield from _gap(case, calls)
    yield _per_call(case)


def _in_other_weeks(own: pd.DataFrame, case: Case) -> Measure | None:
    """Return its best rank by calls in the weeks that are known, where those of its run are not;
    nothing where it was never ranked."""
    ranked = own[own["rank"].notna()]
    if ranked.empty:
        return None
    best = int(ranked["rank"].min())
    when = [week.date() for week in ranked.loc[ranked["rank"] == best, "week"]]
    runs = f"{ordinal(best)} in {weeks(when)}"
    known = counted(len(ranked), "week")
    found = f"{runs}; calls are known of {known}, and of none of {from_to(case.first, case.last)}"
    reason = f"it was {ordinal(best)} by calls in {weeks(when)}, beside its run"
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
        found = f"{gap.min():+.1f} to {gap.max():+.1f} points" if len(gap) > 1 else (
            f"{gap.iloc[0]:+.1f} points")  # fmt: skip
        yield Measure(ASKED_CALLS, "token share less call share", found)


def _per_call(case: Case) -> Measure:
    tokens, calls = (
        case.known.figures.between(metric, "slug", case.first, case.last)
        for metric in ("tokens", "calls")
    )
    both = tokens.merge(calls[calls["complete"] & ~calls["proven"]], on=["week", "entity"],
                        suffixes=("", "_calls"))  # fmt: skip
    both = both[both["complete"] & (both["value_calls"] > 0)]
    own = case.of_slugs(both)
    if own.empty:
        return Measure(ASKED_CALLS, "tokens per call", "not known", UNKNOWN, "its tokens per call")
    rest = both[both["week"].isin(own["week"]) & ~both["entity"].isin(case.slugs)
                & (both["entity"] != OTHER)]  # fmt: skip
    others = f", the others that are known {_ratios(rest)}" if len(rest) else ""
    return Measure(ASKED_CALLS, "tokens per call", f"{_ratios(own)}{others}")


def _ratios(rows: pd.DataFrame) -> str:
    """Tokens per call, from the week of the fewest to that of the most."""
    sums = rows.groupby("week")[["value", "value_calls"]].sum()
    each_week = [round(int(tokens) / int(calls)) for tokens, calls in sums.to_numpy()]
    return " to ".join(dict.fromkeys(amount(end) for end in (min(each_week), max(each_week))))


def _weeks(number: int) -> str:
    return f"{in_words(number)} week{'s' if number != 1 else ''}"
