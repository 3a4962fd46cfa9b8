"""The questions asked of what a parser found, before any of it is stored.

    impossible.py    what cannot be true: the body is refused
    unlikely.py      what is hard to believe: the body is quarantined until a person looks

Either way the raw body stays in the archive and the figures stay as they were.

refused
    Said of a body that cannot be what it says it is: none of it is recorded.
quarantined
    Said of a body that is hard to believe: none of it is recorded until a person has looked at it
    and accepts it (`tracker accept`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from tracker.checks.impossible import OF_BOARD, OF_BODY
from tracker.checks.unlikely import (
    DOUBTS,
    Known,
    Listed,
    do_the_sections_agree,
    does_the_list_have_as_many,
    known,
    leaders,
)  # fmt: skip
from tracker.errors import CheckFailed
from tracker.records import Answer, Board, Payload
from tracker.weeks import WEEK

__all__ = ["LOOK_BACK", "Known", "Recent", "examine", "leaders"]

LOOK_BACK = 4 * WEEK

Recent = Callable[[Board], Sequence[Known]]
"""What is known of the four weeks before a board, oldest first; the last is of its own kind."""


def examine(
    payload: Payload,
    answer: Answer,
    *,
    now: datetime,
    recent: Recent,
    listed: Listed = lambda *_: 0,
    overruled: bool = False,
) -> None:
    """Ask everything. Raises CheckFailed at the first objection (``doubtful`` if only in doubt).

    ``listed`` tells how many entries the newest list of a dataset had before an instant. Doubts
    are not asked about when a person has ``overruled`` them.
    """
    for ask_body in OF_BODY:
        _object(payload, ask_body(payload, answer, now))
    for board in answer.boards:
        for ask_board in OF_BOARD:
            objection = ask_board(board)
            if objection:
                _object(payload, f"{board.key}: {objection}")
    if not overruled:
        _doubt(payload, answer, recent, listed)


def _doubt(payload: Payload, answer: Answer, recent: Recent, listed: Listed) -> None:
    asked = (do_the_sections_agree(answer), does_the_list_have_as_many(answer, listed))
    for doubted in (*answer.doubts, *filter(None, asked)):
        _object(payload, doubted, doubtful=True)
    for _, kin in groupby(sorted(answer.boards, key=_kind), key=_kind):
        boards = sorted(kin, key=lambda board: board.key.period)
        before = deque(recent(boards[0]))
        for board in boards:
            while before and board.key.period.start - before[0].start > LOOK_BACK:
                before.popleft()
            for doubt in DOUBTS:
                objection = doubt(board, before)
                if objection:
                    _object(payload, f"{board.key}: {objection}", doubtful=True)
            before.append(known(board))


def _object(payload: Payload, objection: str | None, *, doubtful: bool = False) -> None:
    if objection:
        raise CheckFailed(f"{payload.name}: {objection}", doubtful=doubtful, datum=payload.url)


def _kind(board: Board) -> tuple[str, str, str, int]:
    return board.key.dataset, board.key.metric, board.key.scope, board.key.period.days
