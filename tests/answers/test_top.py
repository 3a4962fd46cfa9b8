"""The notes below a chart: who moves_table, and what is told with hindsight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from support.sample_boards import board, put

from tracker.answers.top import REVEALED, moves_table, top
from tracker.errors import GapError
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import WEEK, label

START = date(2026, 3, 2)
MADE = datetime(2026, 8, 22, 7, tzinfo=UTC)


def weeks(store: Store, *told: dict[str, int], depth: int | None = 50) -> None:
    """Whole weeks from `START` on."""
    for number, readings in enumerate(told):
        dataset = "rankings-weekly"
        found = board(START + number * WEEK, readings, MADE, dataset=dataset, depth=depth, days=7)
        put(store, found)


def note(store: Store, number: int = 1, **question: object) -> tuple[str, ...]:
    return top(store, Question(week=START + number * WEEK, **question)).notes  # type: ignore[arg-type]


def test_who_moved_is_told_by_kind(store: Store) -> None:
    weeks(
        store,
        {"a/first": 90, "b/second": 80, "c/third": 70, "d/gone": 60, OTHER: 9},
        {"c/third": 95, "a/first": 90, "b/second": 80, "e/came": 50, OTHER: 9},
    )
    (told,) = note(store)
    assert told == (
        "In the top ten: new e/came; highest climber c/third (3 to 1);"
        " deepest fall a/first (1 to 2), b/second (2 to 3); left d/gone."
    )


def test_who_is_back_is_not_new(store: Store) -> None:
    there, away = {"a/x": 9, "b/y": 8, OTHER: 1}, {"a/x": 9, "c/z": 8, OTHER: 1}
    weeks(store, there, away, there)
    assert note(store, 1) == ("In the top ten: new c/z; left b/y.",)
    assert note(store, 2) == ("In the top ten: back b/y; left c/z.",)


def test_of_many_three_are_named(store: Store) -> None:
    old, new = ({f"{name}/{n}": 50 - n for n in range(6)} | {OTHER: 1} for name in "on")
    weeks(store, old, new)
    assert note(store) == (
        "In the top ten: new n/0, n/1, n/2 and 3 more; left o/0, o/1, o/2 and 3 more.",
    )


def test_a_move_below_the_tenth_is_none(store: Store) -> None:
    ten = {f"a/{n}": 100 - n for n in range(10)}
    weeks(store, {**ten, "b/y": 5, "c/z": 4, OTHER: 1}, {**ten, "c/z": 5, "b/y": 4, OTHER: 1})
    assert note(store) == ()


@pytest.mark.parametrize("apart", [0, 2], ids=["the first week", "after a gap"])
def test_where_last_week_is_not_known_no_move_is_told(apart: int, store: Store) -> None:
    for number in {0, apart}:
        readings = {"a/x": 9 + number, OTHER: 1}
        week = START + number * WEEK
        put(store, board(week, readings, MADE, dataset="rankings-weekly", days=7))
    assert note(store, apart) == ()


def test_of_several_weeks_no_moves_are_told(store: Store) -> None:
    weeks(store, {"a/x": 9, OTHER: 1}, {"b/y": 9, OTHER: 1})
    both = Question(first=START, last=START + WEEK)
    assert top(store, both).notes == ()
    assert top(store, replace(both, first=START + WEEK)).notes != ()


def test_movers_are_the_first_of_the_week_and_then_who_left(store: Store) -> None:
    weeks(
        store,
        {"a/x": 9, "b/y": 8, "c/z": 7, OTHER: 1},
        {"b/y": 9, "a/x": 8, "d/w": 7, OTHER: 1},
    )
    found = moves_table(store, Question(week=START + WEEK)).rows
    assert found[["entity", "move"]].values.tolist() == [
        ["b/y", "climber"], ["a/x", "faller"], ["d/w", "new entry"], ["c/z", "drop-out"],
    ]  # fmt: skip
    assert len(moves_table(store, Question(week=START + WEEK), limit=2).rows) == 2


def test_movers_say_where_nobody_knows(store: Store) -> None:
    weeks(store, {"a/x": 9, OTHER: 1}, {"a/x": 9, OTHER: 1})
    unknown, known = (moves_table(store, Question(week=START + n * WEEK)) for n in (0, 1))
    assert unknown.notes == (
        "A move is missing where last week's chart was not deep enough to know it.",
    )
    assert known.notes == ()


def test_movers_of_a_week_without_figures_are_a_gap(store: Store) -> None:
    weeks(store, {"a/x": 9, OTHER: 1})
    nothing = START + 9 * WEEK
    with pytest.raises(GapError, match=label(nothing)):
        moves_table(store, Question(week=nothing))


def test_what_is_revealed_says_so_first(store: Store) -> None:
    weeks(store, {"a/x": 9, OTHER: 1}, {"b/y": 9, OTHER: 1})
    for answer in (top, moves_table):
        plain, revealed = (
            answer(store, Question(week=START + WEEK, by="author", reveal=reveal)).notes  # type: ignore[operator]
            for reveal in (False, True)
        )
        assert REVEALED not in plain
        assert revealed == (REVEALED, *plain)
