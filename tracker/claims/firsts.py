"""Make claims of a clause whose measures mean something together only.

Firsts and records, the largest models together, and two amounts in two periods.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.claims.claim import UNKNOWN_WEEK, First, FromTo, OfTop
from tracker.claims.clauses import FIGURES, NotRead, Reading, name_of, periods_of
from tracker.claims.mentions import Meanings
from tracker.claims.numbers import Figure
from tracker.claims.words import Word

if TYPE_CHECKING:
    from tracker.claims.statements import Statement

GROUPS = ("country", "weights", "author", "country+weights")
_WITHIN = ("in", "into", "among", "within", "inside")
_OF_PLACES = re.compile("前[^,]{1,4}[名席位强]的(?:约|近|逾)?(?:一半|半数|[^,]分之)")
"""A part of places, and not of their tokens: 前十名的一半."""
_BETWEEN = ("small", "platform", "usage", "metric", "period")
"""What may stand between `filled` and the largest."""
_ITS_DAY = re.compile(r"(?:busiest|best|biggest) (?:day|week)", re.IGNORECASE)


def record(statement: Statement, word: Word, subject: Meanings) -> list[Reading | NotRead]:
    amounts = [each for each in statement.sentence.words if each.kind == "amount"]
    if _ITS_DAY.search(word.text) and amounts:
        # `had its busiest day on Friday, at 1.9 trillion tokens` is one claim.
        statement.is_whole, statement.words = True, statement.sentence.words
        figure = statement.figure(amounts[0], amounts[0].value.figure)
        claim = First(name_of(subject), UNKNOWN_WEEK, figure=figure, record=True)
        return [statement.reading(claim, subject)]
    return [statement.reading(First(name_of(subject), UNKNOWN_WEEK, record=True), subject)]


def first(statement: Statement, subject: Meanings) -> Reading:
    """Read that something was so for the first time."""
    amounts = [word.value.figure for word in statement.words if word.kind == "amount"]
    claim = First(name_of(subject), UNKNOWN_WEEK)
    if amounts:
        figure = replace(amounts[0], hedge="more")
        return statement.reading(replace(claim, figure=figure), subject)
    rival = statement.rival
    if rival is not None:
        return statement.reading(replace(claim, rival=name_of(rival)), subject, rival)
    if statement.kinds & {"rank", "lead"}:
        return statement.reading(replace(claim, group=name_of(subject)), subject, subject)
    return statement.reading(replace(claim, record=True), subject)


def first_of(statement: Statement) -> Reading:
    """Read `X is the first Chinese model to win a week (since Y in June 2025)`."""
    subject, *others = statement.subjects
    group = others[0] if others else subject
    weeks = periods_of(statement.words, "at") + periods_of(statement.words, "since")
    since = weeks[-1].periods[0].end if len(others) > 1 and weeks else None
    claim = First(name_of(subject), UNKNOWN_WEEK, group=name_of(group))
    reading = statement.reading(claim, subject, group, when=statement.sentence.last_week)
    return replace(reading, since=since)


def of_top(statement: Statement, subject: Meanings) -> Reading | None:
    """Read how many of the largest, or what share of them, a country or maker has."""
    number = statement.sentence.top
    if number is None or subject[0].level not in GROUPS:
        return None
    counts = [word.value for word in statement.words if word.kind == "count"]
    percents = [word for word in statement.words if word.kind == "percent"]
    if not counts and not percents and _are_all(statement):
        counts = [number]
    of_models = "models" in statement.kinds and "share" not in statement.kinds
    if not counts and percents and (of_models or _OF_PLACES.search(statement.sentence.plain)):
        counts = [int(percents[0].value.figure.value * number / 100)]
    if counts:
        figure = Figure(Decimal(counts[0]), Decimal(1), str(counts[0]))
        return statement.reading(OfTop(name_of(subject), number, figure, UNKNOWN_WEEK), subject)
    if percents:
        figure = statement.figure(percents[0], percents[0].value.figure)
        claim = OfTop(name_of(subject), number, figure, UNKNOWN_WEEK, is_share=True)
        return statement.reading(claim, subject)
    return None


def _are_all(statement: Statement) -> bool:
    """Return whether all of the largest are meant: `took the top four`, `are all Chinese`."""
    words = statement.words
    if "all" in statement.kinds or any(word.text.lower().startswith("all ") for word in words):
        return True
    place = next((n for n, word in enumerate(words) if word.kind == "top"), 0)
    after = [word for word in words[place + 1 :] if word.kind not in ("small", "models", "period")]
    if len(after) > 1 and after[0].text.lower() in ("were", "are", "是", "为"):
        return after[1].kind == "subject"  # `the top four were Chinese`
    before = [word for word in words[:place] if word.kind not in _BETWEEN or word.text in _WITHIN]
    return bool(before) and before[-1].kind in ("had", "fills", "share")


def from_to(statement: Statement) -> Reading | None:
    """Read `from A (in one week) to B (in another)`, which is one claim of two amounts."""
    sentence, words = statement.sentence, statement.words
    amounts = [word for word in words if word.kind == "amount"]
    periods = periods_of(words, "at")
    others = statement.kinds & FIGURES - {"amount"}
    if len(amounts) != 2 or len(periods) > 2 or others or "unknown" in statement.kinds:
        return None
    if not statement.is_from(amounts[0]) or statement.subject is None:
        return None
    earlier, later = (statement.figure(word, word.value.figure) for word in amounts)
    claim = FromTo(name_of(statement.subject), earlier, later, UNKNOWN_WEEK)
    if len(periods) == 2:
        when, base = periods[1], periods[0].periods[0]
    else:
        when = sentence.when(words)
        base = when.periods[0].before
    return statement.reading(claim, statement.subject, when=when, base=base)
