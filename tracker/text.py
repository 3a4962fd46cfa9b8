"""Formatting of numbers and lists, the same in tables, sentences and charts.

Also `printable` and `as_json`, which make untrusted text (names, bodies, error messages) safe to
print on one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from tracker.weeks import WEEK, label

SPEND = "spend"
SMALL = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
)
LARGEST_IN_WORDS = 10
"""The largest ordinal that is written as a word."""


def in_words(number: int) -> str:
    """Return a number up to 99 as a word, a larger one in digits."""
    if number < 20:
        return SMALL[number]
    if number > 99:
        return f"{number:,}"
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """Return an ordinal: ``first`` to ``tenth``, then ``11th``."""
    if number <= LARGEST_IN_WORDS:
        return ORDINALS[number - 1]
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{suffix or 'th'}"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 week``, ``12 weeks``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(names: Sequence[str]) -> str:
    """Return names as a list: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([*filter(None, [", ".join(names[:-1])]), *names[-1:]])


def amount(value: int, metric: str = "", *, exact: bool = False) -> str:
    """Return a value to three significant digits: 4.60T (10^12), 868B, 56.2M, 12.0K, 999.

    Of the ``metric`` spend it is in dollars: $2.39M, $1,581, $0.42. With ``exact`` it has all its
    digits and no trailing zeros.
    """
    if metric == SPEND:
        return dollars(value, exact=exact)
    for unit, size in (("T", 10**12), ("B", 10**9), ("M", 10**6), ("K", 10**3)):
        if value >= 0.9995 * size:
            scaled = value / size
            digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
            return f"{scaled:,.9g}{unit}" if exact else f"{scaled:,.{digits}f}{unit}"
    return str(value)


def are_recorded(metric: str) -> str:
    """Return a metric with its verb: ``tokens are recorded``, ``spend is recorded``."""
    return f"{metric} {'is' if metric == SPEND else 'are'} recorded"


def dollars(millionths: int, *, exact: bool = False) -> str:
    """Return millionths of a dollar as dollars; an amount is in cents below 100 dollars."""
    value = millionths / 1_000_000
    if exact:
        return f"${value:,.6f}".rstrip("0").rstrip(".")
    if value >= 9_999.5:
        return f"${amount(round(value))}"
    return f"${value:,.0f}" if value >= 99.995 else f"${value:,.2f}"


def plain_date(day: date) -> str:
    """Return a date as ``29 April 2026``."""
    return f"{day.day} {day:%B %Y}"


def from_to(first: date, last: date) -> str:
    """Return two weeks as ``2026-W14 to 2026-W15``, or one if they are the same."""
    return label(first) if first == last else f"{label(first)} to {label(last)}"


def weeks(mondays: Iterable[date]) -> str:
    """Return labels of weeks, with ranges: ``2026-W07 and 2026-W10 to 2026-W14``."""
    days = sorted({*mondays})
    numbered = groupby(enumerate(days), lambda pair: pair[1] - WEEK * pair[0])
    ranges = [[day for _, day in group] for _, group in numbered]
    return listed([from_to(days[0], days[-1]) for days in ranges])


def between(low: float, high: float) -> str:
    """Return two shares from 0 to 1 as ``5.7 % to 7.5 %``, or one if they are the same."""
    ends = dict.fromkeys((percent(low), percent(high)))
    return " to ".join(ends)


def times(ratio: float) -> str:
    """Return a ratio: ``×1.50``, or ``×1.0007`` where two digits would look like a tie."""
    return f"×{ratio:.4f}" if abs(ratio - 1) < 0.01 else f"×{ratio:.2f}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 as ``17.0 %``."""
    return f"{share * 100:.1f} %"


def points(change: float) -> str:
    """Return a change of a share in points: ``+1.5``."""
    return f"{change:+.1f}"


def ppm(difference: float) -> str:
    """Return a difference in parts per million; only equality is written as ``0``."""
    if difference == 0:
        return "0"
    return f"{difference:+,.0f}" if abs(difference) >= 10 else f"{difference:+.2g}"


def new_fields(source: str, url: str, names: Sequence[str]) -> str:
    """Return a sentence that names the fields (columns of a CSV) that a parser does not know.

    ``names`` are as `fields.unknown` gives them.
    """
    is_csv = url.endswith(".csv")
    shown = [name.partition(": ")[2] or name for name in names] if is_csv else names
    kind = "column" if is_csv else "field"
    which = f"a new {kind}" if len(names) == 1 else f"new {kind}s"
    return f"{source} has {which}: {', '.join(shown)}"


def printable(text: str) -> str:
    """Return text without control characters, line breaks and changes of direction."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def as_json(value: object) -> str:
    """Return a value as JSON on one line, with every unprintable character escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(char: str) -> str:
    return char if char.isprintable() else json.dumps(char)[1:-1]
