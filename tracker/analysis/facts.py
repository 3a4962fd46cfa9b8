"""What is published about models beside their counts: the catalogue, and benchmark results.

catalog
    Models as listed: id, slug, name, the day each was added, prices in US dollars for a million
    tokens. The slug joins it with figures of use.
listed
    The model stood on the newest list seen by then. One that does not keeps its last entry.
accuracy
    The share of a benchmark's tasks that a model solved, 0 to 1, as the publisher measured it.
    Volume is not quality; this is the second axis.
"""

from __future__ import annotations

import json
from datetime import datetime

import pandas as pd

from tracker.errors import GapError
from tracker.store import Store

MILLION = 1_000_000
CATALOG, BENCHMARKS = "catalog", "benchmark-leaderboard"


def catalog(store: Store, as_of: datetime | None = None) -> pd.DataFrame:
    """Columns id, slug, name, created (the day added), context_length (Int64, tokens), the prices
    (float64, US dollars for a million tokens; missing where none is given or it varies), listed,
    known_from, seen_at. Raises GapError when no list is recorded."""
    found = _entries(store, CATALOG, as_of).rename(columns={"entry": "id"})
    prices = [name for name in found.columns if name.startswith("price_")]
    for name in prices:
        price = pd.to_numeric(found[name])
        found[name] = price.where(price >= 0) * MILLION
    found["created"] = pd.to_datetime(found["created"])
    found["context_length"] = found["context_length"].astype("Int64")
    first = ["id", "slug", "name", "created", "context_length"]
    return found[[*first, *prices, "listed", "known_from", "seen_at"]]


def benchmarks(store: Store, as_of: datetime | None = None) -> pd.DataFrame:
    """Columns benchmark, slug, name, provider, accuracy (0 to 1), run_count, total_questions,
    avg_cost_per_task_usd, avg_duration_per_task_ms, avg_output_tokens_per_task, listed, known_from,
    seen_at. Raises GapError when no results are recorded."""
    found = _entries(store, BENCHMARKS, as_of).rename(
        columns={
            "model_permaslug": "slug", "model_name": "name", "provider_name": "provider",
        }
    )  # fmt: skip
    counts = ["run_count", "total_questions"]
    found[counts] = found[counts].astype("Int64")
    numbers = [
        "accuracy", "avg_cost_per_task_usd", "avg_duration_per_task_ms",
        "avg_output_tokens_per_task",
    ]  # fmt: skip
    found[numbers] = found[numbers].astype("float64")
    first = ["benchmark", "slug", "name", "provider"]
    return found[[*first, "accuracy", *counts, *numbers[1:], "listed", "known_from", "seen_at"]]


def _entries(store: Store, dataset: str, as_of: datetime | None) -> pd.DataFrame:
    rows = store.entries(dataset, as_of)
    if not rows:
        raise GapError(f"no {dataset} is recorded in {store.shown}")
    found = pd.DataFrame([json.loads(row.facts) for row in rows])
    found.insert(0, "entry", [row.name for row in rows])
    for name in ("known_from", "seen_at"):
        found[name] = pd.to_datetime([getattr(row, name) for row in rows], utc=True)
    found["listed"] = found["seen_at"] == found["seen_at"].max()
    return found
