"""profile-card: everything measured of one entity, on a card fit to print. Grouped by question; a
measure has what was found, and a sign for what it speaks for, told by shape, colour and word.

Where the card is too small for all of it in letters that can be read, what is silent is left out,
then what comes last; the card says how many.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker.charts import PROFILE, Feed, Names, captions, layout
from tracker.charts.text import base, clean, names, short, width, wrapped, write
from tracker.charts.theme import SPEAKS, THEMES, Theme, readable
from tracker.identity import LEVELS
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN
from tracker.text import in_words

NAME = "profile-card"
FEED = Feed(kind=PROFILE)
SUMMARY = "A card of everything measured of one entity, and what each measure speaks for."
LONGEST_TITLE = 180  # signs
STREAK = re.compile(r" \(\d{4}-W\d\d( to \d{4}-W\d\d)?\)")
SHAPES = {FOR: "^", AGAINST: "v", UNKNOWN: "o", SILENT: "_"}


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Every measure, with the ``entity`` it is of: columns entity, question, measure, found,
    speaks."""
    drawn = frame.assign(entity=frame["subject"])
    return drawn[["entity", "question", "measure", "found", "speaks"]]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    """What speaks for a breakthrough and what against one, as the profile says it: as many reasons
    of either as a title can hold, and never of one side alone."""
    # The subtitle says the weeks of the streak, once.
    told = [STREAK.sub("", _named(frame, text)) for text in _said(frame, "sentences").splitlines()]
    first, *others = [text for text in told if not text.startswith("Not known")] or told
    both = [first, *others[:1]]
    for most in (99, 4, 3, 2, 1):
        title = " ".join(_reasons(text, most) for text in both)
        if len(title) <= LONGEST_TITLE:
            break
    return title.removesuffix(".")


def _reasons(sentence: str, most: int) -> str:
    """A sentence with so many of its reasons, and how many more there are."""
    reasons = sentence.removesuffix(".").split("; ")
    more = len(reasons) - most
    tail = f"; and {in_words(more)} more reason{'s' * (more > 1)}" if more > 0 else ""
    return f"{'; '.join(reasons[:most])}{tail}."


def _named(frame: pd.DataFrame, text: str) -> str:
    """The text, with the entity called as charts call it."""
    subject = _said(frame, "subject")
    level, _, name = subject.partition(":")
    entity = name if level in LEVELS else subject  # a slug may have a variant after its colon
    return text.replace(subject, short(names([entity])[entity]), 1)


def _said(frame: pd.DataFrame, column: str) -> str:
    """Return what all rows of a card say alike."""
    return str(frame[column].iloc[0])


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    metric = captions.metric(frame)
    heading = _named(frame, _said(frame, "heading"))
    measured = heading.replace(f" by {metric}:", f" by {captions.MEASURES[metric]}:", 1)
    limits = _said(frame, "thresholds")
    return captions.said(
        f"{measured}.",
        "Each measure speaks for a breakthrough, against one, or not at all (silent), or is not"
        " known; there is no score.",
        f"Thresholds, drawn by hand: {limits}." if limits else "",
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    layout.bare(ax)
    ax.set_xticks([])
    _to_the_foot(ax)
    breadth, height = layout.room(ax)
    ax.set_xlim(0, breadth)
    ax.set_ylim(height, 0)  # one down is one point of the page
    card = that_fits(rows(frame, highlight), breadth, height)
    size = card.size
    # What is left of the page goes between the measures, up to a line each.
    many = sum(len(group.entries) for group in card.groups) + len(card.groups)
    spare = min(max(height - card.whole, 0) / max(many, 1), size * 0.9)
    top = 0.0
    for number, group in enumerate(card.groups):
        if number:
            rule = top + ((BETWEEN - APART) * size + spare) / 2
            ax.plot([0, breadth], [rule, rule], color=look.faint, lw=0.8)
            top += BETWEEN * size + spare
        _lines(ax, 0, top, group.question, size, look.ink, bold=True)
        line = top
        for entry in group.entries:
            _entry(ax, card, entry, line, look)
            below = line + card.height(entry)
            layout.tell(ax, (0, breadth), (line, below), entry.told)
            line = below + spare
        top = max(line - spare, top + card.tall(group))
    if card.note:
        _lines(ax, 0, top + LINE * size, [card.note], size, look.pale)


def _entry(ax: Axes, card: Card, entry: Entry, top: float, look: Theme) -> None:
    size, tone = card.size, _tone(entry.speaks, look)
    inside = look.paper if entry.speaks == UNKNOWN else tone
    ax.plot(
        [card.signs + size * 0.4],
        [top + size * 0.62],
        color=tone,
        ls="",
        marker=SHAPES[entry.speaks],
        ms=size * 0.72,
        mfc=inside,
        mew=max(size / 8, 0.8),
    )
    _lines(
        ax,
        card.signs + size * 1.3,
        top,
        [WORDS[entry.speaks]],
        size,
        tone,
        bold=entry.speaks in SPEAKS,
    )
    quiet = look.pale if entry.speaks == UNKNOWN else look.ink
    _lines(ax, card.measures, top, entry.measure, size, look.pale)
    under = 0 if card.beside else len(entry.measure) * LINE * size
    _lines(ax, card.finds, top + under, entry.found, size, quiet)


def _lines(
    ax: Axes, x: float, top: float, lines: list[str], size: float, tone: str, bold: bool = False
) -> None:
    for number, line in enumerate(lines):
        write(
            ax,
            x,
            top + (number * LINE + 0.95) * size,
            line,
            va="baseline",
            fontsize=size,
            color=tone,
            fontweight="bold" if bold else "normal",
        )


def _tone(speaks: str, look: Theme) -> str:
    return readable(SPEAKS[speaks], look) if speaks in SPEAKS else look.pale


def _to_the_foot(ax: Axes) -> None:
    """A card has no scale: what a page keeps free under the axes for one is its own."""
    whole, free = ax.get_position(), base() * 2.2
    more = free / layout.room(ax)[1] * whole.height
    ax.set_position((whole.x0, whole.y0 - more, whole.width, whole.height + more))


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
