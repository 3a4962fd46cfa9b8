"""Phrases that are patterns, and such of the table."""

from __future__ import annotations

import pytest
from support.claim_readings import LAST_WEEK, M25, one, read, said

from tracker.claims.claim import Amount, Ranked, Share
from tracker.claims.clauses import Reading


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
