"""The questions asked of what a parser found, before any of it is stored.

REFUSING questions are about what cannot be true: a body that fails one is refused. DOUBTING
questions are about what is hard to believe: such a body is quarantined until a person looks.
Either way the raw body stays in the archive and the figures stay as they were.

Each question is a function that returns an objection, a few words, or None. The bands of the
doubting questions are wide on purpose: in 596 recorded days a day's total was 0.72 to 1.74 times
the median of the four weeks before it, and of the ten leaders of one day at least eight were
named on the next; of the nine names of a week's chart at least five were in the next. A week has
had between 0.3 trillion tokens (November 2024) and 166 trillion (September 2026), and at most
six billion calls: neither count can pass for the other.
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
FEWEST_TOKENS, MOST_CALLS = 10**10, 10**11
PUBLISHED_WITHOUT_CONTRACT = frozenset(
    {"models-window", "model-chart", "author-chart", "context-length"}
)
SAME_SECTION_BAND = 10.0
LOOK_BACK = 4 * WEEK
MOST_NAMES = 5_000
ROUNDING = 1e-9


@dataclass(frozen=True)
class Known:
    """What the store knows of an earlier board: enough to find a later one hard to believe.

    ``leaders`` are the slugs of the ten largest, the largest first; ``names`` how many it named.
    """

    start: date
    total: int
    leaders: tuple[str, ...] = ()
    names: int = 0


Recent = Callable[[Board], Sequence[Known]]
"""What is known of the four weeks before a board, oldest first; the last is of its own kind."""


def examine(
    payload: Payload, answer: Answer, *, now: datetime, recent: Recent, overruled: bool = False
) -> None:
    """Ask everything. Raises CheckFailed at the first objection (``doubtful`` if only in doubt).

    Doubts are not asked about when a person has ``overruled`` them.
    """
    for ask_body in OF_BODY:
        _object(payload, ask_body(payload, answer, now))
    for board in answer.boards:
        for ask_board in OF_BOARD:
            objection = ask_board(board)
            if objection:
                _object(payload, f"{board.key}: {objection}")
    if not overruled:
        _doubt(payload, answer, recent)


def _doubt(payload: Payload, answer: Answer, recent: Recent) -> None:
    for doubted in (*answer.doubts, *filter(None, [do_the_sections_agree(answer)])):
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
    if promise.rows is not None and promise.rows != answer.size:
        return f"it has {answer.size:,} rows, its manifest promises {promise.rows:,}"
    return None


def are_there_any_rows(payload: Payload, answer: Answer, now: datetime) -> str | None:
    return None if answer.boards or answer.entries else "it holds no figures"


def is_every_entry_unique(payload: Payload, answer: Answer, now: datetime) -> str | None:
    names = [entry.key for entry in answer.entries]
    if len(set(names)) == len(names):
        return None
    twice = next(key for key in names if names.count(key) > 1)
    return f"{twice[1]!r} stands there twice"


def are_there_more_tokens_than_calls(payload: Payload, answer: Answer, now: datetime) -> str | None:
    """A call is answered with at least a token: fewer tokens than calls is one under the other."""
    totals = {
        (board.key.metric, board.key.scope, board.key.period): board.total
        for board in answer.boards
        if board.key.dataset == "models-window"
    }
    for (metric, scope, period), calls in totals.items():
        tokens = totals.get(("tokens", scope, period))
        if metric == "calls" and tokens is not None and tokens < calls:
            return f"it counts {calls:,} calls and {tokens:,} tokens in {period}"
    return None


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


def do_the_sections_agree(answer: Answer) -> str | None:
    """Boards of one page that count the same of nearly the same week cannot be far apart."""
    weeks = sorted(
        (
            board
            for board in answer.boards
            if board.key.period.days == 7 and board.key.scope in ("models", "authors")
        ),
        key=lambda board: board.key.period,
    )
    newest = {(board.key.metric, board.key.dataset): board for board in weeks}
    for (metric, dataset), board in newest.items():
        for (other_metric, other_dataset), other in newest.items():
            if metric != other_metric or dataset >= other_dataset or not other.total:
                continue
            if not 1 / SAME_SECTION_BAND <= board.total / other.total <= SAME_SECTION_BAND:
                return (
                    f"{board.key} has {board.total:,} and {other.key} has {other.total:,}:"
                    " one of them is another section"
                )
    return None


def is_it_the_right_section(board: Board, before: Sequence[Known]) -> str | None:
    """A count of calls under tokens, or of tokens under calls, is told by its size alone."""
    key = board.key
    if key.dataset not in PUBLISHED_WITHOUT_CONTRACT or key.period.days != 7:
        return None
    if key.metric == "tokens" and board.total < FEWEST_TOKENS:
        return f"{board.total:,} tokens in a week is the size of a count of calls"
    if key.metric == "calls" and board.total > MOST_CALLS:
        return f"{board.total:,} calls in a week is the size of a count of tokens"
    return None


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
    """Of the nine or ten leaders just before, fewer than three named: most likely another
    section. On a board that names every model the first of them cannot be missing."""
    last = before[-1] if before else None
    if last is None or board.key.period.start - last.start > WEEK:
        return None
    names = set(board.names)
    kept = len(names.intersection(last.leaders))
    if len(last.leaders) >= LEADERS - 1 and kept < LEADERS_KEPT:
        return f"of the {len(last.leaders)} leaders just before it names {kept}"
    if _names_everything(board) and last.leaders and last.leaders[0] not in names:
        return f"{last.leaders[0]}, which led just before, is not named"
    return None


def does_it_name_as_many(board: Board, before: Sequence[Known]) -> str | None:
    """A list of every model does not lose half of them in a week."""
    last = before[-1] if before else None
    if last is None or not _names_everything(board) or 2 * len(board.names) >= last.names:
        return None
    return f"it names {len(board.names):,} models, and just before there were {last.names:,}"


OF_BODY: tuple[Callable[[Payload, Answer, datetime], str | None], ...] = (
    is_it_what_the_manifest_promised,
    are_there_any_rows,
    is_every_entry_unique,
    is_it_dated_in_the_past,
    is_the_window_answered_whole,
    are_there_more_tokens_than_calls,
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
    is_it_the_right_section,
    is_the_total_believable,
    are_the_leaders_still_there,
    does_it_name_as_many,
)


def _kind(board: Board) -> tuple[str, str, str, int]:
    return board.key.dataset, board.key.metric, board.key.scope, board.key.period.days


def _known(board: Board) -> Known:
    return Known(board.key.period.start, board.total, leaders(board.readings), len(board.names))


def _names_everything(board: Board) -> bool:
    return board.key.dataset == "models-window" and board.depth is None


def leaders(rows: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The slugs of the ten largest of ``rows``, the largest first, `other` left aside."""
    named = sorted((row for row in rows if row[0] != OTHER), key=itemgetter(1), reverse=True)
    return tuple(slug for slug, _ in named[:LEADERS])
