"""What was told of troubles that keep the record from being opened, and so from being written down
there: each once for as long as it lasts.

A small file in the data folder has it; where that folder cannot be written to, one in the user's
own folder for such things. It is taken away as soon as the record can be opened again. Where
neither can be written, a trouble is told each time: too often rather than never.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tracker.files import private_folder, write_whole

NAME = "alarms.json"


def told(folders: Iterable[Path]) -> list[str]:
    """What has been told and lasts, by whatever tells one trouble from another."""
    found: list[str] = []
    for folder in folders:
        with suppress(OSError, ValueError):
            read = json.loads((folder / NAME).read_text(encoding="utf-8"))
            found += [name for name in read if isinstance(name, str)]
    return found


def note(folders: Iterable[Path], trouble: str) -> None:
    """Write down that a trouble has been told, in the first folder that takes it."""
    for folder in folders:
        with suppress(OSError):
            private_folder(folder)
            content = json.dumps([*told([folder]), trouble], ensure_ascii=False)
            write_whole(folder / NAME, f"{content}\n".encode(), private=True)
            return


def settle(folders: Iterable[Path]) -> None:
    """Forget what was told: the record can be opened again."""
    for folder in folders:
        with suppress(OSError):
            (folder / NAME).unlink(missing_ok=True)
