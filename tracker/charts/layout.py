"""Where labels and ticks go. Lengths on the page are in points, places in weeks are dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle

from tracker.charts.captions import Rule
from tracker.charts.text import FONT, base, clean, width, write_beside
from tracker.charts.theme import Theme
from tracker.weeks import WEEK, label

FEW_WEEKS = 26
TOLD = "told "
"""So begins the id of what `tell` puts into a picture."""


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


def across(
    ax: Axes,
    weeks: Sequence[pd.Timestamp],
    left: float,
    right: float,
    theme: Theme,
    *,
    wide: bool = False,
    dates: bool = True,
) -> float:
    """Lay bare axes out for weeks from left to right, with ``left`` and ``right`` points beside
    them and their ``dates`` below; ``wide`` where a week is a column and not a point. Returns how
    many days a point is wide."""
    last = day(weeks[-1]) + (WEEK.days if wide else 0)
    scale = columns(ax, day(weeks[0]), last, left, right)
    bare(ax)
    ax.set_xticks([])
    if dates:
        week_axis(ax, weeks, scale, theme, middle=WEEK.days / 2 if wide else 0)
    return scale


def dotted(
    ax: Axes,
    rules: Sequence[Rule | None],
    low: float,
    high: float,
    theme: Theme,
    *,
    wide: bool = False,
    inside: bool = False,
) -> None:
    """A dotted rule before each week from which on the figures mean something else, numbered above
    ``high``, or ``inside`` below it, as the subtitle numbers them. One that is None is counted and
    not drawn."""
    for number, rule in enumerate(rules, 1):
        if rule is None:
            continue
        place = day(rule.week) - (0 if wide else WEEK.days / 2)
        ax.plot([place, place], [low, high], color=theme.pale, lw=0.9, ls=":", zorder=2.5)
        off = (base() * 0.15, 0.0) if inside else (0.0, base() * 0.15)
        write_beside(
            ax,
            (place, high),
            off,
            f"({number})",
            va="top" if inside else "bottom",
            ha="left" if inside else "center",
            fontsize=base() * 0.8,
            color=theme.pale,
        )


def tell(ax: Axes, x: Sequence[float], y: Sequence[float], text: str) -> None:
    """Let a place of the chart tell its values where a picture can: an unseen box between two
    places across and two up, which `svg` gives a title."""
    box = Rectangle(
        (min(x), min(y)),
        abs(x[1] - x[0]),
        abs(y[1] - y[0]),
        facecolor="none",
        edgecolor="none",
        lw=0,
        zorder=9,
    )
    box.set_gid(TOLD + clean(text))
    ax.add_artist(box)  # not `add_patch`: what is not seen sets no limits


def tell_weeks(ax: Axes, told: Mapping[pd.Timestamp, str], *, wide: bool = False) -> None:
    """Let each week tell its values over the whole height of the chart."""
    height = ax.get_ylim()
    for week, text in told.items():
        first = day(week) - (0 if wide else WEEK.days / 2)
        tell(ax, (first, first + WEEK.days), height, f"{label(week.date())}: {text}")


def panels(
    ax: Axes, number: int, across: int, gaps: tuple[float, float], head: float
) -> Iterator[Axes]:
    """``number`` panels in rows of ``across``, inside the axes: ``gaps`` points between columns and
    between rows, ``head`` points above each for its name."""
    breadth, height = room(ax)
    down = -(-number // across)
    wide = (1 - gaps[0] * (across - 1) / breadth) / across
    tall = (1 - gaps[1] * (down - 1) / height) / down
    ax.set_axis_off()
    for place in range(number):
        row, column = divmod(place, across)
        left = column * (wide + gaps[0] / breadth)
        foot = 1 - row * (tall + gaps[1] / height) - tall
        yield ax.inset_axes((left, foot, wide, tall - head / height), facecolor="none")


def shortened(ax: Axes, rows: int, tall: float) -> None:
    """Cut the axes at the foot to what ``rows`` of ``tall`` points fill: the scale stands under the
    last row, not at the foot of an empty page."""
    whole = ax.get_position()
    used = whole.height * min(tall * rows / room(ax)[1], 1)
    ax.set_position((whole.x0, whole.y1 - used, whole.width, used))


def week_axis(
    ax: Axes, weeks: Sequence[pd.Timestamp], scale: float, theme: Theme, *, middle: float = 0
) -> None:
    """Ticks below: ISO weeks for half a year or less, ``middle`` days after their Mondays, months
    for more; the year under the first of each. Only as many as can be read at ``scale`` days a
    point."""
    size = base() * 0.9
    first, last = weeks[0], weeks[-1]
    if last - first <= FEW_WEEKS * WEEK:
        found = [label(place.date()).split("-") for place in pd.date_range(first, last, freq="7D")]
        every = [day(place) + middle for place in pd.date_range(first, last, freq="7D")]
        from_newest = range(len(every) - 1, -1, -1)
        apart = (width("W00", size) + size * 0.7) * scale
        ticks = _thinned(every, [(text, year) for year, text in found], from_newest, apart)
    else:
        months = pd.date_range(first, last, freq="MS")
        texts = [(month.strftime("%b"), str(month.year)) for month in months]
        counted = [month.year * 12 + month.month - 1 for month in months]
        ticks = _thinned(
            [day(month) for month in months],
            texts,
            counted,
            (width("0000", size) + size * 0.4) * scale,
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
                (day(week), low),
                7,
                high - low,
                facecolor="none",
                edgecolor=theme.quiet,
                hatch="////",
                lw=0,
                zorder=1,
            )
        )


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
