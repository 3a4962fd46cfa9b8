from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.ranks import COLUMNS, leads, rank
from tracker.analysis.shares import share

Row = tuple[object, ...]


def led(frame: pd.DataFrame, *columns: str) -> list[Row]:
    """Return some columns of the leads, week by week; what is missing is None."""
    result = leads(share(rank(frame)))
    assert tuple(result.columns) == COLUMNS
    shown = result[[*columns]].astype(object)
    return [*shown.where(shown.notna(), None).itertuples(index=False, name=None)]


def test_who_led_before_whom_and_by_how_much() -> None:
    frame = weekly("""
        week        a   b   c   other
        2026-03-02  30  20  10  40
        2026-03-09  20  25  .   5
    """)
    assert led(frame, "entity", "value", "runner_up", "runner_up_value") == [
        ("a", 30, "b", 20),
        ("b", 25, "a", 20),
    ]
    assert led(frame, "share", "margin", "lead") == [
        (pytest.approx(0.3), pytest.approx(10), pytest.approx(1.5)),
        (pytest.approx(0.5), pytest.approx(10), pytest.approx(1.25)),
    ]


def test_the_rest_is_never_first_nor_second() -> None:
    frame = weekly("week a b other\n2026-03-02 5 3 900")
    assert led(frame, "entity", "runner_up") == [("a", "b")]


@pytest.mark.parametrize(
    ("second", "near"), [(1000, True), (991, True), (990, False), (500, False)]
)
def test_nearly_a_tie(second: int, near: bool) -> None:
    frame = weekly(f"week a b\n2026-03-02 1000 {second}")
    assert led(frame, "near_tie") == [(near,)]


@pytest.mark.parametrize("hundreds", [1, 3, 7, 10**10])
@pytest.mark.parametrize(("more", "near"), [(0, False), (-1, True), (1, False)])
def test_one_percent_more_is_no_near_tie_and_less_than_that_is_one(
    hundreds: int, more: int, near: bool
) -> None:
    frame = weekly(f"week a b\n2026-03-02 {101 * hundreds + more} {100 * hundreds}")
    assert led(frame, "near_tie") == [(near,)]


def test_two_at_the_top_are_first_and_second() -> None:
    frame = weekly("week a b c\n2026-03-02 5 5 1")
    assert led(frame, "entity", "runner_up", "lead", "near_tie") == [("a", "b", 1.0, True)]


def test_who_is_alone_has_no_runner_up() -> None:
    frame = weekly("week a other\n2026-03-02 5 5")
    assert led(frame, "entity", "share", "runner_up", "runner_up_value", "lead", "near_tie") == [
        ("a", 0.5, None, None, None, False)
    ]


def test_a_runner_up_with_nothing_is_no_ratio() -> None:
    frame = weekly("week a b\n2026-03-02 5 0")
    assert led(frame, "runner_up", "runner_up_value", "lead", "near_tie") == [("b", 0, None, False)]


@pytest.mark.parametrize(
    ("lower", "known"), [("", True), ("a", False), ("b", False), ("ab", False)]
)
def test_of_a_lower_bound_there_is_neither_a_margin_nor_a_lead(lower: str, known: bool) -> None:
    frame = weekly("week a b other\n2026-03-02 50 30 20", by="author")
    frame["at_least"] = frame["entity"].isin([*lower])
    frame["depth"] = frame["depth"].mask(frame["depth"] > 0, 9)
    margin, lead = (20.0, 50 / 30) if known else (None, None)
    result = leads(share(rank(frame)).assign(rank=[1, 2, pd.NA]))
    assert result["runner_up"].tolist() == ["b"]
    for name, value in (("margin", margin), ("lead", lead)):
        (entry,) = result[name]
        assert (entry == pytest.approx(value)) if known else pd.isna(entry), name


def test_a_runner_up_with_one_is_a_ratio() -> None:
    frame = weekly("week a b\n2026-03-02 5 1")
    assert led(frame, "lead", "near_tie") == [(5.0, False)]


def test_weeks_without_ranks_have_no_leader() -> None:
    table = "week a b\n2026-03-02 5 3\n2026-03-09 5 3\n2026-03-16 5 3"
    frame = weekly(table, incomplete="2026-03-02", unranked="2026-03-09")
    assert led(frame, "week") == [(pd.Timestamp("2026-03-16"),)]


def test_nothing_led_nothing() -> None:
    assert led(weekly("week a b\n2026-03-02 5 3").head(0), "week") == []


def test_a_proven_lead_is_before_nobody_in_particular() -> None:
    frame = weekly("week a b\n2026-03-02 5 3", unranked="2026-03-02")
    frame["proven"] = frame["entity"] == "b"
    assert led(frame, "entity", "value", "runner_up", "margin", "lead") == [
        ("b", 3, None, None, None)
    ]


def test_a_change_of_the_lead_is_from_the_week_before() -> None:
    frame = weekly("""
        week        a  b
        2026-03-02  5  3
        2026-03-09  5  3
        2026-03-16  3  5
        2026-03-30  5  3
        2026-04-06  5  3
    """)
    changes = led(frame, "lead_change")
    assert changes == [(None,), (False,), (True,), (None,), (False,)]


@given(st.lists(st.lists(st.integers(0, 2**53), min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_leader_has_no_less_than_anybody(counts: list[list[int]]) -> None:
    weeks = pd.date_range("2025-01-06", periods=len(counts), freq="7D")
    lines = [
        f"{week:%Y-%m-%d} {' '.join(map(str, row))}"
        for week, row in zip(weeks, counts, strict=True)
    ]
    result = led(
        weekly("\n".join(["week a b c", *lines]), depth=None),
        "value",
        "runner_up_value",
        "lead",
        "margin",
    )
    for row, (first, second, ratio, margin) in zip(counts, result, strict=True):
        assert [first, second] == sorted(row, reverse=True)[:2]
        assert ratio is None or ratio >= 1
        assert margin is None or margin >= 0
