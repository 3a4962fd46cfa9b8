"""Good bodies, ways to spoil them, and the law that holds for whatever becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st
from support import frontend_bodies
from support.frontend_bodies import FOLDER, ON_TUESDAY, PAGE_MADE, SUNDAY
from support.html_pages import page_html, page_stream
from support.sample_boards import (
    API,
    EXPORTS,
    api_body,
    ask_everything,
    export_csv,
    export_json,
    export_manifest,
    payload,
    rows_alone,
    some_days,
)

from tracker.errors import CheckFailed, ParseError, TrackerError
from tracker.records import LARGEST, OTHER, Answer, Payload
from tracker.sources import CONTENTS, recognise, source
from tracker.sources.datasets import manifest
from tracker.weeks import DAY, midnight

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAYS = some_days(date(2026, 8, 17), 2, names=3)
API_BODY = api_body(DAYS, NOW)
CSV = export_csv(DAYS)
TWIN = export_json(DAYS, date(2026, 8, 22))
MANIFEST = export_manifest(CSV, date(2026, 8, 22))
URLS = st.sampled_from(
    [
        "file:body",
        f"https://h{API}?period=day&start_date=2026-08-17&end_date=2026-08-18",
        f"https://h{API}?period=week",
        f"https://h{API}?start_date=2026-02-30&end_date=x",
        f"https://h{EXPORTS}/2026-08-22.csv",
        f"https://h{EXPORTS}/2026-02-30.csv",
        f"https://h{FOLDER}/models?view=day",
        f"https://h{FOLDER}/context-length?bucket=9K",
        "file:tools.json",
        "http://[?period=day",
        "",
    ]
)
TIMES = st.sampled_from([ON_TUESDAY, NOW, PAGE_MADE])

STRANGE: list[Any] = [
    None, True, -1, 0, 5, 2**63, 10**19, 10**400, 1.5, 1e308, [], {}, [[]], {"a": {}}, "", "0", "-5", "+5",
    " 5", "5_0", "5.0", "1e5", "9" * 40, "9" * 5000, "\u0665", "NaN", "nan", "inf", "2026-02-30", "0001-01-01",
    "9999-12-31", "2026-W34-1", "20260817", "2026-08-17T00:00:00Z", "9999-12-31T23:59:59-14:00", "\ud800",
    "a\0b", "a" * 2_000, OTHER, "Other", "\u202e", "2026-08-18", [5], [{}], {"a/x": 5}, "2026-08-09",
]  # fmt: skip
WRITABLE = [value for value in STRANGE if value != "\ud800"]
"""What a page can be built with."""
RAW = [
    b"NaN", b"-Infinity", b"9" * 5_000, b"[" * 3_000, b'{"a":' * 3_000, b'"\\ud800"', b"\xff", b"\x00", b"1e999",
    b"\xef\xbb\xbf", b'"' + b"a" * 140_000 + b'"', b",", b"\r\n", b"\n", b'"', b"",
]  # fmt: skip

Place = tuple[Any, ...]


class Fact(NamedTuple):
    """One reading, or one fact of an entry, and where it belongs."""

    dataset: str
    scope: str
    metric: str
    start: date | None
    end: date | None
    name: str
    value: Any

    @property
    def undated(self) -> tuple[Any, ...]:
        return (self.dataset, self.scope, self.metric, self.name, self.value)


def facts_of(answer: Answer) -> frozenset[Fact]:
    return frozenset(
        Fact(key.dataset, key.scope, key.metric, key.period.start, key.period.end, slug, value)
        for key, readings in ((board.key, board.readings) for board in answer.boards)
        for slug, value in readings
    ) | {
        Fact(entry.dataset, "", name, None, None, entry.name, value)
        for entry in answer.entries
        for name, value in entry.facts.items()
    }


@dataclass(frozen=True)
class Case:
    """A good body: what it is built from, and where in that the rows of which dataset stand."""

    name: str
    whole: Any = field(repr=False)
    rows: dict[Place, str] = field(repr=False)
    url: str = "file:body"
    made: datetime = NOW
    build: Callable[[Any], bytes] = lambda whole: json.dumps(whole).encode()

    def payload(self, whole: Any) -> Payload:
        return self.of(self.build(whole))

    def of(self, body: bytes) -> Payload:
        return payload(body, url=self.url, fetched_at=self.made)

    @cached_property
    def body(self) -> bytes:
        return self.build(self.whole)

    @cached_property
    def said(self) -> Answer:
        found = outcome(self.of(self.body))
        assert isinstance(found, Answer), found
        return found

    @cached_property
    def facts(self) -> frozenset[Fact]:
        return facts_of(self.said)

    @cached_property
    def around(self) -> list[Place]:
        """Every place that is not inside a row; of a page, no whole component."""
        least = 2 if self.build is page_html else 0
        return [place for place in places(self.whole, leaves=self.rows) if len(place) >= least]

    @property
    def strange(self) -> list[Any]:
        return WRITABLE if self.build is page_html else STRANGE

    def own(self, container: Place, row: Any) -> set[Fact]:
        """The facts that a row answers for."""
        dataset = self.rows[container]
        return {fact for fact in self.facts if fact.dataset == dataset and is_of(fact, row)}


def is_of(fact: Fact, row: dict[str, Any]) -> bool:
    if "ys" in row:
        return str(fact.start) == row["x"]
    if "app_id" in row:
        return fact.name.endswith(f" ({row['app_id']})")
    if "canonical_slug" in row or "latest_manifest_url" in row:
        return fact.name == row["id"]
    if "benchmark" in row:
        return fact.name.startswith(f"{row['benchmark']} {row['model_permaslug']} ")
    day = date.fromisoformat(row["date"][:10])
    if "variant_permaslug" not in row:
        return (fact.name, fact.start) == (row["model_permaslug"], day)
    in_its_week = fact.start is not None and fact.end is not None and fact.start <= day < fact.end
    return fact.name == row["variant_permaslug"] and (
        in_its_week or fact.dataset != "model-activity"
    )


def outcome(found: Payload) -> Answer | TrackerError:
    """What becomes of a body: every parser is tried, and the one that recognises it."""
    for name in CONTENTS:
        reader = source(name)
        for ask in (reader.shape, reader.made, reader.newest, reader.parse):
            with suppress(ParseError):
                ask(found)
    return taken(found)


def taken(found: Payload) -> Answer | TrackerError:
    """What the parser that recognises a body makes of it."""
    try:
        reader, shape = recognise(found)
        if shape.endswith("manifest"):
            manifest.read(found)
        said = reader.parse(found)
        ask_everything(found, said, LATER)
    except (ParseError, CheckFailed) as refused:
        return refused
    return said


def holds(said: Answer | TrackerError) -> None:
    """An answer that passes is sane through and through; all else is refused."""
    if isinstance(said, TrackerError):
        assert len(str(said).encode()) < 2_000, "its sentence can be printed, and is short"
        return
    assert said.boards or said.entries
    for board in said.boards:
        period = board.key.period
        assert 2000 <= period.start.year <= period.end.year < 3000
        assert midnight(period.start) < midnight(period.end) <= board.known_from <= LATER + DAY
        slugs = [slug for slug, _ in board.readings]
        assert len(set(slugs)) == len(slugs)
        assert 0 < board.total <= LARGEST
        assert all(type(value) is int and 0 <= value <= LARGEST for _, value in board.readings)
        assert "\0" not in "".join(slugs)
        assert "".join(slugs).encode()
    for entry in said.entries:
        assert entry.name
        assert "\0" not in entry.name + entry.written
        assert entry.written.encode()
        json.loads(entry.written, parse_constant=pytest.fail)


def places(found: Any, path: Place = (), leaves: Any = ()) -> list[Place]:
    """Every place in a JSON value; what is below the ``leaves`` is left out."""
    inner: Any = ()
    if path not in leaves:
        if isinstance(found, dict):
            inner = found.items()
        elif isinstance(found, list):
            inner = enumerate(found)
    return [
        path,
        *(place for key, value in inner for place in places(value, (*path, key), leaves)),
    ]


def at(found: Any, place: Place) -> Any:
    for key in place:
        found = found[key]
    return found


def changed(found: Any, place: Place, value: Any, *, drop: bool) -> Any:
    """A JSON value with another value at one place, or nothing there."""
    if not place:
        return value
    copy = dict(found) if isinstance(found, dict) else list(found)
    if len(place) == 1 and drop:
        del copy[place[0]]
    else:
        copy[place[0]] = changed(copy[place[0]], place[1:], value, drop=drop)
    return copy


def case(name: str, body: bytes, rows: dict[Place, str], url: str = "", **more: Any) -> Case:
    """A case from a JSON body."""
    facts = {"url": f"https://h{FOLDER}/{url}" if url else "file:body", **more}
    return Case(name, json.loads(body), rows, **facts)


APPS = {"day": "apps-window-day", "week": "apps-window", "month": "apps-window-month"}
PAGE_ROWS: dict[Place, str] = {
    (("leaderboard", "ModelRankingsTable"), "rankingData"): "models-window",
    (("leaderboard", "ModelCharts"), "data"): "model-chart",
    (("market-share", "TokensByModelAuthorChart"), "data"): "author-chart",
    (("context-length", frontend_bodies.GENERIC), "data"): "context-length",
    (("tools", frontend_bodies.GENERIC), "data"): "tool-chart",
    **{(("apps", "AppRankingsTable"), "rankMap", view): dataset for view, dataset in APPS.items()},
}
DATA: Place = ("data",)
CASES = [
    case("models", frontend_bodies.models_body(), {DATA: "models-window"}, "models?view=week", made=ON_TUESDAY),
    case("chart", frontend_bodies.chart_body(), {("data", "data"): "model-chart"}, "model-rankings-chart"),
    case("market share", frontend_bodies.list_body(frontend_bodies.author_points()), {DATA: "author-chart"}, "market-share", made=ON_TUESDAY),
    case("tools", frontend_bodies.list_body(frontend_bodies.tool_points()), {DATA: "tool-chart"}, "tools", made=ON_TUESDAY),
    case("context length", frontend_bodies.list_body(frontend_bodies.length_points()), {DATA: "context-length"}, "context-length?bucket=10K", made=ON_TUESDAY),
    case("apps", frontend_bodies.apps_body(), {("data", view): dataset for view, dataset in APPS.items()}, "apps"),
    case("activity", frontend_bodies.activity_body(), {("data", "analytics"): "model-activity"}, made=ON_TUESDAY),
    case("models find", frontend_bodies.find_body(SUNDAY - 6 * DAY), {("data", "analytics"): "models-window"}, made=ON_TUESDAY),
    case("analytics", frontend_bodies.find_body(SUNDAY - 6 * DAY, alone=True), {(): "models-window"}, made=ON_TUESDAY),
    case("catalogue", frontend_bodies.catalogue_body(), {DATA: "catalog"}),
    Case("catalogue in pages", frontend_bodies.catalogue_pages(), {(0, "data"): "catalog", (1, "data"): "catalog"}, build=frontend_bodies.one_after_another),
    case("app rankings", frontend_bodies.app_rankings_body(), {DATA: "app-rankings"}),
    case("benchmarks", frontend_bodies.benchmark_json(), {("rows",): "benchmark-leaderboard"}),
    case("index of exports", frontend_bodies.index_body(NOW), {("datasets",): "export-index"}),
    case("rankings daily", API_BODY, {DATA: "rankings-daily"}),
    case("rows alone", rows_alone(DAYS), {DATA: "rankings-daily"}),
    case("export", TWIN, {("rows",): "rankings-daily"}),
    Case("page", frontend_bodies.page_blocks(), PAGE_ROWS, made=PAGE_MADE, build=page_html),
]  # fmt: skip
STREAM = Case("stream", frontend_bodies.page_blocks(), {}, made=PAGE_MADE, build=page_stream)
BENCHMARK_CSV = frontend_bodies.benchmark_csv()
PAGED = next(one for one in CASES if one.build is frontend_bodies.one_after_another)
OTHER_FORMS = (page_html, frontend_bodies.one_after_another)
JSON_BODIES = [*(one.body for one in CASES if one.build not in OTHER_FORMS), MANIFEST]
BODIES = [*JSON_BODIES, CSV, BENCHMARK_CSV, PAGED.body, CASES[-1].body, STREAM.body]


def some_place(found: Any, data: st.DataObject) -> Place:
    """Some place in a JSON value, every level as likely as the next."""
    place: Place = ()
    while isinstance(found, dict | list) and found and (not place or data.draw(st.integers(0, 5))):
        key = data.draw(
            st.sampled_from(list(found) if isinstance(found, dict) else range(len(found)))
        )
        place, found = (*place, key), found[key]
    return place
