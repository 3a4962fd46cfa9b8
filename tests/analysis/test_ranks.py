from __future__ import annotations

import math

import pandas as pd
import pytest
from support.weekly_frames import weekly

from tracker.analysis.ranks import known_to, rank, rank_bounds, standing


def ranks(frame: pd.DataFrame, entity: str, column: str = "rank") -> list[int | None]:
    """One column of one entity, week by week; None where it is missing."""
    result = rank(frame)
    values = result.loc[result["entity"] == entity].sort_values("week")[column]
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


# What is not known exactly.


def bounds(frame: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the best and the worst rank of each entity of a week in which not all is exact."""
    result = rank_bounds(frame)
    rows = zip(result["best_rank"], result["worst_rank"], strict=True)
    return dict(zip(frame.loc[result.index, "entity"], rows, strict=True))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (9, {"a": (1, 1), "b": (2, 2), "c": (3, 3)}),
        (10, {"a": (1, 1), "b": (2, 2), "c": (3, 4)}),  # somebody unnamed may have had as much
        (19, {"a": (1, 1), "b": (2, 2), "c": (3, 4)}),
        (20, {"a": (1, 2), "b": (1, 3), "c": (2, 5)}),  # all of it may be that of one behind
        (29, {"a": (1, 2), "b": (1, 3), "c": (2, 5)}),  # or two unnamed may have had as much as c
        (40, {"a": (1, 3), "b": (1, 4), "c": (1, 7)}),
    ],
)
def test_a_sum_of_a_shallow_board_has_a_rank_if_the_rest_cannot_change_it(
    other: int, expected: dict[str, tuple[int, int]]
) -> None:
    frame = weekly(f"week a b c other\n2026-03-30 50 30 10 {other}", by="country", depth=9)
    assert bounds(frame) == expected
    for entity, (best, worst) in expected.items():
        assert ranks(frame, entity) == [best if best == worst else None], entity


@pytest.mark.parametrize(("had", "known"), [(129, False), (130, True)])
def test_on_a_lost_day_the_second_may_have_gained_less_than_a_twelfth(
    had: int, known: bool
) -> None:
    frame = weekly(f"week a b other\n2025-06-09 {had} 120 1")
    assert (ranks(frame, "a"), ranks(frame, "b")) == (([1], [2]) if known else ([None], [None]))


@pytest.mark.parametrize(
    ("week", "by", "worst"),
    [
        ("2026-03-30 50 0 1", "country", 3),  # one unnamed may have had the only token of `other`
        ("2025-06-09 50 1 9", "slug", 11),  # on a lost day none gains a whole twelfth
        ("2026-03-30 50 1 .", "country", math.inf),  # nobody knows what the rest had
    ],
)
def test_how_many_unnamed_may_be_ahead(week: str, by: str, worst: float) -> None:
    frame = weekly(f"week a b other\n{week}", by=by, depth=9)
    assert bounds(frame)["b"][1] == worst


def test_exact_equals_share_the_better_rank_beside_a_lower_bound() -> None:
    frame = weekly("week a b c other\n2026-03-30 50 50 10 5", depth=9)
    frame["at_least"] = frame["entity"] == "c"
    assert bounds(frame) == {"a": (1, 1), "b": (1, 1), "c": (3, 3)}


def test_nobody_unnamed_is_above_an_exact_slug_and_somebody_may_be_above_a_lower_bound() -> None:
    frame = weekly("week a b c other\n2026-03-30 50 8 8 100", depth=9)
    frame["at_least"] = frame["entity"] == "c"
    assert bounds(frame) == {"a": (1, 2), "b": (2, 3), "c": (1, 15)}
    exact = frame.assign(at_least=False)
    assert (bounds(exact), ranks(exact, "b"), ranks(exact, "c")) == ({}, [2], [2])


def test_of_other_weeks_nothing_is_open() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   4   9
        2026-04-06  5   4   9
        2026-04-13  5   4   9
        2026-04-20  5   4   9
    """, incomplete="2026-04-06", unranked="2026-04-13")  # fmt: skip
    frame["at_least"] |= (frame["week"] >= "2026-04-13") & (frame["entity"] == "b")
    result = frame.loc[rank_bounds(frame).index]
    assert {f"{week:%m-%d}" for week in result["week"]} == {"04-20"}


def test_a_proven_lead_is_rank_1_where_nobody_else_has_one() -> None:
    frame = weekly("week a b\n2026-03-30 5 3", unranked="2026-03-30")
    frame["proven"] = frame["entity"] == "b"
    assert (ranks(frame, "a"), ranks(frame, "b")) == ([None], [1])
    assert ranks(frame, "b", "weeks_at_1") == [1]


@pytest.mark.parametrize(
    ("entity", "places"),
    [("a", (1, 2)), ("b", (1, 3)), ("c", (2, 5)), ("nobody", (3, math.inf))],
)
def test_where_an_entity_stands_at_best_and_at_worst(
    entity: str, places: tuple[float, float]
) -> None:
    frame = weekly(
        """
        week        a   b   c   other
        2026-03-16  50  30  10  20
        2026-03-23  50  30  10  20
        2026-03-30  50  30  10  20
        """,
        by="country",
        depth=9,
        incomplete="2026-03-16",
        unranked="2026-03-23",
    )
    result = standing(rank(frame), entity)
    assert [f"{week:%m-%d}" for week in result.index] == ["03-30"]
    assert [*result.itertuples(index=False, name=None)] == [places]


@pytest.mark.parametrize(
    ("other", "best"),
    [(20, 3), (10, 3), (9, 4)],  # at most 10, 10 and 9: who had 10 is not above 10
)
def test_whoever_is_not_named_stands_behind_all_that_had_more_for_certain(
    other: int, best: int
) -> None:
    frame = rank(weekly(f"week a b c other\n2026-03-30 50 30 10 {other}"))
    assert standing(frame, "nobody").to_numpy().tolist() == [[best, math.inf]]
    assert standing(frame, "b").to_numpy().tolist() == [[2, 2]]


@pytest.mark.parametrize(
    ("week", "depth", "by", "values", "known"),
    [
        ("2026-03-30", 50, "slug", "50 30 20 10 5 1", 5),
        ("2026-03-30", None, "slug", "50 30 20 10 5 0", math.inf),
        (
            "2026-03-30",
            9,
            "country",
            "200 100 50 48 20 5",
            2,
        ),  # who is third is open, and not fifth
        ("2026-03-30", 9, "country", "100 99 50 40 30 5", 0),
        ("2025-06-09", None, "slug", "900 130 125 20 10 0", 1),
    ],
)
def test_down_to_which_rank_it_is_known_who_has_it(
    week: str, depth: int | None, by: str, values: str, known: float
) -> None:
    frame = weekly(f"week a b c d e other\n{week} {values}", depth=depth, by=by)
    assert known_to(rank(frame)).tolist() == [known]


def test_of_weeks_that_are_not_whole_or_cannot_rank_no_rank_is_known() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-16  5   4   9
        2026-03-23  5   4   9
        2026-03-30  5   4   9
    """, incomplete="2026-03-16", unranked="2026-03-23")  # fmt: skip
    assert known_to(rank(frame)).to_dict() == {pd.Timestamp("2026-03-30"): 2}


def test_a_week_that_names_nobody_has_no_ranks_and_no_bounds() -> None:
    frame = weekly("""
        week        a   other
        2025-06-09  .   90
        2026-04-06  5   80
    """)
    assert rank_bounds(frame).empty
    assert ranks(frame, "a") == [1]
