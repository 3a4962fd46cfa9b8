"""The data that claims are judged on: frames, slugs, bounds, names, and the period of a claim."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

import pandas as pd

from tracker.analysis.cache import Figures
from tracker.analysis.elsewhere import Elsewhere
from tracker.analysis.ranks import rank
from tracker.analysis.rows import between, in_weeks, named
from tracker.analysis.rows import level_of as rows_level
from tracker.analysis.shares import share
from tracker.claims.definitions import level_of
from tracker.errors import GapError
from tracker.identity import AND, spans
from tracker.identity.names import Naming, in_sentence, keys
from tracker.identity.subjects import BEST, TOTAL, Subject
from tracker.records import Definition
from tracker.text import listed
from tracker.weeks import WEEK, Period

Kept = TypeVar("Kept")


@dataclass
class Ground:
    """The data that claims are judged on.

    It has measured frames, the slugs and apps on record, the bounds of calls, the ending week, and
    what entities are called in sentences. ``record`` has the frames of all weeks, where ``figures``
    has those of the period of a claim alone, and ``only`` are weeks that are enough for it; of a
    ``group`` they have its models alone, ranked among themselves;
    ``kept`` is what was computed from them.
    """

    figures: Figures
    slugs: Sequence[str]
    bounds: Callable[[], pd.DataFrame]
    ending: date | None = None
    apps: Callable[[], Sequence[str]] = tuple
    naming: Naming = keys
    over: Callable[[Definition, Sequence[Period]], pd.DataFrame] | None = None
    period: Period | None = None
    base: Period | None = None
    several: tuple[Period, ...] = ()
    until: date | None = None
    since: date | None = None
    only: tuple[date, ...] = ()
    group: Subject | None = None
    kept: dict[Any, Any] = field(default_factory=dict)
    elsewhere: Callable[[], Elsewhere] = Elsewhere
    record: Figures = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.record = self.record or self.figures

    def names(self, text: str) -> Sequence[str]:
        """Return the names on record that a text may mean: apps if it begins with `app:`."""
        return self.apps() if text.strip().lower().startswith("app:") else self.slugs

    def keep(self, key: Any, make: Callable[[], Kept]) -> Kept:
        """Return what is made once for all claims of a text."""
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]  # type: ignore[no-any-return]

    def once(self, measure: Callable[..., Kept], frame: pd.DataFrame, *more: Any) -> Kept:
        """Return a measure of a frame, computed once for all claims of a text."""
        key = (measure, id(frame), more)  # the frame is kept, so that its id remains its own
        return self.keep(key, lambda: (frame, measure(frame, *more)))[1]

    def slugs_of(self, subject: Subject) -> list[str]:
        """Return the slugs on record that belong to a subject on some day."""
        return self.keep(("slugs", subject), lambda: subject.ever(self.slugs))

    def entities(self, subject: Subject, cell: Definition, on: date = date.min) -> list[str]:
        """Return what a subject is in the frames of a definition: itself, or its models."""
        if subject.is_sum:
            return [subject.name]
        return subject.at(level_of(cell, subject), self.slugs_of(subject), on)

    def called(self, subject: Subject) -> str:
        """Return what a subject is called in a sentence."""
        if subject.members:
            return f"{listed([self.called(member) for member in subject.members])} together"
        if subject.level == TOTAL:
            return "all models together"
        if subject.level == BEST:
            return f"the most used of the {self.called(subject.group).removeprefix('the ')}"
        if AND in subject.level or subject.level in ("access", "weights"):
            return self._called_by_parts(subject)
        name = self.naming(subject.name, subject.level)
        if subject.level == "country":
            return f"models from {in_sentence(name)}"
        return f"the models of {name}" if subject.level == "author" else name

    def _called_by_parts(self, subject: Subject) -> str:
        """Return what models of several levels are called: open-weight models from China."""
        parts = dict(zip(subject.level.split(AND), subject.name.split(AND), strict=True))
        weights, access = parts.get("weights"), parts.get("access")
        if access is None and "country" not in parts:
            return f"models with {weights} weights"
        kind = " ".join(filter(None, [access, weights and f"{weights}-weight", "models"]))
        whence = self.called(Subject("country", parts["country"])) if "country" in parts else ""
        return f"{kind}{whence.removeprefix('models')}"

    def frame(self, cell: Definition, subject: Subject) -> pd.DataFrame:
        """Return the measured frame of a definition at the level of a subject.

        With a depth, it lacks a single model that is not among the largest slugs.
        """
        frame = self._frame(cell, subject)
        if self.group is None:
            return frame
        return self.once(_ranked_among, frame, self.group, tuple(self.slugs_of(self.group)))

    def _frame(self, cell: Definition, subject: Subject) -> pd.DataFrame:
        definition = replace(cell, by=level_of(cell, subject))
        if self.only:
            return self.of_weeks(definition, self.only)
        return self._to_judge(self.figures(definition))

    def _to_judge(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the weeks of a frame that a claim may be about."""
        if self.until is None or self.period is not None:
            return frame
        return self.once(between, frame, self.since or EARLIEST - WEEK, self.until)

    def counts(self, cell: Definition, subject: Subject) -> pd.DataFrame:
        """Return the frame of a definition, which may lack ranks and shares."""
        if self.figures is not self.record or self.group is not None:
            return self.frame(cell, subject)
        definition = replace(cell, by=level_of(cell, subject))
        if self.only:
            return self.record.counts(definition, self.only)
        return self._to_judge(self.record.counts(definition))

    def of_weeks(self, cell: Definition, weeks: Sequence[date]) -> pd.DataFrame:
        """Return the rows of some weeks, or periods, of the measured frame of a definition."""
        if self.figures is self.record:
            return self.record.of_weeks(cell, weeks)
        return self.once(in_weeks, self.figures(cell), tuple(weeks))

    def at(self, period: Period, base: Period | None = None) -> Ground:
        """Return the ground of a period: its frames have it, and the one it is compared with.

        Those of a calendar week are weekly, with the two weeks before it.
        """
        if (period.days == WEEK.days and period.week) and (base is None or base.week):
            start = period.start
            weeks = (start, start - WEEK, start - 2 * WEEK, *([base.start] if base else []))
            return replace(self, base=base, figures=_WeekFigures(self.record, weeks))  # type: ignore[arg-type]
        if base is None:
            base = period.before
        figures = self._figures_of((base, period))
        return replace(self, figures=figures, period=period, base=base)  # type: ignore[arg-type]

    def _figures_of(self, periods: tuple[Period, ...]) -> _PeriodFigures:
        """Return the frames of some periods, made once for all claims of a text."""
        over = self.over
        if over is None:
            raise GapError("the official days are not at hand")
        return self.keep(periods, lambda: _PeriodFigures(self.record, over, periods))

    def whole(self) -> Ground:
        """Return the ground on which the frames have all weeks."""
        return replace(self, figures=self.record)

    def before(self, week: date) -> date:
        """Return the first day of the period that one is compared with."""
        return self.base.start if self.base is not None else week - WEEK

    def of_named(self) -> Ground:
        """Return the ground on which shares are of what is named, without `other`."""
        return replace(self, figures=_SharesOfNamed(self.figures, self.once))  # type: ignore[arg-type]

    def day(self, week: date) -> date:
        """Return the day as of which identity counts: the Monday of a week, else the last day."""
        return self.period.last if self.period is not None else week

    def name(self, week: date) -> str:
        """Return the name of the period that begins on a day, as people write it."""
        for period in (self.period, self.base, *self.several):
            if period is not None and period.start == week:
                return period_name(period)
        return period_name(Period.of_week(week))

    def past(self) -> Ground:
        """Return the ground of all periods as long as this one, up to it."""
        if self.period is None:
            return self.whole()
        periods, earlier = [self.period], self.period.before
        while earlier.start >= EARLIEST:
            periods.append(earlier)
            earlier = earlier.before
        return self.over_all(reversed(periods))

    def over_all(self, periods: Iterable[Period]) -> Ground:
        """Return the ground on which the frames have several periods of one length."""
        periods = tuple(periods)
        return replace(self, figures=self._figures_of(periods), several=periods)  # type: ignore[arg-type]

    def days(self, cell: Definition, subject: Subject) -> pd.DataFrame:
        """Return the sums of the official days on record, including weeks that are not whole."""
        return self.figures.days(Definition(cell.metric, level_of(cell, subject)))


EARLIEST = date(2025, 1, 1)
"""The first official day."""


def _ranked_among(frame: pd.DataFrame, group: Subject, slugs: Sequence[str]) -> pd.DataFrame:
    """Return the rows of the models of a group, ranked among themselves, and `other`.

    What a week does not name may be of the group. The shares remain those of everything.
    """
    level = rows_level(frame)
    # Who belongs to a group turns on few days, and not from week to week.
    turns = sorted(
        {since for slug in slugs for by in (level, group.level) for since, _, _ in spans(slug, by)}
    )
    members = cache(lambda turn: {*group.at(level, slugs, turns[turn])})
    weeks = {
        week: members(bisect_right(turns, week.date()) - 1) if turns else set()
        for week in frame["week"].drop_duplicates()
    }
    is_member = [
        entity in weeks[week] for week, entity in zip(frame["week"], frame["entity"], strict=True)
    ]
    return rank(frame[pd.Series(is_member, frame.index, dtype=bool) | ~named(frame)])


class _WeekFigures:
    """Measured frames of some calendar weeks, by their definition."""

    def __init__(self, record: Figures, weeks: tuple[date, ...]) -> None:
        self._record, self._weeks = record, weeks

    def __call__(self, definition: Definition) -> pd.DataFrame:
        return self._record.of_weeks(definition, self._weeks)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)


class _PeriodFigures:
    """Measured frames of some periods, by their definition, in place of the weekly ones."""

    def __init__(
        self,
        record: Figures,
        over: Callable[[Definition, Sequence[Period]], pd.DataFrame],
        periods: tuple[Period, ...],
    ) -> None:
        self._record, self._over, self._periods = record, over, periods
        self._frames: dict[Definition, pd.DataFrame] = {}

    def __call__(self, definition: Definition) -> pd.DataFrame:
        definition = replace(definition, as_of=self._record.as_of, first_vintage=False)
        if definition not in self._frames:
            self._frames[definition] = share(rank(self._over(definition, self._periods)))
        return self._frames[definition]

    def days(self, definition: Definition) -> pd.DataFrame:
        return self(definition)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)


class _SharesOfNamed:
    """Measured frames with shares of what is named."""

    def __init__(self, figures: Any, once: Callable[..., pd.DataFrame]) -> None:
        self._figures, self._once = figures, once

    def __call__(self, definition: Definition) -> pd.DataFrame:
        return self._once(share, self._figures(definition), "named")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._figures, name)


def in_period(name: str) -> str:
    """Return the name of a period with its preposition: on a day, in any longer time."""
    first, _, rest = name.partition(" ")
    return f"{'on' if first.isdigit() and rest else 'in'} {name}"


def period_name(period: Period) -> str:
    """Return a period as people write it.

    >>> period_name(Period(date(2026, 3, 30), date(2026, 4, 6)))
    'the week to 5 April 2026'
    >>> period_name(Period(date(2026, 4, 1), date(2026, 7, 1)))
    'April to June 2026'
    """
    last = period.last
    if period.days == 1:
        return _date(last)
    if period.days == WEEK.days:
        kind = "the week" if period.week else "the seven days"
        return f"{kind} to {_date(last)}"
    if period.months == 12 and period.start.month == 1:
        return str(period.start.year)
    if period.months == 1:
        return f"{period.start:%B %Y}"
    if period.months:
        year = f" {period.start.year}" if period.start.year != last.year else ""
        return f"{period.start:%B}{year} to {last:%B %Y}"
    return f"the {period.days} days to {_date(last)}"


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
