from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.truths import written
from support.weekly_frames import weekly

from tracker.analysis.versus import COLUMNS, STREAK, ahead, figures, side, versus, versus_streaks
from tracker.errors import UnknownName


def counts(**by_week: int | None) -> pd.DataFrame:
    """Return counts by week as `figures` does, of a board whose last name had one.

    ``w0330=5`` is 5 in the week of 2026-03-30, None is not named.
    """
    weeks = [pd.Timestamp(f"2026-{name[1:3]}-{name[3:]}") for name in by_week]
    value = pd.Series(
        pd.array(list(by_week.values()), dtype="Int64"), index=pd.DatetimeIndex(weeks, name="week")
    )
    depth = pd.array([50] * len(value), dtype="Int64")
    return pd.DataFrame(
        {"value": value, "at_most": value.fillna(1), "at_least": False, "depth": depth}
    )


def shown(series: pd.Series) -> list[tuple[str, int | None]]:
    return [
        (f"{week:%m-%d}", None if value is pd.NA else int(value)) for week, value in series.items()
    ]


def leaders(weeks: pd.DataFrame) -> list[tuple[str, str | None]]:
    assert tuple(weeks.columns) == COLUMNS
    leader = weeks["leader"].astype(object).where(weeks["leader"].notna(), None)
    return [*zip(weeks["week"].dt.strftime("%m-%d"), leader, strict=True)]


def reigns(weeks: pd.DataFrame, newest: str | None = None) -> list[tuple[str, str, str, int, bool]]:
    result = versus_streaks(weeks, None if newest is None else pd.Timestamp(newest))
    assert tuple(result.columns) == STREAK
    return [
        (row.leader, f"{row.first:%m-%d}", f"{row.last:%m-%d}", row.weeks, row.ongoing)
        for row in result.itertuples()
    ]


def leads(frame: pd.DataFrame, a: str, b: str) -> str:
    """Week by week: a had more (+), had not (-), may have had (?)."""
    return written(ahead(figures(frame, a), figures(frame, b)))


TABLE = """
    week        a   b   c   other
    2026-03-30  13  .   2   9
    2026-04-06  5   4   3   9
    2026-04-13  .   .   3   9
"""


def test_what_is_not_named_is_missing_and_had_no_more_than_the_last() -> None:
    side = figures(weekly(TABLE), "b", since=date(2026, 3, 30))
    assert shown(side["value"]) == [("03-30", None), ("04-06", 4), ("04-13", None)]
    assert shown(side["at_most"]) == [("03-30", 2), ("04-06", 4), ("04-13", 3)]


@pytest.mark.parametrize(
    ("by", "depth", "most"),
    [
        ("slug", 50, 2),  # the last that is named
        ("slug", None, 0),  # all are named
        ("model", 50, 9),  # its variants may hide in the rest
        ("country", 50, 9),
        ("country", 9, 9),
        ("country", None, 0),
    ],
)
def test_the_most_that_a_side_can_have_had_which_is_not_named(
    by: str, depth: int | None, most: int
) -> None:
    side = figures(weekly(TABLE, by=by, depth=depth), "b", since=date(2026, 3, 30))
    assert side["at_most"].iloc[0] == most


def test_a_sum_of_a_shallow_board_may_have_all_of_the_rest_beside() -> None:
    side = figures(weekly(TABLE, by="country", depth=9), "a")
    assert side["at_least"].tolist() == [True, True, False]
    assert shown(side["at_most"]) == [("03-30", 22), ("04-06", 14), ("04-13", 9)]


def test_there_are_no_weeks_before_it_was_there() -> None:
    assert shown(figures(weekly(TABLE), "b")["value"]) == [("04-06", 4), ("04-13", None)]
    listed = figures(weekly(TABLE), "b", since=date(2026, 4, 1))  # within the first week
    assert len(listed) == 3


def test_a_name_that_no_week_has_is_an_error_with_the_nearest() -> None:
    frame = weekly("week China US other\n2026-03-30 5 3 1", by="country")
    with pytest.raises(UnknownName, match=r"no week names 'Chine'.*China"):
        figures(frame, "Chine")


def test_a_week_that_is_not_complete_has_no_figure_at_all() -> None:
    frame = weekly(TABLE, incomplete="2026-03-30 2026-04-13")
    assert shown(figures(frame, "a")["value"]) == [("04-06", 5)]


def test_a_week_that_cannot_rank_says_nothing_of_whom_it_does_not_name() -> None:
    frame = weekly(TABLE, metric="calls", unranked="2026-03-30")
    a, b = figures(frame, "a"), figures(frame, "b", since=date(2026, 3, 30))
    assert shown(a["value"])[0] == ("03-30", 13)
    assert shown(b["at_most"])[0] == ("03-30", None)
    assert leaders(versus(a, b))[0] == ("03-30", None)


def test_everything_together_is_a_side_too() -> None:
    assert shown(figures(weekly(TABLE), "total")["value"]) == [
        ("03-30", 24),
        ("04-06", 21),
        ("04-13", 12),
    ]


@pytest.mark.parametrize(
    ("six_days", "most"), [(0, 0), (11, 11), (12, 12), (13, 14), (1200, 1299), (1201, 1301)]
)
def test_everything_of_a_week_that_lacks_a_day_had_less_than_a_twelfth_more(
    six_days: int, most: int
) -> None:
    table = f"week a other\n2025-06-09 {six_days} 0\n2025-06-16 {six_days} 0"
    result = figures(weekly(table), "total")
    assert shown(result["value"]) == [("06-09", six_days), ("06-16", six_days)]
    assert shown(result["at_most"]) == [("06-09", most), ("06-16", six_days)]
    assert result["at_least"].tolist() == [True, False]


def test_everything_is_told_of_whole_weeks_whose_boards_tell_it() -> None:
    table = """
        week        a   b   other
        2026-03-30  13  2   9
        2026-04-06  5   4   .
        2026-04-13  5   4   9
    """
    result = figures(weekly(table, incomplete="2026-04-13"), "total")
    assert shown(result["value"]) == [("03-30", 24)]


def test_of_several_the_largest_of_a_week_is_the_side() -> None:
    result = side(weekly(TABLE), ["a", "b", "c"])
    assert shown(result["value"]) == [("03-30", 13), ("04-06", 5), ("04-13", 3)]


def test_nobody_that_any_week_names_is_a_side_without_weeks() -> None:
    assert side(weekly(TABLE), ["nobody"]).empty


def test_figures_stay_whole_numbers() -> None:
    frame = weekly(f"week a b\n2026-03-30 {2**53 + 1} {2**53}\n2026-04-06 {2**63 - 1} .")
    result = versus(figures(frame, "a"), figures(frame, "b"))
    assert str(result["a"].dtype) == str(result["b"].dtype) == "Int64"
    assert list(result["a"]) == [2**53 + 1, 2**63 - 1]
    assert leaders(result)[0] == ("03-30", "a")


def test_who_leads_and_by_how_much() -> None:
    a = counts(w0330=46, w0406=4, w0413=7, w0420=None, w0427=5, w0504=None, w0511=None)
    b = counts(w0330=23, w0406=8, w0413=7, w0420=5, w0427=None, w0504=None, w0511=1)
    result = versus(a, b)
    assert leaders(result) == [
        ("03-30", "a"),
        ("04-06", "b"),
        ("04-13", "tie"),
        ("04-20", "b"),  # a is not named: it had less than b
        ("04-27", "a"),
        ("05-11", None),  # a may have had as much
    ]
    assert list(result["ratio"][:3]) == [2.0, 0.5, 1.0]
    assert result["ratio"].dtype == "float64"
    assert result["ratio"][3:].isna().all()


def test_a_lower_bound_leads_only_above_all_that_the_other_can_have_had() -> None:
    frame = weekly(
        """
        week        CN  US  other
        2026-03-30  50  10  39
        2026-04-06  50  10  40
        2026-04-13  10  50  30
        """,
        by="country",
        depth=9,
    )
    result = versus(figures(frame, "CN"), figures(frame, "US"))
    assert leaders(result) == [("03-30", "a"), ("04-06", None), ("04-13", "b")]
    assert result["ratio"].isna().all()
    assert result["at_least"].all()
    assert list(result["depth"]) == [9, 9, 9]


@pytest.mark.parametrize(("lower", "ratio"), [("", 5.0), ("a", None), ("b", None), ("ab", None)])
def test_a_lower_bound_on_either_side_leaves_the_ratio_and_a_tie_open(
    lower: str, ratio: float | None
) -> None:
    a, b = counts(w0330=5, w0406=3), counts(w0330=1, w0406=3)
    result = versus(a.assign(at_least="a" in lower), b.assign(at_least="b" in lower))
    assert result["at_least"].tolist() == [bool(lower)] * 2
    assert (result["ratio"][0] == ratio) if ratio else result["ratio"].isna().all()
    assert leaders(result) == [("03-30", "a"), ("04-06", None if lower else "tie")]


def test_nothing_divides_by_none() -> None:
    result = versus(counts(w0330=5, w0406=0), counts(w0330=0, w0406=0))
    assert leaders(result) == [("03-30", "a"), ("04-06", "tie")]
    assert result["ratio"].isna().all()


def test_only_weeks_that_both_sides_have_are_compared() -> None:
    result = versus(counts(w0413=5, w0330=5), counts(w0406=3, w0413=9))
    assert leaders(result) == [("04-13", "b")]


def test_in_which_weeks_one_had_more() -> None:
    table = """
        week        a   b   c   other
        2026-03-02  9   5   1   7
        2026-03-09  5   5   1   7
        2026-03-16  4   5   .   7
        2026-03-23  .   5   1   7
        2026-04-06  1   5   2   7
    """
    frame = weekly(table, unranked="2026-04-06")
    assert leads(frame, "a", "b") == "+---?-"  # a tie is not more; who is not named had less
    # Who is the last that a week names may have no more than one it does not name.
    assert leads(frame, "c", "a") == "--???+"
    # What cannot be ranked is compared where both are known.
    alone = weekly("week a b\n2026-03-02 9 5\n2026-03-09 9 .", unranked="2026-03-09")
    assert leads(alone, "a", "b") == "+?"


@pytest.mark.parametrize(
    ("had", "answers"), [(650, "+++"), (649, "+?+"), (554, "+?+"), (553, "+-+")]
)
def test_a_lost_day_may_have_turned_who_had_more(had: int, answers: str) -> None:
    frame = weekly(f"""
        week        a    b    c    other
        2025-06-02  700  600  100  9
        2025-06-09  {had}   600  100  9
        2025-06-16  700  600  100  9
    """)
    assert leads(frame, "a", "b") == answers
    assert leads(frame, "b", "a") == answers.translate(str.maketrans("+-", "-+"))


def test_nobody_is_ahead_before_the_other_is_there() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-02  9   .   7
        2026-03-09  9   5   7
    """)
    assert leads(frame, "a", "b") == "?+"  # there was no b to be ahead of
    assert leads(frame, "b", "a") == "--"  # and no b that could have been ahead


def test_of_sides_without_weeks_nothing_is_known() -> None:
    nobody = side(weekly(TABLE), ["nobody"])
    a = figures(weekly(TABLE), "a")
    assert ahead(nobody, nobody).empty
    assert ahead(a, nobody).isna().all()
    assert ahead(nobody, a).isna().all()


def test_streaks_of_either_side_and_of_a_tie() -> None:
    a = counts(w0330=5, w0406=5, w0413=3, w0420=2, w0427=9)
    b = counts(w0330=3, w0406=4, w0413=3, w0420=4, w0427=None)
    assert reigns(versus(a, b)) == [
        ("a", "03-30", "04-06", 2, False),
        ("tie", "04-13", "04-13", 1, False),
        ("b", "04-20", "04-20", 1, False),
        ("a", "04-27", "04-27", 1, True),
    ]


def test_a_missing_week_ends_a_run() -> None:
    a, b = counts(w0330=5, w0413=5), counts(w0330=3, w0413=3)
    assert reigns(versus(a, b)) == [
        ("a", "03-30", "03-30", 1, False),
        ("a", "04-13", "04-13", 1, True),
    ]


def test_a_week_that_names_neither_ends_a_run() -> None:
    frame = weekly("""
        week        a   b   other
        2026-03-30  5   3   9
        2026-04-06  .   .   9
        2026-04-13  5   3   9
    """)
    result = reigns(versus(figures(frame, "a"), figures(frame, "b")))
    assert [streak[3] for streak in result] == [1, 1]


def test_a_week_that_cannot_rank_feeds_no_run() -> None:
    table = """
        week        a   b
        2026-03-30  5   3
        2026-04-06  5   .
        2026-04-13  5   3
    """
    frame = weekly(table, metric="calls", unranked="2026-04-06")
    assert reigns(versus(figures(frame, "a"), figures(frame, "b"))) == [
        ("a", "03-30", "03-30", 1, False),
        ("a", "04-13", "04-13", 1, True),
    ]


@pytest.mark.parametrize(("newest", "ongoing"), [(None, True), ("04-06", True), ("04-13", False)])
def test_a_run_is_ongoing_if_it_reaches_the_newest_week(newest: str | None, ongoing: bool) -> None:
    result = versus(counts(w0330=5, w0406=5), counts(w0330=3, w0406=3))
    assert reigns(result, newest and f"2026-{newest}") == [("a", "03-30", "04-06", 2, ongoing)]


def test_a_week_whose_leader_is_open_ends_a_run_that_may_have_gone_on() -> None:
    a, b = counts(w0330=5, w0406=None), counts(w0330=3, w0406=1)
    assert reigns(versus(a, b)) == [("a", "03-30", "03-30", 1, False)]


def test_a_run_goes_on_over_the_end_of_a_year_of_53_weeks() -> None:
    frame = weekly("""
        week        a   b
        2020-12-21  5   3
        2020-12-28  5   3
        2021-01-04  5   3
    """)
    assert [streak[3] for streak in reigns(versus(figures(frame, "a"), figures(frame, "b")))] == [3]


@given(st.lists(st.sampled_from(["a", "b", "tie", "gap"]), max_size=40))
def test_streaks_tile_the_weeks_given(led: list[str]) -> None:
    mondays = [date(2025, 1, 6) + timedelta(days=7 * number) for number in range(len(led))]
    known = {week: leader for week, leader in zip(mondays, led, strict=True) if leader != "gap"}

    def side(name: str) -> pd.DataFrame:
        values = [9 if leader == name else 5 for leader in known.values()]
        index = pd.DatetimeIndex([pd.Timestamp(week) for week in known], name="week")
        value = pd.Series(pd.array(values, dtype="Int64"), index)
        depth = pd.Series(pd.array([50] * len(values), dtype="Int64"), index)
        return pd.DataFrame({"value": value, "at_most": value, "at_least": False, "depth": depth})

    result = versus_streaks(versus(side("a"), side("b")))

    covered = [
        (week.date(), streak.leader)
        for streak in result.itertuples()
        for week in pd.date_range(streak.first, streak.last, freq="7D")
    ]
    assert covered == list(known.items())
    assert result["weeks"].sum() == len(known)
    assert list(result["ongoing"]) == [False] * (len(result) - 1) + [True] * bool(known)
    neighbours = list(zip(result.itertuples(), list(result.itertuples())[1:], strict=False))
    assert all(
        before.leader != after.leader or after.first - before.last > timedelta(days=7)
        for before, after in neighbours
    ), "a streak is as long as it can be"


COUNT = st.one_of(st.none(), st.integers(0, 2**62))


@given(st.lists(st.tuples(COUNT, COUNT, st.booleans()), min_size=1, max_size=12))
def test_seen_from_the_other_side_it_is_the_mirror_image(
    weeks: list[tuple[int | None, int | None, bool]],
) -> None:
    index = pd.date_range("2025-01-06", periods=len(weeks), freq="7D", name="week")

    def side(place: int) -> pd.DataFrame:
        value = pd.Series(pd.array([week[place] for week in weeks], dtype="Int64"), index)
        lower = pd.Series([week[2] for week in weeks], index)
        most = value.fillna(3).where(~lower, value.fillna(3) + 5)
        depth = pd.Series(pd.array([9] * len(weeks), dtype="Int64"), index)
        return pd.DataFrame(
            {"value": value, "at_most": most, "at_least": lower & value.notna(), "depth": depth}
        )

    there, back = versus(side(0), side(1)), versus(side(1), side(0))
    mirror = {"a": "b", "b": "a", "tie": "tie", None: None}
    assert [mirror[leader] for _, leader in leaders(there)] == [one for _, one in leaders(back)]
    assert there["a"].tolist() == back["b"].tolist()
    both = there["ratio"].notna() & (there["ratio"] > 0)
    assert (there["ratio"] * back["ratio"])[both].round(9).eq(1).all()
