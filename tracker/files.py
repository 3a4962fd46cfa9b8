"""Files written whole: beside their place, then moved into it; and what is for its user alone.

A reader sees the file that was there or the new one, never half of one, even if the writer is
killed. What a killed writer leaves behind is hidden and ends in LEFTOVER; the next who writes into
that folder takes it away, once it is an hour old.

A folder may be shared with somebody who means harm. So the name that a file is written under cannot
be foretold, the file is made anew and never opened where something is already, two writers never
meet in one, and on the way to what is ``put`` no link is followed but its user's own and root's.

Whose a file is: what another user has laid somewhere is neither believed nor followed.

Root is nobody else, and where files have no owners nobody is.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tracker.errors import ConfigError

LEFTOVER = ".writing"
ABANDONED = 3600.0
"""Seconds after which a file that nobody has written to is a leftover."""
ALONE, USUAL = 0o600, 0o666
"""What its user alone can read and write; what the umask of its user says."""
_MADE = ".tracker-"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def write_whole(path: Path, content: bytes, *, kept: bool = False, private: bool = False) -> None:
    """Write a file of a folder that is there. One that is ``kept``, and could not be made again, is
    on the disk before it is in its place. That one, and one that is ``private``, is for its user
    alone. A link that stands in its place is replaced. Raises OSError, and leaves nothing then."""
    write_parts(path, [content], kept=kept, private=private)


def write_parts(
    path: Path, parts: Iterable[bytes], *, kept: bool = False, private: bool = False
) -> None:
    """Write a file as `write_whole` does, part by part. Whatever making a part raises leaves
    nothing either."""
    with beside(path, private=private or kept) as file:
        file.writelines(parts)
        if kept:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def beside(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A new file in the folder of ``path``, by a name of its own; moved there when the block ends
    well, and taken away when it does not."""
    new = path.parent / f"{_MADE}{os.urandom(8).hex()}{LEFTOVER}"
    file = open(new, "xb", opener=_alone if private else _usual)  # noqa: SIM115
    try:
        with file:
            _sweep(new)
            yield file
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def put(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file, with the folders it lies in. What can be made again is not flushed. Raises
    ConfigError when that cannot be done."""
    put_parts(path, [content], private=private)


def put_parts(path: Path, parts: Iterable[bytes], *, private: bool = False) -> None:
    """Write a file as `put` does, part by part."""

    def write() -> None:
        place = followed(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            # A pipe or a terminal (/dev/stdout) has no place to move to.
            with open(path, "wb", opener=_as_it_is) as file:
                file.writelines(parts)
        else:
            write_parts(place, parts, private=private)

    _try(path, write)


def take_away(path: Path) -> None:
    """Remove a file that was put there. Raises ConfigError when that cannot be done."""

    def remove() -> None:
        (followed(path.parent) / path.name).unlink()

    _try(path, remove)


def private_folder(path: Path) -> None:
    """Make a folder that its user alone can enter. One that is there stays as its user made it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty file, in a private folder, that its user alone can read, unless it is there.
    Raises ConfigError when that cannot be done."""

    def make() -> None:
        place = followed(path)
        private_folder(place.parent)
        with suppress(FileExistsError):
            open(place, "xb", opener=_alone).close()

    _try(path, make, "make its folder writable for this user, or set TRACKER_DATA_DIR to another")


def _sweep(new: Path) -> None:
    """Take away what killed writers have left beside a file that is new: the clock is that of their
    file system. What is another user's stays."""
    now = new.lstat().st_mtime
    for name in os.listdir(new.parent):  # noqa: PTH208
        if name.startswith(_MADE) and LEFTOVER in name:
            left = new.with_name(name)
            with suppress(FileNotFoundError):
                is_ours = not belongs_to_another(left.lstat())
                if is_ours and now - left.lstat().st_mtime > ABANDONED:
                    left.unlink()


def _alone(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_LINK, ALONE)


def _usual(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_LINK, USUAL)


def _as_it_is(path: str, flags: int) -> int:
    """Open what is no file. Raises PermissionError when it has become one meanwhile."""
    descriptor = os.open(path, flags & ~(os.O_CREAT | os.O_TRUNC))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PermissionError(errno.EPERM, "it became another file", path)
    return descriptor


def _try(
    path: Path,
    work: Callable[[], object],
    remedy: str = "choose another place with `--out`",
) -> None:
    try:
        work()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror})", datum=path, remedy=remedy
        ) from None


MOST_LINKS = 40


def belongs_to_another(file: os.stat_result) -> bool:
    """Whether a file is neither of who runs this nor of root."""
    return os.name == "posix" and file.st_uid not in (0, os.geteuid())


def followed(path: Path) -> Path:
    """The path without a link in it. Raises PermissionError for a link of another user, who could
    have any file written over."""
    place = path.absolute()
    for _ in range(MOST_LINKS):
        link = next((one for one in (*reversed(place.parents), place) if one.is_symlink()), None)
        if link is None:
            return place
        if belongs_to_another(link.lstat()):
            raise PermissionError(errno.EPERM, f"{link} is a link of another user", str(path))
        place = link.parent / link.readlink() / place.relative_to(link)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
