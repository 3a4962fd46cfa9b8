"""The cost of sessions: all pages of a snapshot, each row an entry."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.sample_boards import ask_everything, payload

from tracker.errors import ParseError
from tracker.records import Answer, Payload
from tracker.sources import Wanted
from tracker.sources.datasets import session_cost

NOW = datetime(2026, 8, 17, 9, tzinfo=UTC)
PATH = "/api/v1/datasets/session-cost"
BODY = (Path(__file__).parents[2] / "bodies" / "session_cost.json").read_bytes()


def read(content: bytes, url: str = "file:session_cost.json") -> Answer:
    return session_cost.parse(payload(content, "session_cost", url, fetched_at=NOW))


def page(first: int, rows: int) -> bytes:
    """A page with ``rows`` rows, numbered from ``first``."""
    data = [
        {
            "app_slug": f"app-{number}",
            "app_name": None,
            "turn_range": "1-turn",
            "model_permaslug": "a/x",
            "median_session_cost_usd": number / 1000,
        }
        for number in range(first, first + rows)
    ]
    meta = {"as_of": "2026-08-17T05:00:00Z", "version": "v1", "window_days": 30}
    return json.dumps({"data": data, "meta": {**meta, "window_end_date": "2026-08-16"}}).encode()


def changed(**facts: Any) -> bytes:
    body = json.loads(BODY)
    body["data"][0].update(facts)
    return json.dumps(body).encode()


def test_a_row_is_an_entry_with_its_window() -> None:
    answer = read(BODY)
    ask_everything(payload(BODY, "session_cost", fetched_at=NOW), answer, NOW)
    assert answer.as_of == datetime(2026, 8, 17, 5, tzinfo=UTC)
    assert answer.entries[1].name == "kilo-code 50-plus-turns author0/model-000-20260701"
    assert answer.entries[1].facts == {
        "app": "kilo-code",
        "app_name": "Kilo Code",
        "turn_range": "50-plus-turns",
        "slug": "author0/model-000-20260701",
        "median_session_cost_usd": 1.75,
        "window_days": 30,
        "window_end": "2026-08-16",
    }
    assert (answer.doubts, answer.unknown) == ((), frozenset())


@pytest.mark.parametrize("rows", [3, 500, 1203])
def test_every_page_is_fetched(rows: int) -> None:
    asked = []

    def get(path: str, params: dict[str, str], *, keyed: bool) -> Payload:
        assert (path, keyed) == (PATH, True)
        asked.append(params)
        first = int(params.get("offset", 0))
        return payload(page(first, min(500, rows - first)), "session_cost", f"https://h{path}")

    (body,) = session_cost.payloads(get, Wanted(NOW))
    assert isinstance(body, Payload)
    assert len(session_cost.parse(body).entries) == rows
    assert asked[0] == {"limit": "500"}
    assert [params.get("offset") for params in asked[1:]] == [
        str(offset) for offset in range(500, rows + 1, 500)
    ]


@pytest.mark.parametrize(("days", "bodies"), [(1, 0), (6, 0), (7, 1)])
def test_it_is_fetched_once_a_week(days: int, bodies: int) -> None:
    wanted = Wanted(NOW, last_recorded=NOW - timedelta(days=days))
    found = list(
        session_cost.payloads(lambda *_, **__: payload(BODY, "session_cost", "https://h"), wanted)
    )
    assert len(found) == bodies


def test_a_page_of_the_default_length_may_have_been_cut() -> None:
    assert read(page(0, 100)).doubts == (
        "it has exactly 100 rows, the default limit, and may have been cut",
    )


def test_a_last_page_that_is_full_may_have_been_cut() -> None:
    (doubt,) = read(page(0, 500)).doubts
    assert doubt == "its last page is full, and there may be more than 500 rows"


@pytest.mark.parametrize(
    "facts",
    [
        {"median_session_cost_usd": -1},
        {"median_session_cost_usd": None},
        {"median_session_cost_usd": "NaN"},
        {"turn_range": ""},
        {"model_permaslug": 5},
    ],
)
def test_a_row_that_says_nothing_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        read(changed(**facts))


def test_a_filtered_body_is_another_dataset() -> None:
    with pytest.raises(ParseError, match="another dataset"):
        read(BODY, f"https://h{PATH}?limit=500&turn_range=1-turn")


def test_a_new_field_is_reported() -> None:
    assert read(changed(p90_session_cost_usd=4)).unknown == {"sessions: p90_session_cost_usd"}
