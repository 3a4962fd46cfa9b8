"""Writing and reading the catalogue: what is published about a model beside its counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from tracker.records import Entry
from tracker.store.models import Appearance
from tracker.store.models import Entry as EntryRow
from tracker.store.vintages import Shelf, Vintage


def known(connection: Connection, entries: list[Entry]) -> dict[tuple[str, str], list[Vintage]]:
    """The known vintages of the entries of the datasets of ``entries``, oldest first."""
    found: dict[tuple[str, str], list[Vintage]] = {}
    for row in connection.execute(
        select(EntryRow.id, EntryRow.dataset, EntryRow.name, EntryRow.known_from, EntryRow.digest)
        .where(EntryRow.dataset.in_({entry.dataset for entry in entries}))
        .order_by(EntryRow.known_from)
    ):
        vintage = Vintage(row.id, row.known_from, row.digest)
        found.setdefault((row.dataset, row.name), []).append(vintage)
    return found


def begin(
    connection: Connection, capture_id: int, entries: list[Entry]
) -> list[tuple[int, datetime]]:
    """Insert entries; their ids with the instants they begin."""
    ids = connection.scalars(
        insert(EntryRow).returning(EntryRow.id, sort_by_parameter_order=True),
        [
            {
                "capture_id": capture_id,
                "dataset": entry.dataset,
                "name": entry.name,
                "facts": entry.written,
                "digest": entry.digest,
                "known_from": entry.known_from,
            }
            for entry in entries
        ],
    ).all()
    return [(entry_id, entry.known_from) for entry_id, entry in zip(ids, entries, strict=True)]


SHELF = Shelf(EntryRow, Appearance, "entry_id", known, begin, lambda *_: None)


def entries(dataset: str, as_of: datetime | None) -> Select[*tuple[Any, ...]]:
    """The entries of a dataset in the vintage of ``as_of``: rows (name, facts, known_from,
    seen_at), the last of them when that content was last seen."""
    before = [] if as_of is None else [EntryRow.known_from <= as_of]
    seen_before = [] if as_of is None else [Appearance.seen_at <= as_of]
    newest_first = func.row_number().over(
        partition_by=EntryRow.name, order_by=EntryRow.known_from.desc()
    )
    kept = (
        select(EntryRow.__table__, newest_first.label("newest"))
        .where(EntryRow.dataset == dataset, *before)
        .subquery()
    )
    return (
        select(
            kept.c.name,
            kept.c.facts,
            kept.c.known_from,
            func.max(Appearance.seen_at).label("seen_at"),
        )
        .join(Appearance, Appearance.entry_id == kept.c.id)
        .where(kept.c.newest == 1, *seen_before)
        .group_by(kept.c.name, kept.c.facts, kept.c.known_from)
        .order_by(kept.c.name)
    )


def entry_vintages(dataset: str) -> Select[*tuple[Any, ...]]:
    """Every vintage of the entries of a dataset, oldest first: rows (name, facts, known_from,
    seen_at)."""
    seen = func.max(Appearance.seen_at).label("seen_at")
    return (
        select(EntryRow.name, EntryRow.facts, EntryRow.known_from, seen)
        .join(Appearance, Appearance.entry_id == EntryRow.id)
        .where(EntryRow.dataset == dataset)
        .group_by(EntryRow.id, EntryRow.name, EntryRow.facts, EntryRow.known_from)
        .order_by(EntryRow.known_from, EntryRow.name)
    )


def newest_list(dataset: str, before: datetime | None) -> Select[*tuple[Any, ...]]:
    """When the dataset was last seen, earlier than ``before``, and how many entries were: a row
    (seen_at, entries)."""
    earlier = [] if before is None else [Appearance.seen_at < before]
    return (
        select(Appearance.seen_at, func.count().label("entries"))
        .join(EntryRow, EntryRow.id == Appearance.entry_id)
        .where(EntryRow.dataset == dataset, *earlier)
        .group_by(Appearance.seen_at)
        .order_by(Appearance.seen_at.desc())
        .limit(1)
    )
