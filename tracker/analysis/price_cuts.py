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

from collections.abc import Iterable, Sequence

import pandas as pd

from tracker.analysis.rows import exact, metric_of, named, of_slugs, weekly_frame
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
USE = (
    "week",
    "entity",
    "value",
    "at_least",
    "metric",
    "by",
    "dataset",
    "depth",
    "days",
    "as_of",
    "price_prompt",
    "price_completion",
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
    counts = frame[named(frame) & exact(frame)].set_index(["entity", "week"])["value"]
    paid = [slug for slug in counts.index.unique("entity") if variant(slug) != FREE]
    at_end = weekly_prices(prices, frame["week"], paid)
    at_end = at_end.sort_values(["entity", "week"], kind="stable")
    before = at_end.groupby("entity")["price"].shift()
    cuts = at_end.assign(price_before=before, price_after=at_end["price"])
    cuts = cuts[(cuts["price_after"] <= (1 - LEAST_CUT) * before) & (before > 0)]
    whole = frame[frame["complete"]].groupby("week")["value"].sum()
    return cuts.assign(
        cut_pct=100 * (1 - cuts["price_after"] / cuts["price_before"]),
        use_change_pct=_change(counts, [cuts["entity"], cuts["week"]]),
        market_change_pct=_change(whole, [cuts["week"]]),
    ).sort_values(["week", "entity"], ignore_index=True)[[*COLUMNS]]


def priced_use(frame: pd.DataFrame, prices: pd.DataFrame, slugs: Sequence[str]) -> pd.DataFrame:
    """Return the weekly rows of ``slugs`` with their prices and cuts.

    The price is that in force at the end of the week, up to the newest list. A week in which only
    the use or only the price is known has a row too. Columns `USE`. Raises FrameError unless the
    frame is by slug.
    """
    cuts = price_cuts(frame, prices)
    at_end = weekly_prices(prices, frame["week"], slugs)
    newest_list = prices["seen_at"].max().tz_localize(None)
    at_end = at_end[(at_end["week"] < newest_list) & at_end["prompt"].notna()].rename(
        columns={"prompt": "price_prompt", "completion": "price_completion"}
    )
    use = frame[frame["entity"].isin(slugs)].astype({"value": "Int64", "at_least": "boolean"})
    rows = use.merge(at_end.astype({"entity": use["entity"].dtype}), "outer", ["week", "entity"])
    rows = rows.merge(cuts.astype({"entity": use["entity"].dtype}), "left", ["week", "entity"])
    rows = rows.assign(metric=metric_of(frame), by="slug", days=rows["days"].astype("Int64"))
    return rows.sort_values(["week", "entity"], kind="stable", ignore_index=True)[[*USE]]


def _change(values: pd.Series, at: Sequence[pd.Series]) -> pd.Series:
    """Return the mean of the weeks after each cut against that of those before it, in percent.

    ``values`` are indexed by what ``at`` has of the cuts, the week last.
    """
    *names, week = at

    def mean(direction: int) -> pd.Series:
        weeks = (week + direction * n * WEEK for n in range(1, SPAN + 1))
        columns = [
            values.reindex(pd.MultiIndex.from_arrays([*names, each]) if names else each).to_numpy()
            for each in weeks
        ]
        return pd.DataFrame(columns, columns=week.index, dtype="float64").mean(skipna=False)

    return 100 * (mean(1) / mean(-1) - 1)
