"""Where each page stands. A path is made of letters and digits, whatever a name is made of."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256

from tracker.weeks import label

LONGEST = 60
MARK = 8


def of_week(week: date) -> str:
    return f"weeks/{label(week)}.html"


def of_model(name: str) -> str:
    return f"models/{safe(name)}.html"


def safe(name: str) -> str:
    """A file name for any name: what it has of small letters and digits, and the beginning of its
    SHA-256, so that no two names share one."""
    words = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
    mark = sha256(name.encode("utf-8", "replace")).hexdigest()[:MARK]
    return "-".join(filter(None, (words, mark)))


def root(path: str) -> str:
    """The way from a page back to the top of the site: empty, or ``../``."""
    return "../" * path.count("/")
