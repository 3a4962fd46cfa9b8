"""app_rankings: the keyed ranking of apps by tokens and calls. CC BY 4.0.

The only official figures of calls, though of apps and not of models. A window is answered as one
sum, so a series of weeks takes one request a week; the hundred largest apps by tokens are asked
for. The weeks that are lacking are fetched, the newest first, as far as the day's requests go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import Answer, Payload
from tracker.sources import CC_BY, Get, Wanted, apps, body, keyed
from tracker.weeks import DAY, WEEK, Period, monday, walk

NAME = "app_rankings"
CITATION = "Source: OpenRouter (openrouter.ai/apps), as of {as_of}. Licensed under CC BY 4.0."
DATASET = "app-rankings"
DATASETS = {DATASET: CC_BY}

PATH = "/api/v1/datasets/app-rankings"
MOST = 100
PLAIN = frozenset({"start_date", "end_date", "limit", "offset"})
_SPAN = re.compile(r"(?:\b|_)(today|day|week|month)\b")
_SPANS = {"today": 1, "day": 1, "week": 7, "month": 30}


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """The finished weeks that the store lacks, and the last two, the newest first."""
    newest = monday(min(wanted.last or wanted.now.date(), wanted.now.date() - DAY) + DAY) - WEEK
    oldest = max(wanted.first or keyed.FIRST_WEEK, keyed.FIRST_WEEK)
    held = wanted.held.get(DATASET, frozenset())
    for week in reversed(list(walk(oldest + 6 * DAY, newest))):
        if week not in held or week > newest - 2 * WEEK:
            window = {"start_date": str(week), "end_date": str(week + 6 * DAY)}
            yield get(PATH, {**window, "limit": str(MOST)}, keyed=True)


def shape(payload: Payload) -> str | None:
    found = body.peek_object(payload)
    rows, meta = (found.get("data"), found.get("meta")) if found else (None, None)
    if not isinstance(rows, list) or not isinstance(meta, dict):
        return None
    first = rows[0] if rows else None
    return "app rankings, keyed API" if isinstance(first, dict) and "app_id" in first else None


def made(payload: Payload) -> datetime | None:
    meta = body.field(body.json_object(payload), "meta", dict, payload.name)
    return body.instant(meta.get("as_of"), payload.name)


def newest(payload: Payload) -> date | None:
    return None  # it always says when it was made


def parse(payload: Payload) -> Answer:
    found, where = body.json_object(payload), payload.name
    meta = body.field(found, "meta", dict, where)
    as_of = payload.dated or body.instant(meta.get("as_of"), where)
    first, last = (body.day(meta.get(end), where) for end in ("start_date", "end_date"))
    if last < first:
        raise ParseError(f"{where} answers for a window that ends before it begins", datum=meta)
    window = Period(first, last + DAY)
    keyed.compare_windows(payload, window, PLAIN)
    rows = body.records(found.get("data"), where)
    if [body.count(row.get("rank"), where) for row in rows] != list(range(1, len(rows) + 1)):
        raise ParseError(
            f"{where} does not begin with rank 1, or leaves one out", datum=payload.url
        )
    boards = apps.read(
        rows, as_of, where,
        dataset=DATASET, period=window, required=("total_tokens", "total_requests"),
    )  # fmt: skip
    unknown = body.unknown(rows, apps.KNOWN, "apps") | keyed.unknown(found)
    return Answer(tuple(boards), as_of, None, doubts=_doubts(payload, window), unknown=unknown)


def _doubts(payload: Payload, window: Period) -> tuple[str, ...]:
    """A file whose name speaks of another span than its body is not believed."""
    named: Any = _SPAN.search(payload.name)
    if not named or abs(_SPANS[named[1]] - window.days) <= (2 if named[1] == "month" else 0):
        return ()
    return (f"it is called {named[1]!r} and says it is of {window.days} days",)
