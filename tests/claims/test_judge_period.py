"""Claims that compare the figures of one week with a rival, an earlier week, or the rest."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_evidence import all_judged, ground, judged
from support.weekly_frames import weekly

from tracker.claims.verdicts import DEPENDS, NOT_MEASURED, REFUTED, SUPPORTED

PUBLISHED = date(2026, 3, 30)  # a Monday: last week is that of 23 March

# Ten slugs a week, so that nine are not all; the free Step is a model of its own as a slug only.
MARCH = """
    week        deepseek/a z-ai/b qwen/c minimax/d moonshotai/e xiaomi/f openai/g openai/h stepfun/s stepfun/s:free google/j other
    2026-03-16   90        80     70     60        50           40       30       20       15        15             10       20
    2026-03-23  200        80     70     60        50           40       45       20       30        25             10       20
"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Last week deepseek/a used more than twice as many tokens as z-ai/b.", SUPPORTED),
        ("Last week deepseek/a used three times as many tokens as z-ai/b.", REFUTED),
        ("Last week deepseek/a used 2.5 times as many tokens as z-ai/b.", SUPPORTED),
        ("上周deepseek/a的用量是第二名的两倍多。", SUPPORTED),
        ("Last week deepseek/a was 150 percent ahead of z-ai/b.", SUPPORTED),
        ("Last week z-ai/b was ahead of qwen/c.", SUPPORTED),
        ("Last week qwen/c was ahead of z-ai/b.", REFUTED),
        ("Last week openai/g overtook xiaomi/f.", SUPPORTED),
        ("Last week deepseek/a overtook z-ai/b.", REFUTED),  # it was ahead before
        ("deepseek/a more than doubled last week.", SUPPORTED),
        ("z-ai/b doubled last week.", REFUTED),
        ("stepfun/s moved up to seventh place last week.", REFUTED),
        ("Last week the top three were all Chinese.", SUPPORTED),
        ("Six of the top seven models last week were Chinese.", SUPPORTED),
        ("Two models each handled more than 75 tokens last week.", SUPPORTED),
        ("Three models each handled more than 75 tokens last week.", REFUTED),
        ("Last week total usage rose to a record.", SUPPORTED),
        ("OpenAI and Google together had 75 tokens last week.", DEPENDS),
    ],
)
def test_what_is_compared(text: str, verdict: str) -> None:
    assert judged(text, ground(weekly(MARCH)), PUBLISHED).verdict == verdict


def test_of_a_shallow_week_what_is_not_named_may_decide() -> None:
    frame = weekly("week deepseek/a openai/g other\n2026-03-23 50 45 30", depth=2)
    told = judged("Chinese models used more tokens than American ones last week.",
        ground(frame), PUBLISHED, depth=0)  # fmt: skip
    assert told.verdict == NOT_MEASURED
    assert told.definitions[0]["found"] == "at least 50 v at least 45"


def test_several_claims_have_a_verdict_each_with_their_own_words() -> None:
    text = "Last week deepseek/a came first with 200 tokens, and qwen/c was second."
    verdicts = all_judged(text, ground(weekly(MARCH)), PUBLISHED)
    assert [verdict.verdict for verdict in verdicts] == [SUPPORTED, SUPPORTED, REFUTED]
    assert verdicts[2].read_as == "Qwen/c was at rank 2 by tokens in the week to 29 March 2026."
    assert {row["period"] for row in verdicts[0].definitions} == {"the week to 29 March 2026"}
