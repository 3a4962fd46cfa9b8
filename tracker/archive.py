"""Raw files, written once and kept for ever.

    archive/<source>/<year>/<source>-<UTC time>-<hash>.gz          the body, compressed
    archive/<source>/<year>/<source>-<UTC time>-<hash>.card.json   where, when, status, sha256

A card holds no headers and no secrets. Both files are written beside their place and moved into
it, the body first: a card always has its body. The database can be rebuilt from this folder.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import ParseError
from tracker.records import Payload, Promise
from tracker.weeks import read_instant, stamp

CARD = ".card.json"


@dataclass(frozen=True)
class Capture:
    """A payload kept in the archive; ``path`` is relative to the archive's folder."""

    payload: Payload
    path: str


class Archive:
    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, payload: Payload) -> Capture:
        """Write the payload down, unless the same bytes of the same address are here already."""
        folder = self.root / payload.source
        for card in sorted(folder.glob(f"*/*-{payload.sha256[:12]}{CARD}")):
            kept = _read_card(card)
            if kept["url"] == payload.url and kept["sha256"] == payload.sha256:
                return Capture(payload, self._relative(card))
        when = f"{payload.fetched_at:%Y%m%dT%H%M%S%f}Z"
        stem = (
            folder / f"{payload.fetched_at:%Y}" / f"{payload.source}-{when}-{payload.sha256[:12]}"
        )
        stem.parent.mkdir(parents=True, exist_ok=True)
        body = stem.with_name(stem.name + ".gz")
        _write(body, gzip.compress(payload.body, compresslevel=2, mtime=0))
        _write(stem.with_name(stem.name + CARD), _card(payload))
        return Capture(payload, body.relative_to(self.root).as_posix())

    def captures(self) -> Iterator[Capture | ParseError]:
        """Every capture, oldest first; in place of a damaged one, the error that names it."""
        cards = self.root.glob(f"*/*/*{CARD}")
        for card in sorted(cards, key=lambda card: (card.name.rsplit("-", 2)[1:], card.name)):
            try:
                yield self.read(card)
            except ParseError as damaged:
                yield damaged

    def __len__(self) -> int:
        return sum(1 for _ in self.root.glob(f"*/*/*{CARD}"))

    def read(self, card: Path) -> Capture:
        """The capture that ``card`` describes. Raises ParseError if the body no longer fits it."""
        facts = _read_card(card)
        payload = payload_of(facts, _unzip(body_of(card)))
        if payload.sha256 != facts["sha256"]:
            raise ParseError(
                f"the archived body {body_of(card).name} is damaged (its sha256 is not the card's)",
                datum=card,
                remedy="restore that file from a backup; every other capture is read as usual",
            )
        return Capture(payload, self._relative(card))

    def _relative(self, card: Path) -> str:
        return body_of(card).relative_to(self.root).as_posix()


def body_of(card: Path) -> Path:
    """The body that lies beside a card."""
    return card.with_name(card.name.removesuffix(CARD) + ".gz")


def card_of(body: Path) -> Path:
    """Where the card of a body lies, if it has one."""
    return body.with_name(body.name.removesuffix(".gz") + CARD)


def payload_of(card: dict[str, Any], body: bytes) -> Payload:
    """The payload that a card and its body describe."""
    promise = card.get("promise")
    return Payload(
        source=card["source"],
        url=card["url"],
        fetched_at=read_instant(card["fetched_at"]),
        status=card["status"],
        content_type=card["content_type"],
        body=body,
        carries=card["carries"],
        dated=read_instant(card["dated"]) if card.get("dated") else None,
        promise=Promise(**promise) if promise else None,
    )


def _card(payload: Payload) -> bytes:
    promise = payload.promise
    facts = {
        "source": payload.source,
        "url": payload.url,
        "fetched_at": stamp(payload.fetched_at),
        "status": payload.status,
        "content_type": payload.content_type,
        "bytes": len(payload.body),
        "sha256": payload.sha256,
        "carries": payload.carries,
        "dated": stamp(payload.dated) if payload.dated else None,
        "promise": vars(promise) if promise else None,
    }
    return (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode()


def _read_card(card: Path) -> dict[str, Any]:
    try:
        facts = json.loads(card.read_bytes())
        payload_of(facts, b"")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParseError(f"the card {card.name} cannot be read ({error})", datum=card) from None
    return dict(facts)


def _unzip(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, ValueError) as error:
        raise ParseError(
            f"the archived body {path.name} is damaged ({error})",
            datum=path,
            remedy="restore that file from a backup; every other capture is read as usual",
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, move into place: the file is whole or not there."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
