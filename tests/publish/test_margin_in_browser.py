"""An article with its verdicts in a browser: beside the text, below it, and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.browser import browser, needed, opened, violations

from tracker.answers.article import SIGNS, Article
from tracker.claims.verdicts import NO_CLAIM, Verdict
from tracker.publish.margin import page

pytestmark = needed
__all__ = ["browser"]
TEXT = """\
Who leads <script>alert(1)</script> now
16 March 2026

M2.5 led, although at 1.75T it gave up ground. \u202eIs it good? <img src=x onerror=alert(2)>
Flash was third. 中国模型占据三席。 Nobody \x1b[2J knows. http://127.0.0.1:9/x
"""
WORDS = ("M2.5 led", "at 1.75T it gave up ground", "Flash was third", "中国模型占据三席")


def article() -> Article:
    definition = {
        "metric": "tokens", "by": "slug", "depth": 9, "period": "the week to 15 March 2026",
        "found": "rank 1",
    }  # fmt: skip
    return Article(
        TEXT,
        [
            Verdict(
                words, verdict, f"It is {verdict} that it led: rank 1.", [],
                [definition | {"verdict": verdict}], ["A note."], "It led.", TEXT.index(words),
            )
            for words, verdict in zip(WORDS, SIGNS, strict=True)
        ] + [Verdict("Nobody", NO_CLAIM, "", [], [], [], start=TEXT.index("Nobody"))],
        source="Source: here.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("margin") / "article.html"
    file.write_text(page(article()), encoding="utf-8")
    return file.as_uri()


def boxes(shown: Any, selector: str) -> list[dict[str, float]]:
    return [element.bounding_box() for element in shown.locator(selector).all()]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_page_asks_for_nothing_and_is_no_wider_than_the_screen(
    browser: Any, url: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    shown, messages, urls = opened(context, url)
    assert (messages, urls) == ([], [url])
    paper = shown.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(18, 22, 28)")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shown.locator(".words script, .words img").count() == 0
    context.close()


@pytest.mark.parametrize(("width", "is_beside"), [(1280, True), (390, False)])
def test_verdicts_stand_beside_a_paragraph_or_below_it(
    browser: Any, url: str, width: int, is_beside: bool
) -> None:
    shown = browser.new_page(viewport={"width": width, "height": 900})
    shown.goto(url)
    words, verdicts = boxes(shown, ".words:has(.claim)"), boxes(shown, ".verdicts")
    assert len(words) == len(verdicts) == 2
    for text, verdict in zip(words, verdicts, strict=True):
        assert (verdict["x"] > text["x"] + text["width"]) is is_beside
        assert (verdict["y"] >= text["y"] + text["height"]) is not is_beside
    shown.close()


def test_each_verdict_has_its_own_line_and_colour(browser: Any, url: str) -> None:
    shown = browser.new_page()
    shown.goto(url)
    styles = shown.evaluate(
        "[...document.querySelectorAll('.claim')].map(claim => { const style = getComputedStyle(claim);"
        " return [style.textDecorationLine, style.textDecorationStyle, style.textDecorationColor] })"
    )
    assert [line for line, _, _ in styles] == ["underline"] * 4
    assert len({style for _, style, _ in styles}) == len({colour for _, _, colour in styles}) == 4
    shown.close()


def test_a_number_leads_to_its_verdict_and_back_by_keyboard(browser: Any, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(url)
    shown.locator("#claim-2").focus()
    shown.keyboard.press("Enter")
    shown.wait_for_url("**#verdict-2")
    assert shown.locator("#verdict-2").is_visible()
    shown.locator("#verdict-2 > p a").press("Enter")
    shown.wait_for_url("**#claim-2")
    assert not shown.get_by_text("A note.").first.is_visible()
    shown.locator("#verdict-2 summary").press("Enter")
    assert shown.locator("#verdict-2 .note").is_visible()
    context.close()


def test_on_paper_verdicts_stand_below_in_black_on_white(browser: Any, url: str) -> None:
    shown = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    shown.goto(url)
    shown.emulate_media(media="print", color_scheme="dark")
    paper = shown.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    (text, *_), (verdict, *_) = boxes(shown, ".words:has(.claim)"), boxes(shown, ".verdicts")
    assert verdict["y"] >= text["y"] + text["height"]
    assert shown.locator("#verdict-1 summary").is_visible(), "how it was read"
    assert shown.pdf().startswith(b"%PDF")
    shown.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser: Any, url: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    shown = context.new_page()
    shown.goto(url)
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(shown) == []
    context.close()
