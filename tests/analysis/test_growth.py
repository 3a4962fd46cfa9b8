from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from math import log

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.growth import COLUMNS, between, growth, lost_share
from tracker.analysis.shares import share
from tracker.errors import GapError
from tracker.weeks import label

Parts = list[tuple[str, str, int, int | None, int | None]]


def parts(result: pd.DataFrame) -> Parts:
    """Rows as (week, entity, change, market, gain), None where it is missing."""
    assert tuple(result.columns) == COLUMNS
    assert {str(result[name].dtype) for name in COLUMNS[2:]} == {"Int64"}
    return [
        (
            f"{row.week:%m-%d}",
            row.entity,
            row.change,
            None if pd.isna(row.market) else row.market,
            None if pd.isna(row.gain) else row.gain,
        )
        for row in result.itertuples()
    ]


def test_with_the_same_share_all_of_it_is_market() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  40  60
        2026-04-06  80  120
    """)
    assert parts(growth(share(frame))) == [
        ("04-06", "other", 60, 60, 0),
        ("04-06", "a", 40, 40, 0),
    ]


def test_in_the_same_market_all_of_it_is_gain() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  40  60
        2026-04-06  70  30
    """)
    assert parts(growth(share(frame))) == [
        ("04-06", "a", 30, 0, 30),
        ("04-06", "other", -30, 0, -30),
    ]


def test_growth_may_hide_a_loss() -> None:
    frame = weekly("""
        week        a       other
        2026-03-30  4000    6000
        2026-04-06  4000    16000
    """)
    assert parts(growth(share(frame)))[1] == ("04-06", "a", 0, 2773, -2773)
    assert round(4000 * log(2)) == 2773


def test_the_split_is_that_of_logarithmic_means() -> None:
    frame = weekly("""
        week        a       other
        2026-03-30  1000    9000
        2026-04-06  3000    27001
    """)
    mean = (3000 - 1000) / log(3000 / 1000)
    market = round(mean * log(30001 / 10000))
    assert parts(growth(share(frame)))[1] == ("04-06", "a", 2000, market, 2000 - market)


def test_a_change_is_over_exactly_seven_days() -> None:
    table = """
        week        a   b   other
        2026-03-30  40  .   60
        2026-04-06  40  9   60
        2026-04-20  50  9   50
    """
    assert [row[:3] for row in parts(growth(share(weekly(table))))] == [
        ("04-06", "other", 0),
        ("04-06", "a", 0),
    ]
    assert parts(growth(share(weekly(table, incomplete="2026-04-06")))) == []


def test_from_nothing_and_to_nothing_the_change_is_known_and_its_parts_are_not() -> None:
    frame = weekly("""
        week        a   b   c   other
        2026-03-30  0   5   0   60
        2026-04-06  5   0   0   60
    """)
    assert parts(growth(share(frame)))[1:] == [
        ("04-06", "a", 5, None, None),
        ("04-06", "b", -5, None, None),
        ("04-06", "c", 0, None, None),
    ]


def test_a_board_that_does_not_tell_its_whole_has_no_parts() -> None:
    table = """
        week        a   b
        2026-03-30  40  60
        2026-04-06  80  20
    """
    assert [row[3] for row in parts(growth(share(weekly(table, depth=9))))] == [None, None]
    assert [row[3] for row in parts(growth(share(weekly(table, depth=None))))] == [0, 0]


def test_a_lower_bound_has_no_change() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  40  60
        2026-04-06  80  120
        2026-04-13  80  120
    """)
    frame["at_least"] = (frame["entity"] == "a") & (frame["week"] == pd.Timestamp("2026-04-06"))
    assert [row[:2] for row in parts(growth(share(frame)))] == [
        ("04-06", "other"),
        ("04-13", "other"),
    ]
    assert [row[1] for row in parts(between(share(frame), FIRST, date(2026, 4, 6)))] == ["other"]


def test_the_order_of_the_rows_does_not_matter_and_the_kinds_stay() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  40  50  60
        2026-04-06  80  20  120
    """)
    frame["week"] = frame["week"].astype("datetime64[s]")
    shuffled = frame.sample(frac=1, random_state=1)
    result = growth(share(frame))
    pd.testing.assert_frame_equal(growth(share(shuffled)), result)
    assert str(result["week"].dtype) == "datetime64[s]"


MONTH = """
    week        a   b   c   d   other
    2026-03-30  40  20  .   15  25
    2026-04-06  1   1   1   1   1
    2026-04-20  60  10  30  .   100
"""
FIRST, LAST = date(2026, 3, 30), date(2026, 4, 20)


def test_between_two_weeks_far_apart() -> None:
    frame = weekly(MONTH)
    result = parts(between(share(frame), FIRST, LAST))
    assert result[0] == ("04-20", "other", 75, *_split(25, 100, 100, 200))
    assert result[1] == ("04-20", "a", 20, *_split(40, 60, 100, 200))
    assert result[2] == ("04-20", "b", -10, *_split(20, 10, 100, 200))
    assert len(result) == 3, "c and d are named in one of the weeks only"


def _split(last_value: int, value: int, last_total: int, total: int) -> tuple[int, int]:
    change = value - last_value
    market = round(change / log(value / last_value) * log(total / last_total))
    return market, change - market


def test_between_neighbours_is_growth() -> None:
    frame = share(weekly(MONTH))
    neighbours = between(frame, FIRST, date(2026, 4, 6))
    pd.testing.assert_frame_equal(neighbours, growth(frame))


def test_who_lost_and_who_gained() -> None:
    frame = weekly(MONTH)
    result = lost_share(share(frame), FIRST, LAST)
    assert [*result.columns] == ["entity", "share_first", "share_last", "points", "at_least"]
    rows = [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in result.round(9).itertuples(index=False)
    ]
    assert rows == [
        ("b", 0.2, 0.05, -15.0, False),
        ("a", 0.4, 0.3, -10.0, False),
        ("d", 0.15, None, -10.0, True),  # the last that is named then has 0.05
        ("c", None, 0.15, 0.0, True),  # the last that is named before has 0.15
        ("other", 0.25, 0.5, 25.0, False),
    ]


def test_those_named_once_stand_by_what_they_lost_or_gained_at_the_least() -> None:
    frame = weekly("""
        week        a   b   c   d   other
        2026-03-30  40  9   .   .   51
        2026-04-20  .   .   9   4   87
    """)
    result = lost_share(share(frame), FIRST, LAST)
    points = dict(zip(result["entity"], result["points"].round(9), strict=True))
    # In the other week they had 4 % and 9 % at the most.
    assert points == {"a": -36.0, "b": -5.0, "c": 0.0, "d": 0.0, "other": 36.0}
    assert result["entity"].tolist()[:2] == ["a", "b"]
    assert [*result.index] == [*range(5)]


@pytest.mark.parametrize("by", ["slug", "author"])
@pytest.mark.parametrize(
    ("first", "last", "points"), [("50 .", ". 55", 0.5), (". 55", "50 .", -0.5)]
)
def test_whoever_may_have_stood_unseen_neither_lost_nor_gained(
    by: str, first: str, last: str, points: float
) -> None:
    """Of 1000 b has 50. In the week that does not name it, it may have had 55 like the last."""
    rest = {"50 .": 550, ". 55": 545}
    table = f"week a b c other\n{FIRST} 400 {first} {rest[first]}\n{LAST} 400 {last} {rest[last]}"
    result = lost_share(share(weekly(table, by=by)), FIRST, LAST).set_index("entity")
    assert result.loc["b", ["points", "at_least"]].tolist() == [0, True]
    assert result.loc["c", "points"] == pytest.approx(points), "b had 50, and so c at most that"


def test_into_a_week_of_which_a_day_is_lost_and_out_of_it_there_is_no_growth() -> None:
    """Though another dataset has the week whole: it would be a change to another dataset."""
    frame = weekly("""
        week        a   other
        2025-06-02  40  60
        2025-06-09  80  120
        2025-06-16  40  60
        2025-06-23  80  120
    """).assign(days=7, at_least=False)
    assert {row[0] for row in parts(growth(share(frame)))} == {"06-23"}


@pytest.mark.parametrize("measure", [between, lost_share])
def test_of_a_week_without_figures_there_is_no_answer(measure: object) -> None:
    frame = share(weekly(MONTH, incomplete="2026-04-06"))
    for week in (date(2026, 4, 6), date(2026, 4, 13)):
        with pytest.raises(GapError, match=f"{label(week)} of tokens"):
            measure(frame, FIRST, week)  # type: ignore[operator]
        with pytest.raises(GapError, match=f"{label(week)} of tokens"):
            measure(frame, week, LAST)  # type: ignore[operator]


def test_without_the_whole_nobody_lost_a_share() -> None:
    frame = share(weekly("week a b\n2026-03-30 4 9\n2026-04-20 5 9", depth=9))
    with pytest.raises(GapError, match="2026-W14"):
        lost_share(frame, FIRST, LAST)
    assert parts(between(frame, FIRST, LAST)) == [
        ("04-20", "b", 0, None, None),
        ("04-20", "a", 1, None, None),
    ]


VALUES = st.integers(0, 4 * 10**13) | st.integers(0, 20)
WEEKS = st.lists(st.lists(VALUES, min_size=4, max_size=4).filter(any), min_size=2, max_size=4)


def _frame(weeks: list[list[int]]) -> pd.DataFrame:
    mondays = pd.date_range("2026-03-30", periods=len(weeks), freq="7D")
    lines = [
        f"{monday:%Y-%m-%d} {' '.join(map(str, values))}"
        for monday, values in zip(mondays, weeks, strict=True)
    ]
    return weekly("week a b c other\n" + "\n".join(lines))


@given(WEEKS)
def test_market_and_gain_make_up_the_change_to_the_token(weeks: list[list[int]]) -> None:
    result = growth(share(_frame(weeks)))
    assert len(result) == 4 * (len(weeks) - 1)
    assert (result["change"] == result["value"] - result["last_value"]).all()
    known = result.dropna()
    assert (known["market"] + known["gain"] == known["change"]).all()
    zero = (result["value"] == 0) | (result["last_value"] == 0)
    assert (result["market"].isna() == zero).all()
    assert (result["gain"].isna() == zero).all()


@settings(max_examples=50)
@given(st.integers(1, 2**61), st.integers(1, 2**61))
def test_a_change_is_exact_beyond_the_floats(before: int, now: int) -> None:
    result = growth(share(_frame([[before, 1, 1, 1], [now, 1, 1, 1]])))
    row = result[result["entity"] == "a"].iloc[0]
    assert (row["value"], row["last_value"]) == (now, before)
    assert row["market"] + row["gain"] == row["change"] == now - before


def _exact(last_value: int, value: int, last_total: int, total: int) -> Decimal:
    """Market with forty digits."""
    with localcontext(prec=40):
        grown = (Decimal(total) / last_total).ln()
        if value == last_value:
            return value * grown
        return (value - last_value) / (Decimal(value) / last_value).ln() * grown


@settings(max_examples=50)
@given(VALUES.filter(bool), VALUES.filter(bool), st.integers(-2, 2), VALUES, VALUES)
def test_no_digit_of_the_market_is_lost(
    before: int, now: int, close: int, rest: int, last_rest: int
) -> None:
    for value in (now, max(1, before + close)):
        result = growth(share(_frame([[before, last_rest, 0, 0], [value, rest, 0, 0]])))
        market = result.loc[result["entity"] == "a", "market"].iloc[0]
        exact = _exact(before, value, before + last_rest, value + rest)
        assert abs(Decimal(int(market)) - exact) < 1


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(1, 10**6), min_size=4, max_size=4), min_size=2, max_size=2))
def test_market_is_between_what_growth_makes_of_either_share(weeks: list[list[int]]) -> None:
    first, last = weeks
    result = growth(share(_frame(weeks))).set_index("entity")
    grown = sum(last) - sum(first)
    for name, before, now in zip(["a", "b", "c", "other"], first, last, strict=True):
        ends = sorted(grown * part for part in (before / sum(first), now / sum(last)))
        assert ends[0] - 0.501 <= result.loc[name, "market"] <= ends[1] + 0.501
    back = growth(share(_frame([last, first]))).set_index("entity")
    assert (abs(back["market"] + result["market"]) <= 1).all(), "read backwards, the sign turns"


@settings(max_examples=50)
@given(st.lists(st.tuples(VALUES, VALUES) | st.none(), min_size=3, max_size=3))
def test_the_points_of_those_named_twice_and_of_the_rest_add_up_to_nothing(
    named: list[tuple[int, int] | None],
) -> None:
    lines = [
        f"{week} {' '.join('.' if both is None else str(both[end]) for both in named)} 7"
        for end, week in enumerate((FIRST, LAST))
    ]
    result = lost_share(share(weekly("week a b c other\n" + "\n".join(lines))), FIRST, LAST)
    assert not result["at_least"].any()
    assert result["points"].sum() == pytest.approx(0, abs=1e-9)


@settings(max_examples=50)
@given(st.lists(VALUES, min_size=4, max_size=4), st.lists(VALUES, min_size=4, max_size=4),
       st.integers(1, 3))  # fmt: skip
def test_who_vanished_lost_no_less_than_is_said(then: list[int], now: list[int], kept: int) -> None:
    """A board is cut to its largest names: whoever it names no more lost that, or more."""
    order = sorted(range(4), key=lambda place: -now[place])
    seen = [str(now[place]) if order.index(place) < kept else "." for place in range(4)]
    hidden = sum(now[place] for place in order[kept:])
    header, first = "week a b c d other\n", f"{FIRST} {' '.join(map(str, then))} 7\n"
    cut = weekly(f"{header}{first}{LAST} {' '.join(seen)} {7 + hidden}")
    whole = weekly(f"{header}{first}{LAST} {' '.join(map(str, now))} 7")
    stated, true = (
        lost_share(share(frame), FIRST, LAST).set_index("entity")["points"]
        for frame in (cut, whole)
    )
    for entity in set("abcd") & set(stated.index):
        if stated[entity] < 0:
            assert true[entity] <= stated[entity] + 1e-9
