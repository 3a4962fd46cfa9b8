"""Bodies in the shapes that are published, with figures of our own invention."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker import checks
from tracker.archive import Capture
from tracker.errors import CheckFailed
from tracker.records import OTHER, Answer, Board, Key, Payload
from tracker.sources import history
from tracker.store import Store
from tracker.store.journal import MANIFEST
from tracker.weeks import Period, days, midnight, stamp

Days = Mapping[date, Mapping[str, int]]

API = "/api/v1/datasets/rankings-daily"
EXPORTS = "/api/v1/datasets/exports/rankings-daily"

WEEK = date(2026, 8, 10)
MADE = datetime(2026, 8, 22, 7, tzinfo=UTC)
"""A week, and an instant at which everything about it was known."""


def a_day(names: int = 50, leader: int = 1_000_000, other: int | None = 70_000) -> dict[str, int]:
    """``names`` models, each a little smaller than the one before, and `other`."""
    named = {f"author{n % 7}/model-{n:02d}": leader - 1_000 * n for n in range(names)}
    return named if other is None else {**named, OTHER: other}


def some_days(first: date, count: int, **shape: Any) -> dict[date, dict[str, int]]:
    """Days from ``first`` on, each with its own figures."""
    return {
        first + timedelta(days=n): a_day(leader=1_000_000 + 17 * (first.toordinal() + n), **shape)
        for n in range(count)
    }


def api_body(
    days: Days, as_of: datetime, first: date | None = None, last: date | None = None
) -> bytes:
    """A body of the keyed `rankings-daily`; its window is that of the days unless given."""
    data = [
        {"date": day.isoformat(), "model_permaslug": slug, "total_tokens": str(value)}
        for day, readings in days.items()
        for slug, value in readings.items()
    ]
    meta = {
        "as_of": stamp(as_of),
        "version": "v1",
        "start_date": str(first or min(days)),
        "end_date": str(last or max(days)),
    }
    return json.dumps({"data": data, "meta": meta}).encode()


def rows_alone(days: Days, **beside: Any) -> bytes:
    """The rows of `rankings-daily` as collectors keep them: without the publisher's `meta`, and
    with keys of their own ``beside`` them."""
    return json.dumps({**beside, "data": json.loads(api_body(days, MADE))["data"]}).encode()


def export_csv(days: Days) -> bytes:
    """The CSV of an export: CRLF, shares of the whole day, no rank on `other`."""
    lines = ["date,model_permaslug,rank,total_tokens,share_of_daily_tokens"]
    for day, readings in days.items():
        total = sum(readings.values())
        for rank, (slug, value) in enumerate(readings.items(), 1):
            shown = "" if slug == OTHER else rank
            lines.append(f"{day},{slug},{shown},{value},{value / total!r}")
    return ("\r\n".join(lines) + "\r\n").encode()


def export_json(days: Days, snapshot: date) -> bytes:
    """The JSON twin of an export."""
    rows = [
        {
            "date": day.isoformat(),
            "model_permaslug": slug,
            "rank": None if slug == OTHER else rank,
            "total_tokens": value,
            "share_of_daily_tokens": value / sum(readings.values()),
        }
        for day, readings in days.items()
        for rank, (slug, value) in enumerate(readings.items(), 1)
    ]
    return json.dumps(
        {
            "dataset": "rankings-daily",
            "schema_version": "v1",
            "snapshot_date": str(snapshot),
            "retrieved_at": stamp(published(snapshot)),
            "row_count": len(rows),
            "rows": rows,
        }
    ).encode()


def export_manifest(csv: bytes, snapshot: date, **changed: Any) -> bytes:
    """The manifest of the export dated ``snapshot``; ``changed`` spoils what it says of the CSV."""
    file = {
        "url": f"https://openrouter.ai{EXPORTS}/{snapshot}.csv",
        "encoding_format": "text/csv",
        "bytes": len(csv),
        "sha256": hashlib.sha256(csv).hexdigest(),
    }
    return json.dumps(
        {
            "dataset": "rankings-daily",
            "schema_version": "v1",
            "snapshot_date": str(snapshot),
            "retrieved_at": stamp(published(snapshot)),
            "row_count": csv.count(b"\n") - 1,
            "files": {"csv": {**file, **changed}},
        }
    ).encode()


def published(snapshot: date) -> datetime:
    """When the export of a day appears."""
    return midnight(snapshot) + timedelta(hours=1, minutes=46, seconds=15.433)


def snapshot_days(snapshot: date, **shape: Any) -> dict[date, dict[str, int]]:
    """The thirty days that the export dated ``snapshot`` holds."""
    return some_days(snapshot - timedelta(days=30), 30, **shape)


def payload(body: bytes, source: str = "data_api", url: str = "file:body", **facts: Any) -> Payload:
    fetched_at = facts.pop("fetched_at", datetime(2026, 8, 22, 12, tzinfo=UTC))
    return Payload(source, url, fetched_at, body, **facts)


def ask_everything(found: Payload, said: Answer, now: datetime) -> None:
    """Ask everything of a body, with nothing on record. Raises CheckFailed for a doubt as well."""
    for doubt in checks.examine(found, said, now=now, recent=lambda _: []):
        raise CheckFailed(doubt.why, doubtful=True)


def board(
    start: date,
    readings: Mapping[str, int],
    known_from: datetime,
    *,
    dataset: str = "rankings-daily",
    metric: str = "tokens",
    depth: int | None = 50,
    days: int = 1,
) -> Board:
    """A board as a parser would make it."""
    period = Period(start, start + timedelta(days=days))
    return Board(
        Key(dataset, metric, "models", period), tuple(readings.items()), known_from, depth, metric
    )


def answer(*boards: Board) -> Answer:
    return Answer(boards, max(found.known_from for found in boards))


def put(store: Store, *boards: Board) -> None:
    """Record boards as a capture of their own."""
    body = repr([(found.key, found.known_from, found.readings) for found in boards]).encode()
    store.record(Capture(payload(body), "x.gz"), answer(*boards))


def without_history(store: Store) -> None:
    """Note that the bundled history was received and brought nothing, so that no question adds it."""
    for file in history.bundled():
        store.journal.set_aside(Capture(file, f"{file.name}.gz"), MANIFEST)


def collected(store: Store) -> list[tuple[Any, ...]]:
    """What was collected, without the history that a question brings with it."""
    return [row for row in store.contents() if not row[0].startswith("history-")]


def put_days(
    store: Store,
    first: date,
    count: int,
    *,
    made: datetime = MADE,
    skip: frozenset[date] = frozenset(),
    **readings: int,
) -> None:
    """``count`` official days from ``first`` on, each with the same readings."""
    told = readings or {"a/x": 5, OTHER: 1}
    put(
        store,
        *(
            board(day, told, made)
            for day in days(first, first + timedelta(count - 1))
            if day not in skip
        ),
    )


def put_week(
    store: Store,
    dataset: str,
    week: date = WEEK,
    *,
    made: datetime = MADE,
    metric: str = "tokens",
    **readings: int,
) -> None:
    """A whole week, as one board of ``dataset``."""
    put(
        store,
        board(
            week, readings or {"a/x": 100, OTHER: 9}, made, dataset=dataset, metric=metric, days=7
        ),
    )
