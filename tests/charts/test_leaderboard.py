"""The largest of one week: who they are, what each had, and where it came from."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import leaderboard, page
from tracker.charts.layout import TOOLTIP
from tracker.errors import GapError

WEEKS = """
    week        a/x  b/y  c/z  d/w  other
    2026-03-09  400  300  200    .     50
    2026-03-16  300  450  200   90     50
"""
"""Y passes x, z stays third, and w is new to the ranking."""


def measured(table: str = WEEKS, **options: object) -> pd.DataFrame:
    return share(rank(weekly(table, **options)))  # type: ignore[arg-type]


def drawn(frame: pd.DataFrame, *highlight: str, size: str = "wide") -> Axes:
    """Return the axes of the chart on its page."""
    words = leaderboard.finding(frame, highlight), leaderboard.subtitle(frame, highlight)
    with page.drawn(
        "leaderboard", frame, *words, "Source.", size=size, highlight=highlight
    ) as figure:
        return figure.axes[0]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


def bars(ax: Axes) -> list[float]:
    """Return the lengths of the bars, from the top down."""
    boxes = [box for box in ax.patches if isinstance(box, Rectangle)]
    return [box.get_width() for box in boxes if not str(box.get_gid()).startswith(TOOLTIP)]


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (WEEKS, "y rises from second to first by tokens in the week to 22 March"),
        (WEEKS.replace("450", "250"), "x stays first by tokens in the week to 22 March"),
        (WEEKS.replace("90", "900"), "w leads by tokens in the week to 22 March"),
        (
            WEEKS.replace("450", "300"),
            "x and y share first place by tokens in the week to 22 March",
        ),
    ],
)
def test_the_title_says_how_the_leader_came_to_the_top(table: str, title: str) -> None:
    assert leaderboard.finding(measured(table)) == title


def test_the_title_has_the_places_of_those_highlighted() -> None:
    assert leaderboard.finding(measured(), ("d/w", "a/x")) == (
        "x is #2 and w is #4 by tokens in the week to 22 March"
    )


@pytest.mark.parametrize(
    ("monday", "days"),
    [
        ("2026-03-16", "16 March to 22 March 2026"),
        ("2025-12-29", "29 December 2025 to 4 January 2026"),
    ],
)
def test_the_subtitle_has_the_days_of_the_week(monday: str, days: str) -> None:
    frame = measured(f"week a/x b/y other\n{monday} 5 3 1", metric="calls")
    assert leaderboard.subtitle(frame) == f"The largest models on OpenRouter by calls, {days}"


def test_every_row_has_its_value_its_change_and_its_move() -> None:
    told = texts(drawn(measured()))
    rows = [told[place : place + 5] for place in (0, 5, 10)]
    assert rows == [
        ["1", "y", "450", "+50%", "▲ 1"],
        ["2", "x", "300", "−25%", "▼ 1"],
        ["3", "z", "200", "+0.0%", "="],
    ]
    assert told[15:] == ["4", "w", "90", "new"], "a change from nothing known is not known"


def test_without_a_week_before_nobody_is_new_and_nothing_moved() -> None:
    told = texts(drawn(measured("week a/x b/y other\n2026-03-16 5 3 1")))
    assert told == ["1", "x", "5", "2", "y", "3"]
    gap = measured("week a/x b/y other\n2026-03-02 3 5 1\n2026-03-16 5 3 1")
    assert texts(drawn(gap)) == told


def test_bars_are_in_proportion_and_other_has_none() -> None:
    lengths = bars(drawn(measured()))
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [1, 300 / 450, 200 / 450, 90 / 450]
    )


def test_the_ten_largest_are_drawn_and_those_highlighted() -> None:
    names = [f"a/m{number:02}" for number in range(20)]
    values = " ".join(str(90 - number) for number in range(20))
    frame = measured(f"week {' '.join(names)} other\n2026-03-16 {values} 5")
    assert [*leaderboard.rows(frame)["entity"]] == names[:10]
    kept = leaderboard.rows(frame, ("a/m15", "a/m03"))
    assert [*kept["entity"]] == [*names[:10], "a/m15"]
    assert "16" in texts(drawn(frame, "a/m15")), "with its own place"
    even = measured(f"week {' '.join(names)} other\n2026-03-16 {' '.join('5' * 20)} 5")
    assert len(leaderboard.rows(even)) == leaderboard.MOST_ROWS


def test_the_week_is_the_newest_that_is_ranked() -> None:
    running = f"{WEEKS.rstrip()}\n    2026-03-23    9    9    9    9      9"
    frame = measured(running, incomplete="2026-03-23")
    assert {*leaderboard.rows(frame)["week"]} == {pd.Timestamp("2026-03-16")}
    unranked = measured(WEEKS, unranked="2026-03-16")
    assert {*leaderboard.rows(unranked)["week"]} == {pd.Timestamp("2026-03-09")}
    with pytest.raises(GapError, match="no ranking by tokens is on record for any of these weeks"):
        leaderboard.rows(measured(WEEKS, unranked="2026-03-09 2026-03-16"))


def test_a_phone_has_no_room_for_changes() -> None:
    told = texts(drawn(measured(), size="phone"))
    assert {"450", "▲ 1", "new"} < {*told}
    assert not [text for text in told if text.endswith("%")]


def test_money_is_in_dollars_and_a_missing_value_is_nowhere() -> None:
    frame = measured("week a/x b/y other\n2026-03-16 3000000 . 1000000", metric="spend")
    assert texts(drawn(frame)) == ["1", "x", "$3.00"]
