"""Every phrase of a story, in English and in Chinese, side by side in `data/story.csv`.

A phrase has the names of its fields in braces; a language uses those that it needs. Keys begin with
what a phrase is for: ``claimed.`` for what a sentence claims, ``found.`` for what the record has,
``instead.`` for what holds in its place, ``page.`` for the page around them.
"""

from __future__ import annotations

from tracker import languages


def phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases by their key, each in the order of the languages."""
    return languages.phrases("story")
