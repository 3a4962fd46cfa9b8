"""The data of a figure, long and wide.

long
    A row for each week and name, with all columns of the record.
wide
    A row for each week and a column for each name, for programs that draw (Datawrapper,
    Flourish): shares in percent, ranks, tokens, calls, or US dollars. A figure of one week has a
    row for each name. A name that a week does not have is empty there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from tracker.answers import formats
from tracker.charts.text import clean
from tracker.columns import PRICE, column
from tracker.columns import SHARE as OF_WHOLE
from tracker.text import SPEND

VALUE, SHARE, RANK = "value", "share", "rank"
DRAWN = {
    "aligned": SHARE,
    "bump": RANK,
    "elsewhere": SHARE,
    "share-lines": SHARE,
    "slope": SHARE,
    "small-multiples": SHARE,
    "stack": SHARE,
    "versus": SHARE,
}
"""What a chart draws of a name in a week, if that is not its value."""
LEADERS = ("calendar", "reigns")
"""The charts of who led: a row a week has the name, not a column for each."""
BY_AGE = "aligned"
AGE = "weeks_since_debut"
ALSO = {
    "leaderboard": (SHARE, RANK, "last_rank"),
    "usage-vs-quality": (SHARE, "accuracy", "price_prompt"),
    "elsewhere": ("share_elsewhere",),
    "price-and-use": ("price_prompt", "price_completion"),
}
"""What else a chart draws of a name, beside the first."""
OF_BOARD = ("cr1", "cr3", "cr5", "hhi_low", "hhi_high", "effective_low", "effective_high")
"""What a chart draws of a week as a whole."""
ROUTERS = {SHARE: "OpenRouter (%)", "share_elsewhere": "Vercel (%)"}
MILLION = 1_000_000
DIGITS = 2
"""Digits of a percentage behind the point."""


class Cell(NamedTuple):
    """A figure of a wide table: its row, its column and its value."""

    row: str
    column: str
    value: Any


@dataclass(frozen=True)
class Table:
    """A wide table: its columns, the first of which names the row, and its rows."""

    columns: list[str]
    rows: list[dict[str, Any]]
    unit: str

    @property
    def csv(self) -> str:
        """Return the table as CSV; a name that looks like a formula is harmless."""
        safe = {name: formats.harmless(name) for name in self.columns}
        rows = [{safe[name]: value for name, value in row.items()} for row in self.rows]
        return formats.to_csv(rows, safe.values())


def long(rows: pd.DataFrame) -> str:
    """Return the rows that a figure draws, as CSV."""
    return formats.to_csv(formats.records(rows, "csv"), [*rows.columns])


def wide(name: str, rows: pd.DataFrame) -> Table:
    """Return the figures that the chart called ``name`` draws, ready to be drawn again."""
    if "entity" not in rows:
        return _table("week", _of_board(rows), unit(name, rows))
    if name in LEADERS:
        return _table("week", _leaders(rows), unit(name, rows))
    if name == BY_AGE:
        return _table("weeks since debut", _of_names(name, rows, AGE), unit(name, rows))
    if rows["week"].nunique() == 1:
        return _table("name", _of_one_week(name, rows), "")
    return _table("week", _of_names(name, rows, "week"), unit(name, rows))


def unit(name: str, rows: pd.DataFrame) -> str:
    """Return what the figures of the wide table are: `share`, `rank`, or a metric."""
    drawn = DRAWN.get(name, VALUE)
    if drawn != VALUE:
        return drawn
    metrics = [str(metric) for metric in rows["metric"].unique()] if "metric" in rows else []
    is_one = len(metrics) == 1 and "entity" in rows and name not in ALSO
    return metrics[0] if is_one else "several"


def labels(rows: pd.DataFrame) -> pd.Series:
    """Return the name of each row, or its key where two names are alike."""
    if "name" not in rows:
        return rows["entity"]
    names = rows["name"].map(clean)
    keys = rows["entity"].groupby(names).transform("nunique")
    return names.where((keys == 1) & (names != ""), rows["entity"])


def plain(column_name: str, value: Any, metric: str) -> Any:
    """Return a figure as people write it: a share in percent, spend in dollars."""
    if value is None:
        return None
    if column_name == VALUE:
        return round(value / MILLION, DIGITS) if metric == SPEND else value
    if column(column_name).kind is OF_WHOLE:
        return round(value * 100, DIGITS)
    if isinstance(value, float):
        return round(value, 4 if column(column_name).kind is PRICE else DIGITS)
    return value


def _table(first: str, cells: Iterable[Cell], unit_: str) -> Table:
    """Return a table of cells: rows and columns in the order in which they come first."""
    columns: dict[str, None] = {}
    rows: dict[str, dict[str, Any]] = {}
    for cell in cells:
        columns[cell.column] = None
        rows.setdefault(cell.row, {first: cell.row})[cell.column] = cell.value
    names = [first, *columns]
    return Table(names, [{name: row.get(name) for name in names} for row in rows.values()], unit_)


def _of_board(rows: pd.DataFrame) -> Iterator[Cell]:
    """Yield the measures of each week as a whole."""
    for row in formats.records(rows):
        for name in OF_BOARD:
            yield Cell(row["week"], title(name), plain(name, row[name], row["metric"]))


def _leaders(rows: pd.DataFrame) -> Iterator[Cell]:
    """Yield who led each week by each measure, several where they were level, and with how much."""
    several = rows["metric"].nunique() > 1
    ordered = rows.assign(label=labels(rows)).sort_values("week", kind="stable")
    for _, of_week in ordered.groupby(["week", "metric"], sort=False):
        level = formats.records(of_week)
        day, metric = level[0]["week"], level[0]["metric"]
        who = "; ".join(row["label"] for row in level)
        yield Cell(day, f"#1 by {metric}" if several else "#1", who)
        yield Cell(day, metric, plain(VALUE, level[0][VALUE], metric))


def _of_names(name: str, rows: pd.DataFrame, index: str) -> Iterator[Cell]:
    """Yield the figures of each name in each week, or in each week since its debut."""
    ordered = rows.assign(label=labels(rows)).sort_values(index, kind="stable")
    apart, measures = _apart(rows), _measures(name, rows)
    for row in formats.records(ordered):
        for measure in measures:
            if measure not in (VALUE, DRAWN.get(name)) and row[measure] is None:
                continue
            parts = [row["label"], *_words(row, apart)]
            if measure != measures[0]:
                parts = [row["label"], title(measure)]
            yield Cell(row[index], ", ".join(parts), plain(measure, row[measure], row["metric"]))


def _of_one_week(name: str, rows: pd.DataFrame) -> Iterator[Cell]:
    """Yield the figures of each name in the one week there is."""
    apart = _apart(rows)
    for row in formats.records(rows.assign(label=labels(rows))):
        for measure in _measures(name, rows):
            words = _words(row, apart)
            head = row["metric"] if measure == VALUE else title(measure)
            head = ROUTERS[measure] if name == "elsewhere" else head
            header = head if not words or words == [head] else ", ".join([head, *words])
            yield Cell(row["label"], header, plain(measure, row[measure], row["metric"]))


def _measures(name: str, rows: pd.DataFrame) -> list[str]:
    """Return the columns of figures that a chart draws of a name, as far as any is known."""
    wanted = [DRAWN.get(name, VALUE), *ALSO.get(name, ())]
    return [each for each in wanted if each in rows and rows[each].notna().any()] or wanted[:1]


def _apart(rows: pd.DataFrame) -> list[str]:
    """Return what sets rows of one week and name apart, where there are several."""
    return [name for name in ("metric", "looked_at") if name in rows and rows[name].nunique() > 1]


def _words(row: Mapping[str, Any], apart: Iterable[str]) -> list[str]:
    words = {"metric": row["metric"], "looked_at": f"top {row.get('looked_at') or 'all'}"}
    return [words[name].replace("top all", "all") for name in apart]


def title(name: str) -> str:
    """Return the heading of a column of figures, with its unit."""
    titles = {RANK: "rank", "last_rank": "rank the week before", "price_prompt": "prompt price ($)"}
    titles |= {"price_completion": "completion price ($)"}
    words = titles.get(name, column(name).page)
    return f"{words} (%)" if column(name).kind is OF_WHOLE else words
