"""Whatever is done to a body, it is an answer that passes the questions, or a TrackerError."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corruption import (
    API_BODY,
    BENCHMARK_CSV,
    BODIES,
    CASES,
    CSV,
    DATA,
    JSON_BODIES,
    PAGE_ROWS,
    RAW,
    STRANGE,
    STREAM,
    TIMES,
    URLS,
    Case,
    Place,
    at,
    changed,
    facts_of,
    holds,
    outcome,
    places,
    some_place,
    taken,
)  # fmt: skip
from support.sample_boards import payload

from tracker.errors import TrackerError
from tracker.records import OTHER, Answer, Promise
from tracker.weeks import midnight

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
    """Return a recorded body as a case."""
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
