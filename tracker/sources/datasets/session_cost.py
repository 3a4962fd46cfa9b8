"""session_cost: what a session costs, by app, length and model. Keyed, CC BY 4.0.

A row is the median cost in US dollars of the sessions of one app with one model, in a class of
length (`1-turn` to `50-plus-turns`), over a window of 30 days. It is a snapshot, published weekly
and without history, in pages of up to five hundred rows; a request without a limit gets one hundred
and does not say that there are more. All pages are fetched.

median_session_cost_usd
    The median cost of a session in US dollars, as the publisher computed it.
turn_range
    The class of length of a session, in turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import SESSION_COST, Answer, Entry, Fact, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import keyed, paging

NAME = "session_cost"
DATASETS = (SESSION_COST,)

PATH = "/api/v1/datasets/session-cost"
PAGE, UNASKED, LAST_OFFSET = 500, 100, 5000
"""Rows in a page, in one that was requested without a limit, and the largest offset."""
OFTEN = timedelta(days=6, hours=12)
TEXTS = ("app_slug", "turn_range", "model_permaslug")
KNOWN = frozenset({*TEXTS, "app_name", "median_session_cost_usd"})
META = frozenset({"as_of", "version", "window_days", "window_end_date"})
PLAIN = frozenset({"limit", "offset"})


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch all pages of the snapshot, unless one was recorded less than a week ago."""
    if wanted.last_recorded and wanted.now - wanted.last_recorded < OFTEN:
        return
    pages = [get(PATH, {"limit": str(PAGE)}, keyed=True)]
    while _is_full(pages[-1]) and (offset := PAGE * len(pages)) <= LAST_OFFSET:
        pages.append(get(PATH, {"limit": str(PAGE), "offset": str(offset)}, keyed=True))
    yield paging.joined(pages)


def _is_full(page: Payload) -> bool:
    rows = (fields.peek_object(page) or {}).get("data")
    return isinstance(rows, list) and len(rows) == PAGE


def shape(payload: Payload) -> str | None:
    pages = fields.peek_pages(payload)
    rows = pages[0].get("data") if pages and isinstance(pages[0], dict) else None
    first = rows[0] if isinstance(rows, list) and rows else None
    is_one = isinstance(first, dict) and "median_session_cost_usd" in first
    return "cost of sessions, keyed API" if is_one else None


def made(payload: Payload) -> datetime | None:
    return max(fields.instant(meta.get("as_of"), payload.name) for meta in _metas(payload))


def newest(payload: Payload) -> date | None:
    return None  # it always says when it was made


def parse(payload: Payload) -> Answer:
    """Return an entry for each app, length and model."""
    where = payload.name
    keyed.parameters(payload, PLAIN)
    as_of = payload.dated or made(payload) or payload.fetched_at
    pages, metas = fields.json_objects(payload), _metas(payload)
    rows = [row for page in pages for row in fields.records(page.get("data"), where)]
    windows = [(meta.get("window_days"), meta.get("window_end_date")) for meta in metas]
    if windows.count(windows[0]) < len(windows):
        raise ParseError(f"{where} has pages of several windows", datum=payload.url)
    days, end = windows[0]
    facts: dict[str, Fact] = {
        "window_days": None if days is None else fields.count(days, where),
        "window_end": None if end is None else str(fields.day(end, where)),
    }
    last_page = fields.records(pages[-1].get("data"), where)
    # Pages of one response may be of different instants, so a row can slip to the next page.
    entries = {entry.name: entry for entry in (_entry(row, facts, as_of, where) for row in rows)}
    doubts = (
        (f"it has exactly {UNASKED} rows, the default limit, and may have been cut",)
        if len(rows) == UNASKED
        else (f"its last page is full, and there may be more than {len(rows):,} rows",)
        if len(last_page) == PAGE
        else ()
    )
    unknown = fields.unknown(rows, KNOWN, "sessions") | fields.unknown(metas, META, "meta")
    return Answer((), as_of, doubts=doubts, unknown=unknown, entries=tuple(entries.values()))


def _metas(payload: Payload) -> list[dict[str, Any]]:
    where = payload.name
    return [fields.field(page, "meta", dict, where) for page in fields.json_objects(payload)]


def _entry(row: dict[str, Any], window: dict[str, Fact], as_of: datetime, where: str) -> Entry:
    texts = {name: fields.name(row.get(name), where) for name in TEXTS}
    app = row.get("app_name")
    facts: dict[str, Fact] = {
        "app": texts["app_slug"],
        "app_name": None if app is None else fields.name(app, where),
        "turn_range": texts["turn_range"],
        "slug": texts["model_permaslug"],
        "median_session_cost_usd": fields.fraction(row.get("median_session_cost_usd"), where),
        **window,
    }
    return Entry(SESSION_COST, " ".join(texts.values()), facts, as_of)
