"""Notices: written down before they are told, told once, and silent about what was so before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tracker.records import Notice
from tracker.store import Store
from tracker.store.notices import EVENT, FAILURE, LOOK, LOOKED, Look

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LEADER = Notice("new leader", "leader|2026-11-16", "a/x led", {"week": "2026-11-16", "weeks": 2})
RECORD = Notice("run record", "record|a/x", "a/x has led for 9 weeks")


def keys(store: Store, kind: str) -> list[str]:
    return [waiting.notice.key for waiting in store.notices.waiting(kind)]


def test_a_notice_waits_until_it_is_told_and_is_never_raised_again(store: Store) -> None:
    assert store.notices.raise_all(FAILURE, [LEADER, RECORD, LEADER], NOW) == 2
    (first, second) = store.notices.waiting(FAILURE)
    assert (first.notice, first.kind, first.raised_at) == (LEADER, FAILURE, NOW)
    store.notices.mark_sent(first.id, NOW)
    assert keys(store, FAILURE) == [second.notice.key]
    assert store.notices.raise_all(FAILURE, [LEADER], LATER) == 0
    assert keys(store, FAILURE) == [second.notice.key]
    assert store.notices.count() == 1


def test_each_kind_waits_for_its_own_hook(store: Store) -> None:
    store.notices.raise_all(FAILURE, [LEADER], NOW)
    store.notices.raise_all(EVENT, [RECORD], NOW)
    assert (keys(store, FAILURE), keys(store, EVENT)) == ([LEADER.key], [RECORD.key])


LED = {"tokens": {"2026-11-16": "a/x"}}


def test_what_the_first_look_finds_is_told_to_nobody(store: Store) -> None:
    assert store.notices.last_look() is None
    assert store.notices.look([(LATER, LEADER)], {}, NOW) == 0
    assert store.notices.last_look() == Look(NOW, {})
    assert keys(store, EVENT) == []
    assert store.notices.look([(LATER, LEADER), (LATER, RECORD)], LED, LATER) == 1
    assert store.notices.last_look() == Look(NOW, LED)
    assert keys(store, EVENT) == [RECORD.key]


def test_what_a_source_begins_with_is_news_only_if_it_is_so_since(store: Store) -> None:
    store.notices.look([], {}, NOW)
    assert store.notices.look([(NOW, LEADER), (LATER, RECORD)], LED, LATER, begins=True) == 1
    assert store.notices.look([(NOW, LEADER), (LATER, RECORD)], LED, LATER) == 0, "known since"
    assert keys(store, EVENT) == [RECORD.key]


def test_what_comes_late_from_a_source_that_had_begun_is_news(store: Store) -> None:
    store.notices.look([], {}, NOW)
    assert store.notices.look([(NOW - timedelta(days=9), LEADER)], LED, LATER) == 1


def test_a_look_that_finds_nothing_is_a_look(store: Store) -> None:
    store.notices.look([], {}, NOW)
    store.notices.look([(LATER, LEADER)], LED, LATER)
    assert keys(store, EVENT) == [LEADER.key]


def test_a_look_by_an_earlier_version_is_one_that_saw_nothing(store: Store) -> None:
    store.notices.raise_all(LOOK, [Notice(LOOK, LOOKED, LOOKED)], NOW)
    (row,) = store.notices.waiting(LOOK)
    store.notices.mark_sent(row.id, NOW)
    assert store.notices.last_look() == Look(NOW, {})


def test_notices_outlive_a_rebuilding(store: Store) -> None:
    store.notices.raise_all(EVENT, [LEADER], NOW)
    with store.rebuilding():
        pass
    assert keys(store, EVENT) == [LEADER.key]
