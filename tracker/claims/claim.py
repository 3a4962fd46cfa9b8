"""What a sentence claims: one class for each measure.

The week of a claim is the first day of its period; which days those are is known to the ground that
it is judged on. A rival of None is whoever is second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tracker.claims.numbers import Figure

UNKNOWN_WEEK = date.min
"""The week of a claim until it is judged in one of its periods."""


@dataclass(frozen=True)
class Claim:
    """``text`` is the claim as written; ``metric`` is None unless it says what is counted."""

    text: str = field(default="", kw_only=True)
    metric: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Led(Claim):
    """The subject was at #1 (``top`` 1) or in the top K for a number of weeks.

    ``among`` is the group whose models are ranked; empty is all models.
    """

    subject: str
    top: int
    weeks: int
    among: str = ""


@dataclass(frozen=True)
class Over(Claim):
    """The subject had more than its rival for a number of weeks."""

    subject: str
    rival: str
    weeks: int


@dataclass(frozen=True)
class Trend(Claim):
    """The total rose (``up``) or fell (``down``) from week to week, a number of times."""

    direction: str
    weeks: int


@dataclass(frozen=True)
class Amount(Claim):
    """The subject had a number of tokens, calls or dollars in a period."""

    subject: str
    figure: Figure
    week: date


@dataclass(frozen=True)
class Change(Claim):
    """The subject changed by a percentage from the period before."""

    subject: str
    figure: Figure
    week: date


@dataclass(frozen=True)
class Share(Claim):
    """The subject had a percentage of a period: of everything, or of what is named."""

    subject: str
    figure: Figure
    week: date
    of_named: bool = False


@dataclass(frozen=True)
class Ranked(Claim):
    """The subject had this rank in a period, or was within it, or outside.

    ``among`` is as for `Led`.
    """

    subject: str
    rank: int
    week: date
    within: bool = False
    outside: bool = False
    among: str = ""


@dataclass(frozen=True)
class More(Claim):
    """The subject had more than its rival in a period; ``passed`` if not in the one before."""

    subject: str
    rival: str
    week: date
    passed: bool = False


@dataclass(frozen=True)
class Ratio(Claim):
    """The subject had a multiple of its rival, or of the second, in a period."""

    subject: str
    rival: str | None
    figure: Figure
    week: date


@dataclass(frozen=True)
class Growth(Claim):
    """The subject has a multiple of what it had in an earlier period, or of its share then."""

    subject: str
    figure: Figure
    week: date
    base: date
    of_share: bool = False


@dataclass(frozen=True)
class Direction(Claim):
    """The subject had more (``up``) or less (``down``) than in the period before."""

    subject: str
    direction: str
    week: date


@dataclass(frozen=True)
class OfTop(Claim):
    """A number of the largest models of a period, or a share of their sum, is of the subject."""

    subject: str
    top: int
    figure: Figure
    week: date
    is_share: bool = False


@dataclass(frozen=True)
class Number(Claim):
    """A number of models had more, or less, than an amount in a period."""

    number: int
    figure: Figure
    week: date


@dataclass(frozen=True)
class First(Claim):
    """Something was so for the first time in a period.

    The total or subject was above an amount (``figure``; ``is_share``: above a percentage of a
    period), the subject above its ``rival`` or at a ``rank`` (``within``: at it or before it), a
    model of ``group`` at #1 (since ``since``, if the text names who was before), or, with
    ``record``, its figure was the highest so far.
    """

    subject: str
    week: date
    figure: Figure | None = None
    rival: str | None = None
    group: str | None = None
    record: bool = False
    rank: int | None = None
    within: bool = False
    is_share: bool = False


@dataclass(frozen=True)
class FromTo(Claim):
    """The subject had one amount in an earlier period and another in a later one."""

    subject: str
    earlier: Figure
    figure: Figure
    week: date
