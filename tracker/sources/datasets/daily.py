"""Conversion of rows (day, slug, tokens) of `rankings-daily` to boards.

The official dataset names the fifty largest models of a UTC day by tokens and sums the rest as
`other`, which may be missing only where fewer than fifty are named.

rankings-daily
    Tokens of the fifty largest models of each UTC day and `other`: the official dataset.
rankings-weekly
    Tokens of the fifty largest models of each ISO week and `other`: the official dataset.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tracker.records import DAILY, OTHER, Board, Key
from tracker.weeks import Period, midnight

Row = tuple[date, str, int]


def boards(
    rows: Iterable[Row],
    as_of: datetime,
    *,
    dataset: str = DAILY,
    shares: dict[date, list[float]] | None = None,
) -> tuple[tuple[Board, ...], tuple[str, ...]]:
    """Return a board for each date in ``rows``, and a note for each incomplete one.

    A day in progress at ``as_of`` is skipped; one in the future is left to the checks.
    """
    by_date: dict[date, list[tuple[str, int]]] = {}
    for start, slug, value in rows:
        by_date.setdefault(start, []).append((slug, value))
    period_of = Period.of_day if dataset == DAILY else Period.of_week
    result: list[Board] = []
    notes: list[str] = []
    for start, readings in by_date.items():
        period = period_of(start)
        if midnight(start) <= as_of < midnight(period.end):
            notes.append(f"skipped {period}, which was not complete when the figures were made")
            continue
        has_other = any(slug == OTHER for slug, _ in readings)
        result.append(
            Board(
                key=Key(dataset, "tokens", "models", period),
                readings=tuple(readings),
                known_from=as_of,
                depth=len(readings) - 1 if has_other else None,
                selection="tokens",
                shares=tuple(shares[start]) if shares else (),
            )
        )
    return tuple(result), tuple(notes)
