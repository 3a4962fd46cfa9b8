"""Raw files, written once and kept for ever.

    archive/<source>/<year>/<source>-<UTC time>-<hash>.gz          the body, compressed
    archive/<source>/<year>/<source>-<UTC time>-<hash>.card.json   where, when, status, sha256
    archive/<source>/<year>/<source>-<UTC time>-<hash>.decided.json    what was decided about it
    archive/<source>/<year>/<source>-<UTC time>-<hash>.accepted.json   a person overruled a doubt

What a card says is in `cards.py`, what a decision says in `decisions.py`. Every file is written
beside its place and moved into it. The card comes first, under the name of one that is arriving,
then the body, and only then the card has its own name: a card always has its body, and a body that
a killed run left can be taken up with its card. Bytes lie here once: the card of a body that was
seen before names the file of the first. The database can be rebuilt from this folder, which its
user alone can enter.

archive
    The folder of everything received, as it was received. The database is made of it, and can be
    made of it again.
capture
    A payload that is kept for ever in the archive; its number in the database is what `tracker
    accept` takes.

Cards: what lies beside a raw file and says where it came from, when, and what it must hold.

A card holds no secrets, and of the headers only the etag. The card of a body that had come before
names the file in which the same bytes lie already.
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
    """A payload kept in the archive; ``path`` is relative to the archive's folder, and its name
    there. ``accepted`` is what a person said of the doubts about it, if one did. Where the same
    bytes had come before, they lie ``at`` the path of the first."""

    payload: Payload
    path: str
    accepted: str | None = None
    at: str = ""

    @property
    def file(self) -> str:
        """Where its bytes lie."""
        return self.at or self.path


class Archive:
    """A folder of captures. What is looked for and not here is looked for ``behind`` it too."""

    def __init__(self, root: Path, behind: Path | None = None) -> None:
        self.root, self.behind = root, behind

    def keep(self, payload: Payload, *, again: bool = False) -> Capture:
        """Write the payload down, unless the same bytes, dated and promised alike, of the same
        address are here already: then the capture is the last of these, as fetched when it was, so
        that a reparse reads the same. One that was seen ``again`` after another had been seen gets
        a card of its own. What is here is never written over."""
        if not payload.source.isidentifier():
            raise ParseError(f"{payload.source!r} is no name of a source", datum=payload.url)
        folder = self.root / payload.source
        intact = list(self._intact(self._alike(folder, payload.sha256[:12], CARD)))
        same = [kept for kept in intact if _told_apart(kept.payload) == _told_apart(payload)]
        if again:
            same = [kept for kept in same if kept.payload.fetched_at == payload.fetched_at]
        if same:
            earlier = [kept for kept in same if kept.payload.fetched_at <= payload.fetched_at]
            return max(earlier or same[:1], key=lambda kept: kept.payload.fetched_at)
        when = f"{payload.fetched_at:%Y%m%dT%H%M%S%f}Z"
        name = f"{payload.source}-{when}-{payload.sha256[:12]}"
        year = folder / f"{payload.fetched_at:%Y}"
        there = next((kept.file for kept in intact if kept.payload.sha256 == payload.sha256), "")
        with _writing(self.root):
            private_folder(self.root)
            year.mkdir(parents=True, exist_ok=True)
            cards = (year / f"{name}{'' if copy == 1 else f'.{copy}'}{CARD}" for copy in count(1))
            card = next(card for card in cards if not card.exists())
            if there:
                write_whole(card, written(payload, there), kept=True)
                return Capture(payload, self._relative(card), at=there)
            arriving = named_like(card, ARRIVING)
            write_whole(arriving, written(payload), kept=True)
            packed = gzip.compress(payload.body, compresslevel=2, mtime=0)
            try:
                write_whole(body_of(card), packed, kept=True)
            except OSError:
                arriving.unlink()
                raise
            arriving.replace(card)
            for body in self._alike(folder, payload.sha256[:12], BODY):
                if not card_of(body).exists():
                    body.unlink()  # its card was lost; the same body is kept now
        return Capture(payload, self._relative(card))

    def sweep(self) -> None:
        """Take away the files that a run which was cut short was writing, and give a body that it
        had written its card. For who writes alone."""
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
        """Give a body without a card one that says what its name does: source and time. Raises
        ParseError when the body cannot be read or its name is another's."""
        body = self.root / path
        source, when, digest = body.name.removesuffix(BODY).rsplit("-", 2)
        try:
            fetched_at = datetime.strptime(when, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
        except ValueError:
            raise _damaged(body, "its name tells no time") from None
        payload = Payload(source, f"file:{body.name}", fetched_at, _unzip(body))
        if not payload.sha256.startswith(digest.partition(".")[0]):
            raise _damaged(body, "its sha256 is not the one of its name")
        with _writing(self.root):
            write_whole(card_of(body), written(payload), kept=True)
        return Capture(payload, path)

    def captures(self) -> Iterator[Capture | ParseError]:
        """Every capture, oldest first; in place of a damaged one, the error that names it."""
        for path in self.paths():
            try:
                yield self.read(card_of(self.root / path))
            except ParseError as damaged:
                yield damaged

    def paths(self) -> list[str]:
        """The path of every capture, oldest first."""
        return self.listed()[0]

    def listed(self) -> tuple[list[str], list[str]]:
        """The path of every capture, oldest first, and of every body without a card. Years of names
        lie here, which a pattern would take ten times as long to go through."""
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
        """The capture that ``card`` describes. Raises ParseError if the body no longer fits it."""
        facts = read_card(card)
        at = facts.get("body") or ""
        body = self.root / _inside(at) if at else body_of(card)
        payload = payload_of(facts, _unzip(body))
        if payload.sha256 != facts["sha256"]:
            raise _damaged(body, "its sha256 is not the card's")
        said = named_like(card, ACCEPTED)
        accepted = decisions.read(said).accepted if said.exists() else None
        return Capture(payload, self._relative(card), accepted, at)

    def find(self, path: str) -> Capture:
        """The capture of a ``path``, as a row of the store names it. Raises ParseError for one
        outside the archive: a store on a server is not ours alone."""
        here = card_of(self.root / _inside(path))
        if self.behind and not here.exists():
            return Archive(self.behind).find(path)
        return self.read(here)

    def holds(self, path: str) -> bool:
        """Whether the bytes of a capture are there, be it under the name of another."""
        try:
            body = self.root / _inside(path)
            if body.is_file():
                return True
            at = str(read_card(card_of(body)).get("body") or "")
            return bool(at) and (self.root / _inside(at)).is_file()
        except ParseError:
            return False

    # What was decided.

    def decide(self, capture: Capture, decision: Decision) -> None:
        """Write down what was decided about a capture, unless that is here already."""
        self._write(capture, DECIDED, decision)

    def accept(
        self, capture: Capture, why: str, *, at: datetime, ended: tuple[Ended, ...] = ()
    ) -> Capture:
        """Write beside a capture that a person overruled the doubts about it: on the record, so
        that a store rebuilt from here knows it too."""
        said = f"accepted at {stamp(at)}, although {why}"
        self._write(capture, ACCEPTED, Decision(ended=ended, accepted=said))
        return replace(capture, accepted=said)

    def decision(self, path: str) -> Decision | None:
        """What was decided about a capture when it was taken; None when it never was. Raises
        ParseError when that cannot be read."""
        file = named_like(card_of(self.root / path), DECIDED)
        return decisions.read(file) if file.exists() else None

    def acceptance(self, path: str) -> Decision | None:
        """What a person decided about a capture. Raises ParseError when it cannot be read."""
        file = named_like(card_of(self.root / path), ACCEPTED)
        return decisions.read(file) if file.exists() else None

    def decided(self) -> Decisions:
        """Every decision that can be read; one that cannot is as if it had not been made."""
        taken: dict[str, Decision] = {}
        ended: dict[tuple[str, Key], Ended] = {}
        for suffix in (DECIDED, ACCEPTED):
            for file in sorted(self.root.glob(f"*/*/*{suffix}")):
                try:
                    decision = decisions.read(file)
                except ParseError:
                    continue
                if suffix == DECIDED:
                    card = file.with_name(file.name.removesuffix(DECIDED) + CARD)
                    taken[self._relative(card)] = decision
                ended |= {(one.path, one.key): one for one in decision.ended}
        return Decisions(taken, ended)

    def _write(self, capture: Capture, suffix: str, decision: Decision) -> None:
        file = named_like(card_of(self.root / _inside(capture.path)), suffix)
        with _writing(self.root):
            private_folder(self.root)
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                write_whole(file, decisions.written(decision), kept=True)

    def _intact(self, cards: list[Path]) -> Iterator[Capture]:
        for card in cards:
            try:
                yield self.read(card)
            except ParseError:
                continue  # a damaged one is no copy; `captures` will name it

    def _alike(self, folder: Path, digest: str, suffix: str) -> list[Path]:
        """The files of a kind in a source's folder that name a digest. Years of names lie there,
        which a pattern would take ten times as long to go through."""
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
    """A path that leads nowhere but into the archive. Raises ParseError for any other."""
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise ParseError(f"{path!r} is no place in the archive", datum=path)
    return path


def source_of(path: str) -> str:
    """The source that a path in the archive is of."""
    return path.partition("/")[0]


def _told_apart(payload: Payload) -> tuple[object, ...]:
    """What makes two captures two: an instant of fetching alone does not."""
    return payload.url, payload.sha256, payload.dated, payload.promise


def _unzip(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            body = file.read(LARGEST_BODY + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, str(error)) from None
    if len(body) > LARGEST_BODY:
        raise _damaged(path, f"it holds more than {LARGEST_BODY:,} bytes")
    return body


def _damaged(body: Path, why: str) -> ParseError:
    return ParseError(
        f"the archived body {body.name} is damaged ({why})",
        datum=body,
        remedy="restore the file from a backup; other captures are not affected",
    )


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    """Say in one sentence why nothing can be written here."""
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
BESIDE = (CARD, ARRIVING, DECIDED, ACCEPTED)
"""What lies beside a body and is none."""
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
"""What a card says, and as what."""


def body_of(card: Path) -> Path:
    """The body that lies beside a card."""
    return named_like(card, BODY)


def card_of(body: Path) -> Path:
    """Where the card of a body lies, if it has one."""
    return body.with_name(body.name.removesuffix(BODY) + CARD)


def named_like(card: Path, suffix: str) -> Path:
    """The file of the same capture that ends in ``suffix``."""
    return card.with_name(card.name.removesuffix(CARD) + suffix)


def read_card(card: Path) -> dict[str, Any]:
    """The facts on a card, seen to be those of a payload. Raises ParseError when they are not."""
    try:
        facts: dict[str, Any] = dict(json.loads(card.read_bytes()))
        for fact, kind in FACTS.items():
            if not isinstance(facts.get(fact), kind):
                raise TypeError(f"a strange {fact}") if fact in facts else KeyError(fact)
        json.dumps(facts, ensure_ascii=False).encode()
        payload_of(facts, b"")
    except KeyError as missing:
        raise ParseError(f"the card {card.name} does not say {missing}", datum=card) from None
    except (OSError, ValueError, TypeError, RecursionError, ConfigError) as error:
        reason = error.fact if isinstance(error, ConfigError) else error
        raise ParseError(f"the card {card.name} cannot be read ({reason})", datum=card) from None
    return facts


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
        promise=None if promise is None else _promise(promise),
        etag=str(card.get("etag") or ""),
    )


def _promise(written: dict[str, Any]) -> Promise:
    rows = written["rows"]
    return Promise(
        int(written["bytes"]), str(written["sha256"]), None if rows is None else int(rows)
    )


def written(payload: Payload, body: str | None = None) -> bytes:
    """The card of a payload; ``body`` names the file of its bytes if that is not its own."""
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
