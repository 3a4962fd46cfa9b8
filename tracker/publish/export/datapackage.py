"""Description of a folder of tables as a Frictionless Data Package (version 1).

`datapackage.json` describes the files, their licences and their columns; `DICTIONARY.md` does so
for people.

data-package
    A folder of tables with a file, `datapackage.json`, that describes each column (by the
    Frictionless Data Package standard).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker import __version__
from tracker.answers import formats
from tracker.citation import CC_BY, NONE_STATED
from tracker.columns import INSTANT, column
from tracker.definitions import describe
from tracker.publish.export import files
from tracker.publish.export.exports import OWN, Export, sources
from tracker.publish.export.files import File, tables_of
from tracker.publish.export.tables import DESCRIBED, described
from tracker.records import ELSEWHERE

NAME = "openrouter-usage"
TITLE = "What OpenRouter publishes about model usage, week by week"
INDEX, DICTIONARY = "datapackage.json", "DICTIONARY.md"
STREAMED = ("csv", "xlsx")
"""Forms of which `frictionless validate` counts the bytes; it refuses a number for any other."""
LICENCES = {
    CC_BY: {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0",
    },
    OWN: {"name": "MIT", "path": "https://opensource.org/license/mit", "title": "MIT License"},
    NONE_STATED: {
        "name": "notspecified",
        "title": "No licence is stated where it is published",
    },
}
"""Licences as the sources name them, with their names in the Open Definition."""
PUBLISHER = "https://openrouter.ai/rankings"
OTHER_PUBLISHER = "https://vercel.com"


def package(written: list[File]) -> dict[str, Any]:
    """Return the content of `datapackage.json`."""
    exports = tables_of(written)
    licences = {name: licence for export in exports for name, licence in export.licences.items()}
    return {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": sources(exports),
        "version": __version__,
        "licenses": _licences(licences),
        "sources": [{"title": "OpenRouter rankings", "path": PUBLISHER}],
        "resources": [_resource(file) for file in written],
    }


def _resource(file: File) -> dict[str, Any]:
    export, form = file.export, file.form
    textual = form not in files.BINARY
    key = [name for name in export.key if name in file.columns]
    return {
        "profile": "tabular-data-resource" if textual else "data-resource",
        "name": file.name,
        "path": file.path,
        "title": export.title,
        "description": f"{export.title}. {export.source}",
        "format": form,
        "mediatype": files.MEDIATYPES[form],
        **({"encoding": "utf-8"} if textual else {}),
        **({"dialect": {"excel": {"sheet": export.name}}} if form == "xlsx" else {}),
        **({"bytes": file.bytes} if form in STREAMED else {}),
        "hash": f"sha256:{file.sha256}",
        "licenses": _licences(export.licences),
        "sources": [{"title": export.source, **_path(export)}],
        "schema": {
            "fields": [_field(export.name, name) for name in file.columns],
            "missingValues": ["", "all"] if form == "json" and "depth" in file.columns else [""],
            **({"primaryKey": key} if key else {}),
        },
    }


def _field(table: str, name: str) -> dict[str, str]:
    spec = column(name)
    return {
        "name": name,
        "title": spec.spelled or spec.title,
        "type": spec.kind.type,
        **({"format": "any"} if spec.kind is INSTANT else {}),
        **({"unit": spec.unit} if spec.unit else {}),
        "description": describe(table, name),
    }


def _licences(licences: dict[str, str]) -> list[dict[str, str]]:
    """Return each licence with the datasets under it."""
    result = []
    for terms, licence in LICENCES.items():
        names = sorted(name for name, used in licences.items() if used == terms)
        if names:
            result.append({**licence, "title": f"{licence['title']}: {', '.join(names)}"})
    return result


def _path(export: Export) -> dict[str, str]:
    """Return the URL of the publisher, for tables that are not the tracker's own."""
    if export.as_of is None:
        return {}
    return {"path": OTHER_PUBLISHER if export.name in ELSEWHERE else PUBLISHER}


def dictionary(exports: Iterable[Export]) -> str:
    """Return the content of `DICTIONARY.md`."""
    parts = [f"# {TITLE}\n"]
    for export in exports:
        rows = formats.records(described({export.name: export.columns}))
        parts += [
            f"## {export.name}\n",
            f"{export.title}.\n",
            formats.to_markdown(rows, DESCRIBED[1:]),
            f"{export.source}\n",
        ]
    return "\n".join(parts)
