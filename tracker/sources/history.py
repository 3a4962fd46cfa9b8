"""history: bundled weekly figures, so that a first run has two years of data.

    tokens    official weekly sums of all names of a day, and `other`, 2025-W02 to 2026-W33
    tokens    the weekly chart, top 9 and `other`, before 2025 and for 2026-W34 to W38
    calls     the front end's window of the week, all models, where a Monday copy is known
    calls     model pages copied by others, only for the ten or so largest models by tokens
    calls     one class of prompt length in 2026-W14, six models

Each line is a board, with its source, its licence and the instant of its figures. The model
pages name models chosen by tokens, so they have values but no ranks; the class of prompt length is
a lower bound of six models' calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from tracker.errors import ParseError
from tracker.records import Answer, Board, Key, Payload
from tracker.sources import Get, Wanted, fields
from tracker.weeks import Period, monday

NAME = "history"
DATASETS: tuple[str, ...] = (
    "history-rankings-weekly",
    "history-model-chart",
    "history-models-window",
    "history-model-activity",
    "history-context-length",
)
SCOPES = ("models", "models/unnamed")
BUNDLED = datetime(2026, 10, 10, tzinfo=UTC)
"""The time of the newest figures; a clock before it is wrong."""
FILES = ("official-tokens.jsonl", "chart-tokens.jsonl", "calls.jsonl")


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """Yield the bundled files without fetching anything."""
    for payload in bundled():
        yield received(payload, wanted.now)


def bundled() -> Iterator[Payload]:
    """Yield the files as payloads, dated by the newest figures."""
    for file in FILES:
        content = (files("tracker") / "data" / "history" / file).read_bytes()
        yield Payload(NAME, f"bundled:{file}", BUNDLED, content, content_type="application/jsonl")


def received(payload: Payload, now: datetime) -> Payload:
    """Return the payload as received now, but never before it was made."""
    return replace(payload, fetched_at=max(now, BUNDLED))


def shape(payload: Payload) -> str | None:
    return "bundled history" if payload.body.startswith(b'{"dataset": "history-') else None


def made(payload: Payload) -> datetime | None:
    return parse(payload).as_of  # the newest of its lines


def newest(payload: Payload) -> date | None:
    return None


def parse(payload: Payload) -> Answer:
    boards = []
    for number, line in enumerate(fields.text(payload).rstrip("\n").split("\n"), 1):
        where = f"line {number} of {payload.name}"
        try:
            content = fields.STRICT.decode(line)
        except (ValueError, RecursionError):
            raise ParseError(f"{where} is not JSON", datum=line[:80]) from None
        if not isinstance(content, dict):
            raise ParseError(f"{where} is JSON but not an object", datum=line[:80])
        boards.append(_board(content, where))
    newest = max((board.known_from for board in boards), default=datetime.min.replace(tzinfo=UTC))
    return Answer(tuple(boards), newest)


def _board(content: dict[str, Any], where: str) -> Board:
    week = fields.day(content.get("week"), where)
    dataset = fields.field(content, "dataset", str, where)
    metric = fields.field(content, "metric", str, where)
    scope = content.get("scope", "models")
    is_known = dataset in DATASETS and metric in ("tokens", "calls") and scope in SCOPES
    if not is_known or week != monday(week):
        raise ParseError(
            f"{where} is not a week of a bundled dataset", datum=(dataset, metric, week)
        )
    readings = fields.field(content, "readings", dict, where)
    return Board(
        key=Key(dataset, metric, scope, Period.of_week(week)),
        readings=tuple(
            (fields.name(slug, where), fields.count(value, where))
            for slug, value in readings.items()
        ),
        known_from=fields.instant(content.get("as_of"), where),
        depth=None if content.get("depth") is None else fields.field(content, "depth", int, where),
        selection=fields.field(content, "selection", str, where),
    )
