"""The tables behind the reading commands. Measures are taken over the whole history; the options
choose which rows are shown and never change a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

import pandas as pd

from tracker.analysis import bounds, facts
from tracker.analysis import frame as frames
from tracker.analysis.measured import Figures
from tracker.analysis.movers import movers
from tracker.analysis.ranks import rank
from tracker.analysis.rows import each, named, newest_complete
from tracker.analysis.shares import share
from tracker.analysis.streaks import streaks, touching
from tracker.citation import cite, cite_entries
from tracker.errors import GapError
from tracker.publish import unranked
from tracker.publish.words import Table, span
from tracker.store import Store
from tracker.weeks import WEEK, label

SAID = {
    "new entry": "new", "re-entry": "back", "climber": "highest climber",
    "faller": "deepest fall", "drop-out": "left",
}  # fmt: skip
MOVERS = 3
"""So many of a kind are named."""
REVEALED = "With hindsight: stealth models count towards what they were from their first day on."
TOP = (
    "week", "rank", "entity", "value", "share", "change_pct", "change_points", "last_rank",
    "peak_rank", "weeks_on_chart", "weeks_at_1", "dataset", "depth",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked: the options that every reading command takes."""

    metric: str = "tokens"
    by: str = "slug"
    first: date | None = None
    last: date | None = None
    week: date | None = None
    as_of: datetime | None = None
    depth: int | None = None
    reveal: bool = False

    @property
    def hindsight(self) -> tuple[str, ...]:
        """What is said of an answer that reveals stealth models."""
        return (REVEALED,) if self.reveal else ()


def figures(store: Store, as_of: datetime | None = None) -> Figures:
    """Measured frames of a store, as known at an instant."""
    return Figures(partial(frames.weekly, store, as_of=as_of))


def measured(store: Store, question: Question) -> pd.DataFrame:
    """The weekly frame with ranks, shares and changes, over the whole history. Raises GapError when
    nothing is recorded."""
    weeks = frames.weekly(
        store, question.metric, question.by, question.as_of,
        depth=question.depth, reveal=question.reveal,
    )  # fmt: skip
    return share(rank(weeks))


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


def top(store: Store, question: Question, limit: int = 10) -> Table:
    """The chart of a week (the newest complete one unless weeks are asked for).

    Raises GapError for a week without figures, or whose figures are not complete.
    """
    frame = measured(store, question)
    if question.week is None and question.first is None and question.last is None:
        newest = newest_complete(frame).date()
        question = replace(question, week=newest)
    shown = within(frame, question)
    whole = shown[shown["complete"]]
    if whole.empty:
        raise _no_figures(question, shown)
    entities = whole[named(whole)].groupby("week", sort=False).head(limit)
    weeks = whole["week"].drop_duplicates()
    heading = f"{question.metric.capitalize()} by {question.by}, {span(weeks)}"
    notes = [*question.hindsight, *_moves(frame, weeks)]
    if not whole["settled"].all():
        unsettled = whole.loc[~whole["settled"], "week"].drop_duplicates()
        notes.append(f"Provisional, may still be corrected: {span(unsettled)}.")
    if not whole["can_rank"].all():
        weeks_without = whole.loc[~whole["can_rank"], "week"].drop_duplicates()
        notes.append(
            f"No ranks but for a proven lead: larger ones may be unknown in {span(weeks_without)}."
        )
        if question.metric == "calls" and question.by == "slug":
            lengths = frames.prompt_lengths(store, question.as_of)
            bounded = bounds.intervals(whole[~whole["can_rank"]], lengths)
            bounded = bounded[bounded["week"].isin(weeks_without)]
            notes += unranked.told(bounded, entities["entity"])
            whole = pd.concat([whole, lengths[lengths["week"].isin(weeks_without)]])
    return Table(entities[[*TOP]], heading, cite(whole), tuple(notes))


def moved(store: Store, question: Question, limit: int = 20) -> Table:
    """Who entered, left, rose and fell in the weeks asked for (the newest complete one), the first
    ``limit`` of each week and then who dropped out. Raises GapError as `top` does."""
    frame = measured(store, question)
    if question.week is None and question.first is None and question.last is None:
        question = replace(question, week=newest_complete(frame).date())
    shown = within(frame, question)
    found = within(movers(frame), question)
    if found.empty:
        raise _no_figures(question, shown)
    place = found["rank"].fillna(found["last_rank"])
    found = found[place.rank(method="first").groupby(found["week"]).rank() <= limit]
    heading = f"Moves by {question.metric}, {question.by} level, {span(found['week'])}"
    unknown = found["move"].isna().any()
    note = "No move is told where last week's chart was not deep enough to know." if unknown else ""
    notes = (*question.hindsight, *([note] if note else ()))
    return Table(found, heading, cite(shown), notes)


def _moves(frame: pd.DataFrame, weeks: pd.Series) -> list[str]:
    """The moves of one week's first ten, in words; of several weeks nothing is said."""
    if len(weeks) != 1:
        return []
    found = movers(frame, 10)
    found = found[found["week"] == weeks.iloc[0]]
    told = []
    for move, said in SAID.items():
        rows = found[found["move"] == move]
        shown = rows[rows["highest"]] if move in ("climber", "faller") else rows
        names = [_mover(row) for row in each(shown.head(MOVERS))]
        more = len(shown) - len(names)
        if names:
            told.append(f"{said} {', '.join(names)}{f' and {more} more' if more else ''}")
    return [f"In the top ten: {'; '.join(told)}."] if told else []


def _mover(row: Any) -> str:
    places = "" if pd.isna(row.moved) else f" ({row.last_rank} to {row.rank})"
    return f"{row.entity}{places}"


def charted(
    store: Store,
    question: Question,
    *,
    whole_runs: bool = False,
    newest: int = 0,
    metrics: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The measured frame of the weeks asked for, and where none are, of the ``newest`` complete
    ones (0: all); with ``whole_runs``, and of the runs at #1 that touch them. With ``metrics``, the
    frame of each, one below the other, told apart by a column ``metric``. Raises GapError when no
    week asked for is complete, by one of them."""
    if not metrics:
        return _charted(store, question, whole_runs, newest)
    charted = pd.concat(
        [
            _charted(store, replace(question, metric=one), whole_runs, newest).assign(metric=one)
            for one in metrics
        ],
        ignore_index=True,
    )
    charted.attrs = {"metric": " and ".join(metrics), "by": question.by}
    return charted


def _charted(store: Store, question: Question, whole_runs: bool, newest: int) -> pd.DataFrame:
    frame = measured(store, question)
    shown = within(frame, question)
    if not shown["complete"].any():
        raise _no_figures(question, shown)
    if newest and not (question.week or question.first or question.last):
        shown = shown[shown["week"] > pd.Timestamp(newest_complete(frame)) - newest * WEEK]
    if not whole_runs:
        return shown
    weeks = shown["week"]
    runs = touching(streaks(frame), weeks)
    first = min(weeks.min(), runs["first"].min())
    last = max(weeks.max(), runs["last"].max())
    return frame[frame["week"].between(first, last)]


def exported(store: Store, question: Question, table: str = "weekly") -> tuple[pd.DataFrame, str]:
    """The tidy weekly frame of the weeks asked for, incomplete ones too, and its source line; or
    the `catalog`, or the `benchmarks`."""
    if table != "weekly":
        found = {"catalog": facts.catalog, "benchmarks": facts.benchmarks}[table](
            store, question.as_of
        )
        return found, cite_entries(found, facts.CATALOG if table == "catalog" else facts.BENCHMARKS)
    weeks = frames.weekly(
        store, question.metric, question.by, question.as_of, reveal=question.reveal
    )
    shown = within(weeks, question)
    if shown.empty:
        raise _no_figures(question, shown)
    return shown, cite(shown)


def _no_figures(question: Question, shown: pd.DataFrame) -> GapError:
    asked = label(question.week) if question.week else "the weeks asked for"
    if shown.empty:
        return GapError(f"no {question.metric} are recorded for {asked}", datum=question)
    days, partial = shown["days"].max(), span(shown["week"].drop_duplicates())
    return GapError(
        f"{partial} has no ranks or shares: at most {days} of the seven days are recorded",
        datum=question,
        remedy="ask for an earlier week, or `tracker collect` once it has ended",
    )
