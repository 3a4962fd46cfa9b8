"""Lines over the weeks, and their names, as share-lines and bump both draw them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker import text as phrasing
from tracker.analysis.limits import SINGLE
from tracker.charts import layout
from tracker.charts.text import base, width, write, write_beside
from tracker.charts.theme import Theme, colour, readable, visible
from tracker.weeks import WEEK


class End(NamedTuple):
    """Where a line ends: its entity, what it is called there, and its height."""

    entity: str
    called: str
    height: float


def pieces(line: pd.DataFrame, *, whole: bool = False) -> Iterator[pd.DataFrame]:
    """Cut a line wherever a week is missing: what lies between is not known.

    Sums over models, and what is measured of a board as a ``whole``, are cut where its depth
    changes, too, and where a value is only a lower bound, or a board lacks a day: they do not
    compare.
    """
    ordered = line.sort_values("week")
    cut = ordered["week"].diff() != WEEK
    if whole or not {*line["by"]} <= {*SINGLE}:
        depth = ordered["depth"].astype("float64").fillna(float("inf"))
        cut |= depth != depth.shift()
        lower = ordered["days"] < WEEK.days if whole else ordered["at_least"]
        cut |= lower != lower.shift(fill_value=False)
    yield from (piece for _, piece in ordered.groupby(cut.cumsum()))


def values(drawn: pd.DataFrame, called: Mapping[str, str]) -> dict[pd.Timestamp, str]:
    """What each week tells of its shares, the largest first."""
    ordered = drawn.loc[drawn["entity"].isin(called)].sort_values("share", ascending=False)
    texts = ordered["entity"].map(called) + " " + ordered["share"].map(phrasing.percent)
    return together(ordered["week"], texts)


def together(weeks: pd.Series, texts: pd.Series) -> dict[pd.Timestamp, str]:
    """The texts of each week, in their order, put together."""
    found: dict[pd.Timestamp, list[str]] = {}
    for week, text in zip(weeks, texts, strict=True):
        found.setdefault(week, []).append(text)
    return {week: ", ".join(told) for week, told in found.items()}


def tones(entity: str, highlight: Sequence[str], look: Theme) -> tuple[str, str]:
    """The colours of an entity's line and of its name."""
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
    """Names to the right of the lines that reach the newest week, ``after`` so many days, moved
    apart where they touch."""
    size = base() * 0.95
    low, high = sorted(ax.get_ylim())
    gap = size * 1.25 * (high - low) / layout.room(ax)[1]
    heights = layout.spread([end.height for end in ends], gap, low, high)
    for end, height in zip(ends, heights, strict=True):
        write_beside(
            ax,
            (layout.day(week) + after, height),
            (size * 0.7, 0),
            end.called,
            va="center",
            ha="left",
            fontsize=size,
            color=tones(end.entity, highlight, look)[1],
        )


def room_for(names: Sequence[str]) -> float:
    """Points that the longest of these names needs beside the lines."""
    return max((width(name, base() * 0.95) for name in names), default=0) + base() * 1.5


def rule(ax: Axes, first: float, last: float, height: float, text: str, look: Theme) -> None:
    """A rule across at a mark of the vertical axis, with its figure at the left."""
    ax.plot([first, last], [height, height], color=look.faint, lw=0.8, zorder=0)
    write_beside(
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
    """Rules across from 0 % to ``highest``, a share, at most so many and one."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if highest * 100 / step <= most)
    for percent in range(0, ceil(highest * 100), step):
        rule(ax, first, last, percent / 100, f"{percent} %", look)


def name_peak(ax: Axes, place: float, height: float, text: str, side: str, tone: str) -> None:
    """The name of a line that ended earlier, at its peak."""
    write(
        ax, place, height, text, va="center", ha=side, fontsize=base() * 0.85, color=tone, zorder=5
    )
