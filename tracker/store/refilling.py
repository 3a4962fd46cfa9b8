"""Emptying a store to fill it anew, and numbering rows from there on.

SQLite numbers a new row from the highest on by itself. PostgreSQL counts apart from its tables and
outside of transactions, and is told when rows were put in with their numbers. Where all are taken
out it counts on: nobody needs to own a table for that, and no number is used twice if the rows come
back.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, text

from tracker.store.models import Base, Notice, Reading, Run, Slug

COUNT_ON = text("SELECT setval(CAST(pg_get_serial_sequence(:name, 'id') AS regclass), :highest)")
KEPT = (Run.__table__, Notice.__table__, Slug.__table__)


def empty(connection: Connection) -> None:
    """Take out everything but the log and the notices, and for now the names: to delete one, a
    server looks through all readings, those just deleted too."""
    for table in reversed(Base.metadata.sorted_tables):
        if table not in KEPT:
            connection.execute(delete(table))


def forget_unused(connection: Connection) -> None:
    """Take out the names that no board has any more."""
    connection.execute(delete(Slug).where(Slug.id.not_in(select(Reading.slug_id))))


def go_on(connection: Connection) -> None:
    """Number new rows from the highest number of each table on."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        highest = connection.scalar(select(func.max(table.c.id))) if "id" in table.columns else None
        if highest:
            connection.execute(COUNT_ON, {"name": table.name, "highest": highest})
