"""What a value can have been at most, to the token."""

from __future__ import annotations

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.limits import at_most, is_shallow, unnamed_at_most
from tracker.records import LARGEST

TABLE = """
    week        a   b   c   other
    2026-03-30  50  30  10  {}
"""


def most(frame: pd.DataFrame) -> dict[str, int]:
    return dict(zip(frame["entity"], at_most(frame), strict=True))


def unnamed(frame: pd.DataFrame, *, as_one: bool = False) -> list[int | None]:
    return [
        None if pd.isna(value) else int(value) for value in unnamed_at_most(frame, as_one=as_one)
    ]


@pytest.mark.parametrize(
    ("depth", "looked_at", "shallow"),
    [
        (49, None, True),
        (50, None, False),
        (51, None, False),
        (8, 9, True),
        (9, 9, False),
        (50, 51, True),
        (None, None, False),
        (None, 9, False),
    ],
)
def test_a_board_is_shallow_that_names_fewer_than_were_to_be_looked_at(
    depth: int | None, looked_at: int | None, shallow: bool
) -> None:
    assert is_shallow(pd.Series([depth], dtype="Int64"), looked_at).tolist() == [shallow]


def test_only_a_lower_bound_from_a_board_with_a_rest_may_have_had_all_of_it_beside() -> None:
    frame = weekly(TABLE.format(7), depth=9)
    frame["at_least"] = frame["entity"].isin(["a", "c"])
    assert most(frame) == {"a": 57, "b": 30, "c": 17, "other": 7}
    assert most(frame.assign(depth=pd.array([None] * 4, dtype="Int64")))["a"] == 50


def test_what_a_board_leaves_out_that_does_not_tell_its_whole_may_be_any_amount() -> None:
    frame = weekly("week a b\n2026-03-30 50 30", depth=9).assign(at_least=True)
    assert most(frame) == {"a": LARGEST, "b": LARGEST}


@pytest.mark.parametrize(
    ("six_days", "at_most_seven"),
    [(0, 0), (1, 1), (12, 12), (13, 14), (24, 25), (25, 27), (1200, 1299), (LARGEST, LARGEST)],
)
def test_on_a_lost_day_less_than_a_twelfth_is_gained(six_days: int, at_most_seven: int) -> None:
    frame = weekly(f"week a other\n2025-06-09 {six_days} 90", depth=9)
    assert most(frame)["a"] == at_most_seven


def test_a_week_that_is_not_over_gains_no_lost_day() -> None:
    frame = weekly("week a other\n2025-06-09 120 90", depth=9, incomplete="2025-06-09")
    assert most(frame)["a"] == 210


@pytest.mark.parametrize(
    ("by", "depth", "other", "named", "as_one", "had"),
    [
        ("slug", 50, 7, "c", False, 7),
        ("slug", 50, 90, "c", False, 10),  # what the last one named had
        ("slug", 9, 90, "c", False, 10),
        ("app", 9, 90, "c", False, 10),
        ("slug", 9, 90, "b", False, 30),  # the last that is named on every day
        ("slug", None, 0, "c", False, 0),
        ("slug", 9, 0, "c", False, 0),
        ("author", 50, 0, "c", False, 0),  # the board tells its whole, and nothing is left
        ("author", 50, 7, "c", False, 7),
        ("author", 50, 90, "c", False, 90),  # it may hide as several slugs
        ("author", 50, 90, "c", True, 10),
        ("author", 9, 90, "c", True, 90),
        ("author", 9, 90, "c", False, 90),
        ("author", None, 0, "c", False, 0),
    ],
)
def test_the_most_that_somebody_had_whom_a_week_does_not_name(
    by: str, depth: int | None, other: int, named: str, as_one: bool, had: int
) -> None:
    frame = weekly(TABLE.format(other), by=by, depth=depth)
    frame["days"] = [7 if entity <= named else 6 for entity in frame["entity"]]
    assert unnamed(frame, as_one=as_one) == [had]


def test_an_entity_may_be_several_slugs_unless_it_is_taken_for_one() -> None:
    result = unnamed_at_most(weekly(TABLE.format(90), by="author"))
    assert result.tolist() == [90]


@pytest.mark.parametrize("as_one", [True, False])
def test_of_as_many_slugs_as_were_asked_for_the_others_have_nothing(as_one: bool) -> None:
    frame = weekly(TABLE.format(90), by="author", depth=9).assign(at_least=False)
    assert unnamed(frame, as_one=as_one) == [0]


def test_where_a_board_has_no_rest_nobody_unnamed_had_more_than_the_last() -> None:
    table = "week a b\n2026-03-30 50 30"
    assert unnamed(weekly(table, depth=9)) == [30]
    assert unnamed(weekly(table, depth=9, by="author")) == [LARGEST]


def test_the_lost_day_is_one_of_the_unnamed_too() -> None:
    table = "week a other\n2025-06-09 120 {}"
    assert unnamed(weekly(table.format(1200))) == [129]
    assert unnamed(weekly(table.format(24))) == [25]
    assert unnamed(weekly(table.format(1200), by="author")) == [1299]


def test_nothing_is_known_of_weeks_that_cannot_rank_and_others_are_left_out() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-16  5   4   9
        2026-03-23  5   4   9
        2026-03-30  5   4   9
    """, incomplete="2026-03-16", unranked="2026-03-23")  # fmt: skip
    result = unnamed_at_most(frame)
    assert [f"{week:%m-%d}" for week in result.index] == ["03-23", "03-30"]
    assert unnamed(frame) == [None, 4]
