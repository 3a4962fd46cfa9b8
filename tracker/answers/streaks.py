"""The table of `tracker streaks`: streaks, their margins, and their length counted otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from tracker.analysis import frame as frames
from tracker.analysis.cache import Figures
from tracker.analysis.ranks import leads, rank
from tracker.analysis.rows import each
from tracker.analysis.streaks import ROBUSTNESS, leaders, longest_among, on_top
from tracker.analysis.streaks import streaks as measure
from tracker.answers.table import Table, span
from tracker.answers.top import figures, hindsight, names_on_record, within
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import Subject
from tracker.records import Definition, Question
from tracker.store import Store
from tracker.text import times, weeks
from tracker.weeks import DAY, WEEK, Period, gaps, walk

REGROUPED = {"slug": "model", "model": "slug", "family": "model"}
OTHER_METRIC = {"tokens": "calls", "calls": "tokens", "spend": "tokens"}


def streaks(
    store: Store,
    question: Question,
    top_n: int = 1,
    at_least: int = 1,
    limit: int | None = None,
    names: Naming = keys,
) -> Table:
    """Return the newest ``limit`` streaks at #1 (or in the top N) that touch the weeks asked for.

    Streaks have their whole length.
    """
    weekly = figures(store, question.as_of)
    frame = weekly(question.definition)
    if frame.empty:
        raise GapError(f"no weeks of {question.metric} are recorded in {store.shown}")
    rows = measure(frame, top_n)
    rows = rows[touches(rows, question) & (rows["weeks"] >= at_least)]
    rows = rows if limit is None else rows.tail(limit)
    where = "at #1" if top_n == 1 else f"in the top {top_n}"
    ranked = frame[frame["rank"].notna()]
    ranked_weeks = ranked["week"].drop_duplicates()
    can_rank = frame["complete"] & (frame["can_rank"] | frame["rank"].notna())
    rankable = frame.loc[can_rank, "week"].drop_duplicates()
    notes = [*hindsight(question)]
    if top_n == 1:
        notes += _near_ties(frame, rows, question.by, names)
    if within(ranked, question).empty:
        notes.append("No week asked for can be ranked.")
    if missing := gaps(week.date() for week in rankable):
        notes.append(f"Weeks that cannot be ranked, and that end every streak: {weeks(missing)}.")
    if top_n == 1 and (open_ := sorted({*rankable} - {*leaders(frame).index})):
        notes.append(f"Weeks whose leader is open: {weeks(week.date() for week in open_)}.")
    heading = f"Streaks {where} by {question.metric}, {question.by} level, {span(ranked_weeks)}"
    return Table(rows, heading, cite(ranked), tuple(notes), by=question.by, names=names)


def robust(store: Store, question: Question, table: Table, top_n: int = 1) -> Table:
    """Return the table with the length of each streak counted otherwise (`robustness`).

    Columns regrouped, sunday_weeks, other_metric, first_vintage (Int64).
    """
    weekly = figures(store, question.as_of)
    slugs = names_on_record(store, question.by)
    level = REGROUPED.get(question.by)
    regrouped = None
    if level is not None:
        regrouped = on_top(weekly.ranked(Definition(question.metric, level), top_n), top_n)
    sundays = on_top(_sundays(store, question, weekly), top_n)
    by_other = Definition(OTHER_METRIC[question.metric], question.by)
    other = on_top(weekly.ranked(by_other, top_n), top_n)
    vintage = replace(question.definition, first_vintage=True)
    first = on_top(weekly.ranked(vintage, top_n), top_n)
    lengths = []
    for streak in each(table.rows):
        subject, begin, end = (
            Subject(question.by, streak.entity),
            streak.first.date(),
            streak.last.date(),
        )
        names, merged = [subject.name], None
        if level is not None and regrouped is not None:
            merged = longest_among(regrouped, subject.at(level, slugs), begin, end)
        lengths.append(
            (
                merged,
                longest_among(sundays, names, begin - DAY, end + WEEK - DAY),
                longest_among(other, names, begin, end),
                longest_among(first, names, begin, end),
            )
        )
    counted = pd.DataFrame(lengths, index=table.rows.index, columns=[*ROBUSTNESS]).astype("Int64")
    return replace(table, rows=table.rows.join(counted))


def _sundays(store: Store, question: Question, weekly: Figures) -> pd.DataFrame:
    """Return the weeks from Sunday to Saturday, ranked; no rows if no days are on record."""
    weeks_on_record = weekly(Definition(question.metric, question.by))["week"]
    mondays = walk(weeks_on_record.min().date(), weeks_on_record.max().date())
    periods = [Period.of_week(week - DAY) for week in mondays]
    rows = frames.over_days(store, question.definition, periods)
    return rank(rows[rows["complete"]])


def touches(streaks: pd.DataFrame, question: Question) -> pd.Series:
    """Return for each streak whether it has a week among those asked for."""
    first, last = question.week or question.first, question.week or question.last
    touched = pd.Series(data=True, index=streaks.index)
    if first:
        touched &= streaks["last"] >= pd.Timestamp(first)
    if last:
        touched &= streaks["first"] <= pd.Timestamp(last)
    return touched


def _near_ties(frame: pd.DataFrame, streaks: pd.DataFrame, by: str, names: Naming) -> list[str]:
    """Return a note on the weeks of the streaks shown in which the lead was a near tie."""
    first = leads(frame)
    close = first[first["near_tie"].astype(bool)]
    ties = []
    for row in each(close):
        if any((streak.first <= row.week <= streak.last) for streak in each(streaks)):
            margin = _margin(row, names(row.runner_up, by))
            ties.append(f"{weeks([row.week.date()])} ({names(row.entity, by)} {margin})")
    return [f"Near ties, led by less than 1 %: {', '.join(ties)}."] if ties else []


def _margin(row: Any, second: str) -> str:
    """Return the margin of a leader over the second, as text."""
    if row.lead == 1:
        return f"level with {second}"
    return f"over {second}, {times(row.lead)}"
