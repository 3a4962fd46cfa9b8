"""Export of all tables as a Frictionless Data Package (version 1).

`datapackage.json` describes the files, their licences and their columns; `DICTIONARY.md` does so
for people. The same vintage gives the same bytes, whenever it is written. Paths are made of the
names of tables, metrics and years, never of names in the data.

data-package
    A folder of tables with a file, `datapackage.json`, that describes each column (by the
    Frictionless Data Package standard).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.answers import formats
from tracker.citation import CC_BY, NONE_STATED
from tracker.columns import INSTANT, column
from tracker.definitions import describe
from tracker.files import put, put_parts
from tracker.publish.export import files
from tracker.publish.export.exports import OWN, Export, sources
from tracker.publish.export.tables import DESCRIBED, WEEKLY, described
from tracker.records import ELSEWHERE

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
"""Licences as the sources name them, with their names in the Open Definition."""
PUBLISHER = "https://openrouter.ai/rankings"
OTHER_PUBLISHER = "https://vercel.com"


@dataclass(frozen=True)
class File:
    """A file of the package: its path, size and digest, and the table in it, whole or in part.

    The table is without its rows. ``columns`` are those in the file itself.
    """

    path: str
    bytes: int
    sha256: str
    export: Export
    columns: tuple[str, ...]
    name: str


def save(exports: Iterable[Export], folder: Path, form: str) -> list[File]:
    """Write the tables, the package and the dictionary, and return the files of the tables.

    Each table is written, and its rows released, before the next is made. Other files in the folder
    are kept, except Parquet files of years without weeks. Raises ConfigError if a file cannot be
    written.
    """
    if form == "xlsx":
        written = _book(exports, folder)
    else:
        # `map` keeps no reference to a table while the next one is computed.
        written = [*chain.from_iterable(map(partial(_files, folder, form), exports))]
    if form == "parquet":
        paths = {folder / file.path for file in written}
        for metric in {path.parent.parent for path in paths if path.parent != folder}:
            files.clear(metric, keep=paths)
    put(folder / DICTIONARY, _in_words(tables_of(written)).encode())
    index = json.dumps(package(written), ensure_ascii=False, indent=1, allow_nan=False)
    put(folder / INDEX, f"{index}\n".encode())
    return written


def tables_of(written: Iterable[File]) -> list[Export]:
    """Return the tables in some files, without their rows."""
    return [*{file.export.name: file.export for file in written}.values()]


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


def _book(exports: Iterable[Export], folder: Path) -> list[File]:
    """Write all tables into one workbook."""
    exports_written: list[Export] = []

    def release(export: Export) -> Export:
        exports_written.append(export.without_rows())
        return export

    size_and_digest = _put(folder / WORKBOOK, [files.workbook(map(release, exports))])
    return [
        File(WORKBOOK, *size_and_digest, export, export.columns, export.name)
        for export in exports_written
    ]


def _files(folder: Path, form: str, export: Export) -> list[File]:
    """Write one table, in one file or, as Parquet, one for each metric and year."""
    export_written = export.without_rows()
    if form != "parquet" or export.name != WEEKLY:
        path = f"{export.name}.{form}"
        size_and_digest = _put(folder / path, files.parts(export, form))
        return [File(path, *size_and_digest, export_written, export.columns, export.name)]
    columns = tuple(name for name in export.columns if name != "metric")
    result = []
    for inside, content in files.by_year(export).items():
        metric, year = (part.partition("=")[2] for part in inside.split("/")[:2])
        path, name = f"{export.name}/{inside}", f"{export.name}-{metric}-{year}"
        result.append(File(path, *_put(folder / path, [content]), export_written, columns, name))
    return result


def _put(path: Path, parts: Iterable[bytes]) -> tuple[int, str]:
    """Write a file part by part, and return its size and its SHA-256."""
    size, digest = 0, hashlib.sha256()

    def count() -> Iterator[bytes]:
        nonlocal size
        for part in parts:
            size += len(part)
            digest.update(part)
            yield part

    put_parts(path, count())
    return size, digest.hexdigest()


def _resource(file: File) -> dict[str, Any]:
    export, form = file.export, file.path.rpartition(".")[2]
    textual = form not in files.BINARY
    key = [name for name in export.key if name in file.columns]
    return {
        "profile": "tabular-data-resource" if textual else "data-resource",
        "name": file.name,
        "path": file.path,
        "title": export.title,
        "description": f"{export.title}. {export.source}",
        "format": form,
        "mediatype": MEDIATYPES[form],
        **({"encoding": "utf-8"} if textual else {}),
        **({"dialect": {"excel": {"sheet": export.name}}} if form == "xlsx" else {}),
        "bytes": file.bytes,
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


def _in_words(exports: Iterable[Export]) -> str:
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
