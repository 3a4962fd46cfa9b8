"""Emptying a store to fill it anew, and numbering rows from there on.

SQLite numbers a new row from the highest on by itself. PostgreSQL counts apart from its tables, and
is told when rows were put in with their numbers or all were taken out.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, text

from tracker.store.models import Base, Notice, Reading, Run, Slug

KEPT = (Run.__table__, Notice.__table__, Slug.__table__)


def empty(connection: Connection) -> None:
    """Take out everything but the log and the notices, and for now the names: to delete one, a
    server looks through all readings, those just deleted too."""
    for table in reversed(Base.metadata.sorted_tables):
        if table not in KEPT:
            connection.execute(delete(table))
    go_on(connection)


def forget_unused(connection: Connection) -> None:
    """Take out the names that no board has any more."""
    connection.execute(delete(Slug).where(Slug.id.not_in(select(Reading.slug_id))))


def go_on(connection: Connection) -> None:
    """Number new rows from the highest number of each table on, as part of the transaction."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            highest = connection.scalar(select(func.max(table.c.id))) or 0
            counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
            connection.execute(text(f"ALTER SEQUENCE {counter} RESTART WITH {highest + 1}"))
