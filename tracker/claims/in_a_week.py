"""Claims of a figure of one week, under one definition: an amount, a change, a share, a rank.

not_named
    A slug that a week does not name had less than every slug that it names on all its days. So a
    larger amount is refuted, and a smaller one is not known. Named on fewer than seven days, a slug
    had at least what is found, and at most as much more as the smallest of the others had on the
    days that are missing: an amount in between, and no more than that, is left open.
lost_day
    In a week that lacks a day for ever everybody had more than is found: at most half as much again
    as on an average day of theirs. An amount in between is left open, and so is a change or a share
    that such a day could make.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from tracker import phrasing
from tracker.analysis.frame import named
from tracker.claims import tolerances, truths
from tracker.claims.grammar import Amount, Change, Ranked, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Evidence, Finding, Ground, depth_of, real, whole
from tracker.claims.numbers import Figure
from tracker.identity import entity
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import OTHER
from tracker.weeks import WEEK, label

A_DAY = (1 + truths.COULD_TURN) / (WEEK.days - 1)
"""The most that a lost day may have had, of what the other six had."""


class Answer(NamedTuple):
    """Whether a claim holds of one entity; None is open, for the reason ``why``."""

    holds: bool | None
    why: str = ""
    lost: tuple[date, ...] = ()


def amount(
    claim: Amount, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    (subject,) = subjects
    lacking = _lacking(claim, subject, cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        least = int(row["value"])
        if tolerances.amount(claim.figure, least):
            return Answer(True)
        if lacking and _between(claim.figure, least, math.floor(least * (1 + A_DAY))):
            return _a_day_is_lost(lacking)
        unseen = _unseen(row, subject, cell, ground, more) if subject.is_model else 0
        if unseen and _between(claim.figure, least, least + unseen):
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
    lacking = _lacking(claim, subjects[0], cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        found = float(row["change_pct"])
        if not lacking:
            return Answer(tolerances.percentage(claim.figure, found))
        now = 1 + A_DAY if claim.week in lacking else 1
        then = 1 + A_DAY if claim.week - WEEK in lacking else 1
        ends = [((1 + found / 100) * times - 1) * 100 for times in (1 / then, now)]
        return _within(claim.figure, ends, lacking)

    return _in_week(
        claim, subjects[0], cell, ground, more, "change_pct", holds,
        lambda value: f"{value:+,.1f} %", lambda value: float(claim.figure.value) - value,
    )  # fmt: skip


def share(
    claim: Share, subjects: tuple[Subject, ...], cell: Cell, ground: Ground, **more: bool
) -> Finding:
    lacking = _lacking(claim, subjects[0], cell, ground, more)

    def holds(row: pd.Series) -> Answer:
        found = float(row["share"])
        if not lacking:
            return Answer(tolerances.percentage(claim.figure, found * 100))
        least, most = found / (1 + A_DAY * (1 - found)), found * (1 + A_DAY) / (1 + A_DAY * found)
        return _within(claim.figure, [least * 100, most * 100], lacking)

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
            return _a_day_is_lost((claim.week,))
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
        found = _unnamed(claim, subject, cell, here, rows, ground)
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


def _lacking(
    claim: Amount | Change | Share,
    subject: Subject,
    cell: Cell,
    ground: Ground,
    more: dict[str, bool],
) -> tuple[date, ...]:
    """The weeks that a claim is about, or is measured from, and that lack a day for ever."""
    short = truths.short(ground.frame(cell, subject, **more))
    about = (claim.week, claim.week - WEEK) if isinstance(claim, Change) else (claim.week,)
    return tuple(week for week in about if pd.Timestamp(week) in short)


def _a_day_is_lost(weeks: tuple[date, ...]) -> Answer:
    return Answer(None, f"a day of {phrasing.weeks(weeks)} is lost at the publisher", weeks)


def _within(claimed: Figure, ends: list[float], lacking: tuple[date, ...]) -> Answer:
    """A percentage that a lost day leaves open between two ends; beyond them it is refuted."""
    between = min(ends) <= claimed.value <= max(ends)
    if between or any(tolerances.percentage(claimed, end) for end in ends):
        return _a_day_is_lost(lacking)
    return Answer(False)


def _between(claimed: Figure, least: int, most: int) -> bool:
    """Whether an amount lies above ``least`` and, by its own digits, not above ``most``."""
    return claimed.value > least and (claimed.value <= most or tolerances.amount(claimed, most))


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


def _unseen(
    row: pd.Series, subject: Subject, cell: Cell, ground: Ground, more: dict[str, bool]
) -> int:
    """The most that may be missing of a model whose slugs were not named on every day."""
    slugs = ground.figures(cell.metric, "slug", **more)
    here = slugs[(slugs["week"] == row["week"]) & named(slugs)]
    whole_week = here.loc[here["days"] >= WEEK.days, "value"]
    if whole_week.empty:
        return 0
    level, on = cell.level(subject), row["week"].date()
    days = [
        number
        for slug, number in zip(here["entity"], here["days"], strict=True)
        if entity(slug, level, on) == row["entity"]
    ]
    return sum(int(whole_week.min()) * (WEEK.days - number) // WEEK.days for number in days)


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
