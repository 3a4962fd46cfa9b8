"""Words that mean one thing together."""

from __future__ import annotations

import pytest
from support.claim_readings import LAST_WEEK, M25, one, read, said

from tracker.claims.claim import Amount, Led, Ranked, Share
from tracker.claims.clauses import Reading

QWEN = "qwen/qwen3.6-plus"
FREE_STEP = "stepfun/step-3.5-flash:free"


@pytest.mark.parametrize(
    "text",
    [
        "阿里千问Qwen3.6 Plus已经连续两周位居榜首。",
        "阿里的千问Qwen3.6 Plus连续两周排名第一。",
        "阿里通义千问Qwen3.6 Plus连续两周排名第一。",
    ],
)
def test_a_maker_and_its_brand_before_a_model_are_the_model(text: str) -> None:
    reading = one(text)
    assert said(reading)[:2] == (Led, QWEN)


def test_a_maker_and_its_brand_alone_are_no_model() -> None:
    assert one("阿里千问上周排名第一。").subjects[0][0].level == "author"


@pytest.mark.parametrize(
    "text",
    [
        "阶跃星辰免费模型Step 3.5 Flash上周排名第三。",
        "上周排名第三的是免费模型Step 3.5 Flash。",
        "The free model Step 3.5 Flash came third last week.",
        "StepFun's free model Step 3.5 Flash came third last week.",
    ],
)
def test_a_model_named_as_a_free_one_is_its_free_variant(text: str) -> None:
    reading = one(text)
    assert said(reading) == (Ranked, FREE_STEP, None)
    assert reading.among is None


@pytest.mark.parametrize(
    "text",
    [
        "Among free models Step 3.5 Flash came third last week.",
        "上周，免费模型中Step 3.5 Flash排名第三。",
        "上周排名第三的免费模型是Step 3.5 Flash。",
    ],
)
def test_a_place_among_free_models_is_none_among_all(text: str) -> None:
    assert str(one(text).among) == "access:free"


@pytest.mark.parametrize(
    "text",
    [
        "Of the tokens ascribed to models by name, M2.5 took 9 percent last week.",
        "Of the traffic traced to a named model, M2.5 took 9 percent last week.",
        "上周，归于具名模型的Token中，M2.5占9%。",
    ],
)
def test_a_share_of_what_is_named_is_none_of_all(text: str) -> None:
    claim = one(text).claim
    assert isinstance(claim, Share)
    assert claim.of_named


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 had 2T tokens last week, more than in any week before.",
        "M2.5 had 2T tokens last week, more than in any previous week.",
        "M2.5 had 2T tokens last week, yet another record.",
        "上周M2.5消耗2万亿Token，超过以往任何一周。",
        "上周M2.5消耗2万亿Token，又创纪录。",
    ],
)
def test_more_than_in_any_week_before_is_a_record_beside_an_amount(text: str) -> None:
    amount, record = read(text)
    assert isinstance(amount, Reading)
    assert isinstance(record, Reading)
    assert getattr(record.claim, "record", False)
    assert record.periods[0].start == LAST_WEEK


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 had 2T tokens last week, less than in any week before.",
        "M2.5 had 2T tokens last week, more than in any week before June.",
    ],
)
def test_less_than_in_any_week_before_is_no_record(text: str) -> None:
    assert not any(isinstance(each, Reading) for each in read(text)[1:])


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("M2.5 was the model with the most tokens last week.", 1),
        ("M2.5 worked its way up to fourth place last week.", 4),
        ("M2.5 fought its way back into third place last week.", 3),
    ],
)
def test_a_place_in_other_words(text: str, rank: int) -> None:
    claim = one(text).claim
    assert isinstance(claim, Ranked)
    assert claim.rank == rank


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 had 2T tokens last week, only two weeks after its launch.",
        "Last week M2.5, barely a week old, had 2T tokens.",
        "M2.5 was left with 2T tokens last week.",
    ],
)
def test_how_old_a_model_is_changes_no_amount(text: str) -> None:
    assert said(one(text)) == (Amount, M25, "2e+12")


def test_outside_the_top_ten_in_chinese() -> None:
    claim = one("M2.5上周仍未进入前十。").claim
    assert isinstance(claim, Ranked)
    assert claim.outside
