"""Frame → a table of a page. A table cannot be made without its source line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker.answers.formats import FORMATS, in_print, records
from tracker.records import OTHER
from tracker.text import heading

Link = Callable[[str, Any], str]
"""The page of a value in a column, from the top of the site; empty where it has none."""

NAMES = frozenset({"entity", "ended_by", "runner_up", "leader", "leader_by_calls"})
TEXTS = frozenset(
    {
        "week", "first", "last", "day", "metric", "by", "question", "measure", "found", "speaks",
        "what", "detail", "source", "state", "kind", "note", "checked", "record", "days", "new",
        "back", "highest_climber", "deepest_fall", "left", "weights", "country", "benchmark",
    }
)  # fmt: skip
LONG = frozenset(
    {"found", "detail", "what", "source", "new", "back", "highest_climber", "deepest_fall", "left"}
)
"""Texts of any length, that may have names in them."""
SAID = {
    "rank": "rank this week",
    "last_rank": "rank last week",
    "peak_rank": "best rank up to this week",
    "weeks_on_chart": "weeks on the chart so far",
}
"""What the short headings stand for."""
LIKE = {
    "value_by_calls": "value", "share_by_calls": "share", "closest": "ratio", "clearest": "ratio",
}  # fmt: skip
"""Columns that are printed as others are."""
RANKS = frozenset({"rank", "last_rank", "peak_rank", "rank_by_calls"})
"""Numbers of which the least is first."""


@dataclass(frozen=True)
class Head:
    """The head of a column; ``short`` is a heading that ``says`` spells out. ``kind`` is `name`,
    `text`, `long` or `number`, ``first`` the direction that it is sorted in at first."""

    says: str
    kind: str
    first: str
    short: str = ""


@dataclass(frozen=True)
class Cell:
    """What is printed, what it is sorted by (empty where it is missing), the page that it leads to,
    and the length of its bar (0 to 100)."""

    text: str
    kind: str
    sort: str = ""
    href: str = ""
    bar: str = ""


@dataclass(frozen=True)
class Row:
    """The cells of a row; the one that names it is ``header``. The row of `other` is ``rest``."""

    cells: tuple[Cell, ...]
    header: int
    rest: bool


@dataclass(frozen=True)
class Sheet:
    """A table of a page; ``name`` is its own within the page."""

    name: str
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    source: str
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise ValueError(f"the table {self.caption!r} has no source line")


def sheet(
    name: str,
    frame: pd.DataFrame,
    caption: str,
    source: str,
    link: Link,
    *,
    notes: Sequence[str] = (),
    header: str = "",
    bar: str = "",
    says: Mapping[str, str] | None = None,
) -> Sheet:
    """The rows of a frame. The column ``header`` (the first) names a row, the column ``bar`` has
    bars as long as its values beside the largest that has a name, ``says`` heads columns
    otherwise."""
    columns = [str(column) for column in frame.columns]
    position = columns.index(header) if header else 0
    kinds = {column: kind(column, frame) for column in columns}
    told = records(frame)
    bars = [row[bar] for row in told if row.get("entity") != OTHER and row[bar]] if bar else []
    largest = max(bars, default=0)

    def cell(column: str, row: dict[str, Any]) -> Cell:
        value = row[column]
        has_bar = column == bar and value and largest > 0 and row.get("entity") != OTHER
        length = f"{100 * value / largest:.2f}" if has_bar else ""
        href = "" if value is None else link(column, value)
        return Cell(_printed(column, value), kinds[column], _sort(value), href, length)

    rows = tuple(
        Row(tuple(cell(column, row) for column in columns), position, row.get("entity") == OTHER)
        for row in told
    )
    heads = tuple(_head(column, kinds[column], says or {}) for column in columns)
    return Sheet(name, caption, heads, rows, source, tuple(notes))


def kind(column: str, frame: pd.DataFrame) -> str:
    if column in NAMES:
        return "name"
    if column in LONG:
        return "long"
    is_number = pd.api.types.is_numeric_dtype(frame[column].dtype) and column not in TEXTS
    is_flag = pd.api.types.is_bool_dtype(frame[column].dtype)
    return "number" if is_number and not is_flag else "text"


def _head(column: str, kind: str, says: Mapping[str, str]) -> Head:
    said = says.get(column, heading(column))
    falling = kind == "number" and column not in RANKS
    first = "descending" if falling else "ascending"
    if column in SAID and column not in says:
        return Head(SAID[column], kind, first, said)
    return Head(said, kind, first)


def _printed(column: str, value: Any) -> str:
    like = LIKE.get(column, column)
    if isinstance(value, float) and like not in FORMATS:
        return f"{value:,.4g}"
    return in_print(like, value)


def _sort(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return repr(value) if isinstance(value, int | float) else in_print("", value)
