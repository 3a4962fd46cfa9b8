"""Rows of dots as charts of one week draw them: one row an entity, columns side by side, each with
its own scale from 0. Who has no value in a column has words there and no dot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from tracker.charts import Names, layout, lines
from tracker.charts.text import FONT, base, fitted, names, width, wrapped, write, write_beside
from tracker.charts.theme import Theme

TALLEST = 5.0  # a row, in sizes of its letters
SMALLEST = 0.6  # letters, of the size of ordinary text, that words are made smaller for


class Column(NamedTuple):
    """One scale. ``values`` are 0 or more, in any unit, by entity: who is not among them has no
    dot. ``texts`` has words for each row, beside its dot or in the place of one; ``tick`` says a
    mark of the scale, whose smallest step is ``smallest``. ``hollow`` dots are those of values that
    mean something else, which the subtitle has to say. ``under`` is a second line of the head,
    ``widest`` what the marks need across."""

    head: str
    values: Mapping[str, float]
    texts: Mapping[str, str]
    tick: Callable[[float], str]
    smallest: float = 1
    under: str = ""
    hollow: Names = ()
    widest: str = "500M"


def draw(
    ax: Axes, entities: Sequence[str], columns: Sequence[Column], highlight: Names, look: Theme
) -> None:
    """Draw the columns of the rows ``entities``, the first on top, with the names at the left."""
    breadth, height = layout.room(ax)
    head_lines = 2 if any(column.under for column in columns) else 1
    for_names = breadth * (0.36 if len(columns) < 3 else 0.28)
    words = max(map(_words, columns))
    across = len(columns) * (words + 1) + 0.5  # with the spaces between, in sizes of the letters
    size = min(
        base(),
        height / (len(entities) + 1 + head_lines) * 0.68,
        max((breadth - for_names) / across, base() * SMALLEST),
    )
    head = size * (0.7 + 1.3 * head_lines)
    tall = min((height - head) / len(entities), size * TALLEST)
    layout.shortened(ax, 1, head + tall * len(entities))
    top = -0.5 - head / tall
    ax.set_ylim(len(entities) - 0.5, top)
    # One across is one point of the page, so that several scales can share these axes.
    ax.set_xlim(0, breadth)
    layout.bare(ax)

    plain = names(list(entities))
    called = {name: fitted(text, size, for_names) for name, text in plain.items()}
    left = max(width(text, size) for text in called.values()) + size * 1.5
    ticks: dict[float, str] = {}
    zero = left
    for column, each in zip(columns, _breadths(columns, breadth - left, size), strict=True):
        write(
            ax,
            zero,
            top,
            wrapped(column.head, size, each, bold=True, most=1)[0],
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
                fitted(column.under, size, each),
                va="top",
                fontsize=size,
                color=look.pale,
            )
        texts = {name: fitted(text, size, each - size) for name, text in column.texts.items()}
        # The dot that comes nearest to the edge with its text decides the scale.
        scale = min(
            (
                (each - width(texts[name], size) - size) / max(value, column.smallest)
                for name, value in column.values.items()
            ),
            default=0.0,
        )
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
            write_beside(
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
        write(ax, 0, row, called[name], va="center_baseline", fontsize=size, color=tone)
        told = "; ".join(
            f"{' '.join(filter(None, (column.head, column.under)))} {column.texts[name]}"
            for column in columns
        )
        layout.tell(ax, (0, breadth), (row - 0.5, row + 0.5), f"{plain[name]}: {told}")
    for place in ticks:
        ax.plot([place] * 2, [-0.5, len(entities) - 0.5], color=look.faint, lw=0.8, zorder=0)
    ax.set_xticks(
        [*ticks], [*ticks.values()], fontfamily=FONT, fontsize=size * 0.9, color=look.pale
    )


def _words(column: Column) -> float:
    """What the longest words that stand in the place of a dot need across, in sizes of their
    letters."""
    said = (text for name, text in column.texts.items() if name not in column.values)
    return max((width(text, 1) + 1 for text in said), default=0.0)


def _breadths(columns: Sequence[Column], room: float, size: float) -> list[float]:
    """How wide each column is, with a letter between them. One that has no length to show takes no
    more than its words and its head need; the others share what is left."""
    room -= size * (len(columns) - 1)
    even = room / len(columns)
    needed = []
    for column in columns:
        heads = width(column.head, size, bold=True), width(column.under, size)
        words = max(width(text, size) for text in column.texts.values()) + size
        needed.append(min(max(*heads, words), even))
    sharing = [any(column.values.values()) for column in columns]
    taken = sum(one for one, shares in zip(needed, sharing, strict=True) if not shares)
    each = (room - taken) / max(sum(sharing), 1)
    return [each if shares else one for one, shares in zip(needed, sharing, strict=True)]


def _ticks(column: Column, zero: float, scale: float, size: float) -> dict[float, str]:
    """Where the marks of a column stand, and what they say; none where it has no dot."""
    if not column.values:
        return {}
    highest = max(column.values.values())
    if not highest or scale <= 0:
        return {zero: column.tick(0)}
    step = _step(scale, width(column.widest, size), column.smallest)
    many = int(highest / step + 1e-9)
    return {zero + n * step * scale: column.tick(n * step) for n in range(many + 1)}


def _step(scale: float, widest: float, smallest: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 … times ``smallest`` that leaves room between the ticks."""
    steps = (smallest * int(digit + "0" * zeros) for zeros in range(40) for digit in "125")
    return next(step for step in steps if step * scale >= widest * 1.4)
