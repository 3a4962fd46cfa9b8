"""A line of text → a claim that can be checked.

claim
    One sentence about the figures, in one of these forms:
    `SUBJECT #1 for N weeks`, `SUBJECT top K for N weeks`, `SUBJECT over SUBJECT for N weeks`,
    `SUBJECT AMOUNT [calls] in WEEK`, `SUBJECT ±P% in WEEK` (the change from the week before),
    `SUBJECT P% share in WEEK`, `SUBJECT rank K in WEEK`, `total up|down for N weeks`.
    N and K are in digits or in words; an AMOUNT is a whole number, or has a unit (K, M, B, T,
    million, billion, trillion, 亿, 万亿); a WEEK is 2026-W14 or a date in that week. `calls`,
    `requests` or `tokens` says what is counted, wherever it stands behind the first word. Capitals
    make no difference, nor do small words (is, has been, at, in the, consecutive, in a row).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.claims.numbers import COUNT, NUMBER, PERCENT, UNIT, Figure, count, either, figure
from tracker.errors import ConfigError
from tracker.weeks import read_week

FORMS = (
    "SUBJECT #1 for N weeks",
    "SUBJECT top K for N weeks",
    "SUBJECT over SUBJECT for N weeks",
    "SUBJECT AMOUNT [calls] in WEEK",
    "SUBJECT ±P% in WEEK",
    "SUBJECT P% share in WEEK",
    "SUBJECT rank K in WEEK",
    "total up|down for N weeks",
)
TOTAL = "total"


@dataclass(frozen=True)
class Claim:
    """``text`` is the line as written; ``metric`` is None unless it says what is counted."""

    text: str = field(default="", kw_only=True)
    metric: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Led(Claim):
    """The subject was at #1 (``top`` 1) or in the top K for so many weeks."""

    subject: str
    top: int
    weeks: int


@dataclass(frozen=True)
class Over(Claim):
    """The subject had more than its rival for so many weeks."""

    subject: str
    rival: str
    weeks: int


@dataclass(frozen=True)
class Amount(Claim):
    """The subject had so many tokens or calls in the week (its Monday)."""

    subject: str
    figure: Figure
    week: date


@dataclass(frozen=True)
class Change(Claim):
    """The subject changed by so many percent from the week before."""

    subject: str
    figure: Figure
    week: date


@dataclass(frozen=True)
class Share(Claim):
    """The subject had so many percent of the week."""

    subject: str
    figure: Figure
    week: date


@dataclass(frozen=True)
class Ranked(Claim):
    """The subject had this rank in the week."""

    subject: str
    rank: int
    week: date


@dataclass(frozen=True)
class Trend(Claim):
    """Everything together rose (``up``) or fell (``down``) from week to week, so many times."""

    direction: str
    weeks: int


LONGEST = 1_000
"""Signs of a claim, which is one sentence."""
_METRICS = {"token": "tokens", "call": "calls", "request": "calls"}
_UP = ("up", "rose", "grew")
_DOWN = ("down", "fell")
_SMALL = {
    "is", "was", "are", "were", "has", "have", "had", "been", "at", "in", "the", "led", "leads",
    "held", "stayed", "ranked", "usage",
}  # fmt: skip
_UNFINISHED = {
    "over", "under", "above", "below", "than", "least", "most", "about", "nearly", "almost",
    "rank", "number", "no.", "#", "top", "by", "to", *_UP, *_DOWN,
}  # fmt: skip
"""What a subject never ends in: a bound, or words of which the rest was not understood."""


def _pattern(text: str) -> re.Pattern[str]:
    # ASCII: ignoring case, `s` would match the long s too, and `k` the Kelvin sign.
    return re.compile(text, re.IGNORECASE | re.ASCII)


_MEASURE = _pattern(rf"(?: by| of| in)?(?: all)?(?: api)? ({either(_METRICS)})s?(?= |$)")
_FOR_WEEKS = _pattern(
    rf"(.+) for (?:at least |the |an? )?{COUNT} (?:(?:consecutive|straight|successive) )?weeks?"
    r"(?: (?:in a row|running|straight|consecutively))?"
)
_IN_WEEK = _pattern(r"(.+) in (?:the )?(?:week )?(?:of )?([0-9]{4}[^ ]*)")
_RANK = _pattern(rf"(.+?) (?:(?:rank(?:ed)?|number|no\.?|#) ?){{1,2}}{COUNT}")
_TOP = _pattern(rf"(.+) top[ -]?{COUNT}")
_TREND = _pattern(rf"(.+) ({either(_UP + _DOWN)})")
_OVER = _pattern(r"(.+) (?:over|>) (.+)")
_AMOUNT = _pattern(rf"(.+) ({NUMBER}(?: ?{UNIT})?)")
_SHARE = _pattern(rf"(.+) ({PERCENT})(?: market)? share")
_CHANGE = _pattern(
    rf"(.+) ((?:(\+|{either(_UP)})|-|−|–|{either(_DOWN)})(?: by)? ?{PERCENT})"
    r"(?: wow| week[ -]o(?:ver|n)[ -]week)?"
)
_ANY_PERCENT = _pattern(PERCENT)


def read(text: str) -> Claim:
    """The claim that a line of text makes. Raises ConfigError, with the forms, if it makes none."""
    if len(text) > LONGEST:
        raise _refusal(f"{text[:40]}…", f"it has more than {LONGEST:,} signs")
    line = " ".join(text.split()).rstrip(".,;!?")
    metrics = {_METRICS[word.lower()] for word in _MEASURE.findall(line)}
    line = _MEASURE.sub("", line)
    try:
        claim = _of_weeks(line) or _in_a_week(line)
    except ConfigError as no_week:
        raise _refusal(text, no_week.fact) from None
    if claim is None and (percent := _ANY_PERCENT.search(line)):
        raise ConfigError(
            f"{text!r} has a percentage that may be a change or a share",
            datum=text,
            remedy=f"write `SUBJECT +{percent[1]}% in WEEK` (or -) for a change from the week "
            f"before, `SUBJECT {percent[1]}% share in WEEK` for a share",
        )
    if claim is None:
        raise _refusal(text, "it has none of the forms known")
    if 0 in vars(claim).values():
        raise _refusal(text, "weeks and ranks are counted from 1")
    if len(metrics) > 1:
        raise _refusal(text, "it speaks of tokens and of calls, which are claimed one by one")
    return replace(claim, text=text, metric=next(iter(metrics), None))


def _of_weeks(line: str) -> Claim | None:
    if not (found := _FOR_WEEKS.fullmatch(line)):
        return None
    head, weeks = found[1], count(found[2])
    if (found := _RANK.fullmatch(head)) and count(found[2]) == 1 and (name := _subject(found[1])):
        return Led(name, 1, weeks)
    if (found := _TOP.fullmatch(head)) and (name := _subject(found[1])):
        return Led(name, count(found[2]), weeks)
    if (found := _TREND.fullmatch(head)) and (_subject(found[1]) or "").lower() == TOTAL:
        return Trend("up" if found[2].lower() in _UP else "down", weeks)
    if found := _OVER.fullmatch(head):
        name, rival = _subject(found[1]), _subject(found[2])
        return Over(name, rival, weeks) if name and rival else None
    return None


def _in_a_week(line: str) -> Claim | None:
    if not (found := _IN_WEEK.fullmatch(line)):
        return None
    head, week = found[1], read_week(found[2])
    if (found := _RANK.fullmatch(head)) and (name := _subject(found[1])):
        return Ranked(name, count(found[2]), week)
    if (found := _SHARE.fullmatch(head)) and (name := _subject(found[1])):
        return Share(name, figure(found[3], written=found[2]), week)
    if (found := _CHANGE.fullmatch(head)) and (name := _subject(found[1])):
        sign = "+" if found[3] else "-"
        return Change(name, figure(sign + found[4], written=found[2]), week)
    if (found := _AMOUNT.fullmatch(head)) and (name := _subject(found[1])):
        number, unit = found[3], found[4] or ""
        if unit or "." not in number:  # 3.6 of nothing is no count, but the end of a name
            return Amount(name, figure(number, unit, found[2]), week)
    return None


def _subject(words: str) -> str | None:
    """The subject without the small words behind it; None when that is none."""
    names = words.split(" ")
    while len(names) > 1 and names[-1].lower() in _SMALL:
        names.pop()
    if names[-1].lower() in _UNFINISHED:
        return None
    return " ".join(names).strip(" ,:\"'`“”‘’") or None


def _refusal(text: str, why: str) -> ConfigError:
    forms = "; ".join(FORMS)
    return ConfigError(
        f"{text!r} is no claim that can be checked: {why}",
        datum=text,
        remedy=f"write it as {forms} (N and K from 1, WEEK as 2026-W14 or as a date in that week)",
    )
