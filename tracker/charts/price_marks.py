"""The marks of price changes in the chart `price-and-use`: a rule across panels, words above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker.charts import layout
from tracker.charts.text import annotate, base, width
from tracker.charts.theme import Theme

SMALLEST = 0.78
"""The least size of the words of marks, in sizes of ordinary letters; there are fewer instead."""
SMALL = 0.85
"""The size of the words of marks, in sizes of ordinary letters."""


class Mark(NamedTuple):
    """A week in which the price changed, in words; ``size`` is how much of it was cut."""

    week: pd.Timestamp
    words: tuple[str, ...]
    size: float


def fitted(marks: Sequence[Mark], breadth: float) -> tuple[Sequence[Mark], float]:
    """Return marks that fit side by side, with all of their words or the first, and their size."""
    if _size_of(marks, breadth) < base() * SMALLEST:
        marks = _brief(marks, breadth)
    return marks, min(base() * SMALL, _size_of(marks, breadth))


def _brief(marks: Sequence[Mark], breadth: float) -> list[Mark]:
    """Return marks with their first words alone, the latest ones if not all of them fit."""
    first_words = [mark._replace(words=mark.words[:1]) for mark in marks]
    while len(first_words) > 1 and _size_of(first_words, breadth) < base() * SMALLEST:
        del first_words[0]
    return first_words


def _size_of(marks: Sequence[Mark], breadth: float) -> float:
    """Return the size of letters at which the words of all marks fit side by side."""
    wide = sum(_breadth(mark, 1) + 1 for mark in marks)
    return breadth / wide if wide else base()


def _breadth(mark: Mark, size: float) -> float:
    return max(width(line, size) for line in mark.words)


def draw_rule(ax: Axes, mark: Mark, top: float, look: Theme) -> None:
    """Draw the rule of a mark from the foot of a panel to its top."""
    place = layout.day(mark.week)
    ax.plot([place, place], [ax.get_ylim()[0], top], color=look.pale, lw=0.9, zorder=2.5)


def draw_marks(
    ax: Axes,
    marks: Sequence[Mark],
    top: float,
    strip: float,
    size: float,
    scale: float,
    look: Theme,
) -> None:
    """Draw the rules in the panel of prices, and the words of each above it."""
    left = ax.get_xlim()[0]
    low, high = ax.get_ylim()
    point = (high - low) / layout.room(ax)[1]
    wanted = [(layout.day(mark.week) - left) / scale for mark in marks]
    gap = max((_breadth(mark, size) for mark in marks), default=0) + size
    room = layout.room(ax)[0]
    places = layout.spread(wanted, gap, gap / 2, room - gap / 2)
    for mark, place in zip(marks, places, strict=True):
        draw_rule(ax, mark, top, look)
        x = left + place * scale
        ax.plot(
            [layout.day(mark.week), x],
            [high, high + size * point],
            color=look.pale,
            lw=0.9,
            clip_on=False,
        )
        for number, line in enumerate(reversed(mark.words)):
            annotate(
                ax,
                (x, high),
                (0, size * (1.3 + number * 1.25)),
                line,
                ha="center",
                va="bottom",
                fontsize=size,
                color=look.ink if number == len(mark.words) - 1 else look.pale,
                fontweight="bold" if number == len(mark.words) - 1 else "normal",
            )
