"""The questions asked of what a parser found, before any of it is stored.

REFUSING questions are about what cannot be true: a body that fails one is refused. DOUBTING
questions are about what is hard to believe: such a body is quarantined until a person looks.
Either way the raw body stays in the archive and the figures stay as they were.

Each question is a function that returns an objection, a few words, or None. The bands of the
doubting questions are wide on purpose: in 596 recorded days a day's total was 0.72 to 1.74 times
the median of the four weeks before it, and of the ten leaders of one day at least eight were
named on the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from statistics import median

from tracker.errors import CheckFailed
from tracker.records import LARGEST, OTHER, Answer, Board, Payload
from tracker.weeks import DAY, WEEK, midnight, stamp

BAND = 3.0
LEADERS = 10
LEADERS_KEPT = 3
LOOK_BACK = 4 * WEEK
MOST_NAMES = 5_000
ROUNDING = 1e-9


@dataclass(frozen=True)
class Known:
    """What the store knows of an earlier board: enough to find a later one hard to believe."""

    start: date
    total: int
    leaders: frozenset[str] = frozenset()


Recent = Callable[[Board], Sequence[Known]]
"""The boards of the same kind in the four weeks before a board, oldest first."""


def examine(payload: Payload, answer: Answer, *, now: datetime, recent: Recent) -> None:
    """Ask everything. Raises CheckFailed at the first objection (``doubtful`` if only in doubt)."""
    for ask_body in OF_BODY:
        _object(payload, ask_body(payload, answer, now))
    for board in answer.boards:
        for ask_board in OF_BOARD:
            objection = ask_board(board)
            if objection:
                _object(payload, f"{board.key}: {objection}")
    for _, kin in groupby(answer.boards, key=_kind):
        boards = sorted(kin, key=lambda board: board.key.period)
        before = deque(recent(boards[0]))
        for board in boards:
            while before and board.key.period.start - before[0].start > LOOK_BACK:
                before.popleft()
            for doubt in DOUBTS:
                objection = doubt(board, before)
                if objection:
                    _object(payload, f"{board.key}: {objection}", doubtful=True)
            before.append(_known(board))


def _object(payload: Payload, objection: str | None, *, doubtful: bool = False) -> None:
    if objection:
        raise CheckFailed(f"{payload.name}: {objection}", doubtful=doubtful, datum=payload.url)


# Of the whole body.


def is_it_what_the_manifest_promised(payload: Payload, answer: Answer, now: datetime) -> str | None:
    promise = payload.promise
    if promise is None:
        return None
    if promise.bytes != len(payload.body):
        return f"it has {len(payload.body):,} bytes, its manifest promises {promise.bytes:,}"
    if promise.sha256 != payload.sha256:
        return "its sha256 is not the one its manifest promises"
    rows = sum(len(board.readings) for board in answer.boards)
    if promise.rows is not None and promise.rows != rows:
        return f"it has {rows:,} rows, its manifest promises {promise.rows:,}"
    return None


def are_there_any_rows(payload: Payload, answer: Answer, now: datetime) -> str | None:
    return None if answer.boards else "it holds no figures"


def is_it_dated_in_the_past(payload: Payload, answer: Answer, now: datetime) -> str | None:
    if answer.as_of > now + DAY:
        return f"it says it was made at {stamp(answer.as_of)}, which has not come yet"
    return None


def is_the_window_answered_whole(payload: Payload, answer: Answer, now: datetime) -> str | None:
    if answer.window is None:
        return None
    for board in answer.boards:
        period = board.key.period
        if period.start < answer.window.start or period.end > answer.window.end:
            return f"it answers for {answer.window} and holds {period}"
    return None


# Of each board.


def does_it_name_anything(board: Board) -> str | None:
    return None if board.names else "no model is named"


def is_every_name_unique(board: Board) -> str | None:
    if len(dict(board.readings)) == len(board.readings):
        return None
    slugs = [slug for slug, _ in board.readings]
    twice = next(slug for slug in slugs if slugs.count(slug) > 1)
    return f"{twice!r} stands there twice"


def are_the_names_few_enough(board: Board) -> str | None:
    if len(board.readings) > MOST_NAMES + 1:
        return f"it names {len(board.readings):,} models, more than {MOST_NAMES:,}"
    return None


def is_the_rest_called_other(board: Board) -> str | None:
    strange = [
        slug for slug, _ in board.readings if slug != OTHER and slug.lower() in ("other", "others")
    ]
    return f"{strange[0]!r} stands among the models" if strange else None


def is_every_count_a_count(board: Board) -> str | None:
    values = [value for _, value in board.readings]
    if min(values) >= 0 and max(values) <= LARGEST and board.total <= LARGEST:
        return None
    worst = min(values) if min(values) < 0 else max(*values, board.total)
    return f"{worst} is no count (0 to {LARGEST})"


def is_anything_counted(board: Board) -> str | None:
    return None if board.total else "every count is zero"


def has_the_period_begun(board: Board) -> str | None:
    if midnight(board.key.period.start) > board.known_from:
        return f"it had not begun at {stamp(board.known_from)}"
    return None


def is_the_promised_rest_there(board: Board) -> str | None:
    """The official dataset leaves `other` out only where fewer than fifty models are named."""
    if board.key.dataset.startswith("rankings-") and board.depth is None and len(board.names) >= 50:
        return f"{len(board.names)} models are named and `other` is missing"
    return None


def do_the_shares_agree(board: Board) -> str | None:
    """The publisher's own share of each row against ours, within the rounding of a float."""
    for (slug, value), share in zip(board.readings, board.shares, strict=False):
        if not abs(value / board.total - share) <= ROUNDING:
            return f"{slug} has {value} of {board.total}, and a share of {share}"
    return None


# Hard to believe.


def is_the_total_believable(board: Board, before: Sequence[Known]) -> str | None:
    """Below a third or above three times the median of the four weeks before is doubted."""
    if len(before) < (7 if board.key.period.days == 1 else 4):
        return None
    usual = median(known.total for known in before)
    ratio = board.total / usual if usual else 1.0
    if 1 / BAND <= ratio <= BAND:
        return None
    return f"its total is {ratio:.2f} times what was usual in the four weeks before"


def are_the_leaders_still_there(board: Board, before: Sequence[Known]) -> str | None:
    """Of the ten leaders just before, fewer than three named: most likely another section."""
    leaders = before[-1].leaders if before else frozenset()
    if len(leaders) < LEADERS or board.key.period.start - before[-1].start > WEEK:
        return None
    kept = len(leaders & set(board.names))
    return f"of the ten leaders just before it names {kept}" if kept < LEADERS_KEPT else None


OF_BODY: tuple[Callable[[Payload, Answer, datetime], str | None], ...] = (
    is_it_what_the_manifest_promised,
    are_there_any_rows,
    is_it_dated_in_the_past,
    is_the_window_answered_whole,
)
OF_BOARD: tuple[Callable[[Board], str | None], ...] = (
    does_it_name_anything,
    are_the_names_few_enough,
    is_every_name_unique,
    is_the_rest_called_other,
    is_every_count_a_count,
    is_anything_counted,
    has_the_period_begun,
    is_the_promised_rest_there,
    do_the_shares_agree,
)
DOUBTS: tuple[Callable[[Board, Sequence[Known]], str | None], ...] = (
    is_the_total_believable,
    are_the_leaders_still_there,
)


def _kind(board: Board) -> tuple[str, str, str, int]:
    return board.key.dataset, board.key.metric, board.key.scope, board.key.period.days


def _known(board: Board) -> Known:
    return Known(board.key.period.start, board.total, leaders(board.readings))


def leaders(rows: Iterable[tuple[str, int]]) -> frozenset[str]:
    """The slugs of the ten largest of ``rows``, `other` left aside."""
    named = sorted((row for row in rows if row[0] != OTHER), key=itemgetter(1), reverse=True)
    return frozenset(slug for slug, _ in named[:LEADERS])
