"""kill -9 at every stage: what is there stays readable, and the next run completes the work.

A run that was killed and run again must leave what an uninterrupted one leaves: every row but its
number and every file, byte for byte.
"""

from __future__ import annotations

import shutil
import signal
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fronts
import pytest
from alembic import command
from boards import API, EXPORTS, api_body, export_csv, export_manifest, snapshot_days, some_days
from faults import killing
from serving import Server
from sqlalchemy import text

from tracker.archive import Archive, Capture
from tracker.store import Store, damage, models, schema

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
NEWEST = date(2026, 8, 22)
FIRST, LAST = date(2026, 8, 10), date(2026, 8, 14)
SEED = 6
PARTS = (".db-wal", ".db-shm")
COLLECT = ("collect", "--from", FIRST.isoformat(), "--to", LAST.isoformat())


@dataclass(frozen=True)
class Stage:
    """A command, where it starts from, with which settings it runs and how it ends. ``sound`` is
    whether the database can be read where it starts."""

    line: tuple[str, ...]
    start: Path
    settings: dict[str, str]
    code: int = 0
    sound: bool = True

    def run(self, folder: Path, kill_at: int | None = None) -> killing.Ended:
        """Run it upon a folder: `data` is the data folder, `out` for what it writes elsewhere."""
        settings = {**self.settings, "TRACKER_DATA_DIR": str(folder / "data")}
        line = [part.replace("{folder}", str(folder)) for part in self.line]
        return killing.run(folder / "log", *line, settings=settings, now=NOW, kill_at=kill_at)

    def copy(self, folder: Path) -> Path:
        shutil.copytree(self.start, folder)
        return folder


def publish(server: Server) -> dict[str, str]:
    """Four sources with few and small bodies; the settings that collect them."""
    csv = export_csv(snapshot_days(NEWEST, names=12))
    manifest = export_manifest(csv, NEWEST)
    server.says(f"{EXPORTS}/latest.manifest.json", manifest)
    server.says(f"{EXPORTS}/{NEWEST}.csv", csv)
    server.says(API, restated())
    server.says("/api/v1/models", catalogue())
    results = fronts.benchmark_csv()
    told = fronts.benchmark_manifest(csv=results)
    server.says(f"{fronts.LEADERBOARD}/latest.manifest.json", told)
    server.says(f"{fronts.LEADERBOARD}/2026-08-17.csv", results)
    return {
        "TRACKER_BASE_URL": server.url,
        "TRACKER_SOURCES": "export,data_api,catalog,benchmarks",
        "OPENROUTER_API_KEY": "sk-of-a-test",
    }


def restated() -> bytes:
    """Five days with another `other` than the export has."""
    days = some_days(FIRST, 5, names=12, other=80_000)
    return api_body(days, datetime(2026, 8, 22, 7, tzinfo=UTC))


def catalogue() -> bytes:
    return fronts.catalogue_body(fronts.catalogue_models()[:9])


def left(folder: Path, sound: bool = True) -> dict[str, Any]:
    """All that a run left: files, and rows without their numbers if the database is ``sound``."""
    found: dict[str, Any] = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith("tracker.db") and "log" not in file.parts
    }
    file = folder / "data" / "tracker.db"
    found["databases"] = sorted(
        beside.name for beside in file.parent.glob("tracker.db*") if beside.suffix not in PARTS
    )
    if file.exists() and sound:
        with Store(f"sqlite:///{file}") as store:
            assert damage.found(store.engine) == []
            found["schema"] = schema.current(store.engine)
            if found["schema"] == models.SCHEMA:
                found |= rows(store)
    return found


ROWS = {
    "captures": "SELECT source, url, sha256, path, outcome, why, fetched_at, as_of FROM captures",
    "readings": "SELECT dataset, metric, scope, period_start, period_end, known_from, slug, value"
    " FROM readings JOIN boards ON boards.id = board_id JOIN slugs ON slugs.id = slug_id",
    "sightings": "SELECT digest, period_start, seen_at, path"
    " FROM sightings JOIN boards ON boards.id = board_id"
    " JOIN captures ON captures.id = sightings.capture_id",
    "appearances": "SELECT name, facts, seen_at"
    " FROM appearances JOIN catalog ON catalog.id = entry_id",
    "entries": "SELECT dataset, name, facts, digest, known_from FROM catalog",
    "fields": "SELECT source, name FROM fields",
}


def rows(store: Store) -> dict[str, Any]:
    with store.transaction() as connection:
        found = {
            name: sorted(connection.execute(text(query)).all(), key=repr)
            for name, query in ROWS.items()
        }
    return {**found, "contents": store.contents(), "withdrawn": store.withdrawn()}


def kill(stage: Stage, tmp_path: Path, count: int) -> None:
    """Kill a stage at ``count`` steps, each time from its start, and run it again each time."""
    whole = stage.copy(tmp_path / "whole")
    ended = stage.run(whole)
    assert ended.code == stage.code, ended.said
    expected = left(whole)
    places = killing.chosen(ended.steps, count, SEED)
    assert len(places) == count
    for at in places:
        about = f"killed at step {at} of {len(ended.steps)}: {ended.steps[at]}"
        folder = stage.copy(tmp_path / f"killed-{at}")
        assert stage.run(folder, kill_at=at).code == -signal.SIGKILL, about
        for file, content in left(folder, stage.sound).items():
            if file.startswith("out/") and not file.endswith(".writing"):
                assert content == expected[file], f"half of {file}, {about}"
        captures = [*Archive(folder / "data" / "archive").captures()]
        assert all(isinstance(one, Capture) for one in captures), about
        again = stage.run(folder)
        assert again.code == stage.code, f"{about}\n{again.said}"
        assert left(folder) == expected, about
        shutil.rmtree(folder)


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """A start from an empty folder."""
    folder = tmp_path / "start"
    (folder / "data").mkdir(parents=True)
    return folder


@pytest.fixture
def collected(server: Server, nothing: Path) -> Path:
    """A start from a record that was collected."""
    ended = Stage(COLLECT, nothing, publish(server)).run(nothing)
    assert ended.code == 0, ended.said
    return nothing


def test_a_killed_collector_loses_nothing(server: Server, nothing: Path, tmp_path: Path) -> None:
    kill(Stage(COLLECT, nothing, publish(server)), tmp_path, 32)


def test_a_killed_import_loses_nothing(nothing: Path, tmp_path: Path) -> None:
    bodies = nothing / "2026-08-22"
    bodies.mkdir()
    csv = export_csv(snapshot_days(NEWEST, names=12))
    (bodies / "2026-08-22.csv").write_bytes(csv)
    (bodies / "2026-08-22.manifest.json").write_bytes(export_manifest(csv, NEWEST))
    (bodies / "days.json").write_bytes(restated())
    (bodies / "models.json").write_bytes(catalogue())
    (bodies / "letter.txt").write_bytes(b"no figures")
    kill(Stage(("import", "{folder}/2026-08-22"), nothing, {}, code=1), tmp_path, 18)


def test_a_killed_reparse_loses_nothing(collected: Path, tmp_path: Path) -> None:
    kill(Stage(("reparse",), collected, {}), tmp_path, 18)


def test_a_killed_reparse_of_a_damaged_database_loses_nothing(
    collected: Path, tmp_path: Path
) -> None:
    file = collected / "data" / "tracker.db"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    kill(Stage(("reparse",), collected, {}, sound=False), tmp_path, 12)


def test_a_killed_migration_loses_nothing(collected: Path, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{collected}/data/tracker.db")
    with store, store.engine.begin() as connection:
        command.downgrade(schema._config(connection), "0001")
    kill(Stage(("db", "upgrade"), collected, {}), tmp_path, 16)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (("export", "--by", "author", "--out", "{folder}/out/weekly.csv"), 6),
        (("export", "all", "--out", "{folder}/out"), 5),
        (("export", "all", "--out", "{folder}/out", "--format", "parquet"), 3),
        (("export", "--out", "{folder}/out/weekly.xlsx"), 2),
        (("chart", "reigns", "--out", "{folder}/out/reigns.svg"), 4),
    ],
    ids=["a table", "all tables", "parquet", "a workbook", "a chart"],
)
def test_a_killed_export_leaves_no_file_that_is_cut_short(
    line: tuple[str, ...], count: int, collected: Path, tmp_path: Path
) -> None:
    kill(Stage(line, collected, {}), tmp_path, count)


def test_a_killed_backup_leaves_no_copy_that_is_cut_short(collected: Path, tmp_path: Path) -> None:
    kill(Stage(("backup", "--to", "{folder}/out"), collected, {}), tmp_path, 6)


def test_a_killed_verification_changes_nothing(collected: Path, tmp_path: Path) -> None:
    kill(Stage(("verify",), collected, {}), tmp_path, 3)
