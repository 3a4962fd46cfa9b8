"""Find the numbers of a sentence: amounts, percentages, multiples, ranks and counts of weeks.

amount
    A number with a unit (K, M, B, T, million, trillion, 万, 亿, 万亿, 兆), with what is counted if
    the text says so: `1.17 trillion tokens`, `10.46万亿Token`, `$2.39M`, `约2360万美元`.
percentage
    `63.5 percent`, `四成以上`, `a third`, `nine in every ten`, `三分之一`.
multiple
    `four times`, `twentyfold`, `2.5倍`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from tracker.claims.numbers import CARDINALS, COUNT, COUNT_ZH, NUMBER, Figure, count, either, figure
from tracker.claims.words import Match, Rules, is_inside

NUMBERS = {"amount", "percent", "times", "points"}
"""Kinds of words that have a figure."""
MICRO = 10**6
"""Micro-dollars in a dollar."""


class Amount(NamedTuple):
    """An amount and the metric that its text names, if any."""

    figure: Figure
    metric: str | None


class Percent(NamedTuple):
    """A percentage, and whether it has a sign."""

    figure: Figure
    signed: bool


class Streak(NamedTuple):
    """A number of weeks in a row; ``sure`` if the text says that they follow each other.

    ``bound`` is the hedge that is part of it, as of a figure. ``which`` says that they are the
    `first` or `last` of a period, or those `past` at publication; `together` that it does not
    say whether each of the past ones is meant.
    """

    number: int
    unit: str
    sure: bool
    bound: str = ""
    which: str = ""


Quantity = tuple[str, Amount | Percent | Streak | Figure | int]
"""The kind of a quantity and its value."""


def find(text: str, place: int) -> Match | None:
    """Find the longest quantity that begins at a place of a normalised text."""
    if is_inside(text, place):
        return None
    longest: Match | None = None
    for pattern, read in _RULES.of(text):
        match = pattern.match(text, place)
        if match and (longest is None or match.end() > longest[2]):
            try:
                kind, value = read(match[0].strip(), **match.groupdict())
            except (ValueError, ArithmeticError):  # `两三倍`, `0分之一`: no number
                continue
            longest = kind, value, match.end()
    return longest


def _amount(written: str, number: str, unit: str, counted: str | None, more: str = "") -> Quantity:
    value, metric = _figure(number, unit, written), _metric(counted)
    value = replace(value, hedge="more" if more else "")
    return "amount", Amount(_in_micro(value) if metric == "spend" else value, metric)


def _amount_zh(written: str, number: str, unit: str, counted: str | None, more: str) -> Quantity:
    return _amount(written, str(count(number)), unit, counted, more)


def _amount_and_a_half(written: str, number: str, unit: str, counted: str | None) -> Quantity:
    return _amount(written, f"{_NUMBERS[number.lower()]}.5", unit, counted)


def _plain_amount(written: str, number: str, counted: str) -> Quantity:
    return _amount(written, number, "", counted)


def _money(written: str, number: str, unit: str | None) -> Quantity:
    return "amount", Amount(_in_micro(_figure(number, unit or "", written)), "spend")


def _figure(number: str, unit: str, written: str) -> Figure:
    """Return the figure of a number in digits or words and a unit."""
    digits, unit = _NUMBERS.get(number.lower(), number), unit.lower()
    if unit in _ZEROS:
        return _scaled(figure(digits, "", written), 10 ** _ZEROS[unit])
    return figure(digits, unit.removesuffix("s"), written)


def _in_micro(dollars: Figure) -> Figure:
    return _scaled(dollars, MICRO)


def _scaled(plain: Figure, factor: int) -> Figure:
    return replace(plain, value=plain.value * factor, step=plain.step * factor)


def _metric(counted: str | None) -> str | None:
    """Return the metric that is counted; None if the text does not say."""
    if not counted:
        return None
    if "token" in counted.lower():
        return "tokens"
    is_money = "dollar" in counted.lower() or "美" in counted
    return "spend" if is_money else "calls"


def _percent(written: str, number: str, sign: str | None = None) -> Quantity:
    plain = _whole_or_decimal(number, written)
    value = -plain.value if sign == "-" else plain.value
    return "percent", Percent(replace(plain, value=value), signed=bool(sign))


def _points(written: str, number: str, sign: str | None) -> Quantity:
    return "points", _percent(written, number, sign)[1]


def _tenths(written: str, number: str, rest: str | None) -> Quantity:
    """Return the percentage of `四成`, `四成五` or `四成半`."""
    return _fraction(written, f"{10 * count(number) + count(rest or '0')}", "100")


def _tenths_and_a_half(written: str, number: str) -> Quantity:
    return _tenths(written, number, "5")


def _fraction(written: str, part: str = "1", whole: str = "2") -> Quantity:
    value = Decimal(100 * count(part)) / count(whole)
    return "percent", Percent(Figure(value, Decimal(1), written), signed=False)


def _every(written: str, number: str) -> Quantity:
    """Return the percentage of `every tenth token`."""
    return _fraction(written, whole=str(count(number)))


def _multiple(written: str, number: str) -> Quantity:
    return "times", _whole_or_decimal(number, written)


def _multiple_and_a_half(written: str, number: str) -> Quantity:
    return _multiple(written, f"{count(number)}.5")


def _whole_or_decimal(number: str, written: str) -> Figure:
    return figure(number if number[0].isdigit() else str(count(number)), "", written)


def _top(written: str, number: str) -> Quantity:
    return "top", count(number)


def _rank(written: str, number: str) -> Quantity:
    return "rank", count(number)


def _medal(written: str, medal: str) -> Quantity:
    return "rank", 3 if medal.lower() in ("季军", "bronze") else 2


def _first_place(written: str) -> Quantity:
    return "rank", 1


def _weeks(written: str, number: str, before: str | None, unit: str, after: str | None) -> Quantity:
    """Return a number of weeks; of `times` only those that follow each other.

    Raises ValueError for other times.
    """
    sure = bool(before or after)
    if unit.lower() == "time" and not sure:
        raise ValueError(written)
    bound = "more" if _FOR_OVER.match(written) else ""
    return "streak", Streak(count(number), unit.lower(), sure, bound)


def _weeks_of(written: str, number: str, which: str) -> Quantity:
    """Return each of the first weeks of a period, of the last, or of those past."""
    return "streak", Streak(count(number), "week", sure=True, which=_WHICH[which.lower()])


def _weeks_together(written: str, number: str, which: str = "") -> Quantity:
    """Return weeks that may be meant together, and not each of them: over the past four weeks."""
    return "streak", Streak(count(number), "week", sure=False, which="together")


def _weeks_past_zh(written: str, number: str) -> Quantity:
    return "streak", Streak(count(number), "week", sure=True, which="past")


def _weeks_before_zh(written: str, number: str) -> Quantity:
    return "streak", Streak(count(number), "week", sure=True, which="before")


def _weeks_first_zh(written: str, number: str) -> Quantity:
    return "streak", Streak(count(number), "week", sure=True, which="first")


def _weeks_zh(
    written: str, number: str, unit: str = "次", bound: str | None = None, more: str | None = None
) -> Quantity:
    """Return a number of weeks with the bound before or behind it: 连续逾十周, 连续17周以上."""
    hedge = _BOUNDS_ZH[bound or more or ""]
    return "streak", Streak(count(number), _UNITS_ZH[unit], sure=True, bound=hedge)


_ZEROS = {"千亿": 11, "百亿": 10, "十亿": 9, "千万": 7, "百万": 6, "兆": 12}
"""Units that are none of `numbers.figure`, and their zeros."""
_NUMBERS = {
    "half a": "0.5",
    "a": "1",
    "an": "1",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "a hundred": "100",
    "one hundred": "100",
}
"""What stands before million, billion and trillion in words."""
_UNITS_ZH = {
    "周": "week",
    "星期": "week",
    "次": "time",
    "天": "day",
    "日": "day",
    "月": "month",
}

_WHICH = {
    "first": "first",
    "opening": "first",
    "final": "last",
    "closing": "last",
    "past": "past",
    "last": "past",
    "previous": "before",
    "preceding": "before",
    "most recent": "past",
    "latest": "past",
}
"""Which weeks are meant; the last ones are those of a period if one is named, and those before it
end with the one before the week that is named, or that the text is about.
"""
_FOR_OVER = re.compile(r"(?:for|after) over\b", re.IGNORECASE)
_BOUNDS_ZH = {
    "": "",
    **dict.fromkeys(("超过", "逾", "超", "多于", "不止", "余", "多"), "more"),
    **dict.fromkeys(("至少", "不少于", "以上"), "least"),
    **dict.fromkeys(("不到", "不足", "少于"), "less"),
    **dict.fromkeys(("近", "将近", "接近", "约", "大约", "至多", "最多", "不超过"), "about"),
}
"""Bounds of a number of weeks in Chinese."""

DIGITS = f"(?P<number>{NUMBER})"
IN_WORDS = f"(?P<number>{either(_NUMBERS)})"
WHOLE = f"(?P<number>{COUNT})"
CARDINAL = rf"(?P<number>\d{{1,3}}|{either(CARDINALS)})"
WHOLE_ZH = rf"(?P<number>{COUNT_ZH}|\d{{1,3}}+)"
DECIMAL_ZH = rf"(?P<number>{COUNT_ZH}|\d+(?:\.\d+)?)"
SIGN = "(?P<sign>[+-])? ?"
DOLLAR = r"(?:US)?\$ ?"
UNIT = (
    "(?P<unit>trillions?|billions?|millions?|thousand|trn|tn|bn|mn|[KMBT](?![A-Za-z0-9])"
    "|万亿|千亿|百亿|十亿|亿|千万|百万|万|兆)"
)
UNIT_ZH = "(?P<unit>万亿|千亿|百亿|十亿|亿|千万|百万|万|兆)"
COUNTED = (
    "(?P<counted>tokens?(?![A-Za-z])|(?:API )?(?:calls?|requests?)(?![A-Za-z])"
    "|(?:US )?dollars?(?![A-Za-z])|个?Tokens?|次(?:请求|调用)?|美元|美金)"
)
OUT_OF = "(?:in|out of) (?:every )?"
MOST = "(?:most[ -](?:heavily )?used|most popular|biggest|largest|busiest|top)"
IN_PLACE = "(?:(?:in|at|to|into|as) )?(?:the )?"
NTH = (
    "(?P<number>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|twentieth|\d{1,2}(?:st|nd|rd|th))"
)
PLACES = "(?:models|slots|places|spots|positions)"
ORDERED = "(?:(?:an? )?(?:very )?(?:close|distant|strong|respectable|clear|mere|remarkable) )?"
OF_MODELS = f"(?:[ -](?:place|position|spot|rank|{MOST})(?: (?:AI )?models?)?)"
AMONG = "(?:among )?"
FOR = "(?:(?:for|over|after(?: only| just)?|at least|the|another|its|an?) ){0,3}"
RUNNING = (
    "(?:(?:full |whole )?(?:calendar|solid"
    "|(?P<before>consecutive|straight|successive|uninterrupted|unbroken|back-to-back)) )?"
)
IN_A_ROW = (
    "(?P<after> (?:in a row|running|straight|on the trot|in succession|consecutively"
    "|without (?:a break|interruption)|back to back|on end|on the bounce"
    "|at a stretch|on the spin))?"
)
THE = "(?:for )?(?:(?:the|its|their|an?) )?"
IN_ORDER = "(?P<before>consecutive|straight|successive)"
MOVE = "(?:increase|rise|gain|advance|growth|decline|drop|fall|loss|decrease)"
IN_A_ROW_ZH = "(?:(?:连续|蝉联|连着|接连|持续)[了已]?第?|(?:保持|维持|延续|维系)了?)"
BOUND_ZH = f"(?P<bound>{either(filter(None, _BOUNDS_ZH))})"
EACH_OF = (
    "(?:(?:in|for|during|over) )?"
    "(?:(?:each|every(?: single)? one|all) (?:of )?|(?:each|every) week (?:of|for|in|over) )"
)
WEEKS_OF = f"(?:the|its|their) (?P<which>{either(_WHICH)}) {WHOLE} (?:full |calendar |whole )?weeks"
"""Weeks that are the first, the last or the past ones, and nothing between them is left out."""
PAST_ZH = "在?(?:最近|过去|近)的?"
BEFORE_ZH = "在?(?:此前|之前|先前)的?"
WEEKS_ZH = "个?(?:周|星期)"
EACH_WEEK_ZH = "[里内中来间]?[,，]?(?:每一?(?:个?星期|周)|周周)[均都]?"
RESPECTIVELY_ZH = "(?:分[列居获占]|分别(?:位列|位居|名列|排在|排名|位于|占据|排|列|居))"
PLACE_ZH = "(?P<number>[一二三四五六七八九十])"
"""Places of several in their order: 分列二、三位."""
VERB_ZH = "[涨升增降跌减冠霸]"
"""What is done in a row: 连涨三周, 三连冠."""

REACHED = "(?:crack(?:s|ed|ing) (?:into )?)?"
WINS = (
    "(?:(?:takes?|took|taking|wins?|won|claims?|claimed|earns?|earned|secures?|secured) (?:the )?)"
)
PLACE = "(?: (?:place|position|spot|rank))"
BEHIND_PLACE = "[,.;:)]|$| (?:in|on|by|among|last|this|from|over|during|with)(?![A-Za-z])"
"""What may stand behind a place, which `first` is not before anything else: the first week."""

_RULES = Rules[Callable[..., Quantity]](
    (
        (f"{DIGITS}[ -]?{UNIT}(?:[ -]?{COUNTED})?", _amount),
        (f"{IN_WORDS} {UNIT}(?:[ -]?{COUNTED})?", _amount),
        (f"{IN_WORDS} and a half {UNIT}(?:[ -]?{COUNTED})?", _amount_and_a_half),
        (f"{DIGITS}[ -]?{COUNTED}", _plain_amount),
        (f"{DOLLAR}{DIGITS}(?:[ -]?{UNIT}(?:[ -]?(?:US )?dollars?)?)?", _money),
        (f"{SIGN}{DIGITS} ?(?:%|per ?cent|pct)", _percent),
        (f"{SIGN}{DIGITS} ?(?:percentage points?|个?百分点)", _points),
        (
            rf"(?P<part>{COUNT}) {OUT_OF}(?P<whole>{COUNT})(?= (?:of |tokens|calls|requests))",
            _fraction,
        ),
        (
            f"(?P<part>{COUNT}) (?:token|call|request)s? {OUT_OF}(?P<whole>{COUNT})(?![A-Za-z])",
            _fraction,
        ),
        (f"every {NTH} (?:token|call|request)(?![A-Za-z])", _every),
        (f"(?P<number>{NUMBER}|{COUNT})[ -]?(?:times|fold)(?![A-Za-z])", _multiple),
        (f"{WHOLE} and a half[ -](?:times|fold)(?![A-Za-z])", _multiple_and_a_half),
        (f"{DIGITS}x(?![A-Za-z0-9])", _multiple),
        (
            f"{REACHED}(?:among )?(?:the )?top[ -]?{WHOLE}(?: {PLACES})?(?![A-Za-z0-9])",
            _top,
        ),
        (f"{WINS}(?P<medal>silver|bronze)(?: medal)?(?![A-Za-z])", _medal),
        (f"to first{PLACE}?(?={BEHIND_PLACE})", _first_place),
        (
            f"{AMONG}(?:the |OpenRouter's )?(?:first )?{CARDINAL} {MOST}(?: models?)?(?![A-Za-z])",
            _top,
        ),
        (f"(?:the )?(?:first|leading) {CARDINAL} {PLACES}", _top),
        (
            f"{FOR}{WHOLE}[ -]{RUNNING}(?P<unit>week|time|month|day)s?{IN_A_ROW}(?![A-Za-z])",
            _weeks,
        ),
        (f"(?:{EACH_OF}|for |throughout ){WEEKS_OF}(?![A-Za-z])", _weeks_of),
        (f"of (?=the (?:previous|preceding) ){WEEKS_OF}(?![A-Za-z])", _weeks_of),
        (f"(?:in|over|during|across|within) {WEEKS_OF}(?![A-Za-z])", _weeks_together),
        (f"{THE}{NTH} {IN_ORDER} (?P<unit>week)ly(?P<after>)(?= {MOVE})", _weeks),
        (f"{IN_PLACE}{ORDERED}{NTH}{OF_MODELS}?(?![A-Za-z])", _rank),
        (r"(?:rank(?:ed)?|number|no\.?) ?#?(?P<number>\d{1,3})(?![A-Za-z0-9.])", _rank),
        (
            f"(?:rank(?:ed)?|number|no\\.?)[ -]{CARDINAL}(?: (?:place|position|spot))?(?![A-Za-z])",
            _rank,
        ),
        (r"#(?P<number>\d{1,3})(?![A-Za-z0-9])", _rank),
    ),
    (
        (f"{DIGITS}(?P<more>[多余]){UNIT_ZH}{COUNTED}?", _amount),
        (f"(?P<number>{COUNT_ZH})(?P<more>[多余]?){UNIT_ZH}{COUNTED}?", _amount_zh),
        (f"(?P<number>{COUNT_ZH}){UNIT_ZH}(?P<more>[多余]){COUNTED}", _amount_zh),
        (f"{DIGITS}{UNIT_ZH}(?P<more>[多余]){COUNTED}", _amount),
        (f"百分之{DECIMAL_ZH}", _percent),
        (f"{WHOLE_ZH}成(?P<rest>[一二三四五六七八九])?", _tenths),
        (f"{WHOLE_ZH}成半", _tenths_and_a_half),
        (rf"(?P<whole>{COUNT_ZH}|\d+)分之(?P<part>{COUNT_ZH}|\d+)", _fraction),
        ("半数|一半|过半", _fraction),
        (f"{DECIMAL_ZH}倍", _multiple),
        (f"(?:全球)?前{WHOLE_ZH}(?:大模型|[大名位强款])?", _top),
        (f"{IN_A_ROW_ZH}{WHOLE_ZH}个?(?P<unit>[周次天日月]|星期)(?P<more>以上)?", _weeks_zh),
        (
            f"{IN_A_ROW_ZH}(?:{BOUND_ZH})?{WHOLE_ZH}(?P<more>余|多)?个?(?P<unit>[周次天日月]|星期)",
            _weeks_zh,
        ),
        (f"{PAST_ZH}{WHOLE_ZH}{WEEKS_ZH}{EACH_WEEK_ZH}", _weeks_past_zh),
        (f"{BEFORE_ZH}{WHOLE_ZH}{WEEKS_ZH}[里内中间]?(?:[均都]|连续|一直)?", _weeks_before_zh),
        (f"{PAST_ZH}{WHOLE_ZH}{WEEKS_ZH}(?:以?来|[里内中间])", _weeks_together),
        (f"在?(?:最近|过去)的?{WHOLE_ZH}{WEEKS_ZH}", _weeks_together),
        (f"的?(?:最初|头|前){WHOLE_ZH}{WEEKS_ZH}(?:{EACH_WEEK_ZH})?", _weeks_first_zh),
        (f"(?<=连{VERB_ZH})了?{WHOLE_ZH}个?(?P<unit>[周次天日月]|星期)", _weeks_zh),
        (f"{WHOLE_ZH}(?=连{VERB_ZH})", _weeks_zh),
        (f"(?:屈居|全球)?第{WHOLE_ZH}[名位]?(?![周季次个天日])", _rank),
        (f"{RESPECTIVELY_ZH}第?{PLACE_ZH}(?=[、和与]?第?[二三四五六七八九十][、名位])", _rank),
        (f"(?<=[一二三四五六七八九十]){PLACE_ZH}[名位]", _rank),
        (f"(?<=[一二三四五六七八九十][、和与]){PLACE_ZH}(?:[名位]|(?=、))", _rank),
        ("(?P<medal>亚军|季军|次席)", _medal),
    ),
)
"""Patterns, and what each says: a function of the text and the named groups."""
