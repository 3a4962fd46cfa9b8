"""Write and read the catalogue: what is published about a model besides its counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.orm import aliased

from tracker.records import Entry
from tracker.store.models import Appearance
from tracker.store.models import Entry as EntryRow
from tracker.store.vintages import Shelf, Vintage


def known(connection: Connection, entries: list[Entry]) -> dict[tuple[str, str], list[Vintage]]:
    """Return the vintages on record of the entries of the datasets of ``entries``, oldest first.

    Of each entry these are the last vintage before the first of ``entries``, and all later ones;
    those of earlier years are not read.
    """
    earliest = min(entry.known_from for entry in entries)
    vintages: dict[tuple[str, str], list[Vintage]] = {}
    for dataset in sorted({entry.dataset for entry in entries}):
        values = {"dataset": dataset, "earliest": earliest}
        for rows in _AROUND:
            for row in connection.execute(rows, values):
                vintage = Vintage(row.id, row.known_from, row.digest)
                vintages.setdefault((dataset, row.name), []).append(vintage)
    return vintages


def begin(
    connection: Connection, capture_id: int, entries: list[Entry]
) -> list[tuple[int, datetime]]:
    """Insert entries, and return their ids with the instants they begin."""
    # RETURNING the ids in order would make SQLite insert the rows one by one.
    connection.execute(
        insert(EntryRow),
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
    )
    vintage = select(EntryRow.dataset, EntryRow.name, EntryRow.known_from, EntryRow.id)
    rows = connection.execute(vintage.where(EntryRow.capture_id == capture_id))
    ids = {(dataset, name, known_from): number for dataset, name, known_from, number in rows}
    return [(ids[(*entry.key, entry.known_from)], entry.known_from) for entry in entries]


SHELF = Shelf(EntryRow, Appearance, "entry_id", known, begin, lambda *_: None)
LAST_OF_TIME = datetime.max.replace(tzinfo=UTC)


def entries(dataset: str, as_of: datetime | None) -> Select[*tuple[Any, ...]]:
    """Select the entries of a dataset in the vintage of ``as_of``.

    Rows are (name, facts, known_from, seen_at); seen_at is when that content was last seen.
    """
    before = [] if as_of is None else [EntryRow.known_from <= as_of]
    seen_before = [] if as_of is None else [Appearance.seen_at <= as_of]
    newest_first = func.row_number().over(
        partition_by=EntryRow.name, order_by=EntryRow.known_from.desc()
    )
    # Without the facts, which are long: those of every vintage would be sorted along.
    vintages = (
        select(EntryRow.id, newest_first.label("newest"))
        .where(EntryRow.dataset == dataset, *before)
        .subquery()
    )
    last_seen = func.max(Appearance.seen_at).label("seen_at")
    return (
        select(EntryRow.name, EntryRow.facts, EntryRow.known_from, last_seen)
        .join(vintages, vintages.c.id == EntryRow.id)
        .join(Appearance, Appearance.entry_id == EntryRow.id)
        .where(vintages.c.newest == 1, *seen_before)
        .group_by(EntryRow.id, EntryRow.name, EntryRow.facts, EntryRow.known_from)
        .order_by(EntryRow.name)
    )


def entry_vintages(dataset: str) -> Select[*tuple[Any, ...]]:
    """Select every vintage of the entries of a dataset, oldest first.

    Rows are (name, facts, known_from, seen_at).
    """
    last_seen = func.max(Appearance.seen_at).label("seen_at")
    return (
        select(EntryRow.name, EntryRow.facts, EntryRow.known_from, last_seen)
        .join(Appearance, Appearance.entry_id == EntryRow.id)
        .where(EntryRow.dataset == dataset)
        .group_by(EntryRow.id, EntryRow.name, EntryRow.facts, EntryRow.known_from)
        .order_by(EntryRow.known_from, EntryRow.name)
    )


def facts(dataset: str, as_of: datetime | None) -> Select[str]:
    """Select the facts of every vintage of the entries of a dataset, as known at ``as_of``."""
    before = [] if as_of is None else [EntryRow.known_from <= as_of]
    return select(EntryRow.facts).where(EntryRow.dataset == dataset, *before)


def newest_list(
    dataset: str, before: datetime | None
) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """Return the query of the newest list of a dataset before an instant, and its parameters.

    Its one row is (seen_at, entries): when the list was last seen, and how many entries it had.
    """
    return _NEWEST_LIST, {"dataset": dataset, "before": before or LAST_OF_TIME}


def _newest(dataset: ColumnElement[str], *earlier: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select the newest vintage of each entry of a dataset, of those that are ``earlier``.

    Rows are (id, name, known_from, digest). The statement goes from name to name, past the vintages
    of years in between.
    """
    other = aliased(EntryRow)
    names = select(func.min(other.name).label("name")).where(other.dataset == dataset)
    walked = names.cte("names", recursive=True)
    following = (
        select(func.min(other.name))
        .where(other.dataset == dataset, other.name > walked.c.name)
        .scalar_subquery()
    )
    walked = walked.union_all(select(following).where(walked.c.name.is_not(None)))
    began = (
        select(func.max(EntryRow.known_from))
        .where(EntryRow.dataset == dataset, EntryRow.name == walked.c.name, *earlier)
        .scalar_subquery()
    )
    newest = select(walked.c.name, began.label("began")).subquery()
    return select(EntryRow.id, EntryRow.name, EntryRow.known_from, EntryRow.digest).join(
        newest,
        (EntryRow.dataset == dataset)
        & (EntryRow.name == newest.c.name)
        & (EntryRow.known_from == newest.c.began),
    )


_DATASET = bindparam("dataset", type_=String())
_AROUND = (
    _newest(_DATASET, EntryRow.known_from <= bindparam("earliest")),
    select(EntryRow.id, EntryRow.name, EntryRow.known_from, EntryRow.digest)
    .where(EntryRow.dataset == _DATASET, EntryRow.known_from > bindparam("earliest"))
    .order_by(EntryRow.known_from),
)
"""The vintages of a dataset just before an instant, and all after it."""


def _newest_list() -> Select[*tuple[Any, ...]]:
    """Build the query of `newest_list`.

    An entry was last seen in the newest of its vintages, so no others are looked at.
    """
    before: ColumnElement[datetime] = bindparam("before")
    newest = _newest(_DATASET, EntryRow.known_from < before).subquery()
    last = (
        select(func.max(Appearance.seen_at))
        .where(Appearance.entry_id == newest.c.id, Appearance.seen_at < before)
        .scalar_subquery()
    )
    last_seen = select(last.label("seen_at")).select_from(newest).subquery()
    counted = select(last_seen.c.seen_at, func.count().label("entries")).group_by(
        last_seen.c.seen_at
    )
    return counted.order_by(last_seen.c.seen_at.desc()).limit(1)


_NEWEST_LIST = _newest_list()
