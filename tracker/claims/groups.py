"""Find the group among whose models a clause gives a model its place.

`The most used Chinese model`, `first among open-weight models`, `OpenAI's most used model`: the
rank is that among the models of the group, and not among all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.claims.clauses import COMPARED
from tracker.claims.comparisons import SUMS
from tracker.claims.mentions import Meanings
from tracker.claims.words import Word
from tracker.identity.subjects import BEST

if TYPE_CHECKING:
    from tracker.claims.statements import Statement

RANKED = {"rank", "top", "lead", "streak"}
PLACES = {*RANKED, *COMPARED}
"""Kinds of words that give a subject a place among others."""
Place = tuple[Meanings, Meanings]
"""A group and a subject that has a place in it."""
_POSSESSIVE = re.compile(r"['’]s?\b|s['’] |的")
_LED_BY = re.compile("(?:led|headed|topped) by ", re.IGNORECASE)
_FILLERS = {"small", "usage", "metric"}
_MODEL_ZH = re.compile("最.*模型")
"""Behind a maker: 谷歌用量最高的模型."""


def group_of(statement: Statement) -> Place | None:
    """Return a group and the subject whose place in it the clause states, if it states one.

    The subject may be none of the group: the clause is then not one about its place among all.
    """
    is_first = statement.kinds & {"first", "firstof", "record"}
    if statement.subject is None or is_first or not statement.kinds & PLACES:
        return None
    if (group := led_by(statement)) is not None:
        return group, statement.subject
    places = (
        _place_in(statement, statement.subject, place, word)
        for place, word in enumerate(statement.words)
        if word.kind == "subject"
    )
    return next(filter(None, places), None)


def _place_in(statement: Statement, subject: Meanings, place: int, word: Word) -> Place | None:
    """Return what `group_of` does, if the word names the group."""
    named: Meanings = word.value.subjects
    # `ahead of any other Chinese model`, for a Chinese model, is first among them
    group = (named[0].group,) if named[0].level == BEST else named
    others = [each for each in statement.subjects if each != named]
    if _is_said_of(statement, place, word) and (others or subject != group):
        return group, others[0] if others else subject
    if group[0].level not in SUMS:
        return None
    is_among = statement.sentence.gazetteer.is_among
    if subject != named and is_among(subject, group):
        return group, subject
    if len(others) == 1 and "lead" in statement.kinds and is_among(others[0], group):
        return group, others[0]  # `Chinese models were led by DeepSeek V4 Flash`
    return None


def led_by(statement: Statement) -> Meanings | None:
    """Return the group of an aside that names its first: `Chinese models, led by DeepSeek, …`."""
    said, subjects = statement.said, statement.subjects
    if said is None or said[0].level not in SUMS or len(subjects) != 1:
        return None
    text = statement.sentence.quote(statement.words)
    is_aside = _LED_BY.match(text) and statement.sentence.gazetteer.is_among(subjects[0], said)
    return said if is_aside else None


def _is_said_of(statement: Statement, place: int, word: Word) -> bool:
    """Return whether the word of a rank stands right beside that of a group."""
    if word.value.is_author:
        following = next(
            (each for each in statement.words[place + 1 :] if each.kind not in _FILLERS), None
        )
        if following is None or following.kind not in RANKED:
            return False
        whose = _POSSESSIVE.match(statement.sentence.plain, word.end)
        return bool(whose or _MODEL_ZH.search(following.text))
    before = statement.words[place - 1] if place else None
    is_group = word.value.subjects[0].level in SUMS
    return is_group and before is not None and before.kind == "rank"
