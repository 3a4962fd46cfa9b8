"""The journal of what was received and what was run: the rows of captures, fields and runs.

A capture is recorded (its boards are in, but for those doubted), a manifest, refused, quarantined
(all of its boards are doubted) or corrected (they were, and a later body had other content); the
row has the reason. A run is fine, failed, stopped before its end, or a person's who accepted a
capture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from tracker.archive import Capture
from tracker.records import Payload
from tracker.schedule.timetable import Runs
from tracker.store import queries, recording
from tracker.store.models import Capture as CaptureRow
from tracker.store.models import Field, Run

RECORDED, MANIFEST = "recorded", "manifest"
REFUSED, QUARANTINED, CORRECTED = "refused", "quarantined", "corrected"
FINE, FAILED, STOPPED, ACCEPTED = "fine", "failed", "stopped", "accepted"
LATELY = timedelta(days=8)


class Journal:
    """The journal of a store; ``transaction`` is the store's."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.transaction = transaction

    def outcome(self, capture: Capture) -> str | None:
        """Return the outcome of a capture, or None if it was never processed."""
        with self.transaction() as connection:
            return recording.outcome(connection, capture)

    def number(self, capture: Capture) -> int:
        """Return the number of a capture, or 0 if it was never processed."""
        with self.transaction() as connection:
            return recording.number(connection, capture) or 0

    def followed(self, capture: Capture, payload: Payload) -> bool:
        """Return whether another body of the address came between a capture and ``payload``."""
        with self.transaction() as connection:
            return recording.followed(connection, capture, payload)

    def paths(self) -> set[str]:
        """Return the path of every capture that was processed."""
        return {path for (path,) in self._all(queries.paths())}

    def set_aside(self, capture: Capture, outcome: str, why: str | None = None) -> int:
        """Write down the outcome of a capture that brings no boards, and return its number."""
        with self.transaction() as connection:
            return recording.save_capture(connection, capture, outcome=outcome, why=why)

    def set_outcome(self, capture: Capture, outcome: str, why: str | None) -> None:
        """Write down a new outcome of a capture that was processed."""
        with self.transaction() as connection:
            recording.save_capture(connection, capture, outcome=outcome, why=why)

    def note_fields(self, payload: Payload, unknown: frozenset[str]) -> list[str]:
        """Write down unknown fields of a recorded body, and return those that are new."""
        if not unknown:
            return []
        with self.transaction() as connection:
            earlier = connection.scalars(select(Field.name).where(Field.source == payload.source))
            fresh = sorted(unknown - set(earlier))
            if fresh:
                capture_id = connection.scalar(queries.last_received(payload))
                connection.execute(
                    insert(Field),
                    [
                        {"source": payload.source, "name": name, "capture_id": capture_id}
                        for name in fresh
                    ],
                )
            return fresh

    def log(self, **run: Any) -> None:
        """Write one line of the run log: the columns of `runs`."""
        with self.transaction() as connection:
            connection.execute(insert(Run), [run])

    def last_runs(self) -> Sequence[Any]:
        """Return the newest line of the run log for each source."""
        return self._all(queries.last_runs())

    def runs(self, now: datetime) -> dict[str, Runs]:
        """Return the last good run of each source, and its runs of the last week, good or not.

        Runs that begin after ``now`` are left out: a clock was wrong then.
        """
        last = dict(self._all(queries.last_fine(FINE, now)))
        failed, fine = (self._lately(outcome, now) for outcome in (FAILED, FINE))
        return {
            source: Runs(last.get(source), failed.get(source, ()), fine.get(source, ()))
            for source in {**last, **failed}
        }

    def _lately(self, outcome: str, now: datetime) -> dict[str, tuple[datetime, ...]]:
        runs: dict[str, tuple[datetime, ...]] = {}
        for source, began in self._all(queries.runs_between(outcome, now - LATELY, now)):
            runs[source] = (*runs.get(source, ()), began)
        return runs

    def count_fine(self) -> dict[str, int]:
        """Return the number of good runs of each source."""
        query = select(Run.source, func.count()).where(Run.outcome == FINE).group_by(Run.source)
        return {source: int(runs) for source, runs in self._all(query)}

    def began(self) -> datetime | None:
        """Return when the first run of any source began."""
        with self.transaction() as connection:
            return connection.scalar(select(func.min(Run.started_at)))

    def put_aside(self) -> Sequence[Any]:
        """Return the captures that were refused or are doubted in part, newest first."""
        return self._all(queries.put_aside(REFUSED, QUARANTINED))

    def new_fields(self, since: datetime) -> Sequence[Any]:
        """Return the fields that the publisher added after ``since``: (source, name, url, met).

        Parsers do not know them, and they were first met after the first body of their source.
        """
        return [row for row in self._all(queries.fields()) if row.met > max(since, row.first)]

    def capture(self, capture_id: int) -> Any:
        """Return source, path, outcome and why of a capture, or None if there is no such one."""
        return next(iter(self._all(queries.capture(capture_id))), None)

    def received(self, source: str) -> set[tuple[str, str]]:
        """Return (url, sha256) of every body received from a source, whatever its outcome."""
        return {(url, sha256) for url, sha256 in self._all(queries.received(source))}

    def last_with_etag(self, source: str, url: str) -> tuple[str, str] | None:
        """Return the path and the etag of the newest capture of an address with an etag."""
        row = next(iter(self._all(queries.last_with_etag(source, url))), None)
        return None if row is None else (row.path, row.etag)

    def last_recorded(self, source: str) -> datetime | None:
        """Return when the newest capture of a source that brought boards was fetched."""
        query = select(func.max(CaptureRow.fetched_at)).where(
            CaptureRow.source == source, CaptureRow.outcome == RECORDED
        )
        with self.transaction() as connection:
            return connection.scalar(query)

    def requests_since(self, instant: datetime, sources: Sequence[str]) -> int:
        """Return the number of requests that runs of some sources made since ``instant``."""
        query = select(func.sum(Run.requests)).where(
            Run.source.in_(sources), Run.started_at >= instant
        )
        with self.transaction() as connection:
            return int(connection.scalar(query) or 0)

    def _all(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        with self.transaction() as connection:
            return connection.execute(query).all()
