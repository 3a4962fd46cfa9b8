"""The analytics of the model list.

Its rows are dated by the first day of the window, or the last.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.frontend_bodies import find_body, find_rows, model_rows
from support.sample_boards import ask_everything, payload

from tracker.errors import CheckFailed, ParseError
from tracker.records import Answer, Payload
from tracker.sources import Wanted, day_after, recognise
from tracker.sources.retired import models_find
from tracker.weeks import Period

FIRST = date(2026, 2, 5)
MADE = datetime(2026, 2, 12, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def body(content: bytes, fetched_at: datetime = MADE) -> Payload:
    return payload(content, "models_find", "file:analytics.json", fetched_at=fetched_at)


def read(rows: dict[str, Any]) -> Answer:
    return models_find.parse(body(json.dumps(rows).encode()))


@pytest.mark.parametrize("alone", [False, True])
def test_the_window_begins_with_the_date_of_its_rows(alone: bool) -> None:
    found = body(find_body(FIRST, alone=alone))
    said = models_find.parse(found)
    ask_everything(found, said, NOW)
    assert {str(board.key) for board in said.boards} == {
        "models-window tokens 2026-02-05..2026-02-11",
        "models-window calls 2026-02-05..2026-02-11",
    }
    assert {len(board.readings) for board in said.boards} == {120}
    assert (said.as_of, said.doubts, said.unknown) == (MADE, (), frozenset())


def test_the_newest_day_is_the_last_of_the_window() -> None:
    found = body(find_body(FIRST))
    assert models_find.made(found) is None
    assert models_find.newest(found) == date(2026, 2, 11)
    assert day_after(models_find, found) == datetime(2026, 2, 12, tzinfo=UTC)


def test_the_oldest_date_decides_and_rows_that_disagree_are_doubted() -> None:
    rows = find_rows(FIRST)
    later = {**rows, "a/x": {**next(iter(rows.values())), "variant_permaslug": "a/x"}}
    later["a/x"]["date"] = "2026-02-07 00:00:00"
    assert read(later).boards[0].key.period == Period(FIRST, date(2026, 2, 12))
    assert read(later).doubts == ()
    later["a/x"]["date"] = "2026-02-01 00:00:00"
    assert "most of its rows are dated 2026-02-05, and the window 2026-02-01" in read(later).doubts


def of_v1(last: date, made: datetime) -> Payload:
    """As it answers under v1: `categories` beside the models, rows dated by their last day."""
    rows = {row["variant_permaslug"]: row for row in model_rows(last, nameless=False)}
    inner = {"models": [{"slug": "a/x"}], "analytics": rows, "categories": {"a/x": ["legal"]}}
    return body(json.dumps({"data": inner, "categories": []}).encode(), made)


def test_under_v1_rows_are_dated_by_the_last_day_and_categories_are_passed_over() -> None:
    found = of_v1(date(2026, 2, 11), MADE)
    said = models_find.parse(found)
    ask_everything(found, said, NOW)
    assert recognise(found)[0] is models_find
    assert {board.key.period for board in said.boards} == {Period(FIRST, date(2026, 2, 12))}
    assert models_find.newest(found) == date(2026, 2, 11)
    assert (said.doubts, said.unknown) == ((), frozenset())


@pytest.mark.parametrize("hours", [0, 47])
def test_rows_that_are_all_of_the_day_before_are_dated_by_the_last_day(hours: int) -> None:
    made = datetime(2026, 2, 12, tzinfo=UTC) + timedelta(hours=hours)
    found = body(find_body(date(2026, 2, 11)), made)
    assert {str(board.key.period) for board in models_find.parse(found).boards} == {
        "2026-02-05..2026-02-11"
    }
    older = body(find_body(date(2026, 2, 8)), made)
    assert {board.key.period.start for board in models_find.parse(older).boards} == {
        date(2026, 2, 8)
    }


def test_a_row_under_another_name_is_refused() -> None:
    rows = find_rows(FIRST)
    first, second = list(rows)[:2]
    with pytest.raises(ParseError, match="has another model's row under"):
        read({**rows, first: rows[second]})


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (find_body(FIRST), True),
        (find_body(FIRST, alone=True), True),
        (b'{"data": {"models": [], "analytics": {}}}', False),
        (b'{"data": {"models": []}}', False),
        (b'{"data": {"analytics": []}}', False),
        (b'{"data": []}', False),
        (b'{"a/x": {"variant_permaslug": "a/x"}}', False),
        (b'{"a/x": 5}', False),
        (b"{}", False),
        (b"[]", False),
        (b"<html>", False),
    ],
)
def test_a_shape_is_told_from_the_body(content: bytes, shape: bool) -> None:
    assert (models_find.shape(body(content)) is not None) == shape
    if not shape:
        with pytest.raises(ParseError, match="has no analytics"):
            models_find.parse(body(content))


def test_a_list_with_one_row_is_doubted() -> None:
    one = dict(list(find_rows(FIRST).items())[:1])
    found = body(json.dumps(one).encode())
    with pytest.raises(CheckFailed, match="it names 1 models") as caught:
        ask_everything(found, models_find.parse(found), NOW)
    assert caught.value.doubtful


def test_nothing_is_fetched() -> None:
    assert list(models_find.payloads(body, Wanted(NOW))) == []


def test_the_recorded_analytics_are_of_seven_days(shared: Path) -> None:
    file = shared / "data/models-find/2025-12-11T0149Z.analytics.json.gz"
    found = body(gzip.decompress(file.read_bytes()), datetime(2025, 12, 11, 1, 49, tzinfo=UTC))
    said = models_find.parse(found)
    ask_everything(found, said, NOW)
    assert {board.key.period for board in said.boards} == {
        Period(date(2025, 12, 4), date(2025, 12, 11))
    }
    assert models_find.newest(found) == date(2025, 12, 10)
    tokens, calls = (dict(board.readings) for board in said.boards)
    assert calls["qwen/qwen3-235b-a22b-thinking-2507"] == 613_202
    assert tokens["qwen/qwen3-235b-a22b-thinking-2507"] == 2_953_053_868 + 1_158_183_351
    assert said.unknown == frozenset()
