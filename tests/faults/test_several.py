"""Several at once, and others before us: two collectors, a database that somebody holds, and one
that a newer version has left."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from faults.record import COLLECT, Stage, left, publish
from support.fake_server import Server
from typer.testing import CliRunner

from tracker.cli import app
from tracker.errors import TrackerError
from tracker.store import engine, models


def test_two_collectors_at_once_leave_what_one_leaves(
    server: Server, nothing: Path, tmp_path: Path
) -> None:
    stage = Stage(COLLECT, nothing, publish(server))
    alone, both = stage.copy(tmp_path / "alone"), stage.copy(tmp_path / "both")
    assert stage.run(alone).code == 0
    begun = [stage.begin(both, log=f"log{number}") for number in (1, 2)]
    first, second = (ended() for ended in begun)
    assert {first.code, second.code} in ({0}, {0, 1})
    for ended in (first, second):
        assert "Traceback" not in ended.said
        assert ended.code == 0 or "another collector is at work" in ended.said
    assert left(both) == left(alone)


@pytest.fixture
def held(collected: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A record that another program is writing to, and that nobody waits for long."""
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 20)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(collected / "data"))
    file = collected / "data" / "tracker.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.mark.parametrize("line", [["collect", "history"], ["reparse"], ["import", "README.md"]])
def test_a_database_that_another_program_holds_is_said_so_and_left_alone(
    line: list[str], held: sqlite3.Connection, collected: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "README.md").write_text("no figures")
    monkeypatch.chdir(tmp_path)
    before = left(collected)
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 1
    said = f"{result.output} {result.exception}"
    assert "database is locked" in said
    assert "Another program is writing to it; run the command again when it is done" in said
    held.execute("ROLLBACK")
    after = left(collected)
    assert {name: after[name] for name in before} == before
    again = CliRunner().invoke(app, line)
    assert again.exit_code == (1 if line[0] == "import" else 0), "the letter has no figures"
    assert "locked" not in again.output


def test_a_reader_does_not_wait_for_a_writer(held: sqlite3.Connection) -> None:
    assert CliRunner().invoke(app, ["top"]).exit_code == 0


@pytest.mark.parametrize(
    "line",
    ["collect", "import .", "reparse", "accept 1", "status", "top", "export", "verify",
     "backup --to out", "db upgrade"],
)  # fmt: skip
def test_a_database_of_a_newer_version_is_refused_and_nothing_is_written(
    line: str, collected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(collected / "data"))
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect(collected / "data" / "tracker.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
        before = [*newer.iterdump()]
    files = left(collected)
    result = CliRunner().invoke(app, line.split())
    assert isinstance(result.exception, TrackerError), result.output
    assert f"is 9999, newer than this version's {models.SCHEMA}" in str(result.exception)
    assert "Update the tracker" in str(result.exception)
    with closing(sqlite3.connect(collected / "data" / "tracker.db")) as newer:
        assert [*newer.iterdump()] == before
    assert left(collected) == files
    assert not (tmp_path / "out").exists()
