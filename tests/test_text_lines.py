"""Text from outside stays on its line."""

from __future__ import annotations

import json

import pytest

from tracker.text import as_json, printable


def test_what_is_not_printable_is_replaced() -> None:
    written = "a\nb\x1b[2J\u202ec\u2028d\x85e \u4e2d\u6587"
    assert printable(written) == "a\ufffdb\ufffd[2J\ufffdc\ufffdd\ufffde \u4e2d\u6587"


@pytest.mark.parametrize(
    "value",
    ["\u4e2d\u6587", "a\nb\x7f\x9b\u202e\u2028", "\U000e0001", {"\u202e": ["\x85", 5, None]}],
)
def test_json_is_exact_and_printable(value: object) -> None:
    written = as_json(value)
    assert json.loads(written) == value
    assert written.isprintable()


def test_what_can_be_read_is_not_escaped() -> None:
    assert as_json("\u4e2d\u6587") == '"\u4e2d\u6587"'
