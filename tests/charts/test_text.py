"""Text as it is printed: typeset, in lines that are even, and never longer than its room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts.text import balanced, drawable, short_months, typeset, width, wrap_text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("OpenRouter's 23.3 % of all", "OpenRouter’s 23.3% of all"),
        ("-3 points, -$5, up 4 %", "−3 points, −$5, up 4%"),
        ("GPT-4o-mini and glm-4.5 in 2026-03", "GPT-4o-mini and glm-4.5 in 2026-03"),
        ("a range 5-7", "a range 5-7"),
        ("Qwen's", "Qwen’s"),
    ],
)
def test_a_sentence_is_typeset(text: str, printed: str) -> None:
    assert typeset(text) == printed
    assert typeset(printed) == printed, "and not twice"


def test_what_is_drawn_is_typeset_and_has_boxes_for_what_nobody_can_draw() -> None:
    assert drawable("x's 5 %") == "x’s 5%"
    assert drawable("a\U000f0000b").startswith("a")
    assert "\U000f0000" not in drawable("a\U000f0000b")


def test_months_have_short_names_and_other_words_stay() -> None:
    assert short_months("Marchand, March 2025 to October 2026") == "Marchand, Mar 2025 to Oct 2026"


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=20))
def test_even_lines_are_as_few_have_every_word_and_fit(words: list[str]) -> None:
    text, room = " ".join(words), 90.0
    lines = balanced(text, 10, room)
    assert " ".join(lines) == text
    assert len(lines) == len(wrap_text(text, 10, room))
    assert all(width(line, 10) <= room + 0.01 for line in lines)


def test_no_word_is_alone_in_the_last_of_two_lines() -> None:
    text = "Space Bunny Alpha rises from third to first by tokens in the week to 4 October"
    room = width(text, 10) - 1
    assert wrap_text(text, 10, room)[1] == "October"
    first, last = balanced(text, 10, room)
    assert width(last, 10) > 0.7 * width(first, 10)
