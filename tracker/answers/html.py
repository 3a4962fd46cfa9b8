"""Answers as HTML, which a notebook shows by itself.

The headings are the names of the columns in code, with their titles as tooltips; values are
formatted as on a terminal, and dates as code writes them. Everything is escaped: names come from a
publisher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from tracker.answers.formats import records
from tracker.columns import COLUMNS, INTEGER, NUMBER, SENTENCE, WEEK, WORD, Column, Kind
from tracker.text import printable

LONGEST, END = 60, 5
"""Of a table with more rows than the first, so many are shown from each end."""
AT_LEAST = "≥"


def table(
    frame: pd.DataFrame,
    heading: str = "",
    notes: Sequence[str] = (),
    source: str = "",
    metric: str = "",
) -> str:
    """Return rows as an HTML table with its heading, notes and source line.

    ``metric`` is what amounts count, where no column says it.
    """
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    columns = [_column(frame, str(name)) for name in frame.columns]
    is_cut = len(frame) > LONGEST
    shown = pd.concat([frame.head(END), frame.tail(END)]) if is_cut else frame
    rows = [_row(columns, row, metric) for row in records(shown)]
    if is_cut:
        rows.insert(END, f'<tr><td colspan="{len(columns)}">…</td></tr>')
        notes = (*notes, f"Shown: {2 * END} of {len(frame):,} rows.")
    title = f"<caption{_side(SENTENCE)}><b>{_text(heading)}</b></caption>" if heading else ""
    head = "".join(
        f'<th{_side(column.kind)} scope="col" title="{_text(column.spelled or column.title)}">'
        f"{_text(column.name)}</th>"
        for column in columns
    )
    return (
        f'<div><table class="dataframe">{title}<thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{prose(notes)}{small(source)}</div>"
    )


def prose(lines: Iterable[str]) -> str:
    """Return each line as a paragraph."""
    return "".join(f"<p>{_text(line)}</p>" for line in lines)


def small(line: str) -> str:
    """Return a line in small print, or nothing for an empty one."""
    return f"<p><small>{_text(line)}</small></p>" if line else ""


def heading(word: str, rest: str = "") -> str:
    """Return a line that begins with a word in bold print."""
    return f"<p><b>{_text(word)}</b>{_text(rest)}</p>"


def _column(frame: pd.DataFrame, name: str) -> Column:
    """Return a column of the registry, or one for what somebody has added."""
    if name in COLUMNS:
        return COLUMNS[name]
    values = frame[name] if name in frame else frame.iloc[:, [*map(str, frame.columns)].index(name)]
    if pd.api.types.is_bool_dtype(values.dtype) or not pd.api.types.is_numeric_dtype(values.dtype):
        return Column(name, WORD)
    return Column(name, INTEGER if pd.api.types.is_integer_dtype(values.dtype) else NUMBER)


def _row(columns: Sequence[Column], row: dict[str, Any], metric: str) -> str:
    """Return a row of a table; a lower bound is marked."""
    is_bound = bool(row.get("at_least"))
    cells = []
    for column, value in zip(columns, row.values(), strict=True):
        is_date = column.kind is WEEK and value is not None
        text = value if is_date else column.printed(value, str(row.get("metric") or metric))
        mark = f"{AT_LEAST} " if is_bound and column.bounded and value is not None else ""
        cells.append(f"<td{_side(column.kind)}>{_text(f'{mark}{text}')}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _side(kind: Kind) -> str:
    side = "right" if kind.style == "number" else "left"
    return f' style="text-align: {side}{"" if kind.folds else "; white-space: nowrap"}"'


def _text(text: str) -> str:
    return escape(printable(text))
