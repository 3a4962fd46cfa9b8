"""The answer of `tracker status`: how fresh the record is, what is missing, what was quarantined.

It is written as plain lines and JSON here, and as metrics in `prometheus.py`.

A refused body is listed until its source has had a good run since it came, or for thirty days if
its source is not run (an import). A quarantined one is listed until it is settled.

stale
    A record is stale if its newest day is `late` or it has no day at all; if a day in its middle is
    missing that could have been collected; or if a configured source is `overdue`, a daemon is
    `silent`, or the disk is nearly full, so that the next data would be missed. A newest day more
    than three days ahead is as wrong: then the clock is.
killed
    A daemon is killed if it is silent and its process is gone. The record is stale until another
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
from tracker.records import DAILY, EXPORT_INDEX, METRICS
from tracker.schedule import heartbeat, timetable
from tracker.schedule.freshness import ended_long_ago, old
from tracker.schedule.heartbeat import Beat
from tracker.schedule.timetable import Runs
from tracker.sources import history
from tracker.sources.datasets.export_index import KNOWN_DATASETS
from tracker.store import Store, schema
from tracker.store.engine import size as size_of
from tracker.store.journal import QUARANTINED, REFUSED
from tracker.text import counted, new_fields
from tracker.weeks import days as days_between
from tracker.weeks import gaps, label, midnight, monday, stamp

LISTED = timedelta(days=30)
"""How long a refusal that no run can settle, or a new field of the publisher, is listed."""
SNAPSHOT = timedelta(days=30)
"""How far back a collector can still fetch when it begins."""
LEAST_FREE = 100 * 2**20
"""Bytes of disk: a day takes about 1 % of them, and a database needs room to grow."""


@dataclass(frozen=True)
class Source:
    """The state of a configured source.

    It has the start of its last good run, the time it is due next, and the notes of its last run.
    """

    name: str
    last_fine: datetime | None
    upcoming: datetime | None
    overdue: bool
    notes: str

    def why(self) -> str:
        """Return what is wrong with an overdue source, in one sentence."""
        since = f"since {stamp(self.last_fine)}" if self.last_fine else "yet"
        notes = f"; the last one says: {self.notes}" if self.notes else ""
        return f"{self.name} is overdue: no good run {since}{notes}"


@dataclass(frozen=True)
class Disk:
    """Bytes free on the disk of the data folder, and used by database and archive."""

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
    unknown_datasets: list[str]
    untold: int
    disk: Disk
    has_key: bool
    daemon: Beat | None
    now: datetime

    @property
    def reasons(self) -> list[str]:
        """Return why the record needs attention, one sentence each; empty if it does not."""
        reasons = [
            *(source.why() for source in self.sources if source.overdue),
            old(self.newest_day, self.now),
            missing(self.late_days),
            full(self.disk.free),
            None if self._replaced else self._silence,
        ]
        return [reason for reason in reasons if reason]

    @property
    def notes(self) -> list[str]:
        """Return what is worth knowing and needs no action, one sentence each."""
        ended = [f"{self._silence}; others have collected since"] if self._replaced else []
        return [*self.new_fields, *ended]

    @property
    def _silence(self) -> str | None:
        """Return what is wrong with the daemon, or None."""
        if self.daemon is None or not self.daemon.is_silent(self.now):
            return None
        if self.daemon.is_gone:
            return (
                f"the daemon (process {self.daemon.pid}) was killed after {stamp(self.daemon.at)}"
            )
        return f"the daemon has written no heartbeat since {stamp(self.daemon.at)}"

    @property
    def _replaced(self) -> bool:
        """Return whether others collect in place of a daemon that was killed."""
        if self.daemon is None or self._silence is None or not self.daemon.is_gone:
            return False
        return any(
            source.last_fine and source.last_fine > self.daemon.at for source in self.sources
        )

    @property
    def stale(self) -> bool:
        return bool(self.reasons)


def examine(store: Store, settings: Settings, now: datetime) -> Health:
    """Return the state of the whole record."""
    days = store.held().get(DAILY, frozenset())
    runs = [dict(run._mapping) for run in store.journal.last_runs()]
    newest_week: dict[str, date | None] = {}
    missing_weeks: dict[str, list[date]] = {}
    for metric in METRICS:
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
        unknown_datasets=_unknown_datasets(store),
        untold=store.notices.count(),
        disk=_disk(store, settings),
        has_key=settings.api_key is not None,
        daemon=heartbeat.read(settings.data_dir),
        now=now,
    )


def newest_day(store: Store) -> date | None:
    """Return the newest official day on record, or None."""
    return max(store.held().get(DAILY, ()), default=None)


def late_days(store: Store, now: datetime) -> list[date]:
    """Return the late days in the middle of the record that could have been collected.

    Days before collecting began are left out if the bundled history has them, or their week.
    """
    held = store.held()
    since = (store.journal.began() or now) - SNAPSHOT
    days = held.get(history.DAYS, frozenset())
    weekly = {*history.DATASETS} - {history.DAYS}
    weeks = frozenset[date]().union(*(held.get(name, ()) for name in weekly))
    return [
        day
        for day in _missing_days(held.get(DAILY, frozenset()))
        if ended_long_ago(day, now)
        and (midnight(day) >= since or (day not in days and monday(day) not in weeks))
    ]


def missing(days: Sequence[date]) -> str | None:
    """Return missing days as text, the first ten by date; None if there are none."""
    if not days:
        return None
    more = f" and {len(days) - 10} more" if len(days) > 10 else ""
    return f"{counted(len(days), 'day')} missing: {', '.join(map(str, days[:10]))}{more}"


def full(free: int) -> str | None:
    """Return why a disk with ``free`` bytes left is nearly full; None if it is not."""
    return f"only {size(free)} of disk space is left" if free < LEAST_FREE else None


def free(folder: Path) -> int:
    """Return the bytes free on the disk of a folder, which need not exist yet."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def sources(store: Store, names: Sequence[str], now: datetime) -> list[Source]:
    """Return the state of each of some sources."""
    runs, began = store.journal.runs(now), store.journal.began() or now
    last = {run.source: run.notes for run in store.journal.last_runs()}
    states = []
    for name in names:
        fine = runs.get(name, Runs()).last_fine
        overdue = timetable.is_overdue(name, fine, now, began)
        states.append(
            Source(name, fine, timetable.next_due(name, now), overdue, last.get(name, ""))
        )
    return states


def _missing_days(days: frozenset[date]) -> list[date]:
    """Return the days between the first and the newest on record that are not lost for ever."""
    between = {*days_between(min(days), max(days))} if days else set()
    return sorted(between - days - lost_days())


def _put_aside(store: Store, now: datetime) -> list[dict[str, Any]]:
    """Return refused bodies that are not settled, and bodies that wait to be accepted."""
    runs = store.journal.runs(now)

    def is_settled(capture: Any) -> bool:
        if capture.outcome != REFUSED:
            return False
        if capture.source not in runs:
            return bool(now - capture.fetched_at > LISTED)
        fine = runs[capture.source].last_fine
        return fine is not None and bool(fine > capture.fetched_at)

    return [dict(row._mapping) for row in store.journal.put_aside() if not is_settled(row)]


def _new_fields(store: Store, runs: Sequence[dict[str, Any]], now: datetime) -> list[str]:
    """Return the fields added lately, one sentence each, without those in the last runs."""
    sentences = [
        new_fields(field.source, field.url, [field.name])
        for field in store.journal.new_fields(now - LISTED)
    ]
    notes = "; ".join(run["notes"] for run in runs)
    return [sentence for sentence in sentences if sentence not in notes]


def _unknown_datasets(store: Store) -> list[str]:
    """Return the datasets of the newest index that this version of the tracker does not know."""
    listed = store.entries(EXPORT_INDEX)
    newest = max((row.seen_at for row in listed), default=None)
    return sorted(
        row.name for row in listed if row.seen_at == newest and row.name not in KNOWN_DATASETS
    )


def _disk(store: Store, settings: Settings) -> Disk:
    files = settings.archive.rglob("*") if settings.archive.is_dir() else ()
    return Disk(
        free(settings.data_dir),
        size_of(store.engine),
        sum(file.stat().st_size for file in files if file.is_file()),
    )


def _weeks(store: Store, metric: str) -> tuple[date | None, list[date]]:
    """Return the newest complete week of a metric, and the weeks before it without ranks.

    The newest is of those that can be ranked, if any can. Facts about whole weeks are read, and no
    figures.
    """
    weeks = frames.weeks_of(tuple(store.answers(metric, frames.WEEKS_OF_MODELS)), metric)
    complete = weeks[weeks["complete"]]
    ranked = [week.date() for week in complete.index[complete["can_rank"]]]
    newest = max(ranked or [week.date() for week in complete.index], default=None)
    return newest, gaps(ranked)


def size(bytes_: int) -> str:
    """Return bytes as text: ``12 KB``."""
    amount = float(bytes_)
    for unit in ("bytes", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} GB"


def as_json(health: Health) -> dict[str, Any]:
    """Return the status as JSON for monitors; the names are stable."""
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
        "unknown_datasets": health.unknown_datasets,
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
    """Return the JSON of a record that cannot be read, with the names that still apply."""
    return {"stale": True, "reasons": [sentence], "notes": [], "error": sentence}


def lines(health: Health) -> list[str]:
    """Return the status as plain lines."""
    rows = [f"record      {health.store}, schema {health.schema}"]
    newest = health.newest_day or "none"
    rows.append(f"newest day  {newest}{' (stale)' if old(health.newest_day, health.now) else ''}")
    for metric, week in health.newest_week.items():
        rows.append(f"{metric:<11} newest complete week {_week(week, health.now)}")
        if health.missing_weeks[metric]:
            weeks = ", ".join(label(gap) for gap in health.missing_weeks[metric])
            rows.append(f"{'':<11} weeks without ranks: {weeks}")
    if health.missing_days:
        rows.append(f"gaps        {missing(health.missing_days)}")
    rows += [f"withdrawn   {key}" for key in health.withdrawn]
    rows += [
        f"new         dataset {name} is published, and this version does not collect it"
        for name in health.unknown_datasets
    ]
    for source in health.sources:
        fine = stamp(source.last_fine) if source.last_fine else "never"
        coming = f", next due {stamp(source.upcoming)}" if source.upcoming else ""
        late = " (overdue)" if source.overdue else ""
        rows.append(f"source      {source.name}: last good run {fine}{coming}{late}")
    for run in health.runs:
        notes = f": {run['notes']}" if run["notes"] else ""
        rows.append(f"last run    {run['source']} {stamp(run['ended_at'])} {run['outcome']}{notes}")
    for capture in health.put_aside:
        about = f"{capture['path']}: {capture['why']}"
        if capture["outcome"] == QUARANTINED:
            about += f"; run `tracker accept {capture['id']}` to record it"
        rows.append(f"{capture['outcome']:<11} {about}")
    if health.untold:
        rows.append(f"untold      {counted(health.untold, 'notice')} that no hook has accepted")
    if health.daemon:
        doing = f"collecting from {health.daemon.doing}" if health.daemon.doing else "waiting"
        rows.append(f"daemon      process {health.daemon.pid}, {doing} {stamp(health.daemon.at)}")
    database = f"database {size(health.disk.database)}, " if health.disk.database else ""
    rows.append(
        f"disk        {database}archive {size(health.disk.archive)}, {size(health.disk.free)} free"
    )
    rows.append(f"key         {'set' if health.has_key else 'none'}")
    rows += [f"note        {note}" for note in health.notes]
    rows += [f"stale       {reason}" for reason in health.reasons]
    if health.stale:
        rows.append("stale: run `tracker collect`; it reports what it cannot reach.")
    return rows


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
