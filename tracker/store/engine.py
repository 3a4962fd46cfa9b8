"""Opening a database, and saying in plain words why it would not open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from tracker.errors import ConfigError, TrackerError

BUSY_MILLISECONDS = 30_000


def open_engine(url: str) -> Engine:
    """An engine for ``url``. Raises ConfigError for a URL that no driver here can open; it never
    shows the URL, which may hold a password."""
    try:
        engine = create_engine(make_url(url))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        no_driver = isinstance(error, NoSuchModuleError | ModuleNotFoundError)
        raise ConfigError(
            f"TRACKER_DATABASE_URL cannot be used"
            f" ({error if no_driver else 'it is no address of a database'})",
            remedy="write it as sqlite:///path/to/file.db, or as postgresql+psycopg://… with"
            " the postgres extra installed",
        ) from None
    if engine.dialect.name == "sqlite":
        _on_sqlite(engine)
    return engine


def database_file(engine: Engine) -> Path | None:
    """The file of an SQLite database; None for one in memory or on a server."""
    database = engine.url.database
    on_file = engine.dialect.name == "sqlite" and database and database != ":memory:"
    return Path(str(database)) if on_file else None


def shown(engine: Engine) -> str:
    """Where the database is, as shown to people: never with a password."""
    return str(database_file(engine) or engine.url.render_as_string(hide_password=True))


def trouble(engine: Engine, error: DBAPIError) -> TrackerError:
    """The tracker's own error for one that the database raised."""
    reason = str(error.orig).splitlines()[0]
    remedies = {
        "locked": "another program is writing to it; run the command again when it is done",
        "readonly": "make the file and its folder writable for this user",
        "full": "free some disk space and run the command again",
        "not a database": "move the file away and run `tracker reparse` to rebuild it",
        "malformed": "move the file away and run `tracker reparse` to rebuild it from the archive",
        "unable to open": "check TRACKER_DATA_DIR and TRACKER_DATABASE_URL",
    }
    remedy = next((said for word, said in remedies.items() if word in reason), None)
    return TrackerError(f"the database {shown(engine)} answers: {reason}", remedy=remedy)


def _on_sqlite(engine: Engine) -> None:
    """Foreign keys on, patience with other writers, and real transactions: pysqlite's own
    bookkeeping would leave table changes and reads outside them."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")
