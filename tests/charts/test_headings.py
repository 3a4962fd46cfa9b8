"""What titles and subtitles lose where a page has no room for them."""

from __future__ import annotations

import re

import pytest

from tracker.charts import fonts
from tracker.charts.headings import (
    SUBTITLE_LINES,
    TITLE_LINES,
    fit_subtitle,
    fit_title,
    shorter,
)
from tracker.languages import phrases

has_chinese = pytest.mark.skipif(
    not {*fonts.COMPANIONS} & fonts._names(), reason="no typeface with Chinese is installed here"
)


def test_a_chinese_title_loses_its_week_first() -> None:
    title = "截至10月4日当周，甲占OpenRouter全部Token用量的23.3%，比乙高7.9个百分点"
    steps = []
    while shorter(title) != title:
        title = shorter(title)
        steps.append(title)
    assert steps == [
        "甲占OpenRouter全部Token用量的23.3%，比乙高7.9个百分点",
        "甲占全部Token用量的23.3%，比乙高7.9个百分点",
        "甲占全部Token用量的23.3%",
    ]
    english = "A has 23.3% of OpenRouter’s tokens in the week to 4 October, 7.9 points more than B"
    assert shorter(english) == ("A has 23.3% of OpenRouter’s tokens in the week to 4 October")


def test_a_title_without_a_clause_keeps_its_words() -> None:
    assert shorter("A leads by tokens") == "A leads by tokens"
    assert shorter("中国模型的Token用量已超过美国模型（2026年4月27日至10月4日）") == (
        "中国模型的Token用量已超过美国模型"
    )


def test_no_chinese_phrase_ends_in_an_opening_if_it_loses_a_clause() -> None:
    """A sentence with one comma has its finding before it, if the week is not what comes first."""
    openings = [
        key
        for key, (_, chinese) in phrases("charts").items()
        if re.match(r"^(?:\{(?:weeks|since)\}[^，]{0,2}，)", chinese)
    ]
    assert openings == []


@has_chinese
@pytest.mark.parametrize("room", [220, 330, 800])
def test_a_chinese_title_has_two_lines_and_a_subtitle_one(room: int) -> None:
    title = "截至10月4日当周，甲占OpenRouter全部Token用量的23.3%，比乙高7.9个百分点"
    lines, size = fit_title(title, 15, room)
    assert len(lines) <= TITLE_LINES
    assert 15 * 0.78 <= size <= 15
    caption = "在OpenRouter全部Token用量中的每周占比，2025年1月至2026年10月"
    assert len(fit_subtitle(caption, 8, max(room, 260), SUBTITLE_LINES)[0]) == 1
