"""Claims of a figure of one week, under one definition: an amount, a change, a share, a rank."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tracker import phrasing
from tracker.claims import not_named, open_ends, tolerances, truths
from tracker.claims.grammar import Amount, Change, Ranked, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Evidence, Finding, Ground, depth_of, real, whole
from tracker.claims.open_ends import A_DAY, Answer
from tracker.identity.subjects import TOTAL, Subject
from tracker.weeks import WEEK, label


def amount(
    claim: Amount, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    (subject,) = subjects
    lost = open_ends.lacking(claim, subject, cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        least = int(row["value"])
        if tolerances.amount(claim.figure, least):
            return Answer(True)
        if lost and open_ends.between(claim.figure, least, math.floor(least * (1 + A_DAY))):
            return open_ends.a_day_is_lost(lost)
        unseen = open_ends.unseen(row, subject, cell, ground, more) if subject.is_model else 0
        if unseen and open_ends.between(claim.figure, least, least + unseen):
            most = phrasing.amount(least + unseen)
            days = f"it was not named on every day of {label(claim.week)}"
            return Answer(None, f"{days}, and may have had up to {most}")
        return Answer(False)

    return _in_week(
        claim, subject, cell, ground, more, "value", holds,
        lambda value: phrasing.amount(int(value)), lambda value: float(claim.figure.value) - value,
    )  # fmt: skip


def change(
    claim: Change, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    lost = open_ends.lacking(claim, subjects[0], cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        found = float(row["change_pct"])
        if not lost:
            return Answer(tolerances.percentage(claim.figure, found))
        now = 1 + A_DAY if claim.week in lost else 1
        then = 1 + A_DAY if claim.week - WEEK in lost else 1
        ends = [((1 + found / 100) * times - 1) * 100 for times in (1 / then, now)]
        return open_ends.within(claim.figure, ends, lost)

    return _in_week(
        claim, subjects[0], cell, ground, more, "change_pct", holds,
        lambda value: f"{value:+,.1f} %", lambda value: float(claim.figure.value) - value,
    )  # fmt: skip


def share(
    claim: Share, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    lost = open_ends.lacking(claim, subjects[0], cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        found = float(row["share"])
        if not lost:
            return Answer(tolerances.percentage(claim.figure, found * 100))
        least, most = (
            found / (1 + A_DAY * (1 - found)),
            found * (1 + A_DAY) / (1 + A_DAY * found),
        )
        return open_ends.within(claim.figure, [least * 100, most * 100], lost)

    return _in_week(
        claim, subjects[0], cell, ground, more, "share", holds,
        lambda value: f"{value * 100:.1f} %", lambda value: float(claim.figure.value) / 100 - value,
    )  # fmt: skip


def ranked(
    claim: Ranked, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    frame = ground.frame(cell, subjects[0], **more)
    week = pd.Timestamp(claim.week)

    def holds(row: pd.Series) -> Answer:
        borders = (claim.rank, claim.rank - 1) if claim.rank > 1 else (1,)
        if any(week in truths.undecided(frame, row["entity"], border) for border in borders):
            return open_ends.a_day_is_lost((claim.week,))
        return Answer(int(row["rank"]) == claim.rank)

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
    holds: Callable[[pd.Series], Answer],
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
        found = not_named.unnamed(claim, subject, cell, here, rows, ground)
        return replace(found, evidence=evidence)
    answers = [(holds(row), row) for _, row in known.iterrows()]
    so = next(
        (way for way in (True, None) if any(found.holds is way for found, _ in answers)), False
    )
    answer, row = min(
        ((found, row) for found, row in answers if found.holds is so),
        key=lambda one: abs(off(float(one[1][column]))),
    )
    return Finding(
        cell, so, write(row[column]), answer.why, evidence,
        entity=str(row["entity"]), value=float(row[column]), open=so is None, lost=answer.lost,
    )  # fmt: skip


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
