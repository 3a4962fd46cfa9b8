"""Loading of the bundled history before the first query.

A query works before anything was collected: bundled files that are not recorded yet are recorded
first, as `tracker collect history` would do, but without an entry in the run log.
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
"""Seconds that a query waits for a running collector."""


def with_history(settings: Settings, say: Callable[[str], object] = lambda _: None) -> Store:
    """Open the configured store with the bundled history recorded.

    ``say`` receives a line of text if the history had to be recorded. Raises GapError if there is
    nothing to read, ConfigError if the database cannot be created or has another schema.
    """
    with _opened(settings.database_url) as store:
        ensure(store, settings, say)
    return store


def recorded(url: str, *, read_only: bool = False) -> Store:
    """Open the store at ``url`` without creating anything. Raises as `with_history` does."""
    with _opened(url, read_only=read_only) as store:
        if schema.current(store.engine) is None:
            raise nothing(store)
        schema.ready(store.engine)
    return store


@contextmanager
def _opened(url: str, *, read_only: bool = False) -> Iterator[Store]:
    """Open a store, and close it again if the block raises TrackerError."""
    store = Store(url, read_only=read_only)
    try:
        yield store
    except TrackerError:
        store.close()
        raise


def ensure(store: Store, settings: Settings, say: Callable[[str], object]) -> None:
    """Record the bundled files that the configured store does not have.

    An SQLite database is created if necessary. ``say`` receives a line about what was done, or why
    an existing database could not be extended. Raises GapError for a server without a schema,
    ConfigError if there is no database and none can be written, AtWork if a collector is about to
    create it.
    """
    if schema.current(store.engine) is None:
        if store.engine.dialect.name != "sqlite":
            raise nothing(store)
        _load(store, settings, say)
        return
    schema.ready(store.engine)
    if store.engine.dialect.name == "sqlite":  # on a server a collector does it
        try:
            store.identify()
        except TrackerError as trouble:
            say(f"the names in the views of the database could not be renewed: {trouble}")
    if not missing(store):
        return
    try:
        _load(store, settings, say)
    except TrackerError as trouble:
        say(f"the bundled history could not be recorded: {trouble}")


def missing(store: Store) -> list[Payload]:
    """Return the bundled files that the store has not received."""
    received = store.journal.received(history.NAME)
    return [file for file in history.bundled() if (file.url, file.sha256) not in received]


def make_ready(store: Store, archive: Archive) -> None:
    """Create or upgrade the schema.

    Raises TrackerError if there is none but the archive has captures: the database must then be
    rebuilt from them.
    """
    if schema.current(store.engine) is None and len(archive):
        raise TrackerError(
            f"{store.shown} is empty, but the archive has {len(archive):,} captures",
            datum=store.shown,
            remedy="run `tracker reparse` to rebuild the database from the archive",
        )
    schema.ready(store.engine)
    store.identify()


def nothing(store: Store) -> GapError:
    """Return the error for a database without a schema."""
    return GapError(
        f"{store.shown} holds no data yet",
        remedy="run `tracker collect`, which starts with the bundled history",
    )


def _load(store: Store, settings: Settings, say: Callable[[str], object]) -> None:
    """Record the missing files under the collector's lock, if no other process did so meanwhile."""
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
        say(f"recorded the bundled history in {store.shown}; `tracker collect` adds to it")
