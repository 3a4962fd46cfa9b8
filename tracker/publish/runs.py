"""The table behind `tracker streaks`: runs, how close they were, and whether they hold when they
are counted in another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from tracker.analysis import frame as frames
from tracker.analysis.leads import leads
from tracker.analysis.measured import Figures
from tracker.analysis.ranks import rank
from tracker.analysis.robust import COLUMNS, longest
from tracker.analysis.rows import each
from tracker.analysis.streaks import streaks
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.subjects import Subject
from tracker.phrasing import times, weeks
from tracker.publish.answers import Question, figures, within
from tracker.publish.words import Table, span
from tracker.store import Store
from tracker.weeks import WEEK, gaps

REGROUPED = {"slug": "model", "model": "slug", "family": "model"}
OTHER_METRIC = {"tokens": "calls", "calls": "tokens"}
Span = tuple[date, date]


def runs(
    store: Store, question: Question, top_n: int = 1, at_least: int = 1, limit: int | None = None
) -> Table:
    """Runs at #1 (or in the top N) that touch the weeks asked for, at their whole length, the
    newest ``limit`` of them."""
    made = figures(store, question.as_of)
    frame = made(question.metric, question.by, reveal=question.reveal)
    if frame.empty:
        raise GapError(f"no weeks of {question.metric} are recorded in {store.shown}")
    found = streaks(frame, top_n)
    found = found[asked(found, question) & (found["weeks"] >= at_least)]
    found = found if limit is None else found.tail(limit)
    where = "at #1" if top_n == 1 else f"in the top {top_n}"
    ranked = frame[frame["rank"].notna()]
    known = ranked["week"].drop_duplicates()
    notes = [*question.hindsight]
    if top_n == 1:
        notes += _near_ties(frame, found)
    if within(ranked, question).empty:
        notes.append("No week asked for can be ranked.")
    if missing := gaps(week.date() for week in known):
        notes.append(f"Weeks that nobody can rank, and that end every run: {weeks(missing)}.")
    heading = f"Runs {where} by {question.metric}, {question.by} level, {span(known)}"
    return Table(found, heading, cite(ranked), tuple(notes))


def robust(store: Store, question: Question, table: Table, top_n: int = 1) -> Table:
    """The same table with how many weeks each run has when it is counted otherwise
    (`analysis.robust`): columns regrouped, sunday_weeks, other_metric, first_vintage (Int64)."""
    made = figures(store, question.as_of)
    slugs = store.slugs()
    sundays = _sundays(store, question, table.rows)
    first = made(question.metric, question.by, first=True, reveal=question.reveal)
    told = []
    for run in each(table.rows):
        begin, end = run.first.date(), run.last.date()
        subject = Subject(question.by, str(run.entity))
        told.append(
            (
                _regrouped(made, question, subject, slugs, (begin, end), top_n),
                longest(sundays, [subject.name], begin - WEEK, end + WEEK, top_n),
                _other_metric(made, question, subject, (begin, end), top_n),
                longest(first, [subject.name], begin, end, top_n),
            )
        )
    counted = pd.DataFrame(told, index=table.rows.index, columns=[*COLUMNS]).astype("Int64")
    return replace(table, rows=table.rows.join(counted))


def _regrouped(
    made: Figures, question: Question, subject: Subject, slugs: list[str], within: Span, top_n: int
) -> int | None:
    by = REGROUPED.get(question.by)
    if by is None:
        return None
    return longest(made(question.metric, by), subject.at(by, slugs), *within, top_n)


def _other_metric(
    made: Figures, question: Question, subject: Subject, within: Span, top_n: int
) -> int | None:
    return longest(made(OTHER_METRIC[question.metric], question.by), [subject.name], *within, top_n)


def _sundays(store: Store, question: Question, found: pd.DataFrame) -> pd.DataFrame:
    """The weeks from Sunday to Saturday around the runs, ranked; empty where no days are on
    record."""
    starts = {
        week - timedelta(days=1)
        for run in each(found)
        for week in _mondays(run.first.date() - WEEK, run.last.date() + 2 * WEEK)
    }
    return rank(frames.over_days(store, question.metric, question.by, sorted(starts),
                                 question.as_of, reveal=question.reveal))  # fmt: skip


def _mondays(first: date, last: date) -> list[date]:
    return [first + WEEK * number for number in range((last - first) // WEEK + 1)]


def asked(found: pd.DataFrame, question: Question) -> pd.Series:
    """Which of some runs have a week among those asked for."""
    first, last = question.week or question.first, question.week or question.last
    touched = pd.Series(data=True, index=found.index)
    if first:
        touched &= found["last"] >= pd.Timestamp(first)
    if last:
        touched &= found["first"] <= pd.Timestamp(last)
    return touched


def _near_ties(frame: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    """The weeks of the runs shown in which the lead was a near tie."""
    first = leads(frame)
    close = first[first["near_tie"].astype(bool)]
    told = [
        f"{weeks([row.week.date()])} ({row.entity} over {row.runner_up}, {times(row.lead)})"
        for row in each(close)
        if any((run.first <= row.week <= run.last) for run in each(found))
    ]
    return [f"Near ties, led by less than 1 %: {', '.join(told)}."] if told else []
