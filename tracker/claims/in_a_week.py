"""Claims of a figure of one week, under one definition: an amount, a change, a share, a rank."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tracker import phrasing
from tracker.analysis.limits import at_most, unnamed_at_most
from tracker.analysis.ranks import standing
from tracker.claims import not_named, open_ends, tolerances, truths
from tracker.claims.grammar import Amount, Change, Ranked, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Evidence, Finding, Ground, depth_of, real, whole
from tracker.claims.open_ends import A_DAY, Answer
from tracker.identity.subjects import TOTAL, Subject
from tracker.phrasing import counted
from tracker.weeks import WEEK, label


def amount(
    claim: Amount, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    (subject,) = subjects
    lost = open_ends.lacking(claim, subject, cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        least = open_ends.at_least(row, subject, cell, ground)
        if open_ends.is_shallow(row, lost):
            if tolerances.amount(claim.figure, least) or open_ends.between(
                claim.figure, least, int(row["at_most"])
            ):
                return Answer(None, _seen(row, phrasing.amount(least)))
            return Answer(False)
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
    (subject,) = subjects
    lost = open_ends.lacking(claim, subject, cell, ground, more)
    frame = ground.frame(cell, subject, **more)
    week = pd.Timestamp(claim.week)
    then = frame[(frame["week"] == week - WEEK) & frame["complete"]]
    before = then.set_index("entity")["value"]

    def holds(row: pd.Series) -> Answer:
        found = float(row["change_pct"])
        if not lost:
            return Answer(tolerances.percentage(claim.figure, found))
        now = 1 + A_DAY if claim.week in lost else 1
        earlier = 1 + A_DAY if claim.week - WEEK in lost else 1
        ends = [((1 + found / 100) * times - 1) * 100 for times in (1 / earlier, now)]
        return open_ends.within(claim.figure, ends, lost)

    def six_days(row: pd.Series) -> float | None:
        """Return the change that the days on record give, where a day is lost."""
        least = before.get(row["entity"], 0)
        if lost and least > 0:
            return float(row["value"] / least - 1) * 100
        return real(row["change_pct"])

    return _in_week(
        claim, subject, cell, ground, more, "change_pct", holds,
        lambda value: f"{value:+,.1f} %", lambda value: float(claim.figure.value) - value,
        six_days,
    )  # fmt: skip


def share(
    claim: Share, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    (subject,) = subjects
    lost = open_ends.lacking(claim, subject, cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        found = float(row["share"])
        if open_ends.is_shallow(row, lost):
            most = found * int(row["at_most"]) / int(row["value"]) if row["value"] else 1.0
            if open_ends.could_be(claim.figure, [found * 100, most * 100]):
                return Answer(None, _seen(row, f"{found * 100:.1f} %"))
            return Answer(False)
        if not lost:
            return Answer(tolerances.percentage(claim.figure, found * 100))
        least, most = (
            found / (1 + A_DAY * (1 - found)),
            found * (1 + A_DAY) / (1 + A_DAY * found),
        )
        return open_ends.within(claim.figure, [least * 100, most * 100], lost)

    return _in_week(
        claim, subject, cell, ground, more, "share", holds,
        lambda value: f"{value * 100:.1f} %", lambda value: float(claim.figure.value) / 100 - value,
    )  # fmt: skip


def ranked(
    claim: Ranked, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    (subject,) = subjects
    frame = ground.frame(cell, subject, **more)
    week = pd.Timestamp(claim.week)
    found = _in_week(
        claim, subject, cell, ground, more, "rank",
        lambda row: Answer(int(row["rank"]) == claim.rank),
        lambda value: f"rank {int(value)}", lambda value: claim.rank - value,
    )  # fmt: skip
    if found.holds is not None:
        return found
    here = frame[(frame["week"] == week) & frame["complete"]]
    if here.empty or not here["can_rank"].all():
        return found
    names = [subject.name] if subject.is_sum else subject.at(cell.level(subject), ground.slugs)
    places = [standing(here, name).iloc[0] for name in names]
    best = min(float(place["best_rank"]) for place in places)
    worst = min(float(place["worst_rank"]) for place in places)
    written = f"rank {best:.0f} at best"
    if math.isfinite(worst):
        written = f"rank {best:.0f} to {worst:.0f}"
    if not best <= claim.rank <= worst:
        return replace(found, holds=False, found=written, why="")
    if week in truths.short(frame):
        lost = open_ends.a_day_is_lost((claim.week,))
        return replace(found, found=written, why=lost.why, lost=lost.lost, open=True)
    depth = counted(int(here["depth"].iloc[0]), "name")
    why = f"the {depth} of {label(claim.week)} leave its rank open"
    return replace(found, found=written, why=why, open=True)


def _seen(row: pd.Series, least: str) -> str:
    """Return why a sum over few names leaves a figure open."""
    week, depth = label(row["week"].date()), counted(int(row["depth"]), "name")
    return f"{week} is known from {depth} only, so that it had at least {least}"


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
    estimate: Callable[[pd.Series], float | None] | None = None,
) -> Finding:
    """Judge a figure of one week: of the entities of the subject the one that holds, or else one
    that may, or else the one that comes nearest. ``estimate`` gives the figure of a row where it is
    missing because a day is lost."""
    frame = ground.frame(cell, subject, **more)
    week = label(claim.week)
    here = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"]]
    if here.empty:
        why = f"no complete week of {cell.metric} is recorded for {week}"
        unknown = Finding(cell, None, "not recorded", why)
        return open_ends.of_some_days(unknown, claim, subject, cell, ground)
    here = here.assign(at_most=at_most(here))
    if cell.by != "slug" and not here["can_rank"].all():
        why = f"in {week} only the {cell.metric} of single slugs are known"
        return Finding(cell, None, "not measured", why)
    rows = _rows(here, subject, cell, ground, more)
    evidence = _evidence(rows, claim.week, cell, here)
    if estimate is not None and len(rows) and column in rows:
        rows[column] = [estimate(row) for _, row in rows.iterrows()]
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
        return here[here["entity"].isin(subject.at(cell.level(subject), ground.slugs, week))].copy()
    rows = here[here["entity"] == subject.name].copy()
    if len(rows) or int(unnamed_at_most(here).fillna(1).iloc[0]):
        return rows
    nothing = {"entity": subject.name, "value": 0, "share": 0.0, "days": 7}
    return (
        pd.DataFrame([nothing])
        .reindex(columns=[*here.columns])
        .assign(week=here["week"].iloc[0], at_least=False, proven=False, at_most=0)
    )


def _total(here: pd.DataFrame, ground: Ground, cell: Cell, more: dict[str, bool]) -> pd.DataFrame:
    totals = truths.totals(ground.figures(cell.metric, "slug", **more))
    week = pd.Timestamp(here["week"].iloc[0])
    now, then = totals.get(week), totals.get(week - WEEK)
    if now is None:
        return here.head(0)
    change = None if not then else (now / then - 1) * 100
    row = {"entity": "total", "value": int(now), "share": 1.0, "change_pct": change, "days": 7}
    return pd.DataFrame([row]).assign(week=week, proven=False, at_least=False, at_most=int(now))


def _evidence(rows: pd.DataFrame, week: date, cell: Cell, here: pd.DataFrame) -> Evidence:
    return [
        {
            "week": week.isoformat(), "metric": cell.metric, "by": cell.by,
            "depth": depth_of(here, week, cell), "entity": row["entity"],
            "value": whole(row["value"]), "at_least": bool(row["at_least"]),
            "share": real(row.get("share")),
            "change_pct": real(row.get("change_pct")), "rank": whole(row.get("rank")),
        }
        for _, row in rows.iterrows()
    ]  # fmt: skip
