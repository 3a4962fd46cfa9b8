"""The sums that are kept of now are those that the readings add up to, whatever arrived when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from support.databases import Databases
from support.sample_boards import MADE, WEEK, board, put, put_days, put_week
from support.store_sums import weekly

from tracker.analysis.frame import WEEKS_OF_MODELS
from tracker.errors import CheckFailed
from tracker.identity import spans
from tracker.records import LARGEST, OTHER, Board
from tracker.store import Store, models, schema
from tracker.weeks import DAY

NAMES = ("a/x", "a/x:free", "b/y", "qwen/qwen3.6-plus-04-02:free")
LATER = datetime(2030, 1, 1, tzinfo=UTC)
"""When all that is put here is known: as of then, the readings themselves are added up."""
MONDAYS = (date(2025, 6, 9), date(2025, 6, 16), date(2025, 6, 23))
"""Weeks next to each other; of the first a day is lost for ever."""


def all_sums(store: Store, as_of: datetime | None, by: str | None, depth: int | None) -> set[Any]:
    """Return the weeks and the rows of all weeks."""
    level = None if by is None else lambda slug: spans(slug, by)
    weeks, sums = weekly(store, "tokens", WEEKS_OF_MODELS, as_of, level, depth=depth)
    rows = [*zip(*sums, strict=True)]
    assert len(set(rows)) == len(rows)
    return {*map(tuple, weeks), *rows}


@st.composite
def some_boards(draw: st.DrawFn) -> Board:
    """Draw a day, a week or a part of one, from one of three instants."""
    dataset = draw(
        st.sampled_from(["rankings-daily", "rankings-daily", "model-chart", "models-window"])
    )
    start = draw(st.sampled_from(MONDAYS))
    if dataset == "rankings-daily":
        start += draw(st.integers(0, 6)) * DAY
    readings = draw(
        st.dictionaries(st.sampled_from([*NAMES, OTHER]), st.integers(0, 9), min_size=1)
    )
    return board(
        start,
        readings,
        MADE + timedelta(hours=draw(st.integers(0, 2))),
        dataset=dataset,
        days=1 if dataset == "rankings-daily" else 7,
    )


@pytest.fixture(scope="module")
def blank(databases: Databases) -> Iterator[Store]:
    """Yield an empty store, for laws that take back what they record."""
    with databases.fresh() as opened:
        yield opened


@settings(max_examples=40)
@given(
    st.lists(
        some_boards(),
        min_size=1,
        max_size=12,
        unique_by=lambda arrival: (arrival.key, arrival.known_from),
    ),
    st.sampled_from([None, "author", "country"]),
    st.sampled_from([None, 1, 2]),
)
def test_what_is_kept_of_now_is_what_the_readings_add_up_to(
    blank: Store, arriving: Sequence[Board], by: str | None, depth: int | None
) -> None:
    with blank.rehearsal():
        for arrival in arriving:
            put(blank, arrival)
        assert all_sums(blank, None, by, depth) == all_sums(blank, LATER, by, depth)


def test_boards_of_one_capture_that_fall_into_many_weeks_are_kept_week_by_week(
    store: Store,
) -> None:
    put_days(store, WEEK - 20 * DAY, 45)
    assert all_sums(store, None, None, None) == all_sums(store, LATER, None, None)
    assert len({row[0] for row in all_sums(store, None, None, None)}) == 7


def test_the_largest_days_that_are_believed_fit_into_a_week(store: Store) -> None:
    put_days(store, WEEK, 7, **{"a/x": LARGEST // 7})
    assert (WEEK, "a/x", LARGEST // 7 * 7, 7) in all_sums(store, None, None, None)


def test_parts_of_single_models_are_kept_apart_and_asked_for_together(store: Store) -> None:
    for name in NAMES:
        of_one = board(WEEK, {name: 5}, MADE, dataset="model-activity", depth=1, days=7)
        put(store, replace(of_one, key=replace(of_one.key, scope=f"models/{name}")))
    result = all_sums(store, None, None, None)
    assert result == all_sums(store, LATER, None, None)
    assert {(name, 5, 7) for name in NAMES} == {row[1:] for row in result if len(row) == 4}


def test_only_the_weeks_that_changed_are_summed_anew(store: Store) -> None:
    put_days(store, WEEK - 70 * DAY, 77)
    written: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith("INSERT INTO sums"):
            written.append(str(parameters))

    put(store, board(WEEK, {"a/x": 6, OTHER: 1}, MADE + DAY))
    assert len(written) == 1
    assert any(f"{week}" in written[0] for week in (WEEK, repr(WEEK)))
    assert not any(f"{week}" in written[0] for week in (WEEK - 7 * DAY, repr(WEEK - 7 * DAY)))
    put(store, board(WEEK, {"a/x": 6, OTHER: 1}, MADE + 2 * DAY))
    assert len(written) == 1, "figures as before begin nothing"


def test_what_is_emptied_keeps_no_sums(store: Store) -> None:
    put_days(store, WEEK, 7)
    with store.rebuilding():
        pass
    with store.transaction() as connection:
        for table in (models.Week, models.Sum):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_figures_from_before_sums_were_kept_are_summed_by_the_upgrade(
    store: Store,
) -> None:
    put_days(store, WEEK - 3 * DAY, 16)
    put_days(store, WEEK, 2, made=MADE + DAY, **{"a/x": 9, "b/y": 3, OTHER: 1})
    put_week(store, "model-chart", WEEK - 14 * DAY)
    put_week(store, "model-chart", WEEK, metric="calls")
    kept = select(models.Week.week, models.Sum).join(
        models.Sum, models.Sum.week_id == models.Week.id
    )
    with store.engine.begin() as connection:
        before = {(row.week, *row[2:]) for row in connection.execute(kept)}
        command.downgrade(schema._config(connection), "0004")
    schema.upgrade(store.engine)
    with store.engine.begin() as connection:
        assert {(row.week, *row[2:]) for row in connection.execute(kept)} == before
    assert all_sums(store, None, None, None) == all_sums(store, LATER, None, None)


# Where names stood.


def places(store: Store, *slugs: str, before: date = WEEK + 7 * DAY) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.places("tokens", WEEKS_OF_MODELS, slugs, before)]


def test_a_place_is_one_more_than_how_many_had_more(store: Store) -> None:
    put_week(store, "model-chart", **{"a/x": 50, "b/y": 50, "c/z": 7, "d/w": 60, OTHER: 99})
    result = {
        slug: (value, place) for _, _, slug, value, place in places(store, "a/x", "b/y", "c/z")
    }
    assert result == {"a/x": (50, 2), "b/y": (50, 2), "c/z": (7, 4)}


def test_places_are_told_of_each_dataset_and_of_earlier_weeks_alone(store: Store) -> None:
    for week in (WEEK - 7 * DAY, WEEK):
        put_week(store, "model-chart", week, **{"a/x": 5, "b/y": 6})
    put_days(store, WEEK - 7 * DAY, 7)
    result = places(store, "a/x", "nobody/new", before=WEEK)
    assert sorted(result) == [
        (WEEK - 7 * DAY, "model-chart", "a/x", 5, 2),
        (WEEK - 7 * DAY, "rankings-daily", "a/x", 35, 1),
    ]


@pytest.mark.parametrize("before", [MADE, MADE - DAY])
def test_as_of_an_earlier_instant_nothing_is_taken_from_what_is_kept(
    store: Store, before: datetime
) -> None:
    put_days(store, WEEK, 7, made=before)
    put_days(store, WEEK, 7, made=before + timedelta(hours=1), **{"a/x": 8})
    then = {row for row in all_sums(store, before, None, None) if len(row) == 4}
    assert then == {(WEEK, "a/x", 35, 7), (WEEK, OTHER, 7, 7)}
    now = {row for row in all_sums(store, None, None, None) if len(row) == 4}
    assert now == {(WEEK, "a/x", 56, 7)}


def test_who_refills_a_store_sums_each_week_once_and_at_the_end(store: Store) -> None:
    """Three days of a week come one by one; a refill that fails leaves the next one whole."""
    days = [board(WEEK + n * DAY, {"a/x": 5 + n, OTHER: 1}, MADE) for n in range(3)]

    def kept() -> set[tuple[Any, ...]]:
        with store.transaction() as connection:
            return {tuple(row) for row in connection.execute(select(models.Sum.__table__))}

    def refill() -> None:
        with store.rebuilding():
            for day in days:
                put(store, day)
                assert kept() == set()

    for day in days:
        put(store, day)
    values = {row[2] for row in kept()}
    assert values == {18, 3}
    refill()
    assert {row[2] for row in kept()} == values
    days.append(board(WEEK, {"a/x": 9, "a/x:free": 1}, MADE))  # another truth of one instant
    with pytest.raises(CheckFailed):
        refill()
    assert {row[2] for row in kept()} == values
    put(store, board(WEEK + 3 * DAY, {"a/x": 100, OTHER: 1}, MADE))
    assert {row[2] for row in kept()} == {118, 4}
