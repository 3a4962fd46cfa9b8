"""The page of a figure: whole in one file, safe, read with a pointer, a finger and the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from support import browser as browsers
from support.browser import opened, violations
from support.databases import Databases
from support.hostile_names import NAMES
from support.hostile_names import store as hostile_store

from tracker.charts import fonts, style
from tracker.publish.figures import figure as figures
from tracker.publish.figures.figure import Figure
from tracker.records import Question
from tracker.store import Store

browser = browsers.browser
SHARES = Figure("share-lines", Question(by="author"), form=".html")


@pytest.fixture(scope="module")
def bundled(databases: Databases, _history: Path) -> Iterator[Store]:
    with Store(databases.of(_history)) as store:
        yield store


@pytest.fixture(scope="module")
def page(bundled: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "shares.html"
    figures.save(figures.draw(bundled, SHARES), path)
    return path


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.skipif(not fonts.has_chinese(), reason="no typeface with Chinese is installed here")
def test_a_chinese_page_says_everything_around_the_chart_in_chinese(bundled: Store) -> None:
    chinese = figures.draw(bundled, replace(SHARES, language="zh")).picture.data.decode()
    assert '<html lang="zh-CN">' in chinese
    assert "<summary>本图全部数据（表格）</summary>" in chinese
    assert 'data-copied="已复制"' in chinese
    assert "起的一周</bdi>" in chinese
    for english in ("Copy embed line", "Week from", "Download the table", "Skip to"):
        assert english not in chinese


def test_a_page_has_its_parts_and_loads_nothing(page: Path) -> None:
    text = page.read_text()
    tags = Tags(text).found
    names = [tag for tag, _ in tags]
    assert names.count("h1") == 1
    assert names.count("svg") == 3
    assert {"details", "table", "output", "iframe"} & {*names} == {"details", "table", "output"}
    assert text.count("Source: OpenRouter") >= 1
    assert "&lt;iframe src=" in text
    for tag, attributes in tags:
        assert not {"src", "srcset", "style", "onclick", "onload"} & {*attributes}, tag
        href = attributes.get("href") or attributes.get("xlink:href") or "#"
        assert href.startswith(("#", "data:")), tag


def test_the_policy_allows_this_style_and_this_script_only(page: Path) -> None:
    (policy,) = (
        attributes["content"] or ""
        for tag, attributes in Tags(page.read_text()).found
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert re.search(r"style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}=';", policy)
    assert "unsafe" not in policy


def test_the_script_is_small(page: Path) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page.read_text(), re.DOTALL)
    assert 1000 < len(script.encode()) <= 4096


def test_hostile_names_are_text(databases: Databases, tmp_path: Path) -> None:
    with hostile_store(databases.of(tmp_path)) as store:
        for name in ("share-lines", "leaderboard", "amounts", "bump"):
            figure = Figure(name, form=".html", title=NAMES[0])
            text = figures.draw(store, figure).picture.data.decode()
            tags = [tag for tag, _ in Tags(text).found]
            assert tags.count("script") == 1
            assert "<script>alert" not in text
            assert "\u202e" not in text


def test_a_house_has_its_own_paper_by_day_and_by_night(bundled: Store) -> None:
    house = style.of({"background": "#fff1e5", "text": "#33302e", "footer": "The <b>Daily"})
    text = figures.draw(bundled, replace(SHARES, style=house)).picture.data.decode()
    assert "--paper: #fff1e5" in text
    assert "prefers-color-scheme: dark" not in text
    assert "The &lt;b&gt;Daily" in text
    dark = figures.draw(bundled, replace(SHARES, theme="dark")).picture.data.decode()
    assert "color-scheme: dark" in dark
    assert "prefers-color-scheme" not in dark


@browsers.needed
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("breadth", [390, 700, 1280])
def test_a_browser_shows_one_chart_and_asks_for_nothing(
    browser: Any,
    page: Path,
    breadth: int,
    scheme: str,
) -> None:
    context = browser.new_context(viewport={"width": breadth, "height": 900}, color_scheme=scheme)
    tab, messages, urls = opened(context, page.as_uri())
    assert messages == []
    assert urls == [page.as_uri()]
    shown = tab.locator("svg.chart:visible")
    assert shown.count() == 1
    assert tab.evaluate("document.documentElement.scrollWidth") <= breadth
    assert violations(tab) == []
    context.close()


@browsers.needed
def test_the_arrow_keys_read_the_weeks(browser: Any, page: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab, _, _ = opened(context, page.as_uri())
    readout = tab.locator("#readout")
    assert not readout.is_visible()
    tab.focus("#plot")
    tab.keyboard.press("End")
    last = readout.inner_text()
    assert last.startswith("28 September to 4 October 2026\nStealth 23.3")
    tab.keyboard.press("ArrowLeft")
    before = readout.inner_text()
    assert before != last
    tab.keyboard.press("Home")
    assert "2025" in readout.inner_text().splitlines()[0]
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Escape")
    assert not readout.is_visible()
    context.close()


@browsers.needed
def test_a_pointer_and_a_finger_read_the_values(browser: Any, page: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, has_touch=True)
    tab, _, _ = opened(context, page.as_uri())
    box = tab.locator("#plot").bounding_box()
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert " to " in tab.locator("#readout").inner_text()
    tab.mouse.move(1, 1)
    assert not tab.locator("#readout").is_visible()
    tab.touchscreen.tap(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    assert " to " in tab.locator("#readout").inner_text()
    context.close()


@browsers.needed
def test_the_embed_line_is_copied(browser: Any, page: Path) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab, _, _ = opened(context, page.as_uri())
    tab.click("#copy")
    line = tab.input_value("#embed")
    assert line.startswith('<iframe src="shares.html" title="')
    assert 'loading="lazy"' in line
    assert tab.inner_text("#copy") in ("Copied", "Selected: press Ctrl+C")
    context.close()


@browsers.needed
def test_without_scripts_the_picture_and_the_table_remain(browser: Any, page: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(page.as_uri())
    assert tab.locator("svg.chart:visible").count() == 1
    tab.locator("summary").click()
    assert tab.locator("tbody tr").count() > 50
    context.close()
