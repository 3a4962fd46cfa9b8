"""The answer behind `tracker versus`: two sides week by week, and the runs of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker.analysis.measured import Figures
from tracker.analysis.rows import each
from tracker.analysis.streaks import touching
from tracker.analysis.versus import runs, versus
from tracker.citation import cite
from tracker.claims import truths
from tracker.errors import GapError
from tracker.identity.subjects import Subject, find
from tracker.phrasing import between, in_words, weeks
from tracker.publish.answers import Question, figures, within
from tracker.publish.tables import records
from tracker.publish.words import Table, span
from tracker.records import OTHER
from tracker.store import Store


@dataclass(frozen=True)
class Pair:
    """Two sides: their weeks and their runs, each as a table."""

    weeks: Table
    runs: Table

    def newest(self, limit: int | None) -> Pair:
        """The last ``limit`` weeks and runs."""
        return Pair(self.weeks.newest(limit), self.runs.newest(limit))

    def as_json(self) -> dict[str, Any]:
        return {
            "weeks": records(self.weeks.rows),
            "runs": records(self.runs.rows),
            "notes": [*self.weeks.notes],
            "source": self.weeks.source,
        }


def pair(store: Store, question: Question, side: str, rival: str, by: str | None = None) -> Pair:
    """``side`` against ``rival`` (names as `subjects.find` reads them), in the weeks asked for; the
    runs are over all weeks and those that touch the weeks asked for are told at their whole length.

    Raises UnknownName for a name that nobody knows, GapError when no week names either.
    """
    slugs = store.slugs()
    made = figures(store, question.as_of)
    subjects = [find(name, slugs, by) for name in (side, rival)]
    frames = [_frame(made, question, subject) for subject in subjects]
    counts = [
        _counts(frame, subject, slugs) for frame, subject in zip(frames, subjects, strict=True)
    ]
    comparable = truths.comparable(frames[0]) & truths.comparable(frames[1])
    both = counts[0].notna() & counts[1].notna()
    asked = [week for week in counts[0].index if week in comparable or both.get(week, False)]
    compared = versus(*(count.reindex(asked) for count in counts))
    shown = within(compared, question)
    if shown.empty:
        raise GapError(
            f"no week asked for names {subjects[0]} or {subjects[1]} by {question.metric}"
        )
    found = touching(runs(compared, max(asked)), shown["week"])
    a, b = map(str, subjects)
    looked_at = f", the {in_words(question.depth)} largest slugs" if question.depth else ""
    heading = f"a {a} over b {b}, {question.metric}{looked_at}, {span(shown['week'])}"
    used = frames[0][frames[0]["week"].isin(shown["week"])]
    notes = (*question.hindsight, *_unseen(used, shown, subjects))
    source = cite(used)
    return Pair(
        Table(shown, heading, source, notes),
        Table(found, f"Runs of a {a} and b {b}", source),
    )


def _frame(made: Figures, question: Question, subject: Subject) -> pd.DataFrame:
    level = "slug" if subject.level == "total" else subject.level
    return made(question.metric, level, depth=question.depth, reveal=question.reveal)


def _counts(frame: pd.DataFrame, subject: Subject, slugs: list[str]) -> pd.Series:
    if subject.level == "total":
        return truths.totals(frame)
    if subject.is_sum:
        return truths.side(frame, [subject.name], is_sum=True)
    return truths.side(frame, subject.at(subject.level, slugs) or [subject.name], is_sum=False)


def _unseen(used: pd.DataFrame, shown: pd.DataFrame, subjects: list[Subject]) -> list[str]:
    """How much of a week is not seen, and in which weeks that is more than lies between the two."""
    rest = used[used["entity"] == OTHER].set_index("week")
    if rest.empty or not any(subject.is_sum for subject in subjects):
        return []
    apart = shown.assign(apart=(shown["a"] - shown["b"]).abs())
    open_ = [row.week.date() for row in each(apart) if row.apart < rest["value"].get(row.week, 0)]
    could = f"more than lies between the two in {weeks(open_)}" if open_ else (
        "always less than lies between the two")  # fmt: skip
    return [f"Unseen: {between(rest['share'].min(), rest['share'].max())} of a week, {could}."]
