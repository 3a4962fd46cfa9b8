"""How a card of measures is set: its lines broken, its letters as large as its room allows, and
what is left out where even small ones do not fit."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

import pandas as pd

from tracker.charts.lettering import base, clean, width, wrapped
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN

WORDS = {FOR: "for", AGAINST: "against", UNKNOWN: "not known", SILENT: "silent"}
SMALLEST = 0.6  # of the size of ordinary text
READ_WITH_EASE = 0.75
"""All measures, as long as their letters are at least so large; below it, the silent ones go."""
LINE, APART, BETWEEN = 1.25, 0.5, 0.9
"""A line, the space under a measure and that between questions, in sizes of their letters."""
MOST_LINES = 4  # of what was found
INSIDE = 0.985
"""Of the breadth: small letters come out a little wider than they are measured."""
SIDE_BY_SIDE = 62  # sizes of the letters across that measure and finding need beside each other


class Entry(NamedTuple):
    """A measure as it is set: its lines and those of what was found."""

    speaks: str
    measure: list[str]
    found: list[str]
    told: str


class Group(NamedTuple):
    question: list[str]
    entries: list[Entry]


class Card(NamedTuple):
    """All groups as they are set at one size: the places of the columns and the whole height, in
    points; ``beside`` where a finding stands beside its measure, and not under it."""

    size: float
    beside: bool
    signs: float
    measures: float
    finds: float
    groups: list[Group]
    note: str

    def height(self, entry: Entry) -> float:
        counts = len(entry.measure), len(entry.found)
        lines = max(counts) if self.beside else sum(counts)
        return (lines * LINE + APART) * self.size

    def tall(self, group: Group) -> float:
        entries = sum(self.height(entry) for entry in group.entries)
        return max(entries, (len(group.question) * LINE + APART) * self.size)

    @property
    def whole(self) -> float:
        groups = sum(self.tall(group) for group in self.groups)
        between = BETWEEN * self.size * max(len(self.groups) - 1, 0)
        return groups + between + (2 * LINE * self.size if self.note else 0)


def that_fits(drawn: pd.DataFrame, breadth: float, height: float) -> Card:
    """The card in the largest letters in which all of it fits; where those would be small, without
    what is silent; where that is too much, without what comes last."""
    steps = [base() * part / 100 for part in range(100, int(SMALLEST * 100) - 1, -2)]
    spoken = drawn.loc[drawn["speaks"] != SILENT]
    spoken = spoken if len(spoken) else drawn
    tries = [
        (drawn, [size for size in steps if size >= base() * READ_WITH_EASE]),
        (spoken, steps),
        *((spoken.iloc[:many], steps[-1:]) for many in range(len(spoken) - 1, 0, -1)),
    ]
    for shown, sizes in tries:
        for size in sizes:
            card = _set(shown, size, breadth, _left_out(drawn, shown))
            if card.whole <= height:
                return card
    return card


def _left_out(drawn: pd.DataFrame, shown: pd.DataFrame) -> str:
    """How many measures are not on the card, and what they speak for."""
    out = drawn.loc[~drawn.index.isin(shown.index), "speaks"]
    told = [f"{(out == speaks).sum()} {WORDS[speaks]}" for speaks in WORDS if speaks in {*out}]
    return f"Measures left out for want of room: {', '.join(told)}." if told else ""


def _set(shown: pd.DataFrame, size: float, breadth: float, note: str) -> Card:
    """The measures shown, their lines broken for letters of ``size`` on ``breadth`` points."""
    beside = breadth >= SIDE_BY_SIDE * size
    asked = {text: _capital(text) for text in dict.fromkeys(shown["question"])}
    longest = max((width(text, size, bold=True) for text in asked.values()), default=0)
    signs = min(longest, breadth * 0.2) + size * 1.5
    measures = signs + width(WORDS[UNKNOWN], size) + size * 3
    longest = max((width(clean(text), size) for text in shown["measure"]), default=0)
    finds = measures + (min(longest, breadth * 0.24) + size * 1.5 if beside else 0)
    for_measure = (finds - size * 1.5 if beside else breadth * INSIDE) - measures
    groups = [
        Group(
            wrapped(asked[str(question)], size, signs - size * 1.5, bold=True, most=3),
            [
                Entry(
                    str(row["speaks"]),
                    wrapped(row["measure"], size, for_measure, most=2),
                    wrapped(row["found"], size, breadth * INSIDE - finds, most=MOST_LINES),
                    f"{row['measure']}: {row['found']} ({WORDS[row['speaks']]})",
                )
                for row in found
            ],
        )
        for question, found in groupby(shown.to_dict("records"), lambda row: row["question"])
    ]
    return Card(size, beside, signs, measures, finds, groups, note)


def _capital(text: str) -> str:
    text = clean(text)
    return text[:1].upper() + text[1:]
