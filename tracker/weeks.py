"""Weeks, days and instants in UTC.

week
    Monday 00:00 UTC to the next Monday 00:00 UTC, half-open, named by its Monday in data and by
    its ISO label (``2026-W14``) in print. OpenRouter's own chart uses the same week.
year
    The ISO 8601 year of a week, which is that of its Thursday: the week of 2024-12-30 is in 2025.
period
    The days of a board, half-open: ``start`` is the first day, ``end`` the day after the last. It
    is a day, a week, or the span of a rolling window.
as_of
    The instant of knowledge: only what was published by then is used. A date means the end of that
    UTC day. In a row of figures it is the time of the newest source: the publisher's own timestamp
    if there is one, else the time of the fetch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tracker.errors import ConfigError

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
_LABEL = re.compile(r"(\d{4})-?[Ww](\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` to the day before ``end``."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def __iter__(self) -> Iterator[date]:
        """Yield the days."""
        return days(self.start, self.last)

    @property
    def last(self) -> date:
        return self.end - DAY

    @property
    def is_week(self) -> bool:
        """Return whether the period is an ISO week."""
        return self.days == WEEK.days and self.start == monday(self.start)

    @property
    def week(self) -> date | None:
        """Return the Monday of the ISO week that contains the period, or None if it spans two."""
        first, last = monday(self.start), monday(self.last)
        return first if first == last else None

    @classmethod
    def of_day(cls, day: date) -> Period:
        return cls(day, day + DAY)

    @classmethod
    def of_week(cls, first: date) -> Period:
        return cls(first, first + WEEK)

    @classmethod
    def window(cls, last: date, days: int = WEEK.days) -> Period:
        """Return so many days to ``last``."""
        return cls(last + DAY - days * DAY, last + DAY)

    @classmethod
    def of_month(cls, day: date) -> Period:
        """Return the month of a day."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1))

    @property
    def months(self) -> int:
        """Return of how many whole months it consists, 0 if of other days."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def before(self) -> Period:
        """Return the period of equal kind that ended on the day before this one began."""
        start = self.start - (self.end - self.start)
        if self.months:
            start = self.start
            for _ in range(self.months):
                start = (start - DAY).replace(day=1)
        return Period(start, self.start)

    def __str__(self) -> str:
        if self.days == 1:
            return self.start.isoformat()
        if self.is_week:
            return label(self.start)
        return f"{self.start}..{self.last}"


def monday(day: date) -> date:
    """Return the Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def label(week: date) -> str:
    """Return the ISO label of the week of a date: ``2026-W14``."""
    year, number, _ = week.isocalendar()
    return f"{year}-W{number:02d}"


def walk(first: date, last: date) -> Iterator[date]:
    """Yield every Monday from ``first`` to ``last``, both included."""
    week = monday(first)
    while week <= last:
        yield week
        week += WEEK


def utc_now() -> datetime:
    """Return the current time; only commands call this and pass it on."""
    return datetime.now(UTC)


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from ``first`` to ``last``, both included."""
    while first <= last:
        yield first
        first += DAY


def gaps(weeks: Iterable[date]) -> list[date]:
    """Return the missing Mondays between the first and the last of ``weeks``."""
    mondays = set(weeks)
    return (
        [week for week in walk(min(mondays), max(mondays)) if week not in mondays]
        if mondays
        else []
    )


def read_week(text: str) -> date:
    """Return the Monday of a week written as ``2026-W14`` or as a date in it.

    Raises ConfigError for any other text.
    """
    match = _LABEL.fullmatch(text.strip())
    try:
        if match:
            week = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        else:
            week = monday(date.fromisoformat(text.strip()))
        _ = week - 2 * WEEK, week + 2 * WEEK  # its neighbours must be valid dates too
    except (ValueError, OverflowError):
        raise ConfigError(
            f"{text!r} is not a week", datum=text, remedy="write a week as 2026-W14 or 2026-03-30"
        ) from None
    return week


def read_ending(text: str) -> date:
    """Return the Monday of the week that a claim ends with, written as ``2026-W16`` or a date.

    A Monday means its own week, as in data; any other date means the last week that had ended by
    that day. Raises ConfigError for any other text.
    """
    week = read_week(text)
    if _LABEL.fullmatch(text.strip()):
        return week
    day = read_day(text)
    return week if day == week else monday(day + DAY) - WEEK


def read_day(text: str) -> date:
    """Return a date written ``2026-03-30``. Raises ConfigError for any other text."""
    try:
        if _LABEL.fullmatch(text.strip()[:8]):
            raise ValueError  # `fromisoformat` takes a week for its Monday
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(
            f"{text!r} is not a date", datum=text, remedy="write a date as 2026-03-30"
        ) from None


def read_month(text: str) -> date:
    """Return the first day of a month written ``2026-04``. Raises ConfigError for other text."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}", text.strip()):
            raise ValueError
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise ConfigError(
            f"{text!r} is not a month", datum=text, remedy="write a month as 2026-04"
        ) from None


def read_instant(text: str) -> datetime:
    """Return an ISO 8601 instant, UTC unless it has a zone. Raises ConfigError."""
    try:
        if _LABEL.fullmatch(text.strip()[:8]):
            raise ValueError  # a week is no instant
        return utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        raise ConfigError(
            f"{text!r} is not a time",
            datum=text,
            remedy="write a time as 2026-08-16T12:00:00Z",
        ) from None


def read_as_of(text: str) -> datetime:
    """Return the instant of an ``--as-of`` value; a date means the end of that UTC day."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        return end_of(read_day(text))
    return read_instant(text)


def utc(instant: datetime) -> datetime:
    """Return ``instant`` in UTC; without a zone it is taken as UTC."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def midnight(day: date) -> datetime:
    """Return the first instant of ``day``."""
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime:
    """Return the last instant of ``day``, to the microsecond."""
    return datetime.combine(day, time.max, UTC)


def stamp(instant: datetime) -> str:
    """Return an instant as text: ``2026-08-22T07:10:19.789Z``."""
    text = utc(instant).isoformat(timespec="microseconds").removesuffix("+00:00")
    return text.rstrip("0").removesuffix(".") + "Z" if "." in text else text + "Z"
