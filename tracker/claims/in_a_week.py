"""Claims of a figure of one week, under one definition: an amount, a change, a share, a rank.

not_named
    A slug that a week does not name had less than every slug that it names on all its days. So a
    larger amount is refuted, and a smaller one is not known. Named on fewer than seven days, a slug
    had at least what is found, and at most as much more as the smallest of the others had on the
    days that are missing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from tracker import phrasing
from tracker.analysis.frame import named
from tracker.claims import tolerances, truths
from tracker.claims.grammar import Amount, Change, Ranked, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Evidence, Finding, Ground, depth_of, real, whole
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import OTHER
from tracker.weeks import WEEK, label


def amount(
    claim: Amount, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    def holds(row: pd.Series) -> bool:
        least = int(row["value"])
        if tolerances.amount(claim.figure, least):
            return True
        most = least + _unseen(row, ground.frame(cell, subjects[0], **more))
        return least <= claim.figure.value <= most

    return _in_week(
        claim, subjects[0], cell, ground, more, "value", holds,
        lambda value: phrasing.amount(int(value)), lambda value: float(claim.figure.value) - value,
    )  # fmt: skip


def change(
    claim: Change, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    return _in_week(
        claim, subjects[0], cell, ground, more, "change_pct",
        lambda row: tolerances.percentage(claim.figure, row["change_pct"]),
        lambda value: f"{value:+,.1f} %", lambda value: float(claim.figure.value) - value,
    )  # fmt: skip


def share(
    claim: Share, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    return _in_week(
        claim, subjects[0], cell, ground, more, "share",
        lambda row: tolerances.percentage(claim.figure, row["share"] * 100),
        lambda value: f"{value * 100:.1f} %", lambda value: float(claim.figure.value) / 100 - value,
    )  # fmt: skip


def ranked(
    claim: Ranked, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    return _in_week(
        claim, subjects[0], cell, ground, more, "rank",
        lambda row: int(row["rank"]) == claim.rank,
        lambda value: f"rank {int(value)}", lambda value: claim.rank - value,
    )  # fmt: skip


def _in_week(
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Cell,
    ground: Ground,
    more: dict[str, bool],
    column: str,
    holds: Callable[[pd.Series], bool],
    write: Callable[[Any], str],
    off: Callable[[float], float],
) -> Finding:
    """Judge a figure of one week: of the entities of the subject the one that holds, or else the
    one that comes nearest."""
    frame = ground.frame(cell, subject, **more)
    here = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"]]
    if here.empty:
        why = f"no complete week of {cell.metric} is recorded for {label(claim.week)}"
        return Finding(cell, None, "not recorded", why)
    ranks = bool(here["can_rank"].all())
    if not ranks and cell.by != "slug":
        why = f"in {label(claim.week)} only the {cell.metric} of single slugs are known"
        return Finding(cell, None, "not measured", why)
    rows = _rows(here, subject, cell, ground)
    evidence = _evidence(rows, claim.week, cell, here)
    known = rows[rows[column].notna() & ~rows["proven"]] if column in rows else rows.head(0)
    if known.empty:
        return _unnamed(claim, cell, here, rows, evidence, ground, ranks=ranks)
    candidates = [row for _, row in known.iterrows()]
    held = [row for row in candidates if holds(row)]
    row = min(held or candidates, key=lambda row: abs(off(float(row[column]))))
    return Finding(
        cell, bool(held), write(row[column]), "", evidence,
        entity=str(row["entity"]), value=float(row[column]),
    )  # fmt: skip


def _unnamed(
    claim: Amount | Change | Share | Ranked,
    cell: Cell,
    here: pd.DataFrame,
    rows: pd.DataFrame,
    evidence: Evidence,
    ground: Ground,
    *,
    ranks: bool,
) -> Finding:
    """What is known of an entity that the week does not name, or whose figure is missing."""
    week = label(claim.week)
    if isinstance(claim, Ranked):
        ranked = int(here["rank"].notna().sum())
        if ranks and rows.empty and ranked >= claim.rank:
            return Finding(cell, False, f"not among the {ranked} named", "", evidence)
        return _rank_at_best(claim, cell, here, evidence, ground)
    if isinstance(claim, Change):
        why = f"its {cell.metric} are not known in {week} and in the week before"
        return Finding(cell, None, "not known", why, evidence)
    most = _border(here, cell) if ranks and rows.empty else None
    if most is None:
        return Finding(cell, None, "not named", f"it is not named in {week}", evidence)
    share = most / int(here["value"].sum()) * 100
    over = claim.figure.value > most if isinstance(claim, Amount) else claim.figure.value > share
    limit = phrasing.amount(most) if isinstance(claim, Amount) else f"{share:.1f} %"
    if over:
        return Finding(cell, False, f"not named, so less than {limit}", "", evidence)
    why = f"it is not named in {week}, so at most {limit}"
    return Finding(cell, None, "not named", why, evidence)


def _rank_at_best(
    claim: Ranked, cell: Cell, here: pd.DataFrame, evidence: Evidence, ground: Ground
) -> Finding:
    """Where no ranks are known, bounds may still refute one."""
    if cell.metric == "calls" and cell.by == "slug":
        bounds = ground.bounds()
        names = {row["entity"] for row in evidence}
        own = bounds[(bounds["week"] == pd.Timestamp(claim.week)) & bounds["entity"].isin(names)]
        best = own["best_rank"].min()
        if pd.notna(best) and best > claim.rank:
            return Finding(cell, False, f"at best rank {int(best)}", "", evidence)
    why = f"the {cell.metric} of {label(claim.week)} cannot be ranked"
    return Finding(cell, None, "no ranks", why, evidence)


def _rows(here: pd.DataFrame, subject: Subject, cell: Cell, ground: Ground) -> pd.DataFrame:
    """The rows of the subject in a week; everything together for the total, and zero for a sum of
    which nothing is seen."""
    if subject.level == TOTAL:
        return _total(here, ground, cell)
    if subject.is_model:
        week = here["week"].iloc[0].date()
        return here[here["entity"].isin(subject.at(cell.level(subject), ground.slugs, week))]
    found = here[here["entity"] == subject.name]
    if len(found) or not here["can_rank"].all():
        return found
    nothing = {"entity": subject.name, "value": 0, "share": 0.0, "proven": False, "days": 7}
    return pd.DataFrame([nothing]).reindex(columns=[*here.columns]).assign(proven=False)


def _total(here: pd.DataFrame, ground: Ground, cell: Cell) -> pd.DataFrame:
    totals = truths.totals(ground.figures(cell.metric, "slug"))
    week = pd.Timestamp(here["week"].iloc[0])
    now, then = totals.get(week), totals.get(week - WEEK)
    if now is None:
        return here.head(0)
    change = None if not then else (now / then - 1) * 100
    row = {"entity": "total", "value": int(now), "share": 1.0, "change_pct": change, "days": 7}
    return pd.DataFrame([row]).assign(proven=False)


def _border(here: pd.DataFrame, cell: Cell) -> int | None:
    """The most that an entity can have had which a week does not name."""
    rest = here.loc[here["entity"] == OTHER, "value"]
    if cell.by != "slug":
        return int(rest.iloc[0]) if len(rest) else None
    whole = here[named(here) & (here["days"] >= WEEK.days)]
    limits = [int(whole["value"].min())] if len(whole) else []
    return min([*limits, *map(int, rest)], default=None)


def _unseen(row: pd.Series, frame: pd.DataFrame) -> int:
    """The most that may be missing of an entity that was not named on every day of the week."""
    missing = WEEK.days - int(row["days"])
    if missing <= 0:
        return 0
    here = frame[(frame["week"] == row["week"]) & named(frame) & (frame["days"] >= WEEK.days)]
    return int(here["value"].min()) * missing // WEEK.days if len(here) else 0


def _evidence(rows: pd.DataFrame, week: date, cell: Cell, here: pd.DataFrame) -> Evidence:
    return [
        {
            "week": week.isoformat(), "metric": cell.metric, "by": cell.by,
            "depth": depth_of(here, week, cell), "entity": row["entity"],
            "value": whole(row["value"]), "share": real(row.get("share")),
            "change_pct": real(row.get("change_pct")), "rank": whole(row.get("rank")),
        }
        for _, row in rows.iterrows()
    ]  # fmt: skip
