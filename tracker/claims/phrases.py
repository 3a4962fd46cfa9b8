"""Find phrases that are patterns, not words of the table.

How many of a group there are, who is first, how old a model is, and the dateline of a report.
"""

from __future__ import annotations

import re
from typing import Any

from tracker.claims.numbers import COUNT, COUNT_ZH, count
from tracker.claims.words import is_inside

_MODELS_ZH = re.compile(
    r"([一二两三四五六七八九十]{1,2}|\d{1,2})(?:席|款|家|个席位|个(?=模型|中国|美国))"
)
NATIONS = "(?:Chinese|American|US|European|open(?:-weight|-source)?|closed|free)"
NATIONS_OR_ORIGINS = rf"(?:{NATIONS}|China|America|the US|the United States)"
_MODELS = re.compile(
    rf"{COUNT}(?= (?:of (?:the |last |its )|(?:different |{NATIONS} )?(?:models?|systems)\b"
    rf"|(?:were|are|is|was|(?:came|come|hailed) from) (?:all |only )?{NATIONS_OR_ORIGINS}\b))",
    re.IGNORECASE,
)
_HAS_NOT = "(?:do|does|did|has|have|had)(?: not|n't)(?: have| get| place| put)?"
_NONE = re.compile(
    rf"(?:(?:{_HAS_NOT}|not) (?:a single|one|any)|none|no)(?= of (?:the |last |its )"
    r"| (?:[A-Z][A-Za-z-]+ ){0,2}(?:models?|systems?)\b)"
    "|没有(?:任何)?(?:一[款个家])?(?=(?-i:[\u4e00-\u9fff]){2,4}模型)",
    re.IGNORECASE,
)
"""How many of the largest, if there is none: no Chinese model (was in the top ten)."""
_FIRST_ZH = re.compile(
    "(?:使用量|用量|使用|调用)?最(?:高|大|多|常用|受欢迎)的(?=中国|美国|国产|开源|开放|闭源|免费|付费)"
)
_MAKERS_ZH = re.compile(
    "(?:模型)?(?:厂商|开发商|公司|企业)(?=(?:[周月日总]|Token)?(?:榜|排行|排名))"
)
"""Of whom a board is: 厂商(榜首)."""
_MOST_ZH = re.compile(
    r"(?:(?<=[量费钱销额耗用])|(?<=[次求用元n]数)|(?<=支出|收入|词元|请求)|(?<=[Tt]oken))"
    r"(?<!下载量)(?<!参数量)(?:则|也|仍)?最(?:高|大|多)"
    r"(?:的(?:一[款个家])?(?:(?:AI|大|语言)*模型|(?:模型)?(?:厂商|公司|企业|开发商|机构))|(?=的是)|(?![的达至约为近逾超过\d]))"
    r"|(?<=[中里内])最(?:高|大|多)(?=[,;。.!)]|$)"
)
"""Whose tokens, calls or dollars are the most: 花的钱最多, (调用量)最大的模型."""
_MOST = re.compile(
    "(?:had|received|handled|processed|served|fielded|answered|attracted|drew|took|got|saw)"
    r" the most(?= (?:API )?(?:tokens|calls|requests)\b)",
    re.IGNORECASE,
)
"""Who is first by what follows: fielded the most (API requests)."""
_LAUNCHED_ZH = "(?:上线|发布|推出|亮相|问世|开源|面世)"
_AGE = re.compile(
    r"(?:(?:only|just|barely|hardly|scarcely|not|even|yet|less|more|than|under|over|a|mere|some|about"
    r"|nearly|almost|now|still) ){0,4}"
    rf"(?:an?|{COUNT}|\d+|a few|a couple of) (?:day|week|month|year)s?(?: and a half)?"
    r"(?: old| (?:after|since|from|into) (?:(?:its|their|the|public|official) ){0,2}"
    r"(?:launch|release|debut|arrival|introduction|unveiling|life))"
    r"(?= ?[,;)—]| - |[.!]?$| (?:and|but|yet)\b)",
    re.IGNORECASE,
)
_AGE_ZH = re.compile(
    f"自?{_LAUNCHED_ZH}(?:至今|后|了)?(?:仅仅|仅|才|刚刚|刚|只有|只|满|不到|不足|未满|尚|还|约|近)"
    f"{{1,4}}(?:{COUNT_ZH}|\\d+|数|几)[余多]?个?(?:半月|周|星期|天|日|月)(?:有余|多|左右)?"
    "(?=[,;)。]|$|的(?!用量|总|累计|消耗|调用|[Tt]oken|使用))"
)
"""How old a model is, which says nothing of when or how long something was so."""
_DATELINE_ZH = re.compile(
    "(?:北京|上海|广州|深圳|杭州|香港)?"
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:电|讯|快讯|消息|报道|获悉)(?=[,:(]|$)"
)
"""Where and when a report was sent, which says nothing of when something was so."""
_OPENS_ASIDE = (",", ";", "(", "—", " -")


def find(text: str, place: int) -> tuple[str, Any, int] | None:
    """Find a number of models (`Seven of the`, `三席`), or what is first: 用量最高的 (国产模型)."""
    if is_inside(text, place):
        return None
    if (
        match := _FIRST_ZH.match(text, place)
        or _MOST_ZH.match(text, place)
        or _MOST.match(text, place)
    ):
        return "rank", 1, match.end()
    if match := _MAKERS_ZH.match(text, place):
        return "makers", "", match.end()
    if match := _NONE.match(text, place):
        return "count", 0, match.end()
    match = _MODELS_ZH.match(text, place) or _MODELS.match(text, place)
    try:
        return match and ("count", count(match[1]), match.end())
    except ValueError:  # `两三款`, two or three
        return None


def find_age(text: str, place: int) -> tuple[str, Any, int] | None:
    """Find the age of a model, in English between marks alone: `Barely a week old, Hy3 led`."""
    if is_inside(text, place):
        return None
    before = text[:place].rstrip()
    is_between_marks = not before or before.endswith(_OPENS_ASIDE)
    match = _AGE_ZH.match(text, place) or (is_between_marks and _AGE.match(text, place))
    return ("small", "", match.end()) if match else None


def find_dateline(text: str, place: int) -> tuple[str, Any, int] | None:
    """Find the place and day of a report: (财联社)7月21日电."""
    match = None if is_inside(text, place) else _DATELINE_ZH.match(text, place)
    return ("small", "", match.end()) if match else None
