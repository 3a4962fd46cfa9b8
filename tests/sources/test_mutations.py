"""Whatever is done to a body, it is an answer that passes the questions, or a TrackerError."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

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
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import checks
from tracker.errors import CheckFailed, ParseError, TrackerError
from tracker.records import LARGEST, OTHER, Answer, Payload
from tracker.sources import manifest, recognise, source

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
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
        "http://[?period=day",
        "",
    ]
)

STRANGE: list[Any] = [
    None, True, -1, 0, 5, 2**63, 10**19, 10**400, 1.5, 1e308, [], {}, [[]], {"a": {}}, "", "0", "-5", "+5",
    " 5", "5_0", "5.0", "1e5", "9" * 40, "9" * 5000, "\u0665", "NaN", "nan", "inf", "2026-02-30", "0001-01-01",
    "9999-12-31", "2026-W34-1", "20260817", "2026-08-17T00:00:00Z", "9999-12-31T23:59:59-14:00", "\ud800",
    "a\0b", "a" * 2_000, OTHER, "Other", "\u202e", "2026-08-18",
]  # fmt: skip
RAW = [
    b"NaN", b"-Infinity", b"9" * 5_000, b"[" * 3_000, b'{"a":' * 3_000, b'"\\ud800"', b"\xff", b"\x00", b"1e999",
    b"\xef\xbb\xbf", b'"' + b"a" * 140_000 + b'"', b",", b"\r\n", b"\n", b'"', b"",
]  # fmt: skip


def outcome(found: Payload) -> Answer | TrackerError:
    """What becomes of a body: every parser is tried, and the one that recognises it."""
    for name in ("export", "data_api"):
        reader = source(name)
        for ask in (reader.shape, reader.made, reader.parse):
            with suppress(ParseError):
                ask(found)
    try:
        reader, shape = recognise(found)
        if shape.endswith("manifest"):
            manifest.read(found)
        said = reader.parse(found)
        checks.examine(found, said, now=NOW, recent=lambda _: [])
    except (ParseError, CheckFailed) as refused:
        return refused
    return said


def holds(found: Payload) -> None:
    """An answer that passes is sane through and through; all else is refused."""
    said = outcome(found)
    if isinstance(said, TrackerError):
        assert len(str(said).encode()) < 2_000, "its sentence can be printed, and is short"
        return
    assert said.boards
    for board in said.boards:
        slugs = [slug for slug, _ in board.readings]
        assert len(set(slugs)) == len(slugs)
        assert 0 < board.total <= LARGEST
        assert all(type(value) is int and 0 <= value <= LARGEST for _, value in board.readings)
        assert "\0" not in "".join(slugs)
        assert "".join(slugs).encode()


def places(found: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = (
        found.items()
        if isinstance(found, dict)
        else enumerate(found)
        if isinstance(found, list)
        else ()
    )
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def changed(found: Any, place: tuple[Any, ...], value: Any, *, drop: bool) -> Any:
    """A JSON value with another value at one place, or nothing there."""
    if not place:
        return value
    copy = dict(found) if isinstance(found, dict) else list(found)
    if len(place) == 1 and drop:
        del copy[place[0]]
    else:
        copy[place[0]] = changed(copy[place[0]], place[1:], value, drop=drop)
    return copy


@pytest.mark.parametrize("body", [API_BODY, CSV, TWIN])
def test_the_bodies_that_are_spoilt_here_are_good_ones(body: bytes) -> None:
    assert isinstance(outcome(payload(body)), Answer)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from([API_BODY, TWIN, MANIFEST]), st.data(), URLS)
def test_json_with_other_values_or_without_keys_is_answered_or_refused(
    body: bytes, data: st.DataObject, url: str
) -> None:
    found = json.loads(body)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places(found)))
        found = changed(
            found, place, data.draw(st.sampled_from(STRANGE)), drop=data.draw(st.booleans())
        )
    holds(payload(json.dumps(found).encode(), url=url))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from([API_BODY, CSV, TWIN, MANIFEST]), st.data(), URLS)
def test_bytes_that_are_cut_or_put_in_are_answered_or_refused(
    body: bytes, data: st.DataObject, url: str
) -> None:
    for _ in range(data.draw(st.integers(1, 2))):
        first = data.draw(st.integers(0, len(body)))
        last = data.draw(st.integers(first, min(len(body), first + 40)) | st.just(len(body)))
        body = body[:first] + data.draw(st.sampled_from(RAW) | st.binary(max_size=4)) + body[last:]
    holds(payload(body, url=url))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 4), st.sampled_from(STRANGE)),
        min_size=1,
        max_size=3,
    )
)
def test_csv_with_other_fields_is_answered_or_refused(spoilt: list[tuple[int, int, Any]]) -> None:
    lines = [line.split(",") for line in CSV.decode().split("\r\n")]
    for row, column, value in spoilt:
        if column < len(lines[row]):
            lines[row][column] = str(value) if value != 10**400 else "9" * 400
    holds(payload("\r\n".join(",".join(line) for line in lines).encode(errors="replace")))


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
