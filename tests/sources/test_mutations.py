"""Whatever is done to a body, it is an answer that passes the questions, or a TrackerError."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import fronts
import pytest
from boards import (
    API,
    EXPORTS,
    api_body,
    export_csv,
    export_json,
    export_manifest,
    payload,
    some_days,
)
from fronts import FOLDER, ON_TUESDAY, PAGE_MADE, SUNDAY
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import page_html, page_stream

from tracker import checks
from tracker.errors import CheckFailed, ParseError, TrackerError
from tracker.records import LARGEST, OTHER, Answer, Payload, Promise
from tracker.sources import CONTENTS, manifest, recognise, source
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
    if "canonical_slug" in row:
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
        checks.examine(found, said, now=LATER, recent=lambda _: [])
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
    (("context-length", fronts.GENERIC), "data"): "context-length",
    (("tools", fronts.GENERIC), "data"): "tool-chart",
    **{(("apps", "AppRankingsTable"), "rankMap", view): dataset for view, dataset in APPS.items()},
}
DATA: Place = ("data",)
CASES = [
    case("models", fronts.models_body(), {DATA: "models-window"}, "models?view=week", made=ON_TUESDAY),
    case("chart", fronts.chart_body(), {("data", "data"): "model-chart"}, "model-rankings-chart"),
    case("market share", fronts.list_body(fronts.author_points()), {DATA: "author-chart"}, "market-share", made=ON_TUESDAY),
    case("tools", fronts.list_body(fronts.tool_points()), {DATA: "tool-chart"}, "tools", made=ON_TUESDAY),
    case("context length", fronts.list_body(fronts.length_points()), {DATA: "context-length"}, "context-length?bucket=10K", made=ON_TUESDAY),
    case("apps", fronts.apps_body(), {("data", view): dataset for view, dataset in APPS.items()}, "apps"),
    case("activity", fronts.activity_body(), {("data", "analytics"): "model-activity"}, made=ON_TUESDAY),
    case("models find", fronts.find_body(SUNDAY - 6 * DAY), {("data", "analytics"): "models-window"}, made=ON_TUESDAY),
    case("analytics", fronts.find_body(SUNDAY - 6 * DAY, alone=True), {(): "models-window"}, made=ON_TUESDAY),
    case("catalogue", fronts.catalogue_body(), {DATA: "catalog"}),
    case("app rankings", fronts.app_rankings_body(), {DATA: "app-rankings"}),
    case("benchmarks", fronts.benchmark_json(), {("rows",): "benchmark-leaderboard"}),
    case("rankings daily", API_BODY, {DATA: "rankings-daily"}),
    case("export", TWIN, {("rows",): "rankings-daily"}),
    Case("page", fronts.page_blocks(), PAGE_ROWS, made=PAGE_MADE, build=page_html),
]  # fmt: skip
STREAM = Case("stream", fronts.page_blocks(), {}, made=PAGE_MADE, build=page_stream)
BENCHMARK_CSV = fronts.benchmark_csv()
JSON_BODIES = [*(one.body for one in CASES if one.build is not page_html), MANIFEST]
BODIES = [*JSON_BODIES, CSV, BENCHMARK_CSV, CASES[-1].body, STREAM.body]

each_case = pytest.mark.parametrize("good", CASES, ids=lambda good: good.name)


# One thing is changed: all else is as it was.


def one_thing_changed(good: Case, data: st.DataObject) -> None:
    container = data.draw(st.sampled_from(list(good.rows)))
    rows = at(good.whole, container)
    number = data.draw(st.sampled_from(list(rows) if isinstance(rows, dict) else range(len(rows))))
    place = data.draw(st.sampled_from(places(rows[number])))
    spoilt = changed(
        good.whole,
        (*container, number, *place),
        data.draw(st.sampled_from(good.strange)),
        drop=data.draw(st.booleans()),
    )
    said = outcome(good.payload(spoilt))
    holds(said)
    if isinstance(said, Answer):
        own = good.own(container, rows[number])
        if place[:1] == ("ys",) and len(place) > 1:
            name = OTHER if place[1].lower() == "others" else place[1]
            own = {fact for fact in own if fact.name == name}
        facts = facts_of(said)
        assert good.facts - facts <= own, "nothing else is missing"
        least = 2 if rows[number].get("variant_permaslug") == "" else 0  # it may be given a slug
        assert len(facts - good.facts) <= max(len(own), least), "nothing else is new"


def envelope_changed(good: Case, data: st.DataObject) -> None:
    spoilt = changed(
        good.whole,
        data.draw(st.sampled_from(good.around)),
        data.draw(st.sampled_from(good.strange)),
        drop=data.draw(st.booleans()),
    )
    said = outcome(good.payload(spoilt))
    holds(said)
    if isinstance(said, Answer):
        before = {fact.undated for fact in good.facts}
        after = {fact.undated for fact in facts_of(said)}
        assert after <= before
        assert after == before or {*said.notes} - {*good.said.notes}, "what is left out is told"


@each_case
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_one_thing_changed_leaves_all_else_as_it_was_or_is_refused(
    good: Case, data: st.DataObject
) -> None:
    one_thing_changed(good, data)


@each_case
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_stands_around_the_rows_changes_no_figure_or_is_refused(
    good: Case, data: st.DataObject
) -> None:
    envelope_changed(good, data)


# A body is cut.

A_CUT = 40
TWO_ROWS = 24
"""A cut of forty bytes touches two rows at the most: two points, two entries, two models."""


def cut_at_the_end(body: bytes, data: st.DataObject) -> bytes:
    return body[: data.draw(st.integers(0, len(body) - 1))]


def piece_cut_out(good: Case, data: st.DataObject) -> None:
    """Whole components of a page may go with the row that names them; else two rows at most."""
    first = data.draw(st.integers(0, len(good.body)))
    last = data.draw(st.integers(first, min(len(good.body), first + A_CUT)))
    said = outcome(good.of(good.body[:first] + good.body[last:]))
    holds(said)
    if isinstance(said, Answer):
        facts = facts_of(said)
        there = {fact.dataset for fact in facts}
        missing = good.facts - facts
        assert len(facts - good.facts) <= TWO_ROWS
        assert len([fact for fact in missing if fact.dataset in there]) <= TWO_ROWS
        assert b"<" in good.body[:20] or there == {fact.dataset for fact in good.facts}


@each_case
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_body_that_is_cut_at_the_end_is_refused(good: Case, data: st.DataObject) -> None:
    said = outcome(good.of(cut_at_the_end(good.body, data)))
    assert isinstance(said, TrackerError)
    holds(said)


@each_case
@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_piece_cut_out_touches_no_more_than_two_rows_or_is_refused(
    good: Case, data: st.DataObject
) -> None:
    piece_cut_out(good, data)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_stream_that_is_cut_at_the_end_of_a_row_has_whole_components_or_is_refused(
    data: st.DataObject,
) -> None:
    said = outcome(STREAM.of(cut_at_the_end(STREAM.body, data)))
    holds(said)
    if isinstance(said, Answer):
        facts = facts_of(said)
        there = {fact.dataset for fact in facts}
        assert facts == {fact for fact in STREAM.facts if fact.dataset in there}


@settings(max_examples=60, deadline=None)
@given(st.data(), st.booleans())
def test_a_csv_of_benchmarks_that_is_cut_is_refused_but_between_lines_where_nobody_vouches_for_it(
    data: st.DataObject, vouched: bool
) -> None:
    """The columns are left as they are: one that is lost is told among the unknown fields."""
    first = data.draw(st.integers(BENCHMARK_CSV.index(b"\n") + 1, len(BENCHMARK_CSV) - 1))
    last = data.draw(st.integers(first + 1, len(BENCHMARK_CSV)) | st.just(len(BENCHMARK_CSV)))
    cut = BENCHMARK_CSV[:first] + BENCHMARK_CSV[last:]
    promise = Promise(len(BENCHMARK_CSV), payload(BENCHMARK_CSV).sha256, 40) if vouched else None
    said = outcome(payload(cut, promise=promise))
    holds(said)
    if isinstance(said, Answer):
        assert not vouched
        facts = facts_of(said)
        assert len(facts - BENCHMARKS.facts) <= TWO_ROWS / 2, "one line joined of two"
        end = 0
        for line in BENCHMARK_CSV.splitlines(keepends=True):
            start, end = end, end + len(line)
            if end <= first or start > last:
                entry = " ".join(line.decode().split(",")[n] for n in (0, 1, 4))
                assert {fact for fact in BENCHMARKS.facts if fact.name == entry} <= facts


BENCHMARKS = next(good for good in CASES if good.name == "benchmarks")


@settings(max_examples=30, deadline=None)
@given(st.data(), st.booleans())
def test_lines_cut_from_a_csv_of_benchmarks_leave_the_others_as_they_were(
    data: st.DataObject, vouched: bool
) -> None:
    """Without a manifest nobody can tell that there were more lines."""
    header, *lines = BENCHMARK_CSV.splitlines(keepends=True)
    kept = data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1, max_size=len(lines) - 1))
    promise = Promise(len(BENCHMARK_CSV), payload(BENCHMARK_CSV).sha256, 40) if vouched else None
    body = header + b"".join(lines[number] for number in sorted(kept))
    said = outcome(payload(body, promise=promise))
    if vouched:
        assert isinstance(said, TrackerError)
    else:
        assert isinstance(said, Answer)
        assert len(said.entries) == len(kept)
        assert facts_of(said) <= BENCHMARKS.facts


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_lines_cut_from_the_csv_of_an_export_are_refused_unless_they_are_whole_days(
    data: st.DataObject,
) -> None:
    header, *lines = CSV.splitlines(keepends=True)
    kept = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=len(lines) - 1))
    said = outcome(payload(header + b"".join(lines[number] for number in sorted(kept))))
    whole = [set(range(len(lines) // 2)), set(range(len(lines) // 2, len(lines)))]
    assert isinstance(said, Answer) == (kept in whole)


# Anything is done to any body.


@pytest.mark.parametrize("good", [*CASES, STREAM], ids=lambda good: good.name)
def test_the_bodies_that_are_spoilt_here_are_good_ones(good: Case) -> None:
    assert {fact.dataset for fact in good.facts} == set((good.rows or PAGE_ROWS).values())


@pytest.mark.parametrize("csv", [CSV, BENCHMARK_CSV])
def test_the_csv_that_is_spoilt_here_is_good(csv: bytes) -> None:
    assert isinstance(outcome(payload(csv)), Answer)


def some_place(found: Any, data: st.DataObject) -> Place:
    """Some place in a JSON value, every level as likely as the next."""
    place: Place = ()
    while isinstance(found, dict | list) and found and (not place or data.draw(st.integers(0, 5))):
        key = data.draw(
            st.sampled_from(list(found) if isinstance(found, dict) else range(len(found)))
        )
        place, found = (*place, key), found[key]
    return place


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(JSON_BODIES), st.data(), URLS)
def test_json_with_other_values_or_without_keys_is_answered_or_refused(
    body: bytes, data: st.DataObject, url: str
) -> None:
    found = json.loads(body)
    for _ in range(data.draw(st.integers(1, 3))):
        place = some_place(found, data)
        found = changed(
            found, place, data.draw(st.sampled_from(STRANGE)), drop=data.draw(st.booleans())
        )
    holds(outcome(payload(json.dumps(found).encode(), url=url, fetched_at=data.draw(TIMES))))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(BODIES), st.data(), URLS)
def test_bytes_that_are_cut_or_put_in_are_answered_or_refused(
    body: bytes, data: st.DataObject, url: str
) -> None:
    for _ in range(data.draw(st.integers(1, 2))):
        first = data.draw(st.integers(0, len(body)))
        last = data.draw(st.integers(first, min(len(body), first + 40)) | st.just(len(body)))
        body = body[:first] + data.draw(st.sampled_from(RAW) | st.binary(max_size=4)) + body[last:]
    holds(outcome(payload(body, url=url, fetched_at=data.draw(TIMES))))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([CSV, BENCHMARK_CSV]),
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 10), st.sampled_from(STRANGE)),
        min_size=1,
        max_size=3,
    ),
)
def test_csv_with_other_fields_is_answered_or_refused(
    csv: bytes, spoilt: list[tuple[int, int, Any]]
) -> None:
    lines = [line.split(",") for line in csv.decode().split("\r\n")]
    for row, column, value in spoilt:
        if column < len(lines[row]):
            lines[row][column] = str(value) if value != 10**400 else "9" * 400
    body = "\r\n".join(",".join(line) for line in lines).encode(errors="replace")
    holds(outcome(payload(body)))


@pytest.mark.parametrize("depth", [10, 300, 900, 990, 1_000, 10_000])
@pytest.mark.parametrize("field", ["date", "model_permaslug", "total_tokens"])
def test_nesting_of_any_depth_is_refused(depth: int, field: str) -> None:
    body = API_BODY.replace(
        b'"%s": "' % field.encode(),
        b'"%s": %s0%s, "x": "' % (field.encode(), b"[" * depth, b"]" * depth),
        1,
    )
    assert b"[[[[" in body
    assert isinstance(outcome(payload(body)), TrackerError)


# The same is done to recorded bodies.

RECORDED: dict[str, dict[Place, str]] = {
    "frontend/2026-08-10/models.json.gz": {DATA: "models-window"},
    "frontend/2026-08-02/models.json.gz": {DATA: "models-window"},
    "frontend/2026-07-13/model-rankings-chart.json.gz": {("data", "data"): "model-chart"},
    "frontend/2026-09-23/model-rankings-chart.json": {("data", "data"): "model-chart"},
    "frontend/2026-09-23/context-length.json": {DATA: "context-length"},
    "frontend/2026-09-23/tools.json": {DATA: "tool-chart"},
    "models-find/2025-12-11T0149Z.analytics.json.gz": {(): "models-window"},
    "app-rankings/2026-07-20.apps_month.json": {DATA: "app-rankings"},
    "exports/2026-08-22.json": {("rows",): "rankings-daily"},
}
each_recorded = pytest.mark.parametrize("file", RECORDED)


@pytest.fixture(scope="session")
def read(shared: Path) -> Callable[[str], Case]:
    """A recorded body as a case."""
    found: dict[str, Case] = {}

    def reading(file: str) -> Case:
        if file not in found:
            body = (shared / "data" / file).read_bytes()
            body = gzip.decompress(body) if file.endswith(".gz") else body
            day = next(part for part in file.replace(".", "/").split("/") if part[:2] == "20")
            found[file] = Case(
                file,
                json.loads(body),
                RECORDED[file],
                f"file:{file.rsplit('/', 1)[1].removesuffix('.gz')}",
                midnight(date.fromisoformat(day[:10])),
            )
        return found[file]

    return reading


@each_recorded
def test_recorded_bodies_keep_to_the_same_laws(read: Callable[[str], Case], file: str) -> None:
    good = read(file)
    assert good.facts

    @settings(max_examples=20, deadline=None, database=None)
    @given(st.data())
    def spoil(data: st.DataObject) -> None:
        one_thing_changed(good, data)
        piece_cut_out(good, data)
        envelope_changed(good, data)
        assert isinstance(taken(good.of(cut_at_the_end(good.body, data))), TrackerError)

    spoil()


def test_the_recorded_page_keeps_to_the_same_laws(shared: Path) -> None:
    body = gzip.decompress((shared / "data/page/2025-11-08.rankings.html.gz").read_bytes())
    good = Case("page", body, {}, made=midnight(date(2025, 11, 8)), build=bytes)
    assert good.facts

    @settings(max_examples=20, deadline=None, database=None)
    @given(st.data())
    def spoil(data: st.DataObject) -> None:
        piece_cut_out(good, data)
        assert isinstance(taken(good.of(cut_at_the_end(good.body, data))), TrackerError)

    spoil()
