"""Export of tables to files: CSV, JSON, Parquet, a workbook.

A file carries its source line inside, or, where its form has no place for one, in a `.source.txt`
next to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tracker import extras
from tracker.answers import formats
from tracker.files import put, put_parts, take_away
from tracker.publish.export.exports import Export

FORMS = ("csv", "json", "parquet", "xlsx")
BINARY = ("parquet", "xlsx")
"""Forms that are not printed."""
MEDIATYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WRITERS = {"parquet": "parquet", "xlsx": "workbook"}
"""The module that writes a form."""


@dataclass(frozen=True)
class File:
    """A file of a folder of tables: its path, size and digest, and the table in it.

    The table is without its rows, and may be in several files. ``columns`` are those in the file.
    """

    path: str
    bytes: int
    sha256: str
    export: Export
    columns: tuple[str, ...]
    name: str

    @property
    def form(self) -> str:
        return self.path.rpartition(".")[2]


def tables_of(written: Iterable[File]) -> list[Export]:
    """Return the tables in some files, without their rows."""
    return [*{file.export.name: file.export for file in written}.values()]


def text(export: Export, form: str) -> str:
    """Return a table as CSV or JSON."""
    return "".join(formats.in_parts(export.frame, form))


def parts(export: Export, form: str) -> Iterator[bytes]:
    """Yield the parts of a file. Raises ConfigError if the library it needs is not installed."""
    if form == "parquet":
        write: Callable[[Export], bytes] = _writer(form).one_file
        yield write(export)
    elif form == "xlsx":
        yield workbook([export])
    else:
        yield from (part.encode() for part in formats.in_parts(export.frame, form))


def workbook(exports: Iterable[Export]) -> bytes:
    """Return tables as one workbook. Raises ConfigError as `parts` does."""
    write: Callable[[Iterable[Export]], bytes] = _writer("xlsx").workbook
    return write(exports)


def by_year(export: Export) -> dict[str, bytes]:
    """Return a weekly frame as Parquet files in folders by metric and year: path → bytes.

    Raises ConfigError as `parts` does.
    """
    split: Callable[[Export], dict[str, bytes]] = _writer("parquet").by_year
    return split(export)


def save(export: Export, form: str, path: Path) -> None:
    """Write a table as one file, and its source line next to it."""
    put_parts(path, parts(export, form))
    put(path.with_name(f"{path.name}.source.txt"), f"{export.source}\n".encode())


def save_by_year(export: Export, folder: Path) -> list[Path]:
    """Write a weekly frame as Parquet in folders by metric and year, and return the paths.

    The source is in `_source.txt` next to the years (readers of such folders ignore names that
    begin with an underscore). Existing files of the same metric are replaced, so that there is only
    one vintage of it.
    """
    files = {folder / path: bytes_ for path, bytes_ in by_year(export).items()}
    for metric in {path.parent.parent for path in files}:
        clear(metric, keep={*files})
        put(metric / "_source.txt", f"{export.source}\n".encode())
    for path, bytes_ in files.items():
        put(path, bytes_)
    return [*files]


def clear(metric: Path, keep: set[Path]) -> None:
    """Delete the Parquet files of a metric except those to ``keep``."""
    for old in metric.glob("year=*/part-0.parquet"):
        if old not in keep:
            take_away(old)


def _writer(form: str) -> ModuleType:
    return extras.module(f"tracker.publish.export.{_WRITERS[form]}", form)
