"""Chart `calendar`: who led each week, a strip for each measure.

A week is a cell in the colour of its leader; several that share first place share the cell. A long
time at the top has its name. A week without a known leader is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from tracker import text
from tracker.analysis.rows import named
from tracker.charts import Feed, Names, captions, layout, lines
from tracker.charts.text import base, names, short, width, write
from tracker.charts.theme import THEMES, Theme, text_on
from tracker.errors import GapError
from tracker.weeks import WEEK

NAME = "calendar"
METRICS = ("tokens", "calls", "spend")
FEED = Feed(metrics=METRICS)
SUMMARY = "Strips of weeks, one for each measure, each week in the colour of its leader."
MOST = 2
"""The largest number of names in the title."""
TALLEST = 9.0
"""The height of a strip, in sizes of ordinary letters."""
ROOM = 0.5
"""The room at the ends of a name, in sizes of its letters."""


class Reign(NamedTuple):
    """Weeks that one name led without a break."""

    entity: str
    first: pd.Timestamp
    last: pd.Timestamp
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
    labels = names(list(dict.fromkeys(strip["entity"])), frame)
    weeks_led = strip.groupby("entity", sort=False)["week"].nunique()
    if highlight:
        weeks_led = weeks_led[weeks_led.index.isin(highlight)]
        if weeks_led.empty:
            raise GapError("none of those highlighted led a week", datum=highlight)
    most = weeks_led.sort_values(ascending=False, kind="stable").head(MOST)
    parts = [f"{short(labels[str(name)])} led {number}" for name, number in most.items()]
    total = strip["week"].nunique()
    return f"{text.listed(parts)} of {text.counted(total, 'week')} by {metric}"


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    measures = text.listed(list(dict.fromkeys(drawn["metric"])))
    return captions.one_line(
        f"Who was #1 on OpenRouter each week, by {measures}",
        captions.months(captions.known_weeks(drawn)),
    )


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    drawn = rows(frame, highlight)
    unknown = [metric for metric in METRICS if metric not in {*drawn["metric"]}]
    return captions.join(
        "A cell is a week, in the colour of its leader; an empty one has no known leader.",
        f"No week is on record by {text.listed(unknown)}." if unknown else "",
        captions.depth(drawn),
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    drawn, look = rows(frame, highlight), THEMES[theme]
    metrics = [metric for metric in METRICS if metric in {*drawn["metric"]}]
    known = captions.known_weeks(drawn)
    weeks = [*pd.date_range(known[0], known[-1], freq=WEEK)]
    labels = names(list(dict.fromkeys(drawn["entity"])), frame)
    heads = [metric.capitalize() for metric in metrics]
    left = max(width(head, base(), bold=True) for head in heads) + base() * 1.2
    scale = layout.across(ax, weeks, left, base() * 0.5, look, wide=True)
    tall = min(1.0, base() * TALLEST * len(metrics) / layout.room(ax)[1]) / len(metrics)
    ax.set_ylim(0, 1)
    for place, (metric, head) in enumerate(zip(metrics, heads, strict=True)):
        foot = tall * (len(metrics) - 1 - place)
        write(
            ax, layout.day(weeks[0]) - base() * 1.2 * scale, foot + tall * 0.5, head,
            va="center", ha="right", fontsize=base(), fontweight="bold", color=look.ink,
        )  # fmt: skip
        strip = drawn[drawn["metric"] == metric]
        for reign in _reigns(strip):
            box = (foot + tall * (0.1 + 0.8 * reign.foot), tall * 0.8 * reign.share)
            _draw_reign(ax, reign, box, labels[reign.entity], scale, highlight, look)
        told = lines.join_by_week(strip["week"], strip["entity"].map(labels))
        for week, who in told.items():
            start = layout.day(week)
            days = captions.days(week)
            layout.tooltip(ax, (start, start + WEEK.days), (foot, foot + tall), f"{days}: {who}")


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
                piece["week"].iloc[0],
                piece["week"].iloc[-1],
                float(first["foot"]),
                float(first["share"]),
            )


def _draw_reign(
    ax: Axes,
    reign: Reign,
    box: tuple[float, float],
    label: str,
    scale: float,
    highlight: Names,
    look: Theme,
) -> None:
    """Draw the cells of a reign, with its name where there is room for it."""
    start, end = layout.day(reign.first), layout.day(reign.last) + WEEK.days
    tone = lines.tones(reign.entity, highlight, look)[0]
    ax.add_patch(
        Rectangle(
            (start, box[0]), end - start, box[1], facecolor=tone, edgecolor=look.paper, lw=0.8
        )
    )
    size = base() * 0.85
    room = (end - start) / scale - 2 * ROOM * size
    words = short(label)
    if width(words, size) <= room and reign.share == 1:
        write(
            ax, (start + end) / 2, box[0] + box[1] / 2, words,
            va="center", ha="center", fontsize=size, color=text_on(tone), zorder=4,
        )  # fmt: skip
