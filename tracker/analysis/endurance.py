"""Does it last? The peak, how soon half of it was gone, and what was kept some weeks later.

peak_share
    An entity's highest share over all that is recorded; the first week of it is the peak. If that
    is the first week on record, the share may have been higher before.
half_life
    Weeks from the peak to the first week whose share is below half of the peak's. A week in which
    an entity is not named counts as below half if not even the most that it can have had (see
    `at_most`) is half; otherwise nobody knows. It is missing while no such week has been seen.
held
    For how many weeks after the peak the share is known to have been half of it or more, without a
    break. The half-life is held + 1 when every week up to it is known; where some are not, it was
    no sooner than held + 1 and no later than the half-life given.
censored
    The half-life has not been seen by the newest complete week: it lasts at least `held` weeks, and
    nothing more can be said.
kept
    The share 4, 8 and 12 weeks after the peak, and after the debut, as a part of the share then: 1
    is all of it. Where there is none, the reason is said: `not yet`, `gap` (the week is missing,
    incomplete or does not tell its whole), `open` (its share is only a lower bound) or `not named`.
    The debut is the week of the new entry
    (see `move`). Whoever is there in the first week on record, in the week after a gap, or deeper
    than the board of the week before reached, may have come earlier: its debut is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tracker.analysis.limits import unnamed_at_most
from tracker.analysis.movers import movers
from tracker.analysis.ranks import rank
from tracker.analysis.rows import lacks_day, weekly_frame
from tracker.errors import GapError
from tracker.weeks import WEEK

LATER = (4, 8, 12)


@dataclass(frozen=True)
class Kept:
    """What was left after so many weeks: a ratio, or the reason why there is none."""

    weeks: int
    ratio: float | None
    reason: str | None


@dataclass(frozen=True)
class Endurance:
    """How long an entity lasted. ``debut`` is None when unknown, and so is all that follows it."""

    entity: str
    debut: pd.Timestamp | None
    debut_share: float | None
    peak: pd.Timestamp
    peak_share: float
    half_life: int | None
    held: int
    after_peak: tuple[Kept, ...]
    after_debut: tuple[Kept, ...]

    @property
    def censored(self) -> bool:
        return self.half_life is None


def endurance(shared: pd.DataFrame, entity: str, moves: pd.DataFrame | None = None) -> Endurance:
    """Return how long ``entity`` lasted, from a frame with shares.

    ``moves`` are the `movers` of that frame, where they are at hand. Raises GapError when no share
    of it is recorded.
    """
    shared = weekly_frame(shared, "share")
    mine = shared[shared["entity"].isin([entity])]
    told, own = _told(shared), _told(mine).set_index("week")["share"].sort_index()
    if not own.gt(0).any():
        raise GapError(f"no share of {entity} is recorded", datum=entity)
    peak = pd.Timestamp(own.index[int(own.argmax())])
    debut = _debuts(shared, mine, moves).get(entity)
    newest = shared.loc[shared["complete"], "week"].max()
    half_life, held = _half_life(own, _unnamed_shares(shared, own.index), peak, newest)
    lower = mine.loc[mine["complete"] & mine["share"].notna(), "week"]
    weeks = {**dict.fromkeys(told["week"], "not named"), **dict.fromkeys(lower, "open")}
    return Endurance(
        entity=entity,
        debut=debut,
        debut_share=None if debut is None or debut not in own.index else float(own[debut]),
        peak=peak,
        peak_share=float(own[peak]),
        half_life=half_life,
        held=held,
        after_peak=_kept(own, peak, weeks, newest),
        after_debut=_kept(own, debut, weeks, newest),
    )


def aligned(shared: pd.DataFrame, entities: Sequence[str]) -> pd.DataFrame:
    """Return the shares of ``entities`` by weeks since the debut (its own week is 0).

    Columns entity, weeks_since_debut, week, share. Entities whose debut is unknown are left out,
    and so are weeks without a share.
    """
    shared = weekly_frame(shared, "share")
    asked = shared[shared["entity"].isin(entities)]
    debuts = _debuts(shared, asked).rename("debut")
    found = _told(shared).join(debuts, on="entity", how="inner")
    found["weeks_since_debut"] = (found["week"] - found["debut"]).dt.days // WEEK.days
    found = found[found["weeks_since_debut"] >= 0]
    found = found.sort_values(["entity", "week"], ignore_index=True)
    return found[["entity", "weeks_since_debut", "week", "share"]]


def _told(shared: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose share is known: that of a lower bound is not, but for a week that lacks
    a day, where it is the share of six days."""
    known = shared["complete"] & shared["share"].notna() & ~shared["proven"]
    known &= ~shared["at_least"] | lacks_day(shared)
    return shared.loc[known, ["week", "entity", "share"]]


def _debuts(
    shared: pd.DataFrame, asked: pd.DataFrame, moves: pd.DataFrame | None = None
) -> pd.Series:
    """The weeks in which those whose rows are ``asked`` were new entries, by entity."""
    first = asked[asked["value"] > 0].groupby("entity")["week"].min()
    if moves is None:
        around = shared[(shared["value"] > 0) & shared["week"].isin([*first, *(first - WEEK)])]
        moves = movers(rank(around))
    new = moves[moves["move"] == "new entry"].set_index("entity")["week"]
    return first[first == new.reindex(first.index)]


def _unnamed_shares(shared: pd.DataFrame, named_in: pd.Index) -> pd.Series:
    """Return the most that somebody can have had of each week that does not name it, 0 to 1."""
    rows = shared[~shared["week"].isin(named_in) & shared["share"].notna()]
    most = unnamed_at_most(rows, as_one=True).dropna().astype("float64")
    return most / rows.groupby("week")["value"].sum().reindex(most.index)


def _half_life(
    own: pd.Series, at_most: pd.Series, peak: pd.Timestamp, newest: pd.Timestamp
) -> tuple[int | None, int]:
    """Weeks to the first that is seen below half, and weeks that are seen not to be."""
    calendar = pd.date_range(peak + WEEK, newest, freq=WEEK)
    half = own[peak] / 2
    seen = own.reindex(calendar)
    below = seen.fillna(at_most.reindex(calendar)) < half
    held = int((seen >= half).astype("int64").cummin().sum())
    return (int(below.argmax()) + 1 if below.any() else None), held


def _kept(
    own: pd.Series, start: pd.Timestamp | None, weeks: dict[pd.Timestamp, str], newest: pd.Timestamp
) -> tuple[Kept, ...]:
    if start is None or start not in own.index:
        return ()
    found = []
    for later in LATER:
        week = start + later * WEEK
        if week in own.index:
            found.append(Kept(later, float(own[week] / own[start]), None))
        else:
            reason = "not yet" if week > newest else weeks.get(week, "gap")
            found.append(Kept(later, None, reason))
    return tuple(found)
