"""What a clause is about that does not name it."""

from __future__ import annotations

import pytest
from support.claim_readings import FLASH, GEMINI, M25, SONNET, told

from tracker.claims.claim import Amount, Change, Ranked

LED = (Ranked, M25, None)
TWO_TRILLION = "2e+12"


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 led last week. It handled 2 trillion tokens.",
        "M2.5 led last week, ahead of Gemini 3 Flash. It handled 2 trillion tokens.",
        "M2.5 led last week, the data show. Nobody had expected it. The model handled 2T tokens.",
        "M2.5上周位居第一。其用量为2万亿Token。",
        "M2.5上周位居第一，用量为2万亿Token。",
    ],
)
def test_a_pronoun_means_what_the_sentence_before_was_about(text: str) -> None:
    assert told(text)[-1] == (Amount, M25, TWO_TRILLION)


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 led last week. The Shanghai-based start-up's model handled 2 trillion tokens.",
        "M2.5 led last week. The Chinese lab handled 2 trillion tokens.",
        "M2.5 led last week. An American rival handled 2 trillion tokens.",
        "M2.5 led last week, while its rival handled 2 trillion tokens.",
        "M2.5 led last week, Frobnic 3 rose by a lot, and 2 trillion tokens went to it.",
        "M2.5 led last week. Frobnic hogged 3 percent of all tokens. It handled 2 trillion tokens.",
        "M2.5 rose last week and Gemini 3 Flash fell by 5 percent. It handled 2 trillion tokens.",
        "M2.5 led last week. OpenRouter rose by 5 percent. It handled 2 trillion tokens.",
        "M2.5上周位居第一。豆包环比增长9%，用量为2万亿Token。",
        "M2.5上周位居第一。这家美国公司的用量为2万亿Token。",
    ],
)
def test_a_subject_that_is_not_understood_is_never_an_earlier_one(text: str) -> None:
    assert told(text)[-1] is None


def test_what_a_paragraph_before_the_last_sentence_named_is_not_meant() -> None:
    text = "M2.5 led last week.\n\nPrices are another matter.\nIt handled 2 trillion tokens."
    assert told(text)[-1] is None


def test_the_first_sentence_of_a_paragraph_may_go_on_from_the_last_of_the_one_before() -> None:
    text = "M2.5 led last week.\n\nIt handled 2 trillion tokens."
    assert told(text) == [(Ranked, M25, None), (Amount, M25, TWO_TRILLION)]


def test_a_blocked_clause_passes_on_the_subject_that_it_names() -> None:
    text = "M2.5 led last week, Gemini 3 Flash frobbed 9 percent and finished fourth."
    assert told(text) == [LED, None, (Ranked, GEMINI, None)]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 led last week. Altogether, 2 trillion tokens were used.",
        "M2.5 led last week. Users sent 2 trillion tokens.",
        "M2.5 led last week. The platform handled 2 trillion tokens.",
        "M2.5 led last week, while OpenRouter handled 2 trillion tokens.",
        "M2.5 led last week. OpenRouter rose by 5 percent. In all, 2 trillion tokens were used.",
        "M2.5上周位居第一。全平台共处理2万亿Token。",
        "M2.5上周位居第一。平台处理2万亿Token。",
    ],
)
def test_everything_on_the_platform(text: str) -> None:
    assert told(text)[-1] == (Amount, "total", TWO_TRILLION)


def test_users_of_a_model_are_not_all_users() -> None:
    assert told("M2.5 led last week. Users sent it 2 trillion tokens.")[-1] != (
        Amount,
        "total",
        TWO_TRILLION,
    )


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Last week M2.5 was ahead of Gemini 3 Flash. The latter handled 2T tokens.", GEMINI),
        ("Last week M2.5 was ahead of Gemini 3 Flash. The former handled 2T tokens.", M25),
        ("上周M2.5反超Gemini 3 Flash，后者为2万亿Token。", GEMINI),
        ("上周M2.5反超Gemini 3 Flash，前者为2万亿Token。", M25),
    ],
)
def test_the_former_and_the_latter(text: str, subject: str) -> None:
    assert told(text)[-1] == (Amount, subject, TWO_TRILLION)


@pytest.mark.parametrize(
    "text",
    [
        "Last week M2.5, Gemini 3 Flash and Claude Sonnet 4.6 rose. The latter handled 2T tokens.",
        "Last week M2.5 rose. The latter handled 2T tokens.",
        "上周M2.5、Gemini 3 Flash和Claude Sonnet 4.6上涨，后者为2万亿Token。",
    ],
)
def test_of_more_or_fewer_than_two_there_is_no_latter(text: str) -> None:
    assert told(text)[-1] is None


def test_a_relative_clause_is_about_whom_it_stands_behind() -> None:
    text = "Last week M2.5 was ahead of DeepSeek V4 Flash, whose volume fell by 9 percent."
    assert told(text)[-1] == (Change, FLASH, "-9")


def test_a_free_version_behind_a_pronoun() -> None:
    free = "slug:stepfun/step-3.5-flash:free"
    told_of = told("Step 3.5 Flash上周增长9%，其免费版消耗2万亿Token。")[-1]
    assert told_of in [
        (Amount, free, TWO_TRILLION),
        (Amount, free.removeprefix("slug:"), TWO_TRILLION),
    ]


def test_what_a_model_is_in_an_aside_is_no_subject() -> None:
    text = "Claude Sonnet 4.6, an American model, handled 2 trillion tokens last week."
    assert told(text) == [(Amount, SONNET, TWO_TRILLION)]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 led last week. The Chinese start-up overtook Gemini 3 Flash with 2 trillion tokens.",
        "M2.5 led last week. Its rival overtook Gemini 3 Flash with 2 trillion tokens.",
        "M2.5 led last week. Its lead over Gemini 3 Flash was 2 trillion tokens.",
        "M2.5 led last week. In March, when Gemini 3 Flash fell by 9 percent, it had 2T tokens.",
    ],
)
def test_who_is_compared_with_has_not_the_figure_of_another(text: str) -> None:
    assert told(text)[-1] is None
