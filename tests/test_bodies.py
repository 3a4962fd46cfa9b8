"""A small body of every source, in its published format and with invented figures.

They show what each parser reads, and let a checkout without recorded data test all of them.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.sample_boards import payload

from tracker.sources import CONTENTS, recognise

FOLDER = Path(__file__).parent / "bodies"
FETCHED = datetime(2026, 8, 18, 12, tzinfo=UTC)
BODIES = {
    "app_rankings.json": ("app_rankings", {"app-rankings tokens": 1, "app-rankings calls": 1}, 0),
    "benchmarks.json": ("benchmarks", {}, 4),
    "catalog.json": ("catalog", {}, 5),
    "data_api.days.json": ("data_api", {"rankings-daily tokens": 7}, 0),
    "export.2026-08-17.csv": ("export", {"rankings-daily tokens": 30}, 0),
    "export_index.json": ("export_index", {}, 4),
    "frontend.activity.json": (
        "frontend",
        {"model-activity tokens": 4, "model-activity calls": 4},
        0,
    ),
    "frontend.apps.json": (
        "frontend",
        {
            "apps-window tokens": 1,
            "apps-window calls": 1,
            "apps-window-day tokens": 1,
            "apps-window-day calls": 1,
            "apps-window-month tokens": 1,
            "apps-window-month calls": 1,
        },
        0,
    ),
    "frontend.authors.json": ("frontend", {"author-chart tokens": 53}, 0),
    "frontend.chart.json": ("frontend", {"model-chart tokens": 5}, 0),
    "frontend.context-length.json": ("frontend", {"context-length calls": 5}, 0),
    "frontend.models.json": ("frontend", {"models-window tokens": 1, "models-window calls": 1}, 0),
    "frontend.tools.json": ("frontend", {"tool-chart tool_calls": 5}, 0),
    "session_cost.json": ("session_cost", {}, 4),
    "task_shares.json": ("task_shares", {}, 7),
    "vercel.labs.json": (
        "vercel",
        {
            "vercel-labs calls_share": 2,
            "vercel-labs tokens_share": 2,
            "vercel-labs spend_share": 2,
        },
        0,
    ),
    "vercel.models.json": (
        "vercel",
        {
            "vercel-models calls_share": 2,
            "vercel-models tokens_share": 2,
            "vercel-models spend_share": 2,
        },
        0,
    ),
    "models_find.json": ("models_find", {"models-window tokens": 1, "models-window calls": 1}, 0),
    "page.html": (
        "page",
        {
            "models-window tokens": 1,
            "models-window calls": 1,
            "model-chart tokens": 6,
            "author-chart tokens": 6,
            "context-length calls": 6,
            "tool-chart tool_calls": 6,
            "apps-window tokens": 1,
            "apps-window-day tokens": 1,
            "apps-window-month tokens": 1,
        },
        0,
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_recognised_and_read(name: str) -> None:
    body = (FOLDER / name).read_bytes()
    source, _ = recognise(payload(body, "import", f"file:{name}"))
    answer = source.parse(payload(body, source.NAME, f"file:{name}", fetched_at=FETCHED))
    boards = Counter(f"{board.key.dataset} {board.key.metric}" for board in answer.boards)
    assert (source.NAME, dict(boards), len(answer.entries)) == BODIES[name]


def test_every_source_has_a_body() -> None:
    assert {source for source, _, _ in BODIES.values()} == {*CONTENTS} - {"history"}


def test_every_body_is_read() -> None:
    manifests = {"export.2026-08-17.manifest.json"}
    assert {path.name for path in FOLDER.iterdir()} - manifests == {*BODIES}
