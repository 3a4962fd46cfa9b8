"""Where the tracker is and what is set there."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MINUTE = 40
"""Past the hour: after the minutes set for the sources, and not when everybody asks."""


@dataclass(frozen=True)
class Place:
    """The command, the data folder, the sources, the user and the version; ``more`` settings that
    anybody may read, and the names of those that are set and may be secrets (``private``)."""

    command: Path
    data_dir: Path
    sources: tuple[str, ...]
    user: str
    version: str
    more: Mapping[str, str] = field(default_factory=dict)
    private: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, str]:
        """What stands in the sample itself."""
        return {
            "TRACKER_DATA_DIR": str(self.data_dir),
            "TRACKER_SOURCES": ",".join(self.sources),
            **self.more,
        }

    @property
    def database(self) -> str | None:
        """The address of another database than the one in the data folder, if anybody may read it;
        empty if it may be a secret."""
        return "" if "TRACKER_DATABASE_URL" in self.private else self.more.get(
            "TRACKER_DATABASE_URL"
        )  # fmt: skip

    @property
    def folders(self) -> tuple[Path, ...]:
        """What is written to: the data folder, and that of an SQLite file that lies elsewhere."""
        kind, _, file = (self.database or "").partition(":///")
        elsewhere = {Path(file).parent} if kind.startswith("sqlite") and file else set()
        return (self.data_dir, *(elsewhere - {self.data_dir}))


def settings_file(settings: Mapping[str, str]) -> str:
    """Settings as a shell and systemd read them, one `NAME=value` a line."""
    return "".join(f"{name}={shlex.quote(told)}\n" for name, told in settings.items())
