"""Whether the record is what it should be: archive and database compared, nothing written.

Every capture is hashed again and read again, by the parsers of today, into a store of its own in a
temporary folder, as `tracker reparse` would. What the database holds must be the same: captures
and what became of them, boards with their vintages, digests and totals, the weekly sums kept of
them, and what is published beside counts. Each digest and each total is also computed again from
what is stored under it.

Boards are judged by what is known of other boards, lists by the list before: one knows nothing of
the other. So where there is much to read, and more than one processor, the lists are read again by
a second process, into a store of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from multiprocessing import cpu_count, get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracker.archive import Archive, card_of, source_of
from tracker.ingest.reparse import reparse
from tracker.sources import CONTENTS
from tracker.store import Store, maintenance, schema
from tracker.weeks import label, stamp

LISTS = frozenset({"catalog", "benchmarks"})
"""Sources that publish no boards."""
WORTH_A_PROCESS = 500
"""Captures that take longer to read than a process to begin."""


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and what is amiss, a sentence each."""

    captures: int
    boards: int
    troubles: tuple[str, ...]


@dataclass(frozen=True)
class _Held:
    """What a store holds, and what in it does not fit together."""

    captures: dict[tuple[str, str, str, str], str]
    boards: dict[str, tuple[Any, ...]]
    entries: dict[str, str]
    withdrawn: dict[str, str]
    doubts: dict[str, tuple[str, str | None]]
    sums: dict[str, dict[str, int]]
    troubles: list[str]

    def __add__(self, other: _Held) -> _Held:
        return _Held(
            self.captures | other.captures, self.boards | other.boards,
            self.entries | other.entries, self.withdrawn | other.withdrawn,
            self.doubts | other.doubts, self.sums | other.sums, self.troubles + other.troubles,
        )  # fmt: skip


def verify(store: Store, archive: Archive, report: Callable[[int], object]) -> Verified:
    """Compare a store with its archive. ``report`` is told of how many captures more were read
    again.

    What `tracker reparse` would make otherwise is a trouble too, even where nobody did harm: a
    parser that was mended since, or a doubt that an acceptance has lifted. Of a database that is
    damaged only that is said, and the archive is looked at all the same.
    """
    wrong = maintenance.found(store.engine)
    with ExitStack() as second:
        apart = None
        sources = {source_of(path) for path in archive.paths()}
        if _are_worth_a_process(archive):
            pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            apart = second.enter_context(pool).submit(_read_again, archive.root, LISTS)
            sources -= LISTS
        here = None if wrong else _held(store)
        again = _read_again(archive.root, sources, report)
        if apart:
            again += apart.result()
            report(len(apart.result().captures))
    troubles = [*again.troubles, *_without_card(archive)]
    if here is None:
        troubles = [f"{store.shown} is damaged ({line})" for line in wrong] + troubles
        return Verified(len(again.captures), 0, tuple(troubles))
    troubles += here.troubles
    troubles += _captures(here.captures, again.captures, archive)
    for kind in ("boards", "entries", "withdrawn", "doubts", "sums"):
        troubles += _differing(getattr(here, kind), getattr(again, kind))
    return Verified(len(here.captures), len(here.boards), tuple(troubles))


def _are_worth_a_process(archive: Archive) -> bool:
    """Whether the lists are many enough, and no body is of a source that nobody knows yet, which
    might be one of them."""
    of = Counter(map(source_of, archive.paths()))
    many = sum(of[source] for source in LISTS) >= WORTH_A_PROCESS
    return many and of.keys() <= {*CONTENTS} and (cpu_count() or 1) > 1


def _read_again(
    root: Path, sources: Collection[str], report: Callable[[int], object] = lambda _: None
) -> _Held:
    """What a store holds that is made now of some sources of an archive; its troubles are the
    captures that cannot be read."""

    def taken(_: object) -> None:
        report(1)

    with TemporaryDirectory() as folder, Store(f"sqlite:///{folder}/again.db") as scratch:
        schema.ready(scratch.engine)
        archive = Archive(root)
        damaged = reparse(archive, scratch, taken, deciding=False, sources=sources).troubles
        return replace(_held(scratch), troubles=[trouble.fact for trouble in damaged])


def _held(store: Store) -> _Held:
    troubles = []
    boards: dict[str, tuple[Any, ...]] = {}
    with store.transaction() as connection:
        for board, digest, total in maintenance.boards(connection):
            name = f"{board.key}, {board.key.scope}, known from {stamp(board.known_from)}"
            boards[name] = (digest, total, board.depth, board.selection)
            if board.digest != digest:
                troubles.append(f"{name}: its readings are not those of its digest")
            if board.total != total:
                troubles.append(f"{name}: its readings add up to {board.total:,}, not {total:,}")
        entries = {}
        for (dataset, entry, at), (facts, digest) in maintenance.entries(connection).items():
            name = f"{dataset} {entry}, known from {stamp(at)}"
            entries[name] = digest
            if sha256(facts.encode()).hexdigest() != digest:
                troubles.append(f"{name}: its facts are not those of its digest")
        captures = maintenance.received(connection)
        doubts = {
            f"the doubt of {path}, {key}": said
            for (path, key), said in maintenance.doubts(connection).items()
        }
        sums = {
            f"the sums of {dataset} {metric} {scope} {label(week)}, of boards of {days} days": kept
            for (metric, dataset, scope, week, days), kept in maintenance.sums(connection).items()
        }
    withdrawn = {f"{key}, {key.scope}": "withdrawn" for key in store.withdrawn()}
    return _Held(captures, boards, entries, withdrawn, doubts, sums, troubles)


def _without_card(archive: Archive) -> Iterator[str]:
    for body in sorted(archive.root.glob("*/*/*.gz")):
        if not card_of(body).exists():
            yield (
                f"{body.relative_to(archive.root)} has no card: a run was cut short, or the card"
                " was lost"
            )


def _captures(
    here: Mapping[tuple[str, str, str, str], str],
    again: Mapping[tuple[str, str, str, str], str],
    archive: Archive,
) -> Iterator[str]:
    """Rows without a file, files without a row, and what became of a capture otherwise."""
    for capture, outcome in here.items():
        path = capture[0]
        if not archive.holds(path):
            yield f"{path} is in the database and not in the archive"
        elif capture not in again:
            yield f"{path} is in the database, and its file is another or is damaged"
        elif again[capture] != outcome:
            yield f"{path} is {outcome}; read again, it is {again[capture]}"
    for capture in again:
        if capture not in here:
            yield f"{capture[0]} is in the archive and not in the database"


def _differing(here: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[str]:
    """What only one of two stores holds, and what each holds otherwise."""
    for name in sorted(here.keys() - again.keys()):
        yield f"{name}: it is in the database, and the archive does not give it"
    for name in sorted(again.keys() - here.keys()):
        yield f"{name}: the archive gives it, and it is not in the database"
    for name in sorted(here.keys() & again.keys()):
        if here[name] != again[name]:
            yield f"{name}: the database has it otherwise than the archive gives it"
