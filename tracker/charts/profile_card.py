"""profile-card: everything measured of one entity, on a card fit to print. Grouped by question; a
measure has what was found, and a sign for what it speaks for, told by shape, colour and word.

Where the card is too small for all of it in letters that can be read, what is silent is left out,
then what comes last; the card says how many.
"""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.axes import Axes

from tracker.charts import PROFILE, Feed, Names, placing, wording
from tracker.charts.card import APART, BETWEEN, LINE, WORDS, Card, Entry, that_fits
from tracker.charts.colours import SPEAKS, THEMES, Theme, readable
from tracker.charts.lettering import base, names, short, write
from tracker.identity import LEVELS
from tracker.phrasing import in_words
from tracker.profiles.case import AGAINST, FOR, SILENT, UNKNOWN

NAME = "profile-card"
FEED = Feed(kind=PROFILE)
SUMMARY = "A card of everything measured of one entity, and what each measure speaks for."
LONGEST_TITLE = 180  # signs
RUN = re.compile(r" \(\d{4}-W\d\d( to \d{4}-W\d\d)?\)")
SHAPES = {FOR: "^", AGAINST: "v", UNKNOWN: "o", SILENT: "_"}


def rows(frame: pd.DataFrame, highlight: Names = ()) -> pd.DataFrame:
    """Every measure, with the ``entity`` it is of: columns entity, question, measure, found,
    speaks."""
    drawn = frame.assign(entity=frame["subject"])
    return drawn[["entity", "question", "measure", "found", "speaks"]]


def finding(frame: pd.DataFrame, highlight: Names = ()) -> str:
    """What speaks for a breakthrough and what against one, as the profile says it: as many reasons
    of either as a title can hold, and never of one side alone."""
    # The subtitle says the weeks of the run, once.
    told = [RUN.sub("", _named(frame, text)) for text in _said(frame, "sentences").splitlines()]
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
    metric = wording.metric(frame)
    heading = _named(frame, _said(frame, "heading"))
    measured = heading.replace(f" by {metric}:", f" by {wording.MEASURES[metric]}:", 1)
    limits = _said(frame, "thresholds")
    return wording.said(
        f"{measured}.",
        "Each measure speaks for a breakthrough, against one, or not at all (silent), or is not"
        " known; there is no score.",
        f"Thresholds, drawn by hand: {limits}." if limits else "",
    )


def draw(ax: Axes, frame: pd.DataFrame, *, highlight: Names = (), theme: str = "light") -> None:
    look = THEMES[theme]
    placing.bare(ax)
    ax.set_xticks([])
    _to_the_foot(ax)
    breadth, height = placing.room(ax)
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
            placing.tell(ax, (0, breadth), (line, below), entry.told)
            line = below + spare
        top = max(line - spare, top + card.tall(group))
    if card.note:
        _lines(ax, 0, top + LINE * size, [card.note], size, look.pale)


def _entry(ax: Axes, card: Card, entry: Entry, top: float, look: Theme) -> None:
    size, tone = card.size, _tone(entry.speaks, look)
    inside = look.paper if entry.speaks == UNKNOWN else tone
    ax.plot(
        [card.signs + size * 0.4], [top + size * 0.62], color=tone, ls="",
        marker=SHAPES[entry.speaks], ms=size * 0.72, mfc=inside, mew=max(size / 8, 0.8),
    )  # fmt: skip
    _lines(
        ax, card.signs + size * 1.3, top, [WORDS[entry.speaks]], size, tone,
        bold=entry.speaks in SPEAKS,
    )  # fmt: skip
    quiet = look.pale if entry.speaks == UNKNOWN else look.ink
    _lines(ax, card.measures, top, entry.measure, size, look.pale)
    under = 0 if card.beside else len(entry.measure) * LINE * size
    _lines(ax, card.finds, top + under, entry.found, size, quiet)


def _lines(
    ax: Axes, x: float, top: float, lines: list[str], size: float, tone: str, bold: bool = False
) -> None:
    for number, line in enumerate(lines):
        write(
            ax, x, top + (number * LINE + 0.95) * size, line,
            va="baseline", fontsize=size, color=tone, fontweight="bold" if bold else "normal",
        )  # fmt: skip


def _tone(speaks: str, look: Theme) -> str:
    return readable(SPEAKS[speaks], look) if speaks in SPEAKS else look.pale


def _to_the_foot(ax: Axes) -> None:
    """A card has no scale: what a page keeps free under the axes for one is its own."""
    whole, free = ax.get_position(), base() * 2.2
    more = free / placing.room(ax)[1] * whole.height
    ax.set_position((whole.x0, whole.y0 - more, whole.width, whole.height + more))
