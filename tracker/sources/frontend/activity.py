"""The activity of one model: 31 days of its tokens and calls, summed to whole ISO weeks.

It replaces a week whose Monday was missed. Each model is requested separately, so such a week has
the requested models but no total: its depth is their number.

model-activity
    Tokens and calls of single models in a whole week, summed from their days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tracker.errors import ParseError
from tracker.records import MATTERING, MODEL_ACTIVITY, Answer, Board, Key
from tracker.sources import fields
from tracker.sources.frontend import models
from tracker.weeks import DAY, Period, walk

LOOKS_BACK = 31


def largest_models(rows: Sequence[models.Row]) -> list[str]:
    """Return the models to request: the thirty largest by calls and by tokens."""
    return sorted(
        {
            row.slug
            for metric in ("calls", "tokens")
            for row in sorted(rows, key=lambda row: -getattr(row, metric))[:MATTERING]
        }
    )


def weeks_covered(day: date) -> list[date]:
    """Return the Mondays of the complete weeks in a response of the day ``day``."""
    first, last = day - timedelta(days=LOOKS_BACK), day - DAY
    return [week for week in walk(first + 6 * DAY, last - 6 * DAY) if week >= first]


def parse(json_rows: Sequence[dict[str, Any]], as_of: datetime, where: str) -> Answer:
    """Return a board for each complete week and metric; a day without a row had no usage."""
    rows = models.read(json_rows, where)
    slugs = {row.slug for row in rows}
    if len(rows) < len(json_rows):
        raise ParseError(f"{where} has a day without a model", datum=where)
    if len(slugs) > 1:
        raise ParseError(f"{where} contains more than one model: {sorted(slugs)[:3]}", datum=where)
    if len({row.day for row in rows}) < len(rows):
        raise ParseError(f"{where} has a day twice", datum=where)
    boards = []
    for slug in slugs:
        for week in weeks_covered(as_of.date()):
            period = Period.of_week(week)
            week_rows = [row for row in rows if period.start <= row.day < period.end]
            for metric in ("tokens", "calls"):
                key = Key(MODEL_ACTIVITY, metric, f"models/{slug}", period)
                value = sum(getattr(row, metric) for row in week_rows)
                if value:
                    boards.append(Board(key, ((slug, value),), as_of, 1, "calls"))
    return Answer(tuple(boards), as_of, unknown=fields.unknown(json_rows, models.KNOWN, "models"))
