"""Workbooks: a sheet a table, no formula and no link in any cell, no digit lost, nothing of today."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from support import hostile_names
from support.databases import Databases
from typer.testing import CliRunner

from tracker.answers import formats
from tracker.cli import app
from tracker.definitions import describe
from tracker.errors import ConfigError
from tracker.publish.export import exports, workbook
from tracker.publish.export.exports import Export
from tracker.publish.export.tables import CONTENTS
from tracker.records import OTHER, Question

CONTROL = re.compile("_x(00[01][0-9A-F]|FFFE)_")
"""How a workbook writes what XML cannot; spreadsheets read it back, openpyxl leaves it so."""
LINE = "Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z."


def read(book: bytes) -> dict[str, Worksheet]:
    workbook_read = openpyxl.load_workbook(io.BytesIO(book))
    return {sheet.title: sheet for sheet in workbook_read.worksheets}


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    header, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), line, strict=True)) for line in lines]


def a_table(**columns: Any) -> Export:
    return Export("weekly", pd.DataFrame(columns), LINE, {"rankings-weekly": "CC BY 4.0"})


@pytest.fixture(scope="module")
def everything(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> list[Export]:
    with hostile_names.store(databases.of(tmp_path_factory.mktemp("store"))) as store:
        return exports.everything(store, Question())[0]


def test_there_is_a_sheet_for_each_table_and_one_for_the_sources(everything: list[Export]) -> None:
    sheets = read(workbook.workbook(everything))
    assert [*sheets] == [*CONTENTS, "sources"]
    assert all(len(name) <= 31 for name in sheets)
    for table in everything:
        lines = rows(sheets[table.name])
        assert len(lines) == len(table.frame)
        assert [*lines[0]] == [*table.columns]
    sources = rows(sheets["sources"])
    assert [row["source"] for row in sources] == [table.source for table in everything]
    assert sources[0]["licence"] == "CC BY 4.0 (rankings-weekly); none stated (models-window)"


def test_no_cell_is_a_formula_or_a_link(everything: list[Export]) -> None:
    for sheet in read(workbook.workbook(everything)).values():
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type in "snbd", cell
                assert cell.hyperlink is None
                assert not str(cell.value).startswith(("=", "+", "@", "\uff1d"))


def test_names_stand_there_whole(everything: list[Export]) -> None:
    lines = rows(read(workbook.workbook(everything))["weekly"])
    # openpyxl itself takes the mark from what looks like a code only in a shared string.
    texts = [row["entity"].replace("_x005F_x", "_x") for row in lines]
    names = {CONTROL.sub(lambda code: chr(int(code[1], 16)), text) for text in texts}
    assert names == {formats.harmless(name) for name in hostile_names.NAMES} | {OTHER}


def test_one_table_has_its_dictionary_and_its_source(everything: list[Export]) -> None:
    (table,) = (each for each in everything if each.name == "streaks")
    sheets = read(workbook.workbook([table]))
    assert [*sheets] == ["streaks", "dictionary", "sources"]
    lines = rows(sheets["dictionary"])
    assert [row["column"] for row in lines] == [*table.columns]
    assert lines[0]["description"] == describe("streaks", "entity")
    assert rows(sheets["sources"])[0]["source"] == table.source


def test_no_digit_is_lost_and_what_is_missing_is_empty() -> None:
    values = [0, 10**15 - 1, 10**15, 2**53 + 1, 2**63 - 1]
    table = a_table(
        value=values,
        rank=pd.array([None, 1, 2, 3, 4], dtype="Int64"),
        depth=pd.array([None, 1, 2, 3, 4], dtype="Int64"),
        share=[float("nan"), 0.0, 0.125, 1.0, 0.5],
        complete=[True, False, True, True, True],
        week=pd.to_datetime(["2026-03-30", None, "1899-01-02", "2024-12-30", "2026-01-05"]),
        as_of=pd.to_datetime(["2026-08-22T07:10:19.789Z"] * 4 + [None]),
    )
    lines = rows(read(workbook.workbook([table]))["weekly"])
    assert [row["value"] for row in lines] == [0, 10**15 - 1, *map(str, values[2:])]
    assert lines[0] == {
        "value": 0, "rank": None, "depth": None, "share": None, "complete": True,
        "week": pd.Timestamp("2026-03-30"), "as_of": "2026-08-22T07:10:19.789Z",
    }  # fmt: skip
    assert (lines[1]["week"], lines[2]["week"]) == (None, "1899-01-02")
    assert (lines[1]["complete"], lines[1]["share"], lines[4]["as_of"]) == (False, 0, None)


def test_nothing_in_it_is_of_today(everything: list[Export]) -> None:
    book = workbook.workbook(everything)
    assert book == workbook.workbook(everything)
    properties = openpyxl.load_workbook(io.BytesIO(book)).properties
    assert (
        properties.created
        == properties.modified
        == hostile_names.MADE.replace(tzinfo=None, microsecond=0)
    )
    assert properties.description == exports.sources(everything)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_a_map_has_no_vintage_and_no_clock_either() -> None:
    book = workbook.workbook([exports.bundled("breaks")])
    assert openpyxl.load_workbook(io.BytesIO(book)).properties.created == pd.Timestamp("1980-01-01")


def test_what_a_sheet_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    assert workbook.workbook([a_table(value=[1, 2])])
    with pytest.raises(ConfigError, match="weekly has 3 rows, and a sheet only 3"):
        workbook.workbook([a_table(value=[1, 2, 3])])


def test_a_cell_that_is_too_long_is_cut_where_it_shows() -> None:
    lines = rows(read(workbook.workbook([a_table(entity=["x" * 40_000])]))["weekly"])
    assert lines[0]["entity"] == "x" * 32_766 + "…"


def test_the_command_writes_one(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "streaks.xlsx"
    result = CliRunner().invoke(app, ["export", "streaks", "--out", str(path)])
    assert result.exit_code == 0, result.output
    assert [*read(path.read_bytes())] == ["streaks", "dictionary", "sources"]
    assert path.with_name("streaks.xlsx.source.txt").is_file()
