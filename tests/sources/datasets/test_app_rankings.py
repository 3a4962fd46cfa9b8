"""The keyed ranking of apps: one window a request, the weeks that lack asked for first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from support.frontend_bodies import ON_MONDAY, SUNDAY, app_ranking_rows, app_rankings_body
from support.sample_boards import ask_everything, payload

from tracker.errors import CheckFailed, ParseError
from tracker.records import Answer, Payload
from tracker.sources import Wanted, recognise
from tracker.sources.datasets import app_rankings
from tracker.weeks import DAY, Period, walk

PATH = "/api/v1/datasets/app-rankings"
NOW = datetime(2026, 8, 18, 9, tzinfo=UTC)
MONDAY = date(2026, 8, 10)
ASKED = {"start_date": "2026-08-10", "end_date": "2026-08-16", "limit": "100"}


def body(content: bytes, url: str = "file:apps.json", fetched_at: datetime = NOW) -> Payload:
    return payload(content, "app_rankings", url, fetched_at=fetched_at)


def read(content: bytes, **asked: str) -> Answer:
    return app_rankings.parse(body(content, f"https://h{PATH}?{urlencode(asked)}"))


def rows(*changed: dict[str, Any]) -> bytes:
    """As many rows as there are changes, each with its own."""
    return app_rankings_body(
        rows=[
            {**row, **more}
            for row, more in zip(app_ranking_rows(len(changed)), changed, strict=True)
        ]
    )


def test_a_week_becomes_two_boards_of_apps() -> None:
    found = body(app_rankings_body(), f"https://h{PATH}?{urlencode(ASKED)}")
    said = app_rankings.parse(found)
    ask_everything(found, said, NOW)
    tokens, calls = said.boards
    assert (str(tokens.key), tokens.key.scope) == ("app-rankings tokens 2026-W33", "apps")
    assert (tokens.depth, tokens.selection, calls.selection) == (100, "tokens", "tokens")
    assert tokens.readings[:2] == (
        ("App 1 (100077)", 6_300_000_000_000),
        ("App 2 (100154)", 3_150_000_000_000),
    )
    assert calls.readings[0] == ("App 1 (100077)", 83_000_000)
    assert (said.as_of, said.unknown, said.doubts) == (ON_MONDAY, frozenset(), ())


def test_the_window_is_the_one_that_is_answered() -> None:
    found = body(app_rankings_body(date(2026, 7, 18), SUNDAY))
    assert {board.key.period for board in app_rankings.parse(found).boards} == {
        Period(date(2026, 7, 18), date(2026, 8, 17))
    }


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-08-10", "2026-08-15"), ("2026-08-09", "2026-08-16"), ("2026-07-18", "2026-08-16")],
)
def test_another_window_than_the_one_asked_for_is_refused(first: str, last: str) -> None:
    content = app_rankings_body(date.fromisoformat(first), date.fromisoformat(last))
    with pytest.raises(ParseError, match="was requested for 2026-08-10 to 2026-08-16 but is"):
        read(content, **ASKED)


def test_an_end_that_had_not_come_is_clamped_to_yesterday() -> None:
    content = app_rankings_body(MONDAY, date(2026, 8, 17))
    said = read(content, start_date="2026-08-10", end_date="2026-08-18")
    assert said.boards[0].key.period == Period(MONDAY, date(2026, 8, 18))


@pytest.mark.parametrize(
    "asked", [{"category": "coding"}, {"subcategory": "cli-agent"}, {"sort": "trending"}]
)
def test_a_filtered_body_is_another_dataset(asked: dict[str, str]) -> None:
    with pytest.raises(ParseError, match="which is another dataset"):
        read(app_rankings_body(), **ASKED, **asked)


@pytest.mark.parametrize(
    ("name", "days", "doubted"),
    [
        ("2026-08-17.apps_week.json", 7, False),
        ("2026-08-17.apps_week.json", 30, True),
        ("apps-week.json", 30, True),
        ("apps_today.json", 30, True),
        ("apps_day.json", 1, False),
        ("apps_month.json", 31, False),
        ("apps_month.json", 28, False),
        ("apps_month.json", 7, True),
        ("apps_weekly.json", 30, False),
        ("apps.json", 30, False),
    ],
)
def test_a_file_whose_name_speaks_of_another_span_is_doubted(
    name: str, days: int, doubted: bool
) -> None:
    found = body(app_rankings_body(SUNDAY - (days - 1) * DAY, SUNDAY), f"file:{name}")
    doubts = app_rankings.parse(found).doubts
    assert len(doubts) == doubted
    assert all(f"but it is for {days} days" in doubt for doubt in doubts)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (rows({"rank": 2}, {"rank": 3}), "does not begin with rank 1, or lacks one"),
        (rows({}, {"rank": 3}), "lacks one"),
        (rows({}, {"rank": 1}), "lacks one"),
        (rows({"rank": None}), "None instead of an integer"),
        (rows({"app_id": None}), "None instead of an integer"),
        (rows({"app_name": None}), "None instead of a slug"),
        (rows({"total_tokens": 6.5}), "6.5 instead of an integer"),
        (rows({"total_requests": "many"}), "instead of an integer"),
        (app_rankings_body(SUNDAY, MONDAY), "a window that ends before it begins"),
        (b'{"data": [], "meta": {"as_of": "2026-08-17"}}', "None instead of a date"),
        (b'{"data": [], "meta": {}}', "does not say when it was made"),
        (b'{"data": []}', "has no 'meta'"),
        (b"<html>", "is an HTML page instead of JSON"),
        (app_rankings_body().replace(b'"data"', b'"rows"'), "has no list of rows"),
    ],
)
def test_what_is_no_answer_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        app_rankings.parse(body(content))


def test_an_empty_answer_holds_no_figures() -> None:
    found = body(app_rankings_body(rows=[]))
    with pytest.raises(CheckFailed, match="it contains no figures"):
        ask_everything(found, app_rankings.parse(found), NOW)


def test_fields_that_are_not_known_are_told() -> None:
    assert app_rankings.parse(body(rows({"mood": 1}))).unknown == {"apps: mood"}


# Two pages.


SECOND = app_rankings_body(rows=app_ranking_rows(100, first=101))


def test_two_pages_are_one_board_of_two_hundred_apps() -> None:
    found = body(app_rankings_body() + b"\n" + SECOND, f"https://h{PATH}?{urlencode(ASKED)}")
    said = app_rankings.parse(found)
    ask_everything(found, said, NOW)
    assert recognise(found)[1] == "app rankings, keyed API"
    tokens, calls = said.boards
    assert (tokens.key.scope, tokens.depth, len(calls.readings)) == ("apps", 200, 200)
    assert tokens.readings[100][0] == "App 101 (107777)"
    assert (app_rankings.made(found), said.as_of, said.unknown) == (
        ON_MONDAY, ON_MONDAY, frozenset(),
    )  # fmt: skip


@pytest.mark.parametrize("url", ["file:apps.json", f"https://h{PATH}?offset=100&limit=100"])
def test_a_second_page_alone_is_a_part_of_its_own(url: str) -> None:
    """Its ranks are among all apps, and the first page of the week is another board."""
    said = app_rankings.parse(body(SECOND, url))
    assert {board.key.scope for board in said.boards} == {"apps/101"}
    assert {board.depth for board in said.boards} == {100}


@pytest.mark.parametrize(
    ("content", "offset", "due"),
    [
        (app_rankings_body(), "100", 101),
        (SECOND, "0", 1),
        (SECOND, "50", 51),
        (app_rankings_body(rows=app_ranking_rows(100, first=51)), None, 1),
        (app_rankings_body(rows=app_ranking_rows(100, first=201)), None, 1),
        (app_rankings_body() + app_rankings_body(rows=app_ranking_rows(9, first=102)), None, 1),
        (SECOND + app_rankings_body(), "100", 101),
        (SECOND, None, 1),
    ],
)
def test_a_page_begins_where_it_was_asked_to(content: bytes, offset: str | None, due: int) -> None:
    asked = {"offset": offset} if offset else {}
    with pytest.raises(ParseError, match=f"does not begin with rank {due}, or lacks one"):
        read(content, **asked)


def test_pages_of_several_windows_are_refused() -> None:
    elsewhere = app_rankings_body(MONDAY - 7 * DAY, SUNDAY - 7 * DAY)
    with pytest.raises(ParseError, match="has pages of several windows"):
        read(app_rankings_body() + elsewhere)


def test_an_app_on_both_pages_is_refused() -> None:
    twice = [{**row, "app_id": 100_077} for row in app_ranking_rows(1, first=101)]
    with pytest.raises(ParseError, match="has an app twice"):
        read(app_rankings_body() + app_rankings_body(rows=twice))


def test_a_second_page_may_be_empty() -> None:
    found = body(app_rankings_body() + app_rankings_body(rows=[]))
    assert recognise(found)[0] is app_rankings
    assert {board.depth for board in app_rankings.parse(found).boards} == {100}


@pytest.mark.parametrize(("names", "requests"), [(100, 2), (99, 1), (0, 1)])
def test_a_second_page_is_asked_for_where_the_first_is_full(names: int, requests: int) -> None:
    asked: list[dict[str, str]] = []

    def get(path: str, params: dict[str, str], *, keyed: bool) -> Payload:
        asked.append(params)
        first = int(params.get("offset", 0)) + 1
        return body(app_rankings_body(rows=app_ranking_rows(names, first=first)))

    wanted = Wanted(NOW, MONDAY, SUNDAY)
    (found,) = app_rankings.payloads(get, wanted)
    assert isinstance(found, Payload)
    assert [params.get("offset") for params in asked] == [None, "100"][:requests]
    if names:
        assert {len(board.readings) for board in app_rankings.parse(found).boards} == {
            names * requests
        }


# What is asked for.


def weeks_asked(
    now: datetime = NOW, held: frozenset[date] = frozenset(), **span: date
) -> list[str]:
    """Return the first days of the requested windows, in order."""
    asked: list[dict[str, str]] = []

    def get(path: str, params: dict[str, str], *, keyed: bool) -> Payload:
        assert (path, keyed) == (PATH, True)
        if "offset" in params:
            assert params == {**asked[-1], "offset": "100"}
            return body(app_rankings_body(rows=app_ranking_rows(100, first=101)))
        asked.append(params)
        return body(app_rankings_body())

    wanted = Wanted(now, span.get("first"), span.get("last"), {"app-rankings": held})
    found = list(app_rankings.payloads(get, wanted))
    assert len(found) == len(asked)
    for params in asked:
        start = date.fromisoformat(params["start_date"])
        assert params == {
            "start_date": str(start), "end_date": str(start + 6 * DAY), "limit": "100",
        }  # fmt: skip
        assert start.weekday() == 0
    return [params["start_date"] for params in asked]


def test_a_first_run_asks_for_every_finished_week_the_newest_first() -> None:
    asked = weeks_asked()
    assert asked == [str(week) for week in walk(date(2025, 1, 6), MONDAY)][::-1]
    assert asked[0] == "2026-08-10"


def test_weeks_that_are_held_are_skipped_but_the_last_two_are_asked_for_again() -> None:
    held = frozenset(walk(date(2025, 1, 6), MONDAY)) - {date(2026, 3, 2)}
    assert weeks_asked(held=held) == ["2026-08-10", "2026-08-03", "2026-03-02"]


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        (datetime(2026, 8, 16, 23, tzinfo=UTC), "2026-08-03"),
        (datetime(2026, 8, 17, 0, 5, tzinfo=UTC), "2026-08-10"),
        (datetime(2026, 8, 23, 9, tzinfo=UTC), "2026-08-10"),
        (datetime(2026, 8, 24, 9, tzinfo=UTC), "2026-08-17"),
    ],
)
def test_a_week_is_asked_for_once_it_is_over(now: datetime, newest: str) -> None:
    assert weeks_asked(now)[0] == newest


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        ("2026-07-27", "2026-08-16", ["2026-08-10", "2026-08-03", "2026-07-27"]),
        ("2026-07-28", "2026-08-15", ["2026-08-03"]),
        ("2026-08-11", "2026-08-15", []),
        ("2024-01-01", "2025-01-12", ["2025-01-06"]),
        ("2026-08-10", "2027-01-01", ["2026-08-10"]),
    ],
)
def test_only_whole_weeks_of_the_span_are_asked_for(
    first: str, last: str, weeks: list[str]
) -> None:
    span = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    assert weeks_asked(**span) == weeks


@pytest.mark.parametrize("made", ["2026-07-13", "2026-07-20", "2026-07-27"])
def test_the_recorded_rankings_pass_unless_their_name_speaks_of_another_span(
    shared: Path, made: str
) -> None:
    doubted = {}
    for span in ("today", "week", "month"):
        file = shared / "data/app-rankings" / f"{made}.apps_{span}.json"
        found = body(file.read_bytes(), f"file:{file.name}")
        said = app_rankings.parse(found)
        assert {len(board.readings) for board in said.boards} == {20}
        assert {board.key.period.days for board in said.boards} == {30}
        assert said.unknown == frozenset()
        doubted[span] = bool(said.doubts)
        if not said.doubts:
            ask_everything(found, said, NOW)
    assert doubted == {"today": True, "week": True, "month": False}
