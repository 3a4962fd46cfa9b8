"""Frame → a table of a page. A table cannot be made without its source line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker.answers.formats import records
from tracker.columns import RANK, Column, column
from tracker.records import OTHER
from tracker.text import printable

Link = Callable[[Column, Any], str]
"""The page of a value in a column, from the top of the site; empty where it has none."""


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
    columns = [column(str(one)) for one in frame.columns]
    position = [one.name for one in columns].index(header) if header else 0
    values = records(frame)
    bars = [row[bar] for row in values if row.get("entity") != OTHER and row[bar]] if bar else []
    largest = max(bars, default=0)

    def cell(column: Column, row: dict[str, Any]) -> Cell:
        value = row[column.name]
        has_bar = column.name == bar and value and largest > 0 and row.get("entity") != OTHER
        length = f"{100 * value / largest:.2f}" if has_bar else ""
        href = "" if value is None else link(column, value)
        return Cell(column.printed(value), column.kind.style, _sort(value), href, length)

    rows = tuple(
        Row(tuple(cell(one, row) for one in columns), position, row.get("entity") == OTHER)
        for row in values
    )
    heads = tuple(_head(one, says or {}) for one in columns)
    return Sheet(name, caption, heads, rows, source, tuple(notes))


def _head(column: Column, says: Mapping[str, str]) -> Head:
    style = column.kind.style
    first = "descending" if style == "number" and column.kind is not RANK else "ascending"
    if column.name in says:
        return Head(says[column.name], style, first)
    if column.spelled:
        return Head(column.spelled, style, first, column.title)
    return Head(column.page, style, first)


def _sort(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return repr(value) if isinstance(value, int | float) else printable(str(value))
