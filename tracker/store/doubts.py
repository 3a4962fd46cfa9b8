"""Boards that were doubted: which wait for evidence, and what is on record that may be it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from tracker.checks import FORM, LISTED, Doubt, Known, Standing, leaders
from tracker.checks.evidence import Found, Ground, Verdict, Waiting, near
from tracker.records import OTHER, Board, Key
from tracker.store import catalog, models, precedence, recording
from tracker.store.models import Board as BoardRow
from tracker.store.models import Capture as CaptureRow
from tracker.store.models import Doubt as DoubtRow
from tracker.store.models import Sighting
from tracker.weeks import WEEK, Period

ON_A_WORD = re.compile(r"\d[\d.,:TZ-]*|'[^']*'")


class Doubts:
    """The doubts of a store; ``transaction`` is the store's."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.transaction = transaction

    def raise_all(self, capture_id: int, doubts: Iterable[Doubt]) -> None:
        """Write down what of a capture is doubted."""
        rows = [_row(capture_id, doubt) for doubt in doubts]
        with self.transaction() as connection:
            known = connection.scalars(
                select(DoubtRow.id).where(DoubtRow.capture_id == capture_id).limit(1)
            ).first()
            if rows and known is None:
                connection.execute(insert(DoubtRow), rows)

    def waiting(self, capture_id: int | None = None) -> list[Waiting]:
        """The doubts that have not ended, of one capture or of all."""
        of = [] if capture_id is None else [DoubtRow.capture_id == capture_id]
        query = (
            select(DoubtRow.__table__, CaptureRow.path, CaptureRow.source)
            .join(CaptureRow, CaptureRow.id == DoubtRow.capture_id)
            .where(DoubtRow.believed.is_(None), *of)
            .order_by(DoubtRow.known_from, DoubtRow.id)
        )
        with self.transaction() as connection:
            return [_waiting(row) for row in connection.execute(query)]

    def waits(self, path: str) -> bool:
        """Whether anything of the capture at ``path`` is doubted still."""
        return any(one.path == path for one in self.waiting())

    def end(self, verdicts: Iterable[Verdict]) -> None:
        """Write down how doubts ended."""
        with self.transaction() as connection:
            for verdict in verdicts:
                connection.execute(
                    update(DoubtRow)
                    .where(DoubtRow.id == verdict.waiting.id)
                    .values(believed=verdict.believed, ended=verdict.why)
                )

    def forget(self, verdicts: Iterable[Verdict]) -> None:
        """Take out doubts as if they had never been."""
        with self.transaction() as connection:
            for verdict in verdicts:
                connection.execute(delete(DoubtRow).where(DoubtRow.id == verdict.waiting.id))

    def days(self, dataset: str) -> frozenset[date]:
        """The first days of the periods of a dataset that are doubted now."""
        return frozenset(
            one.doubt.key.period.start
            for one in self.waiting()
            if one.doubt.key.dataset == dataset and one.doubt.key.metric != LISTED
        )

    def standing(self, board: Board) -> Standing:
        """What is on record for the period of a board."""
        query = select(BoardRow.id, BoardRow.digest, BoardRow.total).where(*_of(board.key))
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(BoardRow.known_from)).all()
            if not rows:
                return Standing()
            same = any(row.digest == board.digest for row in rows)
            return Standing(same, _known(connection, rows[-1].id, board.key.period, rows[-1].total))

    def look(self, waiting: Sequence[Waiting]) -> Callable[[Waiting], Found]:
        """Return what finds out what is on record about each of the ``waiting``."""
        read: dict[int, Known] = {}

        def found(one: Waiting) -> Found:
            with self.transaction() as connection:
                if one.doubt.key.metric == LISTED:
                    return Found(_lists(connection, one), (), _accepted(connection, one))
                ground = _ground(connection, one, read)
                witnesses = _witnesses(connection, one, waiting)
                return Found(ground, witnesses, _accepted(connection, one))

        return found


def _of(key: Key) -> tuple[Any, ...]:
    period = key.period
    return (
        *_kind(key),
        BoardRow.period_start == period.start,
        BoardRow.period_end == period.end,
    )


def _kind(key: Key) -> tuple[Any, ...]:
    return (
        BoardRow.dataset == key.dataset,
        BoardRow.metric == key.metric,
        BoardRow.scope == key.scope,
        BoardRow.days == key.period.days,
    )


def _row(capture_id: int, doubt: Doubt) -> dict[str, Any]:
    key = doubt.key
    return {
        "capture_id": capture_id,
        "dataset": key.dataset,
        "metric": key.metric,
        "scope": key.scope,
        "period_start": key.period.start,
        "period_end": key.period.end,
        "known_from": doubt.known_from,
        "digest": doubt.digest,
        "total": doubt.known.total,
        "names": doubt.known.names,
        "leaders": json.dumps(doubt.known.leaders, ensure_ascii=False),
        "sort": doubt.sort,
        "why": doubt.why,
        "believed": None,
        "ended": None,
    }


def _waiting(row: Any) -> Waiting:
    period = Period(row.period_start, row.period_end)
    known = Known(period.start, row.total, tuple(json.loads(row.leaders)), row.names, period.days)
    key = Key(row.dataset, row.metric, row.scope, period)
    doubt = Doubt(key, row.digest, row.known_from, known, row.why, row.sort)
    return Waiting(row.id, row.capture_id, row.path, row.source, doubt)


def _ground(connection: Connection, one: Waiting, read: dict[int, Known]) -> list[Ground]:
    """Every vintage on record of a board's own period and of those near it."""
    key = one.doubt.key
    reach = near(key)
    rows = connection.execute(
        select(
            BoardRow.id,
            BoardRow.period_start,
            BoardRow.period_end,
            BoardRow.digest,
            BoardRow.total,
            func.max(Sighting.seen_at).label("seen_at"),
        )
        .join(Sighting, Sighting.board_id == BoardRow.id)
        .where(
            *_kind(key),
            BoardRow.period_start.between(key.period.start - reach, key.period.start + reach),
        )
        .group_by(
            BoardRow.id, BoardRow.period_start, BoardRow.period_end, BoardRow.digest, BoardRow.total
        )
        .order_by(BoardRow.period_start, BoardRow.id)
    ).all()
    shown = set(
        connection.scalars(
            select(Sighting.board_id).where(
                Sighting.board_id.in_([row.id for row in rows]),
                Sighting.capture_id == one.capture_id,
            )
        )
    )
    found = []
    for row in rows:
        period = Period(row.period_start, row.period_end)
        if row.id not in read:
            read[row.id] = _known(connection, row.id, period, row.total)
        own = Key(key.dataset, key.metric, key.scope, period)
        found.append(Ground(own, row.digest, read[row.id], row.seen_at, row.id in shown))
    return found


def _known(connection: Connection, board_id: int, period: Period, total: int) -> Known:
    """What is known of a board on record."""
    readings = recording.readings(connection, board_id)
    names = sum(slug != OTHER for slug in readings)
    return Known(period.start, total, leaders(readings.items()), names, period.days)


def _lists(connection: Connection, one: Waiting) -> list[Ground]:
    """The newest list of entries on record, if it was seen later than a doubted one."""
    row = connection.execute(*catalog.newest_list(one.doubt.key.dataset, None)).first()
    if row is None or row.seen_at <= one.doubt.known_from:
        return []
    known = Known(one.doubt.known.start, row.entries, names=row.entries, days=1)
    return [Ground(one.doubt.key, "", known, row.seen_at)]


def _witnesses(
    connection: Connection, one: Waiting, waiting: Sequence[Waiting]
) -> list[tuple[str, int]]:
    """What other datasets have for the period of a board: rows (dataset, total)."""
    key = one.doubt.key
    told = (
        BoardRow.metric == key.metric,
        BoardRow.scope == key.scope,
        BoardRow.selection == key.metric,
        BoardRow.dataset != key.dataset,
    )
    own = precedence.in_turn(
        *told,
        BoardRow.period_start == key.period.start,
        BoardRow.period_end == key.period.end,
    )
    found = _totals(connection, own)
    week = key.period.week
    if week is None or key.period.days not in (1, WEEK.days):
        return found
    if key.period.days == WEEK.days:
        days = precedence.in_turn(*told, BoardRow.days == 1, BoardRow.week == week).subquery()
        sums = (
            select(days.c.dataset, models.total(days.c.total))
            .where(days.c.turn == 1)
            .group_by(days.c.dataset)
            .having(func.count() == WEEK.days)
            .order_by(days.c.dataset)
        )
        return found + [(dataset, total) for dataset, total in connection.execute(sums)]
    rest = _others(connection, one, waiting, week)
    if len(rest) != WEEK.days - 1:
        return found
    weeks = precedence.in_turn(*told, BoardRow.days == WEEK.days, BoardRow.week == week)
    return found + [
        (dataset, total - sum(rest.values())) for dataset, total in _totals(connection, weeks)
    ]


def _totals(connection: Connection, told: Select[Any]) -> list[tuple[str, int]]:
    newest = told.subquery()
    query = select(newest.c.dataset, newest.c.total).where(newest.c.turn == 1)
    rows = connection.execute(query.order_by(newest.c.dataset))
    return [(dataset, total) for dataset, total in rows]


def _others(
    connection: Connection, one: Waiting, waiting: Sequence[Waiting], week: date
) -> dict[date, int]:
    """The totals of the other days of a week: doubted beside it by the same capture, or on
    record."""
    key = one.doubt.key
    newest = precedence.in_turn(*_kind(key), BoardRow.week == week).subquery()
    rows = connection.execute(
        select(newest.c.period_start, newest.c.total).where(newest.c.turn == 1)
    )
    found = {start: int(total) for start, total in rows}
    for other in waiting:
        said = other.doubt.key
        of_the_week = Key(key.dataset, key.metric, key.scope, said.period) == said
        if of_the_week and other.capture_id == one.capture_id and said.period.week == week:
            found[said.period.start] = other.doubt.known.total
    found.pop(key.period.start, None)
    return found


def _accepted(connection: Connection, one: Waiting) -> bool:
    """Whether a person accepted a body of the same source of which the same was said."""
    if one.doubt.sort != FORM:
        return False
    query = (
        select(DoubtRow.why)
        .join(CaptureRow, CaptureRow.id == DoubtRow.capture_id)
        .where(
            CaptureRow.source == one.source,
            DoubtRow.sort == FORM,
            DoubtRow.dataset == one.doubt.key.dataset,
            DoubtRow.believed.is_(True),
            DoubtRow.ended.like("accepted at %"),
        )
    )
    return _words(one.doubt.why) in {_words(why) for why in connection.scalars(query)}


def _words(why: str) -> str:
    """What was said, without the numbers and names in it."""
    return ON_A_WORD.sub("#", why)
