from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.streaks import COLUMNS, longest_among, on_top, streaks, touching
from tracker.errors import FrameError, GapError

Streaks = list[tuple[str, str, str, int, bool, str | None]]


def as_tuples(frame: pd.DataFrame, top: int = 1) -> Streaks:
    """Streaks as (entity, first, last, weeks, ongoing, ended by)."""
    result = streaks(rank(frame), top)
    assert tuple(result.columns) == COLUMNS
    return [
        (
            row.entity,
            f"{row.first:%m-%d}",
            f"{row.last:%m-%d}",
            row.weeks,
            row.ongoing,
            row.ended_by,
        )
        for row in result.itertuples()
    ]


def test_streaks_and_who_ended_them() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   9
        2026-04-06  5   3   9
        2026-04-13  2   3   9
        2026-04-20  4   3   9
    """)
    assert as_tuples(frame) == [
        ("a", "03-30", "04-06", 2, False, "b"),
        ("b", "04-13", "04-13", 1, False, "a"),
        ("a", "04-20", "04-20", 1, True, None),
    ]


@pytest.mark.parametrize(
    ("weeks", "length"),
    [
        ("2024-12-23 2024-12-30 2025-01-06", 3),  # W52, W01, W02
        ("2020-12-21 2020-12-28 2021-01-04", 3),  # W52, W53, W01
        ("2026-12-21 2026-12-28 2027-01-04", 3),  # W52, W53, W01
        ("2025-12-22 2025-12-29 2026-01-05", 3),  # W52, W01, W02
    ],
)
def test_a_streak_goes_on_over_the_end_of_a_year(weeks: str, length: int) -> None:
    table = "week a b\n" + "\n".join(f"{week} 5 3" for week in weeks.split())
    assert [streak[3] for streak in as_tuples(weekly(table))] == [length]


def test_a_missing_week_ends_a_streak_and_is_said_to() -> None:
    frame = weekly("""
        week        a   b
        2026-03-30  5   3
        2026-04-13  5   3
    """)
    assert as_tuples(frame) == [
        ("a", "03-30", "03-30", 1, False, "gap"),
        ("a", "04-13", "04-13", 1, True, None),
    ]


def test_a_week_that_is_not_complete_neither_ends_nor_lengthens_the_newest_streak() -> None:
    table = """
        week        a   b
        2026-03-30  5   3
        2026-04-06  5   3
        2026-04-13  1   3
    """
    assert as_tuples(weekly(table, incomplete="2026-04-13")) == [
        ("a", "03-30", "04-06", 2, True, None)
    ]


def test_an_incomplete_week_in_the_middle_is_a_gap() -> None:
    table = """
        week        a   b
        2026-03-30  5   3
        2026-04-06  5   3
        2026-04-13  5   3
    """
    assert [streak[5] for streak in as_tuples(weekly(table, incomplete="2026-04-06"))] == [
        "gap",
        None,
    ]


def test_a_first_week_of_five_days_begins_no_streak() -> None:
    table = """
        week        a   b
        2024-12-30  5   3
        2025-01-06  5   3
    """
    assert as_tuples(weekly(table, incomplete="2024-12-30")) == [
        ("a", "01-06", "01-06", 1, True, None)
    ]


def test_a_week_that_cannot_rank_feeds_no_streak() -> None:
    table = """
        week        a   b
        2026-03-30  5   3
        2026-04-06  5   3
    """
    frame = weekly(table, metric="calls", unranked="2026-04-06")
    assert as_tuples(frame) == [("a", "03-30", "03-30", 1, True, None)]


def test_two_leaders_tied_both_have_their_streak() -> None:
    frame = weekly("""
        week        a   b   c
        2026-03-30  5   5   1
        2026-04-06  5   4   1
        2026-04-13  1   5   5
    """)
    assert as_tuples(frame) == [
        ("b", "03-30", "03-30", 1, False, "a"),
        ("a", "03-30", "04-06", 2, False, "b and c"),
        ("b", "04-13", "04-13", 1, True, None),
        ("c", "04-13", "04-13", 1, True, None),
    ]


def test_in_the_top_two() -> None:
    frame = weekly("""
        week        a   b   c
        2026-03-30  5   4   1
        2026-04-06  5   1   4
        2026-04-13  5   .   4
        2026-04-20  .   5   4
    """)
    assert as_tuples(frame, top=2) == [
        ("b", "03-30", "03-30", 1, False, "rank 3"),
        ("a", "03-30", "04-13", 3, False, "not named"),
        ("c", "04-06", "04-20", 3, True, None),
        ("b", "04-20", "04-20", 1, True, None),
    ]


def test_without_a_complete_week_there_is_no_answer() -> None:
    frame = weekly(
        """
        week        a
        2026-03-30  5
        """,
        incomplete="2026-03-30",
    )
    with pytest.raises(GapError):
        as_tuples(frame)


@given(
    st.lists(st.sampled_from(["a", "b", "c", "gap"]), min_size=1, max_size=40).filter(
        lambda led: set(led) != {"gap"}
    )
)
def test_streaks_tile_the_calendar(led: list[str]) -> None:
    weeks = [date(2025, 1, 6) + timedelta(days=7 * number) for number in range(len(led))]
    lines = [
        f"{week} {' '.join('9' if name == leader else '1' for name in 'abc')}"
        for week, leader in zip(weeks, led, strict=True)
        if leader != "gap"
    ]
    result = streaks(rank(weekly("week a b c\n" + "\n".join(lines))))
    covered = {}
    for streak in result.itertuples():
        for week in pd.date_range(streak.first, streak.last, freq="7D"):
            assert week.date() not in covered, "streaks of one leader each never overlap"
            covered[week.date()] = streak.entity
        assert (streak.last - streak.first).days == 7 * (streak.weeks - 1)
    assert covered == {
        week: leader for week, leader in zip(weeks, led, strict=True) if leader != "gap"
    }
    neighbours = list(zip(result.itertuples(), list(result.itertuples())[1:], strict=False))
    assert all(
        before.entity != after.entity or before.ended_by == "gap" for before, after in neighbours
    ), "a streak is as long as it can be"


# A streak counted otherwise.

SIX_WEEKS = """
    week        a   b   a:free  other
    2026-03-02  9   5   7       7
    2026-03-09  9   5   9       7
    2026-03-16  4   5   3       7
    2026-03-23  4   5   6       7
    2026-03-30  4   5   6       7
    2026-04-06  9   5   6       7
"""


def longest(
    ranked: pd.DataFrame, entities: Collection[str], first: date, last: date, top: int = 1
) -> int | None:
    """Return the longest streak of ``entities`` at rank ``top`` or better with a week there."""
    return longest_among(on_top(ranked, top), entities, first, last)


@pytest.mark.parametrize(
    ("entities", "first", "last", "top", "weeks"),
    [
        ({"a"}, "2026-03-02", "2026-04-06", 1, 2),  # 2, and later 1
        ({"a:free"}, "2026-03-02", "2026-04-06", 1, 2),  # tied in the second week
        ({"a", "b"}, "2026-03-02", "2026-03-30", 1, 2),  # one after the other are not one
        ({"b"}, "2026-03-02", "2026-04-06", 1, 1),
        ({"b"}, "2026-03-02", "2026-04-06", 2, 3),
        ({"a"}, "2026-03-02", "2026-04-06", 3, 6),
        ({"a"}, "2026-03-09", "2026-03-23", 1, 2),  # it goes on beyond them
        ({"a"}, "2026-03-16", "2026-03-30", 1, 0),
        ({"nobody"}, "2026-03-02", "2026-04-06", 1, 0),
        ({"other"}, "2026-03-02", "2026-04-06", 3, 0),
        (set(), "2026-03-02", "2026-04-06", 1, 0),
        ({"a"}, "2026-05-04", "2026-06-01", 1, None),  # nobody can tell
    ],
)
def test_how_long_a_streak_is_when_counted_otherwise(
    entities: set[str], first: str, last: str, top: int, weeks: int | None
) -> None:
    ranked = rank(weekly(SIX_WEEKS))
    assert (
        longest(ranked, entities, date.fromisoformat(first), date.fromisoformat(last), top) == weeks
    )


def test_weeks_that_nobody_ranks_end_a_streak_and_are_no_answer_alone() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 16)
    table = "week a b\n2026-03-02 9 5\n2026-03-09 9 5\n2026-03-16 9 5"
    assert longest(rank(weekly(table)), ["a"], first, last) == 3
    assert longest(rank(weekly(table, unranked="2026-03-09")), ["a"], first, last) == 1
    assert longest(rank(weekly(table, incomplete="2026-03-09")), ["a"], first, last) == 1
    unranked = rank(weekly(table, unranked="2026-03-02 2026-03-09 2026-03-16"))
    assert longest(unranked, ["a"], first, last) is None


def test_a_missing_week_ends_a_streak() -> None:
    ranked = rank(weekly("week a b\n2026-03-02 9 5\n2026-03-16 9 5\n2026-03-23 9 5"))
    assert longest(ranked, ["a"], date(2026, 3, 2), date(2026, 3, 23)) == 2


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [
        ("2026-03-23", "2026-03-30", 3),  # from the last week of the streak on
        ("2026-03-02", "2026-03-09", 3),  # up to its first
        ("2026-03-16", "2026-03-16", 3),
        ("2026-03-30", "2026-03-30", 0),
        ("2026-03-02", "2026-03-02", 0),
    ],
)
def test_a_streak_counts_that_shares_its_first_week_or_its_last(
    first: str, last: str, length: int
) -> None:
    ranked = rank(
        weekly("""
        week        a   b
        2026-03-02  3   5
        2026-03-09  9   5
        2026-03-16  9   5
        2026-03-23  9   5
        2026-03-30  3   5
    """)
    )
    span = date.fromisoformat(first), date.fromisoformat(last)
    assert longest(ranked, ["a"], *span) == length
    of_all = streaks(ranked)
    result = touching(
        of_all[of_all["entity"] == "a"], pd.Series([pd.Timestamp(day) for day in span])
    )
    assert result["weeks"].tolist() == [length][: bool(length)]


def test_a_streak_in_the_top_before_a_week_that_names_nobody_is_open() -> None:
    frame = streaks(rank(weekly("week a b other\n2026-03-02 5 3 2\n2026-03-09 . . 9")), 2)
    assert [*frame["ended_by"]] == ["open", "open"]


def test_a_streak_whose_next_week_is_open_may_have_gone_on_and_is_not_ongoing() -> None:
    frame = weekly(
        """
        week        a   b   other
        2026-03-30  50  10  9
        2026-04-06  50  45  9
        """,
        by="country",
        depth=9,
    )
    assert as_tuples(frame) == [("a", "03-30", "03-30", 1, False, "open")]


def test_ranks_are_counted_from_one() -> None:
    with pytest.raises(FrameError, match="top is 0"):
        streaks(rank(weekly("week a b\n2026-03-30 5 3")), 0)
