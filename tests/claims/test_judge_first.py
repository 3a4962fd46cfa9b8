"""Claims that something was so for the first time, or more than ever before."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_evidence import ground, judged
from support.weekly_frames import weekly

from tracker.claims.verdicts import REFUTED, SUPPORTED

PUBLISHED = date(2026, 3, 30)  # a Monday: last week is that of 23 March
TABLE = """
    week        deepseek/a qwen/c openai/g other
    2026-03-02   40         10     60       20
    2026-03-09   70         20     60       20
    2026-03-16   50         30     60       20
    2026-03-23   90         95     60       20
"""


@pytest.mark.parametrize(
    ("text", "verdict", "found"),
    [
        (
            "Last week total usage passed 250 tokens for the first time.",
            SUPPORTED,
            "first in the week to 29 March 2026",
        ),
        (
            "Last week total usage passed 165 tokens for the first time.",
            REFUTED,
            "first in the week to 15 March 2026",
        ),
        ("deepseek/a had its biggest week yet last week.", SUPPORTED, "90, the most so far"),
        (
            "openai/g had its biggest week yet last week.",
            REFUTED,
            "60, after 60 in the week to 8 March 2026",
        ),
        (
            "Last week qwen/c overtook deepseek/a for the first time.",
            SUPPORTED,
            "first in the week to 29 March 2026",
        ),
        (
            "Last week deepseek/a overtook openai/g for the first time.",
            REFUTED,
            "first in the week to 15 March 2026",
        ),
        (
            "Last week qwen/c was first for the first time.",
            SUPPORTED,
            "first in the week to 29 March 2026",
        ),
        (
            "Last week deepseek/a was second for the first time.",
            REFUTED,
            "first in the week to 8 March 2026",
        ),
        (
            "In the week of March 16 openai/g was first for the first time.",
            REFUTED,
            "first in the week to 8 March 2026",
        ),
        (
            "In the week of March 9 qwen/c was first for the first time.",
            REFUTED,
            "not so in the week to 15 March 2026 (rank 3)",
        ),
        (
            "Last week qwen/c was in the top two for the first time.",
            SUPPORTED,
            "first in the week to 29 March 2026",
        ),
        (
            "Last week qwen/c had more than 30 percent of all tokens for the first time.",
            SUPPORTED,
            "first in the week to 29 March 2026",
        ),
        (
            "Last week deepseek/a had more than 30 percent of all tokens for the first time.",
            REFUTED,
            "first in the week to 8 March 2026",
        ),
        (
            "Last week deepseek/a had more than 40 percent of all tokens for the first time.",
            REFUTED,
            "not so in the week to 29 March 2026 (34.0 %)",
        ),
        (
            "In the week of March 9 Chinese models were first for the first time.",
            SUPPORTED,
            "first in the week to 15 March 2026",
        ),
        (
            "Last week Chinese models were first for the first time.",
            REFUTED,
            "first in the week to 15 March 2026",
        ),
        (
            "In the week of March 9 DeepSeek topped the list of companies for the first time.",
            SUPPORTED,
            "first in the week to 15 March 2026",
        ),
        (
            "Last week DeepSeek topped the list of companies for the first time.",
            REFUTED,
            "not so in the week to 29 March 2026 (rank 2)",
        ),
    ],
)
def test_what_was_so_for_the_first_time(text: str, verdict: str, found: str) -> None:
    told = judged(text, ground(weekly(TABLE)), PUBLISHED)
    assert told.verdict == verdict
    assert told.definitions[0]["found"] == found


def test_the_evidence_is_the_week_and_the_one_that_was_first() -> None:
    text = "Last week deepseek/a overtook openai/g for the first time."
    told = judged(text, ground(weekly(TABLE)), PUBLISHED)
    rows = [(row["week"], row["entity"], row["value"]) for row in told.evidence]
    assert rows[:4] == [
        ("2026-03-09", "deepseek/a", 70),
        ("2026-03-09", "openai/g", 60),
        ("2026-03-23", "deepseek/a", 90),
        ("2026-03-23", "openai/g", 60),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Last week qwen/c overtook deepseek/a for the first time.", date(2026, 3, 23)),
        ("Last week deepseek/a overtook openai/g for the first time.", date(2026, 3, 9)),
        ("Last week total usage passed 165 tokens for the first time.", date(2026, 3, 9)),
        ("Last week deepseek/a passed 100 tokens for the first time.", None),
    ],
)
def test_a_first_time_has_its_period(text: str, first: date | None) -> None:
    (result,) = judged(text, ground(weekly(TABLE)), PUBLISHED).results
    assert {finding.first for finding in result.findings} == {first}


def test_the_first_to_lead_has_its_name_and_its_week() -> None:
    text = "Qwen/c is the first Chinese model ever to win a week on OpenRouter."
    (result,) = judged(text, ground(weekly(TABLE)), PUBLISHED).results
    assert {(finding.entity, finding.first) for finding in result.findings} == {
        ("deepseek/a", date(2026, 3, 9))
    }


@pytest.mark.parametrize(
    ("name", "value", "earlier"), [("deepseek/a", 90, 70), ("openai/g", 60, 60)]
)
def test_a_record_has_the_highest_figure_before(name: str, value: int, earlier: int) -> None:
    text = f"{name} had its biggest week yet last week."
    (result,) = judged(text, ground(weekly(TABLE)), PUBLISHED).results
    assert {(finding.value, finding.earlier) for finding in result.findings} == {(value, earlier)}
