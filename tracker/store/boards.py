"""Writing boards and their readings."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, insert, literal, select

from tracker.records import Board, Key
from tracker.store import kept, queries
from tracker.store.engine import pour
from tracker.store.models import Board as BoardRow
from tracker.store.models import Reading, Sighting, Slug
from tracker.store.vintages import Shelf, Vintage
from tracker.weeks import Period


def known(connection: Connection, boards: list[Board]) -> dict[Key, list[Vintage]]:
    """The known vintages of the boards with the keys of ``boards``, oldest first."""
    found: dict[Key, list[Vintage]] = {}
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
        vintages: dict[Key, list[Vintage]] = {}
        for row in rows:
            key = Key(dataset, metric, scope, Period(row.period_start, row.period_end))
            vintages.setdefault(key, []).append(Vintage(row.id, row.known_from, row.digest))
        found.update(vintages)
    return found


def begin(
    connection: Connection, capture_id: int, boards: list[Board]
) -> list[tuple[int, datetime]]:
    """Insert boards and their readings, and renew the sums of their weeks; their ids with the
    instants they begin."""
    slugs = _slug_ids(connection, {slug for board in boards for slug, _ in board.readings})
    ids = connection.scalars(
        insert(BoardRow).returning(BoardRow.id, sort_by_parameter_order=True),
        [_row(board, capture_id) for board in boards],
    ).all()
    pour(
        connection,
        Reading.__table__,
        [
            (board_id, slugs[slug], value)
            for board_id, board in zip(ids, boards, strict=True)
            for slug, value in board.readings
        ],
    )
    kept.renew(connection, boards)
    return [(board_id, board.known_from) for board_id, board in zip(ids, boards, strict=True)]


def readings(connection: Connection, board_id: int) -> dict[str, int]:
    """What a board says: slug → value, the largest first."""
    return {row.slug: row.value for row in connection.execute(queries.readings(board_id))}


def copy_readings(connection: Connection, board_id: int, resumed: int) -> None:
    connection.execute(
        insert(Reading).from_select(
            ["board_id", "slug_id", "value"],
            select(literal(resumed), Reading.slug_id, Reading.value).where(
                Reading.board_id == board_id
            ),
        )
    )


SHELF = Shelf(BoardRow, Sighting, "board_id", known, begin, copy_readings)


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
