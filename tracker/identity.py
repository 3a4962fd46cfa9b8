"""From a slug to the levels of identity it belongs to.

slug
    The publisher's name for a model and variant, as published: `qwen/qwen3.6-plus-04-02:free`.
model
    The slug without its `:variant`; `:free` and paid count together.
author
    What stands before the slash.
app
    Not a model but what calls one: an app with its number, as `Kilo Code (2262242)`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.records import OTHER


def model(slug: str) -> str:
    return slug.partition(":")[0]


def author(slug: str) -> str:
    return slug.partition("/")[0]


LEVELS: dict[str, Callable[[str], str]] = {
    "slug": str, "model": model, "author": author, "app": str,
}  # fmt: skip


def entity(slug: str, by: str) -> str:
    """The entity that ``slug`` counts towards at level ``by``; `other` is itself at every level."""
    return OTHER if slug == OTHER else LEVELS[by](slug)


LOST = "lost day"


@cache
def breaks() -> dict[date, tuple[str, str]]:
    """Where the figures themselves broke (`data/breaks.csv`): the day, or the Monday of the week,
    with the kind of break and what it was."""
    text = (files("tracker") / "data" / "breaks.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {date.fromisoformat(row["day"]): (row["kind"], row["what"]) for row in rows}


@cache
def lost_days() -> frozenset[date]:
    """Days that are absent for ever at the publisher."""
    return frozenset(day for day, (kind, _) in breaks().items() if kind == LOST)
