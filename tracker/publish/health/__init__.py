"""How fresh the record is, what is missing from it, what was put aside, and what needs somebody.

    telling.py   the same as plain lines, and as JSON

stale
    Said of a record whose newest day is more than three days old, or that has no day at all
    (OpenRouter publishes a day about two hours after it ended), and of one for which a source that
    is set up is `overdue`, a daemon is `silent`, or the disk is nearly full: what comes next would
    be missed. A newest day more than three days ahead is as wrong: then it is the clock.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker import heartbeat, timetable
from tracker.analysis import frame as frames
from tracker.breaks import lost_days
from tracker.config import Settings
from tracker.heartbeat import Beat
from tracker.sources.daily import DAILY
from tracker.store import Store, schema
from tracker.store.engine import size as size_of
from tracker.timetable import Runs
from tracker.weeks import days as days_between
from tracker.weeks import gaps, stamp

FRESH = timedelta(days=3)
LEAST_FREE = 100 * 2**20
"""Bytes of disk: a day brings about one of every hundred, and a database needs room to grow."""


@dataclass(frozen=True)
class Source:
    """How one source that is set up stands: when its last good run began, when it is due next, and
    the notes of its last run."""

    name: str
    last_fine: datetime | None
    upcoming: datetime | None
    overdue: bool
    notes: str

    def why(self) -> str:
        """What is wrong with an overdue source, in one sentence."""
        since = f"since {stamp(self.last_fine)}" if self.last_fine else "yet"
        said = f"; the last one says: {self.notes}" if self.notes else ""
        return f"{self.name} is overdue: no good run {since}{said}"


@dataclass(frozen=True)
class Disk:
    """Bytes: what is free where the data folder lies, and what database and archive take."""

    free: int
    database: int | None
    archive: int


@dataclass(frozen=True)
class Health:
    store: str
    schema: str | None
    newest_day: date | None
    newest_week: dict[str, date | None]
    missing_weeks: dict[str, list[date]]
    missing_days: list[date]
    withdrawn: list[str]
    sources: list[Source]
    runs: list[dict[str, Any]]
    put_aside: list[dict[str, Any]]
    untold: int
    disk: Disk
    has_key: bool
    daemon: Beat | None
    now: datetime

    @property
    def reasons(self) -> list[str]:
        """Why somebody should look, a sentence each; none when all is well."""
        found = [
            old(self.newest_day, self.now),
            *(source.why() for source in self.sources if source.overdue),
            full(self.disk.free),
        ]
        if self.daemon and self.daemon.is_silent(self.now):
            found.append(f"the daemon has given no sign of life since {stamp(self.daemon.at)}")
        return [reason for reason in found if reason]

    @property
    def stale(self) -> bool:
        return bool(self.reasons)


def examine(store: Store, settings: Settings, now: datetime) -> Health:
    """Look at the whole record."""
    days = store.held().get(DAILY, frozenset())
    newest_week: dict[str, date | None] = {}
    missing_weeks: dict[str, list[date]] = {}
    for metric in frames.METRICS:
        newest_week[metric], missing_weeks[metric] = _weeks(store, metric)
    between = {*days_between(min(days), max(days))} if days else set()
    return Health(
        store=store.shown,
        schema=schema.current(store.engine),
        newest_day=max(days, default=None),
        newest_week=newest_week,
        missing_weeks=missing_weeks,
        missing_days=sorted(between - days - lost_days()),
        withdrawn=[str(key) for key in store.withdrawn()],
        sources=sources(store, settings.sources, now),
        runs=[dict(run._mapping) for run in store.journal.last_runs()],
        put_aside=[dict(capture._mapping) for capture in store.journal.put_aside()],
        untold=store.notices.count(),
        disk=_disk(store, settings),
        has_key=settings.api_key is not None,
        daemon=heartbeat.read(settings.data_dir),
        now=now,
    )


def newest_day(store: Store) -> date | None:
    """The newest official day on record."""
    return max(store.held().get(DAILY, ()), default=None)


def old(newest: date | None, now: datetime) -> str | None:
    """Why a record with this newest day is stale; None where it is not."""
    if newest is None:
        return "no day is recorded"
    age = now.date() - newest
    if age < -FRESH:
        return f"the newest day is {newest}, in the future: the clock of this machine is wrong"
    return f"the newest day is {newest}, {age.days} days ago" if age > FRESH else None


def full(free: int) -> str | None:
    """Why a disk with so many bytes left is nearly full; None where it is not."""
    return f"only {size(free)} of disk are left" if free < LEAST_FREE else None


def free(folder: Path) -> int:
    """Bytes that are left where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def sources(store: Store, names: Sequence[str], now: datetime) -> list[Source]:
    """How some sources stand."""
    runs, began = store.journal.runs(now), store.journal.began() or now
    last = {run.source: run.notes for run in store.journal.last_runs()}
    found = []
    for name in names:
        fine = runs.get(name, Runs()).last_fine
        overdue = timetable.is_overdue(name, fine, now, began)
        found.append(Source(name, fine, timetable.next_due(name, now), overdue, last.get(name, "")))
    return found


def _disk(store: Store, settings: Settings) -> Disk:
    files = settings.archive.rglob("*") if settings.archive.is_dir() else ()
    return Disk(
        free(settings.data_dir),
        size_of(store.engine),
        sum(file.stat().st_size for file in files if file.is_file()),
    )


def _weeks(store: Store, metric: str) -> tuple[date | None, list[date]]:
    """Return the newest complete week of a metric (of those that can be ranked, if any can), and
    the weeks before it that cannot be. What is said of whole weeks is read, and no figures."""
    weeks = frames.weeks_of(store.answers(metric, frames.WEEKS_OF_MODELS), metric)
    complete = weeks[weeks["complete"]]
    ranked = [week.date() for week in complete.index[complete["can_rank"]]]
    newest = max(ranked or [week.date() for week in complete.index], default=None)
    return newest, gaps(ranked)


def size(bytes_: int) -> str:
    """Bytes as people say them."""
    told = float(bytes_)
    for unit in ("bytes", "KB", "MB"):
        if told < 1000:
            return f"{told:.0f} {unit}"
        told /= 1000
    return f"{told:,.1f} GB"
