"""Find what stands beside a word of a clause: bounds of a figure, and what it is compared with."""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.claims.numbers import Figure
from tracker.claims.quantities import NUMBERS
from tracker.claims.scopes import is_before_level
from tracker.claims.words import Word

_FROM = {"from", "从", "由"}
_SCORES = {"to", "against", "versus", "vs", "v", "compared with", "compared to", "对"}
"""What stands between the figure of a subject and that of its rival."""
HEDGES = {"andmore": "more", "about": "about", "more": "more", "less": "less", "exceed": "more"}
BOUNDS = {**HEDGES, "behind": "less", "over": "more"}
"""Bounds, and comparisons in whose place they stand before a name."""
_SKIPPED = {"small", "had", "up", "down", "share"}
"""What may stand between a bound and its number: `to over`."""
BETWEEN = {"small", "metric", "share", "usage", "platform", "total", "had", *HEDGES}
"""What may stand between a number and its period, or its `from`."""
_FROM_PERIOD = re.compile(r"(?:from|从)(?!.*(?:至|到|to|以来|起|[-–—~…]))", re.IGNORECASE)
"""A period that begins with from, and is none from one day to another."""


def joins_places(words: list[Word], place: int) -> bool:
    """Return whether a word joins two places: `third and fourth`."""
    return [each.kind for each in words[place - 1 : place + 2 : 2]] == 2 * ["rank"]


def joins_numbers(words: list[Word], place: int) -> bool:
    """Return whether a word joins two numbers of those named before: `had 5T and 4T tokens`."""
    after = [each for each in words[place + 1 :] if each.kind not in HEDGES]
    numbers = {each.kind for each in (*words[place - 1 : place], *after[:1])}
    end = next((n for n, each in enumerate(after) if each.kind == "mark"), len(after))
    is_of_others = any(each.kind in ("subject", "subjects") for each in after[:end])
    return len(numbers) == 1 and numbers <= NUMBERS and not is_of_others


class Neighbours:
    """The words of a clause, and what stands beside each of them."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words

    def figure(self, word: Word, figure: Figure) -> Figure:
        """Return a figure with the hedge or bound that stands beside it."""
        place = self.words.index(word)
        before = self.words[:place]
        if len(before) > 1 and before[-1].kind in _SKIPPED and before[-2].kind in HEDGES:
            before = before[:-1]
        near = [each for each in before[-1:] if each.kind in HEDGES]
        # Behind the number they stand in Chinese alone: 一半以上, 30万亿左右.
        near += [
            each
            for each in self.words[place + 1 : place + 2]
            if each.kind in {*HEDGES} - {"exceed"} and not each.text.isascii()
        ]
        near += [each for each in self.words[place + 1 :] if each.kind == "andmore"]
        # Of a period it is what there was then: 低于前一周的7.4%.
        owners = {"times": ("subject", "period"), "percent": ("subject",)}.get(word.kind, ())
        is_owned = len(before) > 1 and before[-2].kind in owners and before[-1].text == "的"
        if not near and is_owned:
            # 超过Hy3的两倍: the bound stands before whom it is compared with.
            near = [each for each in before[-3:-2] if each.kind in BOUNDS]
        return replace(figure, hedge=BOUNDS[near[0].kind]) if near else figure

    def before(self, word: Word) -> Word | None:
        """Return what stands before a number and its hedges."""
        words = reversed(self.words[: self.words.index(word)])
        return next((each for each in words if each.kind not in HEDGES), None)

    def after(self, word: Word) -> Word | None:
        """Return what stands behind a number and the words that belong to it."""
        words = self.words[self.words.index(word) + 1 :]
        return next((each for each in words if each.kind not in BETWEEN), None)

    def is_from(self, word: Word) -> bool:
        """Return whether a figure is that from which something moved: `from 56 percent`."""
        for each in reversed(self.words[: self.words.index(word)]):
            if each.text.lower() in _FROM or (
                each.kind == "period" and _FROM_PERIOD.match(each.text)
            ):
                return True
            if each.kind not in (*BETWEEN, "period") or each.text.lower() in ("to", "到"):
                return False
        return False

    def is_after_change(self, word: Word) -> bool:
        """Return whether a figure is that of the week before: 较前一周的5.4万亿."""
        place = self.words.index(word)
        change = self.words[place - 2] if place > 1 else word
        return change.kind == "change" and is_before_level(self.words, place - 2)

    def is_after(self, word: Word) -> bool:
        """Return whether a place is one before: `back on top after a week in second place`."""
        for each in reversed(self.words[: self.words.index(word)]):
            if each.text.lower() == "after":
                return True
            if each.kind not in ("small", "change"):
                return False
        return False

    def is_particle(self, word: Word) -> bool:
        """Return whether `up` belongs to the verb before it: gobbled up."""
        place = self.words.index(word)
        return word.text.lower() == "up" and place > 0 and self.words[place - 1].kind == "had"

    def is_to(self, word: Word) -> bool:
        before = self.before(word)
        return before is not None and before.text.lower() in ("to", "at", "past", "above")

    def score_of(self, word: Word) -> bool:
        """Return whether a figure is that of the rival: the second of `4.7T to 3.3T`."""
        before = self.before(word)
        if before is None or before.text.lower() not in _SCORES:
            return False
        ahead = self.words[: self.words.index(before)]
        number = next((each for each in reversed(ahead) if each.kind not in BETWEEN), None)
        return number is not None and number.kind == word.kind and not self.is_from(number)

    @property
    def has_score(self) -> bool:
        return any(self.score_of(word) for word in self.words if word.kind in NUMBERS)
