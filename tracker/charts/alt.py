"""The figures of a picture in words, for readers who cannot see it."""

from __future__ import annotations

import pandas as pd

from tracker import text
from tracker.analysis.rows import named
from tracker.charts import captions
from tracker.charts.text import names, short, typeset

IN_WORDS = 5
"""The largest number of figures in an alt text."""


def figures(rows: pd.DataFrame) -> str:
    """Return the largest figures drawn of the newest week, for readers who cannot see them.

    Of several measures they are those of the first. Empty for rows that are not of entities.
    """
    if not {"week", "entity", "value", "metric"} <= {*rows.columns} or rows.empty:
        return ""
    metric = str(rows["metric"].iloc[0])
    newest = rows[(rows["week"] == rows["week"].max()) & (rows["metric"] == metric)]
    newest = newest[newest["value"].notna() & named(newest)].drop_duplicates("entity")
    largest = newest.nlargest(IN_WORDS, "value")
    if largest.empty:
        return ""
    labels = names([*largest["entity"]], largest)
    parts = [
        f"{short(labels[entity])} {least}{text.amount(int(value), metric)}{share}"
        for entity, value, least, share in zip(
            largest["entity"], largest["value"], _least(largest), _shares(largest), strict=True
        )
    ]
    week = captions.week(pd.Timestamp(largest["week"].iloc[0]))
    return typeset(f"By {metric} in {week}: {', '.join(parts)}.")


def _least(rows: pd.DataFrame) -> list[str]:
    is_least = rows["at_least"] if "at_least" in rows else [False] * len(rows)
    return ["at least " if lower else "" for lower in is_least]


def _shares(rows: pd.DataFrame) -> list[str]:
    if "share" not in rows:
        return [""] * len(rows)
    return ["" if pd.isna(share) else f" ({text.percent(share)})" for share in rows["share"]]
