"""What an SQLite database finds wrong with itself, and a new file in the place of a damaged one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from tracker.errors import Damaged
from tracker.store import engine as engines
from tracker.store.models import Run

PARTS = ("", "-wal", "-shm")
"""A database is up to three files; what was written last may be in the second alone."""


def found(engine: Engine) -> list[str]:
    """What the database finds wrong with itself, in its own words; nothing on a server, which sees
    to itself. Looks at every page, so it takes as long as reading the file."""
    file = engines.database_file(engine)
    if file is None or not file.exists():
        return []
    try:
        with engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars().all()
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if said != ["ok"] or loose:
                lines = [line for line in map(str, said) if line != "ok"]
                tables = dict.fromkeys(row.table for row in loose)
                return lines + [f"{table} refers to rows that are not there" for table in tables]
            if engine.dialect.has_table(connection, Run.__tablename__):
                # What no reparse fills anew has to be readable as it is.
                connection.execute(select(Run.started_at, Run.ended_at)).all()
    except (DBAPIError, ValueError) as error:
        trouble = engines.trouble(engine, error)
        if not isinstance(trouble, Damaged):
            raise trouble from None
        return [str(trouble.datum)]
    return []


def sweep(engine: Engine) -> None:
    """Take away what was being built for a damaged file when a run was cut short."""
    file = engines.database_file(engine)
    if file is not None:
        for part in PARTS:
            Path(f"{_new(file)}{part}").unlink(missing_ok=True)


@contextmanager
def replaced(file: Path, at: datetime) -> Iterator[tuple[Path, Path]]:
    """Where to build the new database, and where the damaged one will be kept. When the block ends
    well, each is moved to its place; until then the damaged one stays where it is."""
    new = _new(file)
    aside = file.with_name(f"{file.name}.damaged-{at:%Y%m%dT%H%M%SZ}")
    yield new, aside
    for part in reversed(PARTS):
        old = Path(f"{file}{part}")
        if old.exists():
            old.rename(f"{aside}{part}")
    new.rename(file)


def _new(file: Path) -> Path:
    return file.with_name(f"{file.name}.rebuilding")
