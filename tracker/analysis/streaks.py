"""Runs of consecutive weeks at #1, or in the top N.

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
    `not named`; `gap` where that week is missing or cannot rank, so nobody knows whether the run
    went on; nothing while it is ongoing.
gap
    A week between the first and the last on record that is missing, incomplete, or known only
    through a board that cannot rank. It ends every run, and is said to.
"""

from __future__ import annotations

import pandas as pd

from tracker.errors import GapError
from tracker.weeks import WEEK

COLUMNS = ("entity", "metric", "by", "first", "last", "weeks", "ongoing", "ended_by")
GAP = "gap"


def streaks(ranked: pd.DataFrame, top: int = 1) -> pd.DataFrame:
    """The runs in a ranked frame, oldest first: columns entity, metric, by, first and last (the
    Mondays of the run), weeks, ongoing, ended_by.

    Raises GapError when no week is complete.
    """
    newest = ranked.loc[ranked["rank"].notna(), "week"].max()
    if pd.isna(newest):
        metric = ranked.attrs.get("metric", "figures")
        raise GapError(f"no complete week of {metric} is recorded")
    on_top = ranked.loc[(ranked["rank"] <= top).fillna(False), ["entity", "week", "rank"]]
    on_top = on_top.sort_values(["entity", "week"], kind="stable")
    goes_on = (on_top["entity"] == on_top["entity"].shift()) & (
        on_top["week"] == on_top["week"].shift() + WEEK
    )
    runs = on_top.groupby((~goes_on).cumsum(), sort=False).agg(
        entity=("entity", "first"),
        first=("week", "min"),
        last=("week", "max"),
        weeks=("week", "size"),
    )
    runs["ongoing"] = runs["last"] == newest
    runs["ended_by"] = pd.Series(_endings(runs, ranked, top), index=runs.index, dtype=object)
    runs["metric"] = ranked.attrs.get("metric")
    runs["by"] = ranked.attrs.get("by")
    runs = runs.sort_values(["first", "last", "entity"]).reset_index(drop=True)[[*COLUMNS]]
    runs.attrs = dict(ranked.attrs)
    return runs


def touching(runs: pd.DataFrame, weeks: pd.Series) -> pd.DataFrame:
    """The runs that have a week among ``weeks``, or between two of them."""
    found: pd.DataFrame = runs[(runs["last"] >= weeks.min()) & (runs["first"] <= weeks.max())]
    return found


def leaders(ranked: pd.DataFrame) -> pd.Series:
    """Who had rank 1, by week; several are named together."""
    first = (ranked["rank"] == 1).fillna(False)
    led = ranked.loc[first, ["week", "entity"]].set_index("week")["entity"]
    return led if led.index.is_unique else led.groupby(level=0).agg(" and ".join)


def _endings(runs: pd.DataFrame, ranked: pd.DataFrame, top: int) -> list[str | None]:
    """What ended each run, by looking at the week after its last."""
    has_rank = ranked["rank"].notna()
    known = set(ranked.loc[has_rank & ((top == 1) | ranked["can_rank"]), "week"].unique())
    led_by = leaders(ranked).to_dict()
    positions = (
        ranked.loc[has_rank].set_index(["entity", "week"])["rank"].to_dict() if top > 1 else {}
    )
    endings: list[str | None] = []
    for entity, after, ongoing in zip(
        runs["entity"], runs["last"] + WEEK, runs["ongoing"], strict=True
    ):
        if ongoing:
            endings.append(None)
        elif after not in known:
            endings.append(GAP)
        elif top == 1:
            endings.append(led_by[after])
        else:
            fell_to = positions.get((entity, after))
            endings.append("not named" if fell_to is None else f"rank {fell_to}")
    return endings
