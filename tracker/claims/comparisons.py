"""Make claims of the places of a clause: ranks, leads, and who had more than whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.claims.claim import UNKNOWN_WEEK, Direction, More, Ranked
from tracker.claims.clauses import COMPARED, NotRead, Reading, name_of
from tracker.claims.context import TOTALS
from tracker.claims.mentions import SUMS, Meanings
from tracker.claims.words import Word
from tracker.identity.subjects import SEVERAL

if TYPE_CHECKING:
    from tracker.claims.statements import Statement

Made = list[Reading | NotRead]
_AHEAD = {"领先", "遥遥领先"}
"""What says that one is ahead, and not always of whom."""


def rank(statement: Statement, word: Word, subject: Meanings) -> Made:
    if statement.is_second(word):
        return []
    if statement.is_after(word):
        return [statement.refusal(f"not understood: what was before ({word.text!r})")]
    earlier = statement.is_from(word)
    if (each := _respective(statement, word)) is not None:
        return _ranked(statement, word.value, each)
    if statement.ranks and not earlier:
        is_said = word.value in statement.ranks or word.value == 1
        return [] if is_said else [statement.refusal(f"not read: {word.text!r}")]
    if earlier and len(statement.members) == 1:
        claim, when = Ranked(name_of(subject), word.value, UNKNOWN_WEEK), statement.when_of(word)
        return [statement.reading(claim, subject, when=when)]
    return _own_rank(statement, word, subject)


def _own_rank(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read the place of one subject; of several together it says nothing."""
    outside = "outside" in statement.kinds
    if len(statement.members) > 1:
        return [statement.refusal("several subjects have one rank")]
    if (outside and word.value > 1) or _is_of_changes(statement, word):
        return [statement.refusal(f"not understood: {word.text!r}")]
    return _ranked(statement, word.value, subject, outside=outside)


def _is_of_changes(statement: Statement, word: Word) -> bool:
    """Return whether a rank is one of changes: 增长最多的模型."""
    before = statement.before(word)
    return word.text.startswith("最") and before is not None and before.kind in ("up", "down")


def _respective(statement: Statement, word: Word) -> Meanings | None:
    """Return whose a place is of several in their order: `A and B were third and fourth`."""
    ranks = [each for each in statement.words if each.kind == "rank"]
    ahead = [each for each in statement.words if each.end <= ranks[0].start]
    lists = (each.value if each.kind == "subjects" else (each,) for each in ahead)
    named = [each.value.subjects for several in lists for each in several if each.kind == "subject"]
    named = named or statement.members
    is_each = len(ranks) == len(named) > 1 and not statement.kinds & {*COMPARED, "from"}
    return named[ranks.index(word)] if is_each else None


def top(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read that a subject is among the first, or outside; of several named that each is."""
    if statement.ranks:
        return []
    if subject[0].level in SUMS:
        return [statement.refusal(f"it is not clear how many of {word.text!r} are meant")]
    outside = "outside" in statement.kinds
    return [
        reading
        for each in statement.members
        for reading in _ranked(statement, word.value, each, within=not outside, outside=outside)
    ]


def follow(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read that one follows, or several in their order: behind the one named before."""
    behind = statement.sentence.context.rank
    if "rank" in statement.kinds or behind is None:
        return []
    if word.value == "by":
        named = statement.words[statement.words.index(word) :]
        return [
            reading
            for place, each in enumerate(statement.members_of(named), 1)
            for reading in _ranked(statement, behind + place, each)
        ]
    if statement.ranks or statement.rival is not None:
        return []
    return _ranked(statement, behind + 1, subject)


def _ranked(
    statement: Statement,
    number: int,
    subject: Meanings,
    *,
    within: bool = False,
    outside: bool = False,
) -> Made:
    if subject == TOTALS:
        return [statement.refusal("not understood: a place of all models together")]
    statement.ranks.add(number)
    if not (within or outside):
        statement.sentence.context.rank = number
    claim = Ranked(name_of(subject), number, UNKNOWN_WEEK, within=within, outside=outside)
    return [statement.reading(claim, subject)]


def compared(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read that one had more than another, or more than each of several."""
    kinds, rival = statement.kinds, statement.rival
    if rival is None and word.text in _AHEAD and subject[0].level in SUMS:
        rival = statement.sentence.context.rival_of(subject)
    is_measured = kinds & {"times", "percent"} or (word.kind == "exceed" and "amount" in kinds)
    is_said = statement.has_rival or (word.kind != "pass" and "rank" in kinds)
    if rival is None or rival == subject or is_measured or is_said:
        return []
    statement.has_rival = True
    is_sum = "together" in kinds and subject[0].level != SEVERAL
    rivals = [rival] if is_sum else statement.members_of(statement.words, rival)
    pairs = [(statement.in_order(subject, each)) for each in rivals]
    passed = word.kind == "pass"
    return [
        statement.reading(More(name_of(a), name_of(b), UNKNOWN_WEEK, passed=passed), a, b)
        for a, b in pairs
    ]


def lead(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read that one leads: over its rival, or over all."""
    rival = statement.rival
    is_measured = rival is not None and statement.kinds & {"percent", "times"}
    if "rank" in statement.kinds or statement.has_rival or is_measured:
        return []
    if rival is None and not subject[0].is_model:
        rival = statement.sentence.context.rival_of(subject)
    if rival is None:
        return _ranked(statement, 1, subject, outside="outside" in statement.kinds)
    if "outside" in statement.kinds:
        return [statement.refusal("not understood: a lead that is denied")]
    statement.has_rival = True
    return [statement.reading(More(name_of(subject), name_of(rival), UNKNOWN_WEEK), subject, rival)]


def direction(statement: Statement, word: Word, subject: Meanings) -> Made:
    return [statement.reading(Direction(name_of(subject), word.value, UNKNOWN_WEEK), subject)]
