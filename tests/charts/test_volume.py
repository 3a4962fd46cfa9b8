"""Everything counted, week by week: the parts come to the whole, and nothing is left out."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import page, volume
from tracker.charts.layout import TOOLTIP

WEEKS = """
    week        a/x  b/y  other
    2026-03-09  400  100     20
    2026-03-16  200    .    100
    2026-03-23  500  300    200
"""


def measured(table: str, **options: object) -> pd.DataFrame:
    return share(rank(weekly(table, **options)))  # type: ignore[arg-type]


def drawn(frame: pd.DataFrame, *highlight: str) -> Axes:
    words = volume.finding(frame, highlight), volume.subtitle(frame, highlight)
    with page.drawn("volume", frame, *words, "Source.", highlight=highlight) as figure:
        return figure.axes[0]


def columns(ax: Axes) -> list[tuple[float, float]]:
    """Return the feet and the heights of the parts of columns, name by name from the foot up."""
    boxes = [box for box in ax.patches if isinstance(box, Rectangle) and not box.get_hatch()]
    return [
        (box.get_y(), box.get_height())
        for box in boxes
        if not str(box.get_gid()).startswith(TOOLTIP)
    ]


def test_parts_stand_on_one_another_and_come_to_the_whole() -> None:
    assert columns(drawn(measured(WEEKS))) == [
        (0, 400), (0, 200), (0, 500),
        (400, 100), (200, 0), (500, 300),
        (500, 20), (200, 100), (800, 200),
    ]  # fmt: skip


def test_the_largest_of_all_weeks_are_parts_and_the_rest_is_other() -> None:
    names = [f"a/m{number}" for number in range(9)]
    table = f"week {' '.join(names)} other\n2026-03-16 {' '.join('123456789')} 10"
    rows = volume.rows(measured(table)).set_index("entity")["value"]
    assert {*rows.index} == {*names[3:], "other"}
    assert rows["other"] == 10 + 1 + 2 + 3
    kept = volume.rows(measured(table), ("a/m0",)).set_index("entity")["value"]
    assert {*kept.index} == {"a/m0", *names[4:], "other"}
    assert kept.sum() == rows.sum() == 55


@given(
    st.lists(
        st.tuples(*[st.one_of(st.none(), st.integers(0, 2**50))] * 8, st.integers(1, 2**50)),
        min_size=1,
        max_size=4,
    ).filter(lambda weeks: all(any(value is not None for value in week[:8]) for week in weeks))
)
def test_every_week_keeps_its_sum(weeks: list[tuple[int | None, ...]]) -> None:
    days = pd.date_range("2026-03-02", periods=len(weeks), freq="7D")
    lines = [
        " ".join([f"{day:%Y-%m-%d}", *("." if value is None else str(value) for value in week)])
        for day, week in zip(days, weeks, strict=True)
    ]
    head = " ".join(f"a/m{number}" for number in range(8))
    rows = volume.rows(measured("\n".join([f"week {head} other", *lines])))
    assert [*rows.groupby("week")["value"].sum()] == [
        sum(value or 0 for value in week) for week in weeks
    ]
    assert rows["entity"].nunique() <= volume.PARTS + 1


@pytest.mark.parametrize(
    ("before", "now", "ending"),
    [
        ("2025-03-24 100", 310, ", 3.1 times as much as a year before"),
        ("2025-03-24 10", 310, ", 31 times as much as a year before"),
        ("2025-03-17 100", 310, ", the most of these weeks"),
        ("2025-03-17 400", 310, ""),
    ],
)
def test_the_title_has_the_whole_and_what_it_was_a_year_before(
    before: str, now: int, ending: str
) -> None:
    """The week of 23 March 2026 is 52 weeks after that of 24 March 2025."""
    day, value = before.split()
    table = f"week a/x other\n{day} {value} 0\n2026-03-23 {now - 10} 10"
    assert volume.finding(measured(table)) == (
        f"OpenRouter had {now} tokens in the week to 29 March{ending}"
    )


def test_of_who_is_highlighted_the_title_has_its_own_amount() -> None:
    assert volume.finding(measured(WEEKS), ("a/x",)) == (
        "x had 500 tokens in the week to 29 March, up 150.0 % on the week before,"
        " the most of these weeks"
    )
    late = measured(WEEKS.replace("400  100", "400    .").replace("500  300", "500  300"))
    assert volume.finding(late, ("b/y",)) == "y had 300 tokens in the week to 29 March"


def test_a_running_week_is_left_out_and_a_missing_one_hatched() -> None:
    table = WEEKS.replace("2026-03-16", "2026-03-30") + "    2026-04-06 9 9 9"
    frame = measured(table, incomplete="2026-04-06")
    assert volume.rows(frame)["week"].max() == pd.Timestamp("2026-03-30")
    assert "Hatched: weeks without figures." in volume.method(frame)
    hatched = [box for box in drawn(frame).patches if box.get_hatch()]
    assert len(hatched) == 1
    assert "Hatched" not in volume.method(measured(WEEKS))


def test_a_board_that_does_not_tell_its_whole_has_no_column() -> None:
    """Without `other` nobody knows what all had."""
    frame = measured("week a/x b/y other\n2026-03-09 4 3 1\n2026-03-16 4 3 .")
    assert {*volume.rows(frame)["week"]} == {pd.Timestamp("2026-03-09")}


def test_the_subtitle_has_measure_level_and_months() -> None:
    assert volume.subtitle(measured(WEEKS)) == "Tokens by week and model, March 2026"
    makers = measured(WEEKS.replace("a/x", "x-ai").replace("b/y", "qwen"), by="author")
    assert volume.subtitle(makers) == "Tokens by week and maker, March 2026"


def test_the_parts_of_the_newest_week_have_their_names() -> None:
    told = [text.get_text() for text in drawn(measured(WEEKS)).texts]
    assert {"x", "y", "Others"} < {*told}
    gone = WEEKS.replace("500  300", "500    .")
    assert "y" not in [text.get_text() for text in drawn(measured(gone)).texts]
