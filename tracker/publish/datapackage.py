"""Every table in a folder, as a Frictionless Data Package (version 1): `datapackage.json` says what
the files are, under which licence, and what each of their columns means; `DICTIONARY.md` tells the
same to people.

The same vintage gives the same bytes: nothing in it is of the time at which it was written. Paths
are made of the names of tables, metrics and years, never of what is in the figures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.publish import dictionary, files, tables
from tracker.publish.exportable import WEEKLY
from tracker.publish.exports import OWN, Export, sources
from tracker.sources import CC_BY, NONE_STATED
from tracker.writing import put

NAME = "openrouter-usage"
TITLE = "What OpenRouter publishes about model usage, week by week"
INDEX, DICTIONARY = "datapackage.json", "DICTIONARY.md"
WORKBOOK = "openrouter-tracker.xlsx"
MEDIATYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
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
"""By the words of the sources; the names are those of the Open Definition."""
PUBLISHER = "https://openrouter.ai/rankings"


@dataclass(frozen=True)
class File:
    """A file of the package: where it lies in it, its bytes, and the table that it holds, or a part
    of. ``columns`` are those that stand in the file itself."""

    path: str
    content: bytes
    export: Export
    columns: tuple[str, ...]
    name: str


def save(exports: list[Export], folder: Path, form: str) -> list[File]:
    """Write the tables, the package and the dictionary into a folder, and say which files of tables
    there are. Other files in it stay, but for Parquet files of years that have no weeks now. Raises
    ConfigError when they cannot be written."""
    made = _files(exports, form)
    for file in made:
        put(folder / file.path, file.content)
    if form == "parquet":
        written = {folder / file.path for file in made}
        for metric in {path.parent.parent for path in written if path.parent != folder}:
            files.clear(metric, keep=written)
    put(folder / DICTIONARY, _in_words(exports).encode())
    index = json.dumps(package(made), ensure_ascii=False, indent=1, allow_nan=False)
    put(folder / INDEX, f"{index}\n".encode())
    return made


def package(made: list[File]) -> dict[str, Any]:
    """What `datapackage.json` says of the files."""
    exports = list({file.export.name: file.export for file in made}.values())
    licences = {name: terms for one in exports for name, terms in one.licences.items()}
    return {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": sources(exports),
        "version": __version__,
        "licenses": _licences(licences),
        "sources": [{"title": "OpenRouter rankings", "path": PUBLISHER}],
        "resources": [_resource(file) for file in made],
    }


def _files(exports: list[Export], form: str) -> list[File]:
    if form == "xlsx":
        book = files.workbook(exports)
        return [File(WORKBOOK, book, one, one.columns, one.name) for one in exports]
    found = []
    for one in exports:
        if form == "parquet" and one.name == WEEKLY:
            columns = tuple(name for name in one.columns if name != "metric")
            for path, content in files.by_year(one).items():
                metric, year = (part.partition("=")[2] for part in path.split("/")[:2])
                name = f"{one.name}-{metric}-{year}"
                found.append(File(f"{one.name}/{path}", content, one, columns, name))
        else:
            content = files.content(one, form)
            found.append(File(f"{one.name}.{form}", content, one, one.columns, one.name))
    return found


def _resource(file: File) -> dict[str, Any]:
    export, form = file.export, file.path.rpartition(".")[2]
    textual = form not in files.BINARY
    key = [name for name in export.key if name in file.columns]
    return {
        "profile": "tabular-data-resource" if textual else "data-resource",
        "name": file.name,
        "path": file.path,
        "title": export.says,
        "description": f"{export.says}. {export.source}",
        "format": form,
        "mediatype": MEDIATYPES[form],
        **({"encoding": "utf-8"} if textual else {}),
        **({"dialect": {"excel": {"sheet": export.name}}} if form == "xlsx" else {}),
        "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
        "licenses": _licences(export.licences),
        "sources": [{"title": export.source, **_path(export)}],
        "schema": {
            "fields": [_field(export.name, name) for name in file.columns],
            "missingValues": ["", "all"] if "depth" in file.columns else [""],
            **({"primaryKey": key} if key else {}),
        },
    }


def _field(table: str, name: str) -> dict[str, str]:
    column = dictionary.column(table, name)
    return {
        "name": name,
        "type": column.type,
        **({"format": "any"} if column.type == "datetime" else {}),
        **({"unit": column.unit} if column.unit else {}),
        "description": column.description,
    }


def _licences(licences: dict[str, str]) -> list[dict[str, str]]:
    """Each licence with the datasets that are under it."""
    found = []
    for terms, said in LICENCES.items():
        names = sorted(name for name, own in licences.items() if own == terms)
        if names:
            found.append({**said, "title": f"{said['title']}: {', '.join(names)}"})
    return found


def _path(export: Export) -> dict[str, str]:
    """Where the publisher shows the figures; what the tracker's people wrote is in the package."""
    return {} if export.as_of is None else {"path": PUBLISHER}


def _in_words(exports: Iterable[Export]) -> str:
    parts = [f"# {TITLE}\n"]
    for one in exports:
        rows = tables.records(dictionary.frame({one.name: one.columns}))
        parts += [
            f"## {one.name}\n",
            f"{one.says}.\n",
            tables.to_markdown(rows, dictionary.COLUMNS[1:]),
            f"{one.source}\n",
        ]
    return "\n".join(parts)
