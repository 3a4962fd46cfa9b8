"""Places and comparisons of a clause: whose they are, and with whom they compare."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_readings import FLASH, GEMINI, M25, MIMO, SONNET, one, read, said

from tracker.claims.claim import Amount, More, Ranked
from tracker.claims.clauses import NotRead, Reading


def ranks(text: str) -> list[tuple[str, int]]:
    readings = [each for each in read(text) if isinstance(each, Reading)]
    return [
        (str(each.subjects[0][0]), each.claim.rank)
        for each in readings
        if isinstance(each.claim, Ranked)
    ]


@pytest.mark.parametrize(
    ("written", "rank"),
    [
        ("a distant second", 2),
        ("a close third", 3),
        ("the second most used model", 2),
        ("the third-largest model", 3),
        ("OpenRouter's No. 1 model", 1),
        ("number three", 3),
        ("runner-up", 2),
    ],
)
def test_ranks_in_words(written: str, rank: int) -> None:
    assert ranks(f"M2.5 was {written} last week.") == [(M25, rank)]


def test_each_of_several_is_compared_with() -> None:
    readings = read("Last week M2.5 was ahead of Gemini 3 Flash and MiMo-V2-Pro.")
    assert [said(each) for each in readings if isinstance(each, Reading)] == [
        (More, f"{M25} > {GEMINI}", None),
        (More, f"{M25} > {MIMO}", None),
    ]


def test_each_of_several_is_in_the_top() -> None:
    text = "The top three last week were M2.5, Gemini 3 Flash and MiMo-V2-Pro."
    assert ranks(text) == [(M25, 3), (GEMINI, 3), (MIMO, 3)]


def test_those_that_follow_have_the_next_ranks() -> None:
    text = "M2.5 led last week, followed by Gemini 3 Flash and MiMo-V2-Pro."
    assert ranks(text) == [(M25, 1), (GEMINI, 2), (MIMO, 3)]


def test_behind_one_came_another() -> None:
    assert said(one("Behind M2.5 came Gemini 3 Flash last week.")) == (
        More,
        f"{M25} > {GEMINI}",
        None,
    )


def test_a_rank_from_which_one_rose_is_that_of_the_week_before() -> None:
    readings = read("Claude Sonnet 4.6 rose from fifth to first place last week.")
    assert ranks("Claude Sonnet 4.6 rose from fifth to first place last week.") == [
        (SONNET, 5),
        (SONNET, 1),
    ]
    starts = [each.periods[0].start for each in readings if isinstance(each, Reading)]
    assert starts == [date(2026, 4, 6), date(2026, 4, 13)]


@pytest.mark.parametrize(
    "text",
    [
        "Chinese start-up MiniMax's M2.5 was third last week.",
        "China's MiniMax took third place with M2.5 last week.",
        "The open-weight M2.5 was third last week.",
        "中国公司MiniMax的开源模型M2.5上周排名第三。",
    ],
)
def test_a_maker_and_its_country_say_whose_the_model_is(text: str) -> None:
    assert ranks(text) == [(M25, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 and Gemini 3 Flash were second last week.",
        "Chinese models were in the top four last week.",
    ],
)
def test_what_could_mean_several_things_is_not_read(text: str) -> None:
    assert {type(each) for each in read(text)} == {NotRead}
    assert FLASH not in str(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "China's M2.5 was second last week.",
        "M2.5, a Chinese open-weight model, was second last week.",
        "The Chinese model M2.5 was second last week.",
    ],
)
def test_what_a_model_is_does_not_take_its_place(text: str) -> None:
    assert ranks(text) == [(M25, 2)]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("上周OpenRouter上调用量最大的模型是M2.5。", None),
        ("上周，M2.5是OpenRouter上Token用量最多的模型。", None),
        ("上周，OpenRouter上Token用量最高的是M2.5。", None),
        ("上周，M2.5的请求数最多。", "calls"),
        ("上周用户在M2.5上花的钱最多。", "spend"),
        ("上周花费最高的模型是M2.5。", "spend"),
        ("上周，消耗Token最多的模型是M2.5。", None),
        ("M2.5是一款推理模型，上周排名第一。", None),
        ("M2.5, a reasoning model, was first last week.", None),
        ("上周M2.5高踞榜首。", None),
        ("上週，M2.5 登頂。", None),
        ("上周，推理模型M2.5排名第一。", None),
        ("上周，MiniMax旗下編程模型 M2.5 排名第一。", None),
        ("MiniMax's coding model M2.5 was first last week.", None),
    ],
)
def test_who_had_the_most(text: str, metric: str | None) -> None:
    reading = one(text)
    assert (said(reading)[:2], reading.claim.metric or "tokens") == (
        (Ranked, M25),
        metric or "tokens",
    )


def test_the_most_beside_an_amount_is_a_claim_of_its_own() -> None:
    readings = read("上周用户在M2.5上花的钱最多，约239万美元。")
    assert [said(each)[0] for each in readings if isinstance(each, Reading)] == [Ranked, Amount]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 was the top coding model last week.",
        "上周，用量最高的编程模型M2.5排名第一。",
        "上周，M2.5占编程模型Token用量的四成。",
        "上周，用量增长最多的模型是M2.5。",
        "上周，下载量最高的模型是M2.5。",
        "上周，用户数最多的模型是M2.5。",
        "上周，输出最多的模型是M2.5。",
        "上周，推理模型占总Token量的一半。",
        "上周，OpenRouter排名第一。",
    ],
)
def test_a_place_among_models_of_a_kind_or_of_everything_is_not_read(text: str) -> None:
    assert {type(each) for each in read(text)} == {NotRead}


@pytest.mark.parametrize(
    "text", ["8月25日，M2.5单日用量最高达1万亿Token。", "上周，M2.5用量最多1万亿Token。"]
)
def test_at_most_so_many_is_no_place(text: str) -> None:
    assert ranks(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 and Gemini 3 Flash were third and fourth last week.",
        "Last week M2.5 and Gemini 3 Flash came third and fourth, respectively.",
        "M2.5 (3tn) and Gemini 3 Flash (2tn) were third and fourth last week.",
        "上周M2.5与Gemini 3 Flash分列第三、第四。",
        "上周，M2.5和Gemini 3 Flash分居第三和第四。",
    ],
)
def test_places_of_several_are_given_in_their_order(text: str) -> None:
    assert ranks(text) == [(M25, 3), (GEMINI, 4)]


@pytest.mark.parametrize(
    "text",
    ["M2.5 and Gemini 3 Flash were third last week.", "M2.5 was third and fourth last week."],
)
def test_a_place_too_few_or_too_many_is_refused(text: str) -> None:
    assert (GEMINI, 3) not in ranks(text)
    assert isinstance(read(text)[-1], NotRead)


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 led last week; just behind it came Gemini 3 Flash with 2T tokens.",
        "M2.5 led last week, just behind it was Gemini 3 Flash with 2T tokens.",
    ],
)
def test_who_comes_behind_a_pronoun_has_less(text: str) -> None:
    order, amount = read(text)[1:]
    assert isinstance(order, Reading)
    assert isinstance(amount, Reading)
    assert said(order) == (More, f"{M25} > {GEMINI}", None)
    assert said(amount)[1:] == (GEMINI, "2e+12")


def test_a_pronoun_that_overtakes_is_not_whom_it_overtakes() -> None:
    more, figure = read("M2.5 rose last week. It overtook Gemini 3 Flash with 2T tokens.")[1:]
    assert isinstance(more, Reading)
    assert said(more) == (More, f"{M25} > {GEMINI}", None)
    assert isinstance(figure, NotRead)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("M2.5 was the model with the most tokens last week.", M25),
        ("M2.5 had the most tokens of all models last week.", M25),
        ("M2.5 was the favourite last week.", M25),
        ("A cloaked model called M2.5 led last week.", M25),
        ("Last week no company's models were used more than Google's.", "author:google"),
        ("Not one company's models were used more than Google's last week.", "author:google"),
        ("Counting by company, Google was number one last week.", "author:google"),
    ],
)
def test_more_ways_to_be_first(text: str, subject: str) -> None:
    assert ranks(text) == [(subject, 1)]


def test_one_that_worked_its_way_up_has_the_place_that_is_named() -> None:
    assert ranks("M2.5 worked its way up to fourth place last week.") == [(M25, 4)]
    assert ranks("M2.5 clawed its way back to second place last week.") == [(M25, 2)]
