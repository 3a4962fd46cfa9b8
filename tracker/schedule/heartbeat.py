"""The heartbeat file of the daemon, written to the data folder every few minutes.

It contains the time, the process, the current source and the upcoming ones. The daemon removes it
when it stops; one that hangs or was killed leaves it behind.

silent
    A daemon is silent if its heartbeat is older than fifteen minutes: it hangs, or was killed if no
    process with its number and start time exists. A heartbeat as far in the future, written with a
    wrong clock, counts as silent too.
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
    """The content of a heartbeat file.

    ``doing`` is the source being collected, empty while the daemon waits; ``upcoming`` says when
    each source is due next.
    """

    at: datetime
    pid: int
    doing: str
    upcoming: dict[str, str]
    born: str = field(default="", compare=False)
    """The start time of the process as the system counts it, empty if unknown."""

    def is_silent(self, now: datetime) -> bool:
        return abs(now - self.at) > SILENT

    @property
    def is_gone(self) -> bool:
        """Return whether its process ended, even if its number was reused."""
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, PermissionError):
            return True  # another user's process cannot have written this file
        return bool(self.born) and self.born != _born(self.pid)


def file_in(folder: Path) -> Path:
    return folder / "heartbeat.json"


def beat(folder: Path, doing: str, upcoming: dict[str, datetime], now: datetime) -> None:
    """Write the heartbeat file. Raises ConfigError if that fails."""
    content = {
        "at": stamp(now),
        "pid": os.getpid(),
        "doing": doing,
        "upcoming": {name: stamp(instant) for name, instant in upcoming.items()},
        "born": _born(os.getpid()),
    }
    file = file_in(folder)
    try:
        private_folder(folder)
        write_whole(file, (json.dumps(content, indent=1) + "\n").encode(), private=True)
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be written ({error.strerror})",
            datum=file,
            remedy="free some disk space, or make the data folder writable for this user",
        ) from None


def read(folder: Path) -> Beat | None:
    """Return the last heartbeat, or None without a readable file."""
    try:
        content = json.loads(file_in(folder).read_text(encoding="utf-8"))
        at, pid = read_instant(str(content["at"])), content["pid"]
        if type(pid) is not int or not 0 < pid < 2**31:
            return None
        return Beat(at, pid, content["doing"], content["upcoming"], str(content.get("born", "")))
    except (OSError, ValueError, KeyError, TypeError, ConfigError):
        return None


def stop(folder: Path) -> None:
    """Remove the heartbeat file on clean shutdown."""
    file_in(folder).unlink(missing_ok=True)


def _born(pid: int) -> str:
    """Return the start time of a process in clock ticks since boot."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
