"""`tracker schedule --print`, `collect --due`, `status` and the logs, as cron and monitors see them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from support.fake_server import Server
from support.sample_boards import EXPORTS, export_csv, export_manifest, snapshot_days
from typer.testing import CliRunner, Result

from tracker import config
from tracker.cli import app, main, session
from tracker.errors import AtWork
from tracker.schedule import heartbeat
from tracker.store import Store, locking
from tracker.store.models import SCHEMA

SATURDAY = "2026-11-28T12:00:00Z"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def set_up(
    server: Server,
    tmp_path: Path,
    commands_use: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Server:
    """Return a data folder of its own, and a server that publishes the export of that Saturday."""
    snapshot = date(2026, 11, 28)
    csv = export_csv(snapshot_days(snapshot))
    manifest = export_manifest(csv, snapshot)
    server.says(f"{EXPORTS}/latest.manifest.json", manifest)
    server.says(f"{EXPORTS}/{snapshot}.csv", csv)
    commands_use(tmp_path / "data")
    monkeypatch.setenv("TRACKER_BASE_URL", server.url)
    monkeypatch.setenv("TRACKER_SOURCES", "history,export")
    return server


@pytest.mark.parametrize("kind", ["cron", "systemd", "actions", "container", "compose"])
def test_a_sample_is_printed_and_nothing_is_made(set_up: Server, tmp_path: Path, kind: str) -> None:
    printed = run("schedule", "--print", kind)
    assert printed.exit_code == 0
    assert "history,export" in printed.output
    assert not (tmp_path / "data").exists()
    assert run("schedule", "--print", "anacron").exit_code == 2


def test_what_states_no_licence_is_kept_in_public_only_by_decision(
    set_up: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACKER_SOURCES")
    assert "catalog" in run("schedule", "--print", "systemd").output
    by_default = run("schedule", "--print", "actions").output
    assert "'history,export,benchmarks,export_index'" in by_default
    assert "deploy-pages" in by_default
    monkeypatch.setenv("TRACKER_SOURCES", "history,export,catalog,frontend")
    decided = run("schedule", "--print", "actions").output
    assert "No licence is stated for what these sources publish: catalog, frontend." in decided
    assert "deploy-pages" not in decided


def test_what_is_due_is_collected_once_and_then_nothing_is_said(set_up: Server) -> None:
    with time_machine.travel(SATURDAY, tick=False):
        first, second = run("collect", "--due"), run("collect", "--due")
    assert first.output.splitlines()[-1].startswith("export: fine, 30 new")
    assert (first.exit_code, second.exit_code, second.output) == (0, 0, "")


def test_what_is_asked_whether_anything_is_due_loads_little(set_up: Server) -> None:
    run("collect")
    asking = (
        "import sys; sys.argv = ['tracker', 'collect', '--due']\n"
        "from tracker.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", asking], capture_output=True, check=True, text=True
    ).stdout.split()
    assert "sqlalchemy" in loaded
    heavy = {"alembic", "apscheduler", "bs4", "lxml", "matplotlib", "numpy", "pandas", "requests"}
    assert heavy & {*loaded} == set()


def test_a_day_that_is_published_late_is_asked_for_again_the_same_day(set_up: Server) -> None:
    """The snapshot of Sunday comes out at 03:30 and not at 01:46."""
    with time_machine.travel(SATURDAY, tick=False):
        assert run("collect").exit_code == 0
    with time_machine.travel("2026-11-29T02:16:00Z", tick=False):
        early = run("collect", "--due")
    assert early.exit_code == 0
    assert "2026-11-28 is not published yet" in run("status").output
    with time_machine.travel("2026-11-29T03:15:00Z", tick=False):
        assert run("collect", "--due").output == "", "it rests for an hour"
    snapshot = date(2026, 11, 29)
    csv = export_csv(snapshot_days(snapshot))
    set_up.says(f"{EXPORTS}/latest.manifest.json", export_manifest(csv, snapshot))
    set_up.says(f"{EXPORTS}/{snapshot}.csv", csv)
    with time_machine.travel("2026-11-29T03:31:00Z", tick=False):
        assert "export: fine, 1 new" in run("collect", "--due").output
        assert run("collect", "--due").output == ""


def test_a_collector_that_hangs_is_told_by_the_next_one(
    set_up: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_ON_FAILURE", f"cat >>{tmp_path}/alarms")
    monkeypatch.setattr(session, "LONGEST", 0.0)
    monkeypatch.setattr(session, "TAIL", 0.0)
    with (
        Store(config.load().database_url) as store,
        locking.alone(store.engine, tmp_path / "data", 0),
    ):
        waited = run("collect", "--due")
    assert isinstance(waited.exception, AtWork)
    assert "another collector is at work" in (tmp_path / "alarms").read_text()


def test_status_is_fine_then_says_what_was_missed(set_up: Server) -> None:
    with time_machine.travel(SATURDAY, tick=False):
        assert run("collect").exit_code == 0
        fine = run("status", "--format", "json")
    told = json.loads(fine.output)
    assert (fine.exit_code, told["stale"], told["reasons"]) == (0, False, [])
    assert [(one["source"], one["overdue"]) for one in told["sources"]] == [
        ("history", False), ("export", False),
    ]  # fmt: skip
    assert (told["schema"], told["key"], told["daemon"], told["untold"]) == (SCHEMA, False, None, 0)
    assert told["disk"]["archive"] > 0
    assert told["disk"]["database"] > 0

    set_up.replies.clear()
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        assert run("collect", "export").exit_code == 1
        missed = run("status")
    assert missed.exit_code == 1
    assert "stale       export is overdue: no good run since 2026-11-28T12:00:00Z; the last" in (
        missed.output
    )
    assert "answered 404" in missed.output


def test_status_says_that_a_daemon_is_silent(set_up: Server, tmp_path: Path) -> None:
    with time_machine.travel(SATURDAY, tick=False):
        run("collect")
        heartbeat.beat(tmp_path / "data", "export", {}, datetime.now(UTC))
        alive = run("status")
    with time_machine.travel("2026-11-28T13:00:00Z", tick=False):
        silent = run("status")
    assert alive.exit_code == 0
    assert ", collecting from export 2026-11-28T12:00:00Z" in alive.output
    assert silent.exit_code == 1
    assert "the daemon has written no heartbeat since 2026-11-28T12:00:00Z" in silent.output


def test_logs_can_be_json_a_line_each(set_up: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_LOG", "json")
    monkeypatch.setenv("TRACKER_SOURCES", "export,catalog")
    with time_machine.travel(SATURDAY, tick=False):
        collected = run("collect")
    said = [json.loads(line) for line in collected.output.splitlines()]
    assert {*said[0]} == {"at", "level", "said"}
    assert said[0]["at"] == SATURDAY
    assert [line["said"][:8] for line in said if line["level"] == "error"] == ["catalog:"]


def test_no_secret_is_ever_said(
    set_up: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://me:hush%21@127.0.0.1:9/hush!")
    monkeypatch.setenv("TRACKER_SOURCES", "hush!")
    monkeypatch.setattr("sys.argv", ["tracker", "collect", "history"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr()
    assert "hush" not in said.err + said.out


def test_an_unknown_kind_of_log_is_said_in_plain_words(
    set_up: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_LOG", "xml")
    monkeypatch.setattr("sys.argv", ["tracker", "collect"])
    with pytest.raises(SystemExit):
        main()
    assert "TRACKER_LOG must be plain or json, not 'xml'" in capsys.readouterr().err


def test_what_keeps_the_record_from_being_opened_is_said_though_nobody_takes_the_alarm(
    set_up: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    monkeypatch.setenv("TRACKER_ON_FAILURE", "exit 4")
    monkeypatch.setattr("sys.argv", ["tracker", "collect"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err.splitlines()
    assert "TRACKER_ON_FAILURE failed: exit code 4" in said[0]
    assert "cannot be written to" in said[2]


def test_status_is_json_and_prometheus_also_where_nothing_can_be_read(
    set_up: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "postgresql+psycopg://me:hush@127.0.0.1:9/figures"
    monkeypatch.setenv("TRACKER_DATABASE_URL", address)
    monkeypatch.setattr("sys.argv", ["tracker", "status", "--format", "json"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert ended.value.code == 1
    assert told["stale"] is True
    assert told["reasons"] == [told["error"]]
    assert "127.0.0.1" in told["error"]
    assert "hush" not in said.out + said.err

    down = run("status", "--format", "prometheus")
    assert down.exit_code == 1
    assert "\nopenrouter_tracker_up 0\n" in down.output
    assert run("status", "--format", "xml").exit_code == 2


def test_that_nothing_can_be_recorded_is_told_once_by_run_after_run(
    set_up: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_ON_FAILURE", f"cat >>{tmp_path}/told")
    url = os.environ.get("TRACKER_DATABASE_URL")
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://me@127.0.0.1:9/figures")
    for _ in range(6):
        assert run("collect").exit_code == 1
    assert len((tmp_path / "told").read_text().splitlines()) == 1
    if url:
        monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    else:
        monkeypatch.delenv("TRACKER_DATABASE_URL")
    with time_machine.travel(SATURDAY, tick=False):
        assert run("collect").exit_code == 0
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://me@127.0.0.1:9/figures")
    run("collect")
    assert len((tmp_path / "told").read_text().splitlines()) == 2, "it is another one"


def test_a_publisher_that_stands_still_is_told_of_though_every_answer_is_200(
    set_up: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_ON_FAILURE", f"cat >>{tmp_path}/told")
    with time_machine.travel(SATURDAY, tick=False):
        assert run("collect", "--due").exit_code == 0
    with time_machine.travel("2026-11-29T11:40:00Z", tick=False):
        assert run("collect", "--due").exit_code == 0
        assert run("status").exit_code == 0
    assert not (tmp_path / "told").exists()
    with time_machine.travel("2026-11-29T12:40:00Z", tick=False):
        assert run("collect", "--due").exit_code == 0
        late = run("status")
    assert late.exit_code == 1
    assert "the newest day is 2026-11-27, 2 days ago" in late.output
    (one,) = (tmp_path / "told").read_text().splitlines()
    assert json.loads(one)["what"] == "record is stale"


def test_a_new_column_is_told_once(set_up: Server, tmp_path: Path) -> None:
    with time_machine.travel(SATURDAY, tick=False):
        assert run("collect").exit_code == 0
    for day, times in ((29, 1), (30, 0)):
        snapshot = date(2026, 11, day)
        csv = with_column(export_csv(snapshot_days(snapshot)), "cached_tokens")
        set_up.says(f"{EXPORTS}/latest.manifest.json", export_manifest(csv, snapshot))
        set_up.says(f"{EXPORTS}/{snapshot}.csv", csv)
        with time_machine.travel(f"{snapshot}T03:00:00Z", tick=False):
            collected, status = run("collect"), run("status")
        said = "export has a new column: cached_tokens"
        assert collected.exit_code == status.exit_code == 0
        assert (collected.output.count(said), status.output.count(said)) == (times, 1)


def with_column(csv: bytes, name: str) -> bytes:
    head, *rows = csv.decode().split("\r\n")
    return "\r\n".join([f"{head},{name}", *(row and f"{row},7" for row in rows)]).encode()
