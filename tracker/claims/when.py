"""Reckon the days, weeks, months and windows that a text names, as of the day of publication.

when
    What a text says of time: one period, or several that must agree (`this month` is the month so
    far and the thirty days to the day before publication). A date without a year is the nearest
    one that is not after the day of publication. `last week` is the last whole calendar week
    before it, `now` and `the past seven days` the seven days to the day before it.
window
    Seven or thirty days that end on any day; named by its last day.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from tracker.weeks import DAY, WEEK, Period, monday, read_week

YEAR_OF_WEEKS = 52 * WEEK
SEASON = 112 * DAY
"""From the first day of March to the longest day, and so on: the ends of a season are not exact."""
EARLIEST = 2023
"""The first year of which claims are made: OpenRouter's own."""


Year = str | int | None
"""A year as a text writes it, or None where the text leaves it out."""


@dataclass(frozen=True, slots=True)
class When:
    """What a text says of time.

    ``kind`` is `at` (the periods), `now`, `before` (the period of equal kind before the last one),
    `base` (that one, with which a change is compared), `same` (the period named before), `stretch`
    (weeks from one to another, the ends not exact), `between` (from one of two periods to the
    other), `from` (since a period), `ago` (a period far back), `since` (a base far back:
    ``periods`` has its week) or `launch`.
    """

    kind: str
    periods: tuple[Period, ...] = ()


def at(*periods: Period) -> When:
    """Return a time that is one period, or several that must agree."""
    return When("at", periods)


def undated(today: date, kind: str) -> When:
    """Return a time that the rest of the text dates, or nothing does."""
    return When(kind)


def on(day: date) -> When:
    """Return a single day."""
    return at(Period.of_day(day))


def week_of(day: date) -> When:
    """Return the calendar week of a day."""
    return at(Period.of_week(monday(day)))


def days_to(last: date, days: int) -> When:
    """Return the window of some days that ends on a day."""
    return at(Period(last - (days - 1) * DAY, last + DAY))


def as_of(today: date, day: date) -> When:
    """Return the week to a day, or to yesterday if that is today."""
    return days_to(min(day, today - DAY), WEEK.days)


def trailing(today: date, days: int) -> When:
    """Return the window of some days to yesterday."""
    return days_to(today - DAY, days)


def this_week(today: date) -> When:
    """Return the week of yesterday, so far."""
    return at(Period(monday(today - DAY), today))


def last_week(today: date) -> date:
    """Return the Monday of the last whole week."""
    return monday(today) - WEEK


def weekday(today: date, number: int) -> When:
    """Return the last such day before today; Monday is 0."""
    back = (today.weekday() - number) % WEEK.days or WEEK.days
    return on(today - back * DAY)


def named_week(today: date, number: int, year: Year = None) -> When:
    """Return the ISO week of a number; without a year the nearest that has begun."""
    in_year = int(year or today.isocalendar().year)
    week = read_week(f"{in_year}-W{number:02d}")
    if not year and week > today:
        week = read_week(f"{in_year - 1}-W{number:02d}")
    return at(Period.of_week(week))


def day_of(today: date, month: int, day: int, year: Year = None) -> date:
    """Return a date; without a year the nearest that is not after today.

    Raises ValueError for a day that the month does not have.
    """
    if year:
        return date(int(year), month, day)
    is_ahead = (month, day) > (today.month, today.day)
    return date(today.year - is_ahead, month, day)


def days_between(
    today: date, first: tuple[int, int], last: tuple[int, int], year: Year = None
) -> When:
    """Return the days from one month and day to another; ``year`` is that of the last.

    Raises ValueError if the last comes before the first in the same month.
    """
    last_day = day_of(today, *last, year)
    first_day = date(last_day.year - (first[0] > last[0]), *first)
    if first_day > last_day:
        raise ValueError(first_day)
    return at(Period(first_day, last_day + DAY))


def month_of(today: date, number: int, year: Year = None) -> Period:
    """Return a month; without a year the nearest that has begun."""
    return _month(day_of(today, number, 1, year))


def _month(first: date) -> Period:
    return Period(first, first + monthrange(first.year, first.month)[1] * DAY)


def so_far(today: date, when: When) -> When:
    """Return a time in which what is longer than a week ends with yesterday at the latest."""
    periods = (
        replace(each, end=min(each.end, today)) if _goes_on(today, each) else each
        for each in when.periods
    )
    return replace(when, periods=tuple(periods))


def _goes_on(today: date, period: Period) -> bool:
    return period.days > WEEK.days and period.start < today < period.end


def since_month(today: date, month: Period) -> When:
    """Return the time since the beginning of a month: of the one of yesterday as `this month`."""
    is_now = month.start <= today - DAY < month.end
    return this_month(today) if is_now else When("from", (month,))


def this_month(today: date) -> When:
    """Return the month so far, and the thirty days to yesterday."""
    return at(Period((today - DAY).replace(day=1), today), *trailing(today, 30).periods)


def last_month(today: date) -> When:
    """Return the last whole month."""
    return at(_month((today.replace(day=1) - DAY).replace(day=1)))


def week_of_month(today: date, which: int, month: int, year: Year = None) -> When:
    """Return the first week that begins in a month, the second or a later one."""
    first = month_of(today, month, year).start
    to_monday = -first.weekday() % WEEK.days
    return at(Period.of_week(first + to_monday * DAY + (which - 1) * WEEK))


def parts_between(today: date, first: int, last: int, year: Year = None) -> When:
    """Return the weeks from one month to another, the ends not exact."""
    begin, end = months_between(today, first, last, year).periods
    return When("stretch", (Period(begin.start, end.end),))


def months_between(today: date, first: int, last: int, year: Year = None) -> When:
    """Return one month and another after it.

    Raises ValueError for a month and itself.
    """
    end = month_of(today, last, year)
    begin = _month(date(end.start.year - (first > last), first, 1))
    if first == last:
        raise ValueError(first)
    return When("between", (begin, end))


def from_first_to_last(between: When) -> When:
    """Return the time from one of two periods to the other as a whole; they may be none."""
    if not between.periods:
        return between
    first, last = between.periods
    return at(Period(first.start, last.end))


def quarter(today: date, number: int, year: Year = None) -> When:
    """Return a quarter; without a year the nearest that has begun."""
    first = day_of(today, 3 * number - 2, 1, year)
    return at(Period(first, month_of(today, 3 * number, first.year).end))


def season(today: date, month: int, year: Year = None) -> When:
    """Return the season that begins in a month; without a year the nearest that has begun."""
    first = day_of(today, month, 1, year)
    return When("stretch", (Period(first, first + SEASON),))


def half_of(today: date, which: int, year: Year = None) -> When | None:
    """Return half a year; without a year of that of today. It may not have begun."""
    first = date(int(year or today.year), 6 * which - 5, 1)
    if first > today:
        return None
    return at(Period(first, month_of(today, 6 * which, first.year).end))


def year_of(today: date, year: str) -> When | None:
    """Return a year, unless it is before the record or to come."""
    return at(_year(int(year))) if EARLIEST <= int(year) <= today.year else None


def last_year(today: date) -> When:
    """Return the year before that of today."""
    return at(_year(today.year - 1))


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def a_year_ago(today: date) -> When:
    """Return the week 52 weeks before the last."""
    return When("ago", (Period.of_week(last_week(today) - YEAR_OF_WEEKS),))


def since_a_year_ago(today: date) -> When:
    """Return the week 52 weeks before the last as the base of a growth."""
    return When("since", a_year_ago(today).periods)


def year_before(period: Period) -> Period | None:
    """Return the week 52 weeks before a week, the month a year before a month; else None."""
    if period.week is not None:
        return Period.of_week(period.start - YEAR_OF_WEEKS)
    if period.months != 1:
        return None
    return _month(date(period.start.year - 1, period.start.month, 1))


def since_new_year(today: date, year: Year = None) -> When:
    """Return the first week that begins in a year, or in that of the last week, as a base."""
    first = date(int(year or last_week(today).year), 1, 1)
    return When("since", (Period.of_week(monday(first + 6 * DAY)),))
