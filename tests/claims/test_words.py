from __future__ import annotations

import csv
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.claims import periods, quantities
from tracker.claims.mentions import Gazetteer
from tracker.claims.periods import Calendar
from tracker.claims.words import (
    Rules,
    _chinese_phrases,
    is_inside,
    normalised,
    phrase,
    plain,
    split,
)

GAZETTEER = Gazetteer(["qwen/qwen3.6-plus-04-02:free", "openai/gpt-5.4"])
FINDERS = (GAZETTEER.find, Calendar(date(2026, 6, 10)).find, quantities.find)
PIECES = st.sampled_from(
    ["第", "十", "月", "3", "9", ",", ".", "亿", "成", "%", "$", "-", " ", "#", "the ", "top", "week", "of ", "March",
     "Qwen", "/", ":", "gpt", "in ", "every ", "连续", "周", "one ", "times", "from ", "to ", "open", "models"]
)  # fmt: skip
SENTENCES = [
    *csv.DictReader(
        Path(__file__).with_name("sentences.csv").read_text(encoding="utf-8").splitlines()
    )
]
TEXTS = st.text(max_size=300) | st.lists(PIECES, max_size=60).map("".join)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＧＰＴ－５．４　led", "GPT-5.4 led"),
        ("用量達２萬億，佔３成。", "用量达2万亿,占3成。"),
        ("連續五週領跑國際", "连续五周领跑国际"),
        ("智譜登頂編程榜，成長顯著", "智谱登顶编程榜,成长显著"),
        ("Anthropic’s “lead” – −3 %", 'Anthropic\'s "lead" - -3 %'),
        ("a\tb\nc", "a b c"),
        ("½ ﬁrst ㏄", "½ ﬁrst ㏄"),
    ],
)
def test_characters_are_normalised_one_by_one(written: str, plain: str) -> None:
    assert normalised(written) == plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("8 月 25 日單日，Ox Alpha 消耗 5.75 兆 Token", "8月25日单日,Ox Alpha消耗5.75兆Token"),
        ("第 12 周 ， 前 10 名", "第12周,前10名"),
        ("9 月 14 日 至 20 日", "9月14日至20日"),
        ("M2.5 had 1.8T tokens", "M2.5 had 1.8T tokens"),
        ("GLM-5  智譜 ", "GLM-5智谱"),
        ("", ""),
    ],
)
def test_spaces_beside_chinese_characters_mean_nothing(written: str, read: str) -> None:
    assert plain(written).text == read


@given(st.text(st.sampled_from("月日 8aＡ週，")))
def test_a_plain_text_knows_where_its_characters_are(written: str) -> None:
    text = plain(written)
    assert [normalised(written[text.written_from(n)]) for n in range(len(text.text))] == [
        *text.text
    ]


def test_phrases_and_names_have_plain_characters() -> None:
    folder = files("tracker").joinpath("data")
    for table in ("words.csv", "authors.csv", "aliases.csv", "names.csv"):
        text = folder.joinpath(table).read_text(encoding="utf-8")
        chinese = re.findall("[\u4e00-\u9fff]+", text)
        assert [written for written in chinese if normalised(written) != written] == []


@given(st.text())
def test_a_normalised_text_keeps_its_length_and_stays_as_it_is(text: str) -> None:
    plain = normalised(text)
    assert len(plain) == len(text)
    assert normalised(plain) == plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("more than half", [("more", "more than"), ("percent", "half")]),
        ("at the top of the weekly chart", [("rank", "at the top of the weekly chart")]),
        ("an all-time high", [("record", "an all-time high")]),
        ("an all time high", [("record", "an all time high")]),
        ("week-on-week", [("change", "week-on-week")]),
        ("TOKENS", [("metric", "TOKENS")]),
        ("share of all tokens", [("share", "share"), ("share", "of all tokens")]),
        ("tokenised", [("unknown", "tokenised")]),
        ("不到一半", [("less", "不到"), ("percent", "一半")]),
        ("环比增长", [("change", "环比"), ("up", "增长")]),
        ("Token用量", [("metric", "Token用量")]),
        ("蓝鲸", [("unknown", "蓝"), ("unknown", "鲸")]),
        ("frobnicated 3,141.59!", [("unknown", "frobnicated"), ("unknown", "3,141.59"), ("mark", "!")]),
    ],
)  # fmt: skip
def test_a_text_is_split_into_the_longest_phrases(text: str, words: list[tuple[str, str]]) -> None:
    assert [(word.kind, word.text) for word in split(text, ())] == words


ASCII = [row["sentence"] for row in SENTENCES if normalised(row["sentence"]).isascii()]


@pytest.mark.parametrize("rules", [quantities._RULES, periods._RULES])
def test_rules_of_chinese_match_nothing_in_a_plain_text(rules: Rules[object]) -> None:
    of_chinese = [*{*rules.of("周")} - {*rules.of("week")}]
    assert of_chinese
    assert ASCII
    text = "\n".join(map(normalised, ASCII))
    assert [pattern.pattern for pattern, _ in of_chinese if pattern.search(text)] == []


def test_phrases_of_chinese_have_a_sign_that_a_plain_text_lacks() -> None:
    chinese, _ = _chinese_phrases()
    assert chinese
    assert [written for written in chinese if written.isascii()] == []


def test_phrases_of_a_row_share_a_value() -> None:
    words = split("doubled twice two-fold 翻番 tripled", ())
    assert [(word.kind, word.value) for word in words] == [("times", "2")] * 4 + [("times", "3")]


def test_a_phrase_ends_where_its_last_word_does() -> None:
    assert phrase("is for the first time ahead", 3) == ("first", "", 21)
    assert phrase("is for the first times", 3) == ("small", "", 6)


def test_the_longest_of_what_the_finders_give_is_a_word_and_of_two_the_first() -> None:
    def long(text: str, place: int) -> tuple[str, int, int] | None:
        return ("long", 1, 9) if place == 0 else None

    def other(text: str, place: int) -> tuple[str, int, int] | None:
        return ("other", 2, 9) if place == 0 else None

    text = "more than that"
    assert [word.kind for word in split(text, (long, other))] == ["long", "small"]
    assert [word.kind for word in split(text, (other, long))] == ["other", "small"]


@pytest.mark.parametrize(
    ("text", "place", "inside"),
    [("abc", 0, False), ("abc", 1, True), ("a1", 1, True), ("a b", 2, False), ("第a", 1, False), ("a第", 1, False)],
)  # fmt: skip
def test_a_place_inside_a_latin_word(text: str, place: int, inside: bool) -> None:
    assert is_inside(text, place) is inside


@given(TEXTS)
def test_words_cover_a_text_without_overlap(text: str) -> None:
    plain = normalised(text)
    end = 0
    for word in split(plain, FINDERS):
        assert end <= word.start < word.end <= len(plain)
        assert not plain[end : word.start].strip(" ")
        assert word.text == plain[word.start : word.end]
        end = word.end
    assert not plain[end:].strip(" ")


@settings(max_examples=3)
@given(st.lists(PIECES, min_size=1, max_size=4).map("".join))
def test_a_long_text_of_the_same_piece_is_split_too(piece: str) -> None:
    text = normalised((piece * 2_000)[:2_000])
    assert "".join(word.text for word in split(text, FINDERS)).replace(" ", "") == text.replace(
        " ", ""
    )


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("worn OpenRouter's crown", "rank"),
        ("the platform's own figures", "platform"),
        ("goes through 5 trillion", "had"),
        ("clinched second place", "small"),
        ("outpaced every other model", "rank"),
    ],
)
def test_a_phrase_may_have_a_possessive_in_it(written: str, kind: str) -> None:
    match = phrase(written, 0)
    assert match is not None
    assert match[0] == kind
