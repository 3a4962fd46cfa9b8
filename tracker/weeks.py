"""Weeks, days and instants, all in UTC.

week
    Monday 00:00 UTC to the next Monday 00:00 UTC, half-open, named by its Monday in data and by
    its ISO label (``2026-W14``) in print. It is the week of OpenRouter's own chart. Weeks are
    walked by the calendar, seven days at a time, never by rows.
year
    The year of a week by ISO 8601, the one that its Thursday is in: that of 2024-12-30 is 2025.
period
    The days a board speaks of, half-open: ``start`` is the first day, ``end`` the day after the
    last. A week's period is one week long, a day's one day; a rolling window is any other.
as_of
    The instant from which a question is asked: only what had been published by then is used. A
    date means the end of that UTC day. Of a row of figures it is the newest instant that they are
    of: the publisher's own where it names one, else when they were fetched.
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
    """Days from ``start`` to the day before ``end``."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def week(self) -> date | None:
        """The Monday of the ISO week that holds the whole period; None if it straddles two."""
        first, last = monday(self.start), monday(self.end - DAY)
        return first if first == last else None

    @classmethod
    def of_day(cls, day: date) -> Period:
        return cls(day, day + DAY)

    @classmethod
    def of_week(cls, first: date) -> Period:
        return cls(first, first + WEEK)

    def __str__(self) -> str:
        if self.days == 1:
            return self.start.isoformat()
        if self.days == 7 and self.week:
            return label(self.start)
        return f"{self.start}..{self.end - DAY}"


def monday(day: date) -> date:
    """The Monday of the week ``day`` lies in."""
    return day - timedelta(days=day.weekday())


def label(week: date) -> str:
    """The ISO label of the week that starts on (or holds) ``week``: ``2026-W14``."""
    year, number, _ = week.isocalendar()
    return f"{year}-W{number:02d}"


def walk(first: date, last: date) -> Iterator[date]:
    """Every Monday from ``first`` to ``last``, both included, by the calendar."""
    week = monday(first)
    while week <= last:
        yield week
        week += WEEK


def utc_now() -> datetime:
    """Return this instant, for the commands, which give it to everything else."""
    return datetime.now(UTC)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    while first <= last:
        yield first
        first += DAY


def gaps(weeks: Iterable[date]) -> list[date]:
    """The Mondays between the first and the last of ``weeks`` that are not among them."""
    known = set(weeks)
    return [week for week in walk(min(known), max(known)) if week not in known] if known else []


def read_week(text: str) -> date:
    """The Monday meant by ``2026-W14``, by a date in that week, or by its Monday.

    Raises ConfigError when the text is none of these.
    """
    found = _LABEL.fullmatch(text.strip())
    try:
        if found:
            week = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        else:
            week = monday(date.fromisoformat(text.strip()))
        _ = week - 2 * WEEK, week + 2 * WEEK  # so that its neighbours are dates too
    except (ValueError, OverflowError):
        raise ConfigError(
            f"{text!r} is not a week", datum=text, remedy="write a week as 2026-W14 or 2026-03-30"
        ) from None
    return week


def read_ending(text: str) -> date:
    """The week that a claim ends with, by its Monday: ``2026-W16``, or a date. A Monday names its
    own week, as it does in data; any other date means the last week that had ended by that day.

    Raises ConfigError when the text is none of these.
    """
    week = read_week(text)
    if _LABEL.fullmatch(text.strip()):
        return week
    day = read_day(text)
    return week if day == week else monday(day + DAY) - WEEK


def read_day(text: str) -> date:
    """A date written ``2026-03-30``. Raises ConfigError when it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(
            f"{text!r} is not a date", datum=text, remedy="write a date as 2026-03-30"
        ) from None


def read_instant(text: str) -> datetime:
    """An instant written in ISO 8601; without a zone it is UTC. Raises ConfigError."""
    try:
        return utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        raise ConfigError(
            f"{text!r} is not an instant",
            datum=text,
            remedy="write an instant as 2026-08-16T12:00:00Z",
        ) from None


def read_as_of(text: str) -> datetime:
    """The instant meant by an ``--as-of``: a bare date is the end of that UTC day."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        return end_of(read_day(text))
    return read_instant(text)


def utc(instant: datetime) -> datetime:
    """``instant`` in UTC; one without a zone is taken to be UTC already."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def midnight(day: date) -> datetime:
    """The first instant of ``day``."""
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime:
    """The last instant of ``day`` (microseconds are the finest the store keeps)."""
    return datetime.combine(day, time.max, UTC)


def stamp(instant: datetime) -> str:
    """How an instant is written in files and in print: ``2026-08-22T07:10:19.789Z``."""
    written = utc(instant).isoformat(timespec="microseconds").removesuffix("+00:00")
    return written.rstrip("0").removesuffix(".") + "Z" if "." in written else written + "Z"
