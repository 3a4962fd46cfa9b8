"""Boards that were doubted: which wait for evidence, and what on record may be evidence."""

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

VARIABLE_PARTS = re.compile(r"\d[\d.,:TZ-]*|'[^']*'")


class Doubts:
    """The doubts of a store; ``transaction`` is the store's."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.transaction = transaction

    def raise_all(self, capture_id: int, doubts: Iterable[Doubt]) -> None:
        """Write down the doubts about a capture."""
        rows = [_row(capture_id, doubt) for doubt in doubts]
        with self.transaction() as connection:
            earlier = connection.scalars(
                select(DoubtRow.id).where(DoubtRow.capture_id == capture_id).limit(1)
            ).first()
            if rows and earlier is None:
                connection.execute(insert(DoubtRow), rows)

    def waiting(self, capture_id: int | None = None) -> list[Waiting]:
        """Return the doubts that have not ended, of one capture or of all."""
        conditions = [] if capture_id is None else [DoubtRow.capture_id == capture_id]
        query = (
            select(DoubtRow.__table__, CaptureRow.path, CaptureRow.source)
            .join(CaptureRow, CaptureRow.id == DoubtRow.capture_id)
            .where(DoubtRow.believed.is_(None), *conditions)
            .order_by(DoubtRow.known_from, DoubtRow.id)
        )
        with self.transaction() as connection:
            return [_waiting(row) for row in connection.execute(query)]

    def waits(self, path: str) -> bool:
        """Return whether anything of the capture at ``path`` is still doubted."""
        return any(doubted.path == path for doubted in self.waiting())

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
        """Delete doubts."""
        with self.transaction() as connection:
            for verdict in verdicts:
                connection.execute(delete(DoubtRow).where(DoubtRow.id == verdict.waiting.id))

    def days(self, dataset: str) -> frozenset[date]:
        """Return the first days of the periods of a dataset that are doubted now."""
        return frozenset(
            doubted.doubt.key.period.start
            for doubted in self.waiting()
            if doubted.doubt.key.dataset == dataset and doubted.doubt.key.metric != LISTED
        )

    def standing(self, board: Board) -> Standing:
        """Return what is on record for the period of a board."""
        query = select(BoardRow.id, BoardRow.digest, BoardRow.total).where(*_same_period(board.key))
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(BoardRow.known_from)).all()
            if not rows:
                return Standing()
            is_same = any(row.digest == board.digest for row in rows)
            return Standing(
                is_same, _known(connection, rows[-1].id, board.key.period, rows[-1].total)
            )

    def look(self, waiting: Sequence[Waiting]) -> Callable[[Waiting], Found]:
        """Return a function that finds what is on record about each of the ``waiting``."""
        cache: dict[int, Known] = {}

        def evidence(doubted: Waiting) -> Found:
            with self.transaction() as connection:
                if doubted.doubt.key.metric == LISTED:
                    return Found(_lists(connection, doubted), (), _accepted(connection, doubted))
                ground = _ground(connection, doubted, cache)
                witnesses = _witnesses(connection, doubted, waiting)
                return Found(ground, witnesses, _accepted(connection, doubted))

        return evidence


def _same_period(key: Key) -> tuple[Any, ...]:
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
    board = Known(period.start, row.total, tuple(json.loads(row.leaders)), row.names, period.days)
    key = Key(row.dataset, row.metric, row.scope, period)
    doubt = Doubt(key, row.digest, row.known_from, board, row.why, row.sort)
    return Waiting(row.id, row.capture_id, row.path, row.source, doubt)


def _ground(connection: Connection, doubted: Waiting, cache: dict[int, Known]) -> list[Ground]:
    """Return every vintage on record of a board's own period and of those near it."""
    key = doubted.doubt.key
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
    shown_ids = set(
        connection.scalars(
            select(Sighting.board_id).where(
                Sighting.board_id.in_([row.id for row in rows]),
                Sighting.capture_id == doubted.capture_id,
            )
        )
    )
    ground = []
    for row in rows:
        period = Period(row.period_start, row.period_end)
        if row.id not in cache:
            cache[row.id] = _known(connection, row.id, period, row.total)
        row_key = Key(key.dataset, key.metric, key.scope, period)
        ground.append(Ground(row_key, row.digest, cache[row.id], row.seen_at, row.id in shown_ids))
    return ground


def _known(connection: Connection, board_id: int, period: Period, total: int) -> Known:
    """Return what is known of a board on record."""
    readings = recording.readings(connection, board_id)
    names = sum(slug != OTHER for slug in readings)
    return Known(period.start, total, leaders(readings.items()), names, period.days)


def _lists(connection: Connection, doubted: Waiting) -> list[Ground]:
    """Return the newest list of entries on record, if it was seen later than a doubted one."""
    row = connection.execute(*catalog.newest_list(doubted.doubt.key.dataset, None)).first()
    if row is None or row.seen_at <= doubted.doubt.known_from:
        return []
    newest = Known(doubted.doubt.known.start, row.entries, names=row.entries, days=1)
    return [Ground(doubted.doubt.key, "", newest, row.seen_at)]


def _witnesses(
    connection: Connection, doubted: Waiting, waiting: Sequence[Waiting]
) -> list[tuple[str, int]]:
    """Return what other datasets have for the period of a board: rows (dataset, total)."""
    key = doubted.doubt.key
    comparable = (
        BoardRow.metric == key.metric,
        BoardRow.scope == key.scope,
        BoardRow.selection == key.metric,
        BoardRow.dataset != key.dataset,
    )
    same_period = precedence.in_turn(
        *comparable,
        BoardRow.period_start == key.period.start,
        BoardRow.period_end == key.period.end,
    )
    totals = _totals(connection, same_period)
    week = key.period.week
    if week is None or key.period.days not in (1, WEEK.days):
        return totals
    if key.period.days == WEEK.days:
        days = precedence.in_turn(*comparable, BoardRow.days == 1, BoardRow.week == week).subquery()
        sums = (
            select(days.c.dataset, models.total(days.c.total))
            .where(days.c.turn == 1)
            .group_by(days.c.dataset)
            .having(func.count() == WEEK.days)
            .order_by(days.c.dataset)
        )
        return totals + [(dataset, total) for dataset, total in connection.execute(sums)]
    other_days = _others(connection, doubted, waiting, week)
    if len(other_days) != WEEK.days - 1:
        return totals
    weeks = precedence.in_turn(*comparable, BoardRow.days == WEEK.days, BoardRow.week == week)
    return totals + [
        (dataset, total - sum(other_days.values())) for dataset, total in _totals(connection, weeks)
    ]


def _totals(connection: Connection, boards: Select[Any]) -> list[tuple[str, int]]:
    newest = boards.subquery()
    query = select(newest.c.dataset, newest.c.total).where(newest.c.turn == 1)
    rows = connection.execute(query.order_by(newest.c.dataset))
    return [(dataset, total) for dataset, total in rows]


def _others(
    connection: Connection, doubted: Waiting, waiting: Sequence[Waiting], week: date
) -> dict[date, int]:
    """Return the totals of the other days of a week.

    They are on record, or doubted together with the board in the same capture.
    """
    key = doubted.doubt.key
    newest = precedence.in_turn(*_kind(key), BoardRow.week == week).subquery()
    rows = connection.execute(
        select(newest.c.period_start, newest.c.total).where(newest.c.turn == 1)
    )
    totals = {start: int(total) for start, total in rows}
    for other in waiting:
        other_key = other.doubt.key
        same_kind = Key(key.dataset, key.metric, key.scope, other_key.period) == other_key
        if same_kind and other.capture_id == doubted.capture_id and other_key.period.week == week:
            totals[other_key.period.start] = other.doubt.known.total
    totals.pop(key.period.start, None)
    return totals


def _accepted(connection: Connection, doubted: Waiting) -> bool:
    """Return whether a person accepted a body of the same source with the same doubt."""
    if doubted.doubt.sort != FORM:
        return False
    query = (
        select(DoubtRow.why)
        .join(CaptureRow, CaptureRow.id == DoubtRow.capture_id)
        .where(
            CaptureRow.source == doubted.source,
            DoubtRow.sort == FORM,
            DoubtRow.dataset == doubted.doubt.key.dataset,
            DoubtRow.believed.is_(True),
            DoubtRow.ended.like("accepted at %"),
        )
    )
    return _template(doubted.doubt.why) in {_template(why) for why in connection.scalars(query)}


def _template(why: str) -> str:
    """Return the text of a doubt without the numbers and names in it."""
    return VARIABLE_PARTS.sub("#", why)
