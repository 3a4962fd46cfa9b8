"""Arguments as people write them in a notebook: weeks, days, instants, depths, databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from tracker.claims.definitions import Options
from tracker.errors import ConfigError
from tracker.records import ALL, Question
from tracker.weeks import (
    WEEK,
    Period,
    end_of,
    read_as_of,
    read_day,
    read_ending,
    read_month,
    read_week,
    utc,
)

Depth = int | Literal["all", "common"] | None
Day = str | date | np.datetime64 | None
"""A date, or text that is one; of weeks, ``"2026-W14"`` too, of months ``"2026-04"``."""
AsOf = str | date | datetime | np.datetime64 | None
"""An instant as people write it in a notebook."""


MOST = 2**31 - 1
LONGEST_WINDOW = 366
"""The days of the longest window."""


def url(path_or_url: str | Path) -> str:
    """Return the URL of a database given by its URL or by the path of an SQLite file."""
    text = str(path_or_url)
    if isinstance(path_or_url, str) and "://" in text:
        return text
    return f"sqlite:///{Path(text).expanduser().resolve()}"


def period(
    question: Question, day: Day, window: Day, month: Day, length: int | None = None
) -> Period | None:
    """Return the period asked for, None for weeks or the newest window.

    Raises ConfigError for several of them.
    """
    last_days = window if length is None else f"{length} days"
    periods = {"week": question.week, "day": day, "window": last_days, "month": month}
    given = [name for name, value in periods.items() if value is not None]
    if len(given) > 1:
        raise ConfigError(
            f"{given[0]} and {given[1]} exclude each other", remedy="ask for one period at a time"
        )
    first = month_of(month)
    if first is not None:
        return Period.of_month(first)
    last = day_of(window)
    if last is not None:
        return Period.window(last, length or WEEK.days)
    only = day_of(day)
    return None if only is None else Period.of_day(only)


def slugs(depth: Depth) -> int | None:
    """Return a depth as definitions have it: None for all. Raises ConfigError for any other."""
    if depth is None or depth == "all":
        return None
    if isinstance(depth, int) and not isinstance(depth, bool) and depth > 0:
        return depth
    raise ConfigError(
        f"{depth!r} is not a depth",
        datum=depth,
        remedy='name a number of slugs, "all" or "common"',
    )


def options(metric: str | None, by: str | None, depth: Depth) -> Options:
    """Return the definitions to which a claim is narrowed."""
    if depth == "common":
        raise ConfigError("a claim has no common depth", remedy='name a number, or "all"')
    return Options(metric, by, ALL if depth == "all" else slugs(depth))


def monday_of(value: Day) -> date | None:
    """Return the Monday of a week given as text or as a date in it."""
    return None if value is None else read_week(_written(value))


def day_of(value: Day) -> date | None:
    """Return a day given as text or as a date."""
    return None if value is None else read_day(_written(value))


def month_of(value: Day) -> date | None:
    """Return the first day of a month given as ``"2026-04"`` or as a date in it."""
    if value is None:
        return None
    text = _written(value)
    return read_day(text).replace(day=1) if text.count("-") == 2 else read_month(text)


def ending_of(value: Day) -> date | None:
    """Return the week that a claim ends with (`weeks.read_ending`)."""
    return None if value is None else read_ending(_written(value))


def _written(value: Day) -> str:
    """Return a date as it is written. Raises ConfigError for what is none, such as a number."""
    if isinstance(value, str):
        return value
    day = pd.Timestamp(value) if isinstance(value, date | np.datetime64) else pd.NaT
    if not isinstance(day, pd.Timestamp):
        raise ConfigError(
            f"{value!r} is not a date", datum=value, remedy="write '2026-03-30', or a date"
        )
    return day.date().isoformat()


def number(value: object, name: str, most: int = MOST) -> int:
    """Return a whole number from 1 to ``most``, called ``name`` in the error for any other value.

    Raises ConfigError.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
        return value
    raise ConfigError(
        f"{value!r} is no {name}", datum=value, remedy=f"name a whole number from 1 to {most:,}"
    )


def limit(value: int | None) -> int:
    """Return how many rows to give; None is all. Raises ConfigError for what is no number."""
    return MOST if value is None else number(value, "limit")


def one_of(value: str, name: str, choices: Sequence[str]) -> str:
    """Return a value that is among ``choices``. Raises ConfigError for any other."""
    if value in choices:
        return value
    raise ConfigError(
        f"there is no {name} {value!r}", datum=value, remedy=f"choose from {', '.join(choices)}"
    )


def instant(as_of: object) -> datetime | None:
    """Return an instant given as text, a date (its end), or a value of datetime, pandas or numpy.

    One without a zone is UTC. Raises ConfigError for anything else.
    """
    if as_of is None:
        return None
    if isinstance(as_of, str):
        return read_as_of(as_of)
    if isinstance(as_of, date) and not isinstance(as_of, datetime):
        return end_of(as_of)
    instant = pd.to_datetime(as_of, errors="coerce")  # type: ignore[call-overload]
    if not isinstance(instant, pd.Timestamp):
        raise ConfigError(
            f"{as_of!r} is not an instant",
            datum=as_of,
            remedy="write as_of as '2026-08-16', a date or a datetime",
        )
    return utc(instant.to_pydatetime())
