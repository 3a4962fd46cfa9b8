"""What was told to whoever keeps the tracker, and what waits to be told: the rows of notices.

A notice is written down before anybody is told of it, and marked when it has been told: one that a
crash or a deaf receiver came between is told by the next run. One that is on record is never told
again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from tracker.records import Notice
from tracker.store.models import Notice as NoticeRow

FAILURE, EVENT, LOOK = "failure", "event", "look"
LOOKED = "the last look for events"


@dataclass(frozen=True)
class Look:
    """When somebody ``first`` looked for events, and who led each week of each metric at the last
    look."""

    first: datetime
    led: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Waiting:
    """A notice that has not been told yet, as it is on record."""

    id: int
    kind: str
    raised_at: datetime
    notice: Notice


class Notices:
    """The notices of a store; ``transaction`` is the store's."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.transaction = transaction

    def raise_all(self, kind: str, notices: Iterable[Notice], now: datetime) -> int:
        """Write down those that are not on record yet. Returns how many."""
        return self._write(kind, notices, now, told_at=None)

    def waiting(self, *kinds: str) -> list[Waiting]:
        """Those of some kinds that nobody has been told of, oldest first."""
        query = (
            select(NoticeRow)
            .where(NoticeRow.kind.in_(kinds), NoticeRow.told_at.is_(None))
            .order_by(NoticeRow.id)
        )
        with self.transaction() as connection:
            rows = connection.execute(query).all()
        return [
            Waiting(row.id, row.kind, row.raised_at, _notice(row.key, row.said, row.facts))
            for row in rows
        ]

    def mark_sent(self, notice_id: int, now: datetime) -> None:
        """Mark one as told."""
        with self.transaction() as connection:
            connection.execute(
                update(NoticeRow).where(NoticeRow.id == notice_id).values(told_at=now)
            )

    def last_look(self) -> Look | None:
        """What was seen by whoever looked for events; None before the first look."""
        query = select(NoticeRow.told_at, NoticeRow.facts).where(NoticeRow.key == LOOKED)
        with self.transaction() as connection:
            row = connection.execute(query).one_or_none()
        return Look(row.told_at, json.loads(row.facts).get("led", {})) if row else None

    def look(
        self,
        events: Iterable[tuple[datetime, Notice]],
        led: Mapping[str, Mapping[str, str]],
        now: datetime,
        *,
        begins: bool = False,
    ) -> int:
        """Write down what a look for events found, each with the instant since when it is so, in
        one transaction with what it saw. Returns how many are news.

        What the first look finds was so before anybody watched, and is told to nobody, now or
        later; neither is what was so by then and is found when a source ``begins``.
        """
        found = [*events]
        with self.transaction() as connection:
            looked = self.last_look()
            first = looked.first if looked else now
            told = looked is not None
            news = [one for since, one in found if told and (since > first or not begins)]
            count = self._write(EVENT, news, now, told_at=None)
            self._write(EVENT, [notice for _, notice in found], now, told_at=now)
            seen = {"raised_at": now, "facts": json.dumps({"what": LOOK, "led": led})}
            self._write(LOOK, [Notice(LOOK, LOOKED, LOOKED)], now, told_at=now)
            connection.execute(update(NoticeRow).where(NoticeRow.key == LOOKED).values(**seen))
        return count

    def _write(
        self, kind: str, notices: Iterable[Notice], now: datetime, told_at: datetime | None
    ) -> int:
        by_key = {notice.key: notice for notice in notices}
        with self.transaction() as connection:
            on_record = select(NoticeRow.key).where(NoticeRow.key.in_(by_key))
            known = set(connection.scalars(on_record))
            rows = [
                {
                    "kind": kind,
                    "key": notice.key,
                    "said": notice.said,
                    "facts": json.dumps({"what": notice.what, **notice.facts}, ensure_ascii=False),
                    "raised_at": now,
                    "told_at": told_at,
                }
                for notice in by_key.values()
                if notice.key not in known
            ]
            if rows:
                connection.execute(insert(NoticeRow), rows)
        return len(rows)

    def count(self) -> int:
        """How many wait to be told."""
        query = select(func.count()).where(
            NoticeRow.told_at.is_(None), NoticeRow.kind.in_((FAILURE, EVENT))
        )
        with self.transaction() as connection:
            return int(connection.scalar(query) or 0)


def _notice(key: str, said: str, facts: str) -> Notice:
    values = json.loads(facts)
    return Notice(values.pop("what"), key, said, values)
