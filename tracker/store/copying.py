"""A store from one engine to another: every row with its number, in one transaction, then compared.

The rows are read once in the order of their keys, in parts, and digested on the way. What the
target holds is digested in the same order before anything is committed there, so a copy is equal
or it is not there. The archive is no part of a store and stays where it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from tracker.errors import ConfigError, TrackerError
from tracker.store import Store, engine, refilling, schema
from tracker.store.models import Base, Reading

AT_ONCE = 10_000
"""Rows."""
TABLES = tuple(Base.metadata.sorted_tables)
"""Those that others refer to come first."""


@dataclass(frozen=True)
class Copied:
    """A table that is equal on both sides; ``digest`` is that of all its rows."""

    table: str
    rows: int
    digest: str


def copy(source: Store, target: Store, report: Callable[[Copied], None]) -> None:
    """Make ``target`` hold what ``source`` holds, and report each table once it is compared.

    Raises ConfigError when the two are one, or when anything is recorded in the target already,
    TrackerError when the rows did not arrive as they were. Either way the target stays as it was.
    """
    if engine.place(source.engine) == engine.place(target.engine):
        raise ConfigError(
            f"{target.shown} is the very database to be copied",
            remedy="name another one after --to",
        )
    schema.prepare(target.engine)
    with source.transaction() as giving, target.transaction() as taking:
        schema.migrate(taking)
        _refuse_unless_empty(target, taking)
        given = [_pour(giving, taking, table) for table in TABLES]
        refilling.go_on(taking)
        for table, one in zip(TABLES, given, strict=True):
            if _digested(table, _parts(taking, table)) != one:
                raise TrackerError(
                    f"{table.name} did not arrive in {target.shown} as it was",
                    datum=table.name,
                    remedy="nothing was kept there; look at its settings and copy again",
                )
            report(one)


def _pour(giving: Connection, taking: Connection, table: Table) -> Copied:
    """Copy one table. Returns what was given."""

    def passed_on() -> Iterator[Sequence[Any]]:
        for rows in _parts(giving, table):
            if table is Reading.__table__:
                engine.pour(taking, table, [tuple(row) for row in rows])
            else:
                taking.execute(insert(table), [dict(row._mapping) for row in rows])
            yield rows

    return _digested(table, passed_on())


def _parts(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """The rows of a table in the order of its key, so many at once."""
    asked = select(table).order_by(*table.primary_key)
    yield from connection.execute(asked, execution_options={"yield_per": AT_ONCE}).partitions()


def _digested(table: Table, parts: Iterator[Sequence[Any]]) -> Copied:
    digest, count = sha256(), 0
    for rows in parts:
        count += len(rows)
        digest.update("\n".join(json.dumps([*row], default=str) for row in rows).encode() + b"\n")
    return Copied(table.name, count, digest.hexdigest())


def _refuse_unless_empty(target: Store, taking: Connection) -> None:
    for table in TABLES:
        rows = taking.scalar(select(func.count()).select_from(table))
        if rows:
            raise ConfigError(
                f"{target.shown} is not empty: {table.name} has {rows:,} rows",
                datum=table.name,
                remedy="name a database after --to in which nothing is recorded",
            )
