"""Calls that nobody captured whole: bounds that hold, and leaders that are proven or not named."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.bounds import COLUMNS, add_up, intervals, partition, prove
from tracker.analysis.ranks import rank
from tracker.analysis.streaks import streaks
from tracker.records import BUCKETS, OTHER

KNOWN, ASKED, NEXT = "2026-01-26", "2026-02-02", "2026-02-09"
Classes = Mapping[str, Mapping[str, int]]
"""Class of prompt length → slug → calls, `other` among them."""


def lengths(*weeks: tuple[str, Classes]) -> pd.DataFrame:
    """Return the classes of some weeks, as the front end publishes them."""
    tables = [
        weekly(
            f"week {' '.join(counts)}\n{week} {' '.join(map(str, counts.values()))}",
            metric="calls",
            depth=9,
        ).assign(length=length, dataset="context-length")
        for week, classes in weeks
        for length, counts in classes.items()
    ]
    return pd.concat(tables, ignore_index=True)


def read(table: str) -> Classes:
    """Classes from a table, the slugs down and the classes across; `.` is not named."""
    header, *lines = [line.split() for line in table.strip().splitlines()]
    return {
        length: {line[0]: int(line[at]) for line in lines if line[at] != "."}
        for at, length in enumerate(header[1:], 1)
    }


def whole(*weeks: tuple[str, Mapping[str, int]], depth: int | None = None) -> pd.DataFrame:
    """Weeks of calls, known from elsewhere: of every model unless there is a depth."""
    tables = [
        weekly(
            f"week {' '.join(counts)}\n{week} {' '.join(map(str, counts.values()))}",
            metric="calls",
            depth=depth,
            unranked="" if depth is None else week,
        ).assign(dataset="models-window" if depth is None else "history-model-activity")
        for week, counts in weeks
    ]
    return pd.concat(tables, ignore_index=True)


def bounds(result: pd.DataFrame, week: str = ASKED) -> dict[str, tuple[int | None, ...]]:
    """slug → (lower, upper, best rank, worst rank) in one week; None where it is unknown."""
    rows = result[result["week"] == week]
    assert tuple(result.columns) == COLUMNS
    return {
        row.entity: tuple(None if pd.isna(value) else int(value) for value in row[3:])
        for row in rows.itertuples()
    }


# A Monday window and the classes of its week: they part the same thousand calls.

SMALL: Classes = {
    "1K": {"a": 300, OTHER: 100}, "10K": {"a": 200, OTHER: 100}, "100K": {"b": 100, OTHER: 50},
    "1M": {"b": 50, OTHER: 50}, "10M": {"c": 40, OTHER: 10},
}  # fmt: skip
ADDED_UP = whole((KNOWN, {"a": 520, "b": 170, "c": 310}))

# Nine names and the rest in each of the five classes.

NINE = read("""
    slug   1K   10K  100K  1M   10M
    lead   900  800  700   600  .
    m1     500  90   90    60   30
    m2     400  80   80    55   29
    m3     300  70   70    50   28
    m4     200  60   60    45   27
    m5     100  50   50    40   26
    m6     90   40   40    35   25
    m7     80   30   30    30   24
    m8     70   20   20    25   23
    tiny   .    .    .     .    10
    other  600  100  90    80   20
""")


def test_where_the_classes_add_up_the_sum_of_its_counts_is_the_least_a_slug_had() -> None:
    result = bounds(intervals(ADDED_UP, lengths((KNOWN, SMALL), (ASKED, NINE))))
    lower = {slug: bound[0] for slug, bound in result.items()}
    assert lower["lead"] == 900 + 800 + 700 + 600
    assert lower["m1"] == 500 + 90 + 90 + 60 + 30
    assert lower["tiny"] == 10


def test_a_slug_may_have_had_the_ninth_count_where_it_is_not_named() -> None:
    result = bounds(intervals(ADDED_UP, lengths((KNOWN, SMALL), (ASKED, NINE))))
    assert result["lead"][1] == 3_000 + 10
    assert result["m1"][1] == result["m1"][0] == 770, "named in all five it is known exactly"
    assert result["tiny"][1] == 70 + 20 + 20 + 25 + 10


def test_ranks_at_best_and_at_worst_are_told_by_the_bounds() -> None:
    result = bounds(intervals(ADDED_UP, lengths((KNOWN, SMALL), (ASKED, NINE))))
    assert result["lead"][2:] == (1, 1)
    assert result["m1"][2:] == (2, 2)
    assert result["m8"][2:] == (9, 9)
    assert result["tiny"] == (10, 145, 10, None), "any number of slugs may have had ten"
    assert OTHER not in result


FOUR = {length: counts for length, counts in SMALL.items() if length != "10M"}
SPOILT = [
    {**SMALL, "10M": {"c": 41, OTHER: 10}},
    FOUR,
    {**FOUR, "unnamed": SMALL["10M"]},
]


@pytest.mark.parametrize(
    "beside", SPOILT, ids=["not the whole", "four classes", "one without name"]
)
def test_where_they_are_not_seen_to_add_up_the_largest_class_is_the_least(beside: Classes) -> None:
    classes = lengths((KNOWN, beside), (ASKED, NINE))
    assert not add_up(ADDED_UP, classes)
    result = bounds(intervals(ADDED_UP, classes))
    assert result["lead"] == (900, None, None, None)
    assert result["tiny"] == (10, None, None, None)


def test_where_nothing_is_known_whole_nothing_is_seen_to_add_up() -> None:
    classes = lengths((ASKED, NINE))
    deep = whole((ASKED, {"a": 9}), depth=10)
    assert partition(deep, classes).empty
    assert not add_up(deep, classes)
    assert bounds(intervals(deep, classes))["lead"] == (900, None, None, None)


@pytest.mark.parametrize(
    ("calls", "same"), [(1_000_000, True), (1_000_100, True), (1_000_101, False), (999_899, False)]
)
def test_a_hundred_millionths_are_allowed_either_way(calls: int, same: bool) -> None:
    each = 200_000
    classes = {length: {"a": each - 7, OTHER: 7} for length in BUCKETS}
    classes["10M"] = {"a": each - 7 + calls - 1_000_000, OTHER: 7}
    window = whole((KNOWN, {"a": 999_000, "b": 1_000}))
    assert add_up(window, lengths((KNOWN, classes))) is same
    (row,) = partition(window, lengths((KNOWN, classes))).itertuples()
    assert (row.classes, row.whole) == (calls, 1_000_000)


def test_one_week_that_does_not_add_up_spoils_the_belief_in_all() -> None:
    window = whole((KNOWN, {"a": 1_000}), (NEXT, {"a": 1_001}))
    assert add_up(window, lengths((KNOWN, SMALL)))
    assert not add_up(window, lengths((KNOWN, SMALL), (NEXT, SMALL)))


def test_a_class_that_is_missing_leaves_no_upper_bound() -> None:
    four = {length: counts for length, counts in NINE.items() if length != "10M"}
    result = bounds(intervals(ADDED_UP, lengths((KNOWN, SMALL), (ASKED, four))))
    assert result["lead"] == (3_000, None, None, None), "the four are parts all the same"


def test_a_class_of_no_name_is_one_of_the_five_and_never_added_to_them() -> None:
    """A body does not say of which class it is; the five of the same week came later."""
    unnamed = {"lead": 899, "m1": 502, "older": 60, OTHER: 5}
    classes = lengths((KNOWN, SMALL), (ASKED, {**NINE, "unnamed": unnamed}))
    result = bounds(intervals(ADDED_UP, classes))
    assert result["lead"][:2] == (3_000, 3_010)
    assert result["m1"][:2] == (770, 770)
    assert result["older"][:2] == (60, 70 + 20 + 20 + 25 + 10)


def test_a_class_of_no_name_alone_gives_its_counts_as_the_least() -> None:
    classes = lengths((ASKED, {"unnamed": {"a": 125, "b": 89, OTHER: 461}}))
    result = bounds(intervals(ADDED_UP, classes))
    assert result == {"a": (125, None, None, None), "b": (89, None, None, None)}


def test_counts_known_from_elsewhere_are_exact_and_narrow_the_others() -> None:
    known = pd.concat(
        [ADDED_UP, whole((ASKED, {"tiny": 120, "lead": 3_005, "new": 7}), depth=3)],
        ignore_index=True,
    )
    result = bounds(intervals(known, lengths((KNOWN, SMALL), (ASKED, NINE))))
    assert result["lead"] == (3_005, 3_005, 1, 1)
    assert result["tiny"][:3] == (120, 120, 10)
    assert result["new"] == (7, 7, 11, None)


def test_without_classes_only_what_is_known_is_told() -> None:
    """Of ten models chosen by tokens it is known that six had more, and not who else had."""
    known = whole((ASKED, {"a": 90, "b": 70, "c": 50}), depth=3)
    result = bounds(intervals(known, lengths((KNOWN, SMALL))))
    assert result == {"a": (90, 90, 1, None), "b": (70, 70, 2, None), "c": (50, 50, 3, None)}


def test_the_calls_of_a_class_bound_the_rank_of_an_exact_count() -> None:
    """2026-W14: a slug with 30 calls, where one class alone has four slugs with more."""
    known = whole((ASKED, {"second": 30}), depth=1)
    classes = {"unnamed": {"a": 125, "b": 89, "c": 71, "d": 71, "e": 26, OTHER: 461}}
    result = bounds(intervals(known, lengths((ASKED, classes))))
    assert result["second"] == (30, 30, 5, None)


def test_of_nothing_there_are_no_bounds() -> None:
    nothing = intervals(ADDED_UP.head(0), lengths((KNOWN, SMALL)).head(0))
    assert tuple(nothing.columns) == COLUMNS
    assert nothing.empty


# Who is proven to have led.


def led(weeks: pd.DataFrame, *classes: tuple[str, Classes]) -> list[tuple[str, str, int]]:
    """Return the proven leaders: (week, slug, value)."""
    result = prove(weeks.copy(), lengths(*classes))
    proven = result[result["proven"]]
    return [(f"{row.week:%Y-%m-%d}", row.entity, row.value) for row in proven.itertuples()]


def test_a_leader_is_proven_where_its_least_is_above_the_most_of_everybody() -> None:
    assert led(ADDED_UP, (KNOWN, SMALL), (ASKED, NINE)) == [(ASKED, "lead", 3_000)]


def with_lead(counts: Mapping[str, int]) -> Classes:
    """Return the nine, with the leader's counts changed."""
    return {
        length: {**named, "lead": counts.get(length, named["lead"])} if "lead" in named else named
        for length, named in NINE.items()
    }


@pytest.mark.parametrize(
    ("counts", "proven"),
    [
        ({"1K": 400, "10K": 200, "100K": 100, "1M": 71}, True),
        ({"1K": 400, "10K": 200, "100K": 100, "1M": 70}, False),
        ({"1K": 400, "10K": 200, "100K": 100, "1M": 69}, False),
    ],
    ids=["one above", "the same", "one below"],
)
def test_as_many_as_another_may_have_had_is_no_proof(
    counts: Mapping[str, int], proven: bool
) -> None:
    """The second had 770 exactly."""
    result = led(ADDED_UP, (KNOWN, SMALL), (ASKED, with_lead(counts)))
    assert result == ([(ASKED, "lead", 771)] if proven else [])


@pytest.mark.parametrize(("ninth", "proven"), [(3, True), (8, True), (9, False)])
def test_who_is_named_nowhere_may_have_led(ninth: int, proven: bool) -> None:
    """The leader has nine in each class, 45; a stranger may have had the ninth count in each."""
    classes = {
        length: {"lead": 9} | {f"{length}-{n}": ninth for n in range(8)} | {OTHER: 500}
        for length in BUCKETS
    }
    result = led(ADDED_UP, (KNOWN, SMALL), (ASKED, classes))
    assert result == ([(ASKED, "lead", 45)] if proven else [])


def test_a_single_name_is_not_proven_against_the_unseen() -> None:
    alone: Classes = {length: {"lead": 9, OTHER: 500} for length in BUCKETS}
    assert led(ADDED_UP, (KNOWN, SMALL), (ASKED, alone)) == []


def test_without_belief_or_with_a_class_missing_nobody_is_proven() -> None:
    four = {length: counts for length, counts in NINE.items() if length != "1K"}
    assert led(ADDED_UP, (KNOWN, SPOILT[0]), (ASKED, NINE)) == []
    assert led(ADDED_UP, (ASKED, NINE)) == []
    assert led(ADDED_UP, (KNOWN, SMALL), (ASKED, four)) == []


def test_there_is_no_leader_by_bounds_in_a_week_that_can_be_ranked() -> None:
    calls = sum(sum(counts.values()) for counts in NINE.values())
    asked = {"lead": 3_000, "m1": calls - 3_000}
    ranked = whole((KNOWN, {"a": 520, "b": 170, "c": 310}), (ASKED, asked))
    assert add_up(ranked, lengths((KNOWN, SMALL), (ASKED, NINE)))
    assert led(ranked, (KNOWN, SMALL), (ASKED, NINE)) == []
    assert led(ADDED_UP, (KNOWN, SMALL)) == []


def test_a_leader_whose_count_is_known_keeps_it() -> None:
    known = pd.concat(
        [ADDED_UP, whole((ASKED, {"lead": 3_005, "m1": 770}), depth=2)], ignore_index=True
    )
    assert led(known, (KNOWN, SMALL), (ASKED, NINE)) == [(ASKED, "lead", 3_005)]


def test_the_row_of_a_proven_leader_says_where_it_comes_from() -> None:
    result = prove(ADDED_UP.copy(), lengths((KNOWN, SMALL), (ASKED, NINE)))
    row = result[result["proven"]].iloc[0]
    assert (row["dataset"], row["complete"], row["can_rank"]) == ("context-length", True, False)
    assert [*result.columns] == [*ADDED_UP.columns]
    assert result["value"].dtype == "int64"
    assert result["proven"].dtype == bool


def test_the_least_of_a_proven_leader_is_never_taken_for_its_count() -> None:
    classes = lengths((KNOWN, SMALL), (ASKED, NINE))
    result = prove(ADDED_UP.copy(), classes)
    assert bounds(intervals(result, classes)) == bounds(intervals(ADDED_UP, classes))
    assert bounds(intervals(result, classes))["lead"][:2] == (3_000, 3_010)


def test_without_classes_a_frame_stays_as_it_is() -> None:
    pd.testing.assert_frame_equal(prove(ADDED_UP, lengths((KNOWN, SMALL)).head(0)), ADDED_UP)


# What a proven leader feeds.


def proven_frame() -> pd.DataFrame:
    """Three weeks: ranked, led by bounds only, ranked; `lead` is first in all of them."""
    known = whole((KNOWN, {"lead": 600, "a": 399, "b": 1}), (NEXT, {"lead": 90, "a": 50, "b": 70}))
    return prove(known, lengths((KNOWN, SMALL), (ASKED, NINE)))


def test_a_proven_leader_has_rank_1_and_nobody_else_has_a_rank() -> None:
    known = pd.concat(
        [ADDED_UP, whole((ASKED, {"m1": 770, "m2": 644}), depth=2)], ignore_index=True
    )
    ranked = rank(prove(known, lengths((KNOWN, SMALL), (ASKED, NINE))))
    here = ranked[ranked["week"] == ASKED].set_index("entity")["rank"]
    assert here["lead"] == 1
    assert here.drop("lead").isna().all()


def test_the_weeks_of_a_proven_leader_count() -> None:
    ranked = rank(proven_frame())
    rows = ranked[ranked["entity"] == "lead"]
    assert rows["rank"].tolist() == [1, 1, 1]
    assert rows["weeks_at_1"].tolist() == [1, 2, 3]
    assert rows["last_rank"].tolist()[1:] == [1, 1]
    others = ranked[(ranked["entity"] == "a") & (ranked["week"] == NEXT)]
    assert others["last_rank"].isna().all()


def as_tuples(result: pd.DataFrame, top: int) -> list[tuple[str, int, str | None]]:
    """Streaks as (entity, weeks, ended by)."""
    rows = streaks(rank(result), top)
    return [(row.entity, row.weeks, row.ended_by) for row in rows.itertuples()]


def test_a_streak_at_1_goes_on_through_a_proven_week() -> None:
    assert as_tuples(proven_frame(), 1) == [("lead", 3, None)]


def test_a_proven_week_ends_the_streak_of_another_leader_by_name() -> None:
    known = whole((KNOWN, {"a": 600, "lead": 399, "b": 1}), (NEXT, {"a": 90, "lead": 50, "b": 70}))
    result = prove(known, lengths((KNOWN, SMALL), (ASKED, NINE)))
    assert as_tuples(result, 1) == [("a", 1, "lead"), ("lead", 1, "a"), ("a", 1, None)]


def test_in_the_top_n_a_proven_week_is_a_gap_for_everybody_else() -> None:
    assert as_tuples(proven_frame(), 2) == [("a", 1, "gap"), ("lead", 3, None), ("b", 1, None)]


# The law.


SLUGS = [f"s{n:02d}" for n in range(14)]


def published(truth: Classes) -> Classes:
    """Return the nine largest of each class, and the rest as `other`."""
    classes = {}
    for length, counts in truth.items():
        largest = sorted(counts, key=lambda slug: (-counts[slug], slug))[:9]
        rest = sum(value for slug, value in counts.items() if slug not in largest)
        classes[length] = {slug: counts[slug] for slug in largest} | {OTHER: rest}
    return classes


@st.composite
def truths(draw: st.DrawFn) -> Classes:
    """Draw the calls of every slug in every class; some slugs are large in all, most are not."""
    size = draw(st.sampled_from([3, 50, 10**9]))
    counts = st.one_of(st.just(0), st.integers(0, size), st.integers(0, 20 * size))
    table = draw(st.lists(st.lists(counts, min_size=5, max_size=5), min_size=14, max_size=14))
    table[0] = [count * draw(st.sampled_from([1, 3, 9])) for count in table[0]]
    return {
        length: {slug: table[row][column] for row, slug in enumerate(SLUGS)}
        for column, length in enumerate(BUCKETS)
    }


@settings(max_examples=60, deadline=None)
@given(truths(), st.sets(st.sampled_from(SLUGS), max_size=3))
def test_the_truth_lies_between_the_bounds_and_whoever_is_proven_led(
    truth: Classes, known: set[str]
) -> None:
    true = {slug: sum(counts[slug] for counts in truth.values()) for slug in SLUGS}
    weeks = ADDED_UP.copy()
    if known:
        exact = whole((ASKED, {slug: true[slug] for slug in known}), depth=len(known))
        weeks = pd.concat([weeks, exact], ignore_index=True)
    classes = lengths((KNOWN, SMALL), (ASKED, published(truth)))
    result = bounds(intervals(weeks, classes))
    for slug, (lower, upper, best, worst) in result.items():
        assert lower is not None
        assert upper is not None
        assert lower <= true[slug] <= upper
        above = sum(value > true[slug] for value in true.values())
        as_many = sum(value >= true[slug] for value in true.values())
        assert best is not None
        assert best <= 1 + above
        assert worst is None or as_many <= worst
    proven = prove(weeks, classes)
    leaders = proven.loc[proven["proven"], "entity"].tolist()
    assert len(leaders) <= 1
    for leader in leaders:
        assert all(true[leader] > value for slug, value in true.items() if slug != leader)
