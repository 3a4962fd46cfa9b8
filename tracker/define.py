"""The definition behind every number, read from the docstring of the module that computes it.

A docstring defines a term by writing it alone on a line at the margin, with the definition
indented below it; terms that are defined together stand on one line, parted by commas. MODULES
lists where to look. A term is found as it is written or as a table prints it: `new entry` is
`new-entry`, and `weeks at #1` is `weeks_at_1`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from importlib import import_module
from textwrap import dedent

from tracker.analysis import CONTENTS as MEASURES
from tracker.claims import CONTENTS as CLAIMS
from tracker.errors import ConfigError
from tracker.profiles import CONTENTS as PROFILES
from tracker.sources import CONTENTS as SOURCES

MODULES = (
    "weeks",
    "depths",
    "timetable",
    "heartbeat",
    "records",
    "identity",
    "archive",
    "backup",
    "checks",
    "identity.curated",
    "identity.subjects",
    "breaks",
    "store",
    *(f"sources.{name}" for name in ("daily", "window", "points", "activity", "apps")),
    *(f"analysis.{name}" for name in MEASURES),
    *(f"claims.{name}" for name in CLAIMS),
    *(f"profiles.{name}" for name in PROFILES),
    "charts",
    "publish.health",
    "publish.ages",
    "publish.news",
    "publish.printed",
    "publish.dictionary",
)
_NAME = "[a-z][a-z0-9_-]*"
_TERM = re.compile(rf"^({_NAME}(?:, {_NAME})*)\n((?: {{4}}.*\n|\n)+)", re.MULTILINE)


def definitions() -> dict[str, str]:
    """Every term with its definition, in the order of the modules; sources last."""
    found: dict[str, str] = {}
    for name in MODULES:
        for terms, text in _TERM.findall(_docstring(name) + "\n"):
            for term in terms.split(", "):
                found.setdefault(term, dedent(text).strip())
    for name in SOURCES:
        said = _docstring(f"sources.{name}").partition(": ")[2].strip()
        found[name] = said[:1].upper() + said[1:]
    return found


def define(term: str) -> str:
    """The definition of ``term``. Raises ConfigError with the nearest ones."""
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
    """A term in small letters, with spaces for all that is neither a letter nor a digit."""
    return re.sub("[^a-z0-9]+", " ", term.lower()).strip()


def _docstring(name: str) -> str:
    return dedent(import_module(f"tracker.{name}").__doc__ or "")
