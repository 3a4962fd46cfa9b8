"""Read claims about weeks in a row: `has led for five weeks running`, `连续五周位居榜首`.

The verb may stand in another clause of the sentence. A streak ends with the last whole week before
publication, unless a week is named; in the simple past (`led for five weeks`) it may have been at
any time before it, and `for the fifth week in a row` says when.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tracker.claims.claim import Claim, Led, Over, Trend
from tracker.claims.clauses import COMPARED, HELD, Reading, kinds_of, name_of, periods_of
from tracker.claims.mentions import Meanings
from tracker.claims.when import When
from tracker.claims.words import Word
from tracker.identity.subjects import TOTAL
from tracker.weeks import DAY, WEEK, monday

if TYPE_CHECKING:
    from tracker.claims.clauses import Sentence
    from tracker.claims.statements import Statement

WITH_RIVALS = ("country", "weights")
"""Levels at which one that leads leads over the other that was named before."""
_ORDINAL = re.compile(
    r"\d(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|elfth|"
    r"twelfth|teenth|ieth|第",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"\b(?:is|are|has|have|now)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|led|held|[a-z]{2,}ed)\b", re.IGNORECASE)
_ENDED = re.compile(
    r"\b(?:end(?:s|ed|ing)|brought to an end|puts? an end to|putting an end to|broke|breaking"
    r"|snapped|halted)\b(?! up)|终结|结束",
    re.IGNORECASE,
)
_STILL = re.compile(r"\b(?:still|remain\w*|stays?|keeps?|holds?)\b", re.IGNORECASE)
_EXACT = re.compile(r"\bend of\b|\bto the\b.*\bend\b", re.IGNORECASE)


def streak(statement: Statement) -> Reading | None:
    """Return a claim about weeks in a row, if the verb that it needs is in the sentence."""
    sentence = statement.sentence
    length = next(word for word in statement.words if word.kind == "streak")
    if length.value.unit not in ("week", "time"):
        return None
    words, subjects = statement.words, statement.subjects
    if not statement.kinds & {*HELD, "exceed"}:
        words = sentence.words
        subjects = subjects or sentence.subjects_of(words)
    verbs = kinds_of(words) & {*HELD, "exceed"}
    subject = subjects[0] if subjects else statement.subject or sentence.subject_of(words, None)
    if not verbs or subject is None:
        return None
    rival = subjects[1] if len(subjects) > 1 else None
    is_over = _is_over(statement, length)
    if is_over and len(subjects) > 1:
        subject, rival = subjects[-1], None  # whose reign another ended
    elif is_over and statement.rival is not None and "pass" in statement.kinds:
        subject = statement.rival  # `displacing it after two weeks at the top`
    elif rival is None and subject[0].level in WITH_RIVALS:
        rival = sentence.context.rival_of(subject)
    weeks = length.value.number
    if rival is not None and verbs & {*COMPARED, "exceed", "lead"} and "rank" not in verbs:
        a, b = (rival, subject) if "behind" in verbs else (subject, rival)
        over = Over(name_of(a), name_of(b), weeks)
        return _with_ending(statement.reading(over, a, b, when=When("at")), statement, length)
    claim = _held(verbs, words, subject, weeks, is_over=is_over)
    if claim is None:
        return None
    if isinstance(claim, Led) and claim.top == 1:
        sentence.context.rank = 1
    return _with_ending(statement.reading(claim, subject, when=When("at")), statement, length)


def _is_over(statement: Statement, length: Word) -> bool:
    """Return whether a stretch is said to have ended, or to lie before what is said of now."""
    sentence, (first, last) = statement.sentence, (statement.words[0], statement.words[-1])
    if "past" in statement.kinds and not _ORDINAL.search(length.text):
        return True
    text = sentence.plain[first.start : last.end]
    is_after = length.text.lower().startswith("after") and not _STILL.search(text)
    return is_after or bool(_ENDED.search(text))


def _held(
    verbs: set[str], words: list[Word], subject: Meanings, weeks: int, *, is_over: bool
) -> Claim | None:
    """Return what was so for weeks: a direction of the total, a place in the top, a lead."""
    if verbs & {"up", "down"} and not verbs & {"rank", "lead", "top"}:
        direction = "up" if "up" in verbs else "down"
        return Trend(direction, weeks) if subject[0].level == TOTAL else None
    top = next((word.value for word in words if word.kind == "top"), None)
    if top is not None:
        return Led(name_of(subject), top, weeks)
    ranks = [word.value for word in words if word.kind == "rank"] or [1]
    is_first = ranks[0] == 1 or (is_over and 1 in ranks)  # `third after two weeks at the top`
    return Led(name_of(subject), 1, weeks) if is_first else None


def _with_ending(reading: Reading, statement: Statement, length: Word) -> Reading:
    """Return a streak with the week that it ends with, or any before publication."""
    sentence, until = statement.sentence, statement.sentence.calendar.last_week
    if stretches := periods_of(sentence.words, "stretch"):
        return _within(reading, stretches[0], sentence)
    weeks = [when.periods[0] for when in periods_of(sentence.words, "at") if when.periods]
    if _is_over(statement, length):
        named = [week.start for week in weeks if week.days == WEEK.days and week.week is not None]
        before = monday(named[0]) - WEEK if named else until
        return replace(reading, until=min(before, until), since=_launched(reading, statement))
    if weeks and weeks[0].days == WEEK.days and weeks[0].week is not None:
        return replace(reading, ending=weeks[0].start, until=until)
    if weeks and weeks[0].days == 1:  # a week that had ended by that day
        return replace(reading, ending=min(monday(weeks[0].end) - WEEK, until), until=until)
    first, last = statement.words[0], statement.words[-1]
    text = sentence.plain[first.start : last.end].replace(length.text, " ")
    if _PAST.search(text) and not _PERFECT.search(text) and not _ORDINAL.search(length.text):
        return replace(reading, until=until, since=_launched(reading, statement))
    return replace(reading, ending=until, until=until)


def _within(reading: Reading, stretch: When, sentence: Sentence) -> Reading:
    """Return a streak that lies in a stretch of weeks, whose ends may not be exact."""
    until = sentence.calendar.last_week
    if not stretch.periods:
        return replace(reading, until=until)
    (period, *_) = stretch.periods
    last = min(monday(period.end - DAY), until)
    ending = last if _EXACT.search(sentence.plain) else None
    return replace(reading, ending=ending, until=last, since=monday(period.start))


def _launched(reading: Reading, statement: Statement) -> date | None:
    """Return the week from which on a stretch of the subject of a reading may have been."""
    launched = statement.sentence.gazetteer.launched(reading.subjects[0])
    return launched and monday(launched)
