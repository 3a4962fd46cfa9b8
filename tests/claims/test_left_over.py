"""What a clause says beside its claims, which would make others of them, stops the reading."""

from __future__ import annotations

import pytest
from support.claim_readings import M25, one, told

from tracker.claims.claim import Led, OfTop, Ranked


@pytest.mark.parametrize(
    "text",
    [
        "M2.5's reign at number one ended last week.",
        "M2.5's run at the top came to an end last week.",
        "MiMo-V2-Pro snapped M2.5's streak at number one last week.",
        "Last week M2.5's winning streak at number one was halted.",
        "M2.5 was formerly number one.",
        "M2.5's tokens were nearly enough to take first place last week.",
    ],
)
def test_a_place_that_is_over_is_not_the_one_of_the_week(text: str) -> None:
    assert told(text) == [None]


def test_a_week_that_ends_with_a_place_has_it() -> None:
    assert told("Last week ended with M2.5 at number one.") == [(Ranked, M25, None)]


@pytest.mark.parametrize("end", ["ended in March", "was halted in March"])
def test_weeks_that_ended_in_a_month_do_not_lie_in_it(end: str) -> None:
    assert told(f"M2.5's five-week streak at number one {end}.") == [None]
    assert told("M2.5 led for five weeks until March.") == [None]
    assert told("M2.5 led for five weeks in March.") == [(Led, M25, None)]


@pytest.mark.parametrize(
    "text",
    [
        "上周M2.5的涨幅是全平台最大。",
        "上周M2.5的涨幅在所有模型中最大。",
        "上周M2.5的下载量是全平台最高。",
    ],
)
def test_what_is_largest_by_something_else_is_no_place_by_usage(text: str) -> None:
    assert told(text) == [None]
    assert told("上周M2.5的用量是全平台最高。") == [(Ranked, M25, None)]


@pytest.mark.parametrize(
    "text",
    ["上周中国模型免费用量达到5万亿。", "Last week Chinese models offered for free had 5T tokens."],
)
def test_free_models_are_not_taken_for_all(text: str) -> None:
    assert told(text) == [None]
    of_free = one("Last week free Chinese models had 5T tokens.")
    assert of_free.subjects[0][0].level == "country+access"


def test_when_another_took_the_lead_is_no_week() -> None:
    assert told("Once M2.5 took the lead, it had 5T tokens last week.")[0] is None
    assert told("Once again M2.5 took the lead last week.") == [(Ranked, M25, None)]


def test_changes_in_opposite_directions_are_not_those_of_both_together() -> None:
    text = "M2.5 and MiMo-V2-Pro moved in opposite directions last week: up 67 and down 14 percent."
    assert told(text.replace("67 and", "67 percent and"))[0] is None


def test_a_lead_over_one_that_another_took_is_not_understood() -> None:
    assert told("M2.5 ceded its lead over MiMo-V2-Pro to Qwen3.6 Plus last week.") == [None]
    assert told("M2.5 ceded its lead to MiMo-V2-Pro last week.")[0] is not None


def test_half_of_the_largest_models_are_half_as_many() -> None:
    of_models = one("Half of the top ten models were Chinese last week.").claim
    assert isinstance(of_models, OfTop)
    assert (of_models.is_share, of_models.figure.value) == (False, 5)
    assert told("Half of the top ten was Chinese last week.") == [None]
    of_tokens = one("Half of the top ten models' tokens were Chinese last week.").claim
    assert isinstance(of_tokens, OfTop)
    assert of_tokens.is_share
