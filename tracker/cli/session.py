"""How commands open what the settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import config, weeks
from tracker.cli.params import Format
from tracker.errors import ConfigError, TrackerError

if TYPE_CHECKING:
    from tracker.archive import Archive
    from tracker.records import Question
    from tracker.store import Store


@contextmanager
def to_read() -> Iterator[Store]:
    """The store, for asking: with the bundled history on record, and created where need be."""
    from tracker.cli import logs
    from tracker.ingest.bundled import with_history

    with with_history(config.load(), logs.note) as store:
        yield store


@contextmanager
def to_keep() -> Iterator[Store]:
    """The store as it is, for work on the record itself. Raises GapError when there is none yet."""
    from tracker.ingest.bundled import recorded

    with recorded(config.load().database_url) as store:
        yield store


def now() -> datetime:
    """The time of the clock."""
    return weeks.utc_now()


def ages(store: Store, question: Question, how: Format = Format.table) -> tuple[str, ...]:
    """How old the newest figures are by the clock (`publish.ages`), for the forms with notes."""
    from tracker.answers import ages

    return ages.ages(store, question, now()) if how in (Format.table, Format.md) else ()


def text_of(file: Path) -> str:
    """The text of a file that was named. Raises ConfigError when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} cannot be read as text ({error})",
            datum=file,
            remedy="name a CSV file in UTF-8",
        ) from None


A_WHILE = 10.0
"""Seconds that a person waits for another collector."""
LONGEST, TAIL = 1800.0, 300.0
"""Seconds that a run which nobody watches may take, and those for what is left to do then: to write
down how it went, and to tell of it."""


def alone(
    store: Store,
    settings: config.Settings,
    patience: float = A_WHILE,
    leave: Callable[[], bool] = lambda: False,
) -> AbstractContextManager[None]:
    """Keeps other collectors out; says so where one has to be waited for."""
    from tracker.cli import logs
    from tracker.store import locking

    def waiting() -> None:
        logs.say("another collector is at work; waiting for it")

    return locking.alone(store.engine, settings.data_dir, patience, waiting, leave)


@contextmanager
def to_write(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """Store and archive, for recording: created and upgraded, with other collectors kept out, and
    with what a run that was cut short has left taken up. Raises AtWork when another one is at work
    for longer than a while."""
    from tracker.store import Store

    with Store(settings.database_url) as store, alone(store, settings):
        yield store, _ready(store, settings)


@contextmanager
def to_write_unwatched(
    settings: config.Settings, leave: Callable[[], bool]
) -> Iterator[tuple[Store, Archive]]:
    """The same for a run that nobody watches. It waits for another one as long as that may take,
    or until somebody wants to ``leave``, and no server can hold it up for ever: that ends in an
    error soon after it should have ended by itself."""
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
    from tracker.ingest.reparse import take_up

    archive = Archive(settings.archive)
    archive.sweep()
    bundled.make_ready(store, archive)
    for taken in take_up(archive, store):
        if isinstance(taken, TrackerError):
            logs.fail(taken)
        else:
            left = f"{taken.payload.name}: taken up, a run that was cut short had left it"
            logs.say(f"{left}; {taken.trouble}" if taken.trouble else left)
    return archive


@contextmanager
def to_rebuild(
    settings: config.Settings, now: datetime, say: Callable[[str], None]
) -> Iterator[tuple[Store, Archive]]:
    """The same, for filling the store anew. In place of a damaged SQLite file another is built, and
    takes its place at the end; ``say`` is told what becomes of the damaged one. Raises TrackerError
    when the archive is empty: a record that cannot be filled again is not emptied."""
    from tracker.archive import Archive
    from tracker.store import Store, engine, maintenance, schema

    with Store(settings.database_url) as old, alone(old, settings):
        archive = Archive(settings.archive)
        archive.sweep()
        maintenance.sweep(old.engine)
        wrong = maintenance.damage(old.engine)
        would_lose = wrong or (schema.current(old.engine) and old.held())
        if would_lose and not len(archive):
            raise TrackerError(
                f"the archive {archive.root} is empty, there is nothing to build a record from",
                datum=archive.root,
                remedy="restore it from a backup, or set TRACKER_DATA_DIR to where it is",
            )
        file = engine.database_file(old.engine)
        if not wrong or file is None:
            schema.ready(old.engine)
            yield old, archive
            return
        old.close()
        say(f"{file} is damaged: {wrong[0]}")
        with maintenance.replaced(file, now) as (new, aside), Store(f"sqlite:///{new}") as store:
            schema.ready(store.engine)
            yield store, archive
        say(f"The damaged file is kept as {aside}; the log of runs begins anew.")


@contextmanager
def to_verify(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """The store as `to_keep` opens it, and the archive, with collectors kept out meanwhile."""
    from tracker.archive import Archive

    with to_keep() as store, alone(store, settings):
        yield store, Archive(settings.archive)


@contextmanager
def to_rehearse(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """The same, but nothing is kept: what is written is taken back at the end."""
    from tempfile import TemporaryDirectory

    from tracker.archive import Archive
    from tracker.store import Store, schema

    with TemporaryDirectory() as folder:
        with Store(settings.database_url) as real:
            there = schema.current(real.engine) is not None
        url = settings.database_url if there else f"sqlite:///{folder}/rehearsal.db"
        with Store(url) as store:
            schema.ready(store.engine)
            with store.rehearsal():
                yield store, Archive(Path(folder), behind=settings.archive)
