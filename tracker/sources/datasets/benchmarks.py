"""benchmarks: the keyless export of benchmark results, by model and benchmark. CC BY 4.0.

A row has a model's accuracy (0 to 1) in one benchmark and, if measured, the cost in US dollars, the
time and the output tokens per task. It is published like the export of rankings, with a manifest;
the newest snapshot is fetched once a week.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tracker.errors import ParseError, TrackerError
from tracker.records import BENCHMARKS, Answer, Entry, Fact, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import manifest

NAME = "benchmarks"
DATASETS = (BENCHMARKS,)

OFTEN = timedelta(days=6, hours=12)
TEXTS = ("benchmark", "model_permaslug", "model_slug", "model_name", "provider_name")
COUNTS = ("run_count", "total_questions")
AVERAGES = (
    "avg_cost_per_task_usd",
    "avg_duration_per_task_ms",
    "avg_output_tokens_per_task",
)
KNOWN = frozenset({*TEXTS, *COUNTS, *AVERAGES, "accuracy", "rank"})


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch the newest snapshot, unless one was recorded less than a week ago."""
    if wanted.last_recorded and wanted.now - wanted.last_recorded < OFTEN:
        return
    latest = get(manifest.latest(BENCHMARKS), carries="manifest")
    yield latest
    listing = manifest.read(latest)
    form = "csv" if "csv" in listing.promises else "json"
    path = manifest.path(BENCHMARKS, listing.snapshot, form)
    yield get(path, promise=listing.promises[form], dated=listing.made)


def shape(payload: Payload) -> str | None:
    start = fields.start(payload)[:500].partition(b"\n")[0]
    if not start.startswith(b"{") and {b"benchmark", b"model_permaslug"} <= {*start.split(b",")}:
        return "benchmark leaderboard export, CSV"
    content = fields.peek_object(payload)
    if manifest.is_manifest(content, BENCHMARKS):
        return "benchmark leaderboard export, manifest"
    if content is None or content.get("dataset") != BENCHMARKS or "rows" not in content:
        return None
    return "benchmark leaderboard export, JSON"


def made(payload: Payload) -> datetime | None:
    content = fields.peek_object(payload)
    return fields.instant(content.get("retrieved_at"), payload.name) if content else None


def newest(payload: Payload) -> date | None:
    return None  # its rows have no dates


def parse(payload: Payload) -> Answer:
    """Return an entry for each benchmark and model, from the CSV or JSON."""
    as_of = payload.dated or made(payload) or payload.fetched_at
    content, where = fields.peek_object(payload), payload.name
    rows = _csv_rows(payload) if content is None else manifest.rows(content, where)
    entries = tuple(_entry(row, as_of, where) for row in rows)
    notes = () if payload.promise else (f"{where} is not verified by a manifest",)
    cut = content is None and not payload.promise and not payload.body.endswith(b"\n")
    doubts = (f"{where} ends within a line and may be incomplete",) if cut else ()
    unknown = fields.unknown(rows, KNOWN, "benchmarks")
    return Answer((), as_of, None, notes, doubts, unknown, entries)


def _csv_rows(payload: Payload) -> list[dict[str, Any]]:
    lines = csv.DictReader(io.StringIO(fields.lines(payload), newline=""), strict=True)
    try:
        columns = lines.fieldnames or ()
        if not {"benchmark", "model_permaslug", "accuracy"} <= {*columns}:
            raise ParseError(f"{payload.name} lacks its header", datum=columns)
        rows = list(lines)
    except csv.Error as error:
        raise ParseError(f"{payload.name} is not CSV ({error})", datum=payload.url) from None
    if any(None in row or None in row.values() for row in rows):
        raise ParseError(f"{payload.name} has an incomplete line", datum=payload.url)
    return rows


def _entry(row: dict[str, Any], as_of: datetime, where: str) -> Entry:
    texts = {name: None if row.get(name) == "" else row.get(name) for name in TEXTS}
    facts: dict[str, Fact] = {
        **{
            name: None if text is None else fields.name(text, where) for name, text in texts.items()
        },
        "accuracy": _accuracy(row.get("accuracy"), where),
        **{name: _count(row.get(name), where) for name in COUNTS},
        **{name: _number(row.get(name), where) for name in AVERAGES},
    }
    if facts["benchmark"] is None or facts["model_permaslug"] is None:
        raise ParseError(f"{where} has a row without benchmark or model", datum=where)
    names = (facts["benchmark"], facts["model_permaslug"], facts["provider_name"])
    return Entry(BENCHMARKS, " ".join(str(part) for part in names if part), facts, as_of)


def _accuracy(value: object, where: str) -> float:
    return fields.share(value, where)


def _count(value: object, where: str) -> int | None:
    return None if value in (None, "") else fields.count(value, where)


def _number(value: object, where: str) -> float | None:
    return None if value is None or value == "" else fields.fraction(value, where)
