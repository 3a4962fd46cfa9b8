"""A browser for tests, and the rules of accessibility that a page is held to.

Needs `chromium` and the package playwright; with `axe.min.js` (in `node_modules`, or at
`TRACKER_AXE`) the rules of axe.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = (
    Path(os.environ.get("TRACKER_AXE", "axe.min.js")),
    Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js",
)
needed = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield opened
        opened.close()


def violations(page: Any) -> list[tuple[str, str]]:
    """The rules of axe that an open page breaks, each with the first element that does."""
    axe = next((file for file in AXE if file.is_file()), None)
    if axe is None:
        pytest.skip("there is no axe.min.js here: set TRACKER_AXE to it")
    page.evaluate(axe.read_text("utf-8"))
    report = page.evaluate("axe.run(document, { preload: false })")
    assert len(report["passes"]) > 15
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in report["violations"]]


def opened(context: Any, url: str) -> tuple[Any, list[str], list[str]]:
    """A page, what it says on its console or in a dialog, and the addresses that it asks for."""
    page = context.new_page()
    messages: list[str] = []
    urls: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("dialog", lambda dialog: messages.append(dialog.message))
    page.on("request", lambda request: urls.append(request.url))
    page.goto(url)
    return page, messages, urls
