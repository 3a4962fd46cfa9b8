"""One row a body received, known by its source, its address, its hash and its place in the archive:
the same body has another row when it came again after another one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from tracker.archive import Capture
from tracker.records import Payload
from tracker.store.models import Capture as CaptureRow


def outcome(connection: Connection, capture: Capture) -> str | None:
    """What became of a capture; None if it was never looked at."""
    return connection.scalar(_OUTCOME, _same(capture))


def number(connection: Connection, capture: Capture) -> int | None:
    """The number of a capture."""
    return connection.scalar(_NUMBER, _same(capture))


def followed(connection: Connection, capture: Capture, payload: Payload) -> bool:
    """Whether another body of the same address came after a capture and before ``payload``."""
    earlier = capture.payload.fetched_at
    between = (CaptureRow.fetched_at > earlier, CaptureRow.fetched_at <= payload.fetched_at)
    of_address = (CaptureRow.source == payload.source, CaptureRow.url == payload.url)
    query = select(CaptureRow.id).where(*of_address, *between, CaptureRow.path != capture.path)
    return connection.scalar(query.limit(1)) is not None


def keep(connection: Connection, capture: Capture, **became: Any) -> int:
    """Write the capture's row, or renew what became of it. Returns its id."""
    payload = capture.payload
    known = number(connection, capture)
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


def _same(capture: Capture) -> dict[str, str]:
    payload = capture.payload
    return {
        "source": payload.source,
        "url": payload.url,
        "sha256": payload.sha256,
        "path": capture.path,
    }


_VERY_ONE = [
    getattr(CaptureRow, name) == bindparam(name) for name in ("source", "url", "sha256", "path")
]
_OUTCOME = select(CaptureRow.outcome).where(*_VERY_ONE)
_NUMBER = select(CaptureRow.id).where(*_VERY_ONE)
"""Asked of every body, so made once."""
