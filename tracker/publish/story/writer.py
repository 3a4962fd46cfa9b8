"""Numbers, dates and names as a newspaper prints them, in English or Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tracker.claims.numbers import Figure
from tracker.identity import AND, UNKNOWN
from tracker.identity.names import ADJECTIVES, COUNTRIES, Naming
from tracker.identity.subjects import BEST, OF_MODELS, TOTAL, Subject
from tracker.languages import (
    LANGUAGES,
    UNITS,
    chinese_day,
    chinese_months,
    chinese_number,
    chinese_ordinal,
    chinese_span,
    rounded,
    trimmed,
)
from tracker.publish.story.words import phrases
from tracker.text import SPEND, in_words, ordinal, plain_date
from tracker.weeks import DAY, WEEK, Period

DIGITS = 3
"""The number of significant digits of an amount that is not claimed with more."""
MOST_DIGITS = 6
IN_WORDS = 10
"""The largest number that English writes as a word."""
_MILLION = 1_000_000
_KINDS = ("open-weight", "closed-weight")


class Writer:
    """Writes phrases of `words` in a language, with entities called by ``naming``."""

    def __init__(self, language: str, naming: Naming) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)
        self._naming = naming

    def __call__(self, key: str, **fields: object) -> str:
        """Return a phrase with its fields filled in."""
        return phrases()[key][self._place].format(**fields)

    # Numbers.

    def amount(self, value: float, metric: str, digits: int = DIGITS, hedge: str = "") -> str:
        """Return an amount with its unit: 4.6 trillion tokens, 868亿, $2.39 million."""
        number = self._number(Decimal(value) / (_MILLION if metric == SPEND else 1), digits)
        return self(f"hedge.{hedge}", text=self(f"unit.{metric}", number=number))

    def claimed_amount(self, figure: Figure, metric: str) -> str:
        """Return an amount as claimed, to its own digits and with its bound."""
        return self.amount(float(figure.value), metric, digits_of(figure), figure.hedge)

    def _number(self, value: Decimal, digits: int) -> str:
        if self.language == "zh":
            return chinese_number(value, digits)
        shown = rounded(value, digits)
        for unit, power in UNITS["en"]:
            if shown >= Decimal(10) ** power:
                return f"{trimmed(f'{shown.scaleb(-power):,f}')} {unit}"
        return trimmed(f"{shown:,f}")

    def percent(self, value: float, hedge: str = "") -> str:
        """Return a percentage with a digit after the point: 63.5%."""
        number = f"{value:,.1f}" if value else "0"
        return self(f"hedge.{hedge}", text=self("percent", number=number))

    def claimed_percent(self, figure: Figure) -> str:
        """Return a percentage as claimed, without its sign and with its bound."""
        hedge = figure.hedge
        if figure.value < 0:
            hedge = {"less": "more", "more": "less"}.get(hedge, hedge)
        number = trimmed(f"{abs(float(figure.value)):,.{2 if figure.step < 1 else 1}f}")
        return self(f"hedge.{hedge}", text=self("percent", number=number))

    def multiple(self, value: float, hedge: str = "") -> str:
        """Return a multiple: twice, half, 2.05 times."""
        key = f"times.{value:.3g}"
        number = self.number(int(value)) if value == int(value) else f"{value:.3g}"
        text = self(key) if key in phrases() else self("times", number=number)
        return self(f"times.hedge.{hedge}", text=text)

    def being(self, text: str) -> str:
        """Return an amount behind the verb that Chinese has before one without a bound."""
        bounds = (self(f"hedge.{hedge}", text="") for hedge in ("about", "more", "less"))
        is_bound = text.startswith((*bounds, self("at_least", text="")))
        return text if is_bound else self("being", text=text)

    def number(self, number: int) -> str:
        return in_words(number) if self.language == "en" and number <= IN_WORDS else f"{number:,}"

    def ordinal(self, number: int) -> str:
        if self.language == "en":
            return ordinal(number)
        return chinese_ordinal(number)

    def in_a_row(self, weeks: int) -> str:
        """Return a number of weeks as how long something lasted: for five weeks in a row."""
        return self("weeks.one") if weeks == 1 else self("weeks.several", number=self.number(weeks))

    def listed(self, names: Sequence[str]) -> str:
        return self("and").join(filter(None, [self("comma").join(names[:-1]), *names[-1:]]))

    # Time.

    def day(self, day: date) -> str:
        """Return a date: 5 April 2026."""
        return plain_date(day) if self.language == "en" else chinese_day(day)

    def span(self, first: date, last: date) -> str:
        """Return two days and what is between them: 30 March to 12 April 2026."""
        if self.language == "en":
            if (first.year, first.month) == (last.year, last.month):
                return f"{first.day}–{self.day(last)}"
            start = f"{first.day} {first:%B}"
            return f"{start if first.year == last.year else self.day(first)} to {self.day(last)}"
        return chinese_span(first, last)

    def weeks(self, first: date, last: date) -> str:
        """Return the days of a streak, from the Monday of its first week on: from 2 to 29 March."""
        end = last + WEEK - DAY
        span = self.span(first, end)
        if self.language == "en" and (first.year, first.month) == (end.year, end.month):
            span = span.replace("–", " to ")
        return self("from_to", span=span)

    def period(self, period: Period) -> str:
        """Return a period as a noun: the week of 9–15 March 2026, April 2026."""
        kind = kind_of(period)
        if kind == "week":
            return self("period.week", span=self.span(period.start, period.last))
        if kind == "day":
            return self.day(period.last)
        if kind == "year":
            return f"{period.start.year}" if self.language == "en" else f"{period.start.year}年"
        if kind in ("month", "months"):
            return self._months(period.start, period.last)
        return self("period.days", number=self.number(period.days), day=self.day(period.last))

    def _months(self, first: date, last: date) -> str:
        """Return one month or several, the year once: April to June 2026."""
        if self.language == "zh":
            return chinese_months(first, last)
        begins, ends = (f"{day:%B %Y}" for day in (first, last))
        if begins == ends:
            return begins
        begins = f"{first:%B}" if first.year == last.year else begins
        return self("period.months", first=begins, last=ends)

    def when(self, period: Period) -> str:
        """Return when something was: in April 2026, on 4 April 2026."""
        return self(
            "when.on" if kind_of(period) == "day" else "when.in", period=self.period(period)
        )

    def then(self, period: Period) -> str:
        """Return when something was in a period that has just been named: that week."""
        return self(f"same.{kind_of(period)}", number=self.number(period.months or period.days))

    def before(self, period: Period) -> str:
        """Return what the period before one is called: the week before."""
        return self(f"before.{kind_of(period)}", number=self.number(period.months or period.days))

    # Names.

    def subject(self, subject: Subject) -> str:
        """Return what a subject is called: Chinese models, DeepSeek’s models."""
        if subject.members:
            names = [
                self._naming(member.name, member.level)
                if member.level == "author"
                else self.subject(member)
                for member in subject.members
            ]
            return self("subject.several", names=self.listed(names))
        if subject.level == TOTAL:
            return self("subject.total")
        if subject.level == BEST:
            key = "subject.best.author" if subject.group.level == "author" else "subject.best"
            return self(key, group=self.subject(subject.group))
        if subject.level in (*OF_MODELS, "app"):
            return self._naming(subject.name, subject.level)
        if subject.level == "author":
            return self("subject.author", name=self._naming(subject.name, "author"))
        return self._kind(subject)

    def entity(self, key: str, level: str) -> str:
        """Return what an entity at a level is called; a tie of several names them all."""
        return self.listed([self.subject(Subject(level, each)) for each in key.split(" and ")])

    def pronoun(self, subject: Subject) -> str:
        """Return what stands for a subject that has just been named; in Chinese its name."""
        is_one = subject.is_model or subject.level in (TOTAL, "app")
        kind = "model" if is_one and not subject.members else "sum"
        return self(f"pronoun.{kind}", who=self.subject(subject))

    def _kind(self, subject: Subject) -> str:
        """Return what models of some kinds are called: free open-weight models."""
        if subject.name == UNKNOWN:
            return self("subject.unknown")
        parts = dict(zip(subject.level.split(AND), subject.name.split(AND), strict=True))
        kinds = [self(f"kind.{parts[level]}") for level in ("access", "weights") if level in parts]
        country = parts.get("country")
        if country is not None and country not in ADJECTIVES:
            return self("subject.country", name=self._naming(country, "country"))
        if self.language == "zh":
            home = [COUNTRIES[country][self._place]] if country else []
            return "".join([*home, *kinds, self("kind.models")])
        home = [ADJECTIVES[country]] if country else []
        return " ".join(
            [*kinds[:1], *home, *kinds[1:], self("kind.models")]
            if len(kinds) > 1
            else [*home, *kinds, self("kind.models")]
        )


def kind_of(period: Period) -> str:
    """Return what kind of period one is: day, week, month, months, year, or any other days."""
    if period.days == 1:
        return "day"
    if period.is_week:
        return "week"
    if period.months == 12 and period.start.month == 1:
        return "year"
    return {0: "days", 1: "month"}.get(period.months, "months")


def digits_of(figure: Figure) -> int:
    """Return the number of significant digits that a figure is claimed with."""
    if not figure.step or not figure.value:
        return DIGITS
    return min(len(str(abs(int(figure.value / figure.step)))), MOST_DIGITS)


def capital(text: str) -> str:
    """Return a sentence with a capital letter, unless it begins with a name that has none."""
    first = text.split(" ", 1)[0].rstrip(",")
    if first in _KINDS or (first.isalpha() and first.islower()):
        return f"{text[:1].upper()}{text[1:]}"
    return text
