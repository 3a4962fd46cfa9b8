"""Where the figures themselves broke: `data/breaks.csv`, each row with its source.

break
    A day or week from which the figures cannot be compared with others as they stand: a `lost day`
    (absent for ever at the publisher), a `restated week`, a `changed definition`, or a `changed
    tokenizer` (tokens before and after are counted differently).
breaks-day
    The day of a break, or the Monday of a restated week. Of a changed definition it is the first
    day on which the change was seen, where its own is not known.
breaks-kind
    What kind of `break` it is.
breaks-what
    What happened to the figures, as far as it was measured.
breaks-note
    The same in a few words, for charts that it lies in; missing where it changes nothing in them.
breaks-source
    Where it was seen: which bodies were compared, or which page says so.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.weeks import monday

LOST, RESTATED = "lost day", "restated week"


def _rows() -> list[dict[str, str]]:
    text = (files("tracker") / "data" / "breaks.csv").read_text(encoding="utf-8")
    return [*csv.DictReader(text.splitlines())]


@cache
def breaks(*kinds: str) -> dict[date, tuple[str, str]]:
    """The breaks of some kinds (of all): the day, or the Monday of the week, with the kind of break
    and what it was."""
    return {
        date.fromisoformat(row["day"]): (row["kind"], row["what"])
        for row in _rows()
        if not kinds or row["kind"] in kinds
    }


@cache
def notes() -> dict[date, str]:
    """What charts of tokens say of the breaks that their lines cross, in a few words, by the Monday
    of the week of each. A break that changes nothing in what is recorded here has no note."""
    return {monday(date.fromisoformat(row["day"])): row["note"] for row in _rows() if row["note"]}


@cache
def lost_days() -> frozenset[date]:
    """Days that are absent for ever at the publisher."""
    return frozenset(breaks(LOST))
