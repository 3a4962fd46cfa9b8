"""kill -9 at every stage: what is there stays readable, and the next run completes the work.

A run that was killed and run again must leave what an uninterrupted one leaves: every row but its
number and every file, byte for byte.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fronts
import pytest
from alembic import command
from boards import API, EXPORTS, api_body, export_csv, export_manifest, snapshot_days, some_days
from serving import Server
from sqlalchemy import text

from faults import killing
from tracker.archive import Archive
from tracker.store import Store, damage, models, schema

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
NEWEST = date(2026, 8, 22)
FIRST, LAST = date(2026, 8, 10), date(2026, 8, 14)
SEED = 6
COLLECT = ("collect", "--from", FIRST.isoformat(), "--to", LAST.isoformat())


@dataclass(frozen=True)
class Stage:
    """A command, where it starts from, and with which settings it runs."""

    name: str
    line: tuple[str, ...]
    start: Path
    settings: dict[str, str]

    def run(self, folder: Path, kill_at: int | None = None) -> killing.Ended:
        """Run it upon a folder: `data` is the data folder, `out` for what it writes elsewhere."""
        settings = {**self.settings, "TRACKER_DATA_DIR": str(folder / "data")}
        line = [part.replace("{folder}", str(folder)) for part in self.line]
        return killing.run(
            folder / "log", *line, settings=settings, now=NOW, kill_at=kill_at
        )

    def copy(self, folder: Path) -> Path:
        shutil.copytree(self.start, folder)
        return folder


def publish(server: Server) -> dict[str, str]:
    """Four sources with few and small bodies; the settings that collect them."""
    csv = export_csv(snapshot_days(NEWEST, names=12))
    manifest = export_manifest(csv, NEWEST)
    server.says(f"{EXPORTS}/latest.manifest.json", manifest)
    server.says(f"{EXPORTS}/{NEWEST}.csv", csv)
    restated = some_days(FIRST, 5, names=12, other=80_000)
    server.says(API, api_body(restated, datetime(2026, 8, 22, 7, tzinfo=UTC)))
    server.says("/api/v1/models", fronts.catalogue_body())
    results = fronts.benchmark_csv()
    told = fronts.benchmark_manifest(csv=results)
    server.says(f"{fronts.LEADERBOARD}/latest.manifest.json", told)
    server.says(f"{fronts.LEADERBOARD}/2026-08-17.csv", results)
    return {
        "TRACKER_BASE_URL": server.url,
        "TRACKER_SOURCES": "export,data_api,catalog,benchmarks",
        "OPENROUTER_API_KEY": "sk-of-a-test",
    }


def left(folder: Path) -> dict[str, Any]:
    """All that a run left: rows without their numbers, and files other than the database's."""
    found: dict[str, Any] = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith("tracker.db") and "log" not in file.parts
    }
    file = folder / "data" / "tracker.db"
    if file.exists():
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


def readable(folder: Path) -> None:
    """Whatever was killed, the record answers and every capture is whole."""
    left(folder)
    assert [one for one in Archive(folder / "data" / "archive").captures() if isinstance(one, Exception)] == []


def kill(stage: Stage, tmp_path: Path, count: int) -> None:
    """Kill a stage at ``count`` steps, each time from its start, and run it again each time."""
    whole = stage.copy(tmp_path / "whole")
    ended = stage.run(whole)
    assert ended.code == 0, ended.said
    expected = left(whole)
    places = killing.chosen(ended.steps, count, SEED)
    assert len(places) == count
    for at in places:
        about = f"{stage.name}, killed at step {at} of {len(ended.steps)}: {ended.steps[at]}"
        folder = stage.copy(tmp_path / f"killed-{at}")
        assert stage.run(folder, kill_at=at).code == -signal.SIGKILL, about
        readable(folder)
        again = stage.run(folder)
        assert again.code == 0, f"{about}\n{again.said}"
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
    ended = Stage("collect", COLLECT, nothing, publish(server)).run(nothing)
    assert ended.code == 0, ended.said
    return nothing


def test_a_killed_collector_loses_nothing(
    server: Server, nothing: Path, tmp_path: Path
) -> None:
    kill(Stage("collect", COLLECT, nothing, publish(server)), tmp_path, 30)
