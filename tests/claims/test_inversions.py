"""The passive voice and denials: who has more, and who is outside."""

from __future__ import annotations

import pytest
from support.claim_readings import CN, FLASH, GEMINI, M25, MIMO, one, read, said, told

from tracker.claims.claim import FromTo, More, Ranked, Share
from tracker.claims.clauses import NotRead


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Last week M2.5 eclipsed Gemini 3 Flash.", f"{M25} > {GEMINI}"),
        ("Last week M2.5 was eclipsed by Gemini 3 Flash.", f"{GEMINI} > {M25}"),
        ("M2.5 was outpaced last week by Gemini 3 Flash.", f"{GEMINI} > {M25}"),
        ("上周M2.5反超Gemini 3 Flash。", f"{M25} > {GEMINI}"),
        ("上周M2.5被Gemini 3 Flash反超。", f"{GEMINI} > {M25}"),
        ("上周M2.5不敌Gemini 3 Flash。", f"{GEMINI} > {M25}"),
    ],
)
def test_who_is_overtaken_has_less(text: str, order: str) -> None:
    assert said(one(text)) == (More, order, None)


def test_a_number_after_by_makes_no_passive() -> None:
    assert said(one("Last week M2.5 beat Gemini 3 Flash by 20 percent."))[1] == f"{M25} > {GEMINI}"


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("M2.5 did not lead last week.", 1),
        ("M2.5 was no longer the most used model last week.", 1),
        ("M2.5 failed to make the top three last week.", 3),
        ("M2.5 is no longer among the top ten models.", 10),
        ("M2.5 missed out on the top five last week.", 5),
        ("上周M2.5未能进入前三。", 3),
        ("M2.5上周不再位居榜首。", 1),
    ],
)
def test_a_denied_place_is_outside(text: str, rank: int) -> None:
    claim = one(text).claim
    assert isinstance(claim, Ranked)
    assert (claim.rank, claim.outside) == (rank, True)


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 did not just lead last week.",
        "M2.5 was not second last week.",
        "M2.5 has not led for five weeks in a row.",
        "M2.5 never led.",
        "M2.5 did not overtake MiMo-V2-Pro last week.",
        "Excluding free models, M2.5 led last week.",
    ],
)
def test_what_is_denied_otherwise_is_not_read(text: str) -> None:
    assert {type(each) for each in read(text)} == {NotRead}


def test_what_it_is_instead_counts() -> None:
    text = f"上周排名第一的并不是M2.5，而是{'MiMo-V2-Pro'}。"
    assert said(one(text)) == (Ranked, MIMO, None)
    assert FLASH not in said(one(text))


def test_what_fell_from_a_number_to_another_is_not_outside_a_place() -> None:
    percents = "The share of Chinese models fell from 66 percent to 58 percent last week."
    assert told(percents) == [(Share, CN, "66"), (Share, CN, "58")]
    amounts = "MiMo-V2-Pro dropped from 2 trillion to 1 trillion tokens last week."
    assert told(amounts) == [(FromTo, MIMO, "1e+12")]
    place = one("MiMo-V2-Pro fell from the top ten last week.")
    assert isinstance(place.claim, Ranked)
    assert place.claim.outside


def test_not_even_in_the_first_ten_is_outside() -> None:
    place = one("MiMo-V2-Pro did not even make the top ten last week.")
    assert isinstance(place.claim, Ranked)
    assert place.claim.outside


def test_at_most_without_a_number_is_not_read() -> None:
    (refusal,) = read("上周，MiMo-V2-Pro最多为前三名。")
    assert isinstance(refusal, NotRead)
