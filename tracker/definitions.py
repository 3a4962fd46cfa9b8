"""Definitions of terms, read from the docstrings of the modules that compute them.

A docstring defines a term by writing it alone on an unindented line, with the definition indented
below it; terms that share a definition stand on one line, separated by commas. Columns that are
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
    "weeks", "records", "identity", "archive", "ingest", "checks", "breaks", "store", "sources",
    "analysis", "claims", "profiles", "charts", "answers", "publish", "schedule", "alerts",
)  # fmt: skip
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
    published = {one.name: one.definition for one in COLUMNS.values() if one.definition}
    return terms | published | sources


def terms_of(code: str) -> dict[str, str]:
    """Return the terms that the docstring of a module defines, each with its definition."""
    blocks = _TERM.findall(_docstring(code) + "\n")
    return {term: dedent(text).strip() for terms, text in blocks for term in terms.split(", ")}


def describe(table: str, name: str) -> str:
    """Return the definition of a column of a table on one line.

    Raises KeyError if there is none: a mistake in the code, not in the data.
    """
    known = definitions()
    text = known.get(f"{table}-{name}") or known[column(name).term or name]
    return " ".join(text.split())


def define(term: str) -> str:
    """Return the definition of a term, which may also be written as a heading: `new entry`, `TW`.

    Raises ConfigError, with the nearest terms if there are any, for an unknown one.
    """
    known = definitions()
    columns = [(one, one.term or one.name) for one in COLUMNS.values()]
    printed = {as_printed(one.page): name for one, name in columns if name in known}
    printed |= {as_printed(one.title): name for one, name in columns if name in known}
    printed |= {as_printed(name): name for name in known}
    name = term if term in known else printed.get(as_printed(term))
    if name is None:
        near = dict.fromkeys(printed[one] for one in get_close_matches(as_printed(term), printed))
        like = f"; the nearest are {', '.join(near)}" if near else ""
        raise ConfigError(
            f"no term {term!r}", datum=term, remedy=f"run `tracker define` to list all terms{like}"
        )
    return known[name]


def as_printed(term: str) -> str:
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
