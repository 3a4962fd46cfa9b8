"""Positions of labels and ticks.

Lengths on the page are in points, positions in weeks are dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle

from tracker.charts import captions, fonts, words
from tracker.charts.captions import Rule
from tracker.charts.text import annotate, base, clean, typeset, width
from tracker.charts.theme import Theme
from tracker.weeks import DAY, WEEK

FEW_WEEKS = 26
TOOLTIP = "tooltip "
"""The prefix of the id of a box that `tooltip` adds."""


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions in the order of ``wanted``, ``gap`` or more apart, with the least movement.

    They are between ``low`` and ``high``; the movement is a sum of squares. When they do not all
    fit, ``gap`` is narrowed. Labels that would overlap form a block around the mean of what its
    members want; blocks that touch are merged (pool adjacent violators).
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
    """Return a date as a number on matplotlib's axis."""
    return float(date2num(week))  # type: ignore[no-untyped-call]


def room(ax: Axes) -> tuple[float, float]:
    """Return the width and height of the axes in points."""
    box = ax.get_window_extent()
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    return box.width * 72 / dpi, box.height * 72 / dpi


def columns(ax: Axes, first: float, last: float, left: float, right: float) -> float:
    """Keep ``left`` and ``right`` points free next to the dates ``first`` to ``last``.

    The points are inside the axes. Returns how many days a point is wide.
    """
    inner = max(room(ax)[0] - left - right, 30)
    scale = max(last - first, 1) / inner
    middle = (first + last) / 2
    half = inner * scale / 2
    ax.set_xlim(middle - half - left * scale, middle + half + right * scale)
    return scale


def hide_frame(ax: Axes) -> None:
    """Remove the frame and the marks of the axes: what is needed is drawn."""
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
    """Lay bare axes out for weeks from left to right.

    ``left`` and ``right`` are the free points next to them; ``dates`` are written below. ``wide``
    is for a week that is a column and not a point. Returns how many days a point is wide.
    """
    last = day(weeks[-1]) + (WEEK.days if wide else 0)
    scale = columns(ax, day(weeks[0]), last, left, right)
    hide_frame(ax)
    ax.set_xticks([])
    if dates:
        week_axis(ax, weeks, scale, theme, middle=WEEK.days / 2 if wide else 0)
    return scale


def dotted_rules(
    ax: Axes,
    rules: Sequence[Rule | None],
    low: float,
    high: float,
    theme: Theme,
    *,
    wide: bool = False,
    signs: bool = True,
) -> None:
    """Draw a dotted rule before each week from which on the figures mean something else.

    With ``signs`` two or three words above ``high`` say what, as far as there is room for them in
    one line and at their rule. A rule that is None is not drawn.
    """
    size = base() * 0.8
    left, right = sorted(ax.get_xlim())
    points = room(ax)[0] / (right - left)
    end = (right - left) * points + size * 2
    for rule in reversed([*filter(None, rules)]):
        position = day(rule.week) - (0 if wide else WEEK.days / 2)
        ax.plot([position, position], [low, high], color=theme.pale, lw=0.9, ls=":", zorder=2.5)
        breadth, center = width(rule.sign, size), (position - left) * points
        start = min(max(center - breadth / 2, 0), end - size - breadth)
        apart = start + breadth < center
        if not signs or not rule.sign or apart or start < 0:
            continue
        end = start
        annotate(
            ax,
            (position, high),
            (start - center, base() * 0.55),
            rule.sign,
            va="bottom",
            ha="left",
            fontsize=size,
            color=theme.pale,
        )


def tooltip(ax: Axes, x: Sequence[float], y: Sequence[float], text: str) -> None:
    """Add an invisible box between two x and two y, which `svg` gives a title with ``text``."""
    box = Rectangle(
        (min(x), min(y)),
        abs(x[1] - x[0]),
        abs(y[1] - y[0]),
        facecolor="none",
        edgecolor="none",
        lw=0,
        zorder=9,
    )
    box.set_gid(TOOLTIP + clean(typeset(text)))
    ax.add_artist(box)  # not `add_patch`: an invisible box sets no limits


def week_tooltips(ax: Axes, texts: Mapping[pd.Timestamp, str], *, wide: bool = False) -> None:
    """Add the values of each week over the whole height of the chart."""
    height = ax.get_ylim()
    for week, text in texts.items():
        first = day(week) - (0 if wide else WEEK.days / 2)
        tooltip(
            ax,
            (first, first + WEEK.days),
            height,
            words.labelled(captions.days(week), text),
        )


def panels(
    ax: Axes, number: int, across: int, gaps: tuple[float, float], head: float
) -> Iterator[Axes]:
    """Yield ``number`` panels in rows of ``across``, inside the axes.

    ``gaps`` are the points between columns and between rows, ``head`` the points above each for its
    name.
    """
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


def shorten_axes(ax: Axes, rows: int, tall: float) -> None:
    """Cut the axes at the foot to what ``rows`` of ``tall`` points fill.

    The scale is under the last row, not at the foot of an empty page.
    """
    whole = ax.get_position()
    used = whole.height * min(tall * rows / room(ax)[1], 1)
    ax.set_position((whole.x0, whole.y1 - used, whole.width, used))


def extend_to_foot(ax: Axes) -> None:
    """Extend the axes to the foot: without a scale, nothing needs the space below."""
    whole, free = ax.get_position(), base() * 2.2
    more = free / room(ax)[1] * whole.height
    ax.set_position((whole.x0, whole.y0 - more, whole.width, whole.height + more))


def week_axis(
    ax: Axes, weeks: Sequence[pd.Timestamp], scale: float, theme: Theme, *, middle: float = 0
) -> None:
    """Draw the ticks below: the last days of weeks for half a year or less, months for more.

    ``middle`` is the number of days after the Mondays. The year is under the first tick of each.
    There are only as many as can be read at ``scale`` days a point.
    """
    size = base() * 0.9
    first, last = weeks[0], weeks[-1]
    if last - first <= FEW_WEEKS * WEEK:
        mondays = pd.date_range(first, last, freq="7D")
        sundays = [monday + WEEK - DAY for monday in mondays]
        positions = [day(monday) + middle for monday in mondays]
        from_newest = range(len(positions) - 1, -1, -1)
        apart = (width(words.say("axis.widest.day"), size) + size * 0.7) * scale
        texts = [(captions.short_date(sunday), captions.year(sunday)) for sunday in sundays]
        ticks = _thin(positions, texts, from_newest, apart)
    else:
        months = pd.date_range(first, last, freq="MS")
        texts = [(captions.short_month(month), captions.year(month)) for month in months]
        counted = [month.year * 12 + month.month - 1 for month in months]
        ticks = _thin(
            [day(month) for month in months],
            texts,
            counted,
            (width(words.say("axis.widest.year"), size) + size * 0.4) * scale,
        )
    # Every label has two lines, so that all are on one baseline.
    years = ["", *(year for _, _, year in ticks)]
    tick_labels = [
        f"{text}\n{' ' if year == before else year}"
        for (_, text, year), before in zip(ticks, years, strict=False)
    ]
    ax.set_xticks(
        [place for place, _, _ in ticks],
        tick_labels,
        fontfamily=fonts.current(),
        fontsize=size,
        color=theme.pale,
    )


def hatch(ax: Axes, weeks: Sequence[pd.Timestamp], low: float, high: float, theme: Theme) -> None:
    """Hatch the weeks without figures."""
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


def _thin(
    places: list[float], texts: list[tuple[str, str]], counted: Sequence[int], apart: float
) -> list[tuple[float, str, str]]:
    """Return every first, second, third … place by its number, whichever leaves them ``apart``."""
    ticks = [(place, *text) for place, text in zip(places, texts, strict=True)]
    for step in (1, 2, 3, 4, 6, 12, 24, 60, 120):
        result = [tick for tick, number in zip(ticks, counted, strict=True) if number % step == 0]
        if all(b[0] - a[0] >= apart for a, b in pairwise(result)):
            return result
    return ticks[:1]
