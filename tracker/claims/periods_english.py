"""The ways in which English names days, weeks, months and windows.

A rule is a pattern and what it means: a function that takes today and the named groups of the
pattern. Of several that match, the longest counts. What a rule cannot place (a 31 April) it raises
as ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from tracker.claims.numbers import count
from tracker.claims.when import (
    When,
    Year,
    a_year_ago,
    as_of,
    at,
    day_of,
    days_between,
    days_to,
    half_of,
    last_month,
    last_week,
    last_year,
    month_of,
    months_between,
    named_week,
    on,
    parts_between,
    quarter,
    season,
    since_a_year_ago,
    since_new_year,
    this_month,
    this_week,
    trailing,
    undated,
    week_of,
    week_of_month,
    weekday,
    year_of,
)
from tracker.weeks import DAY, Period
from tracker.weeks import WEEK as SEVEN_DAYS

HALF_A_MONTH = 15
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _week_of(today: date, day: str, year: Year) -> When:
    return week_of(_day(today, day, year))


def _week_from(today: date, day: str, year: Year) -> When:
    """Return the seven days from a day: the calendar week if it is a Monday."""
    return days_to(_day(today, day, year) + SEVEN_DAYS - DAY, SEVEN_DAYS.days)


def _single(today: date, day: str, year: Year) -> When:
    return on(_day(today, day, year))


def _days_to(today: date, day: str, year: Year, days: int) -> When:
    return days_to(_day(today, day, year), days)


def _days(today: date, first: str, last: str, year: Year) -> When:
    """Return the days from one to another; a month that stands once is that of both."""
    start = _month(first) or _month(last), _number(first)
    end = _month(last) or _month(first), _number(last)
    return days_between(today, start, end, year)


def _as_of(today: date, day: str, year: Year) -> When:
    return as_of(today, _day(today, day, year))


def _as_of_iso(today: date, day: str) -> When:
    return as_of(today, date.fromisoformat(day))


def _whole_month_of(today: date, month: str) -> When:
    return _whole_month(today, month, None)


def _iso_day(today: date, day: str) -> When:
    return on(date.fromisoformat(day))


def _iso_week(today: date, day: str) -> When:
    return week_of(date.fromisoformat(day))


def _named_week(today: date, week: str, year: Year) -> When:
    return named_week(today, int(week), year)


def _last_week(today: date) -> When:
    return week_of(last_week(today))


def _week_of_month(today: date, which: str, month: str, year: Year) -> When:
    return week_of_month(today, count(which), _month(month), year)


def _weekday(today: date, name: str) -> When:
    return weekday(today, WEEKDAYS.index(name.title()))


def _days_to_weekday(today: date, name: str) -> When:
    return days_to(_weekday(today, name).periods[0].start, 7)


def _whole_month(today: date, month: str, year: Year) -> When:
    return at(month_of(today, _month(month), year))


def _part_of_month(today: date, month: str, year: Year) -> When:
    return When("stretch", (month_of(today, _month(month), year),))


def _parts_of_months(today: date, first: str, last: str, year: Year) -> When:
    return parts_between(today, _month(first), _month(last), year)


def _months(today: date, first: str, last: str, year: Year) -> When:
    return months_between(today, _month(first), _month(last), year)


def _quarter(today: date, which: str, year: Year) -> When:
    return quarter(today, count(which), year)


def _season(today: date, name: str, year: Year) -> When:
    return season(today, SEASONS[name.lower()], year)


def _undated_season(today: date) -> When:
    return undated(today, "stretch")


def _half(today: date, which: str, year: Year) -> When | None:
    return half_of(today, count(which), year)


def _half_of_month(today: date, which: str, month: str, year: Year) -> When:
    whole = month_of(today, _month(month), year)
    middle = whole.start + HALF_A_MONTH * DAY
    return at(Period(whole.start, middle) if which == "first" else Period(middle, whole.end))


def _this_year(today: date) -> When | None:
    return year_of(today, str(today.year))


def _day(today: date, written: str, year: Year) -> date:
    return day_of(today, _month(written), _number(written), year)


def _month(written: str) -> int:
    """Return the number of the month that a date names; 0 if it names none."""
    match = re.search(MONTH, written, re.IGNORECASE)
    names = [name[:3].lower() for name in MONTHS]
    return names.index(match[0][:3].lower()) + 1 if match else 0


def _number(written: str) -> int:
    return int(re.sub(r"\D", "", written))


_SHORT = "|".join([*(name[:3] for name in MONTHS), "Sept"])
MONTH = f"(?:{'|'.join(MONTHS)}|(?:{_SHORT})[.]?)"
ISO = r"20\d\d-\d\d-\d\d"
YEAR = r"(?:,? (?P<year>20\d\d))?"
NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
MONTH_DAY = f"{MONTH} {NUMBER}"
LAST_DAY = rf"{NUMBER}(?![\d.,]*\d| ?(?:%|per ?cent|trillion|billion|million|tn\b|bn\b|[TB]\b))"
DAY_MONTH = f"{NUMBER} {MONTH}"
ANY_DAY = f"(?:(?:{'|'.join(WEEKDAYS)}),? (?:the )?)?(?:{MONTH_DAY}|{NUMBER} (?:of )?{MONTH})"
A_DAY = f"(?P<day>{ANY_DAY}){YEAR}"
TO = " ?(?:-|to|through|until|till|and) ?"

IN = "(?:(?:in|for|during|over|of|on|by|as of|from) )?(?:the )?"
WITHIN = "(?:(?:over|in|during|for|within|of|throughout) )?(?:the )?(?:course of (?:the )?)?"
BETWEEN = "(?:(?:between|from|in|during|on) )?"
WEEK = "(?:calendar )?week"
ITS_WEEK = f"(?:its|the|a) (?:first )?(?:full )?{WEEK}"
BEGAN = "(?:began|begins|started|starts|commenced)"
FROM = f"(?:of|from|beginning|starting|commencing|that {BEGAN}) (?:on )?"
UP_TO = "(?:ending|ended|that ended|that ends|through|up to|to) (?:on )?"
PAST = "(?:past|last|trailing|latest|most recent|previous)"
PART = "(?:the )?(?:(?:beginning|start|middle|end) of |early |mid-?|late )?"
TO_PART = f"(?: to|-| through| until| and) {PART}"
DURING = "(?:in|for|during|over|throughout|across|of)"
ALL_OF = "(?:the (?:whole )?month of |all of |the whole of )?"
ALL_OF_THE_YEAR = "(?:the course of |the (?:whole )?(?:year )?(?:of )?|all of |the entire year )?"
THE_START = "(?:the )?(?:beginning|start|middle|end|turn)"
A_MONTH = rf"{MONTH}(?: 20\d\d)?"
THAN = "(?:(?:than|from|on|over|in) )?(?:the )?"
OVER_BASE = "(?:than|from|on|over|against|compared (?:with|to)) (?:in )?(?:the )?"
WEEK_BEFORE = "(?:week before|(?:previous|preceding|prior) week)"
YEAR_AGO = "(?:ago|earlier|before)"
THAN_YEAR = (
    "(?:than|from|on|over|versus|against|as|of|compared (?:with|to)|(?:it|they) (?:was|were|had)) "
)
LAST_YEAR = (
    "(?:this time last year|the same (?:time|week|period)"
    f" (?:last year|(?:a|one|the) year {YEAR_AGO}))"
)
SINCE = "(?:since|from|than at|than from|with|to) "
A_YEAR = r"(?:(?:the|this) year|(?P<year>20\d\d))"
IN_A_SEASON = "(?:(?:in|over|during|through|throughout) )?(?:(?:the|this|early|late)[ -])?"
LAUNCH = "(?:launch|release|debut|introduction|arrival)"
ORDINAL = "(?P<which>first|second|third|fourth)"

HALF_OF = f"(?:{DURING} )?(?:the )?(?P<which>first|second|latter) half of"
SAME_TIME = f"{THAN}(?:in )?(?:the )?same (?:week|period|time)"
YEAR_BEFORE = "(?:last year|a year (?:ago|earlier|before)|the (?:previous|prior) year)"
A_MONTH_AND_NO_DAY = rf"(?P<month>{MONTH}){YEAR}(?!,? \d{{1,2}}(?!\d))"
NO_DAY = r"(?!,? \d)"
_BEFORE = ("with", "than", "from", "over", "against", "versus", "to", "and", "since", "finished")
AFTER = f"(?:{'|'.join(f'(?<={word} )' for word in _BEFORE)})"
OF_A_MONTH = (
    "(?:saw|was|brought|marked|belonged|yielded|(?:closed|ended|finished) with"
    "|(?:total |token )?(?:traffic|usage|volume|consumption|throughput|tally|total))"
)
"""What follows a month that stands alone: what it brought, or what there was in it."""
BARE_MONTH = f"(?-i:(?P<month>{MONTH}))(?!,? \\d)"

RULES: tuple[tuple[str, Callable[..., When | None]], ...] = (
    # Days
    (f"as (?:of|at) {A_DAY}", _as_of),
    (f"as (?:of|at) (?P<day>{ISO})", _as_of_iso),
    (f"(?:on )?{A_DAY}(?: alone)?", _single),
    (f"{IN}(?:of |beginning |starting |commencing |from )?(?P<day>{ISO})", _iso_day),
    (f"(?:on |last )?(?P<name>{'|'.join(WEEKDAYS)})(?: alone)?(?:'s)?", _weekday),
    ("(?:on )?yesterday", partial(trailing, days=1)),
    # Several days
    *(
        (f"(?:{BETWEEN}|{IN}{WEEK} {FROM})(?P<first>{first}){TO}(?P<last>{last}){YEAR}", _days)
        for first, last in ((MONTH_DAY, LAST_DAY), (NUMBER, DAY_MONTH), (ANY_DAY, ANY_DAY))
    ),
    (f"{IN}(?:seven days|week) {UP_TO}{A_DAY}", partial(_days_to, days=7)),
    (f"{IN}(?:thirty|30) days {UP_TO}{A_DAY}", partial(_days_to, days=30)),
    (f"{WITHIN}{PAST} (?:seven|7) days", partial(trailing, days=7)),
    ("(?:with)?in (?:just |only )?(?:seven|7) days", partial(trailing, days=7)),
    (f"{WITHIN}past week|in a week", partial(trailing, days=7)),
    (f"{WITHIN}{PAST} (?:thirty|30) days", partial(trailing, days=30)),
    (f"{WITHIN}past month", partial(trailing, days=30)),
    (
        f"{IN}(?:seven days|7 days|week) {UP_TO}(?:last )?(?P<name>{'|'.join(WEEKDAYS)})",
        _days_to_weekday,
    ),
    # Weeks
    (f"{IN}{WEEK} {FROM}{A_DAY}", _week_of),
    (f"{IN}{WEEK} (?:{FROM})?(?P<day>{ISO})", _iso_week),
    (
        f"(?:in )?{ITS_WEEK},? which {BEGAN} (?:on )?{A_DAY}",
        _week_from,
    ),
    (rf"{IN}(?P<year>20\d\d)-?W(?P<week>\d\d?)", _named_week),
    (rf"{IN}(?:W|week )(?P<week>\d\d?)(?: (?:of|in) (?P<year>20\d\d))?", _named_week),
    (f"{IN}{ORDINAL} (?:full )?week of (?P<month>{MONTH}){YEAR}", _week_of_month),
    (f"{WITHIN}last (?:calendar |full |complete )?week(?:'s)?", _last_week),
    ("(?:(?:in|for|during) )?this week", this_week),
    # Months
    (f"{DURING} {ALL_OF}{A_MONTH_AND_NO_DAY}", _whole_month),
    (f"{BARE_MONTH}(?= {OF_A_MONTH}(?![A-Za-z])|'s(?![A-Za-z]))(?:'s)?", _whole_month_of),
    (f"{AFTER}{BARE_MONTH}", _whole_month_of),
    (rf"(?P<month>{MONTH}) (?P<year>20\d\d)", _whole_month),
    (f"in (?:early|mid|late)[ -](?P<month>{MONTH}){YEAR}", _part_of_month),
    ("(?:in )?last month", last_month),
    ("(?:so far )?this month(?: so far)?|(?:in )?the month to date", this_month),
    (f"(?:from|between) (?P<first>{MONTH}) (?:to|and) (?P<last>{MONTH}){YEAR}{NO_DAY}", _months),
    (f"{BETWEEN}{PART}(?P<first>{MONTH}){TO_PART}(?P<last>{MONTH}){YEAR}", _parts_of_months),
    # Quarters and years
    (rf"(?:in )?(?:the )?{ORDINAL} quarter(?: of (?P<year>20\d\d))?", _quarter),
    (r"(?:in )?Q(?P<which>[1-4])(?: (?:of )?(?P<year>20\d\d))?", _quarter),
    (
        rf"(?:{DURING} )?(?:the course of )?{ALL_OF_THE_YEAR}(?P<year>20\d\d)(?: as a whole)?",
        year_of,
    ),
    (
        rf"(?:{DURING} )?(?:the )?(?P<which>first|second) half of {A_YEAR}",
        _half,
    ),
    (r"(?:in )?H(?P<which>[12])(?: (?:of )?(?P<year>20\d\d))?", _half),
    (rf"{HALF_OF} (?P<month>{MONTH}){YEAR}{NO_DAY}", _half_of_month),
    ("(?<=weeks )of (?:the|this) year", _this_year),
    ("(?:in )?last year", last_year),
    # Since when something grew
    (f"{SINCE}(?:the )?(?:start|beginning|turn) of (?:the|this) year", since_new_year),
    ("(?:since|from|than in) January", since_new_year),
    (r"(?:since|from) (?:the )?(?:start|beginning|turn) of (?P<year>20\d\d)", since_new_year),
    ("(?:so far )?this year", since_new_year),
    ("(?:with)?in (?:a|one|the past|the last) year", since_a_year_ago),
    ("(?:with)?in (?:the (?:past|last) )?(?:twelve|12) months", since_a_year_ago),
    ("over (?:a|one|the past|the last) (?:year|twelve months)", since_a_year_ago),
    ("(?:a|one) year on(?!-| year)|(?:twelve|12) months on", since_a_year_ago),
    (f"{THAN_YEAR}(?:a|one) year {YEAR_AGO}", since_a_year_ago),
    (f"{THAN_YEAR}{LAST_YEAR}|year[ -]on[ -]year", since_a_year_ago),
    (f"(?:(?:a|one) year ago|(?:(?:at|in|during) )?{LAST_YEAR})(?:,? today)?", a_year_ago),
    ("(?:a|one) year (?:earlier|before)", partial(undated, kind="ago")),
    (f"{SAME_TIME} (?:of |in )?{YEAR_BEFORE}", since_a_year_ago),
    (f"since (?:its |their |the )?{LAUNCH}", partial(undated, kind="launch")),
    # What the rest of the text dates, or nothing does
    (f"{OVER_BASE}{WEEK_BEFORE}(?!'s)", partial(undated, kind="base")),
    (f"{THAN}{WEEK_BEFORE}", partial(undated, kind="before")),
    ("a week (?:earlier|before|ago)", partial(undated, kind="before")),
    (f"{WITHIN}(?:that|same) (?:week|month|period|day)", partial(undated, kind="same")),
    ("currently|right now|now|today|these days|presently", partial(undated, kind="now")),
    ("at (?:present|the moment|the time of writing)", partial(undated, kind="now")),
    (f"(?:at|since|from|until|by) {THE_START} of {A_MONTH}", partial(undated, kind="stretch")),
    (
        rf"{IN_A_SEASON}(?P<name>spring|summer|autumn|winter)(?: (?:of )?(?P<year>20\d\d))?",
        _season,
    ),
    (r"(?:in|over|during) (?:the )?(?P<name>fall)(?: of (?P<year>20\d\d)|(?! of))", _season),
    ("(?:in |over |during )?last (?:spring|summer|autumn|fall|winter)", _undated_season),
)
