"""The words of the site, in English or Chinese: phrases, dates, amounts and names of levels.

A phrase is looked up by its English text in `data/site.csv`, which has the Chinese beside it, so
that a template reads as English. A phrase that the table lacks stays English. Fields are in braces.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.columns import (
    AMOUNT,
    DATE,
    INTEGER_AMOUNT,
    MILLIONTHS,
    MISSING,
    SENTENCE,
    TEXT,
    WEEK,
    WORD,
    Column,
)
from tracker.languages import LANGUAGES
from tracker.text import SPEND, amount, percent, plain_date, times
from tracker.weeks import DAY
from tracker.weeks import WEEK as SEVEN_DAYS

ENGLISH, CHINESE = LANGUAGES
HTML_LANGUAGES = {ENGLISH: "en", CHINESE: "zh-CN"}
NATIVE = {ENGLISH: "English", CHINESE: "中文"}
"""What each language is called in itself."""
MILLION = 1_000_000
AMOUNTS, PHRASES = (AMOUNT, INTEGER_AMOUNT, MILLIONTHS), (WORD, TEXT, SENTENCE)
_CHINESE_UNITS = (("万亿", 10**12), ("亿", 10**8), ("万", 10**4))


@cache
def phrases() -> dict[str, str]:
    """Return the Chinese of every phrase by its English."""
    table = files("tracker").joinpath("data", "site.csv").read_text(encoding="utf-8")
    return {row["en"]: row["zh"] for row in csv.DictReader(table.splitlines())}


class Words:
    """Writes in one language.

    >>> Words("en")("{count} weeks", count=3), Words("zh").amount(4_600_000_000_000, "tokens")
    ('3 weeks', '4.60万亿')
    """

    def __init__(self, language: str = ENGLISH) -> None:
        self.language = language
        self.is_chinese = language == CHINESE

    def __call__(self, text: str, **fields: object) -> str:
        """Return a phrase with its fields filled in."""
        phrase = phrases().get(text, text) if self.is_chinese else text
        return phrase.format(**fields) if fields else phrase

    def amount(self, value: int, metric: str) -> str:
        """Return an amount to three digits: 38.7T, $2.39M; 38.7万亿, 239万美元."""
        if not self.is_chinese:
            return amount(value, metric)
        number = value / MILLION if metric == SPEND else value
        suffix = "美元" if metric == SPEND else ""
        for unit, size in _CHINESE_UNITS:
            if number >= 0.9995 * size:
                scaled = number / size
                digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
                return f"{scaled:,.{digits}f}{unit}{suffix}"
        return f"{number:,.0f}{suffix}"

    def percent(self, share: float) -> str:
        """Return a share from 0 to 1 as ``17.0%``."""
        return percent(share).replace(" ", "")

    def times(self, ratio: float) -> str:
        """Return a ratio as ``×1.50`` or ``1.50倍``."""
        return f"{times(ratio).removeprefix('×')}倍" if self.is_chinese else times(ratio)

    def day(self, day: date) -> str:
        """Return a date as ``4 October 2026`` or ``2026年10月4日``."""
        return f"{day.year}年{day.month}月{day.day}日" if self.is_chinese else plain_date(day)

    def short_day(self, day: date) -> str:
        """Return a date as ``4 Oct 2026`` or ``2026年10月4日``."""
        return self.day(day) if self.is_chinese else f"{day.day} {day:%b %Y}"

    def month(self, day: date) -> str:
        return f"{day.year}年{day.month}月" if self.is_chinese else f"{day:%b %Y}"

    def week(self, monday: date) -> str:
        """Return a week by its last day: ``the week to 4 October 2026``, ``2026年10月4日当周``."""
        return self("the week to {day}", day=self.day(sunday(monday)))

    def span(self, first: date, last: date) -> str:
        """Return the days of weeks from one to another: ``28 Sep 2026 to 4 Oct 2026``."""
        days = {"first": self.short_day(first), "last": self.short_day(sunday(last))}
        return self("{first} to {last}", **days)

    def weeks(self, count: int) -> str:
        return self("1 week") if count == 1 else self("{count} weeks", count=count)

    def models(self, count: int) -> str:
        return self("1 model") if count == 1 else self("{count} models", count=f"{count:,}")

    def cell(self, column: Column, value: Any, metric: str = "") -> str:
        """Return a value of a table.

        Weeks are dates: that of the first Monday in a column ``first``, else that of the Sunday.
        """
        if value is None:
            return MISSING
        if column.kind in (WEEK, DATE):
            day = date.fromisoformat(value[:10])
            is_end = column.kind is WEEK and column.name != "first"
            return self.short_day(sunday(day) if is_end else day)
        if column.kind in AMOUNTS:
            metrics = {INTEGER_AMOUNT: "", MILLIONTHS: SPEND}
            return self.amount(value, metrics.get(column.kind, metric))
        if isinstance(value, bool):
            return self("yes" if value else "no")
        text = column.printed(value, metric)
        return self(text) if column.kind in PHRASES else text.replace(" %", "%")


def sunday(monday: date) -> date:
    """Return the last day of a week."""
    return monday + SEVEN_DAYS - DAY
