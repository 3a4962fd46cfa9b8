"""Laws of verdicts on sentences: what changes none, and what always does."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.claim_evidence import all_judged, ground
from support.weekly_frames import weekly

from tracker.claims.verdicts import DEPENDS, NO_CLAIM, REFUTED, SUPPORTED, Verdict

PUBLISHED = date(2026, 3, 30)  # a Monday: last week is that of 23 March
ON = ground(
    weekly("""
    week        deepseek/a z-ai/b qwen/c openai/g google/j other
    2026-03-02   2000       1000   500    400      300      100
    2026-03-09   2000       1000   500    400      300      100
    2026-03-16   1000       2000   500    400      300      100
    2026-03-23   2500       1000   500    400      300      300
    """)
)
TRUE = {
    "deepseek/a handled {} tokens last week.": 2500,
    "Last week deepseek/a handled {} tokens.": 2500,
    "上周，deepseek/a的调用量为{} Token。": 2500,
    "deepseek/a handled {} percent of all tokens last week.": 50,
    "上周，deepseek/a占全部Token的{}%。": 50,
    "deepseek/a grew by {} percent last week.": 150,
    "z-ai/b fell by {} percent last week.": 50,
    "openai/g came in at number {} last week.": 4,
    "deepseek/a handled {} times as many tokens as qwen/c last week.": 5,
    "{} of the top 3 models last week were Chinese.": 3,
}
"""Sentences with a number, and the number that is right."""
COUNTED = ("number", "of the top")


@cache
def verdicts(text: str) -> tuple[Verdict, ...]:
    return tuple(all_judged(text, ON, PUBLISHED))


def only(text: str) -> str:
    (verdict,) = verdicts(text)
    return verdict.verdict


@pytest.mark.parametrize(("text", "right"), [*TRUE.items()])
def test_the_right_number_is_supported(text: str, right: int) -> None:
    assert only(text.format(right)) == SUPPORTED


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([*TRUE]), st.integers(1, 9_999))
def test_a_number_beyond_its_tolerance_is_never_supported(text: str, number: int) -> None:
    right = TRUE[text]
    if any(word in text for word in COUNTED):
        number %= 20
        beyond = number != right
    else:
        beyond = abs(number - right) > max(0.05 * right, 0.5)
    if beyond:
        assert only(text.format(number)) not in (SUPPORTED, DEPENDS)


ORDERS = (
    (
        "deepseek/a was first last week.",
        "Last week deepseek/a was first.",
    ),
    (
        "qwen/c handled 500 tokens in the week of March 23, 2026.",
        "In the week of March 23, 2026, qwen/c handled 500 tokens.",
    ),
    (
        "上周，deepseek/a排名第一。",
        "deepseek/a上周排名第一。",
    ),
    (
        "Chinese models outpaced American ones last week.",
        "Last week, Chinese models outpaced American ones.",
    ),
)


@pytest.mark.parametrize("sentences", ORDERS)
def test_the_order_of_words_changes_no_verdict(sentences: tuple[str, ...]) -> None:
    assert {only(text) for text in sentences} == {SUPPORTED}


CLAIMS = [text.format(right) for text, right in TRUE.items()]
CLAIMS += [text.format(right * 3) for text, right in TRUE.items() if "{} of" not in text]
FILLERS = (
    "On OpenRouter, ",
    "Reportedly, ",
    "However, ",
    "Once again, ",
    "据报道，",
    "在OpenRouter上，",
)
FULL_WIDTH = str.maketrans("0123456789%", "０１２３４５６７８９％")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CLAIMS), st.sampled_from(FILLERS), st.booleans(), st.booleans())
def test_filler_capitals_and_width_change_no_verdict(
    text: str, filler: str, upper: bool, wide: bool
) -> None:
    changed = f"{filler}{text}"
    changed = changed.upper() if upper else changed
    changed = changed.translate(FULL_WIDTH) if wide else changed
    assert only(changed) == only(text)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(CLAIMS),
    st.integers(1, 40),
    st.text("bcdfghjkz", min_size=5, max_size=9) | st.text("魑魅魍魉饕餮", min_size=2, max_size=4),
)
def test_an_unknown_word_inside_a_sentence_is_never_skipped(
    text: str, place: int, word: str
) -> None:
    words = text.split(" ") if text.isascii() else [*text]
    claimed = text.find("，") + 1  # what stands in a clause by itself is no part of the claim
    words.insert(max(claimed, min(place, len(words) - 1)), word)
    joint = " " if text.isascii() else ""
    found = {verdict.verdict for verdict in verdicts(joint.join(words))}
    assert not found & {SUPPORTED, REFUTED, DEPENDS} or found == {NO_CLAIM}
