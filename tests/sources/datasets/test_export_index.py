"""The index of the exports: an entry for each dataset."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.frontend_bodies import EXPORTED, index_body
from support.sample_boards import ask_everything, payload

from tracker.errors import ParseError
from tracker.records import Answer
from tracker.sources import Wanted
from tracker.sources.datasets import export_index

NOW = datetime(2026, 8, 18, 12, tzinfo=UTC)
BODY = (Path(__file__).parents[2] / "bodies" / "export_index.json").read_bytes()


def read(content: bytes) -> Answer:
    found = payload(content, "export_index", "file:index.json", fetched_at=NOW)
    answer = export_index.parse(found)
    ask_everything(found, answer, NOW)
    return answer


def changed(row: dict[str, Any] | None = None, **around: Any) -> bytes:
    index = json.loads(BODY)
    index["datasets"][0].update(row or {})
    return json.dumps({**index, **around}).encode()


def test_each_dataset_is_an_entry_as_of_the_update() -> None:
    answer = read(BODY)
    assert {entry.name for entry in answer.entries} == export_index.KNOWN_DATASETS
    assert answer.entries[0].facts == {"title": "Daily tokens by model"}
    assert answer.as_of == datetime(2026, 8, 17, 1, 46, 15, 433000, tzinfo=UTC)
    assert answer.unknown == frozenset()


def test_another_snapshot_of_the_same_datasets_is_no_other_entry() -> None:
    before, after = read(BODY), read(changed({"latest_snapshot_date": "2026-08-18"}))
    assert [each.digest for each in before.entries] == [each.digest for each in after.entries]


def test_a_title_may_be_missing_and_a_new_field_is_noted() -> None:
    answer = read(changed({"title": None, "rows": 7}, contact="x"))
    assert answer.entries[0].facts == {"title": None}
    assert answer.unknown == {"body: contact", "datasets: rows"}


@pytest.mark.parametrize(
    "content",
    [
        changed({"id": "benchmark-runs"}),
        changed({"id": ""}),
        changed({"id": 5}),
        changed(datasets={}),
        changed(updated_at="yesterday"),
    ],
)
def test_another_shape_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        read(content)


def test_a_run_requests_one_address() -> None:
    requested = []

    def get(path: str) -> Any:
        requested.append(path)
        return payload(index_body(NOW))

    (found,) = export_index.payloads(get, Wanted(NOW))
    assert requested == ["/api/v1/datasets/exports/index.json"]
    assert export_index.shape(found) == "index of the exports"
    assert [entry.name for entry in export_index.parse(found).entries] == [*EXPORTED]
