from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from support.frontend_bodies import a_model, a_result, benchmark_csv, catalogue_body
from support.sample_boards import payload
from support.weekly_frames import weekly

from tracker.analysis import catalog
from tracker.analysis.quality import COLUMNS, with_benchmarks
from tracker.archive import Capture
from tracker.errors import GapError
from tracker.sources.datasets import benchmarks as source
from tracker.sources.datasets import catalog as catalog_source
from tracker.store import Store

WEEK = date(2026, 3, 30)
FRAME = weekly("""
    week        a/x:free  b/y  a/x  c/z  other
    2026-03-30  40        30   20   5    5
    2026-04-06  1         .    .    .    9
""")


def results(table: str) -> pd.DataFrame:
    """Results: benchmark, slug, provider, accuracy, cost of a task; `.` is missing."""
    rows = [line.split() for line in table.strip().splitlines()]
    names = ["benchmark", "slug", "provider", "accuracy", "avg_cost_per_task_usd"]
    result = pd.DataFrame(rows, columns=names)
    for name in names[3:]:
        result[name] = pd.to_numeric(result[name].replace(".", None)).astype("float64")
    return result.assign(listed=True)


def prices(slug: str = "b/y", prompt: float = 0.5, known_from: str = "2026-03-01") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "slug": [slug],
            "known_from": pd.to_datetime([known_from], utc=True),
            **{name: [prompt] for name in ("prompt", "completion", "cache_read")},
        }
    )


def columns_of(result: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    assert tuple(result.columns) == COLUMNS
    texts = result[[*columns]].astype(object)
    return [*texts.where(texts.notna(), None).itertuples(index=False, name=None)]


def test_each_benchmark_stands_alone() -> None:
    result = with_benchmarks(
        FRAME,
        results("""
            gpqa    a/x  P  0.80  0.04
            gpqa    b/y  P  0.90  .
            gpqa    d/w  P  0.99  0.01
            airline b/y  P  0.40  0.20
        """),
        prices(),
        WEEK,
    )
    assert columns_of(
        result, "entity", "benchmark", "accuracy", "rank_by_accuracy", "cost_per_task"
    ) == [
        ("a/x:free", "gpqa", 0.8, 2, 0.04),
        ("b/y", "airline", 0.4, 1, 0.2),
        ("b/y", "gpqa", 0.9, 1, None),
        ("a/x", "gpqa", 0.8, 2, 0.04),
        ("c/z", None, None, None, None),
    ]
    assert result["share"].tolist() == pytest.approx([0.4, 0.3, 0.3, 0.2, 0.05])
    assert result["value"].dtype == "int64"


def test_variants_are_one_model_and_equals_share_a_rank() -> None:
    result = with_benchmarks(
        FRAME,
        results("""
            gpqa  a/x  P  0.80  .
            gpqa  b/y  P  0.80  .
            gpqa  c/z  P  0.70  .
        """),
        prices(),
        WEEK,
    )
    assert columns_of(result, "entity", "rank_by_accuracy") == [
        ("a/x:free", 1),
        ("b/y", 1),
        ("a/x", 1),
        ("c/z", 3),
    ]


@pytest.mark.parametrize("slug", ["a/x:free", "a/x-20260101", "a/X", "x"])
def test_a_result_is_joined_by_the_exact_name_of_the_model(slug: str) -> None:
    result = with_benchmarks(FRAME, results(f"gpqa {slug} P 0.8 ."), prices(), WEEK)
    assert result["accuracy"].isna().all()
    assert len(result) == 4


def test_of_several_providers_it_is_the_best_and_says_whose() -> None:
    result = with_benchmarks(
        FRAME,
        results("""
            gpqa  b/y  Slow  0.70  0.01
            gpqa  b/y  Good  0.90  0.05
            gpqa  c/z  Only  0.80  0.02
        """),
        prices(),
        WEEK,
    ).dropna(subset="benchmark")
    assert columns_of(
        result, "entity", "provider", "accuracy", "cost_per_task", "rank_by_accuracy"
    ) == [
        ("b/y", "Good", 0.9, 0.05, 1),
        ("c/z", "Only", 0.8, 0.02, 2),
    ]


def test_a_result_that_was_taken_back_does_not_count() -> None:
    benchmarks = results("""
        gpqa  b/y  P  0.9  .
        gpqa  c/z  P  0.8  .
    """)
    benchmarks["listed"] = [False, True]
    result = with_benchmarks(FRAME, benchmarks, prices(), WEEK).set_index("entity")
    assert result["rank_by_accuracy"].dropna().to_dict() == {"c/z": 1}


@pytest.mark.parametrize(("since", "late"), [("2026-04-05", False), ("2026-04-06", True)])
def test_the_price_is_that_of_the_week(since: str, late: bool) -> None:
    result = with_benchmarks(FRAME, results("gpqa b/y P 0.9 ."), prices(known_from=since), WEEK)
    assert columns_of(result, "entity", "price_prompt", "priced_late") == [
        ("a/x:free", 0, False),
        ("b/y", 0.5, late),
        ("a/x", None, False),
        ("c/z", None, False),
    ]


def test_without_any_result_there_is_a_row_for_each_name() -> None:
    result = with_benchmarks(FRAME, results("gpqa d/w P 0.9 .").head(0), prices(), WEEK)
    assert columns_of(result, "entity", "benchmark", "rank_by_accuracy") == [
        ("a/x:free", None, None),
        ("b/y", None, None),
        ("a/x", None, None),
        ("c/z", None, None),
    ]


def test_a_week_that_is_not_on_record_whole_has_no_answer() -> None:
    partial = weekly(
        """
        week        a/x  other
        2026-03-30  9    1
        """,
        incomplete="2026-03-30",
    )
    for frame, week in ((FRAME, date(2026, 3, 23)), (partial, WEEK)):
        with pytest.raises(GapError, match=r"no complete figures are recorded for 2026-W1[34]"):
            with_benchmarks(frame, results("gpqa a/x P 0.9 ."), prices(), week)


def test_only_slugs_stand_beside_results() -> None:
    frame = FRAME.assign(by="model")
    with pytest.raises(ValueError, match="the frame is by model"):
        with_benchmarks(frame, results("gpqa a/x P 0.9 ."), prices(), WEEK)


def test_from_what_is_recorded(store: Store) -> None:
    fetched = datetime(2026, 4, 1, 4, 10, tzinfo=UTC)
    rows = [a_result(), a_result("airline", accuracy=0.5, avg_cost_per_task_usd=None)]
    listed = payload(catalogue_body([a_model("a/x")]), "catalog", "file:c.json", fetched_at=fetched)
    told_of = payload(benchmark_csv(rows), "benchmarks", "file:b.csv", fetched_at=fetched)
    store.record(Capture(listed, "c.gz"), catalog_source.parse(listed))
    store.record(Capture(told_of, "b.gz"), source.parse(told_of))

    frame = weekly("""
        week        a/x-20260601  a/x-20260601:free  other
        2026-03-30  3             2                  5
    """)
    result = with_benchmarks(frame, catalog.benchmarks(store), catalog.prices(store), WEEK)
    assert columns_of(
        result, "entity", "benchmark", "provider", "accuracy", "cost_per_task", "price_prompt"
    ) == [
        ("a/x-20260601", "airline", "Provider", 0.5, None, pytest.approx(0.26)),
        ("a/x-20260601", "gpqa_diamond", "Provider", 0.8125, 0.0421, pytest.approx(0.26)),
        ("a/x-20260601:free", "airline", "Provider", 0.5, None, 0),
        ("a/x-20260601:free", "gpqa_diamond", "Provider", 0.8125, 0.0421, 0),
    ]
