"""The answer of `tracker versus`: two sides week by week, and the streaks of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracker.analysis.cache import Figures
from tracker.analysis.rows import each
from tracker.analysis.streaks import touching
from tracker.analysis.versus import TOTAL, side, versus, versus_streaks
from tracker.answers.table import Table, span
from tracker.answers.top import figures, hindsight, names_on_record, within
from tracker.citation import cite
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import BEST, Subject, find
from tracker.records import OTHER, Definition, Question
from tracker.store import Store
from tracker.text import between, in_words, weeks


@dataclass(frozen=True)
class Pair:
    """Two sides: their weeks and their streaks, each as a table."""

    weeks: Table
    streaks: Table

    def newest(self, limit: int | None) -> Pair:
        """Return the last ``limit`` weeks and streaks."""
        return Pair(self.weeks.newest(limit), self.streaks.newest(limit))

    def as_json(self) -> dict[str, Any]:
        return {
            "weeks": self.weeks.as_json(),
            "streaks": self.streaks.as_json(),
            "notes": [*self.weeks.notes],
            "source": self.weeks.source,
        }


def pair(
    store: Store,
    question: Question,
    a: str,
    b: str,
    by: str | None = None,
    naming: Naming = keys,
) -> Pair:
    """Return side ``a`` against side ``b`` in the weeks asked for, and the streaks that touch them.

    The sides are names as `subjects.find` reads them, of any two levels; streaks have their whole
    length. Raises UnknownName for an unknown name, GapError if no week names either.
    """
    of_apps = a.strip().lower().startswith("app:") or b.strip().lower().startswith("app:")
    names = names_on_record(store, "app" if of_apps else by)
    weekly = figures(store, question.as_of)
    subjects = [find(name, names, by) for name in (a, b)]
    frames = [frame_of(weekly, question, subject) for subject in subjects]
    compared = versus(
        *(
            side_of(weekly, question, frame, subject, names)
            for frame, subject in zip(frames, subjects, strict=True)
        )
    )
    shown = within(compared, question)
    if shown.empty:
        raise GapError(
            f"no week asked for names {subjects[0]} or {subjects[1]} by {question.metric}"
        )
    complete = frames[0].loc[frames[0]["complete"] & frames[0]["can_rank"], "week"]
    streaks = touching(
        versus_streaks(compared, max(compared["week"].max(), complete.max())), shown["week"]
    )
    depth = f", the {in_words(question.depth)} largest slugs" if question.depth else ""
    titles = [_title(subject, naming) for subject in subjects]
    sides = f"a {titles[0]} over b {titles[1]}"
    heading = f"{sides}, {question.metric}{depth}, {span(shown['week'])}"
    used = frames[0][frames[0]["week"].isin(shown["week"])]
    notes = (*hindsight(question), *_open(shown), *_unseen(used, shown, subjects))
    source = cite(used)
    return Pair(
        Table(shown, heading, source, notes, question.metric),
        Table(streaks, f"Streaks of {sides.replace(' over ', ' and ')}", source),
    )


def _title(subject: Subject, naming: Naming) -> str:
    """Return what people read for a side; the formal name where keys are asked for."""
    if naming is keys:
        return str(subject)
    if subject.level == BEST:
        return f"the most used of {_title(subject.group, naming)}"
    return naming(subject.name, subject.level)


def frame_of(weekly: Figures, question: Question, subject: Subject) -> pd.DataFrame:
    """Return the measured frame at the level of a subject."""
    return weekly(replace(question.definition, by=_level_of(subject)))


def _level_of(subject: Subject) -> str:
    """Return the level at which a subject is looked up; the largest of a group is a model."""
    return {TOTAL: "slug", BEST: "model"}.get(subject.level, subject.level)


def side_of(
    weekly: Figures, question: Question, frame: pd.DataFrame, subject: Subject, names: list[str]
) -> pd.DataFrame:
    """Return the counts of a subject by week (`versus.figures`), from its first day on."""
    if subject.level == "app":
        return side(frame, [subject.name], among=question.depth)
    slugs = subject.among(names)
    number = len(slugs) if subject.is_model else None
    level = _level_of(subject)
    entities = subject.at(level, names) if subject.level == BEST else [subject.name]
    since = weekly.since(Definition(question.metric, level), entities, slugs)
    return side(frame, entities, since, question.depth, number)


def _open(shown: pd.DataFrame) -> list[str]:
    """Return a note on the weeks in which it is unknown who had more."""
    weeks_open = [week.date() for week in shown.loc[shown["leader"].isna(), "week"]]
    if not weeks_open:
        return []
    return [f"Open, because what is not named could decide: {weeks(weeks_open)}."]


def _unseen(used: pd.DataFrame, shown: pd.DataFrame, subjects: list[Subject]) -> list[str]:
    """Return a note on the share of a week that is not named, and whether it exceeds the lead."""
    rest = used[used["entity"] == OTHER].set_index("week")
    if rest.empty or not any(subject.is_sum for subject in subjects):
        return []
    apart = shown.assign(apart=(shown["a"].fillna(0) - shown["b"].fillna(0)).abs())
    open_ = [row.week.date() for row in each(apart) if row.apart < rest["value"].get(row.week, 0)]
    could = "never more than the difference between the two"
    if open_:
        could = f"more than the difference between the two in {weeks(open_)}"
    return [f"Unseen: {between(rest['share'].min(), rest['share'].max())} of a week, {could}."]
