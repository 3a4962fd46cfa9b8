"""A store moved between engines and back: row for row, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from boards import MADE, WEEK, answer, board, payload, put, put_days, put_week
from databases import Databases
from fronts import a_model, catalogue_body
from sqlalchemy import Table, inspect, text

import tracker
from tracker import checks
from tracker.analysis import frame
from tracker.archive import Capture
from tracker.checks.evidence import Verdict
from tracker.errors import ConfigError, TrackerError
from tracker.records import OTHER, Notice
from tracker.sources import catalog
from tracker.store import Store, copying, engine, schema
from tracker.store.copying import Copied
from tracker.store.journal import QUARANTINED, REFUSED
from tracker.store.notices import EVENT
from tracker.weeks import Period

DAY = timedelta(days=1)
NAMES = ("b/Zeta", "b/alpha", "a/x:free", "a/x-1", "_/\u00e9", "a/\u202eback", "a/quo'te", "a/100%")
"""In an order that is neither that of code points nor that of a language."""


def fill(store: Store) -> None:
    """Something of everything, with figures of our own invention: vintages that split others, a day
    that later answers leave out, a list of models with a changed price, bodies put aside."""
    told = {name: 2**40 + place for place, name in enumerate(NAMES)} | {OTHER: 2**59}
    restated = told | {"b/Zeta": 1}
    put_days(store, WEEK, 7, **told)
    put(store, board(WEEK, told, MADE + 4 * DAY))
    put(store, board(WEEK, restated, MADE + 2 * DAY))
    put(store, board(WEEK, told, MADE + 3 * DAY), board(WEEK + DAY, restated, MADE + 3 * DAY))
    put_week(store, "models-window", metric="calls", **told)
    left_out = answer(board(WEEK, told, MADE + 5 * DAY))
    whole = replace(left_out, window=Period(WEEK, WEEK + 2 * DAY))
    store.record(Capture(payload(b"window"), "w.gz"), whole)
    for number, price in enumerate(("0.000001", "0.000002")):
        listed = catalogue_body(
            [a_model(name, pricing={"prompt": price, "completion": "0"}) for name in NAMES]
        )
        found = payload(listed, "catalog", f"file:{number}", fetched_at=MADE + number * DAY)
        store.record(Capture(found, f"{number}.gz"), catalog.parse(found))
    doubted = payload(b"doubted", "export", "file:doubted", etag='W/"1"')
    number = store.journal.set_aside(Capture(doubted, "d.gz"), QUARANTINED, "three times the usual")
    large = [board(WEEK + n * DAY, {"a/x": 2**60 + n}, MADE) for n in range(3)]
    doubts = [replace(one, why="it is large") for one in checks.described(answer(*large))]
    store.doubts.raise_all(number, doubts)
    for one, believed in zip(store.doubts.waiting(), (True, False), strict=False):
        store.doubts.end([Verdict(one, believed, "so it is")])
    store.journal.set_aside(Capture(payload(b"bad"), "b.gz"), REFUSED, "no figures\tat all\n\\N")
    store.journal.note_fields(doubted, frozenset({"mood", "Mood"}))
    store.journal.log(
        source="export", started_at=MADE, ended_at=MADE + DAY, outcome="fine", new=1, changed=0,
        unchanged=2, requests=3, notes="", version="0",
    )  # fmt: skip
    store.notices.raise_all(EVENT, [Notice("new leader", "key", "b/Zeta led", {"weeks": 2})], MADE)


@pytest.fixture
def made_up(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A store of everything in an SQLite file."""
    with Store(f"sqlite:///{tmp_path / 'made-up.db'}") as opened:
        schema.ready(opened.engine)
        fill(opened)
        yield opened


@pytest.fixture
def there(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """Nothing yet, on the engine of the tests."""
    with Store(databases.of(tmp_path / "there")) as opened:
        yield opened


@pytest.fixture
def back(tmp_path: Path) -> Iterator[Store]:
    """Nothing yet, in an SQLite file."""
    with Store(f"sqlite:///{tmp_path / 'back.db'}") as opened:
        yield opened


def copied(source: Store, target: Store) -> list[Copied]:
    told: list[Copied] = []
    copying.copy(source, target, told.append)
    return told


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with store.transaction() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in copying.TABLES
        }


def tables(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return inspect(connection).get_table_names()


def answers(store: Store) -> list[Any]:
    """What the store answers to every kind of question."""
    weeks = [
        frame.weekly(store, metric, by, depth=depth)
        for metric in ("tokens", "calls")
        for by in ("slug", "author")
        for depth in (None, 3)
    ]
    runs = [tracker.streaks(tracker.rank(week)) for week in weeks]
    return [
        *(found.to_dict("records") for found in (*weeks, *runs)),
        store.contents(),
        store.withdrawn(),
        store.slugs(),
        store.entries("catalog"),
        store.entry_vintages("catalog"),
        store.journal.put_aside(),
        store.newest(),
    ]


def test_there_and_back_every_row_is_the_same(made_up: Store, there: Store, back: Store) -> None:
    counted = {name: len(found) for name, found in rows(made_up).items()}
    assert min(counted.values()) > 0
    assert len(made_up.withdrawn()) == 1
    out, home = copied(made_up, there), copied(there, back)
    assert {one.table: one.rows for one in out} == counted
    assert out == home
    assert rows(made_up) == rows(there) == rows(back)
    assert answers(made_up) == answers(there) == answers(back)
    assert schema.differences(there.engine) == []


def test_a_copy_is_what_the_same_captures_make_there(
    made_up: Store, there: Store, store: Store
) -> None:
    fill(store)
    copied(made_up, there)
    assert rows(there) == rows(store), "the same numbers too"


def test_what_is_recorded_afterwards_is_numbered_from_there_on(
    made_up: Store, there: Store
) -> None:
    copied(made_up, there)
    for one in (made_up, there):
        put_days(one, WEEK + 7 * DAY, 7, made=MADE + 10 * DAY, **{"c/new": 5, OTHER: 1})
        one.journal.set_aside(Capture(payload(b"next"), "n.gz"), REFUSED, "nothing")
    assert rows(there) == rows(made_up)


def test_a_database_that_is_not_empty_is_left_as_it_is(made_up: Store, store: Store) -> None:
    put_days(store, WEEK, 1)
    before = rows(store)
    with pytest.raises(ConfigError, match="is not empty: captures has 1 rows; nothing was lost"):
        copied(made_up, store)
    assert rows(store) == before


def test_an_empty_database_with_its_schema_will_do(made_up: Store, store: Store) -> None:
    copied(made_up, store)
    assert rows(store) == rows(made_up)


def test_a_database_is_not_copied_to_itself(store: Store) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    with (
        Store(url) as again,
        pytest.raises(ConfigError, match="is the very database to be copied"),
    ):
        copied(store, again)


def test_a_file_is_the_same_by_any_path(made_up: Store, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "made-up.db")
    with (
        Store(f"sqlite:///{tmp_path / 'link.db'}") as again,
        pytest.raises(ConfigError, match="is the very database to be copied"),
    ):
        copied(made_up, again)


def test_an_interrupted_copy_leaves_nothing(made_up: Store, there: Store) -> None:
    def interrupt(_: Copied) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copying.copy(made_up, there, interrupt)
    assert tables(there) == []
    copied(made_up, there)
    assert rows(there) == rows(made_up)


def test_rows_that_arrive_otherwise_are_not_kept(
    made_up: Store, there: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pour: Callable[..., None] = engine.pour

    def spoil(connection: Any, table: Table, poured: list[tuple[int, ...]]) -> None:
        *others, (board_id, slug_id, value) = poured
        pour(connection, table, [*others, (board_id, slug_id, value + 1)])

    monkeypatch.setattr(engine, "pour", spoil)
    with pytest.raises(TrackerError, match=r"readings did not arrive in .* as it was") as told:
        copied(made_up, there)
    assert told.value.datum == "readings"
    assert tables(there) == []


def test_a_database_of_a_newer_version_is_not_copied_into(made_up: Store, store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match="newer than this version"):
        copied(made_up, store)
