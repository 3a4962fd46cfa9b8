"""Formatting of numbers and lists for tables, sentences and charts, and of untrusted text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from tracker.weeks import WEEK, label

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
HEADINGS = {
    "rank": "TW",
    "last_rank": "LW",
    "peak_rank": "PK",
    "weeks_on_chart": "WoC",
    "weeks_at_1": "weeks at #1",
    "sunday_weeks": "Sunday weeks",
}
"""Headings of columns that differ from their names; `tracker define` knows both."""


def heading(column: str) -> str:
    """Return the heading of a column."""
    return HEADINGS.get(column, column.replace("_", " "))


def in_words(number: int) -> str:
    """Return a number as a word up to 99, in digits from 100 on."""
    if number < 20:
        return _SMALL[number]
    if number > 99:
        return f"{number:,}"
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """Return an ordinal: ``first`` to ``tenth``, then ``11th``."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{suffix or 'th'}"


def counted(number: int, one: str, more: str | None = None) -> str:
    """Return a count with its noun: ``1 week``, ``12 weeks``."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """Join names: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([*filter(None, [", ".join(names[:-1])]), *names[-1:]])


def amount(value: int, *, exact: bool = False) -> str:
    """Return a count to three significant digits: 4.60T (10^12), 868B, 56.2M, 12.0K, 999.

    If ``exact``, all significant digits are kept and trailing zeros dropped.
    """
    for unit, size in (("T", 10**12), ("B", 10**9), ("M", 10**6), ("K", 10**3)):
        if value >= 0.9995 * size:
            scaled = value / size
            digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
            return f"{scaled:,.9g}{unit}" if exact else f"{scaled:,.{digits}f}{unit}"
    return str(value)


def from_to(first: date, last: date) -> str:
    """Return a range of weeks: ``2026-W14``, or ``2026-W14 to 2026-W15``."""
    return label(first) if first == last else f"{label(first)} to {label(last)}"


def weeks(mondays: Iterable[date]) -> str:
    """Return weeks as ranges: ``2026-W07 and 2026-W10 to 2026-W14``."""
    days = sorted({*mondays})
    numbered = groupby(enumerate(days), lambda pair: pair[1] - WEEK * pair[0])
    runs = [[day for _, day in run] for _, run in numbered]
    return listed([from_to(run[0], run[-1]) for run in runs])


def between(low: float, high: float) -> str:
    """Return a range of shares, ``5.7 % to 7.5 %``, or one percentage if they are equal."""
    ends = dict.fromkeys((percent(low), percent(high)))
    return " to ".join(ends)


def times(ratio: float) -> str:
    """Return a ratio: ``×1.50``, or ``×1.0007`` if two digits would round it to a tie."""
    return f"×{ratio:.4f}" if abs(ratio - 1) < 0.01 else f"×{ratio:.2f}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 as ``17.0 %``."""
    return f"{share * 100:.1f} %"


def new_fields(source: str, url: str, names: Sequence[str]) -> str:
    """Describe the unknown fields of a body (``names`` from `fields.unknown`), or CSV columns."""
    is_csv = url.endswith(".csv")
    shown = [name.partition(": ")[2] or name for name in names] if is_csv else names
    kind = "column" if is_csv else "field"
    which = f"a new {kind}" if len(names) == 1 else f"new {kind}s"
    return f"{source} has {which}: {', '.join(shown)}"


def printable(text: str) -> str:
    """Return text without control characters, which could move the cursor or break lines."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)


def as_json(value: object) -> str:
    """Return a value as JSON on one line, with unprintable characters escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(mark: str) -> str:
    return mark if mark.isprintable() else json.dumps(mark)[1:-1]
