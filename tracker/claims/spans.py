"""Join two periods that a text names together: `from July to August`, `自6月1日当周以来`.

between
    From one period to another. A change is that from the first to the last of them; anything else
    is said of all of it. Periods of different lengths are none that can be compared.
from
    Since a period, which is the first of a change, or of the weeks in which something was so; or
    compared with it: 与6月1日当周相比.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.claims.when import When
from tracker.claims.words import Word

_FROM = ("from", "between", "从", "由", "自", "自从")
_SINCE = ("since", "ever since", "自", "自从")
_TO, _TO_ZH = {"to", "and"}, ("到", "至")
_THROUGH = {"through", "until", "till", "up to"}
_WAS = ("what it was", "what they were", "what it had been")
_COMPARED = ("compared with", "compared to", "in comparison with", "relative to", *_WAS)
_COMPARED_ZH = ("与", "和", "同", "跟", "较", "相较于", "较之", "比起", "对比", "相比于", "相比")
_COMPARED_BACK = {"相比", "相较", "相比较", "比较", "对比"}
"""How a period begins and ends with which another is compared: 与6月1日当周相比."""
_BACK = {"以来", "至今", "起"}
"""What follows a period since which something is so: 从6月1日当周以来."""
_OPENERS = (*_FROM, *_SINCE, *_COMPARED, *_COMPARED_ZH)
_DIFFERENCE = 3
"""By at most so many days the lengths of two months differ."""


def spans(words: Sequence[Word]) -> list[Word]:
    """Return words in which a period and that to which it lasts, or `since` and it, are one."""
    joined: list[Word] = []
    rest = [*words]
    while rest:
        word, *after = rest
        taken = _span(joined, word, after)
        if taken is None:
            joined.append(word)
            rest = after
            continue
        span, rest = taken
        if joined and joined[-1].end <= span.start and _opens(joined[-1], _OPENERS):
            opener = joined.pop()
            span = replace(span, start=opener.start, text=f"{opener.text} {span.text}")
        joined.append(span)
    return joined


def _span(before: list[Word], word: Word, after: list[Word]) -> tuple[Word, list[Word]] | None:
    """Return the span that a period begins, and the words behind it."""
    if not _is_at(word):
        return None
    if after and _is_at(after[0]) and after[0].text.startswith(_TO_ZH):
        return _one(word, after[0], "between"), after[1:]
    if len(after) > 1 and _is_at(after[1]):
        joins = after[0].text.lower()
        if joins.startswith(_TO_ZH) or (joins in _TO and _is_opened(before, word, _FROM)):
            return _one(word, after[1], "between"), after[2:]
        if joins in _THROUGH and _is_opened(before, word, _FROM):
            return _one(word, after[1], "stretch"), after[2:]
    openers, ends = (*_SINCE, *_COMPARED), False
    for closers, opening in ((_BACK, _FROM), (_COMPARED_BACK, _COMPARED_ZH)):
        if after and after[0].text in closers:
            openers, ends = (*_SINCE, *opening), _is_opened(before, word, opening)
    if _is_opened(before, word, openers):
        end = after[0] if ends else word
        text = f"{word.text}{end.text}" if ends else word.text
        since = When("from", word.value.periods)
        return replace(word, value=since, end=end.end, text=text), after[1:] if ends else after
    return None


def _one(first: Word, last: Word, kind: str) -> Word:
    """Return two periods as one; without periods if they cannot be compared."""
    (base,), (goal,) = first.value.periods, last.value.periods
    is_alike = abs(base.days - goal.days) <= _DIFFERENCE and base.end <= goal.start
    when = When(kind, (base, goal) if is_alike and kind == "between" else ())
    return replace(first, value=when, end=last.end, text=f"{first.text} … {last.text}")


def _is_at(word: Word) -> bool:
    return word.kind == "period" and word.value.kind == "at" and len(word.value.periods) == 1


def _is_opened(before: list[Word], word: Word, openers: tuple[str, ...]) -> bool:
    """Return whether a period begins with one of the openers, or stands behind one."""
    begins_with_it = word.text.lower().startswith(openers)
    return begins_with_it or (bool(before) and _opens(before[-1], openers))


def _opens(word: Word, openers: tuple[str, ...]) -> bool:
    return word.text.lower() in openers
