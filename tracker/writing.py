"""Files written whole: beside their place, then moved into it.

A reader sees the file that was there or the new one, never half of one, even if the writer is
killed. What a killed writer leaves behind is hidden and ends in LEFTOVER.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tracker.errors import ConfigError

LEFTOVER = ".writing"


def write_whole(path: Path, content: bytes, *, flush: bool = False) -> None:
    """Write a file of a folder that is there; with ``flush`` it is on the disk before it is in its
    place. The name that it is written under is told by its own, so that the next one to write it
    takes up what a killed one left. Raises OSError, and leaves nothing then."""
    beside = path.with_name(f".{path.name}{LEFTOVER}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def put(path: Path, content: bytes) -> None:
    """Write a file, with the folders it lies in. What can be made again is not flushed. Raises
    ConfigError when that cannot be done."""

    def write() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe or a terminal (/dev/stdout) has no place to move to
        else:
            write_whole(path.resolve(), content)

    _try(path, write)


def take_away(path: Path) -> None:
    """Remove a file that was put there. Raises ConfigError when that cannot be done."""
    _try(path, path.unlink)


def _try(path: Path, work: Callable[[], object]) -> None:
    try:
        work()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror})",
            datum=path,
            remedy="choose another place with `--out`",
        ) from None
