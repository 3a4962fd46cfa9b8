from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.grid import Grid

GONE_FOR_A_WEEK = """
    week        a   b   other
    2026-03-30  5   3   90
    2026-04-06  .   4   80
    2026-04-13  7   .   70
    2026-04-27  8   6   60
"""


def by_name(frame: pd.DataFrame, grid: Grid, values: object) -> dict[str, list[object]]:
    """A spread column, entity by entity, oldest week first."""
    spread = grid.spread(values, -1)
    return {name: list(spread[:, number]) for number, name in enumerate(grid.names)}


def test_where_there_is_no_row_there_is_nothing() -> None:
    frame = weekly(GONE_FOR_A_WEEK)
    spread = by_name(frame, Grid(frame), frame["value"])
    assert spread == {"a": [5, -1, 7, 8], "b": [3, 4, -1, 6], "other": [90, 80, 70, 60]}


def test_the_week_before_is_seven_days_earlier_and_not_the_row_above() -> None:
    frame = weekly(GONE_FOR_A_WEEK)
    grid = Grid(frame)
    before = grid.week_before(grid.spread(frame["value"], -1), -1)
    of_a = list(before[:, list(grid.names).index("a")])
    assert of_a == [-1, 5, -1, -1]  # nobody knows the week of 20 April


def test_the_row_before_is_of_the_same_entity() -> None:
    frame = weekly(GONE_FOR_A_WEEK)
    before = Grid(frame).row_before()
    pairs = [
        (frame["entity"][now], frame["value"][now], frame["value"][then])
        for now, then in enumerate(before)
        if then >= 0
    ]
    assert sorted(pairs) == [("b", 4, 3), ("other", 70, 80), ("other", 80, 90)]


def test_the_row_in_another_frame_is_of_the_same_week_and_entity() -> None:
    frame = weekly(GONE_FOR_A_WEEK)
    other = weekly("""
        week        c   other   a
        2026-04-06  1   85      2
        2026-04-13  1   .       6
        2026-05-04  1   40      9
    """)
    pairs = [
        (frame["entity"][here], frame["value"][here], other["value"][there])
        for here, there in enumerate(Grid(frame).rows_in(Grid(other)))
        if there >= 0
    ]
    assert pairs == [("other", 80, 85), ("a", 7, 6)]


def test_sums_and_marks_are_of_whole_weeks() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   90
        2026-04-06  2   4   .
    """)
    grid = Grid(frame)
    assert list(grid.sums(frame["value"].to_numpy())) == [98, 6]
    told = dict(zip(frame["week"].dt.day, grid.any(grid.other), strict=True))
    assert told == {30: True, 6: False}


def test_a_frame_without_rows_is_a_grid_without_cells() -> None:
    frame = weekly(GONE_FOR_A_WEEK).iloc[:0]
    grid = Grid(frame)
    assert grid.spread(frame["value"], 0).shape == (0, 0)
    assert not len(grid.row_before())


cells = st.dictionaries(
    st.tuples(st.integers(0, 9), st.sampled_from("abc")), st.integers(0, 2**62), max_size=20
)


@given(cells, st.randoms())
def test_what_is_spread_is_gathered_again(cells: dict[tuple[int, str], int], dice: object) -> None:
    rows = list(cells.items())
    dice.shuffle(rows)  # type: ignore[attr-defined]
    weeks = [pd.Timestamp("2026-03-30") + pd.Timedelta(weeks=week) for (week, _), _ in rows]
    frame = pd.DataFrame(
        {
            "week": pd.Series(weeks, dtype="datetime64[s]"),
            "entity": pd.Series([entity for (_, entity), _ in rows], dtype="str"),
            "value": np.array([value for _, value in rows], dtype="int64"),
        }
    )
    grid = Grid(frame)
    assert list(grid.gather(grid.spread(frame["value"], -1))) == list(frame["value"])
    assert sum(map(int, grid.sums(frame["value"].to_numpy() // 32))) == sum(
        value // 32 for value in frame["value"]
    )
