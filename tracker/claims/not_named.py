"""What is known of whom a week does not name, or whose figure is missing.

not_named
    An entity that a week does not name had at most as much as `at_most` says. So a larger amount is
    refuted, and a smaller one is not known.
"""

from __future__ import annotations

import pandas as pd

from tracker import phrasing
from tracker.analysis.limits import unnamed_at_most
from tracker.claims import tolerances, truths
from tracker.claims.grammar import Amount, Change, Ranked, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Finding, Ground
from tracker.identity.subjects import TOTAL, Subject
from tracker.weeks import label


def unnamed(
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Cell,
    here: pd.DataFrame,
    rows: pd.DataFrame,
    ground: Ground,
) -> Finding:
    """What is known of an entity that the week does not name, or whose figure is missing."""
    week, is_open = label(claim.week), bool(here["at_least"].any())
    if isinstance(claim, Ranked):
        return _rank_at_best(claim, subject, cell, here, ground)
    if isinstance(claim, Change):
        why = f"its {cell.metric} are not known in {week} and in the week before"
        return Finding(cell, None, "not known", why, open=is_open)
    if len(rows):
        return Finding(cell, None, "not known", f"its exact figure of {week} is not known")
    most = pd.NA if subject.level == TOTAL else unnamed_at_most(here).iloc[0]
    if pd.isna(most):
        return Finding(cell, None, "not named", f"it is not named in {week}")
    most = int(most)
    share = most / int(here["value"].sum()) * 100
    if isinstance(claim, Amount):
        limit, more = phrasing.amount(most), claim.figure.value > most
        within = tolerances.amount(claim.figure, most)
    else:
        limit, more = f"{share:.1f} %", claim.figure.value > share
        within = tolerances.percentage(claim.figure, share)
    if more and not within:
        return Finding(cell, False, f"not named, so less than {limit}")
    why = f"it is not named in {week}, so at most {limit}"
    return Finding(cell, None, "not named", why, open=is_open)


def _rank_at_best(
    claim: Ranked, subject: Subject, cell: Cell, here: pd.DataFrame, ground: Ground
) -> Finding:
    """A rank of whom the week does not rank. Where it ranks nobody, bounds may still refute it."""
    week, number = label(claim.week), int(here["rank"].notna().sum())
    if here["can_rank"].all():
        return Finding(cell, None, "not named", f"{week} names {number} others only")
    if cell.metric == "calls" and cell.by == "slug":
        bounds = ground.bounds()
        slugs = subject.at("slug", ground.slugs, claim.week)
        ranks = [truths.best_by_calls(bounds, slug).get(pd.Timestamp(claim.week)) for slug in slugs]
        known = [int(rank) for rank in ranks if rank is not None]
        if known and min(known) > claim.rank:
            return Finding(cell, False, f"at best rank {min(known)}")
    return Finding(cell, None, "no ranks", f"the {cell.metric} of {week} cannot be ranked")
