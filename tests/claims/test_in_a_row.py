"""In which weeks a run of weeks is looked for, and which runs are refused."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_readings import LAST_WEEK, one, read, told

from tracker.claims.claim import Led, Over
from tracker.claims.clauses import NotRead, Reading
from tracker.weeks import WEEK

JANUARY, MARCH, APRIL = date(2025, 12, 29), date(2026, 2, 23), date(2026, 3, 30)


@pytest.mark.parametrize(
    ("text", "weeks", "since", "until"),
    [
        ("M2.5 led for five consecutive weeks in March 2026.", 5, MARCH, date(2026, 3, 30)),
        ("In March, M2.5 led for three straight weeks.", 3, MARCH, date(2026, 3, 30)),
        ("M2.5 led for two weeks in a row in the first quarter of 2026.", 2, JANUARY, APRIL),
        ("M2.5 led for five weeks over the winter.", 5, date(2025, 12, 1), date(2026, 3, 16)),
        ("今年春天，M2.5曾连续五周位居榜首。", 5, MARCH, LAST_WEEK),
        ("M2.5 led for four straight weeks in 2025.", 4, date(2024, 12, 30), date(2025, 12, 22)),
        ("From January to March, M2.5 led for four straight weeks.", 4, JANUARY, APRIL),
        ("3月，M2.5连续五周位居榜首。", 5, MARCH, date(2026, 3, 30)),
        ("3月连续五周，M2.5位居榜首。", 5, MARCH, date(2026, 3, 30)),
        ("在3月里，M2.5连续三周位居榜首。", 3, MARCH, date(2026, 3, 30)),
        ("2025年，M2.5连续九周位居榜首。", 9, date(2024, 12, 30), date(2025, 12, 22)),
        ("M2.5曾在1月至3月连续七周位居榜首。", 7, JANUARY, APRIL),
        (
            "In the first half of 2025, M2.5 led for two straight weeks.",
            2,
            date(2024, 12, 30),
            date(2025, 6, 30),
        ),
        ("2025年下半年，M2.5连续九周位居榜首。", 9, date(2025, 6, 30), date(2025, 12, 29)),
        ("M2.5 has led for four straight weeks this year.", 4, date(2026, 1, 5), LAST_WEEK),
    ],
)
def test_a_run_lies_within_the_period_that_is_named(
    text: str, weeks: int, since: date, until: date
) -> None:
    reading = one(text)
    assert isinstance(reading.claim, Led)
    assert (reading.claim.weeks, reading.ending) == (weeks, None)
    assert (reading.since, reading.until) == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        "This month M2.5 has led for two straight weeks.",
        "M2.5 has led for two straight weeks since the week of March 30.",
        "M2.5 is now at the top for two straight weeks since March.",
        "自3月30日当周以来，M2.5已连续两周位居榜首。",
    ],
)
def test_a_run_in_a_period_that_goes_on_lasts_up_to_now(text: str) -> None:
    assert one(text).ending == LAST_WEEK


@pytest.mark.parametrize(
    ("text", "since", "ending"),
    [
        ("M2.5 led in each of the first two weeks of 2026.", JANUARY, date(2026, 1, 5)),
        (
            "M2.5 led in every one of the first two weeks of March.",
            date(2026, 3, 2),
            date(2026, 3, 9),
        ),
        (
            "M2.5 led for the first three weeks of February 2026.",
            date(2026, 2, 2),
            date(2026, 2, 16),
        ),
        ("M2.5 led in each of the first two weeks of the year.", JANUARY, date(2026, 1, 5)),
        ("2026年前两周，M2.5均位居榜首。", JANUARY, date(2026, 1, 5)),
        ("M2.5 led in each of the last two weeks of 2025.", date(2025, 12, 15), date(2025, 12, 22)),
    ],
)
def test_the_first_weeks_of_a_period_are_those_and_no_others(
    text: str, since: date, ending: date
) -> None:
    reading = one(text)
    assert (reading.since, reading.ending) == (since, ending)


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("Chinese models have outdone American ones in every one of the past eight weeks.", 8),
        ("For the last six weeks, Chinese models have outdone American ones.", 6),
        ("Chinese models were ahead of American ones over each of the past 11 weeks.", 11),
        ("过去十周，中国模型的用量每周都超过美国模型。", 10),
        ("近四周每周，中国模型的用量都超过美国模型。", 4),
        ("最近六周，中国模型的用量一直超过美国模型。", 6),
    ],
)
def test_each_of_the_past_weeks_is_a_run_up_to_the_last_one(text: str, weeks: int) -> None:
    reading = one(text)
    assert isinstance(reading.claim, Over)
    assert (reading.claim.weeks, reading.ending) == (weeks, LAST_WEEK)


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("Google has led Anthropic for more than 12 consecutive weeks.", 13),
        ("Google has led Anthropic for over 12 consecutive weeks.", 13),
        ("Google has led Anthropic for well over ten weeks in a row.", 11),
        ("Google has led Anthropic for at least 12 consecutive weeks.", 12),
        ("Google has led Anthropic for no fewer than 12 consecutive weeks.", 12),
        ("谷歌连续超过12周领先Anthropic。", 13),
        ("谷歌已连续逾十周领先Anthropic。", 11),
        ("谷歌已连续十余周领先Anthropic。", 11),
        ("谷歌已连续至少十周领先Anthropic。", 10),
        ("谷歌已连续十周以上领先Anthropic。", 10),
    ],
)
def test_a_bound_of_a_run_is_kept(text: str, weeks: int) -> None:
    reading = one(text)
    assert [str(meanings[0]) for meanings in reading.subjects] == [
        "author:google",
        "author:anthropic",
    ]
    assert reading.claim.weeks == weeks  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "Google has led Anthropic for less than ten consecutive weeks.",
        "Google has led Anthropic for fewer than ten consecutive weeks.",
        "Google has led Anthropic for nearly ten consecutive weeks.",
        "Google has led Anthropic for ten consecutive weeks or so.",
        "谷歌已连续近十周领先Anthropic。",
        "谷歌已连续不到十周领先Anthropic。",
        # of which weeks, or from when
        "M2.5 led in three of the past four weeks.",
        "M2.5 took the top spot for a third straight week in March.",
        "In the first three weeks of March, M2.5 led.",
        "M2.5 led in each of the first six weeks of March.",
        "Over the past four weeks, Chinese models outdid American ones.",
        "M2.5 led for five consecutive weeks last winter.",
        "去年冬天，M2.5曾连续五周位居榜首。",
        "2026年前两周，M2.5位居榜首。",
        "2026年一季末，M2.5曾连续五周位居榜首。",
        "过去四周，中国模型的用量超过美国模型。",
        # of what was so
        "Over the past four weeks, M2.5 grew 40 percent.",
        "Traffic rose 40 percent for four weeks in a row.",
        "Chinese models had twice as many tokens as American ones for five weeks in a row.",
        "M2.5 processed 3 trillion tokens for five weeks in a row.",
        "过去四周，M2.5用量增长四成。",
    ],
)
def test_a_run_that_is_not_understood_is_refused(text: str) -> None:
    assert [type(reading) for reading in read(text)] == [NotRead]


def test_the_month_of_a_launch_is_not_that_of_a_run() -> None:
    reading = one("M2.5, launched in February, led for five straight weeks.")
    assert reading.until == LAST_WEEK


def test_the_period_of_another_claim_is_not_that_of_a_run() -> None:
    text = "In January it handled 20 trillion tokens, and M2.5 has now led for five straight weeks."
    (*_, run) = read(text)
    assert not isinstance(run, NotRead)
    assert (run.since, run.ending) == (None, LAST_WEEK)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("M2.5 led for five weeks up to 15 March 2026.", date(2026, 3, 9)),
        ("M2.5 led for five weeks to March 15, 2026.", date(2026, 3, 9)),
        ("M2.5 led for five weeks ending April 12, 2026.", date(2026, 4, 6)),
        ("M2.5 led for five weeks until 11 April 2026.", date(2026, 3, 30)),
        ("M2.5 led for five weeks, to April 12.", date(2026, 4, 6)),
        ("截至4月12日，M2.5连续五周位居榜首。", date(2026, 4, 6)),
    ],
)
def test_weeks_in_a_row_up_to_a_day_end_with_the_week_that_had_ended(
    text: str, ending: date
) -> None:
    assert one(text).ending == ending


def test_up_to_some_weeks_is_a_bound_that_is_not_judged() -> None:
    assert told("M2.5 led for up to five weeks.") == [None]


def test_weeks_in_a_row_in_half_a_month_lie_in_it() -> None:
    reading = one("M2.5 was first for two consecutive weeks in the second half of March.")
    assert (reading.since, reading.until) == (date(2026, 3, 16), date(2026, 3, 30))


@pytest.mark.parametrize(
    "text",
    [
        "Last week Gemini 3 Flash overtook M2.5, which had led in each of the previous three weeks.",
        "上周，此前三周均位居榜首的M2.5跌至第二。",
        "M2.5在此前三周连续位居榜首，上周跌至第二。",
    ],
)
def test_the_weeks_before_end_with_the_one_before_the_week_that_is_named(text: str) -> None:
    led = next(each for each in read(text) if isinstance(getattr(each, "claim", None), Led))
    assert isinstance(led, Reading)
    assert led.ending == LAST_WEEK - WEEK


def test_who_led_before_is_not_whoever_overtook_it() -> None:
    *_, last = read("Last week M2.5 overtook Gemini 3 Flash, the leader of the previous two weeks.")
    assert isinstance(last, NotRead)


def test_a_year_that_no_claim_takes_is_not_read() -> None:
    (refusal,) = read("今年，M2.5是OpenRouter上用量最大的模型。")
    assert isinstance(refusal, NotRead)
