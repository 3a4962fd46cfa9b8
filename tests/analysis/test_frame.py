"""What is said of the weeks of a frame: whether they are settled, and whether they can rank.

And of their rows: which values are lower bounds, on how many days, and whose lead is proven.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pandas as pd
import pytest
from support.sample_boards import MADE, WEEK, board, put, put_days, put_week

from tracker.analysis.frame import may_be_open, of_days, over_days, weekly, weeks_of
from tracker.analysis.limits import at_most
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.errors import ConfigError, GapError
from tracker.records import BUCKETS, DEEPEST, OTHER, Board, Definition
from tracker.store import Store
from tracker.weeks import DAY, Period

MONDAY = date(2026, 8, 10)
ENDED = datetime(2026, 8, 17, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def week_row(
    *,
    dataset: str = "rankings-daily",
    depth: int | None = 50,
    complete: bool = True,
    selection: str | None = "tokens",
    seen_at: datetime = ENDED + timedelta(days=9),
    metric: str = "tokens",
) -> dict[str, object]:
    """Return the columns of a week."""
    rows = ((MONDAY, dataset, depth, complete, selection, ENDED, seen_at),)
    (row,) = weeks_of(rows, metric).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("after", "settled"),
    [
        (timedelta(0), False),
        (timedelta(days=1), False),
        (timedelta(days=2) - SECOND, False),
        (timedelta(days=2), True),
        (timedelta(days=3), True),
    ],
)
def test_a_week_is_settled_once_it_is_confirmed_two_days_after_its_end(
    after: timedelta, settled: bool
) -> None:
    assert week_row(seen_at=ENDED + after)["settled"] is settled


def test_a_week_that_is_not_complete_is_never_settled() -> None:
    assert week_row(complete=False)["settled"] is False


@pytest.mark.parametrize(
    ("metric", "selection", "depth", "can_rank"),
    [
        ("tokens", "tokens", 50, True),
        ("tokens", "tokens", None, True),
        ("tokens", "calls", 50, False),
        ("tokens", "calls", None, True),  # all are named
        ("calls", "tokens", 50, False),
        ("calls", "calls", 50, True),
        ("tokens", None, 50, False),  # by this metric on some days only
        ("calls", None, 50, False),
    ],
)
def test_a_week_ranks_by_what_its_names_were_chosen_by_or_if_all_are_named(
    metric: str, selection: str | None, depth: int | None, can_rank: bool
) -> None:
    assert week_row(metric=metric, selection=selection, depth=depth)["can_rank"] is can_rank


@pytest.mark.parametrize(
    ("dataset", "models", "can_rank"),
    [
        ("model-activity", 29, False),
        ("model-activity", 30, True),
        ("model-activity", 31, True),
        ("model-chart", 9, True),
        ("app-rankings", 9, True),
        ("rankings-daily", 29, True),
    ],
)
def test_the_activity_of_single_models_ranks_from_thirty_on(
    dataset: str, models: int, can_rank: bool
) -> None:
    of_calls = week_row(dataset=dataset, depth=models, selection="calls", metric="calls")
    assert of_calls["can_rank"] is can_rank


# The rows of a week. Of the week of 9 June 2025 the publisher has lost the Sunday.


LOST = date(2025, 6, 9)
CHART = "model-chart"
STEALTH = "openrouter/hunter-alpha"
"""A model that Xiaomi listed without its name, in a week before it said so."""


def column_of(store: Store, column: str, week: date = WEEK, **more: Any) -> dict[str, Any]:
    """Return a column of a week, by entity."""
    rows = weekly(store, Definition(**more))
    rows = rows[rows["week"] == pd.Timestamp(week)]
    return dict(zip(rows["entity"], rows[column], strict=True))


@pytest.mark.parametrize(
    ("names", "by", "looked_at", "lower"),
    [
        (9, "slug", None, {"b/y"}),  # on one day it may have been tenth
        (49, "slug", None, {"b/y"}),
        (50, "slug", None, set()),
        (None, "slug", None, set()),
        (9, "slug", 9, set()),
        (9, "slug", 10, {"b/y"}),
        (9, "author", None, {"a", "b"}),  # some of `other` may be theirs
        (49, "author", None, {"a", "b"}),
        (50, "author", None, set()),
        (9, "author", 9, set()),
        (9, "author", 10, {"a", "b"}),
    ],
)
def test_of_days_with_few_names_a_slug_is_exact_if_named_on_all_and_no_sum_is(
    store: Store, names: int | None, by: str, looked_at: int | None, lower: set[str]
) -> None:
    """One is named on seven days, the other on six; `other` is what the board says it is."""
    on_six, on_seven = {"a/x": 5, "b/y": 4, OTHER: 1}, {"a/x": 5, OTHER: 1}
    days = [board(WEEK + n * DAY, on_six, MADE, depth=names) for n in range(6)]
    put(store, *days, board(WEEK + 6 * DAY, on_seven, MADE, depth=names))
    result = column_of(store, "at_least", by=by, depth=looked_at)
    assert {entity for entity, at_least in result.items() if at_least} == lower
    assert len(result) == 3


def test_a_sum_over_names_chosen_by_another_metric_is_a_lower_bound(store: Store) -> None:
    chosen = board(WEEK, {"a/x": 5, OTHER: 1}, MADE, dataset=CHART, days=7)
    put(store, replace(chosen, selection="calls"))
    assert column_of(store, "at_least") == {"a/x": False, OTHER: False}
    assert column_of(store, "at_least", by="author") == {"a": True, OTHER: False}


def test_of_a_week_that_is_not_over_or_lacks_a_day_all_is_a_lower_bound(store: Store) -> None:
    put_days(store, WEEK, 6)
    put_days(store, LOST, 6)
    for week in (WEEK, LOST):
        assert column_of(store, "at_least", week) == {"a/x": True, OTHER: True}
    assert column_of(store, "complete", LOST) == {"a/x": True, OTHER: True}


@pytest.mark.parametrize(
    ("names", "by", "looked_at", "answers"),
    [
        (1, "slug", None, True),  # of any depth for single slugs
        (49, "author", None, False),
        (50, "author", None, True),
        (None, "author", None, True),
        (8, "author", 9, False),
        (9, "author", 9, True),
    ],
)
def test_a_week_of_seven_days_answers_before_six_if_deep_enough_for_the_question(
    store: Store, names: int | None, by: str, looked_at: int | None, answers: bool
) -> None:
    put_days(store, LOST, 6)
    put(store, board(LOST, {"a/x": 35, OTHER: 7}, MADE, dataset=CHART, depth=names, days=7))
    result = {*column_of(store, "dataset", LOST, by=by, depth=looked_at).values()}
    assert result == {CHART if answers else "rankings-daily"}


@pytest.mark.parametrize(
    ("week", "dataset", "names", "may_be"),
    [
        (MONDAY, "rankings-daily", 49, True),
        (MONDAY, "rankings-daily", 50, False),
        (MONDAY, "rankings-daily", None, False),
        (MONDAY, CHART, 9, False),  # its names were named in the whole week
        (MONDAY, "history-rankings-daily", 50, False),
        (LOST, "rankings-daily", 50, True),
        (LOST, "history-rankings-daily", 50, True),
        (LOST, CHART, 9, False),
    ],
)
def test_ranks_may_be_open_in_weeks_that_lack_a_day_or_are_summed_from_shallow_ones(
    week: date, dataset: str, names: int | None, may_be: bool
) -> None:
    rows = ((week, dataset, names, True, "tokens", ENDED, ENDED),)
    assert may_be_open(weeks_of(rows, "tokens")).tolist() == [may_be]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metric": "money"}, "no metric 'money'"),
        ({"by": "colour"}, "no level 'colour'"),
        ({"depth": -1}, "no depth -1"),
        ({"depth": 0}, "no depth 0"),
        ({"depth": DEEPEST + 1}, f"no depth {DEEPEST + 1}"),
    ],
)
def test_an_unknown_metric_level_or_depth_is_refused(
    store: Store, options: dict[str, Any], message: str
) -> None:
    put_week(store, CHART)
    with pytest.raises(ConfigError, match=message):
        weekly(store, Definition(**options))


def test_every_depth_from_one_to_the_deepest_may_be_asked_for(store: Store) -> None:
    put_week(store, CHART)
    for depth in (1, DEEPEST):
        assert column_of(store, "value", depth=depth) == {"a/x": 100, OTHER: 9}


@pytest.mark.parametrize(("by", "subject"), [("app", "calls of apps"), ("slug", "calls")])
def test_where_nothing_is_recorded_it_is_said_of_what(store: Store, by: str, subject: str) -> None:
    put_week(store, CHART)
    with pytest.raises(GapError, match=f"no weeks of {subject} are recorded"):
        weekly(store, Definition("calls", by))


def test_the_sums_of_days_are_those_of_now_and_without_hindsight(store: Store) -> None:
    """Of a week of which three days are on record, one of them corrected."""
    before = date(2026, 3, 16)
    put_days(store, before, 3, **{STEALTH: 5, OTHER: 1})
    put_days(store, before, 1, made=MADE + DAY, **{STEALTH: 7, OTHER: 1})
    rows = of_days(store, Definition(by="author")).set_index("entity")
    assert rows["value"].to_dict() == {"openrouter": 17, OTHER: 3}
    assert rows["at_least"].all()


@pytest.mark.parametrize(("looked_at", "depth"), [(1, 1), (2, None), (3, None)])
def test_a_board_that_names_all_still_does_where_nothing_is_cut_off(
    store: Store, looked_at: int, depth: int | None
) -> None:
    put(store, board(WEEK, {"a/x": 5, "b/y": 3}, MADE, dataset=CHART, depth=None, days=7))
    result = column_of(store, "depth", depth=looked_at)
    assert result["a/x"] == depth if depth else pd.isna(result["a/x"])


# Periods of any days.


def span(start: date, days: int = 7) -> Period:
    return Period(start, start + timedelta(days))


def test_the_seven_days_to_a_saturday_are_a_row_of_the_frame(store: Store) -> None:
    sunday = WEEK - DAY
    put_days(store, sunday, 4, **{"a/x": 5, "a/x:free": 2, OTHER: 1})
    put_days(store, sunday + 4 * DAY, 3, **{"a/x": 5, OTHER: 1})
    rows = over_days(store, Definition("tokens", "model"), [span(sunday)]).set_index("entity")
    assert rows["value"].to_dict() == {"a/x": 43, OTHER: 7}
    assert rows["days"].to_dict() == {"a/x": 7, OTHER: 7}
    assert {*rows["week"]} == {pd.Timestamp(sunday)}
    assert {*rows["end"]} == {pd.Timestamp(sunday + 6 * DAY)}
    columns = rows.loc["a/x", ["complete", "settled", "can_rank", "proven", "at_least", "depth"]]
    assert columns.tolist() == [True, True, True, False, False, 50]
    assert rows.loc["a/x", ["dataset", "as_of"]].tolist() == ["rankings-daily", MADE]


def test_a_period_is_settled_two_days_after_its_last_day(store: Store) -> None:
    put_days(store, date(2026, 8, 18), 3)
    days = [span(date(2026, 8, n), 1) for n in (18, 19, 20)]
    rows = over_days(store, Definition(), days)
    settled = rows[rows["entity"] == OTHER].set_index("week")["settled"]
    assert settled.to_dict() == {
        pd.Timestamp(2026, 8, 18): True,
        pd.Timestamp(2026, 8, 19): True,  # MADE is 55 hours after its end
        pd.Timestamp(2026, 8, 20): False,
    }


def test_a_period_of_which_a_day_is_lost_has_lower_bounds(store: Store) -> None:
    put_days(store, LOST - DAY, 8, skip=frozenset({date(2025, 6, 15)}))
    rows = over_days(store, Definition(), [span(LOST - DAY), span(LOST), span(LOST + DAY, 6)])
    rows = rows[rows["entity"] == "a/x"].set_index("week")
    assert rows["days"].tolist() == [7, 6, 5]
    assert rows["at_least"].tolist() == [False, True, True]
    assert rows["complete"].all()


def test_a_period_of_which_a_day_is_missing_has_lower_bounds_and_is_not_complete(
    store: Store,
) -> None:
    put_days(store, date(2026, 7, 1), 30)
    july, days = span(date(2026, 7, 1), 31), span(date(2026, 7, 2), 29)
    rows = over_days(store, Definition(), [july, days])
    rows = rows[rows["entity"] == "a/x"].set_index("week")
    assert rows["value"].tolist() == [150, 145]
    assert rows["complete"].tolist() == [False, True]
    assert rows["at_least"].tolist() == [True, False]


def test_of_shallow_days_what_is_not_named_on_all_is_a_lower_bound(store: Store) -> None:
    days = [board(WEEK, {"a/x": 5, OTHER: 1}, MADE, depth=9)]
    days += [board(WEEK + DAY, {"a/x": 5, "b/y": 4, OTHER: 1}, MADE, depth=9)]
    put(store, *days)
    rows = over_days(store, Definition(), [span(WEEK, 2)]).set_index("entity")
    assert rows["at_least"].to_dict() == {"a/x": False, "b/y": True, OTHER: False}
    assert rows["depth"].to_dict() == dict.fromkeys(rows.index, 9)


def test_two_periods_that_begin_on_the_same_day_are_refused(store: Store) -> None:
    with pytest.raises(ConfigError, match="two periods begin on 2026-08-10"):
        over_days(store, Definition(), [span(WEEK), span(WEEK, 31)])


@pytest.mark.parametrize("definition", [Definition("calls"), Definition("tokens", "app")])
def test_days_count_nothing_but_tokens_of_models(store: Store, definition: Definition) -> None:
    put_days(store, WEEK, 7)
    rows = over_days(store, definition, [span(WEEK)])
    assert [*rows.columns] == [*over_days(store, Definition(), [span(WEEK)]).columns]
    assert rows.empty


def test_periods_are_measured_like_weeks(store: Store) -> None:
    """Days of two months: ranks, shares and changes against the month before."""
    put_days(store, date(2026, 6, 1), 30, **{"a/x": 6, "b/y": 3, OTHER: 1})
    put_days(store, date(2026, 7, 1), 31, **{"a/x": 4, "b/y": 5, OTHER: 1})
    months = [span(date(2026, 6, 1), 30), span(date(2026, 7, 1), 31)]
    result = share(rank(over_days(store, Definition(), months)))
    july = result[result["week"] == pd.Timestamp(2026, 7, 1)].set_index("entity")
    assert july["rank"].dropna().to_dict() == {"b/y": 1, "a/x": 2}
    assert july["last_rank"].dropna().to_dict() == {"b/y": 2, "a/x": 1}
    assert july["share"].to_dict() == {"b/y": 0.5, "a/x": 0.4, OTHER: 0.1}
    assert july.loc["b/y", "change_pct"] == pytest.approx((155 / 90 - 1) * 100)
    assert july.loc["b/y", "change_points"] == pytest.approx(20)
    written = StringIO(result.to_csv(index=False))
    again = share(rank(pd.read_csv(written)[[*over_days(store, Definition(), months).columns]]))
    assert again["change_pct"].tolist()[3:] == result["change_pct"].tolist()[3:]


def test_of_three_days_of_which_one_is_lost_the_leader_may_have_had_half_as_much_again(
    store: Store,
) -> None:
    """The second may have had 1 to 4 less than a half of 20 more on the lost Sunday."""
    put_days(store, date(2025, 6, 13), 2, **{"a/x": 12, "b/y": 10, OTHER: 1})
    three = span(date(2025, 6, 13), 3)
    rows = over_days(store, Definition(), [three])
    assert at_most(rows).tolist() == [24 + 5, 20 + 4, 2]
    assert rank(rows)["rank"].isna().all()


def test_a_stealth_model_counts_for_its_maker_only_where_hindsight_is_asked_for(
    store: Store,
) -> None:
    before = date(2026, 3, 16)
    put_days(store, before, 7, **{STEALTH: 5, OTHER: 1})
    hidden, revealed = {"openrouter": 35, OTHER: 7}, {"xiaomi": 35, OTHER: 7}
    assert column_of(store, "value", before, by="author") == hidden
    assert column_of(store, "value", before, by="author", reveal=True) == revealed
    for more, values in (({}, hidden), ({"reveal": True}, revealed)):
        rows = over_days(store, Definition("tokens", "author", **more), [span(before)])
        assert dict(zip(rows["entity"], rows["value"], strict=True)) == values


# Whose lead is proven.


def of_class(length: str, week: date, **calls: int) -> Board:
    result = board(week, calls, MADE, dataset="context-length", metric="calls", depth=9, days=7)
    return replace(result, key=replace(result.key, scope=f"models/{length}"))


def test_the_classes_of_prompt_length_prove_who_led_by_calls_among_single_slugs(
    store: Store,
) -> None:
    """The five classes add up to the whole in one week, and are all there is of the next."""
    calls = {"a/x": 10, "b/y": 6}
    whole = board(WEEK, {"a/x": 50, "b/y": 30}, MADE, dataset="models-window", metric="calls",
                  depth=None, days=7)  # fmt: skip
    following = WEEK + 7 * DAY
    put(store, whole)
    put(
        store,
        *(of_class(length, week, **calls) for length in BUCKETS for week in (WEEK, following)),
    )
    assert column_of(store, "value", following, metric="calls") == {"a/x": 50}
    for column in ("proven", "at_least"):
        assert column_of(store, column, following, metric="calls") == {"a/x": True}
        assert not any(column_of(store, column, metric="calls").values()), "the whole is known"
    for other in ({"by": "model"}, {"depth": 9}, {"first_vintage": True}):
        assert column_of(store, "value", following, metric="calls", **other) == {}, (
            "no sum is proven"
        )
        assert len(column_of(store, "value", metric="calls", **other)) == 2


# Apps are told apart by their number.


def put_apps(store: Store, week: date, made: datetime, readings: dict[str, int]) -> None:
    found = board(week, readings, made, dataset="app-rankings", depth=None, days=7)
    put(store, replace(found, key=replace(found.key, scope="apps")))


def of_apps(store: Store, as_of: datetime | None = None) -> dict[tuple[str, str], int]:
    frame = weekly(store, Definition(by="app", as_of=as_of))
    return {
        (f"{week:%m-%d}", name): value
        for week, name, value in zip(frame["week"], frame["entity"], frame["value"], strict=True)
    }


def test_an_app_that_changed_its_name_is_one_and_two_of_one_name_are_two(store: Store) -> None:
    put_apps(store, WEEK, MADE, {"Kite (7)": 60, "Owl (8)": 30})
    put_apps(store, WEEK + timedelta(7), MADE + timedelta(7), {"Kite 2 (7)": 50, "Kite (9)": 40})
    assert of_apps(store) == {
        ("08-10", "Kite 2 (7)"): 60,
        ("08-10", "Owl (8)"): 30,
        ("08-17", "Kite 2 (7)"): 50,
        ("08-17", "Kite (9)"): 40,
    }


def test_an_app_has_the_name_that_was_known_at_the_instant(store: Store) -> None:
    put_apps(store, WEEK, MADE, {"Kite (7)": 60})
    put_apps(store, WEEK + timedelta(7), MADE + timedelta(7), {"Kite 2 (7)": 50})
    assert of_apps(store, MADE) == {("08-10", "Kite (7)"): 60}


def test_the_newest_name_is_the_one_published_last_of_whatever_week(store: Store) -> None:
    put_apps(store, WEEK + timedelta(7), MADE, {"Kite (7)": 50})
    put_apps(store, WEEK, MADE + timedelta(7), {"Kite 2 (7)": 60})
    assert {name for _, name in of_apps(store)} == {"Kite 2 (7)"}
