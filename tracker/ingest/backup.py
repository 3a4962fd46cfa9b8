"""The manifest of archive files that accompanies a copy of the database.

manifest
    A CSV with a line for each file of the archive: its path in the archive, its size and its
    SHA-256. The files never change, so any copy tool will do; the manifest detects missing and
    altered files later.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from tracker.archive import Archive
from tracker.errors import ConfigError, TrackerError

NAME = "archive-manifest.csv"
DATABASE = "tracker.db"

Watch = Callable[[list[Path], int], Iterable[Path]]


class File(NamedTuple):
    """A file of the archive, by its path relative to the archive folder."""

    path: str
    bytes: int
    sha256: str


def list_files(archive: Archive, watch: Watch) -> list[File]:
    """Return every file of the archive, by path. Raises TrackerError if one is unreadable."""
    paths = sorted(
        file
        for file in archive.root.glob("*/*/*")
        if file.is_file() and not file.name.startswith(".")
    )
    return [_file(archive.root, path) for path in watch(paths, len(paths))]


def manifest_bytes(files: Iterable[File]) -> bytes:
    """Return the files as a manifest."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(File._fields)
    lines.writerows(files)
    return text.getvalue().encode()


def read(manifest: Path) -> list[File]:
    """Return the files that a manifest lists. Raises ConfigError if it is not a manifest."""
    try:
        head, *rows = csv.reader(manifest.read_text(encoding="utf-8").splitlines())
        if tuple(head) != File._fields:
            raise ValueError("unexpected header")
        return [File(path, int(size), sha256) for path, size, sha256 in rows]
    except (OSError, ValueError, csv.Error) as error:
        raise ConfigError(
            f"{manifest} is not a readable archive manifest ({error})",
            datum=manifest,
            remedy=f"give the path of the {NAME} that `tracker backup` wrote",
        ) from None


def differences(archive: Archive, files: list[File], watch: Watch) -> list[str]:
    """Describe each listed file that is missing or altered, in a sentence."""
    listed = {archive.root / file.path: file for file in files}
    troubles = []
    for path in watch([*listed], len(listed)):
        if not path.is_file():
            troubles.append(f"{listed[path].path} is in the manifest but not in the archive")
        elif _file(archive.root, path) != listed[path]:
            troubles.append(f"{listed[path].path} differs from the manifest")
    return troubles


def _file(root: Path, path: Path) -> File:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrackerError(
            f"{path} cannot be read ({error.strerror})",
            datum=path,
            remedy="make the archive readable for this user, or restore the file from a backup",
        ) from None
    name = path.relative_to(root).as_posix()
    return File(name, len(content), hashlib.sha256(content).hexdigest())
