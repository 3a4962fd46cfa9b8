"""The figures of another router: shares by day, of datasets of their own."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sample_boards import ask_everything, payload

from tracker.errors import ParseError
from tracker.records import Answer, Payload
from tracker.sources import Wanted
from tracker.sources.elsewhere import vercel

NOW = datetime(2026, 8, 18, 12, tzinfo=UTC)
BODY = (Path(__file__).parents[2] / "bodies" / "vercel.labs.json").read_bytes()


def body(content: bytes) -> Payload:
    return payload(content, "vercel", "file:vercel.labs.json", fetched_at=NOW)


def read(content: bytes) -> Answer:
    return vercel.parse(body(content))


def changed(row: dict[str, Any] | None = None, **around: Any) -> bytes:
    export = json.loads(BODY)
    export["rows"][0].update(row or {})
    return json.dumps({**export, **around}).encode()


def test_a_day_and_metric_is_a_board_of_billionths() -> None:
    answer = read(BODY)
    ask_everything(body(BODY), answer, NOW)
    calls = answer.boards[0]
    assert (str(calls.key), calls.key.scope) == ("vercel-labs calls_share 2026-08-15", "authors")
    assert dict(calls.readings) == {
        "vercel:Anthropic": 314_159_000,
        "vercel:OpenAI": 225_000_000,
        "vercel:Google": 180_625_000,
    }
    assert {board.key.metric for board in answer.boards} == {
        "calls_share", "tokens_share", "spend_share",
    }  # fmt: skip
    assert answer.unknown == frozenset()


@given(st.decimals(0, 100, places=7))
def test_a_share_keeps_seven_digits(percent: Any) -> None:
    export = json.loads(BODY)
    export["rows"] = [{**export["rows"][0], "share_percent": str(percent)}]
    (board,) = read(json.dumps(export).encode()).boards
    assert board.readings[0][1] == int(percent * 10**7)


@pytest.mark.parametrize(
    "content",
    [
        changed({"share_percent": -1}),
        changed({"share_percent": 100.5}),
        changed({"share_percent": None}),
        changed({"share_percent": "NaN"}),
        changed({"metric": "users"}),
        changed({"date": "2026-09-01"}),
        changed({"name": "OpenAI"}),
        changed({"name": ""}),
        changed({"share_percent": 90}),
        changed(modality="image"),
        changed(dataset="apps"),
        changed(rows={}),
    ],
)
def test_a_body_that_cannot_be_so_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        read(content)


def months_asked(**wanted: Any) -> list[tuple[str, str, str]]:
    asked: list[dict[str, str]] = []

    def get(path: str, params: dict[str, str]) -> Payload:
        assert path == "/api/ai/leaderboard-export"
        assert (params["modality"], params["format"]) == ("all", "json")
        asked.append(params)
        return body(BODY)

    list(vercel.payloads(get, Wanted(**{"now": NOW, **wanted})))
    return [(one["dataset"], one["from"], one["to"]) for one in asked]


def test_a_first_run_asks_for_every_calendar_month() -> None:
    labs = [ask for ask in months_asked() if ask[0] == "labs"]
    assert labs[0] == ("labs", "2025-10-01", "2025-10-31")
    assert labs[-1] == ("labs", "2026-08-01", "2026-08-17")
    assert len(labs) == 11


def test_later_runs_ask_for_months_that_may_be_revised() -> None:
    days = frozenset(date(2025, 10, 1) + timedelta(days=number) for number in range(320))
    labs = [ask[1] for ask in months_asked(held={"vercel-labs": days}) if ask[0] == "labs"]
    assert labs == ["2026-06-01", "2026-07-01", "2026-08-01"]


def test_it_asks_once_a_week() -> None:
    assert months_asked(last_recorded=NOW - timedelta(days=2)) == []
