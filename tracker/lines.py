"""Text that came from outside, on a line: names, bodies and answers say what their writers like."""

from __future__ import annotations

import json


def printable(text: str) -> str:
    """Text that cannot move a cursor, colour a terminal, turn the direction of reading, or begin a
    line of its own."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)


def as_json(value: object) -> str:
    """A value as JSON on one line, exact, in which whatever is not printable is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(mark: str) -> str:
    return mark if mark.isprintable() else json.dumps(mark)[1:-1]
