"""The data of a picture, long and wide.

long
    A row for each week and name, with all columns of the record.
wide
    A row for each week and a column for each name, for programs that draw: shares from 0 to 1,
    ranks, tokens, calls, or US dollars. A name that a week does not have is empty there.
"""

from __future__ import annotations

import pandas as pd

from tracker.answers import formats
from tracker.publish.story.pictures import Picture
from tracker.text import SPEND

VALUE, SHARE, RANK = "value", "share", "rank"
DRAWN = {"share-lines": SHARE, "stack": SHARE, "versus": SHARE, "bump": RANK}
"""What a chart draws of a name in a week, if that is not its value."""
APART = ("metric", "looked_at")
"""What else sets the rows of a wide table apart, where there are several."""
MILLION = 1_000_000
DIGITS = 6
"""Digits of a share behind the point: a millionth is less than a pixel."""


def long(picture: Picture) -> str:
    """Return the rows that a picture draws, as CSV."""
    rows = picture.print.picture.rows
    return formats.to_csv(formats.records(rows), [*rows.columns])


def wide(picture: Picture) -> str:
    """Return the figures that a picture draws, as CSV with a column for each name."""
    rows = picture.print.picture.rows
    column = DRAWN.get(picture.chart, VALUE)
    apart = [name for name in APART if name in rows and rows[name].nunique() > 1]
    values = rows.assign(column=_columns(rows), drawn=_values(rows, column))
    if "looked_at" in apart:
        values["looked_at"] = values["looked_at"].astype("object").replace(0, "all")
    table = values.pivot(index=["week", *apart], columns="column", values="drawn")
    table = table[[*dict.fromkeys(values["column"])]].rename(columns=formats.harmless)
    table = table.reset_index()
    return formats.to_csv(formats.records(table), [*map(str, table.columns)])


def unit(picture: Picture) -> str:
    """Return what the figures of the wide table are: `share`, `rank`, or a metric."""
    column = DRAWN.get(picture.chart, VALUE)
    if column != VALUE:
        return column
    metrics = picture.print.picture.rows["metric"].unique()
    return str(metrics[0]) if len(metrics) == 1 else "several"


def _columns(rows: pd.DataFrame) -> pd.Series:
    """Return the name of each row, or its key where two names are alike."""
    if "name" not in rows:
        return rows["entity"]
    keys = rows.groupby("name")["entity"].transform("nunique")
    return rows["name"].where(keys == 1, rows["entity"])


def _values(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return the figures of a column; spend in dollars, counts as whole numbers."""
    if column == SHARE:
        return rows[SHARE].round(DIGITS)
    if column == RANK:
        return rows[RANK].astype("object")
    is_spend = rows["metric"] == SPEND
    return rows[VALUE].astype("object").mask(is_spend, rows[VALUE] / MILLION)
