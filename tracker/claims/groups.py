"""Find the group among whose models a clause gives a model its place.

`The most used Chinese model`, `first among open-weight models`, `OpenAI's most used model`: the
rank is that among the models of the group, and not among all. A clause that names a group beside a
rank and says anything else with it is refused: as a place among all it would be misread.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tracker.claims.clauses import COMPARED
from tracker.claims.compounds import SCOPE
from tracker.claims.mentions import SUMS, Meanings
from tracker.claims.words import Word
from tracker.identity.subjects import BEST

if TYPE_CHECKING:
    from tracker.claims.clauses import Sentence
    from tracker.claims.statements import Statement

RANKED = {"rank", "top", "lead", "streak"}
PLACES = {*RANKED, *COMPARED}
"""Kinds of words that give a subject a place among others."""
_POSSESSIVE = re.compile(r"['’]s?\b|s['’] |的")
_LED_BY = re.compile("(?:led|headed|topped) by ", re.IGNORECASE)
_LOST = re.compile(r"\b(?:los[te]s?|ceded?|gave up|no longer|fell)\b|失去|让出|跌出", re.IGNORECASE)
_FILLERS = {"small", "usage", "metric", "period"}
_MODEL_ZH = re.compile("最.*模型")
"""Behind a maker or a country: 谷歌用量最高的模型."""
_OWNER = re.compile(r"(?:['’]s|s['’])$")
_OF_THE = {"of", "the"}
_ONE = re.compile("(?:model|company|lab|maker|firm|developer|vendor|provider|start-?up)$")
"""One of a group, and not all of them."""
_OVERALL = re.compile(r"\b(?:overall|in all|of all models)\b|总榜|整体", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\b|自(?=\d|今年|去年)|以来", re.IGNORECASE)

_A_MODEL = {"a", "an", "another", "one", "one of", "any", "一款", "某款", "一个"}
_AROUND_MAKER = {"of", "the", "旗下", "的", "'", "s", "'s"}
"""What may stand around a maker one of whose models is meant: one of (DeepSeek)'s (models)."""


class Place(NamedTuple):
    """A group and the subject that has a place in it; None where the clause does not tell it."""

    group: Meanings
    subject: Meanings | None


def group_of(statement: Statement) -> Place | None:
    """Return the group in which a clause states a place, and whose place; None if it states none.

    The subject may be none of the group: the clause is then not one about its place among all.
    """
    if not statement.kinds & PLACES or statement.kinds & {"firstof", "record"}:
        return None
    if statement.is_of_none:
        return None
    if (group := led_by(statement)) is not None:
        return Place(group, statement.subject)
    places = (
        _place_in(statement, place, word)
        for place, word in enumerate(statement.words)
        if word.kind in ("subject", "subjects")
    )
    return next(filter(None, places), None)


def is_since(statement: Statement) -> bool:
    """Return whether a place is said to be held since a day, which is another period than it."""
    if not statement.kinds & RANKED or statement.kinds & {"first", "firstof", "record"}:
        return False
    return names_since(statement.sentence)


def names_since(sentence: Sentence) -> bool:
    """Return whether a sentence names the day since which something is so."""
    days = [word for word in sentence.words if word.kind == "period" and word.value.kind == "at"]
    return any(_SINCE.search(sentence.plain[max(0, day.start - 8) : day.end + 2]) for day in days)


def not_understood(statement: Statement) -> str | None:
    """Return why a place that names no group is not read, if it is not."""
    if is_since(statement):
        return "not understood: a place since a day"
    subject = statement.subject
    is_makers = subject is not None and subject[0].level == "author"
    is_first_place = "first" in statement.kinds and bool(statement.kinds & RANKED)
    if is_makers and not is_first_place and is_one_of_makers(statement):
        return "not understood: which of the models of a maker is meant"
    return "not understood: among whom it has this place" if _is_left_open(statement) else None


def is_one_of_makers(statement: Statement) -> bool:
    """Return whether a clause is about one of a maker's models: `a DeepSeek model (led)`."""
    words = [word for word in statement.words if word.text.lower() not in _AROUND_MAKER]
    for before, word, after in zip([None, *words], words, words[1:], strict=False):
        if word.kind != "subject" or not word.value.is_author or after.kind != "models":
            continue
        ahead = before.text.lower() if before is not None else ""
        if ahead in _A_MODEL or (not after.text.isascii() and {"first", "rank"} <= statement.kinds):
            return "makers" not in statement.kinds
    return False


def _is_left_open(statement: Statement) -> bool:
    """Return whether a rank may be among the group of another clause: `A was first, B second …`."""
    words = statement.sentence.words
    ranks = [word for word in words if word.kind == "rank"]
    scoped = any(_is_group(word) and SCOPE.search(word.text) for word in words)
    text = statement.sentence.plain_of(statement.words)
    return scoped and len(ranks) > 1 and "rank" in statement.kinds and not _OVERALL.search(text)


def _place_in(statement: Statement, place: int, word: Word) -> Place | None:
    """Return what `group_of` does, if the word names the group."""
    is_among = statement.sentence.gazetteer.is_among
    if word.kind == "subjects":
        subject, groups = statement.subject, [member.value.subjects for member in word.value]
        has_own = any(
            each[0].level in SUMS and subject and is_among(subject, each) for each in groups
        )
        return Place(groups[0], None) if has_own else None
    named: Meanings = word.value.subjects
    # `ahead of any other Chinese model`, for a Chinese model, is first among them
    group = (named[0].group,) if named[0].level == BEST else named
    models = [each for each in statement.subjects if each != named]
    if not models and statement.subject not in (None, named):
        models = [statement.subject]  # `X, ahead of every other open model, …`
    is_said = _is_said_of(statement, place, word) or (
        _is_group(word) and bool(SCOPE.search(word.text))
    )
    if is_said:
        return Place(group, _whose(statement, models, group))
    if group[0].level not in SUMS or not models:
        return None
    if any(is_among(model, group) for model in models):
        is_plain = len(models) == 1 and not (
            statement.kinds & {"behind", "pass", "first"} or _is_lost(statement)
        )
        return Place(group, models[0] if is_plain else None)
    # `GPT-5.6 Luna trailed every Chinese model` is about each of them, not about the largest
    return Place(group, None) if named[0].level == BEST and "behind" in statement.kinds else None


def _whose(statement: Statement, models: list[Meanings], group: Meanings) -> Meanings | None:
    """Return the model whose place it is: of the clause, the aside behind it, or said before."""
    is_among = statement.sentence.gazetteer.is_among
    if len(models) > 1 or statement.kinds & {"behind", "pass", "first"} or _is_lost(statement):
        return None
    if models:
        return models[0]
    before = statement.said
    if before is None and "pronoun" in statement.kinds:
        before = statement.sentence.context.antecedent()
    candidates = (_named_after(statement), before)
    return next((each for each in candidates if each and is_among(each, group)), None)


def _is_lost(statement: Statement) -> bool:
    return bool(_LOST.search(statement.sentence.plain_of(statement.words)))


def _named_after(statement: Statement) -> Meanings | None:
    """Return the model of an aside behind the clause: `America's most used, GPT-5.6 Luna, …`."""
    end = statement.words[-1].end
    later = [each for each in statement.sentence.words if each.start >= end][:2]
    if [each.kind for each in later] != ["mark", "subject"] or later[0].text not in ",，":
        return None
    model: Meanings = later[1].value.subjects
    return model if model[0].is_model else None


def led_by(statement: Statement) -> Meanings | None:
    """Return the group of an aside that names its first: `Chinese models, led by DeepSeek, …`."""
    sentence, subjects = statement.sentence, statement.subjects
    if len(subjects) != 1 or not _LED_BY.match(sentence.plain_of(statement.words)):
        return None
    end = statement.words[-1].end
    later = sentence.subjects_of(each for each in sentence.words if each.start >= end)
    led = (
        each for each in (statement.said, *later[:1]) if each is not None and each[0].level in SUMS
    )
    return next((each for each in led if sentence.gazetteer.is_among(subjects[0], each)), None)


def _is_group(word: Word) -> bool:
    return word.kind == "subject" and word.value.subjects[0].level in SUMS


def _is_said_of(statement: Statement, place: int, word: Word) -> bool:
    """Return whether a rank stands right beside the word of a group, as one of its models."""
    before = [each for each in statement.words[:place] if each.text.lower() not in _OF_THE]
    after = [each for each in statement.words[place + 1 :] if each.kind not in _FILLERS]
    ranked = before[-1].kind if before else ""
    if _is_group(word):
        gap = statement.sentence.plain[before[-1].end : word.start] if before else ""
        is_one = bool(_ONE.search(word.text) or "of" in gap)
        if ranked == "rank" or (ranked == "lead" and is_one):
            return True  # `the most used Chinese model`, `the leading Chinese company`
    elif not word.value.is_author:
        return False
    elif ranked in ("rank", "lead") and after and after[0].kind == "models":
        return True  # `the most used Anthropic model`
    return _owns(statement, word, after)


def _owns(statement: Statement, word: Word, after: list[Word]) -> bool:
    """Return whether a maker or a country stands before a rank, as whose model it is."""
    if not after or after[0].kind not in ("rank", "lead"):
        return False
    if _MODEL_ZH.search(after[0].text):
        return True
    is_model = after[0].kind == "rank" or (len(after) > 1 and after[1].kind == "models")
    whose = _POSSESSIVE.match(statement.sentence.plain, word.end) or _OWNER.search(word.text)
    return bool(whose and is_model and word.text.isascii())
