"""The answer of `tracker status`: how fresh the record is, what is missing, what was quarantined.

It is written as plain lines and JSON here, and as metrics in `prometheus.py`.

A body that was refused is listed until its source has had a good run since it came; one of a source
that is not run (an import) for thirty days. One that is quarantined is listed until it is settled.

stale
    Said of a record whose newest day is `late`, or that has no day at all; of one in whose middle a
    day stays missing that could have been had; and of one for which a source that is set up is
    `overdue`, a daemon is `silent`, or the disk is nearly full: what comes next would be missed. A
    newest day more than three days ahead is as wrong: then it is the clock.
killed
    Said of a daemon that is silent and whose process is gone. It makes a record stale until another
    collector has had a good run since.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.analysis import frame as frames
from tracker.answers.ages import age
from tracker.breaks import lost_days
from tracker.config import Settings
from tracker.records import DAILY
from tracker.schedule import heartbeat, timetable
from tracker.schedule.freshness import ended_long_ago, old
from tracker.schedule.heartbeat import Beat
from tracker.schedule.timetable import Runs
from tracker.sources import history
from tracker.store import Store, schema
from tracker.store.engine import size as size_of
from tracker.store.journal import QUARANTINED, REFUSED
from tracker.text import counted, new_fields
from tracker.weeks import days as days_between
from tracker.weeks import gaps, label, midnight, monday, stamp

LISTED = timedelta(days=30)
"""How long a refusal that no run can settle is listed, and a field that the publisher added."""
SNAPSHOT = timedelta(days=30)
"""So many days before it began a collector can still have."""
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
    late_days: list[date]
    new_fields: list[str]
    untold: int
    disk: Disk
    has_key: bool
    daemon: Beat | None
    now: datetime

    @property
    def reasons(self) -> list[str]:
        """Why somebody should look, a sentence each; none when all is well."""
        found = [
            *(source.why() for source in self.sources if source.overdue),
            old(self.newest_day, self.now),
            missing(self.late_days),
            full(self.disk.free),
            None if self._replaced else self._silence,
        ]
        return [reason for reason in found if reason]

    @property
    def notes(self) -> list[str]:
        """What is good to know and needs nobody, a sentence each."""
        ended = [f"{self._silence}; others have collected since"] if self._replaced else []
        return [*self.new_fields, *ended]

    @property
    def _silence(self) -> str | None:
        """What is wrong with the daemon."""
        if self.daemon is None or not self.daemon.is_silent(self.now):
            return None
        if self.daemon.is_gone:
            return (
                f"the daemon (process {self.daemon.pid}) was killed after {stamp(self.daemon.at)}"
            )
        return f"the daemon has given no sign of life since {stamp(self.daemon.at)}"

    @property
    def _replaced(self) -> bool:
        """Whether others do the work of a daemon that was killed."""
        if self.daemon is None or self._silence is None or not self.daemon.is_gone:
            return False
        return any(one.last_fine and one.last_fine > self.daemon.at for one in self.sources)

    @property
    def stale(self) -> bool:
        return bool(self.reasons)


def examine(store: Store, settings: Settings, now: datetime) -> Health:
    """Look at the whole record."""
    days = store.held().get(DAILY, frozenset())
    runs = [dict(run._mapping) for run in store.journal.last_runs()]
    newest_week: dict[str, date | None] = {}
    missing_weeks: dict[str, list[date]] = {}
    for metric in frames.METRICS:
        newest_week[metric], missing_weeks[metric] = _weeks(store, metric)
    return Health(
        store=store.shown,
        schema=schema.current(store.engine),
        newest_day=max(days, default=None),
        newest_week=newest_week,
        missing_weeks=missing_weeks,
        missing_days=_missing_days(days),
        withdrawn=[str(key) for key in store.withdrawn()],
        sources=sources(store, settings.sources, now),
        runs=runs,
        put_aside=_put_aside(store, now),
        late_days=late_days(store, now),
        new_fields=_new_fields(store, runs, now),
        untold=store.notices.count(),
        disk=_disk(store, settings),
        has_key=settings.api_key is not None,
        daemon=heartbeat.read(settings.data_dir),
        now=now,
    )


def newest_day(store: Store) -> date | None:
    """The newest official day on record."""
    return max(store.held().get(DAILY, ()), default=None)


def late_days(store: Store, now: datetime) -> list[date]:
    """The days in the middle of the record that could have been had and are late. Those of before
    collecting began are not among them where the bundled history has their week."""
    held = store.held()
    since = (store.journal.began() or now) - SNAPSHOT
    weeks = frozenset[date]().union(*(held.get(name, ()) for name in history.DATASETS))
    return [
        day
        for day in _missing_days(held.get(DAILY, frozenset()))
        if ended_long_ago(day, now) and (midnight(day) >= since or monday(day) not in weeks)
    ]


def missing(days: Sequence[date]) -> str | None:
    """Name days that are missing, the first ten; None where there are none."""
    if not days:
        return None
    more = f" and {len(days) - 10} more" if len(days) > 10 else ""
    return f"{counted(len(days), 'day')} missing: {', '.join(map(str, days[:10]))}{more}"


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


def _missing_days(days: frozenset[date]) -> list[date]:
    """The days between the first and the newest on record, but for those lost for ever."""
    between = {*days_between(min(days), max(days))} if days else set()
    return sorted(between - days - lost_days())


def _put_aside(store: Store, now: datetime) -> list[dict[str, Any]]:
    """What was refused and is not settled yet, and what waits for somebody to accept it."""
    runs = store.journal.runs(now)

    def is_settled(capture: Any) -> bool:
        if capture.outcome != REFUSED:
            return False
        if capture.source not in runs:
            return bool(now - capture.fetched_at > LISTED)
        fine = runs[capture.source].last_fine
        return fine is not None and bool(fine > capture.fetched_at)

    return [dict(one._mapping) for one in store.journal.put_aside() if not is_settled(one)]


def _new_fields(store: Store, runs: Sequence[dict[str, Any]], now: datetime) -> list[str]:
    """What publishers added lately, a sentence each; what the last runs say is not said again."""
    told = [
        new_fields(field.source, field.url, [field.name])
        for field in store.journal.new_fields(now - LISTED)
    ]
    notes = "; ".join(run["notes"] for run in runs)
    return [said for said in told if said not in notes]


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


def as_json(health: Health) -> dict[str, Any]:
    """For monitors; the names are stable."""
    return {
        "error": None,
        "stale": health.stale,
        "reasons": health.reasons,
        "notes": health.notes,
        "store": health.store,
        "schema": health.schema,
        "newest_day": _iso(health.newest_day),
        "newest_week": {metric: _iso(week) for metric, week in health.newest_week.items()},
        "missing_weeks": {
            metric: [week.isoformat() for week in weeks]
            for metric, weeks in health.missing_weeks.items()
        },
        "missing_days": [day.isoformat() for day in health.missing_days],
        "withdrawn": health.withdrawn,
        "sources": [
            {
                "source": source.name,
                "last_fine": _stamp(source.last_fine),
                "next": _stamp(source.upcoming),
                "overdue": source.overdue,
            }
            for source in health.sources
        ],
        "runs": [_plain(run) for run in health.runs],
        "put_aside": [_plain(capture) for capture in health.put_aside],
        "untold": health.untold,
        "disk": vars(health.disk),
        "key": health.has_key,
        "daemon": _plain(vars(health.daemon)) if health.daemon else None,
    }


def failure(sentence: str) -> dict[str, Any]:
    """For monitors, where nothing can be read: the same names as far as they can be said."""
    return {"stale": True, "reasons": [sentence], "notes": [], "error": sentence}


def lines(health: Health) -> list[str]:
    """For people: one plain line each."""
    found = [f"record      {health.store}, schema {health.schema}"]
    newest = health.newest_day or "none"
    found.append(f"newest day  {newest}{' (stale)' if old(health.newest_day, health.now) else ''}")
    for metric, week in health.newest_week.items():
        found.append(f"{metric:<11} newest complete week {_week(week, health.now)}")
        if health.missing_weeks[metric]:
            weeks = ", ".join(label(gap) for gap in health.missing_weeks[metric])
            found.append(f"{'':<11} weeks without ranks: {weeks}")
    if health.missing_days:
        found.append(f"gaps        {missing(health.missing_days)}")
    found += [f"withdrawn   {key}" for key in health.withdrawn]
    for source in health.sources:
        fine = stamp(source.last_fine) if source.last_fine else "never"
        coming = f", next due {stamp(source.upcoming)}" if source.upcoming else ""
        late = " (overdue)" if source.overdue else ""
        found.append(f"source      {source.name}: last good run {fine}{coming}{late}")
    for run in health.runs:
        said = f": {run['notes']}" if run["notes"] else ""
        found.append(f"last run    {run['source']} {stamp(run['ended_at'])} {run['outcome']}{said}")
    for capture in health.put_aside:
        about = f"{capture['path']}: {capture['why']}"
        if capture["outcome"] == QUARANTINED:
            about += f"; run `tracker accept {capture['id']}` to record it"
        found.append(f"{capture['outcome']:<11} {about}")
    if health.untold:
        found.append(f"untold      {counted(health.untold, 'notice')} that no hook has taken")
    if health.daemon:
        doing = f"collecting from {health.daemon.doing}" if health.daemon.doing else "waiting"
        found.append(f"daemon      process {health.daemon.pid}, {doing} {stamp(health.daemon.at)}")
    database = f"database {size(health.disk.database)}, " if health.disk.database else ""
    found.append(
        f"disk        {database}archive {size(health.disk.archive)}, {size(health.disk.free)} free"
    )
    found.append(f"key         {'set' if health.has_key else 'none'}")
    found += [f"note        {note}" for note in health.notes]
    found += [f"stale       {reason}" for reason in health.reasons]
    if health.stale:
        found.append("stale: run `tracker collect`; it says what it cannot reach.")
    return found


def _week(week: date | None, now: datetime) -> str:
    if week is None:
        return "none"
    days = age(week, now).days
    return f"{label(week)}, which ended {counted(days, 'day')} ago"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _stamp(instant: datetime | None) -> str | None:
    return stamp(instant) if instant else None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: stamp(value) if isinstance(value, datetime) else value for name, value in row.items()
    }
