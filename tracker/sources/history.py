"""history: bundled figures, so that a first run has two years of data.

    official-days      the official days: fifty names and `other`, 1 January 2025 to 9 October 2026
                       (CC BY 4.0)
    chart-tokens       the weekly chart, top 9 and `other`, where no official week is known
    windows            the front end's window of a week, all models: calls, tokens and, for
                       2026-W40, dollars billed, where a copy of the Monday after is known
    model-pages        calls of the ten or so largest models by tokens, from their pages, and of six
                       models in one class of prompt length
    catalog            what 1,352 lists of models said from September 2024 to August 2026: names,
                       prices, days

One line is a board, with its source, its licence and the instant its figures are of. The first line
of the days has the names, by whose numbers the others name them. The model
pages name models chosen by tokens, so they have values but no ranks; the class of prompt length is
a lower bound of six models' calls. A line of the catalogue is a model's id, with the spans in which
it had a slug and a name, and every change of its prices.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from tracker.errors import ParseError
from tracker.records import DAILY, METRICS, Answer, Board, Entry, Fact, Key, Payload
from tracker.sources import Get, Wanted, fields
from tracker.weeks import Period, monday

NAME = "history"
CATALOG = "history-catalog"
DAYS = f"history-{DAILY}"
DATASETS: tuple[str, ...] = (
    DAYS,
    "history-rankings-weekly",  # in archives: sums of the days, bundled before the days were
    "history-model-chart",
    "history-models-window",
    "history-model-activity",
    "history-context-length",
    CATALOG,
)
SCOPES = ("models", "models/unnamed")
BUNDLED = datetime(2026, 10, 10, 0, 30, 31, tzinfo=UTC)
"""The time of the newest figures; a clock before it is wrong."""
FILES = (
    "official-days.jsonl",
    "chart-tokens.jsonl",
    "windows.jsonl",
    "model-pages.jsonl",
    "catalog.jsonl",
)


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """Yield the bundled files without fetching anything."""
    for payload in bundled():
        yield received(payload, wanted.now)


def bundled() -> Iterator[Payload]:
    """Yield the files as payloads, dated by the newest figures."""
    for file in FILES:
        packed = (files("tracker") / "data" / "history" / f"{file}.gz").read_bytes()
        content = gzip.decompress(packed)
        yield Payload(NAME, f"bundled:{file}", BUNDLED, content, content_type="application/jsonl")


def received(payload: Payload, now: datetime) -> Payload:
    """Return the payload as received now, but never before it was made."""
    return replace(payload, fetched_at=max(now, BUNDLED))


def shape(payload: Payload) -> str | None:
    return "bundled history" if payload.body.startswith(b'{"dataset": "history-') else None


def made(payload: Payload) -> datetime | None:
    return parse(payload).as_of  # every line has its own


def newest(payload: Payload) -> date | None:
    return None


def parse(payload: Payload) -> Answer:
    """Return the boards, or the entries of the catalogue with all their vintages."""
    lines = [*_lines(payload)]
    head, where = lines[0] if lines else ({}, payload.name)
    if head.get("dataset") == CATALOG:
        return _catalog(head, lines[1:], where)
    if head.get("dataset") == DAYS:
        boards = tuple(_days(head, lines[1:], where))
    else:
        boards = tuple(_board(line, where) for line, where in lines)
    newest = max((board.known_from for board in boards), default=datetime.min.replace(tzinfo=UTC))
    return Answer(boards, newest)


def _lines(payload: Payload) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each line as an object, and what to call it in an error."""
    for number, line in enumerate(fields.text(payload).rstrip("\n").split("\n"), 1):
        where = f"line {number} of {payload.name}"
        try:
            decoded = fields.STRICT.decode(line)
        except (ValueError, RecursionError):
            raise ParseError(f"{where} is not JSON", datum=line[:80]) from None
        if not isinstance(decoded, dict):
            raise ParseError(f"{where} is JSON but not an object", datum=line[:80])
        yield decoded, where


def _board(line: dict[str, Any], where: str) -> Board:
    week = fields.day(line.get("week"), where)
    dataset = fields.field(line, "dataset", str, where)
    metric = fields.field(line, "metric", str, where)
    scope = line.get("scope", "models")
    is_bundled = dataset in DATASETS and metric in METRICS and scope in SCOPES
    if not is_bundled or week != monday(week):
        raise ParseError(
            f"{where} is not a week of a bundled dataset", datum=(dataset, metric, week)
        )
    readings = fields.field(line, "readings", dict, where)
    return Board(
        key=Key(dataset, metric, scope, Period.of_week(week)),
        readings=tuple(
            (fields.name(slug, where), fields.count(value, where))
            for slug, value in readings.items()
        ),
        known_from=fields.instant(line.get("as_of"), where),
        depth=None if line.get("depth") is None else fields.field(line, "depth", int, where),
        selection=fields.field(line, "selection", str, where),
    )


def _days(
    head: dict[str, Any], lines: list[tuple[dict[str, Any], str]], where: str
) -> Iterator[Board]:
    """Yield the boards of days, whose names are numbers in the list of the head."""
    metric = fields.field(head, "metric", str, where)
    depth = fields.field(head, "depth", int, where)
    selection = fields.field(head, "selection", str, where)
    names = [fields.name(slug, where) for slug in fields.field(head, "names", list, where)]
    for line, place in lines:
        numbers = fields.field(line, "slugs", list, place)
        values = fields.field(line, "values", list, place)
        if len(numbers) != len(values) or not all(
            type(number) is int and 0 <= number < len(names) for number in numbers
        ):
            raise ParseError(f"{place} does not have a name for each value", datum=numbers)
        slugs = [names[number] for number in numbers]
        yield Board(
            key=Key(DAYS, metric, "models", Period.of_day(fields.day(line.get("day"), place))),
            readings=tuple(
                zip(slugs, [fields.count(value, place) for value in values], strict=True)
            ),
            known_from=fields.instant(line.get("as_of"), place),
            depth=depth,
            selection=selection,
        )


def _catalog(head: dict[str, Any], lines: list[tuple[dict[str, Any], str]], where: str) -> Answer:
    """Return one entry for each change of a model's slug, name or prices.

    The fact ``until`` is the last list that still had them: lists are known by their instants, and
    one that differed would have made a change of its own.
    """
    prices = fields.field(head, "prices", list, where)[1:]
    rows = [
        (
            fields.name(line.get("id"), place),
            [_span(span, place) for span in fields.field(line, "models", list, place)],
            [_change(row, prices, place) for row in fields.field(line, "prices", list, place)],
        )
        for line, place in lines
    ]
    for name, spans, changes in rows:
        if not spans or not changes or changes[0][0] > spans[0][0]:
            raise ParseError(
                f"{where} does not say since when {name!r:.80} has a price", datum=name
            )
    lists = sorted(
        {instant for _, spans, changes in rows for span in spans for instant in span[:2]}
        | {instant for *_, changes in rows for instant, _ in changes}
    )
    entries: list[Entry] = []
    for name, spans, changes in rows:
        entries += _vintages(name, spans, changes, lists)
    return Answer((), fields.instant(head.get("as_of"), where), entries=tuple(entries))


Span = tuple[str, str, dict[str, Fact]]


def _vintages(
    name: str, spans: list[Span], changes: list[tuple[str, dict[str, Fact]]], lists: list[str]
) -> Iterator[Entry]:
    """Yield the entries of one id. Instants are compared as text: all are in one format, in UTC."""
    instants = sorted({span[0] for span in spans} | {instant for instant, _ in changes})
    for number, instant in enumerate(instants):
        first, last, facts = [span for span in spans if span[0] <= instant][-1]
        price = [change for changed, change in changes if changed <= instant][-1]
        following = instants[number + 1 : number + 2]
        before = lists[bisect_left(lists, following[0]) - 1] if following else last
        until = min(before, last)
        written = {**facts, **price, "slug": _slug(name, spans, first), "until": until}
        yield Entry(CATALOG, name, written, fields.instant(instant, name))


def _slug(name: str, spans: list[Span], first: str) -> str:
    """Return the slug of an id in the span that began at ``first``.

    Lists until June 2025 did not say it. Then it is what the next span of the id says, if that is
    of a model created on the same day, else the id.
    """
    at = [span[0] for span in spans].index(first)
    variant = name.partition(":")[2]
    slug, created = spans[at][2]["slug"], spans[at][2]["created"]
    if slug is None and at + 1 < len(spans) and spans[at + 1][2]["created"] == created:
        slug = spans[at + 1][2]["slug"]
    base = str(slug or name.partition(":")[0])
    return f"{base}:{variant}" if variant else base


def _span(span: Any, where: str) -> Span:
    if not isinstance(span, list) or len(span) != 7 or not _are_texts(span):
        raise ParseError(f"{where} has no span of seven columns", datum=span)
    first, last, slug, name, before, weights, created = span
    facts = {
        "slug": slug,
        "name": fields.name(name, where),
        "names_before": before,
        "created": str(fields.day(created, where)),
        "hugging_face_id": weights,
    }
    return str(first), str(last), facts


def _change(row: Any, prices: list[str], where: str) -> tuple[str, dict[str, Fact]]:
    if not isinstance(row, list) or len(row) != len(prices) + 1 or not _are_texts(row):
        raise ParseError(f"{where} has no price row of {len(prices) + 1} columns", datum=row)
    return str(row[0]), {
        f"price_{kind}": price for kind, price in zip(prices, row[1:], strict=True)
    }


def _are_texts(values: list[Any]) -> bool:
    return all(value is None or isinstance(value, str) for value in values)
