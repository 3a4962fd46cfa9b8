"""What is recorded: captures, boards and their vintages. This folder is the door to SQLAlchemy.

    models.py      the tables                    boards.py      boards and readings in
    engine.py      opening a database            catalog.py     what is said beside counts, in
    schema.py      creating and upgrading it     weekly.py      readings → weekly sums
    captures.py    a row a body                  queries.py     the other questions
    vintages.py    where a sighting falls, whatever the order of arrival

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
from tracker.store import boards, captures, catalog, models, queries, vintages, weekly
from tracker.store import engine as engines
from tracker.store.vintages import Recorded
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

    def set_aside(self, capture: Capture, outcome: str, why: str | None = None) -> int:
        """Note what became of a capture that brings no boards. Returns its number."""
        with self.transaction() as connection:
            return captures.keep(connection, capture, outcome=outcome, why=why)

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
                why=capture.accepted,
                as_of=answer.as_of,
                window_start=window.start if window else None,
                window_end=window.end if window else None,
            )
            return vintages.record(
                connection, boards.SHELF, capture_id, answer.boards
            ) + vintages.record(connection, catalog.SHELF, capture_id, answer.entries)

    def note_fields(self, payload: Payload, unknown: frozenset[str]) -> list[str]:
        """Write down unknown fields of a recorded body. Returns those never met before."""
        if not unknown:
            return []
        field, row = models.Field, models.Capture
        with self.transaction() as connection:
            known = set(
                connection.scalars(select(field.name).where(field.source == payload.source))
            )
            fresh = sorted(unknown - known)
            if fresh:
                capture_id = connection.scalar(
                    select(row.id).where(
                        row.source == payload.source,
                        row.url == payload.url,
                        row.sha256 == payload.sha256,
                    )
                )
                connection.execute(
                    insert(field),
                    [
                        {"source": payload.source, "name": name, "capture_id": capture_id}
                        for name in fresh
                    ],
                )
            return fresh

    def log(self, **run: Any) -> None:
        """Write one line of the run log: the columns of `runs`."""
        with self.transaction() as connection:
            connection.execute(insert(models.Run), [run])

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Empty the store of all but its log and refill it, as one transaction."""
        with self.transaction() as connection:
            for table in (
                models.Field,
                models.Appearance,
                models.Entry,
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

    def parts(self) -> dict[tuple[str, date], int]:
        """Of how many parts each (dataset, first day) on record is made, where it is of parts."""
        row = models.Board
        query = (
            select(row.dataset, row.period_start, func.count(row.scope.distinct()))
            .where(row.scope.contains("/"))
            .group_by(row.dataset, row.period_start)
        )
        return {(dataset, start): parts for dataset, start, parts in self._all(query)}

    def listed(self, dataset: str) -> int:
        """How many entries the newest list of a dataset had."""
        with self.transaction() as connection:
            return int(connection.scalar(catalog.newest_size(dataset)) or 0)

    def recent(self, board: Board) -> list[Known]:
        """What is known of the four weeks before ``board``: its kin, and for a week or a window of
        seven days the complete weeks of any dataset; the last is the newest of its own kind."""
        with self.transaction() as connection:
            rows = connection.execute(queries.before(board)).all()
            days = board.key.period.days
            kin = [Known(row.period_start, row.total, days=days) for row in rows]
            if kin:
                readings = _readings(connection, rows[-1].id)
                led, named = leaders(readings.items()), len(readings)
                kin[-1] = replace(kin[-1], leaders=led, names=named)
            if days not in (1, 7):
                return kin
            weeks = dict(connection.execute(queries.weeks_before(board)).all())
        known = [Known(week, total) for week, total in weeks.items()]
        return known + (kin[-1:] if days == 7 else kin)

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

    def entries(self, dataset: str, as_of: datetime | None = None) -> Sequence[Any]:
        """What is published in ``dataset`` beside counts: rows (name, facts, known_from,
        seen_at)."""
        return self._all(catalog.entries(dataset, as_of))

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

    def capture(self, capture_id: int) -> Any:
        """Source, path, outcome and why of a capture; None if there is none of that number."""
        return next(iter(self._all(queries.capture(capture_id))), None)

    def last_with_etag(self, source: str, url: str) -> tuple[str, str] | None:
        """The path and the etag of the newest capture of an address that has an etag."""
        found = next(iter(self._all(queries.last_with_etag(source, url))), None)
        return None if found is None else (found.path, found.etag)

    def last_fetched(self, source: str) -> datetime | None:
        """When the newest capture of a source was fetched."""
        with self.transaction() as connection:
            return connection.scalar(
                select(func.max(models.Capture.fetched_at)).where(models.Capture.source == source)
            )

    def requests_since(self, instant: datetime, sources: Sequence[str]) -> int:
        """How many requests the runs of some sources have made since ``instant``."""
        query = select(func.sum(models.Run.requests)).where(
            models.Run.source.in_(sources), models.Run.started_at >= instant
        )
        with self.transaction() as connection:
            return int(connection.scalar(query) or 0)

    def _all(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        with self.transaction() as connection:
            return connection.execute(query).all()


def _readings(connection: Connection, board_id: int) -> dict[str, int]:
    return {row.slug: row.value for row in connection.execute(queries.readings(board_id))}
