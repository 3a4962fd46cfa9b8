"""Weeks in which something was so, was not, or nobody knows → how long it was so.

truth
    Of a week: so, not so, or unknown. Unknown are weeks without figures, weeks that cannot be
    ranked unless what is known already refutes it, and weeks that lack a day of the publisher's
    where that day could have turned it (see `undecided`).
for_weeks
    "For N weeks" means N or more weeks without a break up to the ending week; later weeks do not
    lengthen it. Without an ending week any such stretch counts. An unknown week within the stretch
    that would be needed leaves it unknown, and so does a stretch that was there when the record
    began.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.weeks import WEEK, walk


@dataclass(frozen=True)
class Stretch:
    """The stretch of weeks up to the ending week, or the longest anywhere. ``holds`` is None where
    nobody knows whether it is long enough; ``unknown`` are the weeks that leave it so; ``longest``
    are the weeks of the longest up to the ending week."""

    holds: bool | None
    weeks: int
    first: date | None = None
    last: date | None = None
    unknown: tuple[date, ...] = ()
    longest: tuple[date, ...] = ()


def stretch(truths: pd.Series, needed: int, ending: date | None = None) -> Stretch:
    """The stretch that decides on "for ``needed`` weeks". ``truths`` is a boolean series (missing
    is unknown) by week; a week that is not in it is unknown."""
    known = {
        pd.Timestamp(week).date(): None if pd.isna(so) else bool(so)  # type: ignore[arg-type]
        for week, so in truths.items()
    }
    if ending is not None:
        return _up_to(known, needed, ending)
    if not known:
        return Stretch(None, 0)
    longest = max(_runs(known), key=lambda run: (len(run), run[0]), default=[])
    first, last = (longest[0], longest[-1]) if longest else (None, None)
    held = len(longest) >= needed
    unknown = () if held else _possible(known, needed)
    return Stretch(True if held else None if unknown else False, len(longest), first, last,
                   unknown, tuple(longest))  # fmt: skip


def _up_to(known: dict[date, bool | None], needed: int, ending: date) -> Stretch:
    before = {week: so for week, so in known.items() if week <= ending}
    longest = max(_runs(before), key=len, default=[])
    week, weeks = ending, 0
    while known.get(week):
        weeks, week = weeks + 1, week - WEEK
    first, last = (week + WEEK, ending) if weeks else (None, None)
    if weeks >= needed:
        return Stretch(True, weeks, first, last, (), tuple(longest))
    # One week before the record is as unknown as all the others.
    earliest = min([*known, ending]) - WEEK
    asked = [*walk(max(earliest, _back(ending, needed - 1)), ending)]
    refuted = any(known.get(week) is False for week in asked)
    unknown = () if refuted else tuple(week for week in asked if known.get(week) is None)
    return Stretch(False if refuted else None, weeks, first, last, unknown, tuple(longest))


def _possible(known: dict[date, bool | None], needed: int) -> tuple[date, ...]:
    """The unknown weeks of a stretch that may be long enough. One that begins with the record may
    have begun long before."""
    earliest = min(known)
    for run in _runs({week: so is not False for week, so in known.items()}, absent=True):
        begins = run[0] == earliest and any(known.get(week) for week in run)
        if len(run) >= needed or begins:
            unknown = tuple(week for week in run if known.get(week) is None)
            return (earliest - WEEK, *unknown) if len(run) < needed else unknown
    return ()


def _runs(known: Mapping[date, bool | None], *, absent: bool = False) -> list[list[date]]:
    """The stretches of weeks that are so; a week that is not there counts as ``absent``."""
    found: list[list[date]] = [[]]
    for week in walk(min(known), max(known)) if known else ():
        if known.get(week, absent):
            found[-1].append(week)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def _back(week: date, number: int) -> date:
    """So many weeks earlier, or the first week there is."""
    return week - WEEK * min(number, (week - date.min).days // WEEK.days)
