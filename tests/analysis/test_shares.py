from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.shares import share


def column(frame: pd.DataFrame, entity: str, name: str) -> list[float | None]:
    result = share(frame)
    values = result.loc[result["entity"] == entity].sort_values("week")[name]
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


@pytest.mark.parametrize(
    ("by", "entity", "known"), [("author", "a", False), ("author", "other", False),
                                ("slug", "a", True), ("slug", "other", False),
                                ("app", "a", True), ("app", "other", False)],
)  # fmt: skip
@pytest.mark.parametrize("depths", [(50, 60), (60, 50), (50, None), (None, 50)])
def test_across_unequal_depth_only_single_names_change(
    depths: tuple[int | None, int | None], by: str, entity: str, known: bool
) -> None:
    frame = weekly(
        """
        week        a   b   other
        2026-03-30  5   3   2
        2026-04-06  6   3   1
        """,
        by=by,
    )
    frame["depth"] = pd.array([depth for depth in depths for _ in range(3)], dtype="Int64")
    for name in ("change_pct", "change_points"):
        assert (column(frame, entity, name)[1] is not None) == known, name


@pytest.mark.parametrize("by", ["author", "slug"])
@pytest.mark.parametrize("depth", [50, None])
def test_across_equal_depth_all_change(by: str, depth: int | None) -> None:
    frame = weekly(
        """
        week        a   b   other
        2026-03-30  5   3   2
        2026-04-06  6   3   1
        """,
        by=by,
        depth=depth,
    )
    assert column(frame, "a", "change_pct") == [None, 20.0]
    assert column(frame, "other", "change_pct") == [None, -50.0]
    assert column(frame, "other", "change_points") == [None, -10.0]


@pytest.mark.parametrize("lower", ["2026-03-30", "2026-04-06"])
def test_a_lower_bound_has_a_share_and_no_change(lower: str) -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   2
        2026-04-06  6   3   1
    """)
    frame["at_least"] = (frame["week"] == lower) & (frame["entity"] == "a")
    assert column(frame, "a", "share") == [0.5, 0.6]
    for name in ("change_pct", "change_points"):
        assert column(frame, "a", name) == [None, None], name
        assert column(frame, "b", name)[1] == 0, "which is exact in both weeks"


@pytest.mark.parametrize(
    ("weeks", "known"),
    [
        ("2025-06-02 2025-06-09", False),  # of which a day is lost
        ("2025-06-09 2025-06-16", False),
        ("2025-06-16 2025-06-23", True),
    ],
)
def test_there_is_no_change_into_a_week_that_lacks_a_day_nor_out_of_it(
    weeks: str, known: bool
) -> None:
    """Not even where another dataset has all of it."""
    then, now = weeks.split()
    frame = weekly(f"week a other\n{then} 5 5\n{now} 6 4").assign(at_least=False, days=7)
    for name in ("change_pct", "change_points"):
        assert (column(frame, "a", name)[1] is not None) == known, name


def test_a_change_is_from_one_too() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  1   5
        2026-04-06  3   3
    """)
    assert column(frame, "a", "change_pct") == [None, 200.0]


def test_whoever_has_the_only_one_has_all_of_it() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  1   0
    """)
    assert column(frame, "a", "share") == [1]


@pytest.mark.parametrize("of", ["all", "named"])
def test_of_a_week_of_zeros_nothing_has_a_share(of: str) -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  0   0   0
    """)
    assert share(frame, of=of)["share"].isna().all()


@given(st.lists(st.integers(0, 2**55), min_size=2, max_size=12).filter(any))
def test_the_shares_of_a_week_sum_to_one(values: list[int]) -> None:
    names = [f"m{number}" for number in range(len(values) - 1)]
    table = f"week {' '.join(names)} other\n2026-03-30 {' '.join(map(str, values))}"
    assert share(weekly(table))["share"].sum() == pytest.approx(1)
