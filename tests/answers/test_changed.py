"""The table behind `tracker changed`: what was corrected since, and what hung on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from support.sample_boards import MADE, board, put, put_week

from tracker.answers.changed import table
from tracker.answers.formats import records
from tracker.errors import GapError
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import WEEK, end_of

FIRST = date(2026, 6, 1)  # 2026-W23
A, B = "qwen/qwen3-max", "openai/gpt-4o-mini"
THEN = MADE - timedelta(days=2)


def put_weeks(store: Store, *weeks: tuple[int, int], made: datetime, start: int = 0) -> None:
    """Weeks from FIRST on, each with the counts of A and B, as published at an instant."""
    for number, (a, b) in enumerate(weeks, start):
        week = FIRST + WEEK * number
        put_week(store, "rankings-weekly", week, made=made, **{A: a, B: b, OTHER: 10})


@pytest.fixture
def corrected(store: Store) -> Store:
    """Three weeks, of which the second was restated, and a fourth that is known since."""
    put_weeks(store, (50, 40), (50, 40), (50, 40), made=THEN)
    put_weeks(store, (30, 40), made=MADE, start=1)
    put_weeks(store, (50, 40), made=MADE, start=3)
    return store


def test_what_was_corrected_and_what_hung_on_it(corrected: Store) -> None:
    found = table(corrected, Question(), THEN)
    (row,) = records(found.rows)
    assert row == {
        "week": "2026-06-08", "total_then": 100, "total_now": 80, "ppm": pytest.approx(-200_000),
        "names_changed": 1, "ranks_changed": 2, "leader_then": A, "leader_now": B,
        "dataset_then": "rankings-weekly", "dataset": "rankings-weekly",
    }  # fmt: skip
    said, gone, *come, since = found.notes
    assert said == "1 week of 3 known then differ; 1 leader changed, 4 streaks at #1."
    assert gone == f"No longer a streak at #1: {A}, 2026-W23 to 2026-W25."
    assert {*come} == {
        f"Now a streak at #1: {A}, 2026-W23.",
        f"Now a streak at #1: {B}, 2026-W24.",
        f"Now a streak at #1: {A}, 2026-W25.",
    }
    assert since == "Known since: 2026-W26."
    assert "as of 2026-08-22T07:00:00Z" in found.source


def test_the_heading_says_since_when_and_which_weeks(corrected: Store) -> None:
    assert table(corrected, Question(), THEN).heading == (
        "Changed since 2026-08-20T07:00:00Z, tokens by slug, 2026-W24 (8 June to 14 June 2026)"
    )
    day = table(corrected, Question(by="author"), end_of(date(2026, 8, 20)))
    assert day.heading.startswith("Changed since 2026-08-20, tokens by author, 2026-W24")


def test_without_a_correction_nothing_is_shown_and_that_is_said(corrected: Store) -> None:
    found = table(corrected, Question(), MADE)
    assert (records(found.rows), found.heading) == (
        [], "Changed since 2026-08-22T07:00:00Z, tokens by slug",
    )  # fmt: skip
    assert found.notes == ("0 weeks of 4 known then differ; 0 leaders changed, 0 streaks at #1.",)
    assert "CC BY 4.0" in found.source


@pytest.mark.parametrize(
    ("question", "shown", "said", "since"),
    [
        (Question(week=FIRST), 0, "0 weeks of 1 known then differ; 0 leaders", False),
        (Question(week=FIRST + WEEK), 1, "1 week of 1 known then differ; 1 leader", False),
        (Question(first=FIRST + WEEK), 1, "1 week of 2 known then differ; 1 leader", True),
        (Question(last=FIRST), 0, "0 weeks of 1 known then differ; 0 leaders", False),
    ],
)
def test_weeks_are_counted_among_those_asked_for(
    question: Question, shown: int, said: str, since: bool, corrected: Store
) -> None:
    found = table(corrected, question, THEN)
    assert len(found.rows) == shown
    assert found.notes[0].startswith(said)
    assert any(note.startswith("Known since") for note in found.notes) is since


def test_up_to_an_instant(corrected: Store) -> None:
    put_weeks(corrected, (50, 41), made=MADE + timedelta(days=1), start=2)
    assert len(table(corrected, Question(), THEN).rows) == 2
    assert len(table(corrected, Question(as_of=MADE), THEN).rows) == 1


def test_that_nobody_knows_who_led_is_no_change_of_leader(store: Store) -> None:
    # The calls of a chart of tokens: values that may be corrected, and no ranks.
    for made, calls in ((THEN, 5), (MADE, 6)):
        week = board(FIRST, {A: calls, B: 3}, made, dataset="model-chart", metric="calls", days=7)
        put(store, replace(week, selection="tokens", depth=10))
    found = table(store, Question(metric="calls"), THEN)
    assert records(found.rows)[0]["leader_now"] is None
    assert found.notes == ("1 week of 1 known then differ; 0 leaders changed, 0 streaks at #1.",)


def test_before_anything_was_known_there_is_no_answer(corrected: Store) -> None:
    with pytest.raises(GapError, match="no weeks of tokens are recorded"):
        table(corrected, Question(), datetime(2020, 1, 1, tzinfo=UTC))


def test_streaks_are_told_that_touch_the_weeks_asked_for(corrected: Store) -> None:
    found = table(corrected, Question(week=FIRST), THEN)
    assert found.notes[0] == "0 weeks of 1 known then differ; 0 leaders changed, 2 streaks at #1."
    assert found.notes[1:] == (
        f"No longer a streak at #1: {A}, 2026-W23 to 2026-W25.",
        f"Now a streak at #1: {A}, 2026-W23.",
    )


def test_a_week_that_is_not_recorded_is_no_week_without_corrections(corrected: Store) -> None:
    with pytest.raises(GapError, match="no complete week of tokens asked for is recorded"):
        table(corrected, Question(week=FIRST - WEEK), THEN)
