"""Drawings of the pages, and the pictures of charts."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

from PIL import Image

from tracker.publish.site import drawing, share
from tracker.publish.site.words import Words
from tracker.weeks import WEEK

FIRST = date(2026, 6, 1)
WORDS = Words()
SOURCE = "Source: OpenRouter."


def weeks(*values: float | None) -> dict[date, float]:
    return {
        FIRST + number * WEEK: value for number, value in enumerate(values) if value is not None
    }


def test_a_column_stands_for_each_known_week() -> None:
    values = weeks(*range(1, 14), None, 26)
    last = max(values)
    shown = {week: f"{value:g}" for week, value in values.items()}
    drawn = drawing.columns("x", "A < B", values, {last}, WORDS, shown)
    root = ET.fromstring(drawn.svg)
    assert root[0].text == "A < B"
    plain, marked = (path for path in root.iter("path"))
    assert (plain.attrib["class"], marked.attrib["class"]) == ("col", "col lead")
    assert plain.attrib["d"].count("M") == 13
    assert marked.attrib["d"] == "M141 1000V480h8V1000z", "26 of the 50 at the top"
    assert [text.text for text in root.iter("text") if text.attrib["class"] == "peak"] == ["26"]
    assert drawn.points[-1] == (96.67, "13 Sep 2026", "26")


def test_few_weeks_are_not_walls() -> None:
    shown = {FIRST: "1"}
    drawn = drawing.columns("x", "One", weeks(1), set(), WORDS, shown)
    (path,) = ET.fromstring(drawn.svg).iter("path")
    assert path.attrib["d"].startswith("M51 "), "in the middle of twelve"


def test_a_line_has_a_gap_where_a_week_is_unknown() -> None:
    values = weeks(*[0.25] * 6, None, *[0.5] * 6)
    drawn = drawing.lines("x", "Lines", [drawing.Line("A", "cn", values)], WORDS)
    (path,) = ET.fromstring(drawn.svg).iter("path")
    assert path.attrib["d"].count("M") == 2
    assert "A 50.0%" in drawn.svg
    assert len(drawn.points) == 12


def test_letters_keep_their_size_on_a_telephone() -> None:
    cells = dict.fromkeys(weeks(*[1.0] * 20), ("m-x", "A"))
    root = ET.fromstring(drawing.strip("x", "Strip", cells, WORDS).svg)
    assert (root.attrib["width"], "viewBox" in root.attrib) == ("100%", False)
    for text in root.iter("text"):
        assert re.fullmatch(r"[\d.]+%?", text.attrib["x"])


def test_a_drawing_can_be_a_file_of_its_own() -> None:
    bars = drawing.bars("x", "Bars", [("by <b>", [("A & B", "1", 1.0), ("C", "0.5", 0.5)])])
    root = ET.fromstring(drawing.standalone(bars, "A <title>", SOURCE, ".x{fill:red}"))
    texts = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert texts[0] == "A <title>"
    assert texts[-1] == SOURCE
    assert {"by <b>", "A & B"} <= {*texts}


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


def test_pictures_have_the_breadth_that_is_asked_of_them() -> None:
    columns = share.columns(
        "A name " * 20, "a line", [(1.0, False), (None, False), (3.0, True)], SOURCE
    )
    assert opened(columns).size == (1200, 630)
    assert len(columns) < 40_000
    assert share.columns("A", "b", [(1.0, True)], SOURCE) == share.columns(
        "A", "b", [(1.0, True)], SOURCE
    )
    others = [
        share.lines("A", "b", [("C", "#d35900", [0.1, None, 0.3, 0.2])], SOURCE),
        share.strip("A", "b", ["#d35900", None, "#2c6ec8"], [("C", "#d35900")], SOURCE),
        share.bars("A", "b", [("by x", [("D", "1", 1.0)]), ("by y", [])], SOURCE),
    ]
    assert {opened(png).size for png in others} == {(2400, 1260)}


def test_a_column_that_leads_has_the_accent() -> None:
    image = opened(share.columns("A", "b", [(2.0, True), (1.0, False)], SOURCE)).convert("RGB")
    assert image.getpixel((share.MARGIN + 20, share.FOOT - 20)) == share.ACCENT_COLOUR
    assert image.getpixel((share.MARGIN + 150, share.FOOT - 20)) != share.ACCENT_COLOUR
