"""A record to do harm to: what is published, how a command is run upon it, what it leaves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from faults import killing
from sqlalchemy import text
from support import frontend_bodies
from support.fake_server import Server
from support.sample_boards import (
    API,
    EXPORTS,
    api_body,
    export_csv,
    export_manifest,
    snapshot_days,
    some_days,
)

from tracker.store import Store, maintenance, models, schema

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
NEWEST = date(2026, 8, 22)
FIRST, LAST = date(2026, 8, 10), date(2026, 8, 14)
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

    def run(self, folder: Path, **how: Any) -> killing.Ended:
        """Run it upon a folder: `data` is the data folder, `out` for what it writes elsewhere."""
        return self.begin(folder, **how)()

    def begin(self, folder: Path, log: str = "log", **how: Any) -> Callable[[], killing.Ended]:
        """Begin to; what is returned waits for its end."""
        settings = {**self.settings, "TRACKER_DATA_DIR": str(folder / "data")}
        line = [part.replace("{folder}", str(folder)) for part in self.line]
        return killing.start(folder / log, *line, settings=settings, now=NOW, **how)

    def copy(self, folder: Path) -> Path:
        shutil.copytree(self.start, folder)
        return folder


def publish(server: Server, names: int = 12) -> dict[str, str]:
    """Four sources with few and small bodies; the settings that collect them."""
    csv = export_csv(snapshot_days(NEWEST, names=names))
    manifest = export_manifest(csv, NEWEST)
    server.says(f"{EXPORTS}/latest.manifest.json", manifest)
    server.says(f"{EXPORTS}/{NEWEST}.csv", csv)
    server.says(API, restated(names))
    server.says("/api/v1/models", catalogue())
    results = frontend_bodies.benchmark_csv()
    told = frontend_bodies.benchmark_manifest(csv=results)
    server.says(f"{frontend_bodies.LEADERBOARD}/latest.manifest.json", told)
    server.says(f"{frontend_bodies.LEADERBOARD}/2026-08-17.csv", results)
    return {
        "TRACKER_BASE_URL": server.url,
        "TRACKER_SOURCES": "export,data_api,catalog,benchmarks",
        "OPENROUTER_API_KEY": "sk-of-a-test",
    }


def restated(names: int = 12) -> bytes:
    """Five days with another `other` than the export has."""
    days = some_days(FIRST, 5, names=names, other=80_000)
    return api_body(days, datetime(2026, 8, 22, 7, tzinfo=UTC))


def catalogue() -> bytes:
    return frontend_bodies.catalogue_body(frontend_bodies.catalogue_models()[:9])


def left(folder: Path, sound: bool = True) -> dict[str, Any]:
    """All that a run left: files, and rows without their numbers if the database is ``sound``."""
    found: dict[str, Any] = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and not file.name.startswith("tracker.db")
        and not file.parent.name.startswith("log")
    }
    file = folder / "data" / "tracker.db"
    found["databases"] = sorted(
        beside.name
        for beside in file.parent.glob("tracker.db*")
        if beside.suffix not in (*PARTS, ".lock")
    )
    if file.exists() and sound:
        with Store(f"sqlite:///{file}") as store:
            assert maintenance.damage(store.engine) == []
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
