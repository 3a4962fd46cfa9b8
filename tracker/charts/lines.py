"""Lines over the weeks, and their names, as share-lines and bump both draw them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker import text as phrasing
from tracker.analysis.limits import SINGLE
from tracker.charts import layout, words
from tracker.charts.text import annotate, base, fit_text, names, width, write
from tracker.charts.theme import Theme, colour, readable, visible
from tracker.weeks import WEEK

BROADEST = 0.42
"""The part of the breadth that names next to lines may take."""


class End(NamedTuple):
    """The end of a line: its entity, its label and its height."""

    entity: str
    label: str
    height: float


def pieces(line: pd.DataFrame, *, whole: bool = False) -> Iterator[pd.DataFrame]:
    """Yield a line cut wherever a week is missing: what is between is unknown.

    Sums over models, and measures of a board as a ``whole``, are also cut where the depth changes,
    where a value is only a lower bound, or where a board lacks a day: they do not compare.
    """
    ordered = line.sort_values("week")
    cut = ordered["week"].diff() != WEEK
    if whole or not {*line["by"]} <= {*SINGLE}:
        depth = ordered["depth"].astype("float64").fillna(float("inf"))
        cut |= depth != depth.shift()
        lower = ordered["days"] < WEEK.days if whole else ordered["at_least"]
        cut |= lower != lower.shift(fill_value=False)
    yield from (piece for _, piece in ordered.groupby(cut.cumsum()))


def share_texts(drawn: pd.DataFrame, labels: Mapping[str, str]) -> dict[pd.Timestamp, str]:
    """Return a text of the shares of each week, the largest first."""
    ordered = drawn.loc[drawn["entity"].isin(labels)].sort_values("share", ascending=False)
    texts = ordered["entity"].map(labels) + " " + ordered["share"].map(phrasing.percent)
    return join_by_week(ordered["week"], texts)


def join_by_week(weeks: pd.Series, texts: pd.Series) -> dict[pd.Timestamp, str]:
    """Return the texts of each week joined, in their order."""
    by_week: dict[pd.Timestamp, list[str]] = {}
    for week, text in zip(weeks, texts, strict=True):
        by_week.setdefault(week, []).append(text)
    return {week: words.say("comma.clause").join(parts) for week, parts in by_week.items()}


def tones(entity: str, highlight: Sequence[str], look: Theme) -> tuple[str, str]:
    """Return the colours of an entity's line and of its name."""
    if highlight and entity not in highlight:
        return look.quiet, look.pale
    return visible(colour(entity), look), readable(colour(entity), look)


def name_ends(
    ax: Axes,
    week: pd.Timestamp,
    ends: Sequence[End],
    highlight: Sequence[str],
    look: Theme,
    *,
    after: float = 0,
) -> None:
    """Draw names to the right of the lines that reach the newest week, ``after`` days further.

    They are moved apart where they touch.
    """
    size = base() * 0.95
    low, high = sorted(ax.get_ylim())
    gap = size * 1.25 * (high - low) / layout.room(ax)[1]
    heights = layout.spread([end.height for end in ends], gap, low, high)
    for end, height in zip(ends, heights, strict=True):
        annotate(
            ax,
            (layout.day(week) + after, height),
            (size * 0.7, 0),
            end.label,
            va="center",
            ha="left",
            fontsize=size,
            color=tones(end.entity, highlight, look)[1],
        )


def short_names(ax: Axes, entities: list[str], frame: pd.DataFrame) -> dict[str, str]:
    """Return the names of lines, none wider than the part of the axes that they may take."""
    room = layout.room(ax)[0] * BROADEST
    return {
        entity: fit_text(name, base() * 0.95, room)
        for entity, name in names(entities, frame).items()
    }


def room_for(labels: Sequence[str]) -> float:
    """Return the points that the longest of these labels needs next to the lines."""
    return max((width(label, base() * 0.95) for label in labels), default=0) + base() * 1.5


def rule(ax: Axes, first: float, last: float, height: float, text: str, look: Theme) -> None:
    """Draw a rule across at a mark of the vertical axis, with its figure at the left."""
    ax.plot([first, last], [height, height], color=look.faint, lw=0.8, zorder=0)
    annotate(
        ax,
        (first, height),
        (-base() * 0.8, 0),
        text,
        va="center",
        ha="right",
        fontsize=base() * 0.9,
        color=look.pale,
    )


def percents(
    ax: Axes, first: float, last: float, highest: float, look: Theme, most: int = 8
) -> None:
    """Draw rules across from 0 % to ``highest``, a share, at most ``most`` and one."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if highest * 100 / step <= most)
    for percent in range(0, ceil(highest * 100), step):
        rule(ax, first, last, percent / 100, f"{percent} %", look)


def name_peak(ax: Axes, position: float, height: float, text: str, side: str, tone: str) -> None:
    """Draw the name of a line that ended earlier, at its peak."""
    write(
        ax,
        position,
        height,
        text,
        va="center",
        ha=side,
        fontsize=base() * 0.85,
        color=tone,
        zorder=5,
    )
