"""The hand-kept map, read from `data/`: every row has a source and the day it was checked.

    authors.csv    author → company, country
    models.csv     pattern of a model → family, weights; country where it is not the author's
    aliases.csv    stealth name → the model it was and the day of its reveal; spoken name → subject

A pattern is exact, and may end in `{date}`, which stands for nothing or for one date as publishers
write it (`-20260423`, `-2026-04-23`, `-04-23`, `-0423`). `since` and `until` are half-open; a row
without them holds for all time.

identity-map
    The tables that say of each name which family, author, company, country and weights it belongs
    to, kept by hand with a source for every row.
company
    Who is behind an author's name.
pattern
    The models that a row speaks of: one name without its variant, or one with any date at its end,
    written `{date}`.
since
    The first day on which a row holds; missing where it always did.
until
    The first day on which a row no longer holds; missing where it still does.
revealed
    The day on which it became known what a stealth model was; missing where nobody knows,
    and of a name in the press.
checked
    The day on which a person last looked at the source of a row.
models-country
    Where a model was trained, if that is not where its author has its seat (ISO 3166 alpha-2).
aliases-name
    A name under which a model was listed without its maker, or a name in the press.
aliases-model
    What is meant by it: a slug, a model, a family, or a subject such as `country:CN`; missing where
    nobody knows.
aliases-kind
    `stealth` for a model listed without its maker, `name` for a name in the press.
authors-source, models-source, aliases-source
    Where a row of the map was read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
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
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Author:
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
    """A model that was listed without its maker: what it was (empty: nobody knows), and since when
    that is known."""

    family: str
    revealed: date


def author(name: str) -> tuple[Author, ...]:
    """What is known of an author, in the order of time; nothing of one who is not on the map."""
    return _authors().get(name, ())


def model(name: str) -> tuple[Model, ...]:
    """What is known of a model (a slug without its variant), in the order of time."""
    known = _models()
    if name in known:
        return known[name]
    return next((known[f"{stem}{ANY_DATE}"] for stem in stems(name)
                 if f"{stem}{ANY_DATE}" in known), ())  # fmt: skip


def stems(name: str) -> Iterator[str]:
    """A model's name without the date at its end, for each way in which one may stand there; and
    the name itself."""
    yield name
    for written in DATES:
        found = written.search(name)
        if found:
            yield name[: found.start()]


def families() -> set[str]:
    return {row.family for rows in _models().values() for row in rows}


def companies() -> dict[str, str]:
    """Author → company."""
    return {name: rows[-1].company for name, rows in _authors().items()}


@cache
def stealth() -> dict[str, Stealth]:
    """The models that were, or are, listed without their maker."""
    return {
        row["name"]: Stealth(row["model"], _day(row["revealed"], date.max))
        for row in _rows("aliases.csv")
        if row["kind"] == "stealth"
    }


@cache
def names() -> dict[str, list[str]]:
    """Spoken name → what it may mean: a slug, a model, a family, or `level:name`."""
    found: dict[str, list[str]] = {}
    for row in _rows("aliases.csv"):
        if row["kind"] == "name":
            found.setdefault(row["name"], []).append(row["model"])
    return found


@cache
def _authors() -> dict[str, tuple[Author, ...]]:
    return _dated("authors.csv", "author", lambda row, *days: Author(
        row["company"], row["country"], *days))  # fmt: skip


@cache
def _models() -> dict[str, tuple[Model, ...]]:
    return _dated("models.csv", "pattern", lambda row, *days: Model(
        row["family"], row["country"], row["weights"], *days))  # fmt: skip


def _dated(
    name: str, key: str, make: Callable[[dict[str, str], date, date], Row]
) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[tuple[date, Row]]] = {}
    for row in _rows(name):
        since, until = _day(row["since"], date.min), _day(row["until"], date.max)
        found.setdefault(row[key], []).append((since, make(row, since, until)))
    return {
        name: tuple(row for _, row in sorted(rows, key=lambda dated: dated[0]))
        for name, rows in found.items()
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("tracker") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise
