"""Claims whose measures mean something together only."""

from __future__ import annotations

import pytest
from support.claim_readings import CN, M25, one, said

from tracker.claims.claim import First, FromTo, OfTop


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Last week's top four were all Chinese.", "4"),
        ("The top four last week were Chinese.", "4"),
        ("Chinese models took the top four spots last week.", "4"),
        ("Chinese models filled four of the first five places last week.", "4"),
        ("There were six Chinese models in the top ten last week.", "6"),
        ("上周前三名均为中国模型。", "3"),
        ("上周，中国模型包揽OpenRouter前三名。", "3"),
        ("上周，中国模型占据OpenRouter周榜前三。", "3"),
        ("中国模型霸占了上周OpenRouter前五名。", "5"),
        ("上周，中国模型占据前十名的一半。", "5"),
    ],
)
def test_how_many_of_the_largest(text: str, number: str) -> None:
    assert said(one(text)) == (OfTop, CN, number)


@pytest.mark.parametrize(
    "text",
    [
        "上周，OpenRouter前十大模型的Token总量里，中国模型拿走了逾八成。",
        "上周，在OpenRouter前十大模型的总用量中，中国模型占逾八成。",
        "上周，OpenRouter前十名的Token用量当中，中国模型占80%以上。",
    ],
)
def test_a_share_of_the_largest_is_one_claim(text: str) -> None:
    assert said(one(text)) == (OfTop, CN, "more 80")


def test_the_busiest_month() -> None:
    assert said(one("March was OpenRouter's busiest month so far.")) == (First, "total", None)


def test_one_amount_to_another() -> None:
    assert said(one("M2.5的周用量从1.75万亿增至2万亿Token。")) == (FromTo, M25, "2e+12")
