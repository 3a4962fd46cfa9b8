"""Find for which clauses a period, a metric or a depth holds that a text names.

A period of what is told beside the claim is that of no clause: `Hy3, the sensation of July,`,
`released in April`, 四月下旬发布的. One in a relative clause is that of the clause alone: `, which
had led in June, …`. A metric that a sentence names for itself, `By requests the picture changes.`,
holds for the rest of its paragraph; a depth, `Across the nine models on the chart`,
若计入全部具名模型, for its clause, and for those behind it in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tracker.claims.periods_english import MONTHS
from tracker.claims.quantities import NUMBERS
from tracker.claims.when import When
from tracker.claims.words import Word
from tracker.records import VISIBLE
from tracker.weeks import WEEK

_BREAKS = set(",;:，；：—()（）")
_RELEASED = {"released", "launched", "unveiled", "introduced", "debuted", "published", "announced"}
_RELEASED |= {"open-sourced", "founded", "born", "presented"}
_ONLY = {"only", "just", "as", "recently", "early", "late", "first", "officially", "publicly"}
"""What may stand between a release and its day: `released only on Wednesday`."""
_RELEASED_ZH = re.compile(
    "[上中下]?[旬初底末]?(?:才|刚|新|正式|全新)*(?:发布|推出|上线|开源|问世|亮相|登场|面世|成立)"
)
_OPENING = {"amount", "percent", "share", "period", "metric", "usage", "platform", "small"}
_OPENING |= {"had", "about", "more", "less", "exceed", "over"}
_ARTICLES = {"a", "an", "the", "once"}
_FORMERLY = {"once", "formerly", "previously", "long"}
_RELATIVE = {"which", "who", "whose", "that"}
SAYS = {"had", "up", "down", "amount", "percent", "times", "rank", "top", "lead", "record"}
SAYS |= {"over", "pass", "behind", "exceed", "direction", "points", "streak"}
"""Kinds of words that say something of a subject."""
_BY = re.compile(
    r"(?:but |yet |and |however,? )?(?:by|in|on|going by|judged by|measured (?:by|in)|ranked by"
    r"|counted (?:by|in)|in terms of)\b|(?:若|如果|而|但|不过，?)*(?:论|按|以|从|看|就)",
    re.IGNORECASE,
)
_LIMITS = {
    "in",
    "during",
    "over",
    "throughout",
    "for",
    "after",
    "since",
    "until",
    "within",
    "at",
    "在",
}
_TIME = re.compile(
    r"(?:weeks?|months?|quarters?|years?|days?|weekends?|fortnights?|spring|summer|autumn|winter)"
    "(?:'s)?|[周月年季]",
    re.IGNORECASE,
)

_OTHER_LENGTH = re.compile(
    "[月季年]度(?![以来])|(?<![0-9〇零一二三四五六七八九十近今昨前当去明上下本])[日月季年]榜"
    "|首个?[日月季年]|(?<!首)次[日月]|单日|周末"
    r"|(?<![^A-Za-z]\d)(?<![〇零一二三四五六七八九十近今昨前当])日(?:Token)?(?:调用量|用量|消耗量|处理量|使用量)"
    r"|(?:近|过去|短短|历时|用时|仅用)(?!7[天日])(?:\d+|[二两三四五六八九十]+|数|几)个?(?:小时|天|日|周|星期|月|季度|年)"
    r"|(?:\d|[二两三四五六八九十半几数]|一(?![周星年]|个星))个?(?:周|星期|月|天|季度)前"
    r"(?![\d一二三四五六七八九十列])"
)
"""What is of other days than a week's, however it is dated: 月度榜首, 上线首日, 近三周."""
_HOLIDAY = re.compile(
    "春节|国庆|五一|端午|中秋|清明|元旦|除夕|圣诞|感恩节|双十一|双11|黄金周|长假|假期|节[前后]"
)
"""What says when, without a date, of which there is no calendar."""
_LAST_OF_MONTH = re.compile("最后一个?(?:自然|完整)?周|末周")
_DAY_OF_BOARD = re.compile("[日号]的?(?:最新)?(?:周榜|榜单|排行榜|数据)(?:显示|中|上|里)")
"""The day on which a board was read that is of more days than that one."""
_MONTH = re.compile("(?:{})(?:'s)?".format("|".join(MONTHS)))


def parts(words: Iterable[Word]) -> list[list[Word]]:
    """Return words between marks, without these."""
    between: list[list[Word]] = [[]]
    for word in words:
        if word.kind == "mark" and word.text in _BREAKS:
            between.append([])
        elif word.kind != "mark":
            between[-1].append(word)
    return [part for part in between if part]


def without_background(plain: str, words: list[Word]) -> list[Word]:
    """Return words in which the periods of what is told beside the claim are none."""
    background = {
        word.start
        for part in parts(words)
        for place, word in enumerate(part)
        if word.kind == "period" and _is_background(plain, part, place)
    }
    return [replace(word, kind="small") if word.start in background else word for word in words]


def _is_background(plain: str, part: list[Word], place: int) -> bool:
    if _RELEASED_ZH.match(plain, part[place].end):
        return True
    before = [word.text.lower() for word in part[:place]]
    behind = next((text for text in reversed(before) if text not in _ONLY), "")
    if behind in _RELEASED:
        return True
    is_aside = bool(before) and before[0] in _ARTICLES
    return is_aside and not {word.kind for word in part} & {*SAYS, "total", "usage", "first"}


def relative_periods(words: list[Word]) -> set[int]:
    """Return where the periods of relative clauses begin."""
    return {
        word.start
        for part in parts(words)
        for word in part
        if part[0].text.lower() in _RELATIVE and word.kind == "period"
    }


def periods_of_levels(words: list[Word]) -> set[int]:
    """Return where the periods begin in which something had what it moved from.

    They are those of this figure alone: `up 21 percent from 5T in April`.
    """
    return {
        word.start
        for part in parts(words)
        for place, word in enumerate(part)
        if word.kind == "period" and (ends_with_level(part[:place]) or is_before_level(part, place))
    }


def is_before_level(words: list[Word], place: int) -> bool:
    """Return whether a number follows that somebody had in a period before: 较前一周的5.4万亿."""
    word, following = words[place], words[place + 1 : place + 3]
    is_before = word.kind == "change" or word.value.kind in ("before", "base")
    is_number = [each.kind in NUMBERS for each in following[1:]] == [True]
    return is_before and is_number and following[0].text == "的"


def ends_with_level(words: list[Word]) -> bool:
    """Return whether the last number of some words is one from which something moved."""
    numbers = [place for place, word in enumerate(words) if word.kind in NUMBERS]
    return bool(numbers) and words[numbers[-1] - 1].text.lower() == "from"


def periods_alone(words: list[Word]) -> set[int]:
    """Return where the periods begin that stand between marks alone: `A week earlier, …`."""
    return {part[0].start for part in parts(words) if [word.kind for word in part] == ["period"]}


def is_opening(words: list[Word]) -> bool:
    """Return whether a clause says a figure of whom the next one names: `With 5T tokens, Hy3 …`."""
    kinds = {word.kind for word in words}
    is_figure = bool(kinds & {"amount", "percent"}) and kinds <= _OPENING
    return is_figure and words[0].text.lower() in ("with", "at")


def is_former(words: list[Word]) -> bool:
    """Return whether a clause tells what the subject was before: `Hy3, once the leader, …`."""
    kinds = {word.kind for word in words}
    return words[0].text.lower() in _FORMERLY and not kinds & {"had", "subject", "subjects"}


def has_unknown_time(words: Iterable[Word], measures: set[str]) -> bool:
    """Return whether a clause that measures nothing limits the others to an unknown time.

    A month of which it was not understood how it is meant limits them without a preposition.
    """
    return any(
        _is_unknown_time(part) and not {word.kind for word in part} & measures
        for part in parts(words)
    )


def _is_unknown_time(part: list[Word]) -> bool:
    unknown = [word.text for word in part if word.kind == "unknown"]
    is_limit = part[0].text.lower().split(" ")[0] in _LIMITS
    return any(_MONTH.fullmatch(each) or (is_limit and _TIME.fullmatch(each)) for each in unknown)


def is_of_other_time(text: str, when: When, *, is_dated: bool) -> bool:
    """Return whether words say another time than the period that was understood.

    ``is_dated`` says whether they, or their sentence, name a period.
    """
    days = when.periods[0].days if when.periods else 0
    is_week = days == WEEK.days
    if is_week and _OTHER_LENGTH.search(text):
        return True
    if days == 1 and _DAY_OF_BOARD.search(text):
        return True
    if _LAST_OF_MONTH.search(text):
        return not (is_week and is_dated)
    return not is_dated and bool(_HOLIDAY.search(text))


def is_by_metric(plain: str, words: list[Word]) -> bool:
    """Return whether a sentence begins with what is counted: `By requests …`."""
    first = next((word for word in words if word.kind == "metric"), None)
    if first is None:
        return False
    match = _BY.match(plain)
    return match is not None and first.start <= match.end() + 1


def depth_of(words: Iterable[Word]) -> int | None:
    """Return the depth that words fix; None if they fix none."""
    kinds = {word.kind for word in words}
    return VISIBLE if "nine" in kinds else 0 if "named" in kinds else None


def top_of(words: Iterable[Word]) -> int | None:
    """Return of how many of the largest words are; None if they are of all."""
    words = [*words]
    top: int | None = next((word.value for word in words if word.kind == "top"), None)
    is_of_nine = {"nine", "count"} <= {word.kind for word in words}
    return VISIBLE if top is None and is_of_nine else top


def times_ahead(words: Iterable[Word], place: int) -> list[int]:
    """Return where the periods begin that parts before a place say alone, the nearest first.

    `This week brought a change: in the seven days to Monday, it led` is about these days.
    """
    alone = [part for part in parts(words) if {word.kind for word in part} <= {"period", "small"}]
    starts = [
        word.start
        for part in alone
        for word in part
        if word.kind == "period" and part[-1].end <= place
    ]
    return starts[::-1]


def priority(period: Word, ahead: list[int]) -> tuple[bool, int]:
    """Return in which order periods count: the nearest said alone, and `the week before` last."""
    nearest = ahead.index(period.start) if period.start in ahead else len(ahead)
    return period.value.kind == "before", nearest
