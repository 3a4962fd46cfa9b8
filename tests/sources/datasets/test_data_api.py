"""The keyed endpoint: its windows, its grain, and what it does silently."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from support.sample_boards import (
    API,
    a_day,
    api_body,
    ask_everything,
    payload,
    rows_alone,
    some_days,
)

from tracker.breaks import lost_days
from tracker.errors import ParseError
from tracker.records import OTHER, Answer, Payload
from tracker.sources import Wanted, recognise
from tracker.sources.datasets import data_api
from tracker.weeks import Period, days, walk

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
MADE = datetime(2026, 8, 22, 7, 10, 19, 789_000, UTC)
MONDAY = date(2026, 8, 10)


def read(body: bytes, **asked: str) -> Answer:
    query = f"?{urlencode(asked)}" if asked else ""
    return data_api.parse(payload(body, url=f"https://h{API}{query}", fetched_at=NOW))


def weeks_of(answer: Answer) -> list[str]:
    return [f"{board.key.dataset} {board.key.period}" for board in answer.boards]


def test_a_body_becomes_a_board_a_day() -> None:
    told = {MONDAY: {"a/x": 60, "b/y:free": 30, OTHER: 10}, MONDAY + timedelta(1): {"a/x": 5}}
    said = read(api_body(told, MADE), period="day", start_date="2026-08-10", end_date="2026-08-11")
    first, second = said.boards
    assert weeks_of(said) == ["rankings-daily 2026-08-10", "rankings-daily 2026-08-11"]
    assert first.readings == (("a/x", 60), ("b/y:free", 30), (OTHER, 10))
    assert (first.depth, first.selection, first.known_from) == (2, "tokens", MADE)
    assert second.depth is None
    assert said.window == Period(MONDAY, date(2026, 8, 12))
    assert said.as_of == MADE


def test_a_time_given_from_outside_dates_the_figures() -> None:
    body = payload(api_body({MONDAY: a_day()}, MADE), dated=NOW)
    assert data_api.parse(body).as_of == NOW
    assert data_api.made(body) == MADE


def test_counts_may_be_numbers_and_further_fields_are_accepted() -> None:
    body = {
        "data": [{"date": "2026-08-10", "model_permaslug": "a/x", "total_tokens": 7, "more": 1}],
        "meta": {
            "as_of": "2026-08-22T07:10:19Z",
            "start_date": "2026-08-10",
            "end_date": "2026-08-10",
            "x": [],
        },
    }
    assert read(json.dumps(body).encode()).boards[0].readings == (("a/x", 7),)


@pytest.mark.parametrize(
    ("starts", "first", "last", "dataset"),
    [
        (["2026-08-03", "2026-08-10"], "2026-08-03", "2026-08-16", "rankings-weekly"),
        (["2026-08-10"], "2026-08-10", "2026-08-16", "rankings-weekly"),
        (["2026-08-10"], "2026-08-10", "2026-08-10", "rankings-daily"),
        (["2026-08-10", "2026-08-11"], "2026-08-10", "2026-08-11", "rankings-daily"),
        (["2026-08-09", "2026-08-10"], "2026-08-09", "2026-08-10", "rankings-daily"),
        (["2026-08-11"], "2026-08-11", "2026-08-11", "rankings-daily"),
    ],
)
def test_without_a_request_the_grain_is_told_from_the_dates(
    starts: list[str], first: str, last: str, dataset: str
) -> None:
    told = {date.fromisoformat(start): a_day() for start in starts}
    said = read(api_body(told, MADE, date.fromisoformat(first), date.fromisoformat(last)))
    assert {board.key.dataset for board in said.boards} == {dataset}
    assert len(said.boards) == len(starts)


def test_the_request_tells_the_grain_of_a_single_monday() -> None:
    body = api_body({MONDAY: a_day()}, MADE)
    asked = {"start_date": "2026-08-10", "end_date": "2026-08-10"}
    assert weeks_of(read(body, period="day", **asked)) == ["rankings-daily 2026-08-10"]
    assert weeks_of(read(body, period="week", **asked)) == [], "a day is no week"


def test_weeks_that_the_window_cuts_are_left_out_and_noted() -> None:
    told = {week: a_day() for week in walk(date(2026, 7, 27), date(2026, 8, 17))}
    said = read(api_body(told, MADE, date(2026, 7, 29), date(2026, 8, 21)), period="week")
    assert weeks_of(said) == ["rankings-weekly 2026-W32", "rankings-weekly 2026-W33"]
    assert said.notes == (
        "skipped the incomplete week of 2026-07-27",
        "skipped the incomplete week of 2026-08-17",
    )


@pytest.mark.parametrize(
    ("period", "told", "says"),
    [
        (
            "week",
            {MONDAY: 1, MONDAY + timedelta(1): 1},
            "was requested by week but contains other dates",
        ),
        ("day", {MONDAY: 1, MONDAY + timedelta(7): 1}, "was requested by day but contains weeks"),
    ],
)
def test_another_grain_than_the_one_asked_for_is_refused(
    period: str, told: dict[date, int], says: str
) -> None:
    body = api_body({day: a_day() for day in told}, MADE, MONDAY, date(2026, 8, 20))
    with pytest.raises(ParseError, match=says):
        read(body, period=period)


@pytest.mark.parametrize(
    "asked",
    [{"period": "month"}, {"category": "programming"}, {"period": "day", "modality": "image"}],
)
def test_a_filtered_body_is_another_dataset(asked: dict[str, str]) -> None:
    with pytest.raises(ParseError, match="which is another dataset"):
        read(api_body({MONDAY: a_day()}, MADE), **asked)


def test_a_date_outside_the_window_is_refused_when_nobody_knows_the_request() -> None:
    told = {MONDAY: a_day(), date(2026, 8, 13): a_day()}
    with pytest.raises(ParseError, match="but contains 2026-08-10"):
        read(api_body(told, MADE, date(2026, 8, 12), date(2026, 8, 14)))


def test_a_day_in_progress_is_left_out_and_noted() -> None:
    said = read(api_body(some_days(date(2026, 8, 21), 2), MADE))
    assert weeks_of(said) == ["rankings-daily 2026-08-21"]
    assert said.notes == ("skipped 2026-08-22, which was not complete when the figures were made",)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (("2026-08-10", "2026-08-12"), ("2026-08-10", "2026-08-12")),
        (("2024-06-01", "2026-08-12"), ("2025-01-01", "2026-08-12")),
        (("2026-08-10", "2026-08-22"), ("2026-08-10", "2026-08-21")),
        (("2026-08-10", "2026-12-31"), ("2026-08-10", "2026-08-21")),
    ],
)
def test_the_two_clamps_are_understood(asked: tuple[str, str], answered: tuple[str, str]) -> None:
    first, last = (date.fromisoformat(day) for day in answered)
    told = {date(2026, 8, 11): a_day()}
    said = read(api_body(told, MADE, first, last), start_date=asked[0], end_date=asked[1])
    assert said.window == Period(first, last + timedelta(1))


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-08-11", "2026-08-12"), ("2026-08-10", "2026-08-11"), ("2026-07-14", "2026-08-12")],
)
def test_another_window_than_the_one_asked_for_is_refused(first: str, last: str) -> None:
    body = api_body(
        {date(2026, 8, 11): a_day()}, MADE, date.fromisoformat(first), date.fromisoformat(last)
    )
    with pytest.raises(
        ParseError,
        match=f"was requested for 2026-08-10 to 2026-08-12 but is for {first} to {last}",
    ):
        read(body, start_date="2026-08-10", end_date="2026-08-12")


@pytest.mark.parametrize("end", ["2026-02-30", "2026-08-12.json", "", "9999-12-31"])
def test_an_address_with_strange_dates_is_refused(end: str) -> None:
    body = payload(
        api_body({MONDAY: a_day()}, MADE), url=f"file:x?start_date=2026-08-10&end_date={end}x"
    )
    with pytest.raises(ParseError, match="instead of a date"):
        data_api.parse(body)


META = {"as_of": "2026-08-22T07:10:19Z", "start_date": "2026-08-10", "end_date": "2026-08-10"}
ROW = {"date": "2026-08-10", "model_permaslug": "a/x", "total_tokens": "5"}


@pytest.mark.parametrize(
    ("data", "meta", "says"),
    [
        (None, META, "has no 'data'"),
        ({}, META, "has an invalid 'data'"),
        ([5], META, "row"),
        ([{**ROW, "date": None}], META, "instead of a date"),
        ([{**ROW, "date": "2026-02-30"}], META, "'2026-02-30' instead of a date"),
        ([{**ROW, "date": "9999-12-31"}], META, "instead of a date"),
        ([{**ROW, "date": ["2026-08-10"]}], META, "row"),
        ([{**ROW, "model_permaslug": ""}], META, "instead of a slug"),
        ([{**ROW, "model_permaslug": 5}], META, "instead of a slug"),
        ([{**ROW, "model_permaslug": "a\0"}], META, "instead of a slug"),
        ([{**ROW, "model_permaslug": "a\ud800"}], META, "a slug that is not valid text"),
        ([{**ROW, "model_permaslug": "a" * 1001}], META, "instead of a slug"),
        ([{**ROW, "total_tokens": 5.0}], META, "5.0 instead of an integer"),
        ([{**ROW, "total_tokens": True}], META, "True instead of an integer"),
        ([{**ROW, "total_tokens": None}], META, "None instead of an integer"),
        ([{**ROW, "total_tokens": "1_000"}], META, "instead of an integer"),
        ([{**ROW, "total_tokens": 10**4000}], META, "instead of an integer"),
        ([ROW], None, "has no 'meta'"),
        ([ROW], {**META, "as_of": None}, "does not say when it was made"),
        ([ROW], {**META, "as_of": "0001-01-01T00:00:00+14:00"}, "does not say when it was made"),
        ([ROW], {**META, "start_date": None}, "None instead of a date"),
        ([ROW], {**META, "end_date": "9999-12-31"}, "instead of a date"),
    ],
)
def test_what_is_no_answer_is_refused(data: Any, meta: Any, says: str) -> None:
    with pytest.raises(ParseError, match="rankings-daily") as caught:
        read(json.dumps({"data": data, "meta": meta}).encode())
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html>", "is an HTML page instead of JSON"),
        (b"", "is not JSON"),
        (b"[]", "is JSON but not an object"),
        (b'{"data": NaN}', "is not JSON"),
        (b'{"data": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"a":' * 100_000, "is not JSON"),
        (b'{"\xff": 1}', "is not UTF-8 text"),
        ("{}".encode("utf-16"), "is not UTF-8 text"),
    ],
)
def test_what_is_no_json_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(ParseError, match="rankings-daily") as caught:
        read(body)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (api_body({MONDAY: a_day()}, MADE), True),
        (b"\xef\xbb\xbf \n" + api_body({MONDAY: a_day()}, MADE), True),
        (b'{"data": null, "meta": {"start_date": "2026-08-10"}}', True),
        (b'{"data": [], "meta": {"start_date": "2026-08-10"}}', True),
        (b'{"data": {}, "meta": {"start_date": "2026-08-10"}}', False),
        (b'{"data": [{"app_id": 1}], "meta": {"start_date": "2026-08-10"}}', False),
        (b'{"data": [], "meta": {}}', False),
        (b'{"data": []}', False),
        (b"{", False),
        (b"", False),
    ],
)
def test_a_shape_is_told_from_the_body(body: bytes, told: bool) -> None:
    assert data_api.shape(payload(body)) == ("rankings-daily, keyed API" if told else None)


def requests(
    held_days: frozenset[date] = frozenset(),
    held_weeks: frozenset[date] = frozenset(),
    last_recorded: datetime | None = NOW - timedelta(days=1),
    **span: date,
) -> list[dict[str, str]]:
    """Return the requests of a run."""
    asked: list[dict[str, str]] = []

    def get(path: str, params: dict[str, str], *, keyed: bool) -> Payload:
        assert (path, keyed) == (API, True)
        asked.append(params)
        return payload(b"")

    held = {"rankings-daily": held_days, "rankings-weekly": held_weeks}
    wanted = Wanted(NOW, span.get("first"), span.get("last"), held, last_recorded=last_recorded)
    list(data_api.payloads(get, wanted))
    return asked


def span(asked: dict[str, str]) -> tuple[date, date]:
    return date.fromisoformat(asked["start_date"]), date.fromisoformat(asked["end_date"])


def covered(asked: list[dict[str, str]], period: str) -> list[date]:
    return [day for one in asked if one["period"] == period for day in days(*span(one))]


def test_a_first_run_asks_for_every_day_and_every_finished_week_in_windows_that_are_allowed() -> (
    None
):
    asked = requests()
    assert covered(asked, "day") == list(days(date(2025, 1, 1), date(2026, 8, 21)))
    assert covered(asked, "week") == list(days(date(2025, 1, 6), date(2026, 8, 16)))
    assert all((last - first).days + 1 <= 366 for first, last in map(span, asked))
    assert all(set(one) == {"period", "start_date", "end_date"} for one in asked)
    assert len(asked) == 4


def test_windows_of_weeks_run_from_monday_to_sunday() -> None:
    weeks = [span(one) for one in requests() if one["period"] == "week"]
    assert weeks
    assert all(first.weekday() == 0 and last.weekday() == 6 for first, last in weeks)


def test_later_runs_ask_for_what_may_be_restated() -> None:
    held = frozenset(days(date(2025, 1, 1), date(2026, 8, 21))) - lost_days()
    weeks = frozenset(walk(date(2025, 1, 6), date(2026, 8, 10)))
    assert requests(held, weeks) == [
        {"period": "day", "start_date": "2026-06-26", "end_date": "2026-08-21"},
        {"period": "week", "start_date": "2026-06-29", "end_date": "2026-08-16"},
    ]


@pytest.mark.parametrize("last_recorded", [None, datetime(2026, 7, 31, 23, tzinfo=UTC)])
def test_the_first_run_of_a_month_asks_for_everything(last_recorded: datetime | None) -> None:
    held = frozenset(days(date(2025, 1, 1), date(2026, 8, 21))) - lost_days()
    assert requests(held, frozenset(), last_recorded) == requests()


def test_the_days_lost_for_ever_are_not_asked_for_again() -> None:
    held = frozenset(days(date(2025, 1, 1), date(2026, 8, 21))) - lost_days() - {date(2025, 9, 1)}
    asked = [span(one) for one in requests(held) if one["period"] == "day"]
    assert lost_days() == {date(2025, 6, 15), date(2025, 7, 15)}
    assert asked[0][0] == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("first", "last", "day_window", "week_window"),
    [
        ("2026-08-10", "2026-08-16", ("2026-08-10", "2026-08-16"), ("2026-08-10", "2026-08-16")),
        ("2026-08-11", "2026-08-16", ("2026-08-11", "2026-08-16"), None),
        ("2024-12-01", "2025-01-05", ("2025-01-01", "2025-01-05"), None),
        ("2026-08-20", "2027-01-01", ("2026-08-20", "2026-08-21"), None),
        ("2026-08-22", "2026-08-22", None, None),
        ("2024-01-01", "2024-12-31", None, None),
        ("2026-08-12", "2026-08-01", None, None),
    ],
)
def test_a_span_is_kept_within_what_exists(
    first: str, last: str, day_window: tuple[str, str] | None, week_window: tuple[str, str] | None
) -> None:
    asked = requests(first=date.fromisoformat(first), last=date.fromisoformat(last))
    expected = [("day", day_window), ("week", week_window)]
    assert [(one["period"], (one["start_date"], one["end_date"])) for one in asked] == [
        (period, window) for period, window in expected if window
    ]


def test_the_recorded_bodies_lack_the_two_days_lost_for_ever(shared: Path) -> None:
    file = shared / "data/rankings-daily/rankings-2025.as_of_2026-08-22T071016.json.gz"
    said = data_api.parse(payload(gzip.decompress(file.read_bytes())))
    got = {board.key.period.start for board in said.boards}
    assert said.window == Period(date(2025, 1, 1), date(2026, 1, 1))
    assert set(days(date(2025, 1, 1), date(2025, 12, 31))) - got == lost_days()
    assert {len(board.readings) for board in said.boards} == {51}


# Rows alone, as collectors keep them.

HOLED = {date(2026, 8, day): a_day() for day in (10, 11, 14)}


def recorded(content: bytes, **facts: Any) -> Payload:
    return payload(content, url="file:rows.json", fetched_at=NOW, **facts)


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"date": "2026-08-14", "fetched_at": "2026-08-15T06:00:00Z", "as_of": None},
        {"meta": None},
        {"meta": {}},
        {"meta": {"as_of": None, "start_date": None, "end_date": None}},
        {"count": 153, "source": "somebody"},
    ],
)
def test_rows_alone_are_the_official_days_whatever_stands_beside_them(
    beside: dict[str, Any],
) -> None:
    found = recorded(rows_alone(HOLED, **beside))
    source, shape = recognise(found)
    assert (source, shape.partition(",")[0]) == (data_api, "rankings-daily")
    said = data_api.parse(found)
    ask_everything(found, said, NOW)
    assert weeks_of(said) == [f"rankings-daily {day}" for day in HOLED]
    assert said.boards[0].readings == tuple(a_day().items())
    assert (data_api.made(found), said.as_of) == (None, NOW)
    assert data_api.newest(found) == date(2026, 8, 14)
    assert said.unknown == frozenset()


def test_a_day_that_rows_alone_lack_is_not_withdrawn() -> None:
    said = data_api.parse(recorded(rows_alone(HOLED)))
    assert said.window is None
    assert said.notes == ("rows.json does not state its window of days",)


def test_a_list_of_rows_is_read_as_rows_alone() -> None:
    content = json.dumps(json.loads(rows_alone(HOLED))["data"]).encode()
    assert recognise(recorded(content))[0] is data_api
    assert (
        data_api.parse(recorded(content)).boards
        == data_api.parse(recorded(rows_alone(HOLED))).boards
    )


@pytest.mark.parametrize(
    ("beside", "made"),
    [
        ({"as_of": "2026-08-20T06:00:00Z"}, datetime(2026, 8, 20, 6, tzinfo=UTC)),
        ({"retrieved_at": "2026-08-20T06:00:00Z"}, datetime(2026, 8, 20, 6, tzinfo=UTC)),
        ({"meta": {"as_of": "2026-08-20T06:00:00Z"}}, datetime(2026, 8, 20, 6, tzinfo=UTC)),
        (
            {"meta": {"as_of": "2026-08-20T06:00:00Z"}, "as_of": "2026-08-21T06:00:00Z"},
            datetime(2026, 8, 20, 6, tzinfo=UTC),
        ),
        ({"as_of": "2026-08-14"}, None),
        ({"fetched_at": "2026-08-20T06:00:00Z"}, None),
    ],
)
def test_a_stamp_beside_the_rows_dates_them(beside: dict[str, Any], made: datetime | None) -> None:
    found = recorded(rows_alone(HOLED, **beside))
    assert data_api.made(found) == made
    assert data_api.parse(found).as_of == made or NOW
    given = recorded(rows_alone(HOLED, **beside), dated=MADE)
    assert data_api.parse(given).as_of == MADE


@pytest.mark.parametrize(
    ("starts", "dataset", "newest"),
    [
        ((10,), "rankings-daily", 10),
        ((3, 10), "rankings-weekly", 16),
        ((3, 4, 10), "rankings-daily", 10),
    ],
)
def test_several_mondays_and_no_other_day_are_weeks(
    starts: tuple[int, ...], dataset: str, newest: int
) -> None:
    found = recorded(rows_alone({date(2026, 8, day): a_day() for day in starts}))
    said = data_api.parse(found)
    assert {board.key.dataset for board in said.boards} == {dataset}
    assert len(said.boards) == len(starts)
    assert data_api.newest(found) == date(2026, 8, newest)


def test_rows_of_a_day_in_progress_are_left_out_where_the_time_is_known() -> None:
    noon = datetime(2026, 8, 14, 12, tzinfo=UTC)
    said = data_api.parse(recorded(rows_alone(HOLED), dated=noon))
    assert len(said.boards) == 2
    assert "skipped 2026-08-14, which was not complete when the figures were made" in said.notes


@pytest.mark.parametrize(
    "row",
    [
        {"date": "2026-08-10", "variant_permaslug": "a/x", "total_prompt_tokens": 5},
        {"date": "2026-08-10", "model_permaslug": "a/x"},
        {"app_id": 7, "total_tokens": "5"},
    ],
)
def test_rows_of_something_else_are_none_of_the_official_dataset(row: dict[str, Any]) -> None:
    assert data_api.shape(recorded(json.dumps({"data": [row]}).encode())) is None


def test_rows_that_are_fetched_without_their_window_are_refused() -> None:
    with pytest.raises(ParseError, match="has no 'meta'"):
        read(rows_alone(HOLED))
    with pytest.raises(ParseError, match="does not say when it was made"):
        read(rows_alone(HOLED, meta={"start_date": "2026-08-10", "end_date": "2026-08-14"}))
