"""How many requests may still be made, and how fast, by a clock that costs no time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import FetchError
from tracker.fetch.budget import Budget, Pace


class Clock:
    """A clock that goes only when somebody sleeps by it."""

    def __init__(self) -> None:
        self.time = 100.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds


def test_a_budget_waits_for_its_minute() -> None:
    clock = Clock()
    budget = Budget(per_minute=2, per_day=99, clock=clock, sleep=clock.sleep)
    budget.spend()
    clock.time += 10
    budget.spend()
    assert clock.naps == []
    budget.spend()
    assert clock.naps == [50.0]
    budget.spend()
    assert clock.naps == [50.0, 10.0]
    clock.time += 61
    budget.spend()
    assert clock.naps == [50.0, 10.0]


def test_a_budget_never_spends_more_than_its_minute_allows() -> None:
    clock = Clock()
    budget = Budget(per_minute=30, per_day=500, clock=clock, sleep=clock.sleep)
    spent = []
    for _ in range(100):
        budget.spend()
        spent.append(clock.time)
        clock.time += 0.5
    assert all(late - early >= 60 for early, late in zip(spent, spent[30:], strict=False))


def test_a_budget_ends_with_its_day() -> None:
    budget = Budget(per_day=3, spent_today=2)
    budget.spend()
    with pytest.raises(FetchError, match=r"the daily limit of 3 .* reached.* after 00:00 UTC"):
        budget.spend()
    assert budget.spent == 3


def test_the_first_request_is_made_at_once_and_the_next_a_second_later() -> None:
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    pace.wait()
    assert clock.naps == []
    pace.wait()
    assert clock.naps == [1.0]
    clock.time += 0.75
    pace.wait()
    assert clock.naps == [1.0, 0.25]


def test_a_pace_holds_nobody_up_who_took_longer() -> None:
    clock = Clock()
    pace = Pace(3.0, clock=clock, sleep=clock.sleep)
    pace.wait()
    clock.time += 3
    pace.wait()
    clock.time += 99
    pace.wait()
    assert clock.naps == []


def test_a_pace_widened_on_the_way_counts_from_the_next_request_on() -> None:
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    pace.wait()
    pace.seconds = 5.0
    pace.wait()
    assert clock.naps == [5.0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 40).map(lambda tenths: tenths / 10), max_size=30))
def test_two_requests_are_never_closer_than_the_pace(pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    made = []
    for pause in pauses:
        clock.time += pause
        pace.wait()
        made.append(clock.time)
    assert all(later - earlier >= 1.0 - 1e-9 for earlier, later in pairwise(made))
