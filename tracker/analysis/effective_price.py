"""What a week's use was billed for: dollars per million tokens and per call.

effective_price
    What was billed ÷ what it was billed for. It is not a list price: what was read from cache,
    free variants and discounts are in it, and what users paid with their own keys is not (see
    `spend`). Only of weeks of which both figures are known whole for the entity.
per_million_tokens
    US dollars billed for a million tokens, prompt and completion together.
per_call
    US dollars billed for a call.
spend_of_all
    The share of everything billed in the week, 0 to 1.
tokens_of_all
    The share of all tokens of the week, 0 to 1.
money_gap
    The share of money less the share of tokens, in points: above zero, more money than volume;
    below, more volume than money.
"""

from __future__ import annotations

import pandas as pd

from tracker.analysis.rows import exact, in_order, metric_of, named, weekly_frame
from tracker.analysis.shares import shares_of
from tracker.errors import FrameError

COLUMNS = (
    "week",
    "entity",
    "spend",
    "tokens",
    "calls",
    "per_million_tokens",
    "per_call",
    "spend_of_all",
    "tokens_of_all",
    "money_gap",
)


def effective_price(
    spend: pd.DataFrame, tokens: pd.DataFrame, calls: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what each entity's use was billed for in each week of ``spend``.

    The frames are weekly frames of one level. Columns week, entity, spend (Int64, millionths of a
    dollar), tokens and calls (Int64; missing where they are unknown or a lower bound),
    per_million_tokens and per_call (US dollars), spend_of_all and tokens_of_all (0 to 1), money_gap
    (points). Raises FrameError for a frame of another metric.
    """
    rows = _exact(spend, "spend").rename(columns={"share": "spend_of_all"})
    of_tokens = _exact(tokens, "tokens").rename(columns={"share": "tokens_of_all"})
    rows = rows.merge(of_tokens, on=["week", "entity"], how="left")
    if calls is None:
        rows["calls"] = pd.Series(pd.NA, rows.index, dtype="Int64")
    else:
        of_calls = _exact(calls, "calls").drop(columns="share")
        rows = rows.merge(of_calls, on=["week", "entity"], how="left")
    dollars = rows["spend"].astype("float64") / 1e6
    rows["per_million_tokens"] = 1e6 * dollars / _positive(rows["tokens"])
    rows["per_call"] = dollars / _positive(rows["calls"])
    rows["money_gap"] = 100 * (rows["spend_of_all"] - rows["tokens_of_all"])
    ordered = in_order(rows.assign(value=rows["spend"]))
    return ordered[[*COLUMNS]]


def _exact(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return week, entity, the value under the name of its metric, and the share of all."""
    frame = weekly_frame(frame)
    if len(frame) and metric_of(frame) != metric:
        raise FrameError(
            f"the frame is of {metric_of(frame)}, where one of {metric} is needed",
            datum=metric_of(frame),
            remedy=f'take db.weekly(metric="{metric}")',
        )
    rows = frame.assign(share=shares_of(frame))
    rows = rows[named(rows) & exact(rows)]
    values = rows.assign(**{metric: rows["value"].astype("Int64")})
    return values[["week", "entity", metric, "share"]]


def _positive(counts: pd.Series) -> pd.Series:
    return counts.astype("Float64").where(counts > 0).astype("float64")
