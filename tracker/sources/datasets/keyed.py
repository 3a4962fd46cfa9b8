"""Code shared by responses of the keyed data API: comparison of windows.

The API silently clamps an earlier start to 2025-01-01 and an end of today to yesterday, and ignores
unknown parameters. So the window of a response is compared with the request.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tracker.errors import ParseError
from tracker.records import Payload
from tracker.sources import fields
from tracker.weeks import DAY, Period

FIRST_DAY = date(2025, 1, 1)
FIRST_WEEK = date(2025, 1, 6)


ENVELOPE = frozenset({"data", "meta"})
META = frozenset({"as_of", "version", "start_date", "end_date"})


def unknown(content: dict[str, Any]) -> frozenset[str]:
    """Return the unknown fields around the rows."""
    meta = fields.unknown([content["meta"]], META, "meta")
    return fields.unknown([content], ENVELOPE, "body") | meta


def parameters(payload: Payload, plain: Set[str]) -> dict[str, str]:
    """Return the query parameters of a response's URL.

    Raises ParseError for any but the ``plain`` ones: a filter makes it another dataset.
    """
    try:
        pairs = parse_qs(urlsplit(payload.url).query)
    except ValueError:
        pairs = {}
    params = {name: values[0] for name, values in pairs.items()}
    filters = [f"{name}={value}" for name, value in params.items() if name not in plain]
    if filters:
        raise ParseError(
            f"{payload.name} was requested with {filters[0]}, which is another dataset",
            datum=payload.url,
        )
    return params


def compare_windows(payload: Payload, answered: Period, plain: Set[str]) -> None:
    """Raise ParseError if the window differs from the request, except for the two clamps."""
    requested = parameters(payload, plain)
    if "start_date" not in requested or "end_date" not in requested:
        return
    start = max(fields.day(requested["start_date"], payload.name), FIRST_DAY)
    end = min(fields.day(requested["end_date"], payload.name), payload.fetched_at.date() - DAY)
    if (answered.start, answered.end) != (start, end + DAY):
        raise ParseError(
            f"{payload.name} was requested for {start} to {end}"
            f" but is for {answered.start} to {answered.end - DAY}",
            datum=payload.url,
        )
