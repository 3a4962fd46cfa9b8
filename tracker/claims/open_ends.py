"""What lost and missing days leave open of a figure of one week.

missing_days
    Named on fewer than seven days, a slug had at least what is found, and at most as much more as
    the smallest of those named on all days had on the days that are missing: an amount in between,
    and no more than that, is left open.
lost_day
    In a week that lacks a day for ever everybody had more than is found: at most half as much again
    as on an average day of theirs. An amount in between is left open, and so is a change or a share
    that such a day could make.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd

from tracker import phrasing
from tracker.analysis.rows import named
from tracker.claims import tolerances, truths
from tracker.claims.grammar import Amount, Change, Share
from tracker.claims.grid import Cell
from tracker.claims.ground import Ground
from tracker.claims.numbers import Figure
from tracker.identity import entity
from tracker.identity.subjects import Subject
from tracker.weeks import WEEK

A_DAY = (1 + truths.COULD_TURN) / (WEEK.days - 1)
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
    inside = min(ends) <= claimed.value <= max(ends)
    if inside or any(tolerances.percentage(claimed, end) for end in ends):
        return a_day_is_lost(lacking)
    return Answer(False)


def between(claimed: Figure, least: int, most: int) -> bool:
    """Whether an amount lies above ``least`` and, by its own digits, not above ``most``."""
    return claimed.value > least and (claimed.value <= most or tolerances.amount(claimed, most))


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
