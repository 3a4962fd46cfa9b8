"""The answer behind `tracker versus`: the contract, and whom a streak is told of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from support.sample_boards import MADE, board, put, put_week

from tracker.answers.formats import to_json
from tracker.answers.versus import Pair, pair
from tracker.errors import GapError, UnknownName
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import WEEK

FIRST = date(2026, 6, 1)  # 2026-W23
A, B, C = "qwen/qwen3-max", "openai/gpt-4o-mini", "mistralai/mistral-nemo"


def nth(number: int) -> date:
    return FIRST + WEEK * number


def put_weeks(store: Store, *weeks: dict[str, int] | None, rest: int = 1) -> None:
    """Weeks from FIRST on, each with its readings; None is a week that is missing."""
    for number, readings in enumerate(weeks):
        if readings:
            put_week(store, "rankings-weekly", nth(number), **readings, **{OTHER: rest})


def put_chart(store: Store, week: date, **calls: int) -> None:
    """Record the calls of the largest by tokens: a missing name may have more."""
    of_calls = board(week, calls, MADE, dataset="model-chart", metric="calls", days=7)
    put(store, replace(of_calls, selection="tokens", depth=10))


def leaders(found: Pair) -> list[tuple[str, str | None]]:
    return [(row["week"], row["leader"]) for row in found.as_json()["weeks"]]


def lengths(found: Pair) -> list[tuple[str, int, bool]]:
    return [
        (streak["leader"], streak["weeks"], streak["ongoing"])
        for streak in found.as_json()["streaks"]
    ]


def test_the_rows_are_the_contract(store: Store) -> None:
    put_weeks(store, {A: 2**62 + 1, B: 3}, {A: 4, B: 4}, {A: 3, B: 6})
    found = json.loads(to_json(pair(store, Question(), A, B).as_json()))
    assert found["weeks"] == [
        {
            "week": "2026-06-01", "a": 2**62 + 1, "b": 3, "ratio": (2**62 + 1) / 3, "leader": "a",
            "depth": 50, "at_least": False,
        },
        {
            "week": "2026-06-08", "a": 4, "b": 4, "ratio": 1.0, "leader": "tie",
            "depth": 50, "at_least": False,
        },
        {
            "week": "2026-06-15", "a": 3, "b": 6, "ratio": 0.5, "leader": "b",
            "depth": 50, "at_least": False,
        },
    ]  # fmt: skip
    monday = ["2026-06-01", "2026-06-08", "2026-06-15"]
    assert found["streaks"] == [
        {"leader": "a", "first": monday[0], "last": monday[0], "weeks": 1, "ongoing": False},
        {"leader": "tie", "first": monday[1], "last": monday[1], "weeks": 1, "ongoing": False},
        {"leader": "b", "first": monday[2], "last": monday[2], "weeks": 1, "ongoing": True},
    ]


def test_a_model_that_is_not_named_has_no_count(store: Store) -> None:
    """It had at most what `other` has, 1, and so the one that is named led."""
    put_weeks(store, {A: 5, B: 5}, {A: 5, C: 9}, {B: 5, C: 9})
    rows = pair(store, Question(), A, B).as_json()["weeks"]
    assert [(row["a"], row["b"], row["ratio"], row["leader"]) for row in rows] == [
        (5, 5, 1.0, "tie"), (5, None, None, "a"), (None, 5, None, "b"),
    ]  # fmt: skip


def test_who_leads_is_open_where_the_one_that_is_not_named_can_have_had_as_much(
    store: Store,
) -> None:
    """B had at most 5, as the least that is named had; then at most the 4 of `other`."""
    put_weeks(store, {A: 6, B: 5}, {A: 5, C: 9}, rest=7)
    put_week(store, "rankings-weekly", nth(2), **{A: 5, C: 9}, **{OTHER: 4})
    found = pair(store, Question(), A, B)
    assert leaders(found) == [("2026-06-01", "a"), ("2026-06-08", None), ("2026-06-15", "a")]
    assert lengths(found) == [("a", 1, False), ("a", 1, True)]
    assert found.weeks.notes == ("Open, because what is not named could decide: 2026-W24.",)


def test_nothing_is_said_of_weeks_before_one_of_the_two_was_there(store: Store) -> None:
    put_weeks(store, {A: 5, C: 9}, {A: 5, B: 3})
    assert leaders(pair(store, Question(), A, B)) == [("2026-06-08", "a")]
    assert leaders(pair(store, Question(), B, A)) == [("2026-06-08", "b")]


def test_a_country_of_which_nothing_is_looked_at_has_none(store: Store) -> None:
    nine = {f"openai/gpt-{number}": 90 + number for number in range(9)}
    put_weeks(store, {**nine, A: 50})
    for depth, count in ((9, None), (10, 50), (None, 50)):
        (row,) = pair(store, Question(depth=depth), "country:CN", "country:US").as_json()["weeks"]
        assert (row["a"], row["b"], row["leader"]) == (count, sum(nine.values()), "b")
        (row,) = pair(store, Question(depth=depth), "country:US", "country:CN").as_json()["weeks"]
        assert row["ratio"] == (row["a"] / count if count else None)


def test_the_heading_says_how_deep_and_which_weeks(store: Store) -> None:
    put_weeks(store, {A: 5, B: 3}, {A: 5, B: 3})
    found = pair(store, Question(depth=9), "country:CN", "country:US")
    assert found.weeks.heading == (
        "a country:CN over b country:US, tokens, the nine largest slugs, 2026-W23 to 2026-W24"
    )
    assert found.streaks.heading == "Streaks of a country:CN and b country:US"
    assert found.weeks.source == found.streaks.source
    assert "CC BY 4.0" in found.weeks.source


def test_a_streak_that_touches_the_weeks_asked_for_has_its_whole_length(store: Store) -> None:
    put_weeks(store, {A: 5, B: 3}, {A: 5, B: 3}, {A: 5, B: 3}, {A: 3, B: 5})
    found = pair(store, Question(week=nth(1)), A, B)
    assert leaders(found) == [("2026-06-08", "a")]
    assert lengths(found) == [("a", 3, False)]
    assert lengths(pair(store, Question(first=nth(2)), A, B)) == [("a", 3, False), ("b", 1, True)]


def test_the_newest_are_shown(store: Store) -> None:
    put_weeks(store, {A: 5, B: 3}, {A: 3, B: 5}, {A: 3, B: 5})
    found = pair(store, Question(), A, B)
    assert leaders(found.newest(2)) == [("2026-06-08", "b"), ("2026-06-15", "b")]
    assert lengths(found.newest(1)) == [("b", 2, True)]
    assert found.newest(1).weeks.notes[-1] == f"Shown: the last 1 of {len(found.weeks.rows)} rows."
    assert found.newest(None).as_json() == found.as_json()


def test_a_week_that_is_missing_ends_a_streak(store: Store) -> None:
    put_weeks(store, {A: 5, B: 3}, None, {A: 5, B: 3})
    assert lengths(pair(store, Question(), A, B)) == [("a", 1, False), ("a", 1, True)]


@pytest.mark.parametrize(
    ("newest", "told"),
    [
        ({C: 9}, [("a", 1, False)]),  # it names neither, and yet it is the newest
        ({A: 2, C: 9}, [("a", 2, True)]),
        ({A: 1, C: 9}, [("a", 1, False)]),  # B can have had the 1 of `other`
        ({A: 1, B: 1}, [("a", 1, False), ("tie", 1, True)]),
    ],
)
def test_a_streak_is_ongoing_if_it_reaches_the_newest_week_of_all(
    newest: dict[str, int], told: list[tuple[str, int, bool]], store: Store
) -> None:
    put_weeks(store, {A: 5, B: 3, C: 9}, newest)
    assert lengths(pair(store, Question(), A, B)) == told


def test_everything_against_a_part_of_it(store: Store) -> None:
    put_weeks(store, {A: 5, B: 3}, rest=7)
    (row,) = pair(store, Question(), "total", A).as_json()["weeks"]
    assert (row["a"], row["b"], row["leader"]) == (15, 5, "a")
    assert pair(store, Question(), A, "total").as_json()["weeks"][0]["leader"] == "b"


def test_a_model_and_its_level(store: Store) -> None:
    put_weeks(store, {A: 5, f"{A}:free": 3, B: 6})
    for by, count in (("slug", 5), ("model", 8)):
        (row,) = pair(store, Question(), A, B, by).as_json()["weeks"]
        assert (row["a"], row["b"]) == (count, 6)


def test_calls_of_a_week_that_cannot_be_ranked(store: Store) -> None:
    put_chart(store, nth(0), **{A: 5, B: 3})
    put_chart(store, nth(1), **{A: 5, C: 3})
    asked = Question(metric="calls")
    assert leaders(pair(store, asked, A, B)) == [("2026-06-01", "a"), ("2026-06-08", None)]
    # Of the sums only something is known, and who was left out can have had more than all of it.
    found = pair(store, asked, "country:CN", "country:US")
    assert leaders(found) == [("2026-06-01", None), ("2026-06-08", None)]
    assert [row["at_least"] for row in found.as_json()["weeks"]] == [True, True]
    assert lengths(found) == []


def test_what_is_not_seen_is_told_where_it_could_turn_the_lead(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30}, {A: 50, B: 48}, rest=10)
    (note,) = pair(store, Question(), "country:CN", "country:US").weeks.notes
    assert note == (
        "Unseen: 9.3 % to 11.1 % of a week, more than the difference between the two in 2026-W24."
    )
    assert pair(store, Question(), A, B).weeks.notes == ()
    (note,) = pair(store, Question(week=nth(0)), "country:CN", "country:US").weeks.notes
    assert note == "Unseen: 11.1 % of a week, never more than the difference between the two."


def test_whom_a_week_does_not_name_may_be_all_that_is_not_seen(store: Store) -> None:
    put_weeks(store, {A: 50, B: 30}, {A: 50}, {A: 50, B: 40}, rest=60)
    notes = pair(store, Question(week=nth(1)), "country:CN", "country:US").weeks.notes
    assert notes == (
        "Open, because what is not named could decide: 2026-W24.",
        "Unseen: 54.5 % of a week, more than the difference between the two in 2026-W24.",
    )


def test_who_is_not_known_and_which_weeks_are_not(store: Store) -> None:
    put_weeks(store, {A: 5, B: 3})
    with pytest.raises(UnknownName, match="no-such-model"):
        pair(store, Question(), A, "no-such-model")
    for question in (Question(week=nth(5)), Question(first=nth(5)), Question(metric="calls")):
        with pytest.raises(GapError, match=f"no week asked for names {A} or {B} by"):
            pair(store, question, A, B)
