"""data_api: the keyed `rankings-daily` endpoint, by day and by week. CC BY 4.0.

It answers for at most 366 days at a time, from 2025-01-01 on, with the fifty largest models of
each UTC day (or ISO week) and `other`. Without `period` the grain depends on the other filters, so
it is always sent. A week bucket at the edge of a window may be cut; only weeks that lie wholly
inside the window are taken. Two days, 2025-06-15 and 2025-07-15, are absent for ever.

A day is settled two days after it ended: the last seven days are asked for again each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tracker.breaks import lost_days
from tracker.errors import ParseError
from tracker.records import Answer, Payload
from tracker.sources import CC_BY, RANKINGS, Get, Wanted, body, daily, keyed
from tracker.weeks import DAY, WEEK, Period, days, monday, walk

NAME = "data_api"
CITATION = RANKINGS
DATASETS = {daily.DAILY: CC_BY, daily.WEEKLY: CC_BY}

PATH = "/api/v1/datasets/rankings-daily"
LONGEST = 366
UNSETTLED = 7
FILTERLESS = frozenset({"period", "start_date", "end_date"})
KNOWN = frozenset({"date", "model_permaslug", "total_tokens"})


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """The days and the finished weeks that the store lacks, and those not settled yet."""
    yesterday = wanted.now.date() - DAY
    first = max(wanted.first or keyed.FIRST_DAY, keyed.FIRST_DAY)
    last = min(wanted.last or yesterday, yesterday)

    settled = wanted.held.get(daily.DAILY, frozenset()) | lost_days()
    recent = last - timedelta(days=UNSETTLED - 1)
    for start, end in _windows(
        day for day in days(first, last) if day >= recent or day not in settled
    ):
        yield _ask(get, "day", start, end)

    held = wanted.held.get(daily.WEEKLY, frozenset())
    weeks = walk(max(first + timedelta(days=6), keyed.FIRST_WEEK), last - timedelta(days=6))
    wanted_weeks = [week for week in weeks if week not in held or week >= last - 2 * WEEK]
    for start, end in _windows(day for week in wanted_weeks for day in days(week, week + 6 * DAY)):
        yield _ask(get, "week", monday(start), monday(end + DAY) - DAY)


def _windows(wanted: Iterator[date] | Any) -> Iterator[tuple[date, date]]:
    """Windows of at most 52 whole weeks that hold every day of ``wanted`` (ascending)."""
    start = end = None
    for day in wanted:
        if start is not None and (day - start).days >= LONGEST - 2:
            yield start, end or start
            start = None
        start, end = start or day, day
    if start is not None:
        yield start, end or start


def _ask(get: Get, period: str, start: date, end: date) -> Payload:
    params = {"period": period, "start_date": start.isoformat(), "end_date": end.isoformat()}
    return get(PATH, params, keyed=True)


def shape(payload: Payload) -> str | None:
    found = body.peek_object(payload)
    if found is None or not isinstance(found.get("meta"), dict):
        return None
    rows = found.get("data")
    if rows is not None and not isinstance(rows, list):
        return None
    if rows and not (isinstance(rows[0], dict) and "model_permaslug" in rows[0]):
        return None
    return "rankings-daily, keyed API" if "start_date" in found["meta"] else None


def made(payload: Payload) -> datetime | None:
    meta = body.field(body.json_object(payload), "meta", dict, payload.name)
    return body.instant(meta.get("as_of"), payload.name)


def newest(payload: Payload) -> date | None:
    return None  # it always says when it was made


def parse(payload: Payload) -> Answer:
    """Boards of a body: days, or the weeks that lie wholly inside the window answered."""
    found = body.json_object(payload)
    where = payload.name
    meta = body.field(found, "meta", dict, where)
    as_of = payload.dated or body.instant(meta.get("as_of"), where)
    first = body.day(meta.get("start_date"), where)
    last = body.day(meta.get("end_date"), where)
    window = Period(first, last + DAY)
    keyed.compare_windows(payload, window, FILTERLESS)
    written = body.records(body.field(found, "data", list, where), where)
    rows = _rows(written, where)
    unknown = body.unknown(written, KNOWN, "rankings") | keyed.unknown(found)
    if _by_week(payload, rows, window):
        whole = [row for row in rows if row[0] >= first and row[0] + WEEK <= window.end]
        cut = sorted({row[0] for row in rows} - {row[0] for row in whole})
        boards, notes = daily.boards(whole, as_of, dataset=daily.WEEKLY)
        notes += tuple(f"left out the cut week of {week}" for week in cut)
        return Answer(boards, as_of, window, notes, unknown=unknown)
    boards, notes = daily.boards(rows, as_of)
    return Answer(boards, as_of, window, notes, unknown=unknown)


def _rows(data: list[Any], where: str) -> list[daily.Row]:
    """The rows read; dates and slugs are few, and each is read once."""
    try:
        written = [(row["date"], row["model_permaslug"], row["total_tokens"]) for row in data]
        dates = {date: body.day(date, where) for date in {row[0] for row in written}}
        slugs = {slug: body.name(slug, where) for slug in {row[1] for row in written}}
    except (TypeError, KeyError, IndexError):
        raise ParseError(f"{where} has a row without date, slug or tokens", datum=where) from None
    counts = body.counts([row[2] for row in written], where)
    return [
        (dates[date], slugs[slug], count)
        for (date, slug, _), count in zip(written, counts, strict=True)
    ]


def _by_week(payload: Payload, rows: list[daily.Row], window: Period) -> bool:
    """Whether the rows are weeks. A body does not say so: the request does, or else the dates."""
    dates = {row[0] for row in rows}
    asked = keyed.asked(payload, FILTERLESS).get("period", "")
    if asked not in ("", "day", "week"):
        raise ParseError(
            f"{payload.name} was asked for {asked}, which is another dataset", datum=payload.url
        )
    mondays = set(walk(window.start, window.end - DAY))
    all_mondays = bool(dates) and dates <= mondays
    if asked == "week" and not dates <= mondays:
        raise ParseError(
            f"{payload.name} was asked for weeks and holds other dates", datum=payload.url
        )
    if asked == "day" and all_mondays and window.days > 7:
        raise ParseError(f"{payload.name} was asked for days and holds weeks", datum=payload.url)
    if asked:
        return asked == "week"
    if all_mondays and window.days > 1:
        return True
    outside = sorted(day for day in dates if not window.start <= day < window.end)
    if outside:
        raise ParseError(
            f"{payload.name} answers for {window} and holds {outside[0]}",
            datum=payload.url,
        )
    return False
