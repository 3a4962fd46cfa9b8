"""Weekly charts: which week a point is of, and that the running one is never a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.frontend_bodies import ON_MONDAY, ON_TUESDAY, author_points, model_points, points

from tracker.errors import ParseError
from tracker.records import OTHER, Answer
from tracker.sources.frontend import charts
from tracker.weeks import WEEK, Period, midnight

MONDAY = date(2026, 8, 10)


def read(rows: list[dict[str, Any]], as_of: datetime = ON_TUESDAY, **more: Any) -> Answer:
    kind = {"dataset": "model-chart", "metric": "tokens", **more}
    return charts.parse(rows, as_of, "chart.json", **kind)


def weeks(answer: Answer) -> list[str]:
    return [str(board.key.period) for board in answer.boards]


def point(x: str, **ys: Any) -> dict[str, Any]:
    return {"x": x, "ys": ys or {"a/x": 5, "Others": 1}}


def test_a_point_becomes_the_board_of_its_week() -> None:
    (board,) = read([{"x": "2026-08-10", "ys": {"a/x": 60, "b/y:free": 30, "Others": 10}}]).boards
    assert str(board.key) == "model-chart tokens 2026-W33"
    assert board.key.scope == "models"
    assert board.readings == (("a/x", 60), ("b/y:free", 30), (OTHER, 10))
    assert (board.depth, board.selection, board.known_from) == (2, "tokens", ON_TUESDAY)


@pytest.mark.parametrize("written", ["Others", "others", "other", "OTHERS"])
def test_the_rest_is_other_however_it_is_written(written: str) -> None:
    (board,) = read([point("2026-08-10", **{"a/x": 5, written: 9})]).boards
    assert board.readings == (("a/x", 5), (OTHER, 9))
    assert (board.names, board.depth, board.total) == (["a/x"], 1, 14)


@pytest.mark.parametrize("x", ["2026-08-10", "2026-08-10 00:00:00", "2026-08-10T00:00:00+00:00"])
def test_a_week_may_be_written_as_its_first_instant(x: str) -> None:
    assert weeks(read([point(x)])) == ["2026-W33"]


@pytest.mark.parametrize(
    ("as_of", "period"),
    [
        (datetime(2026, 8, 10, 23, 59, tzinfo=UTC), None),
        (datetime(2026, 8, 11, tzinfo=UTC), Period(MONDAY, date(2026, 8, 11))),
        (datetime(2026, 8, 13, 9, tzinfo=UTC), Period(MONDAY, date(2026, 8, 13))),
        (datetime(2026, 8, 16, 23, 59, tzinfo=UTC), Period(MONDAY, date(2026, 8, 16))),
        (datetime(2026, 8, 17, tzinfo=UTC), Period.of_week(MONDAY)),
    ],
)
def test_the_running_week_is_kept_under_the_days_that_had_ended(
    as_of: datetime, period: Period | None
) -> None:
    said = read([point("2026-08-03"), point("2026-08-10")], as_of)
    assert [board.key.period for board in said.boards] == [
        Period.of_week(date(2026, 8, 3)),
        *filter(None, [period]),
    ]
    assert said.notes == (
        () if period else ("skipped the week of 2026-08-10, which had just begun",)
    )


@settings(max_examples=60, deadline=None)
@given(st.timedeltas(timedelta(0), WEEK - timedelta(seconds=1)))
def test_the_running_week_never_becomes_a_week(since: timedelta) -> None:
    as_of = midnight(MONDAY) + since
    rows = model_points(as_of)
    said = read(rows, as_of)
    assert all(board.key.period.days < 7 for board in said.boards[len(rows) - 1 :])
    assert all(board.key.period.days == 7 for board in said.boards[: len(rows) - 1])


def test_on_a_monday_there_are_fifty_three_points_and_fifty_two_weeks() -> None:
    rows = model_points(ON_MONDAY)
    said = read(rows, ON_MONDAY)
    assert len(rows) == 53
    assert len(said.boards) == 52
    assert weeks(said)[-1] == "2026-W33"
    assert said.notes == ("skipped the week of 2026-08-17, which had just begun",)
    assert len(model_points(ON_TUESDAY)) == len(read(model_points(ON_TUESDAY)).boards) == 52


@settings(max_examples=40, deadline=None)
@given(st.permutations(model_points(ON_TUESDAY)))
def test_the_order_of_the_points_says_nothing(rows: list[dict[str, Any]]) -> None:
    assert read(rows).boards == read(model_points(ON_TUESDAY)).boards


def test_the_oldest_week_is_not_taken_for_the_newest() -> None:
    rows = [point("2026-08-03", a=3), point("2026-07-27", a=2), point("2026-08-10", a=4)]
    said = read(rows)
    assert weeks(said) == ["2026-W31", "2026-W32", "2026-W33"]
    assert [board.total for board in said.boards] == [2, 3, 4]
    assert charts.newest(rows, "chart.json") == MONDAY
    assert charts.newest([], "chart.json") is None


@pytest.mark.parametrize(
    ("starts", "says"),
    [
        (["2026-08-10", "2026-08-10"], "has a week twice"),
        (["2026-08-10", "2026-08-10 00:00:00"], "has a week twice"),
        (["2026-08-11"], "weeks that begin on the wrong day"),
        (["2026-08-04", "2026-08-11"], "weeks that begin on the wrong day"),
        (["2026-08-09"], "weeks that begin on the wrong day"),
        (["2026-08-03", "2026-08-09"], "weeks that begin on the wrong day"),
    ],
)
def test_weeks_twice_or_of_another_day_are_refused(starts: list[str], says: str) -> None:
    with pytest.raises(ParseError, match=says):
        read([point(start) for start in starts])


def test_weeks_may_begin_on_sundays_where_that_is_said() -> None:
    either = {"dataset": "author-chart", "scope": "authors", "weekdays": (0, 6)}
    sundays = author_points(date(2026, 7, 19), 4)
    a_monday = {**sundays[0], "x": "2026-08-10"}
    said = read(sundays, **either)
    assert weeks(said)[0] == "2026-07-19..2026-07-25"
    assert {board.key.period.week for board in said.boards} == {None}
    assert weeks(read([a_monday], **either)) == ["2026-W33"]
    with pytest.raises(ParseError, match="begin on the wrong day"):
        read([*sundays, {**a_monday, "x": "2026-07-27"}], **either)
    with pytest.raises(ParseError, match="begin on the wrong day"):
        read([point("2026-08-11")], **either)


@pytest.mark.parametrize(
    ("made", "doubts"),
    [
        (datetime(2026, 8, 24, 23, tzinfo=UTC), ()),
        (
            datetime(2026, 8, 25, tzinfo=UTC),
            ("its newest week is 2026-08-10, and it was made on 2026-08-25",),
        ),
    ],
)
def test_a_stale_chart_is_doubted(made: datetime, doubts: tuple[str, ...]) -> None:
    assert read(points(date(2025, 8, 18), 52), made).doubts == doubts


def test_a_first_week_more_than_a_year_back_may_be_cut() -> None:
    rows = points(date(2025, 8, 11), 53)
    assert read(rows).notes == ("the week of 2025-08-11 lies more than a year back and may be cut",)
    assert read(rows[1:]).notes == ()


def test_a_model_that_is_not_named_has_no_reading() -> None:
    first, second = read([point("2026-08-03", a=3, b=1), point("2026-08-10", a=4)]).boards
    assert dict(first.readings) == {"a": 3, "b": 1}
    assert dict(second.readings) == {"a": 4}


def test_a_zero_is_a_reading() -> None:
    (board,) = read([point("2026-08-10", a=0, b=5)]).boards
    assert board.readings == (("a", 0), ("b", 5))


def test_numbers_written_as_text_are_numbers() -> None:
    assert read([point("2026-08-10", a="9007199254740993")]).boards[0].total == 9007199254740993


def test_fields_that_are_not_known_are_told() -> None:
    assert read([{**point("2026-08-10"), "z": 1}]).unknown == {"model-chart: z"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"ys": {"a/x": 5}}, "None instead of a date"),
        ({"x": "2026-08", "ys": {}}, "instead of a date"),
        ({"x": 1786939800000, "ys": {}}, "instead of a date"),
        ({"x": "2026-08-10"}, "has no 'ys'"),
        ({"x": "2026-08-10", "ys": [5]}, "has an invalid 'ys'"),
        ({"x": "2026-08-10", "ys": {"a/x": 28363533333.333332}}, "instead of an integer"),
        ({"x": "2026-08-10", "ys": {"a/x": 5.0}}, "5.0 instead of an integer"),
        ({"x": "2026-08-10", "ys": {"a/x": None}}, "None instead of an integer"),
        ({"x": "2026-08-10", "ys": {"a/x": {}}}, "a dict instead of an integer"),
        ({"x": "2026-08-10", "ys": {"": 5}}, "instead of a slug"),
        ({"x": "2026-08-10", "ys": {"a\0": 5}}, "instead of a slug"),
    ],
)
def test_what_is_no_point_is_refused(row: dict[str, Any], says: str) -> None:
    with pytest.raises(ParseError, match=r"chart\.json") as caught:
        read([point("2026-08-03"), row])
    assert says in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 6))
def test_every_point_but_the_running_one_is_a_whole_week(count: int, day: int) -> None:
    as_of = datetime(2026, 8, 17, 12, tzinfo=UTC) + timedelta(days=day)
    said = read(points(date(2026, 8, 17) - count * WEEK, count + 1), as_of)
    assert [board.key.period.days for board in said.boards] == [7] * count + [day] * (day > 0)


def test_a_week_that_is_missing_in_the_midst_is_doubted() -> None:
    weeks = [date(2026, 7, 6), date(2026, 7, 13), date(2026, 7, 27)]
    found = charts.parse(
        [{"x": str(week), "ys": {"a/x": 10**12, "Others": 10**12}} for week in weeks],
        datetime(2026, 8, 4, tzinfo=UTC), "chart", dataset="tool-chart", metric="tool_calls",
    )  # fmt: skip
    assert found.doubts == ("the week of 2026-07-20 is missing inside it",)


def test_a_chart_of_a_year_that_shows_a_few_weeks_is_doubted() -> None:
    few = points(date(2026, 6, 22), 8)
    assert read(few).doubts == ("it has 8 weeks instead of a year",)


def test_models_are_no_authors() -> None:
    with pytest.raises(ParseError, match="names models instead of authors"):
        read([point("2026-08-10")], dataset="author-chart", scope="authors")
