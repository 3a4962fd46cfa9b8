"""Words that mean one thing together."""

from __future__ import annotations

import pytest
from support.claim_readings import one, said

from tracker.claims.claim import Led, Ranked

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
