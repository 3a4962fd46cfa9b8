"""A list of every model over a trailing window: what is counted, and of which days it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.frontend_bodies import ON_MONDAY, SUNDAY, a_row, model_rows

from tracker.errors import ParseError
from tracker.records import Answer
from tracker.sources.frontend import models
from tracker.weeks import DAY, Period, midnight


def read(rows: list[dict[str, Any]], as_of: datetime = ON_MONDAY, **more: Any) -> Answer:
    return models.parse(rows, as_of, "models.json", **more)


def figures(answer: Answer) -> dict[str, dict[str, int]]:
    return {board.key.metric: dict(board.readings) for board in answer.boards}


def periods(answer: Answer) -> set[Period]:
    return {board.key.period for board in answer.boards}


def test_tokens_are_prompt_and_completion_and_nothing_on_top() -> None:
    row = a_row(
        "a/x", prompt=6_000, completion=700, calls=5,
        total_native_tokens_reasoning=400, total_native_tokens_cached=3_000, total_tool_calls=90,
    )  # fmt: skip
    assert figures(read([row])) == {"tokens": {"a/x": 6_700}, "calls": {"a/x": 5}}


def test_a_list_becomes_two_boards_of_every_model() -> None:
    said = read(model_rows())
    tokens, calls = said.boards
    assert (str(tokens.key), str(calls.key)) == (
        "models-window tokens 2026-W33",
        "models-window calls 2026-W33",
    )
    assert len(tokens.readings) == len(calls.readings) == 120
    assert tokens.depth is calls.depth is None
    assert tokens.known_from == said.as_of == ON_MONDAY
    assert max(tokens.readings, key=lambda row: row[1]) != max(
        calls.readings, key=lambda row: row[1]
    )
    assert (said.doubts, said.unknown) == ((), frozenset())


def test_variants_are_rows_of_their_own() -> None:
    rows = [a_row("a/x", 5, 1, 3), a_row("a/x:free", 50, 10, 30)]
    assert figures(read(rows))["tokens"] == {"a/x": 6, "a/x:free": 60}


@pytest.mark.parametrize(
    ("last", "period", "week"),
    [
        ("2026-08-16", "2026-W33", date(2026, 8, 10)),
        ("2026-08-15", "2026-08-09..2026-08-15", None),
        ("2026-08-17", "2026-08-11..2026-08-17", None),
        ("2026-08-18", "2026-08-12..2026-08-18", None),
    ],
)
def test_only_a_list_that_ends_on_a_sunday_is_of_a_week(
    last: str, period: str, week: date | None
) -> None:
    newest = date.fromisoformat(last)
    (found,) = periods(read(model_rows(newest), midnight(newest + DAY)))
    assert (str(found), found.week, found.days) == (period, week, 7)


def test_the_newest_date_decides_and_no_date_is_an_index() -> None:
    rows = [
        a_row("a/x", 100, 1, 3),
        a_row("a/y", 200, 2, 5, date="2026-08-11 00:00:00"),
        a_row("a/z", 300, 3, 7, date="2026-08-14 00:00:00"),
    ]
    said = read(rows)
    assert periods(said) == {Period(date(2026, 8, 10), date(2026, 8, 17))}
    assert figures(said)["tokens"] == {"a/x": 101, "a/y": 202, "a/z": 303}


@pytest.mark.parametrize(
    ("view", "dataset", "first"),
    [
        ("week", "models-window", "2026-08-10"),
        ("day", "models-window-day", "2026-08-16"),
        ("month", "models-window-month", "2026-07-18"),
        ("trending", "models-window-trending", "2026-08-10"),
    ],
)
def test_every_view_goes_under_its_own_dataset(view: str, dataset: str, first: str) -> None:
    said = read(model_rows(), view=view)
    assert {board.key.dataset for board in said.boards} == {dataset}
    assert periods(said) == {Period(date.fromisoformat(first), SUNDAY + DAY)}


def test_where_dates_are_of_the_start_the_oldest_decides() -> None:
    rows = [a_row("a/x", date="2026-08-10 00:00:00"), a_row("a/y", date="2026-08-12 00:00:00")]
    said = read(rows, dated_by_start=True)
    assert periods(said) == {Period(date(2026, 8, 10), date(2026, 8, 17))}


@pytest.mark.parametrize(
    ("nameless", "notes"),
    [
        ([], ()),
        ([a_row("", 1, 1, 1)], ("skipped 1 row without a slug",)),
        (
            [a_row("", 1, 1, 1), a_row("", variant_permaslug=None)],
            ("skipped 2 rows without a slug",),
        ),
    ],
)
def test_rows_without_a_slug_are_left_out_and_counted(
    nameless: list[dict[str, Any]], notes: tuple[str, ...]
) -> None:
    said = read([*nameless, a_row("a/x", 5, 1, 3)])
    assert figures(said) == {"tokens": {"a/x": 6}, "calls": {"a/x": 3}}
    assert said.notes == notes


def test_a_model_that_nobody_used_is_a_zero() -> None:
    said = read([a_row("a/x", 5, 1, 3), a_row("a/idle", 0, 0, 0)])
    assert figures(said) == {"tokens": {"a/x": 6, "a/idle": 0}, "calls": {"a/x": 3, "a/idle": 0}}


def test_a_list_of_nothing_has_no_boards() -> None:
    assert read([]).boards == read([a_row("")]).boards == ()


def test_numbers_written_as_text_are_numbers() -> None:
    row = a_row("a/x", total_prompt_tokens="9007199254740993", count="12")
    assert figures(read([row])) == {"tokens": {"a/x": 9007199254740995}, "calls": {"a/x": 12}}


@pytest.mark.parametrize(
    ("last", "as_of", "doubt"),
    [
        (SUNDAY, datetime(2026, 8, 19, 23, 59, tzinfo=UTC), None),
        (
            SUNDAY,
            datetime(2026, 8, 20, tzinfo=UTC),
            "its newest day is 2026-08-16, and it was made on 2026-08-20",
        ),
    ],
)
def test_a_stale_list_is_doubted(last: date, as_of: datetime, doubt: str | None) -> None:
    assert read(model_rows(last), as_of).doubts == ((doubt,) if doubt else ())


def test_a_window_that_most_rows_do_not_reach_is_doubted() -> None:
    rows = [*model_rows(SUNDAY - DAY), a_row("a/x")]
    assert read(rows).doubts == (
        "most of its rows are dated 2026-08-15, and the window 2026-08-16",
    )


@pytest.mark.parametrize(("names", "doubted"), [(99, True), (100, False)])
def test_fewer_than_a_hundred_models_are_doubted(names: int, doubted: bool) -> None:
    doubts = read(model_rows(names=names)).doubts
    assert doubts == (("it names 99 models instead of all (400 and more)",) if doubted else ())


def test_fields_that_are_not_known_are_told() -> None:
    rows = [a_row("a/x"), a_row("a/y", total_dreams=4)]
    assert read(rows).unknown == {"models: total_dreams"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"date": None}, "None instead of a date"),
        ({"date": "2026-08-16 07:00:00"}, "instead of a date"),
        ({"date": "2026-02-30 00:00:00"}, "instead of a date"),
        ({"date": 20260816}, "instead of a date"),
        ({"date": ["2026-08-16"]}, "a list instead of a date"),
        ({"count": 7.0}, "7.0 instead of an integer"),
        ({"count": True}, "True instead of an integer"),
        ({"count": None}, "None instead of an integer"),
        ({"total_prompt_tokens": 1e12}, "instead of an integer"),
        ({"total_completion_tokens": "1.5"}, "instead of an integer"),
        ({"total_completion_tokens": -1}, "has a negative count for 'a/x'"),
        ({"count": "-3"}, "has a negative count for 'a/x'"),
        ({"variant_permaslug": 5}, "5 instead of a slug"),
        ({"variant_permaslug": "a\0x"}, "instead of a slug"),
    ],
)
def test_a_row_with_a_field_of_another_kind_is_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ParseError, match=r"models\.json") as caught:
        read([a_row("b/y"), a_row("a/x", **changed)])
    assert says in str(caught.value)


@pytest.mark.parametrize("name", [*models.NEEDED, "variant_permaslug"])
def test_a_row_that_lacks_a_field_is_refused(name: str) -> None:
    row = a_row("a/x")
    del row[name]
    with pytest.raises(ParseError, match="instead of"):
        read([a_row("b/y"), row])


@settings(max_examples=50, deadline=None)
@given(st.permutations(model_rows(names=30)))
def test_the_order_of_the_rows_says_nothing(rows: list[dict[str, Any]]) -> None:
    shuffled, straight = read(rows), read(model_rows(names=30))
    assert [board.digest for board in shuffled.boards] == [
        board.digest for board in straight.boards
    ]
    assert periods(shuffled) == periods(straight)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=20))
def test_the_window_ends_with_its_newest_date(ages: list[int]) -> None:
    rows = [
        a_row(f"a/m{n}", date=f"{SUNDAY - timedelta(days=age)} 00:00:00")
        for n, age in enumerate(ages)
    ]
    said = read(rows)
    (period,) = periods(said)
    assert (period.end, period.days) == (SUNDAY - timedelta(days=min(ages)) + DAY, 7)
    assert len(said.boards[0].readings) == len(ages)
