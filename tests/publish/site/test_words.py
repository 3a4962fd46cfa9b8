"""The words of the site in two languages, and the table that has them."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from tracker.columns import column
from tracker.publish.figures import webpage
from tracker.publish.figures.encodings import UNITS
from tracker.publish.site import words
from tracker.publish.site.words import Words

FOLDER = Path(words.__file__).parent
ENGLISH, CHINESE = Words("en"), Words("zh")


def phrases_used() -> set[str]:
    """Return every phrase that a template or a module of the site asks for by a literal."""
    found: set[str] = set()
    for file in (FOLDER / "templates").glob("*.html"):
        found |= {*re.findall(r'\bt\("([^"]*)"', file.read_text("utf-8"))}
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name.rpartition(".")[2] in ("words", "_words") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_phrase_has_its_chinese() -> None:
    used = phrases_used()
    assert len(used) > 150
    assert sorted(used - words.phrases().keys()) == []


def test_every_phrase_of_a_chart_of_its_own_has_its_chinese() -> None:
    used = {webpage.TITLE, *webpage.OF_ALL.values(), *UNITS.values()}
    assert sorted(used - words.phrases().keys()) == []


def test_both_languages_have_the_same_fields() -> None:
    for english, chinese in words.phrases().items():
        fields = [sorted(re.findall(r"{(\w+)}", text)) for text in (english, chinese)]
        assert fields[0] == fields[1], english


@pytest.mark.parametrize(
    ("value", "metric", "english", "chinese"),
    [
        (38_700_000_000_000, "tokens", "38.7T", "38.7万亿"),
        (946_000_000, "calls", "946M", "9.46亿"),
        (12_000, "calls", "12.0K", "1.20万"),
        (999, "calls", "999", "999"),
        (2_390_000_000_000, "spend", "$2.39M", "239万美元"),
    ],
)
def test_amounts(value: int, metric: str, english: str, chinese: str) -> None:
    assert ENGLISH.amount(value, metric) == english
    assert CHINESE.amount(value, metric) == chinese


def test_a_week_is_named_by_its_last_day() -> None:
    monday = date(2026, 9, 28)
    assert ENGLISH.week(monday) == "the week to 4 October 2026"
    assert CHINESE.week(monday) == "2026年10月4日当周"
    assert ENGLISH.span(monday, monday) == "28 Sep 2026 to 4 Oct 2026"
    assert ENGLISH.cell(column("week"), "2026-09-28") == "4 Oct 2026"
    assert ENGLISH.cell(column("first"), "2026-09-28") == "28 Sep 2026"


def test_cells_say_what_they_count() -> None:
    assert ENGLISH.cell(column("tokens"), 2_000_000, "spend") == "2.00M"
    assert ENGLISH.cell(column("spend"), 2_000_000, "tokens") == "$2.00"
    assert ENGLISH.cell(column("share"), 0.125) == "12.5%"
    assert CHINESE.cell(column("ongoing"), True) == "是"
    assert ENGLISH.cell(column("share"), None) == "–"
