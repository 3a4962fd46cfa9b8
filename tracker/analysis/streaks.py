"""Streaks: consecutive weeks at #1 or in the top N, whether they hold, and how long a peak lasts.

streak
    Consecutive calendar weeks in which one entity had rank 1, or was in the top N.
first
    The Monday of the first week of a streak.
last
    The Monday of its last week.
weeks
    The length of a streak: consecutive calendar weeks at rank 1 (or at rank N or better), counted
    by the calendar and never by rows. Two leaders tied at the top both have their streak.
ongoing
    The streak reaches the newest complete week. It may still grow.
ended_by
    What ended the streak: the leader of the week after it; for the top N, the rank fallen to,
    or `not named`; `gap` where that week is missing or cannot rank, and `open` where what is
    unknown of it (a shallow board, a lost day) leaves the leader, or the rank, open, so that the
    streak may have gone on; nothing while it is ongoing.
gap
    A week between the first and the last on record that is missing, incomplete, or known only
    through a board that cannot rank. It ends every streak, and `ended_by` says so.
robustness
    A streak is counted again in other ways: the longest streak of the same entity, at its whole
    length, that shares a week with it. Missing where it cannot be known. A streak that comes out
    shorter depends on the way it is counted; one that comes out longer was cut short by it.
regrouped
    The streak with the variants of a slug merged into one model; of a model with its variants
    apart, of a family with its models apart.
sunday_weeks
    The streak in weeks from Sunday to Saturday, summed from the official days.
other_metric
    The streak by calls, of a streak by tokens, and the other way round.
first_vintage
    The streak in the first vintage on record, before any correction.

peak_share
    An entity's highest share over all that is recorded; the first week of it is the peak. If that
    is the first week on record, the share may have been higher before.
half_life
    Weeks from the peak to the first week whose share is below half of the peak's. A week in which
    an entity is not named counts as below half if the most that it can have had (see `at_most`)
    is less than half; otherwise it is unknown. It is missing while no such week has been seen.
held
    The weeks after the peak in which the share is known to have been half of it or more, without a
    break. The half-life is held + 1 when every week up to it is known; where some are not, it was
    no sooner than held + 1 and no later than the half-life given.
censored
    The half-life has not been reached by the newest complete week: it is more than `held` weeks.
kept
    The share 4, 8 and 12 weeks after the peak, and after the debut, as a part of the share then: 1
    is all of it. Where there is none, the reason is given: `not yet`, `gap` (the week is missing,
    incomplete or has no shares), `open` (its share is only a lower bound) or `not named`. The debut
    is the week of the new entry (see `move`). An entity that is there in the first week on record,
    in the week after a gap, or deeper than the board of the week before reached, may have come
    earlier: its debut is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.movers import movers
from tracker.analysis.ranks import known_to, rank
from tracker.analysis.rows import each, lacks_day, level_of, metric_of, named, weekly_frame
from tracker.analysis.shares import unnamed_shares
from tracker.errors import FrameError, GapError
from tracker.weeks import WEEK

COLUMNS = ("entity", "metric", "by", "first", "last", "weeks", "ongoing", "ended_by")
ROBUSTNESS = ("regrouped", "sunday_weeks", "other_metric", "first_vintage")
GAP, OPEN = "gap", "open"


def streaks(ranked: pd.DataFrame, top: int = 1) -> pd.DataFrame:
    """Return the streaks at rank ``top`` or better in a ranked frame, oldest first.

    Columns entity, metric, by, first and last (Mondays), weeks, ongoing, ended_by. Raises GapError
    when no week is complete, FrameError for a frame without ranks, for one of which only some
    entities were selected, and for a ``top`` below 1.

    With ``db = tracker.open()``:

    >>> at_1 = tracker.streaks(tracker.rank(db.weekly(by="author", from_="2025-W08")))
    >>> at_1[["entity", "first", "last", "weeks", "ended_by"]].head(3)
          entity      first       last  weeks   ended_by
    0     google 2025-02-17 2025-03-03      3  anthropic
    1  anthropic 2025-03-10 2025-03-24      3     google
    2     google 2025-03-31 2025-08-25     22       x-ai
    """
    if top < 1:
        raise FrameError(f"top is {top}", datum=top, remedy="count ranks from 1")
    ranked = weekly_frame(ranked, "rank")
    _check_whole(ranked)
    can_rank = ranked["complete"] & (ranked["can_rank"] | ranked["rank"].notna())
    newest = ranked.loc[can_rank, "week"].max()
    if pd.isna(newest):
        raise GapError(f"no complete week of {metric_of(ranked)} is recorded")
    rows = consecutive(_at_rank(ranked, top))
    rows["ongoing"] = rows["last"] == newest
    rows["ended_by"] = pd.Series(_endings(rows, ranked, top), index=rows.index, dtype=object)
    rows["metric"], rows["by"] = metric_of(ranked), level_of(ranked)
    return rows.sort_values(["first", "last", "entity"], ignore_index=True)[[*COLUMNS]]


def _at_rank(ranked: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the weeks and entities at rank ``top`` or better."""
    return ranked.loc[(ranked["rank"] <= top).fillna(value=False), ["entity", "week"]]


def consecutive(weeks: pd.DataFrame) -> pd.DataFrame:
    """Return the streaks of consecutive weeks of each entity: columns entity, first, last, weeks.

    ``weeks`` has the columns entity and week, a row for each week that counts.
    """
    ordered = weeks.sort_values(["entity", "week"])
    last_week = ordered.groupby("entity")["week"].shift()
    begins = ordered["week"] != last_week + WEEK
    return ordered.groupby(begins.cumsum()).agg(
        entity=("entity", "first"),
        first=("week", "min"),
        last=("week", "max"),
        weeks=("week", "size"),
    )


def touching(streaks: pd.DataFrame, weeks: pd.Series) -> pd.DataFrame:
    """Return the streaks that have a week among ``weeks``, or between two of them."""
    shared: pd.DataFrame = streaks[
        (streaks["last"] >= weeks.min()) & (streaks["first"] <= weeks.max())
    ]
    return shared


def leaders(ranked: pd.DataFrame) -> pd.Series:
    """Return the leader of each week; several are named together."""
    led = _at_rank(ranked, 1).set_index("week")["entity"]
    return led if led.index.is_unique else led.groupby(level="week").agg(" and ".join)


def on_top(ranked: pd.DataFrame, top: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return the streaks of all entities at rank ``top`` or better, and the weeks with ranks."""
    weeks = ranked.loc[ranked["rank"].notna(), "week"].drop_duplicates()
    return consecutive(_at_rank(ranked, top)), weeks


def longest_among(
    streaks_and_weeks: tuple[pd.DataFrame, pd.Series],
    entities: Collection[str],
    first: date,
    last: date,
) -> int | None:
    """Return the length of the longest streak of one of ``entities`` from ``first`` to ``last``.

    It is 0 for none, and None if none of those weeks has ranks. The streaks, and the weeks with
    ranks, are those that `on_top` returns.
    """
    streaks, weeks = streaks_and_weeks
    span = pd.Series([pd.Timestamp(first), pd.Timestamp(last)])
    if not weeks.between(span[0], span[1]).any():
        return None
    matching = touching(streaks[streaks["entity"].isin([*entities])], span)
    return int(matching["weeks"].max()) if len(matching) else 0


def _check_whole(ranked: pd.DataFrame) -> None:
    """Raise FrameError where a rank is worse than the place among those that are in the frame."""
    chart = ranked[named(ranked) & ranked["complete"] & ranked["can_rank"]]
    places = chart.groupby("week")["value"].rank(method="min", ascending=False)
    lacking = chart[(chart["rank"] > places).fillna(value=False)]
    if len(lacking):
        row = lacking.iloc[0]
        raise FrameError(
            f"the frame lacks entities: in the week of {row['week']:%Y-%m-%d} {row['entity']} has"
            f" rank {row['rank']}, and fewer entities are there",
            datum=row["entity"],
            remedy="measure the whole frame first, then select: streaks[streaks['entity'] == …]",
        )


def _endings(streaks: pd.DataFrame, ranked: pd.DataFrame, top: int) -> list[str | None]:
    """Return what ended each streak, by looking at the week after its last."""
    led_by = leaders(ranked).to_dict()
    complete = ranked[ranked["complete"]]
    can_rank = {*complete.loc[complete["can_rank"], "week"].drop_duplicates()}
    rows = complete[complete["entity"].isin(streaks["entity"])]
    ranks = rows.set_index(["entity", "week"])["rank"].to_dict()
    known_ranks = known_to(ranked)
    endings: list[str | None] = []
    for streak in each(streaks):
        after = streak.last + WEEK
        rank_after = ranks.get((streak.entity, after))
        if streak.ongoing:
            ending = None
        elif top == 1 and after in led_by:
            ending = led_by[after]
        elif after not in can_rank:
            ending = GAP
        elif top == 1 or rank_after is pd.NA:
            ending = OPEN
        elif rank_after is not None:
            ending = f"rank {rank_after}"
        else:
            ending = "not named" if known_ranks.get(after, 0) >= top else OPEN
        endings.append(ending)
    return endings


LATER = (4, 8, 12)


@dataclass(frozen=True)
class Kept:
    """What was left after some weeks: a ratio, or the reason why there is none."""

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
    rows = shared[shared["entity"].isin([entity])]
    known_rows, shares = (
        _known_shares(shared),
        _known_shares(rows).set_index("week")["share"].sort_index(),
    )
    if not shares.gt(0).any():
        raise GapError(f"no share of {entity} is recorded", datum=entity)
    peak = pd.Timestamp(shares.index[int(shares.argmax())])
    debut = _debuts(shared, rows, moves).get(entity)
    newest = shared.loc[shared["complete"], "week"].max()
    unnamed_in = shared[~shared["week"].isin(shares.index) & shared["share"].notna()]
    half_life, held = _half_life(shares, unnamed_shares(unnamed_in), peak, newest)
    lower = rows.loc[rows["complete"] & rows["share"].notna(), "week"]
    weeks = {**dict.fromkeys(known_rows["week"], "not named"), **dict.fromkeys(lower, "open")}
    return Endurance(
        entity=entity,
        debut=debut,
        debut_share=None if debut is None or debut not in shares.index else float(shares[debut]),
        peak=peak,
        peak_share=float(shares[peak]),
        half_life=half_life,
        held=held,
        after_peak=_kept_after(shares, peak, weeks, newest),
        after_debut=_kept_after(shares, debut, weeks, newest),
    )


def aligned(shared: pd.DataFrame, entities: Sequence[str]) -> pd.DataFrame:
    """Return the shares of ``entities`` by weeks since the debut (its own week is 0).

    Columns entity, weeks_since_debut, week, share. Entities whose debut is unknown are left out,
    and so are weeks without a share.
    """
    shared = weekly_frame(shared, "share")
    selected = shared[shared["entity"].isin(entities)]
    debuts = _debuts(shared, selected).rename("debut").rename_axis("entity").reset_index()
    rows = _known_shares(shared).merge(debuts, on="entity")
    rows["weeks_since_debut"] = (rows["week"] - rows["debut"]).dt.days // WEEK.days
    rows = rows[rows["weeks_since_debut"] >= 0].sort_values(["entity", "week"], ignore_index=True)
    return rows[["entity", "weeks_since_debut", "week", "share"]]


def _known_shares(shared: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose share is known.

    That of a lower bound is not, but for a week that lacks a day, where it is the share of six
    days.
    """
    is_known = shared["complete"] & shared["share"].notna() & ~shared["proven"]
    is_known &= ~shared["at_least"] | lacks_day(shared)
    return shared.loc[is_known, ["week", "entity", "share"]]


def _debuts(
    shared: pd.DataFrame, rows: pd.DataFrame, moves: pd.DataFrame | None = None
) -> pd.Series:
    """Return the weeks in which the entities of ``rows`` were new entries, by entity."""
    first = rows[rows["value"] > 0].groupby("entity")["week"].min()
    if moves is None:
        neighbours = shared[(shared["value"] > 0) & shared["week"].isin([*first, *(first - WEEK)])]
        moves = movers(rank(neighbours))
    entries = moves[moves["move"] == "new entry"].set_index("entity")["week"]
    return first[first == entries.reindex(first.index)]


def _half_life(
    shares: pd.Series, at_most: pd.Series, peak: pd.Timestamp, newest: pd.Timestamp
) -> tuple[int | None, int]:
    """Return weeks to the first that is seen below half, and weeks that are seen not to be."""
    calendar = pd.date_range(peak + WEEK, newest, freq=WEEK)
    half = shares[peak] / 2
    by_week = shares.reindex(calendar)
    below = by_week.fillna(at_most.reindex(calendar)) < half
    held = int((by_week >= half).astype("int64").cummin().sum())
    return (int(below.argmax()) + 1 if below.any() else None), held


def _kept_after(
    shares: pd.Series,
    start: pd.Timestamp | None,
    weeks: dict[pd.Timestamp, str],
    newest: pd.Timestamp,
) -> tuple[Kept, ...]:
    if start is None or start not in shares.index:
        return ()
    result = []
    for later in LATER:
        week = start + later * WEEK
        if week in shares.index:
            result.append(Kept(later, float(shares[week] / shares[start]), None))
        else:
            reason = "not yet" if week > newest else weeks.get(week, "gap")
            result.append(Kept(later, None, reason))
    return tuple(result)
