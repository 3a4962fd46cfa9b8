"""Make claims of the numbers of a clause: amounts, percentages, multiples.

Each takes the period that stands beside it, and the subject whose figure it is: of several subjects
the nearest before it, after `to` and `against` (`beat it by 4.7T to 3.3T`) the rival.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.claims.bases import base_of, growth_to
from tracker.claims.claim import (
    UNKNOWN_WEEK,
    Amount,
    Change,
    Growth,
    Number,
    Ratio,
    Share,
)
from tracker.claims.clauses import COMPARED, NotRead, Reading, kinds_of, name_of, periods_of
from tracker.claims.context import TOTALS
from tracker.claims.mentions import UNCLEAR, Meanings
from tracker.claims.numbers import Figure
from tracker.claims.quantities import NUMBERS
from tracker.claims.words import Word
from tracker.identity.subjects import TOTAL
from tracker.weeks import Period

if TYPE_CHECKING:
    from tracker.claims.clauses import Sentence
    from tracker.claims.statements import Statement
    from tracker.claims.when import When

Made = list[Reading | NotRead]
OPPOSITE = {"more": "less", "less": "more"}
_BARE = {"subject", "percent", "period", "mark", "small"}
"""What says of a percentage neither that it is a share nor that it is a change."""
_LEVEL = {"below", "under", "above", "beneath", "past"}
"""What stands before a level that something moved past: `slipped below 5T`."""
_ENDS = ("from", "to")
"""What stands before a level from which something moved, or to which: `down from 8 percent`."""
_LEVELS = ("至", "到", "为")
"""What a verb of movement ends with before a level: 增至; without it stands what was added."""
_IN_ORDER = {"respectively", "in that order", "分别"}
"""What says that several have a figure each, in the order of their names."""
_RATE = re.compile(
    r"\b(?:(?P<week>weekly)|(?P<day>daily)) (?:token )?(?:usage|volume|traffic|consumption|tokens)"
    r"|\b(?:tokens|calls|requests|trillion|billion) (?:an?|per|each|every) "
    r"(?:(?P<a_week>week)|(?P<a_day>day))\b"
    r"|(?P<week_zh>周均|每周)|(?P<day_zh>日均|每日)",
    re.IGNORECASE,
)
"""What says that an amount is one a week, or a day."""
_REACHED = re.compile("(?:reach|hit)[a-z]*|达到?了?|达成", re.IGNORECASE)
"""What several models do that had an amount each, or more."""
_FILLERS = {"small", "had", *OPPOSITE, "about"}
_OWNS = re.compile(r"'s?\b|的| ?[(（]| (?:on|at) ", re.IGNORECASE)
"""What stands between a name and the figure that is its own."""
_OF_ALL = re.compile(r"of (?:all (?!named)|everything|the total)|平台总|全平台|总量", re.IGNORECASE)
"""What a share is of, whichever models are counted."""
_PARTS = {"不到", "不足", "不及", "超过", "超", "逾", "未达", "超出"}
"""What stands before a part of what another has, and not before its share: 不到Hy3的三成."""
_DAYS = {"week": 7, "a_week": 7, "week_zh": 7, "day": 1, "a_day": 1, "day_zh": 1}
_GROWS = re.compile(
    r"\b(?:doubl|tripl|trebl|quadrupl|quintupl|halv|in half)|翻|腰斩|减半", re.IGNORECASE
)


def amount(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read an amount: of the subject, or that a number of models had each."""
    figure = statement.figure(word, word.value.figure)
    if statement.is_number():
        return _number(statement, word, figure)
    if _is_difference(statement, word):
        why = f"a difference in {word.value.metric or 'tokens'} ({word.text})"
        return [statement.refusal(f"{why} is not judged", "not_measured")]
    owners = _owners(statement, word, subject)
    if not owners:
        return [statement.refusal(f"it is not clear whose {word.text} are")]
    when, metric = statement.when_of(word), word.value.metric
    if (mean := mean_of(statement, when)) is not None:
        return [mean]
    return [
        statement.reading(
            Amount(name_of(owner), figure, UNKNOWN_WEEK, metric=metric), owner, when=when
        )
        for owner in owners
    ]


def mean_of(statement: Statement, when: When) -> NotRead | None:
    """Return the refusal of an amount a week, or a day, of a period that is longer."""
    rate = _RATE.search(statement.sentence.plain_of(statement.words))
    if not rate or all(period.days <= _DAYS[rate.lastgroup] for period in when.periods):  # type: ignore[index]
        return None
    why = f"{rate[0]} of a longer period is a mean, which is not judged"
    return statement.refusal(why, "not_measured")


def _number(statement: Statement, word: Word, figure: Figure) -> Made:
    """Read that a number of models had an amount each, or reached it: once for a clause."""
    if statement.has_number:
        return []
    before = statement.before(word)
    if before is not None and _REACHED.fullmatch(before.text):
        figure = replace(figure, hedge=figure.hedge or "more")
    statement.has_number = True
    number = next(each.value for each in statement.words if each.kind == "count")
    return [statement.reading(Number(number, figure, UNKNOWN_WEEK), TOTALS)]


def _is_difference(statement: Statement, word: Word) -> bool:
    """Return whether an amount is what was added or lost, or a lead: `rose by 5T`."""
    if _is_added(statement, word):
        return True
    moves = {"up", "down", "lead", *COMPARED}
    before, after = statement.before(word), statement.after(word)
    if before is not None and before.text.lower() == "by":
        return bool(statement.kinds & moves) and not statement.has_score
    if before is not None and before.kind in ("up", "down"):
        if statement.is_particle(before):  # `gobbled up 5T`
            return False
        level = statement.words[statement.words.index(word) - 1].text.lower() in _LEVEL
        return not (level or before.text.endswith(_LEVELS) or statement.is_to(word))
    if before is not None and before.text.lower() == "of":
        return any(each.kind == "lead" for each in statement.words[: statement.words.index(before)])
    is_own = before is not None and before.text.lower() in ("with", "以")
    is_lead = after is not None and after.text.lower().startswith(("ahead of", "in front of"))
    return not is_own and after is not None and (is_lead or after.kind in ("over", "behind"))


def _is_added(statement: Statement, word: Word) -> bool:
    """Return whether an amount is by how much one had more or less: 比Hy3多(消耗)5万亿."""
    before = statement.before(word)
    if before is not None and before.kind == "had":
        before = statement.before(before)
    return before is not None and before.kind in ("over", "behind") and not before.text.isascii()


def in_order(statement: Statement, word: Word, subject: Meanings) -> Meanings | None:
    """Return whose a number is of several that have one each in their order, else ``subject``.

    None if they are said to be in order, and are not as many as the numbers.
    """
    members = statement.members
    if len(members) < 2 or word.kind not in NUMBERS or "together" in statement.kinds:
        return subject
    figures = [each for each in statement.words if each.kind == word.kind]
    if len(figures) == len(members):
        return members[figures.index(word)]
    is_said = any(each.text.lower() in _IN_ORDER for each in statement.sentence.words)
    return None if is_said else subject


def _owners(statement: Statement, word: Word, subject: Meanings) -> list[Meanings]:
    """Return whose an amount or a percentage is; nobody's if that is not clear."""
    members = statement.members
    figures = [each for each in statement.words if each.kind == word.kind]
    if len(members) > 1 and "together" not in statement.kinds:
        if len(figures) == len(members):
            return [subject]  # `in_order` has found it
        if "each" in statement.kinds:
            return members
    beside = _beside(statement, word)
    if beside is not None:
        return [beside] if beside != UNCLEAR else []
    if statement.score_of(word):
        rival = statement.rival or statement.sentence.context.rival_of(subject)
        return [rival] if rival else []
    named = [
        each
        for each in statement.words[: statement.words.index(word)]
        if each.kind in ("subject", "subjects")
    ]
    is_aside = statement.sentence.plain[: word.start].rstrip().endswith("(")
    is_nearest = len(statement.subjects) > 1 and len(figures) > 1 and not statement.has_score
    if named and (is_aside or is_nearest):
        return statement.sentence.subjects_of(named[-1:]) or [subject]
    return [subject]


def _beside(statement: Statement, word: Word) -> Meanings | None:
    """Return whose a figure is that stands right beside a name, compared with or not.

    `ahead of Hy3's 5T`, `落后Hy3的5兆`, `ahead of the 5T of Hy3`: it is that of the second. Of
    `behind Hy3 with 5T` it is unclear.
    """
    place = statement.words.index(word)
    near = [each for each in statement.words[:place] if each.kind not in _FILLERS]
    after = [each for each in statement.words[place + 1 :] if each.kind != "small"][:1]
    sentence = statement.sentence
    if not near:
        return None
    if near[-1].kind in COMPARED and after and after[0].kind == "subject":
        gap = sentence.plain[word.end : after[0].start].lower().split()
        return after[0].value.subjects if gap[:1] == ["of"] else None
    if near[-1].kind != "subject" or near[-1].value.subjects[0].level == TOTAL:
        return None
    named: Meanings = near[-1].value.subjects
    gap_text = sentence.plain[near[-1].end : word.start]
    if _OWNS.match(gap_text):
        return named
    is_compared = len(near) > 1 and near[-2].kind in COMPARED and named == statement.rival
    is_by = "by" in gap_text.lower().split()  # `beat Hy3 by 5T tokens to 4T`
    return UNCLEAR if is_compared and not is_by else None


def points(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Refuse percentage points, which are read nowhere."""
    why = f"a difference in percentage points ({word.text}) is not judged"
    return [statement.refusal(why, "not_measured")]


def percent(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read a percentage: of another, of another period, more than a rival, a share, a change."""
    figure = statement.figure(word, word.value.figure)
    if any(statement.is_second(each) for each in statement.words):
        ratio = Ratio(name_of(subject), None, _factor(figure), UNKNOWN_WEEK)
        return [statement.reading(ratio, subject)]
    if statement.part_of(word) is not None:
        return _part(statement, word, subject, figure)
    if (period := statement.compared_period(word)) is not None:
        return [_than(statement, word, subject, period)]
    return _share_or_change(statement, word, subject, figure)


def _share_or_change(statement: Statement, word: Word, subject: Meanings, figure: Figure) -> Made:
    kinds = statement.kinds
    if statement.rival is not None and kinds & {*COMPARED, "lead"} and "share" not in kinds:
        return [_beside_rival(statement, word, subject, statement.rival, figure)]
    moves = kinds & {"up", "down"}
    is_change = bool(moves) or word.value.signed or "change" in kinds
    is_level = is_change and _is_level(statement, word)
    if is_level and "share" not in statement.sentence.kinds:
        return [statement.refusal(f"it is not clear of what {word.text!r} is a level")]
    if "share" in kinds or not is_change or is_level:
        return _share(statement, word, subject, figure)
    if "down" in moves and figure.value > 0:
        hedge = OPPOSITE.get(figure.hedge, figure.hedge)
        figure = replace(figure, value=-figure.value, hedge=hedge)
    if (base := base_of(statement)) is not None:
        since = Growth(name_of(subject), _factor(figure), UNKNOWN_WEEK, base.start)
        when = growth_to(statement, base)
        return [statement.reading(since, subject, when=when, base=base)]
    return [statement.reading(Change(name_of(subject), figure, UNKNOWN_WEEK), subject)]


def _share(statement: Statement, word: Word, subject: Meanings, figure: Figure) -> Made:
    if subject == TOTALS:
        return [statement.refusal(f"it is not clear of what {word.text!r} is a share")]
    if kinds_of(statement.sentence.words) <= _BARE:
        why = f"it is not clear whether {word.text!r} is a share or a change"
        return [statement.refusal(why)]
    is_of_all = _OF_ALL.search(_without_named(statement.sentence))
    of_named = statement.sentence.of_named and not is_of_all
    when = statement.when_of(word)
    return [
        statement.reading(
            Share(name_of(owner), figure, UNKNOWN_WEEK, of_named=of_named), owner, when=when
        )
        for owner in _owners(statement, word, subject)
    ]


def _is_level(statement: Statement, word: Word) -> bool:
    """Return whether something moved to a percentage, or from it."""
    before = statement.before(word)
    is_end = before is not None and before.text.lower() in _ENDS
    return is_end or statement.is_after_change(word)


def _beside_rival(
    statement: Statement, word: Word, subject: Meanings, rival: Meanings, figure: Figure
) -> Reading | NotRead:
    """Read by how much more one had than its rival, or the share that the rival has."""
    if _beside(statement, word) == rival:
        return _share_of_rival(statement, word, rival, figure)
    if "behind" in statement.kinds:
        hedge = OPPOSITE.get(figure.hedge, figure.hedge)
        figure = replace(figure, value=-figure.value, hedge=hedge)
    ratio = Ratio(name_of(subject), name_of(rival), _factor(figure), UNKNOWN_WEEK)
    return statement.reading(ratio, subject, rival)


def _share_of_rival(
    statement: Statement, word: Word, rival: Meanings, figure: Figure
) -> Reading | NotRead:
    """Read `低于DeepSeek的22.5%` behind a share: without one it may be a part of what it has."""
    sentence = statement.sentence
    bounds = {each.text for each in statement.words if each.kind in COMPARED}
    is_part = bool(bounds & _PARTS) or word.text.endswith("成")
    if is_part or "share" not in sentence.kinds:
        return statement.refusal(f"it is not clear what {word.text!r} is a part of")
    figure = replace(figure, hedge="")
    share = Share(name_of(rival), figure, UNKNOWN_WEEK, of_named=sentence.of_named)
    return statement.reading(share, rival, when=statement.when_of(word))


def _without_named(sentence: Sentence) -> str:
    """Return a sentence without what says that a share is of the named models."""
    plain = sentence.plain
    for word in sentence.words:
        if word.kind == "named":
            plain = plain.replace(word.text, "", 1)
    return plain


def _than(statement: Statement, word: Word, subject: Meanings, base: Period) -> Reading:
    """Read `32 percent higher than in June`."""
    figure = statement.figure(word, word.value.figure)
    if statement.kinds & {"behind", "down"}:
        hedge = OPPOSITE.get(figure.hedge, figure.hedge)
        figure = replace(figure, value=-figure.value, hedge=hedge)
    growth = Growth(name_of(subject), _factor(figure), UNKNOWN_WEEK, base.start)
    return statement.reading(growth, subject, base=base)


def _part(statement: Statement, word: Word, subject: Meanings, figure: Figure) -> Made:
    """Read a part of what another had: `less than half of Hy3's volume`."""
    whole = statement.part_of(word)
    if whole is None or whole != statement.rival:
        return [statement.refusal(f"it is not clear what {word.text!r} is a part of")]
    ratio = replace(figure, value=figure.value / 100, step=figure.step / 100)
    claim = Ratio(name_of(subject), name_of(whole), ratio, UNKNOWN_WEEK)
    return [statement.reading(claim, subject, whole)]


def times(statement: Statement, word: Word, subject: Meanings) -> Made:
    """Read a multiple: of the second, of a rival, or of what the subject had before."""
    figure = statement.figure(word, word.value)
    if any(statement.is_second(each) for each in statement.words):
        return [statement.reading(Ratio(name_of(subject), None, figure, UNKNOWN_WEEK), subject)]
    base = base_of(statement)
    grows = bool(_GROWS.search(word.text) or statement.kinds & {"up", "down", "change"})
    grows = grows or base is not None or bool(periods_of(statement.words, "base"))
    rival = statement.rival
    if rival is None and not grows:
        rival = _compared_with(statement, subject)
        if rival is not None and statement.subjects:
            subject, rival = rival, subject
    if rival is not None:
        before = statement.before(word)
        if before is not None and before.kind == "over" and word.text.endswith("倍"):
            figure = replace(figure, value=figure.value + 1)  # 比Hy3多一倍 is twice as much
        elif before is not None and before.kind == "behind":
            return [statement.refusal(f"not understood: a multiple that is less ({word.text!r})")]
        ratio = Ratio(name_of(subject), name_of(rival), figure, UNKNOWN_WEEK)
        return [statement.reading(ratio, subject, rival)]
    if not grows:
        return [statement.refusal(f"it is not clear what {word.text!r} compares with")]
    if word.text.endswith("倍") and _grows_by(statement, word):
        figure = replace(figure, value=figure.value + 1)
    if figure.value < 1:
        figure = replace(figure, hedge=OPPOSITE.get(figure.hedge, figure.hedge))
    when = growth_to(statement, base)
    if base is None:
        when = statement.when
        base = when.periods[0].before
    growth = Growth(name_of(subject), figure, UNKNOWN_WEEK, base.start, "share" in statement.kinds)
    return [statement.reading(growth, subject, when=when, base=base)]


def _compared_with(statement: Statement, subject: Meanings) -> Meanings | None:
    """Return the other subject of a multiple whose clause names one or none."""
    mentioned = statement.said if statement.subjects else None
    if mentioned is not None and mentioned != subject:
        return mentioned
    return statement.sentence.context.rival_of(subject)


def _grows_by(statement: Statement, word: Word) -> bool:
    """Return whether a multiple is what is added: 增长两倍 is three times as much."""
    before = next((each for each in _reversed_to(statement, word) if each.kind != "small"), None)
    return before is not None and before.kind == "up" and not before.text.endswith(("至", "到"))


def _reversed_to(statement: Statement, word: Word) -> list[Word]:
    """Return the words before a number, the nearest first, without its hedges."""
    before = statement.words[: statement.words.index(word)]
    return [each for each in reversed(before) if each.kind not in (*OPPOSITE, "about")]


def _factor(figure: Figure) -> Figure:
    """Return a percentage of change as a multiple."""
    return replace(figure, value=1 + figure.value / 100, step=figure.step / 100)
