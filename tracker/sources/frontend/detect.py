"""Detection of the kind of a front-end body by its form, URL or file name.

Charts of the same form are distinguished by URL or file name, or else by their length: only calls
by prompt length have 26 weeks, and of the charts over a year only the market share names no models.
An ambiguous body is rejected, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tracker.errors import ParseError
from tracker.records import BUCKETS, Payload
from tracker.sources import fields
from tracker.sources.frontend import charts, models

LENGTH_WEEKS = 26
CALLED = ("model-rankings-chart", "market-share", "context-length", "tools", "apps", "models")
_VIEW = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(models.DAYS)})(?![A-Za-z0-9])")
_BUCKET = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(BUCKETS)})(?![A-Za-z0-9])", re.IGNORECASE)


def kind(payload: Payload) -> str | None:
    """Return the kind of a front-end body, or None."""
    content = fields.peek_object(payload)
    if content is None or "data" not in content or "meta" in content:
        return None
    inner = content["data"]
    if isinstance(inner, dict):
        return _kind_of_object(inner)
    if isinstance(inner, list) and inner:
        first = inner[0] if isinstance(inner[0], dict) else {}
        if "ys" in first:
            return _kind_in_name(payload) or _kind_of_chart(inner)
        is_model = {"variant_permaslug", "model_permaslug"} & first.keys()
        return "models" if is_model and "total_tokens" not in first else None
    return _kind_in_name(payload) if inner in (None, []) else None


def _kind_of_object(inner: dict[str, Any]) -> str | None:
    if isinstance(inner.get("analytics"), list):
        return "model-activity"
    if {"data", "cachedAt"} <= inner.keys() and "marketShareData" not in inner:
        return "model-rankings-chart"
    return "apps" if {"day", "week"} <= inner.keys() else None


def _kind_of_chart(rows: Sequence[Any]) -> str | None:
    points = [row.get("ys") for row in rows if isinstance(row, dict)]
    names = {name for counts in points if isinstance(counts, dict) for name in counts}
    of_models = any("/" in name for name in names)
    if len(rows) >= charts.FEWEST_WEEKS:
        return None if of_models else "market-share"
    return "context-length" if of_models and len(rows) == LENGTH_WEEKS else None


def _kind_in_name(payload: Payload) -> str | None:
    """Return the kind that the URL or file name indicates."""
    return next((kind for kind in CALLED if kind in payload.name), None)


def _query_value(payload: Payload, name: str) -> str | None:
    try:
        return parse_qs(urlsplit(payload.url).query).get(name, [None])[0]
    except ValueError:
        return None


def view(payload: Payload) -> str:
    """Return the view from the query or file name, by default a week."""
    requested = _query_value(payload, "view")
    if requested is not None and requested not in models.DAYS:
        raise ParseError(
            f"{payload.name} was requested with view={requested[:20]!r}, which is unknown"
        )
    match = _VIEW.search(payload.name)
    return requested or (match[1] if match else "week")


def bucket(payload: Payload) -> str | None:
    requested = _query_value(payload, "bucket")
    if requested is not None and requested not in BUCKETS:
        raise ParseError(
            f"{payload.name} was requested with bucket={requested[:20]!r}, which is unknown"
        )
    match = _BUCKET.search(payload.name)
    return requested or (match[1].upper() if match else None)
