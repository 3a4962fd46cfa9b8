"""The definition behind every number, read from the docstring of the module that computes it.

A docstring defines a term by writing it alone on a line at the margin, with the definition
indented below it; terms that are defined together stand on one line, parted by commas. A term is
found as it is written or as a table prints it: `new entry` is `new-entry`, and `weeks at #1` is
`weeks_at_1`. Nothing is imported for it: the files are read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from textwrap import dedent

from tracker.errors import ConfigError

PACKAGE = Path(__file__).resolve().parent
ORDER = (
    "weeks", "records", "identity", "archive", "ingest", "checks", "breaks", "store", "sources",
    "analysis", "claims", "profiles", "charts", "answers", "publish", "schedule", "alerts",
    "columns",
)  # fmt: skip
"""Where terms are defined, and in which order they are listed."""
_NAME = "[a-z][a-z0-9_-]*"
_TERM = re.compile(rf"^({_NAME}(?:, {_NAME})*)\n((?: {{4}}.*\n|\n)+)", re.MULTILINE)
_SOURCE = re.compile(r'^NAME = "(\w+)"$', re.MULTILINE)
_DOCSTRING = re.compile(r'\s*"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)


def definitions() -> dict[str, str]:
    """Return every term with its definition, in the order of the modules; sources last."""
    found: dict[str, str] = {}
    sources: dict[str, str] = {}
    for file in _files():
        code = file.read_text(encoding="utf-8")
        for term, text in terms_of(code).items():
            found.setdefault(term, text)
        if file.is_relative_to(PACKAGE / "sources") and (source := _SOURCE.search(code)):
            said = _docstring(code).partition(": ")[2].strip()
            sources[source[1]] = said[:1].upper() + said[1:]
    return found | sources


def terms_of(code: str) -> dict[str, str]:
    """Return the terms that the docstring of a module defines, each with its definition."""
    blocks = _TERM.findall(_docstring(code) + "\n")
    return {term: dedent(text).strip() for terms, text in blocks for term in terms.split(", ")}


def define(term: str) -> str:
    """Return the definition of ``term``. Raises ConfigError with the nearest ones."""
    known = definitions()
    printed = {as_printed(name): name for name in known}
    name = term if term in known else printed.get(as_printed(term))
    if name is None:
        near = [printed[name] for name in get_close_matches(as_printed(term), printed, cutoff=0)]
        raise ConfigError(
            f"{term!r} is not defined here",
            datum=term,
            remedy=f"`tracker define` prints all terms; the nearest are {', '.join(near)}",
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
