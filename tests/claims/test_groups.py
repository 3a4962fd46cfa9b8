"""Places within a group: read as such, ranked among its models alone, and told apart from others."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_evidence import MIMO, STEP, all_judged, ground, judged
from support.claim_readings import CN, FLASH, GEMINI, M25, US, one, read, told
from support.weekly_frames import weekly

from tracker.claims.claim import Amount, First, Led, More, Over, Ranked
from tracker.claims.clauses import NotRead, Reading
from tracker.weeks import WEEK

GPT, OTHER_GPT = "openai/gpt-4o-mini", "openai/gpt-5"
PUBLISHED = date(2026, 3, 30)
WEEKS = f"""
    week        {GPT} {MIMO} {STEP} {OTHER_GPT} other
    2026-03-09   900   800    700     100         50
    2026-03-16   900   600    700     500         50
    2026-03-23   900   800    700     500         50
"""


def place(reading: Reading) -> tuple[object, ...]:
    claim = reading.claim
    assert isinstance(claim, Ranked | Led)
    number = claim.rank if isinstance(claim, Ranked) else claim.top
    return str(reading.subjects[0][0]), number, claim.among


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M2.5 was the most used Chinese model last week.", (M25, 1, CN)),
        ("The most used Chinese model last week was M2.5.", (M25, 1, CN)),
        ("M2.5 was the most used of the Chinese models last week.", (M25, 1, CN)),
        ("M2.5 led the Chinese models last week.", (M25, 1, CN)),
        ("M2.5 was ahead of all other Chinese models last week.", (M25, 1, CN)),
        ("M2.5 was ahead of any other Chinese model last week.", (M25, 1, CN)),
        ("Chinese models were led by M2.5 last week.", (M25, 1, CN)),
        ("M2.5 ranked third among Chinese models last week.", (M25, 3, CN)),
        ("Among open-weight models, M2.5 was third last week.", (M25, 3, "weights:open")),
        ("Of all Chinese models, M2.5 came second last week.", (M25, 2, CN)),
        ("M2.5 was the leading open-weight model for five weeks.", (M25, 1, "weights:open")),
        ("MiniMax's most used model last week was M2.5.", (M25, 1, "author:minimax")),
        ("M2.5 is MiniMax's most used model.", (M25, 1, "author:minimax")),
        ("上周，M2.5在中国模型中排名第一。", (M25, 1, CN)),
        ("在中国模型中，M2.5上周排名第三。", (M25, 3, CN)),
        ("上周，M2.5是使用量最高的国产模型。", (M25, 1, CN)),
        ("上周MiniMax用量最高的模型是M2.5。", (M25, 1, "author:minimax")),
        ("The most used MiniMax model last week was M2.5.", (M25, 1, "author:minimax")),
        ("上周中国使用量最高的模型是M2.5。", (M25, 1, CN)),
        ("M2.5 was second, the best of the open-weight models.", (M25, 1, "weights:open")),
        ("M2.5, ahead of every other Chinese model, grew.", (M25, 1, CN)),
    ],
)
def test_a_place_within_a_group(text: str, expected: tuple[object, ...]) -> None:
    places = [place(each) for each in read(text) if isinstance(each, Reading)]
    assert [each for each in places if each[2]] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5, the most used Chinese model, processed 1.2 trillion tokens last week.",
        "M2.5 was the most used Chinese model last week with 1.2 trillion tokens.",
        "The most used Chinese model, M2.5, processed 1.2 trillion tokens last week.",
        "M2.5 processed 1.2 trillion tokens last week. It was the most used Chinese model.",
        "上周，M2.5以1.2万亿Token成为使用量最高的中国模型。",
    ],
)
def test_an_amount_beside_a_place_is_that_of_the_model(text: str) -> None:
    readings = [each for each in read(text) if isinstance(each, Reading)]
    assert {str(each.subjects[0][0]) for each in readings} == {M25}
    assert {type(each.claim) for each in readings} == {Amount, Ranked}
    assert [each.claim.among for each in readings if isinstance(each.claim, Ranked)] == [CN]


def test_those_that_follow_are_placed_in_the_same_group() -> None:
    text = "M2.5 was the most used Chinese model last week, followed by Qwen3.6 Plus (free)."
    first, second = (each for each in read(text) if isinstance(each, Reading))
    assert (place(first)[1:], place(second)[1:]) == ((1, CN), (2, CN))


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4o mini was the most used Chinese model last week.",
        "GPT-4o mini is Google's most used model.",
        "Among Chinese models, GPT-4o mini was third last week.",
        "Among Chinese models, M2.5 had 1.2 trillion tokens last week.",
        "M2.5 was behind the other Chinese models last week.",
        "M2.5 trailed every American model last week.",
        "M2.5 was overtaken by MiMo-V2-Pro as the most used Chinese model last week.",
        "M2.5 lost its lead among Chinese models to MiMo-V2-Pro last week.",
        "M2.5 led the Chinese models for the first time last week.",
        "M2.5 and MiMo-V2-Pro ranked first and second among Chinese models last week.",
        "M2.5 was ahead of all Chinese and American models last week.",
        "MiniMax was the top Chinese company last week.",
        "The top Chinese model processed 1.2 trillion tokens last week.",
        "Since April 6, M2.5 has been the most used Chinese model.",
        "Since April 6, M2.5 has been the most used model.",
    ],
)
def test_what_is_no_place_within_the_group_is_refused(text: str) -> None:
    readings = read(text)
    assert readings
    assert {type(each) for each in readings} == {NotRead}


def test_an_aside_on_who_leads_a_group_leaves_the_group_the_subject() -> None:
    text = "Chinese models, led by M2.5, processed more tokens than American ones last week."
    aside, main = (each for each in read(text) if isinstance(each, Reading))
    assert place(aside) == (M25, 1, CN)
    assert isinstance(main.claim, More)
    assert [str(each[0]) for each in main.subjects] == [CN, US]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("M2.5 had more tokens than any American model last week.", More),
        ("M2.5 was ahead of every American model for five weeks in a row.", Over),
        ("上周M2.5的用量超过任何美国模型。", More),
    ],
)
def test_any_of_a_group_is_the_largest_of_it(text: str, kind: type) -> None:
    reading = one(text)
    assert isinstance(reading.claim, kind)
    assert [str(each[0]) for each in reading.subjects] == [M25, "best of country:US"]
    assert FLASH not in str(reading)
    assert GEMINI not in str(reading)


@pytest.mark.parametrize(
    ("text", "verdict", "found"),
    [
        ("MiMo-V2-Pro was the most used Chinese model last week.", "supported", "rank 1"),
        ("MiMo-V2-Pro was the most used model last week.", "refuted", "rank 2"),
        ("GPT-5 was second among American models last week.", "supported", "rank 2"),
        ("GPT-5 was the most used American model last week.", "refuted", "rank 2"),
        (
            "Step 3.5 Flash (free) was the most used Chinese model in the week of March 16, 2026.",
            "supported",
            "rank 1",
        ),
    ],
)
def test_a_place_is_that_among_the_models_of_the_group(text: str, verdict: str, found: str) -> None:
    (answer,) = all_judged(text, ground(weekly(WEEKS)), PUBLISHED)
    assert (answer.verdict, {row["found"] for row in answer.definitions}) == (verdict, {found})


def test_weeks_in_a_row_within_a_group_are_broken_by_its_own_models() -> None:
    on = ground(weekly(WEEKS))
    text = "MiMo-V2-Pro has been the most used Chinese model for two weeks in a row."
    assert judged(text, on, PUBLISHED).verdict == "refuted"
    once = judged("GPT-4o mini was the top American model for three weeks.", on, PUBLISHED)
    assert once.verdict == "supported"
    assert once.read_as == (
        "Openai/gpt-4o-mini was at #1 among models from US by tokens for three weeks."
    )


def test_what_a_board_does_not_name_may_be_of_the_group() -> None:
    unnamed = WEEKS.replace("  50\n", "4000\n")
    answer = judged(
        "Kimi K3 was the most used Chinese model last week.",
        ground(weekly(unnamed, depth=4), slugs=["moonshotai/kimi-k3"]),
        PUBLISHED,
    )
    assert {row["by"]: row["found"] for row in answer.definitions} == {
        "slug": "rank 2 at best",  # MiMo had more than the last one that is named
        "model": "rank 1 at best",  # a sum of several that are not named may be as large as `other`
        "family": "rank 1 at best",
    }
    assert answer.verdict == "not_measured"


def test_a_streak_that_goes_on_is_not_said_to_be_over() -> None:
    """The longest is an earlier one; the one that goes on is long enough, too."""
    weeks = "\n".join(
        f"{date(2026, 1, 5) + n * WEEK} {100 if n not in (4, 5) else 1} 50 5" for n in range(9)
    )
    on = ground(weekly(f"week {MIMO} {STEP} other\n{weeks}"))
    answer = judged("MiMo-V2-Pro led for three weeks in a row.", on, date(2026, 3, 10))
    assert answer.verdict == "supported"
    assert "not up to" not in answer.because


def test_the_largest_of_a_group_is_another_in_another_week() -> None:
    weeks = f"""
        week        {MIMO} {GPT} {OTHER_GPT} other
        2026-03-16   700    600    500         50
        2026-03-23   700    500    600         50
    """
    on = ground(weekly(weeks))
    text = "MiMo-V2-Pro was ahead of every American model for two weeks in a row."
    answer = judged(text, on, PUBLISHED)
    assert answer.verdict == "supported"
    assert {(row["a"], row["b"]) for row in answer.evidence} == {(700, 600)}


@pytest.mark.parametrize(
    "text",
    [
        "Last week a MiniMax model won a week for the first time.",
        "For the first time, one of MiniMax's models led OpenRouter last week.",
        "上周一款MiniMax模型首次登顶。",
        "上周，MiniMax旗下模型首次登顶。",
    ],
)
def test_a_model_of_a_maker_is_not_all_of_them(text: str) -> None:
    claim = one(text).claim
    assert isinstance(claim, First)
    assert claim.group == "author:minimax"


@pytest.mark.parametrize(
    "text",
    [
        "A MiniMax model won last week.",
        "One of MiniMax's models had 2T tokens last week.",
        "A MiniMax model exceeded 2T tokens for the first time last week.",
    ],
)
def test_what_one_of_the_models_of_a_maker_had_is_refused(text: str) -> None:
    assert told(text) == [None]


def test_all_models_of_a_maker_are_still_all_of_them() -> None:
    claim = one("MiniMax's models led last week for the first time.").claim
    assert isinstance(claim, First)
    assert claim.group is None
