"""Divide a text into paragraphs and sentences, each with the place where it begins.

A paragraph is a line. Where a text was broken into lines of one width, as in an e-mail, a line goes
on in the next one if the first word there would not have fitted. Each part is as long as it is in
the text, with a space for a line break, so that a place in a paragraph is a place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

LONGEST = 100_000
"""Maximum length of a text in characters; what stands behind is not read."""
WIDTHS = range(50, 101)
"""How long a line is that goes on in the next one."""
_BREAKS = str.maketrans(dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
_BRAND = (
    r"(?:xAI|[xz]\.ai|o[134](?:-mini)?|[a-z]+-[a-z]*\d[\w.-]*)\b|(?:gpt|glm|mimo|qwen|grok|kimi)\b"
)
"""A name that stays in small letters where a sentence begins."""
_END = re.compile(
    r"(?<=[。！？!?;；])"
    rf"|(?<=[.])(?=[\"')\]]*\s+[\"'(]*(?:[A-Z0-9\u4e00-\u9fff]|{_BRAND}))|\n+"
)
_STOPPED = re.compile(r"[.。!！?？;；:：\"”’)）]\s*$")
_NOT_AN_END = re.compile(
    r"\b(?:No|vs|approx|St|Mr|Dr|U\.S|Inc|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.$"
)
_NUMBERED = re.compile(rf"{_NOT_AN_END.pattern}|\bno\.$")
_LONGEST_WORD = len("approx.")
_BULLET = re.compile(r"\s*(?:[-*•·‣–—]|\d{1,2}[.)])\s+")


_DATELINE = re.compile(
    r"(?:[A-Z][\w.' ]{1,30}, )?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? "
    r"\d{1,2}(?:, \d{4})?(?: \([^()]{2,20}\))? [-–—]+ "
)
"""The place and the day before the first sentence of an agency's report."""


class Passage(NamedTuple):
    """A part of a text and the place where it begins."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def paragraphs(text: str) -> list[Passage]:
    """Return the paragraphs of a text, without the blank lines between them."""
    lines = _lines(text)
    width = max((len(line.text) for line in lines), default=0)
    going_on = {
        line.start
        for before, line in pairwise(lines)
        if width in WIDTHS and _goes_on(before, line, width)
    }
    proof = [line for line in lines if line.start in going_on and line.text[0].islower()]
    if len(proof) < 2:  # one may be a headline and its article
        going_on = set()
    groups: list[list[Passage]] = []
    for line in lines:
        if line.start in going_on:
            groups[-1].append(line)
        elif line.text.strip():
            groups.append([line])
    return [
        Passage(group[0].start, text[group[0].start : group[-1].end].translate(_BREAKS))
        for group in groups
    ]


def sentences(text: str) -> Iterator[Passage]:
    """Yield the sentences of a text."""
    for paragraph in passages(text):
        yield from paragraph


def passages(text: str) -> Iterator[list[Passage]]:
    """Yield the sentences of each paragraph of a text.

    The lines of an article that do not end like a sentence are its headline and its date, unless
    they are the items of a list.
    """
    parts = paragraphs(text[:LONGEST])
    for part in parts:
        bullet = _BULLET.match(part.text)
        if len(parts) == 1 or bullet or _STOPPED.search(part.text):
            start = bullet.end() if bullet and len(parts) > 1 else 0
            dateline = _DATELINE.match(part.text)
            start = dateline.end() if dateline else start
            yield [*_sentences(Passage(part.start + start, part.text[start:]))]


def _lines(text: str) -> list[Passage]:
    lines: list[Passage] = []
    start = 0
    for line in text.splitlines(keepends=True):
        lines.append(Passage(start, line.splitlines()[0]))
        start += len(line)
    return lines


def _goes_on(before: Passage, line: Passage, width: int) -> bool:
    """Return whether a line goes on in the next one: its first word would not have fitted."""
    words = line.text.split(maxsplit=1)
    if not words or len(before.text) not in WIDTHS or _BULLET.match(line.text):
        return False
    is_latin = before.text.rstrip()[-1:].isascii()
    return is_latin and len(before.text.rstrip()) + 1 + len(words[0]) > width


def _sentences(paragraph: Passage) -> Iterator[Passage]:
    text, start = paragraph.text, 0
    for match in _END.finditer(text):
        end = match.start()
        if end <= start or _goes_on_behind(text, max(start, end - _LONGEST_WORD), match):
            continue
        yield from _stripped(paragraph, start, end)
        start = match.end()
    yield from _stripped(paragraph, start, len(text))


def _goes_on_behind(text: str, start: int, stop: re.Match[str]) -> bool:
    """Return whether a stop ends an abbreviation, as in `no. 1`, and no sentence."""
    is_number = text[stop.end() :].lstrip()[:1].isdigit()
    ends = _NUMBERED if is_number else _NOT_AN_END
    return bool(ends.search(text, start, stop.start()))


def _stripped(paragraph: Passage, start: int, end: int) -> Iterator[Passage]:
    """Yield a part of a paragraph without the spaces around it, unless it has only these."""
    part = paragraph.text[start:end]
    if sentence := part.strip():
        before = len(part) - len(part.lstrip())
        yield Passage(paragraph.start + start + before, sentence)
