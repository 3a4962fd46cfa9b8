from __future__ import annotations

import pandas as pd
import pytest
from frames import weekly
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.analysis.rows import each, in_order, named, newest_complete, one_a_week
from tracker.errors import GapError

THREE_WEEKS = """
    week        a   b   other
    2026-03-30  5   3   90
    2026-04-06  2   4   80
    2026-04-13  7   6   70
"""


def test_other_is_a_row_and_no_entity() -> None:
    frame = weekly(THREE_WEEKS)
    assert [row.entity for row in each(frame[named(frame)])] == ["a", "b"] * 3


def test_what_all_rows_of_a_week_say_is_said_once_a_week() -> None:
    frame = weekly(THREE_WEEKS)
    frame = frame.assign(dataset=frame["week"].dt.strftime("of %d"))
    for rows in (frame, frame.sample(frac=1, random_state=2)):
        said = [(row.week.day, row.dataset) for row in each(one_a_week(rows))]
        assert sorted(said) == [(6, "of 06"), (13, "of 13"), (30, "of 30")]


rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from("abc")))


@given(rows)
@example([(0, 2, "a"), (0, 1, "b"), (1, 2, "a")])  # in order
@example([(1, 2, "a"), (0, 1, "b"), (0, 2, "a")])  # not, and no two values are equal
@example([(0, 2, "b"), (0, 2, "a")])  # the names decide
@example([])
def test_rows_stand_by_week_then_value_then_name(rows: list[tuple[int, int, str]]) -> None:
    weeks = [pd.Timestamp("2026-03-30") + pd.Timedelta(weeks=week) for week, _, _ in rows]
    frame = pd.DataFrame(
        {
            "week": pd.Series(weeks, dtype="datetime64[s]"),
            "value": pd.Series([value for _, value, _ in rows], dtype="int64"),
            "entity": pd.Series([name for _, _, name in rows], dtype="str"),
        }
    )
    found = [(row.week, -row.value, row.entity) for row in each(in_order(frame))]
    assert found == sorted(found)
    assert sorted(found) == sorted((row.week, -row.value, row.entity) for row in each(frame))
    assert list(in_order(frame).index) == list(range(len(rows)))


@pytest.mark.parametrize(
    ("incomplete", "unranked", "newest"),
    [
        ("", "", "2026-04-13"),
        ("2026-04-13", "", "2026-04-06"),
        ("2026-04-13", "2026-04-06", "2026-03-30"),
        ("2026-04-13", "2026-04-06 2026-03-30", "2026-04-06"),
    ],
)
def test_the_newest_week_that_can_rank_else_that_is_complete(
    incomplete: str, unranked: str, newest: str
) -> None:
    frame = weekly(THREE_WEEKS, incomplete=incomplete, unranked=unranked)
    assert newest_complete(frame) == pd.Timestamp(newest)


def test_without_a_complete_week_there_is_no_newest() -> None:
    frame = weekly(THREE_WEEKS, incomplete="2026-03-30 2026-04-06 2026-04-13")
    with pytest.raises(GapError, match="no complete week of tokens is recorded"):
        newest_complete(frame)
