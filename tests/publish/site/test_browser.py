"""The site in a browser: it loads from a folder, sorts by keyboard, and keeps to its policy.

It breaks no rule of accessibility. Needs `chromium` and the package playwright; with `axe.min.js`
(in `node_modules`, or at `TRACKER_AXE`) the rules of axe too.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.hostile_weeks import HOSTILE, WEEKS

from tracker.publish.site.render import PAGES, Site
from tracker.weeks import label

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = (
    Path(os.environ.get("TRACKER_AXE", "axe.min.js")),
    Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield opened
        opened.close()


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
        page = context.new_page()
        messages: list[str] = []
        urls: list[str] = []
        page.on("console", lambda message, messages=messages: messages.append(message.text))
        page.on("pageerror", lambda error, messages=messages: messages.append(str(error)))
        page.on("dialog", lambda dialog, messages=messages: messages.append(dialog.message))
        page.on("request", lambda request, urls=urls: urls.append(request.url))
        page.goto((folder / path).as_uri())
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
    axe = next((file for file in AXE if file.is_file()), None)
    if axe is None:
        pytest.skip("there is no axe.min.js here: set TRACKER_AXE to it")
    source = axe.read_text("utf-8")
    context = browser.new_context(color_scheme=scheme)
    for path in paths(site):
        page = context.new_page()
        page.goto((folder / path).as_uri())
        page.evaluate(source)
        report = page.evaluate("axe.run(document, { preload: false })")
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in report["violations"]] == [], path
        assert len(report["passes"]) > 15
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
