"""The case of a profile: its subject, its weeks, and the thresholds of its measures.

case
    The weeks that a profile looks at: the longest streak at #1 of its subject, the newest of
    equally long ones; of a subject that never led, the week of its highest share.
question
    What is asked of a case.
measure
    What answers it.
speaks
    Whether a measure speaks for a breakthrough (`for`), against one (`against`), or not at all, by
    the thresholds; `unknown` where it is not known.
threshold
    A limit that was set by hand. All of them are printed with a profile, and can be set for it
    (`--threshold lasting_weeks=6`); they change what a measure speaks for, never the measure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

import pandas as pd

from tracker.analysis.cache import Figures
from tracker.analysis.elsewhere import Elsewhere
from tracker.analysis.movers import movers
from tracker.analysis.streaks import Endurance, endurance, streaks
from tracker.errors import ConfigError
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import Subject
from tracker.records import Definition

FOR, AGAINST, SILENT, UNKNOWN = "for", "against", "", "unknown"


@dataclass(frozen=True)
class Measure:
    """One answer: the question, the measure, its text, and what it speaks for.

    It speaks for a breakthrough (`for`), against one (`against`), not at all (empty), or is not
    known (`unknown`); ``reason`` is the clause for a sentence.
    """

    question: str
    measure: str
    found: str
    speaks: str = SILENT
    reason: str = ""


@dataclass(frozen=True)
class Known:
    """What is on record: frames, prices and benchmark results (maybe none), the bounds of calls.

    ``sessions`` and ``tasks`` are the newest snapshots (`catalog.sessions`, `catalog.tasks`);
    ``names`` is what entities are called.
    """

    figures: Figures
    slugs: Sequence[str]
    prices: pd.DataFrame
    benchmarks: pd.DataFrame
    bounds: Callable[[], pd.DataFrame]
    sessions: pd.DataFrame = field(default_factory=pd.DataFrame)
    tasks: pd.DataFrame = field(default_factory=pd.DataFrame)
    names: Naming = keys
    elsewhere: Elsewhere = field(default_factory=Elsewhere)


@dataclass(frozen=True)
class Case:
    """A subject as an entity of a level, by one metric, with its weeks.

    ``peak`` is the week of its highest share among them; ``endurance`` is about the highest of all.
    """

    subject: Subject
    metric: str
    slugs: list[str]
    frame: pd.DataFrame
    streaks: pd.DataFrame
    first: date
    last: date
    peak: date
    endurance: Endurance
    known: Known
    thresholds: Thresholds

    @property
    def entity(self) -> str:
        return self.subject.name

    @property
    def name(self) -> str:
        """What its subject is called; where that is a key, the subject as it can be asked for."""
        name = self.called(self.entity, self.subject.level)
        return str(self.subject) if name == self.entity else name

    def called(self, entity: str, level: str = "slug") -> str:
        """Return what an entity is called."""
        return self.known.names(entity, level)

    @property
    def led(self) -> bool:
        return len(self.streaks) > 0

    def within(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the weeks of the case."""
        return frame[frame["week"].between(pd.Timestamp(self.first), pd.Timestamp(self.last))]

    def subject_rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the subject in the weeks of the case, of a frame at its level."""
        within = self.within(frame)
        return within[within["entity"] == self.entity]

    def slug_rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of its slugs in the weeks of the case, of a frame by slug."""
        within = self.within(frame)
        return within[within["entity"].isin(self.slugs)]


def case(known: Known, subject: Subject, metric: str, thresholds: Thresholds) -> Case:
    """Return the case of a subject.

    Raises GapError when no complete week names it.
    """
    frame = known.figures(Definition(metric, subject.level))
    has_ranks = frame["rank"].notna().any()
    moves = known.figures.of(movers, Definition(metric, subject.level)) if has_ranks else None
    lasted = endurance(frame, subject.name, moves)
    streaks_at_1 = (
        known.figures.of(streaks, Definition(metric, subject.level)) if has_ranks else frame.head(0)
    )
    streaks_at_1 = streaks_at_1[streaks_at_1["entity"] == subject.name]
    first = last = peak = lasted.peak.date()
    if len(streaks_at_1):
        longest = streaks_at_1.sort_values(["weeks", "first"]).iloc[-1]
        first, last = longest["first"].date(), longest["last"].date()
        peak = _highest(frame[frame["entity"] == subject.name], first, last)
    return Case(
        subject,
        metric,
        subject.among(known.slugs, first),
        frame,
        streaks_at_1,
        first,
        last,
        peak,
        lasted,
        known,
        thresholds,
    )


def _highest(rows: pd.DataFrame, first: date, last: date) -> date:
    """Return the week of the highest share.

    It is the first week where no share is known, as of a lead merely proven.
    """
    exact = rows[rows["share"].notna() & ~rows["proven"]].set_index("week").sort_index()
    shares = exact.loc[pd.Timestamp(first) : pd.Timestamp(last), "share"]
    return first if shares.empty else pd.Timestamp(shares.index[int(shares.argmax())]).date()


@dataclass(frozen=True)
class Thresholds:
    lasting_weeks: float = 4
    """From this number of consecutive weeks at #1 on it speaks for it, below against."""
    clear_lead: float = 1.1
    """The smallest lead of the streak, as a ratio: from here on it speaks for it."""
    near_tie: float = 1.01
    """Below this ratio in any week of the streak, it speaks against."""
    given_away: float = 0.5
    """The part of its own tokens that was free or stealth: from here on it speaks against."""
    dollar_gap: float = 5
    """Least points of token share above the share of list cost that speak against."""
    kept: float = 0.5
    """The part of its peak share kept eight weeks after: from here on it speaks for it."""
    half_life: float = 4
    """Weeks from the peak until half of it was gone: up to here it speaks against."""


def read(settings: Iterable[str]) -> Thresholds:
    """Return thresholds with some of them set, each as ``name=value``.

    Raises ConfigError for a name that does not exist, or a value that is not a number above zero.
    """
    defaults = asdict(Thresholds())
    values: dict[str, float] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        name = name.strip().replace("-", "_")
        if name not in defaults:
            raise ConfigError(
                f"there is no threshold {name!r}",
                datum=setting,
                remedy=f"set one of {', '.join(defaults)}",
            )
        values[name] = _positive(value, setting)
    return replace(Thresholds(), **values)


def _positive(value: str, setting: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise ConfigError(
            f"{setting!r} does not set a number above zero",
            datum=setting,
            remedy="write name=value",
        )
    return number
