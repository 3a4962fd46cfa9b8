"""The measures of a profile that ask whether it was paid for, by whom, and for what.

free-part-of-its-own
    The part of an entity's own tokens (or calls) in the weeks of the case that came from its
    `:free` variants or from stealth models.
rank-without-what-is-free
    Its rank in the last week of the case when everything free or stealth is counted in `other`.
share-of-list-cost
    Its `list_cost_share` in the week of the case in which its share was highest; what speaks is the
    `dollar_gap`.
share-of-money-less-share-of-tokens
    Its `money_gap` in the week of its `effective_price`: the week of the case in which its share
    was highest, if what was billed is recorded of it, else the newest week of which it is.
list-price
    Its prices in the catalogue, in US dollars for a million prompt and completion tokens: free
    while a variant without a price was listed, then each price that differs from the one before by
    5 % or more, with the day of the first list that had it.
median-cost-of-a-session
    What half of the sessions of an app with the model cost less than, in US dollars, by length in
    turns: the least and the most of all apps, over thirty days. A newest snapshot, of no history.
what-it-is-used-for
    The tasks of which the model has most requests, and its share of each, in a sample of what was
    classified over seven days. Only the largest models of a task are published.
share-of-its-largest-app
    The part of its tokens that came through one app. No source that the tracker reads says which
    app used which model, so it is not measured.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tracker.analysis.effective_price import effective_price
from tracker.analysis.free import without_free
from tracker.analysis.list_cost import list_cost, list_cost_share
from tracker.analysis.ranks import rank
from tracker.analysis.rows import each
from tracker.identity import FREE, entity, is_stealth, variant
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN, Case, Measure
from tracker.records import OTHER, Definition
from tracker.text import (
    amount,
    between,
    counted,
    from_to,
    percent,
)
from tracker.weeks import label

QUESTION_FREE = "paid or given away?"
QUESTION_MONEY = "money or volume?"
QUESTION_APP = "one customer?"
MOST_TASKS = 3
LEAST_STEP = 0.05
MOST_STEPS = 4
"""The smallest change of a price that is listed, and the number of prices of a slug."""


def money_measures(case: Case) -> Iterator[Measure]:
    yield _free_part(case)
    yield _paid_rank(case)
    yield from _billed(case)
    if case.metric == "tokens":
        yield from _list_cost_share(case)
    if (price := _list_price(case)) is not None:
        yield price
    yield from _session_cost(case)
    yield from _used_for(case)
    yield Measure(
        QUESTION_APP,
        "share of its largest app",
        "not measured: no source says which app used which model",
        UNKNOWN,
        "whether one app made it",
    )


def _free_part(case: Case) -> Measure:
    rows = case.slug_rows(case.known.figures(Definition(case.metric, "slug")))
    total = int(rows["value"].sum())
    if not total:
        return Measure(QUESTION_FREE, "free part of its own", "not known", UNKNOWN, "what was free")
    free = rows[
        rows["entity"].map(lambda slug: variant(slug) == FREE or is_stealth(slug)).astype(bool)
    ]
    part = int(free["value"].sum()) / total
    is_against = part >= case.thresholds.given_away
    reason = "all of it was free" if part == 1 else f"{percent(part)} of it was free"
    return Measure(
        QUESTION_FREE,
        "free part of its own",
        percent(part),
        AGAINST if is_against else FOR if part == 0 else SILENT,
        "none of it was free" if part == 0 else reason,
    )


def _paid_rank(case: Case) -> Measure:
    """Return its rank among what is paid for, in the last week of the case."""
    slugs = case.known.figures(Definition(case.metric, "slug"))
    rows = slugs[slugs["week"] == pd.Timestamp(case.last)]
    paid = rank(without_free(rows))
    names = [entity(slug, case.subject.level, case.last) for slug in paid["entity"]]
    summed = paid.assign(name=names).groupby("name")["value"].sum().drop(OTHER, errors="ignore")
    places = summed.rank(method="min", ascending=False)
    name, week = "rank without what is free", label(case.last)
    if not paid["can_rank"].all():
        return Measure(
            QUESTION_FREE,
            name,
            f"not known: {week} cannot be ranked",
            UNKNOWN,
            "its rank among what is paid for",
        )
    if case.entity not in places:
        text = f"nothing of it is named among what is paid for in {week}"
        return Measure(QUESTION_FREE, name, text)
    return Measure(QUESTION_FREE, name, f"{int(places[case.entity])} in {week}")


def billed(case: Case) -> pd.DataFrame:
    """Return the row of its effective price, of the peak or the newest week; or no rows."""
    spend, tokens, calls = (
        case.known.figures(Definition(metric, case.subject.level))
        for metric in ("spend", "tokens", "calls")
    )
    if spend.empty or tokens.empty:
        return pd.DataFrame()
    rows = effective_price(spend, tokens, calls if len(calls) else None)
    rows = rows[rows["entity"] == case.entity]
    at_peak = rows[rows["week"] == pd.Timestamp(case.peak)]
    return at_peak if len(at_peak) else rows[rows["week"] == rows["week"].max()]


def _billed(case: Case) -> Iterator[Measure]:
    for row in each(billed(case)):
        week = label(row.week.date())
        units = {"a million tokens": row.per_million_tokens, "a call": row.per_call}
        prices = [
            f"${price:,.3g} for {unit}" for unit, price in units.items() if not pd.isna(price)
        ]
        if prices:
            yield Measure(QUESTION_MONEY, f"effective price, {week}", ", ".join(prices))
        if not pd.isna(row.money_gap):
            text = (
                f"{row.money_gap:+.1f} points: {percent(row.spend_of_all)} of what was billed"
                f" ({amount(row.spend, 'spend')}), {percent(row.tokens_of_all)} of the tokens"
            )
            yield Measure(QUESTION_MONEY, f"share of money less share of tokens, {week}", text)


def _session_cost(case: Case) -> Iterator[Measure]:
    sessions = case.known.sessions
    if sessions.empty or not case.subject.is_model:
        return
    rows = sessions[sessions["slug"].isin(case.slugs) & sessions["listed"]]
    if rows.empty:
        return
    costs = []
    for length, of_length in rows.groupby("turn_range", sort=True):
        medians = of_length["median_session_cost_usd"]
        ends = (medians.min(), medians.max())
        text = " to ".join(dict.fromkeys(f"${cost:,.4f}" for cost in ends))
        costs.append(f"{length} {text}")
    apps = counted(rows["app"].nunique(), "app")
    when = f"{rows['seen_at'].max():%Y-%m-%d}"
    yield Measure(
        QUESTION_MONEY, "median cost of a session", f"{', '.join(costs)} ({apps}, as of {when})"
    )


def _used_for(case: Case) -> Iterator[Measure]:
    tasks = case.known.tasks
    if tasks.empty or not case.subject.is_model:
        return
    rows = tasks[(tasks["kind"] == "model") & tasks["slug"].isin(case.slugs) & tasks["listed"]]
    largest = rows.dropna(subset=["tag_usage_share"]).nlargest(MOST_TASKS, "tag_usage_share")
    if largest.empty:
        return
    texts = [f"{percent(row.tag_usage_share)} of {row.title or row.tag}" for row in each(largest)]
    when = f"{rows['known_from'].max():%Y-%m-%d}"
    yield Measure(
        QUESTION_APP, "what it is used for", f"{', '.join(texts)} (of sampled requests, to {when})"
    )


def _list_price(case: Case) -> Measure | None:
    """Return the prices of the slugs of the case over time; None where none is on record."""
    prices = case.known.prices
    rows = prices[prices["slug"].isin(case.slugs) & prices["prompt"].notna()]
    if rows.empty or not case.subject.is_model:
        return None
    newest = prices["seen_at"].max()
    stories = []
    for slug, listed_prices in rows.groupby("slug", sort=True):
        steps: list[str] = []
        before = None
        for price in each(listed_prices.sort_values("known_from", kind="stable")):
            both = (price.prompt, price.completion)
            if before is None or any(
                abs(now - then) > LEAST_STEP * then for now, then in zip(both, before, strict=True)
            ):
                text = "free" if not any(both) else f"${price.prompt:,.4g}/${price.completion:,.4g}"
                steps.append(f"{text} from {price.known_from:%Y-%m-%d}")
                before = both
        last_seen = listed_prices["seen_at"].max()
        left = f", listed until {last_seen:%Y-%m-%d}" if last_seen < newest else ""
        earlier = len(steps) - MOST_STEPS
        more = f"{counted(earlier, 'earlier price')}, " if earlier > 0 else ""
        stories.append(f"{case.called(str(slug))}: {more}{', '.join(steps[-MOST_STEPS:])}{left}")
    return Measure(QUESTION_MONEY, "list price", "; ".join(stories))


def _list_cost_share(case: Case) -> Iterator[Measure]:
    slugs = case.known.figures(Definition("tokens", "slug"))
    rows = slugs[slugs["week"] == pd.Timestamp(case.peak)]
    shares = list_cost_share(
        list_cost(rows, case.known.prices), lambda slug: entity(slug, case.subject.level, case.peak)
    )
    subject_shares = shares[shares["entity"] == case.entity]
    if subject_shares.empty or pd.isna(subject_shares["cost_share_low"].iloc[0]):
        if len(billed(case)):
            return  # its share of what was billed is known
        yield Measure(
            QUESTION_MONEY,
            "share of list cost",
            "not known: no price on record",
            UNKNOWN,
            "its share of the money",
        )
        return
    row = subject_shares.iloc[0]
    late = ", at prices listed later" if row["priced_late"] else ""
    money = between(row["cost_share_low"], row["cost_share_high"])
    text = (
        f"{money} of the money and {percent(row['token_share'])} of the tokens that have a price"
        f"{late} ({percent(row['covered'])} of the week)"
    )
    too_small = row["dollar_gap_low"] >= case.thresholds.dollar_gap
    paid = row["dollar_gap_high"] <= 0
    reason = (
        f"its share of the money ({money}) was smaller than that of the tokens"
        if too_small
        else f"its share of the money ({money}) was no smaller than that of the tokens"
    )
    speaks = AGAINST if too_small else FOR if paid else SILENT
    yield Measure(
        QUESTION_MONEY, f"share of list cost, {from_to(case.peak, case.peak)}", text, speaks, reason
    )
