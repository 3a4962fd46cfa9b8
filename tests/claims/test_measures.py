"""Numbers of a clause: whose they are, in which period, and what they compare."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_readings import CN, GEMINI, M25, SONNET, US, one, read, said, told

from tracker.claims.claim import Amount, Change, FromTo, Growth, More, Ratio, Share, Trend
from tracker.claims.clauses import NotRead, Reading
from tracker.weeks import WEEK

BEFORE, LAST_WEEK = date(2026, 4, 6), date(2026, 4, 13)


def claims(text: str) -> list[tuple[object, ...]]:
    return [said(each) for each in read(text) if isinstance(each, Reading)]


def test_the_second_figure_of_a_score_is_the_rivals() -> None:
    assert claims("Chinese models beat American ones by 5T tokens to 4T last week.") == [
        (More, f"{CN} > {US}", None),
        (Amount, CN, "5e+12"),
        (Amount, US, "4e+12"),
    ]


def test_figures_of_several_are_given_in_their_order() -> None:
    assert claims("上周M2.5和Gemini 3 Flash分别消耗2万亿和1万亿Token。") == [
        (Amount, M25, "2e+12"),
        (Amount, GEMINI, "1e+12"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 gained 0.4T tokens last week.",
        "M2.5 rose by 0.4T tokens last week.",
        "上周M2.5的用量增加了4000亿Token。",
    ],
)
def test_what_was_added_is_not_what_it_had(text: str) -> None:
    (refusal,) = read(text)
    assert isinstance(refusal, NotRead)
    assert refusal.verdict == "not_measured"


def test_a_verb_of_movement_with_a_level_is_an_amount() -> None:
    assert claims("上周M2.5的用量增至2万亿Token。") == [(Amount, M25, "2e+12")]
    assert claims("M2.5 gobbled up 2T tokens last week.") == [(Amount, M25, "2e+12")]


@pytest.mark.parametrize(
    ("text", "subjects", "number"),
    [
        ("上周M2.5的用量是Gemini 3 Flash的两倍。", f"{M25} > {GEMINI}", "2"),
        ("上周M2.5的用量超过Gemini 3 Flash的两倍。", f"{M25} > {GEMINI}", "more 2"),
        ("上周M2.5的用量还不到Gemini 3 Flash的一半。", f"{M25} > {GEMINI}", "less 0.5"),
        ("M2.5 had less than half of Gemini 3 Flash's volume last week.", f"{M25} > {GEMINI}",
            "less 0.5"),
        ("M2.5 led Gemini 3 Flash by 50 percent last week.", f"{M25} > {GEMINI}", "1.5"),
    ],
)  # fmt: skip
def test_a_part_or_a_multiple_of_another(text: str, subjects: str, number: str) -> None:
    assert claims(text) == [(Ratio, subjects, number)]


def test_a_multiple_of_the_one_in_the_clause_is_of_the_one_before() -> None:
    text = "上周M2.5处理了2万亿个Token，是Gemini 3 Flash的两倍。"
    assert claims(text) == [(Amount, M25, "2e+12"), (Ratio, f"{M25} > {GEMINI}", "2")]


def test_a_figure_from_which_something_rose_is_of_the_period_before() -> None:
    readings = read("Chinese models' share rose to 63 percent last week from 56 percent.")
    assert [each.periods[0].start for each in readings if isinstance(each, Reading)] == [
        LAST_WEEK,
        BEFORE,
    ]
    reading = one("M2.5 rose from 1.7T to 2T tokens last week.")
    assert isinstance(reading.claim, FromTo)
    assert reading.base is not None
    assert (reading.base.start, reading.periods[0].start) == (BEFORE, LAST_WEEK)


def test_the_base_of_a_growth_may_stand_in_another_clause() -> None:
    for text in (
        "Since the beginning of the year, weekly volume has quadrupled.",
        "与年初相比，OpenRouter周用量已增至4倍。",
        "March's token volume was 300 percent higher than January's.",
    ):
        reading = one(text)
        assert isinstance(reading.claim, Growth)
        assert reading.base is not None
        assert reading.base.start in (date(2026, 1, 5), date(2026, 1, 1))


def test_the_total_has_no_share_and_a_part_needs_a_whole() -> None:
    for text in (
        "All models together had 32 percent last week.",
        "Half of Gemini 3 Flash's tokens came from abroad last week.",
    ):
        assert not claims(text)


def test_since_a_launch() -> None:
    reading = one("Claude Sonnet 4.6 has handled 9T tokens since its launch.")
    assert said(reading) == (Amount, SONNET, "9e+12")
    assert reading.periods[0].start == date(2026, 2, 17)
    assert not claims("Claude Sonnet 4.6 has led since its launch.")


def test_a_share_of_models_of_two_kinds() -> None:
    assert claims("Open-weight Chinese models took half of all tokens last week.") == [
        (Share, "country+weights:CN+open", "50")
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("上周M2.5的用量是Gemini 3 Flash的两倍还多。", "more 2"),
        ("上周M2.5的用量是Gemini 3 Flash的两倍有余。", "more 2"),
        ("上周M2.5的用量是Gemini 3 Flash的两倍不止。", "more 2"),
        ("上周M2.5的用量何止是Gemini 3 Flash的两倍。", "more 2"),
        ("上周M2.5的用量是Gemini 3 Flash的两倍。", "2"),
        ("上周M2.5的用量比前一周翻了一番还多。", "more 2"),
        ("上周M2.5的用量较前一周翻番有余。", "more 2"),
        ("3月，M2.5的用量是2月的三倍以上。", "more 3"),
        ("上周M2.5消耗2万亿Token还多。", "more 2e+12"),
        ("上周M2.5消耗10多万亿Token。", "more 1e+13"),
        ("上周M2.5消耗十余万亿Token。", "more 1e+13"),
        ("上周M2.5消耗两万亿多Token。", "more 2e+12"),
        ("上周中国模型占全平台Token用量的四成还多。", "more 40"),
    ],
)
def test_chinese_bounds_stand_behind_their_number(text: str, number: str) -> None:
    assert said(one(text))[2] == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("上周M2.5的用量比Gemini 3 Flash多一倍。", "2"),
        ("上周M2.5的用量比Gemini 3 Flash高出两倍多。", "more 3"),
        ("上周M2.5的用量比Gemini 3 Flash多50%。", "1.5"),
        ("上周M2.5的用量比Gemini 3 Flash少约两成。", "about 0.8"),
        ("上周M2.5的用量比Gemini 3 Flash低五成多。", "less 0.5"),
        ("M2.5 trailed Gemini 3 Flash by more than 20 percent last week.", "less 0.8"),
    ],
)
def test_by_how_much_one_had_more_or_less_than_another(text: str, number: str) -> None:
    assert said(one(text)) == (Ratio, f"{M25} > {GEMINI}", number)


@pytest.mark.parametrize(
    "text",
    [
        "上周M2.5的用量比Gemini 3 Flash多1万亿Token。",
        "上周M2.5比Gemini 3 Flash还多消耗1万亿Token。",
    ],
)
def test_what_one_had_more_than_another_is_not_what_it_had(text: str) -> None:
    assert claims(text) == [(More, f"{M25} > {GEMINI}", None)]
    assert [each.verdict for each in read(text) if isinstance(each, NotRead)] == ["not_measured"]


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 was ahead of Gemini 3 Flash's 2 trillion tokens last week.",
        "M2.5 was ahead of the 2 trillion tokens of Gemini 3 Flash last week.",
        "M2.5 finished ahead of Gemini 3 Flash (2 trillion tokens) last week.",
        "M2.5上周高于Gemini 3 Flash的2万亿Token。",
        "M2.5上周领先Gemini 3 Flash的2万亿Token。",
    ],
)
def test_a_figure_behind_a_comparison_is_that_of_the_second(text: str) -> None:
    assert claims(text) == [(More, f"{M25} > {GEMINI}", None), (Amount, GEMINI, "2e+12")]


def test_whose_a_figure_is_that_stands_with_the_second_is_not_clear() -> None:
    text = "M2.5 was behind Gemini 3 Flash with 2 trillion tokens last week."
    assert claims(text) == [(More, f"{GEMINI} > {M25}", None)]
    assert isinstance(read(text)[-1], NotRead)


def test_the_second_figure_of_a_score_may_stand_before_its_own() -> None:
    text = "M2.5 led last week: 2 trillion tokens against 1 trillion for Gemini 3 Flash."
    assert claims(text)[1:] == [(Amount, M25, "2e+12"), (Amount, GEMINI, "1e+12")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("M2.5 had 2T tokens last week, more than double its haul of the week before.", "more 2"),
        ("M2.5 had 2T tokens last week, three times as many as a week earlier.", "3"),
        ("M2.5上周的用量为2万亿Token，是前一周的三倍。", "3"),
        ("M2.5上周的用量为2万亿Token，接近前一周的三倍。", "about 3"),
        ("上周M2.5增长明显，约为前一周的三倍。", "about 3"),
        ("M2.5 doubled last week and then some.", "more 2"),
        ("M2.5 was cut almost in half last week.", "0.5"),
    ],
)
def test_a_multiple_of_the_week_before(text: str, number: str) -> None:
    growth = read(text)[-1]
    assert isinstance(growth, Reading)
    assert (said(growth), growth.base and growth.base.start) in [
        ((Growth, M25, number), BEFORE),
        ((Growth, M25, number), None),
    ]
    assert [period.start for period in growth.periods] == [LAST_WEEK]


def test_of_two_models_together_none_has_the_amount_alone() -> None:
    text = "M2.5和Gemini 3 Flash两款模型上周加起来约为2万亿Token。"
    assert claims(text) == [(Amount, f"{M25} and {GEMINI}", "about 2e+12")]


def test_points_are_refused_by_name() -> None:
    (refused,) = read("M2.5's share was 3 percentage points higher last week.")
    assert isinstance(refused, NotRead)
    assert "percentage points" in refused.why


def test_a_share_of_everything_is_one_whichever_models_are_counted() -> None:
    of_all = one("若计入全部具名模型，中国模型上周占平台总量的三成。")
    of_named = one("Chinese models had 30 percent of the named tokens last week.")
    assert isinstance(of_all.claim, Share)
    assert isinstance(of_named.claim, Share)
    assert (of_all.claim.of_named, of_all.depth) == (False, 0)
    assert of_named.claim.of_named


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("M2.5 slipped below 2 trillion tokens last week.", "less 2e+12"),
        ("M2.5's usage rose above 2 trillion tokens last week.", "more 2e+12"),
        ("M2.5 dropped under 2 trillion tokens last week.", "less 2e+12"),
    ],
)
def test_a_level_that_something_moved_past_is_a_bound(text: str, bound: str) -> None:
    assert told(text) == [(Amount, M25, bound)]


def test_what_something_moved_by_is_not_judged() -> None:
    assert told("M2.5 fell by 2 trillion tokens last week.") == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Last week M2.5 had 4.9T tokens, Gemini 3 Flash 3.7T and Claude Sonnet 4.6 2.5T.",
        "M2.5 had 4.9tn tokens last week, Gemini 3 Flash 3.7tn, Claude Sonnet 4.6 2.5 trillion.",
        "上周M2.5消耗4.9万亿Token，Gemini 3 Flash 3.7万亿，Claude Sonnet 4.6 2.5万亿。",
    ],
)
def test_each_amount_of_a_list_is_that_of_the_name_before_it(text: str) -> None:
    assert claims(text) == [
        (Amount, M25, "4.9e+12"),
        (Amount, GEMINI, "3.7e+12"),
        (Amount, SONNET, "2.5e+12"),
    ]


def test_a_number_behind_a_name_is_part_of_it_where_no_unit_follows() -> None:
    (refusal,) = read("Last week Gemini 3 Flash 12.1 handled 3 trillion tokens.")
    assert isinstance(refusal, NotRead)


def test_a_bare_percentage_is_neither_a_share_nor_a_change() -> None:
    assert told("M2.5 10% in the week of April 6.") == [None]
    assert told("M2.5 had 10% in the week of April 6.") == [(Share, M25, "10")]


@pytest.mark.parametrize(
    "text",
    [
        "OpenRouter's traffic was 2 percent more than in the week before.",
        "上周总用量环比增长2%。",
    ],
)
def test_more_than_in_the_week_before_is_a_change(text: str) -> None:
    assert told(text) == [(Change, "total", "2")]


def test_a_change_and_weeks_in_a_row_are_two_claims() -> None:
    assert [each[0] for each in claims("上周总用量环比增长7.2%，已连续六周上升。")] == [
        Change,
        Trend,
    ]


def test_the_place_of_one_that_is_compared_with_is_no_claim() -> None:
    text = "上周M2.5以2万亿Token位居榜首，用量约为第二名Gemini 3 Flash的2.5倍。"
    assert claims(text)[-1] == (Ratio, f"{M25} > {GEMINI}", "about 2.5")


@pytest.mark.parametrize("ago", ["what it was a year ago", "as high as a year ago"])
def test_a_multiple_of_a_year_ago(ago: str) -> None:
    reading = one(f"M2.5's weekly traffic is now three times {ago}.")
    assert said(reading) == (Growth, M25, "3")
    assert reading.base is not None
    assert LAST_WEEK - reading.base.start == 52 * WEEK


def test_the_share_of_a_rival_is_no_part_of_what_it_has() -> None:
    text = "上周，中国模型占平台总Token的36.2%，低于美国模型的50.8%。"
    assert told(text) == [(Share, CN, "36.2"), (Share, US, "50.8")]


@pytest.mark.parametrize("end", ["不到美国模型的七成", "低于美国模型的七成", "超过美国模型的50.8%"])
def test_a_part_behind_a_share_is_not_read(end: str) -> None:
    *_, last = read(f"上周，中国模型占平台总Token的36.2%，{end}。")
    assert isinstance(last, NotRead)


@pytest.mark.parametrize("verb", ["ahead", "well clear"])
def test_how_much_one_is_ahead_is_not_what_it_had(verb: str) -> None:
    (refusal,) = read(f"M2.5 finished last week some 2 trillion tokens {verb} of its rival.")
    assert isinstance(refusal, NotRead)
