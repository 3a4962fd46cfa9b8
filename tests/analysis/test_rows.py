from __future__ import annotations

import pandas as pd
import pytest
from frames import weekly
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.analysis.leads import leads
from tracker.analysis.market import market
from tracker.analysis.ranks import rank
from tracker.analysis.rows import (
    each,
    in_order,
    named,
    newest_complete,
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
    with pytest.raises(FrameError, match=r"no column 'rank'.*call tracker.rank\(frame\) first"):
        streaks(frame)
    with pytest.raises(FrameError, match=r"no column 'share'.*call tracker.share"):
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
