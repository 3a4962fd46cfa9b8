"""What lost and missing days leave open of a figure of one week.

missing_days
    Named on fewer than seven days, a slug had at least what is found, and at most as much more as
    the smallest of those named on all days had on the days that are missing: an amount in between,
    and no more than that, is left open.
lost_day
    In a week that lacks a day for ever everybody had more than is found: at most half as much again
    as on an average day of theirs. An amount in between is left open, and so is a change or a share
    that such a day could make.
shallow_sum
    A sum over models from a shallow board is at least what is found, and at most that and all of
    `other` (see `at_most`). What lies in between is left open; below it the official days that are
    on record of a week may settle an amount, whether the week is whole or not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pandas as pd

from tracker import phrasing
from tracker.analysis.rows import named
from tracker.claims import tolerances, truths
from tracker.claims.grammar import Amount, Change, Ranked, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Finding, Ground
from tracker.claims.numbers import Figure
from tracker.identity import entity
from tracker.identity.subjects import Subject
from tracker.weeks import WEEK

COULD_TURN = 0.5
"""Of an average day."""
A_DAY = (1 + COULD_TURN) / (WEEK.days - 1)
"""The most that a lost day may have had, of what the other six had."""


class Answer(NamedTuple):
    """Whether a claim holds of one entity; None is open, for the reason ``why``."""

    holds: bool | None
    why: str = ""
    lost: tuple[date, ...] = ()


def lacking(
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


def a_day_is_lost(weeks: tuple[date, ...]) -> Answer:
    return Answer(None, f"a day of {phrasing.weeks(weeks)} is lost at the publisher", weeks)


def within(claimed: Figure, ends: list[float], lacking: tuple[date, ...]) -> Answer:
    """A percentage that a lost day leaves open between two ends; beyond them it is refuted."""
    return a_day_is_lost(lacking) if could_be(claimed, ends) else Answer(False)


def could_be(claimed: Figure, ends: list[float]) -> bool:
    """Return whether a percentage may be the one claimed if it lies between two ends."""
    inside = min(ends) <= claimed.value <= max(ends)
    return inside or any(tolerances.percentage(claimed, end) for end in ends)


def of_some_days(
    unknown: Finding,
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Cell,
    ground: Ground,
) -> Finding:
    """Return what the official days on record say of a week that is not whole: an amount that they
    exceed is refuted; of any other figure nothing is known."""
    if not isinstance(claim, Amount) or cell.depth is not None:
        return unknown
    days = ground.days(cell, subject)
    rows = days[days["week"] == pd.Timestamp(claim.week)]
    names = [subject.name] if subject.is_sum else subject.at(cell.level(subject), ground.slugs)
    least = max(map(int, rows.loc[rows["entity"].isin(names), "value"]), default=0)
    if claim.figure.value >= least or tolerances.amount(claim.figure, least):
        return unknown
    on_days = phrasing.counted(int(rows["days"].max()), "day")
    found = f"at least {phrasing.amount(least)} on {on_days}"
    return replace(unknown, holds=False, found=found, why="")


def between(claimed: Figure, least: int, most: int) -> bool:
    """Whether an amount lies above ``least`` and, by its own digits, not above ``most``."""
    return claimed.value > least and (claimed.value <= most or tolerances.amount(claimed, most))


def at_least(row: pd.Series, subject: Subject, cell: Cell, ground: Ground) -> int:
    """Return the least that a lower bound leaves: it, or what the official days on record have."""
    least = int(row["value"])
    if not row["at_least"] or cell.depth is not None:
        return least
    days = ground.days(cell, subject)
    own = days.loc[(days["week"] == row["week"]) & (days["entity"] == row["entity"]), "value"]
    return max([least, *map(int, own)])


def is_shallow(row: pd.Series, lost: tuple[date, ...]) -> bool:
    """Return whether the figure of a row is a lower bound because of what its board does not
    name."""
    return bool(row["at_least"]) and not lost and not row["proven"]


def unseen(
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
