"""Memory of reported failures while the database cannot be opened, so that each is sent once.

It is a small file in the data folder or, if that is not writable, in the user's state folder. It is
removed once the database opens again. If neither is writable, failures are reported on every run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tracker.files import private_folder, write_whole

NAME = "alarms.json"


def load(folders: Iterable[Path]) -> list[str]:
    """Return the failures that were reported and persist."""
    troubles: list[str] = []
    for folder in folders:
        with suppress(OSError, ValueError):
            names = json.loads((folder / NAME).read_text(encoding="utf-8"))
            troubles += [name for name in names if isinstance(name, str)]
    return troubles


def note(folders: Iterable[Path], trouble: str) -> None:
    """Note in the first writable folder that a failure was reported."""
    for folder in folders:
        with suppress(OSError):
            private_folder(folder)
            content = json.dumps([*load([folder]), trouble], ensure_ascii=False)
            write_whole(folder / NAME, f"{content}\n".encode(), private=True)
            return


def settle(folders: Iterable[Path]) -> None:
    """Forget the reported failures once the database opens again."""
    for folder in folders:
        with suppress(OSError):
            (folder / NAME).unlink(missing_ok=True)
