"""The data package: its description is true, every column is explained, and no licence invented."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import json
import weakref
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet as files_of
from support import hostile_names
from support.databases import Databases
from typer.testing import CliRunner

import tracker
from tracker.cli import app
from tracker.definitions import describe
from tracker.publish.export import exports
from tracker.publish.export import folder as folders
from tracker.publish.export.exports import Export
from tracker.publish.export.files import tables_of
from tracker.records import Question
from tracker.store import Store

TYPES = {"string", "integer", "number", "boolean", "date", "datetime"}
FORMS = ("csv", "json", "parquet", "xlsx")


@pytest.fixture(scope="module")
def full(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with hostile_names.store(databases.of(tmp_path_factory.mktemp("store"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def everything(full: Store) -> list[Export]:
    return exports.everything(full, Question())[0]


def saved(everything: list[Export], folder: Path, form: str) -> dict[str, Any]:
    folders.save(everything, folder, form)
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


def columns_of(path: Path, resource: dict[str, Any]) -> list[str]:
    """Return the columns that really stand in a file."""
    form = resource["format"]
    if form == "csv":
        return next(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    if form == "json":
        return [*json.loads(path.read_text(encoding="utf-8"))[0]]
    if form == "parquet":
        return [*files_of.ParquetFile(path).schema_arrow.names]
    return heads(path)[resource["dialect"]["excel"]["sheet"]]


@cache
def heads(path: Path) -> dict[str, list[str]]:
    """Return the first row of each sheet."""
    sheets = openpyxl.load_workbook(path).worksheets
    return {sheet.title: [str(cell.value) for cell in sheet[1]] for sheet in sheets}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_said_of_the_files_is_so(
    form: str, everything: list[Export], tmp_path: Path
) -> None:
    folder = tmp_path / "package"
    package = saved(everything, folder, form)
    resources = package["resources"]
    assert len({resource["name"] for resource in resources}) == len(resources)
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {resource["path"] for resource in resources} == there - {
        "datapackage.json",
        "croissant.json",
        "DICTIONARY.md",
    }
    for resource in resources:
        path = folder / resource["path"]
        body = path.read_bytes()
        # `frictionless validate` counts the bytes of no other form, and refuses a number for it.
        assert resource.get("bytes") == (len(body) if form in ("csv", "xlsx") else None)
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert resource["format"] == form
        assert ("encoding" in resource) == (form in ("csv", "json"))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == columns_of(path, resource)
        assert all(field["description"].endswith(".") for field in fields)
        assert all(field["title"] for field in fields)
        assert {field["type"] for field in fields} <= TYPES
        assert {*resource["schema"].get("primaryKey", ())} <= {field["name"] for field in fields}


def test_the_package_says_what_it_is_and_nothing_of_today(
    everything: list[Export], tmp_path: Path
) -> None:
    package = saved(everything, tmp_path / "a", "csv")
    assert package["profile"] == "data-package"
    assert package["version"] == tracker.__version__
    assert package["description"] == exports.sources(everything)
    assert {"created", "contributors"} & package.keys() == set()
    assert "2026-08-22T07:10:19.789Z" in package["description"]
    assert saved(everything, tmp_path / "b", "csv") == package


def test_the_same_vintage_gives_the_same_folder(full: Store, tmp_path: Path) -> None:
    for name in ("once", "again"):
        tables, _ = exports.everything(full, Question())
        for form in FORMS:
            folders.save(tables, tmp_path / name / form, form)
    once, again = (
        {
            str(path.relative_to(tmp_path / name)): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("once", "again")
    )
    assert len(once) > 40
    assert once == again


def test_each_table_is_written_and_let_go_before_the_next_is_made(
    full: Store, tmp_path: Path
) -> None:
    earlier: list[tuple[Path, weakref.ref[pd.DataFrame]]] = []

    def watched() -> Iterator[Export]:
        for table in exports.each(full, Question(), []):
            gc.collect()
            assert [path for path, _ in earlier if not path.exists()] == []
            assert [path for path, frame in earlier if frame() is not None] == []
            earlier.append((tmp_path / f"{table.name}.csv", weakref.ref(table.frame)))
            yield table
            del table

    files = folders.save(watched(), tmp_path, "csv")
    assert len(files) == len(earlier) > 10
    assert all(table.rows for table in tables_of(files))


def test_no_licence_is_claimed_that_nobody_gave(everything: list[Export], tmp_path: Path) -> None:
    package = saved(everything, tmp_path, "csv")
    licences = {
        resource["name"]: {licence["name"]: licence["title"] for licence in resource["licenses"]}
        for resource in package["resources"]
    }
    assert licences["weekly"] == {
        "CC-BY-4.0": "Creative Commons Attribution 4.0: rankings-weekly",
        "notspecified": "No licence is stated where it is published: models-window",
    }
    assert (
        {*licences["bounds"]} == {*licences["catalog"]} == {*licences["prices"]} == {"notspecified"}
    )
    assert {*licences["benchmarks"]} == {*licences["apps"]} == {"CC-BY-4.0"}
    assert {*licences["authors"]} == {*licences["dictionary"]} == {"MIT"}
    assert [resource["name"] for resource in package["licenses"]] == [
        "CC-BY-4.0",
        "MIT",
        "notspecified",
    ]
    assert "path" not in package["licenses"][2]
    sources = {resource["name"]: resource["sources"] for resource in package["resources"]}
    assert sources["weekly"] == [
        {"title": everything[0].source, "path": "https://openrouter.ai/rankings"}
    ]
    assert "path" not in sources["aliases"][0]


def test_csv_is_read_back_by_its_schema(everything: list[Export], tmp_path: Path) -> None:
    package = saved(everything, tmp_path, "csv")
    casts = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "str"}
    for resource, table in zip(package["resources"], everything, strict=True):
        schema = resource["schema"]
        named = {field["name"]: field["type"] for field in schema["fields"]}
        read = pd.read_csv(
            tmp_path / resource["path"], dtype={name: casts.get(kind, "str") for name, kind in named.items()},
            keep_default_na=False, na_values=schema["missingValues"],
        )  # fmt: skip
        assert len(read) == len(table.frame), resource["name"]
        assert schema["missingValues"] == [""]
        for name, kind in named.items():
            assert read[name].isna().tolist() == table.frame[name].isna().tolist(), (
                table.name,
                name,
            )
            if kind == "integer":
                assert read[name].dropna().tolist() == table.frame[name].dropna().tolist()


def test_a_row_is_known_by_the_key_that_is_named(everything: list[Export], tmp_path: Path) -> None:
    package = saved(everything, tmp_path, "csv")
    keys = {
        resource["name"]: resource["schema"].get("primaryKey") for resource in package["resources"]
    }
    assert keys["weekly"] == ["metric", "week", "entity"]
    assert keys["streaks"] == ["metric", "entity", "first"]
    assert (keys["models"], keys["benchmarks"]) == (None, None)


def test_the_dictionary_tells_people_the_same(everything: list[Export], tmp_path: Path) -> None:
    folders.save(everything, tmp_path, "json")
    text = (tmp_path / "DICTIONARY.md").read_text(encoding="utf-8")
    for table in everything:
        section = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert table.source in section
        lines = [line for line in section.splitlines() if line.startswith("| ")][2:]
        assert [line.split("|")[1].strip() for line in lines] == [*table.columns]
    described = describe("weekly", "proven")
    assert described.replace("|", "\\|") in text


def test_the_command_says_what_it_wrote_and_what_it_left_out(
    recorded: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "all"
    result = CliRunner().invoke(app, ["export", "all", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].endswith("weekly.csv: 12,296 rows of weekly")
    assert (
        lines[-2]
        == "Left out, nothing is recorded: apps, app-windows, benchmarks, session-costs, task-shares, vercel-labs, vercel-models."
    )
    assert lines[-1].startswith("Source: OpenRouter (openrouter.ai/rankings), as of ")
    assert "from pages that state none" in lines[-1]
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == len(lines) - 3


def test_parquet_of_all_has_the_weeks_in_folders(recorded: Path, tmp_path: Path) -> None:
    old = tmp_path / "weekly" / "metric=calls" / "year=2019" / "part-0.parquet"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"of an older export")
    result = CliRunner().invoke(
        app, ["export", "all", "--format", "parquet", "--out", str(tmp_path)]
    )
    assert result.exit_code == 0, result.output
    assert not old.exists()
    read = pd.read_parquet(tmp_path / "weekly")
    assert {*read["metric"]} == {"tokens", "calls", "spend"}
    assert len(read) == 12_296
