"""What can be told of a week whose calls nobody captured whole: bounds, and ranks at best."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd

from tracker.analysis import bounds as bounding
from tracker.analysis import frame as frames
from tracker.answers.table import Table, span
from tracker.citation import cite
from tracker.errors import GapError
from tracker.records import Definition
from tracker.store import Store
from tracker.text import amount, ordinal

LISTED = 10
"""Ranks at best that are told; whoever is lower still is in the table of bounds."""


def bounds(
    store: Store, week: date | None, as_of: datetime | None, entity: str | None, limit: int
) -> Table:
    """The bounds of every slug in a week (the newest there is): those of the largest lower bounds,
    or of ``entity`` and of all that must have had more. Raises GapError for what is not known."""
    lengths = frames.prompt_lengths(store, as_of)
    try:
        weeks = frames.weekly(store, Definition("calls", as_of=as_of))
    except GapError:
        if lengths.empty:
            raise
        weeks = lengths.drop(columns="length").head(0)
    bounded = bounding.intervals(weeks, lengths)
    asked = pd.Timestamp(week) if week else bounded["week"].max()
    bounded = bounded[bounded["week"] == asked]
    if bounded.empty:
        raise GapError(f"no calls are recorded for {span(pd.Series([asked]))}", datum=week)
    shown = bounded.head(limit)
    if entity is not None:
        own = bounded[bounded["entity"] == entity]
        if own.empty:
            raise GapError(
                f"nothing is known of the calls of {entity!r} in {span(pd.Series([asked]))}",
                datum=entity,
                remedy="`tracker bounds` without a name shows whose calls are known",
            )
        more = bounded["lower"] > own["upper"].iloc[0]
        shown = pd.concat([bounded[more.fillna(value=False)], own])
    used = pd.concat([frame[frame["week"] == asked] for frame in (weeks, lengths)])
    notes = told(bounded, shown["entity"])
    heading = f"Bounds of calls by slug, {span(bounded['week'])}"
    return Table(shown[[*bounding.COLUMNS]], heading, cite(used), tuple(notes))


def told(bounded: pd.DataFrame, entities: Iterable[str]) -> list[str]:
    """For each week of some bounds: at which rank the ``entities`` can be at best, and whose calls
    say so."""
    wanted = set(entities)
    notes = []
    for week, rows in bounded.groupby("week"):
        known = rows.sort_values("lower", ascending=False)
        behind = known["best_rank"].between(2, LISTED).fillna(value=False)
        certain = (known["best_rank"] == known["worst_rank"]).fillna(value=False)
        limited = known[known["entity"].isin(wanted) & behind & ~certain]
        if limited.empty:
            continue
        named = "; ".join(
            f"{slug} at best {ordinal(int(rank))}"
            for slug, rank in zip(limited["entity"], limited["best_rank"], strict=True)
        )
        larger = known[known["lower"] >= limited["lower"].min()]
        exact = (larger["lower"] == larger["upper"]).fillna(value=False)
        counts = ", ".join(
            f"{slug} {'' if sure else 'at least '}{amount(int(least))}"
            for slug, least, sure in zip(larger["entity"], larger["lower"], exact, strict=True)
        )
        notes.append(f"{span(pd.Series([week]))}: {named}. Known calls: {counts}.")
    return notes
