"""When each source is due, in UTC: the table behind the daemon, `collect --due` and the samples.

    export        every day at 02:15: a day appears at about 01:46
    data_api      every day at 02:30
    app_rankings  Mondays and Tuesdays at 03:00, for the week just finished
    catalog       Mondays at 03:15
    benchmarks    Mondays at 03:30
    export_index  Mondays at 03:35
    session_cost  Mondays at 03:40
    task_shares   Mondays at 03:45
    vercel        Mondays at 05:00
    frontend      Mondays at 06:00, the only day on which its list is an ISO week, and Tuesdays,
                  in case Monday's run failed
    history       once, on the first run; it is bundled

timetable
    The days and time, in UTC, at which each source is collected.
due
    A source is due from its scheduled time until a run succeeds and, for daily data, the day before
    is recorded. Missed runs are made up for once. A run that failed, or came before the day was
    published, is retried after one hour, then two more, four and so on.
overdue
    A source is overdue when it has been due for twelve hours or, if it never had a good run, twelve
    hours after the first run of any source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tracker.weeks import DAY

MONDAY, TUESDAY = 0, 1
EVERY_DAY = tuple(range(7))
GRACE = timedelta(hours=12)
JITTER = timedelta(minutes=5)
"""Random delay of a run, so that not all users send requests in the same second."""


@dataclass(frozen=True)
class Times:
    """A time of day on some weekdays (Monday is 0), and whether the ``day_before`` is expected."""

    at: time
    weekdays: tuple[int, ...] = EVERY_DAY
    day_before: bool = False


@dataclass(frozen=True)
class Runs:
    """The start times of a source's last good run, and of its recent failed and good runs."""

    last_fine: datetime | None = None
    failed: tuple[datetime, ...] = ()
    fine: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Try:
    """One scheduled attempt and its number."""

    at: datetime
    attempt: int = 1


TIMETABLE = {
    "export": Times(time(2, 15), day_before=True),
    "data_api": Times(time(2, 30), day_before=True),
    "app_rankings": Times(time(3, 0), (MONDAY, TUESDAY)),
    "catalog": Times(time(3, 15), (MONDAY,)),
    "benchmarks": Times(time(3, 30), (MONDAY,)),
    "export_index": Times(time(3, 35), (MONDAY,)),
    "session_cost": Times(time(3, 40), (MONDAY,)),
    "task_shares": Times(time(3, 45), (MONDAY,)),
    "vercel": Times(time(5, 0), (MONDAY,)),
    "frontend": Times(time(6, 0), (MONDAY, TUESDAY)),
}


def newest_due(source: str, now: datetime) -> datetime | None:
    """Return the last scheduled time of a source up to ``now``, or None if it has none."""
    times = TIMETABLE.get(source)
    if times is None:
        return None
    today = now.astimezone(UTC).date()
    back = (today - DAY * number for number in range(8))
    instants = (_at(day, times) for day in back if day.weekday() in times.weekdays)
    return next(instant for instant in instants if instant <= now)


def next_due(source: str, now: datetime) -> datetime | None:
    """Return the first scheduled time of a source after ``now``, or None if it has none."""
    times = TIMETABLE.get(source)
    if times is None:
        return None
    today = now.astimezone(UTC).date()
    ahead = (today + DAY * number for number in range(8))
    instants = (_at(day, times) for day in ahead if day.weekday() in times.weekdays)
    return next(instant for instant in instants if instant > now)


def next_try(source: str, runs: Runs, now: datetime, newest: date | None = None) -> Try | None:
    """Return the next attempt of a source, or None if it is not due.

    That is now, or later if there were attempts since it was last due. ``newest`` is the newest
    recorded official day.
    """
    if not _lacks_a_run(source, runs.last_fine, now) and not lacks_its_day(source, newest, now):
        return None
    since = newest_due(source, now)
    tried = [began for began in runs.failed + runs.fine if since is None or began >= since]
    rested = max(tried) + rest(len(tried)) if tried else now
    return Try(max(rested, now), len(tried) + 1)


def lacks_its_day(source: str, newest: date | None, now: datetime) -> date | None:
    """Return the day that a source should have recorded by now, if the ``newest`` is older.

    Return None if no day is recorded at all: the failing runs report that.
    """
    since = newest_due(source, now)
    if since is None or newest is None or not TIMETABLE[source].day_before:
        return None
    day = since.date() - DAY
    return day if newest < day else None


def is_overdue(source: str, last_fine: datetime | None, now: datetime, began: datetime) -> bool:
    """Return whether a source has been due for longer than GRACE.

    If it never had a good run, the time since collecting ``began`` counts.
    """
    if last_fine is None:
        return began < now - GRACE
    return _lacks_a_run(source, last_fine, now - GRACE)


def tries(
    sources: Iterable[str], runs: Mapping[str, Runs], now: datetime, newest: date | None = None
) -> dict[str, Try]:
    """Return the next attempt of each source that is due, in the given order."""
    attempts = {name: next_try(name, runs.get(name, Runs()), now, newest) for name in sources}
    return {name: attempt for name, attempt in attempts.items() if attempt}


def due(
    sources: Iterable[str], runs: Mapping[str, Runs], now: datetime, newest: date | None = None
) -> tuple[str, ...]:
    """Return the sources to be collected now, in the given order."""
    attempts = tries(sources, runs, now, newest)
    return tuple(name for name, attempt in attempts.items() if attempt.at <= now)


def rest(failures: int) -> timedelta:
    """Return the delay after so many failed runs."""
    return timedelta(hours=2.0 ** (failures - 1))


def _lacks_a_run(source: str, last_fine: datetime | None, now: datetime) -> bool:
    if last_fine is None:
        return True
    due = newest_due(source, now)
    return due is not None and last_fine < due


def _at(day: date, times: Times) -> datetime:
    return datetime.combine(day, times.at, UTC)
