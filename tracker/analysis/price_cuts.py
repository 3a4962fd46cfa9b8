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


def weekly_prices(prices: pd.DataFrame, weeks: pd.Series) -> pd.DataFrame:
    """Return the price in force at the end of each week, of the slugs of ``prices``.

    ``prices`` are those of `catalog`. Columns week, entity, prompt, completion and price (the mix
    of both; US dollars for a million tokens; missing while the slug is not listed).
    """
    ends = pd.DataFrame({"week": pd.to_datetime(weeks.drop_duplicates().sort_values())})
    ends["end"] = (ends["week"] + WEEK).astype("datetime64[s]")
    every = []
    for slug, rows in prices.groupby("slug", sort=True):
        known = rows.sort_values("known_from", kind="stable")
        since = known["known_from"].dt.tz_localize(None).astype("datetime64[s]")
        until = known["seen_at"].dt.tz_localize(None).astype("datetime64[s]")
        table = known[["prompt", "completion"]].assign(since=since, until=until)
        asof = pd.merge_asof(
            ends, table, left_on="end", right_on="since", allow_exact_matches=False
        )
        # A model that left the list before the week ended has no price at its end.
        newest = prices["seen_at"].max().tz_localize(None)
        gone = (asof["until"] + WEEK < asof["end"]) & (asof["until"] < newest - WEEK)
        is_last = asof["since"] == table["since"].max()
        asof[["prompt", "completion"]] = asof[["prompt", "completion"]].mask(gone & is_last)
        every.append(asof.assign(entity=slug))
    if not every:
        return pd.DataFrame(columns=["week", "entity", "prompt", "completion", "price"])
    found = pd.concat(every, ignore_index=True)
    found["price"] = PROMPT_PART * found["prompt"] + (1 - PROMPT_PART) * found["completion"]
    return found[["week", "entity", "prompt", "completion", "price"]]


def price_cuts(frame: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Return the price cuts of the slugs of ``prices`` in the weeks of a frame, oldest first.

    Columns week (of the cut), entity, price_before and price_after (US dollars for a million
    tokens of the mix), cut_pct, use_change_pct, market_change_pct. Raises FrameError unless the
    frame is by slug.
    """
    frame = weekly_frame(frame)
    of_slugs(frame, "only a slug has a price")
    at_end = weekly_prices(prices, frame["week"]).sort_values(["entity", "week"], kind="stable")
    before = at_end.groupby("entity")["price"].shift()
    cuts = at_end.assign(price_before=before, price_after=at_end["price"])
    cuts = cuts[(cuts["price_after"] <= (1 - LEAST_CUT) * before) & (before > 0)]
    cuts = cuts[~cuts["entity"].map(lambda slug: variant(slug) == FREE).astype(bool)]
    whole = frame[frame["complete"]].groupby("week")["value"].sum()
    known = frame[named(frame) & exact(frame)].set_index("entity")[["week", "value"]]
    uses, market = [], []
    for cut in each(cuts):
        week = pd.Timestamp(cut.week)
        uses.append(_change(known[known.index == cut.entity].set_index("week")["value"], week))
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
