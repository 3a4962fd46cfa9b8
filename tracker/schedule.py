"""The only door to APScheduler: the same collecting as `tracker collect`, at the times set for it.

Each source has a job of its own at the times of `timetable.py`, a few minutes later by chance, and
all share one worker, so that two never overlap. What is overdue when the daemon starts is made up
for at once; what was missed while the machine slept is made up for once, however often it was
missed. A run that failed is tried again as `timetable.py` has it, until the next time set for it.
SIGTERM and SIGINT let the running capture finish, then the daemon leaves.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from tracker import heartbeat
from tracker.timetable import JITTER, TIMETABLE, Try, next_due, rest

LIFE = "life"


@dataclass
class Daemon:
    """What the jobs do: ``collect`` from a source (and say whether it went well), ``beat`` a sign
    of life (what is being done, and when each source is due next), ``crashed`` when a job raised
    what nobody foresaw. ``now`` is the clock."""

    sources: Sequence[str]
    collect: Callable[[str], bool]
    beat: Callable[[str, dict[str, datetime]], None]
    crashed: Callable[[str, BaseException], None]
    now: Callable[[], datetime]
    leaving: threading.Event = field(default_factory=threading.Event)
    _doing: str = ""

    def scheduler(self, waiting: Mapping[str, Try]) -> BlockingScheduler:
        """A scheduler with a job for each source that has times, and one for each that is
        ``waiting`` for a try of its own."""
        made = BlockingScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1), LIFE: ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        made.add_listener(self._crashed, EVENT_JOB_ERROR)
        for name, found in waiting.items():
            self._once(made, name, found)
        for name in self.sources:
            if name in TIMETABLE:
                made.add_job(self._work, _trigger(name), id=name, args=(made, name, 1))
        made.add_job(
            self._beat, "interval", seconds=heartbeat.EVERY.total_seconds(), id=LIFE, executor=LIFE,
            next_run_time=self.now(),
        )  # fmt: skip
        return made

    def run(self, waiting: Mapping[str, Try]) -> None:
        """Run until told to stop. Returns when the running capture, if any, is finished."""
        made = self.scheduler(waiting)

        def leave(_signal: int, _frame: FrameType | None) -> None:
            self.leaving.set()
            if made.running:
                made.shutdown(wait=True)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, leave)
        made.start()

    def _work(self, made: BlockingScheduler, name: str, attempt: int) -> None:
        """One run of a source, and the next try if it did not go well."""
        if self.leaving.is_set():
            return
        self._doing = name
        self._beat()
        try:
            went_well = self.collect(name)
        finally:
            self._doing = ""
            self._beat()
        if not went_well:
            self._once(made, name, Try(self.now() + rest(attempt), attempt + 1))

    def _once(self, made: BlockingScheduler, name: str, found: Try) -> None:
        """One more try, unless the source is due anyway by then."""
        regular = next_due(name, self.now())
        if regular is None or found.at < regular:
            made.add_job(
                self._work, DateTrigger(found.at, UTC), id=f"{name}, attempt {found.attempt}",
                args=(made, name, found.attempt), replace_existing=True,
            )  # fmt: skip

    def _beat(self) -> None:
        upcoming = {name: next_due(name, self.now()) for name in self.sources}
        self.beat(self._doing, {name: at for name, at in upcoming.items() if at})

    def _crashed(self, event: JobExecutionEvent) -> None:
        self.crashed(event.job_id, event.exception)


def _trigger(name: str) -> CronTrigger:
    times = TIMETABLE[name]
    return CronTrigger(
        day_of_week=",".join(map(str, times.weekdays)),
        hour=times.at.hour,
        minute=times.at.minute,
        timezone=UTC,
        jitter=int(JITTER.total_seconds()),
    )
