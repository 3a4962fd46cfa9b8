"""Open a database, and say in plain words why it would not open or went away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from tracker.errors import ConfigError, Damaged, TrackerError
from tracker.store import connections

BUSY_MILLISECONDS = 30_000
PSYCOPG = "postgresql+psycopg"
DAMAGE = ("malformed", "not a database", "Could not decode", "Invalid isoformat")
"""Parts of the errors for a file that was changed by something other than SQLite."""

WORDS = {
    # SQLite.
    "locked": "another program is writing to it; run the command again when it is done",
    "readonly": "make the file and its folder writable for this user",
    "is full": "free some disk space and run the command again",
    "I/O": "check the disk for space and errors, and run the command again",
    "unable to open": "check that its folder exists and is writable for this user"
    " (TRACKER_DATA_DIR, TRACKER_DATABASE_URL)",
    # PostgreSQL before there is a connection, in the server's own language if it has another.
    "password": "correct the user and the password in its address",
    "does not exist": "create the database (`createdb`), or correct its address",
    "connection failed": "check that the server runs and that the address is right",
    "failed to resolve": "correct the server's name in the address",
    "connection option": "remove from the address what is not a connection setting",
}
"""A part of the error of a database → what to do; the first that fits."""
BACK = "run the command again when the server is back"
CODES = {
    "08": BACK,
    "25006": "use the address of a server that accepts writes, with a user that may write",
    "40": "another program was writing to it; run the command again",
    "42501": "give the user in its address the rights that OPERATING.md, “PostgreSQL”, names",
    "42": "run `tracker db check` to list what differs from the schema",
    "53100": "free some disk space on the server and run the command again",
    "53": "run the command again when the server has less to do",
    "57": BACK,
    "XX": "check the server; `tracker reparse` fills a new database from the archive",
}
"""The beginning of a PostgreSQL error code → what to do; the first that fits."""


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """Return an engine for ``url``, of which the database refuses every change if ``read_only``.

    Raises ConfigError for a URL that no installed driver can open; the error never shows the URL,
    which may hold a password.
    """
    try:
        parsed = _parse(url)
        # A transaction sees one state from its first query to its last, as on SQLite; and a
        # connection that the server has closed meanwhile is replaced.
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "pool_pre_ping": True}
        if parsed.drivername == PSYCOPG:
            options["connect_args"] = connections.arguments(parsed.query)
            options["execution_options"] = {"postgresql_readonly": read_only}
        engine = create_engine(parsed, **({} if _is_sqlite(parsed) else options))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        no_driver = isinstance(error, NoSuchModuleError | ModuleNotFoundError)
        why = error if no_driver else "it is not the address of a database"
        if isinstance(error, _Ambiguous):
            why = "it has more than one @; one in a name or a password is written %40"
        raise ConfigError(
            f"the address of the database cannot be used ({why})",
            remedy="write TRACKER_DATABASE_URL or --to as sqlite:///path/to/file.db, or as"
            " postgresql+psycopg://… with the postgres extra installed",
        ) from None
    if _is_sqlite(parsed):
        _on_sqlite(engine, read_only=read_only)
    elif parsed.drivername == PSYCOPG:
        connections.watch(engine)
    return engine


def database_file(engine: Engine) -> Path | None:
    """Return the file of an SQLite database, or None for one in memory or on a server."""
    database = engine.url.database
    on_file = _is_sqlite(engine.url) and database and database != ":memory:"
    return Path(str(database)) if on_file else None


def place(engine: Engine) -> tuple[object, ...]:
    """Return what distinguishes one database from another: its file, or its server and name.

    A database in memory is equal to no other.
    """
    file = database_file(engine)
    if file:
        return (file.resolve(),)
    return (engine.url.host, engine.url.port, engine.url.database) if engine.url.host else (engine,)


def shown(engine: Engine) -> str:
    """Return where the database is, without a password."""
    plain = engine.url.set(query={})
    return str(database_file(engine) or plain.render_as_string(hide_password=True))


def size(engine: Engine) -> int | None:
    """Return the bytes that the database takes, including what waits to be written into it."""
    file = database_file(engine)
    if file:
        parts = (file.with_name(file.name + suffix) for suffix in ("", "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())
    if engine.dialect.name != "postgresql":
        return None
    try:
        with engine.connect() as connection:
            query = select(func.pg_database_size(func.current_database()))
            return int(connection.scalar(query) or 0)
    except DBAPIError as error:
        raise trouble(engine, error) from None


def trouble(engine: Engine, error: Exception) -> TrackerError:
    """Return the tracker's own error for one that the database or its driver raised.

    A value in the database that cannot be decoded counts too. Raises ``error`` itself when it is
    another ValueError.
    """
    raised = error.orig if isinstance(error, DBAPIError) else error
    reason = next(iter(str(raised).splitlines()), "nothing")
    code = getattr(raised, "sqlstate", None)
    if not code and any(word in reason for word in DAMAGE):
        return Damaged(f"the database {shown(engine)} is damaged ({reason})", datum=reason)
    if isinstance(error, ValueError):
        raise error
    if code:
        remedies = [remedy_text for begins, remedy_text in CODES.items() if code.startswith(begins)]
    elif isinstance(error, DBAPIError) and error.connection_invalidated:
        remedies = [BACK]
    else:
        remedies = [remedy_text for word, remedy_text in WORDS.items() if word in reason]
    remedy = next(iter(remedies), None)
    return TrackerError(f"the database {shown(engine)} answers: {reason}", remedy=remedy)


def pour(connection: Connection, table: Any, rows: Sequence[tuple[int, ...]]) -> None:
    """Insert rows of plain integers, all columns in their order, by the fastest way.

    Nothing in them needs converting, and there are more of them than of anything else.
    """
    if connection.dialect.name != "postgresql":
        compiled = insert(table).compile(dialect=connection.dialect)
        connection.exec_driver_sql(str(compiled), list(rows))
        return
    raw: Any = connection.connection.driver_connection
    statement = f"COPY {table.name} ({', '.join(table.columns.keys())}) FROM STDIN"
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except raw.Error as error:
        raise DBAPIError(statement, None, error, connection_invalidated=raw.closed) from None


class _Ambiguous(ArgumentError):
    """The end of the password is ambiguous, so a part of it might be taken for a server."""


def _parse(url: str) -> URL:
    """Return the URL in its parts, or raise ArgumentError, which repeats nothing of it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ArgumentError("it is not of the form of a database's address") from None
    if not _is_sqlite(parsed) and url.count("@") > 1:
        raise _Ambiguous
    return parsed


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _on_sqlite(engine: Engine, *, read_only: bool) -> None:
    """Turn on foreign keys, waiting for other writers, and real transactions.

    The bookkeeping of pysqlite would leave table changes and reads outside of them.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA synchronous = NORMAL")
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")
