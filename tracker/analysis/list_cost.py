"""Money or volume: what the tokens of a week would cost at the prices listed.

list_cost
    Tokens × price, in US dollars, as a band: nominal, and never what was paid. The rankings tell
    neither prompt from completion nor what was read from cache, so a mix is assumed: `cost_low`
    and `cost_high` are the least and the most that 95 to 99 % prompt tokens cost of which none to
    60 % are read from cache, at the cache price where the model has one. That is the mix of all
    traffic together in 2026: 96.6 to 97.2 % were prompt tokens in seven recorded lists of models,
    and by one archive's figures half or more are read from cache (4.87T of 8.77T tokens). Of the
    fifty largest models in those lists half to two thirds lie between 95 and 99 %, the lowest at
    78 %, so that one model's cost may lie outside its band; and in a list of December 2025 the
    whole was at 90 %, a third of it cached. To take nothing as cached, which is the upper end,
    overstates: by 19.6 % if 20 % of the prompt is cached, by 96.5 % at 60 %, as one comparison has
    it. Fees for requests, images or cache writes, dearer long prompts and discounts are left out.
priced_at
    The day of the first list of models that had the price as it stood when the week was over. What
    has the variant `:free` costs nothing, whatever the lists say, and has no such day.
priced_late
    No price was known by the end of the week, and the first one published later is used. It may
    have been another.
list_cost_share
    List cost ÷ the list cost of everything named in the week that has a price. The low end has an
    entity at its least and all others at their most, the high end the reverse.
token_share
    Tokens of an entity that have a price ÷ all named tokens that have one.
dollar_gap
    Token share less the share of list cost, in points: above zero, more volume than money; below,
    more money than volume.
covered
    The share of all tokens of the week, `other` included, that has a price.
cost_low, cost_high
    The least and the most that the tokens of a week cost in US dollars (see `list_cost`).
cost_share_low, cost_share_high
    The ends of the share of list cost (see `list_cost_share`), 0 to 1.
dollar_gap_low, dollar_gap_high
    The ends of the gap between tokens and money, in points (see `dollar_gap`).
priced
    The part of an entity's own tokens that has a price, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tracker.analysis.rows import in_order, metric_of, named, of_slugs, weekly_frame
from tracker.analysis.shares import shares_of
from tracker.errors import FrameError
from tracker.identity import FREE, variant
from tracker.weeks import WEEK

PROMPT = (0.95, 0.99)
"""The part of the tokens that is prompt, at the least and at the most."""
CACHED = (0.0, 0.6)
"""The part of the prompt that is read from cache, at the least and at the most."""
MILLION = 1_000_000
LONG_AGO = pd.Timestamp(0).as_unit("s")
PRICES = ["prompt", "completion", "cache_read"]
COLUMNS = (
    "week",
    "entity",
    "value",
    "share",
    "cost_low",
    "cost_high",
    "priced_at",
    "priced_late",
)
SHARES = (
    "week",
    "entity",
    "value",
    "priced",
    "token_share",
    "cost_low",
    "cost_high",
    "cost_share_low",
    "cost_share_high",
    "dollar_gap_low",
    "dollar_gap_high",
    "priced_late",
    "covered",
)


def list_cost(frame: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Return what the tokens of each complete week cost.

    Columns week, entity, value, share (of all tokens), cost_low and cost_high (US dollars;
    missing where no price is known, and for `other`), priced_at, priced_late. ``prices`` are those
    of `catalog`. Raises FrameError unless the frame is of tokens and by slug.
    """
    frame = weekly_frame(frame)
    if len(frame) and metric_of(frame) != "tokens":
        raise FrameError(
            f"the frame is of {metric_of(frame)}, and prices are of tokens",
            datum=metric_of(frame),
            remedy='take the frame of tokens: db.weekly(metric="tokens", by="slug")',
        )
    rows = frame[frame["complete"]]
    rows = priced(rows.assign(share=shares_of(rows)), prices)
    mixes = [_cost(rows, prompt, cached) for prompt in PROMPT for cached in CACHED]
    costs = pd.concat(mixes, axis=1)
    rows["cost_low"], rows["cost_high"] = costs.min(axis=1), costs.max(axis=1)
    return rows[[*COLUMNS]].reset_index(drop=True)


def priced(rows: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` (columns week, entity) with their prices, as known by the end of the week.

    Columns prompt, completion and cache_read (US dollars for a million tokens), priced_at and
    priced_late. Where no price was known by then, it is the first later one. Raises FrameError
    unless the frame is by slug.
    """
    of_slugs(rows, "only a slug has a price")
    lists = prices[["slug", "known_from", *PRICES]].sort_values("known_from", kind="stable")
    lists["slug"] = lists["slug"].astype(rows["entity"].dtype)
    lists["known_from"] = lists["known_from"].dt.tz_localize(None).astype("datetime64[s]")
    # The first price of a slug is used for all earlier weeks as well.
    lists["since"] = lists["known_from"].where(lists["slug"].duplicated(), LONG_AGO)
    over = (rows["week"] + WEEK).astype("datetime64[s]")
    weeks = pd.DataFrame({"slug": rows["entity"], "over": over, "row": range(len(rows))})
    price = pd.merge_asof(
        weeks.sort_values("over"),
        lists.sort_values("since", kind="stable"),
        left_on="over",
        right_on="since",
        by="slug",
        allow_exact_matches=False,
    )
    price = price.sort_values("row").set_index(rows.index)
    is_free = price["slug"].map(lambda slug: variant(slug) == FREE).astype(bool)
    known_from = price["known_from"].mask(is_free)
    return rows.assign(
        **price[PRICES].astype("float64").mask(is_free, 0.0),
        priced_at=known_from.dt.normalize(),
        priced_late=known_from >= over,
    )


def list_cost_share(
    costs: pd.DataFrame, by_entity: Callable[[str], str] | None = None
) -> pd.DataFrame:
    """Return the shares of tokens and of money, by week.

    Columns week, entity, value, priced (the part of its own tokens that has a price), token_share,
    cost_low, cost_high, cost_share_low, cost_share_high, dollar_gap_low, dollar_gap_high
    (points), priced_late (some of it), covered.

    ``costs`` is a result of `list_cost`; ``by_entity`` maps a slug to the entity to sum it at.
    What has no price at all has no shares, and no part in those of others.
    """
    has_price = costs["cost_low"].notna()
    has_share = costs["share"].notna().groupby(costs["week"]).any()
    covered = costs["share"].where(has_price, 0.0).groupby(costs["week"]).sum().where(has_share)

    rows = costs.assign(priced=costs["value"].where(has_price))[named(costs)]
    if by_entity is not None:
        entities = {slug: by_entity(slug) for slug in rows["entity"].unique()}
        rows["entity"] = rows["entity"].map(entities)
    by = rows.groupby(["week", "entity"], sort=False)
    sums = by[["priced", "cost_low", "cost_high"]].sum(min_count=1)
    sums = sums.assign(value=by["value"].sum(), priced_late=by["priced_late"].any()).reset_index()
    week = sums["week"]
    whole = sums.groupby("week")[["priced", "cost_low", "cost_high"]].transform("sum")
    low, high = sums["cost_low"], sums["cost_high"]
    others_low, others_high = whole["cost_low"] - low, whole["cost_high"] - high
    sums["token_share"] = sums["priced"] / whole["priced"]
    # An entity that alone has any money has all of it; one that has none, nothing of it.
    all_of_it, none_of_it = (others_high == 0) & (high > 0), (high == 0) & (others_high > 0)
    sums["cost_share_low"] = (low / (low + others_high)).mask(all_of_it, 1.0)
    sums["cost_share_high"] = (high / (high + others_low)).mask(none_of_it, 0.0)
    sums["dollar_gap_low"] = (sums["token_share"] - sums["cost_share_high"]) * 100
    sums["dollar_gap_high"] = (sums["token_share"] - sums["cost_share_low"]) * 100
    sums["priced"] = sums["priced"].fillna(0) / sums["value"].where(sums["value"] > 0)
    sums["covered"] = week.map(covered)
    return in_order(sums)[[*SHARES]]


def _cost(rows: pd.DataFrame, prompt: float, cached: float) -> pd.Series:
    """Return US dollars by row, for a part of prompt and a part of it that is cached."""
    from_cache = rows["cache_read"].fillna(rows["prompt"])
    of_prompt = (1 - cached) * rows["prompt"] + cached * from_cache
    a_million = prompt * of_prompt + (1 - prompt) * rows["completion"]
    return rows["value"] * a_million / MILLION
