"""Record captures and their boards, and empty a store to fill it again.

A capture is one row: its source, address, hash and place in the archive. The same body has another
row if it came again after a different one.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, update

from tracker.archive import Capture
from tracker.records import Board, Key, Payload
from tracker.store import queries, sums
from tracker.store.engine import pour
from tracker.store.models import Base, Notice, Reading, Run, Sighting, Slug
from tracker.store.models import Board as BoardRow
from tracker.store.models import Capture as CaptureRow
from tracker.store.vintages import Shelf, Vintage
from tracker.weeks import Period

VINTAGE = ("dataset", "metric", "scope", "period_start", "period_end", "known_from")
"""The columns by which a board is unique."""


def known(connection: Connection, boards: list[Board]) -> dict[Key, list[Vintage]]:
    """Return the vintages on record of the boards with the keys of ``boards``, oldest first."""
    known_vintages: dict[Key, list[Vintage]] = {}
    for (dataset, metric, scope), group in groupby(
        boards, key=lambda board: (board.key.dataset, board.key.metric, board.key.scope)
    ):
        starts = [board.key.period.start for board in group]
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
        known_vintages.update(vintages)
    return known_vintages


def begin(
    connection: Connection, capture_id: int, boards: list[Board]
) -> list[tuple[int, datetime]]:
    """Insert boards and their readings, and return their ids with the instants they begin.

    The sums of their weeks are renewed.
    """
    slugs = _slug_ids(connection, {slug for board in boards for slug, _ in board.readings})
    rows = [_row(board, capture_id) for board in boards]
    # RETURNING the ids in order would make SQLite insert the rows one by one.
    connection.execute(insert(BoardRow), rows)
    columns = [BoardRow.__table__.c[name] for name in VINTAGE]
    of_capture = select(BoardRow.id, *columns).where(BoardRow.capture_id == capture_id)
    numbers = {tuple(vintage): number for number, *vintage in connection.execute(of_capture)}
    ids = [numbers[tuple(row[name] for name in VINTAGE)] for row in rows]
    pour(
        connection,
        Reading.__table__,
        [
            (board_id, slugs[slug], value)
            for board_id, board in zip(ids, boards, strict=True)
            for slug, value in board.readings
        ],
    )
    sums.renew(connection, boards)
    return [(board_id, board.known_from) for board_id, board in zip(ids, boards, strict=True)]


def readings(connection: Connection, board_id: int) -> dict[str, int]:
    """Return the readings of a board, slug → value, the largest first."""
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


def _slug_ids(connection: Connection, slugs: set[str]) -> dict[str, int]:
    """Return the ids of slugs; new ones are inserted in alphabetical order."""
    ids = {slug: slug_id for slug_id, slug in connection.execute(select(Slug.id, Slug.slug))}
    fresh = sorted(slugs - ids.keys())
    if fresh:
        fresh_ids = connection.scalars(
            insert(Slug).returning(Slug.id, sort_by_parameter_order=True),
            [{"slug": slug} for slug in fresh],
        )
        ids.update(zip(fresh, fresh_ids, strict=True))
    return ids


def outcome(connection: Connection, capture: Capture) -> str | None:
    """Return the outcome of a capture, or None if it was never processed."""
    return connection.scalar(_OUTCOME, _key(capture))


def number(connection: Connection, capture: Capture) -> int | None:
    """Return the number of a capture."""
    return connection.scalar(_NUMBER, _key(capture))


def followed(connection: Connection, capture: Capture, payload: Payload) -> bool:
    """Return whether another body of the address came between a capture and ``payload``."""
    earlier = capture.payload.fetched_at
    between = (CaptureRow.fetched_at > earlier, CaptureRow.fetched_at <= payload.fetched_at)
    of_address = (CaptureRow.source == payload.source, CaptureRow.url == payload.url)
    query = select(CaptureRow.id).where(*of_address, *between, CaptureRow.path != capture.path)
    return connection.scalar(query.limit(1)) is not None


def save_capture(connection: Connection, capture: Capture, **result: Any) -> int:
    """Insert the row of a capture, or update its outcome, and return its id."""
    payload = capture.payload
    known_id = number(connection, capture)
    result = {"why": None, **result}
    if known_id is not None:
        connection.execute(update(CaptureRow).where(CaptureRow.id == known_id).values(**result))
        return int(known_id)
    received = {
        "source": payload.source,
        "url": payload.url,
        "fetched_at": payload.fetched_at,
        "status": payload.status,
        "content_type": payload.content_type,
        "bytes": len(payload.body),
        "sha256": payload.sha256,
        "etag": payload.etag or None,
        "path": capture.path,
    }
    row_id = connection.scalar(insert(CaptureRow).returning(CaptureRow.id), received | result)
    return int(row_id or 0)


def _key(capture: Capture) -> dict[str, str]:
    payload = capture.payload
    return {
        "source": payload.source,
        "url": payload.url,
        "sha256": payload.sha256,
        "path": capture.path,
    }


_SAME_CAPTURE = [
    getattr(CaptureRow, name) == bindparam(name) for name in ("source", "url", "sha256", "path")
]
_OUTCOME = select(CaptureRow.outcome).where(*_SAME_CAPTURE)
_NUMBER = select(CaptureRow.id).where(*_SAME_CAPTURE)
"""Used for every body, so built once."""


PERMANENT = (Run.__table__, Notice.__table__, Slug.__table__)


def empty(connection: Connection) -> None:
    """Delete everything but the log, the notices and, for now, the names.

    To delete a name a server looks through all readings, those just deleted too.
    """
    for table in reversed(Base.metadata.sorted_tables):
        if table not in PERMANENT:
            connection.execute(delete(table))


def forget_unused(connection: Connection) -> None:
    """Delete the names that no board has any more."""
    connection.execute(delete(Slug).where(Slug.id.not_in(select(Reading.slug_id))))
