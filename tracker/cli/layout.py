"""Lay a table out for the width of a terminal. Text in, lines out; nothing is printed here.

What a row is about (KEYS) always stays. Long texts are broken over several lines first, then
columns go, the least needed first (LEAST_NEEDED, then from the right), and the plain figures last
(FIGURES). Without a width every column stays and no text is broken but long sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from unicodedata import combining, east_asian_width

KEYS = frozenset(
    {
        "entity", "name", "leader", "leader_now", "a", "b", "week", "day", "what", "measure",
        "claim", "verdict", "dataset_a", "dataset_b",
    }
)  # fmt: skip
"""Columns that say what a row is about; they are never left out."""
FIGURES = frozenset(
    {
        "rank", "value", "at_least", "share", "ratio", "depth", "first", "last", "weeks", "move",
        "lower", "upper", "total_ppm", "ppm", "total_now", "hhi_low", "hhi_high", "cr1", "found",
        "speaks", "because", "expected", "by", "metric", "worst",
    }
)  # fmt: skip
"""Columns that hold the answer itself; they are left out after all others."""
LEAST_NEEDED = (
    "dataset", "dataset_then", "source", "exact", "break", "debut_rank", "weeks_to_peak", "highest",
    "diversity_low", "overlap", "effective_low", "effective_high", "named", "cr5", "equal",
    "compared", "names_changed", "question", "change_points", "weeks_on_chart",
)  # fmt: skip
"""Columns that are left out before all others, in this order."""
SENTENCES = frozenset({"claim", "because", "found", "measure", "question", "detail"})
LONGEST_LINE = 200
"""Without a width, sentences are broken so that a table is no wider, if that can be."""
LONGEST_NAME = 48
"""What is longer is a sentence."""
STEPS = ((24, False), (16, True), (8, True), (4, True))
"""How narrow a text may become, and whether figures may be left out then, in turn."""
GAP, INDENT = 2, 1


@dataclass(frozen=True)
class Column:
    """A column of a table as text: its name, what stands above it, its cells.

    ``is_text`` is for what is aligned to the left; ``folds`` for what may be broken into lines.
    """

    name: str
    head: str
    cells: Sequence[str]
    is_text: bool = False
    folds: bool = False

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


def laid_out(columns: Sequence[Column], limit: int | None) -> Layout:
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
    names = {column.name for column in shown}
    left_out = [column.head for column in columns if column.name not in names]
    return Layout(heads, [rule if limit is None else rule[:limit], *body], left_out)


def _chosen(columns: Sequence[Column], limit: int | None) -> tuple[list[Column], int]:
    """The columns that fit, and how narrow their texts may be for it."""
    if limit is None:
        return list(columns), LONGEST_LINE
    details = [column for column in reversed(columns) if column.name not in KEYS | FIGURES]
    dispensable = [column.name for column in sorted(details, key=_need)]
    figures = [column.name for column in reversed(columns) if column.name in FIGURES]
    shown = list(columns)
    for narrowest, may_lose_figures in STEPS:
        going = [*dispensable, *(figures if may_lose_figures else ())]
        for number in range(len(going) + 1):
            shown = [column for column in columns if column.name not in going[:number]]
            if shown and _total([column.least(narrowest) for column in shown]) <= limit:
                return shown, narrowest
    return shown or list(columns[:1]), STEPS[-1][0]


def _need(column: Column) -> int:
    """The place of a column among those that are left out: what says nothing goes first."""
    if not any(cell.strip("–") for cell in column.cells):
        return -1
    listed = column.name in LEAST_NEEDED
    return LEAST_NEEDED.index(column.name) if listed else len(LEAST_NEEDED)


def _widths(columns: Sequence[Column], narrowest: int, limit: int | None) -> list[int]:
    """The width of each column: what is free goes to those that are broken most."""
    naturals = [column.natural for column in columns]
    if limit is None:
        sentences = [column.folds and column.name in SENTENCES for column in columns]
        least = [
            min(natural, 20) if is_sentence else natural
            for natural, is_sentence in zip(naturals, sentences, strict=True)
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


def _lines(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    """A row of cells as lines of text."""
    cells = [list(folded(cell, most)) for cell, most in zip(row, widths, strict=True)]
    lines = []
    for pieces in zip_longest(*cells, fillvalue=""):
        aligned = [
            _aligned(piece, most, to_the_left=column.is_text)
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
