"""Conversion of lists of apps to boards.

An app is identified by its number, as in `Kilo Code (2262242)`, because names change and are not
unique. Calls are missing in older lists. The lists of the page have no dates: they are assumed to
end on the day before they were made, and never count as a week.

app-rankings
    Tokens and calls of the two hundred largest apps of a week by tokens: official. The calls have
    values and no ranks.
apps-window
    Tokens and, recently, calls of the twenty apps that the page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tracker.errors import ParseError
from tracker.records import APPS_WINDOW, Answer, Board, Key
from tracker.sources import fields
from tracker.weeks import Period

DAYS = {"week": 7, "day": 1, "month": 30}
KNOWN = frozenset(
    {"app_id", "app_name", "app", "rank", "total_tokens", "total_requests", "categories"}
)


def dataset(view: str) -> str:
    return APPS_WINDOW if view == "week" else f"{APPS_WINDOW}-{view}"


def parse(views: dict[str, Any], as_of: datetime, where: str) -> Answer:
    """Return the boards of the lists by day, week and month."""
    boards: list[Board] = []
    doubts: list[str] = []
    unknown = frozenset[str]()
    for view, days in DAYS.items():
        rows = fields.records(fields.field(views, view, list, where), where)
        period = Period(as_of.date() - timedelta(days=days), as_of.date())
        boards += read(rows, as_of, where, dataset=dataset(view), period=period)
        unknown |= fields.unknown(rows, KNOWN, "apps")
        doubts += () if rows else (f"it lists no apps of a {view}",)
    return Answer(tuple(boards), as_of, doubts=tuple(doubts), unknown=unknown)


def read(
    rows: Sequence[dict[str, Any]],
    as_of: datetime,
    where: str,
    *,
    dataset: str,
    period: Period,
    required: Sequence[str] = ("total_tokens",),
    scope: str = "apps",
) -> list[Board]:
    """Return the boards of tokens and, if present, of calls.

    The apps are the largest by tokens, so calls have values but no ranks. Raises ParseError for a
    duplicate app number.
    """
    boards = []
    for metric, name in (("tokens", "total_tokens"), ("calls", "total_requests")):
        readings = tuple(
            (_name(row, where), fields.count(row[name], where)) for row in rows if name in row
        )
        if readings and len(readings) < len(rows):
            raise ParseError(f"{where} gives {name} for some apps only", datum=where)
        if not readings and rows and name in required:
            raise ParseError(f"{where} has no {name!r}", datum=where)
        if readings:
            key = Key(dataset, metric, scope, period)
            boards.append(Board(key, readings, as_of, len(readings), "tokens"))
    numbers = [fields.count(row.get("app_id"), where) for row in rows]
    if len({*numbers}) < len(numbers):
        raise ParseError(f"{where} has an app twice", datum=where)
    return boards


def _name(row: dict[str, Any], where: str) -> str:
    number = fields.count(row.get("app_id"), where)
    inner = row.get("app")
    title = row.get("app_name") or (inner.get("title") if isinstance(inner, dict) else None)
    return f"{fields.name(title, where)} ({number})"
