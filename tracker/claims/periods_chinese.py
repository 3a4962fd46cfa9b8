"""The ways in which Chinese names days, weeks, months and windows, in simplified characters.

The rules are as those of `periods_english.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from tracker.claims.numbers import COUNT_ZH, count
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
    named_week,
    on,
    quarter,
    season,
    since_a_year_ago,
    since_month,
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
from tracker.weeks import DAY as A_DAY
from tracker.weeks import WEEK, Period

SEASONS = "春夏秋冬"
WEEKDAYS = "一二三四五六日"
PARTS = "上中下"
"""What the thirds of a month are called."""


def _single(today: date, year: Year, month: str, day: str) -> When:
    return on(_day(today, year, month, day))


def _week_of(today: date, year: Year, month: str, day: str) -> When:
    return week_of(_day(today, year, month, day))


def _days_to(today: date, year: Year, month: str, day: str, days: str) -> When:
    number = WEEK.days if days in ("周", "星期") else count(days)
    return days_to(_day(today, year, month, day), number)


def _as_of(today: date, year: Year, month: str, day: str) -> When:
    return as_of(today, _day(today, year, month, day))


def _days(
    today: date, year: Year, month: str, day: str, last_month: str | None, last_day: str
) -> When:
    first = count(month), count(day)
    return days_between(today, first, (count(last_month or month), count(last_day)), year)


def _last_week(today: date) -> When:
    return week_of(last_week(today))


def _week_before_last(today: date) -> When:
    return week_of(last_week(today) - WEEK)


def _day_before_yesterday(today: date) -> When:
    return on(today - 2 * A_DAY)


def _named_week(today: date, week: str) -> When:
    return named_week(today, int(week))


def _weekday(today: date, name: str) -> When:
    return weekday(today, WEEKDAYS.index(name))


def _days_to_weekday(today: date, name: str) -> When:
    return days_to(_weekday(today, name).periods[0].start, WEEK.days)


def _month(today: date, year: Year, month: str) -> When:
    return at(month_of(today, count(month), year))


def _since_month(today: date, year: Year, month: str) -> When:
    return since_month(today, month_of(today, count(month), year))


def _season(today: date, year: Year, name: str) -> When:
    return season(today, 3 * SEASONS.index(name) + 3, year)


def _half(today: date, year: Year, which: str) -> When | None:
    return half_of(today, 1 + (which == "下"), year)


def _some_of_month(today: date, year: Year, month: str) -> When:
    return When("stretch", (month_of(today, count(month), year),))


def _this_year(today: date) -> When:
    """Return the year as a stretch of weeks: the rest of the text says of which of them."""
    return When("stretch", (Period(date(today.year, 1, 1), date(today.year + 1, 1, 1)),))


def _quarter(today: date, year: Year, which: str) -> When:
    return quarter(today, count(which), year)


def _day(today: date, year: Year, month: str, day: str) -> date:
    return day_of(today, count(month), count(day), year)


def _part_of_month(today: date, year: Year, month: str, part: str) -> When:
    """Return the first, second or last third of a month, of ten days each but the last."""
    whole = month_of(today, count(month), year)
    first = whole.start + 10 * PARTS.index(part) * A_DAY
    return at(Period(first, whole.end if part == PARTS[-1] else first + 10 * A_DAY))


def _week_of_month(today: date, year: Year, month: str, which: str) -> When:
    return week_of_month(today, 1 if which == "首" else count(which), count(month), year)


YEAR = r"(?:(?P<year>20\d\d)年|今年)?"
NUMBER = rf"\d{{1,2}}|{COUNT_ZH}"
MONTH = rf"{YEAR}(?P<month>{NUMBER})月"
MONTH_DAY = rf"{MONTH}(?P<day>{NUMBER})"
DAY = f"{MONTH_DAY}[日号]"
LAST_DAY = rf"(?:(?P<last_month>{NUMBER})月)?(?P<last_day>{NUMBER})[日号]"
SLASHED = r"(?:(?P<year>20\d\d)/)?(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=[\u4e00-\u9fff])"
OF_DAYS = "(?:当周|这一周|这周|那一周|的?一周|的周榜|期间)?(?:上|里|内|中)?"
OF_A_DAY = "(?:当周|这一周|这周|那一周|起的一周|所在周|开始的一周|一周)的?"
OF_THE_DAY = "(?:单日|当天|当日|全天|[这那]?一天|[这那]天)?"
UP_TO = "(?:截至|截止到?|到)"
LAST = "(?:近|最近|前|过去)?"
A_WEEKDAY = f"(?:上?周|星期)(?P<name>[{WEEKDAYS}])"
PAST = "在?(?:近|最近|过去|前)"
LAUNCHED = "(?:发布|上线|推出|亮相|问世|开源)"
SINCE = "(?:内|里|来|以来)?"
COMPARED_ZH = "(?:相?较于?|[比与同和跟]|相比)"
A_YEAR_AGO = "(?:去年同期|去年此时|一年(?:之|以)?前)"

RULES: tuple[tuple[str, Callable[..., When | None]], ...] = (
    # What the rest of the text dates; `前一周` is the week before, not the past seven days
    ("前一周", partial(undated, kind="before")),
    ("[当同该]周|同期|当[月天]", partial(undated, kind="same")),
    ("目前|眼下|当前|现在|如今|现阶段|截至发稿|眼前|时下", partial(undated, kind="now")),
    # Days
    (f"在?{DAY}{OF_THE_DAY}", _single),
    (f"(?:上?周|星期)(?P<name>[{WEEKDAYS}])(?!半|些|个|成|款|次|名|位|均){OF_THE_DAY}", _weekday),
    (f"在?{SLASHED}{OF_THE_DAY}", _single),
    ("昨[日天]", partial(trailing, days=1)),
    ("前[日天]", _day_before_yesterday),
    # Several days
    (rf"(?:在|上周\()?{MONTH_DAY}[日号]?[至到~—-]{LAST_DAY}\)?{OF_DAYS}", _days),
    (f"{UP_TO}{DAY}", _as_of),
    (f"{UP_TO}{DAY}的?(?:近|最近|前|过去)?(?P<days>7|七|30|三十)[日天][内里中间]?", _days_to),
    (f"{UP_TO}{DAY}的?(?:近|最近|前|过去)?一?(?P<days>周|星期)[内里中间]?", _days_to),
    (f"{UP_TO}{A_WEEKDAY}的?{LAST}(?:一?(?:周|星期)|[7七][日天])[内里中间]?", _days_to_weekday),
    (f"{UP_TO}{DAY}的?(?:当|这|那)一?(?:周|星期)[内里中间]?", _week_of),
    (f"{PAST}(?:[一1]周|[七7][天日]){SINCE}", partial(trailing, days=7)),
    (f"{PAST}(?:(?:30|三十)[天日]|一个月){SINCE}", partial(trailing, days=30)),
    # Weeks
    (f"[在从]?{DAY}{OF_A_DAY}", _week_of),
    (f"在?{DAY}(?:起|开始)的(?:那一|首个|第一个)?(?:完整)?(?:自然)?周", _week_of),
    (f"{SLASHED}{OF_A_DAY}", _week_of),
    ("在?上[一1]?个?(?:周|星期|自然周)", _last_week),
    ("在?上上个?(?:周|星期)", _week_before_last),
    (rf"在?{MONTH}的?第?(?P<which>[首一二三四1-4])个?(?:周|星期)", _week_of_month),
    ("进入本周|在?(?:本周|这一?周)", this_week),
    (r"第(?P<week>\d{1,2})周", _named_week),
    # Months, quarters, years
    (rf"在?{MONTH}(?:份|全月|整月)?(?![0-9])", _month),
    (rf"(?:进入|步入|自从?|从)*{MONTH}(?:份|初)?(?:以来|至今|起至今)", _since_month),
    (rf"在?{MONTH}(?P<part>[{PARTS}])旬", _part_of_month),
    ("上个?月", last_month),
    ("本月(?:以来)?|当月以来|这个月", this_month),
    (f"(?:{YEAR}|今年)第?(?P<which>[一二三四1-4])季度", _quarter),
    (r"(?P<year>20\d\d)年(?:全年|整年|度)?", year_of),
    (f"(?:{YEAR}|今年)(?P<which>[上下])半年", _half),
    (r"(?:(?P<year>20\d\d)年|今年?)(?P<name>[春夏秋冬])[天季]?", _season),
    ("去年?[春夏秋冬][天季]?", partial(undated, kind="stretch")),
    (rf"在?{YEAR}(?P<month>\d{{1,2}}|{COUNT_ZH})月[初中底末]", _some_of_month),
    ("去年(?:全年)?", last_year),
    ("今年", _this_year),
    # Since when something grew
    (
        "自?(?:其|该模型)?(?:发布|上线|推出|亮相|问世|开源)(?:以来|至今)",
        partial(undated, kind="launch"),
    ),
    ("今年以来|自?年初以来|年初至今|(?:相?较于?|[比与同和跟])年初(?:相比|相较)?", since_new_year),
    (f"{COMPARED_ZH}{A_YEAR_AGO}(?:相比|相较)?|一年[内来间]|过去一年|同比", since_a_year_ago),
    (f"(?:是|为|达到?)?{A_YEAR_AGO}的?(?=[^,，。;；]{{0,4}}倍)", since_a_year_ago),
    (f"在?{A_YEAR_AGO}", a_year_ago),
)
