"""Conversion of weekly charts, points `{"x": day, "ys": {name: count}}`, to boards.

A point names the nine largest of its week and sums the rest as `Others` (or `others`). Its week is
given by `x`, not by its position. The newest point is of the current week and is recorded with the
days that had ended, never as a week. On Mondays there are 53 points.

model-chart
    Tokens of the nine largest models of each week and `other`, for a year.
author-chart
    Tokens of authors in each week, for a year. Weeks of pages before 2026-04-30 begin on Sundays.
tool-chart
    Tool calls of nine models and `other`, for 13 weeks. A tool call is not a call.
context-length
    Calls of nine models and `other` in one class of prompt length, for 26 weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from tracker.errors import ParseError
from tracker.records import (
    AUTHOR_CHART,
    MODEL_CHART,
    OTHER,
    PROMPT_LENGTHS,
    TOOL_CHART,
    Answer,
    Board,
    Key,
)
from tracker.sources import fields
from tracker.weeks import WEEK, Period, midnight

DATASETS = (MODEL_CHART, AUTHOR_CHART, TOOL_CHART, PROMPT_LENGTHS)
MONDAY, SUNDAY = 0, 6
STALE = timedelta(days=14)
YEAR = timedelta(days=366)
A_YEAR, FEWEST_WEEKS = frozenset({MODEL_CHART, AUTHOR_CHART}), 40
KNOWN = frozenset({"x", "ys"})
_OTHERS = frozenset({"other", "others"})


def parse(
    json_rows: Sequence[dict[str, Any]],
    as_of: datetime,
    where: str,
    *,
    dataset: str,
    metric: str,
    scope: str = "models",
    weekdays: Sequence[int] = (MONDAY,),
) -> Answer:
    """Return the boards of a chart. Raises ParseError for weeks not starting on ``weekdays``."""
    points = sorted((_point(row, where) for row in json_rows), key=lambda point: point[0])
    starts = [start for start, _ in points]
    if len(set(starts)) < len(starts):
        raise ParseError(f"{where} has a week twice", datum=starts)
    if {start.weekday() for start in starts} - set(weekdays) or any(
        (start - starts[0]).days % 7 for start in starts
    ):
        raise ParseError(f"{where} has weeks that begin on the wrong day", datum=starts)
    boards, notes = [], []
    for start, readings in points:
        period = _ended_period(start, as_of)
        if period is None:
            notes.append(f"skipped the week of {start}, which had just begun")
            continue
        if scope == "authors" and any("/" in slug for slug, _ in readings):
            raise ParseError(f"{where} names models instead of authors", datum=start)
        named = sum(slug != OTHER for slug, _ in readings)
        boards.append(Board(Key(dataset, metric, scope, period), readings, as_of, named, metric))
    if starts and as_of.date() - starts[0] > YEAR:
        notes.append(f"the week of {starts[0]} lies more than a year back and may be cut")
    unknown = fields.unknown(json_rows, KNOWN, dataset)
    return Answer(
        tuple(boards), as_of, None, tuple(notes), _doubts(dataset, starts, as_of.date()), unknown
    )


def _doubts(dataset: str, starts: list[date], day: date) -> tuple[str, ...]:
    missing = [week + WEEK for week, after in pairwise(starts) if after != week + WEEK]
    doubts = [f"the week of {week} is missing inside it" for week in missing[:1]]
    if dataset in A_YEAR and 0 < len(starts) < FEWEST_WEEKS:
        doubts.append(f"it has {len(starts)} weeks instead of a year")
    if starts and day - starts[-1] > STALE:
        doubts.append(f"its newest week is {starts[-1]}, and it was made on {day}")
    return tuple(doubts)


def newest(json_rows: Sequence[dict[str, Any]], where: str) -> date | None:
    """Return the newest date in a chart."""
    return max((fields.midnight(row.get("x"), where) for row in json_rows), default=None)


def _point(row: dict[str, Any], where: str) -> tuple[date, tuple[tuple[str, int], ...]]:
    start = fields.midnight(row.get("x"), where)
    counts = fields.field(row, "ys", dict, where)
    return start, tuple(
        (
            OTHER if name.lower() in _OTHERS else fields.name(name, where),
            fields.count(value, where),
        )
        for name, value in counts.items()
    )


def _ended_period(start: date, as_of: datetime) -> Period | None:
    """Return the week from ``start``, or its days that had ended; None on its first day.

    A week in the future is left to the checks.
    """
    week = Period.of_week(start)
    if midnight(week.end) <= as_of or midnight(start) > as_of:
        return week
    return Period(start, as_of.date()) if as_of.date() > start else None
