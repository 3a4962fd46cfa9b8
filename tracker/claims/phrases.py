"""Join words that mean one thing together: the second step of reading a claim.

A maker and its model, `free` and a model, several subjects in a list, a bound and the number that
it bounds. What was named before in a text is known from ``named``, the last one last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.claims.inversions import turned
from tracker.claims.mentions import Gazetteer, Meanings, Mention
from tracker.claims.numbers import COUNT, COUNT_ZH, Figure, count
from tracker.claims.quantities import NUMBERS, Percent
from tracker.claims.scopes import ends_with_level
from tracker.claims.spans import spans
from tracker.claims.when import undated
from tracker.claims.words import Word, is_inside
from tracker.identity import FREE
from tracker.identity.subjects import Subject

SUBJECTS = {"subject", "subjects"}
_JOINS = {"and", "but", "while", "whereas", "和", "与", "及", "于", "比", "对", "而", "又", "also"}
_AND = {",", "and", "、", "和", "与", "及", "&", "以及", "同"}
_ATTRIBUTES = ("country", "weights", "country+weights")
_OF_BASE = {"small", "pronoun", "usage", "metric", "share", "over", "had"}
"""What may stand between a multiple and the period that it compares with."""
_HEDGES = {"about", "more", "less"}
_APART = 4
"""At most so many words stand between a maker and its model."""
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
_TOPPED = {"top", "tops", "topped", "topping"}
"""What passes a number, and leads otherwise: (traffic) topped 40 trillion tokens."""
_MOST = re.compile(
    "(?:had|received|handled|processed|served|fielded|answered|attracted|drew|took|got|saw)"
    r" the most(?= (?:API )?(?:tokens|calls|requests)\b)",
    re.IGNORECASE,
)
"""Who is first by what follows: fielded the most (API requests)."""
_ADDS = re.compile("(?:还要?|仍)?(多|高|少|低)[出了]{0,2}")
_THAN_ZH = {"比", "较", "相比", "对比"}
_IN_COMPARISONS = {"small", "metric", "usage", "had", "platform", "about"}
"""What may stand between who is compared and by how much."""
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
    "据?(?:新华社|新华财经|中新社|中新网|财联社|每日经济新闻|每经网?|第一财经|澎湃新闻|界面新闻|证券时报"
    "|上海证券报|中国证券报|经济观察报|科创板日报|36氪|钛媒体|智东西|量子位|机器之心|IT之家|快科技"
    "|智通财经|格隆汇|央视新闻|人民网|环球网|观察者网)(?:APP|AI)?[\u4e00-\u9fff]{0,3}"
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:电|讯|快讯|消息|报道|获悉)(?=[,:(]|$)",
    re.IGNORECASE,
)
"""Where and when a report was sent, which says nothing of when something was so."""
_OPENS_ASIDE = (",", ";", "(", "—", " -")
SCOPE = re.compile(r"^(?:of|among|within)\b|^在|中$", re.IGNORECASE)
"""How words begin or end that say among whom something is so."""


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
    """Find the dateline of a report, with which its sentence begins: 财联社7月21日电."""
    match = None if place else _DATELINE_ZH.match(text)
    return ("small", "", match.end()) if match else None


def joined(words: Sequence[Word], gazetteer: Gazetteer, named: Sequence[Meanings]) -> list[Word]:
    """Return words in which those that mean one thing together are one."""
    together: list[Word] = []
    for word in _without_possessives(words):
        valued = replace(word, value=_value(word))
        if valued.kind == "subject" and together:
            _drop_kind(valued, together)
            _drop_attributes(valued, together)
            valued = _with_maker(valued, together, gazetteer)
            if _is_free_model(valued, together):
                together[-1] = replace(together[-1], kind="free")
                valued = _with_maker(valued, together, gazetteer)
            valued = _free(valued, together, gazetteer, named)
            _drop_attributes(valued, together)
        if valued.kind == "freeversion" or valued.text == "免费版":
            valued = _free_version(valued, together, gazetteer)
        together.append(valued)
    together = _changes(_without_places([_without_name(each) for each in together]))
    return _with_bases(_bounds(_lists(turned(spans(together)))))


def _without_places(words: list[Word]) -> list[Word]:
    """Return words without the place of one that is compared with: 是第二名Kimi K2.5的两倍."""
    kept: list[Word] = []
    for place, word in enumerate(words):
        after = [each.kind for each in words[place + 1 : place + 5] if each.kind not in _HEDGES]
        is_compared = after[:3] == ["subject", "small", "times"] and word.text.startswith("第")
        if word.kind != "rank" or not is_compared:
            kept.append(word)
    return kept


def _changes(words: list[Word]) -> list[Word]:
    """Return words in which a direction and by how much are a change: 小幅回落5.6%, 5%的小幅增长.

    Without a number next to it, the direction is a claim of its own.
    """
    changes = [*words]
    for place, word in enumerate(words):
        behind = (each for each in words[place + 1 :] if each.kind not in _HEDGES)
        after = next((each for each in behind if each.text != "了"), None)
        before = words[place - 2 : place]
        is_of = [each.kind for each in before] == ["percent", "small"] and before[1].text == "的"
        if word.kind == "direction" and (is_of or (after and after.kind in ("percent", "times"))):
            changes[place] = replace(word, kind=word.value)
    return changes


def _value(word: Word) -> Any:
    """Return the value of a word as what it is; those of the table are texts."""
    if not isinstance(word.value, str):
        return word.value
    if word.kind in ("percent", "times"):
        figure = Figure(Decimal(word.value), Decimal(1), word.text)
        return Percent(figure, signed=False) if word.kind == "percent" else figure
    return int(word.value) if word.kind == "rank" else word.value


def _without_possessives(words: Sequence[Word]) -> list[Word]:
    """Return words without the `'s` of possessives."""
    kept: list[Word] = []
    for word in words:
        if word.text.lower() == "s" and kept and kept[-1].text == "'":
            kept.pop()
        elif word.text != "'" or not kept or not kept[-1].text.lower().endswith("s"):
            kept.append(word)
    return kept


def _with_maker(word: Word, before: list[Word], gazetteer: Gazetteer) -> Word:
    """Return a model together with the maker that stands before it, which is taken away."""
    place = len(before) - 1
    while place >= 0 and _may_stand_between(before[place]):
        place -= 1
    gap = before[place + 1 :]
    if place < 0 or len(gap) > _APART or before[place].kind != "subject":
        return word
    maker: Mention = before[place].value
    model: Mention = word.value
    if not maker.is_author or not model.subjects[0].is_model:
        return word
    of_maker = tuple(
        subject
        for subject in model.subjects
        if any(gazetteer.belongs(subject, each) for each in maker.subjects)
    )
    if not of_maker:
        return word
    start = before[place].start
    del before[place:]
    before += [each for each in gap if each.kind in ("free", "paid")]
    of_brand = replace(word, value=replace(model, subjects=of_maker), start=start)
    return _with_maker(of_brand, before, gazetteer)  # `阿里千问Qwen3.6`, a maker and its brand


def _is_free_model(word: Word, before: list[Word]) -> bool:
    """Return whether a model is named as a free one: `小米免费模型MiMo`, `the free model MiMo`.

    `The most used free model MiMo` has its place among the free ones.
    """
    if not before or not _is_model(word) or before[-1].kind != "subject":
        return False
    group = before[-1]
    is_free = group.value.subjects == (Subject("access", FREE),)
    is_one = not SCOPE.search(group.text) and not group.text.lower().endswith("s")
    ahead = next((each for each in reversed(before[:-1]) if each.text != "的"), group)
    is_among = ahead.kind in ("rank", "lead", "top", "firstof") or "最" in ahead.text
    return is_free and is_one and not is_among and ahead.text not in ("在", "among", "of")


def _drop_attributes(word: Word, before: list[Word]) -> None:
    """Take away the group of which a maker or model is: `China's Z.ai`, 开源模型GLM-5.2."""
    mention: Mention = word.value
    place = len(before) - 1
    while place >= 0 and before[place].kind == "small" and before[place].text.lower() not in _JOINS:
        place -= 1
    if place < 0 or len(before) - place > _APART or not (mention.is_author or _is_model(word)):
        return
    group = before[place]
    is_group = group.kind == "openweights" or (
        group.kind == "subject" and group.value.subjects[0].level in _ATTRIBUTES
    )
    is_limit = place > 0 and (
        before[place - 1].text.lower() in ("among", "of", "than", "in", "在")
        or before[place - 1].kind == "rank"
        or SCOPE.search(before[place].text)
    )
    if is_group and not is_limit:
        del before[place]


def _drop_kind(word: Word, before: list[Word]) -> None:
    """Take away of what kind a model is that is named behind it: `xAI's coding model Grok …`.

    It stays where it says among which models one has a place: the most used coding model.
    """
    if before[-1].kind != "kindofmodel" or not _is_model(word):
        return
    others = (each for each in reversed(before[:-1]) if each.kind != "small" or "最" in each.text)
    place = next(others, None)
    is_among = place is not None and (
        "最" in place.text or place.kind in ("rank", "lead", "top", "count", "firstof")
    )
    if not is_among:
        before.pop()


def _without_name(word: Word) -> Word:
    """Return what kind of models a clause is about, where it names none: a category, or unknown."""
    if word.kind != "kindofmodel":
        return word
    return replace(word, kind="scope" if word.value else "unknown")


def _is_model(word: Word) -> bool:
    return bool(word.value.subjects[0].is_model)


def _may_stand_between(word: Word) -> bool:
    is_filler = word.kind == "small" and word.text.lower() not in _JOINS
    return is_filler or word.kind in ("free", "paid", "models")


def _free(word: Word, before: list[Word], gazetteer: Gazetteer, named: Sequence[Meanings]) -> Word:
    """Return the free variant of a model that is said to be free, or of a maker: the free Grok."""
    place = len(before) - 1
    while place >= 0 and before[place].text.lower() in ("of", "的", "the"):
        place -= 1
    if place < 0 or before[place].kind not in ("free", "freeversion"):
        return word
    mention: Mention = word.value
    free = gazetteer.free_variant(mention.subjects)
    if mention.is_author:
        free = next(
            (
                subjects
                for subjects in reversed(named)
                if subjects[0].level == "slug"
                and subjects[0].name.endswith(f":{FREE}")
                and any(gazetteer.belongs(subjects[0], each) for each in mention.subjects)
            ),
            (),
        )
    elif not mention.subjects[0].is_model:
        return word
    if not free:
        return word
    start = before[place].start
    del before[place:]
    return replace(word, value=Mention(free), start=start)


def _free_version(word: Word, before: list[Word], gazetteer: Gazetteer) -> Word:
    """Return the free variant of the model whose free version it is: `Hy3's free version`.

    So it is for Hy3的免费版 and Hy3（免费版）; what stands between is taken away with the model.
    """
    gap = 1 if before and before[-1].text in ("的", "(") else 0
    last = before[-1 - gap] if len(before) > gap else None
    if last is None or last.kind != "subject" or word.text.lower().endswith(" of"):
        return word
    mention: Mention = last.value
    free = gazetteer.free_variant(mention.subjects) if mention.subjects[0].is_model else ()
    if not free or free == mention.subjects:
        return word
    del before[-1 - gap :]
    return replace(last, value=replace(mention, subjects=free), end=word.end)


def _lists(words: list[Word]) -> list[Word]:
    """Return words with subjects that stand in a list as one, all of them together."""
    merged: list[Word] = []
    for word in words:
        last = _last_in_list(merged)
        if word.kind == "subject" and last is not None:
            gap = merged[last + 1 :]
            is_scope = SCOPE.search(merged[last].text)
            first = merged[last]
            members = first.value if first.kind == "subjects" else (first,)
            is_list = all(each.text.lower() in _AND for each in gap)
            # `GPT-5.6 Luna, OpenAI's most used model, …` is no list of two
            is_alike = _is_model(members[-1]) == _is_model(word)
            if gap and is_list and is_alike and not is_scope:
                del merged[last:]
                text = f"{first.text}, {word.text}"
                merged.append(Word("subjects", (*members, word), first.start, word.end, text))
                continue
        merged.append(word)
    return merged


def _last_in_list(words: list[Word]) -> int | None:
    """Return the place of the last subject of some words."""
    places = (n for n in reversed(range(len(words))) if words[n].kind in SUBJECTS)
    return next(places, None)


def _with_bases(words: list[Word]) -> list[Word]:
    """Return words in which the period that a multiple compares with is its base.

    `Three times as many as a week earlier`, `double its haul of the week before`, 前一周的两倍.
    """
    based = [*words]
    for place, word in enumerate(words):
        if word.kind != "period" or word.value.kind != "before":
            continue
        before = next((each for each in reversed(words[:place]) if each.kind not in _OF_BASE), None)
        after = [each for each in words[place + 1 :] if each.kind not in _HEDGES]
        is_base = before is not None and before.kind in ("times", "percent")
        if is_base and ends_with_level(words[:place]):
            continue  # `down from 6.8 percent the week before`: what it had then
        is_base_zh = [each.kind for each in after[:2]] == ["small", "times"]
        if is_base or (is_base_zh and after[0].text == "的"):
            based[place] = replace(word, value=undated(date.min, "base"))
    return based


def _is_whose(words: list[Word], number: Word) -> bool:
    """Return whether a number is told to be somebody's: `ahead of the 5 trillion of Hy3`."""
    place = next(n for n, word in enumerate(words) if word is number)
    after = words[place + 1 : place + 4]
    if not after or number.kind != "amount" or after[0].text.lower() not in ("of", "for"):
        return False
    owner = next((each for each in after[1:] if each.kind != "small"), after[0])
    return owner.kind == "subject"


def _bounds(words: list[Word]) -> list[Word]:
    """Return words in which `less than` before a number is a bound, before a name a comparison."""
    resolved: list[Word] = []
    for place, word in enumerate(words):
        following = next((each for each in words[place + 1 :] if each.kind != "small"), None)
        kind = word.kind
        if (added := _added(words, place, resolved)) is not None:
            kind = added
        elif (
            following is not None and following.kind in NUMBERS and not _is_whose(words, following)
        ):
            kind = {"over": "more", "exceed": "more", "behind": "less"}.get(kind, kind)
            gap = {each.text.lower() for each in words[place + 1 : words.index(following)]}
            if word.text.lower() in _TOPPED and gap <= {"the"}:
                kind = "more"
        elif following is not None and following.kind == "streak":
            kind = {"exceed": "more", "behind": "less"}.get(kind, kind)
        elif following is not None and following.kind in SUBJECTS:
            kind = {"more": "over", "exceed": "over", "less": "behind"}.get(kind, kind)
        elif kind == "less" and word.text == "最多":
            kind = "unknown"  # at most, or the most of what was not understood
        resolved.append(replace(word, kind=kind))
    return resolved


def _added(words: Sequence[Word], place: int, before: Sequence[Word]) -> str | None:
    """Return the comparison of a word whose number is a difference: 比Hy3多(50%, 一倍, 5万亿)."""
    match = _ADDS.fullmatch(words[place].text)
    after = (each.kind for each in words[place + 1 :] if each.kind not in _IN_COMPARISONS)
    if match is None or next(after, "") not in NUMBERS:
        return None
    near = [each for each in before if each.kind not in _IN_COMPARISONS][-2:]
    is_than = [each.kind in SUBJECTS for each in near] == [False, True] and (
        near[0].kind == "than" or near[0].text in _THAN_ZH
    )
    if not is_than:
        return None
    return "over" if match[1] in "多高" else "behind"
