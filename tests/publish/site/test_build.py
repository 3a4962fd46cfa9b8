"""The site as it is written: the same for the same vintage, whole, and as it was known then."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from support.hostile_weeks import WEEKS
from typer.testing import CliRunner

from tracker.cli import app
from tracker.errors import GapError
from tracker.identity.names import LANGUAGES
from tracker.publish.site import build, tables
from tracker.publish.site.data import record as recorded
from tracker.publish.site.render import Site
from tracker.records import Question
from tracker.store import Store
from tracker.weeks import label


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_the_same_vintage_gives_the_same_bytes(record: Store, folder: Path, tmp_path: Path) -> None:
    """Written by the command, in another process that orders its sets otherwise."""
    command = [sys.executable, "-m", "tracker", "report", "--out", str(tmp_path / "again")]
    command += ["--lang", "en", "--lang", "zh"]
    url = record.engine.url.render_as_string(hide_password=False)
    settings = {"TRACKER_DATABASE_URL": url, "TRACKER_DATA_DIR": str(tmp_path)}
    ran = subprocess.run(
        command,
        env={**os.environ, **settings, "PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = contents(folder), contents(tmp_path / "again")
    assert ran.stdout == (
        f"{tmp_path / 'again' / 'index.html'}: 11 weeks, {label(WEEKS[0])} to 2026-W21\n"
        f"{len(second)} of {len(second)} files are new or changed\n"
    )
    assert ran.stderr == ""
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_a_second_build_writes_only_what_changed(record: Store, folder: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    changed = folder / "method.html"
    changed.write_text("something else")
    built = build.build(record, Question(), folder, languages=LANGUAGES)
    after = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    assert [file for file in before if after[file] != before[file]] == [changed]
    assert (built.written, built.total) == (1, len(after))
    assert after.keys() == before.keys()


def test_the_first_language_lies_at_the_root() -> None:
    first, second = build.editions(["zh", "en", "zh"])
    assert (first.language, first.folder, first.others) == ("zh", "", (("en", "en/"),))
    assert (second.language, second.folder, second.others) == ("en", "en/", (("zh", ""),))
    assert [first.path_to("en/"), second.path_to("")] == ["en/", "../"]


def test_the_first_page_is_written_last(site: Site) -> None:
    files = [file.path for file in build.contents(site)]
    assert files[-1] == "index.html"
    assert len({*files}) == len(files)


def test_a_site_is_as_of_an_instant(record: Store) -> None:
    with pytest.raises(GapError):
        recorded(record, Question(as_of=datetime(2026, 1, 1, tzinfo=UTC)))


def test_nothing_is_made_of_no_record(store: Store, tmp_path: Path) -> None:
    with pytest.raises(GapError, match="recorded"):
        build.build(store, Question(), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_an_address_that_is_none_is_wrong_usage(recorded: Path) -> None:
    result = CliRunner().invoke(app, ["report", "--base-url", "example.org"])
    assert result.exit_code == 2
    assert "is not a web address" in result.output


def test_a_table_cannot_lose_its_source() -> None:
    frame = pd.DataFrame({"entity": ["a/x"], "value": [1]})
    with pytest.raises(ValueError, match="has no source line"):
        tables.sheet("top", frame, "Top", " ", lambda *_: "")


def test_what_is_missing_has_nothing_to_be_sorted_by() -> None:
    frame = pd.DataFrame(
        {"entity": ["a/x", "b/y"], "value": [4_600_000_000_000, 1], "share": [0.5, None]}
    )
    sheet = tables.sheet("top", frame, "Top", "Source: X.", lambda *_: "", bar="share")
    cells = [[(cell.text, cell.sort, cell.bar) for cell in row.cells] for row in sheet.rows]
    assert cells == [
        [("a/x", "a/x", ""), ("4.60T", "4600000000000", ""), ("50.0%", "0.5", "100.00")],
        [("b/y", "b/y", ""), ("1", "1", ""), ("–", "", "")],
    ]
    assert [(head.text, head.kind, head.first) for head in sheet.heads] == [
        ("entity", "name", "ascending"),
        ("value", "number", "descending"),
        ("share", "number", "descending"),
    ]
