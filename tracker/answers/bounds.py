"""Bounds on the calls of weeks that were not captured whole, and the best possible ranks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd

from tracker.analysis import frame as frames
from tracker.analysis.bounds import COLUMNS, intervals
from tracker.answers.table import Table, span
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.records import Definition
from tracker.store import Store
from tracker.text import amount, ordinal

LISTED = 10
"""The lowest best possible rank that notes list; the table of bounds has all."""


def bounds(
    store: Store,
    week: date | None,
    as_of: datetime | None,
    entity: str | None,
    limit: int,
    names: Naming = keys,
) -> Table:
    """Return the bounds of slugs in a week (None: the newest).

    The rows are those with the largest lower bounds, or ``entity`` and all that must have had more.
    Raises GapError if nothing is known.
    """
    lengths = frames.prompt_lengths(store, as_of)
    try:
        weeks = frames.weekly(store, Definition("calls", as_of=as_of))
    except GapError:
        if lengths.empty:
            raise
        weeks = lengths.drop(columns="length").head(0)
    bounded = intervals(weeks, lengths)
    monday = pd.Timestamp(week) if week else bounded["week"].max()
    bounded = bounded[bounded["week"] == monday]
    if bounded.empty:
        raise GapError(f"no calls are recorded for {span(pd.Series([monday]))}", datum=week)
    shown = bounded.head(limit)
    if entity is not None:
        entity_rows = bounded[bounded["entity"] == entity]
        if entity_rows.empty:
            raise GapError(
                f"no calls of {entity!r} are known in {span(pd.Series([monday]))}",
                datum=entity,
                remedy="`tracker bounds` without a name lists all known calls",
            )
        more = bounded["lower"] > entity_rows["upper"].iloc[0]
        shown = pd.concat([bounded[more.fillna(value=False)], entity_rows])
    used = pd.concat([frame[frame["week"] == monday] for frame in (weeks, lengths)])
    notes = rank_notes(bounded, shown["entity"], names)
    heading = f"Bounds of calls by slug, {span(bounded['week'])}"
    return Table(shown[[*COLUMNS]], heading, cite(used), tuple(notes), "calls", names=names)


def rank_notes(bounded: pd.DataFrame, entities: Iterable[str], names: Naming = keys) -> list[str]:
    """Return the best ranks possible for ``entities`` each week, and the calls that prove it."""
    names_shown = set(entities)
    notes = []
    for week, rows in bounded.groupby("week"):
        ordered = rows.sort_values("lower", ascending=False)
        not_first = ordered["best_rank"].between(2, LISTED).fillna(value=False)
        certain = (ordered["best_rank"] == ordered["worst_rank"]).fillna(value=False)
        outranked = ordered[ordered["entity"].isin(names_shown) & not_first & ~certain]
        if outranked.empty:
            continue
        named = "; ".join(
            f"{names(slug, 'slug')} at best {ordinal(int(rank))}"
            for slug, rank in zip(outranked["entity"], outranked["best_rank"], strict=True)
        )
        larger = ordered[ordered["lower"] >= outranked["lower"].min()]
        exact = (larger["lower"] == larger["upper"]).fillna(value=False)
        counts = ", ".join(
            f"{names(slug, 'slug')} {'' if sure else 'at least '}{amount(int(least))}"
            for slug, least, sure in zip(larger["entity"], larger["lower"], exact, strict=True)
        )
        notes.append(f"{span(pd.Series([week]))}: {named}. Known calls: {counts}.")
    return notes
