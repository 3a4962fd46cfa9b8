"""Frames with their measures, each computed once, for answers that use several definitions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from tracker.analysis.frame import COLUMNS
from tracker.analysis.ranks import rank
from tracker.analysis.rows import in_order, in_weeks
from tracker.analysis.shares import share
from tracker.errors import GapError
from tracker.records import METRICS, Definition
from tracker.weeks import walk

Weekly = Callable[..., pd.DataFrame]
Measure = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass
class Figures:
    """Weekly frames with ranks, shares and changes, by their definition, as known at ``as_of``.

    ``weekly`` makes a frame (`frame.weekly` of a store), ``daily`` one of official days
    (`frame.of_days`); ``listed`` gives the days on which slugs were added to the catalogue,
    ``corrected`` the weeks of a definition whose first vintage may not be the one of now. A metric
    that is not recorded gives a frame without rows.
    """

    weekly: Weekly
    daily: Callable[[Definition], pd.DataFrame] | None = None
    listed: Callable[[], Mapping[str, date]] = dict
    corrected: Callable[[Definition], Collection[date]] | None = None
    as_of: datetime | None = None
    _frames: dict[Definition, pd.DataFrame] = field(default_factory=dict)
    _counts: dict[Definition, pd.DataFrame] = field(default_factory=dict)
    _measures: dict[tuple[Any, ...], pd.DataFrame] = field(default_factory=dict)
    _parts: dict[Definition, tuple[frozenset[date], pd.DataFrame | None]] = field(
        default_factory=dict
    )
    _named: dict[Definition, Mapping[str, date]] = field(default_factory=dict)

    def __call__(self, definition: Definition) -> pd.DataFrame:
        """Return the frame of a definition, with ranks, shares and changes."""
        definition = replace(definition, as_of=self.as_of)
        if definition not in self._frames:
            self._frames[definition] = share(rank(self.counts(definition)))
            self._counts.pop(definition, None)
        return self._frames[definition]

    def counts(self, definition: Definition, weeks: Collection[date] | None = None) -> pd.DataFrame:
        """Return the frame of a definition of all weeks or of some, which may lack its measures.

        To compare counts takes no ranks and shares, which cost twice as long as the counts. The
        weeks asked for first are read by themselves; for those of several questions all are, once.
        """
        definition = replace(definition, as_of=self.as_of)
        whole = self._frames.get(definition, self._counts.get(definition))
        if weeks is not None:
            part = self._part(definition, weeks) if whole is None else whole
            source = self.counts(definition) if part is None else part
            key = (definition, frozenset(weeks), "counts")
            return self._cached(key, lambda: in_weeks(source, weeks))
        if whole is None:
            builds_on_newest = self._builds_on_newest(definition)
            make = self._first_vintage if builds_on_newest else self._read
            whole = self._counts[definition] = make(definition)
        return whole

    def _part(self, definition: Definition, weeks: Collection[date]) -> pd.DataFrame | None:
        """Return counts of the weeks asked for first, if some weeks are among them."""
        if definition not in self._parts:
            part: pd.DataFrame | None = None
            if definition in self._counts:
                part = in_weeks(self._counts[definition], weeks)
            else:
                with suppress(GapError):  # nothing of these weeks: rows of the whole frame
                    part = self._read(definition, only=sorted({*weeks}))
            self._parts[definition] = (frozenset(weeks), part)
        first_weeks, part = self._parts[definition]
        return part if first_weeks.issuperset(weeks) else None

    def between(self, definition: Definition, first: date, last: date) -> pd.DataFrame:
        """Return the rows of the weeks from ``first`` to ``last``, as `of_weeks` does."""
        return self.of_weeks(definition, [*walk(first, last)])

    def of_weeks(self, definition: Definition, weeks: Collection[date]) -> pd.DataFrame:
        """Return the rows of some weeks, of a frame of these alone.

        What it has of other weeks (`change_pct`, `last_rank`, `peak_rank` …) is not to be relied
        on.
        """
        definition = replace(definition, as_of=self.as_of)
        part = None if definition in self._frames else self._part(definition, weeks)
        if part is None:
            measured = self(definition)
        else:
            measured = self._cached((definition, "part"), lambda: share(rank(part)))
        return self._cached((definition, frozenset(weeks)), lambda: in_weeks(measured, weeks))

    def ranked(self, definition: Definition, top: int) -> pd.DataFrame:
        """Return the ranked frame, complete down to rank ``top``, without shares.

        Of weeks in which all are named nothing else is read. The frame has no rows where the metric
        is not on record.
        """
        definition = replace(definition, as_of=self.as_of)
        if (frame := self._frames.get(definition)) is not None:
            return frame
        if self._builds_on_newest(definition):
            return rank(self._first_vintage(definition))
        return rank(self._read(definition, largest=top))

    def of(self, measure: Measure, definition: Definition) -> pd.DataFrame:
        """Return a measure of a whole frame (`streaks`, `movers` …), computed once."""
        return self._cached((measure, definition), lambda: measure(self(definition)))

    def days(self, definition: Definition) -> pd.DataFrame:
        """Return the sums of the official days by week (`frame.of_days`), complete or not.

        The frame has no rows where there are none.
        """
        daily = self.daily
        if daily is None:
            return self(definition).head(0)
        definition = replace(definition, as_of=self.as_of)
        return self._cached((daily, definition), lambda: daily(definition))

    def since(
        self, definition: Definition, entities: Collection[str], slugs: Collection[str]
    ) -> date | None:
        """Return the first day on which one of some entities existed, or None where it is unknown.

        It was named on a board, however few of it are looked at, or, by one of its slugs, listed in
        the catalogue.
        """
        listed = self.listed()
        days = [listed[slug] for slug in slugs if slug in listed]
        named = self._first_weeks(Definition(definition.metric, definition.by))
        days += [named[entity] for entity in entities if entity in named]
        if not days:  # by another measure it may be on record
            for metric in METRICS:
                named = self._first_weeks(Definition(metric))
                days += [named[slug] for slug in slugs if slug in named]
        return min(days, default=None)

    def _first_weeks(self, definition: Definition) -> Mapping[str, date]:
        """Return the first week that names each entity."""
        if definition not in self._named:
            first = self.counts(definition).drop_duplicates("entity")
            self._named[definition] = dict(zip(first["entity"], first["week"].dt.date, strict=True))
        return self._named[definition]

    def _cached(self, key: tuple[Any, ...], make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if key not in self._measures:
            self._measures[key] = make()
        return self._measures[key]

    def _builds_on_newest(self, definition: Definition) -> bool:
        """Return whether a frame of the first vintage can be made from the newest one.

        Not so for calls: there the bounds prove leaders by slug, in the newest vintage alone.
        """
        return bool(definition.first_vintage and self.corrected and definition.metric == "tokens")

    def _first_vintage(self, definition: Definition) -> pd.DataFrame:
        """Return the frame of the first vintage, without measures.

        It is the newest one but for the corrected weeks, which alone are read.
        """
        now = self.counts(replace(definition, first_vintage=False))
        weeks = self.corrected(definition) if self.corrected else ()
        unchanged = now.loc[~now["week"].isin(pd.to_datetime([*weeks])), [*COLUMNS]]
        if not weeks or now.empty:
            return unchanged
        first = self._read(definition, only=sorted(weeks))
        return in_order(pd.concat([unchanged, first], ignore_index=True))

    def _read(self, definition: Definition, **more: Any) -> pd.DataFrame:
        try:
            return self.weekly(definition, **more)
        except GapError as missing:
            for metric in METRICS:
                try:
                    return self.weekly(replace(definition, metric=metric), **more).head(0)
                except GapError:
                    continue
            raise missing from None
