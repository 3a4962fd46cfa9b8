"""The languages of what is published: phrases side by side, and numbers and dates in Chinese.

The phrases of a part of the package stand in one table of `data/` (`story.csv`, `charts.csv`), a
row for each with its key and its text in every language. A text has the names of its fields in
braces; a language uses those that it needs.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")
UNITS = {
    "en": (("trillion", 12), ("billion", 9), ("million", 6)),
    "zh": (("万亿", 12), ("亿", 8), ("万", 4)),
}
"""The units of large numbers, and their powers of ten."""
_DIGITS = "零一二三四五六七八九十"


@cache
def phrases(table: str) -> dict[str, tuple[str, ...]]:
    """Return the phrases of a table by their key, each in the order of the languages."""
    text = files("tracker").joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["key"]: tuple(row[language] for language in LANGUAGES) for row in rows}


def rounded(value: Decimal, digits: int) -> Decimal:
    """Return a number with so many significant digits."""
    if not value:
        return value
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    result = value.quantize(step, ROUND_HALF_UP)
    # What is rounded up to the next power of ten has a digit too many.
    return result.quantize(step.scaleb(1)) if result.adjusted() > value.adjusted() else result


def trimmed(number: str) -> str:
    """Return a number without zeros behind its last digit."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def chinese_number(value: Decimal, digits: int, *, trim: bool = True) -> str:
    """Return a number to so many significant digits, in units of ten thousand and up.

    >>> chinese_number(Decimal(4_600_000_000_000), 3), chinese_number(Decimal(946_100_000), 3)
    ('4.6万亿', '9.46亿')
    """
    shown = rounded(value, digits)
    for unit, power in UNITS["zh"]:
        if shown >= Decimal(10) ** power:
            number = f"{shown.scaleb(-power):f}"
            return f"{trimmed(number) if trim else number}{unit}"
    return trimmed(f"{shown:f}") if trim else f"{shown:f}"


def chinese_ordinal(number: int) -> str:
    """Return a rank: ``第三``, ``第11``."""
    return f"第{_DIGITS[number] if number < len(_DIGITS) else number}"


def chinese_day(day: date) -> str:
    """Return a date: ``2026年4月5日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_span(first: date, last: date) -> str:
    """Return two days and what is between them: ``2026年3月30日至4月12日``."""
    if first.year != last.year:
        return f"{chinese_day(first)}至{chinese_day(last)}"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{chinese_day(first)}至{end}"


def chinese_months(first: date, last: date) -> str:
    """Return one month or several, the year once: ``2026年4月至6月``."""
    begins = f"{first.year}年{first.month}月"
    if (first.year, first.month) == (last.year, last.month):
        return begins
    end = f"{last.month}月"
    return f"{begins}至{end if first.year == last.year else f'{last.year}年{end}'}"
