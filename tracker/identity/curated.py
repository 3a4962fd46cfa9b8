"""The curated map, read from `data/`: every row has a source and the day it was checked.

    authors.csv    author → name in English and Chinese, company, country
    names.csv      model → display name, where the catalogue has none
    models.csv     pattern of a model → family, weights; country where it is not the author's
    aliases.csv    stealth name → the model it was and the day of its reveal; spoken name → subject

A pattern is exact and may end in `{date}`, which matches nothing or one date as publishers write it
(`-20260423`, `-2026-04-23`, `-04-23`, `-0423`). `since` and `until` are half-open; a row without
them always applies.

identity-map
    The curated tables that map names to family, author, company, country and weights, with a source
    for every row.
name_zh
    The name of an author in the Chinese press; missing if it has none of its own.
company
    The company behind an author's name.
pattern
    The models of a row: one name without its variant, or with any date at its end, written
    `{date}`.
since
    The first day on which a row applies; missing if it always did.
until
    The first day on which a row no longer applies; missing if it still does.
revealed
    The day on which a stealth model was identified; missing if it was not, and for names used in
    the press.
checked
    The day on which a person last checked the source of a row.
models-country
    The country of a model if it differs from its author's (ISO 3166 alpha-2).
aliases-name
    A name under which a model was listed without its maker, or a name in the press.
aliases-model
    What the name means: a slug, a model, a family, or a subject such as `country:CN`; missing if
    unknown.
aliases-kind
    `stealth` for a model listed without its maker, `name` for a name in the press.
authors-source, models-source, aliases-source
    The source of a row of the map.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeVar

MONTH, DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
DATES = tuple(
    re.compile(f"-{form}$", re.ASCII)
    for form in (
        f"20[0-9]{{2}}{MONTH}{DAY}",
        f"20[0-9]{{2}}-{MONTH}-{DAY}",
        f"{MONTH}-{DAY}",
        f"{MONTH}{DAY}",
    )
)
ANY_DATE = "{date}"
TABLES = ("authors.csv", "names.csv", "models.csv", "aliases.csv", "breaks.csv")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    name_zh: str
    company: str
    country: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Model:
    family: str
    country: str
    weights: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Stealth:
    """A model listed without its maker: what it was (empty if unknown), and the reveal."""

    family: str
    revealed: date


@cache
def digest() -> str:
    """Return a hash of the curated tables, which tells whether they have changed."""
    tables = [(files("tracker") / "data" / name).read_bytes() for name in TABLES]
    return hashlib.sha256(b"\0".join(tables)).hexdigest()


def author(name: str) -> tuple[Author, ...]:
    """Return the rows of an author in order of time, none if it is not on the map."""
    return _authors().get(name, ())


def model(name: str) -> tuple[Model, ...]:
    """Return the rows of a model (a slug without its variant) in order of time."""
    rows = _models()
    if name in rows:
        return rows[name]
    return next(
        (rows[f"{stem}{ANY_DATE}"] for stem in stems(name) if f"{stem}{ANY_DATE}" in rows), ()
    )


@lru_cache(maxsize=5_000)
def stems(name: str) -> tuple[str, ...]:
    """Return a model's name, and the name without a date at its end in each notation."""
    matches = [pattern.search(name) for pattern in DATES]
    return name, *(name[: match.start()] for match in matches if match)


def families() -> set[str]:
    return {row.family for rows in _models().values() for row in rows}


def companies() -> dict[str, str]:
    """Return author → company."""
    return {name: rows[-1].company for name, rows in _authors().items()}


def display_names() -> dict[str, str]:
    """Return the names of models that the catalogue does not have."""
    return {row["model"]: row["name"] for row in _rows("names.csv")}


@cache
def stealth() -> dict[str, Stealth]:
    """Return the stealth models by name."""
    return {
        row["name"]: Stealth(row["model"], _day(row["revealed"], date.max))
        for row in _rows("aliases.csv")
        if row["kind"] == "stealth"
    }


@cache
def names() -> dict[str, list[str]]:
    """Return press name → what it may mean: a slug, model, family, or `level:name`."""
    meanings: dict[str, list[str]] = {}
    for row in _rows("aliases.csv"):
        if row["kind"] == "name":
            meanings.setdefault(row["name"], []).append(row["model"])
    return meanings


@cache
def _authors() -> dict[str, tuple[Author, ...]]:
    return _dated(
        "authors.csv",
        "author",
        lambda row, *days: Author(
            row["name"], row["name_zh"], row["company"], row["country"], *days
        ),
    )


@cache
def _models() -> dict[str, tuple[Model, ...]]:
    return _dated(
        "models.csv",
        "pattern",
        lambda row, *days: Model(row["family"], row["country"], row["weights"], *days),
    )


def _dated(
    name: str, key: str, make: Callable[[dict[str, str], date, date], Row]
) -> dict[str, tuple[Row, ...]]:
    by_key: dict[str, list[tuple[date, Row]]] = {}
    for row in _rows(name):
        since, until = _day(row["since"], date.min), _day(row["until"], date.max)
        by_key.setdefault(row[key], []).append((since, make(row, since, until)))
    return {
        name: tuple(row for _, row in sorted(rows, key=lambda dated: dated[0]))
        for name, rows in by_key.items()
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("tracker") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str, default: date) -> date:
    return date.fromisoformat(text) if text else default
