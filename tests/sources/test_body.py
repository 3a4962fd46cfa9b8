"""JSON, read strictly."""

from __future__ import annotations

import fronts
import pytest
from boards import payload
from pages import page_html

from tracker.errors import ParseError
from tracker.sources import body, frontend, history, page

CHART = fronts.chart_body()
TWICE = CHART.replace(b'"author1/model-1-20260601": ', b'"author1/model-1-20260601": 5, %s', 1) % (
    b'"author1/model-1-20260601": '
)


def test_a_key_that_stands_there_twice_is_refused() -> None:
    """A reader would take either value, and the sum of the week would be wrong."""
    assert frontend.parse(payload(CHART)).boards
    with pytest.raises(ParseError, match="is not JSON"):
        frontend.parse(payload(TWICE))


def test_a_key_twice_in_a_page_or_in_a_line_is_refused() -> None:
    html = page_html(fronts.page_blocks())
    written = b'\\"ys\\":{'
    assert written in html
    twice = html.replace(written, written + b'\\"a/x\\":1,\\"a/x\\":2,', 1)
    assert page.parse(payload(html, fetched_at=fronts.PAGE_MADE)).boards
    with pytest.raises(ParseError, match="has a row that cannot be read"):
        page.parse(payload(twice, fetched_at=fronts.PAGE_MADE))
    with pytest.raises(ParseError, match="line 1 of body is not JSON"):
        history.parse(payload(b'{"dataset": "history-model-chart", "dataset": "x"}'))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "9" * 5_000])
def test_what_is_no_number_of_json_is_refused(number: str) -> None:
    with pytest.raises(ParseError, match="not JSON"):
        body.json_object(payload(f'{{"data": {number}}}'.encode()))


def test_entities_of_a_page_are_not_expanded_and_fetch_nothing() -> None:
    doctype = b"""<!DOCTYPE html [<!ENTITY a "%s"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM
        "file:///etc/passwd">]>""" % (b"x" * 10_000)
    html = page_html(fronts.page_blocks())
    hostile = html.replace(b"<!DOCTYPE html>", doctype).replace(b"<body>", b"<body>&b;&f;")
    hostile = hostile.replace(b"model-1-", b"model-1&b;&f;-")
    names = {
        name
        for board in page.parse(payload(hostile, fetched_at=fronts.PAGE_MADE)).boards
        for name in board.names
    }
    assert any("&b;&f;" in name for name in names)
    assert max(map(len, names)) < 100
