"""Chart `profile-card`: all measures of one entity, on a card fit to print.

They are grouped by question. A measure has its result, and a sign for what it speaks for, which
differs in shape, colour and word. Where the card is too small for all of it in letters that can be
read, silent measures are left out first, then the last ones; the card says how many.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tracker.charts import PROFILE, Feed, Names, captions, layout
from tracker.charts.text import base, clean, names, short, width, wrap_text, write
from tracker.charts.theme import SPEAKS, THEMES, Theme, readable
from tracker.identity import LEVELS
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN
from tracker.text import in_words

NAME = "profile-card"
FEED = Feed(kind=PROFILE)
SUMMARY = "A card of everything measured of one entity, and what each measure speaks for."
LONGEST_TITLE = 180  # characters
STREAK = re.compile(r" \(\d{4}-W\d\d( to \d{4}-W\d\d)?\)")
SHAPES = {FOR: "^", AGAINST: "v", UNKNOWN: "o", SILENT: "_"}


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Return every measure: columns entity, question, measure, found, speaks."""
    drawn = frame.assign(entity=frame["subject"])
    columns = ["entity", "name", "question", "measure", "found", "speaks"]
    return drawn[[column for column in columns if column in drawn]]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    """Return what speaks for a breakthrough and what against one, as the profile says it.

    The title has as many reasons of either as it can hold, and never those of one side alone.
    """
    # The weeks of the streak are in the subtitle.
    texts = [
        STREAK.sub("", _with_display_name(frame, text))
        for text in _first_value(frame, "sentences").splitlines()
    ]
    first, *others = [text for text in texts if not text.startswith("Not known")] or texts
    both = [first, *others[:1]]
    for most in (99, 4, 3, 2, 1):
        title = " ".join(_reasons(text, most) for text in both)
        if len(title) <= LONGEST_TITLE:
            break
    return title.removesuffix(".")


def _reasons(sentence: str, most: int) -> str:
    """Return a sentence with at most ``most`` of its reasons, and the number of the others."""
    reasons = sentence.removesuffix(".").split("; ")
    more = len(reasons) - most
    tail = f"; and {in_words(more)} more reason{'s' * (more > 1)}" if more > 0 else ""
    return f"{'; '.join(reasons[:most])}{tail}."


def _with_display_name(frame: pd.DataFrame, text: str) -> str:
    """Return the text with the entity named as in other charts."""
    subject = _first_value(frame, "subject")
    level, _, name = subject.partition(":")
    entity = name if level in LEVELS else subject  # a slug may have a variant after its colon
    return text.replace(subject, short(names([entity], frame)[entity]), 1)


def _first_value(frame: pd.DataFrame, column: str) -> str:
    """Return the value that all rows of a card have in a column."""
    return str(frame[column].iloc[0])


def subtitle(frame: pd.DataFrame, highlight: Names = ()) -> str:
    heading = _with_display_name(frame, _first_value(frame, "heading"))
    return captions.one_line(heading)


def method(frame: pd.DataFrame, highlight: Names = ()) -> str:
    metric = captions.metric(frame)
    heading = _with_display_name(frame, _first_value(frame, "heading"))
    measured = heading.replace(f" by {metric}:", f" by {captions.MEASURES[metric]}:", 1)
    limits = _first_value(frame, "thresholds")
    return captions.join(
        f"{measured}.",
        "Each measure speaks for a breakthrough, against one, or not at all (silent), or is not"
        " known; there is no score.",
        f"Thresholds, drawn by hand: {limits}." if limits else "",
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    layout.hide_frame(ax)
    ax.set_xticks([])
    layout.extend_to_foot(ax)
    breadth, height = layout.room(ax)
    ax.set_xlim(0, breadth)
    ax.set_ylim(height, 0)  # one unit down is one point of the page
    card = fit_card(rows(frame, highlight), breadth, height)
    size = card.size
    # The rest of the page goes between the measures, up to a line each.
    gaps = sum(len(group.entries) for group in card.groups) + len(card.groups)
    spare = min(max(height - card.whole, 0) / max(gaps, 1), size * 0.9)
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
            foot = line + card.height(entry)
            layout.tooltip(ax, (0, breadth), (line, foot), entry.tooltip)
            line = foot + spare
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
    under = 0 if card.side_by_side else len(entry.measure) * LINE * size
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


WORDS = {FOR: "for", AGAINST: "against", UNKNOWN: "not known", SILENT: "silent"}
SMALLEST = 0.6  # of the size of ordinary text
READ_WITH_EASE = 0.75
"""The least size at which all measures are shown; below it, silent ones are left out."""
LINE, APART, BETWEEN = 1.25, 0.5, 0.9
"""A line, the space under a measure and that between questions, in sizes of their letters."""
MOST_LINES = 4  # of a result
INSIDE = 0.985
"""The part of the breadth that is used: small letters are a little wider than measured."""
SIDE_BY_SIDE = 62  # breadth for measure and result side by side, in sizes of the letters


class Entry(NamedTuple):
    """A measure with its lines and those of its result."""

    speaks: str
    measure: list[str]
    found: list[str]
    tooltip: str


class Group(NamedTuple):
    question: list[str]
    entries: list[Entry]


class Card(NamedTuple):
    """All groups laid out at one size.

    It has the positions of the columns and the whole height, in points; ``side_by_side`` is true
    where a result is next to its measure, and not under it.
    """

    size: float
    side_by_side: bool
    signs: float
    measures: float
    finds: float
    groups: list[Group]
    note: str

    def height(self, entry: Entry) -> float:
        counts = len(entry.measure), len(entry.found)
        lines = max(counts) if self.side_by_side else sum(counts)
        return (lines * LINE + APART) * self.size

    def tall(self, group: Group) -> float:
        entries = sum(self.height(entry) for entry in group.entries)
        return max(entries, (len(group.question) * LINE + APART) * self.size)

    @property
    def whole(self) -> float:
        groups = sum(self.tall(group) for group in self.groups)
        between = BETWEEN * self.size * max(len(self.groups) - 1, 0)
        return groups + between + (2 * LINE * self.size if self.note else 0)


def fit_card(drawn: pd.DataFrame, breadth: float, height: float) -> Card:
    """Return the card in the largest letters in which all of it fits.

    Where those would be small, silent measures are left out; where that is too much, the last ones.
    """
    steps = [base() * part / 100 for part in range(100, int(SMALLEST * 100) - 1, -2)]
    spoken = drawn.loc[drawn["speaks"] != SILENT]
    spoken = spoken if len(spoken) else drawn
    choices = [
        (drawn, [size for size in steps if size >= base() * READ_WITH_EASE]),
        (spoken, steps),
        *((spoken.iloc[:count], steps[-1:]) for count in range(len(spoken) - 1, 0, -1)),
    ]
    for shown, sizes in choices:
        for size in sizes:
            card = _lay_out(shown, size, breadth, _left_out(drawn, shown))
            if card.whole <= height:
                return card
    return card


def _left_out(drawn: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Return a note on the number of measures left out, and what they speak for."""
    speaks_out = drawn.loc[~drawn.index.isin(shown.index), "speaks"]
    parts = [
        f"{(speaks_out == speaks).sum()} {WORDS[speaks]}"
        for speaks in WORDS
        if speaks in {*speaks_out}
    ]
    return f"Measures left out for want of room: {', '.join(parts)}." if parts else ""


def _lay_out(shown: pd.DataFrame, size: float, breadth: float, note: str) -> Card:
    """Return the card of some measures, for letters of ``size`` on ``breadth`` points."""
    side_by_side = breadth >= SIDE_BY_SIDE * size
    questions = {text: _capital(text) for text in dict.fromkeys(shown["question"])}
    longest = max((width(text, size, bold=True) for text in questions.values()), default=0)
    signs = min(longest, breadth * 0.2) + size * 1.5
    measures = signs + width(WORDS[UNKNOWN], size) + size * 3
    longest = max((width(clean(text), size) for text in shown["measure"]), default=0)
    finds = measures + (min(longest, breadth * 0.24) + size * 1.5 if side_by_side else 0)
    for_measure = (finds - size * 1.5 if side_by_side else breadth * INSIDE) - measures
    groups = [
        Group(
            wrap_text(questions[str(question)], size, signs - size * 1.5, bold=True, most=3),
            [
                Entry(
                    str(row["speaks"]),
                    wrap_text(row["measure"], size, for_measure, most=2),
                    wrap_text(row["found"], size, breadth * INSIDE - finds, most=MOST_LINES),
                    f"{row['measure']}: {row['found']} ({WORDS[row['speaks']]})",
                )
                for row in entries
            ],
        )
        for question, entries in groupby(shown.to_dict("records"), lambda row: row["question"])
    ]
    return Card(size, side_by_side, signs, measures, finds, groups, note)


def _capital(text: str) -> str:
    text = clean(text)
    return text[:1].upper() + text[1:]
