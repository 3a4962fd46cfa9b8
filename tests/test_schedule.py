from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.schedule import overdue, scheduler

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last_run", "is_overdue"),
    [
        (None, True),
        (datetime(2026, 8, 21, 2, 16, tzinfo=UTC), True),
        (datetime(2026, 8, 22, 2, 14, tzinfo=UTC), True),
        (datetime(2026, 8, 22, 2, 16, tzinfo=UTC), False),
    ],
)
def test_a_run_is_overdue_when_one_was_due_since_the_last(
    last_run: datetime | None, is_overdue: bool
) -> None:
    assert overdue(last_run, NOW) is is_overdue


def test_before_the_hour_the_run_of_the_day_before_counts() -> None:
    early = datetime(2026, 8, 22, 1, tzinfo=UTC)
    assert not overdue(datetime(2026, 8, 21, 2, 16, tzinfo=UTC), early)


def test_one_job_daily_in_utc_never_twice_at_once_and_none_dropped() -> None:
    made = scheduler(lambda: None, at_once=False, now=NOW)
    job = made.get_job("collect")
    assert str(made.timezone) == "UTC"
    assert made._job_defaults["coalesce"] is True
    assert made._job_defaults["max_instances"] == 1
    assert made._job_defaults["misfire_grace_time"] is None
    assert job.next_run_time == datetime(2026, 8, 23, 2, 15, tzinfo=UTC)


def test_overdue_work_comes_first() -> None:
    ran = threading.Event()
    now = datetime.now(UTC)
    made = scheduler(ran.set, at_once=True, now=now)
    thread = threading.Thread(target=made.start)
    thread.start()
    assert ran.wait(10)
    assert made.get_job("collect").next_run_time - now <= timedelta(days=1)
    made.shutdown(wait=True)
    thread.join(10)
    assert not thread.is_alive()


def test_the_daemon_collects_what_is_overdue_and_ends_cleanly_on_sigterm(
    tmp_path: Path, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path)
    daemon = subprocess.Popen(
        [sys.executable, "-u", "-m", "tracker", "schedule"],
        env={**os.environ, "TRACKER_SOURCES": "history"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    assert daemon.stdout
    for line in daemon.stdout:
        said.append(line)
        if line.startswith("history: "):
            break
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(20) == 0
    daemon.stdout.close()
    assert said[0].startswith("Collecting every day at 02:15 UTC")
    assert said[-1].startswith("history: fine, 127 new")
