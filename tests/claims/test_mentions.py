from __future__ import annotations

import pytest

from tracker.claims.mentions import Gazetteer, Mention
from tracker.claims.words import normalised
from tracker.identity.subjects import Subject

SLUGS = [
    "anthropic/claude-opus-5.5", "cohere/command-r", "cohere/command-r-plus", "deepseek/deepseek-chat-v3.1",
    "deepseek/deepseek-v4-flash-20260423", "google/gemini-3-flash", "minimax/minimax-m2.5", "moonshotai/kimi-k2.5",
    "openai/gpt-5.4", "qwen/qwen3.6-plus-04-02", "qwen/qwen3.6-plus-04-02:free", "xiaomi/mimo-v2-pro",
]  # fmt: skip
NAMED = {
    "DeepSeek V4 Flash": Subject("family", "deepseek/deepseek-v4-flash"),
    "Claude Opus 5.5": Subject("family", "anthropic/claude-opus-5.5"),
    "Qwen3.6 Plus (free)": Subject("slug", "qwen/qwen3.6-plus-04-02:free"),
    "Command R": Subject("family", "cohere/command-r"),
    "Command R+": Subject("family", "cohere/command-r-plus"),
}
GAZETTEER = Gazetteer(SLUGS, NAMED)


def mention(text: str, place: int = 0) -> tuple[str, str] | None:
    """Return the subjects that are named at a place of a text, and the text of their name."""
    text = normalised(text)
    match = GAZETTEER.find(text, place)
    if match is None:
        return None
    kind, found, end = match
    assert kind == "subject"
    return " or ".join(map(str, found.subjects)), text[place:end]


@pytest.mark.parametrize(
    ("text", "name", "subject"),
    [
        ("openai/gpt-5.4 led", "openai/gpt-5.4", "openai/gpt-5.4"),
        ("GPT-5.4's share", "GPT-5.4", "openai/gpt-5.4"),
        ("gpt 5.4", "gpt 5.4", "openai/gpt-5.4"),
        ("ＧＰＴ－５．４", "GPT-5.4", "openai/gpt-5.4"),
        ("MiniMax M2.5 led", "MiniMax M2.5", "minimax/minimax-m2.5"),
        ("minimax-m2.5.", "minimax-m2.5", "minimax/minimax-m2.5"),
        ("kimi-k2.5, then", "kimi-k2.5", "moonshotai/kimi-k2.5"),
        ("DeepSeek V4 Flash", "DeepSeek V4 Flash", "deepseek/deepseek-v4-flash"),
        ("deepseek v4-flash在", "deepseek v4-flash", "deepseek/deepseek-v4-flash"),
        ("V4 Flash led", "V4 Flash", "deepseek/deepseek-v4-flash"),
        ("深度求索V4 Flash", "深度求索V4 Flash", "deepseek/deepseek-v4-flash"),
        ("Qwen3.6 Plus (free)", "Qwen3.6 Plus (free", "qwen/qwen3.6-plus-04-02:free"),
        ("Command R+ and", "Command R+", "cohere/command-r-plus"),
        ("Command R and", "Command R", "cohere/command-r"),
        ("Claude Opus 5.5 1000 tokens", "Claude Opus 5.5", "anthropic/claude-opus-5.5"),
    ],
)
def test_models_by_the_names_of_slugs_catalogue_and_press(
    text: str, name: str, subject: str
) -> None:
    assert mention(text) == (subject, name)


@pytest.mark.parametrize(
    ("text", "name", "subject"),
    [
        ("Anthropic's", "Anthropic", "author:anthropic"),
        ("OpenAI has", "OpenAI", "author:openai"),
        ("小米MiMo", "小米", "author:xiaomi"),
        ("Xiaomi", "Xiaomi", "author:xiaomi"),
    ],
)
def test_makers_by_their_names_in_both_languages(text: str, name: str, subject: str) -> None:
    assert mention(text) == (subject, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("GPT-5.4 Turbo led", "GPT-5.4 Turbo"),
        ("GPT-5.4-mini", "GPT-5.4-mini"),
        ("Claude Opus 5.5 Max", "Claude Opus 5.5 Max"),
        ("Kimi K2.5 20B", "Kimi K2.5 20B"),
        ("OpenAI o9", "OpenAI o9"),
    ],
)
def test_a_longer_name_that_is_not_on_record_is_unknown(text: str, name: str) -> None:
    match = GAZETTEER.find(text, 0)
    assert match
    assert match[1].unknown == text[: match[2]]
    assert name.startswith(match[1].unknown)


@pytest.mark.parametrize(
    "text", ["GPT-5.41", "GPT-5.4.1", "gpt-5.4:thinking", "GPT-5.4b", "MiniMaxed", "minimax-m2.55"]
)
def test_a_longer_name_is_never_taken_for_a_shorter_one(text: str) -> None:
    found = mention(text)
    assert found is None or ("5.4" not in found[0] and "2.5" not in found[0])


@pytest.mark.parametrize(
    "text",
    [
        "GPT-5.4 has",
        "GPT-5.4 Tokens",
        "GPT-5.4 Is",
        "GPT-5.4 HAD",
        "GPT-5.4 Overtook",
        "GPT-5.4 1700",
        "GPT-5.4 OpenAI",
    ],
)
def test_a_word_of_the_sentence_is_no_part_of_a_name(text: str) -> None:
    assert mention(text) == ("openai/gpt-5.4", "GPT-5.4")


@pytest.mark.parametrize("text", ["OpenRouter", "the platform", "All models", "Writer", "R1"])
def test_names_that_say_something_else_in_a_sentence(text: str) -> None:
    assert mention(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("chatgpt-5.4", 4), ("somebody/gpt-5.4", 9), ("x:gpt-5.4", 2), ("Alpha3Qwen", 6)],
)
def test_nothing_is_found_inside_a_word_or_a_slug(text: str, place: int) -> None:
    assert mention(text, place) is None


def test_a_name_after_chinese_needs_no_space() -> None:
    assert mention("而MiniMax M2.5", 1) == ("minimax/minimax-m2.5", "MiniMax M2.5")
    assert mention("快讯：GPT-5.4", 3) == ("openai/gpt-5.4", "GPT-5.4")


@pytest.mark.parametrize(
    ("text", "name", "subject"),
    [
        ("Chinese models used", "Chinese models", "country:CN"),
        ("American rivals' share", "American rivals'", "country:US"),
        ("the US labs", "the US labs", "country:US"),
        ("models from China", "models from China", "country:CN"),
        ("open-weight models from China", "open-weight models from China", "country+weights:CN+open"),
        ("Chinese open source models", "Chinese open source models", "country+weights:CN+open"),
        ("proprietary models", "proprietary models", "weights:closed"),
        ("French closed-weights endpoints", "French closed-weights endpoints", "country+weights:FR+closed"),
        ("free models", "free models", "access:free"),
        ("Free American models", "Free American models", "country+access:US+free"),
        ("free", None, None),
        ("paid endpoints", "paid endpoints", "access:paid"),
        ("中国模型", "中国模型", "country:CN"),
        ("中國的開源大模型", "中国的开源大模型", "country+weights:CN+open"),
        ("美国厂商的", "美国厂商", "country:US"),
        ("瑞士模型", "瑞士模型", "country:CH"),
        ("国产模型", "国产模型", "country:CN"),
        ("any American model", "any American model", "best of country:US"),
        ("任何美国模型", "任何美国模型", "best of country:US"),
        ("all other Chinese models", "all other Chinese models", "country:CN"),
        ("among open-weight models", "among open-weight models", "weights:open"),
        ("在开源模型中", "在开源模型中", "weights:open"),
        ("中国产开源模型", "中国产开源模型", "country+weights:CN+open"),
        ("闭源模型", "闭源模型", "weights:closed"),
        ("免费模型", "免费模型", "access:free"),
        ("免费", None, None),
        ("付费", None, None),
    ],
)  # fmt: skip
def test_groups_by_country_weights_and_price(
    text: str, name: str | None, subject: str | None
) -> None:
    assert mention(text) == (None if name is None else (subject, name))


def test_free_variants_and_whom_a_model_belongs_to() -> None:
    paid, free = (
        Subject("slug", "qwen/qwen3.6-plus-04-02"),
        Subject("slug", "qwen/qwen3.6-plus-04-02:free"),
    )
    model, gpt = Subject("model", "qwen/qwen3.6-plus-04-02"), Subject("model", "openai/gpt-5.4")
    assert GAZETTEER.free_variant((model,)) == (free,)
    assert GAZETTEER.free_variant((gpt,)) == (gpt,), "none is on record"
    assert GAZETTEER.belongs(paid, Subject("author", "qwen"))
    assert GAZETTEER.belongs(paid, Subject("author", "alibaba")), "another author of the company"
    assert not GAZETTEER.belongs(gpt, Subject("author", "qwen"))


def test_a_mention_is_of_a_maker_if_it_can_be_nothing_else() -> None:
    maker, model = Subject("author", "qwen"), Subject("model", "qwen/qwen3.6-plus-04-02")
    assert Mention((maker,)).is_author
    assert not Mention((maker, model)).is_author


def test_the_order_of_names_does_not_matter() -> None:
    names = dict(reversed(NAMED.items()))
    other = Gazetteer(reversed(SLUGS), names)
    for text in (*SLUGS, *NAMED, "qwen3.6", "Kimi", "command-r"):
        assert other.find(text, 0) == GAZETTEER.find(text, 0), text
