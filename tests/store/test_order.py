"""Names are in the order of their code points, whatever the language of the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.sample_boards import MADE, WEEK, board, payload, put, put_week
from support.store_sums import over_days, weekly

from tracker.archive import Capture
from tracker.records import OTHER, Answer, Entry
from tracker.store import Precedence, Store
from tracker.store.journal import REFUSED
from tracker.weeks import Period

NAMES = ("b/alpha", "b/Zeta", "a/x-1", "a/x:free", "a/x", "A/x", "_/x", "\u00e9/x", "z/x")
IN_ORDER = sorted(NAMES)


def test_the_order_is_that_of_no_language() -> None:
    assert IN_ORDER == [
        "A/x", "_/x", "a/x", "a/x-1", "a/x:free", "b/Zeta", "b/alpha", "z/x", "\u00e9/x",
    ]  # fmt: skip


def test_slugs_are_listed_and_numbered_in_order(store: Store) -> None:
    put_week(store, "rankings-weekly", **dict.fromkeys(NAMES, 5))
    assert store.slugs() == IN_ORDER


def test_equal_readings_stand_in_order(store: Store) -> None:
    shown = board(WEEK, dict.fromkeys(NAMES, 5), MADE)
    put(store, shown)
    ((_, readings),) = store.vintages(shown.key)
    assert [*readings] == IN_ORDER


@pytest.mark.parametrize("depth", range(1, len(NAMES)))
def test_of_equal_ones_the_first_in_order_are_looked_at(store: Store, depth: int) -> None:
    put_week(store, "rankings-weekly", **dict.fromkeys(NAMES, 5), **{OTHER: 1})
    _, result = weekly(store, "tokens", Precedence(("rankings-weekly",)), depth=depth)
    assert sorted({*result.entity} - {OTHER}) == IN_ORDER[:depth]


def test_what_stands_beside_counts_is_listed_in_order(store: Store) -> None:
    for later, kind in enumerate(("first", "second")):
        made = MADE + timedelta(later)
        entries = tuple(Entry("catalog", name, {"name": kind}, made) for name in NAMES)
        store.record(Capture(payload(kind.encode()), "x.gz"), Answer((), made, entries=entries))
    assert [row.name for row in store.entries("catalog")] == IN_ORDER
    assert [row.name for row in store.entry_vintages("catalog")] == IN_ORDER * 2


def test_bodies_put_aside_at_once_are_listed_in_the_order_of_their_paths(store: Store) -> None:
    for name in NAMES:
        store.journal.set_aside(Capture(payload(name.encode(), url=name), name), REFUSED, "why")
    assert [row.path for row in store.journal.put_aside()] == IN_ORDER


def test_boards_are_compared_in_order(store: Store) -> None:
    put(store, *(board(WEEK, {"a/x": 1}, MADE, dataset=name) for name in NAMES))
    assert [row[0] for row in store.contents()] == IN_ORDER


def test_sums_are_whole_numbers(store: Store) -> None:
    put_week(store, "rankings-weekly", **{"a/x": 2**62, OTHER: 1})
    put(store, *(board(WEEK + timedelta(n), {"a/x": 5, OTHER: 1}, MADE) for n in range(7)))
    _, result = weekly(store, "tokens", Precedence(("rankings-weekly",)))
    _, over = over_days(store, "tokens", ["rankings-daily"], [Period.of_week(WEEK)])
    later = board(WEEK + timedelta(7), {"a/x": 1}, MADE, dataset="rankings-weekly", days=7)
    sums = [
        *result.value,
        *over.value,
        *(known.total for known in store.recent(later)),
    ]
    assert 2**62 in sums
    assert {type(value) for value in sums} == {int}
