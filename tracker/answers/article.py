"""The verdicts on an article, each with the place of its claim in the text.

The paragraphs of an article, put together again, are its text to the character. Claims that overlap
(`at 1.75 trillion tokens it gave up a little ground` makes two) share a stretch of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from tracker.answers.check import Checker, Line, summary
from tracker.claims.clauses import NOTHING
from tracker.claims.lasted import LASTED
from tracker.claims.sentences import LONGEST, Passage, paragraphs, sentences
from tracker.claims.verdicts import (
    DEPENDS,
    NO_CLAIM,
    NOT_MEASURED,
    REFUTED,
    SUPPORTED,
    Verdict,
    Watch,
)
from tracker.errors import ConfigError
from tracker.text import counted

SIGNS = {SUPPORTED: "✓", REFUTED: "✗", DEPENDS: "±", NOT_MEASURED: "?"}
"""A sign for each verdict, which tells it without colour."""
WORST = (REFUTED, DEPENDS, NOT_MEASURED, SUPPORTED)
"""Verdicts in the order in which one stands for several on the same words."""


class Judged(NamedTuple):
    """A claim of an article and its number."""

    number: int
    verdict: Verdict

    @property
    def place(self) -> tuple[int, int]:
        """Where the words that make it begin and end."""
        return self.verdict.start, self.verdict.end


class Piece(NamedTuple):
    """A stretch of a paragraph: ``verdict`` is empty outside of claims.

    ``claims`` are those that end with it.
    """

    text: str
    verdict: str = ""
    claims: tuple[Judged, ...] = ()


class Paragraph(NamedTuple):
    """A paragraph in pieces, and what stands ``after`` it: line breaks and blank lines.

    What stands before the first one is a paragraph without pieces. A headline and a date are not
    read.
    """

    pieces: tuple[Piece, ...]
    after: str
    is_read: bool = True

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def claims(self) -> list[Judged]:
        return [claim for piece in self.pieces for claim in piece.claims]


class _Mark(NamedTuple):
    """The words of one claim, or of several that overlap."""

    start: int
    end: int
    claims: tuple[Judged, ...]

    @property
    def verdict(self) -> str:
        return min((claim.verdict.verdict for claim in self.claims), key=WORST.index)


@dataclass(frozen=True)
class Article:
    """A text and the verdicts on it, in the order of the text."""

    text: str
    verdicts: Sequence[Verdict]
    published: date | None = None
    source: str = ""

    @cached_property
    def claims(self) -> list[Judged]:
        """What it claims, numbered from 1."""
        claims = [verdict for verdict in self.verdicts if verdict.verdict != NO_CLAIM]
        return [Judged(number, verdict) for number, verdict in enumerate(claims, 1)]

    @property
    def summary(self) -> str:
        """How many claims have which verdict."""
        return summary([verdict.verdict for _, verdict in self.claims])

    @property
    def rest(self) -> str:
        """How many sentences claim nothing, and what was not read."""
        number = sum(not self._marks_in(sentence) for sentence in self._sentences)
        verb = "claims" if number == 1 else "claim"
        text = f"{counted(number, 'sentence')} {verb} nothing that the record can judge."
        if not self._sentences:
            text = "No sentence was read: lines that do not end like one are headlines and dates."
        elif not number:
            text = "Every sentence makes a claim."
        if len(self.text) > LONGEST:
            text += f" What stands behind the first {LONGEST:,} characters was not read."
        return text

    @cached_property
    def _marks(self) -> list[_Mark]:
        return [*_marks(self.claims)]

    def _marks_in(self, passage: Passage) -> list[_Mark]:
        """Return the marks of which some words are in a part of the text."""
        first = bisect_right(self._marks, passage.start, key=lambda mark: mark.end)
        last = bisect_left(self._marks, passage.end, key=lambda mark: mark.start)
        return self._marks[first:last]

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The text in paragraphs, with its claims marked."""
        passages = paragraphs(self.text)
        read = [sentence.start for sentence in self._sentences]
        starts = [*(passage.start for passage in passages), len(self.text)]
        before = [Paragraph((), self.text[: starts[0]])] if starts[0] else []
        return before + [
            Paragraph(
                tuple(self._pieces(passage, following)),
                self.text[passage.end : following],
                bisect_left(read, following) > bisect_left(read, passage.start),
            )
            for passage, (_, following) in zip(passages, pairwise(starts), strict=True)
        ]

    @cached_property
    def _sentences(self) -> list[Passage]:
        return [*sentences(self.text)]

    def _pieces(self, passage: Passage, following: int) -> Iterator[Piece]:
        """Yield the pieces of a paragraph; ``following`` is where the next one begins."""
        place = passage.start
        for mark in self._marks_in(passage):
            start, end = max(mark.start, place), min(mark.end, passage.end)
            if start > place:
                yield Piece(self.text[place:start])
            is_last = mark.end <= following
            yield Piece(self.text[start:end], mark.verdict, mark.claims if is_last else ())
            place = end
        if place < passage.end:
            yield Piece(self.text[place : passage.end])


def judge(checker: Checker, line: Line, watch: Watch = iter) -> Article:
    """Return the verdicts on the text of a line; ``watch`` as in `claims.verdicts.check`.

    Raises ConfigError for an empty text, and as `Checker.verdicts`.
    """
    if not line.text.strip():
        raise ConfigError("the text is empty", remedy="give a sentence, or a file with an article")
    verdicts = checker.verdicts(line, watch)
    return Article(line.text, verdicts, line.published, checker.source(*verdicts))


def finding(verdict: Verdict) -> str:
    """Return why a claim has its verdict, without what the verdict and `read_as` say already.

    Of a streak that did not last it is also what did.

    >>> finding(Verdict("", SUPPORTED, "It holds that it led: 2 weeks.", [], [], [], "It led."))
    '2 weeks.'
    """
    lasted = [note for note in verdict.notes if note.startswith(LASTED)]
    statement = verdict.read_as.removesuffix(".")
    for text in (statement, statement[:1].lower() + statement[1:]):
        for joint in ("that", "whether"):
            _, is_parted, rest = verdict.because.partition(f" {joint} {text}: ")
            if statement and is_parted:
                return " ".join([rest, *lasted])
    return " ".join([verdict.because.removeprefix(NOTHING), *lasted])


def _marks(claims: Sequence[Judged]) -> Iterator[_Mark]:
    """Yield the stretches of the text that make claims, in its order."""
    mark: _Mark | None = None
    for claim in sorted(claims, key=lambda claim: (claim.place[0], claim.number)):
        start, end = claim.place
        if start == end:
            continue
        if mark and start < mark.end:
            mark = _Mark(mark.start, max(mark.end, end), (*mark.claims, claim))
            continue
        if mark:
            yield mark
        mark = _Mark(start, end, (claim,))
    if mark:
        yield mark
