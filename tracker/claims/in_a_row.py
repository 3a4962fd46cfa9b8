"""Read claims about weeks in a row: `has led for five weeks running`, `连续五周位居榜首`.

The verb may stand in another clause of the sentence. A streak ends with the last whole week before
publication, unless a week is named; in the simple past (`led for five weeks`) it may have been at
any time before it, and `for the fifth week in a row` says when. Where a longer period is named (`in
July`, `in each of the first two weeks of 2026`) it lies within its weeks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tracker.claims.claim import Claim, Led, Over, Trend
from tracker.claims.clauses import (
    COMPARED,
    HELD,
    NotRead,
    Reading,
    kinds_of,
    name_of,
    periods_of,
)
from tracker.claims.mentions import Meanings
from tracker.claims.when import When
from tracker.claims.words import Word
from tracker.identity.subjects import TOTAL
from tracker.weeks import DAY, WEEK, Period, monday, read_week, walk

if TYPE_CHECKING:
    from tracker.claims.statements import Statement

WITH_RIVALS = ("country", "weights")
"""Levels at which one that leads leads over the other that was named before."""
_ORDINAL = re.compile(
    r"\d(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|elfth|"
    r"twelfth|teenth|ieth|第",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"\b(?:is|are|has|have|now|still)\b|已|至今|仍", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|led|held|[a-z]{2,}ed)\b", re.IGNORECASE)
_STILL = re.compile(r"\b(?:now|still)\b|至今|仍", re.IGNORECASE)
_BOUNDS = {"more": "more", "exceed": "more", "less": "less", "about": "about"}
_AT_LEAST = re.compile(
    r"at (?:the very )?least|no (?:less|fewer) than|a minimum of|至少|不少于|不低于|起码",
    re.IGNORECASE,
)
_EACH = re.compile("每一?周|周周|[都均]|一直|始终|连续|持续|蝉联")
_A_YEAR, _SHORTEST_MONTH, _LONGEST_MONTH = 12, 28, 31
_ENDED = re.compile(
    r"\b(?:end(?:s|ed)|ending(?! (?:on )?(?:\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
    r"|(?:brought|c[ao]me|comes|coming) to an end|puts? an end to|putting an end to|broke|breaking"
    r"|snapped|halted)\b(?! up)|终结|结束|打[破断](?!了?[纪记]录)|中断",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:los(?:t|es?|ing)|ced(?:ed?|es|ing)|surrender\w*|yield\w*|g[ai]ves? up|relinquish\w*"
    r"|forfeit\w*)\b|失去|丢掉|让出|拱手|被[^,，]*(?:终结|结束|打破|打断|中断)",
    re.IGNORECASE,
)
"""What is done by who had the lead before, and not by who took it."""
_UNTIL = re.compile(r"\b(?:until|till)\b|直到|截[至止]", re.IGNORECASE)
_GOES_ON = re.compile(r"\b(?:still|remain\w*|stays?|keeps?|holds?)\b", re.IGNORECASE)
_EXACT = re.compile(r"\bend of\b|\bto the\b.*\bend\b", re.IGNORECASE)


def streak(statement: Statement) -> Reading | NotRead | None:
    """Return a claim about weeks in a row, if the verb that it needs is in the sentence."""
    length, *others = [word for word in statement.words if word.kind == "streak"]
    if length.value.unit not in ("week", "time"):
        return None
    refusal = statement.refusal(f"not understood: {statement.sentence.quote(statement.words)!r}")
    weeks = _number(statement, length)
    if weeks is None or others or periods_of(statement.words, "ago"):
        return refusal
    reading = _streak(statement, length, weeks)
    is_more = isinstance(reading, Reading) and isinstance(reading.claim, Over | Trend)
    is_by = statement.kinds & {"percent", "points", "times"} and not _ORDINAL.search(length.text)
    return refusal if is_more and is_by else reading


def _number(statement: Statement, length: Word) -> int | None:
    """Return how many weeks it was at least; None for fewer, or about so many, than it says."""
    number: int = length.value.number
    bound: str = length.value.bound
    place = statement.words.index(length)
    before, after = statement.words[:place][-1:], statement.words[place + 1 : place + 3]
    gap = statement.sentence.plain[length.end : after[0].start] if after else ""
    is_until = [each.kind for each in after] == ["less", "period"]  # `up to 15 March`
    if after and after[0].kind in _BOUNDS and not gap.strip() and not is_until:
        return None
    if before and not bound:
        at_least = _AT_LEAST.fullmatch(before[0].text)
        bound = "least" if at_least else _BOUNDS.get(before[0].kind, "")
    if bound in ("less", "about"):
        return None
    return number + (bound == "more")


def _streak(statement: Statement, length: Word, weeks: int) -> Reading | NotRead | None:
    sentence = statement.sentence
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
    is_lost = _LOST.search(sentence.plain_of(statement.words))
    if is_over and len(subjects) > 1 and is_lost:
        subject, rival = subjects[0], None  # who lost the lead to another
    elif is_over and len(subjects) > 1:
        subject, rival = subjects[-1], None  # whose reign another ended
    elif is_over and statement.rival is not None and "pass" in statement.kinds:
        subject = statement.rival  # `displacing it after two weeks at the top`
    elif rival is None and subject[0].level in WITH_RIVALS:
        rival = sentence.context.rival_of(subject)
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
    is_after = length.text.lower().startswith("after") and not _GOES_ON.search(text)
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


def _with_ending(reading: Reading, statement: Statement, length: Word) -> Reading | NotRead:
    """Return a streak with the week that it ends with, or any before publication."""
    sentence, until = statement.sentence, statement.sentence.calendar.last_week
    periods = _periods(statement)
    if length.value.which:
        return _each_of(reading, statement, length, periods)
    if stretches := periods_of(sentence.words, "stretch"):
        return _in_stretch(reading, statement, stretches[0])
    if periods and periods[0].days > WEEK.days:
        return _within(reading, statement, length, periods)
    if _is_over(statement, length):
        return _ended(reading, statement)
    ending = None
    if periods and periods[0].days == WEEK.days and periods[0].week is not None:
        ending = periods[0].start
    elif periods and periods[0].days == 1:  # a week that had ended by that day
        ending = min(monday(periods[0].end) - WEEK, until)
    if ending is None:
        return _undated(reading, statement, length)
    return replace(reading, ending=ending, until=until)


def _ended(reading: Reading, statement: Statement) -> Reading:
    """Return a streak that is over, at any time before the week that is named."""
    sentence, until = statement.sentence, statement.sentence.calendar.last_week
    named = [when.periods[0] for when in periods_of(sentence.words, "at") if when.periods]
    weeks = [each.start for each in named if each.days == WEEK.days and each.week is not None]
    before = monday(weeks[0]) - WEEK if weeks else until
    return replace(reading, until=min(before, until), since=_launched(reading, statement))


def _undated(reading: Reading, statement: Statement, length: Word) -> Reading:
    """Return a streak up to now; in the simple past one at any time before."""
    sentence, until = statement.sentence, statement.sentence.calendar.last_week
    first, last = statement.words[0], statement.words[-1]
    text = sentence.plain[first.start : last.end].replace(length.text, " ")
    if _PAST.search(text) and not _PERFECT.search(text) and not _ORDINAL.search(length.text):
        return replace(reading, until=until, since=_launched(reading, statement))
    return replace(reading, ending=until, until=until)


def _in_stretch(reading: Reading, statement: Statement, stretch: When) -> Reading | NotRead:
    """Return a streak that lies in a stretch of weeks, whose ends may not be exact."""
    sentence, until = statement.sentence, statement.sentence.calendar.last_week
    if not stretch.periods:
        return statement.refusal("not understood: from when to when")
    (period,) = stretch.periods
    last = min(monday(period.end - DAY), until)
    ending = last if _EXACT.search(sentence.plain) else None
    return replace(reading, ending=ending, until=last, since=monday(period.start))


def _periods(statement: Statement) -> list[Period]:
    """Return the periods that a clause names, or those of one that says nothing else than when."""
    for words in (statement.words, *statement.sentence.times()):
        if periods := [when.periods[0] for when in periods_of(words, "at") if when.periods]:
            return periods
        if spans := [when.periods for when in periods_of(words, "between") if when.periods]:
            return [Period(first.start, last.end) for first, last in spans]
        if since := [
            when.periods[0] for kind in ("from", "since") for when in periods_of(words, kind)
        ]:
            return [Period(since[0].start, statement.sentence.calendar.last_week + WEEK)]
    return []


def _within(
    reading: Reading, statement: Statement, length: Word, periods: list[Period]
) -> Reading | NotRead:
    """Return a streak within the weeks that a period has a day of; one that goes on up to now."""
    text = statement.sentence.quote(statement.words)
    if _ORDINAL.search(length.text) or len(periods) > 1:
        return statement.refusal(f"not understood: since when {length.text!r} counts")
    if _ENDED.search(text) or _UNTIL.search(text):  # the period is that of its end
        return statement.refusal(f"not understood: in which week {length.text!r} ended")
    until, period = statement.sentence.calendar.last_week, periods[0]
    first, last = monday(period.start), monday(period.end - DAY)
    if period.months == _A_YEAR:
        first, *_, last = _weeks_of(period)
    last = min(last, until)
    is_long = period.days > _LONGEST_MONTH and not periods_of(statement.words, "from")
    still = _STILL if is_long else _PERFECT
    ending = last if last == until and still.search(text) else None
    return replace(reading, ending=ending, until=last, since=first)


def _each_of(
    reading: Reading, statement: Statement, length: Word, periods: list[Period]
) -> Reading | NotRead:
    """Return a streak over each of the first weeks of a period, its last, or the last on record."""
    until, back = statement.sentence.calendar.last_week, (length.value.number - 1) * WEEK
    which, is_each = length.value.which, _EACH.search(statement.sentence.plain)
    if which == "together" and is_each:
        which = "past"
    if which == "first" and not length.text.isascii() and not is_each:
        which = "together"
    if which == "before":
        ending = _before_named(statement, periods)
        return replace(reading, ending=ending, until=ending)
    if not periods and which == "past":
        return replace(reading, ending=until, until=until)
    weeks = _weeks_of(periods[0]) if len(periods) == 1 and which != "together" else []
    if len(weeks) < length.value.number:
        return statement.refusal(f"not understood: of what {length.text!r} are")
    ending = weeks[0] + back if which == "first" else weeks[-1]
    return replace(reading, ending=ending, until=ending, since=ending - back)


def _before_named(statement: Statement, periods: list[Period]) -> date:
    """Return the week before the one that is named, or that the text is about; else the last."""
    sentence, until = statement.sentence, statement.sentence.calendar.last_week
    of_text = sentence.context.when.periods if sentence.context.when is not None else ()
    of_sentence = (each for when in periods_of(sentence.words, "at") for each in when.periods)
    named = next((each for each in (*periods, *of_sentence, *of_text) if each.is_week), None)
    return min(named.start - WEEK, until) if named is not None else until


def _weeks_of(period: Period) -> list[date]:
    """Return the weeks of a year that bear its number, those that begin in a shorter period."""
    if period.days < _SHORTEST_MONTH:
        return []
    if period.months == _A_YEAR:
        first = read_week(f"{period.start.year}-W01")
        return [*walk(first, read_week(f"{period.start.year + 1}-W01") - WEEK)]
    return [*walk(monday(period.start + 6 * DAY), monday(period.end - DAY))]


def _launched(reading: Reading, statement: Statement) -> date | None:
    """Return the week from which on a stretch of the subject of a reading may have been."""
    launched = statement.sentence.gazetteer.launched(reading.subjects[0])
    is_known = launched is not None and launched < statement.sentence.calendar.today
    return monday(launched) if launched and is_known else None
