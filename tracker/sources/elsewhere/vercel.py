"""vercel: shares of usage on Vercel's AI Gateway, by lab and by model. Keyless, CC BY 4.0.

Another router's figures, as a second witness: daily shares of requests, tokens and spend since
October 2025, of all modalities. Amounts are not published. The export is requested by calendar
month; past months are revised, so the last three are requested each week and every month once a
quarter. Its own host is used (`TRACKER_VERCEL_URL`), and nothing is sent to it but the request.

elsewhere
    A share of usage on another router. It is in datasets of its own (`vercel-labs`,
    `vercel-models`) and never part of an OpenRouter figure.
share_ppb
    A share in whole billionths of a day's usage, as it is kept: 171000000 is 17.1 %. The names are
    kept with `vercel:` before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tracker.errors import ParseError, TrackerError
from tracker.records import ELSEWHERE, THERE, Answer, Board, Key, Payload
from tracker.sources import Get, Wanted, fields
from tracker.weeks import DAY, Period

NAME = "vercel"
DATASETS = tuple(ELSEWHERE)

PATH = "/api/ai/leaderboard-export"
KINDS = {"labs": "vercel-labs", "models": "vercel-models"}
METRICS = {"requests": "calls_share", "tokens": "tokens_share", "spend": "spend_share"}
MODALITY = "all"
FIRST = date(2025, 10, 1)
OFTEN = timedelta(days=6, hours=12)
RECENT_MONTHS = 3
QUARTERS = (1, 4, 7, 10)
"""The months in whose first week every month is requested again."""
ROW = frozenset({"date", "group", "name", "metric", "modality", "share_percent"})
ENVELOPE = frozenset(
    {"dataset", "modality", "from", "to", "earliest_available_date", "license", "rows"}
)
WHOLE = 10**9
SLACK = 10**6
"""By how much the shares of a day may exceed one, in billionths: their rounding."""


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch missing months and those that may have been revised, the oldest first."""
    if wanted.last_recorded and wanted.now - wanted.last_recorded < OFTEN and not wanted.first:
        return
    last = min(wanted.last or wanted.now.date() - DAY, wanted.now.date() - DAY)
    months = [*_months(max(wanted.first or FIRST, FIRST), last)]
    held = {day.replace(day=1) for day in wanted.held.get(KINDS["labs"], frozenset())}
    again = wanted.first is not None or (
        wanted.now.month in QUARTERS and wanted.now.day <= 7  # a quarter's revision
    )
    for number, (first, end) in enumerate(months):
        if again or first not in held or number >= len(months) - RECENT_MONTHS:
            for kind in KINDS:
                yield get(
                    PATH,
                    {
                        "dataset": kind,
                        "modality": MODALITY,
                        "format": "json",
                        "from": str(first),
                        "to": str(end),
                    },
                )


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each calendar month between two days."""
    month = first.replace(day=1)
    while month <= last:
        following = (month + timedelta(days=32)).replace(day=1)
        yield month, min(following - DAY, last)
        month = following


def shape(payload: Payload) -> str | None:
    body = fields.peek_object(payload) or {}
    is_one = str(body.get("dataset")) in KINDS and "earliest_available_date" in body
    return "Vercel AI Gateway leaderboard export" if is_one else None


def made(payload: Payload) -> datetime | None:
    return None  # it has the window that was requested and no time of its own


def newest(payload: Payload) -> date | None:
    body = fields.json_object(payload)
    return fields.day(body.get("to"), payload.name)


def parse(payload: Payload) -> Answer:
    """Return a board for each day and metric: name → share in billionths."""
    where, as_of = payload.name, payload.dated or payload.fetched_at
    body = fields.json_object(payload)
    dataset = KINDS.get(str(body.get("dataset")))
    if dataset is None or body.get("modality") != MODALITY:
        raise ParseError(
            f"{where} is of another dataset or modality",
            datum=(body.get("dataset"), body.get("modality")),
        )
    first, last = (fields.day(body.get(end), where) for end in ("from", "to"))
    _compare_request(payload, str(body["dataset"]), first, last)
    rows = fields.records(body.get("rows"), where)
    days: dict[tuple[date, str], dict[str, int]] = {}
    for row in rows:
        day = fields.midnight(row.get("date"), where)
        metric = METRICS.get(str(row.get("metric")))
        if metric is None or not first <= day <= last:
            raise ParseError(f"{where} has a row of another metric or day", datum=row)
        shares = days.setdefault((day, metric), {})
        name = f"{THERE}{fields.name(row.get('name'), where)}"
        if name in shares:
            raise ParseError(f"{where} names {name!r:.80} twice on {day}", datum=row)
        shares[name] = _billionths(row.get("share_percent"), where)
    for (day, metric), shares in days.items():
        if sum(shares.values()) > WHOLE + SLACK * len(shares):
            raise ParseError(f"{where} has {metric} of more than 100 % on {day}", datum=str(day))
    boards = tuple(
        Board(
            Key(dataset, metric, "models" if dataset.endswith("models") else "authors", _day(day)),
            tuple(shares.items()),
            known_from=as_of,
        )
        for (day, metric), shares in sorted(days.items())
    )
    unknown = fields.unknown([body], ENVELOPE, "body") | fields.unknown(rows, ROW, "rows")
    return Answer(boards, as_of, window=Period(first, last + DAY), unknown=unknown)


def _compare_request(payload: Payload, dataset: str, first: date, last: date) -> None:
    """Raise ParseError if a body is not what its address asks for; a window may be shorter."""
    query = parse_qs(urlsplit(payload.url).query)
    start, end = (query.get(name, [""])[0] for name in ("from", "to"))
    same = query.get("dataset", [dataset]) == [dataset]
    if not same or (start and str(first) < start) or (end and str(last) > end):
        raise ParseError(
            f"{payload.name} was requested for {start} to {end}"
            f" but is {dataset}, {first} to {last}",
            datum=payload.url,
        )


def _day(day: date) -> Period:
    return Period(day, day + DAY)


def _billionths(percent: Any, where: str) -> int:
    """Return a share in percent as whole billionths of the whole."""
    try:
        if type(percent) in (int, float, str):
            share = Decimal(str(percent)) * (WHOLE // 100)
            if 0 <= share <= WHOLE:
                return int(share.to_integral_value(ROUND_HALF_EVEN))
    except InvalidOperation:
        pass
    raise ParseError(f"{where} has {percent!r:.40} instead of a share in percent", datum=percent)
