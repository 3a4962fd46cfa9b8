"""Make claims of a clause: the last step of reading.

Each measure in a clause (an amount, a percentage, a rank, a comparison …) is a claim about its
subject, in the order of the text. To read another measure: add its words to `data/words.csv`, a
class to `claim.py`, a method here to `READERS`, and its judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tracker.claims.claim import (
    Amount,
    Change,
    Claim,
    Direction,
    First,
    FromTo,
    Growth,
    More,
    Number,
    OfTop,
    Ranked,
    Ratio,
    Share,
)
from tracker.claims.clauses import (
    COMPARED,
    MEASURES,
    TOTALS,
    NotRead,
    Reading,
    Sentence,
    kinds_of,
    name_of,
    periods_of,
)
from tracker.claims.in_a_row import streak
from tracker.claims.mentions import Meanings
from tracker.claims.numbers import Figure
from tracker.claims.when import When
from tracker.claims.words import Word
from tracker.weeks import Period

HEDGES = {"about": "about", "more": "more", "less": "less", "exceed": "more"}
OPPOSITE = {"more": "less", "less": "more"}
UNKNOWN_WEEK = date.min
"""The week of a claim until it is judged in one of its periods."""
GROUPS = ("country", "weights", "author", "country+weights")
_SKIPPED = {"small", "had", "up", "down", "share"}
"""What may stand between a bound and its number: `to over`."""
_ITS_DAY = re.compile(r"(?:busiest|best|biggest) (?:day|week)", re.IGNORECASE)
_SCOPE = re.compile(r"^(?:of|among|within)\b|中$", re.IGNORECASE)


class Statement:
    """A clause and the claims that it makes.

    ``subjects`` are those that it names, ``said`` the one that its sentence named before.
    """

    def __init__(
        self,
        sentence: Sentence,
        words: list[Word],
        subjects: list[Meanings],
        said: Meanings | None,
    ) -> None:
        self.sentence, self.words, self.subjects = sentence, words, subjects
        self.kinds = kinds_of(words)
        self.subject = subjects[0] if subjects else sentence.subject_of(words, said)
        self.rival = subjects[1] if len(subjects) > 1 else None
        if len(subjects) == 1 and self._begins_with_comparison():
            # `just ahead of Gemini` compares with whom the sentence was about.
            self.subject, self.rival = said or sentence.subject_of(words, None), subjects[0]
        self.is_whole = False
        """Whether the claim that it makes is that of the whole sentence."""
        self._has_rank = self._has_rival = self._has_number = False

    def _begins_with_comparison(self) -> bool:
        meaning = (word.kind for word in self.words if word.kind != "small")
        return next(meaning, "") in COMPARED

    def readings(self) -> list[Reading | NotRead]:
        """Return the claims of the clause, in the order of the text."""
        is_of_top = "count" in self.kinds and self.sentence.top is not None
        if not self.kinds & MEASURES and not is_of_top:
            return []
        if "streak" in self.kinds and (reading := streak(self)) is not None:
            return self._with_amounts(reading)
        if self.kinds & MEASURES == {"top"} and _SCOPE.search(self.sentence.quote(self.words)):
            return []  # `among the top five,` is about what follows
        if self.subject is None:
            if not (self.kinds & {"record", "first"} or self._is_number()):
                return []
            self.subject = TOTALS
        self.when = self.sentence.when(self.words)
        if (whole := self._whole(self.subject)) is not None:
            return [whole]
        made = (
            READERS[word.kind](self, word, self.subject)
            for word in self.words
            if word.kind in READERS
        )
        return [reading for reading in made if reading is not None]

    def _with_amounts(self, streak: Reading) -> list[Reading | NotRead]:
        """Return a streak and the amounts of its clause, in the order of the text."""
        if self.subject is None:
            return [streak]
        self.when = self.sentence.when(self.words)
        place = next(word.start for word in self.words if word.kind == "streak")
        before: list[Reading | NotRead] = []
        after: list[Reading | NotRead] = []
        for word in self.words:
            amount = self._amount(word, self.subject) if word.kind == "amount" else None
            if amount is not None:
                (before if word.start < place else after).append(amount)
        return [*before, streak, *after]

    def _whole(self, subject: Meanings) -> Reading | None:
        """Return the one claim of a clause whose measures mean something together only."""
        if "firstof" in self.kinds and self.kinds & {"rank", "lead"} and self.subjects:
            return self._first_of()
        if "first" in self.kinds:
            return self._first(subject)
        return self._of_top(subject)

    def reading(
        self,
        claim: Claim,
        *subjects: Meanings,
        when: When | None = None,
        base: Period | None = None,
    ) -> Reading:
        sentence, quote = self.sentence, self.sentence.quote(self.words)
        return Reading(
            replace(claim, text=quote, metric=claim.metric or sentence.metric),
            subjects,
            (when or self.when).periods,
            base,
            depth=sentence.depth,
            published=sentence.calendar.today,
            quote=quote,
            start=sentence.place(self.words),
        )

    def figure(self, word: Word, figure: Figure) -> Figure:
        """Return a figure with the hedge or bound that stands beside it."""
        place = self.words.index(word)
        before = self.words[:place]
        if len(before) > 1 and before[-1].kind in _SKIPPED and before[-2].kind in HEDGES:
            before = before[:-1]
        near = [each for each in before[-1:] if each.kind in HEDGES]
        # Behind the number they stand in Chinese alone: 一半以上, 30万亿左右.
        near += [
            each
            for each in self.words[place + 1 : place + 2]
            if each.kind in HEDGES and not each.text.isascii()
        ]
        return replace(figure, hedge=HEDGES[near[0].kind] if near else "")

    # One claim a measure: amounts, percentages, multiples.

    def _amount(self, word: Word, subject: Meanings) -> Reading | None:
        figure = self.figure(word, word.value.figure)
        if self._is_number():
            if self._has_number:
                return None
            self._has_number = True
            number = next(each.value for each in self.words if each.kind == "count")
            return self.reading(Number(number, figure, UNKNOWN_WEEK), TOTALS)
        claim = Amount(name_of(subject), figure, UNKNOWN_WEEK, metric=word.value.metric)
        return self.reading(claim, subject)

    def _is_number(self) -> bool:
        """Return whether the clause is about a number of models (`six models each had`)."""
        return {"count", "models"} <= self.kinds

    def _percent(self, word: Word, subject: Meanings) -> Reading:
        figure = self.figure(word, word.value.figure)
        if self.rival is not None and self.kinds & {"over", "behind"}:
            a, b = self._in_order(subject, self.rival)
            return self.reading(Ratio(name_of(a), name_of(b), _factor(figure), UNKNOWN_WEEK), a, b)
        moves = self.kinds & {"up", "down"}
        is_change = bool(moves) or word.value.signed or "change" in self.kinds
        if "share" in self.kinds or not is_change:
            of_named = self.sentence.of_named
            return self.reading(
                Share(name_of(subject), figure, UNKNOWN_WEEK, of_named=of_named), subject
            )
        if "down" in moves and figure.value > 0:
            hedge = OPPOSITE.get(figure.hedge, figure.hedge)
            figure = replace(figure, value=-figure.value, hedge=hedge)
        if (base := self._base()) is not None:
            claim = Growth(name_of(subject), _factor(figure), UNKNOWN_WEEK, base.start)
            return self.reading(claim, subject, when=self._growth_to(), base=base)
        return self.reading(Change(name_of(subject), figure, UNKNOWN_WEEK), subject)

    def _times(self, word: Word, subject: Meanings) -> Reading:
        figure = self.figure(word, word.value)
        if any(self._is_second(each) for each in self.words):
            return self.reading(Ratio(name_of(subject), None, figure, UNKNOWN_WEEK), subject)
        rival, context = self.rival, self.sentence.context
        is_as_many = "as" in self.sentence.quote(self.words).split()
        if rival is None and self.subjects and context.subjects and is_as_many:
            subject, rival = context.subjects[-1], subject
        if rival is not None:
            claim = Ratio(name_of(subject), name_of(rival), figure, UNKNOWN_WEEK)
            return self.reading(claim, subject, rival)
        if word.text.endswith("倍") and self._grows_by():
            figure = replace(figure, value=figure.value + 1)
        if figure.value < 1:
            figure = replace(figure, hedge=OPPOSITE.get(figure.hedge, figure.hedge))
        of_share = "share" in self.kinds
        base, when = self._base(), self._growth_to()
        if base is None:
            when = self.when
            (period, *_) = when.periods
            base = Period(period.start - (period.end - period.start), period.start)
        growth = Growth(name_of(subject), figure, UNKNOWN_WEEK, base.start, of_share=of_share)
        return self.reading(growth, subject, when=when, base=base)

    def _grows_by(self) -> bool:
        """Return whether a multiple is what is added: 增长两倍 is three times as much."""
        return any(
            word.kind == "up" and not word.text.endswith(("至", "到")) for word in self.words
        )

    def _is_second(self, word: Word) -> bool:
        """Return whether a rank is whom the subject is compared with: 是第二名的2.5倍."""
        return word.kind == "rank" and word.value == 2 and "times" in self.kinds

    def _base(self) -> Period | None:
        """Return the earlier period that a growth is measured from, if the text names one."""
        for place, word in enumerate(self.words):
            following = (
                self.words[place + 1] if word.kind == "than" and word != self.words[-1] else word
            )
            if following.kind != "period":
                continue
            when: When = following.value
            if when.kind == "since" or (word.kind == "than" and when.kind == "at"):
                return when.periods[0]
        return None

    def _growth_to(self) -> When:
        """Return the period that a growth leads to: the last whole week where none is named."""
        named = periods_of(self.sentence.words, "at")
        return named[0] if named else self.sentence.last_week

    # Ranks and comparisons.

    def _rank(self, word: Word, subject: Meanings) -> Reading | None:
        if self._has_rank or self._is_second(word):
            return None
        return self._ranked(word.value, subject, outside="outside" in self.kinds)

    def _top(self, word: Word, subject: Meanings) -> Reading | None:
        if self._has_rank:
            return None
        outside = "outside" in self.kinds
        return self._ranked(word.value, subject, within=not outside, outside=outside)

    def _follow(self, word: Word, subject: Meanings) -> Reading | None:
        """Read that one follows: it has the rank behind the one named before."""
        rank = self.sentence.context.rank
        if self._has_rank or "rank" in self.kinds or rank is None or self.rival is not None:
            return None
        return self._ranked(rank + 1, subject)

    def _ranked(
        self, rank: int, subject: Meanings, *, within: bool = False, outside: bool = False
    ) -> Reading:
        self._has_rank = True
        if not (within or outside):
            self.sentence.context.rank = rank
        claim = Ranked(name_of(subject), rank, UNKNOWN_WEEK, within=within, outside=outside)
        return self.reading(claim, subject)

    def _compared(self, word: Word, subject: Meanings) -> Reading | None:
        rival = self.rival
        is_measured = self.kinds & {"times", "percent"} or (
            word.kind == "exceed" and "amount" in self.kinds
        )
        is_said = self._has_rival or (word.kind != "pass" and "rank" in self.kinds)
        if rival is None or rival == subject or is_measured or is_said:
            return None
        self._has_rival = True
        a, b = self._in_order(subject, rival)
        passed = word.kind == "pass"
        return self.reading(More(name_of(a), name_of(b), UNKNOWN_WEEK, passed=passed), a, b)

    def _lead(self, word: Word, subject: Meanings) -> Reading | None:
        """Read that one leads: over its rival, or over all."""
        if "rank" in self.kinds or self._has_rival:
            return None
        rival = self.rival
        if rival is None and not subject[0].is_model:
            rival = self.sentence.context.rival_of(subject)
        if rival is None:
            return self._ranked(1, subject)
        self._has_rival = True
        return self.reading(More(name_of(subject), name_of(rival), UNKNOWN_WEEK), subject, rival)

    def _in_order(self, a: Meanings, b: Meanings) -> tuple[Meanings, Meanings]:
        """Return two subjects, the one first that is said to have more."""
        return (b, a) if "behind" in self.kinds else (a, b)

    def _direction(self, word: Word, subject: Meanings) -> Reading:
        return self.reading(Direction(name_of(subject), word.value, UNKNOWN_WEEK), subject)

    # Firsts, records, and the largest together.

    def _record(self, word: Word, subject: Meanings) -> Reading:
        amounts = [each for each in self.sentence.words if each.kind == "amount"]
        if _ITS_DAY.search(word.text) and amounts:
            # `had its busiest day on Friday, at 1.9 trillion tokens` is one claim.
            self.is_whole, self.words = True, self.sentence.words
            figure = self.figure(amounts[0], amounts[0].value.figure)
            claim = First(name_of(subject), UNKNOWN_WEEK, figure=figure, record=True)
            return self.reading(claim, subject)
        return self.reading(First(name_of(subject), UNKNOWN_WEEK, record=True), subject)

    def _first(self, subject: Meanings) -> Reading:
        """Read that something was so for the first time."""
        amounts = [word.value.figure for word in self.words if word.kind == "amount"]
        first = First(name_of(subject), UNKNOWN_WEEK)
        if amounts:
            return self.reading(replace(first, figure=replace(amounts[0], hedge="more")), subject)
        if self.rival is not None:
            return self.reading(replace(first, rival=name_of(self.rival)), subject, self.rival)
        if self.kinds & {"rank", "lead"}:
            return self.reading(replace(first, group=name_of(subject)), subject, subject)
        return self.reading(replace(first, record=True), subject)

    def _first_of(self) -> Reading:
        """Read `X is the first Chinese model to win a week (since Y in June 2025)`."""
        subject, *others = self.subjects
        group = others[0] if others else subject
        weeks = periods_of(self.words, "at") + periods_of(self.words, "since")
        since = weeks[-1].periods[0].end if len(others) > 1 and weeks else None
        claim = First(name_of(subject), UNKNOWN_WEEK, group=name_of(group))
        reading = self.reading(claim, subject, group, when=self.sentence.last_week)
        return replace(reading, since=since)

    def _of_top(self, subject: Meanings) -> Reading | None:
        """Read how many of the largest, or what share of them, a country or maker has."""
        top = self.sentence.top
        if top is None or subject[0].level not in GROUPS:
            return None
        counts = [word.value for word in self.words if word.kind == "count"]
        percents = [word for word in self.words if word.kind == "percent"]
        if not counts and "all" in self.kinds:
            counts = [top]
        if not counts and percents and "models" in self.kinds and "share" not in self.kinds:
            counts = [int(percents[0].value.figure.value * top / 100)]
        if counts:
            figure = Figure(Decimal(counts[0]), Decimal(1), str(counts[0]))
            return self.reading(OfTop(name_of(subject), top, figure, UNKNOWN_WEEK), subject)
        if percents:
            figure = self.figure(percents[0], percents[0].value.figure)
            claim = OfTop(name_of(subject), top, figure, UNKNOWN_WEEK, is_share=True)
            return self.reading(claim, subject)
        return None


READERS: dict[str, Callable[[Statement, Word, Meanings], Reading | None]] = {
    "amount": Statement._amount,
    "percent": Statement._percent,
    "times": Statement._times,
    "rank": Statement._rank,
    "top": Statement._top,
    "follow": Statement._follow,
    "over": Statement._compared,
    "pass": Statement._compared,
    "behind": Statement._compared,
    "exceed": Statement._compared,
    "lead": Statement._lead,
    "direction": Statement._direction,
    "record": Statement._record,
}


def from_to(sentence: Sentence) -> Reading | None:
    """Read `from A in one week to B in another`, which is one claim of two amounts."""
    amounts = [word for word in sentence.words if word.kind == "amount"]
    periods = periods_of(sentence.words, "at")
    is_from = any(word.text.lower().startswith(("from", "从")) for word in sentence.words)
    if len(amounts) != 2 or len(periods) != 2 or not is_from or "unknown" in sentence.kinds:
        return None
    words = [word for word in sentence.words if word.kind != "mark"]
    statement = Statement(sentence, words, sentence.subjects_of(words), None)
    if statement.subject is None:
        return None
    earlier, later = (statement.figure(word, word.value.figure) for word in amounts)
    claim = FromTo(name_of(statement.subject), earlier, later, UNKNOWN_WEEK)
    base = periods[0].periods[0]
    return statement.reading(claim, statement.subject, when=periods[1], base=base)


def _factor(figure: Figure) -> Figure:
    """Return a percentage of change as a multiple."""
    return replace(figure, value=1 + figure.value / 100, step=figure.step / 100)
