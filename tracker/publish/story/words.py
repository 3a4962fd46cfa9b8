"""Every phrase of a story, in English and in Chinese, side by side in `data/story.csv`.

A phrase has the names of its fields in braces; a language uses those that it needs. Keys begin with
what a phrase is for: ``claimed.`` for what a sentence claims, ``found.`` for what the record has,
``instead.`` for what holds in its place, ``page.`` for the page around them.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from tracker.identity.names import LANGUAGES


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases by their key, each in the order of the languages."""
    table = files("tracker").joinpath("data", "story.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return {row["key"]: tuple(row[language] for language in LANGUAGES) for row in rows}
