from __future__ import annotations

import pytest

from tracker.errors import ConfigError
from tracker.records import ALL, DEEPEST, read_depth


@pytest.mark.parametrize(
    ("text", "depth"), [("9", 9), ("50", 50), ("1", 1), ("5000", DEEPEST), ("all", ALL)]
)
def test_a_depth(text: str, depth: int) -> None:
    assert read_depth(text) == depth


@pytest.mark.parametrize(
    "text", ["", "0", "-9", "9.0", "nine", "ALL", "٩", "²", " 9", "5001", "9" * 99]
)
def test_no_depth(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a depth"):
        read_depth(text)
