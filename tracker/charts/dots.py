"""Rows of dots, as charts of one week draw them.

There is one row for each entity, and columns side by side, each with its own scale from 0. An
entity without a value in a column has words there and no dot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from tracker.charts import Names, fonts, layout, lines, words
from tracker.charts.text import annotate, base, fit_text, width, wrap_text, write
from tracker.charts.theme import Theme

TALLEST = 5.0  # height of a row, in sizes of its letters
SMALLEST = 0.6  # least size of letters, in sizes of ordinary text


class Column(NamedTuple):
    """One scale and its values.

    ``values`` are 0 or more, in any unit, by entity; an entity without one has no dot. ``texts``
    has the words for each row, next to its dot or in its place. ``tick`` formats a mark of the
    scale, whose smallest step is ``smallest``. ``hollow`` names the dots whose values mean
    something else, which the subtitle has to explain. ``under`` is a second line of the head,
    ``widest`` the longest label of a mark.
    """

    head: str
    values: Mapping[str, float]
    texts: Mapping[str, str]
    tick: Callable[[float], str]
    smallest: float = 1
    under: str = ""
    hollow: Names = ()
    widest: str = "500M"


def draw(
    ax: Axes,
    plain: Mapping[str, str],
    columns: Sequence[Column],
    highlight: Names,
    look: Theme,
    *,
    one_scale: bool = False,
) -> None:
    """Draw the columns of the entities that ``plain`` names, the first on top, names at the left.

    With ``one_scale`` all columns have the scale of the one that needs most room.
    """
    entities = list(plain)
    breadth, height = layout.room(ax)
    head_lines = 2 if any(column.under for column in columns) else 1
    for_names = breadth * (0.36 if len(columns) < 3 else 0.28)
    widest_words = max(map(_words, columns))
    # With the spaces between, in sizes of the letters.
    across = len(columns) * (widest_words + 1) + 0.5
    size = min(
        base(),
        height / (len(entities) + 1 + head_lines) * 0.68,
        max((breadth - for_names) / across, base() * SMALLEST),
    )
    head = size * (0.7 + 1.3 * head_lines)
    tall = min((height - head) / len(entities), size * TALLEST)
    layout.shorten_axes(ax, 1, head + tall * len(entities))
    top = -0.5 - head / tall
    ax.set_ylim(len(entities) - 0.5, top)
    # One unit across is one point of the page, so that several scales can share these axes.
    ax.set_xlim(0, breadth)
    layout.hide_frame(ax)

    labels = {name: fit_text(text, size, for_names) for name, text in plain.items()}
    left = max(width(text, size) for text in labels.values()) + size * 1.5
    ticks: dict[float, str] = {}
    zero = left
    breadths = _breadths(columns, breadth - left, size)
    scales = [_scale(column, each, size) for column, each in zip(columns, breadths, strict=True)]
    if one_scale:
        scales = [min(filter(None, scales), default=0.0)] * len(scales)
    for column, each, scale in zip(columns, breadths, scales, strict=True):
        write(
            ax,
            zero,
            top,
            wrap_text(column.head, size, each, bold=True, most=1)[0],
            va="top",
            fontsize=size,
            color=look.pale,
            fontweight="bold",
        )
        if column.under:
            write(
                ax,
                zero,
                top + size * 1.3 / tall,
                fit_text(column.under, size, each),
                va="top",
                fontsize=size,
                color=look.pale,
            )
        texts = {name: fit_text(text, size, each - size) for name, text in column.texts.items()}
        ticks |= _ticks(column, zero, scale, size)
        for row, name in enumerate(entities):
            has_dot = name in column.values
            quiet = not has_dot or (highlight and name not in highlight)
            end = zero + column.values.get(name, 0) * scale
            if has_dot:
                tone, _ = lines.tones(name, highlight, look)
                inside, edge = (look.paper, size / 6) if name in column.hollow else (tone, 1)
                ax.plot(
                    [zero, end],
                    [row, row],
                    color=tone,
                    lw=size / 6,
                    marker="o",
                    ms=size * 0.7,
                    markevery=[1],
                    mfc=inside,
                    mew=edge,
                )
            annotate(
                ax,
                (end, row),
                (size * 0.8, 0),
                texts[name],
                va="center_baseline",
                fontsize=size,
                color=look.pale if quiet else look.ink,
            )
        zero += each + size
    for row, name in enumerate(entities):
        tone = look.pale if highlight and name not in highlight else look.ink
        write(ax, 0, row, labels[name], va="center_baseline", fontsize=size, color=tone)
        values = words.say("semicolon").join(
            f"{' '.join(filter(None, (column.head, column.under)))} {column.texts[name]}"
            for column in columns
        )
        layout.tooltip(
            ax,
            (0, breadth),
            (row - 0.5, row + 0.5),
            words.labelled(plain[name], values),
        )
    for place in ticks:
        ax.plot([place] * 2, [-0.5, len(entities) - 0.5], color=look.faint, lw=0.8, zorder=0)
    ax.set_xticks(
        [*ticks],
        [*ticks.values()],
        fontfamily=fonts.current(),
        fontsize=size * 0.9,
        color=look.pale,
    )


def _scale(column: Column, breadth: float, size: float) -> float:
    """Return the points of a unit, so that no dot with its text leaves the column."""
    return min(
        (
            (breadth - width(fit_text(column.texts[name], size, breadth - size), size) - size)
            / max(value, column.smallest)
            for name, value in column.values.items()
        ),
        default=0.0,
    )


def _words(column: Column) -> float:
    """Return the width of the longest words in the place of a dot, in sizes of their letters."""
    texts = (text for name, text in column.texts.items() if name not in column.values)
    return max((width(text, 1) + 1 for text in texts), default=0.0)


def _breadths(columns: Sequence[Column], room: float, size: float) -> list[float]:
    """Return the width of each column, with a letter between them.

    A column without any length to show takes no more than its words and its head need; the others
    share the rest.
    """
    room -= size * (len(columns) - 1)
    even = room / len(columns)
    widths = []
    for column in columns:
        heads = width(column.head, size, bold=True), width(column.under, size)
        words = max(width(text, size) for text in column.texts.values()) + size
        widths.append(min(max(*heads, words), even))
    sharing = [any(column.values.values()) for column in columns]
    fixed = sum(breadth for breadth, shares in zip(widths, sharing, strict=True) if not shares)
    share = (room - fixed) / max(sum(sharing), 1)
    return [share if shares else breadth for breadth, shares in zip(widths, sharing, strict=True)]


def _ticks(column: Column, zero: float, scale: float, size: float) -> dict[float, str]:
    """Return the positions of the marks of a column and their labels; none where it has no dot."""
    if not column.values:
        return {}
    highest = max(column.values.values())
    if not highest or scale <= 0:
        return {zero: column.tick(0)}
    step = _step(scale, width(column.widest, size), column.smallest)
    count = int(highest / step + 1e-9)
    return {zero + n * step * scale: column.tick(n * step) for n in range(count + 1)}


def _step(scale: float, widest: float, smallest: float) -> float:
    """Return the least of 1, 2, 5, 10, 20 … times ``smallest`` that leaves room for the ticks."""
    steps = (smallest * int(digit + "0" * zeros) for zeros in range(40) for digit in "125")
    return next(step for step in steps if step * scale >= widest * 1.4)
