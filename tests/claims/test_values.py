"""What a subject had in each period, between a lower and an upper end."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.claim_evidence import ground
from support.weekly_frames import weekly

from tracker.claims.values import Value, value_of, values_of
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition

WEEKS = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
TABLE = """
    week        deepseek/a deepseek/a:free openai/g other
    2026-03-02   50         20              40       5
    2026-03-09   60         70              40       5
    2026-03-16   70         .               90       5
"""
A = Subject("model", "deepseek/a")


def test_a_value_is_of_the_largest_entity_at_the_level_asked_for() -> None:
    on = ground(weekly(TABLE))
    by_slug = values_of(A, Definition(by="slug"), on)
    by_model = values_of(A, Definition(by="model"), on)
    assert [by_slug[week].low for week in WEEKS] == [50, 70, 70]
    assert by_slug[WEEKS[1]].entity == "deepseek/a:free"
    assert [by_model[week].low for week in WEEKS] == [70, 130, 70]


def test_the_total_is_everything_counted() -> None:
    totals = values_of(Subject(TOTAL, TOTAL), Definition(), ground(weekly(TABLE)))
    assert [totals[week].low for week in WEEKS] == [115, 175, 165]


def test_several_are_added_up_and_what_is_not_named_is_between_two_ends() -> None:
    both = Subject.together([Subject("author", "deepseek"), Subject("author", "openai")])
    values = values_of(both, Definition(by="author"), ground(weekly(TABLE)))
    assert [values[week].low for week in WEEKS] == [110, 170, 160]
    absent = value_of(Subject("slug", "z-ai/b"), Definition(), ground(weekly(TABLE)), WEEKS[0])
    assert absent is not None
    assert (absent.low, absent.high) == (0, 5)


def test_a_week_that_is_not_on_record_has_no_value() -> None:
    assert value_of(A, Definition(), ground(weekly(TABLE)), date(2026, 3, 23)) is None
    assert values_of(A, Definition("calls"), ground(weekly(TABLE))) == {}


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        (Value(5, 5), Value(4, 4), True),
        (Value(4, 4), Value(4, 4), False),
        (Value(3, 3), Value(4, 4), False),
        (Value(5, 9), Value(4, 4), True),
        (Value(5, 9), Value(6, 6), None),
        (Value(5, None), Value(4, 4), True),
        (Value(5, 5), Value(4, None), None),
    ],
)
def test_one_is_above_another_as_far_as_their_ends_tell(
    a: Value, b: Value, answer: bool | None
) -> None:
    assert a.is_above(b) is answer


ends = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)


@given(ends, ends, st.data())
def test_an_answer_is_that_of_every_pair_between_the_ends(
    of_a: list[int], of_b: list[int], data: st.DataObject
) -> None:
    answer = Value(*of_a).is_above(Value(*of_b))
    a, b = data.draw(st.integers(*of_a)), data.draw(st.integers(*of_b))
    assert answer is None or answer == (a > b)
