"""Weeks in which something was so, was not, or nobody knows → how long it was so.

truth
    Of a week: so, not so, or unknown. Unknown are weeks without figures, weeks that cannot be
    ranked unless what is known already refutes it, and weeks that lack a day of the publisher's
    where that day could have turned it (see `undecided`).
for_weeks
    "For N weeks" means N or more weeks without a break up to the ending week; later weeks do not
    lengthen it. Without an ending week any such stretch counts. An unknown week within the stretch
    that would be needed leaves it unknown.
"""

from __future__ import annotations

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
    runs = list(_runs(known, unknown_is=False))
    longest = max(runs, key=lambda run: (len(run), run[0]), default=[])
    held = len(longest) >= needed
    possible = next((run for run in _runs(known, unknown_is=True) if len(run) >= needed), None)
    unknown = tuple(week for week in possible or () if known.get(week) is None)
    first, last = (longest[0], longest[-1]) if longest else (None, None)
    return Stretch(True if held else None if possible else False, len(longest), first, last,
                   () if held else unknown, tuple(longest))  # fmt: skip


def _up_to(known: dict[date, bool | None], needed: int, ending: date) -> Stretch:
    before = {week: so for week, so in known.items() if week <= ending}
    longest = max(_runs(before, unknown_is=False), key=len, default=[])
    week, weeks = ending, 0
    while known.get(week):
        weeks, week = weeks + 1, week - WEEK
    first, last = (week + WEEK, ending) if weeks else (None, None)
    wanted = [ending - WEEK * back for back in reversed(range(needed))]
    answers = [known.get(other) for other in wanted]
    holds = None if None in answers and False not in answers else all(answers)
    unknown = () if holds is not None else wanted
    return Stretch(
        holds, weeks, first, last,
        tuple(other for other in unknown if known.get(other) is None), tuple(longest),
    )  # fmt: skip


def _runs(known: dict[date, bool | None], *, unknown_is: bool) -> list[list[date]]:
    """The stretches of weeks that are so, an unknown one counting as ``unknown_is``."""
    found: list[list[date]] = [[]]
    for week in walk(min(known), max(known)) if known else ():
        so = known.get(week)
        if unknown_is if so is None else so:
            found[-1].append(week)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]
