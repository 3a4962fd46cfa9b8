"""export: the keyless dated CSV of daily tokens, with its manifest. CC BY 4.0.

One snapshot a day, published about 01:46 UTC; the snapshot dated D holds the thirty complete days
before D, and is never changed. `latest.manifest.json` names the newest and promises its length and
sha256. The last two or three days of a snapshot may be revised by a later one, so the newest
snapshot that holds a day is believed. The first snapshot is of 2026-09-19, so this history begins
with 2026-08-20; a date that has no snapshot is answered with 404.

Where days are missing, older snapshots are asked for, each chosen to reach as far back as it can
while the missing day is settled in it, until thirty dates in a row have none: whatever lies behind
that, the export does not hold. The three days before a gap are asked for with it: what is on record
of them may be from before they were settled. A day that is doubted is looked up in another snapshot
or two.
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
"""Days after which a day is not revised any more."""
MOST_TRIES = 3
FIRST_DAY = date(2025, 1, 1)
OLDEST_SNAPSHOT = date(2026, 9, 19)
KNOWN = frozenset(COLUMNS)


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload]:
    """The newest snapshot, then older ones for the days that neither it nor the store holds, then
    others for the days that are doubted."""
    told = get(manifest.latest(DAILY), carries="manifest")
    yield told
    newest = manifest.read(told).snapshot
    yield _file(get, told)

    older = _Older(get, newest)
    oldest = OLDEST_SNAPSHOT if newest >= OLDEST_SNAPSHOT else FIRST_DAY
    first = max(wanted.first or FIRST_DAY, oldest - timedelta(days=SPAN))
    last = min(wanted.last or newest, newest - timedelta(days=1))
    held = {*wanted.held.get(DAILY, ()), *window(newest), *lost_days()}
    missing = set(days(first, last)) - held
    unsettled = {day - timedelta(days=n) for day in missing for n in range(1, SETTLING + 1)}
    known = {*window(newest), *lost_days()}
    for day in sorted(missing | {day for day in unsettled if day >= first}, reverse=True):
        if day in known:
            continue
        earliest = max(day + timedelta(days=1), oldest)
        settled = max(day + timedelta(days=1 + SETTLING), oldest)
        latest = min(day + timedelta(days=SPAN), newest)
        choice = [*days(settled, latest), *reversed([*days(earliest, min(settled, latest))])]
        found = yield from older.first_of(choice)
        if found:
            known |= set(window(found))
        elif day + timedelta(days=SPAN) < newest:
            break
    for day in sorted(wanted.doubted(DAILY)):
        latest = min(day + timedelta(days=SPAN), newest)
        earliest = max(day + timedelta(days=1), oldest)
        choice = [one for one in days(earliest, latest) if one not in older.had]
        yield from older.first_of(choice[-MOST_TRIES:])


@dataclass
class _Older:
    """The dated snapshots: which were had in this run, and which are absent."""

    get: Get
    newest: date
    had: set[date] = field(default_factory=set)
    absent: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.had.add(self.newest)

    def first_of(self, snapshots: Sequence[date]) -> Generator[Payload, None, date | None]:
        """The first of some snapshots that there is and that was not had yet, with its manifest."""
        for snapshot in snapshots:
            if snapshot in self.had or snapshot in self.absent:
                continue
            try:
                path = manifest.path(DAILY, snapshot, "manifest.json")
                told = self.get(path, carries="manifest")
            except Refused as refused:
                if refused.status != 404:
                    raise
                self.absent.add(snapshot)
                continue
            self.had.add(snapshot)
            yield told
            yield _file(self.get, told)
            return snapshot
        return None


def _file(get: Get, told: Payload) -> Payload:
    """The CSV that a manifest names."""
    read = manifest.read(told)
    if "csv" not in read.promises:
        raise ParseError(f"{told.name} promises no CSV", datum=told.url)
    path = manifest.path(DAILY, read.snapshot, "csv")
    return get(path, promise=read.promises["csv"], dated=read.made)


def window(snapshot: date) -> list[date]:
    """The days that the snapshot dated ``snapshot`` holds."""
    return list(days(snapshot - timedelta(days=SPAN), snapshot - timedelta(days=1)))


def shape(payload: Payload) -> str | None:
    if fields.start(payload).startswith(b"date,model_permaslug"):
        return "rankings-daily export, CSV"
    found = fields.peek_object(payload)
    if manifest.is_one(found, DAILY):
        return "rankings-daily export, manifest"
    if found is None or found.get("dataset") != DAILY:
        return None
    return "rankings-daily export, JSON" if "rows" in found else None


def made(payload: Payload) -> datetime | None:
    found = fields.peek_object(payload)
    return fields.instant(found.get("retrieved_at"), payload.name) if found else None


def newest(payload: Payload) -> date | None:
    """The newest day of a snapshot."""
    boards = parse(replace(payload, fetched_at=datetime.max.replace(tzinfo=UTC))).boards
    return max((board.key.period.start for board in boards), default=None)


def parse(payload: Payload) -> Answer:
    """Boards of a snapshot, from its CSV or from its JSON twin."""
    as_of = payload.dated or made(payload) or payload.fetched_at
    twin = fields.peek_object(payload)
    columns = _columns(payload) if twin is None else ()
    rows = _csv_rows(payload) if twin is None else _json_rows(twin, payload.name)
    counts: list[daily.Row] = []
    shares: dict[date, list[float]] = {}
    where = payload.name
    # Each date stands there fifty times and each slug thirty: what was read once is known.
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
        notes += (f"{where} is not vouched for by a manifest",)
    snapshot = manifest.dated(payload)
    return Answer(
        boards,
        as_of,
        window=Period(snapshot - timedelta(days=SPAN), snapshot) if snapshot else None,
        notes=notes,
        unknown=fields.unknown(
            twin["rows"] if twin else [dict.fromkeys(columns)], KNOWN, "rankings"
        ),
    )


def _columns(payload: Payload) -> list[str]:
    """The names in the first line of a CSV. More may stand behind those that are known."""
    try:
        header = next(csv.reader(io.StringIO(fields.lines(payload), newline=""), strict=True), [])
    except csv.Error as error:
        raise ParseError(f"{payload.name} is not CSV ({error})", datum=payload.url) from None
    if header[: len(COLUMNS)] != COLUMNS:
        raise ParseError(f"{payload.name} does not begin with its columns", datum=header)
    return header


def _csv_rows(payload: Payload) -> Iterator[tuple[object, object, object, object]]:
    lines = csv.reader(io.StringIO(fields.lines(payload), newline=""), strict=True)
    try:
        header = next(lines, [])
        for row in lines:
            if len(row) != len(header):
                raise ParseError(f"line {lines.line_num} of {payload.name} is cut short", datum=row)
            yield row[0], row[1], row[3], row[4]
    except csv.Error as error:
        raise ParseError(f"{payload.name} is not CSV ({error})", datum=payload.url) from None


def _json_rows(
    found: dict[str, Any], where: str
) -> Iterator[tuple[object, object, object, object]]:
    for row in manifest.rows(found, where):
        yield tuple(row.get(column) for column in (*COLUMNS[:2], *COLUMNS[3:]))  # type: ignore[misc]


def _share(value: object, where: str) -> float:
    try:
        if type(value) in (str, float, int):
            return float(value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        pass
    raise ParseError(f"{where} has {str(value)[:40]!r} where a share was due", datum=value)
