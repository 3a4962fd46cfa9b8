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
from tracker.claims.numbers import Figure
from tracker.claims.quantities import NUMBERS, Percent
from tracker.claims.scopes import ends_with_level
from tracker.claims.spans import spans
from tracker.claims.when import undated
from tracker.claims.words import Word
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
_TOPPED = {"top", "tops", "topped", "topping"}
"""What passes a number, and leads otherwise: (traffic) topped 40 trillion tokens."""
_ADDS = re.compile("(?:还要?|仍)?(多|高|少|低)[出了]{0,2}")
_THAN_ZH = {"比", "较", "相比", "对比"}
_IN_COMPARISONS = {"small", "metric", "usage", "had", "platform", "about"}
"""What may stand between who is compared and by how much."""
SCOPE = re.compile(r"^(?:of|among|within)\b|^在|中$", re.IGNORECASE)
"""How words begin or end that say among whom something is so."""


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
