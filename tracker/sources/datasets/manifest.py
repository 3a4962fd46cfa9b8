"""Manifests of the keyless exports: date of the snapshot, time, and hashes of its files.

Each exported dataset has a folder with `latest.manifest.json`, which names the newest snapshot, and
for each date a manifest, a CSV and the same rows as JSON, which never change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.errors import ParseError
from tracker.records import Payload, Promise
from tracker.sources import fields

FOLDER = "/api/v1/datasets/exports"
FORMS = ("csv", "json")
_DATED = re.compile(FOLDER + r"/([a-z-]+)/(\d{4}-\d{2}-\d{2})\.(csv|json)\Z")


@dataclass(frozen=True)
class Manifest:
    """A snapshot of a dataset, its time, and the promise for each form (`csv`, `json`)."""

    dataset: str
    snapshot: date
    made: datetime
    promises: dict[str, Promise]


def latest(dataset: str) -> str:
    """Return the path of the newest manifest of a dataset."""
    return f"{FOLDER}/{dataset}/latest.manifest.json"


def path(dataset: str, snapshot: date, form: str) -> str:
    """Return the path of a dated file; ``form`` is `csv`, `json` or `manifest.json`."""
    return f"{FOLDER}/{dataset}/{snapshot}.{form}"


def dated(payload: Payload) -> date | None:
    """Return the date of the snapshot in a payload's URL, or None."""
    match = _DATED.search(payload.url)
    return fields.day(match[2], payload.name) if match else None


def is_manifest(content: dict[str, Any] | None, dataset: str) -> bool:
    """Return whether a JSON object is a manifest of ``dataset``."""
    return content is not None and content.get("dataset") == dataset and "files" in content


def rows(content: dict[str, Any], where: str) -> list[dict[str, Any]]:
    """Return the rows of a JSON snapshot. Raises ParseError unless `row_count` matches."""
    result = fields.records(fields.field(content, "rows", list, where), where)
    stated = content.get("row_count")
    if stated is not None and fields.count(stated, where) != len(result):
        raise ParseError(f"{where} says {stated} rows and has {len(result)}", datum=where)
    return result


def read(payload: Payload) -> Manifest:
    """Return a parsed manifest. Raises ParseError if it lists files of another snapshot."""
    content, where = fields.json_object(payload), payload.name
    dataset = fields.field(content, "dataset", str, where)
    snapshot = fields.day(content.get("snapshot_date"), where)
    files = fields.field(content, "files", dict, where)
    rows = content.get("row_count")
    number = None if rows is None else fields.count(rows, where)
    promises = {
        form: _promise(files[form], (dataset, snapshot, form), number, where)
        for form in FORMS
        if form in files
    }
    if not promises:
        raise ParseError(f"{where} lists no file", datum=where)
    retrieved_at = fields.instant(content.get("retrieved_at"), where)
    return Manifest(dataset, snapshot, retrieved_at, promises)


def _promise(file: Any, expected: tuple[str, date, str], rows: int | None, where: str) -> Promise:
    if not isinstance(file, dict):
        raise ParseError(f"{where} has an invalid {expected[2]!r}", datum=file)
    url = fields.field(file, "url", str, where)
    address = _DATED.search(url)
    if not address or address.groups() != (expected[0], str(expected[1]), expected[2]):
        raise ParseError(f"{where} lists a file of another snapshot: {url[:100]!r}", datum=url)
    sha256 = fields.field(file, "sha256", str, where).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ParseError(f"{where} has no sha256 for its {expected[2].upper()}", datum=sha256)
    return Promise(bytes=fields.count(file.get("bytes"), where), sha256=sha256, rows=rows)
