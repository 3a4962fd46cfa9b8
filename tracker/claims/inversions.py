"""Turn words round that mean the opposite together: the passive voice, and denials.

passive
    `was eclipsed by B`, `被B反超`: the subject is behind, not ahead.
denial
    `did not lead`, `no longer in the top ten`, `未能进入前三`: the subject is outside. Of what is
    denied otherwise nothing is read. `并不是 …，而是` counts for what it is instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
_PARTED = {"more": "over", "fewer": "behind", "less": "behind"}
"""Comparisons whose `than` may stand apart from them."""
_BETWEEN_PARTED = {"metric", "usage", "platform", "period", "small"}
_OF_NOBODY = {"models", "had", "over", "than", "metric", "usage", "platform", "period", "small"}
"""What may stand between nobody and whom nobody had more than."""
_LIMITS = {"only", "just", "merely", "even", "simply", "alone", "仅", "只"}


def turned(words: Sequence[Word]) -> list[Word]:
    """Return words with `behind` after a passive, and `outside` for a denied place."""
    together = _unsurpassed(_parted([*_lost_leads(_movements(words))]))
    return _without_denials(_denied(_passive(together)))


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


def _lost_leads(words: Iterable[Word]) -> Iterator[Word]:
    """Yield words in which who lost its lead to another, or over it, was passed by it.

    A lead over one that is lost to another is not understood.
    """
    words = [*words]
    for place, word in enumerate(words):
        named = [each for each in words[place:] if each.kind in ("subject", "subjects")]
        if word.kind == "lostlead" and len(named) > 1:
            yield replace(word, kind="unknown")
        elif word.kind == "lostlead":
            yield replace(word, kind="pass")
            yield replace(word, kind="behind")
        else:
            yield word


def _parted(words: list[Word]) -> list[Word]:
    """Return words in which a comparison is one word: `had more tokens last week than Hy3`."""
    joined = [*words]
    for place, word in enumerate(words):
        kind = _PARTED.get(word.text.lower()) if word.kind == "unknown" else None
        after = words[place + 1 :]
        than = next((n for n, each in enumerate(after) if each.text.lower() == "than"), None)
        if kind is None or than is None:
            continue
        named = next((each.kind for each in after[than + 1 :] if each.kind != "small"), "")
        is_parted = all(each.kind in _BETWEEN_PARTED for each in after[:than])
        is_by = [each.kind for each in words[:place][-1:]] == ["amount"]  # `3T more tokens than`
        is_of_one_time = [each.kind for each in words].count("period") < 2
        if is_parted and named in ("subject", "subjects") and is_of_one_time and not is_by:
            joined[place] = replace(word, kind="small")
            joined[place + 1 + than] = replace(after[than], kind=kind, text=f"{word.text} than")
    return joined


def _unsurpassed(words: list[Word]) -> list[Word]:
    """Return words in which the one that no model had more than is the first.

    `No model handled more tokens in August than Hy3`; of `no model ever` nothing is read.
    """
    place = next((n for n in range(len(words)) if _is_nobody(words, n)), len(words))
    following = words[place + 1 :]
    end = next((n for n, word in enumerate(following) if word.kind == "subject"), 0)
    between = following[:end]
    is_than = bool(between) and between[-1].text.lower().endswith("than")
    is_more = any("more" in word.text.lower().split() for word in between)
    is_read = all(word.kind in _OF_NOBODY for word in between)
    is_ever = any(word.text.lower() == "ever" for word in between)
    is_one = bool(between) and following[end].value.subjects[0].is_model
    if not (is_than and is_more and is_read and is_one) or is_ever:
        return words
    first = replace(words[place], kind="rank", value=1)
    kept = [word for word in between if word.kind in ("metric", "period", "platform", "had")]
    return [*words[:place], first, *kept, *following[end:]]


def _is_nobody(words: list[Word], place: int) -> bool:
    """Return whether a word says that there is no model, or nobody."""
    is_none = words[place].kind == "count" and words[place].value == 0
    is_no_model = is_none and [word.kind for word in words[place + 1 : place + 2]] == ["models"]
    return is_no_model or words[place].text.lower() == "nobody"


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
