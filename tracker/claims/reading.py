"""Read what a sentence or an article claims, in English or Chinese.

read_as
    A claim with its subjects, its periods and the definitions that the text itself fixes. A
    sentence may make several claims; each takes what it does not say (subject, period, metric) from
    what stands before it. Where the text leaves the period open, a claim in the present is about
    the seven days to the day before publication, any other about the last whole week.
no_claim
    Opinions, forecasts, questions and background: nothing in them can be measured. So it is with a
    sentence in which a word was not understood that could change its meaning.
not_read
    What the record does not have: categories of tasks, users, the world outside OpenRouter, prices
    of shares, benchmarks, averages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property

from tracker.claims import quantities
from tracker.claims.claim import Claim, Led, Over, Trend
from tracker.claims.clauses import MEASURES, Context, NotRead, Reading, Sentence, kinds_of
from tracker.claims.mentions import Gazetteer, Meanings
from tracker.claims.periods import Calendar
from tracker.claims.phrases import find_count, joined
from tracker.claims.sentences import Passage, sentences
from tracker.claims.statements import Statement, from_to
from tracker.claims.words import Word, normalised, split
from tracker.weeks import WEEK

_QUESTION = re.compile(r"[?？]\s*$")
SHARES, BENCHMARKS, USERS = "prices and share prices", "results of benchmarks", "users"
OUTSIDE = "outside the record, which has the tokens, calls and dollars of models on OpenRouter"


class Reader:
    """Reads claims about the names of a gazetteer, as of the day of publication.

    ``newest`` gives the newest week on record, which a text without a day of publication is about.
    """

    def __init__(
        self,
        gazetteer: Callable[[], Gazetteer],
        published: date | None,
        newest: Callable[[], date],
    ) -> None:
        self._gazetteer = gazetteer
        self._published = published
        self._newest = newest

    @cached_property
    def _calendar(self) -> Calendar:
        """Return the calendar of the day of publication; without one, of after the newest week."""
        return Calendar(self._published or self._newest() + WEEK)

    def last_week(self, claim: Claim) -> date | None:
        """Return the week that a number of weeks ends with, if the day of publication is known."""
        is_streak = isinstance(claim, Led | Over | Trend)
        return self._calendar.last_week if self._published and is_streak else None

    def read(self, text: str) -> list[Reading | NotRead]:
        """Return the claims of a text in its order, and its sentences that make none."""
        context = Context()
        return [
            reading for sentence in sentences(text) for reading in self._read(sentence, context)
        ]

    def _read(self, passage: Passage, context: Context) -> list[Reading | NotRead]:
        """Return the claims of a sentence, or why it makes none."""
        start, text = passage
        plain, gazetteer = normalised(text), self._gazetteer()
        finders = (gazetteer.find, self._calendar.find, quantities.find, find_count)
        words = joined(split(plain, finders), gazetteer, context.subjects)
        if refusal := _refusal(text, plain, words):
            return [replace(refusal, start=start)]
        sentence = Sentence(self._calendar, gazetteer, passage, plain, words, context)
        return _readings(sentence) or [replace(_nothing(text, words), start=start)]


def _readings(sentence: Sentence) -> list[Reading | NotRead]:
    """Return the claims of a sentence, in the order of the text."""
    if (whole := from_to(sentence)) is not None:
        return [whole]
    readings: list[Reading | NotRead] = []
    subject: Meanings | None = None
    for words in sentence.clauses():
        if (blocked := sentence.blocked(words)) is not None:
            readings += [blocked] if kinds_of(words) & MEASURES else []
            continue
        if any(word.text == "仅次于" for word in words):
            continue  # behind whom it is, which its rank says already
        statement = Statement(sentence, words, sentence.subjects_of(words), subject)
        claims = statement.readings()
        readings += claims
        if claims or statement.subjects:
            subject = statement.subject
        sentence.context.subjects += statement.subjects
        if statement.is_whole:
            break
    return readings


def _refusal(text: str, plain: str, words: list[Word]) -> NotRead | None:
    """Return why a sentence as a whole claims nothing that can be measured, if so."""
    if _QUESTION.search(plain):
        return NotRead(text, "it is a question")
    for word in words:
        if word.kind == "scope" and _is_outside(word, words):
            verdict = "no_claim" if word.value == SHARES else "not_measured"
            why = f"it is about {word.value} ({word.text!r}): {OUTSIDE}"
            return NotRead(text, why, verdict=verdict)
        if word.kind == "maybe":
            return NotRead(text, f"it is an opinion, a forecast or a report of one ({word.text!r})")
    return None


def _is_outside(scope: Word, words: list[Word]) -> bool:
    """Return whether a sentence measures what the record does not have.

    Users are counted nowhere, but `users spent $23.6M` is about the money. The result of a
    benchmark is a bare number.
    """
    kinds = kinds_of(words)
    if scope.value == USERS:
        return "percent" in kinds and "amount" not in kinds
    is_number = any(word.kind == "unknown" and word.text[0].isdigit() for word in words)
    return bool(kinds & MEASURES) or (scope.value == BENCHMARKS and is_number)


def _nothing(text: str, words: list[Word]) -> NotRead:
    """Return the refusal of a sentence, with what was understood."""
    unknown = [word.text for word in words if word.kind == "unknown"]
    understood = [word.text for word in words if word.kind in MEASURES | {"subject", "period"}]
    if not understood:
        return NotRead(text, "it says nothing of usage that can be measured")
    why = "no measure of a subject was found in it"
    if unknown:
        why = f"not understood: {' '.join(unknown)!r}"
    return NotRead(text, why, ", ".join(understood))
