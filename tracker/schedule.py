"""The only door to APScheduler: the same collecting as `tracker collect`, every day.

The export of a day appears at about 01:46 UTC, so the run is at 02:15 UTC. A run that is overdue
when the daemon starts is made up for at once; runs missed while the machine slept are made up for
once, however many they were, and two never overlap. SIGTERM and SIGINT let the running capture
finish, then the daemon leaves.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

HOUR, MINUTE = 2, 15


def overdue(last_run: datetime | None, now: datetime) -> bool:
    """Whether a run was due between ``last_run`` and ``now``."""
    due = now.replace(hour=HOUR, minute=MINUTE, second=0, microsecond=0)
    if due > now:
        due -= timedelta(days=1)
    return last_run is None or last_run < due


def scheduler(job: Callable[[], None], *, at_once: bool, now: datetime) -> BlockingScheduler:
    """A scheduler that runs ``job`` daily, and first of all now if ``at_once``."""
    made = BlockingScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    trigger = CronTrigger(hour=HOUR, minute=MINUTE, timezone=UTC)
    made.add_job(
        job,
        trigger,
        id="collect",
        next_run_time=now if at_once else trigger.get_next_fire_time(None, now),
    )
    return made


def run(job: Callable[[], None], *, last_run: datetime | None, now: datetime) -> None:
    """Run until told to stop. Returns when the running job, if any, has finished."""
    made = scheduler(job, at_once=overdue(last_run, now), now=now)

    def leave(_signal: int, _frame: FrameType | None) -> None:
        if made.running:
            made.shutdown(wait=True)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    made.start()
