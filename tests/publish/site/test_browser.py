"""The site in a browser: it loads from a folder, sorts by keyboard, and keeps to its policy.

It breaks no rule of accessibility. `support/browser.py` says what these tests need.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
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
    entities = [
        *(site.models[name] for name in HOSTILE[:2]),
        site.makers["openai"],
        site.countries["US"],
    ]
    return [*PAGES, f"weeks/{label(WEEKS[0])}.html", *entities, "zh/index.html", "zh/method.html"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360), ("light", 768)])
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
        assert {Path(url).name for url in urls} >= {"style.css", "charts.css", "site.js"}
        assert "names.js" not in {Path(url).name for url in urls}, "loaded on the first search"
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(18, 22, 28)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate("document.fonts.check('16px Inter')")
        page.close()
    context.close()


def test_a_page_is_light(browser: Any, folder: Path) -> None:
    """Everything that the first page loads, in bytes."""
    page, _, urls = opened(browser, (folder / "index.html").as_uri())
    sizes = {url: Path(url.removeprefix("file://")).stat().st_size for url in {*urls}}
    assert sum(sizes.values()) < 200_000
    assert len(sizes) < 12
    page.close()


def test_search_is_worked_by_keyboard(browser: Any, folder: Path, site: Site) -> None:
    page = browser.new_page()
    page.goto((folder / "weeks" / "index.html").as_uri())
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    assert field.evaluate("field => field === document.activeElement")
    page.keyboard.type("openai")
    page.get_by_role("option").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    first = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowUp")
    assert page.locator(f"#{first}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/openai*.html")
    assert page.locator("h1").inner_text() == "OpenAI"
    page.close()


def test_what_is_not_there_is_said_by_search(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "zh" / "index.html").as_uri())
    page.get_by_role("combobox").fill("no such thing")
    assert page.get_by_role("option").inner_text() == "没有匹配的名称"
    page.keyboard.press("Enter")
    assert page.url.endswith("/zh/index.html")
    page.close()


def test_a_chart_is_read_by_keyboard_and_pointer(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    chart = page.locator("section:has(#the-volume) .plotted")
    points = chart.evaluate("chart => JSON.parse(chart.dataset.points)")
    chart.focus()
    tip = chart.locator(".tip")
    for key, (_, week, value) in (
        ("End", points[-1]),
        ("Home", points[0]),
        ("ArrowRight", points[1]),
    ):
        page.keyboard.press(key)
        assert tip.inner_text() == f"{week}: {value}"
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 40)
    assert tip.inner_text().startswith(f"{points[-1][1]}: ")
    page.close()


def test_the_age_is_by_the_readers_clock(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time("2026-06-03T12:00:00Z")
    page.goto((folder / "index.html").as_uri())
    last = WEEKS[-1] + timedelta(6)
    days = (date(2026, 6, 3) - last).days
    assert page.locator(".kicker time").inner_text() == f"{days} days ago"
    page.close()


def column(page: Any, table: str, number: int) -> list[str]:
    rows = f"table:has(#{table}) tbody tr"
    return [row.locator("th, td").nth(number).inner_text() for row in page.locator(rows).all()]


def test_a_table_is_sorted_by_keyboard(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "weeks" / f"{label(WEEKS[-1])}.html").as_uri())
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
    button = page.locator("table:has(#weeks) thead th").nth(3).locator("button")
    for _ in range(2):
        button.click()
        shown = column(page, "weeks", 3)
        assert [text.strip() for text in shown[-2:]] == ["–", "–"]
    page.close()


def test_without_scripts_everything_is_there_and_no_button_is(browser: Any, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator("button, input").count() == 0
    assert page.locator(".find a").is_visible()
    assert page.locator(".measures li").count() >= 8
    assert page.locator("svg.plot").count() == 3
    page.goto((folder / "weeks" / f"{label(WEEKS[0])}.html").as_uri())
    assert page.locator("table:has(#tokens-chart) tbody tr").count() == 11
    context.close()


def test_a_page_is_printed_light_and_without_its_links(browser: Any, folder: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto((folder / "index.html").as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert not page.locator("header nav").is_visible()
    assert not page.locator(".tools").first.is_visible()
    assert not page.locator(".find").is_visible()
    assert page.locator(".measures li").first.is_visible()
    assert page.pdf().startswith(b"%PDF")
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_axe_finds_nothing(browser: Any, folder: Path, site: Site, scheme: str, width: int) -> None:
    viewport = {"width": width, "height": 900}
    context = browser.new_context(color_scheme=scheme, viewport=viewport)
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
