"""Opening a database, and saying in plain words why it would not open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from tracker.errors import ConfigError, Damaged, TrackerError

BUSY_MILLISECONDS = 30_000
DAMAGE = ("malformed", "not a database", "Could not decode", "Invalid isoformat")
"""What is said of a file that was changed by something else than SQLite."""


def open_engine(url: str) -> Engine:
    """An engine for ``url``. Raises ConfigError for a URL that no driver here can open."""
    try:
        engine = create_engine(make_url(url))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"TRACKER_DATABASE_URL cannot be used ({error})",
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


def trouble(engine: Engine, error: Exception) -> TrackerError:
    """The tracker's own error for one that the database or its driver raised, or for a value in it
    that is none of its kind. Raises ``error`` itself when it is another ValueError."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    reason = str(raised).splitlines()[0]
    if any(word in reason for word in DAMAGE):
        return Damaged(f"the database {shown(engine)} is damaged ({reason})", datum=reason)
    if isinstance(error, ValueError):
        raise error
    remedies = {
        "locked": "another program is writing to it; run the command again when it is done",
        "readonly": "make the file and its folder writable for this user",
        "full": "free some disk space and run the command again",
        "I/O": "see that the disk has room and is sound, and run the command again",
        "unable to open": "see that its folder is there and writable for this user"
        " (TRACKER_DATA_DIR, TRACKER_DATABASE_URL)",
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
