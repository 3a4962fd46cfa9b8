"""Plausibility checks of parsed bodies before they are stored.

    impossible.py    hard errors: the body is refused
    unlikely.py      implausible values: a board is doubted until there is evidence for it
    evidence.py      evidence that ends a doubt

In both cases the raw body stays in the archive and the recorded figures do not change.

refused
    A body is refused if it cannot be true; none of it is recorded.
doubted
    A board is doubted if it is implausible. It is recorded once there is evidence (the next day at
    the same level, another source or the chart that agrees, a later vintage) or a person accepts it
    (`tracker accept`). The other boards of its body are recorded.
quarantined
    A body is quarantined if every board in it is doubted.
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
    leaders,
    summarize,
)
from tracker.errors import CheckFailed
from tracker.records import Answer, Board, Entry, Key, Payload
from tracker.weeks import WEEK, Period

__all__ = [
    "FORM",
    "LISTED",
    "LOOK_BACK",
    "NAMES",
    "SAME_ROWS",
    "SIZE",
    "Doubt",
    "Known",
    "Recent",
    "Standing",
    "describe",
    "examine",
    "leaders",
    "list_key",
    "only",
    "refuse",
    "without",
]

LOOK_BACK = 4 * WEEK
SIZE, NAMES, FORM, SAME_ROWS = "size", "names", "form", "beside"
"""Sorts of doubt: the size of a board, its names, the form of the body, a doubted board with the
same rows."""
LISTED = "entries"
"""The metric in the key of a list of entries, which can be doubted like a board."""

ABOUT = {
    is_it_the_right_section: FORM,
    is_a_day_less_than_a_week: SIZE,
    is_the_total_believable: SIZE,
    are_the_leaders_still_there: NAMES,
    does_it_name_as_many: NAMES,
}

Recent = Callable[[Board], Sequence[Known]]
"""Return the boards of the four weeks before one, oldest first, the last of the same kind."""


class Standing(NamedTuple):
    """Whether a board is recorded with the same content, and its newest recorded vintage."""

    same: bool = False
    newest: Known | None = None


OnRecord = Callable[[Board], Standing]


@dataclass(frozen=True)
class Doubt:
    """An implausible board or list of entries, with the reason and the sort of doubt."""

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
    """Run all checks and return the doubts. Raises CheckFailed for what cannot be true.

    ``listed`` returns the number of entries in the last list of a dataset before an instant. A
    board that is ``on_record`` with the same content is not doubted.
    """
    refuse(payload, answer, now)
    checks = (
        _form_doubts(answer),
        _section_doubts(answer),
        _list_doubts(answer, listed),
        _board_doubts(answer, recent, on_record),
    )
    doubts: dict[Key, Doubt] = {}
    for doubt in chain.from_iterable(checks):
        doubts.setdefault(doubt.key, doubt)
    for doubt in _same_rows_doubts(answer, doubts):
        doubts.setdefault(doubt.key, doubt)
    recorded = {
        board.key for board in answer.boards if board.key in doubts and on_record(board).same
    }
    return [doubt for doubt in doubts.values() if doubt.key not in recorded]


def refuse(payload: Payload, answer: Answer, now: datetime) -> None:
    """Raise CheckFailed if anything in a body cannot be true."""
    for check_body in OF_BODY:
        _raise_objection(payload, check_body(payload, answer, now))
    for board in answer.boards:
        for check_board in OF_BOARD:
            objection = check_board(board)
            if objection:
                _raise_objection(payload, f"{board.key}: {objection}")


def without(answer: Answer, keys: Set[Key]) -> Answer:
    """Return an answer without what is in ``keys``."""
    return replace(
        answer,
        boards=tuple(board for board in answer.boards if board.key not in keys),
        entries=tuple(
            entry for entry in answer.entries if list_key(entry, answer.as_of) not in keys
        ),
    )


def only(answer: Answer, keys: Set[Key]) -> Answer:
    """Return an answer with only what is in ``keys``."""
    return replace(
        answer,
        boards=tuple(board for board in answer.boards if board.key in keys),
        entries=tuple(entry for entry in answer.entries if list_key(entry, answer.as_of) in keys),
    )


def describe(answer: Answer) -> list[Doubt]:
    """Return a doubt without a reason for each board and list in an answer."""
    return [
        *(_board_doubt(board, "", "") for board in answer.boards),
        *(_list_doubt(answer, key, "", "") for key in _lists(answer)),
    ]


def list_key(entry: Entry, as_of: datetime) -> Key:
    """Return the key of the list that contains an entry."""
    return Key(entry.dataset, LISTED, "", Period.of_day(as_of.date()))


def _form_doubts(answer: Answer) -> Iterator[Doubt]:
    """Yield the doubts that the parser has about the whole body."""
    if answer.doubts:
        why = answer.doubts[0]
        yield from (_board_doubt(board, why, FORM) for board in answer.boards)
        yield from (_list_doubt(answer, key, why, FORM) for key in _lists(answer))


def _section_doubts(answer: Answer) -> Iterator[Doubt]:
    """Yield doubts about sections of a page that appear to be swapped or of another metric."""
    wrong: dict[tuple[str, str], str] = {}
    for board in answer.boards:
        why = is_it_the_right_section(board, ())
        if why:
            wrong.setdefault(_section(board), f"{board.key}: {why}")
    disagreement = do_the_sections_agree(answer)
    if disagreement:
        wrong |= dict.fromkeys(disagreement[0], disagreement[1])
    for board in answer.boards:
        if _section(board) in wrong:
            yield _board_doubt(board, wrong[_section(board)], FORM)


def _list_doubts(answer: Answer, listed: Listed) -> Iterator[Doubt]:
    for key in _lists(answer):
        why = does_the_list_have_as_many(answer, key.dataset, listed)
        if why:
            yield _list_doubt(answer, key, why, SIZE)


def _board_doubts(answer: Answer, recent: Recent, on_record: OnRecord) -> Iterator[Doubt]:
    """Yield doubts from comparing each board with those before it, recorded or in the same body.

    A doubted board is not used for the next comparison, because a body that counts something else
    does so throughout. If one board is doubted, the others are also compared with their own
    recorded vintages.
    """
    for _, kin in groupby(sorted(answer.boards, key=_kind), key=_kind):
        boards = sorted(kin, key=lambda board: board.key.period)
        earlier, doubting, accepted = deque(recent(boards[0])), False, list[Board]()
        for board in boards:
            while (
                not doubting and earlier and board.key.period.start - earlier[0].start > LOOK_BACK
            ):
                earlier.popleft()
            sort, why = _objection(board, earlier)
            standing = on_record(board) if why else Standing()
            doubting = bool(why) and not standing.same
            if doubting:
                yield _board_doubt(board, f"{board.key}: {why}", sort)
                if standing.newest:
                    earlier.append(standing.newest)
                    doubting = False
            else:
                accepted.append(board)
                earlier.append(summarize(board))
        for board in accepted if len(accepted) < len(boards) else ():
            newest = on_record(board).newest
            corrected = is_the_correction_believable(board, newest) if newest else None
            if corrected:
                yield _board_doubt(board, f"{board.key}: {corrected}", SIZE)


def _objection(board: Board, earlier: Sequence[Known]) -> tuple[str, str | None]:
    """Return the sort and the text of the first objection."""
    for check, about in ABOUT.items():
        why = check(board, earlier)
        if why:
            return about, why
    return "", None


def _same_rows_doubts(answer: Answer, doubts: Mapping[Key, Doubt]) -> Iterator[Doubt]:
    """Yield doubts about the other metrics of the rows of a doubted board."""
    rows = {_rows(key): key for key in reversed([*doubts]) if key.metric != LISTED}
    for board in answer.boards:
        doubted = rows.get(_rows(board.key))
        if doubted and board.key not in doubts:
            yield _board_doubt(board, f"{board.key}: it has the same rows as {doubted}", SAME_ROWS)


def _board_doubt(board: Board, why: str, sort: str) -> Doubt:
    return Doubt(board.key, board.digest, board.known_from, summarize(board), why, sort)


def _lists(answer: Answer) -> list[Key]:
    return list(dict.fromkeys(list_key(entry, answer.as_of) for entry in answer.entries))


def _list_doubt(answer: Answer, key: Key, why: str, sort: str) -> Doubt:
    entries = [entry for entry in answer.entries if entry.dataset == key.dataset]
    digest = sha256("".join(sorted(entry.digest for entry in entries)).encode()).hexdigest()
    size = Known(key.period.start, len(entries), names=len(entries), days=1)
    return Doubt(key, digest, answer.as_of, size, why, sort)


def _raise_objection(payload: Payload, objection: str | None) -> None:
    if objection:
        raise CheckFailed(f"{payload.name}: {objection}", datum=payload.url)


def _kind(board: Board) -> tuple[str, str, str, int]:
    return board.key.dataset, board.key.metric, board.key.scope, board.key.period.days


def _section(board: Board) -> tuple[str, str]:
    return board.key.metric, board.key.dataset


def _rows(key: Key) -> tuple[str, str, Period]:
    return key.dataset, key.scope, key.period
