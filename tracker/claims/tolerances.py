"""Whether a figure found holds a figure claimed.

holds
    An amount holds when the figure found, rounded to the digits claimed (halves up, as the press
    rounds them), is the amount claimed and lies within 5 % of it, or when it lies within 0.5 % of
    it: a claim may rest on an earlier vintage. A percentage holds within 0.5 points or within 2 %
    of itself, whichever is more. Numbers of weeks and ranks hold exactly. Both ends are within.
slip
    A power of ten that a claim is off by: 10 when it holds once it is divided by ten (46.9T for
    4.69T), 0.1 when it holds once it is multiplied by ten.
difference
    The figure found against the figure claimed, in percent of the claim.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from tracker.claims.numbers import Figure

OF_AN_AMOUNT = Fraction(5, 1000)
OF_ROUNDING = Fraction(5, 100)
POINTS = Fraction(1, 2)
OF_A_PERCENTAGE = Fraction(2, 100)
LARGEST_SLIP = 12
"""In powers of ten: from single tokens to trillions."""


def amount(claimed: Figure, found: int) -> bool:
    """Whether an amount claimed holds with ``found``."""
    return _holds(Fraction(claimed.value), Fraction(claimed.step), found)


def percentage(claimed: Figure, found: float) -> bool:
    """Whether a percentage claimed holds with ``found`` (in percent). What is missing (NaN) holds
    nothing."""
    if not math.isfinite(found):
        return False
    # 61.50000000000001 comes of binary fractions and is 61.5, half a point from 61.
    exact, claim = Fraction(str(round(float(found), 9))), Fraction(claimed.value)
    return abs(exact - claim) <= max(POINTS, OF_A_PERCENTAGE * abs(claim))


def slip(claimed: Figure, found: int) -> Decimal | None:
    """The power of ten by which a claim that does not hold is too large (10, 100 …) or too small
    (0.1, 0.01 …); None when it holds, or at no power of ten."""
    if not claimed.value or amount(claimed, found):
        return None
    for size in range(1, LARGEST_SLIP + 1):
        for power in (size, -size):
            factor = Decimal(10) ** power
            scale = Fraction(factor)
            if _holds(Fraction(claimed.value) / scale, Fraction(claimed.step) / scale, found):
                return factor
    return None


def difference(claimed: Figure, found: float) -> float:
    """By how many percent of the claim the figure found lies above it; NaN where 0 is claimed or
    nothing is found."""
    claim = Fraction(claimed.value)
    if not claim or not math.isfinite(found):
        return math.nan
    return float((Fraction(str(found)) - claim) / abs(claim) * 100)


def _holds(claim: Fraction, step: Fraction, found: int) -> bool:
    exact = Fraction(int(found))
    rounded = math.floor(exact / step + Fraction(1, 2)) * step
    off = abs(exact - claim)
    return (rounded == claim and off <= OF_ROUNDING * claim) or off <= OF_AN_AMOUNT * claim
