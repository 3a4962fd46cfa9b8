"""Convert frames to JSON, CSV and Markdown. Missing values stay missing.

In JSON and CSV a date is `2026-03-30`, an instant `2026-08-22T07:10:19.789Z`, a count an integer, a
share a number from 0 to 1. Where a board names every model its depth is `all` in JSON, and empty in
CSV and workbooks, whose columns have one type. In CSV a text that a spreadsheet would read as a
formula is prefixed with an apostrophe, and a text that contains a line break of either kind is
quoted. Markdown has the values as `tracker.columns` prints them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import SimpleNamespace
from typing import Any

import pandas as pd

from tracker.columns import Column, column
from tracker.weeks import stamp

Row = dict[str, Any]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Prefixes of formulas, with the full-width forms that some spreadsheets accept."""
AT_ONCE = 10_000
"""Rows converted at a time."""


def records(frame: pd.DataFrame, form: str = "json") -> list[Row]:
    """Return the rows as plain Python values: int, float, bool, str or None; dates as text.

    They are for JSON and for people, or, if that is the ``form``, for a spreadsheet (csv, xlsx).
    """
    columns = [*map(str, frame.columns)]
    values = _values(frame, form)
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def rows_of(frame: pd.DataFrame, form: str = "json") -> Iterator[Row]:
    """Yield the rows of `records`, converting some at a time."""
    for part in _slices(frame):
        yield from records(part, form)


def in_parts(frame: pd.DataFrame, form: str) -> Iterator[str]:
    """Yield a frame as CSV or JSON, some rows at a time.

    A Python value takes ten times the memory that it takes in the frame.
    """
    columns = [*map(str, frame.columns)]
    if form == "csv":
        yield to_csv([], columns)
        for part in _slices(frame):
            yield _lines(zip(*map(_harmless, _values(part, form), part.dtypes), strict=True))
        return
    before = "[\n"
    for part in _slices(frame):
        yield before + ",\n".join(_objects(part))
        before = ",\n"
    yield "[]\n" if frame.empty else "\n]\n"


def to_json(rows: object) -> str:
    """Return rows as indented JSON."""
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False)


def to_csv(rows: Iterable[Row], columns: Iterable[str]) -> str:
    """Return rows as CSV with a header."""
    names = list(columns)
    values = ([harmless(row[name]) for name in names] for row in rows)
    return _lines(chain([names], values))


def to_markdown(
    rows: Iterable[Row],
    columns: Iterable[str],
    metric: str = "",
    printed_as: Mapping[str, Column] | None = None,
) -> str:
    """Return rows as a Markdown table of printed values; amounts are of ``metric``.

    Columns that are not in ``printed_as`` are printed as `tracker.columns` has them.
    """
    names = list(columns)
    lines = [names, ["---"] * len(names)]
    specs = {name: (printed_as or {}).get(name) or column(name) for name in names}
    lines += [[_cell(specs[name], row[name], metric) for name in names] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _slices(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    return (frame.iloc[first : first + AT_ONCE] for first in range(0, len(frame), AT_ONCE))


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    lines: list[str] = []
    # The writer quotes a field that contains a character of the line terminator, so it has both.
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    writer.writerows(rows)
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)


def _objects(frame: pd.DataFrame) -> Iterator[str]:
    """Yield the rows as `to_json` writes them, a column at a time, which is faster."""
    names = [_encoded([str(name)])[0] for name in frame.columns]
    fields = [
        [f"  {name}: {text}" for text in _encoded(values)]
        for name, values in zip(names, _values(frame), strict=True)
    ]
    return (" {\n" + ",\n".join(row) + "\n }" for row in zip(*fields, strict=True))


def _encoded(values: list[Any]) -> list[str]:
    """Return each value as JSON."""
    if not any(isinstance(value, str) for value in values):
        # Numbers, booleans and nulls have no comma in them.
        return json.dumps(values, allow_nan=False)[1:-1].split(", ")
    texts: dict[tuple[type, Any], str] = {}
    for key in {(type(value), value) for value in values}:
        texts[key] = json.dumps(key[1], ensure_ascii=False, allow_nan=False)
    return [texts[type(value), value] for value in values]


def _values(frame: pd.DataFrame, form: str = "json") -> list[list[Any]]:
    """Return the columns as plain Python values."""
    return [_plain(str(name), frame[name], form) for name in frame.columns]


def _plain(name: str, values: pd.Series, form: str) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        # Few values are distinct, and each is converted once.
        codes, distinct = pd.factorize(values)
        instants = isinstance(values.dtype, pd.DatetimeTZDtype)
        texts = [
            stamp(value.to_pydatetime()) if instants else value.date().isoformat()
            for value in map(pd.Timestamp, distinct)
        ]
        return [None if code < 0 else texts[code] for code in codes.tolist()]
    missing = "all" if name == "depth" and form not in ("csv", "xlsx") else None
    return [
        missing if is_missing else value
        for value, is_missing in zip(values.tolist(), values.isna(), strict=True)
    ]


def _harmless(values: list[Any], kind: Any) -> list[Any]:
    """Return the values of a column of dtype ``kind`` with every text made `harmless`."""
    may_be_text = pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind)
    return [*map(harmless, values)] if may_be_text else values


def harmless(value: Any) -> Any:
    """Return a value; a text that looks like a formula is prefixed with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _cell(spec: Column, value: Any, metric: str) -> str:
    return spec.printed(value, metric).replace("\\", "\\\\").replace("|", "\\|")
