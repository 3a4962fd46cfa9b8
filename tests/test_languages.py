"""Phrases in every language, and numbers and dates as a Chinese newspaper has them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tracker.languages import (
    LANGUAGES,
    chinese_day,
    chinese_months,
    chinese_number,
    chinese_ordinal,
    chinese_span,
    phrases,
)


@pytest.mark.parametrize(
    ("value", "number", "untrimmed"),
    [
        (4_599_000_000_000, "4.6万亿", "4.60万亿"),
        (38_700_000_000_000, "38.7万亿", "38.7万亿"),
        (946_100_000, "9.46亿", "9.46亿"),
        (999_990_000, "10亿", "10.0亿"),
        (12_345, "1.23万", "1.23万"),
        (9_999, "1万", "1.00万"),
        (945, "945", "945"),
        (0, "0", "0"),
    ],
)
def test_a_number_is_in_units_of_ten_thousand(value: int, number: str, untrimmed: str) -> None:
    assert chinese_number(Decimal(value), 3) == number
    assert chinese_number(Decimal(value), 3, trim=False) == untrimmed


def test_dates_have_their_year_once() -> None:
    assert chinese_day(date(2026, 10, 4)) == "2026年10月4日"
    assert chinese_span(date(2026, 10, 5), date(2026, 10, 11)) == "2026年10月5日至11日"
    assert chinese_span(date(2026, 9, 28), date(2026, 10, 4)) == "2026年9月28日至10月4日"
    assert chinese_span(date(2025, 12, 29), date(2026, 1, 4)) == "2025年12月29日至2026年1月4日"
    assert chinese_months(date(2026, 10, 1), date(2026, 10, 4)) == "2026年10月"
    assert chinese_months(date(2026, 7, 1), date(2026, 10, 4)) == "2026年7月至10月"
    assert chinese_months(date(2025, 1, 1), date(2026, 10, 4)) == "2025年1月至2026年10月"


def test_ranks_up_to_ten_are_words() -> None:
    assert [chinese_ordinal(number) for number in (1, 10, 11)] == ["第一", "第十", "第11"]


@pytest.mark.parametrize("table", ["story", "charts"])
def test_a_table_has_every_language(table: str) -> None:
    assert phrases(table)
    assert all(len(texts) == len(LANGUAGES) for texts in phrases(table).values())
