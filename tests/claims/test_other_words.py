"""Sentences whose words stand in another order, or are others, than in most of the press."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_readings import M25, MIMO, one, said, told

from tracker.claims.claim import Amount, Change, Growth, Led, More, Ranked, Ratio, Share
from tracker.weeks import Period


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 and MiMo-V2-Pro used 1.8 trillion and 1.2 trillion tokens respectively last week.",
        "M2.5 and MiMo-V2-Pro used 1.8 trillion and 1.2 trillion tokens last week.",
        "Last week M2.5 used 1.8 trillion tokens and 1.2 trillion went to MiMo-V2-Pro.",
    ],
)
def test_several_have_a_number_each_in_their_order(text: str) -> None:
    assert told(text) == [(Amount, M25, "1.8e+12"), (Amount, MIMO, "1.2e+12")]


def test_changes_and_multiples_of_several_are_of_each() -> None:
    changes = "M2.5 and MiMo-V2-Pro grew 20 percent and 30 percent respectively last week."
    multiples = "M2.5 and MiMo-V2-Pro doubled and tripled last week respectively."
    assert told(changes) == [(Change, M25, "20"), (Change, MIMO, "30")]
    assert told(multiples) == [(Growth, M25, "2"), (Growth, MIMO, "3")]


def test_numbers_in_order_that_are_not_as_many_as_their_names_are_of_nobody() -> None:
    text = "M2.5, MiMo-V2-Pro and Qwen3.6 Plus used 2T and 1T tokens respectively last week."
    assert told(text) == [None]


def test_a_comparison_with_its_rival_is_with_whom_it_names() -> None:
    text = "M2.5 was third last week, just ahead of its rival MiMo-V2-Pro."
    assert told(text) == [(Ranked, M25, None), (More, f"{M25} > {MIMO}", None)]


@pytest.mark.parametrize(
    "text",
    [
        "March belonged to M2.5, which racked up 8 trillion tokens.",
        "M2.5 finished March with 8 trillion tokens.",
        "M2.5's March total came to 8 trillion tokens.",
    ],
)
def test_a_month_that_stands_alone_dates_what_is_said(text: str) -> None:
    assert one(text).periods == (Period(date(2026, 3, 1), date(2026, 4, 1)),)


@pytest.mark.parametrize("text", ["March: M2.5 8T tokens.", "As March ended, M2.5 had 8T tokens."])
def test_a_month_that_is_not_understood_stops_the_reading(text: str) -> None:
    assert told(text) == [None]


def test_a_figure_before_a_name_is_that_of_the_name() -> None:
    text = "With 1.8 trillion tokens last week, M2.5 was ahead of MiMo-V2-Pro."
    assert told(text) == [(Amount, M25, "1.8e+12"), (More, f"{M25} > {MIMO}", None)]


@pytest.mark.parametrize(
    "text",
    [
        "No model handled more tokens than M2.5 last week.",
        "No model handled more tokens last week than M2.5.",
        "Last week no model was used more on OpenRouter than M2.5.",
        "Nobody handled more tokens than M2.5 last week.",
    ],
)
def test_what_no_model_had_more_than_is_first(text: str) -> None:
    assert told(text) == [(Ranked, M25, None)]
    assert one(text).claim.rank == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "No model had fewer tokens than M2.5 last week.",
        "No model has ever handled more tokens than M2.5.",
        "No American model handled more tokens than M2.5 last week.",
        "No model was behind M2.5 by more than 2 trillion tokens last week.",
        "M2.5 processed 3 trillion more tokens last week than MiMo-V2-Pro.",
        "M2.5 had more tokens last week than MiMo-V2-Pro had in March.",
    ],
)
def test_other_comparisons_with_none_or_at_a_distance_are_not_read(text: str) -> None:
    assert told(text) == [None]


@pytest.mark.parametrize(
    ("text", "more", "less"),
    [
        ("M2.5 had more tokens last week than MiMo-V2-Pro.", M25, MIMO),
        ("M2.5 had fewer tokens last week than MiMo-V2-Pro.", MIMO, M25),
        ("M2.5 handled fewer tokens than MiMo-V2-Pro last week.", MIMO, M25),
        ("M2.5 lost out to MiMo-V2-Pro last week.", MIMO, M25),
        ("M2.5 had the better of MiMo-V2-Pro last week.", M25, MIMO),
        ("M2.5 lost its lead over MiMo-V2-Pro last week.", MIMO, M25),
    ],
)
def test_comparisons_in_other_words(text: str, more: str, less: str) -> None:
    assert told(text) == [(More, f"{more} > {less}", None)]


def test_what_is_more_than_others_together_is_compared_with_their_sum() -> None:
    text = "M2.5 handled more tokens than MiMo-V2-Pro and Qwen3.6 Plus combined last week."
    assert one(text).subjects[1][0].level == "several"


def test_weeks_after_which_a_lead_was_lost_are_of_who_lost_it() -> None:
    text = "M2.5 lost the top spot to MiMo-V2-Pro after only two weeks."
    assert told(text) == [(Led, M25, None)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("M2.5 had two and a half times as many tokens as MiMo-V2-Pro last week.", "2.5"),
        ("One token in eight went to M2.5 last week.", "12.5"),
        ("M2.5 is now up to 1.8 trillion tokens a week.", "1.8e+12"),
        ("M2.5 had 1.8 trillion tokens in seven days.", "1.8e+12"),
    ],
)
def test_numbers_in_other_words(text: str, number: str) -> None:
    assert said(one(text))[-1] == number


def test_a_place_held_before_is_not_the_one_of_the_week() -> None:
    assert told("M2.5 was back on top last week after a week in second place.") == [None]


def test_a_difference_to_another_is_not_the_amount_of_the_other() -> None:
    text = "M2.5 was fourth last week, a good 100 billion tokens behind MiMo-V2-Pro."
    assert told(text) == [(Ranked, M25, None), None]


def test_more_than_the_second_is_a_multiple_of_it() -> None:
    text = "M2.5 processed 27 percent more than the runner-up last week."
    assert told(text) == [(Ratio, M25, "1.27")]


def test_every_tenth_is_a_share_and_no_place() -> None:
    assert told("Every tenth token last week went to M2.5.") == [(Share, M25, "10")]


def test_a_number_behind_a_date_is_no_last_day() -> None:
    text = "Total traffic fell by 22 percent in the week of April 6 to 21 trillion tokens."
    assert told(text) == [(Change, "total", "-22"), (Amount, "total", "2.1e+13")]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5, once the undisputed leader, slipped to fourth place last week.",
        "Formerly the most used model, M2.5 came in at number four last week.",
    ],
)
def test_what_a_model_was_before_is_no_claim(text: str) -> None:
    assert told(text) == [(Ranked, M25, None)]
    assert one(text).claim.rank == 4  # type: ignore[attr-defined]


@pytest.mark.parametrize("whom", ["its closest rival", "the runner-up", "all others"])
def test_an_amount_ahead_of_others_is_not_that_of_the_first(whom: str) -> None:
    assert told(f"M2.5 was 2 trillion tokens ahead of {whom} last week.")[:1] == [None]
