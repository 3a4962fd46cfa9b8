"""Usage against quality: the figures of one week with benchmark results and prices.

rank_by_accuracy
    The position by accuracy in one benchmark, among the models named in the week that have a result
    in it. Variants of one model are one; equal results share a rank. It is never an average
    over benchmarks.
cost_per_task
    US dollars for one task of the benchmark, as the publisher measured it in that result; missing
    where it was not measured.
price_prompt
    US dollars for a million prompt tokens, as `list_cost` takes the price of the week.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from tracker.analysis.list_cost import priced
from tracker.analysis.rows import named
from tracker.analysis.shares import share
from tracker.errors import GapError
from tracker.identity import model
from tracker.weeks import label

COLUMNS = (
    "entity",
    "value",
    "share",
    "benchmark",
    "provider",
    "accuracy",
    "rank_by_accuracy",
    "cost_per_task",
    "price_prompt",
    "priced_late",
)


def with_benchmarks(
    frame: pd.DataFrame, benchmarks: pd.DataFrame, prices: pd.DataFrame, week: date
) -> pd.DataFrame:
    """Return the figures of ``week`` with the benchmark results and prices of each slug.

    There is one row for each slug named and each benchmark that its model has a result in, the
    largest first, and one row without a result. Columns entity, value, share, benchmark, provider,
    accuracy (0 to 1), rank_by_accuracy (Int64), cost_per_task, price_prompt, priced_late.

    ``benchmarks`` and ``prices`` are those of `catalog`. Results are published by model, without a
    variant, and count for each of its variants; where several providers were measured, it is the
    best result, with its provider; only what is still listed counts. Raises GapError where the week
    is not on record whole, FrameError unless the frame is by slug.
    """
    shared = share(frame)
    rows = shared[(shared["week"] == pd.Timestamp(week)) & shared["complete"] & named(shared)]
    if rows.empty:
        raise GapError(f"no complete figures are recorded for {label(week)}", datum=week)
    rows = priced(rows, prices).rename(columns={"prompt": "price_prompt"})
    rows["model"] = rows["entity"].map(model)
    results = _best(benchmarks[benchmarks["listed"] & benchmarks["slug"].isin(rows["model"])])
    result = rows.merge(results, how="left", left_on="model", right_on="slug")
    return result.sort_values(
        ["value", "entity", "benchmark"], ascending=[False, True, True], ignore_index=True
    )[[*COLUMNS]]


def _best(results: pd.DataFrame) -> pd.DataFrame:
    """Return the best result of each model in each benchmark, with its rank there."""
    best = results.sort_values(
        ["benchmark", "accuracy", "slug", "provider"], ascending=[True, False, True, True]
    ).drop_duplicates(["benchmark", "slug"])
    position = best.groupby("benchmark")["accuracy"].rank(method="min", ascending=False)
    best = best.assign(rank_by_accuracy=position.astype("Int64"))
    return best.rename(columns={"avg_cost_per_task_usd": "cost_per_task"})[
        ["slug", "benchmark", "provider", "accuracy", "rank_by_accuracy", "cost_per_task"]
    ]
