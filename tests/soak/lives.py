"""How the tracker is run in a simulation: in processes of their own that have the time told to
them, wait for nothing, give up soon, and may be killed at any step."""

from __future__ import annotations

import os
import signal
import urllib.request
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import time_machine
from faults import killing
from faults.killing import Ended
from support.fake_clock import Clock, leap, without_rests

from tracker import weeks
from tracker.fetch import Fetcher, exchange

KILLED = -signal.SIGKILL
PATIENCE, LONGEST = 0.6, 1.0
"""Seconds for a piece of an answer, and for the whole of one."""


def run(
    folder: Path,
    *command: str,
    settings: dict[str, str],
    now: datetime,
    kill_at: int | None = None,
) -> Ended:
    """One command at an instant."""
    how = {"kill_at": kill_at, "hamper": hurried}
    return killing.start(folder, *command, settings=settings, now=now, **how)()  # type: ignore[arg-type]


def live(
    folder: Path, *, settings: dict[str, str], now: datetime, end: datetime, kill_at: int | None
) -> Ended:
    """A life of the daemon from an instant until it is told to stop, or killed before."""
    how = {"kill_at": kill_at, "hamper": partial(leaping, now, end, settings["TRACKER_BASE_URL"])}
    return killing.start(folder, "schedule", settings=settings, now=now, **how)()  # type: ignore[arg-type]


def hurried() -> None:
    """Wait for nobody for long, and not for the disk, which outlives a process that is killed."""
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "fsync", lambda _: None)
    without_rests(patch)
    patch.setitem(Fetcher.__init__.__kwdefaults__, "timeout", (2.0, PATIENCE))
    patch.setattr(exchange, "LONGEST_SECONDS", LONGEST)


def leaping(now: datetime, end: datetime, url: str) -> None:
    """Live by a clock that leaps from job to job, and tell the server each time."""
    travel = time_machine.travel(now, tick=False).start()

    def moved(at: datetime) -> None:
        with urllib.request.urlopen(f"{url}/clock?{at.isoformat()}".replace("+", "%2B")):
            pass

    patch = pytest.MonkeyPatch()
    leap(patch, Clock(travel, end, moved))
    patch.setattr(weeks, "utc_now", lambda: datetime.now(UTC))
    hurried()
