"""data_api: the keyed `rankings-daily` endpoint, by day and by week. CC BY 4.0.

A response covers at most 366 days, from 2025-01-01 on, with the fifty largest models of each UTC
day (or ISO week) and `other`. `period` is always sent, because the default depends on the other
filters. A week at the edge of a window may be incomplete, so only weeks inside the window are used.
Two days, 2025-06-15 and 2025-07-15, are permanently missing.

A day is final two days after it ended but may be restated much later. So the last eight weeks are
requested each time, and everything once a month; a response covers a year, so this needs no
additional requests.

Saved bodies are often only the rows, or have other keys than the publisher's. Such a body does not
state its window, so a missing day does not count as withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tracker.breaks import lost_days
from tracker.errors import ParseError
from tracker.records import DAILY, WEEKLY, Answer, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import daily, keyed
from tracker.weeks import DAY, WEEK, Period, days, monday, walk

NAME = "data_api"
DATASETS = (DAILY, WEEKLY)

PATH = "/api/v1/datasets/rankings-daily"
LONGEST = 366
RESTATED = 8 * WEEK
"""Span that is requested again each time."""
FILTERLESS = frozenset({"period", "start_date", "end_date"})
KNOWN = frozenset({"date", "model_permaslug", "total_tokens"})
STAMPS = ("as_of", "retrieved_at")


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """Fetch missing days and complete weeks, and those that may have been restated."""
    yesterday = wanted.now.date() - DAY
    first = max(wanted.first or keyed.FIRST_DAY, keyed.FIRST_DAY)
    last = min(wanted.last or yesterday, yesterday)
    recent = last - RESTATED if _recorded_this_month(wanted) else first

    settled = wanted.held.get(DAILY, frozenset()) | lost_days()
    for start, end in _windows(
        day for day in days(first, last) if day >= recent or day not in settled
    ):
        yield _fetch(get, "day", start, end)

    held = wanted.held.get(WEEKLY, frozenset())
    weeks = walk(max(first + timedelta(days=6), keyed.FIRST_WEEK), last - timedelta(days=6))
    wanted_weeks = [week for week in weeks if week >= recent or week not in held]
    for start, end in _windows(day for week in wanted_weeks for day in days(week, week + 6 * DAY)):
        yield _fetch(get, "week", monday(start), monday(end + DAY) - DAY)


def _recorded_this_month(wanted: Wanted) -> bool:
    """Return whether this source recorded anything in the month of the run."""
    last, now = wanted.last_recorded, wanted.now
    return last is not None and (last.year, last.month) == (now.year, now.month)


def _windows(missing: Iterator[date] | Any) -> Iterator[tuple[date, date]]:
    """Yield windows of at most 52 whole weeks that contain the ``missing`` days (ascending)."""
    start = end = None
    for day in missing:
        if start is not None and (day - start).days >= LONGEST - 2:
            yield start, end or start
            start = None
        start, end = start or day, day
    if start is not None:
        yield start, end or start


def _fetch(get: Get, period: str, start: date, end: date) -> Payload:
    params = {"period": period, "start_date": start.isoformat(), "end_date": end.isoformat()}
    return get(PATH, params, keyed=True)


def shape(payload: Payload) -> str | None:
    content = fields.peek_value(payload)
    rows = content.get("data") if isinstance(content, dict) else content
    meta = content.get("meta") if isinstance(content, dict) else None
    if isinstance(meta, dict) and "start_date" in meta:
        return "rankings-daily, keyed API" if rows in (None, []) or _are_official(rows) else None
    return "rankings-daily, rows alone" if _are_official(rows) else None


def _are_official(rows: object) -> bool:
    """Return whether a list begins with a row of the official dataset."""
    first = rows[0] if isinstance(rows, list) and rows else None
    return isinstance(first, dict) and first.keys() >= KNOWN


def made(payload: Payload) -> datetime | None:
    """Return the timestamp in the body; bare rows have none."""
    content = _content(payload)
    for source in (_meta(content, payload), content):
        for stamp in STAMPS:
            if source.get(stamp) is not None and not _is_a_day(source[stamp]):
                return fields.instant(source[stamp], payload.name)
    return None


def newest(payload: Payload) -> date | None:
    """Return the newest day of the figures, for weeks the last day of the newest."""
    rows = _rows(_json_rows(payload), payload.name)
    last = max((row[0] for row in rows), default=None)
    return last + 6 * DAY if last and _by_week(payload, rows, None) else last


def parse(payload: Payload) -> Answer:
    """Return the boards of a body: days, or the weeks inside its window."""
    content, where = _content(payload), payload.name
    meta = _meta(content, payload)
    as_of = payload.dated or made(payload) or payload.fetched_at
    window = _window(meta, payload)
    json_rows = _json_rows(payload)
    rows = _rows(json_rows, where)
    unknown = fields.unknown(json_rows, KNOWN, "rankings") | (
        keyed.unknown(content) if meta else set()
    )
    by_week = _by_week(payload, rows, window)
    if by_week:
        whole = [
            row
            for row in rows
            if window is None or (row[0] >= window.start and row[0] + WEEK <= window.end)
        ]
        cut = sorted({row[0] for row in rows} - {row[0] for row in whole})
        boards, notes = daily.boards(whole, as_of, dataset=WEEKLY)
        notes += tuple(f"skipped the incomplete week of {week}" for week in cut)
    else:
        boards, notes = daily.boards(rows, as_of)
    if window is None:
        notes += (f"{where} does not state its window of days",)
    return Answer(boards, as_of, window, notes, unknown=unknown)


def _is_imported(payload: Payload) -> bool:
    """Return whether a body was imported, so that it may differ from a response."""
    return payload.url.startswith("file:")


def _content(payload: Payload) -> dict[str, Any]:
    """Return the body as an object, even if it is a list of rows."""
    content = fields.peek_value(payload)
    if isinstance(content, list) and _is_imported(payload) and _are_official(content):
        return {"data": content}
    return fields.json_object(payload)


def _json_rows(payload: Payload) -> list[dict[str, Any]]:
    where = payload.name
    return fields.records(fields.field(_content(payload), "data", list, where), where)


def _meta(content: dict[str, Any], payload: Payload) -> dict[str, Any]:
    """Return the metadata, which an imported body may lack in part."""
    if content.get("meta") is None and _is_imported(payload):
        return {}
    meta: dict[str, Any] = fields.field(content, "meta", dict, payload.name)
    if not _is_imported(payload) and meta.get("as_of") is None:
        raise ParseError(f"{payload.name} does not say when it was made", datum=payload.url)
    return meta


def _is_a_day(stamp: object) -> bool:
    """Return whether a stamp is only a date, which may be a day of the figures."""
    return isinstance(stamp, str) and len(stamp) == len("2026-08-21")


def _window(meta: dict[str, Any], payload: Payload) -> Period | None:
    """Return the window of a body, or None if an imported one does not state it."""
    where, ends = payload.name, [meta.get("start_date"), meta.get("end_date")]
    if ends == [None, None] and _is_imported(payload):
        return None
    first, last = (fields.day(end, where) for end in ends)
    window = Period(first, last + DAY)
    keyed.compare_windows(payload, window, FILTERLESS)
    return window


def _rows(data: list[Any], where: str) -> list[daily.Row]:
    """Return the parsed rows; each distinct date and slug is parsed once."""
    try:
        triples = [(row["date"], row["model_permaslug"], row["total_tokens"]) for row in data]
        dates = {date: fields.day(date, where) for date in {row[0] for row in triples}}
        slugs = {slug: fields.name(slug, where) for slug in {row[1] for row in triples}}
    except (TypeError, KeyError, IndexError):
        raise ParseError(f"{where} has a row without date, slug or tokens", datum=where) from None
    counts = fields.counts([row[2] for row in triples], where)
    return [
        (dates[date], slugs[slug], count)
        for (date, slug, _), count in zip(triples, counts, strict=True)
    ]


def _by_week(payload: Payload, rows: list[daily.Row], window: Period | None) -> bool:
    """Return whether the rows are weeks: by the request, or if all dates are Mondays."""
    dates = {row[0] for row in rows}
    if window is None:
        return len(dates) > 1 and all(day.weekday() == 0 for day in dates)
    period = keyed.parameters(payload, FILTERLESS).get("period", "")
    if period not in ("", "day", "week"):
        raise ParseError(
            f"{payload.name} was requested by {period}, which is another dataset", datum=payload.url
        )
    mondays = set(walk(window.start, window.end - DAY))
    all_mondays = bool(dates) and dates <= mondays
    if period == "week" and not dates <= mondays:
        raise ParseError(
            f"{payload.name} was requested by week but contains other dates", datum=payload.url
        )
    if period == "day" and all_mondays and window.days > 7:
        raise ParseError(
            f"{payload.name} was requested by day but contains weeks", datum=payload.url
        )
    if period:
        return period == "week"
    if all_mondays and window.days > 1:
        return True
    outside = sorted(day for day in dates if not window.start <= day < window.end)
    if outside:
        raise ParseError(
            f"{payload.name} is for {window} but contains {outside[0]}",
            datum=payload.url,
        )
    return False
