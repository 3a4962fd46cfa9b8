"""JSON, read strictly."""

from __future__ import annotations

import pytest
from support import frontend_bodies
from support.html_pages import page_html
from support.sample_boards import payload

from tracker.errors import ParseError
from tracker.sources import fields, history, recognise
from tracker.sources.frontend import frontend
from tracker.sources.retired import page

CHART = frontend_bodies.chart_body()
TWICE = CHART.replace(b'"author1/model-1-20260601": ', b'"author1/model-1-20260601": 5, %s', 1) % (
    b'"author1/model-1-20260601": '
)


def test_a_key_that_stands_there_twice_is_refused() -> None:
    """A reader would take either value, and the sum of the week would be wrong."""
    assert frontend.parse(payload(CHART)).boards
    with pytest.raises(ParseError, match="is not JSON"):
        frontend.parse(payload(TWICE))


def test_a_key_twice_in_a_page_or_in_a_line_is_refused() -> None:
    html = page_html(frontend_bodies.page_blocks())
    written = b'\\"ys\\":{'
    assert written in html
    twice = html.replace(written, written + b'\\"a/x\\":1,\\"a/x\\":2,', 1)
    assert page.parse(payload(html, fetched_at=frontend_bodies.PAGE_MADE)).boards
    with pytest.raises(ParseError, match="has a row that cannot be read"):
        page.parse(payload(twice, fetched_at=frontend_bodies.PAGE_MADE))
    with pytest.raises(ParseError, match="line 1 of body is not JSON"):
        history.parse(payload(b'{"dataset": "history-model-chart", "dataset": "x"}'))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "9" * 5_000])
def test_what_is_no_number_of_json_is_refused(number: str) -> None:
    with pytest.raises(ParseError, match="not JSON"):
        fields.json_object(payload(f'{{"data": {number}}}'.encode()))


def test_entities_of_a_page_are_not_expanded_and_fetch_nothing() -> None:
    doctype = b"""<!DOCTYPE html [<!ENTITY a "%s"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM
        "file:///etc/passwd">]>""" % (b"x" * 10_000)
    html = page_html(frontend_bodies.page_blocks())
    hostile = html.replace(b"<!DOCTYPE html>", doctype).replace(b"<body>", b"<body>&b;&f;")
    hostile = hostile.replace(b"model-1-", b"model-1&b;&f;-")
    names = {
        name
        for board in page.parse(payload(hostile, fetched_at=frontend_bodies.PAGE_MADE)).boards
        for name in board.names
    }
    assert any("&b;&f;" in name for name in names)
    assert max(map(len, names)) < 100


def refusal(content: bytes) -> str:
    with pytest.raises(ParseError) as caught:
        fields.json_object(payload(content))
    return str(caught.value)


WHOLE = (
    '{"a": [-1.5e-3, true, false, null, 12], "b\\"": "x\\ud83d\\uddea\\\\ é\U0001f9ea", "c": {"d": []}}'
).encode()


@pytest.mark.parametrize("mark", [b"", b"\n", b"\xef\xbb\xbf", b" \xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("length", range(1, len(WHOLE)))
def test_json_that_ends_too_early_is_called_cut(length: int, mark: bytes) -> None:
    assert fields.json_object(payload(mark + WHOLE))["c"] == {"d": []}
    says = "body is cut: it ends before its JSON does. Nothing was lost; fetch or copy it again"
    assert says in refusal(mark + WHOLE[:length])


@pytest.mark.parametrize(
    "wrong",
    [
        b'{"a": 1,}', b'{"a": 1}}', b'{"a": 1}x', b'{"a" 1}', b"{'a': 1}", b'{"a": tru}', b'{"a": .5}',
        b'{"a": NaN', b'{"a": 1, "a": 2}', b'{"a": "\\x"}', b'{"a": 1e}',
    ],
)  # fmt: skip
def test_json_that_is_wrong_is_not_called_cut(wrong: bytes) -> None:
    assert "body is not JSON where JSON was due" in refusal(wrong)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "body is empty"),
        (b" \xef\xbb\xbf\n", "body is empty"),
        (b'{"data": [{"date": "2026-0', "body is cut"),
        (b'[{"date": "2026-0', "body is cut"),
        (b'{"data": NaN}', "body is not JSON"),
        (b'{"data": "\xff"}', "body is not UTF-8 text"),
        (b'{"error": {"code": 429}}', "body is of no shape the tracker knows"),
        (b"date;slug;tokens\r\n", "body is of no shape the tracker knows"),
    ],
)
def test_a_body_that_nobody_can_read_is_not_called_one_of_no_known_shape(
    content: bytes, says: str
) -> None:
    with pytest.raises(ParseError, match=says):
        recognise(payload(content))


def test_pages_are_read_one_after_another() -> None:
    joined = payload(b'\xef\xbb\xbf{"n": 1}\n\n\xef\xbb\xbf{"n": 2} {"n": 3}\n')
    assert fields.json_objects(joined) == [{"n": 1}, {"n": 2}, {"n": 3}]
    with pytest.raises(ParseError, match="is several JSON bodies in one"):
        fields.json_object(joined)
    assert fields.peek_object(joined) is None
    with pytest.raises(ParseError, match="JSON but not an object"):
        fields.json_objects(payload(b'{"n": 1} [2]'))
