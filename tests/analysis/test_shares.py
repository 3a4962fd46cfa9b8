from __future__ import annotations

import pandas as pd
import pytest
from frames import weekly
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.shares import share


def column(frame: pd.DataFrame, entity: str, name: str) -> list[float | None]:
    found = share(frame)
    values = found.loc[found["entity"] == entity].sort_values("week")[name]
    return [None if pd.isna(value) else round(float(value), 6) for value in values]


def test_a_share_is_of_everything_other_included() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   2
    """)
    assert column(frame, "a", "share") == [0.5]
    assert column(frame, "other", "share") == [0.2]


def test_a_share_of_the_named_is_another_measure() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   2
    """)
    named = share(frame, of="named").set_index("entity")["share"]
    assert named["a"] == 5 / 8
    assert pd.isna(named["other"])


def test_a_board_that_does_not_tell_its_whole_has_no_shares() -> None:
    table = """
        week        a   b
        2026-03-30  5   3
    """
    assert column(weekly(table, depth=9), "a", "share") == [None]
    assert column(weekly(table, depth=None), "a", "share") == [0.625]


def test_change_is_over_exactly_seven_days() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   2
        2026-04-06  6   3   3
        2026-04-20  9   1   2
    """)
    assert column(frame, "a", "change_pct") == [None, 20.0, None]
    assert column(frame, "a", "change_points") == [None, 0.0, None]
    assert column(frame, "b", "change_points") == [None, -5.0, None]


def test_absent_last_week_is_unknown_and_not_zero() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  .   3   2
        2026-04-06  6   3   3
    """)
    assert column(frame, "a", "change_pct") == [None]


def test_a_running_week_has_no_share_and_no_change() -> None:
    table = """
        week        a   other
        2026-03-30  5   5
        2026-04-06  1   1
        2026-04-13  6   4
    """
    frame = weekly(table, incomplete="2026-04-06")
    assert column(frame, "a", "share") == [0.5, None, 0.6]
    assert column(frame, "a", "change_pct") == [None, None, None]


def test_from_nothing_there_is_no_percentage() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  0   5
        2026-04-06  1   1
    """)
    assert column(frame, "a", "change_pct") == [None, None]
    assert column(frame, "a", "change_points") == [None, 50.0]


def test_only_two_wholes_are_known() -> None:
    frame = weekly("""
        week        a
        2026-03-30  5
    """)
    with pytest.raises(ValueError, match="paid"):
        share(frame, of="paid")


@given(st.lists(st.integers(0, 2**55), min_size=2, max_size=12).filter(any))
def test_the_shares_of_a_week_sum_to_one(values: list[int]) -> None:
    names = [f"m{number}" for number in range(len(values) - 1)]
    table = f"week {' '.join(names)} other\n2026-03-30 {' '.join(map(str, values))}"
    assert share(weekly(table))["share"].sum() == pytest.approx(1)
