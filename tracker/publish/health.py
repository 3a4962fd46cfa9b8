"""How fresh the record is, what is missing from it, what was put aside.

stale
    Said of a record whose newest day is more than three days old, or that has no day at all:
    OpenRouter publishes a day about two hours after it ended. A day more than three days ahead is
    as wrong: then it is the clock of this machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.analysis import frame as frames
from tracker.analysis.rows import newest_complete
from tracker.breaks import lost_days
from tracker.errors import GapError
from tracker.sources.daily import DAILY
from tracker.store import QUARANTINED, Store
from tracker.weeks import gaps, label, stamp

FRESH = timedelta(days=3)


@dataclass(frozen=True)
class Health:
    store: str
    newest_day: date | None
    newest_week: dict[str, date | None]
    missing_weeks: dict[str, list[date]]
    missing_days: list[date]
    withdrawn: list[str]
    runs: list[dict[str, Any]]
    put_aside: list[dict[str, Any]]
    now: datetime

    @property
    def stale(self) -> bool:
        return self.newest_day is None or abs(self.now.date() - self.newest_day) > FRESH

    def as_json(self) -> dict[str, Any]:
        return {
            "stale": self.stale,
            "store": self.store,
            "newest_day": _iso(self.newest_day),
            "newest_week": {metric: _iso(week) for metric, week in self.newest_week.items()},
            "missing_weeks": {
                metric: [week.isoformat() for week in weeks]
                for metric, weeks in self.missing_weeks.items()
            },
            "missing_days": [day.isoformat() for day in self.missing_days],
            "withdrawn": self.withdrawn,
            "runs": [_plain(run) for run in self.runs],
            "put_aside": [_plain(capture) for capture in self.put_aside],
        }

    def lines(self) -> list[str]:
        """The same, for people: one plain line each."""
        found = [f"record      {self.store}"]
        newest = self.newest_day or "none"
        found.append(f"newest day  {newest}{' (stale)' if self.stale else ''}")
        for metric, week in self.newest_week.items():
            found.append(f"{metric:<11} newest complete week {label(week) if week else 'none'}")
            if self.missing_weeks[metric]:
                weeks = ", ".join(label(gap) for gap in self.missing_weeks[metric])
                found.append(f"{'':<11} weeks without ranks: {weeks}")
        if self.missing_days:
            days = ", ".join(day.isoformat() for day in self.missing_days[:10])
            more = f" and {len(self.missing_days) - 10} more" if len(self.missing_days) > 10 else ""
            found.append(f"gaps        {days}{more}")
        found += [f"withdrawn   {key}" for key in self.withdrawn]
        for run in self.runs:
            said = f": {run['notes']}" if run["notes"] else ""
            found.append(
                f"last run    {run['source']} {stamp(run['ended_at'])} {run['outcome']}{said}"
            )
        for capture in self.put_aside:
            about = f"{capture['path']}: {capture['why']}"
            if capture["outcome"] == QUARANTINED:
                about += f"; `tracker accept {capture['id']}` records it all the same"
            found.append(f"{capture['outcome']:<11} {about}")
        if self.stale:
            found.append("stale: run `tracker collect`; it says what it cannot reach.")
        return found


def examine(store: Store, now: datetime) -> Health:
    """Look at the whole record."""
    days = store.held().get(DAILY, frozenset())
    newest_week: dict[str, date | None] = {}
    missing_weeks: dict[str, list[date]] = {}
    for metric in frames.METRICS:
        newest_week[metric], missing_weeks[metric] = _weeks(store, metric)
    between = (
        {min(days) + timedelta(days=n) for n in range((max(days) - min(days)).days)}
        if days
        else set()
    )
    return Health(
        store=store.shown,
        newest_day=max(days, default=None),
        newest_week=newest_week,
        missing_weeks=missing_weeks,
        missing_days=sorted(between - days - lost_days()),
        withdrawn=[str(key) for key in store.withdrawn()],
        runs=[dict(run._mapping) for run in store.journal.last_runs()],
        put_aside=[dict(capture._mapping) for capture in store.journal.put_aside()],
        now=now,
    )


def _weeks(store: Store, metric: str) -> tuple[date | None, list[date]]:
    """The newest complete week of a metric, and the weeks before it that cannot be ranked."""
    try:
        frame = frames.weekly(store, metric)
        newest = newest_complete(frame).date()
    except GapError:
        return None, []
    ranked = frame.loc[frame["complete"] & frame["can_rank"], "week"]
    return newest, gaps(week.date() for week in ranked)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: stamp(value) if isinstance(value, datetime) else value for name, value in row.items()
    }
