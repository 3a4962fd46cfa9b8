"""What a correction changed: weeks, leaders, streaks; and what is no change."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.changed import COLUMNS, both_complete, changed, changed_streaks
from tracker.analysis.ranks import rank

THEN = """
    week        a   b   c   other
    2026-03-02  50  30  10  10
    2026-03-09  50  30  10  10
    2026-03-16  50  30  10  10
"""
CORRECTED = """
    week        a   b   c   other
    2026-03-02  50  30  10  10
    2026-03-09  20  30  10  15
    2026-03-16  50  30  10  10
"""
"""The same, with the second week restated."""

Row = tuple[Any, ...]


def ranked(table: str, dataset: str = "rankings-daily", **more: Any) -> pd.DataFrame:
    return rank(weekly(table, **more).assign(dataset=dataset))


def changes(then: pd.DataFrame, now: pd.DataFrame, *columns: str) -> list[Row]:
    """Return some columns of what changed, week by week; what is missing is None."""
    result = changed(then, now)
    assert tuple(result.columns) == COLUMNS
    shown = result[[*columns]].astype(object)
    return [*shown.where(shown.notna(), None).itertuples(index=False, name=None)]


def weeks(then: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    return [f"{week:%m-%d}" for (week,) in changes(then, now, "week")]


def as_tuples(result: pd.DataFrame) -> list[Row]:
    return [
        (streak.entity, f"{streak.first:%m-%d}", f"{streak.last:%m-%d}")
        for streak in result.itertuples()
    ]


def test_a_restated_week_is_told_with_what_it_was() -> None:
    then, now = ranked(THEN), ranked(CORRECTED, "rankings-weekly")
    assert weeks(then, now) == ["03-09"]
    assert changes(then, now, "total_then", "total_now", "ppm") == [
        (100, 75, pytest.approx(-250_000))
    ]
    # Of three who are named one has another value, and two have changed places.
    assert changes(then, now, "names_changed", "ranks_changed") == [(1, 2)]
    assert changes(then, now, "leader_then", "leader_now") == [("a", "b")]
    assert changes(then, now, "dataset_then", "dataset") == [("rankings-daily", "rankings-weekly")]


def test_counts_stay_whole_numbers() -> None:
    large = 2**62 + 1
    then = ranked(f"week a other\n2026-03-02 {large} 7")
    now = ranked(f"week a other\n2026-03-02 {large} 8")
    assert changes(then, now, "total_then", "total_now") == [(large + 7, large + 8)]
    dtypes = changed(then, now).dtypes[["total_then", "total_now", "names_changed"]]
    assert {str(dtype) for dtype in dtypes} == {"Int64"}


def test_nothing_is_told_of_what_is_the_same() -> None:
    assert weeks(ranked(THEN), ranked(THEN)) == []
    assert weeks(ranked(THEN), ranked(THEN, "rankings-weekly")) == []


def test_to_name_more_or_fewer_is_no_change() -> None:
    few = ranked("week a other\n2026-03-02 50 50")
    more = ranked("week a b c other\n2026-03-02 50 30 10 10")
    assert weeks(few, more) == weeks(more, few) == []


def test_only_who_is_named_at_both_instants_is_compared() -> None:
    few = ranked("week a other\n2026-03-02 50 50")
    more = ranked("week a b c other\n2026-03-02 49 60 10 10")
    assert changes(few, more, "names_changed", "ranks_changed", "leader_now") == [(1, 1, "b")]


def test_the_rest_alone_may_be_restated() -> None:
    now = ranked(THEN.replace("2026-03-09  50  30  10  10", "2026-03-09  50  30  10  11"))
    result = changes(ranked(THEN), now, "total_now", "names_changed", "ranks_changed", "leader_now")
    assert result == [(101, 0, 0, "a")]


def test_values_may_change_and_the_total_not() -> None:
    now = ranked(THEN.replace("2026-03-09  50  30  10  10", "2026-03-09  51  29  10  10"))
    assert changes(ranked(THEN), now, "ppm", "names_changed", "ranks_changed") == [(0.0, 2, 0)]


def test_two_tied_are_named_together() -> None:
    now = ranked(THEN.replace("2026-03-09  50  30  10  10", "2026-03-09  30  30  10  10"))
    assert changes(ranked(THEN), now, "leader_then", "leader_now") == [("a", "a and b")]


def test_a_week_that_cannot_be_ranked_has_no_leader_and_is_compared_all_the_same() -> None:
    then = ranked(THEN, unranked="2026-03-09")
    now = ranked(CORRECTED, unranked="2026-03-09")
    columns = ("names_changed", "ranks_changed", "leader_then", "leader_now")
    assert changes(then, now, *columns) == [(1, 0, None, None)]


@pytest.mark.parametrize(("before", "after"), [("2026-03-09", ""), ("", "2026-03-09")])
def test_a_rank_that_is_missing_at_one_instant_has_not_changed(before: str, after: str) -> None:
    then, now = ranked(THEN, unranked=before), ranked(CORRECTED, unranked=after)
    assert changes(then, now, "names_changed", "ranks_changed") == [(1, 0)]


def test_a_name_that_is_missing_at_one_instant_has_neither_another_value_nor_another_rank() -> None:
    then = ranked("""
        week        a   b   c   other
        2026-03-02  50  30  .   20
    """)
    now = ranked("""
        week        a   b   c   other
        2026-03-02  50  .   20  31
    """)
    assert changes(then, now, "names_changed", "ranks_changed") == [(0, 0)]


@pytest.mark.parametrize("by", ["author", "slug"])
@pytest.mark.parametrize(
    ("then", "now", "compared"),
    [(50, 50, True), (None, None, True), (50, 60, False), (50, None, False), (9, 9, False)],
)
def test_sums_are_compared_at_one_depth_where_they_are_exact_and_single_names_at_any(
    then: int | None, now: int | None, compared: bool, by: str
) -> None:
    before = ranked("week a b other\n2026-03-02 50 30 20", depth=then, by=by)
    after = ranked("week a b other\n2026-03-02 49 60 20", depth=now, by=by)
    changed_names = 2 if compared or by == "slug" else 0
    assert changes(before, after, "names_changed") == [(changed_names,)]


@pytest.mark.parametrize(("before", "after"), [("2026-03-09", ""), ("", "2026-03-09")])
def test_a_leader_that_is_missing_at_one_instant_is_no_change(before: str, after: str) -> None:
    assert weeks(ranked(THEN, unranked=before), ranked(THEN, unranked=after)) == []


@pytest.mark.parametrize(("then", "now"), [("a", ""), ("", "a"), ("a", "a")])
def test_a_sum_that_is_a_lower_bound_at_one_instant_is_not_compared(then: str, now: str) -> None:
    tables = ("week a b other\n2026-03-02 50 30 20", "week a b other\n2026-03-02 49 30 21")
    before, after = (
        rank(weekly(table, by="author")).assign(
            at_least=lambda rows, of=lower: rows["entity"] == of
        )
        for table, lower in zip(tables, (then, now), strict=True)
    )
    assert weeks(before, after) == []


def test_a_total_of_one_has_its_part() -> None:
    then, now = ranked("week a\n2026-03-02 1"), ranked("week a\n2026-03-02 2")
    assert changes(then, now, "ppm") == [(1e6,)]


def test_of_nothing_there_is_no_part() -> None:
    then, now = ranked("week a\n2026-03-02 0"), ranked("week a\n2026-03-02 7")
    assert changes(then, now, "total_then", "total_now", "ppm") == [(0, 7, None)]


@pytest.mark.parametrize(("then", "now"), [("2026-03-09", ""), ("", "2026-03-09")])
def test_weeks_complete_at_one_instant_only_are_left_out(then: str, now: str) -> None:
    before, after = ranked(THEN, incomplete=then), ranked(CORRECTED, incomplete=now)
    assert weeks(before, after) == []
    both = both_complete(before, after)
    assert sorted(f"{week:%m-%d}" for week in both) == ["03-02", "03-16"]


def test_without_a_week_in_common_nothing_changed() -> None:
    then = ranked(THEN, incomplete="2026-03-02 2026-03-09 2026-03-16")
    assert weeks(then, ranked(CORRECTED)) == []
    assert [as_tuples(result) for result in changed_streaks(then, ranked(CORRECTED))] == [[], []]


def test_streaks_go_and_come() -> None:
    gone, come = changed_streaks(ranked(THEN), ranked(CORRECTED))
    assert [*gone.columns] == [*come.columns] == ["entity", "first", "last"]
    assert as_tuples(gone) == [("a", "03-02", "03-16")]
    assert sorted(as_tuples(come)) == [
        ("a", "03-02", "03-02"), ("a", "03-16", "03-16"), ("b", "03-09", "03-09"),
    ]  # fmt: skip


def test_a_streak_that_only_went_on_has_not_changed() -> None:
    later = f"{THEN}    2026-03-23  50  30  10  10\n"
    assert [as_tuples(result) for result in changed_streaks(ranked(THEN), ranked(later))] == [
        [],
        [],
    ]


def test_where_nobody_is_ranked_any_more_the_streaks_are_gone() -> None:
    unranked = ranked(THEN, unranked="2026-03-02 2026-03-09 2026-03-16")
    gone, come = changed_streaks(ranked(THEN), unranked)
    assert (as_tuples(gone), as_tuples(come)) == ([("a", "03-02", "03-16")], [])


WEEKS = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=3, max_size=3)


def written(values: list[list[int]]) -> pd.DataFrame:
    lines = [
        f"{week} {' '.join(map(str, row))}"
        for week, row in zip(("2026-03-02", "2026-03-09", "2026-03-16"), values, strict=True)
    ]
    return ranked("\n".join(["week a b other", *lines]))


@settings(max_examples=30)
@given(WEEKS, WEEKS)
def test_a_week_is_told_exactly_where_a_value_differs(
    then: list[list[int]], now: list[list[int]]
) -> None:
    frames = written(then), written(now)
    columns = ("week", "names_changed", "ranks_changed", "leader_then")
    forth, back = changes(*frames, *columns), changes(*reversed(frames), *columns)
    assert len(forth) == sum(one != two for one, two in zip(then, now, strict=True))
    assert [row[:3] for row in forth] == [row[:3] for row in back]


@settings(max_examples=30)
@given(WEEKS, WEEKS)
def test_streaks_that_came_are_gone_when_seen_backwards(
    then: list[list[int]], now: list[list[int]]
) -> None:
    gone, come = changed_streaks(written(then), written(now))
    gone_back, come_back = changed_streaks(written(now), written(then))
    assert sorted(as_tuples(gone)) == sorted(as_tuples(come_back))
    assert sorted(as_tuples(come)) == sorted(as_tuples(gone_back))
    assert not {*as_tuples(gone)} & {*as_tuples(come)}


def test_a_leader_that_came_at_the_same_total_is_a_change() -> None:
    then = ranked("""
        week        a   b   c   other
        2026-03-02  50  30  .   70
    """)
    now = ranked("""
        week        a   b   c   other
        2026-03-02  50  30  60  10
    """)
    assert changes(then, now, "leader_then", "leader_now") == [("a", "c")]


@pytest.mark.parametrize(("before", "after"), [(0, None), (None, 0), (0, 0)])
def test_a_frame_without_rows_has_nothing_in_common(before: int | None, after: int | None) -> None:
    now = ranked(THEN)
    assert changes(now[:before], now[:after], "week") == []
