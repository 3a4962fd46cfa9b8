"""What every body of `rankings-daily` has in common: rows of (day, slug, tokens) into boards.

The official dataset names the fifty largest models of a UTC day by tokens and sums the rest as
`other`, which may be missing only where fewer than fifty are named.

rankings-daily
    Tokens of the fifty largest models of each UTC day and `other`: the official dataset.
rankings-weekly
    The same by ISO week, fifty of the week.
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
    """One board for each date in ``rows``, and a note for each one that was not over by ``as_of``.

    A day in progress is no figure yet, and is left out; a day that has not begun is kept, for the
    checks to refuse.
    """
    by_date: dict[date, list[tuple[str, int]]] = {}
    for start, slug, value in rows:
        by_date.setdefault(start, []).append((slug, value))
    period_of = Period.of_day if dataset == DAILY else Period.of_week
    found: list[Board] = []
    notes: list[str] = []
    for start, readings in by_date.items():
        period = period_of(start)
        if midnight(start) <= as_of < midnight(period.end):
            notes.append(f"left out {period}, which was not over when the figures were made")
            continue
        has_other = any(slug == OTHER for slug, _ in readings)
        found.append(
            Board(
                key=Key(dataset, "tokens", "models", period),
                readings=tuple(readings),
                known_from=as_of,
                depth=len(readings) - 1 if has_other else None,
                selection="tokens",
                shares=tuple(shares[start]) if shares else (),
            )
        )
    return tuple(found), tuple(notes)
