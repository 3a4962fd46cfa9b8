"""Whom a profile is about, and which weeks of it.

case
    The weeks that a profile looks at: the longest run at #1 of its subject, the newest of equally
    long ones; of a subject that never led, the week of its highest share.
question, measure
    What is asked of a case, and the measure that answers it.
speaks
    Whether a measure speaks for a breakthrough (`for`), against one (`against`), or not at all, by
    the thresholds; `unknown` where nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.endurance import Endurance, endurance
from tracker.analysis.measured import Figures
from tracker.analysis.streaks import streaks
from tracker.identity.subjects import Subject
from tracker.profiles.thresholds import Thresholds

FOR, AGAINST, SILENT, UNKNOWN = "for", "against", "", "unknown"


@dataclass(frozen=True)
class Measure:
    """One answer: what is asked, what was found, and whether it speaks for a breakthrough
    (`for`), against one (`against`), not at all (empty), or is not known (`unknown`); ``reason`` is
    how a sentence would put it."""

    question: str
    measure: str
    found: str
    speaks: str = SILENT
    reason: str = ""


@dataclass(frozen=True)
class Known:
    """What is on record: frames, prices and benchmark results (maybe none), the bounds of calls."""

    figures: Figures
    slugs: Sequence[str]
    prices: pd.DataFrame
    benchmarks: pd.DataFrame
    bounds: Callable[[], pd.DataFrame]


@dataclass(frozen=True)
class Case:
    """A subject as an entity of a level, by one metric, with its weeks."""

    subject: Subject
    metric: str
    slugs: list[str]
    frame: pd.DataFrame
    runs: pd.DataFrame
    first: date
    last: date
    lasted: Endurance
    known: Known
    thresholds: Thresholds

    @property
    def entity(self) -> str:
        return self.subject.name

    @property
    def led(self) -> bool:
        return len(self.runs) > 0

    @property
    def peak(self) -> date:
        return self.lasted.peak.date()

    def own(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of the subject in the weeks of the case, of a frame at its level."""
        within = frame["week"].between(pd.Timestamp(self.first), pd.Timestamp(self.last))
        return frame[within & (frame["entity"] == self.entity)]

    def of_slugs(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The same of its slugs, in a frame by slug."""
        within = frame["week"].between(pd.Timestamp(self.first), pd.Timestamp(self.last))
        return frame[within & frame["entity"].isin(self.slugs)]


def case(known: Known, subject: Subject, metric: str, thresholds: Thresholds) -> Case:
    """The case of a subject. Raises GapError when no complete week names it."""
    frame = known.figures(metric, subject.level)
    lasted = endurance(frame, subject.name)
    runs = streaks(frame) if frame["rank"].notna().any() else pd.DataFrame({"entity": []})
    runs = runs[runs["entity"] == subject.name]
    first = last = lasted.peak.date()
    if len(runs):
        longest = runs.sort_values(["weeks", "first"]).iloc[-1]
        first, last = longest["first"].date(), longest["last"].date()
    return Case(
        subject, metric, subject.among(known.slugs, first), frame, runs, first, last, lasted,
        known, thresholds,
    )  # fmt: skip
