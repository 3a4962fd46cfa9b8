"""frontend: the JSON behind OpenRouter's rankings page. Off by default.

No licence is stated for it, and the site's terms (section 7 of openrouter.ai/terms) forbid scraping
by scripts; robots.txt allows these paths. Whoever runs the tracker decides whether to use it, by
naming it: `TRACKER_SOURCES=export,frontend`. It is also the only place where calls are published
for every model. The tracker requests ten addresses a run, at most one a second, with its own name,
follows robots.txt, and does not fetch again what has not changed; after a missed Monday it requests
up to sixty models more, once.

    models            tokens and calls of every model over the last seven whole days. Fetched on a
                      Monday (UTC) that is the ISO week just finished, to the token; on any other
                      day it is a rolling window and never counts as a week
    model chart       tokens of the nine largest models and the rest, for 52 weeks
    market share      tokens of authors, for 52 weeks
    apps              tokens and calls of twenty apps over a day, a week, a month
    tools             tool calls (not calls) of nine models and the rest, for 13 weeks
    context length    calls of the nine largest models in each of five classes of prompt length,
                      for 26 weeks: bounds for the calls of weeks without a Monday copy
    model activity    31 days of daily tokens and calls of one model: requested for the largest
                      models after a missed Monday

None of this is documented by OpenRouter, and it changed five times in 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tracker.errors import FetchError, ParseError, TrackerError, Unavailable
from tracker.records import (
    AUTHOR_CHART,
    BUCKETS,
    MATTERING,
    MODEL_ACTIVITY,
    MODEL_CHART,
    MODELS_WINDOW,
    PROMPT_LENGTHS,
    TOOL_CHART,
    Answer,
    Payload,
)
from tracker.sources import Get, Wanted, fields
from tracker.sources.frontend import activity, apps, charts, detect, models
from tracker.weeks import WEEK, stamp

NAME = "frontend"

FOLDER = "/api/frontend/v1/rankings"
ACTIVITY_PATH = "/api/frontend/v1/stats/model-activity"
DATASETS = (
    *map(models.dataset, models.DAYS),
    *charts.DATASETS,
    MODEL_ACTIVITY,
    *map(apps.dataset, apps.DAYS),
)
ENVELOPE = frozenset({"data"})
MOST_FAILURES = 3
STALE = timedelta(days=7)


def payloads(get: Get, wanted: Wanted) -> Iterator[Payload | TrackerError]:
    """Fetch every address, continuing after a failure unless the server is unavailable."""
    requests: list[tuple[str, dict[str, str]]] = [
        ("models", {"view": "week"}),
        ("model-rankings-chart", {}),
        ("market-share", {}),
        ("apps", {}),
        ("tools", {}),
        *(("context-length", {"bucket": bucket}) for bucket in BUCKETS),
    ]
    latest = None
    for name, params in requests:
        result = _fetch(get, f"{FOLDER}/{name}", params)
        latest = result if name == "models" and isinstance(result, Payload) else latest
        yield result
    if latest and _missed(wanted):
        yield from _repair(get, latest)


def _missed(wanted: Wanted) -> list[date]:
    """Return the missing weeks that model activity still covers, except the one just finished."""
    today = wanted.now.date()
    recorded = {
        *wanted.held.get(MODELS_WINDOW, ()),
        *(
            week
            for (dataset, week), models in wanted.parts.items()
            if dataset == MODEL_ACTIVITY and models >= MATTERING
        ),
    }
    return [
        week
        for week in activity.weeks_covered(today)
        if week not in recorded
        and week + WEEK < today
        and (wanted.first or week) <= week <= (wanted.last or week)
    ]


def _repair(get: Get, latest: Payload) -> Iterator[Payload | TrackerError]:
    """Fetch the activity of the largest models in the newest list, unless that is doubtful.

    It stops after a few failures.
    """
    try:
        if parse(latest).doubts:
            return
        rows = models.read(_rows(fields.json_object(latest), latest.name), latest.name)
    except ParseError:
        return  # reported when it is parsed
    failures = 0
    for slug in activity.largest_models(rows):
        model, _, variant = slug.partition(":")
        params = {"permaslug": model, "variant": variant or "standard"}
        result = _fetch(get, ACTIVITY_PATH, params)
        if isinstance(result, FetchError):
            result.fact = f"{result.fact} for {slug}"
            failures += 1
        yield result
        if failures == MOST_FAILURES:
            return


def _fetch(get: Get, path: str, params: dict[str, str]) -> Payload | FetchError:
    """Return the response or its error. Raises Unavailable if further requests are pointless."""
    try:
        return get(path, params, polite=True)
    except Unavailable:
        raise
    except FetchError as error:
        return error


def shape(payload: Payload) -> str | None:
    kind = detect.kind(payload)
    if kind == "context-length":
        return f"front end, context-length, bucket {detect.bucket(payload) or 'not named'}"
    if kind == "models":
        return f"front end, models, view {detect.view(payload)}"
    return f"front end, {kind}" if kind else None


def made(payload: Payload) -> datetime | None:
    inner = fields.json_object(payload).get("data")
    if not isinstance(inner, dict) or "cachedAt" not in inner:
        return None
    return fields.epoch(inner["cachedAt"], payload.name)


def newest(payload: Payload) -> date | None:
    content, where, kind = fields.json_object(payload), payload.name, detect.kind(payload)
    if kind in ("models", "model-activity"):
        rows = _activity(content, where) if kind == "model-activity" else _rows(content, where)
        return max((row.day for row in models.read(rows, where)), default=None)
    return None if kind == "apps" else charts.newest(_points(content, where), where)


def parse(payload: Payload) -> Answer:
    """Return the boards of a front-end body of any kind."""
    content = fields.json_object(payload)
    as_of = payload.dated or made(payload) or payload.fetched_at
    answer = _answer(payload, content, as_of)
    stale = payload.fetched_at - as_of > STALE
    old = (f"the server made it at {stamp(as_of)} and still sends it",) if stale else ()
    return replace(
        answer,
        notes=(*answer.notes, *old),
        unknown=answer.unknown | fields.unknown([content], ENVELOPE, "body"),
    )


def _answer(payload: Payload, content: dict[str, Any], as_of: datetime) -> Answer:
    where, kind = payload.name, detect.kind(payload)
    if kind == "models":
        return models.parse(_rows(content, where), as_of, where, view=detect.view(payload))
    if kind == "model-activity":
        return activity.parse(_activity(content, where), as_of, where)
    if kind == "apps":
        return apps.parse(fields.field(content, "data", dict, where), as_of, where)
    if kind is None:
        raise ParseError(f"{where} is not a known kind of front-end body")
    dataset, metric, scope = {
        "model-rankings-chart": (MODEL_CHART, "tokens", "models"),
        "market-share": (AUTHOR_CHART, "tokens", "authors"),
        "tools": (TOOL_CHART, "tool_calls", "models"),
        "context-length": (
            PROMPT_LENGTHS,
            "calls",
            f"models/{detect.bucket(payload) or 'unnamed'}",
        ),
    }[kind]
    return charts.parse(
        _points(content, where), as_of, where, dataset=dataset, metric=metric, scope=scope
    )


def _rows(content: dict[str, Any], where: str) -> list[dict[str, Any]]:
    return fields.records(_data(content, where), where)


def _points(content: dict[str, Any], where: str) -> list[dict[str, Any]]:
    inner = _data(content, where)
    return fields.records(inner.get("data") if isinstance(inner, dict) else inner, where)


def _activity(content: dict[str, Any], where: str) -> list[dict[str, Any]]:
    return fields.records(fields.field(_data(content, where), "analytics", list, where), where)


def _data(content: dict[str, Any], where: str) -> Any:
    """Return `data`, which the server sometimes sends as null with status 200."""
    inner = content.get("data")
    if inner is None:
        raise ParseError(
            f"{where} has no data (`data` is null)",
            datum=where,
            remedy="run the command again in a minute; the server sometimes sends such responses",
        )
    return inner
