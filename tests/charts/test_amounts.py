"""Columns of the amounts of each week: what is said, what is drawn, and what is left unknown."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import amounts, page
from tracker.charts.layout import TOOLTIP
from tracker.charts.theme import THEMES
from tracker.errors import GapError

WEEKS = """
    week        openai/x  google/y  other
    2026-03-09    400       100       20
    2026-03-16    200       300       20
    2026-03-23    500       .         20
"""


def measured(table: str, **options: object) -> pd.DataFrame:
    return share(rank(weekly(table, **options)))  # type: ignore[arg-type]


def drawn(frame: pd.DataFrame, *highlight: str) -> tuple[Axes, list[Rectangle]]:
    """Return the axes and the columns of the chart, in the order in which they are drawn."""
    look = THEMES["light"]
    with mpl.rc_context(page._settings(page.LETTERS["wide"], look)):
        figure = Figure(figsize=(12, 6.75), dpi=100)
        FigureCanvasAgg(figure)
        words = amounts.finding(frame, highlight), amounts.subtitle(frame, highlight)
        ax = page.page(figure, *words, "Source", size="wide", theme=look)
        amounts.draw(ax, frame, highlight=highlight)
        figure.canvas.draw()
    hatched = [box for box in ax.patches if box.get_hatch()]
    boxes = [box for box in ax.patches if isinstance(box, Rectangle) and box not in hatched]
    return ax, [box for box in boxes if not str(box.get_gid()).startswith(TOOLTIP)]


@pytest.mark.parametrize(
    ("highlight", "said"),
    [
        ((),
         "All models on OpenRouter had 520 tokens in the week to 29 March, as much as the week before"),
        (("openai/x",),
         "x had 500 tokens in the week to 29 March, up 150.0 % on the week before, the most of these weeks"),
        (("google/y",),
         "y had 300 tokens in the week to 22 March, the most of these weeks, and is not published in the week to 29 March"),
        (("openai/x", "google/y"),
         "x and y together had 500 tokens in the week to 29 March, as much as the week before"),
    ],
)  # fmt: skip
def test_the_title_has_the_newest_amount_and_its_change(
    highlight: tuple[str, ...], said: str
) -> None:
    assert amounts.finding(measured(WEEKS), highlight) == said


def test_money_is_said_in_dollars() -> None:
    frame = measured("week a/x other\n2026-03-09 1000000 0\n2026-03-16 3000000 0", metric="spend")
    assert amounts.finding(frame, ("a/x",)) == (
        "x had $3.00 in the week to 22 March, up 200.0 % on the week before"
    )


def test_everything_together_counts_other_too() -> None:
    rows = amounts.rows(measured(WEEKS))
    assert [*rows["value"]] == [520, 520, 520]
    assert {*rows["entity"]} == {"total"}
    assert "rank" not in rows, "the rank of one name is not that of all"
    boxes = drawn(measured(WEEKS))[1]
    assert {to_hex(box.get_facecolor()) for box in boxes} == {THEMES["light"].pale}


def test_columns_of_several_stand_on_each_other_the_largest_at_the_foot() -> None:
    boxes = drawn(measured(WEEKS), "google/y", "openai/x")[1]
    assert [(box.get_y(), box.get_height()) for box in boxes] == [
        (0, 400), (0, 200), (0, 500), (400, 100), (200, 300),
    ]  # fmt: skip


def test_a_week_that_does_not_publish_a_name_has_no_column() -> None:
    frame = measured(WEEKS)
    assert [box.get_height() for box in drawn(frame, "google/y")[1]] == [100, 300]
    assert "A week without a column does not publish the name." in amounts.method(
        frame, ("google/y",)
    )
    assert "without a column" not in amounts.method(frame, ("openai/x",))


def test_a_lower_bound_is_pale_and_said_to_be_one() -> None:
    frame = measured(WEEKS, depth=9, by="author")
    boxes = drawn(frame, "openai/x")[1]
    assert {box.get_alpha() for box in boxes} == {amounts.PALE}
    assert (
        amounts.finding(frame, ("openai/x",)) == "x had at least 500 tokens in the week to 29 March"
    )
    assert "Pale: only the least is known." in amounts.method(frame, ("openai/x",))


def test_a_missing_week_is_hatched_and_no_change_is_taken_over_it() -> None:
    frame = measured("week a/x other\n2026-03-09 4 0\n2026-03-23 5 0\n2026-03-30 6 0")
    assert "Hatched: weeks without figures." in amounts.method(frame, ("a/x",))
    ax, boxes = drawn(frame, "a/x")
    assert len(boxes) == 3
    assert sum(bool(box.get_hatch()) for box in ax.patches) == 1
    assert (
        amounts._change(amounts._sums(amounts.rows(frame, ("a/x",))), pd.Timestamp("2026-03-23"))
        == ""
    )


def test_a_week_alone_is_not_drawn() -> None:
    with pytest.raises(GapError, match="tokens are recorded for fewer than two of these weeks"):
        amounts.finding(measured("week a/x other\n2026-03-09 4 0"), ("a/x",))


def test_the_axis_begins_shortly_before_the_first_column() -> None:
    early = "\n".join(f"2026-01-{day:02d} . 9" for day in (5, 12, 19, 26))
    frame = measured(f"week a/x other\n{early}\n2026-02-02 4 5")
    weeks = amounts._weeks(frame, amounts.rows(frame, ("a/x",)))
    assert [f"{week:%m-%d}" for week in weeks] == ["01-12", "01-19", "01-26", "02-02"]


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (9, [0, 2, 4, 6, 8]),
        (4_600, [0, 1000, 2000, 3000, 4000]),
        (1.8e14, [0, 5e13, 1e14, 1.5e14]),
        (2.6e13, [0, 5e12, 1e13, 1.5e13, 2e13, 2.5e13]),
    ],
)
def test_marks_are_round_and_few(highest: float, marks: list[float]) -> None:
    assert amounts.marks(highest) == marks
    assert len(marks) <= amounts.MARKS + 1


def test_a_mark_has_no_zeros_behind_its_point() -> None:
    assert [amounts.mark(value, "tokens") for value in (0, 2.5e12, 2e13, 5e11)] == [
        "0", "2.5T", "20T", "500B",
    ]  # fmt: skip
    assert amounts.mark(5e11, "spend") == "$500K"
