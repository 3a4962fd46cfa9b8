"""What is recorded: captures, boards and their vintages. This folder is the door to SQLAlchemy.

    models.py      the tables                    recording.py   boards in, whatever their order
    engine.py      opening a database            weekly.py      readings → weekly sums
    schema.py      creating and upgrading it

The store is a cache of the archive: `tracker reparse` builds the same one again. A capture is
recorded in one transaction, whole or not at all. For each board there is a row per change of
content and, beside it, which captures showed that content when.

withdrawn
    Said of a period that the newest answer for its window leaves out. Its last figures stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from tracker.archive import Capture
from tracker.checks import LOOK_BACK, Known, leaders
from tracker.records import Answer, Board, Key, Payload
from tracker.store import engine as engines
from tracker.store import models, recording, weekly
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
            outcome = connection.scalar(select(models.Capture.outcome).where(*_same(payload)))
        return outcome in (RECORDED, MANIFEST)

    def set_aside(self, capture: Capture, outcome: str, why: str | None = None) -> None:
        """Note what became of a capture that brings no boards."""
        with self.transaction() as connection:
            _keep(connection, capture, outcome=outcome, why=why)

    def record(self, capture: Capture, answer: Answer) -> Recorded:
        """Record the boards of ``answer`` as shown by ``capture``, whole or not at all.

        Raises CheckFailed when an instant is known already with other figures.
        """
        window = answer.window
        with self.transaction() as connection:
            capture_id = _keep(
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
        key, start = board.key, board.key.period.start
        kin = weekly.newest(
            models.Board.dataset == key.dataset,
            models.Board.metric == key.metric,
            models.Board.scope == key.scope,
            models.Board.days == key.period.days,
            models.Board.period_start < start,
            models.Board.period_start >= start - LOOK_BACK,
        ).subquery()
        query = select(kin).where(kin.c.newest == 1).order_by(kin.c.period_start)
        with self.transaction() as connection:
            rows = connection.execute(query).all()
            known = [Known(row.period_start, row.total) for row in rows]
            if known:
                led = leaders(_readings(connection, rows[-1].id))
                known[-1] = Known(known[-1].start, known[-1].total, led)
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
        query = (
            select(models.Board.id, models.Board.known_from)
            .where(
                models.Board.dataset == key.dataset,
                models.Board.metric == key.metric,
                models.Board.scope == key.scope,
                models.Board.period_start == key.period.start,
                models.Board.period_end == key.period.end,
            )
            .order_by(models.Board.known_from)
        )
        with self.transaction() as connection:
            rows = connection.execute(query).all()
            return [(row.known_from, dict(_readings(connection, row.id))) for row in rows]

    def contents(self) -> list[tuple[Any, ...]]:
        """Every vintage of every board, in a fixed order: two stores are equal if these are."""
        board = models.Board
        columns = (
            board.dataset,
            board.metric,
            board.scope,
            board.period_start,
            board.period_end,
            board.known_from,
            board.digest,
            board.total,
            board.depth,
            board.selection,
        )
        with self.transaction() as connection:
            return [
                tuple(row) for row in connection.execute(select(*columns).order_by(*columns[:6]))
            ]

    def withdrawn(self) -> list[Key]:
        """The boards that a later answer for their window leaves out."""
        board, sighting, capture = models.Board, models.Sighting, models.Capture
        seen = (
            select(sighting.board_id, func.max(sighting.seen_at).label("seen_at"))
            .group_by(sighting.board_id)
            .subquery()
        )
        kept = weekly.newest().subquery()
        brought = (
            select(sighting.capture_id, board.dataset, board.metric, board.scope, board.days)
            .join(board, board.id == sighting.board_id)
            .distinct()
            .subquery()
        )
        query = (
            select(
                kept.c.dataset, kept.c.metric, kept.c.scope, kept.c.period_start, kept.c.period_end
            )
            .join(seen, seen.c.board_id == kept.c.id)
            .join(
                brought,
                and_(
                    *(
                        brought.c[name] == kept.c[name]
                        for name in ("dataset", "metric", "scope", "days")
                    )
                ),
            )
            .join(capture, capture.id == brought.c.capture_id)
            .where(
                kept.c.newest == 1,
                capture.window_start <= kept.c.period_start,
                capture.window_end >= kept.c.period_end,
                capture.as_of > seen.c.seen_at,
            )
            .distinct()
            .order_by(kept.c.period_start)
        )
        with self.transaction() as connection:
            rows = connection.execute(query).all()
        return [Key(row[0], row[1], row[2], Period(row[3], row[4])) for row in rows]

    def last_runs(self) -> Sequence[Any]:
        """The newest line of the run log for each source."""
        run = models.Run
        last = select(func.max(run.id)).group_by(run.source)
        query = select(run.__table__).where(run.id.in_(last)).order_by(run.source)
        with self.transaction() as connection:
            return connection.execute(query).all()

    def put_aside(self) -> Sequence[Any]:
        """The captures that were refused or quarantined, newest first."""
        capture = models.Capture
        query = (
            select(
                capture.id,
                capture.source,
                capture.path,
                capture.fetched_at,
                capture.outcome,
                capture.why,
            )
            .where(capture.outcome.in_((REFUSED, QUARANTINED)))
            .order_by(capture.fetched_at.desc())
        )
        with self.transaction() as connection:
            return connection.execute(query).all()

    def requests_since(self, source: str, instant: datetime) -> int:
        """How many requests the runs of a source have made since ``instant``."""
        query = select(func.sum(models.Run.requests)).where(
            models.Run.source == source, models.Run.started_at >= instant
        )
        with self.transaction() as connection:
            return int(connection.scalar(query) or 0)


def _same(payload: Payload) -> tuple[Any, ...]:
    return (
        models.Capture.source == payload.source,
        models.Capture.url == payload.url,
        models.Capture.sha256 == payload.sha256,
    )


def _keep(connection: Connection, capture: Capture, **became: Any) -> int:
    """Write the capture's row, or renew it. Returns its id."""
    payload = capture.payload
    known = connection.scalar(select(models.Capture.id).where(*_same(payload)))
    became = {"why": None, **became}
    if known is not None:
        connection.execute(
            update(models.Capture).where(models.Capture.id == known).values(**became)
        )
        return int(known)
    made = connection.scalar(
        insert(models.Capture).returning(models.Capture.id),
        {
            "source": payload.source,
            "url": payload.url,
            "fetched_at": payload.fetched_at,
            "status": payload.status,
            "content_type": payload.content_type,
            "bytes": len(payload.body),
            "sha256": payload.sha256,
            "path": capture.path,
            **became,
        },
    )
    return int(made or 0)


def _readings(connection: Connection, board_id: int) -> list[tuple[str, int]]:
    query = (
        select(models.Slug.slug, models.Reading.value)
        .join(models.Reading, models.Reading.slug_id == models.Slug.id)
        .where(models.Reading.board_id == board_id)
        .order_by(models.Reading.value.desc(), models.Slug.slug)
    )
    return [(row.slug, row.value) for row in connection.execute(query)]
