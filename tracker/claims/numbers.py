"""Numbers as claims write them: five, 5th, 1,234,567, 4.6 trillion, 46.9万亿, 9.33 %.

figure
    The number claimed and its step, the last digit claimed: 4.6T claims 4.6 × 10^12 to the nearest
    10^11. Both are kept as decimals, never as binary fractions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """A number as claimed: ``value`` and ``step``, its last digit, in single counts or in percent;
    ``written`` is how the claim has it."""

    value: Decimal
    step: Decimal
    written: str = field(default="", compare=False)


def figure(digits: str, unit: str = "", written: str = "") -> Figure:
    """The figure of digits with an optional sign and unit, as NUMBER and UNIT match them."""
    number, zeros = digits.replace(",", ""), _UNITS[unit.lower()]
    places = len(number.partition(".")[2])
    return Figure(Decimal(f"{number}E{zeros}"), Decimal(f"1E{zeros - places}"), written)


def count(written: str) -> int:
    """A whole number in digits or in words, as COUNT matches it: 5, five, 5th, fifth."""
    word = written.lower().replace(" ", "-")
    return _WORDS.get(word) or int(word.rstrip("stndrh"))


def either(words: Iterable[str]) -> str:
    """A pattern of any of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _in_words() -> dict[str, int]:
    """``one`` and ``first`` to ``ninety-nine`` and ``ninety-ninth``."""
    words = {name: number for names in (_ONES, _FIRSTS) for number, name in enumerate(names, 1)}
    for number, tens in enumerate(_TENS, 2):
        words |= {tens: 10 * number, f"{tens[:-1]}ieth": 10 * number}
        for names in (_ONES, _FIRSTS):
            words |= {f"{tens}-{name}": 10 * number + one for one, name in enumerate(names[:9], 1)}
    return words


_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_FIRSTS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = _in_words()
_UNITS = {
    "": 0, "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9,
    "t": 12, "tn": 12, "trillion": 12, "万": 4, "亿": 8, "万亿": 12,
}  # fmt: skip

COUNT = rf"([0-9]{{1,20}}(?:st|nd|rd|th)?|{either(_WORDS)})".replace(r"\-", "[ -]")
NUMBER = r"([0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,15})?|[0-9]{1,20}(?:\.[0-9]{1,15})?)"
PERCENT = rf"{NUMBER} ?(?:%|per ?cent)"
UNIT = f"({either(filter(None, _UNITS))})"
