"""The SQL of levels: dated answers, a depth, the first vintage, sums over any seven days."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import Databases
from support.sample_boards import MADE, WEEK, board, payload, put, put_days, put_week
from support.store_sums import over_days, weekly

from tracker.analysis import frame as frames
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.archive import Capture
from tracker.identity import LEVELS
from tracker.records import OTHER, Answer, Board, Definition, Entry
from tracker.store import Precedence, Store
from tracker.weeks import DAY, Period

DAILY, WEEKLY, CHART, WINDOW = "rankings-daily", "rankings-weekly", "model-chart", "models-window"
PRECEDENCE = Precedence((DAILY, WEEKLY, CHART), frozenset({DAILY}))
NEXT = WEEK + timedelta(7)
Spans = list[tuple[date, date, str]]


def to_author(slug: str) -> Spans:
    return [(date.min, date.max, slug.partition("/")[0])]


def summed(store: Store, week: date = WEEK, **more: Any) -> dict[str, int]:
    """Return what the entities of a week sum to."""
    rows = frames.weekly(store, Definition(**more))
    rows = rows[rows["week"] == pd.Timestamp(week)]
    assert rows["entity"].is_unique
    return dict(zip(rows["entity"], rows["value"], strict=True))


def days(store: Store, **more: Any) -> dict[str, int]:
    """On how many days of the week each entity was named."""
    result = frames.weekly(store, Definition(**more))
    return dict(zip(result["entity"], result["days"], strict=True))


# Depth.


def test_only_the_largest_are_looked_at_and_the_rest_is_other(store: Store) -> None:
    put_week(store, WEEKLY, **{"a/x": 9, "b/y": 7, "c/z": 5, "d/w": 3, OTHER: 20})
    assert summed(store, depth=2) == {OTHER: 28, "a/x": 9, "b/y": 7}
    assert summed(store, depth=4) == {OTHER: 20, "a/x": 9, "b/y": 7, "c/z": 5, "d/w": 3}
    assert summed(store, depth=9) == summed(store)


def test_of_equal_ones_the_first_by_name_is_looked_at(store: Store) -> None:
    put_week(store, WEEKLY, **{"c/z": 5, "b/y": 5, "a/x": 5, "d/w": 9, OTHER: 1})
    assert summed(store, depth=3) == {"d/w": 9, OTHER: 6, "a/x": 5, "b/y": 5}


def test_it_is_slugs_that_are_cut_before_anything_is_summed(store: Store) -> None:
    put_week(store, WEEKLY, **{"a/x": 5, "a/x:free": 4, "a/y": 4, "b/z": 6, "b/w": 1, OTHER: 10})
    assert summed(store, by="author", depth=2) == {OTHER: 19, "b": 6, "a": 5}
    assert summed(store, by="model", depth=3) == {OTHER: 15, "a/x": 9, "b/z": 6}


def test_the_largest_are_so_over_the_whole_week(store: Store) -> None:
    put_days(store, WEEK, 6, **{"a/x": 5, "b/y": 4, OTHER: 1})
    put_days(store, WEEK + timedelta(6), 1, **{"b/y": 40, "c/z": 20, OTHER: 1})
    assert summed(store, depth=1) == {"b/y": 64, OTHER: 57}


def test_the_largest_are_chosen_in_each_week_anew(store: Store) -> None:
    put_week(store, WEEKLY, **{"a/x": 5, "b/y": 4, OTHER: 1})
    put_week(store, WEEKLY, NEXT, **{"a/x": 4, "b/y": 5, OTHER: 1})
    assert summed(store, depth=1) == {"a/x": 5, OTHER: 5}
    assert summed(store, NEXT, depth=1) == {"b/y": 5, OTHER: 5}


def test_days_are_those_on_which_anything_that_counts_towards_it_was_named(store: Store) -> None:
    put_days(store, WEEK, 2, **{"a/x": 50, "a/y": 1, "b/z": 2})
    put_days(store, WEEK + timedelta(2), 3, **{"a/y": 1, OTHER: 1})
    put_days(store, WEEK + timedelta(5), 2, **{"a/x": 50})
    assert days(store) == {"a/x": 4, "a/y": 5, "b/z": 2, OTHER: 3}
    assert days(store, by="author") == {"a": 7, "b": 2, OTHER: 3}
    assert days(store, depth=1) == {"a/x": 4, OTHER: 5}


@pytest.mark.parametrize(
    ("own", "asked", "told"), [(50, 9, 9), (50, 50, 50), (9, 20, 9), (None, 20, 20)]
)
def test_the_depth_of_a_frame_is_what_was_looked_at(
    store: Store, own: int | None, asked: int, told: int
) -> None:
    put(store, board(WEEK, {"a/x": 5, OTHER: 1}, MADE, dataset=WINDOW, depth=own, days=7))
    assert frames.weekly(store, Definition(depth=asked))["depth"].tolist() == [told, told]
    unasked = frames.weekly(store)["depth"]
    assert unasked.isna().all() if own is None else unasked.tolist() == [own, own]


def test_of_a_board_that_names_all_the_rest_becomes_other(store: Store) -> None:
    put(store, board(WEEK, {"a/x": 5, "b/y": 3}, MADE, dataset=WINDOW, depth=None, days=7))
    assert summed(store) == {"a/x": 5, "b/y": 3}
    assert summed(store, depth=1) == {"a/x": 5, OTHER: 3}
    assert share(frames.weekly(store, Definition(depth=1)))["share"].tolist() == [5 / 8, 3 / 8]


def test_of_a_board_that_does_not_tell_its_whole_no_other_is_made(store: Store) -> None:
    put_week(store, WEEKLY, **{"a/x": 5, "b/y": 3, "c/z": 1})
    put_week(store, WEEKLY, NEXT, **{"a/x": 5, "b/y": 3, OTHER: 1})
    assert summed(store, depth=2) == {"a/x": 5, "b/y": 3}
    assert summed(store, NEXT, depth=1) == {"a/x": 5, OTHER: 4}
    shared = share(frames.weekly(store, Definition(depth=1)))
    assert shared["share"].isna().tolist() == [True, False, False]
    assert rank(shared)["rank"].tolist() == [1, 1, pd.NA]


def test_ranks_within_a_depth_are_those_of_the_whole(store: Store) -> None:
    put_week(store, WEEKLY, **{"a/x": 9, "b/y": 9, "c/z": 5, "d/w": 3, OTHER: 20})
    whole = rank(frames.weekly(store)).set_index("entity")["rank"]
    cut = rank(frames.weekly(store, Definition(depth=3))).set_index("entity")["rank"]
    assert cut[["a/x", "b/y", "c/z"]].tolist() == whole[["a/x", "b/y", "c/z"]].tolist() == [1, 1, 3]


# Dated levels.


def dated(store: Store, spans: dict[str, Spans]) -> dict[str, dict[str, int]]:
    """Monday → entity → sum."""
    _, sums = weekly(store, "tokens", PRECEDENCE, None, lambda slug: spans[slug])
    result: dict[str, dict[str, int]] = {}
    for week, entity, value, _ in zip(*sums, strict=True):
        of_week = result.setdefault(f"{week:%m-%d}", {})
        assert entity not in of_week
        of_week[entity] = value
    return result


def test_a_reading_counts_towards_what_its_slug_was_on_the_monday_of_its_week(
    store: Store,
) -> None:
    put_days(store, WEEK - timedelta(7), 21, **{"a/x": 5, "b/y": 2, OTHER: 1})
    always, changed = (date.min, date.max), WEEK + timedelta(3)
    assert dated(
        store,
        {
            "a/x": [(date.min, changed, "closed"), (changed, date.max, "open")],
            "b/y": [(*always, "open")],
            OTHER: [(*always, OTHER)],
        },
    ) == {
        "08-03": {"closed": 35, "open": 14, OTHER: 7},
        "08-10": {"closed": 35, "open": 14, OTHER: 7},
        "08-17": {"open": 49, OTHER: 7},
    }


def test_a_span_holds_from_its_first_day_and_up_to_the_day_before_its_end(store: Store) -> None:
    for week in (WEEK - timedelta(7), WEEK, NEXT):
        put_week(store, WEEKLY, week, **{"a/x": 5})
    assert dated(
        store, {"a/x": [(date.min, WEEK, "past"), (WEEK, NEXT, "now"), (NEXT, date.max, "then")]}
    ) == {"08-03": {"past": 5}, "08-10": {"now": 5}, "08-17": {"then": 5}}


def test_a_level_without_dates_is_as_good_as_one_with(store: Store) -> None:
    put_days(store, WEEK, 7, **{"a/x": 5, "a/y": 2, OTHER: 1})
    assert dated(store, {slug: to_author(slug) for slug in ("a/x", "a/y", OTHER)}) == {
        "08-10": {"a": 49, OTHER: 7}
    }


def test_thousands_of_slugs_have_their_levels(store: Store) -> None:
    put_week(store, WEEKLY, **{f"a/x{n}": 1 for n in range(5_000)})
    assert summed(store, by="author") == {"a": 5_000}


# The first vintage.


EARLY, LATER = datetime(2026, 8, 17, 7, tzinfo=UTC), datetime(2026, 8, 19, 7, tzinfo=UTC)


def answered(store: Store, **more: Any) -> tuple[str, int, datetime]:
    """Which dataset answers for the week, with what for a/x, as of when."""
    rows = frames.weekly(store, Definition(**more))
    (row,) = rows[rows["entity"] == "a/x"].itertuples()
    return row.dataset, row.value, row.as_of.to_pydatetime()


def test_a_correction_is_not_in_the_first_vintage(store: Store) -> None:
    put_days(store, WEEK, 7, made=EARLY)
    put(store, board(WEEK, {"a/x": 50, "b/new": 1}, LATER))
    assert answered(store) == (DAILY, 80, LATER)
    assert answered(store, first_vintage=True) == (DAILY, 35, EARLY)
    assert summed(store, first_vintage=True) == {"a/x": 35, OTHER: 7}
    assert summed(store, by="author", depth=1, first_vintage=True) == {"a": 35, OTHER: 7}


def test_the_dataset_that_had_the_week_whole_first_answers(store: Store) -> None:
    put_week(store, CHART, made=EARLY)
    put_days(store, WEEK, 7, made=LATER)
    assert answered(store) == (DAILY, 35, LATER)
    assert answered(store, first_vintage=True) == (CHART, 100, EARLY)


def test_a_week_in_parts_came_when_its_last_day_did(store: Store) -> None:
    put_days(store, WEEK, 6, made=EARLY)
    put_week(store, CHART, made=EARLY + DAY)
    put_days(store, WEEK + timedelta(6), 1, made=LATER)
    assert answered(store, first_vintage=True) == (CHART, 100, EARLY + DAY)


def test_of_two_that_came_together_the_better_answers(store: Store) -> None:
    put_week(store, CHART, made=EARLY, **{"a/x": 90, OTHER: 9})
    put_week(store, WEEKLY, made=EARLY)
    assert answered(store, first_vintage=True) == (WEEKLY, 100, EARLY)


def test_where_no_dataset_had_the_week_whole_the_first_with_any_of_it_answers(
    store: Store,
) -> None:
    put_days(store, WEEK, 3, made=EARLY)
    result = frames.weekly(store, Definition(first_vintage=True))
    assert (result["complete"].any(), result["value"].tolist()) == (False, [15, 3])


def test_of_the_first_vintage_too_only_what_was_known_is_told(store: Store) -> None:
    put_days(store, WEEK, 7, made=LATER)
    put_week(store, CHART, made=EARLY)
    assert answered(store, first_vintage=True, as_of=EARLY) == (CHART, 100, EARLY)
    put_week(store, CHART, made=EARLY - DAY, **{"a/x": 99, OTHER: 9})
    assert answered(store, first_vintage=True) == (CHART, 99, EARLY - DAY)


# Sums over the days of a period.


def span(start: date, number: int = 7) -> Period:
    return Period(start, start + timedelta(number))


def over(store: Store, *periods: Period, **more: Any) -> dict[str, dict[str, int]]:
    result: dict[str, dict[str, int]] = {}
    for start, slug, value, _ in rows_over(store, *periods, **more):
        result.setdefault(f"{start:%m-%d}", {})[slug] = value
    return result


def rows_over(store: Store, *periods: Period, **more: Any) -> list[tuple[date, str, int, int]]:
    """Rows (start, slug, value, days)."""
    _, sums = over_days(store, "tokens", [DAILY], periods, **more)
    return [*zip(*sums, strict=True)]


def are_complete(store: Store, *periods: Period, **more: Any) -> dict[date, bool]:
    rows, _ = over_days(store, "tokens", [DAILY], periods, **more)
    return {row[0]: row[3] for row in rows}


def test_seven_days_from_any_day_are_summed(store: Store) -> None:
    put_days(store, WEEK, 5, **{"a/x": 5, OTHER: 1})
    put_days(store, WEEK + timedelta(5), 5, **{"b/y": 2, OTHER: 1})
    wednesday = WEEK + timedelta(2)
    assert over(store, span(WEEK), span(wednesday)) == {
        "08-10": {"a/x": 25, "b/y": 4, OTHER: 7},
        "08-12": {"a/x": 15, "b/y": 8, OTHER: 7},
    }


def test_a_day_a_month_and_a_year_are_summed_in_one_call(store: Store) -> None:
    put_days(store, date(2026, 7, 31), 33, **{"a/x": 5, OTHER: 1})
    day, month = Period.of_day(date(2026, 7, 31)), span(date(2026, 8, 1), 31)
    year = span(date(2026, 1, 1), 365)
    assert over(store, day, month, year) == {
        "07-31": {"a/x": 5, OTHER: 1},
        "08-01": {"a/x": 155, OTHER: 31},
        "01-01": {"a/x": 165, OTHER: 33},
    }
    complete = {day.start: True, month.start: True, year.start: False}
    assert are_complete(store, day, month, year) == complete


def test_a_period_without_all_of_its_days_is_summed_and_not_complete(store: Store) -> None:
    put_days(store, WEEK, 9, skip=frozenset({WEEK + DAY}))
    periods = [span(WEEK + timedelta(n)) for n in range(1, 3)]
    assert over(store, *periods) == {
        "08-11": {"a/x": 30, OTHER: 6},
        "08-12": {"a/x": 35, OTHER: 7},
    }
    assert [*are_complete(store, *periods).values()] == [False, True]
    assert over(store) == {}
    assert over(store, span(WEEK + timedelta(30))) == {}


def test_sums_tell_on_how_many_days_a_slug_was_named(store: Store) -> None:
    put_days(store, WEEK, 5, **{"a/x": 5, OTHER: 1})
    put_days(store, WEEK + timedelta(5), 4, **{"a/x": 5, "b/y": 2})
    assert sorted(rows_over(store, span(WEEK), span(WEEK + 2 * DAY))) == [
        (WEEK, "a/x", 35, 7),
        (WEEK, "b/y", 4, 2),
        (WEEK, OTHER, 5, 5),
        (WEEK + 2 * DAY, "a/x", 35, 7),
        (WEEK + 2 * DAY, "b/y", 8, 4),
        (WEEK + 2 * DAY, OTHER, 3, 3),
    ]


def test_what_counts_towards_one_entity_is_named_on_every_day_that_names_some_of_it(
    store: Store,
) -> None:
    put_days(store, WEEK, 4, **{"a/x": 5, OTHER: 1})
    put_days(store, WEEK + timedelta(4), 2, **{"a/y": 2, "a/x": 1, OTHER: 1})
    put_days(store, WEEK + timedelta(6), 1, **{"b/z": 9})
    result = rows_over(store, span(WEEK), level=to_author)
    assert sorted(result) == [(WEEK, "a", 26, 6), (WEEK, "b", 9, 1), (WEEK, OTHER, 6, 6)]


def test_the_largest_of_the_whole_period_are_looked_at(store: Store) -> None:
    """Each leads on some days: the third of the first days is the largest of all."""
    put_days(store, WEEK, 5, **{"a/x": 5, "b/y": 4, "a/z": 3, OTHER: 1})
    put_days(store, WEEK + timedelta(5), 5, **{"a/z": 9, "b/y": 2, OTHER: 1})
    ten = span(WEEK, 10)
    assert over(store, ten, depth=1) == {"08-10": {"a/z": 60, OTHER: 65}}
    assert over(store, ten, depth=2) == {"08-10": {"a/z": 60, "b/y": 30, OTHER: 35}}
    by_author = {"08-10": {"a": 60, "b": 30, OTHER: 35}}
    assert over(store, ten, depth=2, level=to_author) == by_author
    assert over(store, ten, depth=3) == over(store, ten)


def test_what_is_cut_off_counts_nowhere_where_the_days_have_no_total(store: Store) -> None:
    put_days(store, WEEK, 8, **{"a/x": 5, "b/y": 4})
    assert over(store, span(WEEK, 8), depth=1) == {"08-10": {"a/x": 40}}


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (span(WEEK), "before"),  # an ISO week: as of its Monday
        (span(WEEK - DAY), "before"),  # as of its last day, a Saturday
        (span(WEEK + DAY), "after"),  # a Monday
        (Period.of_day(WEEK + timedelta(6)), "before"),
        (span(WEEK, 8), "after"),
    ],
)
def test_identity_is_as_of_the_monday_of_a_week_and_the_last_day_of_another_period(
    store: Store, period: Period, name: str
) -> None:
    put_days(store, period.start, period.days, **{"a/x": 5})
    dated = [(date.min, NEXT, "before"), (NEXT, date.max, "after")]
    [(_, entity, _, _)] = rows_over(store, period, level=lambda _: dated)
    assert entity == name


@pytest.mark.parametrize("absent", range(7))
def test_a_span_that_lacks_only_a_day_lost_for_ever_is_complete_with_six(
    store: Store, absent: int
) -> None:
    lost = frozenset({WEEK + absent * DAY})
    put_days(store, WEEK, 7, skip=lost, **{"a/x": 5})
    assert rows_over(store, span(WEEK), lost=lost) == [(WEEK, "a/x", 30, 6)]
    assert are_complete(store, span(WEEK), lost=lost) == {WEEK: True}
    another_day = frozenset({WEEK + (absent + 1) % 7 * DAY})
    assert are_complete(store, span(WEEK), lost=another_day) == {WEEK: False}


def test_a_day_lost_later_that_is_on_record_counts_and_stands_for_no_other(store: Store) -> None:
    sunday = WEEK + timedelta(6)
    put_days(store, WEEK, 7, **{"a/x": 5})
    put_days(store, NEXT, 7, skip=frozenset({NEXT + DAY}), **{"a/x": 5})
    lost = frozenset({sunday, NEXT + timedelta(6)})
    periods = span(WEEK), span(NEXT)
    assert rows_over(store, span(WEEK), lost=lost) == [(WEEK, "a/x", 35, 7)]
    assert are_complete(store, *periods, lost=lost) == {WEEK: True, NEXT: False}


def test_each_day_is_answered_by_the_first_dataset_that_has_it_and_a_week_by_one(
    store: Store,
) -> None:
    """The first dataset has four days of the week, the second has all and two more."""
    put_days(store, WEEK, 4, **{"a/x": 5})
    put(
        store,
        *(
            board(WEEK + n * DAY, {"a/x": 1}, MADE, dataset="history-rankings-daily")
            for n in range(9)
        ),
    )
    datasets = (DAILY, "history-rankings-daily")
    rows, sums = over_days(store, "tokens", datasets, [span(WEEK), span(WEEK + DAY)])
    assert [*zip(*sums, strict=True)] == [(WEEK, "a/x", 7, 7), (WEEK + DAY, "a/x", 19, 7)]
    assert [row[1] for row in rows] == ["history-rankings-daily", DAILY]
    assert all(row[3] for row in rows)


def test_of_other_datasets_metrics_scopes_and_weeks_nothing_is_in_it(store: Store) -> None:
    put_days(store, WEEK, 6)
    last = WEEK + timedelta(6)
    put(store, board(last, {"a/x": 5}, MADE, metric="calls"))
    put(store, board(last, {"a/x": 5}, MADE, dataset="author-chart"))
    put(store, board(last, {"a/x": 5}, MADE, days=7))
    result = board(last, {"a/x": 5}, MADE)
    put(store, replace(result, key=replace(result.key, scope="models/10K")))
    assert over(store, span(last, 1)) == {}
    put(store, board(last, {"a/x": 5}, MADE))
    assert over(store, span(WEEK)) == {"08-10": {"a/x": 35, OTHER: 6}}


def test_sums_are_of_what_was_known_then(store: Store) -> None:
    put_days(store, WEEK, 7, made=EARLY)
    put(store, board(WEEK, {"a/x": 50}, LATER))
    assert over(store, span(WEEK))["08-10"] == {"a/x": 80, OTHER: 6}
    assert over(store, span(WEEK), as_of=EARLY)["08-10"] == {"a/x": 35, OTHER: 7}
    assert over(store, span(WEEK), as_of=EARLY - DAY) == {}


# What is on record.


def test_when_slugs_were_named_is_told_by_days_and_by_weeks(store: Store) -> None:
    put_days(store, WEEK + DAY, 2, **{"a/x": 5, "b/y": 1})
    put_days(store, WEEK + timedelta(5), 1, **{"a/x": 5, "c/z": 0})
    put_week(store, CHART, WEEK - timedelta(14), **{"a/x": 5})
    assert [tuple(row) for row in store.seen(["a/x", "b/y", "c/z", "d/none"])] == [
        ("a/x", 1, WEEK + DAY, WEEK + timedelta(6)),
        ("a/x", 7, WEEK - timedelta(14), WEEK - timedelta(7)),
        ("b/y", 1, WEEK + DAY, WEEK + timedelta(3)),
    ], "a count of nothing names nobody"


def test_windows_and_parts_of_the_models_do_not_tell_when(store: Store) -> None:
    put(store, board(WEEK + DAY, {"a/x": 5}, MADE, dataset=WINDOW, days=7))
    put(store, board(WEEK, {"a/x": 5}, MADE, dataset=WINDOW, days=30))
    part = board(WEEK, {"a/x": 5}, MADE, dataset="context-length", days=7)
    put(store, replace(part, key=replace(part.key, scope="models/10K")))
    assert list(store.seen(["a/x"])) == []


def test_slugs_are_the_models_on_record_and_nobody_else(store: Store) -> None:
    put_week(store, WEEKLY, **{"b/y:free": 1, "a/x": 5, OTHER: 1})
    for scope, names in (("apps", ["Foo/Bar (12)", "Kilo Code (2262242)"]), ("authors", ["a"])):
        result = board(
            WEEK, dict.fromkeys([*names, OTHER], 5), MADE, dataset=f"{scope}-chart", days=7
        )
        put(store, replace(result, key=replace(result.key, scope=scope)))
    assert store.slugs() == ["a/x", "b/y:free"]


def put_entries(store: Store, made: datetime, **prices: int) -> None:
    entries = tuple(
        Entry("catalog", name, {"price": price}, made) for name, price in prices.items()
    )
    body = payload(repr((made, prices)).encode(), "catalog")
    store.record(Capture(body, "x.gz"), Answer((), made, entries=entries))


def test_every_vintage_of_an_entry_is_told_oldest_first(store: Store) -> None:
    put_entries(store, EARLY, **{"a/x": 3, "b/y": 1})
    put_entries(store, EARLY + DAY, **{"a/x": 3, "b/y": 2})
    put_entries(store, LATER, **{"a/x": 4})
    assert [
        (row.name, json.loads(row.facts)["price"], row.known_from, row.seen_at)
        for row in store.entry_vintages("catalog")
    ] == [
        ("a/x", 3, EARLY, EARLY + DAY),
        ("b/y", 1, EARLY, EARLY),
        ("b/y", 2, EARLY + DAY, EARLY + DAY),
        ("a/x", 4, LATER, LATER),
    ]
    assert list(store.entry_vintages("benchmark-leaderboard")) == []


# At every level and depth the same is counted.


NAMES = [
    "anthropic/claude-4.5-sonnet-20250929", "minimax/minimax-m2.7-20260318", "nobody/new",
    "nobody/new:free", "openrouter/hunter-alpha", "qwen/qwen3.6-plus-04-02",
    "qwen/qwen3.6-plus-04-02:free", "stealth/of-tomorrow", "xiaomi/mimo-v2-pro-20260318",
    "z-ai/glm-5",
]  # fmt: skip
ALL = {f"a/x{n}": 1 for n in range(10)}
MONDAYS = [date(2026, 3, 16) + timedelta(7 * n) for n in range(5)]
"""Weeks in which a stealth model was revealed, and the weights of another were opened."""


@st.composite
def some_boards(draw: st.DrawFn) -> list[Board]:
    """Draw a few weeks, each of seven days or whole, with `other` or with all names."""
    named = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9), max_size=7)
    result = []
    for week in draw(st.lists(st.sampled_from(MONDAYS), min_size=1, max_size=3, unique=True)):
        dataset = draw(st.sampled_from([DAILY, WEEKLY, WINDOW]))
        starts = [week + timedelta(n) for n in range(7)] if dataset == DAILY else [week]
        for start in starts:
            other = {OTHER: draw(st.integers(0, 9))} if dataset != WINDOW else ALL
            result.append(
                board(
                    start, draw(named) | other, MADE,
                    dataset=dataset, days=8 - len(starts), depth=None if dataset == WINDOW else 50,
                )
            )  # fmt: skip
    return result


def totals(result: pd.DataFrame, column: str = "value") -> dict[pd.Timestamp, Any]:
    return result.groupby("week")[column].sum().to_dict()


@settings(max_examples=60)
@given(
    some_boards(),
    st.sampled_from([level for level in LEVELS if level != "app"]),
    st.sampled_from([None, 1, 3, 9]),
    st.booleans(),
)
def test_the_total_of_a_week_is_the_same_at_every_level_and_depth(
    databases: Databases, boards: Sequence[Board], by: str, depth: int | None, reveal: bool
) -> None:
    with databases.fresh() as store:
        put(store, *boards)
        result = frames.weekly(store, Definition(by=by, depth=depth, reveal=reveal))
        slugs = frames.weekly(store, Definition(depth=depth))
    expected: dict[pd.Timestamp, int] = {}
    for item in boards:
        week = pd.Timestamp(item.key.period.week)
        expected[week] = expected.get(week, 0) + item.total
    assert totals(result) == totals(slugs) == expected
    assert not result.duplicated(["week", "entity"]).any()
    shares = {week: pytest.approx(1) if total else 0 for week, total in expected.items()}
    assert totals(share(result), "share") == shares
    named = slugs[slugs["entity"] != OTHER].groupby("week").size()
    assert depth is None or (named <= depth).all()


@settings(max_examples=40)
@given(
    some_boards(),
    st.sampled_from([level for level in LEVELS if level != "app"]),
    st.sampled_from([None, 1, 3, 9]),
    st.booleans(),
    st.sampled_from([None, EARLY]),
)
def test_over_the_days_of_a_week_the_frame_is_that_of_the_week(
    databases: Databases,
    boards: Sequence[Board],
    by: str,
    depth: int | None,
    reveal: bool,
    as_of: datetime | None,
) -> None:
    definition = Definition(by=by, depth=depth, reveal=reveal, as_of=as_of)
    with databases.fresh() as store:
        early = (replace(board, known_from=EARLY) for board in boards[1::2])
        put(store, *boards[::2], *early)
        weekly = frames.of_days(store, definition)
        result = frames.over_days(store, definition, [Period.of_week(week) for week in MONDAYS])
    assert (result["end"] - result["week"] == timedelta(6)).all()
    pd.testing.assert_frame_equal(result.drop(columns="end"), weekly)
