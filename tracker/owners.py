"""Whose a file is: what another user has laid somewhere is neither believed nor followed.

Root is nobody else, and where files have no owners nobody is.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

MOST_LINKS = 40


def belongs_to_another(file: os.stat_result) -> bool:
    """Whether a file is neither of who runs this nor of root."""
    return os.name == "posix" and file.st_uid not in (0, os.geteuid())


def followed(path: Path) -> Path:
    """The path without a link in it. Raises PermissionError for a link of another user, who could
    have any file written over."""
    place = path.absolute()
    for _ in range(MOST_LINKS):
        link = next((one for one in (*reversed(place.parents), place) if one.is_symlink()), None)
        if link is None:
            return place
        if belongs_to_another(link.lstat()):
            raise PermissionError(errno.EPERM, f"{link} is a link of another user", str(path))
        place = link.parent / link.readlink() / place.relative_to(link)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
