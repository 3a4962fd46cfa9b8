"""Files into the place that somebody named for them, and places that are for their user alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tracker.errors import ConfigError


def put(path: Path, content: bytes) -> None:
    """Write a file, with the folders it lies in. Raises ConfigError when that cannot be done."""

    def write() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

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


def _try(path: Path, work: Callable[[], object]) -> None:
    try:
        work()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror})",
            datum=path,
            remedy="choose another place with `--out`",
        ) from None
