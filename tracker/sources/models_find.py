"""models_find: the older analytics of the model list, answered until June 2026. For importing.

`/api/frontend/models/find` answered with an object of one row a model over seven whole days. Here
the date of a row is the first day of the window, where later lists give the last: the earliest of
these dates is the first day, and the commonest. No licence is stated for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import Answer, Payload
from tracker.sources import NONE_STATED, RANKINGS, Get, Wanted, body, window
from tracker.weeks import DAY

NAME = "models_find"
CITATION = RANKINGS
DATASETS = {window.DATASET: NONE_STATED}


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Nothing: the address answers 404."""
    yield from ()


def shape(payload: Payload) -> str | None:
    return "older analytics of the model list" if _analytics(payload) is not None else None


def made(payload: Payload) -> datetime | None:
    return None


def newest(payload: Payload) -> date | None:
    """The last day of the window: every date in the body is of its first days."""
    days = [row.day for row in window.read(_rows(payload), payload.name)]
    return min(days) + 6 * DAY if days else None


def parse(payload: Payload) -> Answer:
    as_of = payload.dated or payload.fetched_at
    return window.parse(_rows(payload), as_of, payload.name, dated_by_start=True)


def _rows(payload: Payload) -> list[dict[str, Any]]:
    found = _analytics(payload)
    if found is None:
        raise ParseError(f"{payload.name} has no analytics", datum=payload.url)
    rows = body.records(list(found.values()), payload.name)
    misplaced = [slug for slug, row in found.items() if row.get("variant_permaslug") != slug]
    if misplaced:
        raise ParseError(f"{payload.name} has another model's row under {misplaced[0]!r:.80}")
    return rows


def _analytics(payload: Payload) -> dict[str, Any] | None:
    """The object of rows: the whole body's `data.analytics`, or that object alone."""
    found = body.peek_object(payload)
    if not found:
        return None
    inner = found.get("data")
    if isinstance(inner, dict):
        analytics = inner.get("analytics")
        return analytics if isinstance(analytics, dict) and analytics else None
    first = next(iter(found.values()))
    alone = isinstance(first, dict) and "variant_permaslug" in first and "count" in first
    return found if alone else None
