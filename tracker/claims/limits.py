"""What the figure of one week leaves open: bounds of values, and of ranks.

missing_days
    A slug named on fewer than seven days had at least the figure found, and at most as much more as
    the smallest of those named on all days had on the missing days: an amount in between, and no
    more than that, is left open.
lost_day
    In a week that lacks a day for ever every entity had more than the figure found: at most half as
    much again as on its average day. An amount in between is left open, and so is a change or a
    share that such a day could make.
shallow_sum
    A sum over models from a shallow board is at least the figure found, and at most that and all of
    `other` (see `at_most`). An amount in between is left open; one below it may be settled by the
    official days that are on record of the week, whether the week is whole or not.
not_named
    An entity that a week does not name had at most the value of `at_most`. A larger amount is
    refuted, and a smaller one is not known.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pandas as pd

from tracker import text
from tracker.analysis.rows import named
from tracker.claims import numbers, streaks
from tracker.claims.claim import Amount, Change, Ranked, Share
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Finding
from tracker.claims.ground import Ground
from tracker.claims.numbers import Figure
from tracker.identity import entity
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition
from tracker.text import counted
from tracker.weeks import WEEK, label

COULD_TURN = 0.5
"""The share of an average day that a lost day may add."""
A_DAY = (1 + COULD_TURN) / (WEEK.days - 1)
"""The most that a lost day may have had, relative to the other six."""


def shallow_reason(row: pd.Series, least: str) -> str:
    """Return why a sum over few names leaves a figure open."""
    week, depth = label(row["week"].date()), counted(int(row["depth"]), "name")
    return f"{week} is known from {depth} only, so that it had at least {least}"


class Answer(NamedTuple):
    """Whether a claim holds for one entity; None is open, for the reason ``why``."""

    holds: bool | None
    why: str = ""
    lost: tuple[date, ...] = ()


def lacking(
    claim: Amount | Change | Share, subject: Subject, cell: Definition, ground: Ground
) -> tuple[date, ...]:
    """Return the weeks of a claim, or of its base, that lack a day for ever."""
    short = ground.once(streaks.short, ground.frame(cell, subject))
    about = (claim.week, claim.week - WEEK) if isinstance(claim, Change) else (claim.week,)
    return tuple(week for week in about if pd.Timestamp(week) in short)


def lost_day(weeks: tuple[date, ...]) -> Answer:
    return Answer(None, f"a day of {text.weeks(weeks)} is lost at the publisher", weeks)


def within(claimed: Figure, ends: list[float], lacking: tuple[date, ...]) -> Answer:
    """Return the answer for a percentage that a lost day leaves between two ends."""
    return lost_day(lacking) if is_possible(claimed, ends) else Answer(False)


def is_possible(claimed: Figure, ends: list[float]) -> bool:
    """Return whether a percentage may be the one claimed if it lies between two ends."""
    inside = min(ends) <= claimed.value <= max(ends)
    return inside or any(numbers.percentage(claimed, end) for end in ends)


def judge_partial_week(
    unknown: Finding,
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Definition,
    ground: Ground,
) -> Finding:
    """Return what the official days on record show of a week that is not whole.

    An amount that they exceed is refuted; any other figure is not known.
    """
    if not isinstance(claim, Amount) or cell.depth is not None:
        return unknown
    days = ground.days(cell, subject)
    rows = days[days["week"] == pd.Timestamp(claim.week)]
    names = ground.entities(subject, cell)
    least = max(map(int, rows.loc[rows["entity"].isin(names), "value"]), default=0)
    if claim.figure.value >= least or numbers.amount(claim.figure, least):
        return unknown
    on_days = text.counted(int(rows["days"].max()), "day")
    at_least_text = f"at least {text.amount(least, cell.metric)} on {on_days}"
    return replace(unknown, holds=False, found=at_least_text, why="", bound=float(least))


def between(claimed: Figure, least: int, most: int) -> bool:
    """Return whether an amount is above ``least`` and, to its own digits, not above ``most``."""
    return claimed.value > least and (claimed.value <= most or numbers.amount(claimed, most))


def at_least(row: pd.Series, subject: Subject, cell: Definition, ground: Ground) -> int:
    """Return the lower bound of a row, or the sum of the official days if that is more."""
    least = int(row["value"])
    if not row["at_least"] or cell.depth is not None:
        return least
    days = ground.days(cell, subject)
    values = days.loc[(days["week"] == row["week"]) & (days["entity"] == row["entity"]), "value"]
    return max([least, *map(int, values)])


def is_shallow(row: pd.Series, lost: tuple[date, ...]) -> bool:
    """Return whether the figure of a row is a lower bound because its board is shallow."""
    return bool(row["at_least"]) and not lost and not row["proven"]


def unseen(row: pd.Series, subject: Subject, cell: Definition, ground: Ground) -> int:
    """Return the most that may be missing from a model whose slugs lack days."""
    slugs = ground.figures(replace(cell, by="slug", depth=None))
    week_rows = slugs[(slugs["week"] == row["week"]) & named(slugs)]
    whole_week = week_rows.loc[week_rows["days"] >= WEEK.days, "value"]
    if whole_week.empty:
        return 0
    level, on = level_of(cell, subject), row["week"].date()
    days = [
        number
        for slug, number in zip(week_rows["entity"], week_rows["days"], strict=True)
        if entity(slug, level, on) == row["entity"]
    ]
    return sum(int(whole_week.min()) * (WEEK.days - number) // WEEK.days for number in days)


def unnamed(
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Definition,
    week_rows: pd.DataFrame,
    rows: pd.DataFrame,
    ground: Ground,
) -> Finding:
    """Return the finding for an entity that the week does not name, or whose figure is missing."""
    week, is_open = label(claim.week), bool(week_rows["at_least"].any())
    if isinstance(claim, Ranked):
        return _rank_at_best(claim, subject, cell, week_rows, ground)
    if isinstance(claim, Change):
        why = f"its {cell.metric} are not known in {week} and in the week before"
        return Finding(cell, None, "not known", why, open=is_open)
    if len(rows):
        return Finding(cell, None, "not known", f"its exact figure of {week} is not known")
    most = pd.NA if subject.level == TOTAL else week_rows["unnamed_at_most"].iloc[0]
    if pd.isna(most):
        return Finding(cell, None, "not named", f"it is not named in {week}")
    most = int(most)
    share = most / int(week_rows["value"].sum()) * 100
    if isinstance(claim, Amount):
        limit, more = text.amount(most, cell.metric), claim.figure.value > most
        rounds_to = numbers.amount(claim.figure, most)
    else:
        limit, more = f"{share:.1f} %", claim.figure.value > share
        rounds_to = numbers.percentage(claim.figure, share)
    if more and not rounds_to:
        return Finding(cell, False, f"not named, so less than {limit}")
    why = f"it is not named in {week}, so at most {limit}"
    return Finding(cell, None, "not named", why, open=is_open)


def _rank_at_best(
    claim: Ranked, subject: Subject, cell: Definition, week_rows: pd.DataFrame, ground: Ground
) -> Finding:
    """Return the finding for the rank of an entity that the week does not rank.

    If the week has no ranks, bounds may still refute it.
    """
    week, number = label(claim.week), int(week_rows["rank"].notna().sum())
    if week_rows["can_rank"].all():
        return Finding(cell, None, "not named", f"{week} names {number} others only")
    if cell.metric == "calls" and cell.by == "slug" and ground.group is None:
        bounds = ground.bounds()
        slugs = subject.at("slug", ground.slugs_of(subject), claim.week)
        ranks = [
            streaks.best_by_calls(bounds, slug).get(pd.Timestamp(claim.week)) for slug in slugs
        ]
        best_ranks = [int(rank) for rank in ranks if rank is not None]
        if best_ranks and min(best_ranks) > claim.rank:
            best = min(best_ranks)
            return Finding(cell, False, f"at best rank {best}", bound=float(best))
    return Finding(cell, None, "no ranks", f"the {cell.metric} of {week} cannot be ranked")
