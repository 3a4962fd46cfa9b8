"""The history that comes with the tracker, put on record before the first question is answered.

Nobody need have collected anything to be answered: what is bundled and not on record yet is
recorded when somebody asks, as `tracker collect history` would, without a line in the run log. A
record that has all of it is only looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker.archive import Archive
from tracker.config import Settings
from tracker.errors import GapError, TrackerError
from tracker.records import Payload
from tracker.sources import history
from tracker.store import Store, schema

PATIENCE = 10.0
"""Seconds that a question waits for a collector at work."""


def with_history(settings: Settings, say: Callable[[str], object] = lambda _: None) -> Store:
    """Open the store that the settings name, with the bundled history on record. ``say`` is given
    the line that tells so, where it was not.

    Raises GapError where there is nothing to read, ConfigError where the database cannot be created
    or its schema does not fit.
    """
    with _opened(settings.database_url) as store:
        ensure(store, settings, say)
    return store


def recorded(url: str) -> Store:
    """Open the store at ``url`` as it is; nothing is created. Raises as `with_history` does."""
    with _opened(url) as store:
        if schema.current(store.engine) is None:
            raise nothing(store)
        schema.ready(store.engine)
    return store


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    """Open a store, and close it again where it turns out not to be readable."""
    store = Store(url)
    try:
        yield store
    except TrackerError:
        store.close()
        raise


def ensure(store: Store, settings: Settings, say: Callable[[str], object]) -> None:
    """Record what is missing of the bundled history in the store that the settings name.

    An SQLite database is created for it. ``say`` is given the one line of what was done or, where a
    record that is there cannot be added to, of what was not. Raises GapError for a server without a
    schema, ConfigError where nothing can be written and there is no record, AtWork where a
    collector is about to make one.
    """
    if schema.current(store.engine) is None:
        if store.engine.dialect.name != "sqlite":
            raise nothing(store)
        _load(store, settings, say)
        return
    schema.ready(store.engine)
    if not missing(store):
        return
    try:
        _load(store, settings, say)
    except TrackerError as trouble:
        say(f"the bundled history is not on record: {trouble}")


def missing(store: Store) -> list[Payload]:
    """Return the bundled files that the store has not received."""
    received = store.journal.received(history.NAME)
    return [file for file in history.bundled() if (file.url, file.sha256) not in received]


def make_ready(store: Store, archive: Archive) -> None:
    """Create or upgrade the schema. Raises TrackerError where there is none and the archive is not
    empty: the record is to be built from it, not begun beside it."""
    if schema.current(store.engine) is None and len(archive):
        raise TrackerError(
            f"there is nothing in {store.shown}, the archive has {len(archive):,} captures",
            datum=store.shown,
            remedy="run `tracker reparse`, which builds the database from them",
        )
    schema.ready(store.engine)


def nothing(store: Store) -> GapError:
    """Return the error for a database without a schema."""
    return GapError(
        f"nothing is recorded yet in {store.shown}",
        remedy="run `tracker collect`, which starts with the bundled history",
    )


def _load(store: Store, settings: Settings, say: Callable[[str], object]) -> None:
    """Record the missing files while no collector is at work; nothing where another process has
    done so meanwhile."""
    from tracker.ingest.journey import received, take
    from tracker.store import locking
    from tracker.weeks import utc_now

    with locking.alone(store.engine, settings.data_dir, PATIENCE):
        archive = Archive(settings.archive)
        archive.sweep()
        make_ready(store, archive)
        now = utc_now()
        payloads = [history.received(file, now) for file in missing(store)]
        results = [
            take(history, received(payload, archive, store), archive, store, now=now)
            for payload in payloads
        ]
    for result in results:
        if result.trouble:
            raise result.trouble
    if results:
        say(f"the bundled history is now on record in {store.shown}; `tracker collect` adds to it")
