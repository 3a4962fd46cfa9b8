"""Conversion of frames to tables of a page, each with its source line."""

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
"""Returns the path of the page of a value, from the root of the site; empty if it has none."""


@dataclass(frozen=True)
class Head:
    """The heading of a column.

    ``short`` is an abbreviation of ``text``, ``kind`` the style of the column and ``first`` the
    direction in which it is sorted first.
    """

    text: str
    kind: str
    first: str
    short: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, sort key (empty if missing), link and length of its bar (0 to 100)."""

    text: str
    kind: str
    sort: str = ""
    href: str = ""
    bar: str = ""


@dataclass(frozen=True)
class Row:
    """The cells of a row; ``header`` is the index of the row header, ``rest`` marks `other`."""

    cells: tuple[Cell, ...]
    header: int
    rest: bool


@dataclass(frozen=True)
class Sheet:
    """A table of a page; ``name`` is unique within the page."""

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
    headings: Mapping[str, str] | None = None,
    metric: str = "",
) -> Sheet:
    """Return a frame as a table.

    The column ``header`` (by default the first) has the row headers. The column ``bar`` has bars in
    proportion to its largest value of a name. ``headings`` replaces the headings of columns.
    ``metric`` is what amounts count.
    """
    columns = [column(str(spec)) for spec in frame.columns]
    position = [spec.name for spec in columns].index(header) if header else 0
    values = records(frame)
    bars = [row[bar] for row in values if row.get("entity") != OTHER and row[bar]] if bar else []
    largest = max(bars, default=0)

    def cell(spec: Column, row: dict[str, Any]) -> Cell:
        value = row[spec.name]
        has_bar = spec.name == bar and value and largest > 0 and row.get("entity") != OTHER
        length = f"{100 * value / largest:.2f}" if has_bar else ""
        href = "" if value is None else link(spec, value)
        return Cell(spec.printed(value, metric), spec.kind.style, _sort(value), href, length)

    rows = tuple(
        Row(tuple(cell(spec, row) for spec in columns), position, row.get("entity") == OTHER)
        for row in values
    )
    heads = tuple(_head(spec, headings or {}) for spec in columns)
    return Sheet(name, caption, heads, rows, source, tuple(notes))


def _head(column: Column, headings: Mapping[str, str]) -> Head:
    style = column.kind.style
    first = "descending" if style == "number" and column.kind is not RANK else "ascending"
    if column.name in headings:
        return Head(headings[column.name], style, first)
    if column.spelled:
        return Head(column.spelled, style, first, column.title)
    return Head(column.page, style, first)


def _sort(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return repr(value) if isinstance(value, int | float) else printable(str(value))
