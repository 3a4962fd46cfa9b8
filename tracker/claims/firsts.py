"""Make claims of a clause whose measures mean something together only.

Firsts and records, the largest models together, and two amounts in two periods.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.claims import comparisons, measures
from tracker.claims.bases import base_of, growth_to
from tracker.claims.claim import UNKNOWN_WEEK, First, FromTo, OfTop
from tracker.claims.clauses import FIGURES, NotRead, Reading, name_of, periods_of
from tracker.claims.context import TOTALS
from tracker.claims.groups import is_one_of_makers, names_since
from tracker.claims.measures import Made
from tracker.claims.mentions import SUMS, Meanings
from tracker.claims.numbers import Figure
from tracker.claims.words import Word

if TYPE_CHECKING:
    from tracker.claims.statements import Statement

GROUPS = ("country", "weights", "author", "country+weights")
PLACES = {"rank", "lead", "top"}
_WITHIN = ("in", "into", "among", "within", "inside")
_THIS_YEAR = re.compile(
    "(?:今年|年内|本年度?|本月|月内)(?:以?来|内|的|中)?首[次度]|首[次度]在?(?:今年|年内)"
)
_OF_PLACES = re.compile("前[^,]{1,4}[名席位强]的(?:约|近|逾)?(?:一半|半数|[^,]分之)")
"""A part of places, and not of their tokens: 前十名的一半."""
_MODELS = re.compile(r"\bmodels$|模型$", re.IGNORECASE)
_BETWEEN = ("small", "platform", "usage", "metric", "period")
"""What may stand between `filled` and the largest."""
_ITS_DAY = re.compile(
    r"(?:busiest|best|biggest|strongest|highest|heaviest|most active) (?:day|week)|最.*[天日周]$",
    re.IGNORECASE,
)
_OF_PLATFORM = re.compile("OpenRouter|the (?:platform|site|marketplace) ha[sd]", re.IGNORECASE)


def record(statement: Statement, word: Word, subject: Meanings) -> list[Reading | NotRead]:
    amounts = [each for each in statement.sentence.words if each.kind == "amount"]
    if _OF_PLATFORM.search(word.text):
        return [statement.reading(_record_of(TOTALS), TOTALS)]
    if _ITS_DAY.search(word.text) and amounts:
        # `had its busiest day on Friday, at 1.9 trillion tokens` is one claim.
        statement.is_whole, statement.words = True, statement.sentence.words
        figure = statement.figure(amounts[0], amounts[0].value.figure)
        claim = First(name_of(subject), UNKNOWN_WEEK, figure=figure, record=True)
        return [statement.reading(claim, subject)]
    return [statement.reading(_record_of(subject), subject)]


def first(statement: Statement, subject: Meanings) -> Made:
    """Read that something was so for the first time: a place, a bound, more than a rival."""
    if (why := _not_understood(statement, subject)) is not None:
        return [statement.refusal(f"not understood: {why}")]
    if statement.kinds & PLACES and (statement.rival is None or "rank" in statement.kinds):
        return _first_place(statement, subject)
    if (mean := measures.mean_of(statement, statement.when)) is not None:
        return [mean]
    readings: Made = [*_first_bounds(statement, subject)]
    return readings or [statement.refusal("not understood: what was so for the first time")]


def _record_of(subject: Meanings) -> First:
    return First(name_of(subject), UNKNOWN_WEEK, record=True)


def _not_understood(statement: Statement, subject: Meanings) -> str | None:
    """Return why a first time is not read, if it is not."""
    kinds = statement.kinds
    numbers = kinds & {"amount", "percent", "times", "points"}
    sentence = statement.sentence
    is_since = periods_of(sentence.words, "since") or names_since(sentence)
    if "streak" in kinds or is_since or _THIS_YEAR.search(sentence.plain):
        return "a first time since another one"
    is_lower = bool(kinds & {"down", "less", "outside"}) or ("behind" in kinds and numbers)
    if is_lower or "times" in kinds or (statement.rival is not None and numbers):
        return "what was so for the first time"
    if "percent" in kinds and (statement.sentence.top or kinds & {"up", "change", *PLACES}):
        return "which share it was for the first time"
    is_model_of_makers = "makers" in kinds and subject[0].is_model
    is_nobodys = kinds & PLACES and (len(statement.members) > 1 or subject == TOTALS)
    return "whose place it is" if is_model_of_makers or is_nobodys else None


def _first_bounds(statement: Statement, subject: Meanings) -> Iterator[Reading]:
    """Yield the first time of more than an amount, a percentage or a rival had, or than ever."""
    claim, rival = First(name_of(subject), UNKNOWN_WEEK), statement.rival
    if rival is not None:
        a, b = statement.in_order(subject, rival)
        yield statement.reading(replace(claim, subject=name_of(a), rival=name_of(b)), a, b)
        return
    bounds = [word for word in statement.words if word.kind in ("amount", "percent")]
    if bounds and (bounds[0].kind == "amount" or subject != TOTALS):
        figure = bounds[0].value.figure
        is_share = bounds[0].kind == "percent"
        claim = replace(claim, figure=replace(figure, hedge="more"), is_share=is_share)
        yield statement.reading(claim, subject)
    if "record" in statement.kinds:
        yield statement.reading(_record_of(subject), subject)


def _first_place(statement: Statement, subject: Meanings) -> Made:
    """Read the first time of a place, and the amounts and who was passed beside it."""
    places = [word for word in statement.words if word.kind in PLACES]
    place = next((word for word in places if word.kind != "lead"), places[0])
    number = 1 if place.kind == "lead" else place.value
    claim = First(name_of(subject), UNKNOWN_WEEK)
    if subject[0].level not in SUMS and not is_one_of_makers(statement):
        claim = replace(claim, rank=number, within=place.kind == "top")
        readings: Made = [statement.reading(claim, subject)]
    elif number == 1:
        readings = [statement.reading(replace(claim, group=name_of(subject)), subject, subject)]
    else:
        return [statement.refusal("not understood: a place of many models")]
    before: Made = []
    for word in statement.words:
        if word.kind == "amount":
            side = before if word.start < place.start else readings
            side += measures.amount(statement, word, subject)
        elif word.kind == "pass":
            readings += comparisons.compared(statement, word, subject)
    return [*before, *readings]


def first_of(statement: Statement) -> Reading:
    """Read `X is the first Chinese model to win a week (since Y in June 2025)`."""
    subject, *others = statement.subjects
    group = others[0] if others else subject
    weeks = periods_of(statement.words, "at") + periods_of(statement.words, "since")
    since = weeks[-1].periods[0].end if len(others) > 1 and weeks else None
    claim = First(name_of(subject), UNKNOWN_WEEK, group=name_of(group))
    reading = statement.reading(claim, subject, group, when=statement.sentence.last_week)
    return replace(reading, since=since)


def of_top(statement: Statement, subject: Meanings) -> Reading | NotRead | None:
    """Read how many of the largest, or what share of them, a country or maker has."""
    number, tops = statement.sentence.top, statement.sentence.words
    tops = [word for word in tops if word.kind == "top"]
    if tops and tops[0].start > statement.words[-1].end:
        return None  # it is a place of what follows
    if number is None or subject[0].level not in GROUPS:
        return None
    counts = [word.value for word in statement.words if word.kind == "count"]
    percents = [word for word in statement.words if word.kind == "percent"]
    if not counts and not percents and _are_all(statement):
        counts = [number]
    is_usage = bool(statement.kinds & {"share", "metric", "usage"})
    of_models = "models" in statement.kinds and "share" not in statement.kinds
    of_models |= not is_usage and any(_MODELS.search(top.text) for top in tops[:1])
    if not counts and percents and (of_models or _OF_PLACES.search(statement.sentence.plain)):
        counts = [int(percents[0].value.figure.value * number / 100)]
    if counts:
        figure = Figure(Decimal(counts[0]), Decimal(1), str(counts[0]))
        return statement.reading(OfTop(name_of(subject), number, figure, UNKNOWN_WEEK), subject)
    if percents and tops and not is_usage and _is_of_what_follows(statement):
        return statement.refusal("not understood: whether a part of models or of their tokens")
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
    if _is_of_what_follows(statement):
        return True
    place = next((n for n, word in enumerate(words) if word.kind == "top"), 0)
    before = [word for word in words[:place] if word.kind not in _BETWEEN or word.text in _WITHIN]
    return bool(before) and before[-1].kind in ("had", "fills", "share")


def _is_of_what_follows(statement: Statement) -> bool:
    """Return whether it is said what the largest are: `the top four were Chinese`."""
    words = statement.words
    place = next((n for n, word in enumerate(words) if word.kind == "top"), 0)
    after = [word for word in words[place + 1 :] if word.kind not in ("small", "models", "period")]
    is_said = len(after) > 1 and after[0].text.lower() in ("was", "is", "were", "are", "是", "为")
    return is_said and after[1].kind == "subject"


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
        ago = [each.periods[0] for each in periods_of(words, "ago") if each.periods]
        earlier_period = ago[0] if ago else base_of(statement)
        when = growth_to(statement, earlier_period) if earlier_period else sentence.when(words)
        base = earlier_period or when.periods[0].before
    return statement.reading(claim, statement.subject, when=when, base=base)
