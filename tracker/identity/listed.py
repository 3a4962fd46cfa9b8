"""The catalogue's names of models, and what follows from them where the hand-kept map has no row.

by-rule
    Taken from the catalogue on record for a model that the hand-kept map lacks. Models of one
    author that the catalogue calls by one name, but for a date at its end, are one family: the
    hand-kept one of any of them, else the slug of the first that was added, without its date. The
    weights are `open` if the catalogue names their place on Hugging Face, from the first day on,
    else `unknown`. Names are compared whole, never by likeness, and a hand-kept row always wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import NamedTuple

from tracker.identity import curated

_MAKER_FIRST = re.compile(r"[A-Za-z]\d")
"""A name that says little without its maker: R1, o3."""
_DATED = re.compile(
    rf"[ -]\(?(?:20\d\d-\d\d-\d\d|{curated.MONTH}-20\d\d|{curated.MONTH}-{curated.DAY}"
    rf"|{curated.MONTH}{curated.DAY}|2\d{curated.MONTH})\)?$",
    re.ASCII,
)
_IN_BRACKETS = re.compile(r" \([a-z0-9 .-]+\)$")


class Listed(NamedTuple):
    """A slug in the catalogue: its name, the day it was added, whether its weights are public."""

    slug: str
    name: str
    added: date
    has_weights: bool


Rows = dict[str, tuple[curated.Model, ...]]
_catalogues: list[Callable[[], Rows]] = []
"""The rows by rule of each catalogue in use; the last is asked."""


@contextmanager
def catalogue(read: Callable[[], Iterable[Listed]]) -> Iterator[None]:
    """Complete the hand-kept map from a catalogue while the block runs.

    The map is of the process, as the hand-kept one is. The catalogue is read when the first model
    is asked for that the hand-kept map lacks, or never.
    """
    rows = cache(lambda: by_rule(read()))
    _catalogues.append(rows)
    try:
        yield
    finally:
        _catalogues.remove(rows)


def in_use() -> Callable[[], Rows] | None:
    """Return the catalogue that is asked, or None."""
    return _catalogues[-1] if _catalogues else None


def model(name: str) -> tuple[curated.Model, ...]:
    """Return the row by rule of a model, none if no catalogue in use lists it."""
    rows = in_use()
    return rows().get(name, ()) if rows else ()


def by_rule(listed: Iterable[Listed]) -> Rows:
    """Return the rows of the listed models that the hand-kept map lacks."""
    entries = sorted(listed, key=lambda entry: (entry.added, entry.slug))
    names = model_names({entry.slug: entry.name for entry in entries})
    has_weights = {_model(entry.slug) for entry in entries if entry.has_weights}
    alike: dict[tuple[str, str], list[str]] = {}
    for name in dict.fromkeys(_model(entry.slug) for entry in entries):
        alike.setdefault((name.partition("/")[0], without_date(names[name])), []).append(name)
    rows: Rows = {}
    taken = curated.families() | {*names}
    for models in alike.values():
        kept = {row.family for name in models for row in curated.model(name)}
        missing = [name for name in models if not curated.model(name)]
        if missing:
            family = kept.pop() if len(kept) == 1 else _family(missing, taken)
            taken.add(family)
        for name in missing:
            weights = "open" if name in has_weights else "unknown"
            rows[name] = (curated.Model(family, "", weights, date.min, date.max),)
    return rows


def _family(models: list[str], taken: set[str]) -> str:
    """Return the first of models of one name without its date, unless that is another's."""
    stem = [*curated.stems(models[0])][:2][-1]
    return stem if stem in models or stem not in taken else models[0]


def model_names(listed: Mapping[str, str]) -> dict[str, str]:
    """Return the names of models, given those of slugs: its own, else that of a variant."""
    names: dict[str, str] = {}
    for slug, listed_name in sorted(listed.items()):  # the model itself before its variants
        name = without_maker(listed_name)
        model, _, variant = slug.partition(":")
        names.setdefault(model, _IN_BRACKETS.sub("", name) if variant else name)
    return names


def without_maker(name: str) -> str:
    """Return a name without the maker before it, if it says enough without: `GLM 5`."""
    maker, colon, rest = name.strip().partition(": ")
    if not colon:
        return maker
    return f"{maker} {rest}" if _MAKER_FIRST.match(rest) else rest.strip()


def without_date(name: str) -> str:
    """Return a name without the date at its end, as the catalogue writes dates."""
    return _DATED.sub("", name)


def _model(slug: str) -> str:
    return slug.partition(":")[0]
