"""The outbox of notices: those that were sent, and those that wait.

A notice is stored before it is sent, and marked when it was sent: one that a crash or a failed
delivery interrupted is sent by the next run. A notice that is on record is never sent again.
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
    """When the ``first`` look for events was, and the leaders by metric and week at the last."""

    first: datetime
    led: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Waiting:
    """A notice on record that has not been sent yet."""

    id: int
    kind: str
    raised_at: datetime
    notice: Notice


class Notices:
    """The notices of a store; ``transaction`` is the store's."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.transaction = transaction

    def raise_all(self, kind: str, notices: Iterable[Notice], now: datetime) -> int:
        """Write down the notices that are not on record yet, and return their number."""
        return self._write(kind, notices, now, told_at=None)

    def waiting(self, *kinds: str) -> list[Waiting]:
        """Return the notices of some kinds that have not been sent, oldest first."""
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
        """Mark a notice as sent."""
        with self.transaction() as connection:
            connection.execute(
                update(NoticeRow).where(NoticeRow.id == notice_id).values(told_at=now)
            )

    def last_look(self) -> Look | None:
        """Return what the last look for events saw, or None before the first one."""
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
        """Write down the ``events`` of a look, and return how many are news.

        It is one transaction with what the look saw. Each event has the instant from which it
        holds. What the first look finds was true before, and is never sent; neither is what was
        true by then and is found when a source ``begins``.
        """
        events = [*events]
        with self.transaction() as connection:
            previous = self.last_look()
            first = previous.first if previous else now
            news = [
                notice for since, notice in events if previous and (since > first or not begins)
            ]
            count = self._write(EVENT, news, now, told_at=None)
            self._write(EVENT, [notice for _, notice in events], now, told_at=now)
            values = {"raised_at": now, "facts": json.dumps({"what": LOOK, "led": led})}
            self._write(LOOK, [Notice(LOOK, LOOKED, LOOKED)], now, told_at=now)
            connection.execute(update(NoticeRow).where(NoticeRow.key == LOOKED).values(**values))
        return count

    def _write(
        self, kind: str, notices: Iterable[Notice], now: datetime, told_at: datetime | None
    ) -> int:
        by_key = {notice.key: notice for notice in notices}
        with self.transaction() as connection:
            on_record = select(NoticeRow.key).where(NoticeRow.key.in_(by_key))
            known_keys = set(connection.scalars(on_record))
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
                if notice.key not in known_keys
            ]
            if rows:
                connection.execute(insert(NoticeRow), rows)
        return len(rows)

    def count(self) -> int:
        """Return the number of notices that wait."""
        query = select(func.count()).where(
            NoticeRow.told_at.is_(None), NoticeRow.kind.in_((FAILURE, EVENT))
        )
        with self.transaction() as connection:
            return int(connection.scalar(query) or 0)


def _notice(key: str, said: str, facts: str) -> Notice:
    values = json.loads(facts)
    return Notice(values.pop("what"), key, said, values)
