"""Context and result types of claim checking.

evidence
    The rows that a definition was judged by: for a streak the weeks that it would need, or had,
    with the subject and the leader; for a figure of one week that figure.
leader_value
    The count of the leader of the week.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from tracker.analysis.cache import Figures
from tracker.analysis.elsewhere import Elsewhere
from tracker.claims.definitions import Options, level_of
from tracker.claims.parse import Claim
from tracker.claims.streaks import Stretch
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition

Evidence = list[dict[str, Any]]


@dataclass
class Ground:
    """The data that claims are judged on.

    It has measured frames, the slugs and apps on record, the bounds of calls, the ending week, and
    what entities are called in sentences.
    """

    figures: Figures
    slugs: Sequence[str]
    bounds: Callable[[], pd.DataFrame]
    ending: date | None = None
    apps: Sequence[str] = ()
    naming: Naming = keys
    elsewhere: Callable[[], Elsewhere] = Elsewhere

    def names(self, text: str) -> Sequence[str]:
        """Return the names on record that a text may mean: apps if it begins with `app:`."""
        return self.apps if text.strip().lower().startswith("app:") else self.slugs

    def called(self, subject: Subject) -> str:
        """Return what a subject is called in a sentence."""
        if subject.level == TOTAL:
            return "all models together"
        if subject.level == "weights":
            return f"models with {subject.name} weights"
        name = self.naming(subject.name, subject.level)
        if subject.level == "country":
            return f"models from {'the ' if name.startswith('United ') else ''}{name}"
        return f"the models of {name}" if subject.level == "author" else name

    def frame(self, cell: Definition, subject: Subject) -> pd.DataFrame:
        """Return the measured frame of a definition at the level of a subject.

        With a depth, it lacks a single model that is not among the largest slugs.
        """
        return self.figures(replace(cell, by=level_of(cell, subject)))

    def days(self, cell: Definition, subject: Subject) -> pd.DataFrame:
        """Return the sums of the official days on record, including weeks that are not whole."""
        return self.figures.days(Definition(cell.metric, level_of(cell, subject)))


@dataclass(frozen=True)
class Finding:
    """The result of one definition.

    ``holds`` is None if it is not known, for the reason ``why``. It is ``open`` if figures are
    known and leave it open; ``lost`` are weeks in which a lost day does.
    """

    cell: Definition
    holds: bool | None
    found: str
    why: str = ""
    evidence: Evidence = field(default_factory=list)
    stretch: Stretch | None = None
    entity: str | None = None
    value: float | None = None
    open: bool = False
    lost: tuple[date, ...] = ()


@dataclass(frozen=True)
class Result:
    """A claim with its findings under each definition; the input of notes."""

    claim: Claim
    subjects: tuple[Subject, ...]
    findings: list[Finding]
    ground: Ground
    options: Options = Options()

    def frame(self, finding: Finding, *, reveal: bool = False) -> pd.DataFrame:
        """Return the frame of a finding."""
        return self.ground.frame(replace(finding.cell, reveal=reveal), self.subjects[0])

    def naming(self, finding: Finding) -> Callable[[str], str]:
        """Return what the entities in the frame of a finding are called."""
        level = level_of(finding.cell, self.subjects[0])
        return lambda entity: self.ground.naming(entity, level)

    def sums(self, finding: Finding) -> pd.DataFrame:
        """Return the frame of the subject that is a sum."""
        subject = next(subject for subject in self.subjects if subject.is_sum)
        return self.ground.frame(finding.cell, subject)


def weeks_of(finding: Finding) -> list[date]:
    """Return the weeks that the evidence of a finding shows."""
    return sorted({date.fromisoformat(row["week"]) for row in finding.evidence})


def depth_of(frame: pd.DataFrame, week: date, cell: Definition) -> int | str:
    """Return the depth of a week: the one asked for, or that of its board."""
    depth = frame.loc[frame["week"] == pd.Timestamp(week), "depth"]
    if depth.empty:
        return cell.depth or "all"
    return "all" if pd.isna(depth.iloc[0]) else int(depth.iloc[0])


def whole(value: Any) -> int | None:
    """Return a count or a rank as a plain integer, or None if it is missing."""
    return None if value is None or pd.isna(value) else int(value)


def real(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
