"""The site in a browser: it loads from a folder, sorts by keyboard, and keeps to its policy.

It breaks no rule of accessibility. `support/browser.py` says what these tests need.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support.browser import browser, needed, opened, violations
from support.hostile_weeks import HOSTILE, WEEKS

from tracker.publish.site.render import PAGES, Site
from tracker.weeks import label

pytestmark = needed
__all__ = ["browser"]


def paths(site: Site) -> list[str]:
    return [*PAGES, f"weeks/{label(WEEKS[0])}.html", *(site.models[name] for name in HOSTILE[:3])]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_load_whole_and_ask_for_nothing_else(
    browser: Any, folder: Path, site: Site, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    for path in paths(site):
        page, messages, urls = opened(context, (folder / path).as_uri())
        assert messages == [], path
        assert {url.partition(":")[0] for url in urls} == {"file"}
        assert {Path(url).name for url in urls} >= {"style.css", "charts.css", "sort.js"}
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 31)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.close()
    context.close()


def column(page: Any, table: str, number: int) -> list[str]:
    rows = f"table:has(#{table}) tbody tr"
    return [row.locator("th, td").nth(number).inner_text() for row in page.locator(rows).all()]


def test_a_table_is_sorted_by_keyboard(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    head = page.locator("table:has(#tokens-chart) thead th").nth(2)
    head.locator("button").focus()
    before = column(page, "tokens-chart", 0)
    for direction in ("descending", "ascending"):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == direction
    assert column(page, "tokens-chart", 0) == [*reversed(before[:-1]), "–"], "`other` stays last"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") is None
    assert page.locator("th[aria-sort]").count() == 1
    page.close()


def test_what_is_missing_is_sorted_last(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "weeks" / "index.html").as_uri())
    button = page.locator("table:has(#weeks) thead th").nth(4).locator("button")
    for _ in range(2):
        button.click()
        shown = column(page, "weeks", 4)
        assert [text.strip() for text in shown[-2:]] == ["–", "–"]
    page.close()


def test_without_scripts_everything_is_there_and_no_button_is(browser: Any, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator("button").count() == 0
    assert page.locator("table:has(#tokens-chart) tbody tr").count() == 11
    assert page.locator("svg.chart").count() == 2
    context.close()


def test_a_page_is_printed_light_and_without_its_links(browser: Any, folder: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto((folder / "index.html").as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert not page.locator("header nav").is_visible()
    assert not page.locator("details").first.is_visible()
    assert page.locator("table:has(#tokens-chart)").is_visible()
    assert page.pdf().startswith(b"%PDF")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, folder: Path, site: Site, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    for path in paths(site):
        page = context.new_page()
        page.goto((folder / path).as_uri())
        assert violations(page) == [], path
        page.close()
    context.close()


def test_the_policy_bites(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto((folder / "limits.html").as_uri())
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { text: 'x = 1' }))"
    )
    assert re.search("Content Security Policy", messages[0])
    page.close()
