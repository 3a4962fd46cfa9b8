"""The database of one moment as a file of its own, taken while others go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tracker.errors import ConfigError, TrackerError
from tracker.owners import followed
from tracker.store import engine as engines
from tracker.writing import beside, private_folder

PAGES = 1_000
"""Copied at a time, between two reports."""

Report = Callable[[int, int], None]


def take(engine: Engine, to: Path, report: Report) -> None:
    """Write an SQLite database as it is now into the file ``to``, whole or not at all. ``report``
    is told how many pages of how many are copied.

    Raises ConfigError for a database on a server, and for a file that is the database itself;
    TrackerError when the copy cannot be written.
    """
    file = engines.database_file(engine)
    if file is None:
        raise ConfigError(
            f"{engines.shown(engine)} is on a server and is not copied from here",
            datum=engines.shown(engine),
            remedy="back it up with `pg_dump`",
        )
    if to.resolve() == file.resolve():
        raise ConfigError(
            f"{to} is the database itself", datum=to, remedy="name another folder with `--to`"
        )
    try:
        private_folder(to.parent)
        with (
            beside(followed(to), private=True) as new,
            engine.connect() as connection,
            closing(sqlite3.connect(new.name)) as copy,
        ):
            # Of one moment: while this read lasts, what others write is not seen.
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
            driver: Any = connection.connection.driver_connection
            driver.backup(
                copy, pages=PAGES, progress=lambda _, rest, total: report(total - rest, total)
            )
    except DBAPIError as error:
        raise engines.trouble(engine, error) from None
    except (OSError, sqlite3.Error) as error:
        if any(word in str(error) for word in engines.DAMAGE):
            raise engines.trouble(engine, error) from None
        raise TrackerError(
            f"the copy {to} cannot be written ({error})",
            datum=to,
            remedy="free some disk space or name another folder with `--to`",
        ) from None
