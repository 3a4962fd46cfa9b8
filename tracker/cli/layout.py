"""Lay out a table for the width of a terminal: text in, lines out.

To fit, long texts are broken into lines first. Then columns are left out by their `keep`, the
lowest first and the rightmost of equals, with the figures (`columns.FIGURE`) last; the keys of a
row (`columns.KEY`) always stay. Without a width limit every column stays, and only long sentences
are broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from tracker.columns import FIGURE, MISSING, SENTENCE, Column

LONGEST_LINE = 200
"""The width that a table should not exceed where there is no limit."""
LONGEST_NAME = 48
"""Longer texts are treated as sentences."""
STEPS = ((24, False), (16, True), (8, True), (4, True))
"""Minimum widths of texts to try in turn, and whether figures may be left out."""
GAP, INDENT = 2, 1


@dataclass(frozen=True)
class Printed:
    """A column whose values are text."""

    spec: Column
    cells: Sequence[str]

    @property
    def heading(self) -> str:
        """The heading."""
        return self.spec.title

    @property
    def folds(self) -> bool:
        """Whether the cells may be broken into lines."""
        return self.spec.kind.folds

    @property
    def widest(self) -> int:
        """The width of the widest cell."""
        return max(map(width, self.cells), default=0)

    @property
    def natural(self) -> int:
        """The width at which no cell is broken."""
        return max(width(self.heading), self.widest)

    def least(self, narrowest: int) -> int:
        """Return the smallest width if texts may be broken at ``narrowest``."""
        words = max(map(width, self.heading.split()), default=0)
        if not self.folds:
            return max(words, self.widest)
        return min(self.natural, max(narrowest, words))


@dataclass(frozen=True)
class Layout:
    """A table as lines: its headings, its rows, and the headings that were left out."""

    headings: list[str]
    lines: list[str]
    left_out: list[str]


def lay_out(columns: Sequence[Printed], limit: int | None) -> Layout:
    """Lay out columns in lines no wider than ``limit``; None leaves nothing out."""
    shown, narrowest = _fit_columns(columns, limit)
    widths = _widths(shown, narrowest, limit)
    headings = _lines([column.heading for column in shown], shown, widths)
    rule = " " * INDENT + "─" * (sum(widths) + GAP * (len(widths) - 1) + INDENT)
    body = [
        line
        for row in zip(*(column.cells for column in shown), strict=True)
        for line in _lines(row, shown, widths)
    ]
    left_out = [column.heading for column in columns if column not in shown]
    return Layout(headings, [rule if limit is None else rule[:limit], *body], left_out)


def _fit_columns(columns: Sequence[Printed], limit: int | None) -> tuple[list[Printed], int]:
    """Return the columns that fit, and the minimum width of their texts."""
    if limit is None:
        return list(columns), LONGEST_LINE
    from_right = columns[::-1]
    details = sorted((each for each in from_right if each.spec.keep < FIGURE), key=_need)
    figures = [each for each in from_right if each.spec.keep == FIGURE]
    shown = list(columns)
    for narrowest, may_lose_figures in STEPS:
        going = [*details, *(figures if may_lose_figures else ())]
        for number in range(len(going) + 1):
            shown = [column for column in columns if column not in going[:number]]
            if shown and _total([column.least(narrowest) for column in shown]) <= limit:
                return shown, narrowest
    return shown or list(columns[:1]), STEPS[-1][0]


def _need(column: Printed) -> int:
    """Return the `keep` of a column; one without values is left out first."""
    has_value = any(cell.strip(MISSING) for cell in column.cells)
    return column.spec.keep if has_value else -1


def _widths(columns: Sequence[Printed], narrowest: int, limit: int | None) -> list[int]:
    """Return the width of each column; free space goes to the columns that are broken most."""
    naturals = [column.natural for column in columns]
    if limit is None:
        least = [
            min(natural, 20) if column.spec.kind is SENTENCE else natural
            for natural, column in zip(naturals, columns, strict=True)
        ]
        limit = max(LONGEST_LINE, _total(least))
    else:
        least = [column.least(narrowest) for column in columns]
    widths = list(least)
    for _ in range(limit - _total(least)):
        broken = [n for n, natural in enumerate(naturals) if widths[n] < natural]
        if not broken:
            break
        # A broken name is harder to read than a broken sentence or a heading of two lines.
        most = max(
            broken,
            key=lambda n: (columns[n].folds, naturals[n] <= LONGEST_NAME, naturals[n] / widths[n]),
        )
        widths[most] += 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return INDENT + sum(widths) + GAP * max(len(widths) - 1, 0)


def _lines(row: Sequence[str], columns: Sequence[Printed], widths: Sequence[int]) -> list[str]:
    """Return a row of cells as lines of text."""
    cells = [list(folded(cell, most)) for cell, most in zip(row, widths, strict=True)]
    lines = []
    for pieces in zip_longest(*cells, fillvalue=""):
        aligned = [
            _aligned(piece, most, to_the_left=column.spec.kind.is_text)
            for piece, column, most in zip(pieces, columns, widths, strict=True)
        ]
        lines.append((" " * INDENT + (" " * GAP).join(aligned)).rstrip())
    return lines


def _aligned(text: str, most: int, *, to_the_left: bool) -> str:
    padding = " " * (most - width(text))
    return text + padding if to_the_left else padding + text


def folded(text: str, most: int) -> Iterator[str]:
    """Yield the lines of a text broken at a width of ``most``.

    It is broken at a space, else after one of ``/ : - _ ,`` (so that a slug stays readable), else
    anywhere.
    """
    while width(text) > most:
        end = _fitting(text, most)
        spaces = [match.start() for match in re.finditer("(?<=.) (?!%)", text[: end + 2])]
        spaces = [place for place in spaces if place <= end]
        marks = [match.end() for match in re.finditer("[/:_,-]", text[:end])]
        for places in (spaces, marks):
            if places and places[-1] > end // 3:
                end = places[-1]
                break
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _fitting(text: str, most: int) -> int:
    """Return how many characters of a text fit a width of ``most``, at least one."""
    used = 0
    for number, char in enumerate(text):
        used += width(char)
        if used > most:
            return max(number, 1)
    return len(text)


def width(text: str) -> int:
    """Return how many terminal columns a text takes; a Chinese character takes two."""
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )
