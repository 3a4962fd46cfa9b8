"""The health of a record in plain lines, and as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tracker.freshness import old
from tracker.phrasing import counted
from tracker.publish.ages import age
from tracker.publish.health import Health, missing, size
from tracker.store.journal import QUARANTINED
from tracker.weeks import label, stamp


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
            {"source": source.name, "last_fine": _stamp(source.last_fine),
             "next": _stamp(source.upcoming), "overdue": source.overdue}
            for source in health.sources
        ],
        "runs": [_plain(run) for run in health.runs],
        "put_aside": [_plain(capture) for capture in health.put_aside],
        "untold": health.untold,
        "disk": vars(health.disk),
        "key": health.has_key,
        "daemon": _plain(vars(health.daemon)) if health.daemon else None,
    }  # fmt: skip


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
            about += f"; `tracker accept {capture['id']}` records it all the same"
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
