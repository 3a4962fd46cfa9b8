from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.claims.numbers import COUNT, NUMBER, UNIT, Figure, count, figure
from tracker.text import in_words


@pytest.mark.parametrize(
    ("digits", "unit", "value", "step"),
    [
        ("4.6", "T", "4600000000000", "100000000000"),
        ("4.60", "T", "4600000000000", "10000000000"),
        ("868", "b", "868000000000", "1000000000"),
        ("56.2", "million", "56200000", "100000"),
        ("12", "K", "12000", "1000"),
        ("46.9", "万亿", "46900000000000", "100000000000"),
        ("4690", "亿", "469000000000", "100000000"),
        ("1,234,567", "", "1234567", "1"),
        ("-9.33", "", "-9.33", "0.01"),
        ("56.150912404020", "T", "56150912404020", "1"),
    ],
)
def test_a_figure_keeps_its_number_and_its_last_digit(
    digits: str, unit: str, value: str, step: str
) -> None:
    assert figure(digits, unit) == Figure(Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    ("units", "one"),
    [
        (("",), 1),
        (("k", "K", "thousand"), 1_000),
        (("万",), 10_000),
        (("m", "M", "mn", "million"), 1_000_000),
        (("亿",), 100_000_000),
        (("b", "B", "bn", "billion"), 1_000_000_000),
        (("t", "T", "tn", "trillion", "万亿"), 1_000_000_000_000),
    ],
)
def test_what_each_unit_is_worth(units: tuple[str, ...], one: int) -> None:
    assert [figure("1", unit).value for unit in units] == [one] * len(units)


def test_a_figure_is_the_same_however_it_is_written() -> None:
    assert figure("4.6", "T", "4.6T") == figure("4.6", "trillion", "4.6 trillion")
    assert figure("4.6", "T") != figure("4.60", "T"), "which claims a digit more"


def test_a_figure_of_many_digits_is_not_rounded() -> None:
    digits = "12345678901234567890.123456789012345"
    assert figure(digits).value == Decimal(digits)


@given(st.integers(1, 99))
def test_a_number_in_words_is_what_the_tracker_itself_would_write(number: int) -> None:
    written = in_words(number)
    assert re.fullmatch(COUNT, written)
    assert count(written) == count(written.replace("-", " ").upper()) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("first", 1), ("1st", 1), ("2nd", 2), ("third", 3), ("23rd", 23), ("fifth", 5),
        ("twelfth", 12), ("20th", 20), ("twentieth", 20), ("twenty-second", 22),
        ("ninety-ninth", 99), ("007", 7), ("0", 0),
    ],
)  # fmt: skip
def test_a_place_in_a_row_is_a_number_too(written: str, number: int) -> None:
    assert re.fullmatch(COUNT, written)
    assert count(written) == number


@pytest.mark.parametrize("text", ["12,34", "1,2345", "4,6", "1.", ".5", "1.2.3", "٤", "½", "1e3"])
def test_what_is_no_number(text: str) -> None:
    assert re.fullmatch(NUMBER, "1,234.5")
    assert not re.fullmatch(NUMBER, text)


@pytest.mark.parametrize("text", ["twenty-ten", "twenty-eleventh", "tenty", "hundred", "a", ""])
def test_what_is_no_number_in_words(text: str) -> None:
    assert re.fullmatch(COUNT, "twenty-nine")
    assert not re.fullmatch(COUNT, text)


def test_the_longest_unit_is_taken_whole() -> None:
    assert re.findall(UNIT, "万亿 trillion") == ["万亿", "trillion"]
