"""What a claim was found to be under each definition, and the rows that it was judged by.

evidence
    The rows that a definition was judged by: for a streak the weeks that it would need, or had,
    with the subject and the leader; for a figure of one week that figure.
leader_value
    The count of the leader of the week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from tracker.claims.claim import Claim
from tracker.claims.definitions import Options, level_of
from tracker.claims.ground import Ground
from tracker.claims.streaks import Stretch
from tracker.identity.subjects import Subject
from tracker.records import Definition

Evidence = list[dict[str, Any]]


@dataclass(frozen=True)
class Finding:
    """The result of one definition.

    ``holds`` is None if it is not known, for the reason ``why``. It is ``open`` if figures are
    known and leave it open; ``lost`` are weeks in which a lost day does. ``first`` is the first day
    of the period in which something was first so, ``earlier`` the highest figure before a record,
    ``bound`` what is known where the value is not: the least amount, or the best rank. ``rows``
    makes its evidence: of the many subjects that a name may mean, few are shown.
    """

    cell: Definition
    holds: bool | None
    found: str
    why: str = ""
    rows: Callable[[], Evidence] = list
    stretch: Stretch | None = None
    entity: str | None = None
    value: float | None = None
    open: bool = False
    lost: tuple[date, ...] = ()
    period: str = ""
    first: date | None = None
    earlier: float | None = None
    bound: float | None = None

    @cached_property
    def evidence(self) -> Evidence:
        """The rows that the definition was judged by."""
        return self.rows()


def not_recorded(cell: Definition, ground: Ground, start: date) -> Finding:
    """Return the finding where the period from a day on is not on record."""
    is_or_are = "is" if cell.metric == "spend" else "are"
    why = f"no {cell.metric} {is_or_are} recorded for {ground.name(start)}"
    return Finding(cell, None, "not recorded", why)


def the_same(name: str, cell: Definition, ground: Ground) -> Finding:
    """Return the finding where both sides of a comparison are one under a definition."""
    return Finding(cell, None, "the same", f"both are {ground.naming(name, cell.by)} by {cell.by}")


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
        """Return the counts of the subject that is a sum (`Ground.counts`)."""
        subject = next(subject for subject in self.subjects if subject.is_sum)
        return self.ground.counts(finding.cell, subject)


def weeks_of(finding: Finding) -> list[date]:
    """Return the weeks that the evidence of a finding shows."""
    return sorted({date.fromisoformat(row["week"]) for row in finding.evidence})


def depth_of(frame: pd.DataFrame, week: date, cell: Definition) -> int | str:
    """Return the depth of a week: the one asked for, or that of its board."""
    is_of_week = frame["week"].array == pd.Timestamp(week)
    if not is_of_week.any():
        return cell.depth or "all"
    depth = frame["depth"].array[is_of_week.argmax()]
    return "all" if pd.isna(depth) else int(depth)


def whole(value: Any) -> int | None:
    """Return a count or a rank as a plain integer, or None if it is missing."""
    return None if value is None or pd.isna(value) else int(value)


def real(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
