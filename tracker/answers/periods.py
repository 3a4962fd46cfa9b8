"""The answer of `tracker top` for a day, for the seven days to one, or for a month.

The values are sums of the official days (`analysis.frame.over_days`), which count tokens of models.
Calls and spend are published by week alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from tracker.analysis import frame as frames
from tracker.analysis.ranks import rank
from tracker.analysis.rows import lacks_day, named
from tracker.analysis.shares import share
from tracker.answers.table import Table
from tracker.answers.top import CHART, TOP, hindsight
from tracker.breaks import lost_days
from tracker.citation import cite
from tracker.columns import column
from tracker.errors import ConfigError, GapError
from tracker.identity.names import Naming, keys
from tracker.records import DAYS, Question
from tracker.store import Store
from tracker.text import are_recorded, counted, plain_date
from tracker.weeks import WEEK, Period, label

OF_WEEKS = ("week", "peak_rank", "weeks_on_chart", "weeks_at_1")
"""The columns of `tracker top` that only weeks have."""
PERIOD = ("start", "end", *(name for name in TOP if name not in OF_WEEKS))


def top(
    store: Store, question: Question, period: Period, limit: int = CHART, names: Naming = keys
) -> Table:
    """Return the ranking of a period, with changes against the one of equal kind before it.

    A period of which days are missing has lower bounds, and no ranks, shares or changes. Raises
    ConfigError for what is not counted by day, GapError for a period without figures.
    """
    frame = share(rank(_figures(store, question, period)))
    rows = frame[frame["week"] == pd.Timestamp(period.start)]
    if rows.empty:
        raise _no_figures(store, question, period)
    days = int(rows["days"].max())
    shown = rows[named(rows)].head(limit).rename(columns={"week": "start"})
    notes = [*hindsight(question)]
    if not rows["complete"].all():
        notes.append(
            f"Not complete: {days} of {counted(period.days, 'day')} are on record. The values are"
            " lower bounds, without ranks, shares and changes."
        )
    elif lacks_day(rows).any():
        lost = phrase(period, period.days - days)
        notes.append(f"Lost for ever at the publisher: {lost}.")
    elif not rows["settled"].all():
        notes.append("Provisional, may still be corrected.")
    return Table(
        shown[[*PERIOD]],
        f"{question.metric.capitalize()} by {question.by}, {phrase(period, days)}",
        cite(rows),
        tuple(notes),
        question.metric,
        question.by,
        names,
        {
            "rank": replace(column("rank"), title="rank"),
            "last_rank": replace(column("last_rank"), title="before"),
            "days": replace(column("days"), usual=period.days),
        },
    )


def chosen(
    question: Question, day: date | None, window: date | None, month: date | None, *, movers: bool
) -> Period | None:
    """Return the period asked for, None for weeks.

    Raises ConfigError if several are, or one that has no moves or is at the end of the calendar.
    """
    try:
        periods = {
            "--day": day and Period.of_day(day),
            "--window": window and Period.window(window),
            "--month": month and Period.of_month(month),
        }
        chosen = [period for period in periods.values() if period]
        _ = [period.before for period in chosen]  # must be valid dates too
    except (ValueError, OverflowError):
        raise ConfigError(
            "that date is at the end of the calendar", remedy="write a date such as 2026-04-29"
        ) from None
    weeks = {"--week": question.week, "--from": question.first, "--to": question.last}
    given = [name for name, value in {**periods, **weeks}.items() if value]
    if chosen and len(given) > 1:
        raise ConfigError(
            f"{given[0]} and {given[1]} exclude each other", remedy="ask for one period at a time"
        )
    if chosen and movers:
        raise ConfigError(
            "--movers compares weeks", remedy=f"leave {given[0]} out, or name a --week"
        )
    return chosen[0] if chosen else None


def phrase(period: Period, days: int | None = None) -> str:
    """Return a period in plain dates, with the number of its days that are on record.

    ``29 April 2026``, ``the seven days to 29 April 2026``, ``30 days of April 2026``, ``4 of the 7
    days to 12 October 2026``.
    """
    recorded = period.days if days is None else days
    last = plain_date(period.last)
    if period.days == 1:
        return last
    some = f"{recorded} of the {period.days} days" if recorded < period.days else ""
    if period.months == 1:
        return f"{some or counted(period.days, 'day')} of {period.start:%B %Y}"
    return f"{some or 'the seven days'} to {last}"


def _figures(store: Store, question: Question, period: Period) -> pd.DataFrame:
    """Return the frame of a period and the one before.

    Calls and spend are those of the front end's window, where it is a week.
    """
    if question.by == "app":
        raise ConfigError(
            "apps are counted by week alone",
            datum=question.by,
            remedy=f"ask for a week: `--week {label(period.last)}`",
        )
    if question.metric == "tokens":
        return frames.over_days(store, question.definition, [period.before, period])
    if not period.is_week:
        raise ConfigError(
            f"{question.metric} of {phrase(period)} are not published: days count tokens",
            datum=question.metric,
            remedy=f"ask for a week: `--week {label(period.last)}`",
        )
    only = [period.start - WEEK, period.start]
    frame = frames.tidy(store, question.definition, frames.WEEKS_OF_MODELS, only=only)
    return frame.assign(end=frame["week"] + WEEK - pd.Timedelta(days=1))


def _no_figures(store: Store, question: Question, period: Period) -> GapError:
    """Return the error for a period of which nothing is on record."""
    if {*period} <= lost_days():
        return GapError(
            f"{phrase(period)} is lost for ever at the publisher",
            datum=period,
            remedy="ask for another day, or for its week",
        )
    held = store.held(question.as_of)
    days = {day for dataset in DAYS for day in held.get(dataset, ())}
    between = f"from {plain_date(min(days))} to {plain_date(max(days))}" if days else ""
    return GapError(
        f"no {are_recorded(question.metric)} for {phrase(period)}",
        datum=period,
        remedy=f"ask for official days on record, {between}" if days else "run `tracker collect`",
    )
