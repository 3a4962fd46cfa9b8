"""The activity of one model: days summed to whole weeks, and to nothing less."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.frontend_bodies import ON_MONDAY, ON_TUESDAY, a_row, activity_rows, model_rows

from tracker.errors import ParseError
from tracker.records import Answer
from tracker.sources.frontend import activity, models
from tracker.weeks import DAY, WEEK, Period, days


def read(rows: list[dict[str, Any]], as_of: datetime = ON_TUESDAY) -> Answer:
    return activity.parse(rows, as_of, "model-activity.json")


def a_day(day: date, prompt: int = 40, completion: int = 2, calls: int = 7) -> dict[str, Any]:
    return a_row("a/x", prompt, completion, calls, date=f"{day} 00:00:00")


@pytest.mark.parametrize(
    ("made", "covered"),
    [
        ("2026-08-17", ["2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10"]),
        ("2026-08-18", ["2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10"]),
        ("2026-08-20", ["2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10"]),
        ("2026-08-21", ["2026-07-27", "2026-08-03", "2026-08-10"]),
        ("2026-08-23", ["2026-07-27", "2026-08-03", "2026-08-10"]),
        ("2026-08-24", ["2026-07-27", "2026-08-03", "2026-08-10", "2026-08-17"]),
    ],
)
def test_the_weeks_that_lie_wholly_inside_are_covered(made: str, covered: list[str]) -> None:
    assert [str(week) for week in activity.weeks_covered(date.fromisoformat(made))] == covered


@settings(deadline=None)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_week_is_covered_if_and_only_if_all_its_days_are(made: date) -> None:
    inside = set(days(made - timedelta(days=31), made - DAY))
    mondays = [day for day in sorted(inside) if day.weekday() == 0]
    assert activity.weeks_covered(made) == [
        week for week in mondays if set(days(week, week + 6 * DAY)) <= inside
    ]


def test_days_are_summed_to_whole_weeks_and_the_rest_is_left() -> None:
    rows = [
        *(a_day(day, 100, 10, 3) for day in days(date(2026, 8, 10), date(2026, 8, 16))),
        a_day(date(2026, 8, 17), 5_000, 500, 50),
        a_day(date(2026, 7, 18), 7_000, 700, 70),
    ]
    tokens, calls = read(rows).boards
    assert str(tokens.key) == "model-activity a/x tokens 2026-W33"
    assert tokens.key.period == calls.key.period == Period.of_week(date(2026, 8, 10))
    assert (tokens.key.scope, calls.key.scope) == ("models/a/x", "models/a/x")
    assert (tokens.readings, calls.readings) == ((("a/x", 770),), (("a/x", 21),))
    assert (tokens.depth, tokens.selection) == (1, "calls")


def test_a_whole_answer_has_four_weeks() -> None:
    said = read(activity_rows())
    assert [str(board.key.period) for board in said.boards[::2]] == [
        "2026-W30", "2026-W31", "2026-W32", "2026-W33",
    ]  # fmt: skip
    assert {board.key.period.days for board in said.boards} == {7}
    assert said.unknown == frozenset()


def test_a_day_without_a_row_is_a_day_without_use() -> None:
    rows = [a_day(date(2026, 8, 10)), a_day(date(2026, 8, 13))]
    assert [board.total for board in read(rows).boards] == [84, 14]
    assert read([a_day(date(2026, 8, 10), 0, 0, 0)]).boards == ()


def test_the_order_of_the_days_says_nothing() -> None:
    assert read(activity_rows()[::-1]).boards == read(activity_rows()).boards


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (a_day(date(2026, 8, 10)), "has a day twice"),
        (a_row("a/y", date="2026-08-11"), r"contains more than one model: \['a/x', 'a/y'\]"),
        (a_row("a/x:free", date="2026-08-11"), "contains more than one model"),
        (a_row("", date="2026-08-11"), "has a day without a model"),
        (a_row("a/x", date="yesterday"), "instead of a date"),
        (a_row("a/x", calls=-1, date="2026-08-11"), "negative count"),
    ],
)
def test_days_that_are_not_those_of_one_model_are_refused(row: dict[str, Any], says: str) -> None:
    with pytest.raises(ParseError, match=says):
        read([a_day(date(2026, 8, 10)), row])


def test_the_models_that_matter_are_the_largest_by_tokens_and_by_calls() -> None:
    rows = [models.Row(date(2026, 8, 16), f"a/{n:03d}", 10**12 - n, 10**6 + n) for n in range(100)]
    expected = [f"a/{n:03d}" for n in (*range(30), *range(70, 100))]
    assert activity.largest_models(rows) == expected
    assert activity.largest_models(rows[:3]) == ["a/000", "a/001", "a/002"]
    assert 30 <= len(activity.largest_models(models.read(model_rows(), "models"))) <= 60


def test_on_a_monday_the_week_just_finished_is_whole() -> None:
    said = read(activity_rows(made=ON_MONDAY), ON_MONDAY)
    assert max(board.key.period.start for board in said.boards) + WEEK == ON_MONDAY.date()
    sunday = datetime(2026, 8, 16, 23, tzinfo=UTC)
    assert max(board.key.period.start for board in read(activity_rows(), sunday).boards) == date(
        2026, 8, 3
    )
