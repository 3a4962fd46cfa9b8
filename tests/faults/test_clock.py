"""A clock that jumps: nothing is recorded under a false date, and the right time repairs all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from support import frontend_bodies
from support.databases import Databases
from support.fake_server import Reply, Server
from support.sample_boards import EXPORTS, export_csv, export_manifest, payload, snapshot_days
from typer.testing import CliRunner

from tracker import config, weeks
from tracker.answers import status
from tracker.archive import Archive
from tracker.cli import app
from tracker.fetch import exchange
from tracker.ingest.reparse import reparse
from tracker.store import Store, schema

NOW = datetime(2026, 10, 22, 12, tzinfo=UTC)
NEWEST = date(2026, 10, 22)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
A_YEAR_AHEAD = NOW + timedelta(days=365)


@pytest.fixture
def data(
    server: Server,
    tmp_path: Path,
    commands_use: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A data folder, and a server elsewhere that says what time it is."""
    monkeypatch.setattr(exchange, "LOOPBACK", frozenset())
    csv = export_csv(snapshot_days(NEWEST, names=5))
    told = {"Date": format_datetime(NOW, usegmt=True)}
    bodies = {
        f"{EXPORTS}/latest.manifest.json": export_manifest(csv, NEWEST),
        f"{EXPORTS}/{NEWEST}.csv": csv,
        "/api/v1/models": frontend_bodies.catalogue_body(frontend_bodies.catalogue_models()[:5]),
    }
    for path, body in bodies.items():
        server.says(path, Reply(body=body, headers=told))
    commands_use(tmp_path / "data")
    monkeypatch.setenv("TRACKER_BASE_URL", server.url)
    monkeypatch.setenv("TRACKER_SOURCES", "history,export,catalog")
    return tmp_path / "data"


def collected(at: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Exit code and text of a run whose clock stands at ``at``."""
    monkeypatch.setattr(weeks, "utc_now", lambda: at)
    result = CliRunner().invoke(app, ["collect"])
    return result.exit_code, result.output


def on_record() -> list[Any]:
    with Store(config.load().database_url) as store:
        return [store.contents(), store.entry_vintages("catalog")]


@pytest.mark.parametrize("wrong", [LONG_AGO, NOW - timedelta(days=40), A_YEAR_AHEAD])
def test_a_run_by_a_wrong_clock_records_nothing_and_the_next_one_all(
    wrong: datetime,
    data: Path,
    tmp_path: Path,
    commands_use: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, said = collected(wrong, monkeypatch)
    assert code == 1
    assert "the clock of this machine says" in said
    assert {path.name for path in (data / "archive").iterdir()} <= {"history"}
    assert collected(NOW, monkeypatch)[0] == 0
    after = on_record()

    commands_use(tmp_path / "right")
    assert collected(NOW, monkeypatch)[0] == 0
    assert after == on_record()


@pytest.mark.parametrize("wrong", [LONG_AGO, NOW - timedelta(days=40), A_YEAR_AHEAD])
def test_a_clock_that_jumps_between_two_runs_changes_nothing_on_record(
    wrong: datetime, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert collected(NOW, monkeypatch)[0] == 0
    before = on_record()
    assert collected(wrong, monkeypatch)[0] == 1
    assert on_record() == before
    assert collected(NOW + timedelta(hours=1), monkeypatch)[0] == 0
    assert on_record() == before


@pytest.mark.parametrize("wrong", [LONG_AGO, A_YEAR_AHEAD])
def test_a_record_looked_at_by_a_wrong_clock_is_not_called_fresh(
    wrong: datetime, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert collected(NOW, monkeypatch)[0] == 0
    settings = config.load()
    with Store(settings.database_url) as store:
        assert not status.examine(store, settings, NOW).stale
        assert status.examine(store, settings, wrong).stale


def test_what_was_kept_by_a_wrong_clock_is_rebuilt_as_it_was_recorded(
    data: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected(LONG_AGO, monkeypatch)
    assert collected(NOW, monkeypatch)[0] == 0
    with databases.fresh() as again:
        assert not reparse(Archive(data / "archive"), again, lambda _: None).failed
        assert again.contents() == on_record()[0]


def test_a_body_is_of_the_time_at_which_it_came_even_if_that_run_was_cut_short(
    server: Server, data: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = frontend_bodies.catalogue_body(frontend_bodies.catalogue_models()[:5])
    url = f"{server.url}/api/v1/models?output_modalities=all"
    monkeypatch.setenv("TRACKER_SOURCES", "catalog")
    archive = Archive(data / "archive")
    data.mkdir()
    with Store(config.load().database_url) as store:
        schema.ready(store.engine)
    archive.keep(payload(body, "catalog", url, fetched_at=NOW))
    assert collected(NOW + timedelta(hours=3), monkeypatch)[0] == 0
    assert len(archive) == 1
    entries = on_record()[1]
    assert {entry.known_from for entry in entries} == {NOW}
    with databases.fresh() as again:
        reparse(archive, again, lambda _: None)
        assert again.entry_vintages("catalog") == entries
