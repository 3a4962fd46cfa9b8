"""The list of the archive's files that goes with a copy of the database.

manifest
    A CSV with a line for each file of the archive: its path in the archive, its bytes and their
    SHA-256. The files never change, so any file copier keeps them; the manifest tells later whether
    they are all there and as they were.
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
    """A file of the archive; ``path`` is relative to the archive's folder."""

    path: str
    bytes: int
    sha256: str


def listed(archive: Archive, watch: Watch) -> list[File]:
    """Every file of the archive, in the order of their paths. Raises TrackerError when one cannot
    be read."""
    paths = sorted(
        file
        for file in archive.root.glob("*/*/*")
        if file.is_file() and not file.name.startswith(".")
    )
    return [_file(archive.root, path) for path in watch(paths, len(paths))]


def written(files: Iterable[File]) -> bytes:
    """The files as a manifest."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(File._fields)
    lines.writerows(files)
    return text.getvalue().encode()


def read(manifest: Path) -> list[File]:
    """The files that a manifest lists. Raises ConfigError when it is none."""
    try:
        head, *rows = csv.reader(manifest.read_text(encoding="utf-8").splitlines())
        if tuple(head) != File._fields:
            raise ValueError("its first line is another")
        return [File(path, int(size), sha256) for path, size, sha256 in rows]
    except (OSError, ValueError, csv.Error) as error:
        raise ConfigError(
            f"{manifest} cannot be read as a manifest of the archive ({error})",
            datum=manifest,
            remedy=f"name the {NAME} that `tracker backup` has written",
        ) from None


def differing(archive: Archive, files: list[File], watch: Watch) -> list[str]:
    """What became otherwise of the files that a manifest lists, a sentence each."""
    said = {archive.root / file.path: file for file in files}
    found = []
    for path in watch([*said], len(said)):
        if not path.is_file():
            found.append(f"{said[path].path} is in the manifest and not in the archive")
        elif _file(archive.root, path) != said[path]:
            found.append(f"{said[path].path} is not as the manifest has it")
    return found


def _file(root: Path, path: Path) -> File:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrackerError(
            f"{path} cannot be read ({error.strerror})",
            datum=path,
            remedy="make the archive readable for this user, or restore that file from a backup",
        ) from None
    name = path.relative_to(root).as_posix()
    return File(name, len(content), hashlib.sha256(content).hexdigest())
