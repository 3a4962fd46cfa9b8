"""The sign of life of a daemon: one small file in the data folder, written every few minutes.

It says when it was written, by which process, what is being done and what comes next. A daemon that
leaves takes it away; one that hangs or was killed leaves it to grow old.

silent
    Said of a daemon whose sign of life is older than fifteen minutes.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tracker.errors import ConfigError
from tracker.weeks import read_instant, stamp
from tracker.writing import private_folder, write_whole

EVERY = timedelta(minutes=5)
SILENT = 3 * EVERY


@dataclass(frozen=True)
class Beat:
    """``doing`` is the source being collected from, empty while the daemon waits; ``upcoming`` says
    when each source is due next."""

    at: datetime
    pid: int
    doing: str
    upcoming: dict[str, str]

    def is_silent(self, now: datetime) -> bool:
        return now - self.at > SILENT


def file_in(folder: Path) -> Path:
    return folder / "heartbeat.json"


def beat(folder: Path, doing: str, upcoming: dict[str, datetime], now: datetime) -> None:
    """Write the sign of life. Raises ConfigError when that cannot be done."""
    told = {
        "at": stamp(now), "pid": os.getpid(), "doing": doing,
        "upcoming": {name: stamp(instant) for name, instant in upcoming.items()},
    }  # fmt: skip
    file = file_in(folder)
    try:
        private_folder(folder)
        write_whole(file, (json.dumps(told, indent=1) + "\n").encode(), private=True)
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be written ({error.strerror})",
            datum=file,
            remedy="free some disk space, or make the data folder writable for this user",
        ) from None


def read(folder: Path) -> Beat | None:
    """The newest sign of life; None where no daemon has left one that can be read."""
    try:
        told = json.loads(file_in(folder).read_text(encoding="utf-8"))
        return Beat(read_instant(str(told["at"])), told["pid"], told["doing"], told["upcoming"])
    except (OSError, ValueError, KeyError, TypeError, ConfigError):
        return None


def stop(folder: Path) -> None:
    """Take the sign of life away, as one who leaves of his own accord."""
    file_in(folder).unlink(missing_ok=True)
