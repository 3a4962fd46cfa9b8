"""One row a body received, known by its source, its address and its hash."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from tracker.archive import Capture
from tracker.records import Payload
from tracker.store.models import Capture as CaptureRow


def outcome(connection: Connection, payload: Payload) -> str | None:
    """What became of this very body of this very address; None if it was never seen."""
    return connection.scalar(_OUTCOME, _same(payload))


def number(connection: Connection, payload: Payload) -> int | None:
    """The number of this very body of this very address."""
    return connection.scalar(_NUMBER, _same(payload))


def keep(connection: Connection, capture: Capture, **became: Any) -> int:
    """Write the capture's row, or renew what became of it. Returns its id."""
    payload = capture.payload
    known = number(connection, payload)
    became = {"why": None, **became}
    if known is not None:
        connection.execute(update(CaptureRow).where(CaptureRow.id == known).values(**became))
        return int(known)
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
    made = connection.scalar(insert(CaptureRow).returning(CaptureRow.id), received | became)
    return int(made or 0)


def _same(payload: Payload) -> dict[str, str]:
    return {"source": payload.source, "url": payload.url, "sha256": payload.sha256}


_VERY_ONE = [getattr(CaptureRow, name) == bindparam(name) for name in ("source", "url", "sha256")]
_OUTCOME = select(CaptureRow.outcome).where(*_VERY_ONE)
_NUMBER = select(CaptureRow.id).where(*_VERY_ONE)
"""Asked of every body, so made once."""
