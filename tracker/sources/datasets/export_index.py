"""export_index: the list of the datasets that are exported without a key. CC BY 4.0.

`index.json` names each dataset with its title and newest snapshot, and no dated files. It is
fetched once a week for one purpose: `tracker status` says which datasets this version of the
tracker does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tracker.errors import ParseError, TrackerError
from tracker.records import BENCHMARKS, DAILY, EXPORT_INDEX, Answer, Entry, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import manifest

NAME = "export_index"
DATASETS = (EXPORT_INDEX,)

PATH = f"{manifest.FOLDER}/index.json"
KNOWN_DATASETS = frozenset({DAILY, BENCHMARKS, "benchmark-runs", "search-benchmark-lanes"})
"""The datasets that are collected, and two that are not: they say nothing of usage."""
ENVELOPE = frozenset(
    {
        "schema_version",
        "updated_at",
        "update_cadence",
        "license",
        "attribution",
        "readme_url",
        "license_url",
        "datasets",
    }
)
ROW = frozenset({"id", "title", "latest_snapshot_date", "latest_manifest_url"})


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch the list."""
    yield get(PATH)


def shape(payload: Payload) -> str | None:
    content = fields.peek_object(payload) or {}
    is_one = isinstance(content.get("datasets"), list) and "updated_at" in content
    return "index of the exports" if is_one else None


def made(payload: Payload) -> datetime | None:
    return fields.instant(fields.json_object(payload).get("updated_at"), payload.name)


def newest(payload: Payload) -> date | None:
    return None  # it always says when it was made


def parse(payload: Payload) -> Answer:
    """Return an entry for each dataset: its title."""
    content, where = fields.json_object(payload), payload.name
    as_of = payload.dated or made(payload) or payload.fetched_at
    rows = fields.records(content.get("datasets"), where)
    names = [fields.name(row.get("id"), where) for row in rows]
    if len({*names}) < len(names):
        raise ParseError(f"{where} lists a dataset twice", datum=names)
    entries = tuple(
        Entry(EXPORT_INDEX, name, {"title": _title(row.get("title"), where)}, as_of)
        for name, row in zip(names, rows, strict=True)
    )
    unknown = fields.unknown([content], ENVELOPE, "body") | fields.unknown(rows, ROW, "datasets")
    return Answer((), as_of, unknown=unknown, entries=entries)


def _title(value: object, where: str) -> str | None:
    return None if value is None else fields.name(value, where)
