"""The daemon: `tracker collect` on schedule. The only module that imports APScheduler.

Each source has a job at the times of `timetable.py`, with a few minutes of jitter; all share one
worker, so that runs never overlap. Overdue sources run when the daemon starts, and a run missed
while the machine slept is made up for once. A failed run is retried as `timetable.py` says, until
the next scheduled time. On SIGTERM and SIGINT the daemon stops after the current capture.

Times are wall-clock times; when the clock is set back, all jobs are rescheduled.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from tracker.schedule import heartbeat
from tracker.schedule.timetable import JITTER, TIMETABLE, Try, next_due, rest

LIFE = "life"
BACK = timedelta(minutes=1)
"""The clock going back by less is an ordinary adjustment."""
LONGEST_SLEEP = heartbeat.EVERY.total_seconds()
STOPPING = (signal.SIGTERM, signal.SIGINT)


class Scheduler(BlockingScheduler):  # type: ignore[misc]  # it has no types
    """A scheduler that calls ``first`` before it processes jobs.

    It wakes up at least every few minutes, because the clock may have been changed.
    """

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.first: Callable[[], None] = lambda: None

    def _process_jobs(self) -> float | None:
        self.first()
        if not self.running:
            return None
        seconds: float | None = super()._process_jobs()
        return LONGEST_SLEEP if seconds is None else min(seconds, LONGEST_SLEEP)


@dataclass
class Daemon:
    """The jobs of the daemon.

    ``collect`` runs a source and returns whether it is done until it is due again; ``beat`` writes
    the heartbeat (current source, and when each is due next); ``crashed`` handles an unexpected
    exception of a job. ``waiting`` returns the pending attempts according to the record, ``now``
    the time.
    """

    sources: Sequence[str]
    collect: Callable[[str], bool]
    beat: Callable[[str, dict[str, datetime]], None]
    crashed: Callable[[str, BaseException], None]
    waiting: Callable[[], Mapping[str, Try]]
    now: Callable[[], datetime]
    leaving: threading.Event = field(default_factory=threading.Event)
    _doing: str = ""
    _looked: datetime = field(init=False)
    _workers: dict[str, ThreadPoolExecutor] = field(init=False)

    def scheduler(self, waiting: Mapping[str, Try]) -> Scheduler:
        """Return a scheduler with a job for each scheduled source and each ``waiting`` attempt."""
        self._workers = {"default": ThreadPoolExecutor(1), LIFE: ThreadPoolExecutor(1)}
        scheduler = Scheduler(
            timezone=UTC,
            executors=self._workers,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._looked = self.now()
        scheduler.first = lambda: self._look_around(scheduler)
        scheduler.add_listener(self._crashed, EVENT_JOB_ERROR)
        self._try(scheduler, waiting)
        self._plan(scheduler)
        return scheduler

    def run(self, waiting: Mapping[str, Try], ready: Callable[[], object] = lambda: None) -> None:
        """Run until a signal arrives, then finish the current capture.

        ``ready`` is called once signals are handled.
        """
        scheduler = self.scheduler(waiting)
        with self._signals_handled(scheduler):
            ready()
            scheduler.start()
            # By now the scheduler has released the locks that a failing job needs.
            for worker in self._workers.values():
                worker.shutdown(wait=True)

    @contextmanager
    def _signals_handled(self, scheduler: Scheduler) -> Iterator[None]:
        """Wake the scheduler to stop it on SIGTERM and SIGINT.

        A Python signal handler runs in the main thread, which may be asleep or hold a lock. So the
        handlers do nothing, and a second thread waits for the byte that the signal writes to a
        pipe.
        """
        reading, writing = os.pipe()
        os.set_blocking(writing, False)

        def listen() -> None:
            if os.read(reading, 1):
                self.leaving.set()
                if scheduler.running:
                    scheduler.wakeup()

        listener = threading.Thread(target=listen)
        listener.start()
        before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, lambda *_: None)
        try:
            yield
        finally:
            for number in STOPPING:  # already stopping
                signal.signal(number, signal.SIG_IGN)
            signal.set_wakeup_fd(before)
            os.close(writing)
            listener.join()
            os.close(reading)

    def _look_around(self, scheduler: Scheduler) -> None:
        """Stop if requested, and reschedule all jobs if the clock went back."""
        if self.leaving.is_set():
            scheduler.shutdown(wait=False)
            return
        looked, self._looked = self._looked, self.now()
        if self._looked < looked - BACK:
            scheduler.remove_all_jobs()
            self._plan(scheduler)
            # In the worker, because reading the record may have to wait.
            scheduler.add_job(lambda: self._try(scheduler, self.waiting()), id="read the record")

    def _plan(self, scheduler: Scheduler) -> None:
        for name in self.sources:
            if name in TIMETABLE:
                scheduler.add_job(self._work, _trigger(name), id=name, args=(scheduler, name, 1))
        scheduler.add_job(
            self._beat,
            "interval",
            seconds=heartbeat.EVERY.total_seconds(),
            id=LIFE,
            executor=LIFE,
            next_run_time=self.now(),
        )

    def _try(self, scheduler: Scheduler, waiting: Mapping[str, Try]) -> None:
        for name, attempt in waiting.items():
            self._once(scheduler, name, attempt)

    def _work(self, scheduler: Scheduler, name: str, attempt: int) -> None:
        """Run a source, and schedule another attempt if it is still due."""
        if self.leaving.is_set():
            return
        self._doing = name
        self._beat()
        try:
            done = self.collect(name)
        finally:
            self._doing = ""
            self._beat()
        if not done:
            self._once(scheduler, name, Try(self.now() + rest(attempt), attempt + 1))

    def _once(self, scheduler: Scheduler, name: str, planned: Try) -> None:
        """Schedule an attempt, unless the source is due before it anyway."""
        regular = next_due(name, self.now())
        if regular is None or planned.at < regular:
            scheduler.add_job(
                self._work,
                DateTrigger(planned.at, UTC),
                id=f"{name}, attempt {planned.attempt}",
                args=(scheduler, name, planned.attempt),
                replace_existing=True,
            )

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
