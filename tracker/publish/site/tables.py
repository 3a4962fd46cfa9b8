"""Conversion of frames to tables of a page, each with its source line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from tracker.answers.formats import records
from tracker.columns import RANK, WEEK, Column, column
from tracker.publish.site.words import Words
from tracker.records import OTHER
from tracker.text import printable

Link = Callable[[Column, Any], str]
"""Returns the path of the page of a value, from the root of the site; empty if it has none."""


@dataclass(frozen=True)
class Head:
    """The heading of a column.

    ``kind`` is the style of the column and ``first`` the direction in which it is sorted first.
    """

    text: str
    kind: str
    first: str


@dataclass(frozen=True)
class Cell:
    """A cell: its text, sort key (empty if missing), link and length of its bar (0 to 100).

    ``label`` is the heading of its column, escaped once for all rows.
    """

    text: str
    kind: str
    sort: str = ""
    href: str = ""
    bar: str = ""
    label: Markup = Markup()

    @property
    def is_plain(self) -> bool:
        """Whether it is text and nothing else."""
        return not (self.href or self.bar) and self.kind not in ("long", "name")


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
    **options: Any,
) -> Sheet:
    """Return a frame as a table, with the options of `sheet_of`."""
    return sheet_of(
        name, [*map(str, frame.columns)], records(frame), caption, source, link, **options
    )


def sheet_of(
    name: str,
    names: Sequence[str],
    values: Sequence[Mapping[str, Any]],
    caption: str,
    source: str,
    link: Link,
    *,
    notes: Sequence[str] = (),
    header: str = "",
    bar: str = "",
    headings: Mapping[str, str] | None = None,
    metric: str = "",
    metrics: Mapping[str, str] | None = None,
    words: Words | None = None,
) -> Sheet:
    """Return rows as a table with the columns ``names``.

    The column ``header`` (by default the first) has the row headers. The column ``bar`` has bars in
    proportion to its largest value of a name. ``headings`` replaces the headings of columns.
    ``metric`` is what amounts count, ``metrics`` what those of single columns do. ``words`` is the
    language, by default English.
    """
    words = words or Words()
    columns = [column(spec) for spec in names]
    units = [(metrics or {}).get(spec, metric) for spec in names]
    position = [*names].index(header) if header else 0
    bars = [row[bar] for row in values if row.get("entity") != OTHER and row[bar]] if bar else []
    largest = max(bars, default=0)

    heads = tuple(_head(spec, headings or {}, words) for spec in columns)
    labels = [escape(head.text) for head in heads]

    def cell(spec: Column, unit: str, label: Markup, row: Mapping[str, Any]) -> Cell:
        value = row[spec.name]
        has_bar = spec.name == bar and value and largest > 0 and row.get("entity") != OTHER
        length = f"{100 * value / largest:.2f}" if has_bar else ""
        href = "" if value is None else link(spec, value)
        return Cell(
            words.cell(spec, value, unit), spec.kind.style, _sort(value), href, length, label
        )

    rows = tuple(
        Row(
            tuple(cell(*place, row) for place in zip(columns, units, labels, strict=True)),
            position,
            row.get("entity") == OTHER,
        )
        for row in values
    )
    return Sheet(name, caption, heads, rows, source, tuple(notes))


def _head(column: Column, headings: Mapping[str, str], words: Words) -> Head:
    style = column.kind.style
    first = "descending" if style == "number" and column.kind is not RANK else "ascending"
    if column.name in headings:
        return Head(words(headings[column.name]), style, first)
    if column.kind is WEEK and column.name == "week":
        return Head(words("week to"), style, first)
    return Head(words(column.spelled or column.page), style, first)


def _sort(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return repr(value) if isinstance(value, int | float) else printable(str(value))
