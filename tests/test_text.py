"""Numbers and lists in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (12_000, "12.0K"),
        (56_243_908, "56.2M"),
        (868_000_000_000, "868B"),
        (999_500_000_000, "1.00T"),
        (4_600_778_695_301, "4.60T"),
        (11_180_297_061_770, "11.2T"),
        (165_856_038_005_319, "166T"),
    ],
)
def test_an_amount_has_three_digits_and_a_unit(value: int, shown: str) -> None:
    assert text.amount(value) == shown


@given(st.integers(0, 2**63 - 1))
def test_an_amount_is_within_half_a_percent_of_its_count(value: int) -> None:
    shown = text.amount(value)
    size = {"T": 10**12, "B": 10**9, "M": 10**6, "K": 10**3}.get(shown[-1], 1)
    read = float(shown.rstrip("TBMK").replace(",", "")) * size
    assert read == pytest.approx(value, rel=0.005)


def test_an_exact_amount_has_all_its_digits_and_no_zeros_behind_them() -> None:
    assert text.amount(2_500_000_000_000, exact=True) == "2.5T"
    assert text.amount(200_000_000, exact=True) == "200M"
    assert text.amount(0, exact=True) == "0"


@pytest.mark.parametrize(
    ("rank", "called"),
    [(1, "first"), (7, "seventh"), (10, "tenth"), (11, "11th"), (12, "12th"), (21, "21st"),
     (22, "22nd"), (103, "103rd"), (111, "111th")],
)  # fmt: skip
def test_ranks_are_words_up_to_the_tenth(rank: int, called: str) -> None:
    assert text.ordinal(rank) == called


def test_numbers_are_words_up_to_ninety_nine() -> None:
    numbers = (0, 1, 19, 20, 21, 99, 100, 1_000)
    assert [text.in_words(number) for number in numbers] == [
        "no", "one", "nineteen", "twenty", "twenty-one", "ninety-nine", "100", "1,000",
    ]  # fmt: skip


def test_things_are_counted_and_listed() -> None:
    assert text.counted(1, "week") == "1 week"
    assert text.counted(2, "country", "countries") == "2 countries"
    assert text.listed(["a"]) == "a"
    assert text.listed(["a", "b", "c"]) == "a, b and c"
