"""Breaks in the published series: `data/breaks.csv`, each row with its source.

break
    A day or week at which figures are not comparable: a `lost day` (permanently missing at the
    publisher), a `restated week`, a `changed definition`, or a `changed tokenizer` (tokens before
    and after are counted differently).
breaks-day
    The day of a break, or the Monday of a restated week. For a changed definition of unknown date
    it is the day on which the change was first seen.
breaks-kind
    The kind of `break`.
breaks-what
    What happened to the figures, as far as it was measured.
breaks-note
    A short form of the description for charts; missing if the break does not affect them.
breaks-sign
    Two or three words for the rule that a chart draws there.
breaks-source
    The evidence: the bodies that were compared, or the page that says so.
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
    """Return day → (kind, description) of the breaks of some kinds, or of all."""
    return {
        date.fromisoformat(row["day"]): (row["kind"], row["what"])
        for row in _rows()
        if not kinds or row["kind"] in kinds
    }


@cache
def notes() -> dict[date, tuple[str, str]]:
    """Return Monday → note and sign for charts, for the breaks that affect recorded tokens."""
    return {
        monday(date.fromisoformat(row["day"])): (row["note"], row["sign"])
        for row in _rows()
        if row["note"]
    }


@cache
def lost_days() -> frozenset[date]:
    """Return the days that are permanently missing at the publisher."""
    return frozenset(breaks(LOST))
