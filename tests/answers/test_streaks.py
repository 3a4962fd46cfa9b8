"""The table behind `tracker streaks`, and how its streaks fare when they are counted otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support.sample_boards import MADE, board, put, put_days, put_week

from tracker.analysis.streaks import ROBUSTNESS as OTHERWISE
from tracker.answers.formats import records
from tracker.answers.streaks import robust, streaks
from tracker.answers.table import Table
from tracker.errors import GapError
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import WEEK

FIRST = date(2026, 6, 1)  # 2026-W23
A, B = "qwen/qwen3-max", "openai/gpt-4o-mini"
CONTRACT = ["entity", "metric", "by", "first", "last", "weeks", "ongoing", "ended_by"]
WEEKLY = "rankings-weekly"


def nth(number: int) -> date:
    return FIRST + WEEK * number


def put_weeks(store: Store, *weeks: tuple[int, int] | None, **more: Any) -> None:
    """Weeks from FIRST on, each with the counts of A and B; None is a week that is missing."""
    for number, values in enumerate(weeks):
        if values:
            readings = dict(zip((A, B), values, strict=True))
            put_week(store, WEEKLY, nth(number), **readings, **{OTHER: 1}, **more)


def told(table: Table) -> list[tuple[Any, ...]]:
    """Whose streak, its number of weeks, and what ended it."""
    return [(row["entity"], row["weeks"], row["ended_by"]) for row in records(table.rows)]


def otherwise(store: Store, question: Question, top_n: int = 1) -> dict[str, dict[str, Any]]:
    """By the entity of the streak, its weeks when they are counted otherwise."""
    table = robust(store, question, streaks(store, question, top_n), top_n)
    assert [*table.rows.columns] == [*CONTRACT, *OTHERWISE]
    return {row["entity"]: {name: row[name] for name in OTHERWISE} for row in records(table.rows)}


def test_the_rows_are_the_contract(store: Store) -> None:
    put_weeks(store, (5, 3), (5, 3), (3, 5))
    table = streaks(store, Question())
    assert records(table.rows) == [
        {
            "entity": A, "metric": "tokens", "by": "slug", "first": "2026-06-01",
            "last": "2026-06-08", "weeks": 2, "ongoing": False, "ended_by": B,
        },
        {
            "entity": B, "metric": "tokens", "by": "slug", "first": "2026-06-15",
            "last": "2026-06-15", "weeks": 1, "ongoing": True, "ended_by": None,
        },
    ]  # fmt: skip
    assert [*table.rows.columns] == CONTRACT
    assert table.heading == "Streaks at #1 by tokens, slug level, 2026-W23 to 2026-W25"
    assert table.notes == ()


def test_in_the_top_of_so_many(store: Store) -> None:
    put_weeks(store, (5, 3), (3, 5))
    table = streaks(store, Question(), top_n=2)
    assert told(table) == [(B, 2, None), (A, 2, None)]
    assert table.heading.startswith("Streaks in the top 2 by tokens")


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (Question(), [(A, 2, B), (B, 1, A), (A, 2, None)]),
        (Question(week=nth(1)), [(A, 2, B)]),  # at its whole length
        (Question(first=nth(2)), [(B, 1, A), (A, 2, None)]),
        (Question(first=nth(1), last=nth(2)), [(A, 2, B), (B, 1, A)]),
        (Question(last=nth(0)), [(A, 2, B)]),
        (Question(week=nth(9)), []),
    ],
)
def test_streaks_that_touch_the_weeks_asked_for(
    question: Question, shown: list[tuple[Any, ...]], store: Store
) -> None:
    put_weeks(store, (5, 3), (5, 3), (3, 5), (5, 3), (5, 3))
    assert told(streaks(store, question)) == shown


def test_only_long_ones_and_only_the_newest(store: Store) -> None:
    put_weeks(store, (5, 3), (5, 3), (3, 5), (5, 3), (5, 3))
    assert told(streaks(store, Question(), at_least=2)) == [(A, 2, B), (A, 2, None)]
    assert told(streaks(store, Question(), limit=2)) == [(B, 1, A), (A, 2, None)]
    assert told(streaks(store, Question(), at_least=2, limit=1)) == [(A, 2, None)]


def test_weeks_that_are_missing_are_said_to_end_every_streak(store: Store) -> None:
    put_weeks(store, (5, 3), None, (5, 3))
    table = streaks(store, Question())
    assert told(table) == [(A, 1, "gap"), (A, 1, None)]
    assert table.notes == ("Weeks that cannot be ranked, and that end every streak: 2026-W24.",)


def test_a_near_tie_is_told_with_its_margin(store: Store) -> None:
    put_weeks(store, (1_000, 995), (1_000, 980), (500, 1_000))
    said = f"Near ties, led by less than 1 %: 2026-W23 ({A} over {B}, ×1.0050)."
    assert streaks(store, Question()).notes == (said,)
    assert streaks(store, Question(week=nth(2))).notes == ()  # of the streaks shown only
    assert streaks(store, Question(), top_n=2).notes == ()  # and of leads


def test_without_figures_there_is_no_answer(store: Store) -> None:
    with pytest.raises(GapError, match="no weeks of tokens are recorded"):
        streaks(store, Question())
    put_weeks(store, (5, 3))
    with pytest.raises(GapError, match="no weeks of calls are recorded"):
        streaks(store, Question(metric="calls"))


# Counted otherwise.


def test_what_nobody_can_tell_is_missing(store: Store) -> None:
    put_weeks(store, (5, 3), (5, 3))
    assert otherwise(store, Question(by="author"))["qwen"] == {
        "regrouped": None, "sunday_weeks": None, "other_metric": None, "first_vintage": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "who", "weeks", "regrouped"),
    [
        ("slug", B, 2, 1),  # with its variants together the other model led one of the two weeks
        ("model", A, 1, 0),  # by its variants it led none
        ("family", A, 1, 1),
    ],
)
def test_variants_together_and_apart(
    by: str, who: str, weeks: int, regrouped: int, store: Store
) -> None:
    put_week(store, WEEKLY, nth(0), **{A: 4, f"{A}:free": 4, B: 5, OTHER: 1})
    put_week(store, WEEKLY, nth(1), **{A: 1, f"{A}:free": 1, B: 5, OTHER: 1})
    (streak,) = [
        row for row in records(streaks(store, Question(by=by)).rows) if row["entity"] == who
    ]
    assert streak["weeks"] == weeks
    assert otherwise(store, Question(by=by))[who]["regrouped"] == regrouped


def put_each_day(store: Store, first: date, last: date, had: dict[date, int]) -> None:
    """Official days on which B had 5 and A 1, unless ``had`` says more."""
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    put(store, *(board(day, {A: had.get(day, 1), B: 5, OTHER: 1}, MADE) for day in days))


def test_weeks_from_sunday_to_saturday(store: Store) -> None:
    # Two days carry two weeks from Monday: both Mondays' weeks have one, and the one from the
    # Sunday between them has none.
    carried = {nth(0): 100, nth(2) - timedelta(1): 100}
    put_each_day(store, nth(0) - timedelta(1), nth(3) - timedelta(2), carried)
    found = streaks(store, Question())
    assert told(found) == [(A, 2, None)]
    assert otherwise(store, Question())[A]["sunday_weeks"] == 1
    assert otherwise(store, Question(by="author"))["qwen"]["sunday_weeks"] == 1


def test_weeks_from_sunday_whose_days_are_not_all_on_record_are_none(store: Store) -> None:
    put_days(store, nth(0), 7, **{A: 5, B: 3, OTHER: 1})
    assert otherwise(store, Question())[A]["sunday_weeks"] is None
    put_days(store, nth(0) - timedelta(1), 1, **{A: 5, B: 3, OTHER: 1})
    assert otherwise(store, Question())[A]["sunday_weeks"] == 1


def test_weeks_that_nobody_can_rank_are_no_weeks_without_streaks(store: Store) -> None:
    put_weeks(store, (5, 3), (5, 3))
    found = streaks(store, Question(week=nth(7)))
    assert (len(found.rows), found.notes) == (0, ("No week asked for can be ranked.",))
    assert streaks(store, Question(week=nth(1))).notes == ()


def test_by_the_other_metric(store: Store) -> None:
    put_weeks(store, (5, 3), (5, 3))
    for number, calls in ((0, {A: 3, B: 5}), (1, {A: 5, B: 3})):
        put_week(store, "models-window", nth(number), metric="calls", **calls, **{OTHER: 1})
    assert otherwise(store, Question())[A]["other_metric"] == 1
    assert otherwise(store, Question(metric="calls"))[B]["other_metric"] == 0
    assert otherwise(store, Question(), top_n=2)[B]["other_metric"] == 2


def test_in_the_first_vintage(store: Store) -> None:
    put_weeks(store, (3, 5), (5, 3), made=MADE - timedelta(1))
    assert otherwise(store, Question())[A]["first_vintage"] == 1
    put_weeks(store, (5, 3), (5, 3))
    assert told(streaks(store, Question())) == [(A, 2, None)]
    assert otherwise(store, Question())[A]["first_vintage"] == 1
