"""When each source is due, in UTC: one table behind the daemon, `tracker collect --due`, the
printed samples and `tracker status`.

    export        every day at 02:15: a day appears at about 01:46
    data_api      every day at 02:30
    app_rankings  Mondays at 03:00, of the week just finished, and again on Tuesdays
    catalog       Mondays at 03:15
    benchmarks    Mondays at 03:30
    frontend      Mondays at 06:00, the only day on which its list is an ISO week; Tuesdays again,
                  when what was missed on Monday is repaired
    history       once, at first; it comes with the tracker

timetable
    When each source is asked, in UTC: its days, its time, and how often it is tried again.
due
    A source is due from the time set for it until a run of it has gone well and, where it brings
    the day before, that day is on record. Work that was missed is made up for once, however often
    it was missed. A run that failed, or came before the day was published, is tried again after
    one hour, then after two more, four and so on.
overdue
    Said of a source that has been due for twelve hours: of one that never had a good run, since
    the first run of any.
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
"""So much later a run may begin, by chance: not all that count hours ask in the same second."""


@dataclass(frozen=True)
class Times:
    """A time of the day, on some days of the week (Monday is 0), at which a source may bring the
    ``day_before``."""

    at: time
    weekdays: tuple[int, ...] = EVERY_DAY
    day_before: bool = False


@dataclass(frozen=True)
class Runs:
    """When the last good run of a source began, and when those that ``failed`` lately and those
    that were ``fine`` did."""

    last_fine: datetime | None = None
    failed: tuple[datetime, ...] = ()
    fine: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Try:
    """When a source is tried, and the how many-eth time since it was due."""

    at: datetime
    attempt: int = 1


TIMETABLE = {
    "export": Times(time(2, 15), day_before=True),
    "data_api": Times(time(2, 30), day_before=True),
    "app_rankings": Times(time(3, 0), (MONDAY, TUESDAY)),
    "catalog": Times(time(3, 15), (MONDAY,)),
    "benchmarks": Times(time(3, 30), (MONDAY,)),
    "frontend": Times(time(6, 0), (MONDAY, TUESDAY)),
}


def newest_due(source: str, now: datetime) -> datetime | None:
    """The last time set for a source up to ``now``; None for one that has no times."""
    times = TIMETABLE.get(source)
    if times is None:
        return None
    today = now.astimezone(UTC).date()
    back = (today - DAY * number for number in range(8))
    found = (_at(day, times) for day in back if day.weekday() in times.weekdays)
    return next(instant for instant in found if instant <= now)


def next_due(source: str, now: datetime) -> datetime | None:
    """The first time set for a source after ``now``; None for one that has no times."""
    times = TIMETABLE.get(source)
    if times is None:
        return None
    today = now.astimezone(UTC).date()
    ahead = (today + DAY * number for number in range(8))
    found = (_at(day, times) for day in ahead if day.weekday() in times.weekdays)
    return next(instant for instant in found if instant > now)


def next_try(source: str, runs: Runs, now: datetime, newest: date | None = None) -> Try | None:
    """When a source that is due is to be tried: now, or when it has rested from the runs since it
    was last due, or all that failed if it has no times. None where it is not due. ``newest`` is
    the newest official day on record."""
    if not _lacks_a_run(source, runs.last_fine, now) and not lacks_its_day(source, newest, now):
        return None
    since = newest_due(source, now)
    tried = [began for began in runs.failed + runs.fine if since is None or began >= since]
    rested = max(tried) + rest(len(tried)) if tried else now
    return Try(max(rested, now), len(tried) + 1)


def lacks_its_day(source: str, newest: date | None, now: datetime) -> date | None:
    """The day that a source was last due to bring, where the ``newest`` on record is older. None
    too where no day is on record: that is for the failing runs to tell."""
    since = newest_due(source, now)
    if since is None or newest is None or not TIMETABLE[source].day_before:
        return None
    day = since.date() - DAY
    return day if newest < day else None


def is_overdue(source: str, last_fine: datetime | None, now: datetime, began: datetime) -> bool:
    """Whether a source has been due for longer than GRACE; one that never had a good run, since
    collecting ``began``."""
    if last_fine is None:
        return began < now - GRACE
    return _lacks_a_run(source, last_fine, now - GRACE)


def tries(
    sources: Iterable[str], runs: Mapping[str, Runs], now: datetime, newest: date | None = None
) -> dict[str, Try]:
    """When each of some sources that are due is to be tried, in their order."""
    found = {name: next_try(name, runs.get(name, Runs()), now, newest) for name in sources}
    return {name: told for name, told in found.items() if told}


def due(
    sources: Iterable[str], runs: Mapping[str, Runs], now: datetime, newest: date | None = None
) -> tuple[str, ...]:
    """Which of some sources are due and have rested, in their order."""
    found = tries(sources, runs, now, newest)
    return tuple(name for name, told in found.items() if told.at <= now)


def rest(failures: int) -> timedelta:
    """How long after so many failed runs the next is tried."""
    return timedelta(hours=2.0 ** (failures - 1))


def _lacks_a_run(source: str, last_fine: datetime | None, now: datetime) -> bool:
    if last_fine is None:
        return True
    due = newest_due(source, now)
    return due is not None and last_fine < due


def _at(day: date, times: Times) -> datetime:
    return datetime.combine(day, times.at, UTC)
