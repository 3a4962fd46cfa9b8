"""The daemon in simulated time: the clock stands still while work is done and leaps when there is
none."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.blocking import BlockingScheduler

from tracker.fetch import Fetcher
from tracker.fetch.budget import Budget
from tracker.schedule import daemon, heartbeat

HOUR = timedelta(hours=1)


@dataclass
class Clock:
    """What the scheduler waits on: waiting is leaping, and telling who wants to know (``moved``).
    At the ``end`` the daemon is told to stop; at each of the ``looks`` something is done, and what
    it returns is ``seen``."""

    travel: time_machine.Traveller
    end: datetime
    moved: Callable[[datetime], object]
    looks: dict[datetime, Callable[[], Any]] = field(default_factory=dict)
    seen: list[Any] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        target = datetime.now(UTC) + min(timedelta(seconds=seconds), HOUR)
        for instant in [at for at in self.looks if at <= target]:
            self.travel.move_to(instant)
            self.seen.append(self.looks.pop(instant)())
        if target >= self.end:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        self.travel.move_to(target)
        self.moved(target)

    def is_set(self) -> bool:
        return False

    def clear(self) -> None:
        """Nobody sleeps here, and nobody is woken."""

    set = clear


def leap(patch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Let the daemon wait by ``clock``, do its work in the thread that waits, and give a sign of life
    each hour only."""
    without_rests(patch)
    patch.setattr(heartbeat, "EVERY", HOUR)
    patch.setattr(heartbeat, "SILENT", 2 * HOUR)
    patch.setattr(daemon, "LONGEST_SLEEP", HOUR.total_seconds())
    patch.setattr(daemon, "ThreadPoolExecutor", lambda _: DebugExecutor())
    patch.setattr(BlockingScheduler, "_event", clock)


def without_rests(patch: pytest.MonkeyPatch) -> None:
    """Let nobody wait between two requests."""
    for waiting in (Fetcher, Budget):
        patch.setitem(waiting.__init__.__kwdefaults__, "sleep", lambda _: None)  # type: ignore[misc]
