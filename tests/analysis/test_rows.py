from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.market import market
from tracker.analysis.ranks import leads, rank
from tracker.analysis.rows import (
    between,
    crosses_lost_day,
    each,
    exact,
    in_order,
    lacks_day,
    level_of,
    metric_of,
    named,
    newest_complete,
    of_slugs,
    one_a_week,
    weekly_frame,
)
from tracker.analysis.shares import share
from tracker.analysis.streaks import streaks
from tracker.errors import FrameError, GapError

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
        pairs = [(row.week.day, row.dataset) for row in each(one_a_week(rows))]
        assert sorted(pairs) == [(6, "of 06"), (13, "of 13"), (30, "of 30")]


rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from("abc")))


def test_the_rows_of_the_weeks_from_one_to_another_are_a_stretch() -> None:
    mondays = pd.date_range("2026-03-02", periods=4, freq="7D").repeat(2).as_unit("s")
    frame = pd.DataFrame({"week": mondays, "entity": ["a", "b"] * 4})
    rows = between(frame, date(2026, 3, 5), date(2026, 3, 16))
    assert [f"{week:%m-%d}" for week in rows["week"]] == ["03-09", "03-09", "03-16", "03-16"]
    assert between(frame, date(2026, 3, 30), date(2026, 4, 6)).empty


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
    result = [(row.week, -row.value, row.entity) for row in each(in_order(frame))]
    assert result == sorted(result)
    assert sorted(result) == sorted((row.week, -row.value, row.entity) for row in each(frame))
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


# What a measure takes.

DOOR = """
    week        qwen  openai  other
    2026-03-30  5     3       2
    2026-04-06  4     6       2
"""


def test_a_frame_without_a_column_is_refused_with_its_name() -> None:
    frame = weekly(DOOR)
    with pytest.raises(FrameError, match="no column 'metric'"):
        rank(frame.drop(columns="metric"))
    with pytest.raises(FrameError, match=r"no column 'rank'.*Call tracker.rank\(frame\) first"):
        streaks(frame)
    with pytest.raises(FrameError, match=r"no column 'share'.*Call tracker.share"):
        leads(rank(frame))


@pytest.mark.parametrize("column", ["metric", "by"])
def test_rows_of_two_kinds_are_refused(column: str) -> None:
    frame = weekly(DOOR)
    both = pd.concat([frame, frame.assign(**{column: "calls" if column == "metric" else "model"})])
    for measure in (rank, share, market):
        with pytest.raises(FrameError, match="the frame mixes rows of"):
            measure(both)


def test_two_rows_of_one_entity_in_a_week_are_refused() -> None:
    frame = weekly(DOOR)
    with pytest.raises(FrameError, match="'qwen' has two rows in the week of 2026-03-30"):
        rank(pd.concat([frame, frame]))


def test_a_part_of_the_entities_has_no_streaks() -> None:
    ranked = rank(weekly(DOOR))
    with pytest.raises(FrameError, match="the frame lacks entities"):
        streaks(ranked[ranked["entity"] == "qwen"])
    assert len(streaks(ranked[ranked["week"] == "2026-03-30"])) == 1, "a part of the weeks has"


@pytest.mark.parametrize("top", [0, -1])
def test_ranks_are_counted_from_one(top: int) -> None:
    with pytest.raises(FrameError, match=f"top is {top}"):
        streaks(rank(weekly(DOOR)), top)


def test_types_that_a_file_lost_are_restored() -> None:
    lost = weekly(DOOR, depth=None).assign(
        week=lambda rows: rows["week"].dt.strftime("%Y-%m-%d"),
        depth="all",
        complete="True",
        proven="False",
        at_least="False",
        value=lambda rows: rows["value"].astype("float64"),
    )
    typed = weekly_frame(lost)
    assert [str(typed[name].dtype) for name in ("week", "depth", "complete", "value")] == [
        "datetime64[s]", "Int64", "bool", "int64",
    ]  # fmt: skip
    assert typed["depth"].isna().all()
    assert not typed["proven"].any()


def test_a_frame_whose_index_is_not_unique_is_measured_all_the_same() -> None:
    frame = weekly(DOOR)
    first = frame["week"] == "2026-03-30"
    both = pd.concat([frame[first], frame[~first].reset_index(drop=True)])
    assert rank(both)["rank"].tolist() == rank(weekly(DOOR))["rank"].tolist()


# What every measure asks of a frame first.


def test_a_weekly_frame_is_taken_as_it_is() -> None:
    frame = weekly(THREE_WEEKS)
    pd.testing.assert_frame_equal(weekly_frame(frame), frame)


@pytest.mark.parametrize("column", ["week", "entity", "value", "days", "proven", "rank"])
def test_a_frame_without_a_column_is_refused(column: str) -> None:
    frame = weekly(THREE_WEEKS).assign(rank=1).drop(columns=column)
    with pytest.raises(FrameError, match=f"the frame has no column '{column}'"):
        weekly_frame(frame, "rank")


@pytest.mark.parametrize(
    ("column", "kinds", "says"),
    [
        ("metric", ["tokens", "calls"], "mixes rows of tokens and calls"),
        ("by", ["slug", "author", "model"], "mixes rows of slug and author and model"),
    ],
)
def test_a_frame_of_several_kinds_is_refused(column: str, kinds: list[str], says: str) -> None:
    frame = pd.concat([weekly("week a\n2026-03-30 5").assign(**{column: kind}) for kind in kinds])
    with pytest.raises(FrameError, match=says):
        weekly_frame(frame)


def test_two_rows_of_one_entity_in_one_week_are_refused_and_the_first_is_named() -> None:
    frame = weekly(THREE_WEEKS)
    b, other = (
        frame[(frame["week"] == "2026-04-06") & (frame["entity"] == name)]
        for name in ("b", "other")
    )
    with pytest.raises(FrameError, match="'b' has two rows in the week of 2026-04-06"):
        weekly_frame(pd.concat([frame, b, other]))


def test_rows_put_together_are_told_apart_by_a_new_index() -> None:
    frame = weekly(THREE_WEEKS)
    parts = pd.concat([part.reset_index(drop=True) for _, part in frame.groupby("week")])
    result = weekly_frame(parts)
    assert result.index.tolist() == [*range(9)]
    assert [*result.columns] == [*frame.columns]
    chosen = frame[frame["entity"] == "b"]
    assert weekly_frame(chosen).index.tolist() == chosen.index.tolist(), "which tells them apart"


@pytest.mark.parametrize(
    ("written", "read"),
    [("True", True), ("true", True), ("1", True), (1, True), ("False", False), ("0", False),
     (0, False), ("", False)],
)  # fmt: skip
def test_types_that_a_file_has_lost_are_restored(written: object, read: bool) -> None:
    frame = weekly("week a\n2026-03-30 5").assign(rank=pd.array([1], dtype="Int64"))
    lost = frame.assign(
        week="2026-03-30",
        value="5",
        days=7.0,
        rank=1.0,
        depth="all",
        complete=pd.Series([written], dtype=object),
    )
    result = weekly_frame(lost)
    (row,) = each(result)
    assert (row.week, row.value, row.days, row.rank) == (pd.Timestamp("2026-03-30"), 5, 7, 1)
    assert (row.complete, row.depth) == (read, pd.NA)
    for column in ("value", "days", "rank", "depth", "complete"):
        assert result[column].dtype == frame[column].dtype, column
    assert "last_rank" not in result


@pytest.mark.parametrize("rows", [1, 2])
def test_what_a_frame_is_of_is_said_by_any_of_its_rows(rows: int) -> None:
    frame = weekly("week a b\n2026-03-30 5 3", metric="calls", by="author").head(rows)
    assert (metric_of(frame), level_of(frame)) == ("calls", "author")


def test_a_frame_without_rows_is_of_figures_by_slug() -> None:
    frame = weekly(THREE_WEEKS, metric="calls", by="author").head(0)
    assert (metric_of(frame), level_of(frame)) == ("figures", "slug")


def test_only_slugs_are_slugs() -> None:
    of_slugs(weekly(THREE_WEEKS), "why")
    with pytest.raises(FrameError, match="the frame is by model, and why"):
        of_slugs(weekly(THREE_WEEKS, by="model"), "why")


@pytest.mark.parametrize(
    ("complete", "at_least", "is_exact"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_exact_is_complete_and_no_lower_bound(
    complete: bool, at_least: bool, is_exact: bool
) -> None:
    frame = weekly("week a\n2026-03-30 5").assign(complete=complete, at_least=at_least)
    assert exact(frame).tolist() == [is_exact]


@pytest.mark.parametrize(
    ("days", "complete", "lacks"),
    [([7, 7], True, False), ([7, 3], True, False), ([6, 6], True, True), ([6, 3], True, True),
     ([5, 5], True, True), ([6, 6], False, False), ([7, 7], False, False)],
)  # fmt: skip
def test_a_week_lacks_a_day_for_ever_that_is_complete_and_has_nobody_on_all_seven(
    days: list[int], complete: bool, lacks: bool
) -> None:
    frame = weekly("week a b\n2026-03-30 5 3").assign(days=days, complete=complete)
    assert lacks_day(frame).tolist() == [lacks] * 2


def test_a_lost_day_lies_between_a_week_and_both_its_neighbours() -> None:
    """2025-06-15 and 2025-07-15 are lost."""
    weeks = pd.Series(pd.date_range("2025-06-02", "2025-07-28", freq="7D"))
    crossed = weeks[crosses_lost_day(weeks.to_frame("week"))]
    assert [f"{week:%m-%d}" for week in crossed] == ["06-09", "06-16", "07-14", "07-21"]


def test_rows_in_any_order_have_the_index_of_their_order_and_the_same_columns() -> None:
    frame = weekly("week a b c\n2026-03-30 5 5 9\n2026-04-06 2 4 4")
    ordered = in_order(frame)
    assert [*ordered["entity"]] == ["c", "a", "b", "b", "c", "a"]
    for order in ([*range(6)], [5, 4, 3, 2, 1, 0], [1, 0, 2, 3, 5, 4], [3, 4, 5, 0, 1, 2]):
        pd.testing.assert_frame_equal(in_order(frame.iloc[order]), ordered)
    pd.testing.assert_frame_equal(in_order(ordered.set_axis([*range(6, 12)])), ordered)
