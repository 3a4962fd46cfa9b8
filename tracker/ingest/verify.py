"""Comparison of archive and database, without writing to either.

Every capture is hashed and parsed again into a temporary store, as `tracker reparse` would do. The
database must hold the same: captures and their outcomes, boards with their vintages, digests and
totals, the cached weekly sums, and catalogue entries. Each digest and total is also recomputed from
the stored rows.

Checks of boards and checks of lists (catalogue, benchmarks) are independent, so with more than one
processor a large number of lists is parsed by a second process.
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

LISTS = frozenset({"catalog", "benchmarks", "export_index", "session_cost", "task_shares"})
"""Sources that publish no boards."""
WORTH_A_PROCESS = 500
"""Lists from which on a second process is faster."""


@dataclass(frozen=True)
class Verification:
    """The number of captures and boards compared, and a sentence for each difference."""

    captures: int
    boards: int
    troubles: tuple[str, ...]


@dataclass(frozen=True)
class _Content:
    """The content of a store, and its inconsistencies."""

    captures: dict[tuple[str, str, str, str], str]
    boards: dict[str, tuple[Any, ...]]
    entries: dict[str, str]
    withdrawn: dict[str, str]
    doubts: dict[str, tuple[str, str | None]]
    sums: dict[str, dict[str, int]]
    troubles: list[str]

    def __add__(self, other: _Content) -> _Content:
        return _Content(
            self.captures | other.captures,
            self.boards | other.boards,
            self.entries | other.entries,
            self.withdrawn | other.withdrawn,
            self.doubts | other.doubts,
            self.sums | other.sums,
            self.troubles + other.troubles,
        )


def verify(store: Store, archive: Archive, report: Callable[[int], object]) -> Verification:
    """Compare a store with its archive; ``report`` receives the number of captures just parsed.

    Everything that `tracker reparse` would change counts as trouble, even without damage: a parser
    was fixed since, or an acceptance settled a doubt. A damaged database is reported as such and
    not compared, but the archive is still checked.
    """
    damage = maintenance.damage(store.engine)
    with ExitStack() as stack:
        second = None
        sources = {source_of(path) for path in archive.paths()}
        if _are_worth_a_process(archive):
            pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            second = stack.enter_context(pool).submit(_rebuild, archive.root, LISTS)
            sources -= LISTS
        database = None if damage else _content(store)
        rebuilt = _rebuild(archive.root, sources, report)
        if second:
            rebuilt += second.result()
            report(len(second.result().captures))
    troubles = [*rebuilt.troubles, *_without_card(archive)]
    if database is None:
        troubles = [f"{store.shown} is damaged ({line})" for line in damage] + troubles
        return Verification(len(rebuilt.captures), 0, tuple(troubles))
    troubles += database.troubles
    troubles += _captures(database.captures, rebuilt.captures, archive)
    for kind in ("boards", "entries", "withdrawn", "doubts", "sums"):
        troubles += _differences(getattr(database, kind), getattr(rebuilt, kind))
    return Verification(len(database.captures), len(database.boards), tuple(troubles))


def _are_worth_a_process(archive: Archive) -> bool:
    """Return whether there are many lists, and no body of an unknown source that may be a list."""
    captures = Counter(map(source_of, archive.paths()))
    many = sum(captures[source] for source in LISTS) >= WORTH_A_PROCESS
    return many and captures.keys() <= {*CONTENTS} and (cpu_count() or 1) > 1


def _rebuild(
    root: Path, sources: Collection[str], report: Callable[[int], object] = lambda _: None
) -> _Content:
    """Parse some sources of an archive into a temporary store and return its content.

    Its troubles are the captures that cannot be read.
    """

    def count(_: object) -> None:
        report(1)

    with TemporaryDirectory() as folder, Store(f"sqlite:///{folder}/again.db") as scratch:
        schema.ready(scratch.engine)
        archive = Archive(root)
        damaged = reparse(archive, scratch, count, deciding=False, sources=sources).troubles
        return replace(_content(scratch), troubles=[trouble.fact for trouble in damaged])


def _content(store: Store) -> _Content:
    troubles = []
    boards: dict[str, tuple[Any, ...]] = {}
    with store.transaction() as connection:
        for board, digest, total in maintenance.boards(connection):
            name = f"{board.key}, {board.key.scope}, known from {stamp(board.known_from)}"
            boards[name] = (digest, total, board.depth, board.selection)
            if board.digest != digest:
                troubles.append(f"{name}: the stored readings do not match the digest")
            if board.total != total:
                troubles.append(
                    f"{name}: the stored readings add up to {board.total:,}, not {total:,}"
                )
        entries = {}
        for (dataset, entry, at), (facts, digest) in maintenance.entries(connection).items():
            name = f"{dataset} {entry}, known from {stamp(at)}"
            entries[name] = digest
            if sha256(facts.encode()).hexdigest() != digest:
                troubles.append(f"{name}: the stored facts do not match the digest")
        captures = maintenance.received(connection)
        doubts = {
            f"the doubt of {path}, {key}": state
            for (path, key), state in maintenance.doubts(connection).items()
        }
        sums = {
            f"the sums of {dataset} {metric} {scope} {label(week)}, of boards of {days} days": value
            for (metric, dataset, scope, week, days), value in maintenance.sums(connection).items()
        }
    withdrawn = {f"{key}, {key.scope}": "withdrawn" for key in store.withdrawn()}
    return _Content(captures, boards, entries, withdrawn, doubts, sums, troubles)


def _without_card(archive: Archive) -> Iterator[str]:
    for body in sorted(archive.root.glob("*/*/*.gz")):
        if not card_of(body).exists():
            yield f"{body.relative_to(archive.root)} has no card (interrupted run, or lost card)"


def _captures(
    database: Mapping[tuple[str, str, str, str], str],
    rebuilt: Mapping[tuple[str, str, str, str], str],
    archive: Archive,
) -> Iterator[str]:
    """Describe rows without a file, files without a row, and outcomes that differ."""
    for capture, outcome in database.items():
        path = capture[0]
        if not archive.holds(path):
            yield f"{path} is in the database but not in the archive"
        elif capture not in rebuilt:
            yield f"{path} is in the database, but its archive file differs or is damaged"
        elif rebuilt[capture] != outcome:
            yield f"{path} is {outcome}, but {rebuilt[capture]} when parsed again"
    for capture in rebuilt:
        if capture not in database:
            yield f"{capture[0]} is in the archive but not in the database"


def _differences(database: Mapping[str, Any], rebuilt: Mapping[str, Any]) -> Iterator[str]:
    """Describe what only one of two stores holds, and what differs between them."""
    for name in sorted(database.keys() - rebuilt.keys()):
        yield f"{name}: in the database, but not derived from the archive"
    for name in sorted(rebuilt.keys() - database.keys()):
        yield f"{name}: derived from the archive, but not in the database"
    for name in sorted(database.keys() & rebuilt.keys()):
        if database[name] != rebuilt[name]:
            yield f"{name}: the database differs from what the archive gives"
