"""Judge claims about the figure of one week: an amount, a change, a share, a rank.

`limits.py` says what such a figure leaves open.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tracker import text
from tracker.analysis.limits import at_most, unnamed_at_most, week_limits
from tracker.analysis.ranks import standing, standing_of_unnamed
from tracker.claims import numbers, streaks
from tracker.claims.claim import Amount, Change, Ranked, Share
from tracker.claims.evidence import Evidence, Finding, depth_of, real, whole
from tracker.claims.ground import Ground
from tracker.claims.limits import (
    A_DAY,
    Answer,
    at_least,
    between,
    is_possible,
    is_shallow,
    judge_partial_week,
    lacking,
    lost_day,
    shallow_reason,
    unnamed,
    unseen,
    within,
)
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition
from tracker.text import counted
from tracker.weeks import label


def amount(
    claim: Amount, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Finding:
    (subject,) = subjects
    lost = lacking(claim, subject, cell, ground)

    def holds(row: pd.Series) -> Answer:
        least = at_least(row, subject, cell, ground)
        fits, shallow = numbers.amount(claim.figure, least), is_shallow(row, lost)
        if fits and (claim.figure.hedge == "more" or not shallow):
            return Answer(True)  # what is at least that much is more than a lower bound
        if shallow and (fits or between(claim.figure, least, int(row["at_most"]))):
            return Answer(None, shallow_reason(row, text.amount(least, cell.metric)))
        if shallow:
            return Answer(False)
        if lost and between(claim.figure, least, math.floor(least * (1 + A_DAY))):
            return lost_day(lost)
        hidden = unseen(row, subject, cell, ground) if subject.is_model else 0
        if hidden and between(claim.figure, least, least + hidden):
            most = text.amount(least + hidden, cell.metric)
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
        lambda value: text.amount(int(value), cell.metric),
        lambda value: float(claim.figure.value) - value,
    )


def change(
    claim: Change, subjects: tuple[Subject, ...], cell: Definition, ground: Ground
) -> Finding:
    (subject,) = subjects
    lost = lacking(claim, subject, cell, ground)
    frame = ground.frame(cell, subject)
    previous = frame[(frame["week"] == pd.Timestamp(ground.before(claim.week))) & frame["complete"]]
    before = previous.set_index("entity")["value"]

    def holds(row: pd.Series) -> Answer:
        pct = float(row["change_pct"])
        if not lost:
            return Answer(numbers.percentage(claim.figure, pct))
        now = 1 + A_DAY if claim.week in lost else 1
        earlier = 1 + A_DAY if ground.before(claim.week) in lost else 1
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
    if claim.of_named:
        ground = ground.of_named()
    lost = lacking(claim, subject, cell, ground)

    def holds(row: pd.Series) -> Answer:
        value = float(row["share"])
        if is_shallow(row, lost):
            most = value * int(row["at_most"]) / int(row["value"]) if row["value"] else 1.0
            if is_possible(claim.figure, [value * 100, most * 100]):
                return Answer(None, shallow_reason(row, f"{value * 100:.1f} %"))
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
        lambda row: Answer(_fits(claim, int(row["rank"]))),
        lambda value: f"rank {int(value)}",
        lambda value: claim.rank - value,
    )
    if finding.holds is not None:
        return finding
    rows = frame[(frame["week"] == week) & frame["complete"]]
    if rows.empty or not rows["can_rank"].all():
        return finding
    names = ground.entities(subject, cell)
    unnamed_places = ground.once(standing_of_unnamed, frame)
    places = [standing(frame, name, unnamed_places) for name in names]
    best, worst = (
        min(float(place[end].get(week, math.nan)) for place in places)
        for end in ("best_rank", "worst_rank")
    )
    rank_text = f"rank {best:.0f} at best"
    if worst == best:
        rank_text = f"rank {best:.0f}"
    elif math.isfinite(worst):
        rank_text = f"rank {best:.0f} to {worst:.0f}"
    ends = {_fits(claim, best), _fits(claim, worst)}
    if claim.within or claim.outside:
        if len(ends) == 1:
            return replace(finding, holds=ends.pop(), found=rank_text, why="", bound=best)
    elif not best <= claim.rank <= worst:
        return replace(finding, holds=False, found=rank_text, why="", bound=best)
    if week in ground.once(streaks.short, frame):
        lost = lost_day((claim.week,))
        return replace(finding, found=rank_text, why=lost.why, lost=lost.lost, open=True)
    depth = counted(int(rows["depth"].iloc[0]), "name")
    why = f"the {depth} of {label(claim.week)} leave its rank open"
    return replace(finding, found=rank_text, why=why, open=True)


def _fits(claim: Ranked, rank: float) -> bool:
    """Return whether a rank is the one claimed, or within it, or outside."""
    if claim.outside:
        return rank > claim.rank
    return rank <= claim.rank if claim.within else rank == claim.rank


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
    frame = ground.once(_with_limits, ground.frame(cell, subject))
    week = label(claim.week)
    week_rows = frame[(frame["week"] == pd.Timestamp(claim.week)) & frame["complete"]]
    if week_rows.empty:
        why = f"no complete week of {cell.metric} is recorded for {week}"
        unknown = Finding(cell, None, "not recorded", why)
        return judge_partial_week(unknown, claim, subject, cell, ground)
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
        return replace(result, rows=lambda: evidence)
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
        rows=lambda: evidence,
        entity=str(row["entity"]),
        value=float(row[column]),
        open=holding is None,
        lost=answer.lost,
    )


def _with_limits(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with at_most, and unnamed_at_most of what its week does not name."""
    limits = week_limits(frame)
    unnamed = frame["week"].map(unnamed_at_most(frame, limits=limits)).astype("Int64")
    return frame.assign(at_most=at_most(frame, limits), unnamed_at_most=unnamed)


def _rows(
    week_rows: pd.DataFrame, subject: Subject, cell: Definition, ground: Ground
) -> pd.DataFrame:
    """Return the rows of the subject in a week.

    For the total that is everything together, and zero for a sum of which nothing is named.
    """
    if subject.level == TOTAL:
        return _total(week_rows, ground, cell)
    if subject.members:
        return _together(week_rows, subject, cell, ground)
    if subject.is_model:
        week = week_rows["week"].iloc[0].date()
        return week_rows[week_rows["entity"].isin(ground.entities(subject, cell, week))].copy()
    rows = week_rows[week_rows["entity"] == subject.name].copy()
    if len(rows) or int(week_rows["unnamed_at_most"].fillna(1).iloc[0]):
        return rows
    nothing = {"entity": subject.name, "value": 0, "share": 0.0, "days": 7}
    return (
        pd.DataFrame([nothing])
        .reindex(columns=[*week_rows.columns])
        .assign(week=week_rows["week"].iloc[0], at_least=False, proven=False, at_most=0)
    )


def _together(
    week_rows: pd.DataFrame, subject: Subject, cell: Definition, ground: Ground
) -> pd.DataFrame:
    """Return one row of what several subjects have together."""
    rows = [_rows(week_rows, member, cell, ground) for member in subject.members]
    if any(each.empty for each in rows):
        return week_rows.head(0)
    largest = pd.concat([each.sort_values("value").tail(1) for each in rows], ignore_index=True)
    summed = largest.tail(1).assign(
        entity=subject.name,
        value=int(largest["value"].sum()),
        at_least=bool(largest["at_least"].any()),
        at_most=int(largest["at_most"].sum()),
        share=float(largest["share"].sum()),
        rank=pd.array([pd.NA], dtype="Int64"),
        change_pct=float("nan"),
    )
    return summed.reset_index(drop=True)


def _total(week_rows: pd.DataFrame, ground: Ground, cell: Definition) -> pd.DataFrame:
    totals = ground.once(streaks.totals, ground.figures(replace(cell, by="slug", depth=None)))
    week = pd.Timestamp(week_rows["week"].iloc[0])
    now, previous = totals.get(week), totals.get(pd.Timestamp(ground.before(week.date())))
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
