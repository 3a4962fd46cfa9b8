"""Turn words round that mean the opposite together: the passive voice, and denials.

passive
    `was eclipsed by B`, `被B反超`: the subject is behind, not ahead.
denial
    `did not lead`, `no longer in the top ten`, `未能进入前三`: the subject is outside. Of what is
    denied otherwise nothing is read. `并不是 …，而是` counts for what it is instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.claims.quantities import NUMBERS
from tracker.claims.words import Word

COMPARISONS = {"over", "pass", "exceed"}
_BOUNDS = {"small", "about", "more", "less"}
_SKIPPED = {"small", "had", "platform", "period"}
_DENIALS = {
    "not",
    "no longer",
    "failed",
    "fails",
    "didn't",
    "isn't",
    "wasn't",
    "aren't",
    "weren't",
    "doesn't",
    "don't",
    "hasn't",
    "haven't",
    "不再",
    "没有",
    "未能",
    "并未",
    "并非",
    "不是",
    "无缘",
    "not even",
}
"""Denials of what follows; `never` and `neither … nor` deny more than that."""
_LIMITS = {"only", "just", "merely", "even", "simply", "alone", "仅", "只"}


def turned(words: Sequence[Word]) -> list[Word]:
    """Return words with `behind` after a passive, and `outside` for a denied place."""
    return _without_denials(_denied(_passive([*_movements(words)])))


def _movements(words: Sequence[Word]) -> Iterator[Word]:
    """Yield words in which one falls from a number to another: `outside` is a place alone."""
    for place, word in enumerate(words):
        verb, _, preposition = word.text.rpartition(" ")
        following = next((each for each in words[place + 1 :] if each.kind not in _BOUNDS), None)
        is_from = word.kind == "outside" and preposition.lower() == "from"
        if is_from and following is not None and following.kind in NUMBERS:
            start = word.end - len(preposition)
            yield replace(word, kind="down", end=start - 1, text=verb)
            yield Word("small", None, start, word.end, preposition)
        else:
            yield word


def _passive(words: list[Word]) -> list[Word]:
    """Return words in which who is overtaken by another is behind it."""
    turned_round: list[Word] = []
    marker: Word | None = None
    for place, word in enumerate(words):
        if word.text == "被":
            marker = word
            continue
        if word.kind == "mark":
            marker = None
        is_by = _is_by(words, place)
        if is_by and turned_round:
            verb = next(each for each in reversed(turned_round) if each.kind in COMPARISONS)
            turned_round.append(replace(word, kind="behind", start=verb.start))
            continue
        turned_round.append(word)
        if marker and word.kind in COMPARISONS:
            turned_round.append(replace(word, kind="behind"))
            marker = None
    return turned_round


def _is_by(words: list[Word], place: int) -> bool:
    """Return whether a word is the `by` of a passive: behind a comparison, and no number after."""
    if words[place].text.lower() != "by":
        return False
    verb = next(
        (each for each in reversed(words[:place]) if each.kind not in ("period", "small")), None
    )
    following = next((each for each in words[place + 1 :] if each.kind != "small"), None)
    is_number = following is not None and following.kind in (*NUMBERS, "about", "more", "less")
    return verb is not None and verb.kind in COMPARISONS and verb.text.isascii() and not is_number


def _denied(words: list[Word]) -> list[Word]:
    """Return words in which a denied place is one outside: `not in the top ten`."""
    if any(word.kind == "streak" for word in words):
        return words
    denied: list[Word] = []
    for place, word in enumerate(words):
        following = words[place + 1 :]
        is_denial = word.kind in ("not", "less") and word.text.lower() in _DENIALS
        next_word = next((each for each in following if each.kind not in _SKIPPED), None)
        is_limited = bool(following) and following[0].text.lower() in _LIMITS
        is_place = next_word is not None and (
            next_word.kind in ("top", "lead") or (next_word.kind == "rank" and next_word.value == 1)
        )
        kind = "outside" if is_denial and is_place and not is_limited else word.kind
        denied.append(replace(word, kind=kind))
    return denied


def _without_denials(words: list[Word]) -> list[Word]:
    """Return words without what `并不是 …，而是` denies: what counts is what it is instead."""
    instead = next((n for n, word in enumerate(words) if word.kind == "butis"), None)
    denials = (
        n for n, word in enumerate(words) if word.kind in ("not", "outside") or word.text == "并"
    )
    denied = next(denials, None)
    if instead is None or denied is None or denied > instead:
        return words
    return words[:denied] + words[instead + 1 :]
