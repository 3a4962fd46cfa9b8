from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.claims.periods import Calendar
from tracker.claims.when import When, at, so_far, this_month
from tracker.claims.words import normalised
from tracker.weeks import DAY, Period, monday

PUBLISHED = date(2026, 6, 10)
"""A Wednesday."""


def whole(text: str, published: date = PUBLISHED) -> When | None:
    """Return what a text says that speaks of time from its first to its last character."""
    text = normalised(text)
    match = Calendar(published).find(text, 0)
    return match[1] if match and match[2] == len(text) else None


def days(first: str, last: str) -> When:
    return at(Period(date.fromisoformat(first), date.fromisoformat(last) + DAY))


def test_a_month_that_goes_on_is_read_up_to_yesterday() -> None:
    month = days("2026-06-01", "2026-06-30")
    assert so_far(PUBLISHED, month) == days("2026-06-01", "2026-06-09")
    assert so_far(date(2026, 7, 1), month) == month
    week = days("2026-06-08", "2026-06-14")
    assert so_far(PUBLISHED, week) == week


@pytest.mark.parametrize("text", ["6月以来", "进入6月以来", "自6月以来", "本月以来"])
def test_since_the_beginning_of_this_month_is_this_month(text: str) -> None:
    assert whole(text) == this_month(PUBLISHED)


def test_since_another_month_is_a_time_since_it() -> None:
    assert whole("4月以来") == When("from", days("2026-04-01", "2026-04-30").periods)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # Days
        ("on March 9, 2026", "2026-03-09", "2026-03-09"),
        ("9 March", "2026-03-09", "2026-03-09"),
        ("Monday, the 9th of March", "2026-03-09", "2026-03-09"),
        ("Sept. 3 alone", "2025-09-03", "2025-09-03"),
        ("on 2026-03-09", "2026-03-09", "2026-03-09"),
        ("on Tuesday", "2026-06-09", "2026-06-09"),
        ("last Wednesday", "2026-06-03", "2026-06-03"),
        ("yesterday", "2026-06-09", "2026-06-09"),
        ("3月9日", "2026-03-09", "2026-03-09"),
        ("2025年12月1号当天", "2025-12-01", "2025-12-01"),
        ("周二", "2026-06-09", "2026-06-09"),
        ("上周日", "2026-06-07", "2026-06-07"),
        ("昨天", "2026-06-09", "2026-06-09"),
        ("6月2日这一天", "2026-06-02", "2026-06-02"),
        # Several days
        ("March 9-15", "2026-03-09", "2026-03-15"),
        ("9–15 March", "2026-03-09", "2026-03-15"),
        ("between March 30 and April 5, 2026", "2026-03-30", "2026-04-05"),
        ("from 29 December to 4 January", "2025-12-29", "2026-01-04"),
        ("in the week of March 9 to 15", "2026-03-09", "2026-03-15"),
        ("the seven days to 14 June 2025", "2025-06-08", "2025-06-14"),
        ("week ending 7 June", "2026-06-01", "2026-06-07"),
        ("in the week ended on May 31", "2026-05-25", "2026-05-31"),
        ("the thirty days to April 30", "2026-04-01", "2026-04-30"),
        ("over the past seven days", "2026-06-03", "2026-06-09"),
        ("in the last 30 days", "2026-05-11", "2026-06-09"),
        ("3月9日至15日当周", "2026-03-09", "2026-03-15"),
        ("３月３０日至４月５日", "2026-03-30", "2026-04-05"),
        ("12月29日到1月4日这一週", "2025-12-29", "2026-01-04"),
        ("截至5月31日的7天", "2026-05-25", "2026-05-31"),
        ("过去七天", "2026-06-03", "2026-06-09"),
        ("近30日", "2026-05-11", "2026-06-09"),
        # Weeks
        ("the week of March 11", "2026-03-09", "2026-03-15"),
        ("in the calendar week beginning 9 March 2026", "2026-03-09", "2026-03-15"),
        ("week of 2026-03-11", "2026-03-09", "2026-03-15"),
        ("W11", "2026-03-09", "2026-03-15"),
        ("in week 11 of 2025", "2025-03-10", "2025-03-16"),
        ("2026-W11", "2026-03-09", "2026-03-15"),
        ("W52", "2025-12-22", "2025-12-28"),
        ("last week's", "2026-06-01", "2026-06-07"),
        ("this week", "2026-06-08", "2026-06-09"),
        ("in the second week of March", "2026-03-09", "2026-03-15"),
        ("3月11日当周", "2026-03-09", "2026-03-15"),
        ("上周", "2026-06-01", "2026-06-07"),
        ("上一個星期", "2026-06-01", "2026-06-07"),
        ("本週", "2026-06-08", "2026-06-09"),
        ("第11周", "2026-03-09", "2026-03-15"),
        # Months, quarters, years
        ("in March", "2026-03-01", "2026-03-31"),
        ("throughout the month of August", "2025-08-01", "2025-08-31"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("last month", "2026-05-01", "2026-05-31"),
        ("3月份", "2026-03-01", "2026-03-31"),
        ("十二月", "2025-12-01", "2025-12-31"),
        ("2025年11月", "2025-11-01", "2025-11-30"),
        ("上個月", "2026-05-01", "2026-05-31"),
        ("in the first quarter of 2026", "2026-01-01", "2026-03-31"),
        ("Q4", "2025-10-01", "2025-12-31"),
        ("2025年第二季度", "2025-04-01", "2025-06-30"),
        ("今年第1季度", "2026-01-01", "2026-03-31"),
        ("in the first half of 2026", "2026-01-01", "2026-06-30"),
        ("H2 2025", "2025-07-01", "2025-12-31"),
        ("2025年下半年", "2025-07-01", "2025-12-31"),
        ("今年上半年", "2026-01-01", "2026-06-30"),
        ("in 2025 as a whole", "2025-01-01", "2025-12-31"),
        ("2025年全年", "2025-01-01", "2025-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("五月十一日", "2026-05-11", "2026-05-11"),
        ("五月二十五日至三十一日當週", "2026-05-25", "2026-05-31"),
        ("5/25當週", "2026-05-25", "2026-05-31"),
        ("2025/5/25單日", "2025-05-25", "2025-05-25"),
        ("5月上旬", "2026-05-01", "2026-05-10"),
        ("5月下旬", "2026-05-21", "2026-05-31"),
        ("5月第二周", "2026-05-11", "2026-05-17"),
        ("上上週", "2026-05-25", "2026-05-31"),
        ("前天", "2026-06-08", "2026-06-08"),
    ],
)
def test_periods_as_of_wednesday_10_june_2026(text: str, first: str, last: str) -> None:
    assert whole(text) == days(first, last)


@pytest.mark.parametrize("text", ["this month", "the month to date", "本月", "这个月"])
def test_this_month_is_the_month_so_far_and_thirty_days(text: str) -> None:
    so_far, window = days("2026-06-01", "2026-06-09"), days("2026-05-11", "2026-06-09")
    assert whole(text) == at(*so_far.periods, *window.periods)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("right now", "now"),
        ("at the time of writing", "now"),
        ("目前", "now"),
        ("than the week before", "base"),
        ("a week earlier", "before"),
        ("前一周", "before"),
        ("that week", "same"),
        ("in the same month", "same"),
        ("當週", "same"),
        ("同期", "same"),
        ("since the beginning of May", "stretch"),
        ("last summer", "stretch"),
        ("去年夏天", "stretch"),
    ],
)
def test_times_that_the_rest_of_the_text_dates(text: str, kind: str) -> None:
    assert whole(text) == When(kind)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from early March to the end of May", "2026-03-01", "2026-05-31"),
        ("between early November and February", "2025-11-01", "2026-02-28"),
        ("May through July", "2025-05-01", "2025-07-31"),
        ("in mid-April", "2026-04-01", "2026-04-30"),
        ("4月底", "2026-04-01", "2026-04-30"),
        ("over the winter", "2025-12-01", "2026-03-22"),
        ("this spring", "2026-03-01", "2026-06-20"),
        ("in the summer of 2025", "2025-06-01", "2025-09-20"),
        ("今年春天", "2026-03-01", "2026-06-20"),
        ("今夏", "2026-06-01", "2026-09-20"),
    ],
)
def test_stretches_of_months_have_no_exact_ends(text: str, first: str, last: str) -> None:
    assert whole(text) == When("stretch", days(first, last).periods)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("this year", "2026-01-05"),
        ("since the start of the year", "2026-01-05"),
        ("since the beginning of 2025", "2025-01-06"),
        ("年初以来", "2026-01-05"),
        ("within a year", "2025-06-02"),
        ("than a year ago", "2025-06-02"),
        ("compared with this time last year", "2025-06-02"),
        ("较去年同期", "2025-06-02"),
        ("与一年前相比", "2025-06-02"),
    ],
)
def test_the_base_of_a_growth_is_a_week(text: str, week: str) -> None:
    assert whole(text) == When("since", (Period.of_week(date.fromisoformat(week)),))


@pytest.mark.parametrize(
    "text",
    [
        "A year ago",
        "one year ago",
        "this time last year",
        "in the same week last year",
        "去年同期",
        "在一年前",
    ],
)
def test_a_year_ago_is_the_week_fifty_two_weeks_before_the_last(text: str) -> None:
    assert whole(text) == When("ago", days("2025-06-02", "2025-06-08").periods)


@pytest.mark.parametrize("text", ["a year earlier", "one year before"])
def test_a_year_before_something_else_is_not_dated(text: str) -> None:
    assert whole(text) == When("ago")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from February to March", ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31")),
        (
            "between November and January",
            ("2025-11-01", "2025-11-30"),
            ("2026-01-01", "2026-01-31"),
        ),
        ("from May to June 2025", ("2025-05-01", "2025-05-31"), ("2025-06-01", "2025-06-30")),
    ],
)
def test_two_whole_months(text: str, first: tuple[str, str], last: tuple[str, str]) -> None:
    assert whole(text) == When("between", (*days(*first).periods, *days(*last).periods))


def test_nothing_goes_from_a_month_to_itself() -> None:
    assert whole("from June to June") != When("between", ())


@pytest.mark.parametrize(
    "text",
    [
        "in its first full week, which began on March 9",
        "the week which started on 9 March",
        "3月9日起的首个完整周",
    ],
)
def test_a_week_is_named_by_the_day_on_which_it_began(text: str) -> None:
    assert whole(text) == days("2026-03-09", "2026-03-15")


def test_a_week_that_began_on_another_day_than_monday_is_the_seven_days_from_it() -> None:
    assert whole("its first week, which began on March 11") == days("2026-03-11", "2026-03-17")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("上周一半的用量", "一半的用量"),
        ("上周三成以上", "三成以上"),
        ("last week 40%", " 40%"),
        ("in 2025, 40%", ", 40%"),
        ("May 20 models", " models"),
        ("March 9 and the rest", " and the rest"),
    ],
)
def test_what_follows_a_period_is_left(text: str, rest: str) -> None:
    match = Calendar(PUBLISHED).find(text, 0)
    assert match
    assert text[match[2] :] == rest


@pytest.mark.parametrize(
    ("published", "first"), [("2026-03-08", "2025-03-09"), ("2026-03-09", "2026-03-09"), ("2027-01-01", "2026-03-09")]
)  # fmt: skip
@pytest.mark.parametrize("text", ["March 9", "9 Mar.", "3月9日"])
def test_a_day_without_a_year_is_the_nearest_that_is_not_to_come(
    text: str, published: str, first: str
) -> None:
    assert whole(text, date.fromisoformat(published)) == days(first, first)


def test_a_leap_day_without_a_year_is_of_the_last_leap_year() -> None:
    assert whole("February 29", date(2025, 1, 15)) == days("2024-02-29", "2024-02-29")
    assert whole("February 29", PUBLISHED) is None


@pytest.mark.parametrize(
    "text",
    ["April 31", "2月30日", "13月1日", "2026-02-30", "W54", "3月15日至9日", "in 1999", "in 2027", "1999年", "Marching 9", "weeks"],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    assert whole(text) is None


def test_nothing_begins_inside_a_word() -> None:
    assert Calendar(PUBLISHED).find("GW11", 1) is None
    assert Calendar(PUBLISHED).find("在W11", 1) is not None


def test_the_last_week_and_windows_of_a_calendar() -> None:
    calendar = Calendar(PUBLISHED)
    assert calendar.last_week == date(2026, 6, 1)
    assert calendar.trailing(7) == days("2026-06-03", "2026-06-09")


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 300))
def test_a_day_is_found_however_it_is_written(published: date, back: int) -> None:
    day = published - back * DAY
    texts = (f"{day:%B} {day.day}", f"{day.day} {day:%b}", f"{day.month}月{day.day}日", f"on {day}")
    for text in texts:
        assert whole(text, published) == at(Period.of_day(day))
    assert whole(f"the week of {day:%B} {day.day}", published) == at(Period.of_week(monday(day)))


@given(
    st.text("0123456789年月日周上至到第季度 -,WQMarchofweekto", max_size=20),
    st.dates(date(2023, 1, 1)),
)
def test_any_text_is_a_period_or_none(text: str, published: date) -> None:
    for place in range(len(text)):
        match = Calendar(published).find(text, place)
        assert match is None or place < match[2] <= len(text)
