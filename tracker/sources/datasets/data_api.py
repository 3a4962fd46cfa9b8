"""data_api: the keyed `rankings-daily` endpoint, by day and by week. CC BY 4.0.

It answers for at most 366 days at a time, from 2025-01-01 on, with the fifty largest models of
each UTC day (or ISO week) and `other`. Without `period` the grain depends on the other filters, so
it is always sent. A week bucket at the edge of a window may be cut; only weeks that lie wholly
inside the window are taken. Two days, 2025-06-15 and 2025-07-15, are absent for ever.

A day is settled two days after it ended, and may be restated long after: the last eight weeks are
asked for each time, and everything once a month. An answer holds a year, so this costs no request
more.

Recorded bodies are often the rows alone, or have other keys beside them than the publisher's: the
rows say what they are. Such a body does not say which days it answers for, so a day that it lacks
is not withdrawn; where it does not say either when it was made, that is told from outside.
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
"""How far back days and weeks are asked for again each time."""
FILTERLESS = frozenset({"period", "start_date", "end_date"})
KNOWN = frozenset({"date", "model_permaslug", "total_tokens"})
STAMPS = ("as_of", "retrieved_at")


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """The days and the finished weeks that the store lacks, and those that may be restated."""
    yesterday = wanted.now.date() - DAY
    first = max(wanted.first or keyed.FIRST_DAY, keyed.FIRST_DAY)
    last = min(wanted.last or yesterday, yesterday)
    recent = last - RESTATED if _asked_this_month(wanted) else first

    settled = wanted.held.get(DAILY, frozenset()) | lost_days()
    for start, end in _windows(
        day for day in days(first, last) if day >= recent or day not in settled
    ):
        yield _ask(get, "day", start, end)

    held = wanted.held.get(WEEKLY, frozenset())
    weeks = walk(max(first + timedelta(days=6), keyed.FIRST_WEEK), last - timedelta(days=6))
    wanted_weeks = [week for week in weeks if week >= recent or week not in held]
    for start, end in _windows(day for week in wanted_weeks for day in days(week, week + 6 * DAY)):
        yield _ask(get, "week", monday(start), monday(end + DAY) - DAY)


def _asked_this_month(wanted: Wanted) -> bool:
    """Whether this source has recorded anything in the month of the run."""
    last, now = wanted.last_recorded, wanted.now
    return last is not None and (last.year, last.month) == (now.year, now.month)


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
    found = fields.peek_value(payload)
    rows = found.get("data") if isinstance(found, dict) else found
    meta = found.get("meta") if isinstance(found, dict) else None
    if isinstance(meta, dict) and "start_date" in meta:
        return "rankings-daily, keyed API" if rows in (None, []) or _are_official(rows) else None
    return "rankings-daily, rows alone" if _are_official(rows) else None


def _are_official(rows: object) -> bool:
    """Whether a list begins with a row of the official dataset, which has three fields."""
    first = rows[0] if isinstance(rows, list) and rows else None
    return isinstance(first, dict) and first.keys() >= KNOWN


def made(payload: Payload) -> datetime | None:
    """When the body says that it was made. Rows alone do not."""
    found = _whole(payload)
    for said in (_meta(found, payload), found):
        for stamp in STAMPS:
            if said.get(stamp) is not None and not _is_a_day(said[stamp]):
                return fields.instant(said[stamp], payload.name)
    return None


def newest(payload: Payload) -> date | None:
    """The newest day of its figures; of weeks the last day of the newest."""
    rows = _rows(_written(payload), payload.name)
    last = max((row[0] for row in rows), default=None)
    return last + 6 * DAY if last and _by_week(payload, rows, None) else last


def parse(payload: Payload) -> Answer:
    """Boards of a body: days, or the weeks that lie wholly inside the window answered."""
    found, where = _whole(payload), payload.name
    meta = _meta(found, payload)
    as_of = payload.dated or made(payload) or payload.fetched_at
    window = _window(meta, payload)
    written = _written(payload)
    rows = _rows(written, where)
    unknown = fields.unknown(written, KNOWN, "rankings") | (keyed.unknown(found) if meta else set())
    by_week = _by_week(payload, rows, window)
    if by_week:
        whole = [
            row
            for row in rows
            if window is None or (row[0] >= window.start and row[0] + WEEK <= window.end)
        ]
        cut = sorted({row[0] for row in rows} - {row[0] for row in whole})
        boards, notes = daily.boards(whole, as_of, dataset=WEEKLY)
        notes += tuple(f"left out the cut week of {week}" for week in cut)
    else:
        boards, notes = daily.boards(rows, as_of)
    if window is None:
        notes += (f"{where} does not say for which days it answers",)
    return Answer(boards, as_of, window, notes, unknown=unknown)


def _is_recorded(payload: Payload) -> bool:
    """Whether a body comes from a file, where it need not be as the publisher answers."""
    return payload.url.startswith("file:")


def _whole(payload: Payload) -> dict[str, Any]:
    """The body as an object, also where it is a list of rows."""
    found = fields.peek_value(payload)
    if isinstance(found, list) and _is_recorded(payload) and _are_official(found):
        return {"data": found}
    return fields.json_object(payload)


def _written(payload: Payload) -> list[dict[str, Any]]:
    where = payload.name
    return fields.records(fields.field(_whole(payload), "data", list, where), where)


def _meta(found: dict[str, Any], payload: Payload) -> dict[str, Any]:
    """What the publisher says of the rows. A recorded body may have lost it, or parts of it."""
    if found.get("meta") is None and _is_recorded(payload):
        return {}
    meta: dict[str, Any] = fields.field(found, "meta", dict, payload.name)
    if not _is_recorded(payload) and meta.get("as_of") is None:
        raise ParseError(f"{payload.name} does not say when it was made", datum=payload.url)
    return meta


def _is_a_day(stamp: object) -> bool:
    """Whether a stamp is a date alone: that is a day of the figures as likely as an instant."""
    return isinstance(stamp, str) and len(stamp) == len("2026-08-21")


def _window(meta: dict[str, Any], payload: Payload) -> Period | None:
    """The days that a body answers for; None where a recorded one does not say."""
    where, ends = payload.name, [meta.get("start_date"), meta.get("end_date")]
    if ends == [None, None] and _is_recorded(payload):
        return None
    first, last = (fields.day(end, where) for end in ends)
    window = Period(first, last + DAY)
    keyed.compare_windows(payload, window, FILTERLESS)
    return window


def _rows(data: list[Any], where: str) -> list[daily.Row]:
    """The rows read; dates and slugs are few, and each is read once."""
    try:
        written = [(row["date"], row["model_permaslug"], row["total_tokens"]) for row in data]
        dates = {date: fields.day(date, where) for date in {row[0] for row in written}}
        slugs = {slug: fields.name(slug, where) for slug in {row[1] for row in written}}
    except (TypeError, KeyError, IndexError):
        raise ParseError(f"{where} has a row without date, slug or tokens", datum=where) from None
    counts = fields.counts([row[2] for row in written], where)
    return [
        (dates[date], slugs[slug], count)
        for (date, slug, _), count in zip(written, counts, strict=True)
    ]


def _by_week(payload: Payload, rows: list[daily.Row], window: Period | None) -> bool:
    """Whether the rows are weeks. A body does not say so: the request does, or else the dates:
    several Mondays and no other day."""
    dates = {row[0] for row in rows}
    if window is None:
        return len(dates) > 1 and all(day.weekday() == 0 for day in dates)
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
