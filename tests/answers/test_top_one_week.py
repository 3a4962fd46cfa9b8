"""The chart of one week alone is the one that all weeks together give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import Databases
from support.sample_boards import MADE, board, put, put_days, put_week

from tracker.analysis.frame import weekly
from tracker.analysis.movers import movers
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.answers.top import one_week, top
from tracker.errors import GapError
from tracker.records import MATTERING, MODEL_ACTIVITY, OTHER, Board, Question
from tracker.store import Store
from tracker.weeks import DAY, WEEK

START = date(2026, 3, 2)
NAMES = [f"author{n % 3}/model-{n}" for n in range(13)]


DATASETS = ((), ("rankings-daily",), ("model-chart",), ("rankings-daily", "model-chart"))


@st.composite
def some_weeks(draw: st.DrawFn) -> list[Board]:
    """Weeks of days or whole, of one dataset or two, some cut, some missing, with many ties."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        week = START + number * WEEK
        for dataset in draw(st.sampled_from(DATASETS[number == 0 :])):
            days = draw(st.sampled_from([7, 7, 6])) if dataset == "rankings-daily" else 1
            for day in range(days):
                named = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
                found.append(
                    board(
                        week + day * DAY,
                        {name: draw(st.integers(0, 4)) for name in named} | {OTHER: 9},
                        MADE,
                        dataset=dataset,
                        depth=draw(st.sampled_from([13, 13, None])),
                        days=1 if dataset == "rankings-daily" else 7,
                    )
                )
    return found


@pytest.fixture(scope="module")
def blank(databases: Databases) -> Iterator[Store]:
    """Yield an empty store, for property tests that roll back what they record."""
    with databases.fresh() as opened:
        yield opened


def of_week(frame: pd.DataFrame, week: date) -> pd.DataFrame:
    return frame[frame["week"] == pd.Timestamp(week)].reset_index(drop=True)


@settings(max_examples=40)
@given(some_weeks(), st.integers(0, 4), st.sampled_from([1, 3, 20]))
def test_a_week_alone_says_what_all_weeks_say_of_it(
    blank: Store, told: Sequence[Board], number: int, deepest: int
) -> None:
    week = START + number * WEEK
    with blank.rehearsal():
        put(blank, *told)
        alone = one_week(blank, "tokens", week, deepest)
        every = rank(weekly(blank))
    can_rank = {*every.loc[every["complete"] & every["can_rank"], "week"]}
    assert (alone is not None) == (pd.Timestamp(week) in can_rank)
    if alone is None:
        return
    expected = of_week(share(every), week)
    shown = expected["rank"].isna() | (expected["rank"] <= deepest)
    pd.testing.assert_frame_equal(of_week(alone, week)[shown], expected[shown])
    # Who left is told by its name; its way before that is not looked up.
    moves = ["move", "entity", "rank", "last_rank", "moved", "highest"]
    pd.testing.assert_frame_equal(
        of_week(movers(alone, deepest), week)[moves], of_week(movers(every, deepest), week)[moves]
    )


def test_the_newest_complete_week_is_taken_where_none_is_named(store: Store) -> None:
    put_days(store, START, 10)
    found = one_week(store, "tokens", None, 10)
    assert found is not None
    assert {*found["week"]} == {pd.Timestamp(START)}
    assert top(store, Question()).heading == "Tokens by slug, 2026-W10 (2 March to 8 March 2026)"


def test_of_the_past_only_who_is_shown_is_looked_up(store: Store) -> None:
    for number in range(4):
        put_week(store, "model-chart", START + number * WEEK,
                 **{"a/x": 9, f"b/{number}": 8, "c/z": 7, OTHER: 1})  # fmt: skip
    found = one_week(store, "tokens", START + 3 * WEEK, 1)
    assert found is not None
    past = found[found["week"] < pd.Timestamp(START + 2 * WEEK)]
    assert [*past["entity"]] == ["a/x", "a/x"]
    (row,) = found[(found["week"] == found["week"].max()) & (found["rank"] == 1)].itertuples()
    assert (row.weeks_on_chart, row.weeks_at_1, row.peak_rank) == (4, 4, 1)


@pytest.mark.parametrize("week", [START - WEEK, START + WEEK, START + 2 * WEEK])
def test_a_week_without_ranks_is_not_told_alone(week: date, store: Store) -> None:
    put_days(store, START, 10)
    put_week(store, "model-chart", START + 2 * WEEK, metric="calls")
    assert one_week(store, "tokens", week, 10) is None
    with pytest.raises(GapError, match=r"2026-W(09|11|12)"):
        top(store, Question(week=week))


def test_a_record_with_ranks_from_single_models_is_not_told_alone(store: Store) -> None:
    put_days(store, START + WEEK, 7)
    names = [f"author/model-{n}" for n in range(MATTERING)]
    parts = [
        board(START, {name: 5}, MADE, dataset=MODEL_ACTIVITY, depth=1, days=7) for name in names
    ]
    put(store, *(replace(one, key=replace(one.key, scope=f"models/{name}"))
                 for name, one in zip(names, parts, strict=True)))  # fmt: skip
    assert one_week(store, "tokens", START + WEEK, 10) is None
    assert [*top(store, Question(week=START)).rows["rank"]] == [1] * 10
