"""What every list of apps has in common: rows into boards.

An app is known by its number; its name is written before it, as `Kilo Code (2262242)`, because
names change and are not unique. Tokens are written as text, calls as a number, and calls are
missing in older lists. The lists of the page give no dates: they are taken to look back from the
day before they were made, and so never answer for a week.

app-rankings
    Tokens and calls of the two hundred largest apps of a week by tokens: official. The calls have
    values and no ranks.
apps-window
    Tokens and, of late, calls of the twenty apps that the page shows.
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
    """The boards of the lists by day, week and month."""
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
    """The boards of tokens and, where they are given, of calls. The apps shown are the largest by
    tokens, so the calls have values and no ranks. Raises ParseError for an app that stands there
    twice, be it under two names."""
    found = []
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
            found.append(Board(key, readings, as_of, len(readings), "tokens"))
    numbers = [fields.count(row.get("app_id"), where) for row in rows]
    if len({*numbers}) < len(numbers):
        raise ParseError(f"{where} has an app twice", datum=where)
    return found


def _name(row: dict[str, Any], where: str) -> str:
    number = fields.count(row.get("app_id"), where)
    inner = row.get("app")
    title = row.get("app_name") or (inner.get("title") if isinstance(inner, dict) else None)
    return f"{fields.name(title, where)} ({number})"
