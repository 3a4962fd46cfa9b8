"""Checks that refuse a body. Each returns an objection of a few words, or None."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from tracker.records import DEEPEST, LARGEST, OTHER, Answer, Board, Payload
from tracker.weeks import DAY, midnight, stamp

CHARTS = ("model-chart", "author-chart", "tool-chart", "context-length")
ROUNDING = 1e-9
T = TypeVar("T")


# Checks of the whole body.


def is_it_what_the_manifest_promised(payload: Payload, answer: Answer, now: datetime) -> str | None:
    promise = payload.promise
    if promise is None:
        return None
    if promise.bytes != len(payload.body):
        return f"it has {len(payload.body):,} bytes, but its manifest says {promise.bytes:,}"
    if promise.sha256 != payload.sha256:
        return "its SHA-256 does not match its manifest"
    if promise.rows is not None and promise.rows != answer.size:
        return f"it has {answer.size:,} rows, but its manifest says {promise.rows:,}"
    return None


def are_there_any_rows(payload: Payload, answer: Answer, now: datetime) -> str | None:
    return None if answer.boards or answer.entries else "it contains no figures"


def is_every_entry_unique(payload: Payload, answer: Answer, now: datetime) -> str | None:
    twice = _first_duplicate((*entry.key, entry.known_from) for entry in answer.entries)
    return f"{twice[1]!r} appears twice" if twice else None


def are_there_more_tokens_than_calls(payload: Payload, answer: Answer, now: datetime) -> str | None:
    """Object to fewer tokens than calls, which means that the metrics are swapped."""
    totals = {board.key: board.total for board in answer.boards}
    for key, calls in totals.items():
        tokens = totals.get(replace(key, metric="tokens"))
        if key.metric == "calls" and tokens is not None and tokens < calls:
            return f"it counts {calls:,} calls and {tokens:,} tokens in {key.period}"
    return None


def is_it_dated_in_the_past(payload: Payload, answer: Answer, now: datetime) -> str | None:
    if answer.as_of > now + DAY:
        return f"it is dated {stamp(answer.as_of)}, in the future"
    return None


def is_the_window_answered_whole(payload: Payload, answer: Answer, now: datetime) -> str | None:
    if answer.window is None:
        return None
    for board in answer.boards:
        period = board.key.period
        if period.start < answer.window.start or period.end > answer.window.end:
            return f"it is for {answer.window} but contains {period}"
    return None


# Checks of each board.


def does_it_name_anything(board: Board) -> str | None:
    return None if board.names else "no model is named"


def is_every_name_unique(board: Board) -> str | None:
    if len(dict(board.readings)) == len(board.readings):
        return None
    return f"{_first_duplicate(slug for slug, _ in board.readings)!r} appears twice"


def are_the_names_few_enough(board: Board) -> str | None:
    if len(board.readings) > DEEPEST + 1:
        return f"it names {len(board.readings):,} models, more than {DEEPEST:,}"
    return None


def is_the_rest_called_other(board: Board) -> str | None:
    strange = [
        slug for slug, _ in board.readings if slug != OTHER and slug.lower() in ("other", "others")
    ]
    return f"{strange[0]!r} is listed as a model" if strange else None


def is_every_count_a_count(board: Board) -> str | None:
    """Object to negative or too large counts; seven days must fit into the store as a week."""
    most = LARGEST // 7 if board.key.period.days == 1 else LARGEST
    least = min(value for _, value in board.readings)
    if least >= 0 and board.total <= most:
        return None
    return f"{least if least < 0 else board.total} is not a valid count (0 to {most})"


def is_anything_counted(board: Board) -> str | None:
    return None if board.total else "every count is zero"


def has_the_period_ended(board: Board) -> str | None:
    if midnight(board.key.period.start) > board.known_from:
        return f"it had not begun at {stamp(board.known_from)}"
    if midnight(board.key.period.end) > board.known_from:
        return f"it had not ended at {stamp(board.known_from)}"
    return None


def is_the_promised_rest_there(board: Board) -> str | None:
    """Object to a missing `other`, which is omitted only below fifty models (charts: nine)."""
    promised = {"rankings-daily": 50, "rankings-weekly": 50, **dict.fromkeys(CHARTS, 9)}
    least = promised.get(board.key.dataset)
    if least and len(board.names) == len(board.readings) >= least:
        return f"it names {len(board.names)} models but has no `other`"
    return None


def do_the_shares_agree(board: Board) -> str | None:
    """Object to shares of the publisher that do not match the counts."""
    for (slug, value), share in zip(board.readings, board.shares, strict=False):
        if not abs(value / board.total - share) <= ROUNDING:
            return f"{slug} has {value} of {board.total}, but a share of {share}"
    return None


def _first_duplicate(names: Iterable[T]) -> T | None:
    """Return the first duplicate in ``names``; a body can have millions."""
    seen = set[T]()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


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
    has_the_period_ended,
    is_the_promised_rest_there,
    do_the_shares_agree,
)
