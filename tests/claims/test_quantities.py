from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.claims.numbers import Figure
from tracker.claims.quantities import Amount, Percent, Streak, find
from tracker.claims.words import normalised


def whole(text: str) -> tuple[str, object] | None:
    """Return the kind and value of a text that is one quantity from its first to its last character."""
    text = normalised(text)
    match = find(text, 0)
    return match[:2] if match and match[2] == len(text) else None


@pytest.mark.parametrize(
    ("text", "value", "step", "metric"),
    [
        ("1.17T", "1.17e12", "1e10", None),
        ("1.17 trillion tokens", "1.17e12", "1e10", "tokens"),
        ("half a trillion tokens", "5e11", "1e11", "tokens"),
        ("Twelve million API calls", "12e6", "1e6", "calls"),
        ("946M requests", "946e6", "1e6", "calls"),
        ("56 bn", "56e9", "1e9", None),
        ("1,234,567 calls", "1234567", "1", "calls"),
        ("$2.39M", "2.39e12", "1e10", "spend"),
        ("US$ 1,581", "1581e6", "1e6", "spend"),
        ("3 million US dollars", "3e12", "1e12", "spend"),
        ("10.46万亿Token", "10.46e12", "1e10", "tokens"),
        ("１０．４６萬億個Token", "10.46e12", "1e10", "tokens"),
        ("3兆", "3e12", "1e12", None),
        ("4690亿", "4690e8", "1e8", None),
        ("五千", None, None, None),
        ("7百亿次请求", "7e10", "1e10", "calls"),
        ("2360万美元", "2360e10", "1e10", "spend"),
        ("1,234", None, None, None),
        ("17", None, None, None),
        ("4 times", None, None, None),
    ],
)
def test_amounts(text: str, value: str | None, step: str | None, metric: str | None) -> None:
    match = whole(text)
    amount = match[1] if match and match[0] == "amount" else None
    if value is None or step is None:
        assert amount is None
    else:
        assert amount == Amount(Figure(Decimal(value), Decimal(step)), metric)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("63.5 percent", "63.5"),
        ("63.5%", "63.5"),
        ("12 per cent", "12"),
        ("百分之三十五", "35"),
        ("百分之9.5", "9.5"),
        ("四成", "40"),
        ("四成五", "45"),
        ("四成半", "45"),
        ("7成", "70"),
        ("五分之一", "20"),
        ("4分之3", "75"),
        ("过半", "50"),
    ],
)
def test_percentages(text: str, value: str) -> None:
    match = whole(text)
    assert match
    kind, percent = match
    assert isinstance(percent, Percent)
    assert (kind, percent.figure.value, percent.signed) == ("percent", Decimal(value), False)


@pytest.mark.parametrize(
    "text", ["nine in every ten tokens", "9 out of 10 requests", "Nine in ten of all"]
)
def test_so_many_of_so_many(text: str) -> None:
    match = find(text, 0)
    assert match
    kind, percent, end = match
    assert (kind, percent.figure.value, text[end]) == ("percent", 90, " ")


def test_the_bound_that_follows_is_no_part_of_a_percentage() -> None:
    assert find("四成以上", 0) == (
        "percent",
        Percent(Figure(Decimal(40), Decimal(1)), signed=False),
        2,
    )


@pytest.mark.parametrize(
    ("text", "kind", "value", "step"),
    [
        ("+12%", "percent", "12", "1"),
        ("-9.33 %", "percent", "-9.33", "0.01"),
        ("−9.33%", "percent", "-9.33", "0.01"),
        ("-2 percentage points", "points", "-2", "1"),
    ],
)
def test_percentages_with_a_sign(text: str, kind: str, value: str, step: str) -> None:
    assert whole(text) == (kind, Percent(Figure(Decimal(value), Decimal(step)), signed=True))


@pytest.mark.parametrize(
    "text", ["5 percentage points", "5个百分点", "5百分点", "1.5 percentage point"]
)
def test_points_are_no_percentages(text: str) -> None:
    match = whole(text)
    assert match
    assert match[0] == "points"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2.5倍", "times", Figure(Decimal("2.5"), Decimal("0.1"))),
        ("十二倍", "times", Figure(Decimal(12), Decimal(1))),
        ("four times", "times", Figure(Decimal(4), Decimal(1))),
        ("twentyfold", "times", Figure(Decimal(20), Decimal(1))),
        ("3x", "times", Figure(Decimal(3), Decimal(1))),
        ("top ten", "top", 10),
        ("the top 5 models", "top", 5),
        ("the three most popular models", "top", 3),
        ("前九大模型", "top", 9),
        ("前10名", "top", 10),
        ("in third place", "rank", 3),
        ("the 12th spot", "rank", 12),
        ("No. 2", "rank", 2),
        ("#7", "rank", 7),
        ("第十二名", "rank", 12),
        ("第3", "rank", 3),
        ("亚军", "rank", 2),
        ("季军", "rank", 3),
    ],
)
def test_multiples_tops_and_ranks(text: str, kind: str, value: object) -> None:
    assert whole(text) == (kind, value)


@pytest.mark.parametrize(
    ("text", "streak"),
    [
        ("for five weeks", Streak(5, "week", sure=False)),
        ("five weeks in a row", Streak(5, "week", sure=True)),
        ("for a fifth consecutive week", Streak(5, "week", sure=True)),
        ("the 3 straight days", Streak(3, "day", sure=True)),
        ("Twenty-one weeks without a break", Streak(21, "week", sure=True)),
        ("two calendar months", Streak(2, "month", sure=False)),
        ("four times in a row", Streak(4, "time", sure=True)),
        ("连续五周", Streak(5, "week", sure=True)),
        ("連續第十一個星期", Streak(11, "week", sure=True)),
        ("蝉联了3次", Streak(3, "time", sure=True)),
        ("持续两个月", Streak(2, "month", sure=True)),
        ("连着6天", Streak(6, "day", sure=True)),
        ("for over nine straight weeks", Streak(9, "week", sure=True, bound="more")),
        ("连续逾十周", Streak(10, "week", sure=True, bound="more")),
        ("连续十多周", Streak(10, "week", sure=True, bound="more")),
        ("連續超過12週", Streak(12, "week", sure=True, bound="more")),
        ("连续至少六周", Streak(6, "week", sure=True, bound="least")),
        ("连续六周以上", Streak(6, "week", sure=True, bound="least")),
        ("连续近八周", Streak(8, "week", sure=True, bound="about")),
        ("连续不到八个星期", Streak(8, "week", sure=True, bound="less")),
        ("in each of the first three weeks", Streak(3, "week", sure=True, which="first")),
        ("in every one of the past eight weeks", Streak(8, "week", sure=True, which="past")),
        ("for the last 4 weeks", Streak(4, "week", sure=True, which="past")),
        ("throughout the final two weeks", Streak(2, "week", sure=True, which="last")),
        ("over the past four weeks", Streak(4, "week", sure=False, which="together")),
        ("近六周每周", Streak(6, "week", sure=True, which="past")),
        ("最近三个星期里，每周", Streak(3, "week", sure=True, which="past")),
        ("前两周", Streak(2, "week", sure=True, which="first")),
        ("过去五周", Streak(5, "week", sure=False, which="together")),
    ],
)
def test_numbers_of_weeks(text: str, streak: Streak) -> None:
    assert whole(text) == ("streak", streak)


@pytest.mark.parametrize(
    "text",
    [
        "两三倍",
        "三四成",
        "0分之一",
        "5 out of 0 tokens",
        "第十二周",
        "第二季度",
        "第一次",
        "tenfolded",
        "#1st",
        "weeks",
        "成",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert find(text, 0) is None


def test_nothing_begins_inside_a_word() -> None:
    assert find("v4.6T", 1) is None
    assert find("约4.6T", 1) is not None


@given(st.text("一二两三四五六七八九十百千万亿兆成分之倍第前名周0129.,%$+- ", max_size=12))
def test_any_run_of_digits_is_a_quantity_or_none(text: str) -> None:
    for place in range(len(text)):
        match = find(text, place)
        assert match is None or place < match[2] <= len(text)


@pytest.mark.parametrize(
    ("text", "place", "streak"),
    [
        ("三连冠", 0, Streak(3, "time", sure=True)),
        ("4連漲", 0, Streak(4, "time", sure=True)),
        ("连降三周", 2, Streak(3, "week", sure=True)),
        ("连涨了两个月", 2, Streak(2, "month", sure=True)),
    ],
)
def test_numbers_of_weeks_beside_what_was_done(text: str, place: int, streak: Streak) -> None:
    match = find(normalised(text), place)
    assert match
    assert match[:2] == ("streak", streak)


@pytest.mark.parametrize(
    ("text", "value"),
    [("10多万亿Token", "1e13"), ("两万亿余Token", "2e12"), ("十余亿次请求", "1e9")],
)
def test_more_than_a_round_amount(text: str, value: str) -> None:
    match = find(text, 0)
    assert match
    figure = match[1].figure
    assert (figure.value, figure.hedge, match[2]) == (Decimal(value), "more", len(text))
