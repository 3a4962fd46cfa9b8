"""export: the keyless dated CSV of daily tokens, with its manifest. CC BY 4.0.

One snapshot a day, published about 01:46 UTC; the snapshot dated D holds the thirty complete days
before D and never changes. `latest.manifest.json` names the newest, with its size and SHA-256. The
last two or three days of a snapshot may be revised by a later one, so the newest snapshot with a
day is used. The first snapshot is of 2026-09-19, so this history begins with 2026-08-20; a date
without a snapshot returns 404.

For missing days older snapshots are fetched, each as old as possible with the missing day final,
until thirty dates in a row have none. The three days before a gap are included, because their
recorded values may be preliminary. A doubted day is looked up in another snapshot or two.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.breaks import lost_days
from tracker.errors import ParseError, Refused
from tracker.records import DAILY, Answer, Payload
from tracker.sources import Get, Wanted, fields
from tracker.sources.datasets import daily, manifest
from tracker.weeks import Period, days

NAME = "export"
DATASETS = (DAILY,)

COLUMNS = ["date", "model_permaslug", "rank", "total_tokens", "share_of_daily_tokens"]
SPAN = 30
SETTLING = 3
"""Days after which a day is final."""
MOST_TRIES = 3
FIRST_DAY = date(2025, 1, 1)
OLDEST_SNAPSHOT = date(2026, 9, 19)
KNOWN = frozenset(COLUMNS)


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """Fetch the newest snapshot, then older ones for missing days and for doubted days."""
    latest_manifest = get(manifest.latest(DAILY), carries="manifest")
    yield latest_manifest
    newest = manifest.read(latest_manifest).snapshot
    yield _file(get, latest_manifest)

    older = _Older(get, newest)
    oldest = OLDEST_SNAPSHOT if newest >= OLDEST_SNAPSHOT else FIRST_DAY
    first = max(wanted.first or FIRST_DAY, oldest - timedelta(days=SPAN))
    last = min(wanted.last or newest, newest - timedelta(days=1))
    held = {*wanted.held.get(DAILY, ()), *window(newest), *lost_days()}
    missing = set(days(first, last)) - held
    unsettled = {day - timedelta(days=n) for day in missing for n in range(1, SETTLING + 1)}
    covered = {*window(newest), *lost_days()}
    for day in sorted(missing | {day for day in unsettled if day >= first}, reverse=True):
        if day in covered:
            continue
        earliest = max(day + timedelta(days=1), oldest)
        settled = max(day + timedelta(days=1 + SETTLING), oldest)
        latest = min(day + timedelta(days=SPAN), newest)
        candidates = [*days(settled, latest), *reversed([*days(earliest, min(settled, latest))])]
        snapshot = yield from older.first_of(candidates)
        if snapshot:
            covered |= set(window(snapshot))
        elif day + timedelta(days=SPAN) < newest:
            break
    for day in sorted(wanted.doubted(DAILY)):
        latest = min(day + timedelta(days=SPAN), newest)
        earliest = max(day + timedelta(days=1), oldest)
        candidates = [each for each in days(earliest, latest) if each not in older.fetched]
        yield from older.first_of(candidates[-MOST_TRIES:])


@dataclass
class _Older:
    """The dated snapshots fetched in this run, and those that do not exist."""

    get: Get
    newest: date
    fetched: set[date] = field(default_factory=set)
    absent: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.fetched.add(self.newest)

    def first_of(self, snapshots: Sequence[date]) -> Generator[Payload, None, date | None]:
        """Fetch the first snapshot that exists and was not fetched yet, with its manifest."""
        for snapshot in snapshots:
            if snapshot in self.fetched or snapshot in self.absent:
                continue
            try:
                path = manifest.path(DAILY, snapshot, "manifest.json")
                manifest_file = self.get(path, carries="manifest")
            except Refused as refused:
                if refused.status != 404:
                    raise
                self.absent.add(snapshot)
                continue
            self.fetched.add(snapshot)
            yield manifest_file
            yield _file(self.get, manifest_file)
            return snapshot
        return None


def _file(get: Get, manifest_file: Payload) -> Payload:
    """Fetch the CSV of a manifest."""
    listing = manifest.read(manifest_file)
    if "csv" not in listing.promises:
        raise ParseError(f"{manifest_file.name} lists no CSV", datum=manifest_file.url)
    path = manifest.path(DAILY, listing.snapshot, "csv")
    return get(path, promise=listing.promises["csv"], dated=listing.made)


def window(snapshot: date) -> list[date]:
    """Return the days of the snapshot dated ``snapshot``."""
    return list(days(snapshot - timedelta(days=SPAN), snapshot - timedelta(days=1)))


def shape(payload: Payload) -> str | None:
    if fields.start(payload).startswith(b"date,model_permaslug"):
        return "rankings-daily export, CSV"
    content = fields.peek_object(payload)
    if manifest.is_manifest(content, DAILY):
        return "rankings-daily export, manifest"
    if content is None or content.get("dataset") != DAILY:
        return None
    return "rankings-daily export, JSON" if "rows" in content else None


def made(payload: Payload) -> datetime | None:
    content = fields.peek_object(payload)
    return fields.instant(content.get("retrieved_at"), payload.name) if content else None


def newest(payload: Payload) -> date | None:
    """Return the newest day of a snapshot."""
    boards = parse(replace(payload, fetched_at=datetime.max.replace(tzinfo=UTC))).boards
    return max((board.key.period.start for board in boards), default=None)


def parse(payload: Payload) -> Answer:
    """Return the boards of a snapshot, from its CSV or JSON."""
    as_of = payload.dated or made(payload) or payload.fetched_at
    content = fields.peek_object(payload)
    columns = _columns(payload) if content is None else ()
    rows = _csv_rows(payload) if content is None else _json_rows(content, payload.name)
    counts: list[daily.Row] = []
    shares: dict[date, list[float]] = {}
    where = payload.name
    # Each date appears fifty times and each slug thirty, so parsed values are cached.
    dates: dict[object, date] = {}
    slugs: dict[object, str] = {}
    for day, slug, tokens, share in rows:
        start = dates.get(day) if type(day) is str else None
        if start is None:
            start = dates[day] = fields.day(day, where)
        name = slugs.get(slug) if type(slug) is str else None
        if name is None:
            name = slugs[slug] = fields.name(slug, where)
        counts.append((start, name, fields.count(tokens, where)))
        shares.setdefault(start, []).append(_share(share, where))
    boards, notes = daily.boards(counts, as_of, shares=shares)
    if not payload.promise:
        notes += (f"{where} is not verified by a manifest",)
    snapshot = manifest.dated(payload)
    return Answer(
        boards,
        as_of,
        window=Period(snapshot - timedelta(days=SPAN), snapshot) if snapshot else None,
        notes=notes,
        unknown=fields.unknown(
            content["rows"] if content else [dict.fromkeys(columns)], KNOWN, "rankings"
        ),
    )


def _columns(payload: Payload) -> list[str]:
    """Return the columns of a CSV, which may have more than the known ones."""
    try:
        header = next(csv.reader(io.StringIO(fields.lines(payload), newline=""), strict=True), [])
    except csv.Error as error:
        raise ParseError(f"{payload.name} is not CSV ({error})", datum=payload.url) from None
    if header[: len(COLUMNS)] != COLUMNS:
        raise ParseError(f"{payload.name} lacks its header", datum=header)
    return header


def _csv_rows(payload: Payload) -> Iterator[tuple[object, object, object, object]]:
    lines = csv.reader(io.StringIO(fields.lines(payload), newline=""), strict=True)
    try:
        header = next(lines, [])
        for row in lines:
            if len(row) != len(header):
                raise ParseError(
                    f"line {lines.line_num} of {payload.name} is incomplete", datum=row
                )
            yield row[0], row[1], row[3], row[4]
    except csv.Error as error:
        raise ParseError(f"{payload.name} is not CSV ({error})", datum=payload.url) from None


def _json_rows(
    content: dict[str, Any], where: str
) -> Iterator[tuple[object, object, object, object]]:
    for row in manifest.rows(content, where):
        yield tuple(row.get(column) for column in (*COLUMNS[:2], *COLUMNS[3:]))  # type: ignore[misc]


def _share(value: object, where: str) -> float:
    try:
        if type(value) in (str, float, int):
            return float(value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        pass
    raise ParseError(f"{where} has {str(value)[:40]!r} instead of a share", datum=value)
