"""Did it last, where did it come from, and who paid for it in share?

growth-of-the-case
    Printed `change`: from the week before the case to the week of the case in which its share was
    highest, split into `market` and `gain`. What was not named in the week before has no split.
who-lost-share
    The three that lost most `points` of share from the one of these weeks to the other.
share-kept-after-the-peak
    The part of its peak share that it had 4, 8 and 12 weeks after the peak (see `kept`); what
    speaks is what it had after eight.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from tracker.analysis.endurance import Kept
from tracker.analysis.growth import between, lost_share
from tracker.analysis.quality import beside
from tracker.analysis.rows import each
from tracker.errors import GapError
from tracker.phrasing import amount, counted, percent
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN, Case, Measure
from tracker.records import OTHER
from tracker.weeks import WEEK, label

ASKED_LAST = "does it last?"
ASKED_GROWTH = "growth or substitution?"
ASKED_QUALITY = "quality?"
AFTER = 8
"""Weeks after the peak at which what was kept speaks."""
LOSERS = 3


def measures(case: Case) -> Iterator[Measure]:
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
    return Measure(ASKED_LAST, "half-life", f"peak {peak}; half was gone after {when}",
                   AGAINST if short else FOR, reason)  # fmt: skip


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
        split = between(case.frame, _before(case), case.peak)
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
        shares = lost_share(case.frame, _before(case), case.peak)
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
        yield Measure(ASKED_QUALITY, "accuracy", "not known: none on record", UNKNOWN,
                      "how good it is")  # fmt: skip
        return
    slugs = case.known.figures(case.metric, "slug")
    found = beside(slugs, case.known.benchmarks, case.known.prices, case.peak)
    own = found[found["entity"].isin(case.slugs) & found["accuracy"].notna()]
    for row in each(own.drop_duplicates("benchmark")):
        whose = "" if case.subject.is_model else f" ({row.entity})"
        price = "" if pd.isna(row.price_prompt) else f", {row.price_prompt:.2f} USD per M prompt"
        yield Measure(
            ASKED_QUALITY, f"accuracy, {row.benchmark}",
            f"{percent(row.accuracy)}, rank {row.rank_by_accuracy}{price}{whose}",
        )  # fmt: skip
    if own.empty:
        yield Measure(ASKED_QUALITY, "accuracy", "not known: none of this model", UNKNOWN,
                      "how good it is")  # fmt: skip


def _signed(value: int) -> str:
    return f"{'−' if value < 0 else '+'}{amount(abs(value))}"
