"""Where a sighting falls among the vintages of what it shows, whatever the order of arrival.

Every capture that shows a thing (a board, an entry of the catalogue) is a sighting of some content
at some instant. The vintages of a thing are the stretches of equal content along those instants, so
a sighting may begin a vintage, confirm one, move the beginning of one back, or fall into the middle
of one and split it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, insert, select, update

from tracker.errors import CheckFailed


@dataclass(frozen=True)
class Recorded:
    """The number of things in a capture that are new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(
            self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged
        )

    @property
    def anything(self) -> bool:
        return bool(self.new or self.changed)


class Shown(Protocol):
    """A thing that a capture shows: its key, its content's digest, and since when it is known."""

    @property
    def key(self) -> Hashable: ...
    @property
    def digest(self) -> str: ...
    @property
    def known_from(self) -> datetime: ...


@dataclass(frozen=True)
class Vintage:
    id: int
    known_from: datetime
    digest: str


@dataclass(frozen=True)
class Shelf:
    """The tables of things of one kind, and the functions that read and write them.

    ``rows`` is the table of their vintages, ``sightings`` the table of sightings, whose column
    ``owner`` names the vintage. ``known`` returns at least the vintages just before and just after
    each sighting.
    """

    rows: Any
    sightings: Any
    owner: str
    known: Callable[[Connection, list[Any]], dict[Any, list[Vintage]]]
    begin: Callable[[Connection, int, list[Any]], list[tuple[int, datetime]]]
    copy_content: Callable[[Connection, int, int], None]


@dataclass
class _Plan:
    """What is to be written; complete before the first row is written."""

    begin: list[Shown] = field(default_factory=list)
    confirm: list[tuple[int, datetime]] = field(default_factory=list)
    set_back: list[tuple[int, datetime]] = field(default_factory=list)
    resume: list[tuple[int, datetime]] = field(default_factory=list)
    recorded: Recorded = Recorded()


def record_sightings(
    connection: Connection, shelf: Shelf, capture_id: int, shown: Sequence[Shown]
) -> Recorded:
    """Write down what a capture shows.

    Raises CheckFailed, before anything is written, when an instant is on record already with other
    content.
    """
    if not shown:
        return Recorded()
    vintages = shelf.known(connection, list(shown))
    places = [(thing, *_between(thing, vintages.get(thing.key, []))) for thing in shown]
    ids = [before.id for _, before, _ in places if before]
    seen = _sightings(connection, shelf, ids, min(thing.known_from for thing in shown))
    plan = _Plan()
    for thing, before, after in places:
        _place(thing, before, after, seen.get(before.id, []) if before else [], plan)

    for vintage_id, instant in plan.resume:
        _resume(connection, shelf, vintage_id, instant)
    for vintage_id, instant in plan.set_back:
        connection.execute(
            update(shelf.rows)
            .where(shelf.rows.id == vintage_id)
            .values(known_from=instant, capture_id=capture_id)
        )
    begun = shelf.begin(connection, capture_id, plan.begin) if plan.begin else []
    confirmed = [*plan.confirm, *plan.set_back, *begun]
    if confirmed:
        connection.execute(
            insert(shelf.sightings),
            [
                {shelf.owner: vintage_id, "seen_at": instant, "capture_id": capture_id}
                for vintage_id, instant in confirmed
            ],
        )
    return plan.recorded


def _between(thing: Shown, vintages: list[Vintage]) -> tuple[Vintage | None, Vintage | None]:
    """Return the vintages (oldest first) before and after the instant of a sighting."""
    at = bisect_right([vintage.known_from for vintage in vintages], thing.known_from)
    return vintages[at - 1] if at else None, vintages[at] if at < len(vintages) else None


def _place(
    thing: Shown,
    before: Vintage | None,
    after: Vintage | None,
    seen: list[datetime],
    plan: _Plan,
) -> None:
    """Find where a sighting falls between two vintages.

    ``seen`` are the sightings of the one before.
    """
    if before and before.digest == thing.digest:
        if thing.known_from not in seen:
            plan.confirm.append((before.id, thing.known_from))
        plan.recorded += Recorded(unchanged=1)
        return
    if thing.known_from in seen:
        raise CheckFailed(
            f"{thing.key} is known from the same instant with other figures", datum=thing.key
        )
    later = [instant for instant in seen if instant > thing.known_from]
    if before and later:
        plan.resume.append((before.id, min(later)))
    if after and after.digest == thing.digest and not later:
        plan.set_back.append((after.id, thing.known_from))
        plan.recorded += Recorded(unchanged=1)
        return
    plan.begin.append(thing)
    plan.recorded += Recorded(changed=1) if before or after else Recorded(new=1)


def _sightings(
    connection: Connection, shelf: Shelf, ids: list[int], since: datetime
) -> dict[int, list[datetime]]:
    """Return when each of the vintages ``ids`` was sighted, from ``since`` on."""
    owner, seen_at = getattr(shelf.sightings, shelf.owner), shelf.sightings.seen_at
    instants: dict[int, list[datetime]] = {}
    for first in range(0, len(ids), 10_000):
        part = ids[first : first + 10_000]
        for vintage_id, instant in connection.execute(
            select(owner, seen_at).where(owner.in_(part), seen_at >= since)
        ):
            instants.setdefault(vintage_id, []).append(instant)
    return instants


def _resume(connection: Connection, shelf: Shelf, vintage_id: int, instant: datetime) -> None:
    """Let the content of a split vintage begin again where it was next sighted."""
    owner, seen_at = getattr(shelf.sightings, shelf.owner), shelf.sightings.seen_at
    capture_id = connection.scalar(
        select(shelf.sightings.capture_id).where(owner == vintage_id, seen_at == instant)
    )
    copied = [column for column in shelf.rows.__table__.columns if column.name != "id"]
    row = connection.execute(select(*copied).where(shelf.rows.id == vintage_id)).one()
    resumed = connection.scalar(
        insert(shelf.rows).returning(shelf.rows.id),
        {**row._mapping, "known_from": instant, "capture_id": capture_id},
    )
    shelf.copy_content(connection, vintage_id, int(resumed or 0))
    connection.execute(
        update(shelf.sightings)
        .where(owner == vintage_id, seen_at >= instant)
        .values({shelf.owner: resumed})
    )
