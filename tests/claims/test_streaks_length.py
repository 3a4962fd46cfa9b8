from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.claims.streaks import Stretch, stretch
from tracker.weeks import WEEK

FIRST = date(2026, 3, 2)  # 2026-W10
ANSWERS = {"+": True, "-": False, "?": None}
ANY = st.text("+-? ", min_size=1, max_size=12)


def truths(written: str) -> pd.Series:
    """Week by week: so (+), not so (-), unknown (?), not there at all (a space)."""
    known = {
        pd.Timestamp(FIRST + WEEK * n): ANSWERS[mark]
        for n, mark in enumerate(written)
        if mark != " "
    }
    return pd.Series(list(known.values()), index=pd.DatetimeIndex(list(known)), dtype="boolean")


def nth(week: date | None) -> int | None:
    """Return the position of a week in the text."""
    return None if week is None else (week - FIRST).days // 7


def found(
    written: str, needed: int, ending: int | None = None, since: int | None = None
) -> Stretch:
    last, first = (None if n is None else FIRST + WEEK * n for n in (ending, since))
    return stretch(truths(written), needed, last, first)


@pytest.mark.parametrize(
    ("written", "needed", "ending", "holds", "weeks"),
    [
        # Up to the ending week: later weeks neither lengthen nor break it.
        ("-++-", 2, 2, True, 2),
        ("-++-", 3, 2, False, 2),
        ("-++-", 2, 3, False, 0),
        ("-+++", 2, 2, True, 2),
        ("-+++", 3, 2, False, 2),
        ("-+++", 1, 3, True, 3),  # so many or more
        # An unknown week within those needed, and one that does not matter.
        ("-+?+", 1, 3, True, 1),
        ("-+?+", 2, 3, None, 1),
        ("-+?+", 3, 3, None, 1),
        ("-+?+", 4, 3, False, 1),
        ("++?", 1, 2, None, 0),
        # A week that is not there is as unknown as one that cannot be ranked.
        ("-+ +", 2, 3, None, 1),
        ("-+ +", 4, 3, False, 1),
        # The ending week outside the record, and weeks needed from before it.
        ("++", 1, 2, None, 0),
        ("++", 3, 5, None, 0),
        ("+-", 3, 2, False, 0),
        ("++", 1, -1, None, 0),
        ("++", 2, 1, True, 2),
        ("++", 3, 1, None, 2),
        ("-+", 3, 1, False, 1),
        # More weeks than there have ever been.
        ("-+", 10**20, 1, False, 1),
        ("++", 10**20, 1, None, 2),
        ("++", 10**20, -4, None, 0),
    ],
)
def test_up_to_an_ending_week(
    written: str, needed: int, ending: int, holds: bool | None, weeks: int
) -> None:
    answer = found(written, needed, ending)
    assert (answer.holds, answer.weeks) == (holds, weeks)


@pytest.mark.parametrize(
    ("written", "needed", "holds", "weeks", "first"),
    [
        ("-++-+-", 2, True, 2, 1),
        ("-++-+-", 3, False, 2, 1),
        ("-+-++-+-", 1, True, 2, 3),  # the longest
        ("-++-++-", 2, True, 2, 4),  # the newest of those as long
        ("-++", 3, False, 2, 1),  # what is not over yet has not lasted longer
        ("-+?+-", 3, None, 1, 3),
        ("-+?+-", 4, False, 1, 3),
        ("-+ +-", 3, None, 1, 3),
        ("-?-", 1, None, 0, None),
        ("-?-", 2, False, 0, None),
        ("-", 1, False, 0, None),
        # Who was first when the record began may have been so for long.
        ("++-", 3, None, 2, 0),
        ("++-", 10**20, None, 2, 0),
        ("?+-", 3, None, 1, 1),
        ("++-+++", 4, None, 3, 3),
        ("??-", 3, False, 0, None),  # and who was perhaps may not
    ],
)
def test_anywhere_on_record(
    written: str, needed: int, holds: bool | None, weeks: int, first: int | None
) -> None:
    answer = found(written, needed)
    assert (answer.holds, answer.weeks, nth(answer.first)) == (holds, weeks, first)


@pytest.mark.parametrize(
    ("written", "needed", "ending", "since", "holds", "weeks"),
    [
        # What was so when the weeks that count began is no longer than they are.
        ("++-", 2, None, 0, True, 2),
        ("++-", 3, None, 0, False, 2),
        ("+++-", 3, None, 1, False, 2),
        ("++++", 2, None, 2, True, 2),
        ("+++", 4, 2, 0, False, 3),
        ("+++", 3, 2, 1, False, 2),
        ("+++", 2, 2, 1, True, 2),
        # An unknown week among them still decides, and so does one from before the record.
        ("+?-", 2, None, 0, None, 1),
        ("?+-", 3, None, 0, False, 1),
        ("++-", 3, None, -2, None, 2),
        ("++", 3, 1, -1, None, 2),
    ],
)
def test_no_week_before_the_first_that_counts_lengthens_it(
    written: str, needed: int, ending: int | None, since: int, holds: bool | None, weeks: int
) -> None:
    answer = found(written, needed, ending, since)
    assert (answer.holds, answer.weeks) == (holds, weeks)


def test_nothing_on_record_is_not_known() -> None:
    assert stretch(truths(""), 1) == Stretch(None, 0)
    assert stretch(truths(""), 1, FIRST).holds is None


@pytest.mark.parametrize(
    ("written", "needed", "ending", "unknown"),
    [
        ("-+?+", 2, 3, [2]),
        ("-+ +", 2, 3, [2]),
        ("-??+", 2, 3, [2]),
        ("-+?+", 2, None, [2]),
        ("+?-", 2, None, [1]),  # long enough without what was before the record
        ("+?-", 3, None, [-1, 1]),
        ("-+?+", 4, 3, []),  # refuted, whatever it was
        ("-?++", 2, 3, []),  # supported, whatever it was
        ("++", 4, 1, [-1]),
        ("++-", 4, None, [-1]),
        ("++", 2, 2, [2]),
    ],
)
def test_the_weeks_that_leave_it_unknown(
    written: str, needed: int, ending: int | None, unknown: list[int]
) -> None:
    assert [nth(week) for week in found(written, needed, ending).unknown] == unknown


def test_the_longest_before_the_ending_week_is_told() -> None:
    answer = found("-+++-+-", 3, 5)
    assert (answer.holds, answer.weeks) == (False, 1)
    assert [nth(week) for week in answer.longest] == [1, 2, 3]
    assert [nth(week) for week in found("-+-+++", 1, 2).longest] == [1]
    assert [nth(week) for week in found("-+-++", 3, 4).longest] == [3, 4]  # up to it, with it


def test_the_stretch_up_to_the_ending_week_is_told() -> None:
    answer = found("-++-++++", 2, 6)
    assert (nth(answer.first), nth(answer.last)) == (4, 6)
    none = found("-++-", 2, 3)
    assert (none.first, none.last) == (None, None)


def test_a_stretch_goes_on_over_the_end_of_a_year() -> None:
    weeks = pd.DatetimeIndex(["2024-12-23", "2024-12-30", "2025-01-06"])
    assert stretch(pd.Series([True] * 3, weeks, dtype="boolean"), 3).holds


@given(ANY, st.integers(2, 14), st.none() | st.integers(-2, 14))
def test_fewer_weeks_hold_where_more_do(written: str, needed: int, ending: int | None) -> None:
    more, fewer = found(written, needed, ending).holds, found(written, needed - 1, ending).holds
    assert fewer or not more
    assert fewer is not False or more is False


@given(ANY, ANY, st.integers(1, 14), st.integers(-2, 14))
def test_nothing_after_the_ending_week_is_looked_at(
    until: str, later: str, needed: int, ending: int
) -> None:
    until = until[: ending + 1] if ending >= 0 else ""
    gap = " " * (ending + 1 - len(until))
    assert found(until + gap + later, needed, ending) == found(until, needed, ending)


@given(st.text("+-", min_size=1, max_size=12), st.integers(1, 14))
def test_what_is_refuted_anywhere_is_refuted_up_to_each_week(written: str, needed: int) -> None:
    anywhere = found(written, needed).holds
    by_ending = {found(written, needed, ending).holds for ending in range(len(written))}
    assert anywhere is (True if True in by_ending else None if None in by_ending else False)


@given(st.sampled_from("+-"), ANY, st.integers(1, 14), st.none() | st.integers(-2, 14))
def test_what_becomes_known_turns_no_answer(
    begins: str, written: str, needed: int, ending: int | None
) -> None:
    before = found(begins + written, needed, ending).holds
    for mark in "+-":
        after = found(begins + written.replace("?", mark), needed, ending).holds
        assert before is None or after is before
