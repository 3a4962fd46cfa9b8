from __future__ import annotations

import math
import re
from datetime import date, timedelta
from string import ascii_lowercase

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis import market as module
from tracker.analysis.market import COLUMNS, market
from tracker.errors import GapError

NAMES = "abcdefg"
BOARDS = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 2**50)), min_size=8, max_size=8).filter(any),
    min_size=1,
    max_size=4,
)
"""Weeks of seven names and `other`, in that order; None is not named."""
LISTS = st.lists(st.sampled_from(ascii_lowercase[:12]), unique=True, min_size=1, max_size=12)


def monday(number: int) -> date:
    return date(2026, 3, 30) + timedelta(days=7 * number)


def board(weeks: list[list[int | None]], depth: int | None = 50) -> pd.DataFrame:
    lines = [
        f"{monday(number)} {' '.join('.' if value is None else str(value) for value in values)}"
        for number, values in enumerate(weeks)
    ]
    return weekly(f"week {' '.join(NAMES)} other\n" + "\n".join(lines), depth=depth)


def rankings(*lists: list[str]) -> pd.DataFrame:
    """Return a frame whose weeks have these rankings, first to last."""
    names = sorted({name for ranking in lists for name in ranking})
    lines = [
        f"{monday(number)} "
        + " ".join(str(99 - ranking.index(name)) if name in ranking else "." for name in names)
        for number, ranking in enumerate(lists)
    ]
    return weekly(f"week {' '.join(names)}\n" + "\n".join(lines), depth=None)


def column(frame: pd.DataFrame, name: str, top: int = 10) -> list[float | None]:
    result = market(frame, top)[name]
    return [None if pd.isna(value) else round(float(value), 6) for value in result]


def overlap(first: list[str], second: list[str]) -> float:
    return float(market(rankings(first, second))["overlap"].iloc[1])


def by_the_textbook(first: list[str], second: list[str], p: float = 0.9) -> float:
    """Return the extrapolated overlap as Webber, Moffat and Zobel (2010) write it."""
    k = min(len(first), len(second))
    agree = [len({*first[:d]} & {*second[:d]}) / d for d in range(1, k + 1)]
    return agree[-1] * p**k + (1 - p) / p * sum(
        part * p**d for d, part in enumerate(agree, start=1)
    )


def test_the_index_is_an_interval_and_so_is_the_number_of_competitors() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   2
    """)
    assert column(frame, "hhi_low") == [3400]  # 50² + 30²
    assert column(frame, "hhi_high") == [3800]  # and 20²
    assert column(frame, "effective_low") == [2.631579]
    assert column(frame, "effective_high") == [2.941176]
    assert column(frame, "unnamed") == [0.2]
    assert column(frame, "named") == [2]


def test_four_equal_competitors_are_four_by_every_number() -> None:
    frame = weekly(
        """
        week        a   b   c   d
        2026-03-30  5   5   5   5
        """,
        depth=None,
    )
    for name in ("effective_low", "effective_high", "diversity_low"):
        assert column(frame, name) == [4]
    assert column(frame, "hhi_low") == column(frame, "hhi_high") == [2500]
    assert column(frame, "unnamed") == [0]


def test_diversity_has_other_as_one_firm() -> None:
    frame = weekly("""
        week        a   b   c   other
        2026-03-30  4   4   0   2
    """)
    entropy = -2 * 0.4 * math.log(0.4) - 0.2 * math.log(0.2)
    assert column(frame, "diversity_low") == [round(math.exp(entropy), 6)]


def test_the_largest_together_are_missing_where_fewer_are_named() -> None:
    frame = weekly("""
        week        a   b   c   d   other
        2026-03-30  4   1   2   1   2
        2026-04-06  4   4   .   .   2
    """)
    assert column(frame, "cr1") == [0.4, 0.4]
    assert column(frame, "cr3") == [0.7, None]
    assert column(frame, "cr5") == [None, None]


@pytest.mark.parametrize("number", range(7))
def test_the_largest_n_are_known_where_n_are_named_and_not_where_fewer_are(number: int) -> None:
    """Of twenty, the largest have six, four, three, two, one and one."""
    counts = [6, 4, 3, 2, 1, 1][:number]
    frame = board([[*counts, *[None] * (7 - number), 20 - sum(counts)]])
    for most, together in ((1, 0.3), (3, 0.65), (5, 0.8)):
        known = [together] if number >= most else [None]
        assert column(frame, f"cr{most}") == known, most


def test_all_of_a_week_are_never_more_than_the_whole() -> None:
    """As floats these five shares sum to a little more than one."""
    counts = [9, 9, 8, 8, 7]
    assert (pd.Series(counts) / sum(counts)).groupby([0] * 5).sum()[0] > 1
    assert market(board([[*counts, None, None, 0]]))["cr5"].tolist() == [1.0]


def test_three_of_the_largest_are_three_though_the_next_is_level() -> None:
    frame = weekly("""
        week        a   b   c   d   other
        2026-03-30  4   1   1   1   3
    """)
    assert column(frame, "cr3") == [0.6]


def test_a_board_that_does_not_tell_its_whole_has_ranks_and_no_shares() -> None:
    frame = weekly(
        """
        week        a   b   c
        2026-03-30  5   3   2
        2026-04-06  5   3   2
        """,
        depth=3,
    )
    result = market(frame, top=2)
    of_shares = ["cr1", "cr3", "hhi_low", "hhi_high", "effective_low", "effective_high"]
    assert result[[*of_shares, "diversity_low", "unnamed"]].isna().all(axis=None)
    assert result["named"].tolist() == [3, 3]
    assert result["turnover"].iloc[1] == 0
    assert result["overlap"].iloc[1] == pytest.approx(1)


OPEN = ("cr1", "cr3", "cr5", "hhi_high", "effective_low", "diversity_low", "turnover", "overlap")
KNOWN = ("hhi_low", "effective_high", "unnamed")


@pytest.mark.parametrize(
    ("mondays", "by", "depth", "exact"),
    [
        (("2026-03-30", "2026-04-06"), "author", 9, False),
        (("2026-03-30", "2026-04-06"), "author", 50, True),
        (("2026-03-30", "2026-04-06"), "slug", 9, True),
        (("2025-06-09",), "author", 50, True),  # of six days, and so are all the shares
    ],
)
def test_of_sums_from_a_shallow_board_only_the_ends_that_hold_are_told(
    mondays: tuple[str, ...], by: str, depth: int, exact: bool
) -> None:
    table = "week a b c d e other\n" + "\n".join(f"{monday} 6 4 3 2 1 4" for monday in mondays)
    result = market(weekly(table, by=by, depth=depth), top=3).iloc[-1]
    churn = ("turnover", "overlap") if len(mondays) == 1 else ()
    assert {name for name in OPEN if pd.isna(result[name])} == ({*churn} if exact else {*OPEN})
    assert result[[*KNOWN]].notna().all()


def test_the_days_of_a_week_are_those_on_which_somebody_was_named() -> None:
    frame = weekly("week a b other\n2026-03-30 5 3 2").assign(days=[5, 6, 2])
    assert column(frame, "days") == [6]


def test_the_top_is_of_ten_unless_said_otherwise() -> None:
    names = list(ascii_lowercase[:11])
    moved = [*names[:9], names[10], names[9]]
    assert market(rankings(names, moved))["turnover"].tolist()[1:] == [pytest.approx(0.1)]


def test_a_week_of_which_nothing_is_named_says_only_that() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  5   3
        2026-04-06  .   3
        2026-04-13  5   3
    """)
    assert column(frame, "named") == [1, 0, 1]
    assert column(frame, "unnamed") == [0.375, 1, 0.375]
    assert column(frame, "hhi_high")[1] is None
    assert column(frame, "overlap") == [None, None, None]


def test_a_week_of_nothing_but_zeros_has_no_shares() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  0   0   0
    """)
    for name in ("cr1", "hhi_low", "effective_high", "diversity_low", "unnamed"):
        assert column(frame, name) == [None]


def test_a_value_of_zero_alone_gives_no_number_of_competitors() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  0   5
    """)
    assert column(frame, "hhi_low") == [0]
    assert column(frame, "effective_high") == [None]
    assert column(frame, "effective_low") == [1]


def test_a_small_share_of_all_is_as_many_competitors_as_it_leaves_room_for() -> None:
    """The one that is named has half of a hundredth: an index of less than one point."""
    frame = weekly("""
        week        a   other
        2026-03-30  1   199
    """)
    assert column(frame, "hhi_low") == [0.25]
    assert column(frame, "effective_high") == [40_000]


def test_one_alone_has_the_whole() -> None:
    frame = weekly("week a\n2026-03-30 5", depth=None)
    assert column(frame, "cr1") == [1]
    assert column(frame, "hhi_low") == column(frame, "hhi_high") == [10_000]
    assert column(frame, "effective_low") == column(frame, "diversity_low") == [1]
    assert column(frame, "unnamed") == [0]


def test_weeks_that_are_not_complete_or_cannot_rank_are_no_rows_and_no_last_weeks() -> None:
    table = """
        week        a   b   other
        2026-03-30  5   3   2
        2026-04-06  5   3   2
        2026-04-13  5   3   2
        2026-04-20  5   3   2
        2026-04-27  5   3   2
    """
    frame = weekly(table, incomplete="2026-03-30", unranked="2026-04-13")
    result = market(frame, top=2)
    assert [f"{week:%m-%d}" for week in result["week"]] == ["04-06", "04-20", "04-27"]
    assert column(frame, "turnover", top=2) == [None, None, 0]
    assert column(frame, "overlap") == [None, None, 1]


def test_without_such_a_week_there_is_no_answer() -> None:
    table = """
        week        a
        2026-03-30  5
    """
    with pytest.raises(GapError, match="no complete week of calls"):
        market(weekly(table, metric="calls", unranked="2026-03-30"))


def test_turnover_is_what_has_left_the_top() -> None:
    frame = weekly("""
        week        a   b   c   d
        2026-03-30  9   8   7   1
        2026-04-06  9   8   1   7
        2026-04-13  1   .   8   7
    """)
    assert column(frame, "turnover", top=3) == [None, 0.333333, 0.333333]
    assert column(frame, "turnover", top=2) == [None, 0, 1]
    assert column(frame, "turnover", top=1) == [None, 0, 1]


def test_turnover_is_over_exactly_seven_days() -> None:
    frame = weekly("""
        week        a   b
        2026-03-30  9   8
        2026-04-13  9   8
        2026-04-20  8   9
    """)
    assert column(frame, "turnover", top=1) == [None, None, 1]


def test_turnover_needs_as_many_names_in_both_weeks() -> None:
    frame = weekly("""
        week        a   b   c
        2026-03-30  9   8   .
        2026-04-06  9   8   7
        2026-04-13  9   8   7
        2026-04-20  9   8   .
    """)
    assert column(frame, "turnover", top=3) == [None, None, 0, None]


def test_whoever_is_level_with_the_last_of_the_top_is_in_it() -> None:
    frame = weekly("""
        week        a   b   c
        2026-03-30  9   8   8
        2026-04-06  9   8   1
    """)
    assert column(frame, "turnover", top=2) == [None, 0.333333]


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("abc", "abc", 1),
        ("abc", "def", 0),
        ("ab", "ba", 0.9),  # nothing at depth 1, both at depth 2
        ("abc", "ab", 1),  # the third is outside the shallower list
        ("abc", "xba", 0.585),  # none of 1, 1 of 2, 2 of 3: (0.405 + 0.486) / 9 + 0.486
        ("a", "b", 0),
    ],
)
def test_overlap(first: str, second: str, alike: float) -> None:
    assert overlap([*first], [*second]) == pytest.approx(alike)


def test_level_values_are_in_the_order_of_their_names() -> None:
    frame = weekly("""
        week        b   a
        2026-03-30  5   5
        2026-04-06  4   5
    """)
    assert column(frame, "overlap") == [None, 1]


@given(LISTS, LISTS)
def test_overlap_is_as_the_textbook_has_it_from_either_side(
    first: list[str], second: list[str]
) -> None:
    strangers = [name.upper() for name in second]
    result = market(rankings(first, second, first, first, strangers))["overlap"].tolist()[1:]
    there, back, itself, none = result
    assert there == pytest.approx(by_the_textbook(first, second))
    assert there == pytest.approx(back)
    assert itself == pytest.approx(1)
    assert none == 0
    assert all(0 <= alike <= 1 for alike in result)


def test_long_rankings_overlap_as_the_textbook_has_it() -> None:
    names = [f"m{number:03}" for number in range(400)]
    moved = names[5:300] + names[:5] + names[350:]
    assert overlap(names, moved) == pytest.approx(by_the_textbook(names, moved))


def test_a_long_ranking_is_no_more_than_the_same_as_itself() -> None:
    """As floats the weights of 53 ranks sum to a little more than one."""
    names = [f"m{number:02}" for number in range(53)]
    assert overlap(names, names) == 1.0


def test_into_a_week_of_which_a_day_is_lost_and_out_of_it_there_is_no_churn() -> None:
    frame = weekly("""
        week        a   b   other
        2025-06-02  9   8   1
        2025-06-09  9   8   1
        2025-06-16  9   8   1
        2025-06-23  9   8   1
    """)
    assert column(frame, "turnover", top=2) == [None, None, None, 0]
    assert column(frame, "overlap") == [None, None, None, 1]


@given(BOARDS)
def test_the_measures_keep_within_their_bounds(weeks: list[list[int | None]]) -> None:
    result = market(board(weeks), top=3)
    assert tuple(result.columns) == COLUMNS
    for less, more in [
        ("cr1", "cr3"),
        ("cr3", "cr5"),
        ("hhi_low", "hhi_high"),
        ("effective_low", "effective_high"),
        ("effective_low", "diversity_low"),
    ]:
        both = result[[less, more]].dropna()
        assert (both[less] <= both[more] * (1 + 1e-12)).all(), (less, more)
    for name in ("cr1", "cr3", "cr5", "turnover", "overlap", "unnamed"):
        assert result[name].dropna().between(0, 1).all(), name
    assert result["hhi_high"].dropna().between(0, 10_000).all()


@given(BOARDS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(weeks: list[list[int | None]], chance) -> None:  # type: ignore[no-untyped-def]
    frame = board(weeks)
    order = [*range(len(frame))]
    chance.shuffle(order)
    pd.testing.assert_frame_equal(market(frame, top=3), market(frame.iloc[order], top=3))


@given(st.lists(st.integers(1, 2**50), min_size=7, max_size=7), st.integers(1, 6))
def test_the_truth_lies_between_the_ends(values: list[int], named: int) -> None:
    values = sorted(values, reverse=True)
    seen, hidden = values[:named], values[named:]
    whole = market(board([[*values, None]], depth=None)).iloc[0]
    cut = market(board([[*seen, *[None] * len(hidden), sum(hidden)]])).iloc[0]
    little = 1 + 1e-12
    assert cut["hhi_low"] <= whole["hhi_low"] * little
    assert whole["hhi_low"] <= cut["hhi_high"] * little
    assert cut["effective_low"] <= whole["effective_low"] * little
    assert whole["effective_low"] <= cut["effective_high"] * little
    assert cut["diversity_low"] <= whole["diversity_low"] * little


def test_the_limits_of_the_guidelines_are_those_of_the_definition() -> None:
    words = " ".join((module.__doc__ or "").split())
    numbers = re.search(
        r"From ([\d,]+) points .* moderately concentrated, above ([\d,]+) highly", words
    )
    assert numbers is not None
    assert numbers.groups() == (f"{module.MODERATE:,}", f"{module.HIGH:,}") == ("1,000", "1,800")


def test_every_column_is_defined_where_it_is_computed() -> None:
    defined = set(re.findall(r"^([a-z0-9_]+)\n    \S", module.__doc__ or "", re.MULTILINE))
    assert {*COLUMNS} - defined == {"week", "dataset", "depth", "days"}  # defined further down
