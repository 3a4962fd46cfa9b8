"""Export of tables to a workbook. This module is the only door to XlsxWriter (extra `xlsx`).

There is a sheet for each table, one for the dictionary of their columns and one for their sources.
Dates are dates, instants text in ISO 8601; missing values are empty cells. A spreadsheet keeps
fifteen digits of a number, so a longer integer is written as text. A text is never a formula or a
link; one that looks like a formula is prefixed with an apostrophe, in case the sheet is saved as
CSV.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tracker.answers import formats
from tracker.columns import column
from tracker.errors import ConfigError
from tracker.publish.export.exports import Export, licence, sources
from tracker.publish.export.tables import DICTIONARY, described

SOURCES = "sources"
MOST_ROWS = 1_048_576
LONGEST = 32_767
"""The maximum number of rows in a sheet, and of characters in a cell."""
EXACT = 10**15
"""Integers from this value on would lose digits."""
EPOCH = date(1900, 3, 1)
"""The first date that all spreadsheet programs agree on."""
DATELESS = datetime(1980, 1, 1, tzinfo=UTC)
WIDEST = 60


def workbook(exports: Iterable[Export]) -> bytes:
    """Return the tables as one workbook; the same tables give the same bytes.

    Each table is written, row by row, before the next is made. Raises ConfigError for a table with
    more rows than a sheet can have.
    """
    buffer = io.BytesIO()
    exports_written: list[Export] = []
    with xlsxwriter.Workbook(
        buffer,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as book:
        looks = {
            "bold": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        exports_written.extend(map(partial(_sheet, book, looks), exports))
        if DICTIONARY not in {export.name for export in exports_written}:
            rows = described({export.name: export.columns for export in exports_written})
            _fill(book.add_worksheet(DICTIONARY), DICTIONARY, rows, looks)
        source_rows = [
            {
                "table": export.name,
                "what": export.title,
                "source": export.source,
                "licence": licence(export),
            }
            for export in exports_written
        ]
        _fill(book.add_worksheet(SOURCES), SOURCES, pd.DataFrame(source_rows), looks)
        newest = max((export.as_of for export in exports_written if export.as_of), default=DATELESS)
        book.set_properties(
            {"created": newest.replace(tzinfo=None), "comments": sources(exports_written)}
        )
    return buffer.getvalue()


def _sheet(book: xlsxwriter.Workbook, looks: Any, export: Export) -> Export:
    """Write a table as a sheet, and return the table without its rows."""
    _fill(book.add_worksheet(export.name), export.name, export.frame, looks)
    return export.without_rows()


def _fill(sheet: Worksheet, name: str, frame: pd.DataFrame, looks: Any) -> None:
    if len(frame) >= MOST_ROWS:
        raise ConfigError(
            f"{name} has {len(frame):,} rows, and a sheet only {MOST_ROWS:,}",
            datum=name,
            remedy="ask for fewer weeks with --from and --to, or for another --format",
        )
    names = [*map(str, frame.columns)]
    dates = {heading for heading in names if column(heading).kind.type == "date"}
    widths = [*map(len, names)]
    for place, heading in enumerate(names):
        sheet.write_string(0, place, heading, looks["bold"])
    for line, row in enumerate(formats.rows_of(frame, "xlsx"), 1):
        for place, (heading, value) in enumerate(row.items()):
            if value is not None:
                _write(sheet, line, place, value, looks["day"] if heading in dates else None)
                widths[place] = max(widths[place], len(str(value)))
    sheet.freeze_panes(1, 0)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 1, WIDEST))


def _write(sheet: Worksheet, line: int, place: int, value: Any, day: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float) and abs(value) < EXACT:
        sheet.write_number(line, place, value)
    elif day and date.fromisoformat(value) >= EPOCH:
        sheet.write_datetime(line, place, date.fromisoformat(value), day)
    else:
        text = formats.harmless(str(value))
        sheet.write_string(line, place, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
