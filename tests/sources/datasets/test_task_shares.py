"""The shares of tasks: a task, its models and its group are entries."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.sample_boards import ask_everything, payload

from tracker.errors import ParseError
from tracker.records import Answer
from tracker.sources import Wanted
from tracker.sources.datasets import task_shares
from tracker.weeks import midnight

NOW = datetime(2026, 8, 17, 9, tzinfo=UTC)
BODY = (Path(__file__).parents[2] / "bodies" / "task_shares.json").read_bytes()


def read(content: bytes, url: str = "file:task_shares.json") -> Answer:
    return task_shares.parse(payload(content, "task_shares", url, fetched_at=NOW))


def changed(change: Any) -> bytes:
    body = json.loads(BODY)
    change(body["data"])
    return json.dumps(body).encode()


def test_tasks_models_and_groups_are_entries() -> None:
    answer = read(BODY)
    ask_everything(payload(BODY, "task_shares", fetched_at=NOW), answer, NOW)
    assert [entry.name for entry in answer.entries] == [
        "task code:debugging",
        "model code:debugging author0/model-000-20260701",
        "model code:debugging author1/model-001-20260702",
        "task chat:roleplay",
        "model chat:roleplay author2/model-002-20260703",
        "group code",
        "group chat",
    ]
    model = answer.entries[1].facts
    assert (model["slug"], model["tag_usage_share"], model["tag_token_share"]) == (
        "author0/model-000-20260701", 0.4, 0.5,
    )  # fmt: skip


def test_it_is_of_the_end_of_its_last_day() -> None:
    assert read(BODY).as_of == midnight(date(2026, 8, 17))


def test_it_is_fetched_once_a_week_with_its_window() -> None:
    asked = []

    def get(path: str, params: dict[str, str], *, keyed: bool) -> Any:
        asked.append((path, params, keyed))
        return payload(BODY, "task_shares", f"https://h{path}")

    for days in (1, 6, 7):
        wanted = Wanted(NOW, last_recorded=NOW - timedelta(days=days))
        list(task_shares.payloads(get, wanted))
    assert asked == [("/api/v1/classifications/task", {"window": "7d"}, True)]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["classifications"][0].update(usage_share=1.5),
        lambda data: data["classifications"][0].update(usage_share="half"),
        lambda data: data["classifications"][0].update(models=None),
        lambda data: data["classifications"][0]["models"][0].update(id=""),
        lambda data: data["macro_categories"][0].update(key=None),
        lambda data: data.update(as_of="yesterday"),
    ],
)
def test_a_body_of_another_form_is_refused(change: Any) -> None:
    with pytest.raises(ParseError):
        read(changed(change))


def test_percentages_of_an_older_form_are_new_fields_and_missing_shares() -> None:
    def rename(data: Any) -> None:
        model = data["classifications"][0]["models"][0]
        model["req_pct"] = 100 * model.pop("tag_usage_share")

    answer = read(changed(rename))
    assert answer.entries[1].facts["tag_usage_share"] is None
    assert answer.unknown == {"models: req_pct"}
