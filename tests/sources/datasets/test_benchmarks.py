"""The export of benchmark results: its CSV, its JSON twin, its manifest, and its weekly pause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from support.frontend_bodies import (
    LEADERBOARD,
    a_result,
    benchmark_csv,
    benchmark_json,
    benchmark_manifest,
    leaderboard_made,
    results,
)
from support.sample_boards import ask_everything, payload

from tracker.errors import CheckFailed, ParseError
from tracker.records import Answer, Entry, Payload, Promise
from tracker.sources import Wanted
from tracker.sources.datasets import benchmarks, manifest

SNAPSHOT = date(2026, 8, 17)
MADE = leaderboard_made(SNAPSHOT)
NOW = datetime(2026, 8, 18, 9, tzinfo=UTC)


def body(content: bytes, **facts: Any) -> Payload:
    return payload(
        content, "benchmarks", "file:leaderboard", **{"fetched_at": NOW, "dated": MADE, **facts}
    )


def read(content: bytes, **facts: Any) -> Answer:
    return benchmarks.parse(body(content, **facts))


def examine(found: Payload) -> Answer:
    said = benchmarks.parse(found)
    ask_everything(found, said, NOW)
    return said


def one(**changed: Any) -> list[Entry]:
    """Return the entries of the JSON and of the CSV with one row."""
    rows = [a_result(**changed)]
    return [read(build(rows)).entries[0] for build in (benchmark_json, benchmark_csv)]


def test_every_result_is_an_entry() -> None:
    said = examine(body(benchmark_csv()))
    assert (len(said.entries), said.boards, said.as_of, said.unknown) == (40, (), MADE, frozenset())
    entry = said.entries[2]
    assert entry.key == (
        "benchmark-leaderboard",
        "gpqa_diamond author2/model-2-20260601 Provider",
    )
    assert entry.facts == {
        "benchmark": "gpqa_diamond",
        "model_permaslug": "author2/model-2-20260601",
        "model_slug": "author2/model-2",
        "model_name": "Author: X",
        "provider_name": "Provider",
        "accuracy": 0.88,
        "run_count": 4,
        "total_questions": 198,
        "avg_cost_per_task_usd": None,
        "avg_duration_per_task_ms": 51_234.5,
        "avg_output_tokens_per_task": 6_120.25,
    }


def test_the_twin_says_the_same_as_the_csv() -> None:
    twin, csv = read(benchmark_json()), read(benchmark_csv())
    assert twin.entries == csv.entries
    assert [entry.digest for entry in twin.entries] == [entry.digest for entry in csv.entries]
    assert len(twin.entries) == 40


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({}, "gpqa_diamond a/x-20260601 Provider"),
        ({"provider_name": None}, "gpqa_diamond a/x-20260601"),
        ({"provider_name": ""}, "gpqa_diamond a/x-20260601"),
        ({"model_slug": None, "model_name": ""}, "gpqa_diamond a/x-20260601 Provider"),
        ({"avg_cost_per_task_usd": None, "run_count": None}, "gpqa_diamond a/x-20260601 Provider"),
    ],
)
def test_what_was_not_measured_may_be_absent(changed: dict[str, Any], name: str) -> None:
    twin, csv = one(**changed)
    assert twin == csv
    assert twin.name == name


@pytest.mark.parametrize(("written", "read_as"), [(0, 0.0), (1, 1.0), ("0.5", 0.5), (0.5, 0.5)])
def test_an_accuracy_lies_between_nought_and_one(written: Any, read_as: float) -> None:
    assert [entry.facts["accuracy"] for entry in one(accuracy=written)] == [read_as, read_as]


@pytest.mark.parametrize("written", [1.0001, -0.1, 81.25, "81 %", None, "", "nan", "inf"])
def test_an_accuracy_outside_is_refused(written: Any) -> None:
    for build in (benchmark_json, benchmark_csv):
        with pytest.raises(ParseError, match=r"leaderboard has .* instead of"):
            read(build([a_result("other"), a_result(accuracy=written)]))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"benchmark": None}, "a row without benchmark or model"),
        ({"model_permaslug": ""}, "a row without benchmark or model"),
        ({"benchmark": 5}, "5 instead of a slug"),
        ({"model_name": []}, "a list instead of a slug"),
        ({"provider_name": 0}, "0 instead of a slug"),
        ({"run_count": 1.5}, "1.5 instead of an integer"),
        ({"total_questions": "many"}, "instead of an integer"),
        ({"avg_cost_per_task_usd": -1}, "-1 instead of a number"),
        ({"avg_duration_per_task_ms": "soon"}, "'soon' instead of a number"),
        ({"avg_output_tokens_per_task": True}, "True instead of a number"),
        ({"accuracy": [0.5]}, "instead of a number"),
        ({"accuracy": "9" * 400}, "instead of a number"),
    ],
)
def test_what_is_no_result_is_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ParseError, match="leaderboard") as caught:
        read(benchmark_json([a_result("other"), a_result(**changed)]))
    assert says in str(caught.value)


def without(name: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != name} for row in results()]


@pytest.mark.parametrize("name", ["benchmark", "model_permaslug", "accuracy"])
def test_a_result_that_lacks_a_field_is_refused(name: str) -> None:
    with pytest.raises(ParseError, match="leaderboard has"):
        read(benchmark_json(without(name)))


def test_fields_that_are_not_known_are_told() -> None:
    assert read(benchmark_json([a_result(mood=1, rank=3)])).unknown == {"benchmarks: mood"}
    csv = benchmark_csv().replace(b"run_count", b"runs")
    assert read(csv).unknown == {"benchmarks: runs"}


def test_a_result_twice_is_refused() -> None:
    found = body(benchmark_json([a_result(), a_result()]))
    with pytest.raises(CheckFailed, match="'gpqa_diamond a/x-20260601 Provider' appears twice"):
        examine(found)


HEADER, *LINES = benchmark_csv().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEADER + LINES[0][:40], "has an incomplete line"),
        (HEADER + LINES[0].replace(b"\r\n", b",5\r\n"), "has an incomplete line"),
        (HEADER + b'"gpqa', "is not CSV"),
        (HEADER + LINES[0] + b"\xff", "is not UTF-8 text"),
        (HEADER.replace(b"accuracy", b"score") + LINES[0], "lacks its header"),
        (b"<!DOCTYPE html>", "lacks its header"),
        (b"", "lacks its header"),
        (b'{"rows": null}', "has no 'rows'"),
        (b'{"rows": [5]}', "has no list of rows"),
        (b'{"rows": [], "row_count": 3}', "says 3 rows and has 0"),
        (benchmark_json()[:-20], "lacks its header"),
    ],
)
def test_what_is_no_export_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        read(content)


def test_a_twin_that_says_another_number_of_rows_is_refused() -> None:
    twin = json.loads(benchmark_json())
    del twin["rows"][7]
    with pytest.raises(ParseError, match="says 40 rows and has 39"):
        read(json.dumps(twin).encode())


def test_a_csv_that_ends_within_a_line_is_doubted_unless_it_is_vouched_for() -> None:
    cut = benchmark_csv()[:-3]
    with pytest.raises(CheckFailed, match="ends within a line and may be incomplete") as caught:
        examine(body(cut))
    assert caught.value.doubtful
    vouched = body(cut, promise=Promise(len(cut), payload(cut).sha256, 40))
    assert len(examine(vouched).entries) == 40


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (benchmark_csv(), "benchmark leaderboard export, CSV"),
        (b"\xef\xbb\xbf" + benchmark_csv(), "benchmark leaderboard export, CSV"),
        (b"model_permaslug,benchmark,accuracy\n", "benchmark leaderboard export, CSV"),
        (b"model_permaslug,accuracy\nbenchmark,0.5\n", None),
        (benchmark_json(), "benchmark leaderboard export, JSON"),
        (benchmark_manifest(csv=b"x"), "benchmark leaderboard export, manifest"),
        (b'{"dataset": "benchmark-runs", "rows": []}', None),
        (b'{"dataset": "benchmark-leaderboard"}', None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_shape_is_told_from_the_body(content: bytes, shape: str | None) -> None:
    assert benchmarks.shape(body(content)) == shape


def test_a_twin_says_when_it_was_made_and_a_csv_does_not() -> None:
    assert benchmarks.made(body(benchmark_json())) == MADE
    assert benchmarks.made(body(benchmark_csv())) is None
    assert read(benchmark_json(), dated=None).as_of == MADE
    assert read(benchmark_csv(), dated=None).as_of == NOW
    assert benchmarks.newest(body(benchmark_json())) is None


# What is asked for.


def collect(
    last_recorded: datetime | None = None, forms: Sequence[str] = ("csv", "json")
) -> tuple[list[str], list[Any]]:
    """Return the requested addresses, and what was yielded."""
    files = {"csv": benchmark_csv(), "json": benchmark_json()}
    told = benchmark_manifest(**{form: files[form] for form in forms})
    asked: list[str] = []

    def get(path: str, **facts: Any) -> Payload:
        asked.append(path.removeprefix(LEADERBOARD))
        content = told if "manifest" in path else files[path.rsplit(".", 1)[1]]
        return payload(content, "benchmarks", path, fetched_at=NOW, **facts)

    return asked, list(benchmarks.payloads(get, Wanted(NOW, last_recorded=last_recorded)))


def test_the_newest_snapshot_is_fetched_and_compared_with_its_promise() -> None:
    asked, (told, csv) = collect()
    assert asked == ["/latest.manifest.json", "/2026-08-17.csv"]
    assert told.carries == "manifest"
    assert csv.promise == manifest.read(told).promises["csv"]
    assert csv.dated == MADE
    said = examine(csv)
    assert (len(said.entries), said.notes) == (40, ())


def test_the_twin_is_fetched_where_no_csv_is_promised() -> None:
    asked, (_, twin) = collect(forms=("json",))
    assert asked == ["/latest.manifest.json", "/2026-08-17.json"]
    assert len(examine(twin).entries) == 40


@pytest.mark.parametrize(
    ("ago", "fetched"),
    [
        (timedelta(hours=1), False),
        (timedelta(days=6), False),
        (timedelta(days=6, hours=12), True),
        (timedelta(days=7), True),
    ],
)
def test_a_snapshot_is_fetched_once_a_week(ago: timedelta, fetched: bool) -> None:
    asked, found = collect(NOW - ago)
    assert (len(asked), len(found)) == ((2, 2) if fetched else (0, 0))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (benchmark_csv()[:-30], "bytes, but its manifest says"),
        (benchmark_csv().replace(b"0.9,", b"0.8,"), "SHA-256 does not match"),
        (HEADER + b"".join(LINES[1:]), "bytes, but its manifest says"),
    ],
)
def test_a_body_that_is_not_the_promised_one_is_refused(content: bytes, says: str) -> None:
    whole = benchmark_csv()
    promise = manifest.read(payload(benchmark_manifest(csv=whole))).promises["csv"]
    with pytest.raises((CheckFailed, ParseError)) as caught:
        examine(body(content, promise=promise))
    assert says in str(caught.value) or "incomplete" in str(caught.value)


def test_an_export_without_a_manifest_is_noted() -> None:
    note = ("leaderboard is not verified by a manifest",)
    assert read(benchmark_csv()).notes == read(benchmark_json()).notes == note
