"""Raw files, written once and kept for ever.

    archive/<source>/<year>/<source>-<UTC time>-<hash>.gz          the body, compressed
    archive/<source>/<year>/<source>-<UTC time>-<hash>.card.json   where, when, status, sha256
    archive/<source>/<year>/<source>-<UTC time>-<hash>.accepted.json   a person overruled a doubt

What a card says is in `cards.py`. Every file is written beside its place
and moved into it, the body before the card: a card always has its body. The database can be rebuilt
from this folder, which its user alone can enter.

archive
    The folder of everything received, as it was received. The database is made of it, and can be
    made of it again.
capture
    A payload that is kept for ever in the archive; its number in the database is what `tracker
    accept` takes.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from tracker.cards import BODY, CARD, body_of, card_of, payload_of, read_card, written
from tracker.errors import ParseError, TrackerError
from tracker.records import LARGEST_BODY, Payload
from tracker.weeks import stamp
from tracker.writing import LEFTOVER, private_folder, write_whole

ACCEPTED = ".accepted.json"


@dataclass(frozen=True)
class Capture:
    """A payload kept in the archive; ``path`` is relative to the archive's folder. ``accepted`` is
    what a person said of the doubts about it, if one did."""

    payload: Payload
    path: str
    accepted: str | None = None


class Archive:
    """A folder of captures. What is looked for and not here is looked for ``behind`` it too."""

    def __init__(self, root: Path, behind: Path | None = None) -> None:
        self.root, self.behind = root, behind

    def keep(self, payload: Payload) -> Capture:
        """Write the payload down, unless the same bytes, dated and promised alike, of the same
        address are here already: then the capture is that one, as fetched when it was, so that a
        reparse reads the same. What is here is never written over."""
        if not payload.source.isidentifier():
            raise ParseError(f"{payload.source!r} is no name of a source", datum=payload.url)
        folder = self.root / payload.source
        for card in self._alike(folder, payload.sha256[:12], CARD):
            try:
                kept = self.read(card)
            except ParseError:
                continue  # a damaged one is no copy; `captures` will name it
            if _told_apart(kept.payload) == _told_apart(payload):
                return kept
        when = f"{payload.fetched_at:%Y%m%dT%H%M%S%f}Z"
        name = f"{payload.source}-{when}-{payload.sha256[:12]}"
        year = folder / f"{payload.fetched_at:%Y}"
        with _writing(self.root):
            private_folder(self.root)
            year.mkdir(parents=True, exist_ok=True)
            cards = (year / f"{name}{'' if copy == 1 else f'.{copy}'}{CARD}" for copy in count(1))
            card = next(card for card in cards if not card.exists())
            packed = gzip.compress(payload.body, compresslevel=2, mtime=0)
            write_whole(body_of(card), packed, kept=True)
            write_whole(card, written(payload), kept=True)
            for body in self._alike(folder, payload.sha256[:12], BODY):
                if not card_of(body).exists():
                    body.unlink()  # of a run that was cut short; the same body is kept now
        return Capture(payload, self._relative(card))

    def sweep(self) -> None:
        """Take away the files that a run which was cut short was writing. For who writes alone."""
        with _writing(self.root):
            for leftover in self.root.glob(f"*/*/.*{LEFTOVER}"):
                leftover.unlink()

    def sources(self) -> set[str]:
        """The names of the sources that something was received from."""
        return {card.parts[-3] for card in self.root.glob(f"*/*/*{CARD}")}

    def count(self, source: str) -> int:
        """How many captures there are of a source."""
        return sum(1 for _ in self.root.glob(f"{source}/*/*{CARD}"))

    def captures(self, sources: Collection[str] | None = None) -> Iterator[Capture | ParseError]:
        """Every capture, or those of some ``sources``, oldest first; in place of a damaged one, the
        error that names it."""
        cards = [
            card
            for card in self.root.glob(f"*/*/*{CARD}")
            if sources is None or card.parts[-3] in sources
        ]
        for card in sorted(cards, key=lambda card: (card.name.rsplit("-", 2)[1:], card.name)):
            try:
                yield self.read(card)
            except ParseError as damaged:
                yield damaged

    def __len__(self) -> int:
        return sum(1 for _ in self.root.glob(f"*/*/*{CARD}"))

    def read(self, card: Path) -> Capture:
        """The capture that ``card`` describes. Raises ParseError if the body no longer fits it."""
        facts = read_card(card)
        payload = payload_of(facts, _unzip(body_of(card)))
        if payload.sha256 != facts["sha256"]:
            raise _damaged(body_of(card), "its sha256 is not the card's")
        return Capture(payload, self._relative(card), _acceptance(card))

    def find(self, path: str) -> Capture:
        """The capture whose body lies at ``path``, as a row of the store names it. Raises
        ParseError for one outside the archive: a store on a server is not ours alone."""
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise ParseError(f"{path!r} is no place in the archive", datum=path)
        here = card_of(self.root / path)
        if self.behind and not here.exists():
            return Archive(self.behind).find(path)
        return self.read(here)

    def accept(self, capture: Capture, why: str, *, at: datetime) -> Capture:
        """Write beside a capture that a person overruled the doubts about it: on the record, so
        that a store rebuilt from here knows it too."""
        beside = _beside(card_of(self.root / capture.path))
        said = f"accepted at {stamp(at)}, although {why}"
        with _writing(self.root):
            line = json.dumps({"accepted": said}, ensure_ascii=False) + "\n"
            write_whole(beside, line.encode(), kept=True)
        return replace(capture, accepted=said)

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


def _told_apart(payload: Payload) -> tuple[object, ...]:
    """What makes two captures two: an instant of fetching alone does not."""
    return payload.url, payload.sha256, payload.dated, payload.promise


def _beside(card: Path) -> Path:
    return card.with_name(card.name.removesuffix(CARD) + ACCEPTED)


def _acceptance(card: Path) -> str | None:
    """What a person said of the doubts about a capture. Raises ParseError if it cannot be read."""
    beside = _beside(card)
    if not beside.exists():
        return None
    try:
        return str(json.loads(beside.read_bytes())["accepted"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ParseError(f"{beside.name} cannot be read ({error})", datum=beside) from None


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
        remedy="restore that file from a backup; every other capture is read as usual",
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
