"""The style of a house: what it changes, and what it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.weekly_frames import weekly

import tracker
from tracker.charts import page, style, theme
from tracker.charts.style import Style
from tracker.errors import ConfigError

HOUSE = """
palette = ["#0D3B66", "#ee9"]
background = "#fff1e5"
text = "#33302e"
footer = "Graphic: The Daily"
names = { "z-ai" = "Zhipu" }
"""
FRAME = tracker.share(tracker.rank(weekly("week a/x b/y other\n2026-03-30 50 30 20")))


def picture(own: Style, **look: str) -> str:
    return page.picture("leaderboard", FRAME, ".svg", style=own, **look).data.decode()


def test_a_style_is_read_from_toml_and_from_json(tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(HOUSE)
    house = style.read(tmp_path / "house.toml")
    assert house.palette == ("#0d3b66", "#eeee99")
    assert house.names == {"z-ai": "Zhipu"}
    (tmp_path / "house.json").write_text(json.dumps(house.values))
    assert style.read(tmp_path / "house.json") == house == style.of(house.values)
    assert style.of({}) == Style()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("colour = 1", "a style has no 'colour'"),
        ('palette = "#ffffff"', "palette is no list"),
        ('palette = ["red"]', "'red' of palette is no colour"),
        ("palette = [1]", "1 of palette is no colour"),
        ('background = ""', "'' of background is no colour"),
        ('text = "#12"', "'#12' of text is no colour"),
        ("footer = 1", "footer of a style is no text"),
        (f'footer = "{"x" * 201}"', "footer of a style is no text"),
        ("names = []", "names is no table"),
        ("names = { a = 1 }", "the name of 'a' of a style is no text"),
        ('background = "#777777"\ntext = "#888888"', "cannot be read on a background"),
        ('background = "#000000"', "cannot be read on a background"),
        ("palette = [", "cannot be read"),
        ("x" * (style.LARGEST + 1), "cannot be read"),
    ],
)
def test_what_is_no_style_says_what_to_do(tmp_path: Path, text: str, fact: str) -> None:
    (tmp_path / "house.toml").write_text(text)
    with pytest.raises(ConfigError, match=fact) as error:
        style.read(tmp_path / "house.toml")
    assert error.value.remedy


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        style.read(tmp_path / "none.toml")
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(ConfigError, match="no table"):
        style.read(tmp_path / "list.json")


def test_the_source_stays_above_the_footer() -> None:
    plain, own = picture(Style()), picture(style.of({"footer": "Graphic: The Daily"}))
    assert "Graphic: The Daily" in own
    assert "Graphic: The Daily" not in plain
    assert own.index("Source: OpenRouter") < own.index("Graphic: The Daily")


def test_colours_are_those_of_the_house_and_only_inside() -> None:
    before = theme.colour("a/x")
    own = picture(style.of({"palette": ["#123456"], "background": "#fff1e5", "text": "#33302e"}))
    for tone in ("#123456", "#fff1e5", "#33302e"):
        assert tone in own
    assert "#ffffff" not in own.split("</metadata>")[-1].split("</g>")[0]
    assert theme.colour("a/x") == before
    assert {*theme.THEMES} == {"light", "dark"}


def test_the_largest_has_the_first_colour_and_none_is_used_twice() -> None:
    own = style.of({"palette": ["#123456"]})
    with own.applied("light", FRAME):
        assert theme.colour("a/x") == "#123456"
        assert theme.colour("b/y") not in ("#123456", theme.GREY)
        assert theme.colour("other") == theme.GREY


def test_a_style_is_given_back_after_an_error() -> None:
    with pytest.raises(KeyError), style.of({"background": "#fff1e5"}).applied("light", FRAME):
        raise KeyError
    assert {*theme.THEMES} == {"light", "dark"}
