"""Did a price cut matter? The use of a model after each cut, with the market's in the same weeks.

price_cut
    A week at whose end the listed price of a slug is lower than at the end of the week before by
    5 % or more, at 97 % prompt and 3 % completion tokens and nothing read from cache: the mix of
    all traffic in 2026. Prices that move back within the week are no cut.
use_change_pct
    The mean of the four weeks after the week of the cut against that of the four weeks before it,
    in percent. Missing unless the slug's value is known in all eight.
market_change_pct
    The same of everything on the boards, `other` included.
cut_pct
    By how much the price fell, in percent of the old one.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from tracker.analysis.rows import each, exact, named, of_slugs, weekly_frame
from tracker.identity import FREE, variant
from tracker.weeks import WEEK

PROMPT_PART = 0.97
LEAST_CUT = 0.05
SPAN = 4
"""Weeks before and after a cut that are compared."""
COLUMNS = (
    "week",
    "entity",
    "price_before",
    "price_after",
    "cut_pct",
    "use_change_pct",
    "market_change_pct",
)


def weekly_prices(prices: pd.DataFrame, weeks: pd.Series, slugs: Iterable[str]) -> pd.DataFrame:
    """Return the price in force at the end of each week, of ``slugs``.

    ``prices`` is the whole result of `catalog.prices`: its newest list says which models are still
    listed. Columns week, entity, prompt, completion and price (the mix of both; US dollars for a
    million tokens; missing while the slug is not listed).
    """
    vintages = prices[["slug", "prompt", "completion"]].assign(
        since=prices["known_from"].dt.tz_localize(None).astype("datetime64[s]"),
        until=prices["seen_at"].dt.tz_localize(None).astype("datetime64[s]"),
    )
    last_list = vintages["until"].max()
    last_seen = vintages.groupby("slug")["until"].max()
    every_week = pd.DataFrame({"week": weeks.drop_duplicates().sort_values()})
    listed = pd.DataFrame({"slug": [slug for slug in slugs if slug in last_seen.index]})
    at_end = every_week.merge(listed.astype({"slug": vintages["slug"].dtype}), how="cross")
    at_end["end"] = (at_end["week"] + WEEK).astype("datetime64[s]")
    rows = pd.merge_asof(
        at_end.sort_values("end", kind="stable"),
        vintages.sort_values("since", kind="stable"),
        left_on="end",
        right_on="since",
        by="slug",
        allow_exact_matches=False,
    )
    left_at = rows["slug"].map(last_seen)
    gone = (left_at < rows["end"]) & (left_at < last_list)
    rows[["prompt", "completion"]] = rows[["prompt", "completion"]].mask(gone)
    rows["price"] = PROMPT_PART * rows["prompt"] + (1 - PROMPT_PART) * rows["completion"]
    rows = rows.rename(columns={"slug": "entity"})
    return rows[["week", "entity", "prompt", "completion", "price"]]


def price_cuts(frame: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Return the price cuts of the slugs of a weekly frame, oldest first.

    ``prices`` is the whole result of `catalog.prices`. Columns week (of the cut), entity,
    price_before and price_after (US dollars for a million tokens of the mix), cut_pct,
    use_change_pct, market_change_pct. Raises FrameError unless the frame is by slug.
    """
    frame = weekly_frame(frame)
    of_slugs(frame, "only a slug has a price")
    counts = frame[named(frame) & exact(frame)].set_index("entity")[["week", "value"]]
    paid = [slug for slug in counts.index.unique() if variant(slug) != FREE]
    at_end = weekly_prices(prices, frame["week"], paid)
    at_end = at_end.sort_values(["entity", "week"], kind="stable")
    before = at_end.groupby("entity")["price"].shift()
    cuts = at_end.assign(price_before=before, price_after=at_end["price"])
    cuts = cuts[(cuts["price_after"] <= (1 - LEAST_CUT) * before) & (before > 0)]
    whole = frame[frame["complete"]].groupby("week")["value"].sum()
    uses, market = [], []
    for cut in each(cuts):
        week = pd.Timestamp(cut.week)
        uses.append(_change(counts.loc[[cut.entity]].set_index("week")["value"], week))
        market.append(_change(whole, week))
    return cuts.assign(
        cut_pct=100 * (1 - cuts["price_after"] / cuts["price_before"]),
        use_change_pct=pd.Series(uses, cuts.index, dtype="float64"),
        market_change_pct=pd.Series(market, cuts.index, dtype="float64"),
    ).sort_values(["week", "entity"], ignore_index=True)[[*COLUMNS]]


def _change(values: pd.Series, week: pd.Timestamp) -> float:
    """Return the mean of the weeks after ``week`` against that of those before it, in percent."""
    after = [week + n * WEEK for n in range(1, SPAN + 1)]
    before = [week - n * WEEK for n in range(1, SPAN + 1)]
    if values.index.isin(after + before).sum() != 2 * SPAN:
        return float("nan")
    return float(100 * (values.loc[after].mean() / values.loc[before].mean() - 1))
