"""Files written whole: beside their place, then moved into it; and what is for its user alone.

A reader sees the file that was there or the new one, never half of one, even if the writer is
killed. What a killed writer leaves behind is hidden and ends in LEFTOVER.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from tracker.errors import ConfigError

LEFTOVER = ".writing"


def write_whole(path: Path, content: bytes, *, kept: bool = False) -> None:
    """Write a file of a folder that is there. One that is ``kept``, and could not be made again, is
    on the disk before it is in its place, and for its user alone. The name that it is written under
    is told by its own, so that the next one to write it takes up what a killed one left. Raises
    OSError, and leaves nothing then."""
    write_parts(path, [content], kept=kept)


def write_parts(path: Path, parts: Iterable[bytes], *, kept: bool = False) -> None:
    """Write a file as `write_whole` does, part by part. Whatever making a part raises leaves
    nothing either."""
    beside = path.with_name(f".{path.name}{LEFTOVER}")
    try:
        with open(beside, "wb", opener=_private if kept else None) as file:
            file.writelines(parts)
            if kept:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def put(path: Path, content: bytes) -> None:
    """Write a file, with the folders it lies in. What can be made again is not flushed. Raises
    ConfigError when that cannot be done."""
    put_parts(path, [content])


def put_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file as `put` does, part by part."""

    def write() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            # A pipe or a terminal (/dev/stdout) has no place to move to.
            with path.open("wb") as file:
                file.writelines(parts)
        else:
            write_parts(path.resolve(), parts)

    _try(path, write)


def take_away(path: Path) -> None:
    """Remove a file that was put there. Raises ConfigError when that cannot be done."""
    _try(path, path.unlink)


def private_folder(path: Path) -> None:
    """Make a folder that its user alone can enter. One that is there stays as its user made it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty file, in a private folder, that its user alone can read, unless it is there."""
    private_folder(path.parent)
    path.touch(mode=0o600, exist_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _try(path: Path, work: Callable[[], object]) -> None:
    try:
        work()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror})",
            datum=path,
            remedy="choose another place with `--out`",
        ) from None
