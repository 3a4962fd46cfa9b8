"""Who is highlighted is who the headline speaks of, and has a name in the picture."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure
from support.weekly_frames import given, side_by_side, weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import (
    CONTENTS,
    bump,
    chart,
    page,
    reigns,
    share_lines,
    slope,
    small_multiples,
    stack,
    three_measures,
)

TABLE = (
    "week a/x b/y c/z d/w other\n"
    "2026-03-30 50 30 10 5 5\n"
    "2026-04-06 30 40 20 5 5\n"
    "2026-04-13 60 20 . 15 5"
)
"""Of a hundred each week: x leads but for the second week; z is named in the first two only."""


def measured(table: str = TABLE, metric: str = "tokens") -> pd.DataFrame:
    return share(rank(weekly(table, metric=metric)))


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (
            ("b/y",),
            "y has 20.0 % of OpenRouter's tokens in the week to 19 April, 40.0 points less than x",
        ),
        (
            ("a/x",),
            "x has 60.0 % of OpenRouter's tokens in the week to 19 April, 40.0 points more than y",
        ),
        (
            ("d/w", "b/y"),
            "y has 20.0 % and w 15.0 % of OpenRouter's tokens in the week to 19 April",
        ),
        (
            ("c/z",),
            (
                "z had 20.0 % of OpenRouter's tokens in the week to 12 April, its highest of these weeks,"
                " and is not published in the week to 19 April"
            ),
        ),
    ],
)
def test_share_lines(names: tuple[str, ...], title: str) -> None:
    assert share_lines.finding(measured(), names) == title


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("d/w",), "w has 15.0 % of OpenRouter's tokens in the week to 19 April"),
        (
            ("d/w", "b/y"),
            "y and w together have 35.0 % of OpenRouter's tokens in the week to 19 April",
        ),
        (
            ("c/z",),
            (
                "z had 20.0 % of OpenRouter's tokens in the week to 12 April, its highest of these weeks,"
                " and is not published in the week to 19 April"
            ),
        ),
    ],
)
def test_stack(names: tuple[str, ...], title: str) -> None:
    assert stack.finding(measured(), names) == title


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("b/y",), "y is #2 by tokens in the week to 19 April, down from #1 the week before"),
        (("d/w",), "w is #3 by tokens in the week to 19 April, up from #4 the week before"),
        (("d/w", "a/x"), "x is #1 and w #3 by tokens in the week to 19 April"),
        (
            ("c/z",),
            "z was #3 by tokens at best, last in the week to 12 April, and has no rank in the week to 19 April",
        ),
    ],
)
def test_bump(names: tuple[str, ...], title: str) -> None:
    assert bump.finding(measured(), names) == title


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("b/y",), "y lost 10.0 points of OpenRouter's tokens between the week to 5 April and the week to 19 April"),
        (
            ("d/w", "a/x"),
            (
                "w gained 10.0 points, x gained 10.0 points of OpenRouter's tokens"
                " between the week to 5 April and the week to 19 April"
            ),
        ),
        (
            ("c/z", "b/y"),
            (
                "z had 10.0 % of OpenRouter's tokens in the week to 5 April, not published in the week"
                " to 19 April; y lost 10.0 points"
            ),
        ),
    ],
)  # fmt: skip
def test_slope(names: tuple[str, ...], title: str) -> None:
    assert slope.finding(measured(), names) == title


def test_slope_of_who_moved_by_nothing() -> None:
    frame = measured("week a/x b/y other\n2026-03-30 50 30 20\n2026-04-06 50 40 10")
    assert slope.finding(frame, ("a/x",)) == (
        "x neither gained nor lost a tenth of a point of OpenRouter's tokens"
        " between the week to 5 April and the week to 12 April"
    )


def test_reigns_and_small_multiples() -> None:
    assert reigns.finding(measured(), ("b/y",)) == (
        "y led OpenRouter by tokens for one week (6 April to 12 April 2026)"
    )
    assert reigns.finding(measured(), ("a/x", "b/y")).startswith(
        "x and y led OpenRouter by tokens for at least three weeks between them so far"
    )
    assert small_multiples.finding(measured(), ("d/w",)) == (
        "w had 15.0 % of OpenRouter's tokens in the week to 19 April, its highest of these weeks"
    )


def test_three_measures() -> None:
    calls = measured("week a/x b/y c/z other\n2026-04-13 3 5 4 1", "calls")
    spend = measured("week a/x b/y c/z d/w other\n2026-04-13 3 1 4 2 1", "spend")
    frame = side_by_side(measured(), calls, spend)
    assert three_measures.finding(frame, ("b/y",)) == (
        "y is #2 by tokens, #1 by calls and #4 by spend in the week to 19 April"
    )
    assert three_measures.finding(frame, ("a/x", "d/w")) == (
        "x is #1 by tokens, #3 by calls and #2 by spend; w is #3, not named and #3, in the week to 19 April"
    )


NOT_OF_SEVERAL = ("concentration", "price-and-use")


@pytest.mark.parametrize("name", [name for name in CONTENTS if name not in NOT_OF_SEVERAL])
def test_every_headline_speaks_of_who_is_highlighted(name: str) -> None:
    """The second largest; in a chart of two sides, the first of them."""
    frame = given(name, measured())
    title = chart(name).finding(frame, ("b/y",))
    assert title.startswith("y "), title
    assert not chart(name).finding(frame).startswith("y "), title


@pytest.mark.parametrize("size", page.SIZES)
def test_a_highlighted_line_of_bump_has_its_name_wherever_it_ends(size: str) -> None:
    """z ends in the last week but one; x is named at the right."""
    drawn = page.picture("bump", measured(), ".svg", size=size, highlight=("c/z", "a/x"))
    assert drawn.data.decode().count(">z<") == 1
    without = page.picture("bump", measured(), ".svg", size=size, highlight=("a/x",))
    assert ">z<" not in without.data.decode()


def test_the_name_of_a_line_that_ended_stands_on_no_name_at_the_right() -> None:
    figure = Figure(figsize=(6.4, 4.5), dpi=100)
    ax = figure.add_axes((0.05, 0.1, 0.9, 0.7))
    bump.draw(ax, measured(TABLE.replace("c/z", "c/a-name-of-some-length")),
              highlight=("c/a-name-of-some-length",))  # fmt: skip
    figure.draw_without_rendering()
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    ended = boxes.pop("a-name-of-some-length")
    assert [text for text, box in boxes.items() if box.overlaps(ended)] == []


OVER_NEW_YEAR = (
    "week a/x b/y other\n"
    "2025-12-15 60 30 10\n"
    "2025-12-22 20 50 30\n"
    "2026-01-05 50 20 30\n"
    "2026-01-12 . 40 60"
)
"""Y leads a week of each year; x leads one of each, and is not named in the last."""


@pytest.mark.parametrize(
    ("name", "names", "title"),
    [
        ("share-lines", ("a/x",), ("x had 60.0 % of OpenRouter's tokens in the week to 21 December 2025,"
         " its highest of these weeks, and is not published in the week to 18 January")),
        ("bump", ("a/x",), ("x was #1 by tokens at best, last in the week to 11 January, and has no rank"
         " in the week to 18 January")),
        ("slope", ("b/y",), ("y gained 10.0 points of OpenRouter's tokens between the week to 21 December"
         " 2025 and the week to 18 January")),
        ("amounts", ("a/x",), ("x had 60 tokens in the week to 21 December 2025, the most of these weeks,"
         " and is not published in the week to 18 January")),
        ("reigns", ("b/y",), ("y led OpenRouter by tokens for at least two weeks so far (22 December to"
         " 28 December 2025 and 12 January to 18 January 2026)")),
    ],
)  # fmt: skip
def test_a_week_of_another_year_has_its_year(name: str, names: tuple[str, ...], title: str) -> None:
    assert chart(name).finding(given(name, measured(OVER_NEW_YEAR)), names) == title
