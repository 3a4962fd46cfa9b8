"""Parse a line of text as a claim that can be checked.

claim
    One sentence about the figures, in one of these forms:
    `SUBJECT #1 for N weeks`, `SUBJECT top K for N weeks`, `SUBJECT over SUBJECT for N weeks`,
    `SUBJECT AMOUNT [calls] in WEEK`, `SUBJECT ±P% in WEEK` (the change from the week before),
    `SUBJECT P% share in WEEK`, `SUBJECT rank K in WEEK`, `total up|down for N weeks`.
    N and K are in digits or in words; an AMOUNT is a whole number, or has a unit (K, M, B, T,
    million, billion, trillion, 亿, 万亿); a WEEK is 2026-W14 or a date in that week. `calls`,
    `requests` or `tokens` says what is counted, anywhere after the first word. Capitals
    make no difference, nor do small words (is, has been, at, in the, consecutive, in a row).
"""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.claims.claim import Amount, Change, Claim, Led, Over, Ranked, Share, Trend
from tracker.claims.numbers import COUNT, NUMBER, PERCENT, UNIT, count, either, figure
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


COUNTED = "weeks and ranks are counted from 1"
LONGEST = 1_000
"""Maximum length of a claim in characters."""
_METRICS = {"token": "tokens", "call": "calls", "request": "calls"}
_UP = ("up", "rose", "grew")
_DOWN = ("down", "fell")
_SMALL = {
    "is",
    "was",
    "are",
    "were",
    "has",
    "have",
    "had",
    "been",
    "at",
    "in",
    "the",
    "led",
    "leads",
    "held",
    "stayed",
    "ranked",
    "usage",
}
_UNFINISHED = {
    "over",
    "under",
    "above",
    "below",
    "than",
    "least",
    "most",
    "about",
    "nearly",
    "almost",
    "rank",
    "number",
    "no.",
    "#",
    "top",
    "by",
    "to",
    *_UP,
    *_DOWN,
}
"""Words that a subject never ends with: a bound, or a phrase that was not understood."""


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
    """Return the claim that a line of text makes. Raises ConfigError, with the forms, if none."""
    if len(text) > LONGEST:
        raise _refusal(f"{text[:40]}…", f"it has more than {LONGEST:,} characters")
    line = " ".join(text.split()).rstrip(".,;!?")
    metrics = {_METRICS[word.lower()] for word in _MEASURE.findall(line)}
    line = _MEASURE.sub("", line)
    try:
        claim = _streak_claim(line) or _week_claim(line)
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
        raise _refusal(text, "it has none of the known forms")
    if any(value == 0 and value is not False for value in vars(claim).values()):
        raise _refusal(text, COUNTED)
    if len(metrics) > 1:
        raise _refusal(text, "it is about tokens and calls; a claim has one metric")
    return replace(claim, text=text, metric=next(iter(metrics), None))


def _streak_claim(line: str) -> Claim | None:
    if not (match := _FOR_WEEKS.fullmatch(line)):
        return None
    head, weeks = match[1], count(match[2])
    if (match := _RANK.fullmatch(head)) and count(match[2]) == 1 and (name := _subject(match[1])):
        return Led(name, 1, weeks)
    if (match := _TOP.fullmatch(head)) and (name := _subject(match[1])):
        return Led(name, count(match[2]), weeks)
    if (match := _TREND.fullmatch(head)) and (_subject(match[1]) or "").lower() == TOTAL:
        return Trend("up" if match[2].lower() in _UP else "down", weeks)
    if match := _OVER.fullmatch(head):
        name, rival = _subject(match[1]), _subject(match[2])
        return Over(name, rival, weeks) if name and rival else None
    return None


def _week_claim(line: str) -> Claim | None:
    if not (match := _IN_WEEK.fullmatch(line)):
        return None
    head, week = match[1], read_week(match[2])
    if (match := _RANK.fullmatch(head)) and (name := _subject(match[1])):
        return Ranked(name, count(match[2]), week)
    if (match := _SHARE.fullmatch(head)) and (name := _subject(match[1])):
        return Share(name, figure(match[3], written=match[2]), week)
    if (match := _CHANGE.fullmatch(head)) and (name := _subject(match[1])):
        sign = "+" if match[3] else "-"
        return Change(name, figure(sign + match[4], written=match[2]), week)
    if (match := _AMOUNT.fullmatch(head)) and (name := _subject(match[1])):
        number, unit = match[3], match[4] or ""
        if unit or "." not in number:  # 3.6 without a unit is the end of a name
            return Amount(name, figure(number, unit, match[2]), week)
    return None


def _subject(words: str) -> str | None:
    """Return the subject without the small words after it, or None if it is not one."""
    names = words.split(" ")
    while len(names) > 1 and names[-1].lower() in _SMALL:
        names.pop()
    if names[-1].lower() in _UNFINISHED:
        return None
    return " ".join(names).strip(" ,:\"'`“”‘’") or None


def _refusal(text: str, why: str) -> ConfigError:
    forms = "; ".join(FORMS)
    return ConfigError(
        f"{text!r} is not a claim that can be checked: {why}",
        datum=text,
        remedy=f"write it as {forms} (N and K from 1, WEEK as 2026-W14 or as a date in that week)",
    )
