"""export: the keyless dated CSV of daily tokens, with its manifest. CC BY 4.0.

One snapshot a day, published about 01:46 UTC; the snapshot dated D holds the thirty complete days
before D, and is never changed. `latest.manifest.json` names the newest and promises its length and
sha256. The last two or three days of a snapshot may be revised by a later one, so the newest
snapshot that holds a day is believed. The first snapshot is of 2026-09-19, so this history begins
with 2026-08-20; a date that has no snapshot is answered with 404.

Where days are missing, older snapshots are asked for, each chosen to reach as far back as it can,
until thirty dates in a row have none: whatever lies behind that, the export does not hold.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tracker.errors import ParseError, Refused
from tracker.identity import lost_days
from tracker.records import Answer, Payload, Promise
from tracker.sources import CC_BY, RANKINGS, Get, Wanted, body, daily
from tracker.weeks import Period, days

NAME = "export"
CITATION = RANKINGS
DATASETS = {daily.DAILY: CC_BY}

FOLDER = "/api/v1/datasets/exports/rankings-daily"
COLUMNS = ["date", "model_permaslug", "rank", "total_tokens", "share_of_daily_tokens"]
SPAN = 30
FIRST_DAY = date(2025, 1, 1)
OLDEST_SNAPSHOT = date(2026, 9, 19)
_DATED = re.compile(FOLDER + r"/(\d{4}-\d{2}-\d{2})\.csv\Z")


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """The newest snapshot, then older ones for the days that neither it nor the store holds."""
    manifest = get(f"{FOLDER}/latest.manifest.json", carries="manifest")
    yield manifest
    newest, promise, dated = read_manifest(manifest)
    yield get(f"{FOLDER}/{newest}.csv", promise=promise, dated=dated)

    held = {*wanted.held.get(daily.DAILY, ()), *window(newest), *lost_days()}
    oldest = OLDEST_SNAPSHOT if newest >= OLDEST_SNAPSHOT else FIRST_DAY
    first = max(wanted.first or FIRST_DAY, oldest - timedelta(days=SPAN))
    last = min(wanted.last or newest, newest - timedelta(days=1))
    absent: set[date] = set()
    for day in sorted(set(days(first, last)) - held, reverse=True):
        if day in held:
            continue
        nearest = max(day + timedelta(days=1), oldest)
        for snapshot in days(nearest, min(day + timedelta(days=SPAN), newest)):
            if snapshot in absent or snapshot == newest:
                continue
            try:
                older = get(f"{FOLDER}/{snapshot}.manifest.json", carries="manifest")
            except Refused as refused:
                if refused.status != 404:
                    raise
                absent.add(snapshot)
                continue
            yield older
            _, promise, dated = read_manifest(older)
            yield get(f"{FOLDER}/{snapshot}.csv", promise=promise, dated=dated)
            held |= set(window(snapshot))
            break
        else:
            if day + timedelta(days=SPAN) < newest:
                return


def window(snapshot: date) -> list[date]:
    """The days that the snapshot dated ``snapshot`` holds."""
    return list(days(snapshot - timedelta(days=SPAN), snapshot - timedelta(days=1)))


def read_manifest(payload: Payload) -> tuple[date, Promise, datetime]:
    """Of which snapshot a manifest speaks, what it promises of the CSV, and when it was made."""
    found = body.json_object(payload)
    where = payload.name
    snapshot = body.day(found.get("snapshot_date"), where)
    file = body.field(body.field(found, "files", dict, where), "csv", dict, where)
    url = body.field(file, "url", str, where)
    address = _DATED.search(url)
    if not address or address[1] != snapshot.isoformat():
        raise ParseError(f"{where} names a file that is not its own: {url[:100]!r}", datum=url)
    sha256 = body.field(file, "sha256", str, where).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ParseError(f"{where} has no sha256 for its CSV", datum=sha256)
    rows = found.get("row_count")
    promise = Promise(
        bytes=body.count(file.get("bytes"), where),
        sha256=sha256,
        rows=None if rows is None else body.count(rows, where),
    )
    return snapshot, promise, body.instant(found.get("retrieved_at"), where)


def shape(payload: Payload) -> str | None:
    if payload.body.lstrip(b"\xef\xbb\xbf")[:20].startswith(b"date,model_permaslug"):
        return "rankings-daily export, CSV"
    found = body.peek_object(payload)
    if found is None or found.get("dataset") != daily.DAILY:
        return None
    if "files" in found:
        return "rankings-daily export, manifest"
    return "rankings-daily export, JSON" if "rows" in found else None


def made(payload: Payload) -> datetime | None:
    found = body.peek_object(payload)
    return body.instant(found.get("retrieved_at"), payload.name) if found else None


def parse(payload: Payload) -> Answer:
    """Boards of a snapshot, from its CSV or from its JSON twin."""
    as_of = payload.dated or made(payload) or payload.fetched_at
    twin = body.peek_object(payload)
    rows = _csv_rows(payload) if twin is None else _json_rows(twin, payload.name)
    counts: list[daily.Row] = []
    shares: dict[date, list[float]] = {}
    where = payload.name
    for day, slug, tokens, share in rows:
        start = body.day(day, where)
        counts.append((start, body.name(slug, where), body.count(tokens, where)))
        shares.setdefault(start, []).append(_share(share, where))
    boards, notes = daily.boards(counts, as_of, shares=shares)
    if not payload.promise:
        notes += (f"{where} is not vouched for by a manifest",)
    asked = _DATED.search(payload.url)
    asked_for = window(body.day(asked[1], where)) if asked else None
    return Answer(
        boards,
        as_of,
        window=Period(asked_for[0], asked_for[-1] + timedelta(days=1)) if asked_for else None,
        notes=notes,
    )


def _csv_rows(payload: Payload) -> Iterator[tuple[object, object, object, object]]:
    lines = csv.reader(io.StringIO(body.text(payload), newline=""), strict=True)
    try:
        header = next(lines, [])
        if header[: len(COLUMNS)] != COLUMNS:
            raise ParseError(f"{payload.name} does not begin with its columns", datum=header)
        for row in lines:
            if len(row) != len(header):
                raise ParseError(f"line {lines.line_num} of {payload.name} is cut short", datum=row)
            yield row[0], row[1], row[3], row[4]
    except csv.Error as error:
        raise ParseError(f"{payload.name} is not CSV ({error})", datum=payload.url) from None


def _json_rows(
    found: dict[str, Any], where: str
) -> Iterator[tuple[object, object, object, object]]:
    for row in body.field(found, "rows", list, where):
        if not isinstance(row, dict):
            raise ParseError(f"{where} has a row that is not an object", datum=row)
        yield tuple(row.get(column) for column in (*COLUMNS[:2], *COLUMNS[3:]))  # type: ignore[misc]


def _share(value: object, where: str) -> float:
    try:
        if type(value) in (str, float, int):
            return float(value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        pass
    raise ParseError(f"{where} has {str(value)[:40]!r} where a share was due", datum=value)
