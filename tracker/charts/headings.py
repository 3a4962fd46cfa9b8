"""Titles and subtitles that fit: what they lose where a page has no room for all of their words.

A title becomes smaller, then loses the week in which it is true, whose figures it is about and its
last clauses; the subtitle and the source line have the first two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product

from tracker.charts.text import balanced, short_months, wrap_text

TITLE_LINES = 2
SUBTITLE_LINES, LONGEST_SUBTITLE = 1, 2
TALL_SUBTITLE_LINES = 2
"""The lines of a subtitle on a phone."""
SHRUNK = (1.0, 0.92, 0.85, 0.78)
"""The parts of its size to which a title may shrink before it loses words."""
SAFE = 0.98
"""The part of a line that is filled: small letters are drawn wider than they are measured."""
WHOSE = {"OpenRouter’s ": ""}
_WHOSE_CHINESE = {"OpenRouter全部": "全部", "OpenRouter的": ""}
"""Words of a title for which a narrow page has no room, and what is left of them; the source line
has them too."""
WHERE = {" on OpenRouter": "", "在OpenRouter全部": "在全部", "OpenRouter上": ""}
"""The same of a subtitle."""
_ADDITION = re.compile(
    r"(?:; (?!and )(?:(?!\. )[^;])*"
    r"|, (?:up|down|as|the most|its highest|not published|and is|and are|(?:at least )?[\d.,]+) "
    r"(?:(?!\. )[^,;])*)$"
)
"""What a finding adds to a sentence that is whole without it. The last name of a list is no
addition, nor is one of two sides."""
_THE_WEEK = r"the week to \d+ \w+(?: \d{4})?"
_WEEKS = re.compile(
    rf"^((?:(?!the week to).)*?)(?:,? in {_THE_WEEK}| between {_THE_WEEK} and {_THE_WEEK})$"
)
"""The weeks in which a sentence is true, which the subtitle has too, if it has no others."""
_CLAUSE = re.compile(r"(?:[，；][^，；]*|（[^（）]*）)$")
"""The last clause of a Chinese sentence."""
_WEEK = re.compile(r"^截至(?:\d+年)?\d+月\d+日当周，")
"""The week in which a Chinese sentence is true, which is its first clause."""


def fit_title(
    title: str, largest: float, room: float, *, whole: bool = False
) -> tuple[list[str], float]:
    """Return the lines of a title, as even as can be, and the size of their letters.

    A title that has more than two lines becomes smaller, and at last loses what it adds to its
    sentence, unless it is to be ``whole``.
    """
    while True:
        for part in SHRUNK:
            size = largest * part
            lines = balanced(title, size, room, bold=True)
            if len(lines) <= TITLE_LINES:
                return lines, size
        if whole or shorter(title) == title:
            return lines, size
        title = shorter(title)


def shorter(title: str) -> str:
    """Return a title without its week or its last clause, or at last without whose figures."""
    candidates = (
        _WEEK.sub("", title),
        _without(title, _WHOSE_CHINESE),
        _ADDITION.sub("", title),
        _WEEKS.sub(r"\1", title),
        _CLAUSE.sub("", title),
        _without(title, WHOSE),
    )
    return next((candidate for candidate in candidates if candidate != title), title)


def _without(text: str, dispensable: Mapping[str, str]) -> str:
    for phrase, rest in dispensable.items():
        text = text.replace(phrase, rest)
    return text


def fit_subtitle(subtitle: str, letters: float, room: float, most: int) -> tuple[list[str], float]:
    """Return the lines of a subtitle, and the size of their letters.

    One that has too many lines has shorter months, then does without the words that say where,
    then has smaller letters.
    """
    brief = short_months(subtitle)
    wordings = (subtitle, brief, _without(brief, WHERE))
    for part, wording in product(SHRUNK, wordings):
        lines = wrap_text(wording, letters * part, room * SAFE)
        if len(lines) <= most:
            return balanced(wording, letters * part, room * SAFE), letters * part
    least = letters * SHRUNK[-1]
    return wrap_text(brief, least, room, most=LONGEST_SUBTITLE), least
