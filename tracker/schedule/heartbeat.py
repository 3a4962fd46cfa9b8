"""The sign of life of a daemon: one small file in the data folder, written every few minutes.

It says when it was written, by which process, what is being done and what comes next. A daemon that
leaves takes it away; one that hangs or was killed leaves it to grow old.

silent
    Said of a daemon whose sign of life is older than fifteen minutes. It hangs, or was killed: then
    no process of that number lives here that was born when it was. One that is as far ahead says as
    little: it was written by a clock that was wrong, and might stay ahead for a year.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tracker.errors import ConfigError
from tracker.files import private_folder, write_whole
from tracker.weeks import read_instant, stamp

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
    born: str = field(default="", compare=False)
    """When its process began, as the system counts it; empty where the system does not say."""

    def is_silent(self, now: datetime) -> bool:
        return abs(now - self.at) > SILENT

    @property
    def is_gone(self) -> bool:
        """Whether its process has ended; a later one may have been given its number."""
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, PermissionError):
            return True  # or it is somebody else's, and so is not who wrote into this folder
        return bool(self.born) and self.born != _born(self.pid)


def file_in(folder: Path) -> Path:
    return folder / "heartbeat.json"


def beat(folder: Path, doing: str, upcoming: dict[str, datetime], now: datetime) -> None:
    """Write the sign of life. Raises ConfigError when that cannot be done."""
    told = {
        "at": stamp(now), "pid": os.getpid(), "doing": doing,
        "upcoming": {name: stamp(instant) for name, instant in upcoming.items()},
        "born": _born(os.getpid()),
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
        at, pid = read_instant(str(told["at"])), told["pid"]
        if type(pid) is not int or not 0 < pid < 2**31:
            return None
        return Beat(at, pid, told["doing"], told["upcoming"], str(told.get("born", "")))
    except (OSError, ValueError, KeyError, TypeError, ConfigError):
        return None


def stop(folder: Path) -> None:
    """Take the sign of life away, as one who leaves of his own accord."""
    file_in(folder).unlink(missing_ok=True)


def _born(pid: int) -> str:
    """When a process began, in ticks since the machine did: what tells two of one number apart."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return told.rpartition(")")[2].split()[19]
