"""Wherever the newest week is spoken of and it is old, so is its age."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from support.sample_boards import put_week

from tracker.answers.ages import age_note, ages
from tracker.records import Question
from tracker.store import Store

WEEK = date(2026, 3, 30)
"""2026-W14, whose last day is 5 April."""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 4, 6), ""),
        (date(2026, 4, 15), ""),
        (
            date(2026, 4, 16),
            "The newest week of tokens on record, 2026-W14, ended 11 days ago.",
        ),
        (
            date(2029, 4, 5),
            "The newest week of tokens on record, 2026-W14, ended 1,096 days ago.",
        ),
    ],
)
def test_an_age_is_said_from_the_eleventh_day_on(today: date, said: str) -> None:
    assert age_note(WEEK, "tokens", noon(today)) == said


def test_without_a_week_there_is_no_age() -> None:
    assert age_note(None, "tokens", noon(WEEK)) == ""


def test_the_age_is_of_the_newest_complete_week_of_the_metric(store: Store) -> None:
    put_week(store, "rankings-weekly", WEEK, made=noon(date(2026, 4, 8)))
    now = noon(date(2026, 6, 1))
    (said,) = ages(store, Question(), now)
    assert said == "The newest week of tokens on record, 2026-W14, ended 57 days ago."
    assert ages(store, Question(metric="calls"), now) == ()
    assert ages(store, Question(by="app"), now) == ()


def test_who_names_the_end_is_told_no_age(store: Store) -> None:
    put_week(store, "rankings-weekly", WEEK, made=noon(date(2026, 4, 8)))
    now = noon(date(2026, 6, 1))
    assert ages(store, Question(week=WEEK), now) == ()
    assert ages(store, Question(last=WEEK), now) == ()
    assert len(ages(store, Question(first=WEEK), now)) == 1


def test_as_of_an_instant_the_age_is_counted_to_it(store: Store) -> None:
    put_week(store, "rankings-weekly", WEEK, made=noon(date(2026, 4, 8)))
    now = noon(date(2027, 1, 1))
    assert ages(store, Question(as_of=noon(date(2026, 4, 12))), now) == ()
    assert ages(store, Question(as_of=noon(date(2026, 5, 5))), now) == (
        "The newest week of tokens on record, 2026-W14, ended 30 days before 2026-05-05.",
    )
    assert ages(store, Question(as_of=noon(date(2026, 4, 7))), now) == ()
