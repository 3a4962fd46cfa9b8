"""Runs of consecutive weeks at #1, or in the top N, and whether they hold when counted otherwise.

run, streak
    Consecutive calendar weeks in which one entity had rank 1, or was in the top N.
first
    The Monday of the first week of a run.
last
    The Monday of its last week.
weeks
    The length of a run: consecutive calendar weeks at rank 1 (or at rank N or better), counted by
    the calendar and never by rows. Two leaders tied at the top both have their run.
ongoing
    The run reaches the newest complete week. It may still grow.
ended_by
    What ended the run: who had rank 1 in the week after it; for the top N, the rank fallen to, or
    `not named`; `gap` where that week is missing or cannot rank, and `open` where what is unknown
    of it (a shallow board, a lost day) leaves the leader, or the rank, open: nobody knows whether
    the run went on; nothing while it is ongoing.
gap
    A week between the first and the last on record that is missing, incomplete, or known only
    through a board that cannot rank. It ends every run, and is said to.
robustness
    A run is counted again in other ways: the longest run of the same entity, at its whole length,
    that shares a week with it. Missing where nobody can tell. A run that comes out shorter rests on
    the way it is counted; one that comes out longer was cut short by it.
regrouped
    The run with the variants of a slug merged into one model; of a model with its variants apart,
    of a family with its models apart.
sunday_weeks
    The run in weeks from Sunday to Saturday, summed from the official days.
other_metric
    The run by calls, of a run by tokens, and the other way round.
first_vintage
    The run in the first vintage on record, before any correction.

Does it last? The peak, how soon half of it was gone, and what was kept some weeks later.

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

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.limits import unnamed_at_most
from tracker.analysis.movers import movers
from tracker.analysis.ranks import known_to, rank
from tracker.analysis.rows import each, lacks_day, level_of, metric_of, named, weekly_frame
from tracker.errors import FrameError, GapError
from tracker.weeks import WEEK

COLUMNS = ("entity", "metric", "by", "first", "last", "weeks", "ongoing", "ended_by")
ROBUSTNESS = ("regrouped", "sunday_weeks", "other_metric", "first_vintage")
GAP, OPEN = "gap", "open"


def streaks(ranked: pd.DataFrame, top: int = 1) -> pd.DataFrame:
    """Return the runs in a ranked frame, oldest first.

    Columns entity, metric, by, first and last (the Mondays of the run), weeks, ongoing, ended_by.
    Raises GapError when no week is complete, FrameError for a frame without ranks, for one of which
    only some entities were selected, and for a ``top`` below 1.
    """
    if top < 1:
        raise FrameError(f"top is {top}", datum=top, remedy="count ranks from 1")
    ranked = weekly_frame(ranked, "rank")
    _check_whole(ranked)
    can_rank = ranked["complete"] & (ranked["can_rank"] | ranked["rank"].notna())
    newest = ranked.loc[can_rank, "week"].max()
    if pd.isna(newest):
        raise GapError(f"no complete week of {metric_of(ranked)} is recorded")
    on_top = ranked.loc[(ranked["rank"] <= top).fillna(False), ["entity", "week"]]
    runs = consecutive(on_top)
    runs["ongoing"] = runs["last"] == newest
    runs["ended_by"] = pd.Series(_endings(runs, ranked, top), index=runs.index, dtype=object)
    runs["metric"], runs["by"] = metric_of(ranked), level_of(ranked)
    return runs.sort_values(["first", "last", "entity"]).reset_index(drop=True)[[*COLUMNS]]


def consecutive(weeks: pd.DataFrame) -> pd.DataFrame:
    """Return the runs of consecutive weeks of each entity: columns entity, first, last, weeks.

    ``weeks`` has the columns entity and week, a row for each week that counts.
    """
    ordered = weeks.sort_values(["entity", "week"], kind="stable")
    goes_on = (ordered["entity"] == ordered["entity"].shift()) & (
        ordered["week"] == ordered["week"].shift() + WEEK
    )
    return ordered.groupby((~goes_on).cumsum(), sort=False).agg(
        entity=("entity", "first"),
        first=("week", "min"),
        last=("week", "max"),
        weeks=("week", "size"),
    )


def touching(runs: pd.DataFrame, weeks: pd.Series) -> pd.DataFrame:
    """Return the runs that have a week among ``weeks``, or between two of them."""
    shared: pd.DataFrame = runs[(runs["last"] >= weeks.min()) & (runs["first"] <= weeks.max())]
    return shared


def leaders(ranked: pd.DataFrame) -> pd.Series:
    """Return who had rank 1, by week; several are named together."""
    first = (ranked["rank"] == 1).fillna(False)
    led = ranked.loc[first, ["week", "entity"]].set_index("week")["entity"]
    return led if led.index.is_unique else led.groupby(level=0).agg(" and ".join)


def on_top(ranked: pd.DataFrame, top: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return the runs of all entities at rank ``top`` or better, and the weeks that have ranks."""
    inside = (ranked["rank"] <= top).fillna(value=False)
    weeks = ranked.loc[ranked["rank"].notna(), "week"].drop_duplicates()
    return consecutive(ranked.loc[inside, ["entity", "week"]]), weeks


def longest_among(
    runs_and_weeks: tuple[pd.DataFrame, pd.Series],
    entities: Collection[str],
    first: date,
    last: date,
) -> int | None:
    """Return the length of the longest run of one of ``entities`` that has a week from ``first`` to
    ``last``: 0 for none, None if none of those weeks can be ranked.

    The runs, and the weeks that have ranks, are those that `on_top` finds once for many questions.
    """
    runs, weeks = runs_and_weeks
    span = pd.Series([pd.Timestamp(first), pd.Timestamp(last)])
    if not weeks.between(span[0], span[1]).any():
        return None
    own = touching(runs[runs["entity"].isin([*entities])], span)
    return int(own["weeks"].max()) if len(own) else 0


def _check_whole(ranked: pd.DataFrame) -> None:
    """Raise FrameError where entities are missing from a week: one is ranked behind so many, and
    fewer are there."""
    values = ranked["value"].where(named(ranked) & ranked["complete"] & ranked["can_rank"], -1)
    order = values.groupby(ranked["week"]).rank(method="min", ascending=False)
    lacking = ranked[(ranked["rank"] > order).fillna(False) & ranked["can_rank"]]
    if len(lacking):
        row = lacking.iloc[0]
        raise FrameError(
            f"the frame lacks entities: in the week of {row['week']:%Y-%m-%d} {row['entity']} has"
            f" rank {row['rank']}, and not so many are there",
            datum=row["entity"],
            remedy="measure the whole frame first, then select: runs[runs['entity'] == …]",
        )


def _endings(runs: pd.DataFrame, ranked: pd.DataFrame, top: int) -> list[str | None]:
    """Return what ended each run, by looking at the week after its last."""
    led_by = leaders(ranked).to_dict()
    can_rank = set(ranked.loc[ranked["complete"] & ranked["can_rank"], "week"])
    rows = ranked[ranked["complete"]].set_index(["entity", "week"])["rank"].to_dict()
    deep = known_to(ranked)
    endings: list[str | None] = []
    for run in each(runs):
        after = run.last + WEEK
        place = rows.get((run.entity, after))
        if run.ongoing:
            ending = None
        elif top == 1 and after in led_by:
            ending = led_by[after]
        elif after not in can_rank:
            ending = GAP
        elif top == 1 or place is pd.NA:
            ending = OPEN
        elif place is not None:
            ending = f"rank {place}"
        else:
            ending = "not named" if deep[after] >= top else OPEN
        endings.append(ending)
    return endings


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
