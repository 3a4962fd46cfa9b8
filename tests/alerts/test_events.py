"""Events: each is found once it is so, keeps its key, and is silent about what was so before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import Databases
from support.frontend_bodies import a_model, catalogue_body
from support.sample_boards import board, payload, put

from tracker.alerts.events import Led, look
from tracker.archive import Capture
from tracker.records import OTHER, Answer, Entry, Notice
from tracker.sources.datasets import catalog as catalog_source
from tracker.store import Store
from tracker.weeks import WEEK

FIRST = date(2026, 6, 1)
MADE = datetime(2026, 9, 1, tzinfo=UTC)
LATER = MADE + timedelta(days=1)
SMALL = {f"z/{n}": 100 - n for n in range(12)}
"""Twelve that fill the chart below the ones that a test names."""


def weeks(
    store: Store, *led: str, made: datetime = MADE, first: date = FIRST, metric: str = "tokens"
) -> None:
    """Return whole weeks, the first named in a word the largest: `abc` is a over b over c."""
    for number, order in enumerate(led):
        named = {f"x/{name}": 1000 - place for place, name in enumerate(order)}
        made_of = board(
            first + WEEK * number, {**named, **SMALL, OTHER: 50}, made,
            dataset="rankings-weekly", metric=metric, days=7,
        )  # fmt: skip
        put(store, made_of)


def events(store: Store, before: Led | None = None) -> list[Notice]:
    return [notice for _, notice in look(store, before)[0]]


def told(store: Store, what: str, before: Led | None = None) -> list[Notice]:
    return [notice for notice in events(store, before) if notice.what == what]


def seen(store: Store) -> Led:
    """Return the events that a search finds now."""
    return look(store, None)[1]


def test_an_empty_record_has_no_news(store: Store) -> None:
    assert look(store, None) == ([], {})


def test_a_new_leader_of_a_week_nobody_knew_is_news(store: Store) -> None:
    weeks(store, "ab", "ab", "ba")
    (found,) = told(store, "new leader")
    assert found.key == "new leader|tokens|2026-06-15"
    assert found.said == "x/b led 2026-W25 by tokens; x/a led the week before"
    assert found.facts == {
        "metric": "tokens", "week": "2026-06-15", "entity": "x/b", "name": "x/b", "before": "x/a",
    }  # fmt: skip
    assert told(store, "new leader", seen(store)) == [], "it was known at the last look"


def test_news_says_names_and_keeps_keys_for_programs(store: Store) -> None:
    body = catalogue_body([a_model("x/b", canonical_slug="x/b", name="X: Bee")])
    capture = Capture(payload(body, "catalog"), "list.gz")
    store.record(capture, catalog_source.parse(capture.payload))
    weeks(store, "ab", "ab", "ba")
    (found,) = told(store, "new leader")
    assert found.said == "Bee led 2026-W25 by tokens; x/a led the week before"
    assert (found.facts["entity"], found.facts["name"]) == ("x/b", "Bee")


def test_what_is_found_is_so_since_what_it_is_about(store: Store) -> None:
    weeks(store, "ab", "ab", "ba")
    price(store, MADE, a="0")
    price(store, LATER, a="0.000002")
    since = {notice.what: instant for instant, notice in look(store, None)[0]}
    assert since == {
        "new leader": datetime(2026, 6, 22, tzinfo=UTC), "free model turned paid": LATER,
    }  # fmt: skip


def test_a_week_that_comes_late_is_new_though_something_newer_was_seen(store: Store) -> None:
    """The catalogue was looked at in between, and is of a later instant than the week."""
    weeks(store, "ab", "ab")
    price(store, LATER, a="0")
    before = seen(store)
    weeks(store, "ba", first=FIRST + 2 * WEEK, made=MADE)
    (found,) = told(store, "new leader", before)
    assert found.key == "new leader|tokens|2026-06-15"


def test_a_correction_that_comes_late_is_told_though_it_is_of_before_the_last_look(
    store: Store,
) -> None:
    weeks(store, "ab", "ab", "ab")
    price(store, LATER + timedelta(days=1), a="0")
    before = seen(store)
    weeks(store, "ba", first=FIRST + WEEK, made=LATER)
    (found,) = told(store, "restated leader", before)
    assert found.facts["before"] == "x/a"


def test_after_a_week_that_is_missing_nobody_says_who_led_before(store: Store) -> None:
    weeks(store, "ab")
    weeks(store, "ba", first=FIRST + 2 * WEEK)
    assert told(store, "new leader") == []


def test_news_is_of_the_last_four_weeks(store: Store) -> None:
    weeks(store, "ab", "ba", "ba", "ba", "ba", "ba")
    assert told(store, "new leader") == []


def test_a_streak_is_a_record_when_it_is_longer_than_every_one_that_ended(store: Store) -> None:
    weeks(store, "ab", "ab", "ba", "ba")
    assert told(store, "streak record") == [], "as long is no record"
    weeks(store, "ba", first=FIRST + 4 * WEEK, made=LATER)
    (found,) = told(store, "streak record")
    assert found.key == "streak record|tokens|x/b|2026-06-15"
    assert found.said == (
        "x/b has led by tokens for 3 weeks (2026-W25 to 2026-W27), the longest streak at #1 on record"
        " (before: 2)"
    )
    weeks(store, "ba", first=FIRST + 5 * WEEK, made=LATER)
    assert [notice.key for notice in told(store, "streak record")] == [found.key], "and still is"


def test_a_first_streak_is_no_record(store: Store) -> None:
    weeks(store, "ab", "ab", "ab")
    assert told(store, "streak record") == []


def test_who_comes_back_into_the_top_ten_is_news(store: Store) -> None:
    weeks(store, "abc", "ab", "abc")
    (found,) = told(store, "back in the top ten")
    assert found.said == "x/c is back in the top ten by tokens in 2026-W25, at rank 3"


@pytest.mark.parametrize(("metric", "said"), [("tokens", "tokens"), ("calls", "calls")])
def test_a_stealth_model_in_the_top_ten_is_told_once_of_each(
    store: Store, metric: str, said: str
) -> None:
    for number in range(2):
        week = FIRST + WEEK * number
        figures = {"stealth/owl": 500, "x/a": 400, **SMALL, OTHER: 50}
        put(store, board(week, figures, MADE, dataset="rankings-weekly", metric=metric, days=7))
    (found,) = told(store, "stealth model in the top ten")
    assert found.key == f"stealth|{metric}|stealth/owl"
    assert found.said.startswith(f"stealth/owl, a stealth model, is in the top ten by {said} in")


def test_one_that_was_revealed_is_no_stealth_model(store: Store) -> None:
    revealed = "openrouter/hunter-alpha"
    for week in (date(2026, 3, 9), date(2026, 6, 1)):
        put(store, board(week, {revealed: 500, **SMALL, OTHER: 50}, MADE,
                         dataset="rankings-weekly", days=7))  # fmt: skip
    assert told(store, "stealth model in the top ten") == [], "it is none in June"


def test_a_correction_that_changes_who_led_is_news(store: Store) -> None:
    weeks(store, "ab", "ab", "ab")
    before = seen(store)
    weeks(store, "ba", first=FIRST + WEEK, made=LATER)
    assert told(store, "restated leader") == [], "without a look before nothing is compared"
    (found,) = told(store, "restated leader", before)
    assert found.key == "restated|tokens|2026-06-08|2026-09-02T00:00:00Z|x/b"
    assert found.said == (
        "2026-W24 was corrected as of 2026-09-02T00:00:00Z: x/b led it by tokens, not x/a"
    )
    assert told(store, "new leader", before) == [], "it is told once, as a correction"


def test_a_correction_that_leaves_the_leader_is_none(store: Store) -> None:
    weeks(store, "abc", "abc")
    before = seen(store)
    weeks(store, "acb", made=LATER)
    assert events(store, before) == []


def price(store: Store, instant: datetime, **prices: str | None) -> None:
    """Record a list of models: the price of a prompt token by name.

    `None` is not listed, `_free` is the variant.
    """
    listed = tuple(
        Entry(
            "catalog", name.replace("_", ":"),
            {"slug": f"x/{name.replace('_', ':')}", "name": f"x/{name.replace('_', ':')}", "created": "2026-01-01", "price_prompt": cost,
             "price_completion": cost},
            instant,
        )
        for name, cost in prices.items()
        if cost is not None
    )  # fmt: skip
    body = json.dumps([str(instant), [entry.written for entry in listed]]).encode()
    store.record(Capture(payload(body, "catalog"), "x.gz"), Answer((), instant, entries=listed))


def test_a_model_that_cost_nothing_and_is_paid_for_now_is_news(store: Store) -> None:
    price(store, MADE, a="0", b="0.000001", c="0")
    price(store, LATER, a="0.000002", b="0.000003", c="0")
    (found,) = told(store, "free model turned paid")
    assert (found.key, found.said) == (
        "paid|x/a|2026-09-02", "x/a was free and now has a price",
    )  # fmt: skip


def test_a_free_variant_that_left_the_list_is_news_where_the_model_is_paid_for(
    store: Store,
) -> None:
    price(store, MADE, a="0.000001", a_free="0", b="0", b_free="0", c_free="0")
    price(store, LATER, a="0.000001", a_free=None, b="0", b_free=None, c_free=None)
    (found,) = told(store, "free model turned paid")
    assert found.said == "x/a:free left the list; x/a has a price"


def test_prices_of_long_ago_are_no_news(store: Store) -> None:
    price(store, MADE, a="0")
    price(store, LATER, a="0.000002")
    price(store, LATER + timedelta(days=60), a="0.000002")
    assert told(store, "free model turned paid") == []


@pytest.fixture(scope="module")
def blank(databases: Databases) -> Iterator[Store]:
    """Yield an empty store, for a property test that rolls back what it records."""
    with databases.fresh() as opened:
        yield opened


@settings(max_examples=12)
@given(st.lists(st.sampled_from(["ab", "ba", "cab", "bca"]), min_size=1, max_size=8))
def test_what_was_known_at_the_last_look_is_never_new(blank: Store, orders: Sequence[str]) -> None:
    with blank.rehearsal():
        weeks(blank, *orders)
        before = seen(blank)
        assert told(blank, "new leader", before) == []
        assert told(blank, "restated leader", before) == []
        keys = [notice.key for notice in events(blank)]
        assert len(keys) == len(set(keys))
