"""Lists of apps: tokens written as text, calls that older lists lack, names that are not unique."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.frontend_bodies import ON_MONDAY, app_rows, app_views

from tracker.errors import ParseError
from tracker.records import Answer
from tracker.sources.frontend import apps
from tracker.weeks import Period


def read(views: dict[str, Any]) -> Answer:
    return apps.parse(views, ON_MONDAY, "apps.json")


def only(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"day": list(rows), "week": [], "month": []}


APP = {"app_id": 7, "total_tokens": "60", "total_requests": 5, "app": {"title": "Kite"}}


def test_an_app_is_its_name_and_its_number() -> None:
    same_name = {**APP, "app_id": 8, "total_tokens": "30", "total_requests": 9}
    tokens, calls = read(only(APP, same_name)).boards
    assert tokens.readings == (("Kite (7)", 60), ("Kite (8)", 30))
    assert calls.readings == (("Kite (7)", 5), ("Kite (8)", 9))
    assert (tokens.depth, tokens.selection, calls.selection) == (2, "tokens", "tokens")
    assert tokens.key.scope == calls.key.scope == "apps"


def test_the_name_may_stand_in_the_row() -> None:
    row = {"app_id": 7, "app_name": "Kite", "total_tokens": "60"}
    assert read(only(row)).boards[0].readings == (("Kite (7)", 60),)


def test_each_view_looks_back_from_the_day_before_and_is_no_week() -> None:
    said = read(app_views())
    assert [(b.key.dataset, b.key.metric, b.key.period) for b in said.boards[::2]] == [
        ("apps-window", "tokens", Period(date(2026, 8, 10), date(2026, 8, 17))),
        ("apps-window-day", "tokens", Period(date(2026, 8, 16), date(2026, 8, 17))),
        ("apps-window-month", "tokens", Period(date(2026, 7, 18), date(2026, 8, 17))),
    ]
    assert len(said.boards) == 6
    assert (said.as_of, said.unknown) == (ON_MONDAY, frozenset())


def test_older_lists_have_no_calls() -> None:
    said = read(app_views(calls=False))
    assert {board.key.metric for board in said.boards} == {"tokens"}
    assert len(said.boards) == 3


def test_calls_for_some_apps_only_are_refused() -> None:
    without = {name: value for name, value in APP.items() if name != "total_requests"}
    with pytest.raises(ParseError, match="gives total_requests for some apps only"):
        read(only(APP, {**without, "app_id": 8}))


def test_a_list_without_tokens_is_refused() -> None:
    without = {name: value for name, value in APP.items() if name != "total_tokens"}
    with pytest.raises(ParseError, match="has no 'total_tokens'"):
        read(only(without))
    with pytest.raises(ParseError, match="gives total_tokens for some apps only"):
        read(only(APP, {**without, "app_id": 8}))


def test_an_app_twice_is_refused_whatever_it_is_called() -> None:
    renamed = {**APP, "app": {"title": "Kite 2"}}
    with pytest.raises(ParseError, match=r"apps\.json has an app twice"):
        read(only(APP, renamed))


@pytest.mark.parametrize("view", ["day", "week", "month"])
def test_a_view_that_is_missing_is_refused(view: str) -> None:
    views = app_views()
    del views[view]
    with pytest.raises(ParseError, match=rf"apps\.json has no '{view}'"):
        read(views)


def test_a_view_with_nothing_in_it_is_doubted() -> None:
    assert read({**app_views(), "week": []}).doubts == ("it lists no apps of a week",)
    assert read(app_views()).doubts == ()


def test_fields_that_are_not_known_are_told() -> None:
    assert read(only({**APP, "mood": 1})).unknown == {"apps: mood"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"app_id": None}, "None instead of an integer"),
        ({"app_id": "seven"}, "instead of an integer"),
        ({"total_tokens": "6e1"}, "instead of an integer"),
        ({"total_tokens": 60.5}, "instead of an integer"),
        ({"total_tokens": None}, "None instead of an integer"),
        ({"total_requests": 5.0}, "5.0 instead of an integer"),
        ({"app": None}, "None instead of a slug"),
        ({"app": {"title": ""}}, "instead of a slug"),
        ({"app": {"title": 5}}, "instead of a slug"),
        ({"app": "Kite"}, "None instead of a slug"),
    ],
)
def test_what_is_no_app_is_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ParseError, match=r"apps\.json") as caught:
        read(only({**APP, **changed}))
    assert says in str(caught.value)


@pytest.mark.parametrize("rows", [None, {}, [5], "x"])
def test_what_is_no_list_is_refused(rows: Any) -> None:
    with pytest.raises(ParseError, match=r"apps\.json has"):
        read({**app_views(), "week": rows})


def test_totals_of_a_realistic_size_stay_whole() -> None:
    week = app_rows(6_100_000_000_000)
    said = read({**app_views(), "week": week})
    assert dict(said.boards[0].readings)["App 2 (100154)"] == 6_100_000_000_000 // 3
