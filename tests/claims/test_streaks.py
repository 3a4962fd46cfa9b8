from __future__ import annotations

import pandas as pd
import pytest
from support.claim_evidence import NO_BOUNDS
from support.truths import written
from support.weekly_frames import weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.claims import streaks


def measured(table: str, **more: object) -> pd.DataFrame:
    columns = {name: more.pop(name) for name in ("days", "dataset", "proven") if name in more}
    return share(rank(weekly(table, **more).assign(**columns)))  # type: ignore[arg-type]


def at_top(table: str, top: int = 1, entity: str = "a", **more: object) -> str:
    return written(streaks.at_top(measured(table, **more), entity, top, NO_BOUNDS))


THREE = """
    week        a   b   c   other
    2026-03-02  9   5   1   7
    2026-03-09  5   5   1   7
    2026-03-16  4   5   .   7
    2026-03-23  .   5   1   7
    2026-04-06  1   5   2   7
"""


@pytest.mark.parametrize(
    ("entity", "top", "answers"),
    [
        ("a", 1, "++--?-"),  # two tied are both at #1; the fifth week is not on record
        ("b", 1, "-+++?+"),
        ("a", 2, "+++??-"),  # not named: behind the two that are, or level with the second
        ("a", 3, "+++??+"),  # or not, where only two are named
        ("c", 3, "++?+?+"),
        ("nobody", 1, "----?-"),
        ("nobody", 4, "??????"),
    ],
)
def test_in_which_weeks_it_was_at_the_top(entity: str, top: int, answers: str) -> None:
    assert at_top(THREE, top, entity) == answers


def test_nobody_knows_of_a_week_that_is_not_complete_or_cannot_be_ranked() -> None:
    assert at_top(THREE, incomplete="2026-03-02", unranked="2026-03-16") == "?+?-?-"


def test_a_proven_lead_leads_and_nobody_else_does() -> None:
    table = "week a b\n2026-03-02 9 5\n2026-03-09 9 5"
    proven = [False, False, True, False]
    more = {"metric": "calls", "unranked": "2026-03-09", "proven": proven}
    assert at_top(table, 1, "a", **more) == "++"
    assert at_top(table, 2, "a", **more) == "++"
    assert at_top(table, 1, "b", **more) == "--"
    assert at_top(table, 2, "b", **more) == "+?"


def test_bounds_refute_where_no_ranks_are_known() -> None:
    frame = measured(
        "week a b\n2026-03-02 9 5\n2026-03-09 5 9\n2026-03-16 5 9",
        metric="calls", unranked="2026-03-02 2026-03-09 2026-03-16",
    )  # fmt: skip
    bounds = pd.DataFrame(
        {
            "week": pd.to_datetime(["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-30"]),
            "entity": ["a", "a", "b", "a"],
            "best_rank": pd.array([3, None, 7, 2], dtype="Int64"),
        }
    )
    assert written(streaks.at_top(frame, "a", 1, bounds)) == "-???-"  # the last one in bounds only
    assert written(streaks.at_top(frame, "a", 2, bounds)) == "-????"
    assert written(streaks.at_top(frame, "a", 3, bounds)) == "?????"
    assert written(streaks.at_top(frame, "c", 1, bounds)) == "???"


def test_bounds_do_not_speak_where_ranks_are_known() -> None:
    frame = measured("week a b\n2026-03-02 9 5", metric="calls")
    bounds = pd.DataFrame(
        {"week": pd.to_datetime(["2026-03-02"]), "entity": ["a"], "best_rank": [2]}
    )
    assert written(streaks.at_top(frame, "a", 1, bounds)) == "+"


@pytest.mark.parametrize(
    ("more", "weeks"),
    [
        ({}, ["03-09", "03-16"]),
        ({"depth": None}, ["03-09", "03-16"]),  # all are named
        ({"depth": 49}, []),  # too few to say that who is missing is small
        ({"incomplete": "2026-03-09"}, ["03-16"]),
    ],
)
def test_a_slug_is_not_there_where_others_of_its_model_are(
    more: dict[str, object], weeks: list[str]
) -> None:
    tokens = measured(
        """
        week        a:free  a:paid  b   other
        2026-03-02  3       4       5   9
        2026-03-09  .       4       5   9
        2026-03-16  .       4       .   9
        2026-03-23  .       .       5   9
        """,
        **more,
    )
    found = streaks.not_there(tokens, "a:free", ["a:free", "a:paid"])
    assert sorted(f"{week:%m-%d}" for week in found) == weeks


# Of the week of 2025-06-09 the publisher has lost a day: half an average day of 600 is 50.

LOST = """
    week        a    b    c    other
    2025-06-02  700  600  100  9
    2025-06-09  {}   600  100  9
    2025-06-16  700  600  100  9
"""


@pytest.mark.parametrize(
    ("had", "top", "answers"),
    [
        (650, 1, "+++"),
        (649, 1, "+?+"),
        (600, 1, "+?+"),
        (554, 1, "+?+"),  # half an average day of 554 is 46.2
        (553, 1, "+-+"),
        (553, 2, "+++"),
        (108, 2, "+?+"),
        (109, 2, "+++"),
        (95, 2, "+?+"),
        (92, 2, "+-+"),
        (649, 3, "+++"),  # three are named, and it is one of them
    ],
)
def test_a_lost_day_may_have_turned_a_week(had: int, top: int, answers: str) -> None:
    assert at_top(LOST.format(had), top) == answers


def test_a_chart_of_whole_weeks_has_the_day_that_the_others_lack() -> None:
    frame = weekly(LOST.format(649)).assign(dataset="model-chart", days=7, at_least=False)
    assert written(streaks.at_top(rank(frame), "a", 1, NO_BOUNDS)) == "+++"


def test_a_lost_day_says_nothing_of_a_week_that_lacks_others_too() -> None:
    frame = measured(LOST.format(649), incomplete="2025-06-09")
    assert streaks.short(frame) == set()
    assert streaks.short(measured(LOST.format(649))) == {pd.Timestamp("2025-06-09")}


@pytest.mark.parametrize(
    ("direction", "answers"),
    [
        ("up", "?+--??"),  # nothing is known before the first week, nor of the fifth
        ("down", "?--+??"),
    ],
)
def test_the_trend_of_everything(direction: str, answers: str) -> None:
    frame = measured("""
        week        a   other
        2026-03-02  5   4
        2026-03-09  4   6
        2026-03-16  6   4
        2026-03-23  6   1
        2026-04-06  9   9
    """)
    assert written(streaks.trend(frame, direction)) == answers


def test_a_total_is_told_where_the_rest_is() -> None:
    table = "week a other\n2026-03-02 5 4\n2026-03-09 5 .\n2026-03-16 5 4"
    frame = measured(table)
    assert list(streaks.totals(frame)) == [9, 9]
    assert written(streaks.trend(frame, "up")) == "???"
    assert list(streaks.totals(measured(table, depth=None))) == [9, 5, 9]
    assert list(streaks.totals(measured(table, incomplete="2026-03-02"))) == [9]


@pytest.mark.parametrize(
    ("total", "up", "down"),
    [
        (110, "?+?", "?-?"),  # a day more is more still, perhaps more than what follows
        (90, "???", "???"),
        (100, "???", "???"),
        (101, "?+?", "?-?"),
        (120, "?+?", "?-?"),  # what follows is as much as six days had
        (121, "?+-", "?-+"),  # what follows is less than six days had
    ],
)
def test_a_lost_day_may_have_turned_the_trend(total: int, up: str, down: str) -> None:
    frame = measured(f"""
        week        a        other
        2025-06-02  50       50
        2025-06-09  {total}  0
        2025-06-16  50       70
    """)
    assert written(streaks.trend(frame, "up")) == up
    assert written(streaks.trend(frame, "down")) == down
