"""The daemon: jobs at their times, one at a time, none dropped, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from apscheduler.executors.debug import DebugExecutor
from support.fake_server import Reply, Server
from support.sample_boards import EXPORTS, export_csv, export_manifest, snapshot_days

from tracker.schedule import daemon as schedule
from tracker.schedule import heartbeat
from tracker.schedule.daemon import Daemon
from tracker.schedule.timetable import JITTER, TIMETABLE, Try, newest_due, next_due

SOURCES = ("history", "export", "frontend")


def daemon(
    collect: Callable[[str], bool] = lambda _: True,
    sources: tuple[str, ...] = SOURCES,
    crashed: Callable[[str, BaseException], None] = lambda *_: None,
) -> Daemon:
    return Daemon(sources, collect, lambda *_: None, crashed, dict, lambda: datetime.now(UTC))


def now(*sources: str) -> dict[str, Try]:
    return {name: Try(datetime.now(UTC)) for name in sources}


def running(made: Any) -> threading.Thread:
    thread = threading.Thread(target=made.start)
    thread.start()
    return thread


def test_a_job_for_each_source_that_has_times_in_utc_none_twice_at_once_and_none_dropped() -> None:
    made = daemon().scheduler({})
    assert {job.id for job in made.get_jobs()} == {"export", "frontend", "life"}
    assert str(made.timezone) == "UTC"
    assert made._job_defaults == {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    assert made._executors["default"]._pool._max_workers == 1, "two sources never overlap"


@pytest.mark.parametrize("source", [*TIMETABLE])
def test_the_trigger_of_a_source_fires_at_its_times_and_a_little_later(source: str) -> None:
    made = daemon(sources=(source,)).scheduler({})
    trigger = made.get_job(source).trigger
    after = datetime(2026, 11, 27, 12, tzinfo=UTC)
    for _ in range(20):
        fires = trigger.get_next_fire_time(None, after)
        due = next_due(source, after)
        assert due is not None
        assert due <= fires <= due + JITTER
        assert newest_due(source, fires) == due
        after = fires


def test_what_is_due_at_the_start_comes_first_one_after_the_other() -> None:
    ran: list[str] = []
    both, at_work = threading.Event(), threading.Lock()

    def collect(name: str) -> bool:
        assert at_work.acquire(blocking=False), "two at once"
        ran.append(name)
        at_work.release()
        if len(ran) == 2:
            both.set()
        return True

    made = daemon(collect).scheduler(now("history", "export"))
    thread = running(made)
    assert both.wait(10)
    assert ran == ["history", "export"]
    made.shutdown(wait=True)
    thread.join(10)
    assert not thread.is_alive()


def test_a_run_that_failed_is_tried_again_in_an_hour() -> None:
    failed = threading.Event()

    def collect(_name: str) -> bool:
        failed.set()
        return False

    made = daemon(collect, ("history",)).scheduler(now("history"))
    thread = running(made)
    assert failed.wait(10)
    again = None
    while again is None:
        again = made.get_job("history, attempt 2")
    wait = again.next_run_time - datetime.now(UTC)
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)
    made.shutdown(wait=True)
    thread.join(10)


def test_a_try_that_would_come_after_the_next_time_is_left_to_it() -> None:
    noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    failing = replace(daemon(lambda _: False), now=lambda: noon)
    made = failing.scheduler({})
    for attempt in (1, 4, 5):
        failing._work(made, "export", attempt)
    waiting = {job.id: job.trigger.run_date for job in made.get_jobs() if "attempt" in job.id}
    assert waiting == {
        "export, attempt 2": noon + timedelta(hours=1),
        "export, attempt 5": noon + timedelta(hours=8),
    }, "sixteen hours after noon the export is due anyway"


def test_a_job_that_breaks_is_told_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[str, str]] = []
    went_on = threading.Event()

    def collect(name: str) -> bool:
        if name == "history":
            raise ZeroDivisionError("nobody foresaw this")
        went_on.set()
        return True

    made = daemon(collect, crashed=lambda job, error: told.append((job, str(error)))).scheduler(
        now("history", "export")
    )
    thread = running(made)
    assert went_on.wait(10)
    made.shutdown(wait=True)
    thread.join(10)
    assert told == [("history, attempt 1", "nobody foresaw this")]
    assert "ZeroDivisionError" in caplog.text


class Clock:
    """What a scheduler waits on: the clock of the machine, set right at the second wait, and then
    leaping for two days."""

    def __init__(self, travel: time_machine.Traveller, right: datetime, leave: Callable[[], Any]):
        self.travel, self.right, self.leave, self.waits = travel, right, leave, 0

    def wait(self, seconds: float) -> None:
        self.waits += 1
        now = self.right if self.waits == 2 else datetime.now(UTC)
        if self.waits > 2:
            now += timedelta(seconds=min(seconds, 10**7))
        if self.waits > 2 and now > self.right + timedelta(days=2):
            self.leave()
        else:
            self.travel.move_to(now)

    def is_set(self) -> bool:
        return False

    def clear(self) -> None:
        """Nobody sleeps here, and nobody is woken."""

    set = clear


def test_a_clock_that_was_ahead_puts_nobody_to_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    right = datetime(2026, 11, 27, 12, tzinfo=UTC)
    monkeypatch.setattr(schedule, "ThreadPoolExecutor", lambda _: DebugExecutor())
    with time_machine.travel(right + timedelta(days=365), tick=False) as travel:
        ran: list[tuple[str, datetime]] = []
        beats: list[datetime] = []

        def collect(name: str) -> bool:
            ran.append((name, datetime.now(UTC)))
            return name != "history"

        daemon = Daemon(
            ("history", "export"), collect, lambda *_: beats.append(datetime.now(UTC)),
            lambda *_: None, lambda: now("history"), lambda: datetime.now(UTC),
        )  # fmt: skip
        made = daemon.scheduler(now("history"))
        monkeypatch.setattr(made, "_event", Clock(travel, right, daemon.leaving.set))
        made.start()
    by_the_right_one = [(name, at) for name, at in ran if at < right + timedelta(days=3)]
    (first, began), (again, tried), *rest = by_the_right_one
    assert (first, began) == ("history", right), "what the record says is to be tried"
    assert (again, tried) == ("history", right + timedelta(hours=1))
    due = [newest_due(name, at) for name, at in rest if name == "export"]
    assert due == [datetime(2026, 11, day, 2, 15, tzinfo=UTC) for day in (28, 29)]
    signs = [at for at in beats if at < right + timedelta(days=3)]
    assert max(later - sooner for sooner, later in pairwise(signs)) <= heartbeat.EVERY


def start(folder: Path, **settings: str) -> subprocess.Popen[str]:
    """The daemon in a process of its own, with the settings of this one and some more."""
    given = {f"TRACKER_{name}": value for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "tracker", "schedule"],
        env={**os.environ, **given},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said_until(running: subprocess.Popen[str], beginning: str) -> list[str]:
    said = []
    assert running.stdout
    for line in running.stdout:
        said.append(line)
        if line.startswith(beginning):
            break
    return said


def test_the_daemon_collects_what_is_overdue_and_ends_cleanly_on_sigterm(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path)
    running = start(tmp_path, SOURCES="history")
    said = said_until(running, "history: ")
    beat = json.loads((tmp_path / "heartbeat.json").read_text())
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 0
    assert running.stdout
    last = running.stdout.read().splitlines()[-1]
    running.stdout.close()
    assert said[0].startswith("Collecting from history; due already: history. Stop with Ctrl-C")
    assert said[-1].startswith("history: fine, 5113 new")
    assert (beat["pid"], beat["upcoming"]) == (running.pid, {})
    assert last == "Stopped; no work was left unfinished."
    assert not (tmp_path / "heartbeat.json").exists()


def test_sigterm_lets_the_running_capture_finish_and_no_more(
    tmp_path: Path, server: Server, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path)
    snapshot = date(2026, 8, 22)
    csv = export_csv(snapshot_days(snapshot))
    manifest = export_manifest(csv, snapshot)
    server.says(f"{EXPORTS}/latest.manifest.json", manifest)
    server.says(f"{EXPORTS}/{snapshot}.csv", Reply(body=csv, delay=1.5))
    running = start(tmp_path, SOURCES="export,history", BASE_URL=server.url)
    said_until(running, "latest.manifest.json")
    while not any(path.endswith(".csv") for path in server.paths):
        pass
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 0
    assert running.stdout
    rest = running.stdout.read()
    running.stdout.close()
    assert "2026-08-22.csv: 30 new" in rest
    assert "export: stopped, 30 new" in rest
    assert "history" not in rest, "the next source waits for the next start"
    assert len(server.paths) == 2


@pytest.mark.parametrize(
    "reply", [Reply(404, delay=1.5), Reply(503, headers={"Retry-After": "1"}, delay=1.0)]
)
def test_sigterm_ends_a_daemon_whose_run_fails_meanwhile(
    reply: Reply, tmp_path: Path, server: Server, commands_use: Callable[[Path], None]
) -> None:
    """A run that fails asks for another try while the daemon is being shut down."""
    commands_use(tmp_path)
    server.says(f"{EXPORTS}/latest.manifest.json", reply)
    running = start(tmp_path, SOURCES="export", BASE_URL=server.url)
    said_until(running, "Collecting from export")
    while not server.paths:
        time.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 0
    assert running.stdout
    rest = running.stdout.read()
    running.stdout.close()
    assert f"latest.manifest.json answered {reply.status}" in rest or "export: stopped" in rest
    assert rest.splitlines()[-1] == "Stopped; no work was left unfinished."
    assert len(server.paths) == 1, "who leaves does not ask again"
