"""What is on record of models beside their weekly counts: prices with vintages, results, days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import Databases
from support.frontend_bodies import a_model, a_result, benchmark_csv, catalogue_body
from support.sample_boards import answer, board, payload

from tracker.analysis import catalog
from tracker.archive import Capture
from tracker.errors import GapError
from tracker.records import OTHER, Board
from tracker.sources.datasets import benchmarks
from tracker.sources.datasets import catalog as catalog_source
from tracker.store import Store
from tracker.weeks import DAY, WEEK, monday

MADE = datetime(2026, 8, 22, 7, tzinfo=UTC)
PRICES = [
    "id", "slug", "created", "known_from", "seen_at", "prompt", "completion", "cache_read",
]  # fmt: skip
_bodies = count()


def at(day: int) -> datetime:
    return datetime(2026, 8, day, 4, 10, tzinfo=UTC)


def a_list(store: Store, day: int, *models: dict[str, Any]) -> None:
    """Record the list of models of a day of August."""
    result = payload(catalogue_body(models), "catalog", f"file:{day}.json", fetched_at=at(day))
    store.record(Capture(result, f"{day}.gz"), catalog_source.parse(result))


def priced(prompt: str, completion: str = "0.000002", cache: str | None = None) -> dict[str, Any]:
    read = {} if cache is None else {"input_cache_read": cache}
    return {"pricing": {"prompt": prompt, "completion": completion, **read}}


def as_tuples(result: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Return the rows, with instants as days of the month."""
    rows = result[[*columns]].copy()
    for name in {"known_from", "seen_at"} & {*columns}:
        rows[name] = rows[name].dt.day
    return [*rows.itertuples(index=False, name=None)]


# Prices.


def test_every_vintage_of_a_price_is_told(store: Store) -> None:
    a_list(store, 3, a_model("a/x", **priced("0.0000003")), a_model("b/y", **priced("0.000001")))
    a_list(store, 4, a_model("a/x", **priced("0.0000003")), a_model("b/y", **priced("0.000001")))
    a_list(store, 9, a_model("a/x", **priced("0.00000045")))
    result = catalog.prices(store)
    assert [*result.columns] == PRICES
    assert as_tuples(result, "id", "slug", "known_from", "seen_at") == [
        ("a/x", "a/x-20260601", 3, 4),
        ("b/y", "b/y-20260601", 3, 4),
        ("a/x", "a/x-20260601", 9, 9),
    ]
    assert result["prompt"].tolist() == pytest.approx([0.3, 1, 0.45])
    assert result["completion"].tolist() == pytest.approx([2, 2, 2])
    assert result["cache_read"].isna().all()
    assert {*result["created"]} == {pd.Timestamp("2026-06-01")}
    assert result["known_from"][0] == pd.Timestamp(at(3))


def test_a_slug_was_added_on_the_first_day_that_any_list_says(store: Store) -> None:
    a_list(store, 3, added("a/x", date(2026, 5, 20)), added("b/y", date(2026, 5, 1)))
    a_list(store, 9, added("a/x", date(2026, 5, 11)), added("b/y", date(2026, 5, 30)))
    a, b = "a/x-20260601", "b/y-20260601"
    assert catalog.listed(store) == {a: date(2026, 5, 11), b: date(2026, 5, 1)}
    assert catalog.listed(store, at(8)) == {a: date(2026, 5, 20), b: date(2026, 5, 1)}


def added(slug: str, day: date) -> dict[str, Any]:
    """Return a model of the catalogue that was added on a day."""
    created = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return a_model(slug, created=int(created.timestamp()))


@pytest.mark.parametrize(
    ("written", "dollars"), [("0.0000003", 0.3), ("0", 0.0), ("1e-7", 0.1), ("-1", None)]
)
def test_a_price_is_for_a_million_tokens_and_missing_where_it_varies(
    store: Store, written: str, dollars: float | None
) -> None:
    a_list(store, 3, a_model("a/x", **priced(written, written, written)))
    result = catalog.prices(store).loc[0, ["prompt", "completion", "cache_read"]]
    listed = catalog.catalog(store).loc[0, ["price_prompt", "price_completion"]]
    if dollars is None:
        assert result.isna().all()
        assert listed.isna().all()
    else:
        assert result.tolist() == pytest.approx([dollars] * 3)
        assert listed.tolist() == pytest.approx([dollars] * 2)


def test_as_of_knows_no_later_price(store: Store) -> None:
    a_list(store, 3, a_model("a/x", **priced("0.000001")))
    a_list(store, 9, a_model("a/x", **priced("0.000002")))
    assert as_tuples(catalog.prices(store, at(8)), "known_from", "prompt") == [(3, 1.0)]
    assert as_tuples(catalog.prices(store, at(9)), "known_from", "prompt") == [(3, 1.0), (9, 2.0)]
    assert catalog.prices(store, at(2)).empty


def test_without_a_list_there_are_no_prices_and_no_error(store: Store) -> None:
    empty = catalog.prices(store)
    with pytest.raises(GapError, match="no catalog is recorded"):
        catalog.catalog(store)
    a_list(store, 3, a_model("a/x", **priced("0.000001", cache="0.0000001")))
    result = catalog.prices(store)
    assert (len(empty), len(result)) == (0, 1)
    assert [*empty.columns] == [*result.columns]
    for name in result:
        assert empty[name].dtype.kind == result[name].dtype.kind, name


def test_variants_have_prices_of_their_own(store: Store) -> None:
    a_list(
        store, 3, a_model("a/x", **priced("0.000001")), a_model("a/x", ":free", **priced("0", "0"))
    )
    assert as_tuples(catalog.prices(store), "slug", "prompt") == [
        ("a/x-20260601", 1.0),
        ("a/x-20260601:free", 0.0),
    ]


@pytest.mark.parametrize(
    ("ids", "answers"),
    [
        (["openrouter/auto", "b/x"], "b/x"),
        (["~b/x-latest", "b/x"], "b/x"),
        (["b/z", "b/x", "b/y"], "b/x"),
        (["openrouter/auto", "aa/x"], "aa/x"),
    ],
)
def test_of_several_ids_that_share_a_slug_one_answers(
    store: Store, ids: list[str], answers: str
) -> None:
    models = [
        {**a_model("b/x", **priced(f"0.00000{number}")), "id": name}
        for number, name in enumerate(ids, 1)
    ]
    a_list(store, 3, *models)
    assert catalog.prices(store)["id"].tolist() == [answers]


def test_an_id_that_is_still_listed_answers_before_one_that_is_not(store: Store) -> None:
    old, new = ({**a_model("b/x", **priced(price)), "id": name}
                for name, price in (("b/a", "0.000001"), ("b/b", "0.000002")))  # fmt: skip
    a_list(store, 3, old)
    a_list(store, 4, new)
    assert as_tuples(catalog.prices(store), "id", "known_from") == [("b/b", 4)]


def test_an_id_that_moves_to_another_model_leaves_its_price_behind(store: Store) -> None:
    first, then = (
        {**a_model("a/x", **priced(price)), "canonical_slug": slug}
        for slug, price in (("a/x-1", "0.000001"), ("a/x-2", "0.000002"))
    )
    pinned = {**a_model("a/w", **priced("0.000003")), "canonical_slug": "a/x-1"}
    a_list(store, 3, first)
    a_list(store, 4, then, pinned)
    assert as_tuples(catalog.prices(store), "id", "slug", "prompt") == [
        ("a/w", "a/x-1", 3.0),
        ("a/x", "a/x-2", 2.0),
    ]


# Results.


def test_a_result_is_told_as_published(store: Store) -> None:
    result = payload(benchmark_csv([a_result()]), "benchmarks", "file:b.csv", fetched_at=at(3))
    store.record(Capture(result, "b.gz"), benchmarks.parse(result))
    (row,) = catalog.benchmarks(store).to_dict("records")
    assert (row["benchmark"], row["slug"], row["accuracy"], row["run_count"], row["listed"]) == (
        "gpqa_diamond", "a/x-20260601", 0.8125, 4, True,
    )  # fmt: skip


def test_without_results_there_is_no_answer(store: Store) -> None:
    with pytest.raises(GapError, match="no benchmark-leaderboard is recorded"):
        catalog.benchmarks(store)


# When a slug was named.


def put(store: Store, *boards: Board) -> None:
    if boards:
        store.record(Capture(payload(str(next(_bodies)).encode()), "x.gz"), answer(*boards))


def a_day(day: date, names: Iterable[str]) -> Board:
    return board(day, {**dict.fromkeys(names, 5), OTHER: 1}, MADE)


def a_week(week: date, names: Iterable[str], dataset: str = "model-chart") -> Board:
    read = {**dict.fromkeys(names, 5), OTHER: 1}
    return board(week, read, MADE, dataset=dataset, depth=9, days=7)


def march(days: str) -> list[date]:
    return [date(2026, 3, int(day)) for day in days.split()]


@pytest.mark.parametrize(
    ("recorded", "named", "weeks", "expected"),
    [
        # The 2nd, the 9th and the 16th are Mondays.
        ("3 4 5 6", "4 5", "", ("03-04", True, "03-05", True)),
        ("4 5 6", "4 5", "", ("03-04", False, "03-05", True)),
        ("3 4 5", "4 5", "", ("03-04", True, "03-05", False)),
        ("3 4 7", "4", "", ("03-04", True, "03-04", False)),
        ("1 2 3", "2", "", ("03-02", True, "03-02", True)),
        ("3 4 5 6", "4 5", "2", ("03-04", True, "03-05", True)),
        ("4 5 6", "4 5", "2", ("03-04", False, "03-05", True)),
        ("10 11 12 13", "11 12", "2 9", ("03-02", False, "03-12", True)),
        ("10 11 12 13", "11 12", "9 16", ("03-11", True, "03-22", False)),
        ("10 11 12 13", "11 12", "2 16", ("03-02", False, "03-22", False)),
        ("10 11 12 13", "", "2 9", ("03-02", False, "03-15", False)),
    ],
)
def test_a_day_is_exact_where_the_day_beside_it_is_on_record(
    store: Store, recorded: str, named: str, weeks: str, expected: tuple[str, bool, str, bool]
) -> None:
    days = {day: ["a/x"] if day in march(named) else ["b/y"] for day in march(recorded)}
    put(store, *(a_day(day, names) for day, names in days.items()))
    put(store, *(a_week(week, ["a/x"]) for week in march(weeks)))
    result = catalog.seen(store, ["a/x"])
    assert [*result.columns] == ["slug", "first", "first_exact", "last", "last_exact"]
    (row,) = result.itertuples(index=False)
    assert row.slug == "a/x"
    assert (
        f"{row.first:%m-%d}", row.first_exact, f"{row.last:%m-%d}", row.last_exact,
    ) == expected  # fmt: skip


def test_what_was_seen_is_told_as_it_was_known_then(store: Store) -> None:
    day = date(2026, 3, 10)
    put(store, *(a_day(day + number * DAY, ["a/x"]) for number in range(3)))
    assert len(catalog.seen(store, ["a/x"], MADE)) == 1
    assert catalog.seen(store, ["a/x"], MADE - timedelta(seconds=1)).empty


def test_what_was_never_named_was_not_seen(store: Store) -> None:
    put(store, a_day(date(2026, 3, 2), ["a/x"]))
    assert catalog.seen(store, ["b/y", "a/x"])["slug"].tolist() == ["a/x"]
    for nothing in (catalog.seen(store, ["b/y"]), catalog.seen(store, [])):
        assert nothing.empty
        assert [*nothing.columns] == ["slug", "first", "first_exact", "last", "last_exact"]
        assert nothing["first"].dtype == nothing["last"].dtype == "datetime64[s]"


START = date(2026, 3, 2)
DAYS = [START + n * DAY for n in range(21)]
WEEKS = [START + n * WEEK for n in range(3)]


def by_hand(
    recorded: Sequence[date], named: Sequence[date], weeks: Sequence[date]
) -> tuple[date, bool, date, bool] | None:
    """Return the finest known dates of the first and the last week that named it."""
    touched = sorted({*weeks, *map(monday, named)})
    if not touched:
        return None
    first = [day for day in named if monday(day) == touched[0]]
    last = [day for day in named if monday(day) == touched[-1]]
    return (
        min(first) if first else touched[0],
        bool(first) and min(first) - DAY in recorded,
        max(last) if last else touched[-1] + timedelta(days=6),
        bool(last) and max(last) + DAY in recorded,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.sampled_from(DAYS)), st.sets(st.sampled_from(DAYS)), st.sets(st.sampled_from(WEEKS))
)
def test_the_first_and_the_last_are_the_finest_known(
    databases: Databases, recorded: set[date], named: set[date], weeks: set[date]
) -> None:
    named &= recorded
    with databases.fresh() as store:
        put(store, *(a_day(day, ["a/x"] if day in named else ["b/y"]) for day in recorded))
        put(store, *(a_week(week, ["a/x"]) for week in weeks))
        result = catalog.seen(store, ["a/x"])
    rows = [
        (row.first.date(), row.first_exact, row.last.date(), row.last_exact)
        for row in result.itertuples()
    ]
    expected = by_hand(sorted(recorded), sorted(named), sorted(weeks))
    assert rows == ([] if expected is None else [expected])
