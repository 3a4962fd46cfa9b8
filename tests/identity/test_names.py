"""Display names: from the catalogue, else curated, else the key; never two alike."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.identity import UNKNOWN
from tracker.identity.names import ADJECTIVES, COUNTRIES, Names
from tracker.sources import history

LISTED = {
    "deepseek/deepseek-v4-flash-20260423": "DeepSeek: DeepSeek V4 Flash 0423",
    "deepseek/deepseek-v4-flash-20260731": "DeepSeek: DeepSeek V4 Flash 0731",
    "deepseek/deepseek-r1": "DeepSeek: R1",
    "openai/o3-2025-04-16": "OpenAI: o3",
    "qwen/qwen3.6-plus-04-02": "Qwen: Qwen3.6 Plus",
    "qwen/qwen3.6-plus-04-02:free": "Qwen: Qwen3.6 Plus (free)",
    "qwen/qwen3.6-plus-preview:free": "Qwen: Qwen3.6 Plus Preview (free)",
    "nobody/new-20260901": "No Body Labs: New One",
    "a/x": "A: X",
    "a/x-20260101": "A: X",
}


@pytest.mark.parametrize(
    ("key", "by", "name"),
    [
        ("deepseek/deepseek-v4-flash-20260423", "slug", "DeepSeek V4 Flash 0423"),
        ("deepseek/deepseek-v4-flash", "family", "DeepSeek V4 Flash"),
        ("deepseek/deepseek-r1", "slug", "DeepSeek R1"),
        ("openai/o3-2025-04-16", "model", "OpenAI o3"),
        ("qwen/qwen3.6-plus-04-02:free", "slug", "Qwen3.6 Plus (free)"),
        ("qwen/qwen3.6-plus-04-02", "model", "Qwen3.6 Plus"),
        ("qwen/qwen3.6-plus-preview", "model", "Qwen3.6 Plus Preview"),
        ("qwen/qwen3.6-plus-04-02:batch", "slug", "Qwen3.6 Plus (batch)"),
        ("stealth/space-bunny-alpha", "slug", "Space Bunny Alpha"),
        ("unheard/of:free", "slug", "unheard/of:free"),
        ("z-ai", "author", "Z.ai"),
        ("nobody", "author", "No Body Labs"),
        ("unheard", "author", "unheard"),
        ("CN", "country", "China"),
        ("open", "weights", "Open weights"),
        ("free", "access", "Free variants"),
        ("CN+open", "country+weights", "China, Open weights"),
        ("other", "country", "Other"),
        ("Kilo Code (2262242)", "app", "Kilo Code"),
        ("total", "total", "total"),
    ],
)
def test_a_name_at_each_level(key: str, by: str, name: str) -> None:
    assert Names(LISTED)(key, by) == name


def test_a_family_is_not_called_by_a_stealth_name() -> None:
    """Hunter Alpha was MiMo-V2-Pro."""
    listed = {
        "openrouter/hunter-alpha": "OpenRouter: Hunter Alpha",
        "xiaomi/mimo-v2-pro-20260318": "Xiaomi: MiMo-V2-Pro",
    }
    names = Names(listed)
    assert names("xiaomi/mimo-v2-pro", "family") == "MiMo-V2-Pro"
    assert names("openrouter/hunter-alpha", "family") == "Hunter Alpha"


def test_names_in_chinese() -> None:
    names = Names(LISTED, language="zh")
    assert names("CN", "country") == "中国"
    assert names("CN+open+free", "country+weights+access") == "中国，开放权重，免费版本"
    assert names("qwen", "author") == "阿里通义千问"
    assert names("anthropic", "author") == "Anthropic"
    assert names("other", "slug") == "其他"


def test_two_of_one_name_are_told_apart_by_the_date() -> None:
    names = Names(LISTED)
    assert [names(key, "slug") for key in ("a/x", "a/x-20260101")] == ["X", "X (20260101)"]


@given(st.dictionaries(st.from_regex(r"\A[ab]/[xy](-2026010[12])?(:free)?\Z"), st.just("A: X")))
def test_no_two_slugs_share_a_name(listed: dict[str, str]) -> None:
    names = Names(listed)
    assert max(Counter(names(slug, "slug") for slug in listed).values(), default=1) == 1


def test_nearly_all_bundled_tokens_have_a_name() -> None:
    """99.5 % of the named tokens of all weeks belong to a model that has a name."""
    days, *_, catalog = history.bundled()
    listed = {
        str(entry.facts["slug"]): str(entry.facts["name"])
        for entry in history.parse(catalog).entries
    }
    tokens: Counter[str] = Counter()
    for board in history.parse(days).boards:
        tokens.update(dict(board.readings))
    del tokens["other"]
    names = Names(listed, tokens)
    named = sum(count for slug, count in tokens.items() if names(slug, "slug") != slug)
    assert named / tokens.total() > 0.995


def test_every_country_of_the_map_has_its_adjective() -> None:
    assert {*ADJECTIVES} == {*COUNTRIES} - {UNKNOWN}
