"""Every recorded body there is, beside the repository, each as it came in.

Facts that were kept in tables are put back into the bodies that they are from: the weeks of all
models, the official days, and the lists of models (by name alone, without their prices).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from support.sample_boards import api_body

from tracker.ingest import import_files
from tracker.ingest.import_files import Body
from tracker.weeks import midnight, read_instant

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECEIVED = (
    "app-rankings",
    "catalog",
    "exports",
    "frontend",
    "models-find",
    "page",
    "rankings-daily",
)
WEEKS = "history/weeks_of_models_2026-W31_W40.csv.gz"
OFFICIAL_DAYS = "official-days/2026-08-22_2026-10-09.csv.gz"
MODELS = "catalog/models_2024-09-21_2026-08-22.csv.gz"
LISTS = (
    date(2024, 9, 21),
    date(2024, 12, 24),
    date(2025, 6, 1),
    date(2025, 12, 1),
    date(2026, 6, 1),
)

NOT_REAL = frozenset(
    {f"2026-07-{day}.apps_{span}.json" for day in (13, 20, 27) for span in ("today", "week")}
    | {"models-day-top20.json"}
)
"""Bodies that contradict themselves, because they were rebuilt or trimmed by who kept them."""
SHELL = "2026-05-21.rankings.empty-shell.html"


def bodies(data: Path, folder: Path) -> list[Body]:
    """All bodies in the order in which they were made; those that are put together lie below
    ``folder``."""
    files = [file for part in RECEIVED for file in import_files.find([data / part])]
    found = list(
        import_files.read([file for file in files if ".csv.gz" not in file.name], None, NOW)
    )
    for number, (made, content) in enumerate(_put_together(data)):
        file = folder / f"{number}.json"
        file.write_bytes(content)
        found += import_files.read([file], made, NOW)
    return sorted(found, key=lambda body: (body.payload.fetched_at, body.payload.url))


def _put_together(data: Path) -> Iterator[tuple[datetime, bytes]]:
    for made, weeks in _by(_rows(data / WEEKS), "fetched_at").items():
        yield read_instant(made), json.dumps({"data": [_model(row) for row in weeks]}).encode()
    for made, told in _by(_rows(data / OFFICIAL_DAYS), "fetched_at").items():
        days = {
            date.fromisoformat(day): {row["slug"]: int(row["tokens"]) for row in rows}
            for day, rows in _by(told, "date").items()
        }
        yield read_instant(made), api_body(days, read_instant(made))
    models = _rows(data / MODELS)
    for day in LISTS:
        at = midnight(day) + timedelta(hours=23)
        listed = [
            {
                "id": row["id"],
                "name": row["name"],
                "created": int(midnight(date.fromisoformat(row["created"])).timestamp()),
                "pricing": {"prompt": "0", "completion": "0"},
            }
            for row in models
            if read_instant(row["first_seen"]) <= at <= read_instant(row["last_seen"])
        ]
        yield at, json.dumps({"data": listed}).encode()


def _model(row: dict[str, str]) -> dict[str, Any]:
    model, _, variant = row["slug"].partition(":")
    return {
        "date": f"{row['row_date']} 00:00:00",
        "model_permaslug": model,
        "variant": variant or "standard",
        "variant_permaslug": row["slug"],
        "total_prompt_tokens": int(row["prompt_tokens"]),
        "total_completion_tokens": int(row["completion_tokens"]),
        "count": int(row["calls"]),
    }


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(gzip.decompress(file.read_bytes()).decode())))


def _by(rows: list[dict[str, str]], name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found
