"""The answer of `tracker top` for a day, for some days to one, or for a month.

The values are sums of the official days (`analysis.frame.over_days`), which count tokens of models.
Calls and spend are published by week alone. Apps are published for windows, which cannot be added
up: a window of apps is one that is on record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from tracker.analysis import frame as frames
from tracker.analysis.ranks import rank
from tracker.analysis.rows import in_weeks, lacks_day, named
from tracker.analysis.shares import share
from tracker.answers.table import Table
from tracker.answers.top import CHART, TOP, hindsight
from tracker.breaks import lost_days
from tracker.citation import cite
from tracker.columns import column
from tracker.errors import ConfigError, GapError
from tracker.identity.names import Naming, keys
from tracker.records import APP_RANKINGS, DAYS, WINDOWS_OF_APPS, Question
from tracker.store import Store
from tracker.text import are_recorded, counted, plain_date
from tracker.weeks import DAY, WEEK, Period, label

COLLECT = "run `tracker collect`"
ASSUMED = "The page gives its lists of apps no dates: they are taken to end on the day before."
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
    if question.by == "app":
        if not rows["can_rank"].all():
            notes.append("No ranks: the apps are the largest by tokens.")
        if not rows["dataset"].eq(APP_RANKINGS).all():
            notes.append(ASSUMED)
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


def newest(store: Store, question: Question, days: int) -> Period:
    """Return the newest period of so many days: of apps a window on record, else official days.

    Raises GapError if there is none.
    """
    if question.by == "app":
        ends = frames.of_windows(store, question.definition, days)["end"]
        last = None if ends.empty else ends.max().date()
    else:
        last = max(_official_days(store, question), default=None)
    if last is None:
        raise GapError(
            f"no {are_recorded(_counted(question))} for {counted(days, 'day')}",
            datum=days,
            remedy=_remedy(store, question),
        )
    return Period.window(last, days)


def chosen(
    question: Question,
    day: date | None,
    window: date | None,
    month: date | None,
    days: int | None = None,
    *,
    movers: bool,
) -> Period | None:
    """Return the period asked for; None for weeks, and for the newest window of some days.

    Raises ConfigError if several are, or one that has no moves or is at the end of the calendar.
    """
    try:
        periods = {
            "--day": day and Period.of_day(day),
            "--window": window and Period.window(window, days or WEEK.days),
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
    if days and not window:
        given.insert(0, "--days")
    if (chosen or days) and len(given) > 1:
        raise ConfigError(
            f"{given[0]} and {given[1]} exclude each other", remedy="ask for one period at a time"
        )
    if (chosen or days) and movers:
        raise ConfigError(
            "--movers compares weeks", remedy=f"leave {given[0]} out, or name a --week"
        )
    return chosen[0] if chosen else None


def phrase(period: Period, days: int | None = None) -> str:
    """Return a period in plain dates, with the number of its days that are on record.

    ``29 April 2026``, ``the seven days to 29 April 2026``, ``the 30 days to 26 July 2026``, ``30
    days of April 2026``, ``4 of the 7 days to 12 October 2026``.
    """
    recorded = period.days if days is None else days
    last = plain_date(period.last)
    if period.days == 1:
        return last
    some = f"{recorded} of the {period.days} days" if recorded < period.days else ""
    if period.months == 1:
        return f"{some or counted(period.days, 'day')} of {period.start:%B %Y}"
    whole = "the seven days" if period.days == WEEK.days else f"the {period.days} days"
    return f"{some or whole} to {last}"


def _figures(store: Store, question: Question, period: Period) -> pd.DataFrame:
    """Return the frame of a period and the one before.

    Calls and spend are those of the front end's window, where it is a week.
    """
    if question.by == "app":
        windows = frames.of_windows(store, question.definition, period.days)
        starts = [period.start, period.start - period.days * DAY]
        return in_weeks(windows, starts).reset_index(drop=True)
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
    return GapError(
        f"no {are_recorded(_counted(question))} for {phrase(period)}",
        datum=period,
        remedy=_remedy(store, question),
    )


def _counted(question: Question) -> str:
    return f"{question.metric} of apps" if question.by == "app" else question.metric


def _remedy(store: Store, question: Question) -> str:
    """Return what to ask for instead: windows of apps, or official days, that are on record."""
    if question.by == "app":
        if question.metric == "spend":
            return "ask for tokens or calls, which apps have"
        lengths = store.window_lengths(WINDOWS_OF_APPS, question.as_of)
        windows = [frames.of_windows(store, question.definition, days) for days in lengths]
        options = [
            f"`--window {frame['end'].max().date()} --days {days}`"
            for days, frame in zip(lengths, windows, strict=True)
            if len(frame)
        ]
        return f"ask for a window on record: {' or '.join(options)}" if options else COLLECT
    days = _official_days(store, question)
    if not days:
        return COLLECT
    return (
        f"ask for official days on record, from {plain_date(min(days))} to {plain_date(max(days))}"
    )


def _official_days(store: Store, question: Question) -> set[date]:
    held = store.held(question.as_of)
    return {day for dataset in DAYS for day in held.get(dataset, ())}
