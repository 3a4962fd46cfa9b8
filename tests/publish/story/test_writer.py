"""Numbers, dates and names as a newspaper prints them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tracker.claims.numbers import Figure
from tracker.identity.names import Names
from tracker.identity.subjects import Subject
from tracker.publish.story.writer import Writer, capital, digits_of, kind_of
from tracker.weeks import Period

NAMES = {"z-ai/glm-5": "Z.ai: GLM 5", "z-ai/glm-5:free": "Z.ai: GLM 5 (free)"}
EN, ZH = (Writer(language, Names(NAMES, [*NAMES], language)) for language in ("en", "zh"))


@pytest.mark.parametrize(
    ("value", "metric", "english", "chinese"),
    [
        (4_599_000_000_000, "tokens", "4.6 trillion tokens", "4.6万亿"),
        (868_000_000_000, "tokens", "868 billion tokens", "8680亿"),
        (56_249_000, "calls", "56.2 million calls", "5620万次"),
        (999_990_000, "tokens", "1 billion tokens", "10亿"),
        (12_345, "tokens", "12,300 tokens", "1.23万"),
        (945, "calls", "945 calls", "945次"),
        (2_390_000_000_000, "spend", "$2.39 million", "239万美元"),
        (1_581_000_000, "spend", "$1,580", "1580美元"),
        (0, "tokens", "0 tokens", "0"),
    ],
)
def test_an_amount_has_three_digits_and_its_unit(
    value: int, metric: str, english: str, chinese: str
) -> None:
    assert EN.amount(value, metric) == english
    assert ZH.amount(value, metric) == chinese


@pytest.mark.parametrize(
    ("figure", "english", "chinese"),
    [
        (Figure(Decimal("10.46E12"), Decimal("1E10")), "10.46 trillion tokens", "10.46万亿"),
        (Figure(Decimal("17E12"), Decimal("1E12"), hedge="more"), "more than 17 trillion tokens",
         "超过17万亿"),
        (Figure(Decimal("10E12"), Decimal("1E12"), hedge="about"), "about 10 trillion tokens",
         "约10万亿"),
        (Figure(Decimal(30), Decimal(1), hedge="less"), "less than 30 tokens", "不到30"),
    ],
)  # fmt: skip
def test_a_claimed_amount_keeps_its_digits_and_its_bound(
    figure: Figure, english: str, chinese: str
) -> None:
    assert EN.claimed_amount(figure, "tokens") == english
    assert ZH.claimed_amount(figure, "tokens") == chinese


@pytest.mark.parametrize(
    ("value", "hedge", "english"),
    [
        ("63.5", "", "63.5%"),
        ("25", "more", "more than 25%"),
        ("-80", "less", "more than 80%"),  # it fell by more than that
        ("33.333333", "less", "less than 33.3%"),
    ],
)
def test_a_claimed_percentage_has_no_sign(value: str, hedge: str, english: str) -> None:
    figure = Figure(Decimal(value), Decimal(1), hedge=hedge)
    assert EN.claimed_percent(figure) == english


def test_multiples_that_have_a_word_are_said_with_it() -> None:
    assert [EN.multiple(value) for value in (2, 4, 2.0512, 0.5, 1 / 3)] == [
        "twice", "four times", "2.05 times", "half", "a third",
    ]  # fmt: skip
    assert [ZH.multiple(value, "more") for value in (2, 2.5)] == ["2倍以上", "2.5倍以上"]


PERIODS = [
    (Period(date(2026, 3, 9), date(2026, 3, 16)), "in the week of 9–15 March 2026", "that week",
     "2026年3月9日至15日当周"),
    (Period(date(2026, 3, 30), date(2026, 4, 6)), "in the week of 30 March to 5 April 2026",
     "that week", "2026年3月30日至4月5日当周"),
    (Period(date(2025, 12, 29), date(2026, 1, 5)),
     "in the week of 29 December 2025 to 4 January 2026", "that week",
     "2025年12月29日至2026年1月4日当周"),
    (Period(date(2026, 5, 7), date(2026, 5, 14)), "in the seven days to 13 May 2026",
     "in those seven days", "截至2026年5月13日的7天"),
    (Period(date(2026, 4, 4), date(2026, 4, 5)), "on 4 April 2026", "that day", "2026年4月4日"),
    (Period(date(2026, 4, 1), date(2026, 5, 1)), "in April 2026", "that month", "2026年4月"),
    (Period(date(2025, 1, 1), date(2026, 1, 1)), "in 2025", "that year", "2025年"),
    (Period(date(2026, 9, 1), date(2026, 9, 16)), "in the 15 days to 15 September 2026",
     "in those 15 days", "截至2026年9月15日的15天"),
]  # fmt: skip


@pytest.mark.parametrize(("period", "english", "again", "chinese"), PERIODS)
def test_a_period_is_written_as_people_write_it(
    period: Period, english: str, again: str, chinese: str
) -> None:
    assert (EN.when(period), EN.then(period)) == (english, again)
    assert ZH.when(period) == chinese
    assert EN.before(period)
    assert ZH.before(period)


def test_three_days_of_one_week_are_no_week() -> None:
    assert kind_of(Period(date(2026, 3, 10), date(2026, 3, 13))) == "days"
    assert kind_of(Period(date(2026, 4, 1), date(2026, 7, 1))) == "months"


def test_a_quarter_is_named_by_its_months() -> None:
    quarter = Period(date(2026, 4, 1), date(2026, 7, 1))
    assert EN.when(quarter) == "in April to June 2026"
    assert ZH.period(quarter) == "2026年4月至6月"
    assert EN.before(quarter) == "the three months before"
    assert ZH.then(quarter) == "在这3个月里"


def test_the_weeks_of_a_streak_end_on_their_last_sunday() -> None:
    assert EN.weeks(date(2026, 3, 16), date(2026, 3, 23)) == "from 16 to 29 March 2026"
    assert EN.weeks(date(2026, 2, 9), date(2026, 3, 9)) == "from 9 February to 15 March 2026"
    assert ZH.weeks(date(2026, 2, 9), date(2026, 3, 9)) == "2026年2月9日至3月15日"


@pytest.mark.parametrize(
    ("subject", "english", "chinese"),
    [
        (Subject("slug", "z-ai/glm-5:free"), "GLM 5 (free)", "GLM 5 (free)"),
        (Subject("author", "z-ai"), "Z.ai’s models", "智谱旗下模型"),
        (Subject("country", "CN"), "Chinese models", "中国模型"),
        (Subject("country", "unknown"), "models whose maker is not known", "来源未知的模型"),
        (Subject("country", "XX"), "models from XX", "XX模型"),
        (Subject("weights", "open"), "open-weight models", "开放权重模型"),
        (Subject("access", "free"), "free models", "免费模型"),
        (Subject("country+weights", "CN+open"), "Chinese open-weight models", "中国开放权重模型"),
        (Subject("country+weights+access", "US+closed+paid"), "paid American closed-weight models",
         "美国付费闭源模型"),
        (Subject("total", "total"), "OpenRouter as a whole", "OpenRouter全平台"),
        (Subject.together([Subject("author", "google"), Subject("author", "x-ai")]),
         "Google and xAI together", "谷歌和xAI合计"),
    ],
)  # fmt: skip
def test_a_subject_has_its_name(subject: Subject, english: str, chinese: str) -> None:
    assert EN.subject(subject) == english
    assert ZH.subject(subject) == chinese


def test_a_model_is_it_and_several_are_they() -> None:
    assert EN.pronoun(Subject("model", "z-ai/glm-5")) == "it"
    assert EN.pronoun(Subject("country", "CN")) == "they"
    assert ZH.pronoun(Subject("model", "z-ai/glm-5")) == "GLM 5"


def test_a_tie_names_both() -> None:
    assert EN.entity("z-ai/glm-5 and z-ai/glm-5:free", "slug") == "GLM 5 and GLM 5 (free)"


def test_chinese_puts_no_verb_before_a_bound() -> None:
    assert [ZH.being(text) for text in ("5万亿", "超过5万亿", "至少5万亿")] == [
        "为5万亿", "超过5万亿", "至少5万亿",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("it led", "It led"),
        ("open-weight models led", "Open-weight models led"),
        ("xAI’s models led", "xAI’s models led"),
        ("gpt-oss-120b led", "gpt-oss-120b led"),
        ("当周领先", "当周领先"),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_a_name_does_not(text: str, sentence: str) -> None:
    assert capital(text) == sentence


def test_a_figure_without_a_step_has_three_digits() -> None:
    assert digits_of(Figure(Decimal(0), Decimal(0))) == 3
