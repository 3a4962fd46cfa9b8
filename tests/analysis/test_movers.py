from __future__ import annotations

from itertools import pairwise
from math import inf

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.weekly_frames import weekly

from tracker.analysis.movers import COLUMNS, movers
from tracker.analysis.ranks import rank

UNKNOWN = None


def of_week(
    frame: pd.DataFrame, week: str, column: str = "move", top: int | None = None
) -> dict[str, object]:
    """One column of a week, entity by entity in its order; None where it is missing."""
    result = movers(rank(frame), top)
    assert tuple(result.columns) == COLUMNS
    result = result[result["week"] == pd.Timestamp(week)]
    values = zip(result["entity"], result[column], strict=True)
    return {entity: None if pd.isna(value) else value for entity, value in values}


def of_entity(
    frame: pd.DataFrame, entity: str, column: str, top: int | None = None
) -> list[object]:
    """One column of an entity, week by week; None where it is missing."""
    result = movers(rank(frame), top)
    return [
        None if pd.isna(value) else value
        for value in result.loc[result["entity"] == entity].sort_values("week")[column]
    ]


def boards(*tables: tuple[str, int | None]) -> pd.DataFrame:
    """Tables of boards of different depths, one below the other."""
    return pd.concat([weekly(table, depth=depth) for table, depth in tables], ignore_index=True)


WEEKS = """
    week        a   b   c   d   e   f   other
    2026-03-30  9   7   6   5   4   .   30
    2026-04-06  9   8   5   6   .   4   30
    2026-04-13  9   7   6   .   5   4   30
"""


def test_every_move_of_a_week() -> None:
    frame = weekly(WEEKS)
    assert of_week(frame, "2026-04-06") == {
        "a": "steady",
        "b": "steady",
        "d": "climber",
        "c": "faller",
        "f": "new entry",
        "e": "drop-out",
    }
    assert of_week(frame, "2026-04-13") == {
        "a": "steady",
        "b": "steady",
        "c": "climber",
        "e": "re-entry",
        "f": "steady",
        "d": "drop-out",
    }


def test_an_entry_and_a_drop_out_moved_by_no_number_of_places() -> None:
    frame = weekly(WEEKS)
    assert of_week(frame, "2026-04-06", "moved") == {
        "a": 0, "b": 0, "d": 1, "c": -1, "f": None, "e": None,
    }  # fmt: skip
    assert of_week(frame, "2026-04-06", "rank")["e"] is None
    assert of_week(frame, "2026-04-06", "last_rank")["e"] == 5
    assert of_week(frame, "2026-04-06", "last_rank")["f"] is None


def test_other_neither_enters_nor_drops_out() -> None:
    frame = weekly("""
        week        a   other
        2026-03-30  9   7
        2026-04-06  9   .
        2026-04-13  9   7
    """)
    assert set(movers(rank(frame))["entity"]) == {"a"}


def test_of_the_first_week_on_record_nobody_knows_what_was_before() -> None:
    assert set(of_week(weekly(WEEKS), "2026-03-30").values()) == {UNKNOWN}


GAP = """
    week        a   b   c   d
    2026-03-30  9   7   .   .
    2026-04-06  9   7   .   .
    2026-04-13  7   9   5   .
    2026-04-20  9   7   5   4
    2026-04-27  9   7   5   4
"""


@pytest.mark.parametrize(
    ("hidden", "why"),
    [
        ("", "2026-04-06 is missing"),
        ("incomplete", "2026-04-06 lacks days"),
        ("unranked", "2026-04-06 cannot rank"),
    ],
)
def test_after_a_gap_nobody_knows(hidden: str, why: str) -> None:
    table = GAP if hidden else GAP.replace("2026-04-06  9   7   .   .", "")
    table = "\n".join(line for line in table.splitlines() if line.strip())
    frame = weekly(table, **({hidden: "2026-04-06"} if hidden else {}), depth=None)
    assert of_week(frame, "2026-04-13") == {"b": UNKNOWN, "a": UNKNOWN, "c": UNKNOWN}, why
    assert set(of_week(frame, "2026-04-13", "last_rank").values()) == {None}
    assert of_week(frame, "2026-04-06") == {}, "a week without ranks has no movers"
    assert of_week(frame, "2026-04-20")["d"] == "new entry", "the week before is known again"


def test_a_deeper_board_brings_no_new_entries() -> None:
    frame = boards(
        ("week a b other\n 2026-03-30 9 7 30", 2),
        ("week b a c d other\n 2026-04-06 9 7 5 4 21", 4),
        ("week b a d e other\n 2026-04-13 9 7 5 4 21", 4),
    )
    assert of_week(frame, "2026-04-06") == {
        "b": "climber", "a": "faller", "c": UNKNOWN, "d": UNKNOWN,
    }  # fmt: skip
    assert of_week(frame, "2026-04-13") == {
        "b": "steady", "a": "steady", "d": "climber", "e": "new entry", "c": "drop-out",
    }  # fmt: skip


def test_what_a_shallower_board_does_not_reach_did_not_drop_out() -> None:
    frame = boards(
        ("week a b c d other\n 2026-03-30 9 7 5 4 30", 4),
        ("week d a other\n 2026-04-06 9 7 30", 2),
    )
    assert of_week(frame, "2026-04-06") == {"d": "climber", "a": "faller", "b": "drop-out"}


def test_whoever_may_never_have_left_does_not_re_enter() -> None:
    frame = boards(
        ("week a b c d other\n 2026-03-30 9 7 5 4 30", 4),
        ("week a b other\n 2026-04-06 9 7 30", 2),
        ("week a d other\n 2026-04-13 9 7 30", 2),
        ("week a b other\n 2026-04-20 9 7 30", 2),
    )
    assert of_week(frame, "2026-04-13") == {"a": "steady", "d": UNKNOWN, "b": "drop-out"}
    assert of_week(frame, "2026-04-20")["b"] == "re-entry"


def test_where_all_are_named_whoever_is_not_was_not_there() -> None:
    table = """
        week        a   b   c
        2026-03-30  9   7   .
        2026-04-06  9   7   5
        2026-04-13  9   .   .
    """
    assert of_week(weekly(table, depth=None), "2026-04-06")["c"] == "new entry"
    assert of_week(weekly(table, depth=2), "2026-04-06")["c"] is UNKNOWN
    assert of_week(weekly(table, depth=None), "2026-04-13") == {
        "a": "steady", "b": "drop-out", "c": "drop-out",
    }  # fmt: skip


def test_a_chart_of_the_first_two_ranks() -> None:
    frame = weekly("""
        week        a   b   c   d   other
        2026-03-30  9   8   7   6   30
        2026-04-06  9   7   8   6   30
        2026-04-13  9   8   7   6   30
        2026-04-20  9   8   7   .   30
    """)
    assert of_week(frame, "2026-04-06", top=2) == {
        "a": "steady", "c": "new entry", "b": "drop-out",
    }  # fmt: skip
    assert of_week(frame, "2026-04-06", "last_rank", top=2) == {"a": 1, "c": None, "b": 2}
    assert of_week(frame, "2026-04-13", top=2) == {"a": "steady", "b": "re-entry", "c": "drop-out"}
    assert of_week(frame, "2026-04-20", top=2) == {"a": "steady", "b": "steady"}
    assert of_entity(frame, "c", "debut_rank", top=2) == [2, 2]


def test_the_highest_of_each_move_and_all_that_are_equal() -> None:
    table = """
        week        a   b   c   d   e   f   g   h   i   j
        2026-03-23  9   8   7   6   5   4   3   .   2   1
        2026-03-30  9   8   7   6   5   4   3   .   .   .
        2026-04-06  6   7   9   8   .   5   .   4   3   2
    """
    frame = weekly(table, depth=None)
    marked = of_week(frame, "2026-04-06", "highest")
    moves = of_week(frame, "2026-04-06")
    rows = [(entity, moves[entity]) for entity, highest in marked.items() if highest]
    assert rows == [
        ("c", "climber"),  # two places, as d
        ("d", "climber"),
        ("a", "faller"),  # three places; b fell by one
        ("h", "new entry"),
        ("i", "re-entry"),  # eighth; j re-enters below
    ]
    assert moves["f"] == "climber"
    assert moves["j"] == "re-entry"
    assert {moves["e"], moves["g"]} == {"drop-out"}


def test_nobody_is_highest_by_standing_still_or_where_nothing_is_known() -> None:
    frame = weekly(WEEKS)
    assert not any(of_week(frame, "2026-03-30", "highest").values())
    assert of_week(frame, "2026-04-06", "highest") == {
        "a": False, "b": False, "d": True, "c": True, "f": True, "e": False,
    }  # fmt: skip


def test_the_debut_and_the_weeks_to_the_peak_are_as_of_the_week() -> None:
    frame = weekly("""
        week        a   b   c
        2026-03-30  9   8   .
        2026-04-06  9   8   7
        2026-04-13  9   7   8
        2026-04-27  8   7   9
        2026-05-04  7   8   9
        2026-05-11  9   8   .
    """)
    assert of_entity(frame, "c", "debut") == [pd.Timestamp("2026-04-06")] * 5
    assert of_entity(frame, "c", "debut_rank") == [3] * 5
    assert of_entity(frame, "c", "weeks_to_peak") == [0, 1, 3, 3, 3], "by the calendar"
    assert of_entity(frame, "a", "weeks_to_peak") == [0] * 6, "the first of equal peaks"


def test_the_streak_at_1_is_counted_by_the_calendar() -> None:
    table = """
        week        a   b
        2026-03-30  9   8
        2026-04-06  9   8
        2026-04-20  9   8
        2026-04-27  9   9
        2026-05-04  8   9
        2026-05-11  .   9
    """
    frame = weekly(table, depth=None)
    assert of_entity(frame, "a", "streak_at_1") == [1, 2, 1, 2, 0, 0]
    assert of_entity(frame, "b", "streak_at_1") == [0, 0, 0, 1, 2, 3]


def test_a_proven_lead_belongs_to_the_streak() -> None:
    table = """
        week        a   b
        2026-03-30  9   8
        2026-04-06  9   8
        2026-04-13  9   8
    """
    frame = weekly(table, metric="calls", unranked="2026-04-06", depth=None)
    assert of_entity(frame, "a", "streak_at_1") == [1, 1]
    frame["proven"] = (frame["week"] == pd.Timestamp("2026-04-06")) & (frame["entity"] == "a")
    assert of_entity(frame, "a", "streak_at_1") == [1, 3]
    assert of_entity(frame, "a", "move") == [UNKNOWN, UNKNOWN], "who was second is not known"


def test_a_proven_leader_does_not_drop_out_of_a_chart_that_nobody_knows() -> None:
    table = """
        week        a   b
        2026-03-30  9   8
        2026-04-06  9   8
        2026-04-13  .   8
    """
    frame = weekly(table, metric="calls", unranked="2026-04-06", depth=None)
    frame["proven"] = (frame["week"] == pd.Timestamp("2026-04-06")) & (frame["entity"] == "a")
    assert of_week(frame, "2026-04-13") == {"b": UNKNOWN}


def test_without_ranks_there_are_no_movers() -> None:
    frame = weekly("week a\n2026-03-30 9", incomplete="2026-03-30")
    result = movers(rank(frame))
    assert result.empty
    assert tuple(result.columns) == COLUMNS


def test_the_order_of_the_rows_does_not_matter_and_the_kinds_stay() -> None:
    frame = weekly(WEEKS)
    frame["week"] = frame["week"].astype("datetime64[s]")
    shuffled = frame.sample(frac=1, random_state=1)
    result = movers(rank(frame))
    pd.testing.assert_frame_equal(movers(rank(shuffled)), result)
    assert [*result.index] == [*range(len(result))]
    assert {str(result[name].dtype) for name in ("week", "debut")} == {"datetime64[s]"}
    assert {
        str(result[name].dtype)
        for name in ("rank", "last_rank", "moved", "debut_rank", "weeks_to_peak", "streak_at_1")
    } == {"Int64"}
    assert result["highest"].dtype == bool


NAMES = "abcdef"
RECORD = st.lists(
    st.none() | st.tuples(st.permutations(NAMES), st.sampled_from([1, 2, 3, 4, 6])),
    min_size=2,
    max_size=12,
).filter(any)
"""Weeks, each the true order of six and how deep the board shows it (6: all); None is a gap."""


def frame_of(record: list[tuple[list[str], int] | None]) -> tuple[pd.DataFrame, list[pd.Timestamp]]:
    """Return the frame that shows the record, and its Mondays."""
    mondays = list(pd.date_range("2025-01-06", periods=len(record), freq="7D"))
    shown = []
    for monday, week in zip(mondays, record, strict=True):
        if week:
            order, depth = week
            values = " ".join(str(9 - place) for place in range(depth))
            table = f"week {' '.join(order[:depth])}\n{monday:%Y-%m-%d} {values}"
            shown.append((table, None if depth == len(NAMES) else depth))
    return boards(*shown), mondays


@given(RECORD, st.none() | st.integers(1, 6))
def test_what_is_said_of_a_cut_board_is_true_of_the_whole(
    record: list[tuple[list[str], int] | None], top: int | None
) -> None:
    frame, mondays = frame_of(record)
    result = movers(rank(frame), top)
    moves = {
        (row.week, row.entity): None if pd.isna(row.move) else row.move
        for row in result.itertuples()
    }
    for (_, last), (monday, now) in pairwise([(None, None), *zip(mondays, record, strict=True)]):
        here = {name: move for (week, name), move in moves.items() if week == monday}
        if not now or not last:
            assert set(here.values()) <= {UNKNOWN}
            continue
        depth, reach = (inf if week[1] == len(NAMES) else week[1] for week in (now, last))
        edge = min(depth, reach, top or inf)
        for name in NAMES:
            place, before = (1 + week[0].index(name) for week in (now, last))
            inside, was_inside = place <= min(now[1], top or 9), before <= min(last[1], top or 9)
            move = here.get(name)
            assert (name in here) == (inside or (was_inside and before <= depth))
            if inside and was_inside:
                assert move == (
                    "steady" if place == before else "climber" if place < before else "faller"
                )
            elif inside and place > edge:
                assert move is UNKNOWN
            elif inside:
                assert move in ("new entry", "re-entry", UNKNOWN)
                assert before > edge, "it was truly outside"
            elif name in here:
                assert move == "drop-out"
                assert place > edge, "it is truly outside"


@settings(max_examples=50)
@given(RECORD)
def test_debut_peak_and_streak_as_one_would_count_them(
    record: list[tuple[list[str], int] | None],
) -> None:
    frame, mondays = frame_of(record)
    result = movers(rank(frame)).set_index(["week", "entity"])
    for name in NAMES:
        places: dict[int, int] = {}  # the rank of each week in which it was named
        streak = 0
        for number, (monday, week) in enumerate(zip(mondays, record, strict=True)):
            named = bool(week) and name in week[0][: week[1]]
            if named:
                places[number] = 1 + week[0].index(name)
            streak = streak + 1 if places.get(number) == 1 else 0
            if (monday, name) not in result.index:
                assert not named
                continue
            row = result.loc[(monday, name)]
            debut = min(places)
            peaked = min(places, key=lambda number: (places[number], number))
            assert row["debut"] == mondays[debut]
            assert row["debut_rank"] == places[debut]
            assert row["weeks_to_peak"] == peaked - debut
            assert row["streak_at_1"] == streak
            if row["move"] == "new entry":
                assert debut == number
            if row["move"] == "re-entry":
                assert debut < number - 1
