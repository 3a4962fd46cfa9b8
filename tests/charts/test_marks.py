"""What the marks on a chart claim."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from support.weekly_frames import weekly

import tracker
from tracker.charts import chart


def drawn(name: str, frame: pd.DataFrame, inches: tuple[float, float] = (12, 6.75)) -> Axes:
    figure = Figure(figsize=inches, dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.03, 0.1, 0.94, 0.7))
    chart(name).draw(ax, tracker.share(tracker.rank(frame)))
    figure.canvas.draw()
    return ax


def rings(ax: Axes) -> int:
    """Rings are markers with no line through them, larger than a week's dot."""
    return sum(line.get_marker() == "o" and line.get_markersize() > 6 for line in ax.lines)


def test_a_ring_marks_a_return_and_not_a_missing_week() -> None:
    missing = "week a b\n2026-03-02 5 3\n2026-03-09 5 3\n2026-03-23 5 3"
    assert rings(drawn("bump", weekly(missing))) == 0
    away = "week a b\n2026-03-02 5 3\n2026-03-09 5 .\n2026-03-16 5 3"
    assert rings(drawn("bump", weekly(away))) == 1


@pytest.mark.parametrize("inches", [(12, 6.75), (6.4, 4.5), (10.8, 10.8)])
def test_the_length_of_a_run_is_never_cut_by_a_bar(inches: tuple[float, float]) -> None:
    weeks = pd.date_range("2025-01-06", periods=90, freq="7D")
    others = {6, 13, 14, 20, 26}  # b leads in these, so a has runs with a week or two between
    table = "\n".join(
        [
            "week a b",
            *(f"{week:%Y-%m-%d} {5 - 3 * (at in others)} 3" for at, week in enumerate(weeks)),
        ]
    )
    ax = drawn("reigns", weekly(table), inches)
    bars = [bar.get_window_extent() for bar in ax.patches if isinstance(bar, Rectangle)]
    for text in ax.texts:
        box = text.get_window_extent()
        for bar in bars:
            across = min(box.x1, bar.x1) - max(box.x0, bar.x0)
            down = min(box.y1, bar.y1) - max(box.y0, bar.y0)
            if across > 2 and down > 2:
                assert bar.x0 - 2 <= box.x0 <= box.x1 <= bar.x1 + 2, text.get_text()
