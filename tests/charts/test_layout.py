from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts.layout import spread


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
