"""Chart `calendar`: who led each week, quarter by quarter, a strip for each measure.

A week is a cell in the colour of its leader; several that share first place share the cell. Weeks
in a row have their leader's name, where it fits. A week without a known leader is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from tracker import text as phrasing
from tracker.analysis.rows import named
from tracker.charts import Feed, Names, captions, layout, lines, words
from tracker.charts.text import balanced, base, names, short, subjects, width, write
from tracker.charts.theme import THEMES, Theme, text_on
from tracker.errors import GapError
from tracker.weeks import WEEK

NAME = "calendar"
METRICS = ("tokens", "calls", "spend")
FEED = Feed(metrics=METRICS)
SUMMARY = "Strips of weeks by quarter and measure, each week in the colour of its leader."
MOST = 2
"""The largest number of names in the title."""
TALLEST = 3.6
"""The height of a strip, in sizes of ordinary letters."""
SIZES = (0.9, 0.8)
"""The sizes of names in cells, in sizes of ordinary letters, the first in which they fit."""
LINE = 1.15
"""The height of a line of a name, in sizes of its letters."""
ROOM = 0.35
"""The room at the ends of a name, in sizes of its letters."""
GAP = 0.35
"""The height between two quarters, in heights of a strip."""
HEAD = 0.9
"""The size of the letters at the left, in sizes of ordinary ones."""
MOST_WEEKS = 14
"""The largest number of Mondays in a quarter."""


class Reign(NamedTuple):
    """Weeks of a quarter that one name led without a break.

    It begins at the ``start``-th week of the quarter, and has a ``share`` of the height.
    """

    entity: str
    start: int
    weeks: int
    foot: float
    share: float


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return the leaders of every week, by each measure that is on record."""
    first = frame[(frame["rank"] == 1).fillna(value=False) & named(frame)]
    if first.empty:
        raise GapError("no leader of any of these weeks is known")
    order = first["metric"].map(METRICS.index)
    ordered: pd.DataFrame = first.assign(order=order).sort_values(["order", "week", "entity"])
    return ordered.drop(columns="order")


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    metric = drawn["metric"].iloc[0]
    strip = drawn[drawn["metric"] == metric]
    labels = subjects(list(dict.fromkeys(strip["entity"])), frame)
    weeks_led = strip.groupby("entity", sort=False)["week"].nunique()
    if highlight:
        weeks_led = weeks_led[weeks_led.index.isin(highlight)]
        if weeks_led.empty:
            raise GapError("none of those highlighted led a week", datum=highlight)
    most = weeks_led.sort_values(ascending=False, kind="stable").head(MOST)
    parts = [
        words.say("calendar.led", who=short(labels[str(name)]), number=number)
        for name, number in most.items()
    ]
    return words.say(
        "calendar.finding",
        parts=words.clauses(parts, "、"),
        weeks=words.weeks(strip["week"].nunique()),
        metric=words.measure(metric),
    )


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    measures = words.listed([words.measure(metric) for metric in dict.fromkeys(drawn["metric"])])
    return captions.one_line(
        words.say("calendar.subtitle", measures=measures),
        captions.months(captions.known_weeks(drawn)),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    unknown = [metric for metric in METRICS if metric not in {*drawn["metric"]}]
    return captions.join(
        "A cell is a week, in the colour of its leader; an empty one has no known leader.",
        f"No week is on record by {phrasing.listed(unknown)}." if unknown else "",
        captions.depth(drawn),
    )


class Strip(NamedTuple):
    """The leaders of a quarter by one measure; the first of a quarter has its name at the left."""

    quarter: pd.Period
    metric: str
    leaders: pd.DataFrame
    is_first: bool


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    drawn, look = rows(frame, highlight), THEMES[theme]
    labels = names(list(dict.fromkeys(drawn["entity"])), frame)
    strips = _strips(drawn)
    size = base() * HEAD
    heads = [width(_head(strip.quarter), size, bold=True) for strip in strips]
    left = max(*heads, width(words.measure("tokens"), size)) + base()
    layout.extend_to_foot(ax)
    layout.hide_frame(ax)
    ax.set_xticks([])
    breadth, height = layout.room(ax)
    # One unit is one point of the page, down from the top.
    ax.set_xlim(0, breadth)
    ax.set_ylim(height, 0)
    gaps = sum(strip.is_first for strip in strips) - 1
    tall = min(height / (len(strips) + gaps * GAP), base() * TALLEST)
    cell = (breadth - left) / MOST_WEEKS
    top = -tall * GAP
    for strip in strips:
        top += tall * GAP * strip.is_first
        text, at, side, tone = (
            (_head(strip.quarter), 0.0, "left", look.ink)
            if strip.is_first
            else (words.measure(strip.metric), left - base() * 0.8, "right", look.pale)
        )
        weight = "bold" if strip.is_first else "normal"
        write(
            ax,
            at,
            top + tall / 2,
            text,
            va="center",
            ha=side,
            fontsize=size,
            fontweight=weight,
            color=tone,
        )
        for reign in _reigns(strip.leaders):
            foot = top + tall * (0.05 + 0.9 * reign.foot)
            box = (left + reign.start * cell, foot, reign.weeks * cell, tall * 0.9 * reign.share)
            _draw_reign(ax, box, reign.entity, short(labels[reign.entity]), highlight, look)
        leaders = lines.join_by_week(strip.leaders["week"], strip.leaders["entity"].map(labels))
        for week, who in leaders.items():
            start = left + _place(week) * cell
            span = (start, start + cell)
            layout.tooltip(
                ax,
                span,
                (top, top + tall),
                words.labelled(captions.days(week), who),
            )
        top += tall


def _strips(drawn: pd.DataFrame) -> list[Strip]:
    """Return the strips of all quarters, from the top down."""
    quarter_of_week = drawn["week"].dt.to_period("Q")
    return [
        Strip(quarter, str(metric), leaders, is_first=number == 0)
        for quarter in sorted(quarter_of_week.unique())
        for number, (metric, leaders) in enumerate(
            drawn[quarter_of_week == quarter].groupby("metric", sort=False)
        )
    ]


def _head(quarter: pd.Period) -> str:
    """Return a quarter as people write it: ``Oct–Dec 2024``, ``2024年四季度``."""
    months = f"{quarter.start_time:%b}–{quarter.end_time:%b}"
    number = "一二三四"[quarter.quarter - 1]
    return words.say("quarter", months=months, number=number, year=quarter.year)


def _place(week: pd.Timestamp) -> int:
    """Return which of the Mondays of its quarter a week begins on, 0 for the first."""
    first = week.to_period("Q").start_time
    return int((week - first).days // WEEK.days)


def _reigns(strip: pd.DataFrame) -> Iterator[Reign]:
    """Yield the reigns of a strip; who shares first place has a part of the height."""
    ties = strip.groupby("week")["entity"].transform("size")
    place = strip.groupby("week").cumcount()
    parts = strip.assign(share=1 / ties, foot=place / ties)
    for _, cells in parts.groupby(["entity", "share", "foot"], sort=False):
        first = cells.iloc[0]
        cut = (cells["week"].diff() != WEEK).cumsum()
        for _, piece in cells.groupby(cut):
            yield Reign(
                str(first["entity"]),
                _place(piece["week"].iloc[0]),
                len(piece),
                float(first["foot"]),
                float(first["share"]),
            )


def _draw_reign(
    ax: Axes,
    box: tuple[float, float, float, float],
    entity: str,
    label: str,
    highlight: Names,
    look: Theme,
) -> None:
    """Draw the cells of a reign, with its name where there is room for it."""
    x, y, breadth, height = box
    tone = lines.tones(entity, highlight, look)[0]
    ax.add_patch(
        Rectangle((x, y), breadth, height, facecolor=tone, edgecolor=look.paper, lw=1, zorder=3)
    )
    for part in SIZES:
        size = base() * part
        lines_of_name = _wrapped(label, size, breadth - 2 * ROOM * size)
        if lines_of_name and len(lines_of_name) * size * LINE <= height:
            break
    else:
        return
    first = y + height / 2 - (len(lines_of_name) - 1) / 2 * size * LINE
    for number, line in enumerate(lines_of_name):
        write(
            ax,
            x + breadth / 2,
            first + number * size * LINE,
            line,
            va="center",
            ha="center",
            fontsize=size,
            color=text_on(tone),
            zorder=4,
        )


def _wrapped(label: str, size: float, room: float) -> list[str]:
    """Return the lines of a name, or none where one of its words has no room."""
    if any(width(word, size) > room for word in label.split()):
        return []
    return balanced(label, size, room)
