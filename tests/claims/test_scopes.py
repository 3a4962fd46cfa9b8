"""For which clauses a period, a metric or a depth holds."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_readings import LAST_WEEK, M25, read, told

from tracker.claims.claim import Amount
from tracker.claims.clauses import Reading
from tracker.records import VISIBLE
from tracker.weeks import Period

WEEK = (Period.of_week(LAST_WEEK),)


def last(text: str) -> Reading:
    reading = read(text)[-1]
    assert isinstance(reading, Reading), reading
    return reading


@pytest.mark.parametrize(
    "text",
    [
        "In the week to Sunday M2.5, the sensation of February, gained 9 percent.",
        "Last week M2.5, a hit in March, gained 9 percent.",
        "Last week M2.5, which had led in February, gained 9 percent.",
        "Last week M2.5, released in February, gained 9 percent.",
        "MiniMax二月发布的M2.5上周增长9%。",
        "上周，MiniMax今年2月推出的M2.5增长9%。",
        "M2.5, unveiled on February 11, gained 9 percent last week.",
    ],
)
def test_a_period_beside_the_claim_is_not_its_own(text: str) -> None:
    assert last(text).periods == WEEK


def test_a_month_in_front_is_that_of_the_claim() -> None:
    march = (Period(date(2026, 3, 1), date(2026, 4, 1)),)
    assert last("In March M2.5 gained 9 percent.").periods == march
    assert last("M2.5, a favourite of many, gained 9 percent in March.").periods == march


@pytest.mark.parametrize(
    "text",
    [
        "In the week of March 30 M2.5 led. In March it had 9T tokens. M2.5 had 2T that week.",
        "3月30日当周M2.5领跑。3月M2.5消耗9万亿Token。当周M2.5消耗2万亿Token。",
    ],
)
def test_that_week_is_the_last_week_that_was_named(text: str) -> None:
    assert last(text).periods == (Period.of_week(date(2026, 3, 30)),)


def test_that_week_behind_a_month_alone_is_no_week() -> None:
    assert told("In March M2.5 led. That week M2.5 had 2T tokens.")[-1] is None


@pytest.mark.parametrize(
    "text",
    [
        "During that frantic week, M2.5 had 2T tokens.",
        "M2.5 had been first a year earlier.",
        "So far this year, M2.5 has handled 2T tokens.",
        "In early March M2.5 was third.",
    ],
)
def test_a_time_that_is_not_understood_is_no_other(text: str) -> None:
    assert told(text)[-1] is None


@pytest.mark.parametrize(
    "text",
    [
        "M2.5 was first in the week to Sunday.",
        "In the seven days to Sunday M2.5 was first.",
        "截至周日的一周，M2.5位居第一。",
        "The others had a mixed time in the week to Sunday. M2.5 was first.",
    ],
)
def test_the_week_to_a_weekday(text: str) -> None:
    assert last(text).periods == WEEK


def test_a_week_earlier_is_before_the_last_whole_week() -> None:
    before = (Period.of_week(date(2026, 4, 6)),)
    assert last("A week earlier, M2.5 was third.").periods == before


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("By requests the picture changes. M2.5 was first last week.", ["calls"]),
        ("By requests, M2.5 was first last week. It had 9 million.", ["calls", "calls"]),
        ("按调用次数看，格局不同。M2.5上周位居第一。", ["calls"]),
        ("By requests the picture changes. M2.5 had 2T tokens. It led.", ["tokens", None]),
        ("By requests the picture changes. M2.5 had 2 trillion last week.", [None]),
        ("By requests the picture changes.\nIt is known.\n\nM2.5 was first last week.", [None]),
    ],
)
def test_a_metric_holds_for_its_paragraph(text: str, metrics: list[str | None]) -> None:
    readings = [each for each in read(text) if isinstance(each, Reading)]
    assert [each.claim.metric for each in readings] == metrics


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        (
            "Across the nine models named on the site's chart, Chinese models had 2T tokens.",
            [VISIBLE],
        ),
        ("仅看榜单所列的九款模型，中国模型上周消耗2万亿Token。", [VISIBLE]),
        ("If every named model is counted, Chinese models had 2T tokens last week.", [0]),
        ("若计入全部具名模型，中国模型上周消耗2万亿Token。", [0]),
        ("Among the nine models shown, Chinese ones had 2T tokens last week.", [VISIBLE]),
        (
            "前九大模型中，中国模型上周消耗2万亿Token，若计入全部具名模型，美国模型消耗3万亿Token。",
            [VISIBLE, 0],
        ),
        ("Chinese models had 2T tokens last week.", [None]),
    ],
)
def test_a_depth_holds_for_its_clause(text: str, depths: list[int | None]) -> None:
    readings = [each for each in read(text) if isinstance(each, Reading)]
    assert [each.depth for each in readings] == depths


def test_a_dateline_is_no_part_of_the_claim() -> None:
    text = "M2.5 leads\n\nSHANGHAI, April 20 (Agency) - M2.5 had 2T tokens last week."
    reading = last(text)
    assert (reading.quote, reading.periods) == ("M2.5 had 2T tokens last week", WEEK)
    assert told(text) == [(Amount, M25, "2e+12")]


@pytest.mark.parametrize(
    "text",
    [
        "进入本周，M2.5有所变化：截至4月12日的近七天内，其用量为2万亿Token。",
        "This week brought news. In the seven days to April 12, M2.5 had 2T tokens.",
    ],
)
def test_the_time_right_ahead_counts_before_one_further_ahead(text: str) -> None:
    assert last(text).periods == (Period(date(2026, 4, 6), date(2026, 4, 13)),)


@pytest.mark.parametrize(
    "text",
    [
        "上周，若只看榜单列出的九款模型，M2.5用量为2万亿Token。",
        "上周，如果只算榜单上的9款模型，M2.5用量为2万亿Token。",
        "Of the nine models that the chart names, M2.5 had 2T tokens last week.",
    ],
)
def test_the_nine_of_the_chart_are_a_depth(text: str) -> None:
    assert last(text).depth == VISIBLE


@pytest.mark.parametrize("text", ["M2.5的热度上周略有回落。", "上周M2.5热度上升50%。"])
def test_heat_is_no_usage(text: str) -> None:
    assert told(text) == [None]


def test_requests_are_what_is_counted_in() -> None:
    assert last("Counted in requests, M2.5 came to 9 million last week.").claim.metric == "calls"
