"""The database of captures, boards and their vintages, and the only door to SQLAlchemy.

    models.py      the tables                   recording.py   write captures, boards, readings
    engine.py      opening a database           catalog.py     the catalogue: facts about models
    connections.py limits of server connections vintages.py    place a sighting in time
    schema.py      creating and upgrading it    precedence.py  which boards answer for a week
    journal.py     what was received and run    weekly.py      counts of slugs by week
    doubts.py      boards that were doubted     sums.py        weekly sums of the newest vintages
    notices.py     notices, sent and waiting     queries.py     all other queries
    listings.py    the catalogue as listed last  identities.py  names and identities, for views
    readonly.py    queries that somebody wrote
    locking.py     one collector at a time      maintenance.py damage, copies, comparison

The store is a cache of the archive: `tracker reparse` builds the same one again. A capture is
recorded in one transaction, whole or not at all. For each board there is a row per change of
content, and with it which captures showed that content when.

withdrawn
    Said of a period that the newest answer for its window leaves out. Its last figures stay.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.exc import DBAPIError

from tracker.archive import Capture
from tracker.checks import Known, leaders
from tracker.errors import GapError
from tracker.records import Answer, Board, Counts, Key
from tracker.store import catalog, identities, listings, queries, readonly, recording, weekly
from tracker.store import engine as engines
from tracker.store.doubts import Doubts
from tracker.store.journal import RECORDED, Journal
from tracker.store.notices import Notices
from tracker.store.precedence import (
    DayBoard,
    Precedence,
    answers,
    boards_of_days,
    boards_of_windows,
    offer,
    over,
)
from tracker.store.sums import deferred, is_deferred, places
from tracker.store.vintages import Recorded, record_sightings
from tracker.weeks import Period

__all__ = ["Precedence", "Recorded", "Store"]


class Store:
    """A database. Use it as a context manager, or ``close()`` it."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.engine = engines.open_engine(url, read_only=read_only)
        self.journal = Journal(self.transaction)
        self.notices = Notices(self.transaction)
        self.doubts = Doubts(self.transaction)
        self._outer: Connection | None = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    @property
    def shown(self) -> str:
        """Where the store is, without a password."""
        return engines.shown(self.engine)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction, or continue the one that is open."""
        if self._outer is not None:
            yield self._outer
            return
        try:
            with self.engine.begin() as self._outer:
                yield self._outer
        except (DBAPIError, ValueError) as error:
            raise engines.trouble(self.engine, error) from None
        finally:
            self._outer = None

    # Recording.

    def record(self, capture: Capture, answer: Answer) -> Recorded:
        """Record the boards of ``answer`` as shown by ``capture``, all or none.

        Raises CheckFailed when an instant is on record already with other figures.
        """
        window = answer.window
        with self.transaction() as connection:
            capture_id = recording.save_capture(
                connection,
                capture,
                outcome=RECORDED,
                why=capture.accepted,
                as_of=answer.as_of,
                window_start=window.start if window else None,
                window_end=window.end if window else None,
            )
            boards = record_sightings(connection, recording.SHELF, capture_id, answer.boards)
            entries = record_sightings(connection, catalog.SHELF, capture_id, answer.entries)
            lists = any(entry.dataset in listings.LISTS for entry in answer.entries)
            if not is_deferred(connection) and (lists or not identities.are_current(connection)):
                identities.renew(connection)
            return boards + entries

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Empty the store of all but its log and refill it, in one transaction.

        The weeks are summed, and the names of slugs are made, when the block ends.
        """
        with self.transaction() as connection:
            recording.empty(connection)
            with deferred(connection):
                yield
            recording.forget_unused(connection)
            identities.renew(connection)

    def identify(self) -> None:
        """Make the names and identities of slugs again, if the curated tables have changed."""
        with self.transaction() as connection:
            if not identities.are_current(connection):
                identities.renew(connection)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Record as usual, and roll everything back at the end."""
        with self.transaction() as connection:
            yield
            connection.rollback()

    # Querying.

    def held(self, as_of: datetime | None = None) -> dict[str, frozenset[date]]:
        """Return, by dataset, the first days of the periods on record as known at ``as_of``."""
        starts_by_dataset: dict[str, set[date]] = {}
        for dataset, start in self._all(queries.held(as_of)):
            starts_by_dataset.setdefault(dataset, set()).add(start)
        return {dataset: frozenset(starts) for dataset, starts in starts_by_dataset.items()}

    def newest_period(self, dataset: str) -> date | None:
        """Return the first day of the newest period of a dataset, or None without any."""
        [(newest,)] = self._all(queries.newest_period(dataset))
        return newest if isinstance(newest, date) else None

    def parts(self) -> dict[tuple[str, date], int]:
        """Return the number of parts of each (dataset, first day) that is made of parts."""
        return {(dataset, start): parts for dataset, start, parts in self._all(queries.parts())}

    def listed(self, dataset: str, before: datetime | None = None) -> int:
        """Return the number of entries in the newest list of a dataset before an instant."""
        with self.transaction() as connection:
            row = connection.execute(*catalog.newest_list(dataset, before)).first()
            return 0 if row is None else int(row.entries)

    def recent(self, board: Board) -> list[Known]:
        """Return what is known of the four weeks before ``board``.

        These are the boards of its kind and, for a week or a window of seven days, the complete
        weeks of any dataset; the last one is the newest of its own kind.
        """
        with self.transaction() as connection:
            rows = connection.execute(*queries.before(board)).all()
            days = board.key.period.days
            kin = [Known(row.period_start, row.total, days=days) for row in rows]
            if kin:
                readings = recording.readings(connection, rows[-1].id)
                leading, names = leaders(readings.items()), len(readings)
                kin[-1] = replace(kin[-1], leaders=leading, names=names)
            if days not in (1, 7):
                return kin
            weeks = dict(connection.execute(*queries.weeks_before(board)).all())
        weeks_known = [Known(week, total) for week, total in weeks.items()]
        return weeks_known + (kin[-1:] if days == 7 else kin)

    def weekly(
        self,
        metric: str,
        precedence: Precedence,
        as_of: datetime | None = None,
        *,
        first: bool = False,
        only: Sequence[date] | None = None,
        enough: int = 1,
        largest: int | None = None,
        kept: dict[Any, Any] | None = None,
    ) -> tuple[Sequence[Any], Counts]:
        """Return which dataset answers for each week, and the counts of slugs in it.

        The weeks are those of ``only``, or all; the first result has the rows of
        `precedence.answers`, the second those of `weekly.counts`. What is in ``kept`` is not read
        again: it is of a store in which nothing is recorded meanwhile.
        """
        question = weekly.Question(metric, precedence, as_of, first, enough)
        weeks = None if only is None else tuple(only)
        with self.transaction() as connection:
            return weekly.read(connection, question, weeks, largest, {} if kept is None else kept)

    def corrected(
        self,
        metric: str,
        precedence: Precedence,
        enough: int = 1,
        kept: dict[Any, Any] | None = None,
    ) -> set[date]:
        """Return the weeks of which the first vintage on record may not be the newest one.

        ``enough`` as for `precedence.answers`, ``kept`` as for `weekly`.
        """
        question = weekly.Question(metric, precedence, None, True, enough)
        with self.transaction() as connection:
            return weekly.differing(connection, question, {} if kept is None else kept)

    def answers(
        self, metric: str, precedence: Precedence, as_of: datetime | None = None
    ) -> Sequence[Any]:
        """Return which dataset answers for each week at ``as_of`` (`precedence.answers`)."""
        return self._all(answers(metric, precedence, as_of))

    def places(
        self, metric: str, precedence: Precedence, slugs: Sequence[str], before: date
    ) -> Sequence[Any]:
        """Return the places of some slugs in the weeks before one (`sums.places`)."""
        return self._all(places(metric, precedence, slugs, before))

    def over_days(
        self,
        metric: str,
        datasets: Sequence[str],
        periods: Sequence[Period],
        as_of: datetime | None = None,
        *,
        lost: Collection[date] = frozenset(),
    ) -> tuple[Sequence[Any], Counts]:
        """Return which dataset of days answers for each period, and the counts of slugs in it.

        The results are like those of `weekly`, with the first day of a period as the week; a period
        of which no day is on record has no row. It is complete where all its days are on record but
        some of ``lost``.
        """
        if not (datasets and periods):
            return [], Counts()
        whole = Period(min(each.start for each in periods), max(each.end for each in periods))
        with self.transaction() as connection:
            boards: dict[date, dict[str, DayBoard]] = {}
            for row in connection.execute(boards_of_days(metric, datasets, whole, as_of)):
                board = DayBoard(*row)
                boards.setdefault(board.day, {})[board.dataset] = board
            answering = {period: over(period, boards, datasets, lost) for period in periods}
            answering = {period: days for period, days in answering.items() if days}
            rows = [offer(period, days, datasets, lost) for period, days in answering.items()]
            starts_of: dict[int, list[date]] = {}
            for period, days in answering.items():
                for day in days:
                    starts_of.setdefault(day.id, []).append(period.start)
            readings = connection.execute(weekly.readings_of([*starts_of])).all()
        counts = [
            (start, slug, value, board_id)
            for board_id, slug, value in readings
            for start in starts_of[board_id]
        ]
        return rows, Counts(*map(list, zip(*counts, strict=True)))

    def windows(
        self,
        metric: str,
        datasets: Sequence[str],
        scope: str,
        days: int,
        as_of: datetime | None = None,
    ) -> tuple[Sequence[Any], Counts]:
        """Return which dataset answers for each window of ``days`` days, and the counts in it.

        It is the first of ``datasets`` that has the window, as published. The results are like
        those of `weekly`, with the first day of a window as the week.
        """
        with self.transaction() as connection:
            statement = boards_of_windows(metric, datasets, scope, days, as_of)
            boards = [DayBoard(*row) for row in connection.execute(statement)]
            boards.sort(key=lambda board: (board.day, datasets.index(board.dataset)))
            answering: dict[date, DayBoard] = {}
            for board in boards:
                answering.setdefault(board.day, board)
            starts = {board.id: board.day for board in answering.values()}
            readings = connection.execute(weekly.readings_of([*starts])).all()
        rows = [
            (
                each.day,
                each.dataset,
                each.depth,
                True,
                each.selection,
                each.known_from,
                each.seen_at,
            )
            for each in answering.values()
        ]
        counts = [(starts[board], slug, value, board) for board, slug, value in readings]
        return rows, Counts(*map(list, zip(*counts, strict=True)))

    def window_lengths(self, datasets: Sequence[str], as_of: datetime | None = None) -> list[int]:
        """Return the numbers of days of the windows on record of some datasets."""
        return [days for (days,) in self._all(queries.window_lengths(datasets, as_of))]

    def seen(self, slugs: Sequence[str], as_of: datetime | None = None) -> Sequence[Any]:
        """Return when slugs were named: rows (slug, days, first, last).

        These are the first day of the first board and the day after the last board that named the
        slug, one row for boards of one day and one for boards of one week.
        """
        return self._all(queries.seen(slugs, as_of))

    def newest(self) -> datetime:
        """Return the newest instant of which anything is recorded.

        Raises GapError when nothing is.
        """
        [(newest,)] = self._all(queries.newest())
        if isinstance(newest, datetime):
            return newest
        raise GapError(f"nothing is recorded in {self.shown}")

    def slugs(self) -> list[str]:
        """Return every model on record, with its variant."""
        return [slug for (slug,) in self._all(queries.slugs())]

    def apps(self, as_of: datetime | None = None) -> dict[str, str]:
        """Return every app as it was named, with the newest name of its number at ``as_of``."""
        names = [name for name, *_ in self._all(queries.apps(as_of))]
        newest = {_number(name): name for name in names}
        return {name: newest[_number(name)] for name in names}

    def entries(self, dataset: str, as_of: datetime | None = None) -> Sequence[Any]:
        """Return the entries of ``dataset``: rows (name, facts, known_from, seen_at)."""
        return self._all(catalog.entries(dataset, as_of))

    def entry_vintages(self, dataset: str) -> Sequence[Any]:
        """Return every vintage of the entries of ``dataset``, oldest first.

        Rows are (name, facts, known_from, seen_at).
        """
        return self._all(catalog.entry_vintages(dataset))

    def facts(self, dataset: str, as_of: datetime | None = None) -> Iterator[dict[str, Any]]:
        """Yield the facts of every vintage of the entries of ``dataset``, in no order."""
        yield from (json.loads(facts) for (facts,) in self._all(catalog.facts(dataset, as_of)))

    def of_days(self, dataset: str, as_of: datetime | None = None) -> Sequence[Any]:
        """Return every day of a dataset as known at ``as_of``.

        Rows are (day, metric, name, value, known_from, seen_at).
        """
        return self._all(queries.of_days(dataset, as_of))

    def vintages(self, key: Key) -> list[tuple[datetime, dict[str, int]]]:
        """Return every vintage of a board, oldest first: since when, and its readings."""
        with self.transaction() as connection:
            rows = connection.execute(queries.vintages(key)).all()
            return [(row.known_from, recording.readings(connection, row.id)) for row in rows]

    def contents(self) -> list[tuple[Any, ...]]:
        """Return every vintage of every board, in a fixed order.

        Two stores are equal if these are.
        """
        return [tuple(row) for row in self._all(queries.contents())]

    def select(self, statement: str, limit: int | None = None) -> readonly.Answer:
        """Return the first ``limit`` rows of a query that somebody wrote (`readonly.select`)."""
        return readonly.select(self.engine, statement, limit)

    def withdrawn(self) -> list[Key]:
        """Return the boards that a later answer for their window leaves out."""
        return [
            Key(dataset, metric, scope, Period(start, end))
            for dataset, metric, scope, start, end in self._all(queries.withdrawn())
        ]

    def _all(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        with self.transaction() as connection:
            return connection.execute(query).all()


def _number(app: str) -> str:
    """Return the number of an app in its name, `Kilo Code (2262242)`."""
    return app.rpartition(" (")[2]
