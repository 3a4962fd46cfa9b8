"""What an SVG says of itself, and what it may not have where it stands in a web page."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from tracker.charts import CONTENTS, fonts, page, svg
from tracker.charts.theme import THEMES, ratio

TAG = "{http://www.w3.org/2000/svg}"
Fed = Callable[[str], pd.DataFrame]


def drawn(name: str, frame: pd.DataFrame) -> page.Picture:
    return page.picture(name, frame, ".svg")


@pytest.mark.parametrize("name", CONTENTS)
def test_an_svg_says_what_it_shows(fed: Fed, name: str) -> None:
    picture = drawn(name, fed(name))
    root = ET.fromstring(picture.data)
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{TAG}title", f"{TAG}desc"]
    assert root.findtext(f"{TAG}title") == picture.title
    description = root.findtext(f"{TAG}desc") or ""
    assert picture.title in description
    assert picture.source in description
    text = picture.data.decode()
    assert "Inter, 'Helvetica Neue', Arial, " in text
    assert text.count("font-family") == text.count(", sans-serif; ")
    assert fonts.OWN not in text, "no browser has a typeface of that name"


@pytest.mark.parametrize("name", CONTENTS)
def test_places_tell_their_values(fed: Fed, name: str) -> None:
    root = ET.fromstring(drawn(name, fed(name)).data)
    values = [
        child.text
        for group in root.iter(f"{TAG}g")
        for child in group
        if child.tag == f"{TAG}title" and group.get("pointer-events") == "all"
    ]
    assert values
    assert all(values)


def test_a_week_tells_its_shares(fed: Fed) -> None:
    text = drawn("share-lines", fed("share-lines")).data.decode()
    assert re.search(r"<title>28 September to 4 October 2026: space-bunny-alpha 23.3%, ", text)


@pytest.mark.parametrize("name", CONTENTS)
def test_what_stands_in_a_page_has_no_style_and_ids_of_its_own(fed: Fed, name: str) -> None:
    text = svg.inline(drawn(name, fed(name)).data, "one")
    root = ET.fromstring(text)
    assert not [element for element in root.iter() if "style" in element.attrib]
    assert not list(root.iter(f"{TAG}style"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(name).startswith("one-") for name in ids)
    for reference in re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", text):
        assert reference in ids
    assert root.get("aria-labelledby") == "one-title"
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text).replace("openrouter.ai", "")


@pytest.mark.parametrize("name", CONTENTS)
def test_every_colour_of_a_page_turns_dark(fed: Fed, name: str) -> None:
    """Text that is read on paper is read on dark paper too."""
    turned = dict(re.findall(r'\[fill="(#\w+)"\] \{ fill: (#\w+) \}', svg.dark_rules()))
    root = ET.fromstring(svg.inline(drawn(name, fed(name)).data, "one"))
    light, dark = THEMES["light"].paper, THEMES["dark"].paper
    read = [text.get("fill", "#000000") for text in root.iter(f"{TAG}text") if text.get("fill")]
    assert read
    for tone in set(read) - {"#ffffff", "#000000"}:
        assert ratio(tone, light) >= 4.5, tone
        assert ratio(turned[tone], dark) >= 4.5, tone


def test_the_font_of_older_matplotlib_is_understood() -> None:
    old = (
        b'<svg xmlns="http://www.w3.org/2000/svg"><text '
        b"style=\"font: bold 9.4px 'DejaVu Sans'; text-anchor: middle\">a</text></svg>"
    )
    text = ET.fromstring(svg.inline(old, "x")).find(f"{TAG}text")
    assert text is not None
    assert text.attrib == {
        "font-size": "9.4px",
        "font-family": "'DejaVu Sans'",
        "font-weight": "bold",
        "text-anchor": "middle",
    }
