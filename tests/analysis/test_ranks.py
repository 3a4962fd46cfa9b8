from __future__ import annotations

import pandas as pd
from frames import weekly

from tracker.analysis.ranks import rank


def ranks(frame: pd.DataFrame, entity: str, column: str = "rank") -> list[int | None]:
    """One column of one entity, week by week; None where it is missing."""
    found = rank(frame)
    values = found.loc[found["entity"] == entity].sort_values("week")[column]
    return [None if pd.isna(value) else int(value) for value in values]


def test_other_is_counted_and_never_ranked() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   90
    """)
    assert ranks(frame, "a") == [1]
    assert ranks(frame, "b") == [2]
    assert ranks(frame, "other") == [None]


def test_a_tie_at_the_top_is_two_leaders_and_the_next_is_third() -> None:
    frame = weekly("""
        week        a   b   c
        2026-03-30  5   5   4
    """)
    assert [ranks(frame, entity) for entity in "abc"] == [[1], [1], [3]]


def test_last_week_is_exactly_seven_days_ago() -> None:
    frame = weekly("""
        week        a   b
        2026-03-30  5   3
        2026-04-06  2   4
        2026-04-20  9   1
    """)
    assert ranks(frame, "a", "last_rank") == [None, 1, None]
    assert ranks(frame, "b", "last_rank") == [None, 2, None]


def test_the_peak_is_as_of_the_week_and_never_of_a_later_one() -> None:
    frame = weekly("""
        week        a   b   c
        2026-03-30  1   3   2
        2026-04-06  2   3   1
        2026-04-13  9   3   1
        2026-04-20  1   3   2
    """)
    assert ranks(frame, "a", "peak_rank") == [3, 2, 1, 1]


def test_weeks_on_chart_count_from_one_and_skip_weeks_unnamed() -> None:
    frame = weekly("""
        week        a   b
        2026-03-30  1   3
        2026-04-06  .   3
        2026-04-13  9   3
    """)
    assert ranks(frame, "a", "weeks_on_chart") == [1, 2]
    assert ranks(frame, "a", "weeks_at_1") == [0, 1]
    assert ranks(frame, "b", "weeks_at_1") == [1, 2, 2]


def test_a_running_week_has_no_ranks_and_counts_for_nothing() -> None:
    frame = weekly(
        """
        week        a   b
        2026-03-30  5   3
        2026-04-06  9   1
        """,
        incomplete="2026-04-06",
    )
    assert ranks(frame, "a") == [1, None]
    assert ranks(frame, "a", "weeks_at_1") == [1, None]
    assert ranks(frame, "a", "weeks_on_chart") == [1, None]


def test_a_board_chosen_by_another_metric_has_values_and_no_ranks() -> None:
    frame = weekly(
        """
        week        a   b
        2026-03-30  5   3
        """,
        metric="calls",
        unranked="2026-03-30",
    )
    assert ranks(frame, "a") == [None]


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame = weekly("""
        week        a   b
        2026-03-30  5   3
        2026-04-06  2   4
        2026-04-13  8   4
    """)
    shuffled = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(rank(shuffled).sort_index(), rank(frame))


def test_counts_beyond_the_floats_still_rank() -> None:
    frame = weekly(f"""
        week        a           b
        2026-03-30  {2**60 + 1} {2**60}
    """)
    assert (ranks(frame, "a"), ranks(frame, "b")) == ([1], [2])
