from __future__ import annotations

from datetime import date

import pytest
from frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.robust import longest

TABLE = """
    week        a   b   a:free  other
    2026-03-02  9   5   7       7
    2026-03-09  9   5   9       7
    2026-03-16  4   5   3       7
    2026-03-23  4   5   6       7
    2026-03-30  4   5   6       7
    2026-04-06  9   5   6       7
"""


@pytest.mark.parametrize(
    ("entities", "first", "last", "top", "weeks"),
    [
        ({"a"}, "2026-03-02", "2026-04-06", 1, 2),  # 2, and later 1
        ({"a:free"}, "2026-03-02", "2026-04-06", 1, 2),  # tied in the second week
        ({"a", "b"}, "2026-03-02", "2026-03-30", 1, 2),  # one after the other are not one
        ({"b"}, "2026-03-02", "2026-04-06", 1, 1),
        ({"b"}, "2026-03-02", "2026-04-06", 2, 3),
        ({"a"}, "2026-03-02", "2026-04-06", 3, 6),
        ({"a"}, "2026-03-09", "2026-03-23", 1, 1),  # among the weeks of the run alone
        ({"a"}, "2026-03-16", "2026-03-30", 1, 0),
        ({"nobody"}, "2026-03-02", "2026-04-06", 1, 0),
        ({"other"}, "2026-03-02", "2026-04-06", 3, 0),
        (set(), "2026-03-02", "2026-04-06", 1, 0),
        ({"a"}, "2026-05-04", "2026-06-01", 1, None),  # nobody can tell
    ],
)
def test_how_long_a_run_is_when_counted_otherwise(
    entities: set[str], first: str, last: str, top: int, weeks: int | None
) -> None:
    ranked = rank(weekly(TABLE))
    assert (
        longest(ranked, entities, date.fromisoformat(first), date.fromisoformat(last), top) == weeks
    )


def test_weeks_that_nobody_ranks_end_a_run_and_are_no_answer_alone() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 16)
    table = "week a b\n2026-03-02 9 5\n2026-03-09 9 5\n2026-03-16 9 5"
    assert longest(rank(weekly(table)), ["a"], first, last) == 3
    assert longest(rank(weekly(table, unranked="2026-03-09")), ["a"], first, last) == 1
    assert longest(rank(weekly(table, incomplete="2026-03-09")), ["a"], first, last) == 1
    unranked = rank(weekly(table, unranked="2026-03-02 2026-03-09 2026-03-16"))
    assert longest(unranked, ["a"], first, last) is None


def test_a_missing_week_ends_a_run() -> None:
    ranked = rank(weekly("week a b\n2026-03-02 9 5\n2026-03-16 9 5\n2026-03-23 9 5"))
    assert longest(ranked, ["a"], date(2026, 3, 2), date(2026, 3, 23)) == 2
