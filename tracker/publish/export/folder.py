"""Export of all tables into a folder, with files that describe them.

The same vintage gives the same bytes, whenever it is written. Paths are made of the names of
tables, metrics and years, never of names in the data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from tracker.files import put, put_parts
from tracker.publish.export import croissant, datapackage, files
from tracker.publish.export.exports import Export
from tracker.publish.export.files import File
from tracker.publish.export.tables import WEEKLY

WORKBOOK = "openrouter-tracker.xlsx"


def save(exports: Iterable[Export], folder: Path, form: str, *, by_year: bool = True) -> list[File]:
    """Write the tables and their descriptions, and return the files of the tables.

    Each table is written, and its rows released, before the next is made. As Parquet the weeks are
    in folders by metric and year, if ``by_year``. Other files in the folder are kept, except
    Parquet files of years without weeks. Raises ConfigError if a file cannot be written.
    """
    if form == "xlsx":
        written = _book(exports, folder)
    else:
        # `map` keeps no reference to a table while the next one is computed.
        write = partial(_files, folder, form, by_year=by_year)
        written = [*chain.from_iterable(map(write, exports))]
    if form == "parquet":
        paths = {folder / file.path for file in written}
        for metric in {path.parent.parent for path in paths if path.parent != folder}:
            files.clear(metric, keep=paths)
    put(folder / datapackage.DICTIONARY, datapackage.dictionary(files.tables_of(written)).encode())
    _put_json(folder / datapackage.INDEX, datapackage.package(written))
    if form in croissant.FORMATS:
        _put_json(folder / croissant.INDEX, croissant.metadata(written))
    return written


def _put_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    put(path, f"{text}\n".encode())


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


def _files(folder: Path, form: str, export: Export, *, by_year: bool) -> list[File]:
    """Write one table, in one file or, as Parquet, one for each metric and year."""
    export_written = export.without_rows()
    if form != "parquet" or export.name != WEEKLY or not by_year:
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
