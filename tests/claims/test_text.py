"""One sentence for each form of a claim and each verdict, as it is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support.claim_evidence import ground, judged
from support.weekly_frames import weekly

from tracker.claims.claim import Led, Over, Trend
from tracker.claims.text import statement_of
from tracker.identity.names import Names
from tracker.identity.subjects import Subject
from tracker.weeks import read_week

MIMO, FREE, PAID = "xiaomi/mimo-v2-pro", "stepfun/step-3.5-flash:free", "stepfun/step-3.5-flash"
WEEKS = f"""
    week        {MIMO}  {FREE}  {PAID}  openai/gpt-4o-mini  other
    2026-03-02   400     500     100    700                  50
    2026-03-09   900     500     100    700                  50
    2026-03-16  1000     900     200    700                  50
    2026-03-23   900     700     100    1000                 90
"""
NOTHING = ground(weekly(WEEKS))
EVERY = "by slug, by model and by family"
THEN = " It held then, and not up to 2026-W13, the newest week on record."


@pytest.mark.parametrize(
    ("claim", "options", "said"),
    [
        (
            f"{MIMO} #1 for 2 weeks", {"by": "slug"},
            (f"It holds that {MIMO} was at #1 by tokens for two weeks: 2 weeks (2026-W11"
                f" to 2026-W12).{THEN}"),
        ),
        (
            f"{MIMO} rank 1 in 2026-W11", {},
            f"It holds that {MIMO} was at rank 1 by tokens in the week to 15 March 2026: rank 1 {EVERY}.",
        ),
        (
            f"{MIMO} rank 1 in 2026-W12", {},
            (f"It depends on the definition whether {MIMO} was at rank 1 by tokens in the week to 22 March 2026: yes,"
            " rank 1 by slug; no, rank 2 by model and by family."),
        ),
        (
            f"{MIMO} 1.2K in 2026-W12", {},
            f"It does not hold that {MIMO} had 1.2K tokens in the week to 22 March 2026: 1.00K (-16.7 %) {EVERY}.",
        ),
        (
            f"{MIMO} +11.1% in 2026-W12", {},
            f"It holds that the tokens of {MIMO} rose by 11.1 % in the week to 22 March 2026: +11.1 % {EVERY}.",
        ),
        (
            f"{MIMO} 35% share in 2026-W12", {"by": "model"},
            f"It holds that {MIMO} had 35 % of all tokens in the week to 22 March 2026: 35.1 %.",
        ),
        (
            "country:CN over country:US for 2 weeks", {},
            ("It holds that models from CN had more tokens than models from US for two weeks: 4 weeks"
            " (2026-W10 to 2026-W13) among the nine largest slugs and over all that are published."),
        ),
        (
            "total up for 2 weeks", {},
            f"It holds that the total of tokens rose for two weeks: 2 weeks (2026-W11 to 2026-W12).{THEN}",
        ),
        (
            "total 2,790 in 2026-W13", {},
            "It holds that all models together had 2,790 tokens in the week to 29 March 2026: 2.79K (+0.0 %).",
        ),
    ],
)  # fmt: skip
def test_because(claim: str, options: dict[str, str], said: str) -> None:
    assert judged(claim, ground(weekly(WEEKS)), **options).because == said


def test_calls_are_called_calls() -> None:
    calls = weekly(WEEKS, metric="calls", unranked="2026-03-16")
    assert judged(f"{MIMO} 1,000 calls in 2026-W12", ground(None, calls)).because == (
        f"It holds that {MIMO} had 1,000 calls in the week to 22 March 2026: 1.00K (+0.0 %) by slug."
    )


def test_a_streak_that_was_not_is_answered_with_the_streak_that_was() -> None:
    found = judged(f"{MIMO} #1 for 3 weeks", ground(weekly(WEEKS)))
    assert found.because == (
        f"{MIMO} led for two weeks by tokens at most, not for three: 2026-W11 (×1.29 over"
        f" openai/gpt-4o-mini), 2026-W12 (×1.11 over {FREE}); in 2026-W13 openai/gpt-4o-mini led"
        " and xiaomi/mimo-v2-pro was at rank 2."
    )


def test_a_streak_that_reaches_the_ending_week_has_no_week_after_it() -> None:
    on = ground(weekly(WEEKS), ending="2026-03-16")
    assert judged(f"{MIMO} #1 for 3 weeks", on, by="slug").because == (
        f"{MIMO} led for two weeks by tokens at most up to 2026-W12, not for three: 2026-W11 (×1.29"
        f" over openai/gpt-4o-mini), 2026-W12 (×1.11 over {FREE})."
    )


def test_a_streak_that_came_before_is_told() -> None:
    on = ground(weekly(WEEKS), ending="2026-03-23")
    found = judged(f"{MIMO} #1 for 2 weeks", on, by="slug")
    assert found.verdict == "refuted"
    assert found.definitions[0]["found"] == "none; 2 weeks (2026-W11 to 2026-W12) earlier"
    assert "did lead for two weeks by tokens, but not up to 2026-W13" in found.because


def test_who_never_led() -> None:
    on = ground(weekly(WEEKS), ending="2026-03-23")
    assert judged(f"{PAID} #1 for 2 weeks", on, by="slug").because == (
        f"{PAID} led no week by tokens that can be ranked up to 2026-W13 (at best rank 4 in the"
        " weeks claimed)."
    )


def test_who_was_alone_in_its_week() -> None:
    alone = ground(weekly(f"""
        week        {MIMO}  {FREE}  other
        2026-03-02  .       500     100
        2026-03-09  900     .       100
        2026-03-16  .       500     100
    """))  # fmt: skip
    said = judged(f"{MIMO} #1 for 2 weeks", alone, by="slug").because
    assert said == (
        f"{MIMO} led for one week by tokens at most, not for two: 2026-W11; in 2026-W12 {FREE} led"
        f" and {MIMO} was no longer named."
    )


def test_two_at_the_top() -> None:
    tied = ground(weekly(f"""
        week        {MIMO}  {FREE}  other
        2026-03-02  400     500     5
        2026-03-09  900     900     5
        2026-03-16  400     500     5
    """))  # fmt: skip
    said = judged(f"{MIMO} #1 for 2 weeks", tied, by="slug").because
    assert said == (
        f"{MIMO} led for one week by tokens at most, not for two: 2026-W11 (tied with {FREE}); in"
        f" 2026-W12 {FREE} led and xiaomi/mimo-v2-pro was at rank 2."
    )


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (f"{MIMO} 5T in 2026-W20", "no complete week of tokens is recorded for 2026-W20."),
        (f"{MIMO} 5 calls in 2026-W12", "no complete week of calls is recorded for 2026-W12."),
        ("total up for 1 week by calls", "any week"),
    ],
)
def test_what_is_not_measured_says_why(claim: str, said: str) -> None:
    found = judged(claim, ground(weekly(WEEKS)))
    assert found.verdict == "not_measured"
    assert said in found.because


def test_a_lost_day_is_named_as_the_reason() -> None:
    on = ground(weekly("""
        week        anthropic/claude-4-sonnet openai/gpt-4o-mini other
        2025-06-02  900                       1000               10
        2025-06-09  990                       1000               10
        2025-06-16  1200                      1000               10
    """), ending="2025-06-16")  # fmt: skip
    said = judged("anthropic/claude-4-sonnet #1 for 2 weeks", on, by="slug").because
    assert said.startswith("It cannot be settled whether anthropic/claude-4-sonnet was at #1 by")
    assert "a day of 2025-W24 is lost at the publisher and could have changed" in said
    assert "1 week (2025-W25)" in said


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (Subject("slug", "a/b:free"), "a/b:free"),
        (Subject("country", "CN"), "models from CN"),
        (Subject("author", "qwen"), "the models of qwen"),
        (Subject("weights", "open"), "models with open weights"),
        (Subject("total", "total"), "all models together"),
    ],
)
def test_a_subject_is_called(subject: Subject, said: str) -> None:
    assert NOTHING.called(subject) == said


def test_a_subject_is_called_by_its_name_where_names_are_known() -> None:
    ground = replace(NOTHING, naming=Names({"z-ai/glm-5": "Z.ai: GLM 5"}))
    assert [ground.called(Subject(*subject)) for subject in (
        ("slug", "z-ai/glm-5"), ("author", "z-ai"), ("country", "US"), ("weights", "open"),
        ("total", "total"),
    )] == [
        "GLM 5", "the models of Z.ai", "models from the United States",
        "models with open weights", "all models together",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "ending", "said"),
    [
        (10, 13, None, " from 2026-W10 to 2026-W13"),
        (10, 13, 13, " from 2026-W10 to 2026-W13"),
        (10, 10, None, " in 2026-W10"),
        (10, 13, 12, " up to 2026-W12"),
        (None, 13, 13, " up to 2026-W13"),
        (None, 13, None, ""),
    ],
)
def test_the_weeks_that_a_text_limits_a_run_to_are_told(
    since: int | None, until: int, ending: int | None, said: str
) -> None:
    weeks = (n and read_week(f"2026-W{n}") for n in (since, until, ending))
    first, last, end = weeks
    on = replace(NOTHING, since=first, until=last, ending=end)
    model = Subject("slug", "a/b")
    assert statement_of(Led("a/b", 1, 2), (model,), "tokens", on) == (
        f"a/b was at #1 by tokens for two weeks{said}"
    )


def test_numbers_of_weeks_and_verbs_agree() -> None:
    cn, us, one = Subject("country", "CN"), Subject("country", "US"), Subject("slug", "a/b")
    assert (
        statement_of(Led("a/b", 1, 1), (one,), "calls", NOTHING)
        == "a/b was at #1 by calls for one week"
    )
    assert statement_of(Led("CN", 10, 2), (cn,), "tokens", NOTHING) == (
        "models from CN were in the top ten by tokens for two weeks"
    )
    assert statement_of(Over("CN", "US", 5), (cn, us), "tokens", NOTHING) == (
        "models from CN had more tokens than models from US for five weeks"
    )
    assert (
        statement_of(Trend("down", 1), (cn,), "calls", NOTHING)
        == "the total of calls fell for one week"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [("2.52万亿", "2.52T"), ("4690亿", "469.0B"), ("1.75兆", "1.75T"), ("100萬億", "100T")],
)
def test_an_amount_in_chinese_is_printed_in_english(written: str, said: str) -> None:
    verdict = judged(f"上周{MIMO}的Token用量达{written}。", NOTHING, date(2026, 3, 30))
    assert verdict.read_as == f"{MIMO.capitalize()} had {said} tokens in the week to 29 March 2026."
