"""How commands open what the settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import config
from tracker.errors import ConfigError, TrackerError

if TYPE_CHECKING:
    from tracker.archive import Archive
    from tracker.store import Store


@contextmanager
def to_read() -> Iterator[Store]:
    """The store, for asking. Raises GapError when there is none yet."""
    from tracker.notebook import recorded

    with recorded(config.load().database_url) as store:
        yield store


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


@contextmanager
def to_write(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """Store and archive, for recording: created and upgraded, with other collectors kept out."""
    from tracker.archive import Archive
    from tracker.collect import alone
    from tracker.store import Store, schema

    with alone(settings.data_dir), Store(settings.database_url) as store:
        archive = Archive(settings.archive)
        archive.sweep()
        if schema.current(store.engine) is None and len(archive):
            raise TrackerError(
                f"there is nothing in {store.shown}, the archive has {len(archive):,} captures",
                datum=store.shown,
                remedy="run `tracker reparse`, which builds the database from them",
            )
        schema.ready(store.engine)
        yield store, archive


@contextmanager
def to_rebuild(
    settings: config.Settings, now: datetime, say: Callable[[str], None]
) -> Iterator[tuple[Store, Archive]]:
    """The same, for filling the store anew. In place of a damaged SQLite file another is built, and
    takes its place at the end; ``say`` is told what becomes of the damaged one. Raises TrackerError
    when the archive is empty: a record that cannot be filled again is not emptied."""
    from tracker.archive import Archive
    from tracker.collect import alone
    from tracker.store import Store, damage, engine, schema

    with alone(settings.data_dir):
        archive = Archive(settings.archive)
        archive.sweep()
        if not len(archive):
            raise TrackerError(
                f"the archive {archive.root} is empty, there is nothing to build a record from",
                datum=archive.root,
                remedy="restore it from a backup, or set TRACKER_DATA_DIR to where it is",
            )
        with Store(settings.database_url) as store:
            damage.sweep(store.engine)
            wrong = damage.found(store.engine)
            file = engine.database_file(store.engine)
            if not wrong or file is None:
                schema.ready(store.engine)
                yield store, archive
                return
        say(f"{file} is damaged: {wrong[0]}")
        with damage.replaced(file, now) as (new, aside), Store(f"sqlite:///{new}") as store:
            schema.ready(store.engine)
            yield store, archive
        say(f"The damaged file is kept as {aside}; the log of runs begins anew.")


@contextmanager
def to_verify(settings: config.Settings) -> Iterator[tuple[Store, Archive]]:
    """The store as `to_read` opens it, and the archive, with collectors kept out meanwhile."""
    from tracker.archive import Archive
    from tracker.collect import alone

    with to_read() as store, alone(settings.data_dir):
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
