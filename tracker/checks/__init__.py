"""The questions asked of what a parser found, before any of it is stored.

    impossible.py    what cannot be true: the body is refused
    unlikely.py      what is hard to believe: a board is doubted until there is evidence for it
    evidence.py      what ends a doubt

Either way the raw body stays in the archive and the figures stay as they were.

refused
    Said of a body that cannot be what it says it is: none of it is recorded.
doubted
    Said of a board that is hard to believe: it is not recorded until there is evidence for it (the
    next day at the same level, another source or the chart that says the same, a later vintage) or
    a person accepts it (`tracker accept`). The other boards of its body are recorded.
quarantined
    Said of a body of which every board is doubted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import chain, groupby
from typing import NamedTuple

from tracker.checks.impossible import OF_BOARD, OF_BODY
from tracker.checks.unlikely import (
    Known,
    Listed,
    are_the_leaders_still_there,
    do_the_sections_agree,
    does_it_name_as_many,
    does_the_list_have_as_many,
    is_a_day_less_than_a_week,
    is_it_the_right_section,
    is_the_correction_believable,
    is_the_total_believable,
    known,
    leaders,
)  # fmt: skip
from tracker.errors import CheckFailed
from tracker.records import Answer, Board, Entry, Key, Payload
from tracker.weeks import WEEK, Period

__all__ = [
    "BESIDE", "FORM", "LISTED", "LOOK_BACK", "NAMES", "SIZE", "Doubt", "Known", "Recent",
    "Standing", "believed", "described", "examine", "leaders", "list_key", "only", "refuse",
]  # fmt: skip

LOOK_BACK = 4 * WEEK
SIZE, NAMES, FORM, BESIDE = "size", "names", "form", "beside"
"""What a doubt is about: how much a board says; whom it names; whether the body is what it is taken
for; only another board of the same rows."""
LISTED = "entries"
"""Stands for the metric in the key of a list of entries, which is doubted as a board is."""

ABOUT = {
    is_it_the_right_section: FORM,
    is_a_day_less_than_a_week: SIZE,
    is_the_total_believable: SIZE,
    are_the_leaders_still_there: NAMES,
    does_it_name_as_many: NAMES,
}

Recent = Callable[[Board], Sequence[Known]]
"""What is known of the four weeks before a board, oldest first; the last is of its own kind."""


class Standing(NamedTuple):
    """Whether a board is on record with the same content, and what its newest vintage is like."""

    same: bool = False
    newest: Known | None = None


OnRecord = Callable[[Board], Standing]


@dataclass(frozen=True)
class Doubt:
    """A board that is hard to believe, or a list of entries: which, as known since when, what is
    known of it, why, and what the doubt is about."""

    key: Key
    digest: str
    known_from: datetime
    known: Known
    why: str
    sort: str = SIZE


def examine(
    payload: Payload,
    answer: Answer,
    *,
    now: datetime,
    recent: Recent,
    listed: Listed = lambda *_: 0,
    on_record: OnRecord = lambda _: Standing(),
) -> list[Doubt]:
    """Ask everything. Returns what is doubted, and raises CheckFailed for what cannot be true.

    ``listed`` tells how many entries the newest list of a dataset had before an instant. A board
    that is ``on_record`` already is not doubted.
    """
    refuse(payload, answer, now)
    asked = (
        _of_the_form(answer),
        _of_sections(answer),
        _of_lists(answer, listed),
        _of_boards(answer, recent, on_record),
    )
    found: dict[Key, Doubt] = {}
    for doubt in chain.from_iterable(asked):
        found.setdefault(doubt.key, doubt)
    for doubt in _of_the_same_rows(answer, found):
        found.setdefault(doubt.key, doubt)
    standing = {
        board.key for board in answer.boards if board.key in found and on_record(board).same
    }
    return [doubt for doubt in found.values() if doubt.key not in standing]


def refuse(payload: Payload, answer: Answer, now: datetime) -> None:
    """Raises CheckFailed when anything in a body cannot be true."""
    for ask_body in OF_BODY:
        _object(payload, ask_body(payload, answer, now))
    for board in answer.boards:
        for ask_board in OF_BOARD:
            objection = ask_board(board)
            if objection:
                _object(payload, f"{board.key}: {objection}")


def believed(answer: Answer, doubted: Set[Key]) -> Answer:
    """An answer without what is ``doubted``."""
    return replace(
        answer,
        boards=tuple(board for board in answer.boards if board.key not in doubted),
        entries=tuple(
            entry for entry in answer.entries if list_key(entry, answer.as_of) not in doubted
        ),
    )


def only(answer: Answer, keys: Set[Key]) -> Answer:
    """An answer with nothing but what is in ``keys``."""
    return replace(
        answer,
        boards=tuple(board for board in answer.boards if board.key in keys),
        entries=tuple(entry for entry in answer.entries if list_key(entry, answer.as_of) in keys),
    )


def described(answer: Answer) -> list[Doubt]:
    """Everything in an answer as if it were doubted: its boards, and its lists of entries."""
    return [
        *(_of_board(board, "", "") for board in answer.boards),
        *(_of_list(answer, key, "", "") for key in _lists(answer)),
    ]


def list_key(entry: Entry, as_of: datetime) -> Key:
    """What the list is known by that an entry stands in."""
    return Key(entry.dataset, LISTED, "", Period.of_day(as_of.date()))


def _of_the_form(answer: Answer) -> Iterator[Doubt]:
    """What the parser found hard to believe of the whole body."""
    if answer.doubts:
        why = answer.doubts[0]
        yield from (_of_board(board, why, FORM) for board in answer.boards)
        yield from (_of_list(answer, key, why, FORM) for key in _lists(answer))


def _of_sections(answer: Answer) -> Iterator[Doubt]:
    """Whole sections of a body: one with a board that has the size of another's, and both of two
    that cannot both be what they are taken for."""
    wrong: dict[tuple[str, str], str] = {}
    for board in answer.boards:
        why = is_it_the_right_section(board, ())
        if why:
            wrong.setdefault(_section(board), f"{board.key}: {why}")
    apart = do_the_sections_agree(answer)
    if apart:
        wrong |= dict.fromkeys(apart[0], apart[1])
    for board in answer.boards:
        if _section(board) in wrong:
            yield _of_board(board, wrong[_section(board)], FORM)


def _of_lists(answer: Answer, listed: Listed) -> Iterator[Doubt]:
    for key in _lists(answer):
        why = does_the_list_have_as_many(answer, key.dataset, listed)
        if why:
            yield _of_list(answer, key, why, SIZE)


def _of_boards(answer: Answer, recent: Recent, on_record: OnRecord) -> Iterator[Doubt]:
    """Each board against those before it, which are on record or believed in the same body. A body
    that counts something else does so all over: a doubted board is no measure of the next, and as
    long as nothing else is, what was known before is; and where one is doubted, the others are
    compared with what is on record for themselves."""
    for _, kin in groupby(sorted(answer.boards, key=_kind), key=_kind):
        boards = sorted(kin, key=lambda board: board.key.period)
        before, doubting, taken = deque(recent(boards[0])), False, list[Board]()
        for board in boards:
            while not doubting and before and board.key.period.start - before[0].start > LOOK_BACK:
                before.popleft()
            sort, why = _objection(board, before)
            standing = on_record(board) if why else Standing()
            doubting = bool(why) and not standing.same
            if doubting:
                yield _of_board(board, f"{board.key}: {why}", sort)
                if standing.newest:
                    before.append(standing.newest)
                    doubting = False
            else:
                taken.append(board)
                before.append(known(board))
        for board in taken if len(taken) < len(boards) else ():
            newest = on_record(board).newest
            corrected = is_the_correction_believable(board, newest) if newest else None
            if corrected:
                yield _of_board(board, f"{board.key}: {corrected}", SIZE)


def _objection(board: Board, before: Sequence[Known]) -> tuple[str, str | None]:
    """What the first question that objects is about, and what it says."""
    for ask, about in ABOUT.items():
        why = ask(board, before)
        if why:
            return about, why
    return "", None


def _of_the_same_rows(answer: Answer, found: Mapping[Key, Doubt]) -> Iterator[Doubt]:
    """The other metrics of the rows that a doubted board is made of: what is cut, is cut in all."""
    rows = {_rows(key): key for key in reversed([*found]) if key.metric != LISTED}
    for board in answer.boards:
        of = rows.get(_rows(board.key))
        if of and board.key not in found:
            yield _of_board(board, f"{board.key}: it is of the same rows as {of}", BESIDE)


def _of_board(board: Board, why: str, sort: str) -> Doubt:
    return Doubt(board.key, board.digest, board.known_from, known(board), why, sort)


def _lists(answer: Answer) -> list[Key]:
    return list(dict.fromkeys(list_key(entry, answer.as_of) for entry in answer.entries))


def _of_list(answer: Answer, key: Key, why: str, sort: str) -> Doubt:
    entries = [entry for entry in answer.entries if entry.dataset == key.dataset]
    digest = sha256("".join(sorted(entry.digest for entry in entries)).encode()).hexdigest()
    size = Known(key.period.start, len(entries), names=len(entries), days=1)
    return Doubt(key, digest, answer.as_of, size, why, sort)


def _object(payload: Payload, objection: str | None) -> None:
    if objection:
        raise CheckFailed(f"{payload.name}: {objection}", datum=payload.url)


def _kind(board: Board) -> tuple[str, str, str, int]:
    return board.key.dataset, board.key.metric, board.key.scope, board.key.period.days


def _section(board: Board) -> tuple[str, str]:
    return board.key.metric, board.key.dataset


def _rows(key: Key) -> tuple[str, str, Period]:
    return key.dataset, key.scope, key.period
