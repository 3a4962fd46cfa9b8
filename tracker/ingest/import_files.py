"""Import of saved response files.

The fetch time of a body is, in this order: the time given, its archive card, the publisher's
timestamp inside it, an ISO date in its file or folder name, the day after the newest day in it;
never the file's modification time. A date in a name does not count if it is before the end of the
newest day inside. A manifest and its CSV imported together are matched by size and SHA-256; a CSV
without a manifest is accepted with a note that it is unverified.
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

from tracker.archive import CARD, CARD_SUFFIXES, Archive, body_of, card_of, payload_of, read_card
from tracker.errors import ParseError, TrackerError
from tracker.ingest.journey import FINAL, CaptureResult, received, take, with_raw_file
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
"""Sources that publish only completed days."""
LAST_OF_TIME = datetime.max.replace(tzinfo=UTC)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Body:
    """A body read from a file, with the recognised source or the error in reading it."""

    payload: Payload
    source: Source | None = None
    shape: str = ""
    trouble: ParseError | None = None


def find(paths: Sequence[Path]) -> list[Path]:
    """Return the files of ``paths``, folders recursively but without symbolic links.

    Raises TrackerError for a path that does not exist.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file for file in path.rglob("*") if file.is_file() and not file.is_symlink()
            )
            files.extend(file for file in inside if not file.name.startswith("."))
        elif path.is_file():
            files.append(path)
        else:
            raise TrackerError(f"no such file: {path}", datum=path, remedy="check the path")
    return [
        file for file in files if not file.name.endswith(CARD_SUFFIXES) or _body_elsewhere(file)
    ]


def _body_elsewhere(file: Path) -> Path | None:
    """Return the body of an archive card that refers to an earlier capture's body, else None."""
    if not file.name.endswith(CARD) or body_of(file).exists() or len(file.parents) < 3:
        return None
    try:
        name = Path(read_card(file).get("body") or "..")
    except ParseError:
        return None
    body = file.parents[2] / name
    inside = not name.is_absolute() and ".." not in name.parts
    return body if inside and body.is_file() and not body.is_symlink() else None


def read(files: Sequence[Path], fetched_at: datetime | None, now: datetime) -> Iterator[Body]:
    """Yield the files as bodies: manifests first, then the others, CSVs with their manifest."""
    small = [file for file in files if file.stat().st_size <= LARGEST_MANIFEST]
    bodies = ((file, _body(file, fetched_at, now)) for file in small)
    manifests = {file: body for file, body in bodies if body.payload.carries == "manifest"}
    yield from manifests.values()
    valid = [read for body in manifests.values() if (read := _read_manifest(body.payload))]
    for file in files:
        if file not in manifests:
            yield _match_manifest(_body(file, fetched_at, now), valid)


def import_body(body: Body, archive: Archive, store: Store, now: datetime) -> CaptureResult:
    """Archive a body, then parse, check and record it like a fetched one."""
    capture = received(body.payload, archive, store)
    if store.journal.outcome(capture) in FINAL:
        return CaptureResult(body.payload, path=capture.path)
    if body.trouble or body.source is None:
        trouble = body.trouble or ParseError(f"{body.payload.name} is not in a known format")
        store.journal.set_aside(capture, REFUSED, trouble.fact)
        return CaptureResult(
            body.payload, trouble=with_raw_file(trouble, capture), path=capture.path
        )
    return take(body.source, capture, archive, store, now=now)


def _body(file: Path, fetched_at: datetime | None, now: datetime) -> Body:
    card = card_of(file)
    if earlier := _body_elsewhere(file):
        card, file = file, earlier
    name = file.name.removesuffix(".gz").encode(errors="replace").decode()
    payload = Payload(UNKNOWN, f"file:{name}", fetched_at or now, b"", dated=fetched_at)
    try:
        payload = replace(payload, body=_content(file))
        payload = replace(_payload_on_card(file, card, payload) or payload, source=UNKNOWN)
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
    """Return the raw bytes of a file that cannot be decompressed, or none if it is too large."""
    return file.read_bytes() if file.stat().st_size <= LARGEST else b""


def _content(file: Path) -> bytes:
    """Return the content of a file, decompressed if it is gzip. Raises ParseError."""
    try:
        with file.open("rb") as raw:
            is_gzip = raw.read(2) == b"\x1f\x8b"
        with gzip.open(file, "rb") if is_gzip else file.open("rb") as opened:
            content = b"".join(_chunks(opened))
    except (OSError, EOFError, zlib.error) as error:
        raise ParseError(
            f"{file.name} cannot be read ({error})", datum=file, remedy="check the file"
        ) from None
    if len(content) > LARGEST:
        raise ParseError(
            f"{file.name} is larger than {LARGEST:,} bytes", datum=file, remedy="split it"
        )
    return content


def _chunks(opened: BufferedIOBase) -> Iterator[bytes]:
    """Yield the content in chunks, up to one chunk beyond the limit."""
    size = 0
    while size <= LARGEST and (chunk := opened.read(2**20)):
        size += len(chunk)
        yield chunk


def _payload_on_card(file: Path, card: Path, payload: Payload) -> Payload | None:
    """Return the payload as its archive card describes it, or None without a card."""
    if not card.is_file():
        return None
    facts = read_card(card)
    archived = payload_of(facts, payload.body)
    if archived.sha256 != facts["sha256"]:
        raise ParseError(f"{file.name} does not match the SHA-256 in its card", datum=card)
    if payload.dated:  # an explicit time also applies when it is parsed again
        return replace(archived, dated=payload.dated, fetched_at=payload.dated)
    return archived


def _time_of(file: Path, payload: Payload, source: Source) -> datetime:
    """Return the fetch time of a body that has neither an explicit time nor a card."""
    published = source.made(payload)
    if published is not None:
        return published
    earliest = _end_of_days(payload, source)
    for part in (file.name, *(folder.name for folder in file.resolve().parents)):
        for day in _DATE.findall(part):
            try:
                instant = midnight(read_day(day))
            except TrackerError:
                continue
            if earliest is None or instant >= earliest:
                return instant
    return day_after(source, payload)


def _end_of_days(payload: Payload, source: Source) -> datetime | None:
    """Return the end of the newest day in a body of completed days.

    Return None for other sources, and for an unreadable body, which is rejected by its parser.
    """
    if source.NAME not in OF_WHOLE_DAYS:
        return None
    try:
        newest = source.newest(payload)
    except ParseError:
        return None
    return None if newest is None else midnight(newest + DAY)


def _read_manifest(payload: Payload) -> manifest.Manifest | None:
    try:
        return manifest.read(payload)
    except ParseError:
        return None


def _match_manifest(body: Body, manifests: list[manifest.Manifest]) -> Body:
    """Return the body with its manifest's promise: matched by hash, else by file name."""
    payload, form = body.payload, body.shape.rpartition(", ")[2].lower()
    if payload.promise or body.source is None:
        return body
    candidates = [
        each for each in manifests if form in each.promises and each.dataset in body.source.DATASETS
    ]
    by_hash = [each for each in candidates if each.promises[form].sha256 == payload.sha256]
    by_name = [each for each in candidates if payload.url == f"file:{each.snapshot}.{form}"]
    for match in [*by_hash, *by_name][:1]:
        dated = payload.dated or match.made
        promised = replace(payload, promise=match.promises[form], dated=dated, fetched_at=dated)
        return replace(body, payload=promised)
    return body
