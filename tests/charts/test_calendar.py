"""Who led each week: a cell for each, by quarter and measure, and nothing where it is not known."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from support.weekly_frames import side_by_side, weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import calendar, page
from tracker.charts.layout import TOOLTIP
from tracker.charts.theme import THEMES, colour, visible
from tracker.errors import GapError

TOKENS = """
    week        a/x  b/y  c/z  other
    2026-03-16    9    5    1      1
    2026-03-23    9    5    1      1
    2026-03-30    5    9    1      1
    2026-04-06    9    5    1      1
    2026-04-20    9    5    1      1
"""
"""X leads two weeks of the first quarter and two of the second, which lacks a week."""
CALLS = "week a/x b/y\n2026-04-06 3 4\n2026-04-20 4 4"


def measured(table: str, **options: object) -> pd.DataFrame:
    return share(rank(weekly(table, **options)))  # type: ignore[arg-type]


def frame() -> pd.DataFrame:
    return side_by_side(measured(TOKENS), measured(CALLS, metric="calls"))


def drawn(*highlight: str) -> Axes:
    words = calendar.finding(frame(), highlight), calendar.subtitle(frame(), highlight)
    with page.drawn("calendar", frame(), *words, "Source.", highlight=highlight) as figure:
        return figure.axes[0]


def boxes(ax: Axes, *, tooltips: bool = False) -> list[Rectangle]:
    found = [box for box in ax.patches if isinstance(box, Rectangle)]
    return [box for box in found if str(box.get_gid()).startswith(TOOLTIP) == tooltips]


def test_the_title_counts_the_weeks_of_the_two_that_led_most() -> None:
    assert calendar.finding(frame()) == "x led 4 and y led 1 of 5 weeks by tokens"
    calls = side_by_side(measured(TOKENS), measured(CALLS, metric="calls"))
    calls = calls[calls["metric"] == "calls"]
    assert calendar.finding(calls) == "y led 2 and x led 1 of 2 weeks by calls", "a tie is of both"


def test_the_title_counts_the_weeks_of_who_is_highlighted() -> None:
    assert calendar.finding(frame(), ("b/y",)) == "y led 1 of 5 weeks by tokens"
    with pytest.raises(GapError, match="none of those highlighted led a week"):
        calendar.finding(frame(), ("c/z",))


def test_nothing_known_is_a_gap() -> None:
    unranked = measured(CALLS, metric="calls", unranked="2026-04-06 2026-04-20")
    with pytest.raises(GapError, match="no leader of any of these weeks is known"):
        calendar.finding(unranked)


def test_the_subtitle_names_the_measures_that_are_on_record_and_the_method_the_others() -> None:
    assert calendar.subtitle(frame()) == (
        "Who was #1 on OpenRouter each week, by tokens and calls, March to April 2026"
    )
    assert "No week is on record by spend." in calendar.method(frame())


def test_a_streak_is_cut_by_a_missing_week_by_a_quarter_and_by_another_leader() -> None:
    """The first Mondays of the quarters are 5 January and 6 April 2026."""
    strips = calendar._strips(calendar.rows(frame()))
    reigns = {
        (str(strip.quarter), strip.metric): [
            (reign.entity, reign.start, reign.weeks, reign.foot, reign.share)
            for reign in calendar._reigns(strip.leaders)
        ]
        for strip in strips
    }
    assert reigns == {
        ("2026Q1", "tokens"): [("a/x", 10, 2, 0, 1), ("b/y", 12, 1, 0, 1)],
        ("2026Q2", "tokens"): [("a/x", 0, 1, 0, 1), ("a/x", 2, 1, 0, 1)],
        ("2026Q2", "calls"): [("b/y", 0, 1, 0, 1), ("a/x", 2, 1, 0, 0.5), ("b/y", 2, 1, 0.5, 0.5)],
    }


def test_cells_are_as_broad_as_their_weeks_and_have_the_colours_of_the_leaders() -> None:
    cells = boxes(drawn())
    assert len(cells) == 7
    week = cells[1].get_width()
    assert [round(cell.get_width() / week) for cell in cells] == [2, 1, 1, 1, 1, 1, 1]
    x, y = (visible(colour(name), THEMES["light"]) for name in ("a/x", "b/y"))
    assert [to_hex(cell.get_facecolor()) for cell in cells] == [x, y, x, x, y, x, y]
    shared, other = cells[5:]
    assert shared.get_x() == other.get_x()
    assert shared.get_height() == other.get_height() == pytest.approx(cells[0].get_height() / 2)


def test_who_is_not_highlighted_is_grey() -> None:
    quiet = [to_hex(cell.get_facecolor()) for cell in boxes(drawn("b/y"))]
    assert quiet.count(THEMES["light"].quiet) == 4


def test_quarters_and_measures_have_their_names_once() -> None:
    told = [text.get_text() for text in drawn().texts]
    assert [text for text in told if text in ("Jan–Mar 2026", "Apr–Jun 2026", "calls")] == [
        "Jan–Mar 2026", "Apr–Jun 2026", "calls",
    ]  # fmt: skip


def test_every_known_week_tells_its_days_and_its_leaders() -> None:
    told = [str(box.get_gid()).removeprefix(TOOLTIP) for box in boxes(drawn(), tooltips=True)]
    assert len(told) == 7
    assert told[0] == "16 March to 22 March 2026: x"
    assert told[-1] == "20 April to 26 April 2026: x, y"
    assert not [text for text in told if text.startswith("13 April")]


def test_a_week_over_new_year_is_in_the_quarter_of_its_monday() -> None:
    table = "week a/x other\n2025-12-22 5 1\n2025-12-29 5 1\n2026-01-05 5 1"
    strips = calendar._strips(calendar.rows(measured(table)))
    assert [(str(strip.quarter), len(strip.leaders)) for strip in strips] == [
        ("2025Q4", 2), ("2026Q1", 1),
    ]  # fmt: skip
    assert calendar.subtitle(measured(table)).endswith(", December 2025 to January 2026")
