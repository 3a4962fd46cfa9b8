"""Files into the place that somebody named for them."""

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


def _try(path: Path, work: Callable[[], object]) -> None:
    try:
        work()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror})",
            datum=path,
            remedy="choose another place with `--out`",
        ) from None
