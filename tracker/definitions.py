"""The definition behind every number, read from the docstring of the module that computes it.

A docstring defines a term by writing it alone on a line at the margin, with the definition
indented below it; terms that are defined together stand on one line, parted by commas. Columns that
are passed through as they were published are defined in the registry, `tracker.columns`. A term is
found as it is written or under the heading of its column: `new entry` is `new-entry`, and `weeks at
#1` is `weeks_at_1`. The modules are read as files, none of them is imported.

A column is defined under its own name. Where the same name means something else in some table, the
definition there stands under both, as `breaks-day` for the column day of the table breaks.
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
"""Where terms are defined, and in which order they are listed."""
_NAME = "[a-z][a-z0-9_-]*"
_TERM = re.compile(rf"^({_NAME}(?:, {_NAME})*)\n((?: {{4}}.*\n|\n)+)", re.MULTILINE)
_SOURCE = re.compile(r'^NAME = "(\w+)"$', re.MULTILINE)
_DOCSTRING = re.compile(r'\s*"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)


@cache
def definitions() -> Mapping[str, str]:
    """Return every term with its definition: modules in their order, columns, then sources."""
    found: dict[str, str] = {}
    sources: dict[str, str] = {}
    for file in _files():
        code = file.read_text(encoding="utf-8")
        for term, text in terms_of(code).items():
            found.setdefault(term, text)
        if file.is_relative_to(PACKAGE / "sources") and (source := _SOURCE.search(code)):
            said = _docstring(code).partition(": ")[2].strip()
            sources[source[1]] = said[:1].upper() + said[1:]
    published = {one.name: one.definition for one in COLUMNS.values() if one.definition}
    return found | published | sources


def terms_of(code: str) -> dict[str, str]:
    """Return the terms that the docstring of a module defines, each with its definition."""
    blocks = _TERM.findall(_docstring(code) + "\n")
    return {term: dedent(text).strip() for terms, text in blocks for term in terms.split(", ")}


def describe(table: str, name: str) -> str:
    """Return the definition of a column of a table, on one line. Raises KeyError where there is
    none, which is a mistake in the code and not in the data."""
    known = definitions()
    text = known.get(f"{table}-{name}") or known[column(name).term or name]
    return " ".join(text.split())


def define(term: str) -> str:
    """Return the definition of ``term``. Raises ConfigError with the nearest ones."""
    known = definitions()
    columns = [(one, one.term or one.name) for one in COLUMNS.values()]
    printed = {as_printed(one.page): name for one, name in columns if name in known}
    printed |= {as_printed(one.title): name for one, name in columns if name in known}
    printed |= {as_printed(name): name for name in known}
    name = term if term in known else printed.get(as_printed(term))
    if name is None:
        near = get_close_matches(as_printed(term), printed, cutoff=0)
        nearest = ", ".join(dict.fromkeys(printed[heading] for heading in near))
        raise ConfigError(
            f"{term!r} is not defined here",
            datum=term,
            remedy=f"`tracker define` prints all terms; the nearest are {nearest}",
        )
    return known[name]


def as_printed(term: str) -> str:
    """Return a term in small letters, with spaces for all that is neither letter nor digit."""
    return re.sub("[^a-z0-9]+", " ", term.lower()).strip()


def _files() -> Iterator[Path]:
    for name in ORDER:
        folder = PACKAGE / name
        yield from sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{name}.py"]


def _docstring(code: str) -> str:
    """Return the docstring of a module, of which nothing else is parsed: that would take longer
    than all the rest."""
    head = _DOCSTRING.match(code)
    return (head and ast.get_docstring(ast.parse(head[0]))) or ""
