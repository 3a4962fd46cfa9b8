"""What each chart says, and which rows it draws."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import bump, layout, lines, page, reigns, share_lines, slope, stack
from tracker.errors import GapError
from tracker.weeks import WEEK


def measured(table: str, **more: str) -> pd.DataFrame:
    return share(rank(weekly(table, **more)))  # type: ignore[arg-type]


def test_reigns_says_who_held_number_one_longest(history: pd.DataFrame) -> None:
    assert reigns.finding(history) == (
        "Claude Sonnet 4 and Grok Code Fast 1 held #1 by tokens longest, for 12 weeks;"
        " twenty-eight models have led since November 2024"
    )


def test_reigns_says_what_it_leaves_out(calls: pd.DataFrame) -> None:
    assert "in the eleven weeks known since July 2026" in reigns.finding(calls)
    assert "Hatched: weeks without ranks." in reigns.method(calls)
    assert "25 weeks left out" in reigns.method(calls)
    assert set(reigns.rows(calls)["entity"]) == {
        "deepseek/deepseek-v4-flash-20260423", "typesafe/jev-1.13-20260917",
    }  # fmt: skip


def test_reigns_of_a_tie_has_both_leaders() -> None:
    frame = measured("week a/x b/y other\n2026-03-30 5 5 1")
    assert reigns.finding(frame) == "x and y led OpenRouter by tokens in the week to 5 April"


def test_share_lines_says_who_has_how_much(history: pd.DataFrame) -> None:
    assert share_lines.finding(history) == (
        "Space Bunny Alpha has 23.3 % of OpenRouter's tokens in the week to 4 October,"
        " 7.9 points more than DeepSeek V4.1 Flash"
    )
    drawn = {*share_lines.rows(history)["entity"]}
    shares = history[history["share"].notna() & (history["entity"] != "other")]
    newest = shares[shares["week"] == shares["week"].max()].set_index("entity")["share"]
    assert {*newest.nlargest(4).index} < drawn
    assert {*shares.groupby("entity")["share"].sum().nlargest(4).index} < drawn
    assert len(drawn) == share_lines.LINES


def test_share_lines_leaves_out_a_running_week_and_says_so() -> None:
    table = "week a/x other\n2026-03-30 5 5\n2026-04-06 1 1"
    frame = measured(table, incomplete="2026-04-06")
    assert list(share_lines.rows(frame)["week"].dt.strftime("%m-%d")) == ["03-30"]
    assert "2026-W15 is not complete and left out." in share_lines.method(frame)


def test_a_line_is_never_joined_over_a_missing_week() -> None:
    table = "week a/x other\n2026-03-30 5 5\n2026-04-06 5 5\n2026-04-20 5 5"
    frame = measured(table)
    assert [len(piece) for piece in lines.pieces(frame[frame["entity"] == "a/x"])] == [2, 1]


def test_bump_says_where_the_first_stood_before(history: pd.DataFrame) -> None:
    assert bump.finding(history) == (
        "Space Bunny Alpha is #1 by tokens in the week to 4 October, up from #3 the week before"
    )
    assert int(bump.rows(history)["rank"].max()) == bump.RANKS


def test_bump_does_not_guess_where_the_first_stood() -> None:
    frame = measured("week a/x b/y other\n2026-03-30 . 5 1\n2026-04-06 9 5 1")
    assert bump.finding(frame) == "x is #1 by tokens in the week to 12 April"


def test_stack_says_how_much_the_two_largest_have(history: pd.DataFrame) -> None:
    assert stack.finding(history) == (
        "Space Bunny Alpha has 23.3 % of OpenRouter's tokens in the week to 4 October,"
        " DeepSeek V4.1 Flash 15.4 %"
    )
    newest = history[history["week"] == history["week"].max()]
    largest = newest[newest["entity"] != "other"].nlargest(stack.BANDS, "share")
    assert set(stack.rows(history)["entity"]) == set(largest["entity"])


def test_stack_counts_a_name_that_is_not_published_in_other() -> None:
    frame = measured("week a/x b/y other\n2026-03-30 5 . 5\n2026-04-06 5 4 1")
    bands = stack.bands(frame)
    assert list(bands.columns) == ["a/x", "b/y", "other"]
    assert list(bands["b/y"]) == [0, 0.4]
    assert list(bands["other"]) == [0.5, pytest.approx(0.1)]


@given(
    st.lists(
        st.tuples(*[st.one_of(st.none(), st.integers(0, 2**60))] * 4, st.integers(1, 2**60)),
        min_size=1,
        max_size=6,
    ).filter(lambda weeks: any(value is not None for value in weeks[-1][:4]))
)
def test_every_column_of_the_stack_is_whole(weeks: list[tuple[int | None, ...]]) -> None:
    lines_ = [
        " ".join(
            [
                f"{date(2026, 3, 30) + number * WEEK}",
                *("." if value is None else str(value) for value in row),
            ]
        )
        for number, row in enumerate(weeks)
    ]
    bands = stack.bands(measured("\n".join(["week a/x b/y c/z d/w other", *lines_])))
    assert len(bands) == len(weeks)
    assert (bands >= 0).all(axis=None)
    assert bands.sum(axis=1).tolist() == pytest.approx([1.0] * len(weeks))


def test_stack_has_a_gap_where_a_week_is_missing() -> None:
    frame = measured("week a/x other\n2026-03-30 5 5\n2026-04-06 5 5\n2026-04-20 5 5")
    figure = Figure()
    ax = figure.add_axes((0, 0, 1, 1))
    stack.draw(ax, frame)
    spans = {
        tuple(round(place) for place in band.get_paths()[0].get_extents().intervalx)
        for band in ax.collections
    }
    first = round(layout.day(pd.Timestamp("2026-03-30")))
    assert spans == {(first, first + 14), (first + 21, first + 28)}


def test_slope_says_who_gained_and_who_lost() -> None:
    frame = measured(
        "week a/x b/y c/z other\n2026-03-30 50 30 . 20\n2026-04-06 1 1 1 1\n2026-04-13 20 60 10 10"
    )
    assert slope.finding(frame) == (
        "y gained 30.0 points, x lost 30.0 points of OpenRouter's tokens"
        " between the week to 5 April and the week to 19 April"
    )
    assert list(slope.rows(frame)["week"].unique()) == [
        pd.Timestamp("2026-03-30"), pd.Timestamp("2026-04-13"),
    ]  # fmt: skip


def test_slope_joins_only_what_both_weeks_name() -> None:
    frame = measured("week a/x b/y other\n2026-03-30 50 . 50\n2026-04-06 60 10 30")
    ax = Figure().add_axes((0.2, 0.2, 0.6, 0.6))
    slope.draw(ax, frame)
    marked = [line for line in ax.lines if line.get_marker() == "o"]
    assert sorted(len(line.get_xdata()) for line in marked) == [1, 2]


def test_slope_does_not_compare_sums_over_boards_of_different_depth() -> None:
    frame = measured("week CN US other\n2026-03-30 5 3 2\n2026-04-06 3 4 3").assign(by="country")
    assert slope.finding(frame).startswith("US gained 10.0 points, CN lost 20.0")
    deeper = frame.assign(depth=[9 if week.day == 30 else 50 for week in frame["week"]])
    assert slope.finding(deeper) == (
        "CN is first with 50.0 % in the week to 5 April,"
        " US is first with 40.0 % in the week to 12 April,"
        " of OpenRouter's tokens"
    )
    assert "No lines" in slope.method(deeper)


def test_slope_speaks_of_newcomers_where_they_are_the_largest_movement() -> None:
    """n and m come to 25 and 8 of a hundred, and had 2 at the most before, as w had; y gains 4."""
    frame = measured(
        "week a/x b/y d/w n/n m/m other\n2026-03-30 60 20 2 . . 18\n2026-04-06 30 24 2 25 8 11"
    )
    assert slope.finding(frame) == (
        "n and m have 33.0 % of OpenRouter's tokens in the week to 12 April,"
        " not published in the week to 5 April; x lost 30.0 points"
    )


def test_slope_does_not_speak_of_newcomers_that_may_have_moved_less() -> None:
    """n comes to 25 and had 20 at the most, as y had: 5 at least, and x gains 10."""
    frame = measured("week a/x b/y n/n other\n2026-03-30 40 20 . 40\n2026-04-06 50 15 25 10")
    assert slope.finding(frame) == (
        "x gained 10.0 points, y lost 5.0 points of OpenRouter's tokens"
        " between the week to 5 April and the week to 12 April"
    )


def test_slope_speaks_of_who_left_where_that_is_the_largest_movement() -> None:
    """z had 40 and has 10 at the most, as y has; x loses 5."""
    frame = measured("week a/x b/y c/z other\n2026-03-30 45 5 40 10\n2026-04-06 40 10 . 50")
    assert slope.finding(frame) == (
        "y gained 5.0 points of OpenRouter's tokens"
        " between the week to 5 April and the week to 12 April;"
        " z had 40.0 % in the week to 5 April, not published in the week to 12 April"
    )


@pytest.mark.parametrize(
    ("other", "start"),
    [
        (
            20,
            "KR has 25.0 % of OpenRouter's tokens in the week to 12 April, not published in the week",
        ),
        (40, "CN gained 10.0 points, US lost 5.0 points of OpenRouter's tokens"),
    ],
)
def test_slope_of_sums_takes_all_of_other_for_who_is_not_named(other: int, start: str) -> None:
    """KR comes to 25 of a hundred, and may have had all of `other` the week before.

    If `other` was 20, it gained at least 5 and no other gained more; if it was 40, nothing is
    certain.
    """
    table = f"week CN US KR other\n2026-03-30 {80 - other} 20 . {other}\n2026-04-06 50 15 25 10"
    frame = measured(table).assign(by="country")
    frame.attrs["by"] = "country"
    assert slope.finding(frame).startswith(start)


def test_reigns_of_calls_says_calls_everywhere(calls: pd.DataFrame) -> None:
    drawn = page.picture("reigns", calls, ".svg")
    for text in (drawn.title, drawn.subtitle, drawn.method, drawn.alt, drawn.data.decode()):
        assert "by calls" in text
        assert "token" not in text.lower()


def test_slope_of_one_week_is_a_gap() -> None:
    with pytest.raises(GapError, match="2026-W14"):
        slope.finding(measured("week a/x other\n2026-03-30 5 5"))


def test_leaders_that_do_not_fit_are_counted_and_the_longest_run_stays(
    history: pd.DataFrame,
) -> None:
    picture = page.picture("reigns", history, ".svg", size="column").data.decode()
    match = re.search(r">(\d+) others do not fit<", picture)
    assert match
    named = reigns.rows(history).set_index("entity")["name"].to_dict()
    shown = {entity for entity, name in named.items() if f">{name}<" in picture}
    assert len(shown) + int(match[1]) == 28
    assert "x-ai/grok-code-fast-1" in shown
    assert "do not fit" not in page.picture("reigns", history, ".svg", size="story").data.decode()
