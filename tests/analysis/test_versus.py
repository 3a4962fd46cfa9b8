from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from frames import weekly
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.versus import COLUMNS, RUN, figures, runs, versus


def counts(**by_week: int | None) -> pd.Series:
    """Counts by week: ``w0330=5`` is 5 in the week of 2026-03-30, None is not named."""
    weeks = [pd.Timestamp(f"2026-{name[1:3]}-{name[3:]}") for name in by_week]
    return pd.Series(
        pd.array(list(by_week.values()), dtype="Int64"), index=pd.DatetimeIndex(weeks, name="week")
    )


def shown(series: pd.Series) -> list[tuple[str, int | None]]:
    return [
        (f"{week:%m-%d}", None if value is pd.NA else int(value)) for week, value in series.items()
    ]


def leaders(weeks: pd.DataFrame) -> list[tuple[str, str]]:
    assert tuple(weeks.columns) == COLUMNS
    return [(f"{row.week:%m-%d}", row.leader) for row in weeks.itertuples()]


def reigns(weeks: pd.DataFrame, newest: str | None = None) -> list[tuple[str, str, str, int, bool]]:
    found = runs(weeks, None if newest is None else pd.Timestamp(newest))
    assert tuple(found.columns) == RUN
    return [
        (row.leader, f"{row.first:%m-%d}", f"{row.last:%m-%d}", row.weeks, row.ongoing)
        for row in found.itertuples()
    ]


TABLE = """
    week        CN  US  other
    2026-03-30  13   .   9
    2026-04-06   5   4   9
    2026-04-13   .   .   9
"""


def test_what_is_not_named_is_missing() -> None:
    assert shown(figures(weekly(TABLE), "US")) == [("03-30", None), ("04-06", 4), ("04-13", None)]


def test_a_sum_over_what_is_seen_is_zero_where_nothing_is() -> None:
    assert shown(figures(weekly(TABLE), "US", absent=0)) == [
        ("03-30", 0),
        ("04-06", 4),
        ("04-13", 0),
    ]


def test_an_entity_that_was_never_named_has_every_week_and_no_figure() -> None:
    assert shown(figures(weekly(TABLE), "FR")) == [
        ("03-30", None),
        ("04-06", None),
        ("04-13", None),
    ]


def test_a_week_that_is_not_complete_has_no_figure_at_all() -> None:
    frame = weekly(TABLE, incomplete="2026-03-30 2026-04-13")
    assert shown(figures(frame, "US", absent=0)) == [("04-06", 4)]


def test_a_week_that_cannot_rank_has_neither_a_figure_nor_a_zero_to_compare() -> None:
    frame = weekly(TABLE, metric="calls", unranked="2026-03-30")
    assert shown(figures(frame, "CN", absent=0)) == [("03-30", None), ("04-06", 5), ("04-13", 0)]
    assert shown(figures(frame, "US", absent=0)) == [("03-30", None), ("04-06", 4), ("04-13", 0)]


def test_what_a_week_that_cannot_rank_names_can_be_asked_for_and_is_never_zero() -> None:
    frame = weekly(TABLE, metric="calls", unranked="2026-03-30")
    seen = figures(frame, "CN", absent=0, ranked=False)
    unseen = figures(frame, "US", absent=0, ranked=False)
    assert shown(seen) == [("03-30", 13), ("04-06", 5), ("04-13", 0)]
    assert shown(unseen) == [("03-30", None), ("04-06", 4), ("04-13", 0)]


def test_figures_stay_whole_numbers() -> None:
    frame = weekly(f"week a b\n2026-03-30 {2**53 + 1} {2**53}\n2026-04-06 {2**63 - 1} .")
    found = versus(figures(frame, "a"), figures(frame, "b"))
    assert str(found["a"].dtype) == str(found["b"].dtype) == "Int64"
    assert list(found["a"]) == [2**53 + 1, 2**63 - 1]
    assert leaders(found)[0] == ("03-30", "a")


def test_who_leads_and_by_how_much() -> None:
    a = counts(w0330=46, w0406=4, w0413=7, w0420=None, w0427=5, w0504=None)
    b = counts(w0330=23, w0406=8, w0413=7, w0420=5, w0427=None, w0504=None)
    found = versus(a, b)
    assert leaders(found) == [
        ("03-30", "a"),
        ("04-06", "b"),
        ("04-13", "tie"),
        ("04-20", "b"),  # a is not named: it had less than b
        ("04-27", "a"),
    ]
    assert list(found["ratio"][:3]) == [2.0, 0.5, 1.0]
    assert found["ratio"].dtype == "float64"
    assert found["ratio"][3:].isna().all()


def test_nothing_divides_by_none() -> None:
    found = versus(counts(w0330=5, w0406=0), counts(w0330=0, w0406=0))
    assert leaders(found) == [("03-30", "a"), ("04-06", "tie")]
    assert found["ratio"].isna().all()


def test_sides_may_be_known_in_different_weeks() -> None:
    found = versus(counts(w0413=5, w0330=5), counts(w0406=3, w0413=9))
    assert leaders(found) == [("03-30", "a"), ("04-06", "b"), ("04-13", "b")]


def test_runs_of_either_side_and_of_a_tie() -> None:
    a = counts(w0330=5, w0406=5, w0413=3, w0420=2, w0427=9)
    b = counts(w0330=3, w0406=4, w0413=3, w0420=4, w0427=None)
    assert reigns(versus(a, b)) == [
        ("a", "03-30", "04-06", 2, False),
        ("tie", "04-13", "04-13", 1, False),
        ("b", "04-20", "04-20", 1, False),
        ("a", "04-27", "04-27", 1, True),
    ]


def test_a_missing_week_ends_a_run() -> None:
    a, b = counts(w0330=5, w0413=5), counts(w0330=3, w0413=3)
    assert reigns(versus(a, b)) == [
        ("a", "03-30", "03-30", 1, False),
        ("a", "04-13", "04-13", 1, True),
    ]


def test_a_week_that_names_neither_ends_a_run() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   9
        2026-04-06  .   .   9
        2026-04-13  5   3   9
    """)
    found = reigns(versus(figures(frame, "a"), figures(frame, "b")))
    assert [run[3] for run in found] == [1, 1]


def test_a_week_that_cannot_rank_feeds_no_run() -> None:
    table = """
        week        a   b
        2026-03-30  5   3
        2026-04-06  5   .
        2026-04-13  5   3
    """
    frame = weekly(table, metric="calls", unranked="2026-04-06")
    assert reigns(versus(figures(frame, "a"), figures(frame, "b"))) == [
        ("a", "03-30", "03-30", 1, False),
        ("a", "04-13", "04-13", 1, True),
    ]


@pytest.mark.parametrize(("newest", "ongoing"), [(None, True), ("04-06", True), ("04-13", False)])
def test_a_run_is_ongoing_if_it_reaches_the_newest_week(newest: str | None, ongoing: bool) -> None:
    found = versus(counts(w0330=5, w0406=5), counts(w0330=3, w0406=3))
    assert reigns(found, newest and f"2026-{newest}") == [("a", "03-30", "04-06", 2, ongoing)]


def test_a_run_goes_on_over_the_end_of_a_year_of_53_weeks() -> None:
    frame = weekly("""
        week        a   b
        2020-12-21  5   3
        2020-12-28  5   3
        2021-01-04  5   3
    """)
    assert [run[3] for run in reigns(versus(figures(frame, "a"), figures(frame, "b")))] == [3]


def test_where_neither_was_ever_named_there_are_no_weeks_and_no_runs() -> None:
    frame = weekly(TABLE)
    weeks = versus(figures(frame, "FR"), figures(frame, "DE"))
    assert leaders(weeks) == []
    assert reigns(weeks) == []


@given(st.lists(st.sampled_from(["a", "b", "tie", "gap"]), max_size=40))
def test_runs_tile_the_weeks_given(led: list[str]) -> None:
    mondays = [date(2025, 1, 6) + timedelta(days=7 * number) for number in range(len(led))]
    known = {week: leader for week, leader in zip(mondays, led, strict=True) if leader != "gap"}
    index = pd.DatetimeIndex([pd.Timestamp(week) for week in known], name="week")
    a = pd.Series([9 if leader == "a" else 5 for leader in known.values()], index, dtype="Int64")
    b = pd.Series([9 if leader == "b" else 5 for leader in known.values()], index, dtype="Int64")

    found = runs(versus(a, b))

    covered = [
        (week.date(), run.leader)
        for run in found.itertuples()
        for week in pd.date_range(run.first, run.last, freq="7D")
    ]
    assert covered == list(known.items())
    assert found["weeks"].sum() == len(known)
    assert list(found["ongoing"]) == [False] * (len(found) - 1) + [True] * bool(known)
    neighbours = list(zip(found.itertuples(), list(found.itertuples())[1:], strict=False))
    assert all(
        before.leader != after.leader or after.first - before.last > timedelta(days=7)
        for before, after in neighbours
    ), "a run is as long as it can be"


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 2**63 - 1)),
            st.one_of(st.none(), st.integers(0, 2**63 - 1)),
        ),
        max_size=12,
    )
)
def test_seen_from_the_other_side_the_leader_is_the_other(
    sides: list[tuple[int | None, int | None]],
) -> None:
    index = pd.date_range("2025-01-06", periods=len(sides), freq="7D", name="week")
    a = pd.Series(pd.array([side[0] for side in sides], dtype="Int64"), index)
    b = pd.Series(pd.array([side[1] for side in sides], dtype="Int64"), index)
    mirror = {"a": "b", "b": "a", "tie": "tie"}
    assert [mirror[leader] for leader in versus(a, b)["leader"]] == list(versus(b, a)["leader"])
