"""New rows are numbered from the highest number on. SQLite does so by itself; PostgreSQL counts
apart from its tables, and is told when rows were put in with their numbers, or all taken out."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, text

from tracker.store.models import Base


def go_on(connection: Connection) -> None:
    """Go on from the highest number of each table, as part of the transaction."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            highest = connection.scalar(select(func.max(table.c.id))) or 0
            counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
            connection.execute(text(f"ALTER SEQUENCE {counter} RESTART WITH {highest + 1}"))
