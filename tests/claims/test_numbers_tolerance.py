from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.claims.numbers import Figure, amount, difference, figure, percentage, slip

COUNTS = st.integers(0, 2**63 - 1)


@pytest.mark.parametrize(
    ("claimed", "found", "held"),
    [
        # Rounded to the digits claimed, halves up. Half a percent of 4.6T is 0.023T.
        (("4.6", "T"), 4_600_778_695_301, True),
        (("4.6", "T"), 4_550_000_000_000, True),
        (("4.6", "T"), 4_549_999_999_999, False),
        (("4.6", "T"), 4_649_999_999_999, True),
        (("4.6", "T"), 4_650_000_000_000, False),
        (("5", "T"), 4_500_000_000_000, False),  # and lies within 5 % of it
        (("5", "T"), 4_750_000_000_000, True),
        (("5", "T"), 4_749_999_999_999, False),
        (("2", "T"), 2_358_000_000_000, False),
        (("4", "T"), 4_500_000_000_000, False),
        # Within half a percent, where more digits are claimed; both ends are within.
        (("4.600", "T"), 4_577_000_000_000, True),
        (("4.600", "T"), 4_576_999_999_999, False),
        (("4.600", "T"), 4_623_000_000_000, True),
        (("4.600", "T"), 4_623_000_000_001, False),
        (("1,000", ""), 1_005, True),
        (("1,000", ""), 1_006, False),
        (("199", ""), 200, False),
        # Another order of magnitude.
        (("46.9", "T"), 4_690_000_000_000, False),
        # Nothing at all.
        (("0", ""), 0, True),
        (("0", ""), 1, False),
        (("1", "T"), 0, False),
    ],
)
def test_an_amount_holds(claimed: tuple[str, str], found: int, held: bool) -> None:
    assert amount(figure(*claimed), found) is held


def test_whole_numbers_are_compared_whole() -> None:
    claimed = Figure(Decimal(2**63 - 1), Decimal(1))
    assert amount(claimed, 2**63 - 1)
    edge = (2**63 - 1) * 995 // 1000  # just outside half a percent, and a float would not see it
    assert not amount(claimed, edge)
    assert amount(claimed, edge + 1)


@pytest.mark.parametrize(
    ("claimed", "found", "held"),
    [
        ("61", 61.5, True),
        ("61", 60.5, True),
        ("61", 62.22, True),  # 2 % of 61 is 1.22
        ("61", 62.23, False),
        ("10", 10.5, True),  # 2 % of 10 is less than half a point
        ("10", 10.51, False),
        ("-9.33", -9.83, True),
        ("-9.33", -9.84, False),
        ("-9.33", 9.33, False),
        ("-34.6", -33.908, True),
        ("14.41", 15.41, False),
        ("570", 581.4, True),
        ("570", 582.0, False),
        ("0", 0.5, True),
        ("0", -0.51, False),
        ("10", 10.5000000004, True),  # nine digits behind the point are looked at
        ("10", 10.500000002, False),
        ("61", math.nan, False),
        ("61", math.inf, False),
    ],
)
def test_a_percentage_holds(claimed: str, found: float, held: bool) -> None:
    assert percentage(figure(claimed), found) is held


def test_a_percentage_is_not_lost_by_a_binary_fraction() -> None:
    found = (1.155 / 1.1 - 1) * 100  # 5 %, as floats have it
    assert found != 5
    assert percentage(figure("4.5"), found)
    assert percentage(figure("5.5"), found)


@pytest.mark.parametrize(
    ("claimed", "found", "power"),
    [
        (("46.9", "T"), 4_690_000_000_000, "10"),
        (("32.94", "T"), 3_294_000_000_000, "10"),
        (("1,000", "T"), 100_000_000_000_000, "10"),
        (("4.6", "M"), 4_600_000_000_000, "0.000001"),
        (("0.46", "T"), 4_600_000_000_000, "0.1"),
        (("46.9", "T"), 4_640_000_000_000, None),
        (("4.69", "T"), 4_690_000_000_000, None),
        (("0", "T"), 4_690_000_000_000, None),
        (("4.69", "T"), 0, None),
        (("500", "T"), 48_000_000_000_000, None),  # 50.0T as the claim has it, and 48.0T is not
        (("1", "T"), 1, "1000000000000"),
        (("10", "T"), 1, None),  # beyond tokens for trillions
        (("1", ""), 1_000_000_000_000, "0.000000000001"),
        (("1", ""), 10_000_000_000_000, None),
    ],
)
def test_a_slip_of_the_unit(claimed: tuple[str, str], found: int, power: str | None) -> None:
    assert slip(figure(*claimed), found) == (power and Decimal(power))


@pytest.mark.parametrize(
    ("claimed", "found", "percent"),
    [
        (("4.6", "T"), 4_646_000_000_000, 1.0),
        (("4.6", "T"), 2_300_000_000_000, -50.0),
        (("61", ""), 61.61, 1.0),
        (("-10", ""), -11.0, -10.0),
        (("-10", ""), -9.0, 10.0),
    ],
)
def test_the_difference_is_a_part_of_the_claim(
    claimed: tuple[str, str], found: float, percent: float
) -> None:
    assert difference(figure(*claimed), found) == percent


def test_without_a_claim_or_a_figure_there_is_no_difference() -> None:
    assert math.isnan(difference(figure("0"), 5))
    assert math.isnan(difference(figure("61"), math.nan))


@given(COUNTS.filter(bool), st.integers(1, 19))
def test_a_count_rounded_to_any_digits_holds(found: int, digits: int) -> None:
    places = max(len(str(found)) - digits, 0)
    step = 10**places
    rounded = (2 * found + step) // (2 * step)
    assert amount(figure(f"{rounded}{'0' * places}"), rounded * step)
    close = 20 * abs(rounded * step - found) <= rounded * step
    assert amount(Figure(Decimal(rounded * step), Decimal(step)), found) == close


@given(st.integers(1, 10**6), COUNTS, st.integers(0, 12))
def test_what_holds_is_within_a_step_or_half_a_percent(claim: int, found: int, zeros: int) -> None:
    claimed = Figure(Decimal(claim * 10**zeros), Decimal(10**zeros))
    near = abs(found - claim * 10**zeros)
    rounds = 2 * near <= 10**zeros and 20 * near <= claim * 10**zeros
    within = rounds or 200 * near <= claim * 10**zeros
    if amount(claimed, found):
        assert within
        assert slip(claimed, found) is None
    elif within:
        assert 2 * near == 10**zeros, "only a half that is rounded up to the next digit"


@given(st.integers(10, 10**6), st.integers(0, 9), st.integers(-6, 6).filter(bool))
def test_a_slip_is_found_and_mended(claim: int, zeros: int, power: int) -> None:
    found = claim * 10 ** (zeros + 6)
    claimed = Figure(Decimal(claim).scaleb(zeros + 6 + power), Decimal(1).scaleb(zeros + 6 + power))
    assert slip(claimed, found) == Decimal(10) ** power
