"""Whatever a person writes: claims, names, weeks, numbers, settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corrupted_bodies import ODD
from support.databases import Databases

from tracker import config, weeks
from tracker.claims import parse
from tracker.errors import ConfigError, UnknownName
from tracker.identity import subjects
from tracker.profiles import case
from tracker.records import read_depth
from tracker.store.engine import open_engine

NOWHERE = Path("/nonexistent/.env")
SLUGS = ["qwen/qwen3.6-plus-04-02:free", "a/x", "moonshotai/kimi-k3-20260701", "author0/b-c_d (x)"]
WORDS = [
    *parse.FORMS, "#1", "top", "over", ">", "for", "in", "weeks", "the", "N", "12", "five", "5th",
    "4.60T", "1,234,567", "9" * 30, "5%", "\u22125 %", "share", "rank", "2026-W14", "2026-03-30",
    "9999-W52", "0001-01-01", "2026-W54", "calls", "tokens", "total", "up", "CN", "author:qwen",
    "(free)", "(top 9)", "(family)", "\u4e07\u4ebf", "\u0665", "\u017f", "\u212a", "-", ":", "/", *ODD,
]  # fmt: skip
lines = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=14).map(" ".join)
texts = lines | st.text(max_size=300) | st.sampled_from(WORDS)


@given(texts)
def test_a_line_is_a_claim_or_refused_with_the_forms(text: str) -> None:
    try:
        found = parse.read(text)
    except ConfigError as refused:
        assert len(str(refused)) < 10_000
        return
    assert found.text == text
    assert found.metric in (None, "tokens", "calls")


@given(texts, st.none() | st.sampled_from(["slug", "model", "family", "author", "country"]))
def test_a_name_is_found_or_not_known(text: str, by: str | None) -> None:
    try:
        assert subjects.find(text, SLUGS, by).name
    except UnknownName as refused:
        assert refused.candidates or not refused.several


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        (weeks.read_week, date),
        (weeks.read_ending, date),
        (weeks.read_day, date),
        (weeks.read_instant, datetime),
        (weeks.read_as_of, datetime),
        (read_depth, int | None),
        (lambda text: case.read([text]), case.Thresholds),
    ],
)
@given(text=texts | st.dates().map(str) | st.datetimes().map(str) | st.integers().map(str))
def test_a_word_is_read_or_refused(read: Callable[[str], object], kind: type, text: str) -> None:
    try:
        found = read(text)
    except ConfigError as refused:
        assert refused.remedy
        return
    assert isinstance(found, kind)
    if isinstance(found, date) and not isinstance(found, datetime) and read is not weeks.read_day:
        assert found.weekday() == 0


@given(
    st.dictionaries(
        st.sampled_from(
            ["TRACKER_DATA_DIR", "TRACKER_BASE_URL", "TRACKER_SOURCES", "OPENROUTER_API_KEY"]
        ),
        texts | texts.map("https://{}".format) | texts.map("http://h:{}".format),
    )
)
def test_settings_are_read_or_refused(environ: dict[str, str]) -> None:
    try:
        found = config.load(environ, NOWHERE)
    except ConfigError:
        return
    assert found.base_url.startswith(("http://", "https://"))
    assert found.api_key is None or found.api_key.strip() == found.api_key != ""


@given(
    texts | texts.map("postgresql+psycopg://u:secret-1@h{}".format) | texts.map("sqlite:{}".format)
)
def test_a_database_is_opened_or_refused_without_its_address(
    databases: Databases, url: str
) -> None:
    try:
        open_engine(url).dispose()
    except ConfigError as refused:
        assert "secret-1" not in str(refused)
