"""Opening of store and archive for commands, as the settings name them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tracker import config, weeks
from tracker.cli.params import Format, NamesShown, Request
from tracker.errors import ConfigError, TrackerError
from tracker.identity.names import Naming, keys

if TYPE_CHECKING:
    from tracker.archive import Archive
    from tracker.claims.verdicts import Verdict
    from tracker.records import Question
    from tracker.store import Store
    from tracker.store.listings import Listing


@contextmanager
def to_read() -> Iterator[Store]:
    """Open the store for reading, created if necessary and with the bundled history.

    While it is open, its catalogue completes the map of identity.
    """
    from tracker.cli import logs
    from tracker.ingest.bundled import with_history

    with with_history(config.load(), logs.note) as store, _mapped(store):
        yield store


@contextmanager
def to_read_only() -> Iterator[Store]:
    """Open the store as it is, as `to_read` does, but so that nothing can be written into it."""
    from tracker.ingest.bundled import recorded

    with recorded(config.load().database_url, read_only=True) as store, _mapped(store):
        yield store


def without_places(shown: str) -> Callable[[str], str]:
    """Return what takes secrets and folders out of a text; ``shown`` is where the store is."""
    from tracker.cli import logs

    name = re.split(r"[/\\]", shown)[-1]
    places = (shown.removesuffix(name), f"{config.load().data_dir}{os.sep}")

    def redacted(text: str) -> str:
        for place in filter(None, places):
            text = text.replace(place, "")
        return logs.redacted(text)

    return redacted


def _mapped(store: Store) -> AbstractContextManager[None]:
    """Complete the map of identity from the catalogue of a store."""
    from tracker.identity import listed

    @cache
    def newest() -> list[Listing]:
        from tracker.analysis import catalog

        return catalog.vintage(store)

    def models() -> list[listed.Listed]:
        from tracker.store import listings

        return listings.slugs(newest())

    _newest[store] = newest
    return listed.catalogue(models)


_newest: WeakKeyDictionary[Store, Callable[[], list[Listing]]] = WeakKeyDictionary()
"""The catalogue of each open store, which is read once for the map and the names."""


@contextmanager
def to_keep() -> Iterator[Store]:
    """Open the store as it is, for work on the record itself. Raises GapError if there is none."""
    from tracker.ingest.bundled import recorded

    with recorded(config.load().database_url) as store:
        yield store


def now() -> datetime:
    """Return the current time."""
    return weeks.utc_now()


def names(store: Store, request: Request) -> Naming:
    """Return what entities are called: keys where a person asks for them, else display names."""
    from tracker.analysis import catalog

    for_people = request.how in (Format.table, Format.md)
    if for_people and request.names is NamesShown.slug:
        return keys
    as_of = request.question.as_of
    listing = _newest[store]() if as_of is None and store in _newest else None
    return catalog.names(store, as_of, listing=listing)


def ages(store: Store, question: Question, how: Format = Format.table) -> tuple[str, ...]:
    """Return notes on the age of the newest figures (`answers.ages`), for the forms with notes."""
    from tracker.answers import ages

    return ages.ages(store, question, now()) if how in (Format.table, Format.md) else ()


def ages_of(
    store: Store,
    verdicts: Sequence[Verdict],
    as_of: datetime | None,
    how: Format = Format.table,
) -> tuple[str, ...]:
    """Return notes on the age of the newest figures, if verdicts rest on them."""
    from tracker.answers import ages

    for_people = how in (Format.table, Format.md)
    return ages.of_verdicts(store, verdicts, as_of, now()) if for_people else ()


def text_of(file: Path) -> str:
    """Return the text of a file, or of standard input for `-`.

    Raises ConfigError if it cannot be read.
    """
    try:
        body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return "\n".join(body.decode("utf-8-sig").split("\r\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} cannot be read as text ({error})",
            datum=file,
            remedy="name an article or a CSV file, in UTF-8",
        ) from None


A_WHILE = 10.0
"""Seconds that a person waits for another collector."""
LONGEST, TAIL = 1800.0, 300.0
"""Seconds that an unattended run may take, and seconds for recording and reporting its outcome."""


def alone(
    store: Store,
    settings: config.Settings,
    patience: float = A_WHILE,
    leave: Callable[[], bool] = lambda: False,
) -> AbstractContextManager[None]:
    """Keep other collectors out, and report waiting for one."""
    from tracker.cli import logs
    from tracker.store import locking

    def waiting() -> None:
        logs.say("another collector is at work; waiting for it")

    return locking.alone(store.engine, settings.data_dir, patience, waiting, leave)


@contextmanager
def to_write(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """Open store and archive for recording, and keep other collectors out.

    The store is created or upgraded, and what an interrupted run left is recorded. Raises AtWork if
    another collector is at work for longer than a while.
    """
    from tracker.store import Store

    with Store(settings.database_url) as store, alone(store, settings):
        yield store, _ready(store, settings)


@contextmanager
def to_write_unwatched(
    settings: config.Settings, leave: Callable[[], bool]
) -> Iterator[tuple[Store, Archive]]:
    """Open store and archive for an unattended run, as `to_write` does.

    It waits for another collector as long as that may run, or until ``leave`` is true. A server
    that does not respond ends in an error soon after the run should have ended.
    """
    from tracker.store import Store
    from tracker.store.connections import bounded

    with Store(settings.database_url) as store, ExitStack() as held:
        with bounded(store.engine, LONGEST + 2 * TAIL):
            held.enter_context(alone(store, settings, LONGEST + TAIL, leave))
        with bounded(store.engine, LONGEST + TAIL):
            yield store, _ready(store, settings)


def _ready(store: Store, settings: config.Settings) -> Archive:
    from tracker.archive import Archive
    from tracker.cli import logs
    from tracker.ingest import bundled
    from tracker.ingest.reparse import resume

    archive = Archive(settings.archive)
    archive.sweep()
    bundled.make_ready(store, archive)
    for body in resume(archive, store):
        if isinstance(body, TrackerError):
            logs.fail(body)
        else:
            line = f"{body.payload.name}: recorded now, an interrupted run had left it"
            logs.say(f"{line}; {body.trouble}" if body.trouble else line)
    return archive


@contextmanager
def to_rebuild(
    settings: config.Settings, now: datetime, say: Callable[[str], None]
) -> Iterator[tuple[Store, Archive]]:
    """Open store and archive to fill the store again, and keep other collectors out.

    A damaged SQLite file is replaced by a new one at the end; ``say`` gets messages about it.
    Raises TrackerError if the archive is empty: a record that cannot be filled again is not
    emptied.
    """
    from tracker.archive import Archive
    from tracker.store import Store, engine, maintenance, schema

    with Store(settings.database_url) as old, alone(old, settings):
        archive = Archive(settings.archive)
        archive.sweep()
        maintenance.sweep(old.engine)
        damage = maintenance.damage(old.engine)
        would_lose = damage or (schema.current(old.engine) and old.held())
        if would_lose and not len(archive):
            raise TrackerError(
                f"the archive {archive.root} is empty, there is nothing to build a record from",
                datum=archive.root,
                remedy="restore it from a backup, or set TRACKER_DATA_DIR to where it is",
            )
        file = engine.database_file(old.engine)
        if not damage or file is None:
            schema.ready(old.engine)
            yield old, archive
            return
        old.close()
        say(f"{file} is damaged: {damage[0]}")
        with maintenance.replaced(file, now) as (new, aside), Store(f"sqlite:///{new}") as store:
            schema.ready(store.engine)
            yield store, archive
        say(f"The damaged file is kept as {aside}; the run log starts again.")


@contextmanager
def to_verify(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """Open the store as `to_keep` does, and the archive, and keep collectors out."""
    from tracker.archive import Archive

    with to_keep() as store, alone(store, settings):
        yield store, Archive(settings.archive)


@contextmanager
def to_rehearse(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """Open store and archive for a dry run: all changes are rolled back at the end."""
    from tempfile import TemporaryDirectory

    from tracker.archive import Archive
    from tracker.store import Store, schema

    with TemporaryDirectory() as folder:
        with Store(settings.database_url) as real:
            exists = schema.current(real.engine) is not None
        url = settings.database_url if exists else f"sqlite:///{folder}/rehearsal.db"
        with Store(url) as store:
            schema.ready(store.engine)
            with store.rehearsal():
                yield store, Archive(Path(folder), behind=settings.archive)
