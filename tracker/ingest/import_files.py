"""Bringing recorded bodies in through the same door as fetched ones.

The time of a body is, in this order: the time given, the archive card beside it, the publisher's
own stamp inside it, an ISO date in its file or folder name, the day after the newest day in it;
never the time of the file. A file of whole days that is named by one of them was not made on it,
but after the last. A manifest and its CSV brought in together are tied by bytes and
sha256; a CSV alone is accepted, and noted as not vouched for.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path

from tracker.archive import BESIDE, CARD, Archive, body_of, card_of, payload_of, read_card
from tracker.errors import ParseError, TrackerError
from tracker.ingest.journey import LOOKED_AT, Taken, received, take, with_raw_file
from tracker.records import LARGEST_BODY, Payload
from tracker.sources import Source, day_after, recognise
from tracker.sources.datasets import manifest
from tracker.store import Store
from tracker.store.journal import REFUSED
from tracker.weeks import DAY, midnight, read_day

UNKNOWN = "unknown"
LARGEST = LARGEST_BODY
LARGEST_MANIFEST = 64 * 2**10
OF_WHOLE_DAYS = ("data_api", "export")
"""Sources of days that are over when they are published."""
LAST_OF_TIME = datetime.max.replace(tzinfo=UTC)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Body:
    """A body read from a file: what it was taken for, or the trouble in reading it."""

    payload: Payload
    source: Source | None = None
    shape: str = ""
    trouble: ParseError | None = None


def find(paths: Sequence[Path]) -> list[Path]:
    """The files meant by ``paths``; a folder means every file below it, but no link, which may lead
    to what nobody meant. Raises TrackerError."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file for file in path.rglob("*") if file.is_file() and not file.is_symlink()
            )
            found.extend(file for file in inside if not file.name.startswith("."))
        elif path.is_file():
            found.append(path)
        else:
            raise TrackerError(f"there is no file {path}", datum=path, remedy="check its name")
    return [file for file in found if not file.name.endswith(BESIDE) or _lies_elsewhere(file)]


def _lies_elsewhere(file: Path) -> Path | None:
    """Where the bytes lie of a card in an archive whose body was seen before; None for what is no
    such card."""
    if not file.name.endswith(CARD) or body_of(file).exists() or len(file.parents) < 3:
        return None
    try:
        named = Path(read_card(file).get("body") or "..")
    except ParseError:
        return None
    body = file.parents[2] / named
    inside = not named.is_absolute() and ".." not in named.parts
    return body if inside and body.is_file() and not body.is_symlink() else None


def read(files: Sequence[Path], fetched_at: datetime | None, now: datetime) -> Iterator[Body]:
    """The files as bodies, read one at a time: manifests first, then the others, each CSV with
    what its manifest promises of it."""
    small = [file for file in files if file.stat().st_size <= LARGEST_MANIFEST]
    looked_into = ((file, _body(file, fetched_at, now)) for file in small)
    manifests = {file: body for file, body in looked_into if body.payload.carries == "manifest"}
    yield from manifests.values()
    read_ones = [read for body in manifests.values() if (read := _read_manifest(body.payload))]
    for file in files:
        if file not in manifests:
            yield _tie(_body(file, fetched_at, now), read_ones)


def bring_in(body: Body, archive: Archive, store: Store, now: datetime) -> Taken:
    """Keep a body in the archive, then take it as if it had been fetched."""
    capture = received(body.payload, archive, store)
    if store.journal.outcome(capture) in LOOKED_AT:
        return Taken(body.payload, path=capture.path)
    if body.trouble or body.source is None:
        trouble = body.trouble or ParseError(f"{body.payload.name} is of no known shape")
        store.journal.set_aside(capture, REFUSED, trouble.fact)
        return Taken(body.payload, trouble=with_raw_file(trouble, capture), path=capture.path)
    return take(body.source, capture, archive, store, now=now)


def _body(file: Path, fetched_at: datetime | None, now: datetime) -> Body:
    card = card_of(file)
    if again := _lies_elsewhere(file):
        card, file = file, again
    name = file.name.removesuffix(".gz").encode(errors="replace").decode()
    payload = Payload(UNKNOWN, f"file:{name}", fetched_at or now, b"", dated=fetched_at)
    try:
        payload = replace(payload, body=_content(file))
        payload = replace(_carded(file, card, payload) or payload, source=UNKNOWN)
        source, shape = recognise(payload)
        if shape.endswith("manifest"):
            manifest.read(payload)
        carries = "manifest" if shape.endswith("manifest") else payload.carries
        payload = replace(payload, source=source.NAME, carries=carries)
        if fetched_at is None and payload.url.startswith("file:") and carries == "boards":
            payload = replace(payload, fetched_at=_time_of(file, payload, source))
        return Body(payload, source, shape)
    except ParseError as trouble:
        body = payload.body or _packed(file)
        return Body(replace(payload, source=UNKNOWN, body=body), trouble=trouble)


def _packed(file: Path) -> bytes:
    """A file as it lies there, to keep what could not be unpacked; nothing if it is too large."""
    return file.read_bytes() if file.stat().st_size <= LARGEST else b""


def _content(file: Path) -> bytes:
    """What a file holds, decompressed if it is gzip, whatever its name. Raises ParseError."""
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(file, "rb") if packed else file.open("rb") as opened:
            content = b"".join(_chunks(opened))
    except (OSError, EOFError, zlib.error) as error:
        raise ParseError(
            f"{file.name} cannot be read ({error})", datum=file, remedy="check the file"
        ) from None
    if len(content) > LARGEST:
        raise ParseError(
            f"{file.name} holds more than {LARGEST:,} bytes", datum=file, remedy="split it"
        )
    return content


def _chunks(opened: BufferedIOBase) -> Iterator[bytes]:
    """The content piece by piece, up to one piece beyond the limit."""
    size = 0
    while size <= LARGEST and (chunk := opened.read(2**20)):
        size += len(chunk)
        yield chunk


def _carded(file: Path, card: Path, payload: Payload) -> Payload | None:
    """The payload as its archive card describes it, if there is one and it fits."""
    if not card.is_file():
        return None
    facts = read_card(card)
    carded = payload_of(facts, payload.body)
    if carded.sha256 != facts["sha256"]:
        raise ParseError(f"{file.name} is not the body its card describes", datum=card)
    if payload.dated:  # the time given, which a later reading goes by as well
        return replace(carded, dated=payload.dated, fetched_at=payload.dated)
    return carded


def _time_of(file: Path, payload: Payload, source: Source) -> datetime:
    """When a body without a given time or a card was made."""
    made = source.made(payload)
    if made is not None:
        return made
    earliest = _end_of_days(payload, source)
    for part in (file.name, *(folder.name for folder in file.resolve().parents)):
        for written in _DATE.findall(part):
            try:
                named = midnight(read_day(written))
            except TrackerError:
                continue
            if earliest is None or named >= earliest:
                return named
    return day_after(source, payload)


def _end_of_days(payload: Payload, source: Source) -> datetime | None:
    """The end of the newest day in a body of whole days; None for others, and for one that cannot
    be read, which is refused where it is parsed."""
    if source.NAME not in OF_WHOLE_DAYS:
        return None
    try:
        newest = source.newest(payload)
    except ParseError:
        return None
    return None if newest is None else midnight(newest + DAY)


def _read_manifest(told: Payload) -> manifest.Manifest | None:
    try:
        return manifest.read(told)
    except ParseError:
        return None


def _tie(body: Body, manifests: list[manifest.Manifest]) -> Body:
    """The body with what its manifest promises of it: the one that has its hash, or else the one
    that names its file."""
    payload, form = body.payload, body.shape.rpartition(", ")[2].lower()
    if payload.promise or body.source is None:
        return body
    own = [
        found
        for found in manifests
        if form in found.promises and found.dataset in body.source.DATASETS
    ]
    vouching = [found for found in own if found.promises[form].sha256 == payload.sha256]
    naming = [found for found in own if payload.url == f"file:{found.snapshot}.{form}"]
    for found in [*vouching, *naming][:1]:
        dated = payload.dated or found.made
        tied = replace(payload, promise=found.promises[form], dated=dated, fetched_at=dated)
        return replace(body, payload=tied)
    return body
