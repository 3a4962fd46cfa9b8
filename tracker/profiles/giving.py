"""Was it paid for, and by whom?

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
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tracker.analysis.free import without_free
from tracker.analysis.ranks import rank
from tracker.analysis.spend import spend, spend_share
from tracker.identity import FREE, entity, is_stealth, variant
from tracker.phrasing import between, from_to, percent
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN, Case, Measure
from tracker.records import OTHER
from tracker.weeks import label

ASKED_FREE = "paid or given away?"
ASKED_MONEY = "money or volume?"
ASKED_APP = "one customer?"


def measures(case: Case) -> Iterator[Measure]:
    yield _free(case)
    yield _paid_rank(case)
    if case.metric == "tokens":
        yield from _money(case)
    yield Measure(ASKED_APP, "share of its largest app",
                  "not measured: no source here tells which app used which model", UNKNOWN,
                  "whether one app made it")  # fmt: skip


def _free(case: Case) -> Measure:
    own = case.of_slugs(case.known.figures(case.metric, "slug"))
    total = int(own["value"].sum())
    if not total:
        return Measure(ASKED_FREE, "free part of its own", "not known", UNKNOWN, "what was free")
    given = own[
        own["entity"].map(lambda slug: variant(slug) == FREE or is_stealth(slug)).astype(bool)
    ]
    part = int(given["value"].sum()) / total
    against = part >= case.thresholds.given_away
    reason = "all of it was free" if part == 1 else f"{percent(part)} of it was free"
    return Measure(ASKED_FREE, "free part of its own", percent(part),
                   AGAINST if against else FOR if part == 0 else SILENT,
                   "none of it was free" if part == 0 else reason)  # fmt: skip


def _paid_rank(case: Case) -> Measure:
    """Its rank among what is paid for, in the last week of the case."""
    slugs = case.known.figures(case.metric, "slug")
    here = slugs[slugs["week"] == pd.Timestamp(case.last)]
    paid = rank(without_free(here))
    names = [entity(slug, case.subject.level, case.last) for slug in paid["entity"]]
    summed = paid.assign(name=names).groupby("name")["value"].sum().drop(OTHER, errors="ignore")
    places = summed.rank(method="min", ascending=False)
    name, week = "rank without what is free", label(case.last)
    if not paid["can_rank"].all():
        return Measure(ASKED_FREE, name, f"not known: {week} cannot be ranked", UNKNOWN,
                       "its rank among what is paid for")  # fmt: skip
    if case.entity not in places:
        found = f"nothing of it is named among what is paid for in {week}"
        return Measure(ASKED_FREE, name, found)
    return Measure(ASKED_FREE, name, f"{int(places[case.entity])} in {week}")


def _money(case: Case) -> Iterator[Measure]:
    slugs = case.known.figures("tokens", "slug")
    here = slugs[slugs["week"] == pd.Timestamp(case.peak)]
    shares = spend_share(spend(here, case.known.prices),
                         lambda slug: entity(slug, case.subject.level, case.peak))  # fmt: skip
    own = shares[shares["entity"] == case.entity]
    if own.empty or pd.isna(own["spend_share_low"].iloc[0]):
        yield Measure(ASKED_MONEY, "share of spend", "not known: no price on record", UNKNOWN,
                      "its share of the money")  # fmt: skip
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
        if much else f"its share of the money ({money}) was no smaller than that of the tokens"
    )  # fmt: skip
    speaks = AGAINST if much else FOR if paid else SILENT
    yield Measure(ASKED_MONEY, f"share of spend, {from_to(case.peak, case.peak)}", found, speaks,
                  reason)  # fmt: skip
