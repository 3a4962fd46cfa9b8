"""What is known of whom a week does not name, or whose figure is missing.

not_named
    A slug that a week does not name had less than every slug that it names on all its days. So a
    larger amount is refuted, and a smaller one is not known. At a coarser level the rest of the
    week is the most that it can have had.
"""

from __future__ import annotations

import pandas as pd

from tracker import phrasing
from tracker.analysis.rows import named
from tracker.claims import tolerances, truths
from tracker.claims.grammar import Amount, Change, Ranked, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Finding, Ground
from tracker.identity.subjects import Subject
from tracker.records import OTHER
from tracker.weeks import WEEK, label


def unnamed(
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Cell,
    here: pd.DataFrame,
    rows: pd.DataFrame,
    ground: Ground,
) -> Finding:
    """What is known of an entity that the week does not name, or whose figure is missing."""
    week = label(claim.week)
    if isinstance(claim, Ranked):
        return _rank_at_best(claim, subject, cell, here, ground)
    if isinstance(claim, Change):
        why = f"its {cell.metric} are not known in {week} and in the week before"
        return Finding(cell, None, "not known", why)
    if len(rows):
        return Finding(cell, None, "not known", f"its exact figure of {week} is not known")
    most = _border(here, cell) if here["can_rank"].all() else None
    if most is None:
        return Finding(cell, None, "not named", f"it is not named in {week}")
    share = most / int(here["value"].sum()) * 100
    if isinstance(claim, Amount):
        limit, more = phrasing.amount(most), claim.figure.value > most
        within = tolerances.amount(claim.figure, most)
    else:
        limit, more = f"{share:.1f} %", claim.figure.value > share
        within = tolerances.percentage(claim.figure, share)
    if more and not within:
        return Finding(cell, False, f"not named, so less than {limit}")
    return Finding(cell, None, "not named", f"it is not named in {week}, so at most {limit}")


def _rank_at_best(
    claim: Ranked, subject: Subject, cell: Cell, here: pd.DataFrame, ground: Ground
) -> Finding:
    """A rank of whom the week does not rank. Where it ranks nobody, bounds may still refute it."""
    week, number = label(claim.week), int(here["rank"].notna().sum())
    if here["can_rank"].all():
        if number >= claim.rank or subject.is_sum:
            return Finding(cell, False, f"not among the {number} named")
        return Finding(cell, None, "not named", f"{week} names {number} others only")
    if cell.metric == "calls" and cell.by == "slug":
        bounds = ground.bounds()
        slugs = subject.at("slug", ground.slugs, claim.week)
        ranks = [truths.at_best(bounds, slug).get(pd.Timestamp(claim.week)) for slug in slugs]
        known = [int(rank) for rank in ranks if rank is not None]
        if known and min(known) > claim.rank:
            return Finding(cell, False, f"at best rank {min(known)}")
    return Finding(cell, None, "no ranks", f"the {cell.metric} of {week} cannot be ranked")


def _border(here: pd.DataFrame, cell: Cell) -> int | None:
    """The most that an entity can have had which a week does not name."""
    rest = here.loc[here["entity"] == OTHER, "value"]
    if cell.by != "slug":
        return int(rest.iloc[0]) if len(rest) else None
    whole = here[named(here) & (here["days"] >= WEEK.days)]
    limits = [int(whole["value"].min())] if len(whole) else []
    return min([*limits, *map(int, rest)], default=None)
