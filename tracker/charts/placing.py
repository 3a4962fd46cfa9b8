"""Where labels and ticks go. Lengths on the page are in points, places in weeks are dates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle

from tracker.charts.colours import Theme
from tracker.charts.lettering import FONT, base, width
from tracker.weeks import WEEK, label

FEW_WEEKS = 26


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions in the order of ``wanted``, ``gap`` or more apart, between ``low`` and ``high``,
    with the least movement (sum of squares). When they do not all fit, ``gap`` is narrowed.

    Labels that would overlap form a block around the mean of what its members want; blocks that
    touch are merged (pool adjacent violators).
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    blocks: list[list[float]] = []  # of each: the sum of wanted starts, and how many labels
    for place, index in enumerate(order):
        blocks.append([wanted[index] - place * gap, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            total, size = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += size
    highest = high - (len(wanted) - 1) * gap
    starts = [
        min(max(total / size, low), max(highest, low))
        for total, size in blocks
        for _ in range(int(size))
    ]
    placed = [0.0] * len(wanted)
    for place, index in enumerate(order):
        placed[index] = starts[place] + place * gap
    return placed


def day(week: pd.Timestamp) -> float:
    """A date on matplotlib's axis."""
    return float(date2num(week))  # type: ignore[no-untyped-call]


def room(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes in points."""
    box = ax.get_window_extent()
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    return box.width * 72 / dpi, box.height * 72 / dpi


def columns(ax: Axes, first: float, last: float, left: float, right: float) -> float:
    """Keep ``left`` and ``right`` points free beside the dates ``first`` to ``last``, inside the
    axes. Returns how many days a point is wide."""
    inner = max(room(ax)[0] - left - right, 30)
    scale = max(last - first, 1) / inner
    middle = (first + last) / 2
    half = inner * scale / 2
    ax.set_xlim(middle - half - left * scale, middle + half + right * scale)
    return scale


def bare(ax: Axes) -> None:
    """No frame and no marks: what is needed is drawn."""
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(left=False, labelleft=False, bottom=False, pad=4)


def week_axis(ax: Axes, weeks: Sequence[pd.Timestamp], scale: float, theme: Theme) -> None:
    """Ticks below: ISO weeks for half a year or less, months for more; the year under the first
    of each. Only as many as can be read at ``scale`` days a point."""
    size = base() * 0.9
    first, last = weeks[0], weeks[-1]
    if last - first <= FEW_WEEKS * WEEK:
        found = [label(place.date()).split("-") for place in pd.date_range(first, last, freq="7D")]
        every = [day(place) for place in pd.date_range(first, last, freq="7D")]
        from_newest = range(len(every) - 1, -1, -1)
        apart = width("W00 ", size) * scale
        ticks = _thinned(every, [(text, year) for year, text in found], from_newest, apart)
    else:
        months = pd.date_range(first, last, freq="MS")
        texts = [(month.strftime("%b"), str(month.year)) for month in months]
        counted = [month.year * 12 + month.month - 1 for month in months]
        ticks = _thinned(
            [day(month) for month in months], texts, counted, width("0000 ", size) * scale
        )
    # Every label has two lines, so that all stand on one baseline.
    years = ["", *(year for _, _, year in ticks)]
    shown = [
        f"{text}\n{' ' if year == before else year}"
        for (_, text, year), before in zip(ticks, years, strict=False)
    ]
    ax.set_xticks(
        [place for place, _, _ in ticks], shown, fontfamily=FONT, fontsize=size, color=theme.pale
    )


def hatch(ax: Axes, weeks: Sequence[pd.Timestamp], low: float, high: float, theme: Theme) -> None:
    """Mark weeks of which nothing is known."""
    for week in weeks:
        ax.add_patch(
            Rectangle(
                (day(week), low), 7, high - low,
                facecolor="none", edgecolor=theme.quiet, hatch="////", lw=0, zorder=1,
            )
        )  # fmt: skip


def _thinned(
    places: list[float], texts: list[tuple[str, str]], counted: Sequence[int], apart: float
) -> list[tuple[float, str, str]]:
    """Every first, second, third … place by its number, whichever leaves them ``apart``."""
    ticks = [(place, *text) for place, text in zip(places, texts, strict=True)]
    for step in (1, 2, 3, 4, 6, 12, 24, 60, 120):
        kept = [tick for tick, number in zip(ticks, counted, strict=True) if number % step == 0]
        if all(b[0] - a[0] >= apart for a, b in pairwise(kept)):
            return kept
    return ticks[:1]
