"""What stands beside a word of a clause."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.claims import quantities
from tracker.claims.neighbours import Neighbours
from tracker.claims.periods import Calendar
from tracker.claims.words import Word, split

FINDERS = (Calendar(date(2026, 6, 10)).find, quantities.find)


def clause(text: str) -> tuple[Neighbours, list[Word]]:
    words = split(text, FINDERS)
    return Neighbours(words), [word for word in words if word.kind in quantities.NUMBERS]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("handled nearly 5 trillion tokens", "about"),
        ("handled 5 trillion tokens", ""),
        ("handled more than 5 trillion tokens", "more"),
        ("rose to over 5 trillion tokens", "more"),
        ("处理了5万亿以上Token", "more"),
        ("占一半以上", "more"),
        ("doubled and then some", "more"),
    ],
)
def test_a_figure_has_the_bound_that_stands_beside_it(text: str, hedge: str) -> None:
    neighbours, (number,) = clause(text)
    value = number.value.figure if number.kind in ("amount", "percent") else number.value
    figure = neighbours.figure(number, quantities.figure("5"))
    assert value is not None
    assert figure.hedge == hedge


def test_a_figure_may_be_what_something_moved_from() -> None:
    neighbours, (before, now) = clause("went from 56 percent to 44 percent")
    assert neighbours.is_from(before)
    assert not neighbours.is_from(now)
    assert neighbours.is_to(now)


def test_the_second_figure_of_a_score_is_that_of_the_rival() -> None:
    neighbours, (first, second) = clause("led with 4.7 trillion to 3.3 trillion")
    assert not neighbours.score_of(first)
    assert neighbours.score_of(second)
    assert neighbours.has_score


def test_the_second_figure_of_a_movement_is_no_score() -> None:
    neighbours, _ = clause("grew from 3.3 trillion to 4.7 trillion")
    assert not neighbours.has_score
