"""Find the periods that a change is measured from and to, and what no claim takes of them.

base
    The first of two periods that the text names together (`from July to August`), the one since
    which something changed, or the one with which it is compared. A year before a week that is
    named is 52 weeks before that, a year before a month the same month.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.claims.claim import More, Ranked
from tracker.claims.clauses import NotRead, Reading, periods_of
from tracker.claims.scopes import ends_with_level
from tracker.claims.when import When, a_year_ago, last_month, year_before
from tracker.weeks import DAY, WEEK, Period

if TYPE_CHECKING:
    from tracker.claims.statements import Statement

THIRTY_DAYS = 30
_DISTANT = {"from", "ago", "stretch"}
"""Times that only some claims take; a clause with another claim is refused."""
_EACH_WEEK = re.compile(
    r"\b(?:each|every)(?: single)? week\b|每一?个?(?:周|星期)|周周", re.IGNORECASE
)
_ONCE = {"pass", "first", "record"}
"""What happens in one of many periods, and not from one to another."""
_MOVES = {"up", "down", "change", "first", "firstof", "record", "direction"}
"""With what `this year` may stand although no claim takes it: `has climbed to a third`."""


def base_of(statement: Statement) -> Period | None:
    """Return the earlier period that a growth is measured from, if the text names one."""
    base = _named_base(statement)
    named = periods_of(statement.sentence.words, "at")
    if named and base in a_year_ago(statement.sentence.calendar.today).periods:
        return year_before(named[0].periods[0])
    return base


def _named_base(statement: Statement) -> Period | None:
    words = statement.words
    for place, word in enumerate(words):
        if word.kind == "period" and word.value.kind == "at" and ends_with_level(words[:place]):
            return word.value.periods[0]  # type: ignore[no-any-return]  # up 9 % from 8T in April
    for kind in ("between", "from"):
        for scope in (words, statement.sentence.words):
            if spans := [each for each in periods_of(scope, kind) if each.periods]:
                base = spans[0].periods[0]
                return base if kind == "between" or _is_over(statement, base) else None
    for place, word in enumerate(words):
        following = words[place + 1] if word.kind == "than" and word != words[-1] else word
        if following.kind != "period":
            continue
        when: When = following.value
        if when.kind == "since" or (word.kind == "than" and when.kind == "at"):
            return when.periods[0]
        if when.kind == "ago" and any(each.kind == "times" for each in words[:place]):
            return when.periods[0]  # thirty times what it was a year ago
        behind = [each.kind for each in words[place + 1 : place + 3]]
        is_of = following.text.endswith("的") and behind[:1] == ["times"]
        if when.kind == "at" and (behind == ["small", "times"] or is_of):
            return when.periods[0]  # 是1月的两倍
    since = periods_of(statement.sentence.words, "since")
    return since[0].periods[0] if since else None


def _is_over(statement: Statement, base: Period) -> bool:
    """Return whether a base since which something changed ends before what it is compared with."""
    calendar = statement.sentence.calendar
    goal = calendar.last_week if base.days == WEEK.days else calendar.today - THIRTY_DAYS * DAY
    return base.days >= WEEK.days and base.end <= goal


def growth_to(statement: Statement, base: Period | None) -> When:
    """Return the period that a growth leads to: the last whole week where none is named.

    Since a month it is the last whole one and the last thirty days, which must agree.
    """
    calendar, words = statement.sentence.calendar, statement.sentence.words
    for between in periods_of(words, "between"):
        if between.periods:
            return When("at", between.periods[1:])
    if named := [each for each in periods_of(words, "at") if each.periods[0] != base]:
        return named[0]
    if base is None or base.months != 1:
        return statement.sentence.last_week
    trailing = calendar.trailing(THIRTY_DAYS).periods
    months = [month for month in last_month(calendar.today).periods if month.start > base.start]
    return When("at", (*months, *trailing))


def dated(statement: Statement, readings: list[Reading | NotRead]) -> list[Reading | NotRead]:
    """Return claims, or the refusal of a clause that names a time which is that of none."""
    claims = [each for each in readings if isinstance(each, Reading)]
    places = [each for each in claims if isinstance(each.claim, Ranked | More)]
    is_long = any(period.days > WEEK.days for each in places for period in each.periods)
    if is_long and (week := _EACH_WEEK.search(statement.sentence.plain)):
        return [statement.refusal(f"not understood: {week[0]!r} of a longer time")]
    bases = {each.base for each in claims if each.base is not None}
    taken = bases.union(*(each.periods for each in claims))
    kinds = _DISTANT if statement.kinds & _MOVES or bases else {*_DISTANT, "since"}
    named = [word for words in (statement.words, *statement.sentence.times()) for word in words]
    passes = statement.kinds & _ONCE
    for word in named:
        if readings and word.kind == "period":
            is_left = word.value.kind in kinds and not taken & {*word.value.periods[:1]}
            is_left |= word.value.kind == "from" and not bases
            is_left |= word.value.kind == "between" and not (word.value.periods and not passes)
            if is_left:
                return [statement.refusal(f"not understood: what was so {word.text!r}")]
    return readings
