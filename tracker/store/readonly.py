"""Run a query that somebody wrote, on a connection that can only read.

An SQLite file is opened read-only, and of what a statement may do only reading is authorized: no
ATTACH, no PRAGMA, no extension. On PostgreSQL the statement is that of a cursor in a read-only
transaction, so that nothing but a query is accepted. Both accept one statement, and end one that
takes too long.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tracker.errors import ConfigError
from tracker.store import engine as engines

SECONDS = 60.0
"""How long a query may take."""
FETCH_SIZE = 1_000
"""The number of rows fetched at a time from a server."""
STEPS = 10_000
"""The steps of SQLite's machine between two looks at the clock."""
ALLOWED = (
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
)
FORBIDDEN = ("load_extension",)
READING = "write one SELECT; nothing can be changed here"
UNKNOWN = ("no such table", "no such column", "42P01", "42703")
"""The beginnings of errors of SQLite, and codes of PostgreSQL, for a name that there is not."""


@dataclass(frozen=True)
class Answer:
    """The columns and rows of a query; ``more`` says that there were more rows than asked for."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    more: bool


class UnknownName(ConfigError):
    """A query names a table or a column that there is not."""


def select(
    engine: Engine, statement: str, limit: int | None = None, seconds: float = SECONDS
) -> Answer:
    """Return the first ``limit`` rows of a query, or all.

    Raises UnknownName for a table or column that there is not, ConfigError for any other query that
    fails, for one that would write and for one that takes longer than ``seconds``.
    """
    statement = statement.strip().rstrip(";").strip()
    if not statement or "\0" in statement:
        raise ConfigError("there is no query", remedy=READING)
    enough = None if limit is None else limit + 1
    on_file = engines.database_file(engine)
    if on_file:
        columns, rows = _on_sqlite(engine, statement, enough, seconds)
    elif engine.dialect.name == "postgresql":
        columns, rows = _on_postgresql(engine, statement, enough, seconds)
    else:
        raise ConfigError(
            f"{engines.shown(engine)} cannot be opened for reading alone",
            remedy="use a database in a file, or on a PostgreSQL server",
        )
    return Answer(columns, rows[:limit], limit is not None and len(rows) > limit)


def _on_sqlite(
    engine: Engine, statement: str, enough: int | None, seconds: float
) -> tuple[list[str], list[tuple[Any, ...]]]:
    file = engines.database_file(engine)
    assert file is not None  # noqa: S101
    address = f"{file.resolve().as_uri()}?mode=ro"
    end = time.monotonic() + seconds
    try:
        with closing(sqlite3.connect(address, timeout=seconds, uri=True)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
            connection.set_authorizer(_authorize)
            cursor = connection.execute(statement)
            rows = cursor.fetchall() if enough is None else cursor.fetchmany(enough)
            return [name for name, *_ in cursor.description or ()], rows
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _failed(str(error), seconds) from None


def _authorize(action: int, _: str | None, function: str | None, *__: str | None) -> int:
    is_forbidden = action == sqlite3.SQLITE_FUNCTION and function in FORBIDDEN
    allowed = action in ALLOWED and not is_forbidden
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _on_postgresql(
    engine: Engine, statement: str, enough: int | None, seconds: float
) -> tuple[list[str], list[tuple[Any, ...]]]:
    with _transaction(engine) as raw:
        try:
            with raw.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
                limit = (f"{int(seconds * 1000)}ms",)
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", limit)
                # A prepared statement is one statement, and that of a cursor is a query.
                cursor.execute(f"DECLARE answer CURSOR FOR {statement}", prepare=True)
                rows: list[tuple[Any, ...]] = []
                while enough is None or len(rows) < enough:
                    part = cursor.execute(f"FETCH {FETCH_SIZE} FROM answer").fetchall()
                    rows += part
                    if len(part) < FETCH_SIZE:
                        break
                return [column.name for column in cursor.description or ()], rows
        except raw.Error as error:
            reason = next(iter(str(error).splitlines()), "nothing")
            raise _failed(f"{error.sqlstate or ''} {reason}", seconds) from None


@contextmanager
def _transaction(engine: Engine) -> Iterator[Any]:
    """Yield the driver's connection, in a transaction that is rolled back."""
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise engines.trouble(engine, error) from None
    with connection:
        connection.begin()
        yield connection.connection.driver_connection


def _failed(reason: str, seconds: float) -> ConfigError:
    """Return the error for a query that failed, for a reason in the words of the database."""
    code, _, words = reason.partition(" ")
    words = words if len(code) == 5 and code[:2].isalnum() and code.isupper() else reason
    if reason.startswith(UNKNOWN):
        return UnknownName(f"the query fails: {words}", datum=reason)
    if reason.startswith(("interrupted", "57014")):
        return ConfigError(
            f"the query takes longer than {seconds:g} seconds",
            datum=reason,
            remedy="ask for less, or query a copy of the database with a tool of its own",
        )
    return ConfigError(f"the query fails: {words.strip(' .')}", datum=reason, remedy=READING)
