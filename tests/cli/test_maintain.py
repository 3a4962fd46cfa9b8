"""backup and verify as commands: what they say, write and return."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.sample_boards import payload
from typer.testing import CliRunner

from tracker.archive import Archive
from tracker.cli import app
from tracker.errors import ConfigError, GapError

pytestmark = pytest.mark.usefixtures("on_sqlite")


def run(*line: str) -> Any:
    return CliRunner().invoke(app, line)


@pytest.fixture
def data(recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder with the bundled history that may be damaged."""
    shutil.copytree(recorded, tmp_path / "data")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_backup_says_what_it_wrote_and_what_is_to_be_copied(data: Path, tmp_path: Path) -> None:
    to = tmp_path / "kept"
    result = run("backup", "--to", str(to))
    assert result.exit_code == 0, result.output
    files = [file for file in (data / "archive").rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    assert result.output.splitlines() == [
        f"{to}/tracker.db: the database as it is now.",
        f"{to}/archive-manifest.csv: 15 files, {size:,} bytes.",
        f"Those files are in {data}/archive and never change: copy that folder as well.",
    ]
    assert sorted(file.name for file in to.iterdir()) == ["archive-manifest.csv", "tracker.db"]


def test_a_backup_has_a_place_if_none_is_named(data: Path) -> None:
    assert run("backup").exit_code == 0
    names = {file.name for file in (data / "backup").iterdir()}
    assert names == {"archive-manifest.csv", "tracker.db"}
    assert run("verify").exit_code == 0


def test_a_restored_backup_answers_as_the_record_did(data: Path, tmp_path: Path) -> None:
    line = ("streaks", "--format", "json")
    before = run(*line).output
    assert run("backup", "--to", str(tmp_path / "kept")).exit_code == 0
    shutil.copytree(data / "archive", tmp_path / "kept" / "archive")

    shutil.rmtree(data)
    shutil.copytree(tmp_path / "kept", data)
    assert run(*line).output == before
    manifest = str(tmp_path / "kept" / "archive-manifest.csv")
    assert run("verify", "--manifest", manifest).output == "verified: 5 captures, 700 boards\n"


def test_the_files_that_an_earlier_manifest_lacks_are_listed(data: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    run("backup", "--to", str(first))
    at = datetime(2026, 11, 25, tzinfo=UTC)
    kept = Archive(data / "archive").keep(payload(b"new", fetched_at=at))
    since = str(first / "archive-manifest.csv")
    result = run("backup", "--to", str(second), "--since", since)
    assert result.output.splitlines() == [kept.path.replace(".gz", ".card.json"), kept.path]
    assert (second / "tracker.db").is_file()
    again = run("backup", "--to", str(second), "--since", str(second / "archive-manifest.csv"))
    assert again.output == ""


def test_the_record_is_not_backed_up_onto_itself(data: Path) -> None:
    result = run("backup", "--to", str(data))
    assert isinstance(result.exception, ConfigError)
    assert "is the database itself" in str(result.exception)
    assert run("verify").exit_code == 0


@pytest.mark.parametrize("line", [("backup", "--to", "kept"), ("verify",)])
def test_where_nothing_is_recorded_there_is_nothing_to_keep(
    line: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "nowhere"))
    result = run(*line)
    assert isinstance(result.exception, GapError)
    assert [*tmp_path.iterdir()] == []


def test_what_is_amiss_is_a_line_each_and_exit_code_1(data: Path, tmp_path: Path) -> None:
    run("backup", "--to", str(tmp_path / "kept"))
    body = min((data / "archive").rglob("*.gz"))
    body.write_bytes(b"not gzip")
    result = run("verify", "--manifest", str(tmp_path / "kept" / "archive-manifest.csv"))
    assert result.exit_code == 1
    *troubles, summary = result.output.splitlines()
    path = body.relative_to(data / "archive").as_posix()
    assert f"the archived body {body.name} is damaged (Not a gzipped file (b'no'))" in troubles
    assert f"{path} is in the database, but its archive file differs or is damaged" in troubles
    assert f"{path} differs from the manifest" in troubles
    assert summary == f"verified: 5 captures, 700 boards; {len(troubles):,} differ"
