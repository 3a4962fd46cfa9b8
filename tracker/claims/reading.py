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
from itertools import pairwise

from tracker.claims import quantities
from tracker.claims.antecedents import (
    RELATIVE,
    begins_with_pronoun,
    inherited,
    own_subject,
    resolved,
    says_of_unknown,
    topic_of_refused,
)
from tracker.claims.claim import Claim, Led, Over, Trend
from tracker.claims.clauses import (
    MEASURES,
    NotRead,
    Reading,
    Sentence,
    kinds_of,
    periods_of,
    understood,
)
from tracker.claims.compounds import SCOPE, joined
from tracker.claims.context import Context
from tracker.claims.firsts import GROUPS, from_to
from tracker.claims.groups import led_by
from tracker.claims.mentions import UNCLEAR, Gazetteer, Meanings
from tracker.claims.periods import Calendar
from tracker.claims.phrases import find as find_phrase
from tracker.claims.phrases import find_age, find_dateline
from tracker.claims.quantities import NUMBERS
from tracker.claims.scopes import is_former, without_background
from tracker.claims.sentences import Passage, passages
from tracker.claims.short_names import ShortNames
from tracker.claims.statements import Statement
from tracker.claims.words import Finder, Word, plain, split
from tracker.weeks import WEEK

_QUESTION = re.compile(r"[?？]\s*$")
SCOPES = {
    "in",
    "on",
    "by",
    "among",
    "for",
    "within",
    "under",
    "outside",
    "per",
    "compared",
    "measured",
    "counting",
    "counted",
    "including",
    "without",
    "at",
    "when",
    "once",
    "last",
    "past",
    "previous",
    "与",
    "按",
    "在",
    "除",
    "除了",
    "若",
    "以",
    "就",
    "较",
    "比",
    "从",
    "如",
    "不",
    "上",
    "前",
    "去",
    "今",
    "当",
    "本",
}
"""How a clause begins that limits what is counted: what is not understood in it is not skipped."""
_OF_A_DATE = re.compile(r"\d+(?:[/-]\d|[年月日号旬])|[〇零一二三四五六七八九十]+[年月日号旬]")
_PERSONS = re.compile("多?(?:名(?![列次])|位(?![列居于处次置])|家|户|人(?!民币))")
"""What is counted by an amount right before it: 500万名(开发者), and no tokens."""
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
        context, short = Context(), ShortNames()
        readings: list[Reading | NotRead] = []
        for paragraph in passages(text):
            for place, sentence in enumerate(paragraph):
                context.begin(is_paragraph=place == 0)
                readings += self._read(sentence, context, short)
        return readings

    def _read(
        self, passage: Passage, context: Context, short: ShortNames
    ) -> list[Reading | NotRead]:
        """Return the claims of a sentence, or why it makes none."""
        start, text = passage
        written, gazetteer = plain(text), self._gazetteer()
        words = self._split(written.text, start, short)
        words = resolved(joined(words, gazetteer, context.named), context)
        words = without_background(written.text, words)
        if refusal := _refusal(text, written.text, words):
            if (topic := topic_of_refused(words)) is not None:
                context.add_topic(topic)
            return [replace(refusal, start=start)]
        sentence = Sentence(self._calendar, gazetteer, passage, written, words, context)
        if readings := _readings(sentence):
            return readings
        sentence.date_what_follows()
        return [replace(_nothing(text, words), start=start)]

    def _split(self, text: str, start: int, short: ShortNames) -> list[Word]:
        """Return the words of a sentence with the short names that the text has introduced."""
        gazetteer = self._gazetteer()
        finders: tuple[Finder, ...] = (
            lambda text, place: short.find(text, place, start),
            gazetteer.find,
            self._calendar.find,
            quantities.find,
            find_phrase,
            find_age,
            find_dateline,
        )
        words = split(text, finders)
        is_new = short.add(words, start, gazetteer)
        return split(text, finders) if is_new and short.are_in(text, start) else words


def _readings(sentence: Sentence) -> list[Reading | NotRead]:
    """Return the claims of a sentence, in the order of the text."""
    if (whole := _from_to(sentence)) is not None:
        return [whole]
    readings: list[Reading | NotRead] = []
    subject: Meanings | None = None
    if (scope := _scope(sentence)) is not None:
        sentence.date_what_follows()
        return [scope]
    group: Meanings | None = None
    for words in sentence.clauses():
        if [word.kind for word in words] == ["subject"] and SCOPE.search(words[0].text):
            group = words[0].value.subjects
            continue
        if is_former(words):
            continue
        if (blocked := sentence.blocked(words)) is not None:
            readings += [blocked] if kinds_of(words) & MEASURES else []
            if (topic := own_subject(sentence, words, subject)) is not None:
                subject = topic
                sentence.context.add_topic(topic)
            sentence.context.add(sentence.subjects_of(words, subject))
            continue
        if any(word.text == "仅次于" for word in words):
            continue  # behind whom it is, which its rank says already
        before = inherited(sentence, words, subject)
        statement = Statement(sentence, words, sentence.subjects_of(words, before), before, group)
        claims = statement.readings() or _unread(statement, subject)
        readings += claims
        if not claims and _is_aside(sentence, statement, subject):
            continue
        if not claims and not statement.subjects and says_of_unknown(words):
            subject = UNCLEAR
        # `Xiaomi, whose MiMo led, fell` goes on about Xiaomi.
        is_beside = subject is not None and words[0].text.lower() in RELATIVE
        is_taken_up = claims or statement.subjects or begins_with_pronoun(words)
        if is_taken_up and not is_beside and led_by(statement) is None:
            subject = statement.subject
            sentence.context.add_topic(subject or UNCLEAR)
        sentence.context.add(statement.subjects)
        if statement.is_whole:
            break
    return _together(sentence, readings)


def _unread(statement: Statement, said: Meanings | None) -> list[Reading | NotRead]:
    """Return the refusal of a clause with a number of which nothing was read."""
    is_number = statement.kinds & (NUMBERS | {"streak", "rank"})
    if not is_number or _is_aside(statement.sentence, statement, said):
        return []
    return [statement.refusal("it is not clear of whom or what this is said")]


def _is_aside(sentence: Sentence, statement: Statement, said: Meanings | None) -> bool:
    """Return whether a clause says what the subject is: `Hy3, Tencent's free model, …`."""
    groups = statement.subjects
    if said is None or not groups or statement.kinds & MEASURES:
        return False
    return sentence.gazetteer.is_among(said, groups[0])


def _scope(sentence: Sentence) -> NotRead | None:
    """Return the refusal of a sentence that is limited by a clause that was not understood."""
    for words in sentence.clauses():
        barring = [word.text for word in words if word.kind in ("unknown", "not")]
        limits = words[0].text.lower().split(" ")[0] in SCOPES or words[0].kind == "not"
        limits |= _is_part_of_period(words)
        limits_group = (
            SCOPE.search(sentence.plain_of(words))
            and any(each[0].level in GROUPS for each in sentence.subjects_of(words))
            and len(words) > 1
        )
        is_limit = (barring and limits) or limits_group or _drops_a_date(sentence, words)
        if is_limit and not kinds_of(words) & MEASURES:
            why = f"not understood: {sentence.quote(words)!r}"
            return NotRead(sentence.text, why, start=sentence.start)
    return None


def _is_part_of_period(words: list[Word]) -> bool:
    """Return whether a clause begins with a period and what is a part of it: 2026年一季末."""
    part = next((word for word in words[1:] if word.kind != "small"), words[0])
    is_joined = all(a.end == b.start for a, b in pairwise(words[: words.index(part) + 1]))
    return words[0].kind == "period" and part.kind == "unknown" and is_joined


def _drops_a_date(sentence: Sentence, words: list[Word]) -> bool:
    """Return whether a part of a date was not understood: `8/25`, 二〇二六年, 8月末."""
    unknown = [word for word in words if word.kind == "unknown"]
    ends = {place for word in words if word.kind == "period" for place in (word.start, word.end)}
    return any(
        {word.start, word.end} & ends or _OF_A_DATE.match(sentence.plain, word.start)
        for word in unknown
    )


def _from_to(sentence: Sentence) -> Reading | None:
    """Return the claim of a sentence from one amount and week to another, over its clauses."""
    if len(periods_of(sentence.words, "at")) != 2:
        return None
    words = [word for word in sentence.words if word.kind != "mark"]
    return from_to(Statement(sentence, words, sentence.subjects_of(words), None))


def _together(sentence: Sentence, readings: list[Reading | NotRead]) -> list[Reading | NotRead]:
    """Return the readings of a sentence; if none is a claim, one refusal of all of it."""
    refusals = [each for each in readings if isinstance(each, NotRead)]
    if len(refusals) < 2 or len(refusals) < len(readings):
        return readings
    strongest = next((each for each in refusals if each.verdict != "no_claim"), refusals[0])
    return [replace(strongest, quote=sentence.text, start=sentence.start)]


def _refusal(text: str, plain: str, words: list[Word]) -> NotRead | None:
    """Return why a sentence as a whole claims nothing that can be measured, if so."""
    if _QUESTION.search(plain):
        return NotRead(text, "it is a question")
    if any(word.kind == "amount" and _PERSONS.match(plain, word.end) for word in words):
        return NotRead(text, f"it is about {USERS}: {OUTSIDE}", verdict="not_measured")
    for word in words:
        if word.kind == "scope" and _is_outside(word, words):
            verdict = "no_claim" if word.value == SHARES else "not_measured"
            why = f"it is about {word.value} ({word.text!r}): {OUTSIDE}"
            return NotRead(text, why, verdict=verdict)
        if word.kind == "maybe":
            why = f"it is an opinion, a forecast or a report of one ({word.text!r})"
            return NotRead(text, why, understood(words))
    return None


def _is_outside(scope: Word, words: list[Word]) -> bool:
    """Return whether a sentence measures what the record does not have.

    Users are counted nowhere (`5 million users`), but `users spent $23.6M` is about the money. The
    result of a benchmark is a bare number.
    """
    kinds = kinds_of(words)
    if scope.value == USERS:
        before = words[words.index(scope) - 1] if words.index(scope) else scope
        return before.kind == "amount" or ("percent" in kinds and "amount" not in kinds)
    is_number = any(word.kind == "unknown" and word.text[0].isdigit() for word in words)
    return bool(kinds & MEASURES) or (scope.value == BENCHMARKS and is_number)


def _nothing(text: str, words: list[Word]) -> NotRead:
    """Return the refusal of a sentence, with what was understood."""
    unknown = [word.text for word in words if word.kind == "unknown"]
    measured = understood(words)
    if not measured:
        return NotRead(text, "it says nothing of usage that can be measured")
    why = "no measure of a subject was found in it"
    if unknown:
        why = f"not understood: {' '.join(unknown)!r}"
    return NotRead(text, why, measured)
