"""What is recorded: captures, boards and their vintages. This folder is the door to SQLAlchemy.

    models.py      the tables                    recording.py   boards in, whatever their order
    engine.py      opening a database            weekly.py      readings → weekly sums
    schema.py      creating and upgrading it     queries.py     the other questions
    captures.py    a row a body

The store is a cache of the archive: `tracker reparse` builds the same one again. A capture is
recorded in one transaction, whole or not at all. For each board there is a row per change of
content and, beside it, which captures showed that content when.

withdrawn
    Said of a period that the newest answer for its window leaves out. Its last figures stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from tracker.archive import Capture
from tracker.checks import Known, leaders
from tracker.records import Answer, Board, Key, Payload
from tracker.store import captures, models, queries, recording, weekly
from tracker.store import engine as engines
from tracker.store.recording import Recorded
from tracker.store.weekly import Precedence
from tracker.weeks import Period

__all__ = ["MANIFEST", "QUARANTINED", "RECORDED", "REFUSED", "Precedence", "Recorded", "Store"]

RECORDED, MANIFEST = "recorded", "manifest"
REFUSED, QUARANTINED = "refused", "quarantined"


class Store:
    """A database. Use it as a context manager, or ``close()`` it."""

    def __init__(self, url: str) -> None:
        self.engine = engines.open_engine(url)
        self._outer: Connection | None = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    @property
    def shown(self) -> str:
        """Where the store is, as shown to people."""
        return engines.shown(self.engine)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction; inside another one, a part of it."""
        if self._outer is not None:
            yield self._outer
            return
        try:
            with self.engine.begin() as self._outer:
                yield self._outer
        except DBAPIError as error:
            raise engines.trouble(self.engine, error) from None
        finally:
            self._outer = None

    # Recording.

    def knows(self, payload: Payload) -> bool:
        """Whether this very body of this very address is recorded already."""
        with self.transaction() as connection:
            outcome = captures.outcome(connection, payload)
        return outcome in (RECORDED, MANIFEST)

    def set_aside(self, capture: Capture, outcome: str, why: str | None = None) -> None:
        """Note what became of a capture that brings no boards."""
        with self.transaction() as connection:
            captures.keep(connection, capture, outcome=outcome, why=why)

    def record(self, capture: Capture, answer: Answer) -> Recorded:
        """Record the boards of ``answer`` as shown by ``capture``, whole or not at all.

        Raises CheckFailed when an instant is known already with other figures.
        """
        window = answer.window
        with self.transaction() as connection:
            capture_id = captures.keep(
                connection,
                capture,
                outcome=RECORDED,
                as_of=answer.as_of,
                window_start=window.start if window else None,
                window_end=window.end if window else None,
            )
            return recording.record(connection, capture_id, answer.boards)

    def log(self, **run: Any) -> None:
        """Write one line of the run log: the columns of `runs`."""
        with self.transaction() as connection:
            connection.execute(insert(models.Run), [run])

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Empty the store of all but its log and refill it, as one transaction."""
        with self.transaction() as connection:
            for table in (
                models.Sighting,
                models.Reading,
                models.Board,
                models.Slug,
                models.Capture,
            ):
                connection.execute(delete(table))
            yield

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Record as usual, and take everything back at the end."""
        with self.transaction() as connection:
            yield
            connection.rollback()

    # Asking.

    def held(self) -> dict[str, frozenset[date]]:
        """For each dataset, the first days of the periods on record."""
        found: dict[str, set[date]] = {}
        query = select(models.Board.dataset, models.Board.period_start).distinct()
        with self.transaction() as connection:
            for dataset, start in connection.execute(query):
                found.setdefault(dataset, set()).add(start)
        return {dataset: frozenset(starts) for dataset, starts in found.items()}

    def recent(self, board: Board) -> list[Known]:
        """The boards of the same kind in the four weeks before ``board``, oldest first."""
        with self.transaction() as connection:
            rows = connection.execute(queries.before(board)).all()
            known = [Known(row.period_start, row.total) for row in rows]
            if known:
                led = leaders(_readings(connection, rows[-1].id).items())
                known[-1] = replace(known[-1], leaders=led)
        return known

    def weekly(
        self,
        metric: str,
        precedence: Precedence,
        as_of: datetime | None = None,
        level: Any = None,
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """Which dataset answers for each week (`weekly.answering`), and what each entity sums to
        (`weekly.sums`).

        ``level`` turns a slug into the entity it counts towards; None leaves slugs as they are.
        """
        with self.transaction() as connection:
            entities = None
            if level is not None:
                slugs = connection.execute(select(models.Slug.id, models.Slug.slug))
                entities = {slug_id: level(slug) for slug_id, slug in slugs} or None
            weeks = connection.execute(weekly.answering(metric, precedence, as_of)).all()
            sums = connection.execute(weekly.sums(metric, precedence, as_of, entities)).all()
            return weeks, sums

    def vintages(self, key: Key) -> list[tuple[datetime, dict[str, int]]]:
        """Every vintage of a board, oldest first: since when, and what it said."""
        with self.transaction() as connection:
            rows = connection.execute(queries.vintages(key)).all()
            return [(row.known_from, _readings(connection, row.id)) for row in rows]

    def contents(self) -> list[tuple[Any, ...]]:
        """Every vintage of every board, in a fixed order: two stores are equal if these are."""
        return [tuple(row) for row in self._all(queries.contents())]

    def withdrawn(self) -> list[Key]:
        """The boards that a later answer for their window leaves out."""
        return [
            Key(dataset, metric, scope, Period(start, end))
            for dataset, metric, scope, start, end in self._all(queries.withdrawn())
        ]

    def last_runs(self) -> Sequence[Any]:
        """The newest line of the run log for each source."""
        return self._all(queries.last_runs())

    def put_aside(self) -> Sequence[Any]:
        """The captures that were refused or quarantined, newest first."""
        return self._all(queries.captures(REFUSED, QUARANTINED))

    def requests_since(self, source: str, instant: datetime) -> int:
        """How many requests the runs of a source have made since ``instant``."""
        query = select(func.sum(models.Run.requests)).where(
            models.Run.source == source, models.Run.started_at >= instant
        )
        with self.transaction() as connection:
            return int(connection.scalar(query) or 0)

    def _all(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        with self.transaction() as connection:
            return connection.execute(query).all()


def _readings(connection: Connection, board_id: int) -> dict[str, int]:
    return {row.slug: row.value for row in connection.execute(queries.readings(board_id))}
