"""Frame → text. Numbers are formatted here and nowhere earlier; missing stays missing.

In JSON and CSV a date is `2026-03-30`, an instant `2026-08-22T07:10:19.789Z`, a count an integer, a
share a number from 0 to 1, and a depth of `all` means that every model is named. In CSV a text
that a spreadsheet would take for a formula is written with an apostrophe before it, and one that
holds the end of a line, of either kind, in quotation marks.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pandas as pd

from tracker.phrasing import amount, percent, printable, times
from tracker.weeks import label, stamp

Row = dict[str, Any]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With the full-width forms, which some spreadsheets take for the others."""


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows as plain Python values: int, float, bool, str, None; dates and instants as text."""
    columns = {name: _plain(name, frame[name]) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def to_json(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False)


def to_csv(rows: Iterable[Row], columns: Iterable[str]) -> str:
    lines: list[str] = []
    # A field is quoted when it holds a character of the line's end, so both must be in it.
    writer = csv.DictWriter(
        SimpleNamespace(write=lines.append), fieldnames=list(columns), lineterminator="\r\n"
    )
    writer.writeheader()
    for row in rows:
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)


def to_markdown(rows: Iterable[Row], columns: Iterable[str]) -> str:
    names = list(columns)
    lines = [names, ["---"] * len(names)]
    lines += [[_cell(name, row[name]) for name in names] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def in_print(name: str, value: Any) -> str:
    """One value as people read it: `4.60T`, `17.0 %`, `2026-W14`; a dash where it is missing."""
    if value is None:
        return "–"
    formatter = FORMATS.get(name)
    if formatter:
        return formatter(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else printable(str(value))


def parts(ppm: float) -> str:
    """Parts per million: 0 is equality, and nothing else is written as 0."""
    if ppm == 0:
        return "0"
    return f"{ppm:+,.0f}" if abs(ppm) >= 10 else f"{ppm:+.2g}"


def points(points: float) -> str:
    return f"{points:+.1f}"


def week(monday: str) -> str:
    return label(pd.Timestamp(monday).date())


_FORMATTED: tuple[tuple[Callable[[Any], str], tuple[str, ...]], ...] = (
    (amount, (
        "value", "value_a", "value_b", "lower", "upper", "a", "b", "leader_value", "total_then",
        "total_now",
    )),
    (parts, ("ppm", "total_ppm", "worst_ppm")),
    (percent, (
        "share", "cr1", "cr3", "cr5", "turnover", "unnamed", "free", "stealth", "overlap",
    )),
    (points, ("change_points",)),
    (lambda change: f"{change:+,.1f} %", ("change_pct",)),
    (lambda index: f"{index:,.0f}", ("hhi_low", "hhi_high")),
    (lambda number: f"{number:.1f}", ("effective_low", "effective_high", "diversity_low")),
    (times, ("ratio",)),
    (week, ("week", "first", "last", "debut")),
)  # fmt: skip
FORMATS = {name: formatter for formatter, names in _FORMATTED for name in names}


def _plain(name: str, values: pd.Series) -> list[Any]:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return [None if pd.isna(value) else stamp(value.to_pydatetime()) for value in values]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [None if pd.isna(value) else value.date().isoformat() for value in values]
    missing = "all" if name == "depth" else None
    return [
        missing if is_missing else value
        for value, is_missing in zip(values.tolist(), values.isna(), strict=True)
    ]


def harmless(value: Any) -> Any:
    """The value; a text that a spreadsheet would take for a formula with an apostrophe before."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _cell(name: str, value: Any) -> str:
    return in_print(name, value).replace("\\", "\\\\").replace("|", "\\|")
