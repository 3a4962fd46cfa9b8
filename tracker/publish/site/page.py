"""What every page has in common, those outside the site too: templates and static files."""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from tracker.definitions import definitions
from tracker.text import printable

PACKAGE = "tracker.publish.site"


def templates() -> Environment:
    """Return the templates, which escape everything."""
    environment = Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = lambda text: printable(str(text))
    return environment


def terms(names: Collection[str] = ()) -> list[tuple[str, list[str]]]:
    """Return terms (all, if none are named) with the paragraphs of their definitions, sorted."""
    return sorted(
        (term, paragraphs(text))
        for term, text in definitions().items()
        if term in names or not names
    )


def paragraphs(definition: str) -> list[str]:
    """Return the paragraphs of a definition, with code between single backticks."""
    return definition.replace("``", "`").split("\n\n")


def static() -> dict[str, bytes]:
    """Return the static files by path."""
    folder = files(PACKAGE) / "static"
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir(), key=lambda f: f.name)}
