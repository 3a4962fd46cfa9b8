"""Names that mean harm pass through every page, feed and file name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from support.hostile_weeks import HOSTILE

from tracker.publish.site import render
from tracker.publish.site.render import Site

WRITTEN = ("*.html", "*.xml", "*.json", "*.svg", "*.css")
CURSED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f]")


def texts(folder: Path) -> dict[str, str]:
    result = {file.name: file.read_text("utf-8") for kind in WRITTEN for file in folder.rglob(kind)}
    assert len(result) > 30
    return result


def test_file_names_are_made_of_letters_and_digits(folder: Path) -> None:
    for file in folder.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9-]+(\.[a-z]+)?", file.name), file
        assert len(file.name) < 100
    assert not [*folder.parent.glob("x*")]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_has_its_own_page_and_says_what_it_is(name: str, folder: Path, site: Site) -> None:
    page = BeautifulSoup((folder / site.models[name]).read_bytes(), "html.parser")
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in name)
    assert page.h1.get_text() == shown
    assert page.h1.bdi.get_text() == shown
    assert not page.h1.find(["script", "svg"])


def test_no_name_becomes_an_element(folder: Path) -> None:
    for name, text in texts(folder).items():
        if not name.endswith(".json"):
            assert not re.search(r"<script>|<script(?! src=\"(\.\./)*site\.js\" defer>)", text), (
                name
            )
            assert ">49<" not in text


def test_no_name_turns_a_line_or_moves_a_cursor(folder: Path) -> None:
    for name, text in texts(folder).items():
        if name.endswith((".html", ".xml", ".svg")):
            assert not CURSED.search(text), name


def test_names_stand_apart_wherever_they_stand(folder: Path) -> None:
    for file in folder.rglob("*.html"):
        page = BeautifulSoup(file.read_bytes(), "html.parser")
        for text in page.main.find_all(string=re.compile("שלום")):
            assert text.find_parent(["bdi", "svg"]), (file.name, text)


def test_feeds_are_still_read(folder: Path) -> None:
    titles = [item["title"] for item in json.loads((folder / "feed.json").read_bytes())["items"]]
    root = ET.fromstring((folder / "atom.xml").read_bytes())
    assert titles == [title.text for title in root.findall("{*}entry/{*}title")]
    assert any("<script>alert(1)</script>" in title for title in titles)
    assert (
        json.loads((folder / "latest.json").read_bytes())["leaders"]["tokens"]["entity"] in HOSTILE
    )


def test_no_two_names_share_a_page() -> None:
    names = ["a/b", "a-b", "A/B", "a/b ", "", "/", "../..", "x" * 300, "x" * 301, "con"]
    assert len({render.safe(name) for name in names}) == len(names)
    assert all(re.fullmatch("[a-z0-9-]+", render.safe(name)) for name in names)
