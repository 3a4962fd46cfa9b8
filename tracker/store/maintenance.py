"""Copy, check and compare a database.

A copy has the database as it is at one moment, while other processes go on writing. A damaged
SQLite file is detected and replaced. For `tracker verify`, everything on record is listed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from tracker.errors import ConfigError, Damaged, TrackerError
from tracker.files import beside, followed, private_folder
from tracker.records import Board, Key
from tracker.store import engine as engines
from tracker.store.models import Board as BoardRow
from tracker.store.models import Capture, Doubt, Entry, Reading, Run, Slug, Sum, Week
from tracker.weeks import Period

PAGES = 1_000
"""The number copied between two reports."""

Report = Callable[[int, int], None]


def back_up(engine: Engine, to: Path, report: Report) -> None:
    """Write an SQLite database as it is now into the file ``to``, complete or not at all.

    ``report`` is called with the number of pages copied and that of all. Raises ConfigError for a
    database on a server, and for a file that is the database itself; TrackerError when the copy
    cannot be written.
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
            # While this read lasts, the copy sees nothing that others write.
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
            driver: Any = connection.connection.driver_connection
            driver.backup(
                copy,
                pages=PAGES,
                progress=lambda _, remaining, total: report(total - remaining, total),
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


PARTS = ("", "-wal", "-shm")
"""A database is up to three files; the newest writes may be in the second alone."""


def damage(engine: Engine) -> list[str]:
    """Return the damage that SQLite finds in a database, in its own words.

    Nothing is returned for a server, which checks itself. Reads every page of the file.
    """
    file = engines.database_file(engine)
    if file is None or not file.exists():
        return []
    try:
        with engine.connect() as connection:
            messages = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars().all()
            violations = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if messages != ["ok"] or violations:
                lines = [line for line in map(str, messages) if line != "ok"]
                tables = dict.fromkeys(row.table for row in violations)
                return lines + [f"{table} refers to rows that are not there" for table in tables]
            if engine.dialect.has_table(connection, Run.__tablename__):
                # A reparse does not restore the run log, so it has to be readable.
                connection.execute(select(Run.started_at, Run.ended_at)).all()
    except (DBAPIError, ValueError) as error:
        trouble = engines.trouble(engine, error)
        if not isinstance(trouble, Damaged):
            raise trouble from None
        return [str(trouble.datum)]
    return []


def sweep(engine: Engine) -> None:
    """Delete the unfinished replacement of a damaged file that an interrupted run left."""
    file = engines.database_file(engine)
    if file is not None:
        for part in PARTS:
            Path(f"{_new(file)}{part}").unlink(missing_ok=True)


@contextmanager
def replaced(file: Path, at: datetime) -> Iterator[tuple[Path, Path]]:
    """Yield where to build the new database, and where the damaged one will be kept.

    When the block ends without an error, each is moved to its place; until then the damaged one
    stays where it is.
    """
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


def received(connection: Connection) -> dict[tuple[str, str, str, str], str]:
    """Return the outcome of each capture, by its path, source, address and hash."""
    key = (Capture.path, Capture.source, Capture.url, Capture.sha256)
    rows = connection.execute(select(*key, Capture.outcome).order_by(Capture.id))
    return {(path, source, url, sha256): outcome for path, source, url, sha256, outcome in rows}


def doubts(connection: Connection) -> dict[tuple[str, Key], tuple[str, str | None]]:
    """Return why each board of a capture was doubted, and how that doubt ended.

    Keys are the path of the capture and the key of the board.
    """
    rows = connection.execute(
        select(Doubt.__table__, Capture.path).join(Capture, Capture.id == Doubt.capture_id)
    )
    return {
        (
            row.path,
            Key(row.dataset, row.metric, row.scope, Period(row.period_start, row.period_end)),
        ): (row.why, row.ended)
        for row in rows
    }


def boards(connection: Connection) -> Iterator[tuple[Board, str, int]]:
    """Yield every vintage of every board from its readings, with the digest and total on record."""
    rows = connection.execute(select(BoardRow.__table__).order_by(BoardRow.id)).all()
    readings = connection.execute(
        select(BoardRow.id, Slug.slug, Reading.value)
        .outerjoin(Reading, Reading.board_id == BoardRow.id)
        .outerjoin(Slug, Slug.id == Reading.slug_id)
        .order_by(BoardRow.id),
        execution_options={"yield_per": 50_000},
    )
    for row, (_, group) in zip(rows, groupby(readings, itemgetter(0)), strict=True):
        counts = tuple((slug, value) for _, slug, value in group if slug is not None)
        period = Period(row.period_start, row.period_end)
        key = Key(row.dataset, row.metric, row.scope, period)
        yield Board(key, counts, row.known_from, row.depth, row.selection), row.digest, row.total


def entries(connection: Connection) -> dict[tuple[str, str, datetime], tuple[str, str]]:
    """Return every vintage of the entries, by dataset, name and instant.

    Values are the facts as they are written, and the digest on record for them.
    """
    key = (Entry.dataset, Entry.name, Entry.known_from)
    rows = connection.execute(select(*key, Entry.facts, Entry.digest))
    return {(dataset, name, at): (facts, digest) for dataset, name, at, facts, digest in rows}


def sums(connection: Connection) -> dict[tuple[str, str, str, date, int], dict[str, int]]:
    """Return the weekly sums on record, slug → value.

    Keys are the metric, dataset, scope, week and days of a board.
    """
    week = (Week.metric, Week.dataset, Week.scope, Week.week, Week.days)
    rows = connection.execute(
        select(*week, Slug.slug, Sum.value)
        .join(Sum, Sum.week_id == Week.id)
        .join(Slug, Slug.id == Sum.slug_id),
        execution_options={"yield_per": 50_000},
    )
    sums_by_week: dict[tuple[str, str, str, date, int], dict[str, int]] = {}
    for metric, dataset, scope, monday, days, slug, value in rows:
        sums_by_week.setdefault((metric, dataset, scope, monday, days), {})[slug] = value
    return sums_by_week
