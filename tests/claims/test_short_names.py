"""Short names of models that a text has named in full."""

from __future__ import annotations

import pytest
from support.claim_readings import FLASH, SONNET, told

from tracker.claims.claim import Amount

GROK = "x-ai/grok-code-fast-1"


@pytest.mark.parametrize(
    ("full", "short", "subject"),
    [
        ("Claude Sonnet 4.6", "Sonnet 4.6", SONNET),
        ("Claude Sonnet 4.6", "Sonnet", SONNET),
        ("DeepSeek V4 Flash", "V4 Flash", FLASH),
        ("Grok Code Fast 1", "Grok", GROK),
        ("xAI's Grok Code Fast 1", "Grok", GROK),
    ],
)
def test_a_short_name_means_the_one_that_was_named(full: str, short: str, subject: str) -> None:
    assert told(f"{full} was third last week. {short} handled 2T tokens.")[-1] == (
        Amount,
        subject,
        "2e+12",
    )
    assert told(f"上周{full}排名第三，{short}用量为2万亿Token。")[-1] == (Amount, subject, "2e+12")


@pytest.mark.parametrize(
    "text",
    [
        "Sonnet handled 2T tokens last week.",
        "Claude Sonnet 4.6 was third last week. Sonnet 4.5 handled 2T tokens.",
        "Claude Sonnet 4.6 was third last week. Sonnet models handled 2T tokens.",
        "Gemini 3 Flash was third last week. Flash handled 2T tokens.",
        "Step 3.5 Flash was third last week. V3.5 handled 2T tokens.",
    ],
)
def test_nothing_else_is_a_short_name(text: str) -> None:
    assert told(text)[-1] is None


def test_what_may_be_short_for_several_is_refused() -> None:
    text = "Grok Code Fast 1 and Grok 4.1 Fast rose last week. Grok handled 2T tokens."
    assert told(text)[-1] is None


def test_a_maker_stays_a_maker() -> None:
    text = "DeepSeek V4 Flash was third last week. DeepSeek handled 2T tokens."
    assert told(text)[-1] == (Amount, "author:deepseek", "2e+12")
