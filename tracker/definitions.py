"""Definitions of terms, read from the docstrings of the modules that compute them.

A docstring defines a term by writing it alone on an unindented line, with the definition indented
below it; terms that share a definition are on one line, separated by commas. Columns that are
passed through as published are defined in `tracker.columns`. The modules are read as files and not
imported.

A column is defined under its own name. Where a name means something else in one table, its
definition there is under both names, as `breaks-day` for the column `day` of the table `breaks`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from textwrap import dedent

from tracker.columns import COLUMNS, column
from tracker.errors import ConfigError

PACKAGE = Path(__file__).resolve().parent
ORDER = (
    "weeks",
    "records",
    "identity",
    "archive",
    "ingest",
    "checks",
    "breaks",
    "store",
    "sources",
    "analysis",
    "claims",
    "profiles",
    "charts",
    "answers",
    "publish",
    "schedule",
    "alerts",
)
"""The modules and folders that define terms, in the order in which terms are listed."""
_NAME = "[a-z][a-z0-9_-]*"
_TERM = re.compile(rf"^({_NAME}(?:, {_NAME})*)\n((?: {{4}}.*\n|\n)+)", re.MULTILINE)
_SOURCE = re.compile(r'^NAME = "(\w+)"$', re.MULTILINE)
_DOCSTRING = re.compile(r'\s*"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)


@cache
def definitions() -> Mapping[str, str]:
    """Return every term with its definition: modules in their order, columns, then sources."""
    terms: dict[str, str] = {}
    sources: dict[str, str] = {}
    for file in _files():
        code = file.read_text(encoding="utf-8")
        for term, text in terms_of(code).items():
            terms.setdefault(term, text)
        if file.is_relative_to(PACKAGE / "sources") and (source := _SOURCE.search(code)):
            summary = _docstring(code).partition(": ")[2].strip()
            sources[source[1]] = summary[:1].upper() + summary[1:]
    published = {each.name: each.definition for each in COLUMNS.values() if each.definition}
    return terms | published | sources


@cache
def topics() -> Mapping[str, str]:
    """Return the module or folder of `ORDER` that defines each term."""
    places: dict[str, str] = {}
    for file in _files():
        place = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for term in terms_of(file.read_text(encoding="utf-8")):
            places.setdefault(term, place)
    return places


def terms_of(code: str) -> dict[str, str]:
    """Return the terms that the docstring of a module defines, each with its definition."""
    blocks = _TERM.findall(_docstring(code) + "\n")
    return {term: dedent(text).strip() for terms, text in blocks for term in terms.split(", ")}


def describe(table: str, name: str) -> str:
    """Return the definition of a column of a table on one line.

    Raises KeyError if there is none: a mistake in the code, not in the data.
    """
    terms = definitions()
    text = terms.get(f"{table}-{name}") or terms[column(name).term or name]
    return " ".join(text.split())


def define(term: str) -> str:
    """Return the definition of a term, which may also be written as a heading: `new entry`, `TW`.

    Raises ConfigError, with the nearest terms if there are any, for an unknown one.
    """
    terms = definitions()
    columns = [(each, each.term or each.name) for each in COLUMNS.values()]
    by_form = {normalized(each.page): name for each, name in columns if name in terms}
    by_form |= {normalized(each.title): name for each, name in columns if name in terms}
    by_form |= {normalized(name): name for name in terms}
    name = term if term in terms else by_form.get(normalized(term))
    if name is None:
        near = dict.fromkeys(by_form[each] for each in get_close_matches(normalized(term), by_form))
        like = f"; the nearest are {', '.join(near)}" if near else ""
        raise ConfigError(
            f"no term {term!r}", datum=term, remedy=f"run `tracker define` to list all terms{like}"
        )
    return terms[name]


def normalized(term: str) -> str:
    """Return a term in lower case, with spaces for anything but letters and digits."""
    return re.sub("[^a-z0-9]+", " ", term.lower()).strip()


def _files() -> Iterator[Path]:
    for name in ORDER:
        folder = PACKAGE / name
        yield from sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{name}.py"]


def _docstring(code: str) -> str:
    """Return the docstring of a module."""
    # Parsing the whole module would take longer than everything else.
    head = _DOCSTRING.match(code)
    return (head and ast.get_docstring(ast.parse(head[0]))) or ""
