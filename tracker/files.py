"""Atomic file writing, and private files.

A file is written under a temporary name and renamed, so that a reader sees the old or the new one,
even if the writer is killed. The temporary file of a killed writer is hidden and ends in LEFTOVER;
later writers to the same folder remove it once it is an hour old.

A folder may be shared with a hostile user. So temporary names are unpredictable, files are created
exclusively, and `put` follows only symbolic links that belong to the current user or root. Where
files have no owners, none is foreign.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tracker.errors import ConfigError

LEFTOVER = ".writing"
ABANDONED = 3600.0
"""Seconds without a write after which a temporary file is a leftover."""
ALONE, USUAL = 0o600, 0o666
"""Permissions of private files, and of others before the umask."""
_PREFIX = ".tracker-"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def write_whole(
    path: Path, content: bytes, *, durable: bool = False, private: bool = False
) -> None:
    """Write a file to an existing folder atomically. Raises OSError, leaving no temporary file.

    A ``durable`` file, which cannot be recreated, is synced to disk before the rename. Files that
    are ``durable`` or ``private`` are readable only by the user. An existing link is replaced.
    """
    write_parts(path, [content], durable=durable, private=private)


def write_parts(
    path: Path, parts: Iterable[bytes], *, durable: bool = False, private: bool = False
) -> None:
    """Write a file in parts like `write_whole`; an exception from ``parts`` leaves no file."""
    with beside(path, private=private or durable) as file:
        file.writelines(parts)
        if durable:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def beside(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Open a temporary file, renamed to ``path`` after the block or removed if it fails."""
    new = _beside(path)
    file = open(new, "xb", opener=_open_private if private else _open_shared)  # noqa: SIM115
    try:
        with file:
            _sweep(new)
            yield file
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _beside(path: Path) -> Path:
    """Return an unpredictable temporary name next to a path."""
    return path.parent / f"{_PREFIX}{os.urandom(8).hex()}{LEFTOVER}"


def put(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file and create its folders; it is not synced. Raises ConfigError on failure."""
    put_parts(path, [content], private=private)


def put_changed(path: Path, content: bytes) -> bool:
    """Write a file like `put` unless it has these bytes; return whether it was written."""

    is_same = False

    def compare() -> None:
        nonlocal is_same
        place = followed(path)
        is_same = place.is_file() and place.read_bytes() == content

    _try(path, compare)
    if not is_same:
        put(path, content)
    return not is_same


def put_parts(path: Path, parts: Iterable[bytes], *, private: bool = False) -> None:
    """Write a file in parts like `put`."""

    def write() -> None:
        place = followed(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            # A pipe or terminal (/dev/stdout) cannot be replaced by a rename.
            with open(path, "wb", opener=_existing_only) as file:
                file.writelines(parts)
        else:
            write_parts(place, parts, private=private)

    _try(path, write)


def put_folder(path: Path, files: Mapping[str, bytes], replaces: Callable[[Path], bool]) -> None:
    """Write a folder of files atomically: a reader sees none of it, or all.

    A folder that is there already must be empty, or one that it ``replaces``. Raises ConfigError
    for any other, and on failure.
    """

    def write() -> None:
        place = followed(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        new, old = _beside(place), _beside(place)
        new.mkdir()
        try:
            _sweep(new)
            for name, content in files.items():
                write_whole(new / name, content)
            if place.exists():
                place.rename(old)
            try:
                new.rename(place)
            except OSError:
                if old.exists():
                    old.rename(place)
                raise
        finally:
            shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)

    check_folder(path, replaces)
    _try(path, write)


def check_folder(path: Path, replaces: Callable[[Path], bool]) -> None:
    """Raise ConfigError for a folder that `put_folder` would refuse to write."""
    if path.exists() and not (path.is_dir() and (not any(path.iterdir()) or replaces(path))):
        raise ConfigError(
            f"{path} is there already, and holds something else",
            datum=path,
            remedy="choose a folder that is new or empty with `--out`",
        )


def take_away(path: Path) -> None:
    """Remove a file written by `put`. Raises ConfigError on failure."""

    def remove() -> None:
        (followed(path.parent) / path.name).unlink()

    _try(path, remove)


def private_folder(path: Path) -> None:
    """Create a folder that only the user can enter, unless it exists."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> None:
    """Create an empty private file in a private folder, unless it exists. Raises ConfigError."""

    def make() -> None:
        place = followed(path)
        private_folder(place.parent)
        with suppress(FileExistsError):
            open(place, "xb", opener=_open_private).close()

    _try(path, make, "make its folder writable for this user, or set TRACKER_DATA_DIR to another")


def _sweep(new: Path) -> None:
    """Remove the user's leftovers next to a new file, by the clock of their file system."""
    now = new.lstat().st_mtime
    for name in os.listdir(new.parent):  # noqa: PTH208
        if name.startswith(_PREFIX) and LEFTOVER in name:
            left = new.with_name(name)
            with suppress(FileNotFoundError):
                is_ours = not belongs_to_another(left.lstat())
                if is_ours and now - left.lstat().st_mtime > ABANDONED:
                    remove = left.unlink if not left.is_dir() else partial(shutil.rmtree, left)
                    remove()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_LINK, ALONE)


def _open_shared(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_LINK, USUAL)


def _existing_only(path: str, flags: int) -> int:
    """Open a device or pipe. Raises PermissionError if it is a regular file by now."""
    descriptor = os.open(path, flags & ~(os.O_CREAT | os.O_TRUNC))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PermissionError(errno.EPERM, "it became another file", path)
    return descriptor


def _try(
    path: Path,
    work: Callable[[], object],
    remedy: str = "choose another path with `--out`",
) -> None:
    try:
        work()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror})", datum=path, remedy=remedy
        ) from None


MOST_LINKS = 40


def belongs_to_another(file: os.stat_result) -> bool:
    """Return whether a file belongs to neither the current user nor root."""
    return os.name == "posix" and file.st_uid not in (0, os.geteuid())


def followed(path: Path) -> Path:
    """Return the path with symbolic links resolved. Raises PermissionError for a foreign link.

    Another user could otherwise have any file overwritten.
    """
    place = path.absolute()
    for _ in range(MOST_LINKS):
        link = next((part for part in (*reversed(place.parents), place) if part.is_symlink()), None)
        if link is None:
            return place
        if belongs_to_another(link.lstat()):
            raise PermissionError(
                errno.EPERM, f"{link} is a symbolic link of another user", str(path)
            )
        place = link.parent / link.readlink() / place.relative_to(link)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
