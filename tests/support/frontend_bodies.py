"""Bodies of the front end, the page, the catalogue and the benchmarks, in the shapes that are
published, with figures of our own invention and of the size that real ones have."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.weeks import DAY, WEEK, midnight, monday, stamp

Row = dict[str, Any]

FOLDER = "/api/frontend/v1/rankings"
LEADERBOARD = "/api/v1/datasets/exports/benchmark-leaderboard"
SUNDAY = date(2026, 8, 16)
ON_MONDAY = datetime(2026, 8, 17, 4, 10, tzinfo=UTC)
ON_TUESDAY = datetime(2026, 8, 18, 4, 10, tzinfo=UTC)
ROWS = 120


# Lists of models over a window.


def a_row(
    slug: str = "a/x", prompt: int = 40, completion: int = 2, calls: int = 7, **more: Any
) -> Row:
    """A row as the list of models has it; ``more`` adds to it or takes its place."""
    model, _, variant = slug.partition(":")
    return {
        "date": f"{SUNDAY} 00:00:00",
        "model_permaslug": model,
        "variant": variant or "standard",
        "total_completion_tokens": completion,
        "total_prompt_tokens": prompt,
        "total_native_tokens_reasoning": completion // 2,
        "count": calls,
        "num_media_prompt": 0,
        "num_media_completion": 0,
        "num_audio_prompt": 0,
        "total_native_tokens_cached": prompt // 3,
        "total_tool_calls": 0,
        "requests_with_tool_call_errors": 0,
        "variant_permaslug": slug,
        "change": None,
        **more,
    }


def model_rows(last: date = SUNDAY, names: int = ROWS, *, nameless: bool = True) -> list[Row]:
    """``names`` models over the days up to ``last``, in no order, the largest by tokens not the
    largest by calls: some free ones, some not used on the last day, some never, one nameless."""
    found = []
    for n in range(names):
        size = 1_000_000_000_000 // (n + 2) if n < names - 5 else 0
        found.append(
            a_row(
                f"author{n % 23}/model-{n:03d}-202607{n % 28 + 1:02d}" + (":free" * (n % 9 == 4)),
                prompt=17 * size + 1_000 * n * (size > 0),
                completion=size // 2,
                calls=3_000_000_000 // ((n * 37) % names + 7) if size else 0,
                date=f"{last - timedelta(days=n % 5 if n % 3 == 1 else 0)} 00:00:00",
                change=None if n % 4 else 0.25,
            )
        )
    if nameless:
        found.append(a_row("", 0, 0, 0, date=f"{last - 6 * DAY} 00:00:00"))
    return [*found[1::2], *found[::2]]


def models_body(rows: Sequence[Row] | None = None) -> bytes:
    return json.dumps({"data": model_rows() if rows is None else rows}).encode()


def find_rows(first: date) -> dict[str, Row]:
    """The object of rows in the older analytics, dated by the first day of their window."""
    return {
        row["variant_permaslug"]: {**row, "date": f"{first} 00:00:00"}
        for row in model_rows(nameless=False)
    }


def find_body(first: date, *, alone: bool = False) -> bytes:
    rows = find_rows(first)
    whole = {"data": {"models": [{"slug": "author1/model-001"}], "analytics": rows}}
    return json.dumps(rows if alone else whole).encode()


# Weekly charts.


def points(
    first: date,
    weeks: int,
    *,
    names: str = "author{0}/model-{0}-20260601",
    size: int = 1_500_000_000_000,
    other: str = "Others",
) -> list[Row]:
    """Points from ``first`` on: nine names, another one each week, and the rest."""
    return [
        {
            "x": str(first + n * WEEK),
            "ys": {
                **{
                    names.format(n % 5 + rank): 3 * size // (rank + 2) + 1_000 * n
                    for rank in range(9)
                },
                other: 3 * size + n,
            },
        }
        for n in range(weeks)
    ]


def model_points(made: datetime = ON_MONDAY) -> list[Row]:
    """The model chart: the running week and 51 before it, and one more on a Monday."""
    running = monday(made.date())
    weeks = 53 if made.weekday() == 0 else 52
    return points(running - (weeks - 1) * WEEK, weeks)


def author_points(first: date = date(2025, 8, 18), weeks: int = 53) -> list[Row]:
    return points(first, weeks, names="author{0}", other="others")


def tool_points(first: date = date(2026, 5, 25), weeks: int = 13) -> list[Row]:
    return points(first, weeks, size=70_000_000)


def length_points(first: date = date(2026, 2, 23), weeks: int = 26) -> list[Row]:
    return points(first, weeks, size=110_000_000)


def chart_body(written: Sequence[Row] | None = None, made: datetime = ON_MONDAY) -> bytes:
    """The model chart, which alone says when it was made."""
    rows = model_points(made) if written is None else written
    cached = int(made.timestamp() * 1000)
    return json.dumps({"data": {"data": rows, "cachedAt": cached}}).encode()


def list_body(written: Sequence[Row]) -> bytes:
    """Any other chart."""
    return json.dumps({"data": written}).encode()


def modality_body() -> bytes:
    """The chart of one modality: beside its tokens it has requests by author."""
    inner = {"data": model_points(), "marketShareData": author_points(), "cachedAt": 1786939800000}
    return json.dumps({"data": inner}).encode()


def performance_body() -> bytes:
    row = {"id": "a/x", "slug": "a/x", "name": "X", "author": "a", "request_count": 7_000_000}
    return json.dumps({"data": [{**row, "p50_latency": 412, "p50_throughput": 61.5}]}).encode()


# Apps.


def app_rows(size: int, *, calls: bool = True) -> list[Row]:
    """Twenty apps, their tokens as text."""
    return [
        {
            "app_id": 100_000 + 77 * n,
            "total_tokens": str(size // (n + 1)),
            **({"total_requests": size // (n + 1) // 71_000, "rank": n + 1} if calls else {}),
            "app": {"id": 100_000 + 77 * n, "title": f"App {n}", "description": None},
        }
        for n in range(20)
    ]


def app_views(*, calls: bool = True) -> dict[str, list[Row]]:
    return {
        "day": app_rows(900_000_000_000, calls=calls),
        "week": app_rows(6_100_000_000_000, calls=calls),
        "month": app_rows(24_800_000_000_000, calls=calls),
    }


def apps_body() -> bytes:
    return json.dumps({"data": app_views()}).encode()


def app_ranking_rows(names: int = 100, first: int = 1) -> list[Row]:
    """``names`` apps from the rank ``first`` on."""
    return [
        {
            "rank": n,
            "app_id": 100_000 + 77 * n,
            "app_name": f"App {n}",
            "total_tokens": str(6_300_000_000_000 // n),
            "total_requests": 83_000_000 // n,
        }
        for n in range(first, first + names)
    ]


def app_rankings_body(
    first: date = SUNDAY - 6 * DAY,
    last: date = SUNDAY,
    as_of: datetime = ON_MONDAY,
    rows: Sequence[Row] | None = None,
) -> bytes:
    meta = {
        "as_of": stamp(as_of),
        "version": "v1",
        "start_date": str(first),
        "end_date": str(last),
    }
    return json.dumps({"data": app_ranking_rows() if rows is None else rows, "meta": meta}).encode()


# The activity of one model.


def activity_rows(slug: str = "a/x", made: datetime = ON_TUESDAY) -> list[Row]:
    """Its days, from 31 days before to the day before it was made."""
    first = made.date() - timedelta(days=31)
    return [
        a_row(
            slug, 800_000_000_000 + 9_000 * n, 40_000_000_000 + n, 30_000_000 + n,
            date=f"{first + timedelta(days=n)} 00:00:00",
        )
        for n in range(31)
    ]  # fmt: skip


def activity_body(rows: Sequence[Row] | None = None) -> bytes:
    return json.dumps({"data": {"analytics": activity_rows() if rows is None else rows}}).encode()


# The catalogue.


def a_model(slug: str = "author0/model-0", variant: str = "", **more: Any) -> Row:
    return {
        "id": slug + variant,
        "canonical_slug": f"{slug}-20260601",
        "name": f"Author: {slug}",
        "created": 1_780_272_000,
        "description": "what it is",
        "context_length": 262_144,
        "architecture": {"modality": "text->text", "input_modalities": ["text"]},
        "pricing": {"prompt": "0.00000026", "completion": "0.0000011", "discount": 0},
        "top_provider": {"context_length": 262_144, "is_moderated": False},
        "supported_parameters": ["tools"],
        "hugging_face_id": None,
        **more,
    }


def catalogue_models(names: int = 40) -> list[Row]:
    return [
        a_model(f"author{n % 7}/model-{n}", ":free" * (n % 5 == 3), created=1_780_272_000 + n)
        for n in range(names)
    ]


def catalogue_body(rows: Sequence[Row] | None = None) -> bytes:
    written = catalogue_models() if rows is None else rows
    return json.dumps({"data": written, "total_count": len(written)}).encode()


def catalogue_pages() -> list[Row]:
    """The list in two pages."""
    rows = catalogue_models()
    following = "/api/v1/models?output_modalities=all&offset=25"
    return [
        {"data": rows[:25], "total_count": len(rows), "links": {"next": following}},
        {"data": rows[25:], "total_count": len(rows), "links": {"next": None}},
    ]


def one_after_another(pages: Any) -> bytes:
    """Pages as they are kept."""
    if not isinstance(pages, list):
        return json.dumps(pages).encode()
    return b"\n".join(json.dumps(page).encode() for page in pages)


# The benchmarks.


def a_result(benchmark: str = "gpqa_diamond", model: str = "a/x-20260601", **more: Any) -> Row:
    return {
        "benchmark": benchmark,
        "model_permaslug": model,
        "model_slug": model.removesuffix("-20260601"),
        "model_name": "Author: X",
        "provider_name": "Provider",
        "accuracy": 0.8125,
        "run_count": 4,
        "total_questions": 198,
        "avg_cost_per_task_usd": 0.0421,
        "avg_duration_per_task_ms": 51_234.5,
        "avg_output_tokens_per_task": 6_120.25,
        **more,
    }


def results(models: int = 20) -> list[Row]:
    """Two benchmarks of each model; the cost was not measured everywhere."""
    return [
        a_result(
            benchmark,
            f"author{n % 7}/model-{n}-20260601",
            accuracy=round(0.9 - n / 100, 4),
            avg_cost_per_task_usd=None if n % 4 == 2 else round(0.01 + n / 500, 4),
        )
        for benchmark in ("gpqa_diamond", "tau_bench_verified_airline")
        for n in range(models)
    ]


def benchmark_csv(rows: Sequence[Row] | None = None) -> bytes:
    written = results() if rows is None else rows
    text = io.StringIO()
    lines = csv.DictWriter(text, list(a_result()))
    lines.writeheader()
    lines.writerows(written)
    return text.getvalue().encode()


def benchmark_json(rows: Sequence[Row] | None = None, snapshot: date = SUNDAY + DAY) -> bytes:
    written = results() if rows is None else rows
    return json.dumps(
        {
            "dataset": "benchmark-leaderboard",
            "snapshot_date": str(snapshot),
            "retrieved_at": stamp(leaderboard_made(snapshot)),
            "row_count": len(written),
            "rows": written,
        }
    ).encode()


def benchmark_manifest(snapshot: date = SUNDAY + DAY, **files: bytes) -> bytes:
    """The manifest of the ``files``, `csv` and `json`."""
    rows = next((file.count(b"\n") - 1 for form, file in files.items() if form == "csv"), None)
    return json.dumps(
        {
            "dataset": "benchmark-leaderboard",
            "snapshot_date": str(snapshot),
            "retrieved_at": stamp(leaderboard_made(snapshot)),
            "row_count": rows,
            "files": {
                form: {
                    "url": f"https://openrouter.ai{LEADERBOARD}/{snapshot}.{form}",
                    "bytes": len(file),
                    "sha256": hashlib.sha256(file).hexdigest(),
                }
                for form, file in files.items()
            },
        }
    ).encode()


def leaderboard_made(snapshot: date) -> datetime:
    return midnight(snapshot) + timedelta(hours=1, minutes=46, seconds=15.433)


# The index of the exports.


EXPORTED = ("rankings-daily", "benchmark-runs", "benchmark-leaderboard", "search-benchmark-lanes")
"""What the index of the exports lists."""


def index_body(made: datetime, datasets: tuple[str, ...] = EXPORTED) -> bytes:
    """The index of the exports."""
    home = "https://openrouter.ai/api/v1/datasets/exports"
    return json.dumps(
        {
            "schema_version": "v1",
            "updated_at": stamp(made),
            "update_cadence": "daily",
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
            "attribution": "Source: OpenRouter (openrouter.ai), licensed under CC BY 4.0.",
            "readme_url": f"{home}/README.md",
            "license_url": f"{home}/LICENSE",
            "datasets": [
                {
                    "id": name,
                    "title": name.replace("-", " "),
                    "latest_snapshot_date": str(made.date()),
                    "latest_manifest_url": f"{home}/{name}/latest.manifest.json",
                }
                for name in datasets
            ],
        }
    ).encode()


# The page.


PAGE_MADE = datetime(2026, 3, 7, 12, tzinfo=UTC)
GENERIC = "ModelRankingsChart"
Blocks = dict[tuple[str | None, str], Mapping[str, Any]]


def page_blocks() -> Blocks:
    """The props of each component of the page, by its section and name: as they were on a Saturday
    of March 2026, with weeks of the authors that begin on Sundays."""
    running, sunday = date(2026, 3, 2), date(2026, 3, 1)
    return {
        ("leaderboard", "ModelCharts"): {
            "data": points(running - 51 * WEEK, 52),
            "forecast": "forecast-1w",
        },
        ("leaderboard", "ModelRankingsTable"): {
            "rankingData": model_rows(PAGE_MADE.date() - DAY),
            "rankingType": "week",
        },
        ("market-share", "TokensByModelAuthorChart"): {
            "data": author_points(sunday - 52 * WEEK, 53)
        },
        ("categories", GENERIC): {"data": points(date(2025, 12, 1), 14)},
        ("context-length", GENERIC): {"data": length_points(running - 25 * WEEK)},
        ("tools", GENERIC): {"data": tool_points(running - 12 * WEEK)},
        ("images", GENERIC): {"data": points(running - 12 * WEEK, 13, size=9_000_000)},
        ("apps", "AppRankingsTable"): {"rankMap": app_views(calls=False)},
    }
