"""What is published beside counts has vintages as boards have, whatever the order of arrival."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.databases import Databases
from support.sample_boards import answer, board, payload

from tracker.archive import Archive, Capture
from tracker.errors import CheckFailed
from tracker.ingest.reparse import reparse, take
from tracker.records import Answer, Entry
from tracker.sources.datasets import catalog
from tracker.store import Recorded, Store

START = datetime(2026, 8, 2, 7, tzinfo=UTC)
CATALOG = "catalog"


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def an_entry(name: str, content: str, hours: float, dataset: str = CATALOG) -> Entry:
    """Return an entry whose facts are those of a letter."""
    facts = {"name": f"Model {content}", "price": ord(content) / 100, "context_length": None}
    return Entry(dataset, name, facts, at(hours))


def put(store: Store, *entries: Entry) -> Recorded:
    """Record entries as a capture of their own."""
    body = repr([(entry.key, entry.known_from, entry.written) for entry in entries]).encode()
    reply = Answer((), max(entry.known_from for entry in entries), entries=entries)
    return store.record(Capture(payload(body, CATALOG), "catalog/2026/x.gz"), reply)


Told = dict[str, tuple[dict[str, Any], datetime, datetime]]


def entries_of(store: Store, hours: float | None = None, dataset: str = CATALOG) -> Told:
    """Return name → its facts, since when, and when last seen; as known then (None: now)."""
    rows = store.entries(dataset, None if hours is None else at(hours))
    result = {row.name: (json.loads(row.facts), row.known_from, row.seen_at) for row in rows}
    assert len(result) == len(rows), "an entry is told once"
    return result


def counted(store: Store, table: str) -> int:
    with store.transaction() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


# The order of arrival.


@dataclass(frozen=True)
class Seen:
    name: str
    instant: int
    content: str

    @property
    def entry(self) -> Entry:
        return an_entry(self.name, self.content, self.instant)


@st.composite
def arrivals(draw: st.DrawFn) -> list[Seen]:
    """Draw a few models seen at a few instants, one content each, in any order, some twice."""
    instants = st.tuples(st.sampled_from(["a/x", "b/y"]), st.integers(0, 7))
    contents = draw(st.dictionaries(instants, st.sampled_from("ABC"), min_size=1, max_size=12))
    result = [Seen(name, instant, content) for (name, instant), content in contents.items()]
    return draw(st.permutations([*result, *result[: draw(st.integers(0, 3))]]))


def by_hand(sightings: Sequence[Seen], hours: int) -> Told:
    """Return what was known then: the newest content of each, since when, and when last seen."""
    result: Told = {}
    for sighting in sorted(set(sightings), key=lambda sighting: sighting.instant):
        if sighting.instant > hours:
            break
        facts, since, _ = result.get(sighting.name, ({}, sighting.entry.known_from, at(0)))
        begins = sighting.entry.known_from if facts != sighting.entry.facts else since
        result[sighting.name] = (dict(sighting.entry.facts), begins, sighting.entry.known_from)
    return result


@settings(max_examples=80, deadline=None)
@given(arrivals())
def test_any_order_of_arrival_gives_the_same_vintages(
    databases: Databases, arriving: list[Seen]
) -> None:
    with databases.fresh() as store:
        for sighting in arriving:
            put(store, sighting.entry)
        for hours in range(8):
            assert entries_of(store, hours) == by_hand(arriving, hours)
        assert entries_of(store) == by_hand(arriving, 7)
        assert counted(store, "appearances") == len(set(arriving))


@settings(max_examples=25, deadline=None)
@given(arrivals(), st.randoms(use_true_random=False))
def test_a_list_in_one_capture_is_as_good_as_one_by_one(
    databases: Databases, arriving: list[Seen], chance: Any
) -> None:
    lists: dict[int, list[Seen]] = {}
    for sighting in dict.fromkeys(arriving):
        lists.setdefault(sighting.instant, []).append(sighting)
    order = list(lists.values())
    chance.shuffle(order)
    with databases.fresh() as store:
        for batch in order:
            put(store, *(sighting.entry for sighting in batch))
        for hours in range(8):
            assert entries_of(store, hours) == by_hand(arriving, hours)


# What was known when.


def test_what_changed_is_counted(store: Store) -> None:
    assert put(store, an_entry("a/x", "A", 0), an_entry("b/y", "A", 0)) == Recorded(new=2)
    assert put(store, an_entry("a/x", "A", 2), an_entry("b/y", "B", 2)) == Recorded(
        changed=1, unchanged=1
    )
    assert put(store, an_entry("a/x", "A", 2), an_entry("b/y", "B", 2)) == Recorded(unchanged=2)
    assert (counted(store, "catalog"), counted(store, "appearances")) == (3, 4)


def test_as_of_finds_the_facts_of_then(store: Store) -> None:
    put(store, an_entry("a/x", "A", 0))
    put(store, an_entry("a/x", "B", 5), an_entry("b/new", "C", 5))
    assert entries_of(store, -1) == {}
    assert entries_of(store, 4.9)["a/x"] == (dict(an_entry("a/x", "A", 0).facts), at(0), at(0))
    assert set(entries_of(store, 4.9)) == {"a/x"}
    assert entries_of(store, 5)["a/x"][0]["name"] == "Model B"
    assert set(entries_of(store)) == {"a/x", "b/new"}


def test_an_entry_that_is_listed_no_more_keeps_its_last_facts(store: Store) -> None:
    put(store, an_entry("a/x", "A", 0), an_entry("b/y", "A", 0))
    put(store, an_entry("a/x", "B", 5), an_entry("b/y", "A", 5))
    put(store, an_entry("b/y", "A", 9))
    facts = dict(an_entry("a/x", "B", 5).facts)
    assert entries_of(store)["a/x"] == (facts, at(5), at(5)), "last seen before the newest list"
    assert entries_of(store)["b/y"] == (dict(an_entry("b/y", "A", 0).facts), at(0), at(9))


def test_an_entry_that_comes_back_as_it_was_is_no_change(store: Store) -> None:
    put(store, an_entry("a/x", "A", 0), an_entry("b/y", "A", 0))
    put(store, an_entry("b/y", "A", 5))
    assert put(store, an_entry("a/x", "A", 9)) == Recorded(unchanged=1)
    assert entries_of(store)["a/x"][1:] == (at(0), at(9))


def test_datasets_are_apart(store: Store) -> None:
    put(store, an_entry("a/x", "A", 0))
    put(store, an_entry("a/x", "B", 0, dataset="benchmark-leaderboard"))
    assert entries_of(store)["a/x"][0]["name"] == "Model A"
    assert entries_of(store, dataset="benchmark-leaderboard")["a/x"][0]["name"] == "Model B"
    assert entries_of(store, dataset="elsewhere") == {}


def test_the_order_of_the_facts_is_no_change(store: Store) -> None:
    one = an_entry("a/x", "A", 0)
    again = Entry(CATALOG, "a/x", dict(reversed(one.facts.items())), at(1))
    put(store, one)
    assert put(store, again) == Recorded(unchanged=1)


def test_the_same_instant_with_other_facts_is_refused_and_nothing_changes(store: Store) -> None:
    put(store, an_entry("a/x", "A", 0))
    before, captures = entries_of(store), counted(store, "captures")
    new_board = board(date(2026, 8, 1), {"a/x": 5}, at(0))
    reply = Answer(
        (new_board,), at(0), entries=(an_entry("b/new", "C", 0), an_entry("a/x", "B", 0))
    )
    with pytest.raises(CheckFailed, match="is known from the same instant with other figures"):
        store.record(Capture(payload(b"2", CATALOG), "x.gz"), reply)
    assert (entries_of(store), counted(store, "captures")) == (before, captures)
    assert store.contents() == [], "the boards of the same body are taken back with it"


# Fields that the tracker does not know.


def fields(store: Store) -> list[tuple[str, str, str]]:
    """(source, field, the body that had it first) in a fixed order."""
    query = (
        "SELECT fields.source, fields.name, captures.sha256 FROM fields"
        " JOIN captures ON captures.id = fields.capture_id ORDER BY 1, 2"
    )
    with store.transaction() as connection:
        return [tuple(row) for row in connection.execute(text(query)).all()]  # type: ignore[misc]


def test_a_field_is_told_once_for_each_source(store: Store) -> None:
    first, second, other = (
        payload(b"1", CATALOG), payload(b"2", CATALOG), payload(b"3", "frontend"),
    )  # fmt: skip
    for body in (first, second, other):
        shown = board(date(2026, 8, 1), {"a/x": 5}, at(0))
        store.record(Capture(body, "x.gz"), answer(shown))
    assert store.journal.note_fields(first, frozenset()) == []
    assert store.journal.note_fields(first, frozenset({"models: b", "models: a"})) == [
        "models: a",
        "models: b",
    ]
    assert store.journal.note_fields(first, frozenset({"models: a"})) == []
    assert store.journal.note_fields(second, frozenset({"models: a", "models: c"})) == ["models: c"]
    assert store.journal.note_fields(other, frozenset({"models: a"})) == ["models: a"]
    assert fields(store) == [
        (CATALOG, "models: a", first.sha256),
        (CATALOG, "models: b", first.sha256),
        (CATALOG, "models: c", second.sha256),
        ("frontend", "models: a", other.sha256),
    ]


def catalog_body(**more: object) -> bytes:
    model = {
        "id": "a/x:free", "canonical_slug": "a/x-20260801", "name": "X", "created": 1_785_000_000,
        "context_length": 4096, "pricing": {"prompt": "0.000001", "completion": "-1"}, **more,
    }  # fmt: skip
    return json.dumps({"data": [model]}).encode()


def test_fields_and_entries_survive_a_rebuilding(store: Store, archive: Archive) -> None:
    url = "https://openrouter.ai/api/v1/models?output_modalities=all"
    for hours, body in enumerate([catalog_body(), catalog_body(mood=1), catalog_body(mood=2)]):
        received = payload(body, CATALOG, url, fetched_at=at(hours))
        taken = take(catalog, archive.keep(received), archive, store, now=at(hours))
        assert taken.trouble is None
        assert taken.notes == (("catalog has a new field: catalog: mood",) if hours == 1 else ())
    before = (fields(store), entries_of(store))
    assert [field[:2] for field in before[0]] == [(CATALOG, "catalog: mood")]
    notes: list[str] = []
    reparse(archive, store, lambda taken: notes.extend(taken.notes))
    assert (fields(store), entries_of(store)) == before
    assert notes == ["catalog has a new field: catalog: mood"]


def test_a_list_has_as_many_entries_as_the_newest_one_before_an_instant(store: Store) -> None:
    put(store, *(an_entry(f"a/{n}", "A", 0) for n in range(5)))
    put(store, *(an_entry(f"a/{n}", "A", 24) for n in range(3)))
    assert [store.listed(CATALOG, at(hours)) for hours in (0, 1, 24, 25)] == [0, 5, 5, 3]
    assert store.listed(CATALOG) == 3
    assert store.listed("benchmark-leaderboard", at(25)) == 0
