"""app_rankings: the keyed ranking of apps by tokens and calls. CC BY 4.0.

These are the only official figures of calls, though of apps and not of models. A response is the
sum of a window for at most two hundred apps, the largest by tokens, in two pages of a hundred, so a
week takes two requests. Both pages are concatenated to one body. A second page imported alone has a
scope of its own (`apps/101`). Missing weeks are fetched newest first, within the daily limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import APP_RANKINGS, Answer, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import keyed, paging
from tracker.sources.frontend import apps
from tracker.weeks import DAY, WEEK, Period, monday, walk

NAME = "app_rankings"
DATASETS = (APP_RANKINGS,)

PATH = "/api/v1/datasets/app-rankings"
MOST = 100
"""Apps in one page, and the largest offset: the publisher has two hundred."""
PLAIN = frozenset({"start_date", "end_date", "limit", "offset"})
_SPAN = re.compile(r"(?:\b|_)(today|day|week|month)\b")
_SPANS = {"today": 1, "day": 1, "week": 7, "month": 30}


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch missing complete weeks and the last two, the newest first."""
    newest = monday(min(wanted.last or wanted.now.date(), wanted.now.date() - DAY) + DAY) - WEEK
    oldest = max(wanted.first or keyed.FIRST_WEEK, keyed.FIRST_WEEK)
    held = wanted.held.get(APP_RANKINGS, frozenset())
    for week in reversed(list(walk(oldest + 6 * DAY, newest))):
        if week not in held or week > newest - 2 * WEEK:
            window = {"start_date": str(week), "end_date": str(week + 6 * DAY)}
            yield _fetch(get, {**window, "limit": str(MOST)})


def _fetch(get: Get, params: dict[str, str]) -> Payload:
    """Fetch a window, with its second page if the first is full."""
    first = get(PATH, params, keyed=True)
    content = fields.peek_object(first) or {}
    rows = content.get("data")
    if not isinstance(rows, list) or len(rows) < MOST:
        return first
    return paging.joined([first, get(PATH, {**params, "offset": str(MOST)}, keyed=True)])


def shape(payload: Payload) -> str | None:
    pages = fields.peek_pages(payload)
    if not pages or not all(
        isinstance(page, dict) and isinstance(page.get("meta"), dict) for page in pages
    ):
        return None
    rows = pages[0].get("data")
    first = rows[0] if isinstance(rows, list) and rows else None
    return "app rankings, keyed API" if isinstance(first, dict) and "app_id" in first else None


def made(payload: Payload) -> datetime | None:
    metas = (
        fields.field(page, "meta", dict, payload.name) for page in fields.json_objects(payload)
    )
    return max(fields.instant(meta.get("as_of"), payload.name) for meta in metas)


def newest(payload: Payload) -> date | None:
    return None  # it always says when it was made


def parse(payload: Payload) -> Answer:
    """Return the boards of a window: tokens and calls of its apps."""
    pages, where = fields.json_objects(payload), payload.name
    as_of = payload.dated or made(payload) or payload.fetched_at
    windows = {_window(page, where) for page in pages}
    if len(windows) > 1:
        raise ParseError(f"{where} has pages of several windows", datum=payload.url)
    (window,) = windows
    keyed.compare_windows(payload, window, PLAIN)
    rows = [row for page in pages for row in fields.records(page.get("data"), where)]
    first = _first_rank(payload, rows)
    boards = apps.read(
        rows,
        as_of,
        where,
        dataset=APP_RANKINGS,
        period=window,
        required=("total_tokens", "total_requests"),
        scope="apps" if first == 1 else f"apps/{first}",
    )
    unknown = fields.unknown(rows, apps.KNOWN, "apps").union(*map(keyed.unknown, pages))
    return Answer(tuple(boards), as_of, None, doubts=_doubts(payload, window), unknown=unknown)


def _window(page: dict[str, Any], where: str) -> Period:
    meta = fields.field(page, "meta", dict, where)
    first, last = (fields.day(meta.get(end), where) for end in ("start_date", "end_date"))
    if last < first:
        raise ParseError(f"{where} has a window that ends before it begins", datum=meta)
    return Period(first, last + DAY)


def _first_rank(payload: Payload, rows: list[dict[str, Any]]) -> int:
    """Return the rank of the first app: the requested offset plus one.

    The offset of an imported file is unknown. Raises ParseError for an unexpected or missing rank.
    """
    where = payload.name
    expected = fields.count(keyed.parameters(payload, PLAIN).get("offset", 0), where) + 1
    ranks = [fields.count(row.get("rank"), where) for row in rows]
    if payload.url.startswith("file:") and ranks[:1] == [MOST + 1]:
        expected = ranks[0]
    if ranks != list(range(expected, expected + len(ranks))):
        raise ParseError(
            f"{where} does not begin with rank {expected}, or lacks one", datum=payload.url
        )
    return expected


def _doubts(payload: Payload, window: Period) -> tuple[str, ...]:
    """Return a doubt if the name of a file indicates another span than its body."""
    match: Any = _SPAN.search(payload.name)
    if not match or abs(_SPANS[match[1]] - window.days) <= (2 if match[1] == "month" else 0):
        return ()
    return (f"its name says {match[1]!r}, but it is for {window.days} days",)
