"""Counts of slugs at another level: the same as adding them up one by one, read once for all."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from support.sample_boards import put_days

from tracker.analysis.frame import weekly
from tracker.analysis.sums import Level, summed
from tracker.errors import CheckFailed
from tracker.identity import Span
from tracker.records import LARGEST, OTHER, Counts, Definition
from tracker.store import Store
from tracker.weeks import WEEK

MONDAY = date(2026, 3, 2)
WEEKS = (MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK)
SLUGS = ("a/x", "a/x:free", "b/y", "c/z", OTHER)
MOVED = [(date.min, WEEKS[1], "old"), (WEEKS[1], date.max, "new")]
Row = tuple[date, str, int, int]


def level(slug: str) -> list[Span]:
    """By author, but for one slug that is another from the second week on."""
    return MOVED if slug == "c/z" else [(date.min, date.max, slug.partition("/")[0])]


rows = st.lists(
    st.tuples(
        st.sampled_from(WEEKS), st.sampled_from(SLUGS), st.integers(0, 5), st.integers(0, 127)
    )
)


def one_by_one(
    told: list[Row], level: Level | None, depth: int | None, all_named: set[date]
) -> dict[tuple[date, str], tuple[int, int]]:
    """Add rows up in the plainest way."""
    totals: dict[tuple[date, str], int] = defaultdict(int)
    for week, slug, value, _ in told:
        totals[week, slug] += value
    largest = {
        (week, slug)
        for week in WEEKS
        for slug in sorted(
            (slug for other_week, slug in totals if other_week == week and slug != OTHER),
            key=lambda slug: (-totals[week, slug], slug),
        )[:depth]
    }
    sums: dict[tuple[date, str], list[int]] = {}
    for week, slug, value, days in told:
        spans = level(slug) if level else [(date.min, date.max, slug)]
        (name,) = (name for since, until, name in spans if since <= week < until)
        if depth is not None and (week, slug) not in largest:
            if (week, OTHER) not in totals and week not in all_named:
                continue
            name = OTHER
        held = sums.setdefault((week, name), [0, 0])
        held[0] += value
        held[1] |= days
    return {key: (value, days.bit_count()) for key, (value, days) in sums.items()}


def as_dict(frame: Any) -> dict[tuple[date, str], tuple[int, int]]:
    columns = (frame[name] for name in ("entity", "value", "days"))
    return {
        (week.date(), entity): (value, days)
        for week, entity, value, days in zip(frame["week"], *columns, strict=True)
    }


@given(rows, st.booleans(), st.sampled_from([None, 1, 2, 9]), st.sets(st.sampled_from(WEEKS)))
def test_sums_are_those_of_their_slugs(
    told: list[Row], by_author: bool, depth: int | None, all_named: set[date]
) -> None:
    counts = Counts(*map(list, zip(*told, strict=True))) if told else Counts()
    at = level if by_author else None
    found = summed(counts, at, depth=depth, all_named=all_named)
    assert as_dict(found) == one_by_one(told, at, depth, all_named)
    assert {str(found[name].dtype) for name in ("value", "days")} == {"int64"}


def test_days_of_other_periods_are_counted_by_their_boards() -> None:
    start, last = date(2026, 3, 1), date(2026, 3, 31)
    counts = Counts([start] * 4, ["a/x", "a/x", "a/y", "b/z"], [1, 2, 4, 8], [71, 72, 71, 73])
    found = summed(counts, level, identity_days={start: last})
    assert as_dict(found) == {(start, "a"): (7, 2), (start, "b"): (8, 1)}


def test_a_slug_counts_in_another_period_as_of_the_day_given() -> None:
    start = WEEKS[1] - timedelta(3)
    counts = Counts([start], ["c/z"], [1], [1])
    assert as_dict(summed(counts, level, identity_days={start: start})) == {(start, "old"): (1, 1)}
    assert as_dict(summed(counts, level, identity_days={start: WEEKS[1]})) == {
        (start, "new"): (1, 1)
    }


def test_a_slug_that_is_nothing_on_that_day_is_left_out() -> None:
    counts = Counts([MONDAY, WEEKS[1]], ["c/z", "c/z"], [1, 2], [1, 1])
    later = summed(counts, lambda _: [(WEEKS[1], date.max, "new")])
    assert as_dict(later) == {(WEEKS[1], "new"): (2, 1)}


def test_what_has_no_64_bits_is_refused() -> None:
    counts = Counts([MONDAY] * 2, ["a/x", "a/y"], [LARGEST, LARGEST], [1, 1])
    with pytest.raises(CheckFailed, match="64 bits"):
        summed(counts, level)


def test_counts_are_read_once_for_all_levels(store: Store) -> None:
    put_days(store, MONDAY, 7, **{"a/x": 5, "b/y": 2, OTHER: 1})
    read: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        read.extend(name for name in ("sums", "readings") if f"JOIN {name}" in statement)

    kept: dict[Any, Any] = {}
    for by in ("slug", "model", "author"):
        weekly(store, Definition(by=by), kept=kept)
    weekly(store, Definition(by="author"), only=[MONDAY], kept=kept)
    assert read == ["sums"]
