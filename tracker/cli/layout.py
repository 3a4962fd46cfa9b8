"""Lay a table out for the width of a terminal. Text in, lines out; nothing is printed here.

What a row is about (`columns.KEY`) always stays. Long texts are broken over several lines first,
then columns go, those that `keep` the least first and of equals the rightmost, and the figures
themselves (`columns.FIGURE`) last. Without a width every column stays and no text is broken but
long sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from tracker.columns import FIGURE, MISSING, SENTENCE, Column

LONGEST_LINE = 200
"""Without a width, sentences are broken so that a table is no wider, if that can be."""
LONGEST_NAME = 48
"""What is longer is a sentence."""
STEPS = ((24, False), (16, True), (8, True), (4, True))
"""How narrow a text may become, and whether figures may be left out then, in turn."""
GAP, INDENT = 2, 1


@dataclass(frozen=True)
class Printed:
    """A column whose values are text."""

    spec: Column
    cells: Sequence[str]

    @property
    def head(self) -> str:
        """The heading."""
        return self.spec.title

    @property
    def folds(self) -> bool:
        """Whether cells may be broken into lines."""
        return self.spec.kind.folds

    @property
    def widest(self) -> int:
        """The width of the widest cell."""
        return max(map(width, self.cells), default=0)

    @property
    def natural(self) -> int:
        """The width at which nothing is broken."""
        return max(width(self.head), self.widest)

    def least(self, narrowest: int) -> int:
        """The smallest width, where no text need be wider than ``narrowest``."""
        words = max(map(width, self.head.split()), default=0)
        if not self.folds:
            return max(words, self.widest)
        return min(self.natural, max(narrowest, words))


@dataclass(frozen=True)
class Layout:
    """The lines of a table, its heads first, and the heads of the columns that were left out."""

    heads: list[str]
    lines: list[str]
    left_out: list[str]


def laid_out(columns: Sequence[Printed], limit: int | None) -> Layout:
    """Lay columns out on lines of at most ``limit``; None leaves nothing out."""
    shown, narrowest = _chosen(columns, limit)
    widths = _widths(shown, narrowest, limit)
    heads = _lines([column.head for column in shown], shown, widths)
    rule = " " * INDENT + "─" * (sum(widths) + GAP * (len(widths) - 1) + INDENT)
    body = [
        line
        for row in zip(*(column.cells for column in shown), strict=True)
        for line in _lines(row, shown, widths)
    ]
    left_out = [column.head for column in columns if column not in shown]
    return Layout(heads, [rule if limit is None else rule[:limit], *body], left_out)


def _chosen(columns: Sequence[Printed], limit: int | None) -> tuple[list[Printed], int]:
    """The columns that fit, and how narrow their texts may be for it."""
    if limit is None:
        return list(columns), LONGEST_LINE
    from_right = columns[::-1]
    details = sorted((one for one in from_right if one.spec.keep < FIGURE), key=_need)
    figures = [one for one in from_right if one.spec.keep == FIGURE]
    shown = list(columns)
    for narrowest, may_lose_figures in STEPS:
        going = [*details, *(figures if may_lose_figures else ())]
        for number in range(len(going) + 1):
            shown = [column for column in columns if column not in going[:number]]
            if shown and _total([column.least(narrowest) for column in shown]) <= limit:
                return shown, narrowest
    return shown or list(columns[:1]), STEPS[-1][0]


def _need(column: Printed) -> int:
    """Return how much a column is needed; one without any value is needed least."""
    has_value = any(cell.strip(MISSING) for cell in column.cells)
    return column.spec.keep if has_value else -1


def _widths(columns: Sequence[Printed], narrowest: int, limit: int | None) -> list[int]:
    """The width of each column: what is free goes to those that are broken most."""
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
        # A name in pieces is hard to read, a sentence less so, a head of two lines is easy.
        most = max(
            broken,
            key=lambda n: (columns[n].folds, naturals[n] <= LONGEST_NAME, naturals[n] / widths[n]),
        )
        widths[most] += 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return INDENT + sum(widths) + GAP * max(len(widths) - 1, 0)


def _lines(row: Sequence[str], columns: Sequence[Printed], widths: Sequence[int]) -> list[str]:
    """A row of cells as lines of text."""
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
    """Break a text into lines of at most ``most``: at a space, else after one of ``/ : - _ ,``
    (so that a slug stays readable), else anywhere."""
    while width(text) > most:
        end = _fitting(text, most)
        spaces = [found.start() for found in re.finditer("(?<=.) (?!%)", text[: end + 2])]
        spaces = [place for place in spaces if place <= end]
        marks = [found.end() for found in re.finditer("[/:_,-]", text[:end])]
        for places in (spaces, marks):
            if places and places[-1] > end // 3:
                end = places[-1]
                break
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _fitting(text: str, most: int) -> int:
    """How many signs of a text are no wider than ``most``, at least one."""
    taken = 0
    for number, sign in enumerate(text):
        taken += width(sign)
        if taken > most:
            return max(number, 1)
    return len(text)


def width(text: str) -> int:
    """How many columns of a terminal a text takes: signs of Chinese take two each."""
    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text
    )
