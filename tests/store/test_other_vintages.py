"""Sums of another vintage: only weeks that differ are added up again, the others are stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import Databases
from support.sample_boards import WEEK, board, put, put_days, put_week
from support.store_sums import weekly as sums_of

from tracker.analysis import frame
from tracker.analysis.cache import Figures
from tracker.analysis.frame import WEEKS_OF_MODELS
from tracker.analysis.sums import summed
from tracker.answers.top import figures
from tracker.breaks import lost_days
from tracker.records import OTHER, Board, Definition
from tracker.store import Store, weekly
from tracker.store.precedence import may_differ
from tracker.weeks import DAY

DAILY, CHART = "rankings-daily", "model-chart"
INSTANTS = [datetime(2026, 9, day, tzinfo=UTC) for day in (7, 8, 9)]
NEXT = WEEK + timedelta(7)


@st.composite
def corrected_weeks(draw: st.DrawFn, first: date = WEEK) -> list[Board]:
    """Three weeks of days or whole, of two datasets, boards of which are corrected later."""
    result = []
    for number in range(3):
        for dataset, days, depth in ((DAILY, 7, 50), (CHART, 1, 9)):
            for day in range(days):
                start = first + number * timedelta(7) + day * DAY
                if start in lost_days():
                    continue
                for made in draw(st.sets(st.sampled_from(INSTANTS))):
                    counts = {name: draw(st.integers(0, 9)) for name in ("a/x", "b/y", OTHER)}
                    span = 1 if dataset == DAILY else 7
                    of_span = {"dataset": dataset, "days": span, "depth": depth}
                    result.append(board(start, counts, made, **of_span))
    return sorted(result, key=lambda one: one.known_from)


@pytest.fixture(scope="module")
def blank(databases: Databases) -> Iterator[Store]:
    """Yield an empty store, for laws that take back what they record."""
    with databases.fresh() as opened:
        yield opened


@settings(max_examples=50)
@given(corrected_weeks().filter(bool), st.sampled_from([None, *INSTANTS]), st.booleans())
def test_the_sums_of_any_vintage_are_those_of_its_readings(
    blank: Store, told: list[Board], as_of: datetime | None, first: bool
) -> None:
    metric, precedence = "tokens", WEEKS_OF_MODELS
    with blank.rehearsal():
        put(blank, *told)
        weeks, sums = sums_of(blank, metric, precedence, as_of, first=first)
        with blank.transaction() as connection:
            # As of an instant after all of them, every week is added up from its readings.
            readings = weekly.counts(
                metric, precedence, as_of or INSTANTS[-1],
                first=first, only=None, enough=1, largest=None,
            )  # fmt: skip
            added = summed(weekly.columns(connection.execute(readings)))
    columns = (added[name] for name in ("entity", "value", "days"))
    added = zip(added["week"].dt.date, *columns, strict=True)
    assert sorted(zip(*sums, strict=True)) == sorted(added)
    assert {*sums.week} == {row.week for row in weeks}


LACKS_A_DAY = date(2025, 6, 9)
"""A week that the days have but for a lost one: how deep a board must be decides who answers."""
QUESTIONS = st.fixed_dictionaries(
    {
        "as_of": st.sampled_from([None, None, *INSTANTS]),
        "first": st.sampled_from([False, False, True]),
        "only": st.none() | st.sets(st.sampled_from([LACKS_A_DAY, LACKS_A_DAY + 7 * DAY])),
        "enough": st.sampled_from([1, 50]),
    }
)


@settings(max_examples=50)
@given(corrected_weeks(LACKS_A_DAY).filter(bool), st.lists(QUESTIONS, min_size=2, max_size=5))
def test_what_is_kept_of_other_questions_changes_no_answer(
    blank: Store, boards: list[Board], questions: list[dict[str, Any]]
) -> None:
    kept: dict[Any, Any] = {}

    def answer(kept: dict[Any, Any] | None, **question: Any) -> tuple[Any, ...]:
        weeks, counts = blank.weekly("tokens", WEEKS_OF_MODELS, kept=kept, **question)
        columns = (counts.period, counts.slug, counts.value, counts.days)
        return {tuple(row) for row in weeks}, sorted(zip(*columns, strict=True))

    with blank.rehearsal():
        put(blank, *boards)
        for question in questions:
            assert answer(kept, **question) == answer(None, **question)


def test_a_week_is_read_again_where_another_dataset_answers(store: Store) -> None:
    early, *_ = INSTANTS
    shallow = board(LACKS_A_DAY, {"a/x": 9, OTHER: 1}, early, dataset=CHART, days=7, depth=9)
    put(store, shallow)
    put_days(store, LACKS_A_DAY, 6, made=early, **{"a/x": 2, OTHER: 1})
    kept: dict[Any, Any] = {}
    totals = [
        sum(store.weekly("tokens", WEEKS_OF_MODELS, enough=enough, kept=kept)[1].value)
        for enough in (1, 50, 1)
    ]
    assert totals == [10, 18, 10]


@settings(max_examples=30)
@given(
    corrected_weeks().filter(bool),
    st.sampled_from(["slug", "model", "country"]),
    st.sampled_from([None, 1]),
)
def test_the_first_vintage_is_that_of_now_but_for_the_corrected_weeks(
    blank: Store, told: list[Board], by: str, depth: int | None
) -> None:
    with blank.rehearsal():
        put(blank, *told)
        asked = Definition(by=by, depth=depth, first_vintage=True)
        fast, whole = figures(blank)(asked), Figures(partial(frame.weekly, blank))(asked)
    pd.testing.assert_frame_equal(fast, whole)


def test_only_weeks_that_were_corrected_differ(store: Store) -> None:
    first, second, third = INSTANTS
    put_days(store, WEEK, 14, made=first)
    put(store, board(NEXT, {"a/x": 50}, third))

    def differ(as_of: datetime | None, *, first: bool) -> list[object]:
        with store.transaction() as connection:
            result = may_differ("tokens", WEEKS_OF_MODELS, as_of, first=first)
            return [*connection.scalars(result)]

    assert differ(third, first=False) == []
    assert differ(second, first=False) == [NEXT]
    assert differ(None, first=True) == [NEXT]


def test_a_week_that_another_dataset_answers_now_is_read_as_it_was(store: Store) -> None:
    early, _, late = INSTANTS
    put_week(store, CHART, made=early, **{"a/x": 9, OTHER: 1})
    put_days(store, WEEK, 7, made=late, **{"a/x": 5, "b/y": 2, OTHER: 1})
    question = ("tokens", WEEKS_OF_MODELS)
    assert sorted(sums_of(store, *question, early)[1].value) == [1, 9]
    assert sorted(sums_of(store, *question, first=True)[1].value) == [1, 9]
    assert sorted(sums_of(store, *question)[1].value) == [7, 14, 35]


def test_of_weeks_in_which_all_are_named_the_largest_suffice_for_their_ranks(store: Store) -> None:
    put(
        store,
        board(WEEK, {"a/x": 9, "b/y": 9, "c/z": 5, "d/w": 3}, INSTANTS[0],
              dataset="models-window", days=7, depth=None),
        board(NEXT, {"a/x": 4, "b/y": 3, "c/z": 2, OTHER: 1}, INSTANTS[0],
              dataset="models-window", days=7, depth=3),
    )  # fmt: skip
    _, result = sums_of(store, "tokens", WEEKS_OF_MODELS, largest=1)
    rows = sorted(zip(result.week, result.entity, strict=True))
    assert rows == [
        (WEEK, "a/x"), (WEEK, "b/y"),
        (NEXT, "a/x"), (NEXT, "b/y"), (NEXT, "c/z"), (NEXT, OTHER),
    ]  # fmt: skip
    _, result = sums_of(store, "tokens", WEEKS_OF_MODELS, largest=9)
    assert len(result.week) == 8


@pytest.mark.parametrize("by", ["slug", "model", "family", "author", "country"])
@pytest.mark.parametrize("depth", [None, 2])
def test_of_a_sum_over_models_every_name_counts_though_few_ranks_are_asked_for(
    store: Store, by: str, depth: int | None
) -> None:
    """The author c is first by its small models, none of which is among the two largest."""
    counts = {"a/x": 9, "b/y": 8, "c/z": 5, "c/z:free": 3, "c/w": 3, "c/v": 2}
    put(store, board(WEEK, counts, INSTANTS[0], dataset="models-window", days=7, depth=None))
    asked = Definition(by=by, depth=depth)
    few, whole = figures(store).ranked(asked, 1), figures(store)(asked)
    columns = ["entity", "value", "rank"]
    pd.testing.assert_frame_equal(
        few.loc[few["rank"] == 1, columns], whole.loc[whole["rank"] == 1, columns]
    )
