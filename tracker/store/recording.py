"""Writing boards down so that their vintages do not depend on the order of arrival.

Every capture that shows a board is a sighting of some content at some instant. A board's vintages
are the runs of equal content along those instants, so a sighting may begin a vintage, confirm one,
set the beginning of one back, or fall into the middle of one and split it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, insert, literal, select, update

from tracker.errors import CheckFailed
from tracker.records import Board, Key
from tracker.store.models import Board as BoardRow
from tracker.store.models import Reading, Sighting, Slug
from tracker.weeks import Period


@dataclass(frozen=True)
class Recorded:
    """What a capture changed: boards never seen before, boards corrected, boards as before."""

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


@dataclass(frozen=True)
class _Vintage:
    id: int
    known_from: datetime
    digest: str


@dataclass
class _Plan:
    """What is to be written; made whole before the first row is."""

    begin: list[Board] = field(default_factory=list)
    confirm: list[tuple[int, datetime]] = field(default_factory=list)
    set_back: list[tuple[int, datetime]] = field(default_factory=list)
    resume: list[tuple[int, datetime]] = field(default_factory=list)
    recorded: Recorded = Recorded()


def record(connection: Connection, capture_id: int, boards: Iterable[Board]) -> Recorded:
    """Write ``boards``, as shown by a capture. Raises CheckFailed before anything is written when
    an instant is known already with other content."""
    boards = list(boards)
    vintages = _vintages(connection, boards)
    ids = [vintage.id for kept in vintages.values() for vintage in kept]
    sightings = _sightings(
        connection, ids, min((board.known_from for board in boards), default=None)
    )
    plan = _Plan()
    for board in boards:
        _place(board, vintages.get(board.key, []), sightings, plan)

    _resume(connection, plan.resume)
    for board_id, instant in plan.set_back:
        connection.execute(
            update(BoardRow)
            .where(BoardRow.id == board_id)
            .values(known_from=instant, capture_id=capture_id)
        )
    begun = _begin(connection, capture_id, plan.begin)
    confirmed = [*plan.confirm, *plan.set_back, *begun]
    if confirmed:
        connection.execute(
            insert(Sighting),
            [{"board_id": b, "seen_at": at, "capture_id": capture_id} for b, at in confirmed],
        )
    return plan.recorded


def _place(
    board: Board,
    vintages: list[_Vintage],
    sightings: dict[int, list[datetime]],
    plan: _Plan,
) -> None:
    """Find where a sighting falls among the vintages of its board (oldest first)."""
    at = bisect_right([vintage.known_from for vintage in vintages], board.known_from)
    before = vintages[at - 1] if at else None
    after = vintages[at] if at < len(vintages) else None
    seen = sightings.get(before.id, []) if before else []
    if before and before.digest == board.digest:
        if board.known_from not in seen:
            plan.confirm.append((before.id, board.known_from))
        plan.recorded += Recorded(unchanged=1)
        return
    if board.known_from in seen:
        raise CheckFailed(
            f"{board.key} is known from the same instant with other figures", datum=board.key
        )
    later = [instant for instant in seen if instant > board.known_from]
    if before and later:
        plan.resume.append((before.id, min(later)))
    if after and after.digest == board.digest and not later:
        plan.set_back.append((after.id, board.known_from))
        plan.recorded += Recorded(unchanged=1)
        return
    plan.begin.append(board)
    plan.recorded += Recorded(changed=1) if vintages else Recorded(new=1)


def _vintages(connection: Connection, boards: list[Board]) -> dict[Key, list[_Vintage]]:
    """The known vintages of the boards with the keys of ``boards``, oldest first."""
    found: dict[Key, list[_Vintage]] = {}
    for (dataset, metric, scope), kin in groupby(
        boards, key=lambda board: (board.key.dataset, board.key.metric, board.key.scope)
    ):
        starts = [board.key.period.start for board in kin]
        rows = connection.execute(
            select(
                BoardRow.id,
                BoardRow.period_start,
                BoardRow.period_end,
                BoardRow.known_from,
                BoardRow.digest,
            )
            .where(
                BoardRow.dataset == dataset,
                BoardRow.metric == metric,
                BoardRow.scope == scope,
                BoardRow.period_start.between(min(starts), max(starts)),
            )
            .order_by(BoardRow.known_from)
        )
        kept: dict[Key, list[_Vintage]] = {}
        for row in rows:
            key = Key(dataset, metric, scope, Period(row.period_start, row.period_end))
            kept.setdefault(key, []).append(_Vintage(row.id, row.known_from, row.digest))
        found.update(kept)
    return found


def _sightings(
    connection: Connection, ids: list[int], since: datetime | None
) -> dict[int, list[datetime]]:
    """When each of the boards ``ids`` was sighted, from ``since`` on."""
    found: dict[int, list[datetime]] = {}
    for first in range(0, len(ids), 10_000):
        some = ids[first : first + 10_000]
        for board_id, instant in connection.execute(
            select(Sighting.board_id, Sighting.seen_at).where(
                Sighting.board_id.in_(some), Sighting.seen_at >= since
            )
        ):
            found.setdefault(board_id, []).append(instant)
    return found


def _begin(
    connection: Connection, capture_id: int, boards: list[Board]
) -> list[tuple[int, datetime]]:
    """Insert boards and their readings; their ids with the instants they begin."""
    if not boards:
        return []
    slugs = _slug_ids(connection, {slug for board in boards for slug, _ in board.readings})
    ids = connection.scalars(
        insert(BoardRow).returning(BoardRow.id, sort_by_parameter_order=True),
        [_row(board, capture_id) for board in boards],
    ).all()
    _insert_readings(
        connection,
        [
            (board_id, slugs[slug], value)
            for board_id, board in zip(ids, boards, strict=True)
            for slug, value in board.readings
        ],
    )
    return [(board_id, board.known_from) for board_id, board in zip(ids, boards, strict=True)]


def _insert_readings(connection: Connection, rows: list[tuple[int, int, int]]) -> None:
    """Hand plain integers straight to the driver: nothing in them needs converting, and there are
    fifty times as many of them as of anything else."""
    compiled = insert(Reading).compile(dialect=connection.dialect)
    if compiled.positional:
        connection.exec_driver_sql(str(compiled), rows)
    else:
        names = ("board_id", "slug_id", "value")
        named = [dict(zip(names, row, strict=True)) for row in rows]
        connection.exec_driver_sql(str(compiled), named)


def _row(board: Board, capture_id: int) -> dict[str, object]:
    key, period = board.key, board.key.period
    return {
        "capture_id": capture_id,
        "dataset": key.dataset,
        "metric": key.metric,
        "scope": key.scope,
        "period_start": period.start,
        "period_end": period.end,
        "days": period.days,
        "week": period.week,
        "depth": board.depth,
        "selection": board.selection or key.metric,
        "digest": board.digest,
        "total": board.total,
        "known_from": board.known_from,
    }


def _resume(connection: Connection, splits: list[tuple[int, datetime]]) -> None:
    """Let the content of a split vintage begin again where it was next sighted."""
    copied = [column for column in BoardRow.__table__.columns if column.name != "id"]
    for board_id, instant in splits:
        capture_id = connection.scalar(
            select(Sighting.capture_id).where(
                Sighting.board_id == board_id, Sighting.seen_at == instant
            )
        )
        row = connection.execute(select(*copied).where(BoardRow.id == board_id)).one()
        resumed = connection.scalar(
            insert(BoardRow).returning(BoardRow.id),
            {**row._mapping, "known_from": instant, "capture_id": capture_id},
        )
        connection.execute(
            insert(Reading).from_select(
                ["board_id", "slug_id", "value"],
                select(literal(resumed), Reading.slug_id, Reading.value).where(
                    Reading.board_id == board_id
                ),
            )
        )
        connection.execute(
            update(Sighting)
            .where(Sighting.board_id == board_id, Sighting.seen_at >= instant)
            .values(board_id=resumed)
        )


def _slug_ids(connection: Connection, wanted: set[str]) -> dict[str, int]:
    """The ids of slugs, new ones made in the order of the alphabet."""
    known = {slug: slug_id for slug_id, slug in connection.execute(select(Slug.id, Slug.slug))}
    fresh = sorted(wanted - known.keys())
    if fresh:
        ids = connection.scalars(
            insert(Slug).returning(Slug.id, sort_by_parameter_order=True),
            [{"slug": slug} for slug in fresh],
        )
        known.update(zip(fresh, ids, strict=True))
    return known
