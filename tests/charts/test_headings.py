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
    not fonts.has_chinese(), reason="no typeface with Chinese is installed here"
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


@pytest.mark.parametrize(
    ("title", "least"),
    [
        ("x has 23.3% of tokens in the week to 4 October, 7.9 points more than y",
         "x has 23.3% of tokens"),
        ("x is #1 in the week to 4 October, up from #3 the week before", "x is #1"),
        ("x had 5T in the week to 29 March, the most of these weeks, and is not published now",
         "x had 5T"),
        ("x and y held #1 by tokens longest, for at least 12 weeks; nine makers have led since June",
         "x and y held #1 by tokens longest, for at least 12 weeks"),
        ("n has 9% in the week to 12 April, not published in the week to 5 April; x lost 30.0 points",
         "n has 9%"),
        ("x leads by tokens, y by calls, z by spend, in the week to 4 October",
         "x leads by tokens, y by calls, z by spend"),
        ("y lost 5.0 points between the week to 5 April and the week to 4 October",
         "y lost 5.0 points"),
        ("x, y and z led OpenRouter by tokens", None),
        ("x was listed at $1/$4 in the week to 5 April and at $2/$8 in the week to 4 October", None),
        ("For x as a breakthrough: it led; and two more. Against it: it was free; and one more", None),
    ],
)  # fmt: skip
def test_a_title_loses_additions_and_no_name_verb_side_or_week_of_two(
    title: str, least: str | None
) -> None:
    shortest = title
    while shorter(shortest) != shortest:
        shortest = shorter(shortest)
    assert shortest == (least or title)
    assert " ".join(fit_title(title, 10, 60, whole=True)[0]) == title, "where it is one's own"
    assert fit_title(title, 10, 2_000) == ([title], 10), "where there is room"
