"""models_find: the analytics of the model list, under two addresses. Bodies can be imported.

Until June 2026 `/api/frontend/models/find` returned an object with one row a model over seven whole
days, in which the date of a row is the first day of the window: the earliest of these dates is the
first day, and the most frequent. `/api/frontend/v1/models/find` returns it since, with `categories`
next to the models, which are no figures and are skipped. Rows may be dated as later lists date
them, by the last day of the window: then the latest of their dates is the most frequent and just
before the body was made. No licence is stated for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import MODELS_WINDOW, Answer, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.frontend import models
from tracker.weeks import DAY

NAME = "models_find"
DATASETS = (MODELS_WINDOW,)


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Yield nothing: other lists have the same figures."""
    yield from ()


def shape(payload: Payload) -> str | None:
    return "analytics of the model list" if _analytics(payload) is not None else None


def made(payload: Payload) -> datetime | None:
    return None


def newest(payload: Payload) -> date | None:
    """Return the last day of the window, from first days unless the latest is most frequent."""
    days = [row.day for row in models.read(_rows(payload), payload.name)]
    if not days:
        return None
    by_end = min(days) < max(days) == _most_frequent(days)
    return max(days) if by_end else min(days) + 6 * DAY


def parse(payload: Payload) -> Answer:
    """Return the boards of tokens and calls over the window."""
    as_of, rows = payload.dated or payload.fetched_at, _rows(payload)
    days = [row.day for row in models.read(rows, payload.name)]
    by_end = (
        bool(days)
        and max(days) == _most_frequent(days)
        and as_of.date() - max(days) <= models.STALE
    )
    return models.parse(rows, as_of, payload.name, dated_by_start=not by_end)


def _most_frequent(days: list[date]) -> date:
    """Return the most frequent day, the latest of several."""
    frequency = Counter(days)
    return max(frequency, key=lambda day: (frequency[day], day))


def _rows(payload: Payload) -> list[dict[str, Any]]:
    by_slug = _analytics(payload)
    if by_slug is None:
        raise ParseError(f"{payload.name} has no analytics", datum=payload.url)
    rows = fields.records(list(by_slug.values()), payload.name)
    misplaced = [slug for slug, row in by_slug.items() if row.get("variant_permaslug") != slug]
    if misplaced:
        raise ParseError(f"{payload.name} has another model's row under {misplaced[0]!r:.80}")
    return rows


def _analytics(payload: Payload) -> dict[str, Any] | None:
    """Return the object of rows: `data.analytics`, or the body itself."""
    content = fields.peek_object(payload)
    if not content:
        return None
    inner = content.get("data")
    if isinstance(inner, dict):
        analytics = inner.get("analytics")
        return analytics if isinstance(analytics, dict) and analytics else None
    first = next(iter(content.values()))
    alone = isinstance(first, dict) and "variant_permaslug" in first and "count" in first
    return content if alone else None
