"""From boards to weekly sums: one dataset a week, and only what was known."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.sample_boards import MADE, WEEK, board, payload, put, put_days, put_week
from support.store_sums import weekly

from tracker import identity
from tracker.analysis import frame as frames
from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.archive import Capture
from tracker.breaks import lost_days
from tracker.records import OTHER, Board, Definition
from tracker.sources.datasets import data_api
from tracker.store import Precedence, Store
from tracker.weeks import read_as_of

PRECEDENCE = Precedence(
    ("rankings-daily", "rankings-weekly", "history-rankings-weekly", "history-model-activity"),
    frozenset({"rankings-daily"}),
    lost_days(),
)


def sums(
    store: Store, metric: str = "tokens", by: str | None = None, as_of: str | None = None
) -> dict[tuple[str, str], Any]:
    """Return (week, entity) → its sum, with the columns of its week."""
    level = None if by is None else lambda slug: identity.spans(slug, by)
    weeks, result = weekly(store, metric, PRECEDENCE, read_as_of(as_of) if as_of else None, level)
    weeks_by_date = {row.week: row._asdict() for row in weeks}
    rows = {
        (week.isoformat(), entity): SimpleNamespace(**weeks_by_date[week], value=value, days=days)
        for week, entity, value, days in zip(*result, strict=True)
    }
    assert len(rows) == len(result.week), "an entity has one row a week"
    return rows


def values(store: Store, **more: Any) -> dict[tuple[str, str], int]:
    return {key: row.value for key, row in sums(store, **more).items()}


def test_seven_days_are_a_week(store: Store) -> None:
    put_days(store, WEEK - timedelta(1), 9)
    rows = sums(store)
    row = rows["2026-08-10", "a/x"]
    assert (row.value, row.days, row.complete, row.dataset, row.depth) == (
        35,
        7,
        True,
        "rankings-daily",
        50,
    )
    assert (row.selection, row.as_of, row.seen_at) == ("tokens", MADE, MADE)
    assert rows["2026-08-10", OTHER].value == 7
    assert {(week, row.complete, row.days) for (week, _), row in rows.items()} == {
        ("2026-08-03", False, 1),
        ("2026-08-10", True, 7),
        ("2026-08-17", False, 1),
    }


def test_an_empty_store_has_no_weeks(store: Store) -> None:
    assert sums(store) == {}
    assert sums(store, by="model") == {}


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2024-12-31", "2024-12-30"),
        ("2025-01-01", "2024-12-30"),
        ("2025-01-05", "2024-12-30"),
        ("2025-01-06", "2025-01-06"),
        ("2026-12-28", "2026-12-28"),
        ("2027-01-03", "2026-12-28"),
    ],
)
def test_a_day_counts_towards_its_iso_week_at_years_ends(store: Store, day: str, week: str) -> None:
    put(store, board(date.fromisoformat(day), {"a/x": 5}, datetime(2027, 2, 1, tzinfo=UTC)))
    assert set(sums(store)) == {(week, "a/x")}


def test_the_first_week_of_the_dataset_is_never_whole(store: Store) -> None:
    put_days(store, date(2025, 1, 1), 5)
    assert {row.complete for row in sums(store).values()} == {False}


@pytest.mark.parametrize(
    ("week", "lost"), [("2025-06-09", "2025-06-15"), ("2025-07-14", "2025-07-15")]
)
def test_a_week_with_a_day_lost_for_ever_is_whole_with_six(
    store: Store, week: str, lost: str
) -> None:
    monday = date.fromisoformat(week)
    put_days(store, monday, 7, skip=frozenset({date.fromisoformat(lost)}))
    row = sums(store)[week, "a/x"]
    assert (row.complete, row.days, row.value) == (True, 6, 30)
    put_days(store, monday + timedelta(7), 7, skip=frozenset({monday + timedelta(9)}))
    assert not sums(store)[str(monday + timedelta(7)), "a/x"].complete


def test_with_a_lost_day_five_days_are_not_enough(store: Store) -> None:
    put_days(store, date(2025, 6, 9), 7, skip=frozenset({date(2025, 6, 15), date(2025, 6, 10)}))
    assert not sums(store)["2025-06-09", "a/x"].complete


# Which dataset answers.


def test_seven_days_of_a_single_name_answer_before_six_where_no_depth_is_asked_for(
    store: Store,
) -> None:
    lost = date(2025, 6, 9)
    put_days(store, lost, 6)
    assert [row.dataset for row in store.answers("tokens", PRECEDENCE)] == ["rankings-daily"]
    put(store, board(lost, {"a/x": 36}, MADE, dataset="rankings-weekly", depth=1, days=7))
    assert [row.dataset for row in store.answers("tokens", PRECEDENCE)] == ["rankings-weekly"]
    assert values(store) == {("2025-06-09", "a/x"): 36}


def test_official_days_answer_before_official_weeks_and_history(store: Store) -> None:
    put_week(store, "history-rankings-weekly")
    assert sums(store)["2026-08-10", "a/x"].dataset == "history-rankings-weekly"
    put_week(store, "rankings-weekly")
    assert sums(store)["2026-08-10", "a/x"].dataset == "rankings-weekly"
    put_days(store, WEEK, 7)
    assert sums(store)["2026-08-10", "a/x"].dataset == "rankings-daily"


def test_a_whole_week_of_history_answers_before_some_official_days(store: Store) -> None:
    put_days(store, WEEK, 6)
    assert sums(store)["2026-08-10", "a/x"].value == 30
    put_week(store, "history-rankings-weekly")
    assert values(store) == {("2026-08-10", "a/x"): 100, ("2026-08-10", OTHER): 9}
    put_days(store, WEEK + timedelta(6), 1)
    assert values(store) == {("2026-08-10", "a/x"): 35, ("2026-08-10", OTHER): 7}


def test_datasets_are_never_mixed_inside_a_week(store: Store) -> None:
    put_days(store, WEEK, 7, **{"a/x": 5, "b/only-days": 1})
    put_week(store, "rankings-weekly", **{"a/x": 36, "c/only-week": 2})
    put_week(store, "rankings-weekly", WEEK + timedelta(7), **{"c/only-week": 3})
    assert values(store) == {
        ("2026-08-10", "a/x"): 35,
        ("2026-08-10", "b/only-days"): 7,
        ("2026-08-17", "c/only-week"): 3,
    }


def test_metrics_are_never_mixed(store: Store) -> None:
    put_week(store, "history-model-activity", metric="calls", **{"a/x": 3})
    put_days(store, WEEK, 7)
    assert values(store, metric="calls") == {("2026-08-10", "a/x"): 3}
    assert values(store)["2026-08-10", "a/x"] == 35


@pytest.mark.parametrize(
    "stranger",
    [
        board(WEEK, {"a/x": 9}, MADE, dataset="app-rankings", days=7),
        board(WEEK, {"a/x": 9}, MADE, dataset="rankings-weekly", days=1),
        board(WEEK, {"a/x": 9}, MADE, dataset="rankings-daily", days=7),
        board(WEEK + timedelta(1), {"a/x": 9}, MADE, dataset="rankings-weekly", days=7),
        board(WEEK, {"a/x": 9}, MADE, dataset="rankings-weekly", days=30),
    ],
)
def test_what_is_no_week_of_a_known_dataset_answers_for_none(store: Store, stranger: Board) -> None:
    put(store, stranger)
    assert sums(store) == {}


# Boards of one model each.


PARTED = Precedence(
    ("rankings-daily", "model-activity"),
    frozenset({"rankings-daily"}),
    parted=frozenset({"model-activity"}),
)


def put_model(
    store: Store, slug: str, calls: int, week: date = WEEK, *, made: datetime = MADE
) -> None:
    """Record the activity of one model in a week, its tokens a thousand times its calls."""
    boards = [
        board(week, {slug: value}, made, dataset="model-activity", metric=metric, depth=1, days=7)
        for metric, value in (("calls", calls), ("tokens", 1_000 * calls))
    ]
    put(
        store,
        *(
            replace(result, key=replace(result.key, scope=f"models/{slug}"), selection="calls")
            for result in boards
        ),
    )


def parted(store: Store, metric: str, as_of: datetime | None = None) -> dict[str, Any]:
    """Return the columns of the week that answers, with its values by entity."""
    weeks, result = weekly(store, metric, PARTED, as_of)
    (week_row,) = weeks
    return {**week_row._asdict(), "values": dict(zip(result.entity, result.value, strict=True))}


def test_boards_of_one_model_each_answer_together_to_the_depth_of_their_number(
    store: Store,
) -> None:
    for slug, calls in (("a/x", 9), ("a/x:free", 7), ("b/y", 5)):
        put_model(store, slug, calls)
    answered = parted(store, "calls")
    assert answered["values"] == {"a/x": 9, "a/x:free": 7, "b/y": 5}
    assert (answered["dataset"], answered["depth"], answered["complete"]) == (
        "model-activity",
        3,
        True,
    )
    assert (answered["selection"], answered["as_of"]) == ("calls", MADE)
    assert parted(store, "tokens")["values"] == {"a/x": 9_000, "a/x:free": 7_000, "b/y": 5_000}


def test_each_part_has_its_own_vintages(store: Store) -> None:
    later = MADE + timedelta(days=1)
    put_model(store, "a/x", 9)
    put_model(store, "b/y", 5)
    put_model(store, "b/y", 6, made=later)
    put_model(store, "c/z", 1, made=later)
    assert parted(store, "calls")["values"] == {"a/x": 9, "b/y": 6, "c/z": 1}
    then = parted(store, "calls", MADE)
    assert (then["values"], then["depth"]) == ({"a/x": 9, "b/y": 5}, 2)
    assert (parted(store, "calls")["as_of"], parted(store, "calls")["seen_at"]) == (later, MADE)


def test_parts_rank_by_calls_only_and_never_tell_a_whole(store: Store) -> None:
    for n in range(29):
        put_model(store, f"a/x{n:02d}", 100 - n)
    assert rank(frames.weekly(store, Definition("calls")))["rank"].isna().all(), "29 may be any 29"
    put_model(store, "b/y", 200)
    calls, tokens = (
        frames.weekly(store, Definition("calls")),
        frames.weekly(store, Definition("tokens")),
    )
    ranks = rank(calls).set_index("entity")["rank"].to_dict()
    assert (ranks["b/y"], ranks["a/x00"], ranks["a/x28"]) == (1, 2, 30)
    assert rank(tokens)["rank"].isna().all()
    assert set(calls["depth"]) == {30}
    assert share(calls)["share"].isna().all()


def test_a_list_of_every_model_answers_before_parts_of_it(store: Store) -> None:
    put_model(store, "a/x", 9)
    put_model(store, "a/x", 9, WEEK - timedelta(7))
    put_days(store, WEEK, 7)
    weeks, _ = weekly(store, "tokens", PARTED)
    assert {row.week.isoformat(): row.dataset for row in weeks} == {
        "2026-08-03": "model-activity",
        "2026-08-10": "rankings-daily",
    }


def test_a_part_of_the_models_answers_for_no_week_where_the_whole_is_asked(store: Store) -> None:
    put_model(store, "a/x", 9)
    whole = Precedence(("model-activity",))
    weeks, result = weekly(store, "calls", whole)
    assert (list(weeks), result.entity) == ([], [])


# Entities.


def test_variants_count_towards_their_model_and_authors_sum_models(store: Store) -> None:
    put_days(store, WEEK, 7, **{"a/x": 5, "a/x:free": 2, "a/y": 1, OTHER: 3})
    assert values(store, by="model") == {
        ("2026-08-10", "a/x"): 49,
        ("2026-08-10", "a/y"): 7,
        ("2026-08-10", OTHER): 21,
    }
    assert values(store, by="author") == {("2026-08-10", "a"): 56, ("2026-08-10", OTHER): 21}


def test_days_are_those_on_which_an_entity_was_named_under_any_of_its_names(store: Store) -> None:
    put_days(store, WEEK, 2, **{"a/x": 5, "a/x:free": 2})
    put_days(store, WEEK + timedelta(2), 1, **{"a/x:free": 2})
    put_days(store, WEEK + timedelta(3), 4, **{"b/z": 1})
    by_slug = {entity: row.days for (_, entity), row in sums(store).items()}
    by_model = {entity: row.days for (_, entity), row in sums(store, by="model").items()}
    assert by_slug == {"a/x": 2, "a/x:free": 3, "b/z": 4}
    assert by_model == {"a/x": 3, "b/z": 4}


def test_a_week_published_whole_counts_seven_days(store: Store) -> None:
    put_week(store, "rankings-weekly", **{"a/x": 5, "a/x:free": 2})
    assert sums(store)["2026-08-10", "a/x"].days == 7
    assert sums(store, by="model")["2026-08-10", "a/x"].days == 7


def test_the_depth_of_a_week_is_that_of_its_shallowest_day(store: Store) -> None:
    put_days(store, WEEK, 6)
    put(store, board(WEEK + timedelta(6), {"a/x": 5}, MADE, depth=9))
    assert sums(store)["2026-08-10", "a/x"].depth == 9


@pytest.mark.parametrize("metric", ["calls", "tokens"])
def test_a_week_of_boards_whose_names_were_chosen_by_two_metrics_ranks_by_neither(
    store: Store, metric: str
) -> None:
    days = [board(WEEK + timedelta(n), {"a/x": 5, OTHER: 1}, MADE, metric=metric) for n in range(7)]
    put(store, *days)
    assert sums(store, metric)["2026-08-10", "a/x"].selection == metric
    assert frames.weekly(store, Definition(metric))["can_rank"].all()
    other = {"calls": "tokens", "tokens": "calls"}[metric]
    later = MADE + timedelta(days=1)
    put(store, replace(days[0], selection=other, readings=(("a/x", 6),), known_from=later))
    assert sums(store, metric)["2026-08-10", "a/x"].selection is None
    assert not frames.weekly(store, Definition(metric))["can_rank"].any()


# What was known when.


def test_the_newest_vintage_answers_and_as_of_finds_the_older_one(store: Store) -> None:
    first, second = datetime(2026, 8, 17, 7, tzinfo=UTC), datetime(2026, 8, 18, 7, tzinfo=UTC)
    put_days(store, WEEK, 7, made=first)
    put(store, board(WEEK + timedelta(6), {"a/x": 50, "b/new": 1}, second))
    row = sums(store)["2026-08-10", "a/x"]
    assert (row.value, row.as_of, row.seen_at) == (80, second, first)
    known_then = sums(store, as_of="2026-08-17")
    assert set(known_then) == {("2026-08-10", "a/x"), ("2026-08-10", OTHER)}
    assert (known_then["2026-08-10", "a/x"].value, known_then["2026-08-10", "a/x"].as_of) == (
        35,
        first,
    )
    assert values(store, as_of="2026-08-18T06:59:59Z")["2026-08-10", "a/x"] == 35
    assert values(store, as_of="2026-08-18T07:00:00Z")["2026-08-10", "a/x"] == 80
    assert sums(store, as_of="2026-08-16") == {}


def test_as_of_before_a_whole_week_was_known_another_dataset_may_answer(store: Store) -> None:
    early, late = datetime(2026, 8, 17, tzinfo=UTC), datetime(2026, 8, 20, tzinfo=UTC)
    put_days(store, WEEK, 6, made=early)
    put_days(store, WEEK + timedelta(6), 1, made=late)
    put_week(store, "history-rankings-weekly", made=datetime(2026, 8, 18, tzinfo=UTC))
    result = {
        day: sums(store, as_of=day)["2026-08-10", "a/x"]
        for day in ("2026-08-17", "2026-08-19", "2026-08-20")
    }
    assert [(row.dataset, row.complete) for row in result.values()] == [
        ("rankings-daily", False),
        ("history-rankings-weekly", True),
        ("rankings-daily", True),
    ]


def test_a_confirmation_moves_only_when_a_week_was_last_seen(store: Store) -> None:
    first, second = datetime(2026, 8, 17, 7, tzinfo=UTC), datetime(2026, 8, 19, 7, tzinfo=UTC)
    put_days(store, WEEK, 7, made=first)
    put_days(store, WEEK, 7, made=second)
    row = sums(store)["2026-08-10", "a/x"]
    assert (row.as_of, row.seen_at) == (first, second)
    before = sums(store, as_of="2026-08-18")["2026-08-10", "a/x"]
    assert (before.as_of, before.seen_at) == (first, first)
    just_then = sums(store, as_of="2026-08-19T07:00:00Z")["2026-08-10", "a/x"]
    assert (just_then.as_of, just_then.seen_at) == (first, second)
    assert sums(store, as_of="2026-08-17T07:00:00Z")["2026-08-10", "a/x"].seen_at == first


# The recorded figures.


@pytest.fixture
def recorded(store: Store, shared: Path) -> Store:
    for name in (
        "2025.as_of_2026-08-22T071016",
        "2026.as_of_2026-08-16T070934",
        "2026.as_of_2026-08-22T071019",
    ):
        file = shared / f"data/rankings-daily/rankings-{name}.json.gz"
        body = payload(gzip.decompress(file.read_bytes()), url=f"file:{file.name}")
        store.record(Capture(body, file.name), data_api.parse(body))
    return store


def test_the_recorded_days_give_the_recorded_weeks_to_the_token(
    recorded: Store, shared: Path
) -> None:
    rows = sums(recorded)
    totals: dict[str, int] = {}
    for (week, _), row in rows.items():
        totals[week] = totals.get(week, 0) + row.value
    assert totals["2026-08-10"] == 75_340_581_084_831

    known = gzip.decompress((shared / "data/history/weekly_number1.csv.gz").read_bytes()).decode()
    compared = 0
    for line in csv.DictReader(known.splitlines()):
        week = line["week_start"]
        if "official" not in line["source"] or line["days"] not in ("6", "7"):
            continue
        assert totals[week] == int(line["week_total"]), week
        assert rows[week, line["no1"]].value == int(line["tokens"]), week
        assert rows[week, line["no2"]].value == int(line["no2_tokens"]), week
        assert rows[week, line["no1"]].complete
        compared += 1
    assert compared == 84
    partial = {week for (week, _), row in rows.items() if not row.complete}
    assert partial == {"2024-12-30", "2026-08-17"}


def test_as_of_answers_what_was_known_of_the_recorded_correction(recorded: Store) -> None:
    known_then = sums(recorded, as_of="2026-08-16")
    assert not known_then["2026-08-10", OTHER].complete
    slug = "deepseek/deepseek-v4-flash-20260731"
    assert sums(recorded)["2026-08-10", slug].value == 11_180_297_061_770
    assert known_then["2026-08-10", slug].days == 6
    assert sums(recorded, as_of="2026-07-01").keys() == set()
