"""Find what a clause says beside its claims, which would make others of them: it is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.identity import AND, FREE, variant
from tracker.identity.subjects import SEVERAL

if TYPE_CHECKING:
    from tracker.claims.statements import Statement

_ENDED = re.compile(
    r"\b(?:halted|snapped|c[ao]me to an end|comes to an end)\b|终结|打[破断]|中断"
    r"|\b(?:reign|run|streak|rule|spell|dominance|hold|tenure)\b.*\bend(?:s|ed)\b"
    r"|\bend(?:s|ed)\b.*\b(?:reign|run|streak|rule|spell|dominance|hold|tenure)\b",
    re.IGNORECASE,
)
"""What is said of a lead that is over: a reign at number one came to an end."""
_PLACES = {"rank", "lead"}
_ONCE = re.compile(r"once\b(?! (?:again|more)\b)", re.IGNORECASE)
_OF_ELSE = re.compile("涨幅|增幅|增速|增量|新增|净增|降幅|跌幅|下载量|参数量")
"""What may be the largest, and is no usage: 涨幅最大."""


def left_over(statement: Statement) -> str:
    """Return what of a clause none of its claims takes; empty if there is nothing."""
    kinds, plain = statement.kinds, statement.sentence.plain_of(statement.words)
    if "streak" not in kinds and kinds & _PLACES and (ended := _ENDED.search(plain)):
        return ended[0]
    is_largest = any(word.kind == "rank" and "最" in word.text for word in statement.words)
    if is_largest and (of := _OF_ELSE.search(plain)):
        return of[0]
    if _is_multiple_of_told(statement):
        return statement.sentence.quote(statement.words)
    if _ONCE.match(plain) and statement.subjects:
        return plain[: len("once")]
    is_of_several = statement.subject is not None and statement.subject[0].level == SEVERAL
    if is_of_several and not statement.subjects and {"up", "down"} <= statement.sentence.kinds:
        return "which of them rose"
    access = [word for word in statement.words if word.kind in ("free", "paid")]
    return access[0].text if access and not _is_of_access(statement) else ""


def _is_multiple_of_told(statement: Statement) -> bool:
    """Return whether a clause has a multiple of an amount told: `double the 670 billion of Hy3`.

    The amount is of the one that is named, the multiple of another: neither was read so.
    """
    words = [word for word in statement.words if word.kind not in ("mark", "small", "about")]
    kinds = [word.kind for word in words]
    in_order = ["times", "amount", "subject"]
    return any(kinds[place : place + 3] == in_order for place in range(len(kinds)))


def _is_of_access(statement: Statement) -> bool:
    """Return whether a clause is about free models or paid ones, or about free variants."""
    subjects = [each for meant in (*statement.subjects, statement.subject or ()) for each in meant]
    return any(
        "access" in subject.level.split(AND) or variant(subject.name) == FREE
        for subject in subjects
    )
