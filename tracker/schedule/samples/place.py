"""The installation and its settings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MINUTE = 40
"""Minute of the hour: after the scheduled minutes of the sources, and off the full hour."""


@dataclass(frozen=True)
class Place:
    """An installation; ``more`` are settings anybody may read, ``private`` names of secret ones.

    ``unlicensed`` are those of the sources that state no licence for what they publish.
    """

    command: Path
    data_dir: Path
    sources: tuple[str, ...]
    user: str
    version: str
    more: Mapping[str, str] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    unlicensed: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, str]:
        """Return the settings written into the sample."""
        return {
            "TRACKER_DATA_DIR": str(self.data_dir),
            "TRACKER_SOURCES": ",".join(self.sources),
            **self.more,
        }

    @property
    def database(self) -> str | None:
        """Return the URL of a database outside the data folder, empty if it is a secret."""
        return (
            "" if "TRACKER_DATABASE_URL" in self.private else self.more.get("TRACKER_DATABASE_URL")
        )

    @property
    def folders(self) -> tuple[Path, ...]:
        """Return the data folder, and that of an SQLite file elsewhere."""
        kind, _, file = (self.database or "").partition(":///")
        elsewhere = {Path(file).parent} if kind.startswith("sqlite") and file else set()
        return (self.data_dir, *(elsewhere - {self.data_dir}))


def settings_file(settings: Mapping[str, str]) -> str:
    """Return settings as `NAME=value` lines for a shell and systemd."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items())


def yaml_text(text: str) -> str:
    """Return text quoted for YAML."""
    return "'" + text.replace("'", "''") + "'"
