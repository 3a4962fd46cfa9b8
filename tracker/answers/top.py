"""The answer of `tracker top`: the ranking of a week, and who moved.

Measures are computed over the whole history; options select the rows shown and never change a
number. One week alone is read without the others (`one_week`), so that its cost does not grow with
the record: ranks and changes need that week and the one before, and of earlier weeks only the
places of the names shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from typing import Any

import pandas as pd

from tracker.analysis import bounds, catalog
from tracker.analysis import frame as frames
from tracker.analysis.cache import Figures
from tracker.analysis.movers import movers
from tracker.analysis.ranks import chart_history, rank
from tracker.analysis.rows import each, in_order, lacks_day, named, newest_complete
from tracker.analysis.shares import share
from tracker.answers import bounds as unranked
from tracker.answers.table import Table, span
from tracker.citation import cite
from tracker.errors import GapError
from tracker.records import Definition, Question
from tracker.store import Store
from tracker.text import amount, counted, listed
from tracker.weeks import WEEK, label

SAID = {
    "new entry": "new",
    "re-entry": "back",
    "climber": "highest climber",
    "faller": "deepest fall",
    "drop-out": "left",
}
CHART = 10
"""So many names make the chart that moves are told of."""
LONGEST = 100
"""So many names of a week are looked up one by one; of more, all weeks are read."""
MOVERS = 3
"""So many of a kind are named."""
REVEALED = "With hindsight: stealth models count towards what they were from their first day on."
TOP = (
    "week",
    "rank",
    "entity",
    "value",
    "at_least",
    "share",
    "change_pct",
    "change_points",
    "last_rank",
    "peak_rank",
    "weeks_on_chart",
    "weeks_at_1",
    "dataset",
    "depth",
    "days",
)
Calls = tuple[pd.DataFrame, pd.DataFrame]
"""The bounds of calls of every week (`bounds.intervals`), and the classes that they rest on."""


def hindsight(question: Question) -> tuple[str, ...]:
    """Return what is said of an answer that reveals stealth models."""
    return (REVEALED,) if question.reveal else ()


def figures(store: Store, as_of: datetime | None = None) -> Figures:
    """Return the measured frames of a store, as known at an instant."""
    return Figures(
        partial(frames.weekly, store),
        partial(frames.of_days, store),
        cache(partial(catalog.listed, store, as_of)),
        frames.corrected(store) if as_of is None else None,
        as_of,
    )


def names_on_record(store: Store, by: str | None = None) -> list[str]:
    """Return the slugs on record, of apps their names."""
    return store.apps() if by == "app" else store.slugs()


def measured(store: Store, question: Question) -> pd.DataFrame:
    """The weekly frame with ranks, shares and changes, over the whole history. Raises GapError when
    nothing is recorded."""
    return share(rank(frames.weekly(store, question.definition)))


def within(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows of the weeks asked for."""
    asked = pd.Series(data=True, index=frame.index)
    if question.first:
        asked &= frame["week"] >= pd.Timestamp(question.first)
    if question.last:
        asked &= frame["week"] <= pd.Timestamp(question.last)
    if question.week:
        asked &= frame["week"] == pd.Timestamp(question.week)
    return frame[asked]


def top(store: Store, question: Question, limit: int = CHART) -> Table:
    """The chart of a week (the newest complete one unless weeks are asked for).

    Raises GapError for a week without figures, or whose figures are not complete.
    """
    frame = _alone(store, question, limit)
    if frame is None:
        frame = measured(store, question)
    if not question.names_weeks:
        question = replace(question, week=newest_complete(frame).date())

    calls = partial(calls_of, store, frame[frame["complete"]], question.as_of)
    shown = within(frame, question)
    days = _days_on_record(store, question, shown)
    return chart_of(shown, question, movers(frame, CHART), calls, limit, days)


def _days_on_record(store: Store, question: Question, shown: pd.DataFrame) -> list[str]:
    """Return what the official days on record say of one week whose sums are lower bounds, where
    that is more."""
    lower = shown[shown["at_least"] & named(shown) & ~lacks_day(shown)]
    if lower.empty or shown["week"].nunique() > 1 or question.depth is not None:
        return []
    days = frames.of_days(store, question.definition)
    days = days[days["week"] == shown["week"].iloc[0]]
    both = lower.merge(days, on="entity", suffixes=("", "_days"))
    more = both[both["value_days"] > both["value"]]
    if more.empty:
        return []
    told = listed([f"{row.entity} {amount(row.value_days)}" for row in each(more.head(MOVERS))])
    number = counted(int(days["days"].max()), "official day")
    return [f"On {number} of the week on record alone: at least {told}."]


def _lost_days(whole: pd.DataFrame) -> list[str]:
    """Return which of the weeks lack a day at the publisher."""
    lacking = whole.loc[lacks_day(whole), "week"].drop_duplicates()
    if lacking.empty:
        return []
    return [f"A day is lost at the publisher: {span(lacking)} is of six days."]


def _alone(store: Store, question: Question, limit: int) -> pd.DataFrame | None:
    """The measured frame that suffices for the chart of one week as known now (`one_week`), if
    that is what is asked for."""
    simple = Question(question.metric, week=question.week)
    if question != simple or limit > LONGEST:
        return None
    return one_week(store, question.metric, question.week, max(limit, CHART))


def calls_of(store: Store, weeks: pd.DataFrame, as_of: datetime | None = None) -> Calls:
    """The bounds of calls (`bounds.intervals`) of a weekly frame of calls by slug, and the classes
    of prompt length that they rest on."""
    lengths = frames.prompt_lengths(store, as_of)
    return bounds.intervals(weeks[[*frames.COLUMNS]], lengths), lengths


def chart_of(
    shown: pd.DataFrame,
    question: Question,
    moves: pd.DataFrame,
    calls: Callable[[], Calls],
    limit: int = CHART,
    days: Sequence[str] = (),
) -> Table:
    """The same, of the rows of some weeks of a measured frame. ``moves`` are those of the frame's
    first ten (`movers`); ``calls`` are asked for where only bounds are known."""
    whole = shown[shown["complete"]]
    if whole.empty:
        raise no_figures(question, shown)
    entities = whole[named(whole)].groupby("week", sort=False).head(limit)
    weeks = whole["week"].drop_duplicates()
    heading = f"{question.metric.capitalize()} by {question.by}, {span(weeks)}"
    notes = [*hindsight(question), *_moves(moves, weeks), *_lost_days(whole), *days]
    if not whole["settled"].all():
        unsettled = whole.loc[~whole["settled"], "week"].drop_duplicates()
        notes.append(f"Provisional, may still be corrected: {span(unsettled)}.")
    if not whole["can_rank"].all():
        weeks_without = whole.loc[~whole["can_rank"], "week"].drop_duplicates()
        notes.append(
            f"No ranks but for a proven lead: larger ones may be unknown in {span(weeks_without)}."
        )
        if question.metric == "calls" and question.by == "slug":
            bounded, lengths = calls()
            bounded = bounded[bounded["week"].isin(weeks_without)]
            notes += unranked.told(bounded, entities["entity"])
            whole = pd.concat([whole, lengths[lengths["week"].isin(weeks_without)]])
    return Table(entities[[*TOP]], heading, cite(whole), tuple(notes))


def moved(store: Store, question: Question, limit: int = 20) -> Table:
    """Who entered, left, rose and fell in the weeks asked for (the newest complete one), the first
    ``limit`` of each week and then who dropped out. Raises GapError as `top` does."""
    frame = measured(store, question)
    if not question.names_weeks:
        question = replace(question, week=newest_complete(frame).date())
    shown = within(frame, question)
    found = within(movers(frame), question)
    if found.empty:
        raise no_figures(question, shown)
    place = found["rank"].fillna(found["last_rank"])
    found = found[place.rank(method="first").groupby(found["week"]).rank() <= limit]
    heading = f"Moves by {question.metric}, {question.by} level, {span(found['week'])}"
    unknown = found["move"].isna().any()
    note = "No move is told where last week's chart was not deep enough to know." if unknown else ""
    notes = (*hindsight(question), *([note] if note else ()))
    return Table(found, heading, cite(shown), notes)


def _moves(moves: pd.DataFrame, weeks: pd.Series) -> list[str]:
    """The moves of one week in words; of several weeks nothing is said."""
    if len(weeks) != 1:
        return []
    told = told_moves(moves[moves["week"] == weeks.iloc[0]])
    said = "; ".join(f"{kind} {names}" for kind, names in told.items())
    return [f"In the top ten: {said}."] if told else []


def told_moves(found: pd.DataFrame) -> dict[str, str]:
    """The moves of one week by their kind, each with the first names: ``new: a/x, b/y and 3
    more``."""
    kinds: dict[str, list[Any]] = {move: [] for move in SAID}
    for row in each(found):
        if row.move in kinds and (row.highest or row.move not in ("climber", "faller")):
            kinds[row.move].append(row)
    told = {}
    for move, rows in kinds.items():
        names = [_mover(row) for row in rows[:MOVERS]]
        more = len(rows) - len(names)
        if names:
            told[SAID[move]] = f"{', '.join(names)}{f' and {more} more' if more else ''}"
    return told


def _mover(row: Any) -> str:
    places = "" if pd.isna(row.moved) else f" ({row.last_rank} to {row.rank})"
    return f"{row.entity}{places}"


def no_figures(question: Question, shown: pd.DataFrame) -> GapError:
    """Why the weeks asked for have nothing to show, of the rows that they do have."""
    asked = label(question.week) if question.week else "the weeks asked for"
    if shown.empty:
        return GapError(f"no {question.metric} are recorded for {asked}", datum=question)
    days, partial = shown["days"].max(), span(shown["week"].drop_duplicates())
    if shown["complete"].any():
        return GapError(
            f"nobody can be ranked for certain in {partial}: what its boards do not name could"
            " change the order",
            datum=question,
            remedy="ask for single slugs (`--by slug`), or for an earlier week",
        )
    return GapError(
        f"{partial} has no ranks or shares: at most {days} of the seven days are recorded",
        datum=question,
        remedy="ask for an earlier week, or `tracker collect` once it has ended",
    )


def one_week(store: Store, metric: str, week: date | None, deepest: int) -> pd.DataFrame | None:
    """A frame by slug with ranks, shares and changes of ``week`` (None: the newest complete one)
    and of the week before, and with the ranks that whoever is in the first ``deepest`` of ``week``
    had in the weeks before these. Earlier weeks in which ranks may be open, or may be proven by the
    classes of prompt length (`bounds`), are read whole. None where the week cannot be told alone:
    it cannot be ranked, or an earlier one has ranks from boards of single models.
    """
    precedence = frames.WEEKS_OF_MODELS
    weeks = frames.weeks_of(store.answers(metric, precedence), metric)
    ranked = weeks[weeks["complete"] & weeks["can_rank"]]
    if ranked.empty or ranked["dataset"].isin(precedence.parted).any():
        return None
    asked = newest_complete(ranked.reset_index()) if week is None else pd.Timestamp(week)
    if asked not in ranked.index:
        return None
    monday = asked.date()
    earlier = ranked[ranked.index < asked - WEEK]
    open_ = earlier.index[frames.may_be_open(earlier)]
    lengths = frames.prompt_lengths(store) if metric == "calls" else None
    whole = {*open_, asked - WEEK, asked, *(() if lengths is None else lengths["week"])}
    dates = sorted(start.date() for start in whole)
    here = frames.tidy(store, Definition(metric), precedence, only=dates)
    placed = share(rank(here if lengths is None else bounds.prove(here, lengths)))
    names = placed.loc[(placed["week"] == asked) & (placed["rank"] <= deepest), "entity"]
    shown = placed["entity"].isin(names)
    alone = earlier[~earlier.index.isin([*whole])]
    stood = store.places(metric, precedence, [*names], monday - WEEK)
    past = pd.DataFrame.from_records(
        [tuple(row) for row in stood], columns=["week", "dataset", "entity", "value", "rank"]
    )
    past["week"] = pd.to_datetime(past["week"]).astype("datetime64[s]")
    past = past.merge(alone.reset_index(), on=["week", "dataset"])
    past = past.assign(metric=metric, by="slug", days=WEEK.days, proven=False, at_least=False)
    past = past.reindex(columns=placed.columns)
    past = past.astype(dict(placed.dtypes))
    walked = chart_history(pd.concat([past, placed[shown]], ignore_index=True))
    return in_order(pd.concat([walked, placed[~shown]]))
