"""What is put in a command's way before it begins, in its own process."""

from __future__ import annotations

import os
import resource
from pathlib import Path

NOBODY = 65_534


def no_file_beyond(size: int) -> None:
    """Let no file grow beyond so many bytes, as if the disk were full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def read_only(folder: Path) -> None:
    """Let nothing in a folder be written to; root, whom no mode binds, becomes nobody."""
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
