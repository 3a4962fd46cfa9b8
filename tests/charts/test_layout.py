from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from tracker.charts.captions import Rule
from tracker.charts.layout import day, dotted_rules, spread
from tracker.charts.theme import THEMES


def test_labels_that_do_not_touch_stay_where_they_are() -> None:
    assert spread([1.0, 5.0, 9.0], 1, 0, 10) == [1.0, 5.0, 9.0]


def test_labels_that_touch_move_apart_around_their_middle() -> None:
    assert spread([5.0, 5.0], 2, 0, 10) == [4.0, 6.0]


@given(st.lists(st.floats(0, 10), min_size=1, max_size=12), st.floats(0.01, 3))
def test_labels_keep_their_order_their_distance_and_the_frame(
    wanted: list[float], gap: float
) -> None:
    placed = spread(wanted, gap, 0, 10)
    room = min(gap, 10 / max(1, len(wanted) - 1))
    ordered = sorted(placed)
    assert all(b - a >= room - 1e-9 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 10 + 1e-9
    for i, first in enumerate(wanted):
        for j, second in enumerate(wanted):
            assert first >= second or placed[i] < placed[j] + 1e-9


def test_no_labels_need_no_places() -> None:
    assert spread([], 1, 0, 10) == []
    assert spread([3.0], 1, 0, 10) == [pytest.approx(3)]


def rules(*weeks: str, sign: str = "own keys in part") -> list[Rule]:
    return [Rule(pd.Timestamp(week), "", sign) for week in weeks]


def ruled(*weeks: str, signs: bool = True) -> tuple[list[float], list[Bbox]]:
    """Return where the rules of a year are in pixels, and the boxes of their words."""
    figure = Figure(figsize=(6, 4), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    ax.set_xlim(day(pd.Timestamp("2026-01-05")), day(pd.Timestamp("2026-12-28")))
    ax.set_ylim(0, 1)
    dotted_rules(ax, rules(*weeks), 0, 1, THEMES["light"], signs=signs)
    figure.canvas.draw()
    places = [ax.transData.transform((line.get_xdata()[0], 0))[0] for line in ax.lines]
    return sorted(places), sorted(
        (text.get_window_extent() for text in ax.texts), key=lambda box: box.x0
    )


def test_the_words_of_a_rule_stand_at_it() -> None:
    places, boxes = ruled("2026-03-02", "2026-08-03")
    assert len(places) == len(boxes) == 2
    for place, box in zip(places, boxes, strict=True):
        assert box.x0 < place < box.x1


def test_words_that_would_touch_give_way_and_their_rules_stay() -> None:
    places, boxes = ruled(*(f"2026-06-{day:02}" for day in (1, 8, 15, 22, 29)))
    assert len(places) == 5
    assert 1 <= len(boxes) < 5
    assert all(first.x1 < second.x0 for first, second in pairwise(boxes))
    for box in boxes:
        assert any(box.x0 - 1 <= place <= box.x1 + 1 for place in places), "it belongs to a rule"


def test_a_rule_may_have_no_words() -> None:
    places, boxes = ruled("2026-03-02", signs=False)
    assert (len(places), boxes) == (1, [])
