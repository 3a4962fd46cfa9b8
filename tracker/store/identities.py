"""Names and identities of slugs, stored for the views that SQL reads.

What a slug is called and counts towards rests on the curated tables and on the catalogue, which SQL
cannot read. The rows are made again, in the transaction that records, when a slug or a list of the
catalogue is new, and when a database is opened that was written with other curated tables. The
tracker itself never reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from tracker.breaks import breaks
from tracker.identity import curated, listed, spans
from tracker.identity.names import Names
from tracker.store import catalog, listings, queries
from tracker.store.models import Break, Curated, Identity, Slug

LEVELS = ("author", "country", "weights")


def are_current(connection: Connection) -> bool:
    """Return whether every slug has its rows, made with the curated tables of this version."""
    if connection.scalar(select(Curated.digest)) != curated.digest():
        return False
    without = select(Slug.id).where(Slug.id.not_in(select(Identity.slug_id)))
    return connection.scalar(without.limit(1)) is None


def renew(connection: Connection) -> None:
    """Make the rows again, and write those that differ."""

    def entries(dataset: str) -> Any:
        return connection.execute(catalog.entries(dataset, None)).all()

    models = listings.models(entries)
    on_record = [slug for (slug,) in connection.execute(queries.slugs())]
    names = Names(listings.names(models), on_record)
    ids = {slug: slug_id for slug_id, slug in connection.execute(select(Slug.id, Slug.slug))}
    with listed.catalogue(lambda: listings.slugs(models)):
        rows = {
            (slug_id, *span): (names(slug, "slug"), *identity)
            for slug, slug_id in ids.items()
            for span, identity in _identities(slug)
        }
    table = Identity.__table__
    stored = {(*row[:3],): (*row[3:],) for row in connection.execute(select(table))}
    changed = {key[0] for key, _ in rows.items() ^ stored.items()}
    for part in _parts(sorted(changed)):
        connection.execute(delete(Identity).where(Identity.slug_id.in_(part)))
    columns = table.columns.keys()
    fresh = [
        dict(zip(columns, (*key, *row), strict=True))
        for key, row in rows.items()
        if key[0] in changed
    ]
    if fresh:
        connection.execute(insert(Identity), fresh)
    _renew_breaks(connection)


def _renew_breaks(connection: Connection) -> None:
    if connection.scalar(select(Curated.digest)) == curated.digest():
        return
    connection.execute(delete(Break))
    connection.execute(
        insert(Break),
        [{"day": day, "kind": kind, "what": what} for day, (kind, what) in breaks().items()],
    )
    connection.execute(delete(Curated))
    connection.execute(insert(Curated), [{"digest": curated.digest()}])


def _identities(slug: str) -> Iterator[tuple[tuple[date, date], tuple[str, ...]]]:
    """Yield the spans of days of a slug, and what it is in each at the levels of LEVELS."""
    by_level = [spans(slug, level) for level in LEVELS]
    starts = sorted({since for level in by_level for since, _, _ in level})
    for since, until in zip(starts, [*starts[1:], date.max], strict=True):
        yield (
            (since, until),
            tuple(
                next(name for first, end, name in level if first <= since < end)
                for level in by_level
            ),
        )


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    """Yield numbers some at a time: a statement has a limited number of parameters."""
    return (numbers[first : first + 500] for first in range(0, len(numbers), 500))
