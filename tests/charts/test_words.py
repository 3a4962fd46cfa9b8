"""What charts print: every phrase in both languages, Chinese as a newspaper prints it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest

import tracker.charts as package
from tracker.breaks import notes
from tracker.charts import CONTENTS, amounts, captions, chart, fonts, page, text, words
from tracker.citation import brief
from tracker.errors import ConfigError
from tracker.languages import LANGUAGES, phrases

WORDS = phrases("charts")
FOLDER = Path(package.__path__[0])
SOURCE = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py"))
HAN = "\u4e00-\u9fff"
MADE = ("summary", "metric", "quantity", "kind", "kinds", "each", "number", "sign")
"""What keys begin with that are made of what a frame has."""
DIFFERENT = re.compile(r"^(?:page\.alt|summary\.)")
LATIN = ("OpenRouter", "Token", "Vercel", "gpqa-diamond")
"""Words that Chinese newspapers print in Latin letters, besides names."""
WEEK = pd.Timestamp("2026-09-28")


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("key", WORDS)
def test_a_phrase_is_there_in_both_languages(key: str) -> None:
    english, chinese = WORDS[key]
    assert english
    assert chinese
    assert not re.search(f"[{HAN}]", english), "English"
    latin = re.sub(r"\{\w+\}|CC BY 4\.0|AI Gateway", "", chinese)
    assert not re.search(r"[a-z]{3} [a-z]{3}", latin), "Chinese"
    assert not re.search(rf"[{HAN}][,.;:()]", chinese), "Chinese punctuation"


def is_used(key: str) -> bool:
    """Return whether the package names a key, or makes keys that begin or end as it does."""
    start, _, _ = key.partition(".")
    makes = start in MADE and (f"{start}.{{" in SOURCE or f"'{start}'" in SOURCE)
    ends = re.findall(r'f"\{[\w.]+\}\.(\w+)"', SOURCE)
    stem, _, end = key.rpartition(".")
    suffix = any(end == made for made in ends) and f'"{stem}"' in SOURCE
    of_chart = f'f"{start}.{{key}}"' in SOURCE and f'"{key.removeprefix(f"{start}.")}"' in SOURCE
    return (
        f'"{key}"' in SOURCE
        or makes
        or suffix
        or of_chart
        or (key.removesuffix(".full") != key and is_used(key.removesuffix(".full")))
    )


def test_every_phrase_is_used_and_every_field_is_given() -> None:
    assert [key for key in WORDS if not is_used(key)] == []
    assert not is_used("share.nothing.of.the.kind")
    given = {name for both in WORDS.values() for phrase in both for name in fields(phrase)}
    assert [name for name in given if f"{name}=" not in SOURCE and f'"{name}"' not in SOURCE] == []


def test_a_chart_has_its_summary_in_chinese_too() -> None:
    for name in CONTENTS:
        assert f"{WORDS[f'summary.{name}'][0]}." == chart(name).SUMMARY


def test_a_break_has_its_sign_in_chinese_too() -> None:
    assert notes()
    for monday, (_, sign) in notes().items():
        assert WORDS[f"sign.{monday}"][0] == sign


@pytest.mark.parametrize("name", CONTENTS)
def test_a_chinese_headline_has_no_latin_words_but_names(
    name: str, fed: Callable[[str], pd.DataFrame]
) -> None:
    frame = fed(name)
    module = chart(name)
    drawn = module.rows(frame)
    entities = [*frame["entity"].unique()]
    of_chart = [*drawn["entity"].unique()] if "entity" in drawn else []
    of_chart = [name for name in of_chart if name != "other"]
    of_chart = entities if name == "amounts" else of_chart
    highlights = [()] if name in ("concentration", "price-and-use") else [(), (str(of_chart[0]),)]
    labels = {*entities, *(label for each in text.names(entities, frame).values()
                           for label in (each, text.short(each)))}  # fmt: skip
    for highlight in highlights:
        with words.speaking("zh"):
            told = [module.finding(frame, highlight), module.subtitle(frame, highlight)]
        for sentence in map(text.typeset, told):
            for label in sorted({*labels, *LATIN}, key=len, reverse=True):
                sentence = sentence.replace(label, "")  # noqa: PLW2901
            assert not re.search("[A-Za-z]", sentence), sentence
            assert not re.search(rf"[{HAN}] ?[,.;:()]|  | [{HAN}]", sentence), sentence
            assert re.search(f"[{HAN}]", sentence)


@pytest.mark.skipif(not fonts.has_chinese(), reason="no typeface with Chinese is installed here")
@pytest.mark.parametrize("name", CONTENTS)
def test_a_page_is_in_one_language_and_then_in_english_again(
    name: str, fed: Callable[[str], pd.DataFrame]
) -> None:
    frame, module = fed(name), chart(name)
    drawn = page.picture(name, frame, ".svg", language="zh")
    assert re.search(f"[{HAN}]", drawn.title)
    assert drawn.alt.startswith(f"{WORDS[f'summary.{name}'][1]}：{drawn.title}。{drawn.subtitle}。")
    assert not words.is_chinese()
    assert not re.search(f"[{HAN}]", f"{module.finding(frame)}{module.subtitle(frame)}")
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", drawn.data.decode())
    joined = "".join(texts)
    assert re.search(f"[{HAN}]", joined)
    assert not re.search(r"\b(?:Jan|Oct|week|weeks|new|Others|not named|Source)\b", joined)


def test_there_is_no_other_language() -> None:
    with pytest.raises(ConfigError, match="there is no language 'fr'"), words.speaking("fr"):
        pass
    assert LANGUAGES == ("en", "zh")


@pytest.mark.parametrize(
    ("value", "metric", "english", "chinese", "in_a_sentence"),
    [
        (38_700_000_000_000, "tokens", "38.7T", "38.7万亿", "38.7万亿"),
        (4_600_000_000_000, "tokens", "4.60T", "4.60万亿", "4.6万亿"),
        (946_000_000, "calls", "946M", "9.46亿", "9.46亿次"),
        (2_390_000_000_000, "spend", "$2.39M", "239万美元", "239万美元"),
        (0, "tokens", "0", "0", "0"),
    ],
)
def test_an_amount_has_the_units_of_its_language(
    value: int, metric: str, english: str, chinese: str, in_a_sentence: str
) -> None:
    assert words.amount(value, metric) == english
    with words.speaking("zh"):
        assert words.amount(value, metric) == chinese
        assert words.quantity(value, metric) == in_a_sentence


def test_a_mark_of_a_scale_has_no_zeros_at_its_end() -> None:
    assert [amounts.mark(value, "tokens") for value in (2.5e12, 2e13, 0)] == ["2.5T", "20T", "0"]
    with words.speaking("zh"):
        assert amounts.mark(5e11, "tokens") == "5000亿"
        assert amounts.mark(2e13, "tokens") == "20万亿"
        assert amounts.mark(5e11, "spend") == "50万美元"


def test_time_is_told_in_the_language_of_the_page() -> None:
    weeks = [pd.Timestamp("2024-12-30"), WEEK]
    assert captions.week(WEEK) == "the week to 4 October"
    assert captions.months(weeks) == "December 2024 to October 2026"
    assert captions.since(weeks[:1]) == "since December 2024"
    with words.speaking("zh"):
        assert captions.week(WEEK) == "截至10月4日当周"
        assert captions.week(WEEK, year=True) == "截至2026年10月4日当周"
        assert captions.short_date(WEEK) == "9月28日"
        assert captions.days(WEEK) == "2026年9月28日至10月4日"
        assert captions.months(weeks) == "2024年12月至2026年10月"
        assert captions.since(weeks[:1]) == "2024年12月以来"


def test_a_list_and_a_rank_in_each_language() -> None:
    assert words.listed(["a", "b", "c"]) == words.clauses(["a", "b", "c"]) == "a, b and c"
    assert (words.in_words(12), words.weeks(1), words.ordinal(3)) == ("twelve", "1 week", "third")
    with words.speaking("zh"):
        assert words.listed(["a", "b", "c"]) == "a、b和c"
        assert words.clauses(["a", "b", "c"]) == "a，b，c"
        assert (words.in_words(12), words.weeks(12), words.ordinal(3)) == ("12", "12周", "第三")
        assert (words.number(1_800), words.dollars(0.325)) == ("1800", "0.325美元")


def test_models_of_a_country_are_not_called_like_it_in_a_sentence() -> None:
    frame = pd.DataFrame({"entity": ["CN"], "by": "country", "name": "中国"})
    assert text.subjects(["CN"], frame) == {"CN": "中国"}
    with words.speaking("zh"):
        assert text.subjects(["CN"], frame) == {"CN": "中国模型"}
        assert text.names(["CN"], frame) == {"CN": "中国"}


SENTENCE = (
    "截至10月4日当周，Space Bunny Alpha占OpenRouter全部Token用量的23.3%，"
    "比DeepSeek V4.1 Flash高7.9个百分点（2026年4月27日至10月4日）"
)


@pytest.mark.parametrize("room", range(260, 900, 40))
def test_a_chinese_line_ends_where_a_newspaper_ends_it(room: int) -> None:
    lines = text.balanced(SENTENCE, 18, room, bold=True)
    assert "".join(lines).replace(" ", "") == SENTENCE.replace(" ", "")
    for line, following in pairwise(lines):
        assert following[0] not in "，。；：、！？）”》%的"
        assert line[-1] not in "（“《"
        assert not (line[-1].isdigit() and following[0].isdigit())
        assert not re.search(r"\d$", line) or following[0] not in "年月日周个"
    assert any("Space Bunny Alpha" in line for line in lines)
    assert any("DeepSeek V4.1 Flash" in line for line in lines)
    assert max(text.width(line, 18, bold=True) for line in lines) <= room


def test_an_english_line_is_broken_at_spaces_alone() -> None:
    assert text.wrap_text("one two three", 10, 40) == ["one two", "three"]


def test_the_source_keeps_its_words_in_chinese() -> None:
    source = (
        "Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-05T00:30:33Z."
        " Licensed under CC BY 4.0."
    )
    partly = f"{source} Not under that licence: the calls of 2026-W40, from pages that state none."
    assert page._in_brief(source) == brief(source)
    with words.speaking("zh"):
        told = "来源：OpenRouter (openrouter.ai/rankings)，截至2026年10月5日，CC BY 4.0许可"
        assert page._in_brief(source) == f"{told}。"
        assert page._in_brief(partly) == f"{told}；部分数据未注明。"
        assert page._in_brief("made up") == "made up"
