"""The archive of raw files, which are written once and never changed.

    archive/<source>/<year>/<source>-<UTC time>-<hash>.gz          the body, compressed
    archive/<source>/<year>/<source>-<UTC time>-<hash>.card.json   where, when, status, sha256
    archive/<source>/<year>/<source>-<UTC time>-<hash>.decided.json    the decision (`decisions.py`)
    archive/<source>/<year>/<source>-<UTC time>-<hash>.accepted.json   acceptance by a person

The card is written first, as `.arriving.json`, then the body, then the card is renamed: a card
always has its body, and a body that a killed run left can be recovered with its card. Identical
bytes are stored once; later cards refer to the first file. Cards contain no secrets, and of the
headers only the etag. The folder is private to its user, and the database can be rebuilt from it.

archive
    The folder of everything received, as received. The database is derived from it and can be
    rebuilt.
capture
    A payload kept permanently in the archive. Its number in the database is the argument of
    `tracker accept`.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from tracker import decisions
from tracker.decisions import Decision, Decisions, Ended
from tracker.errors import ConfigError, ParseError, TrackerError
from tracker.files import LEFTOVER, private_folder, write_whole
from tracker.records import LARGEST_BODY, Key, Payload, Promise
from tracker.weeks import read_instant, stamp


@dataclass(frozen=True)
class Capture:
    """A payload in the archive, identified by its ``path`` relative to the archive folder.

    ``accepted`` is the reason if a person accepted it; ``at`` is the path of an earlier capture
    with the same bytes.
    """

    payload: Payload
    path: str
    accepted: str | None = None
    at: str = ""

    @property
    def file(self) -> str:
        """Return the path of its bytes."""
        return self.at or self.path


class Archive:
    """A folder of captures, with an optional fallback folder ``behind`` it."""

    def __init__(self, root: Path, behind: Path | None = None) -> None:
        self.root, self.behind = root, behind

    def keep(self, payload: Payload, *, again: bool = False) -> Capture:
        """Archive a payload and return its capture.

        If the same bytes from the same URL, with the same date and promise, are archived already,
        the last such capture is returned, so that a reparse reads the same. If ``again``, the
        body returned after a different one and gets its own card. Nothing is overwritten.
        """
        if not payload.source.isidentifier():
            raise ParseError(f"{payload.source!r} is not a source name", datum=payload.url)
        folder = self.root / payload.source
        intact = list(self._intact(self._files_with(folder, payload.sha256[:12], CARD)))
        same = [capture for capture in intact if _identity(capture.payload) == _identity(payload)]
        if again:
            same = [capture for capture in same if capture.payload.fetched_at == payload.fetched_at]
        if same:
            earlier = [
                capture for capture in same if capture.payload.fetched_at <= payload.fetched_at
            ]
            return max(earlier or same[:1], key=lambda capture: capture.payload.fetched_at)
        when = f"{payload.fetched_at:%Y%m%dT%H%M%S%f}Z"
        name = f"{payload.source}-{when}-{payload.sha256[:12]}"
        year = folder / f"{payload.fetched_at:%Y}"
        stored_body = next(
            (capture.file for capture in intact if capture.payload.sha256 == payload.sha256), ""
        )
        with _writing(self.root):
            private_folder(self.root)
            year.mkdir(parents=True, exist_ok=True)
            cards = (year / f"{name}{'' if copy == 1 else f'.{copy}'}{CARD}" for copy in count(1))
            card = next(card for card in cards if not card.exists())
            if stored_body:
                write_whole(card, written(payload, stored_body), durable=True)
                return Capture(payload, self._relative(card), at=stored_body)
            arriving = named_like(card, ARRIVING)
            write_whole(arriving, written(payload), durable=True)
            compressed = gzip.compress(payload.body, compresslevel=2, mtime=0)
            try:
                write_whole(body_of(card), compressed, durable=True)
            except OSError:
                arriving.unlink()
                raise
            arriving.replace(card)
            for body in self._files_with(folder, payload.sha256[:12], BODY):
                if not card_of(body).exists():
                    body.unlink()  # a duplicate without a card
        return Capture(payload, self._relative(card))

    def sweep(self) -> None:
        """Clean up after an interrupted run. Requires the lock.

        Temporary files are removed, and a complete body gets its card.
        """
        with _writing(self.root):
            for leftover in self.root.glob(f"*/*/.*{LEFTOVER}"):
                leftover.unlink()
            for arriving in self.root.glob(f"*/*/*{ARRIVING}"):
                card = arriving.with_name(arriving.name.removesuffix(ARRIVING) + CARD)
                if body_of(card).exists() and not card.exists():
                    arriving.replace(card)
                else:
                    arriving.unlink()

    def adopt(self, path: str) -> Capture:
        """Create the card of a body from its file name (source and time).

        Raises ParseError if the body is unreadable or does not match the name.
        """
        body = self.root / path
        source, when, digest = body.name.removesuffix(BODY).rsplit("-", 2)
        try:
            fetched_at = datetime.strptime(when, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
        except ValueError:
            raise _damaged(body, "no time in its name") from None
        payload = Payload(source, f"file:{body.name}", fetched_at, _unzip(body))
        if not payload.sha256.startswith(digest.partition(".")[0]):
            raise _damaged(body, "its SHA-256 does not match its name")
        with _writing(self.root):
            write_whole(card_of(body), written(payload), durable=True)
        return Capture(payload, path)

    def captures(self) -> Iterator[Capture | ParseError]:
        """Yield every capture, oldest first, or the error of a damaged one."""
        for path in self.paths():
            try:
                yield self.read(card_of(self.root / path))
            except ParseError as damaged:
                yield damaged

    def paths(self) -> list[str]:
        """Return the path of every capture, oldest first."""
        return self.listed()[0]

    def listed(self) -> tuple[list[str], list[str]]:
        """Return the paths of captures, oldest first, and of bodies without a card.

        With years of files this is ten times as fast as a glob pattern.
        """
        cards, bodies = set(), set()
        for folder in self._years():
            where = folder.relative_to(self.root).as_posix()
            for name in os.listdir(folder):  # noqa: PTH208
                if name.endswith(CARD):
                    cards.add(f"{where}/{name.removesuffix(CARD)}{BODY}")
                elif name.endswith(BODY) and not name.startswith("."):
                    bodies.add(f"{where}/{name}")
        in_time = sorted(cards, key=lambda path: (path.rsplit("-", 2)[1:], path.rpartition("/")[2]))
        return in_time, sorted(bodies - cards)

    def _years(self) -> list[Path]:
        return [year for year in self.root.glob("*/*") if year.is_dir()]

    def __len__(self) -> int:
        return sum(1 for _ in self.root.glob(f"*/*/*{CARD}"))

    def read(self, card: Path) -> Capture:
        """Return the capture of a card. Raises ParseError if the body does not match it."""
        facts = read_card(card)
        at = facts.get("body") or ""
        body = self.root / _inside(at) if at else body_of(card)
        payload = payload_of(facts, _unzip(body))
        if payload.sha256 != facts["sha256"]:
            raise _damaged(body, "its SHA-256 does not match the card")
        file = named_like(card, ACCEPTED)
        accepted = decisions.read(file).accepted if file.exists() else None
        return Capture(payload, self._relative(card), accepted, at)

    def find(self, path: str) -> Capture:
        """Return the capture at a path from the store.

        Raises ParseError if it is outside the archive: others may write to a store on a server.
        """
        card = card_of(self.root / _inside(path))
        if self.behind and not card.exists():
            return Archive(self.behind).find(path)
        return self.read(card)

    def holds(self, path: str) -> bool:
        """Return whether the bytes of a capture exist, possibly in the file of an earlier one."""
        try:
            body = self.root / _inside(path)
            if body.is_file():
                return True
            at = str(read_card(card_of(body)).get("body") or "")
            return bool(at) and (self.root / _inside(at)).is_file()
        except ParseError:
            return False

    # Decisions.

    def decide(self, capture: Capture, decision: Decision) -> None:
        """Write the decision about a capture, unless there is one."""
        self._write(capture, DECIDED, decision)

    def accept(
        self, capture: Capture, why: str, *, at: datetime, ended: tuple[Ended, ...] = ()
    ) -> Capture:
        """Write that a person accepted a capture, so that a rebuilt store knows it too."""
        reason = f"accepted at {stamp(at)}, although {why}"
        self._write(capture, ACCEPTED, Decision(ended=ended, accepted=reason))
        return replace(capture, accepted=reason)

    def decision(self, path: str) -> Decision | None:
        """Return the decision about a capture on arrival, or None. Raises ParseError."""
        file = named_like(card_of(self.root / path), DECIDED)
        return decisions.read(file) if file.exists() else None

    def acceptance(self, path: str) -> Decision | None:
        """Return the acceptance of a capture by a person, or None. Raises ParseError."""
        file = named_like(card_of(self.root / path), ACCEPTED)
        return decisions.read(file) if file.exists() else None

    def decided(self) -> Decisions:
        """Return all readable decisions; unreadable ones are ignored."""
        by_path: dict[str, Decision] = {}
        ended: dict[tuple[str, Key], Ended] = {}
        for suffix in (DECIDED, ACCEPTED):
            for file in sorted(self.root.glob(f"*/*/*{suffix}")):
                try:
                    decision = decisions.read(file)
                except ParseError:
                    continue
                if suffix == DECIDED:
                    card = file.with_name(file.name.removesuffix(DECIDED) + CARD)
                    by_path[self._relative(card)] = decision
                ended |= {(end.path, end.key): end for end in decision.ended}
        return Decisions(by_path, ended)

    def _write(self, capture: Capture, suffix: str, decision: Decision) -> None:
        file = named_like(card_of(self.root / _inside(capture.path)), suffix)
        with _writing(self.root):
            private_folder(self.root)
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                write_whole(file, decisions.written(decision), durable=True)

    def _intact(self, cards: list[Path]) -> Iterator[Capture]:
        for card in cards:
            try:
                yield self.read(card)
            except ParseError:
                continue  # damaged; `captures` reports it

    def _files_with(self, folder: Path, digest: str, suffix: str) -> list[Path]:
        """Return the files in a source's folder with a digest in their name and a suffix."""
        years = [year for year in folder.glob("*") if year.is_dir()]
        return sorted(
            year / name
            for year in years
            for name in os.listdir(year)  # noqa: PTH208
            if f"-{digest}" in name and name.endswith(suffix)
        )

    def _relative(self, card: Path) -> str:
        return body_of(card).relative_to(self.root).as_posix()


def _inside(path: str) -> str:
    """Return a path if it stays inside the archive. Raises ParseError otherwise."""
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise ParseError(f"{path!r} is outside the archive", datum=path)
    return path


def source_of(path: str) -> str:
    """Return the source of a path in the archive."""
    return path.partition("/")[0]


def _identity(payload: Payload) -> tuple[object, ...]:
    """Return what distinguishes captures; the time of the fetch alone does not."""
    return payload.url, payload.sha256, payload.dated, payload.promise


def _unzip(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            body = file.read(LARGEST_BODY + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, str(error)) from None
    if len(body) > LARGEST_BODY:
        raise _damaged(path, f"larger than {LARGEST_BODY:,} bytes")
    return body


def _damaged(body: Path, why: str) -> ParseError:
    return ParseError(
        f"the archived body {body.name} is damaged ({why})",
        datum=body,
        remedy="restore the file from a backup; other captures are not affected",
    )


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    """Convert OSError to TrackerError for writes to the archive."""
    try:
        yield
    except OSError as error:
        raise TrackerError(
            f"the archive {root} cannot be written to ({error.strerror})",
            datum=root,
            remedy="free some disk space or make the folder writable, and run the command again",
        ) from None


BODY, CARD = ".gz", ".card.json"
ARRIVING, DECIDED, ACCEPTED = ".arriving.json", ".decided.json", ".accepted.json"
CARD_SUFFIXES = (CARD, ARRIVING, DECIDED, ACCEPTED)
"""Suffixes of the files that accompany a body."""
FACTS = {
    "source": str,
    "url": str,
    "fetched_at": str,
    "status": int,
    "content_type": str,
    "sha256": str,
    "carries": str,
    "dated": str | None,
    "promise": dict | None,
    "etag": str | None,
    "body": str | None,
}
"""The fields of a card and their types."""


def body_of(card: Path) -> Path:
    """Return the path of the body of a card."""
    return named_like(card, BODY)


def card_of(body: Path) -> Path:
    """Return the path of the card of a body."""
    return body.with_name(body.name.removesuffix(BODY) + CARD)


def named_like(card: Path, suffix: str) -> Path:
    """Return the path of the file of the same capture with another suffix."""
    return card.with_name(card.name.removesuffix(CARD) + suffix)


def read_card(card: Path) -> dict[str, Any]:
    """Return the validated fields of a card. Raises ParseError."""
    try:
        facts: dict[str, Any] = dict(json.loads(card.read_bytes()))
        for fact, kind in FACTS.items():
            if not isinstance(facts.get(fact), kind):
                raise TypeError(f"invalid {fact}") if fact in facts else KeyError(fact)
        json.dumps(facts, ensure_ascii=False).encode()
        payload_of(facts, b"")
    except KeyError as missing:
        raise ParseError(f"the card {card.name} has no {missing}", datum=card) from None
    except (OSError, ValueError, TypeError, RecursionError, ConfigError) as error:
        reason = error.fact if isinstance(error, ConfigError) else error
        raise ParseError(f"the card {card.name} cannot be read ({reason})", datum=card) from None
    return facts


def payload_of(card: dict[str, Any], body: bytes) -> Payload:
    """Return the payload of a card and a body."""
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
        promise=None if promise is None else _promise(promise),
        etag=str(card.get("etag") or ""),
    )


def _promise(facts: dict[str, Any]) -> Promise:
    rows = facts["rows"]
    return Promise(int(facts["bytes"]), str(facts["sha256"]), None if rows is None else int(rows))


def written(payload: Payload, body: str | None = None) -> bytes:
    """Return the card of a payload; ``body`` is the path of its bytes if stored elsewhere."""
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
        "etag": payload.etag,
        **({"body": body} if body else {}),
    }
    return (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode()
