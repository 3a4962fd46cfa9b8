"""Levels of identity of a slug, by a curated map and never by similarity of names.

    curated.py     the map, read from data/          subjects.py    resolution of names
    listed.py      what it lacks, by rule            names.py       what people read

slug
    The publisher's name for a model and variant, as published: `qwen/qwen3.6-plus-04-02:free`.
model
    The slug without its `:variant`; `:free` and paid count together.
family
    Dated snapshots of one model together (`deepseek/deepseek-v4-flash`), as `data/models.csv` has
    them, else by rule from the names in the catalogue (`tracker define by-rule`). A model that
    neither has is a family of its own.
author
    The part of the slug before the slash, in small letters where the map has it so.
country
    The country of the author's headquarters (ISO 3166 alpha-2), from `data/authors.csv`. A model
    trained on another's belongs to the company that trained it. It is `unknown` for an author that
    is not on the map.
weights
    `open` if the weights of the model could be downloaded, else `closed`, from `data/models.csv`.
    For a model that is not on the map: `open` if the catalogue says where its weights are, else
    `unknown`. The state on Monday applies to the whole week.
access
    `free` for the variants that cost nothing (`:free`), else `paid`.
app
    An application that calls models, with its number: `Kilo Code (2262242)`. The number tells apps
    apart: one that changed its name is one entity, under its newest name.
stealth
    A model listed without its maker, such as `openrouter/hunter-alpha`. Until the first week that
    begins after its reveal it is its own family and author, of unknown country and weights; from
    then on it counts towards the model that it was. With `--reveal` it does so from its first day.
    Its slug and model stay as published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from tracker.identity import curated, listed
from tracker.records import OTHER

UNKNOWN = "unknown"
FREE = "free"
AND = "+"
"""Joins two levels (`country+weights`) and their entities (`CN+open`)."""
MANY = 100_000
"""Slugs at every level, many times over."""
Span = tuple[date, date, str]
"""First day, day after the last, and the value between them."""


def model(slug: str) -> str:
    return slug.partition(":")[0]


def variant(slug: str) -> str:
    """Return the part after the colon (`free`, `thinking`), empty for the standard variant."""
    return slug.partition(":")[2]


def author(slug: str) -> str:
    name = slug.partition("/")[0]
    plain = name.casefold()
    return plain if plain != name and curated.author(plain) else name


def is_stealth(slug: str) -> bool:
    """Return whether the slug was listed without its maker."""
    return model(slug) in curated.stealth() or author(slug) == "stealth"


def is_hidden(slug: str, on: date) -> bool:
    """Return whether a stealth slug was not yet revealed on a day."""
    alias = curated.stealth().get(model(slug))
    return is_stealth(slug) and (alias is None or on < alias.revealed)


def on_map(slug: str) -> bool:
    return bool(curated.model(model(slug)))


def is_by_rule(slug: str) -> bool:
    """Return whether a slug's family and weights are taken from the catalogue by rule."""
    return not on_map(slug) and bool(listed.model(model(slug)))


def spans(slug: str, by: str, *, reveal: bool = False) -> list[Span]:
    """Return what a slug counts towards at level ``by``, as consecutive spans of days.

    With ``reveal`` a stealth model counts towards what it was from its first day.
    """
    return _spans(slug, by, reveal, listed.in_use())


@lru_cache(MANY)
def _spans(slug: str, by: str, reveal: bool, _catalogue: object) -> list[Span]:
    """Return the spans of a slug, found once for each catalogue that completes the map."""
    if slug == OTHER or by in UNDATED:
        return [(date.min, date.max, entity(slug, by))]
    if AND in by:
        return _both(*(spans(slug, level, reveal=reveal) for level in by.split(AND)))
    alias = curated.stealth().get(model(slug))
    if alias is None or not alias.family:
        return DATED[by](model(slug))
    revealed = date.min if reveal else alias.revealed
    hidden = [(date.min, revealed, HIDDEN[by](model(slug)))] if revealed > date.min else []
    later = [span for span in DATED[by](alias.family) if span[1] > revealed]
    return hidden + [(max(since, revealed), until, name) for since, until, name in later]


def entity(slug: str, by: str, on: date | None = None, *, reveal: bool = False) -> str:
    """Return the entity that ``slug`` counts towards at level ``by`` on a day (None: today).

    `other` is itself at every level.
    """
    if slug == OTHER:
        return OTHER
    if by in UNDATED:
        return UNDATED[by](slug)
    periods = spans(slug, by, reveal=reveal)
    return next(
        (name for since, until, name in periods if on and since <= on < until), periods[-1][2]
    )


def _both(first: list[Span], second: list[Span]) -> list[Span]:
    """Return the spans of two levels at once."""
    return [
        (max(since, start), min(until, end), f"{name}{AND}{other}")
        for since, until, name in first
        for start, end, other in second
        if max(since, start) < min(until, end)
    ]


def _rows(name: str) -> tuple[curated.Model, ...]:
    return curated.model(name) or listed.model(name)


def _family(name: str) -> list[Span]:
    return _merge(((row.since, row.until, row.family) for row in _rows(name)), name)


def _author(name: str) -> list[Span]:
    return [(date.min, date.max, author(name))]


def _weights(name: str) -> list[Span]:
    return _merge(((row.since, row.until, row.weights) for row in _rows(name)), UNKNOWN)


def _country(name: str) -> list[Span]:
    seat = _merge(
        ((row.since, row.until, row.country) for row in curated.author(author(name))), UNKNOWN
    )
    model_spans = _merge(((row.since, row.until, row.country) for row in curated.model(name)), "")
    return [
        (max(since, start), min(until, end), country or home)
        for since, until, country in model_spans
        for start, end, home in seat
        if max(since, start) < min(until, end)
    ]


def _merge(rows: Iterable[Span], default: str) -> list[Span]:
    """Return the spans of dated rows, equal neighbours merged; ``otherwise`` without rows."""
    merged: list[Span] = []
    for since, until, name in rows:
        start = merged.pop()[0] if merged and merged[-1][2] == name else since
        merged.append((start, until, name))
    return merged or [(date.min, date.max, default)]


DATED: dict[str, Callable[[str], list[Span]]] = {
    "family": _family,
    "author": _author,
    "country": _country,
    "weights": _weights,
}
HIDDEN: dict[str, Callable[[str], str]] = {
    "family": str,
    "author": author,
    "country": lambda _: UNKNOWN,
    "weights": lambda _: UNKNOWN,
}
UNDATED: dict[str, Callable[[str], str]] = {
    "slug": str,
    "model": model,
    "app": str,
    "access": lambda slug: FREE if variant(slug) == FREE else "paid",
}
Level = Literal["slug", "model", "family", "author", "country", "weights", "app"]
LEVELS: tuple[str, ...] = get_args(Level)
"""From slug to weights increasingly coarse; apps are separate."""
