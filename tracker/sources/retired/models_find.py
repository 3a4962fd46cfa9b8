"""models_find: the analytics of the model list, under two addresses. For importing.

`/api/frontend/models/find` answered until June 2026 with an object of one row a model over seven
whole days, in which the date of a row is the first day of the window: the earliest of these dates
is the first day, and the commonest. `/api/frontend/v1/models/find` answers since, with `categories`
beside the models, which are no figures and are passed over. Where its rows are dated as later lists
date them, by the last day of the window, they say so: the latest of their dates is the commonest
and lies just before the body was made. No licence is stated for it.
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
    """Return the last day of the window, from first days unless the latest is commonest."""
    days = [row.day for row in models.read(_rows(payload), payload.name)]
    if not days:
        return None
    by_end = min(days) < max(days) == _commonest(days)
    return max(days) if by_end else min(days) + 6 * DAY


def parse(payload: Payload) -> Answer:
    """Return the boards of tokens and calls over the window."""
    as_of, rows = payload.dated or payload.fetched_at, _rows(payload)
    days = [row.day for row in models.read(rows, payload.name)]
    by_end = (
        bool(days) and max(days) == _commonest(days) and as_of.date() - max(days) <= models.STALE
    )
    return models.parse(rows, as_of, payload.name, dated_by_start=not by_end)


def _commonest(days: list[date]) -> date:
    """Return the most frequent day, the latest of several."""
    found = Counter(days)
    return max(found, key=lambda day: (found[day], day))


def _rows(payload: Payload) -> list[dict[str, Any]]:
    found = _analytics(payload)
    if found is None:
        raise ParseError(f"{payload.name} has no analytics", datum=payload.url)
    rows = fields.records(list(found.values()), payload.name)
    misplaced = [slug for slug, row in found.items() if row.get("variant_permaslug") != slug]
    if misplaced:
        raise ParseError(f"{payload.name} has another model's row under {misplaced[0]!r:.80}")
    return rows


def _analytics(payload: Payload) -> dict[str, Any] | None:
    """Return the object of rows: `data.analytics`, or the body itself."""
    found = fields.peek_object(payload)
    if not found:
        return None
    inner = found.get("data")
    if isinstance(inner, dict):
        analytics = inner.get("analytics")
        return analytics if isinstance(analytics, dict) and analytics else None
    first = next(iter(found.values()))
    alone = isinstance(first, dict) and "variant_permaslug" in first and "count" in first
    return found if alone else None
