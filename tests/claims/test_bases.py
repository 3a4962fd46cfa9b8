"""From when to when something changed, and times that no claim takes."""

from __future__ import annotations

from datetime import date

import pytest
from support.claim_readings import LAST_WEEK, one, read

from tracker.claims.claim import Amount, Growth, Ranked, Share
from tracker.claims.clauses import NotRead, Reading
from tracker.weeks import Period


def week(month: int, day: int, year: int = 2026) -> Period:
    return Period.of_week(date(year, month, day))


FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
LAST = Period.of_week(LAST_WEEK)
A_YEAR_AGO = week(4, 14, 2025)


@pytest.mark.parametrize(
    ("text", "base", "goals"),
    [
        ("Total usage rose by half from February to March.", FEBRUARY, (MARCH,)),
        ("Between February and March, total usage grew 53 percent.", FEBRUARY, (MARCH,)),
        ("Total usage fell 5 percent from the week of March 2 to the week of March 23.",
            week(3, 2), (week(3, 23),)),
        ("Total usage has more than doubled since the week of March 2.", week(3, 2), (LAST,)),
        ("Total usage is up 40 percent since the week of March 2.", week(3, 2), (LAST,)),
        ("Total usage has doubled since February.", FEBRUARY,
            (MARCH, Period(date(2026, 3, 21), date(2026, 4, 20)))),
        ("从2月到3月，总用量增长了五成。", FEBRUARY, (MARCH,)),
        ("2月至3月，总用量翻倍。", FEBRUARY, (MARCH,)),
        ("从3月2日当周到3月23日当周，总用量增长了21%。", week(3, 2), (week(3, 23),)),
        ("自3月2日当周以来，总用量增长了六倍。", week(3, 2), (LAST,)),
        ("与3月2日当周相比，总用量增至七倍。", week(3, 2), (LAST,)),
        ("和3月2日当周相比，上周总用量增长了21%。", week(3, 2), (LAST,)),
        ("与2月相比，3月总用量增至两倍以上。", FEBRUARY, (MARCH,)),
        ("上周总用量是3月2日当周的七倍。", week(3, 2), (LAST,)),
        ("Compared with the week of March 2, total usage was up sevenfold.", week(3, 2), (LAST,)),
        ("Total usage grew sevenfold compared to the week of March 2.", week(3, 2), (LAST,)),
        ("Total usage is five times that of a year ago.", A_YEAR_AGO, (LAST,)),
        ("Total usage grew fivefold compared with this time last year.", A_YEAR_AGO, (LAST,)),
        ("总用量比一年前增长了五倍。", A_YEAR_AGO, (LAST,)),
        ("总用量是去年同期的五倍。", A_YEAR_AGO, (LAST,)),
        ("In the week of March 2, total usage was up tenfold on a year earlier.",
            week(3, 3, 2025), (week(3, 2),)),
    ],
)  # fmt: skip
def test_the_first_period_is_the_base_and_the_second_the_goal(
    text: str, base: Period, goals: tuple[Period, ...]
) -> None:
    reading = one(text)
    assert isinstance(reading.claim, Growth)
    assert (reading.base, reading.periods) == (base, goals)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A year ago Chinese models had 25 percent of all tokens.", Share),
        ("This time last year, GPT-4o-mini led the ranking.", Ranked),
        ("A year ago, GPT-4o-mini handled 0.2 trillion tokens.", Amount),
        ("一年前，中国模型占Token总量的25%。", Share),
        ("去年同期，GPT-4o-mini位居榜首。", Ranked),
    ],
)
def test_what_was_so_a_year_ago_is_judged_then(text: str, kind: type) -> None:
    reading = one(text)
    assert isinstance(reading.claim, kind)
    assert reading.periods == (A_YEAR_AGO,)


@pytest.mark.parametrize(
    ("text", "then", "now"),
    [
        ("Chinese models' share rose from 25 percent a year ago to 63 percent.", A_YEAR_AGO, LAST),
        ("Within a year, Chinese models' share climbed from 25 percent to 63 percent.",
            A_YEAR_AGO, LAST),
        ("A year ago Chinese models had 25 percent of all tokens; last week they had 63 percent.",
            A_YEAR_AGO, LAST),
    ],
)  # fmt: skip
def test_a_share_then_and_now(text: str, then: Period, now: Period) -> None:
    readings = [reading for reading in read(text) if isinstance(reading, Reading)]
    assert [reading.periods for reading in readings] == [(then,), (now,)]


def test_from_one_month_to_another_is_also_all_the_time_between() -> None:
    reading = one("From February to March, OpenRouter handled 90 trillion tokens.")
    assert reading.periods == (Period(FEBRUARY.start, MARCH.end),)


def test_a_time_in_an_aside_is_not_that_of_the_claim() -> None:
    (*_, claim) = read("M2.5, a sensation at the beginning of March, fell by 13 percent last week.")
    assert isinstance(claim, Reading)


@pytest.mark.parametrize(
    "text",
    [
        "Total usage has doubled since March 1.",  # a day and a week are not compared
        "Total usage has doubled since early March.",
        "Total usage grew 20 percent since last week.",
        "Total usage rose by half from the week of March 2 to April.",
        "M2.5 has led since the week of March 2.",
        "M2.5 handled 5 trillion tokens since the week of March 2.",
        "M2.5 led for the first time since February.",
        "A year ago total usage grew 40 percent.",
        "A year earlier, M2.5 led.",
        "In mid-February, M2.5 was at the top.",
        "Over the winter, Chinese models overtook American ones.",
        "Chinese models have processed 200 trillion tokens this year.",
        "自3月2日当周以来，M2.5位居榜首。",
        "M2.5 led each week of February.",
        "3月每周，M2.5都位居榜首。",
        "Between February and March, Chinese models overtook American ones.",
    ],
)
def test_a_time_that_no_claim_takes_is_not_left_out(text: str) -> None:
    assert [type(reading) for reading in read(text)] == [NotRead]


@pytest.mark.parametrize(
    "text",
    [
        "Compared with the week of March 2, MiniMax M2.5 was in first place.",
        "与3月2日当周相比，MiniMax M2.5排名第一。",
    ],
)
def test_a_place_is_not_compared_with_another_week(text: str) -> None:
    (refusal,) = read(text)
    assert isinstance(refusal, NotRead)
