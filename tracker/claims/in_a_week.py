"""Claims of a figure of one week, under one definition: an amount, a change, a share, a rank.

not_named
    A slug that a week does not name had less than every slug that it names on all its days. So a
    larger amount is refuted, and a smaller one is not known. Named on fewer than seven days, a slug
    had at least what is found, and at most as much more as the smallest of the others had on the
    days that are missing. In a week that lacks a day for ever everybody had more than is found: at
    most half as much again as on an average day of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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

A_DAY = (1 + truths.COULD_TURN) / (WEEK.days - 1)
"""The most that a lost day may have had, of what the other six had."""


def amount(
    claim: Amount, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    frame = ground.frame(cell, subjects[0], **more)
    lost = pd.Timestamp(claim.week) in truths.short(frame)

    def holds(row: pd.Series) -> bool | None:
        least = int(row["value"])
        if tolerances.amount(claim.figure, least):
            return True
        if lost and least < claim.figure.value <= least * (1 + A_DAY):
            return None
        return least <= claim.figure.value <= least + _unseen(row, frame)

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
    frame = ground.frame(cell, subjects[0], **more)
    week = pd.Timestamp(claim.week)

    def holds(row: pd.Series) -> bool | None:
        borders = (claim.rank, claim.rank - 1) if claim.rank > 1 else (1,)
        if any(week in truths.undecided(frame, row["entity"], border) for border in borders):
            return None
        return int(row["rank"]) == claim.rank

    return _in_week(
        claim, subjects[0], cell, ground, more, "rank", holds,
        lambda value: f"rank {int(value)}", lambda value: claim.rank - value,
    )  # fmt: skip


def _in_week(
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Cell,
    ground: Ground,
    more: dict[str, bool],
    column: str,
    holds: Callable[[pd.Series], bool | None],
    write: Callable[[Any], str],
    off: Callable[[float], float],
) -> Finding:
    """Judge a figure of one week: of the entities of the subject the one that holds, or else one
    that may, or else the one that comes nearest."""
    frame = ground.frame(cell, subject, **more)
    week = label(claim.week)
    here = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"]]
    if here.empty:
        why = f"no complete week of {cell.metric} is recorded for {week}"
        return Finding(cell, None, "not recorded", why)
    if cell.by != "slug" and not here["can_rank"].all():
        why = f"in {week} only the {cell.metric} of single slugs are known"
        return Finding(cell, None, "not measured", why)
    rows = _rows(here, subject, cell, ground, more)
    evidence = _evidence(rows, claim.week, cell, here)
    exact = ~rows["proven"] | (column == "rank")
    known = rows[rows[column].notna() & exact] if column in rows else rows.head(0)
    if known.empty:
        found = _unnamed(claim, subject, cell, here, rows, ground)
        return replace(found, evidence=evidence)
    answers = [(holds(row), row) for _, row in known.iterrows()]
    so = next((way for way in (True, None) if any(held is way for held, _ in answers)), False)
    row = min(
        (row for held, row in answers if held is so), key=lambda row: abs(off(float(row[column])))
    )
    why = f"a day of {week} is lost at the publisher" if so is None else ""
    return Finding(
        cell, so, write(row[column]), why, evidence,
        entity=str(row["entity"]), value=float(row[column]),
        lost=(claim.week,) if so is None else (),
    )  # fmt: skip


def _unnamed(
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
        slugs = subject.at("slug", ground.slugs, claim.week)
        return _rank_at_best(claim, cell, here, slugs, ground)
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
    claim: Ranked, cell: Cell, here: pd.DataFrame, slugs: Sequence[str], ground: Ground
) -> Finding:
    """A rank of whom the week does not rank. Where it ranks nobody, bounds may still refute it."""
    week, number = label(claim.week), int(here["rank"].notna().sum())
    if here["can_rank"].all():
        if number >= claim.rank:
            return Finding(cell, False, f"not among the {number} named")
        return Finding(cell, None, "not named", f"{week} names {number} others only")
    if cell.metric == "calls" and cell.by == "slug":
        bounds = ground.bounds()
        ranks = [truths.at_best(bounds, slug).get(pd.Timestamp(claim.week)) for slug in slugs]
        known = [int(rank) for rank in ranks if rank is not None]
        if known and min(known) > claim.rank:
            return Finding(cell, False, f"at best rank {min(known)}")
    return Finding(cell, None, "no ranks", f"the {cell.metric} of {week} cannot be ranked")


def _rows(
    here: pd.DataFrame, subject: Subject, cell: Cell, ground: Ground, more: dict[str, bool]
) -> pd.DataFrame:
    """The rows of the subject in a week; everything together for the total, and zero for a sum of
    which nothing is seen."""
    if subject.level == TOTAL:
        return _total(here, ground, cell, more)
    if subject.is_model:
        week = here["week"].iloc[0].date()
        return here[here["entity"].isin(subject.at(cell.level(subject), ground.slugs, week))]
    found = here[here["entity"] == subject.name]
    if len(found) or not here["can_rank"].all():
        return found
    nothing = {"entity": subject.name, "value": 0, "share": 0.0, "proven": False, "days": 7}
    return pd.DataFrame([nothing]).reindex(columns=[*here.columns]).assign(proven=False)


def _total(here: pd.DataFrame, ground: Ground, cell: Cell, more: dict[str, bool]) -> pd.DataFrame:
    totals = truths.totals(ground.figures(cell.metric, "slug", **more))
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
