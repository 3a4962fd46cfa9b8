"""The only door to APScheduler: the same collecting as `tracker collect`, at the times set for it.

Each source has a job of its own at the times of `timetable.py`, a few minutes later by chance, and
all share one worker, so that two never overlap. What is overdue when the daemon starts is made up
for at once; what was missed while the machine slept is made up for once, however often it was
missed. A run that failed is tried again as `timetable.py` has it, until the next time set for it.
SIGTERM and SIGINT let the running capture finish, then the daemon leaves.

All times are those of the clock on the wall, and that may be wrong: when it goes back, what was
planned by it is planned anew.
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
"""A clock that goes back by less is only being set right."""
LONGEST_SLEEP = heartbeat.EVERY.total_seconds()
STOPPING = (signal.SIGTERM, signal.SIGINT)


class Scheduler(BlockingScheduler):  # type: ignore[misc]  # it has no types
    """One that sees to something, ``first``, each time before it looks for jobs, and looks again
    before long, however far ahead the next job is: by then the clock may say otherwise."""

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
    """What the jobs do: ``collect`` from a source (and say whether it is done until it is due
    again), ``beat`` a sign of life (what is being done, and when each source is due next),
    ``crashed`` when a job raised what nobody foresaw. ``waiting`` tells which sources are to be
    tried, and when, as the record has it; ``now`` is the clock."""

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
        """A scheduler with a job for each source that has times, and one for each that is
        ``waiting`` for a try of its own."""
        self._workers = {"default": ThreadPoolExecutor(1), LIFE: ThreadPoolExecutor(1)}
        made = Scheduler(
            timezone=UTC,
            executors=self._workers,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._looked = self.now()
        made.first = lambda: self._look_around(made)
        made.add_listener(self._crashed, EVENT_JOB_ERROR)
        self._try(made, waiting)
        self._plan(made)
        return made

    def run(self, waiting: Mapping[str, Try], ready: Callable[[], object] = lambda: None) -> None:
        """Run until told to stop, which it can be as soon as it is ``ready``. Returns when the
        running capture, if any, is finished."""
        made = self.scheduler(waiting)
        with self._told_to_leave(made):
            ready()
            made.start()
            # The scheduler has let go of its locks, which a run that fails now asks for.
            for worker in self._workers.values():
                worker.shutdown(wait=True)

    @contextmanager
    def _told_to_leave(self, made: Scheduler) -> Iterator[None]:
        """Wake the scheduler to leave on SIGTERM and SIGINT.

        A handler of Python's comes between two steps of the main thread: too late where that has
        just gone to sleep, and whatever lock it holds where it has not. So the handler does
        nothing. What counts is the byte that is written when the signal comes; the thread that
        reads it is another one, which may wait for locks.
        """
        reading, writing = os.pipe()
        os.set_blocking(writing, False)

        def listen() -> None:
            if os.read(reading, 1):
                self.leaving.set()
                if made.running:
                    made.wakeup()

        listener = threading.Thread(target=listen)
        listener.start()
        before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, lambda *_: None)
        try:
            yield
        finally:
            for number in STOPPING:  # who leaves already need not be told again
                signal.signal(number, signal.SIG_IGN)
            signal.set_wakeup_fd(before)
            os.close(writing)
            listener.join()
            os.close(reading)

    def _look_around(self, made: Scheduler) -> None:
        """See whether it is time to leave, and whether the clock has gone back."""
        if self.leaving.is_set():
            made.shutdown(wait=False)
            return
        looked, self._looked = self._looked, self.now()
        if self._looked < looked - BACK:
            made.remove_all_jobs()
            self._plan(made)
            # By the worker: it asks the record, and may have to wait for it.
            made.add_job(lambda: self._try(made, self.waiting()), id="look at the record")

    def _plan(self, made: Scheduler) -> None:
        for name in self.sources:
            if name in TIMETABLE:
                made.add_job(self._work, _trigger(name), id=name, args=(made, name, 1))
        made.add_job(
            self._beat, "interval", seconds=heartbeat.EVERY.total_seconds(), id=LIFE, executor=LIFE,
            next_run_time=self.now(),
        )  # fmt: skip

    def _try(self, made: Scheduler, waiting: Mapping[str, Try]) -> None:
        for name, found in waiting.items():
            self._once(made, name, found)

    def _work(self, made: Scheduler, name: str, attempt: int) -> None:
        """One run of a source, and the next try if it is still due."""
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
            self._once(made, name, Try(self.now() + rest(attempt), attempt + 1))

    def _once(self, made: Scheduler, name: str, found: Try) -> None:
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
