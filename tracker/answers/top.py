"""The answer of `tracker top`: the ranking of a week, and who moved.

Measures are computed over the whole history; options select the rows shown and never change a
number. One week alone is read without the others (`one_week`), so that its cost does not grow with
the record: ranks and changes need that week and the one before, and of earlier weeks only the
places of the names shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
from tracker.answers.bounds import rank_notes
from tracker.answers.table import Table, span
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.records import Definition, Question
from tracker.store import Store
from tracker.text import amount, are_recorded, counted, listed
from tracker.weeks import WEEK, label

MOVE_NAMES = {
    "new entry": "new",
    "re-entry": "back",
    "climber": "highest climber",
    "faller": "deepest fall",
    "drop-out": "left",
}
CHART = 10
"""The number of names of the chart whose moves are reported."""
LONGEST = 100
"""Up to this number of names are looked up one by one; for more, all weeks are read."""
MOVERS = 3
"""The number of names of each kind of move that are listed."""
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
"""The bounds of calls of every week (`bounds.intervals`), and the classes they rest on."""


def hindsight(question: Question) -> tuple[str, ...]:
    """Return the note of an answer that reveals stealth models."""
    return (REVEALED,) if question.reveal else ()


def figures(
    store: Store, as_of: datetime | None = None, datasets: Collection[str] | None = None
) -> Figures:
    """Return the measured frames of a store, as known at an instant.

    ``datasets`` are those that may answer for a week; by default all.
    """
    kept: dict[Any, Any] = {}
    return Figures(
        partial(frames.weekly, store, kept=kept, datasets=datasets),
        partial(frames.of_days, store),
        cache(partial(catalog.listed, store, as_of)),
        frames.corrected(store, kept) if as_of is None else None,
        as_of,
    )


def names_on_record(store: Store, by: str | None = None) -> list[str]:
    """Return the slugs on record, of apps their names."""
    return sorted({*store.apps().values()}) if by == "app" else store.slugs()


def measured(store: Store, question: Question) -> pd.DataFrame:
    """Return the weekly frame with ranks, shares and changes, over the whole history.

    Raises GapError if nothing is recorded.
    """
    return share(rank(frames.weekly(store, question.definition)))


def within(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return the rows of the weeks asked for."""
    selected = pd.Series(data=True, index=frame.index)
    if question.first:
        selected &= frame["week"] >= pd.Timestamp(question.first)
    if question.last:
        selected &= frame["week"] <= pd.Timestamp(question.last)
    if question.week:
        selected &= frame["week"] == pd.Timestamp(question.week)
    return frame[selected]


def top(store: Store, question: Question, limit: int = CHART, names: Naming = keys) -> Table:
    """Return the chart of a week, by default the newest complete one.

    Raises GapError for a week without figures, or whose figures are not complete.
    """
    frame = _single_week(store, question, limit)
    if frame is None:
        frame = measured(store, question)
    if not question.names_weeks:
        question = replace(question, week=newest_complete(frame).date())

    calls = partial(calls_of, store, frame[frame["complete"]], question.as_of)
    shown = within(frame, question)
    days = _days_on_record(store, question, shown, names)
    return chart_of(shown, question, movers(frame, CHART), calls, limit, days, names)


def _days_on_record(
    store: Store, question: Question, shown: pd.DataFrame, names: Naming
) -> list[str]:
    """Return a note on the official days of one week, if they exceed its lower bounds."""
    lower = shown[shown["at_least"] & named(shown) & ~lacks_day(shown)]
    if lower.empty or shown["week"].nunique() > 1 or question.depth is not None:
        return []
    days = frames.of_days(store, question.definition)
    days = days[days["week"] == shown["week"].iloc[0]]
    both = lower.merge(days, on="entity", suffixes=("", "_days"))
    more = both[both["value_days"] > both["value"]]
    if more.empty:
        return []
    amounts = listed(
        [
            f"{names(row.entity, question.by)} {amount(row.value_days, question.metric)}"
            for row in each(more.head(MOVERS))
        ]
    )
    number = counted(int(days["days"].max()), "official day")
    return [f"On {number} of the week on record alone: at least {amounts}."]


def _lost_days(whole: pd.DataFrame) -> list[str]:
    """Return a note on the weeks that lack a day at the publisher."""
    lacking = whole.loc[lacks_day(whole), "week"].drop_duplicates()
    if lacking.empty:
        return []
    return [f"A day is lost at the publisher: {span(lacking)} is of six days."]


def _single_week(store: Store, question: Question, limit: int) -> pd.DataFrame | None:
    """Return the frame of one week as known now (`one_week`), if that is the question; or None."""
    simple = Question(question.metric, week=question.week)
    if question != simple or limit > LONGEST:
        return None
    return one_week(store, question.metric, question.week, max(limit, CHART))


def calls_of(store: Store, weeks: pd.DataFrame, as_of: datetime | None = None) -> Calls:
    """Return the bounds of calls of a weekly frame by slug, and the classes they rest on."""
    lengths = frames.prompt_lengths(store, as_of)
    return bounds.intervals(weeks[[*frames.COLUMNS]], lengths), lengths


def chart_of(
    shown: pd.DataFrame,
    question: Question,
    moves: pd.DataFrame,
    calls: Callable[[], Calls],
    limit: int = CHART,
    days: Sequence[str] = (),
    names: Naming = keys,
) -> Table:
    """Return the chart of the rows of some weeks of a measured frame.

    ``moves`` are those of the first ten of the frame (`movers`); ``calls`` is called where only
    bounds are known.
    """
    whole = shown[shown["complete"]]
    if whole.empty:
        raise no_figures(question, shown)
    entities = whole[named(whole)].groupby("week", sort=False).head(limit)
    weeks = whole["week"].drop_duplicates()
    heading = f"{question.metric.capitalize()} by {question.by}, {span(weeks)}"
    notes = [
        *hindsight(question),
        *_moves(moves, weeks, question.by, names),
        *_lost_days(whole),
        *days,
    ]
    if not whole["settled"].all():
        unsettled = whole.loc[~whole["settled"], "week"].drop_duplicates()
        notes.append(f"Provisional, may still be corrected: {span(unsettled)}.")
    if not whole["can_rank"].all():
        weeks_without = whole.loc[~whole["can_rank"], "week"].drop_duplicates()
        notes.append(
            f"No ranks except a proven lead: larger values may be unknown in {span(weeks_without)}."
        )
        if question.metric == "calls" and question.by == "slug":
            bounded, lengths = calls()
            bounded = bounded[bounded["week"].isin(weeks_without)]
            notes += rank_notes(bounded, entities["entity"], names)
            whole = pd.concat([whole, lengths[lengths["week"].isin(weeks_without)]])
    return Table(
        entities[[*TOP]], heading, cite(whole), tuple(notes), question.metric, question.by, names
    )


def moves_table(store: Store, question: Question, limit: int = 20, names: Naming = keys) -> Table:
    """Return who entered, left, rose and fell, by default in the newest complete week.

    Each week has its first ``limit`` rows, then who dropped out. Raises GapError as `top` does.
    """
    frame = measured(store, question)
    if not question.names_weeks:
        question = replace(question, week=newest_complete(frame).date())
    shown = within(frame, question)
    rows = within(movers(frame), question)
    if rows.empty:
        raise no_figures(question, shown)
    place = rows["rank"].fillna(rows["last_rank"])
    rows = rows[place.rank(method="first").groupby(rows["week"]).rank() <= limit]
    heading = f"Moves by {question.metric}, {question.by} level, {span(rows['week'])}"
    unknown = rows["move"].isna().any()
    note = (
        "A move is missing where last week's chart was not deep enough to know it."
        if unknown
        else ""
    )
    notes = (*hindsight(question), *([note] if note else ()))
    return Table(rows, heading, cite(shown), notes, question.metric, question.by, names)


def _moves(moves: pd.DataFrame, weeks: pd.Series, by: str, names: Naming) -> list[str]:
    """Return the moves of one week as a note; of several weeks none."""
    if len(weeks) != 1:
        return []
    kinds = moves_by_kind(moves[moves["week"] == weeks.iloc[0]], by, names)
    text = "; ".join(f"{kind} {movers}" for kind, movers in kinds.items())
    return [f"In the top ten: {text}."] if kinds else []


def moves_by_kind(moves: pd.DataFrame, by: str = "slug", names: Naming = keys) -> dict[str, str]:
    """Return the moves of one week by kind, as text: ``new: a/x, b/y and 3 more``."""
    by_kind: dict[str, list[Any]] = {move: [] for move in MOVE_NAMES}
    for row in each(moves):
        if row.move in by_kind and (row.highest or row.move not in ("climber", "faller")):
            by_kind[row.move].append(row)
    texts = {}
    for move, rows in by_kind.items():
        named_movers = [_mover(row, names(row.entity, by)) for row in rows[:MOVERS]]
        more = f" and {len(rows) - MOVERS} more" if len(rows) > MOVERS else ""
        if named_movers:
            texts[MOVE_NAMES[move]] = f"{', '.join(named_movers)}{more}"
    return texts


def _mover(row: Any, name: str) -> str:
    places = "" if pd.isna(row.moved) else f" ({row.last_rank} to {row.rank})"
    return f"{name}{places}"


def no_figures(question: Question, shown: pd.DataFrame) -> GapError:
    """Return the error for weeks asked for that have nothing to show."""
    weeks = label(question.week) if question.week else "the weeks asked for"
    if shown.empty:
        return GapError(f"no {are_recorded(question.metric)} for {weeks}", datum=question)
    days, partial = shown["days"].max(), span(shown["week"].drop_duplicates())
    if shown["complete"].any():
        return GapError(
            f"no rank is certain in {partial}: what its boards do not name could change the order",
            datum=question,
            remedy="ask for single slugs (`--by slug`), or for an earlier week",
        )
    return GapError(
        f"{partial} has no ranks or shares: at most {days} of the seven days are recorded",
        datum=question,
        remedy="ask for an earlier week, or `tracker collect` once it has ended",
    )


def one_week(store: Store, metric: str, week: date | None, deepest: int) -> pd.DataFrame | None:
    """Return a measured frame by slug of one week (None: the newest complete one), or None.

    It has ranks, shares and changes of ``week`` and the week before, and the earlier ranks of the
    first ``deepest`` names of ``week``. Earlier weeks in which ranks may be open, or may be proven
    by the classes of prompt length (`bounds`), are read whole. The result is None if the week
    cannot be computed alone: it cannot be ranked, or an earlier week has ranks from boards of
    single models.
    """
    precedence = frames.WEEKS_OF_MODELS
    weeks = frames.weeks_of(tuple(store.answers(metric, precedence)), metric)
    ranked = weeks[weeks["complete"] & weeks["can_rank"]]
    if ranked.empty or ranked["dataset"].isin(precedence.parted).any():
        return None
    chosen = newest_complete(ranked.reset_index()) if week is None else pd.Timestamp(week)
    if chosen not in ranked.index:
        return None
    monday = chosen.date()
    earlier = ranked[ranked.index < chosen - WEEK]
    open_ = earlier.index[frames.may_be_open(earlier)]
    lengths = frames.prompt_lengths(store) if metric == "calls" else None
    whole = {*open_, chosen - WEEK, chosen, *(() if lengths is None else lengths["week"])}
    dates = sorted(start.date() for start in whole)
    boards = frames.tidy(store, Definition(metric), precedence, only=dates)
    placed = share(rank(boards if lengths is None else bounds.prove(boards, lengths)))
    names = placed.loc[(placed["week"] == chosen) & (placed["rank"] <= deepest), "entity"]
    shown = placed["entity"].isin(names)
    others = earlier[~earlier.index.isin([*whole])]
    places = store.places(metric, precedence, [*names], monday - WEEK)
    past = pd.DataFrame.from_records(
        [tuple(row) for row in places], columns=["week", "dataset", "entity", "value", "rank"]
    )
    past["week"] = pd.to_datetime(past["week"]).astype("datetime64[s]")
    past = past.merge(others.reset_index(), on=["week", "dataset"])
    past = past.assign(metric=metric, by="slug", days=WEEK.days, proven=False, at_least=False)
    past = past.reindex(columns=placed.columns)
    past = past.astype(dict(placed.dtypes))
    walked = chart_history(pd.concat([past, placed[shown]], ignore_index=True))
    return in_order(pd.concat([walked, placed[~shown]]))
