"""Where the figures themselves broke: `data/breaks.csv`, each row with its source.

break
    A day or week from which the figures cannot be compared with others as they stand: a `lost day`
    (absent for ever at the publisher), a `restated week`, a `changed definition`, or a `changed
    tokenizer` (tokens before and after are counted differently).
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

LOST, RESTATED = "lost day", "restated week"


@cache
def breaks(*kinds: str) -> dict[date, tuple[str, str]]:
    """The breaks of some kinds (of all): the day, or the Monday of the week, with the kind of break
    and what it was."""
    text = (files("tracker") / "data" / "breaks.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        date.fromisoformat(row["day"]): (row["kind"], row["what"])
        for row in rows
        if not kinds or row["kind"] in kinds
    }


@cache
def lost_days() -> frozenset[date]:
    """Days that are absent for ever at the publisher."""
    return frozenset(breaks(LOST))
