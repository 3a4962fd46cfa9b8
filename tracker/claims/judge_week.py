"""Judge claims about the figure of one week: an amount, a change, a share, a rank.

A figure is left open by missing and lost days, by shallow boards, and where the week does not name
the subject.

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

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from tracker import text
from tracker.analysis.limits import at_most, unnamed_at_most
from tracker.analysis.ranks import standing
from tracker.analysis.rows import named
from tracker.claims import numbers, streaks
from tracker.claims.definitions import level_of
from tracker.claims.evidence import Evidence, Finding, Ground, depth_of, real, whole
from tracker.claims.numbers import Figure
from tracker.claims.parse import Amount, Change, Ranked, Share
from tracker.identity import entity
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition
from tracker.text import counted
from tracker.weeks import WEEK, label


def amount(
    claim: Amount, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Finding:
    (subject,) = subjects
    lost = lacking(claim, subject, cell, ground)

    def holds(row: pd.Series) -> Answer:
        least = at_least(row, subject, cell, ground)
        if is_shallow(row, lost):
            if numbers.amount(claim.figure, least) or between(
                claim.figure, least, int(row["at_most"])
            ):
                return Answer(None, _shallow_reason(row, text.amount(least)))
            return Answer(False)
        if numbers.amount(claim.figure, least):
            return Answer(True)
        if lost and between(claim.figure, least, math.floor(least * (1 + A_DAY))):
            return lost_day(lost)
        hidden = unseen(row, subject, cell, ground) if subject.is_model else 0
        if hidden and between(claim.figure, least, least + hidden):
            most = text.amount(least + hidden)
            days = f"it was not named on every day of {label(claim.week)}"
            return Answer(None, f"{days}, and may have had up to {most}")
        return Answer(False)

    return _judge_figure(
        claim,
        subject,
        cell,
        ground,
        "value",
        holds,
        lambda value: text.amount(int(value)),
        lambda value: float(claim.figure.value) - value,
    )


def change(
    claim: Change, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Finding:
    (subject,) = subjects
    lost = lacking(claim, subject, cell, ground)
    frame = ground.frame(cell, subject)
    week = pd.Timestamp(claim.week)
    previous = frame[(frame["week"] == week - WEEK) & frame["complete"]]
    before = previous.set_index("entity")["value"]

    def holds(row: pd.Series) -> Answer:
        pct = float(row["change_pct"])
        if not lost:
            return Answer(numbers.percentage(claim.figure, pct))
        now = 1 + A_DAY if claim.week in lost else 1
        earlier = 1 + A_DAY if claim.week - WEEK in lost else 1
        ends = [((1 + pct / 100) * times - 1) * 100 for times in (1 / earlier, now)]
        return within(claim.figure, ends, lost)

    def six_days(row: pd.Series) -> float | None:
        """Return the change that the days on record give, where a day is lost."""
        least = before.get(row["entity"], 0)
        if lost and least > 0:
            return float(row["value"] / least - 1) * 100
        return real(row["change_pct"])

    return _judge_figure(
        claim,
        subject,
        cell,
        ground,
        "change_pct",
        holds,
        lambda value: f"{value:+,.1f} %",
        lambda value: float(claim.figure.value) - value,
        six_days,
    )


def share(claim: Share, subjects: tuple[Subject, ...], cell: Definition, ground: Ground) -> Finding:
    (subject,) = subjects
    lost = lacking(claim, subject, cell, ground)

    def holds(row: pd.Series) -> Answer:
        value = float(row["share"])
        if is_shallow(row, lost):
            most = value * int(row["at_most"]) / int(row["value"]) if row["value"] else 1.0
            if is_possible(claim.figure, [value * 100, most * 100]):
                return Answer(None, _shallow_reason(row, f"{value * 100:.1f} %"))
            return Answer(False)
        if not lost:
            return Answer(numbers.percentage(claim.figure, value * 100))
        least, most = (
            value / (1 + A_DAY * (1 - value)),
            value * (1 + A_DAY) / (1 + A_DAY * value),
        )
        return within(claim.figure, [least * 100, most * 100], lost)

    return _judge_figure(
        claim,
        subject,
        cell,
        ground,
        "share",
        holds,
        lambda value: f"{value * 100:.1f} %",
        lambda value: float(claim.figure.value) / 100 - value,
    )


def ranked(
    claim: Ranked, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Finding:
    (subject,) = subjects
    frame = ground.frame(cell, subject)
    week = pd.Timestamp(claim.week)
    finding = _judge_figure(
        claim,
        subject,
        cell,
        ground,
        "rank",
        lambda row: Answer(int(row["rank"]) == claim.rank),
        lambda value: f"rank {int(value)}",
        lambda value: claim.rank - value,
    )
    if finding.holds is not None:
        return finding
    rows = frame[(frame["week"] == week) & frame["complete"]]
    if rows.empty or not rows["can_rank"].all():
        return finding
    names = [subject.name] if subject.is_sum else subject.at(level_of(cell, subject), ground.slugs)
    places = [standing(rows, name).iloc[0] for name in names]
    best = min(float(place["best_rank"]) for place in places)
    worst = min(float(place["worst_rank"]) for place in places)
    rank_text = f"rank {best:.0f} at best"
    if math.isfinite(worst):
        rank_text = f"rank {best:.0f} to {worst:.0f}"
    if not best <= claim.rank <= worst:
        return replace(finding, holds=False, found=rank_text, why="")
    if week in streaks.short(frame):
        lost = lost_day((claim.week,))
        return replace(finding, found=rank_text, why=lost.why, lost=lost.lost, open=True)
    depth = counted(int(rows["depth"].iloc[0]), "name")
    why = f"the {depth} of {label(claim.week)} leave its rank open"
    return replace(finding, found=rank_text, why=why, open=True)


def _shallow_reason(row: pd.Series, least: str) -> str:
    """Return why a sum over few names leaves a figure open."""
    week, depth = label(row["week"].date()), counted(int(row["depth"]), "name")
    return f"{week} is known from {depth} only, so that it had at least {least}"


def _judge_figure(
    claim: Amount | Change | Share | Ranked,
    subject: Subject,
    cell: Definition,
    ground: Ground,
    column: str,
    holds: Callable[[pd.Series], Answer],
    write: Callable[[Any], str],
    off: Callable[[float], float],
    estimate: Callable[[pd.Series], float | None] | None = None,
) -> Finding:
    """Judge a figure of one week.

    Of the entities of the subject the one that holds counts, or else one that may, or else the
    nearest. ``estimate`` gives the figure of a row where it is missing because a day is lost.
    """
    frame = ground.frame(cell, subject)
    week = label(claim.week)
    week_rows = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"]]
    if week_rows.empty:
        why = f"no complete week of {cell.metric} is recorded for {week}"
        unknown = Finding(cell, None, "not recorded", why)
        return judge_partial_week(unknown, claim, subject, cell, ground)
    week_rows = week_rows.assign(at_most=at_most(week_rows))
    if cell.by != "slug" and not week_rows["can_rank"].all():
        why = f"in {week} only the {cell.metric} of single slugs are known"
        return Finding(cell, None, "not measured", why)
    rows = _rows(week_rows, subject, cell, ground)
    evidence = _evidence(rows, claim.week, cell, week_rows)
    if estimate is not None and len(rows) and column in rows:
        rows[column] = [estimate(row) for _, row in rows.iterrows()]
    exact = ~rows["proven"] | (column == "rank")
    figures = rows[rows[column].notna() & exact] if column in rows else rows.head(0)
    if figures.empty:
        result = unnamed(claim, subject, cell, week_rows, rows, ground)
        return replace(result, evidence=evidence)
    answers = [(holds(row), row) for _, row in figures.iterrows()]
    holding = next(
        (way for way in (True, None) if any(each.holds is way for each, _ in answers)), False
    )
    answer, row = min(
        ((each, row) for each, row in answers if each.holds is holding),
        key=lambda pair: abs(off(float(pair[1][column]))),
    )
    return Finding(
        cell,
        holding,
        write(row[column]),
        answer.why,
        evidence,
        entity=str(row["entity"]),
        value=float(row[column]),
        open=holding is None,
        lost=answer.lost,
    )


def _rows(
    week_rows: pd.DataFrame, subject: Subject, cell: Definition, ground: Ground
) -> pd.DataFrame:
    """Return the rows of the subject in a week.

    For the total that is everything together, and zero for a sum of which nothing is named.
    """
    if subject.level == TOTAL:
        return _total(week_rows, ground, cell)
    if subject.is_model:
        week = week_rows["week"].iloc[0].date()
        return week_rows[
            week_rows["entity"].isin(subject.at(level_of(cell, subject), ground.slugs, week))
        ].copy()
    rows = week_rows[week_rows["entity"] == subject.name].copy()
    if len(rows) or int(unnamed_at_most(week_rows).fillna(1).iloc[0]):
        return rows
    nothing = {"entity": subject.name, "value": 0, "share": 0.0, "days": 7}
    return (
        pd.DataFrame([nothing])
        .reindex(columns=[*week_rows.columns])
        .assign(week=week_rows["week"].iloc[0], at_least=False, proven=False, at_most=0)
    )


def _total(week_rows: pd.DataFrame, ground: Ground, cell: Definition) -> pd.DataFrame:
    totals = streaks.totals(ground.figures(replace(cell, by="slug", depth=None)))
    week = pd.Timestamp(week_rows["week"].iloc[0])
    now, previous = totals.get(week), totals.get(week - WEEK)
    if now is None:
        return week_rows.head(0)
    change = None if not previous else (now / previous - 1) * 100
    row = {"entity": "total", "value": int(now), "share": 1.0, "change_pct": change, "days": 7}
    return pd.DataFrame([row]).assign(week=week, proven=False, at_least=False, at_most=int(now))


def _evidence(
    rows: pd.DataFrame, week: date, cell: Definition, week_rows: pd.DataFrame
) -> Evidence:
    return [
        {
            "week": week.isoformat(),
            "metric": cell.metric,
            "by": cell.by,
            "depth": depth_of(week_rows, week, cell),
            "entity": row["entity"],
            "value": whole(row["value"]),
            "at_least": bool(row["at_least"]),
            "share": real(row.get("share")),
            "change_pct": real(row.get("change_pct")),
            "rank": whole(row.get("rank")),
        }
        for _, row in rows.iterrows()
    ]


COULD_TURN = 0.5
"""The share of an average day that a lost day may add."""
A_DAY = (1 + COULD_TURN) / (WEEK.days - 1)
"""The most that a lost day may have had, relative to the other six."""


class Answer(NamedTuple):
    """Whether a claim holds for one entity; None is open, for the reason ``why``."""

    holds: bool | None
    why: str = ""
    lost: tuple[date, ...] = ()


def lacking(
    claim: Amount | Change | Share, subject: Subject, cell: Definition, ground: Ground
) -> tuple[date, ...]:
    """Return the weeks of a claim, or of its base, that lack a day for ever."""
    short = streaks.short(ground.frame(cell, subject))
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
    names = [subject.name] if subject.is_sum else subject.at(level_of(cell, subject), ground.slugs)
    least = max(map(int, rows.loc[rows["entity"].isin(names), "value"]), default=0)
    if claim.figure.value >= least or numbers.amount(claim.figure, least):
        return unknown
    on_days = text.counted(int(rows["days"].max()), "day")
    at_least_text = f"at least {text.amount(least)} on {on_days}"
    return replace(unknown, holds=False, found=at_least_text, why="")


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
    most = pd.NA if subject.level == TOTAL else unnamed_at_most(week_rows).iloc[0]
    if pd.isna(most):
        return Finding(cell, None, "not named", f"it is not named in {week}")
    most = int(most)
    share = most / int(week_rows["value"].sum()) * 100
    if isinstance(claim, Amount):
        limit, more = text.amount(most), claim.figure.value > most
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
    if cell.metric == "calls" and cell.by == "slug":
        bounds = ground.bounds()
        slugs = subject.at("slug", ground.slugs, claim.week)
        ranks = [
            streaks.best_by_calls(bounds, slug).get(pd.Timestamp(claim.week)) for slug in slugs
        ]
        best_ranks = [int(rank) for rank in ranks if rank is not None]
        if best_ranks and min(best_ranks) > claim.rank:
            return Finding(cell, False, f"at best rank {min(best_ranks)}")
    return Finding(cell, None, "no ranks", f"the {cell.metric} of {week} cannot be ranked")
