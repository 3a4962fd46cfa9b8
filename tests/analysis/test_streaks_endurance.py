from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.shares import share
from tracker.analysis.streaks import LATER, Endurance, Kept, aligned, endurance
from tracker.errors import GapError


def lasted(frame: pd.DataFrame, entity: str = "a") -> Endurance:
    return endurance(share(frame), entity)


def of_hundred(table: str, *, incomplete: str = "", unranked: str = "") -> pd.DataFrame:
    """Return a weekly frame from a table of percentages, each week completed by `other`."""
    header, *lines = [line.split() for line in table.strip().splitlines()]
    rest = [100 - sum(int(value) for value in line[1:] if value != ".") for line in lines]
    rows = [[*line, str(left)] for line, left in zip(lines, rest, strict=True)]
    completed = "\n".join(" ".join(row) for row in [[*header, "other"], *rows])
    return weekly(completed, incomplete=incomplete, unranked=unranked)


def test_the_peak_is_the_first_week_of_the_highest_share() -> None:
    frame = of_hundred("""
        week        a   b
        2026-03-30  10  9
        2026-04-06  40  9
        2026-04-13  30  9
        2026-04-20  40  9
    """)
    result = lasted(frame)
    assert (result.peak, result.peak_share) == (pd.Timestamp("2026-04-06"), 0.4)


def test_the_half_life_ends_with_the_first_week_below_half_of_the_peak() -> None:
    frame = of_hundred("""
        week        a   b
        2026-03-30  40  9
        2026-04-06  30  9
        2026-04-13  20  9
        2026-04-20  19  9
        2026-04-27  39  9
    """)
    result = lasted(frame)
    assert (result.half_life, result.held, result.censored) == (3, 2, False), (
        "half is not below half"
    )


def test_while_it_has_not_fallen_nobody_knows_the_half_life() -> None:
    table = """
        week        a   b
        2026-03-30  40  9
        2026-04-06  30  9
        2026-04-13  20  9
        2026-04-20  19  9
    """
    result = lasted(of_hundred(table, incomplete="2026-04-20"))
    assert (result.half_life, result.held, result.censored) == (None, 2, True)


def test_at_its_peak_now_it_has_held_for_no_week() -> None:
    frame = of_hundred("""
        week        a   b
        2026-03-30  30  9
        2026-04-06  40  9
    """)
    assert (lasted(frame).half_life, lasted(frame).held) == (None, 0)


GAP = """
    week        a   b
    2026-03-30  40  9
    2026-04-06  30  9
    2026-04-13  30  9
    2026-04-20  30  9
    2026-04-27  10  9
"""


def test_over_a_gap_the_half_life_lies_between_two_numbers() -> None:
    missing = "\n".join(line for line in GAP.splitlines() if "2026-04-13" not in line)
    assert (lasted(of_hundred(GAP)).half_life, lasted(of_hundred(GAP)).held) == (4, 3)
    for frame in (of_hundred(missing), of_hundred(GAP, incomplete="2026-04-13")):
        result = lasted(frame)
        assert (result.half_life, result.held) == (4, 1), "it may have been down in the gap"


def test_an_unnamed_week_is_below_half_if_the_smallest_named_share_is() -> None:
    frame = of_hundred("""
        week        a   b   c
        2026-03-30  40  9   9
        2026-04-06  30  9   9
        2026-04-13  .   25  22
        2026-04-20  .   25  19
        2026-04-27  .   25  19
    """)
    result = lasted(frame)
    assert (result.half_life, result.held) == (3, 1), "22 % leave room for more than half of 40 %"


def test_an_unnamed_week_is_below_half_if_the_rest_is() -> None:
    table = """
        week        a   b   c   other
        2026-03-30  40  20  20  20
        2026-04-06  .   41  40  19
    """
    assert lasted(weekly(table)).half_life == 1
    assert lasted(weekly(table.replace("40  19", "38  21"))).half_life is None


@pytest.mark.parametrize(("depth", "half_life"), [(50, 1), (9, None)])
def test_an_author_that_a_deep_board_does_not_name_is_taken_for_a_single_slug(
    depth: int, half_life: int | None
) -> None:
    """It had no more than c; on a shallow board all of `other` may be its own."""
    then = weekly("week a b c other\n2026-03-30 40 20 10 30", by="author")
    now = weekly("week b c other\n2026-04-06 30 10 60", by="author", depth=depth)
    assert lasted(pd.concat([then, now])).half_life == half_life


def test_where_all_are_named_an_unnamed_week_is_nothing() -> None:
    table = """
        week        a   b
        2026-03-30  40  60
        2026-04-06  .   60
    """
    assert lasted(weekly(table, depth=None)).half_life == 1


def test_a_board_of_other_names_says_nothing_of_an_unnamed_week() -> None:
    table = """
        week        a   b   other
        2026-03-30  40  20  40
        2026-04-06  .   10  90
    """
    assert lasted(weekly(table)).half_life == 1
    assert lasted(weekly(table, unranked="2026-04-06")).half_life is None


def test_a_share_of_a_few_days_bounds_nobody() -> None:
    frame = weekly("""
        week        a   b   c   other
        2026-03-30  40  20  1   39
        2026-04-06  .   30  1   69
    """)
    assert lasted(frame).half_life == 1
    frame.loc[(frame["entity"] == "c"), "days"] = 2
    assert lasted(frame).half_life is None, "c may have been below `a` on its five other days"


def test_what_is_kept_or_why_nobody_knows() -> None:
    frame = of_hundred("""
        week        b   a
        2026-03-02  50  .
        2026-03-09  30  40
        2026-03-16  50  5
        2026-04-06  50  10
        2026-06-01  50  .
    """)
    result = lasted(frame)
    assert result.after_peak == (
        Kept(4, 0.25, None),
        Kept(8, None, "gap"),
        Kept(12, None, "not named"),
    )
    assert result.after_debut == result.after_peak
    later = of_hundred("""
        week        b   c   a
        2026-03-02  30  20  .
        2026-03-09  30  .   5
        2026-03-16  50  .   40
        2026-04-06  50  .   10
    """)
    assert lasted(later).after_peak == (
        Kept(4, None, "not yet"),
        Kept(8, None, "not yet"),
        Kept(12, None, "not yet"),
    )
    assert lasted(later).after_debut[0] == Kept(4, 2.0, None)


@pytest.mark.parametrize(
    ("later", "depth", "reason"),
    [
        ("week a b other\n2026-04-06 10 60 30", 50, None),
        ("week a b other\n2026-04-06 10 60 30", 9, "open"),  # some of `other` may be its own
        ("week b other\n2026-04-06 60 40", 50, "not named"),
        ("week a b\n2026-04-06 10 60", 9, "gap"),  # of a board that does not tell its whole
    ],
)
def test_why_the_share_of_an_author_four_weeks_later_is_not_known(
    later: str, depth: int, reason: str | None
) -> None:
    at_peak = weekly("week a b other\n2026-03-09 40 30 30", by="author")
    result = lasted(pd.concat([at_peak, weekly(later, by="author", depth=depth)]))
    assert result.peak == pd.Timestamp("2026-03-09")
    assert result.after_peak[0] == Kept(4, None if reason else 0.25, reason)


def test_the_share_of_six_days_counts_where_the_seventh_is_lost_for_ever() -> None:
    frame = weekly("""
        week        a   other
        2025-06-09  40  60
        2025-06-16  10  90
    """)
    result = lasted(frame)
    assert (result.peak, result.peak_share) == (pd.Timestamp("2025-06-09"), 0.4)
    assert (result.half_life, result.held) == (1, 0)


def test_a_week_that_is_not_complete_is_a_gap_unless_it_is_the_newest() -> None:
    table = """
        week        b   a
        2026-03-09  30  40
        2026-04-06  50  10
        2026-04-13  50  10
    """
    kept = [
        lasted(of_hundred(table, incomplete=week)).after_peak[0].reason
        for week in ("2026-04-06", "2026-04-06 2026-04-13")
    ]
    assert kept == ["gap", "not yet"]


def test_the_debut_is_the_week_of_the_new_entry() -> None:
    frame = of_hundred("""
        week        a   b   c
        2026-03-30  40  9   .
        2026-04-06  20  9   30
    """)
    result = lasted(frame, "c")
    assert (result.debut, result.debut_share) == (pd.Timestamp("2026-04-06"), 0.3)
    unknown = lasted(frame, "a")
    assert (unknown.debut, unknown.debut_share, unknown.after_debut) == (None, None, ())


def test_after_a_gap_the_debut_is_unknown() -> None:
    table = """
        week        a   b   c
        2026-03-23  40  9   .
        2026-03-30  40  9   .
        2026-04-06  20  9   30
    """
    assert lasted(of_hundred(table), "c").debut == pd.Timestamp("2026-04-06")
    assert lasted(of_hundred(table, incomplete="2026-03-30"), "c").debut is None
    assert lasted(of_hundred(table, unranked="2026-03-30"), "c").debut is None


def test_beyond_the_board_of_last_week_the_debut_is_unknown() -> None:
    frame = of_hundred("""
        week        a   b   c   d
        2026-03-30  40  9   .   .
        2026-04-06  20  9   30  5
    """)
    assert lasted(frame, "c").debut == pd.Timestamp("2026-04-06")
    assert lasted(frame, "d").debut is None


def test_listed_without_use_is_no_debut() -> None:
    table = """
        week        a   b
        2026-03-30  40  0
        2026-04-06  40  10
        2026-04-13  30  20
    """
    result = lasted(weekly(table, depth=None), "b")
    assert (result.debut, result.debut_share) == (pd.Timestamp("2026-04-06"), 0.2)


def test_a_debut_on_a_board_that_does_not_tell_its_whole_has_no_share() -> None:
    first = weekly("week a b c\n2026-03-30 40 30 .\n2026-04-06 40 9 50", depth=9)
    later = weekly("week a b c other\n2026-04-13 40 9 50 1")
    result = lasted(pd.concat([first, later]), "c")
    assert (result.debut, result.debut_share) == (pd.Timestamp("2026-04-06"), None)
    assert (result.peak_share, result.after_debut) == (0.5, ())


def test_the_least_use_is_a_debut() -> None:
    table = """
        week        a   b
        2026-03-30  40  .
        2026-04-06  40  1
        2026-04-13  30  20
    """
    assert lasted(weekly(table, depth=None), "b").debut == pd.Timestamp("2026-04-06")


def test_named_in_a_week_that_lacks_days_it_is_no_debut_later() -> None:
    table = """
        week        a   b   c
        2026-03-23  40  9   5
        2026-03-30  40  9   .
        2026-04-06  20  9   30
    """
    assert lasted(of_hundred(table, incomplete="2026-03-23"), "c").debut is None


@pytest.mark.parametrize("entity", ["nobody", "idle", "proven"])
def test_without_a_share_there_is_no_answer(entity: str) -> None:
    frame = weekly("""
        week        a   idle    proven  other
        2026-03-30  40  0       5       9
    """)
    frame["proven"] = frame["entity"] == "proven"
    with pytest.raises(GapError, match=entity):
        lasted(frame, entity)


def test_curves_are_aligned_at_the_debut_by_the_calendar() -> None:
    frame = of_hundred("""
        week        a   b   c   d
        2026-03-30  40  9   .   .
        2026-04-06  20  9   30  .
        2026-04-13  20  9   40  10
        2026-04-27  20  9   .   20
        2026-05-04  20  9   10  30
    """)
    result = aligned(share(frame), ["d", "c", "a"])
    assert [*result.columns] == ["entity", "weeks_since_debut", "week", "share"]
    assert [(row.entity, row.weeks_since_debut, row.share) for row in result.itertuples()] == [
        ("c", 0, 0.3),
        ("c", 1, 0.4),
        ("c", 4, 0.1),
        ("d", 0, 0.1),
        ("d", 2, 0.2),
        ("d", 3, 0.3),
    ], "the debut of `a` is unknown, and a gap is no week"


def test_curves_of_nobody() -> None:
    frame = weekly("week a other\n2026-03-30 40 60")
    assert aligned(share(frame), ["a", "nobody"]).empty
    assert aligned(share(frame), []).empty
    assert aligned(share(frame).head(0), ["a"]).empty


def test_a_curve_begins_with_its_first_use() -> None:
    table = """
        week        a   b
        2026-03-30  40  0
        2026-04-06  40  10
    """
    result = aligned(share(weekly(table, depth=None)), ["b"])
    assert result["weeks_since_debut"].tolist() == [0]


def test_named_in_a_week_that_lacks_days_it_has_no_curve() -> None:
    table = """
        week        a   b   c   d
        2026-03-16  40  9   .   .
        2026-03-23  40  9   5   .
        2026-03-30  40  9   .   .
        2026-04-06  10  9   30  20
    """
    frame = of_hundred(table, incomplete="2026-03-23")
    assert set(aligned(share(frame), ["c", "d"])["entity"]) == {"d"}


NAMES = "abcd"
RECORD = st.lists(
    st.tuples(
        st.lists(st.integers(1, 20), min_size=len(NAMES), max_size=len(NAMES)),
        st.sampled_from([0, 1, 2, 4]),  # how many are named; 0 is a gap
    ),
    min_size=1,
    max_size=20,
).filter(lambda record: any(depth for _, depth in record))


@given(RECORD)
def test_what_a_cut_record_says_is_true_of_the_whole(record: list[tuple[list[int], int]]) -> None:
    mondays = list(pd.date_range("2025-01-06", periods=len(record), freq="7D"))
    shown, true = [], []
    for monday, (values, depth) in zip(mondays, record, strict=True):
        true.append(values[0] / sum(values))
        order = sorted(NAMES, key=lambda name: (-values[NAMES.index(name)], name))
        table = {name: values[NAMES.index(name)] for name in order[:depth]}
        table |= {"other": sum(values) - sum(table.values())}
        if depth:
            line = f"{monday:%Y-%m-%d} {' '.join(map(str, table.values()))}"
            cut = None if depth == len(NAMES) else depth
            shown.append(weekly(f"week {' '.join(table)}\n{line}", depth=cut))
    frame = pd.concat(shown, ignore_index=True)
    if not (frame["entity"] == "a").any():
        return
    result = lasted(frame)
    seen = [mondays.index(week) for week in frame.loc[frame["entity"] == "a", "week"]]
    assert result.peak_share == max(true[number] for number in seen)
    start = mondays.index(result.peak)
    fell = [
        weeks for weeks, part in enumerate(true[start:]) if part < result.peak_share / 2
    ]  # weeks after the peak in which it truly was below half
    assert not fell or fell[0] > result.held
    if result.half_life is not None:
        assert result.half_life in fell
    if all(depth == len(NAMES) for _, depth in record):
        assert result.half_life == (fell[0] if fell else None)
        assert result.held == (fell[0] if fell else len(record) - start) - 1
    for kept in result.after_peak:
        if kept.ratio is not None:
            assert kept.ratio == pytest.approx(true[start + kept.weeks] / result.peak_share)
    assert tuple(kept.weeks for kept in result.after_peak) == LATER


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame = of_hundred("""
        week        b   c   a
        2026-03-23  40  9   .
        2026-03-30  9   9   40
        2026-04-06  9   9   40
        2026-04-13  9   9   40
        2026-04-20  9   9   10
    """)
    shuffled = frame[::-1]
    assert lasted(shuffled) == lasted(frame)
    assert lasted(shuffled).peak == pd.Timestamp("2026-03-30")
