"""Two datasets with the same week are compared to the last token, where they can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import Databases
from support.weekly_frames import weekly

from tracker.analysis import frame as frames
from tracker.analysis.agreement import COLUMNS, SUMMARY, TOTAL, agreement, summary
from tracker.archive import Archive
from tracker.ingest import import_files
from tracker.records import Definition
from tracker.store import Store
from tracker.weeks import walk

DAILY, CHART, WINDOW = "rankings-daily", "model-chart", "models-window"


def datasets(**tables: str) -> pd.DataFrame:
    """Tables of several datasets, one below the other; `days`, `chart` and `window` by name."""
    names = {"days": DAILY, "chart": CHART, "window": WINDOW}
    depths = {"days": 50, "chart": 9, "window": None}
    parts = [
        weekly(table, depth=depths[name]).assign(dataset=names[name])
        for name, table in tables.items()
    ]
    return pd.concat(parts, ignore_index=True)


def compared(result: pd.DataFrame) -> list[tuple[str, str, str, str, float | None]]:
    """Comparisons as (week, first, second, entity, ppm), None where there is no ppm."""
    assert tuple(result.columns) == COLUMNS
    return [
        (
            f"{row.week:%m-%d}",
            row.dataset_a,
            row.dataset_b,
            row.entity,
            None if pd.isna(row.ppm) else round(row.ppm, 6),
        )
        for row in result.itertuples()
    ]


def test_two_datasets_are_compared_week_by_week_and_name_by_name() -> None:
    both = datasets(
        days="""
            week        a        b   other
            2026-03-30  1000000  30  70
            2026-04-06  1000000  30  70
        """,
        chart="""
            week        a        other
            2026-03-30  1000001  99
            2026-04-13  1000000  99
        """,
    )
    assert compared(agreement(both)) == [
        ("03-30", DAILY, CHART, "a", 1.0),
        ("03-30", DAILY, CHART, TOTAL, 0.0),
    ]


def test_the_difference_is_of_the_first_in_parts_per_million() -> None:
    both = datasets(days="week a b\n2026-03-30 200 50", chart="week a b\n2026-03-30 199 75")
    result = agreement(both)
    assert [row[3:] for row in compared(result)] == [("a", -5_000.0), ("b", 500_000.0)]
    assert [*zip(result["value_a"], result["value_b"], strict=True)] == [(200, 199), (50, 75)]


def test_every_pair_is_compared_once_in_the_order_given() -> None:
    three = datasets(
        days="week a other\n2026-03-30 5 1",
        window="week a b\n2026-03-30 5 1",
        chart="week a other\n2026-03-30 5 1",
    )
    pairs = [row[1:3] for row in compared(agreement(three)) if row[3] == "a"]
    assert pairs == [(WINDOW, CHART), (DAILY, CHART), (DAILY, WINDOW)]


@pytest.mark.parametrize("value", [1, 2**53 + 1, 75_340_581_084_831, 2**62 + 1])
def test_equality_is_exactly_zero_and_one_more_is_not(value: int) -> None:
    days = f"week a b\n2026-03-30 {value} {value}"
    chart = f"week a b\n2026-03-30 {value} {value + 1}"
    same, more = agreement(datasets(days=days, chart=chart)).itertuples()
    assert (same.ppm, more.value_b - more.value_a) == (0.0, 1)
    assert [
        row.equal for row in summary(agreement(datasets(days=days, chart=chart)), {}).itertuples()
    ] == [1]


def test_of_nothing_there_is_no_difference_in_millionths_but_equality() -> None:
    both = datasets(days="week a b c\n2026-03-30 0 0 5", chart="week a b c\n2026-03-30 0 7 5")
    result = agreement(both)
    told_apart = {entity: ppm for *_, entity, ppm in compared(result)}
    assert told_apart == {"a": 0.0, "b": None, "c": 0.0}
    (row,) = summary(result, {}).itertuples()
    assert (row.compared, row.equal, row.worst_ppm) == (3, 2, 0.0)


def test_a_week_that_is_all_of_nothing_is_told_without_a_worst() -> None:
    both = datasets(days="week a\n2026-03-30 0", chart="week a\n2026-03-30 7")
    (row,) = summary(agreement(both), {}).itertuples()
    assert (row.compared, row.equal) == (1, 0)
    assert pd.isna(row.worst_ppm)
    assert pd.isna(row.worst)


def test_a_name_that_was_not_named_on_every_day_is_not_compared() -> None:
    both = datasets(
        days="week a b other\n2026-03-30 700 50 50", chart="week a b other\n2026-03-30 700 80 20"
    )
    both.loc[(both["dataset"] == DAILY) & (both["entity"] == "b"), "days"] = 6
    assert [row[3:] for row in compared(agreement(both))] == [("a", 0.0), (TOTAL, 0.0)]


def test_a_week_with_a_day_lost_for_ever_is_compared_by_the_days_it_has() -> None:
    both = datasets(
        days="week a b other\n2025-07-14 600 50 50", chart="week a b other\n2025-07-14 600 50 50"
    )
    both.loc[both["dataset"] == DAILY, "days"] = [6, 5, 6]
    assert [row[3:] for row in compared(agreement(both))] == [("a", 0.0), (TOTAL, 0.0)]


def test_other_is_never_compared_as_a_name() -> None:
    both = datasets(days="week a other\n2026-03-30 5 1", chart="week a other\n2026-03-30 5 1")
    assert "other" not in {row[3] for row in compared(agreement(both))}


def test_totals_are_compared_only_where_both_tell_the_whole() -> None:
    whole = "week a other\n2026-03-30 5 4"
    cut = "week a\n2026-03-30 5"
    everything = "week a b\n2026-03-30 5 4"
    both = agreement(datasets(days=whole, chart=cut))
    assert [row[3] for row in compared(both)] == ["a"]
    assert [row[3:] for row in compared(agreement(datasets(days=whole, window=everything)))] == [
        ("a", 0.0),
        (TOTAL, 0.0),
    ]
    (row,) = summary(both, {}).itertuples()
    assert pd.isna(row.total_ppm)


def test_a_single_dataset_agrees_with_nobody() -> None:
    alone = agreement(datasets(days="week a other\n2026-03-30 5 1"))
    assert compared(alone) == []
    assert summary(alone, {}).empty


def test_datasets_without_a_week_in_common_are_not_compared() -> None:
    both = datasets(days="week a\n2026-03-30 5", chart="week a\n2026-04-06 5")
    assert compared(agreement(both)) == []
    assert summary(agreement(both), {}).empty


def test_a_summary_tells_how_many_agree_and_which_is_worst() -> None:
    both = datasets(
        days="""
            week        a    b    c    other
            2026-03-30  100  200  400  300
            2026-04-06  100  200  400  300
        """,
        chart="""
            week        a    b    d    other
            2026-03-30  100  150  7    753
            2026-04-06  100  200  7    693
        """,
    )
    broken = {pd.Timestamp("2026-03-30"): "restated"}
    result = summary(agreement(both), broken)
    assert tuple(result.columns) == SUMMARY
    first, second = result.itertuples(index=False)
    assert first[:3] == (pd.Timestamp("2026-03-30"), DAILY, CHART)
    assert (first.compared, first.equal, first.worst, first.worst_ppm) == (2, 1, "b", -250_000.0)
    assert (round(first.total_ppm), first[-1]) == (10_000, "restated")
    assert (second.compared, second.equal, second.worst_ppm, second.total_ppm) == (2, 2, 0.0, 0.0)
    assert pd.isna(second.worst), "where all agree nobody is worst"
    assert pd.isna(second[-1])


def test_a_pair_with_a_total_and_no_common_name_is_told() -> None:
    both = datasets(days="week a other\n2026-03-30 5 1", chart="week b other\n2026-03-30 5 1")
    (row,) = summary(agreement(both), {}).itertuples()
    assert (row.compared, row.equal, row.total_ppm) == (0, 0, 0.0)


VALUES = st.lists(st.integers(0, 2**40), min_size=4, max_size=4)


@settings(max_examples=50, deadline=None)
@given(VALUES, VALUES)
def test_whichever_comes_first_the_same_names_are_equal(
    first: list[int], second: list[int]
) -> None:
    days, chart = (f"week a b c d\n2026-03-30 {' '.join(map(str, row))}" for row in (first, second))
    there = agreement(datasets(days=days, chart=chart)).set_index("entity")
    back = agreement(datasets(chart=chart, days=days)).set_index("entity")
    equal = dict(zip("abcd", map(int.__eq__, first, second), strict=True))
    assert (there["ppm"] == 0).to_dict() == (back["ppm"] == 0).to_dict() == equal
    assert there["value_a"].to_dict() == back["value_b"].to_dict()


# The recorded figures.


@pytest.fixture(scope="module")
def recorded(
    databases: Databases, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[pd.DataFrame, Store]]:
    """All comparisons of what is recorded, official days as of 2026-08-22, and the store."""
    data, now = shared / "data", datetime(2026, 11, 24, tzinfo=UTC)
    official = sorted((data / "rankings-daily").glob("*.as_of_2026-08-22*"))
    assert len(official) == 2
    archive = Archive(tmp_path_factory.mktemp("archive"))
    with databases.fresh() as store:
        files = import_files.find([*official, data / "frontend", data / "page"])
        for body in import_files.read(files, None, now):
            import_files.import_body(body, archive, store, now)
        yield agreement(frames.by_dataset(store)), store


def pair(result: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    return result[(result["dataset_a"] == first) & (result["dataset_b"] == second)]


def weeks(result: pd.DataFrame) -> list[date]:
    return sorted({week.date() for week in result["week"]})


RESTATED = date(2025, 7, 14)
"""Before this week the publisher restated its charts, and the days were not."""


def test_official_days_and_the_chart_are_equal_to_the_token_in_every_week_since_july_2025(
    recorded: tuple[pd.DataFrame, Store],
) -> None:
    both = pair(recorded[0], DAILY, CHART)
    since = both[both["week"] >= pd.Timestamp(RESTATED)]
    assert weeks(since) == list(walk(RESTATED, date(2026, 8, 10)))
    assert (since["ppm"] == 0).all()
    assert (since["value_a"] == since["value_b"]).all()
    assert (since["entity"] == TOTAL).sum() == 57
    weeks_since = summary(since, {})
    assert (weeks_since["compared"] == weeks_since["equal"]).all()
    assert weeks_since["compared"].min() >= 7


def test_only_the_weeks_before_were_restated(recorded: tuple[pd.DataFrame, Store]) -> None:
    both = pair(recorded[0], DAILY, CHART)
    assert weeks(both[both["ppm"] != 0]) == list(walk(date(2025, 1, 6), date(2025, 7, 7)))
    before = both[both["week"] < pd.Timestamp(RESTATED)]
    assert (before["ppm"] != 0).all()
    usual = before.loc[before["entity"] == TOTAL, "ppm"].abs()
    assert usual.median() < 300
    assert usual.max() < 150_000


def test_monday_windows_equal_the_official_days_and_the_chart_but_for_one_restated_week(
    recorded: tuple[pd.DataFrame, Store],
) -> None:
    days, chart = pair(recorded[0], DAILY, WINDOW), pair(recorded[0], WINDOW, CHART)
    mondays = [date(2026, 7, 6), date(2026, 7, 13), date(2026, 7, 20), date(2026, 8, 3)]
    for both, more in ((days, []), (chart, [date(2026, 8, 31)])):
        assert weeks(both) == [*mondays, *more]
        assert date(2026, 7, 13) in weeks(both[both["ppm"] != 0])
        assert weeks(both[both["entity"] == TOTAL]) == [*mondays, *more]
    restated = days[(days["week"] == pd.Timestamp("2026-07-13")) & (days["entity"] == TOTAL)]
    assert restated["ppm"].round().tolist() == [-8_601]


def test_no_pair_of_datasets_is_left_out(recorded: tuple[pd.DataFrame, Store]) -> None:
    pairs = {(row.dataset_a, row.dataset_b) for row in recorded[0].itertuples()}
    assert pairs == {(DAILY, CHART), (DAILY, WINDOW), (WINDOW, CHART)}


def test_of_calls_no_two_datasets_speak_of_the_same_week(
    recorded: tuple[pd.DataFrame, Store],
) -> None:
    result = frames.by_dataset(recorded[1], Definition("calls"))
    assert weeks(result) == [
        date(2026, 7, 6),
        date(2026, 7, 13),
        date(2026, 7, 20),
        date(2026, 8, 3),
        date(2026, 8, 31),
        date(2026, 9, 28),
    ]
    assert agreement(result).empty
