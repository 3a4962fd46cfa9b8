"""The publisher and the other router as they are at an instant: every source in its documented shape,
keyed and keyless, with figures of our own invention."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from support import frontend_bodies
from support.fake_server import Asked, Reply
from support.frontend_bodies import FOLDER, LEADERBOARD, Row
from support.sample_boards import (
    API,
    EXPORTS,
    api_body,
    export_csv,
    export_manifest,
    published,
    some_days,
)

from tracker.breaks import lost_days
from tracker.weeks import DAY, WEEK, days, midnight, monday, stamp, walk

SESSIONS, TASKS = "/api/v1/datasets/session-cost", "/api/v1/classifications/task"
APPS, MODELS = "/api/v1/datasets/app-rankings", "/api/v1/models"
INDEX = "/api/v1/datasets/exports/index.json"
VERCEL = "/api/ai/leaderboard-export"
ACTIVITY = "/api/frontend/v1/stats/model-activity"
KEYED = (API, APPS, SESSIONS, TASKS)
NAMES, SIZE = 12, 25_000
SESSION_ROWS = 730
"""Two pages of the cost of sessions."""
APPS_OF_A_WEEK = 163

Query = Mapping[str, str]


def session_row(number: int) -> dict[str, Any]:
    return {
        "app_slug": f"app-{number // 40}",
        "app_name": f"App {number // 40}",
        "turn_range": ("1-turn", "2-9-turns", "10-49-turns", "50-plus-turns")[number % 4],
        "model_permaslug": f"author{number % 7}/model-{number % 40 // 4:03d}-20260701",
        "median_session_cost_usd": round(0.001 * (number + 1), 4),
    }


def session_cost_body(limit: int, offset: int, made: datetime) -> bytes:
    """A page of the cost of sessions, as it is refreshed each Monday."""
    week = monday(made.date())
    meta = {
        "as_of": stamp(midnight(week)),
        "version": "v1",
        "window_days": 30,
        "window_end_date": str(week - DAY),
    }
    rows = [session_row(number) for number in range(SESSION_ROWS)][offset : offset + limit]
    return json.dumps({"data": rows, "meta": meta}).encode()


def task_shares_body(made: datetime) -> bytes:
    """The shares of two tasks over the seven days to yesterday."""
    yesterday = made.date() - DAY
    lean = yesterday.toordinal() % 5 / 100
    tasks = [
        {
            "tag": tag,
            "display_name": title,
            "macro_category": tag.partition(":")[0],
            "usage_share": share,
            "token_share": round(share / 2, 4),
            "category_usage_share": 0.5,
            "category_token_share": 0.5,
            "models": [
                {
                    "id": f"author{n}/model-{n:03d}-20260701",
                    "tag_usage_share": round(0.3 / (n + 1), 4),
                    "tag_token_share": round(0.4 / (n + 1), 4),
                }
                for n in range(3)
            ],
        }
        for tag, title, share in (
            ("code:debugging", "Debugging", 0.2 + lean),
            ("chat:roleplay", "Roleplay", 0.3 - lean),
        )
    ]
    groups = [
        {"key": key, "label": key.title(), "usage_share": 0.5, "token_share": 0.5}
        for key in ("code", "chat")
    ]
    body = {
        "window_days": 7,
        "as_of": str(yesterday),
        "classifications": tasks,
        "macro_categories": groups,
    }
    return json.dumps({"data": body}).encode()


def vercel_body(dataset: str, first: date, last: date) -> bytes:
    """A month of the other router: three labs, or two models, by each metric."""
    labs = (("lab", "Anthropic"), ("lab", "OpenAI"), ("lab", "Google"))
    models = (("anthropic", "anthropic/claude-opus-5"), ("openai", "openai/gpt-5.6-luna"))
    rows = [
        {
            "date": str(day),
            "group": group,
            "name": name,
            "metric": metric,
            "modality": "all",
            "share_percent": round((30.5 + day.toordinal() % 9) / (place + 1) / half, 4),
        }
        for day in days(first, last)
        for half, metric in enumerate(("requests", "tokens", "spend"), 1)
        for place, (group, name) in enumerate(labs if dataset == "labs" else models)
    ]
    return json.dumps(
        {
            "dataset": dataset,
            "modality": "all",
            "from": str(first),
            "to": str(last),
            "earliest_available_date": "2025-10-01",
            "license": "CC BY 4.0",
            "rows": rows,
        }
    ).encode()


@dataclass
class WholePublisher:
    """Both servers at the instant it is ``now``; ``datasets`` are the exports in the index."""

    now: datetime
    datasets: tuple[str, ...] = frontend_bodies.EXPORTED
    keys: set[str] = field(default_factory=set)
    """The keys that came with requests of the other router or of keyless addresses."""

    def answer(self, asked: Asked) -> Reply:
        """What OpenRouter answers."""
        key = asked.headers.get("Authorization")
        if asked.path in KEYED and not key:
            return Reply(401)
        if asked.path not in KEYED and key:
            self.keys.add(key)
        query = dict(parse_qsl(asked.query))
        if asked.path.startswith((EXPORTS, LEADERBOARD)):
            body = self._export(asked.path)
        else:
            respond = self._addresses.get(asked.path)
            body = respond(query) if respond else None
        return Reply(404, b'{"error":{"code":404}}') if body is None else Reply(body=body)

    def elsewhere(self, asked: Asked) -> Reply:
        """What the other router answers."""
        if key := asked.headers.get("Authorization"):
            self.keys.add(key)
        query = dict(parse_qsl(asked.query))
        if asked.path != VERCEL or query["format"] != "json":
            return Reply(404)
        first, last = (date.fromisoformat(query[end]) for end in ("from", "to"))
        return Reply(body=vercel_body(query["dataset"], first, last))

    @property
    def snapshot(self) -> date:
        """The newest snapshot of the exports."""
        today = self.now.date()
        return today if self.now >= published(today) else today - DAY

    @property
    def _addresses(self) -> dict[str, Callable[[Query], bytes]]:
        ends = self.now.date() - DAY
        return {
            INDEX: lambda _: frontend_bodies.index_body(published(self.snapshot), self.datasets),
            API: self._rankings,
            APPS: self._apps,
            SESSIONS: lambda query: session_cost_body(
                int(query.get("limit", 100)), int(query.get("offset", 0)), self.now
            ),
            TASKS: lambda _: task_shares_body(self.now),
            MODELS: lambda query: json.dumps(
                frontend_bodies.catalogue_pages()["offset" in query]
            ).encode(),
            f"{FOLDER}/models": lambda _: frontend_bodies.models_body(
                frontend_bodies.model_rows(ends)
            ),
            f"{FOLDER}/model-rankings-chart": lambda _: frontend_bodies.chart_body(
                self._to_now(frontend_bodies.model_points(self.now)), self.now
            ),
            f"{FOLDER}/market-share": self._chart(frontend_bodies.author_points, 52),
            f"{FOLDER}/apps": lambda _: frontend_bodies.apps_body(),
            f"{FOLDER}/tools": self._chart(frontend_bodies.tool_points, 12),
            f"{FOLDER}/context-length": self._chart(frontend_bodies.length_points, 25),
            ACTIVITY: self._activity,
        }

    def _chart(self, points: Callable[[date], list[Row]], weeks: int) -> Callable[[Query], bytes]:
        """Answer with a chart of the running week and the ``weeks`` before it."""
        written = points(monday(self.now.date()) - weeks * WEEK)
        return lambda _: frontend_bodies.list_body(self._to_now(written))

    def _to_now(self, points: list[Row]) -> list[Row]:
        """Return the points, the last one cut to as much of its week as is over."""
        *before, last = points
        part = (self.now - midnight(date.fromisoformat(last["x"]))) / WEEK
        return [*before, {**last, "ys": {name: int(n * part) for name, n in last["ys"].items()}}]

    def _rankings(self, query: Query) -> bytes:
        first, last = (date.fromisoformat(query[end]) for end in ("start_date", "end_date"))
        last = min(last, self.now.date() - DAY)
        if query["period"] == "day":
            told = {day: figures(day) for day in days(first, last) if day not in lost_days()}
        else:
            told = {
                week: of_week(week)
                for week in walk(monday(first), last)
                if week >= first and week + 6 * DAY <= last
            }
        return api_body(told, self.now.replace(minute=0), first, last)

    def _apps(self, query: Query) -> bytes:
        first, last = (date.fromisoformat(query[end]) for end in ("start_date", "end_date"))
        offset, limit = int(query.get("offset", 0)), int(query["limit"])
        rows = frontend_bodies.app_ranking_rows(min(limit, APPS_OF_A_WEEK - offset), offset + 1)
        return frontend_bodies.app_rankings_body(first, last, midnight(self.now.date()), rows)

    def _activity(self, query: Query) -> bytes:
        variant = query["variant"]
        slug = query["permaslug"] + ("" if variant == "standard" else f":{variant}")
        return frontend_bodies.activity_body(frontend_bodies.activity_rows(slug, self.now))

    def _export(self, path: str) -> bytes | None:
        """A file of a snapshot; the older ones are gone after a month."""
        folder, _, name = path.rpartition("/")
        dated, _, form = name.partition(".")
        snapshot = self.snapshot if dated == "latest" else date.fromisoformat(dated)
        if not self.snapshot - timedelta(days=30) < snapshot <= self.snapshot:
            return None
        if folder == LEADERBOARD:
            csv = frontend_bodies.benchmark_csv()
            manifest = frontend_bodies.benchmark_manifest(snapshot, csv=csv)
        else:
            csv = export_csv(
                {day: figures(day) for day in days(snapshot - timedelta(30), snapshot - DAY)}
            )
            manifest = export_manifest(csv, snapshot)
        return csv if form == "csv" else manifest


def figures(day: date) -> dict[str, int]:
    """The official figures of a day, of the size of the other sources'."""
    day_figures = next(iter(some_days(day, 1, names=NAMES).values()))
    return {slug: SIZE * value for slug, value in day_figures.items()}


def of_week(week: date) -> dict[str, int]:
    """The official figures of a week: the sums of its days."""
    sums: dict[str, int] = {}
    for day in days(week, week + 6 * DAY):
        if day not in lost_days():
            for slug, value in figures(day).items():
                sums[slug] = sums.get(slug, 0) + value
    return sums
