"""Read the numbers of claims (five, 5th, 1,234,567, 46.9万亿, 9.33 %), and compare them.

figure
    The number claimed and its step, the last digit claimed: 4.6T claims 4.6 × 10^12 to the nearest
    10^11. Both are kept as decimals, never as binary fractions.
holds
    An amount holds if the figure found, rounded to the digits claimed (halves up, as the press
    rounds them), is the amount claimed and within 5 % of it, or if it is within 0.5 % of it: a
    claim may be based on an earlier vintage. A percentage holds within 0.5 points or within 2 % of
    itself, whichever is more. Numbers of weeks and ranks hold exactly. Both ends are included.
slip
    A power of ten that a claim is off by: 10 when it holds once it is divided by ten (46.9T for
    4.69T), 0.1 when it holds once it is multiplied by ten.
hedge
    What stands beside a number: `about` (nearly, some, 约, 近) holds within 5 %, a bound (`more`
    than, over, 超过; `less` than, under, 不到) strictly.
difference
    The figure found against the figure claimed, in percent of the claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from tracker.text import ORDINALS, SMALL, TENS


@dataclass(frozen=True)
class Figure:
    """A number as claimed.

    ``value`` and ``step``, its last digit, are in single counts or in percent; ``written`` is its
    text in the claim. ``hedge`` is `about`, `more` (than) or `less` (than), or empty.
    """

    value: Decimal
    step: Decimal
    written: str = field(default="", compare=False)
    hedge: str = ""


def figure(digits: str, unit: str = "", written: str = "") -> Figure:
    """Return the figure of digits with an optional sign and unit, as NUMBER and UNIT match them."""
    number, zeros = digits.replace(",", ""), _UNITS[unit.lower()]
    places = len(number.partition(".")[2])
    return Figure(Decimal(f"{number}E{zeros}"), Decimal(f"1E{zeros - places}"), written)


def count(written: str) -> int:
    """Return a whole number in digits or in words: 5, five, 5th, fifth, 十二.

    COUNT and COUNT_ZH match them. Raises ValueError for what is none (`两三`, two or three).
    """
    word = written.lower().replace(" ", "-")
    return _WORDS.get(word) or _CHINESE.get(word) or int(word.rstrip("stndrh"))


def either(words: Iterable[str]) -> str:
    """Return a pattern of any of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _number_words() -> dict[str, int]:
    """Return the numbers of ``one`` and ``first`` to ``ninety-nine`` and ``ninety-ninth``."""
    words = {name: number for names in (_ONES, _FIRSTS) for number, name in enumerate(names, 1)}
    for number, tens in enumerate(_TENS, 2):
        words |= {tens: 10 * number, f"{tens[:-1]}ieth": 10 * number}
        for names in (_ONES, _FIRSTS):
            words |= {
                f"{tens}-{name}": 10 * number + ones for ones, name in enumerate(names[:9], 1)
            }
    return words


def _chinese() -> dict[str, int]:
    """Return the numbers of 一 to 九十九."""
    ones = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)}
    tens = {
        f"{ten}十{one}": 10 * ones.get(ten, 1) + ones.get(one, 0)
        for ten in ("", *ones)
        for one in ("", *ones)
    }
    return {**ones, "两": 2, **tens}


_ONES, _FIRSTS, _TENS = SMALL[1:], ORDINALS, TENS
_WORDS = _number_words()
CARDINALS = tuple(word for word in _WORDS if word in _ONES or word in _TENS)
_CHINESE = _chinese()
_UNITS = {
    "": 0,
    "k": 3,
    "thousand": 3,
    "m": 6,
    "mn": 6,
    "million": 6,
    "b": 9,
    "bn": 9,
    "billion": 9,
    "t": 12,
    "tn": 12,
    "trn": 12,
    "trillion": 12,
    "万": 4,
    "亿": 8,
    "万亿": 12,
}

_TENS_AND_ONES = f"(?:{either(_TENS)})[ -](?:{either(_ONES[:9] + _FIRSTS[:9])})"
_ONE_WORD = either(word for word in _WORDS if "-" not in word)
COUNT = rf"([0-9]{{1,20}}(?:st|nd|rd|th)?|{_TENS_AND_ONES}|{_ONE_WORD})"
COUNT_ZH = "[一二两三四五六七八九十]{1,3}+"
NUMBER = r"([0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,15})?|[0-9]{1,20}(?:\.[0-9]{1,15})?)"
PERCENT = rf"{NUMBER} ?(?:%|per ?cent)"
UNIT = f"({either(filter(None, _UNITS))})"


BOUNDS = ("more", "less")
OF_A_HEDGE = Fraction(5, 100)
OF_AN_AMOUNT = Fraction(5, 1000)
OF_ROUNDING = Fraction(5, 100)
POINTS = Fraction(1, 2)
OF_A_PERCENTAGE = Fraction(2, 100)
LARGEST_SLIP = 12
"""The largest power of ten: from single tokens to trillions."""


def amount(claimed: Figure, actual: int) -> bool:
    """Return whether a claimed amount holds with ``actual``."""
    if claimed.hedge in BOUNDS:
        return _is_beyond(claimed, Fraction(int(actual)))
    if claimed.hedge and abs(int(actual) - claimed.value) <= OF_A_HEDGE * Fraction(claimed.value):
        return True
    return _holds(Fraction(claimed.value), Fraction(claimed.step), actual)


def multiple(claimed: Figure, actual: float) -> bool:
    """Return whether a claimed multiple holds with ``actual``.

    A whole number (twice, fourfold) holds within 5 %, one with decimals by its digits.
    """
    if not math.isfinite(actual):
        return False
    exact, claim, step = Fraction(actual), Fraction(claimed.value), Fraction(claimed.step)
    if claimed.hedge in BOUNDS:
        return _is_beyond(claimed, exact)
    if claimed.hedge or step >= 1 or claim < 1:
        return abs(exact - claim) <= OF_A_HEDGE * claim
    return math.floor(exact / step + Fraction(1, 2)) * step == claim


def _is_beyond(claimed: Figure, exact: Fraction) -> bool:
    """Return whether a number is strictly above or below a claimed bound."""
    claim = Fraction(claimed.value)
    return exact > claim if claimed.hedge == "more" else exact < claim


def percentage(claimed: Figure, actual: float) -> bool:
    """Return whether a claimed percentage holds with ``actual`` (in percent).

    NaN is missing, and nothing holds with it.
    """
    if not math.isfinite(actual):
        return False
    # 61.50000000000001 is a binary fraction for 61.5, which is half a point from 61.
    exact, claim = Fraction(str(round(float(actual), 9))), Fraction(claimed.value)
    if claimed.hedge in BOUNDS:
        return _is_beyond(claimed, exact)
    if claimed.hedge and abs(exact - claim) <= OF_A_HEDGE * abs(claim):
        return True
    return abs(exact - claim) <= max(POINTS, OF_A_PERCENTAGE * abs(claim))


def slip(claimed: Figure, actual: int) -> Decimal | None:
    """Return the power of ten by which a claim that does not hold is off, or None.

    It is 10, 100 … for a claim that is too large and 0.1, 0.01 … for one that is too small.
    """
    if not claimed.value or claimed.hedge in BOUNDS or amount(claimed, actual):
        return None
    for size in range(1, LARGEST_SLIP + 1):
        for power in (size, -size):
            factor = Decimal(10) ** power
            scale = Fraction(factor)
            if _holds(Fraction(claimed.value) / scale, Fraction(claimed.step) / scale, actual):
                return factor
    return None


def difference(claimed: Figure, actual: float) -> float:
    """Return by how many percent of the claim the actual figure is above it.

    NaN if 0 is claimed or the figure is missing.
    """
    claim = Fraction(claimed.value)
    if not claim or not math.isfinite(actual):
        return math.nan
    return float((Fraction(str(actual)) - claim) / abs(claim) * 100)


def _holds(claim: Fraction, step: Fraction, actual: int) -> bool:
    exact = Fraction(int(actual))
    rounded = math.floor(exact / step + Fraction(1, 2)) * step
    off = abs(exact - claim)
    return (rounded == claim and off <= OF_ROUNDING * claim) or off <= OF_AN_AMOUNT * claim
