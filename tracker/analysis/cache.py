"""Frames with their measures, each made once: what an answer of several definitions works on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from tracker.analysis.frame import COLUMNS, METRICS
from tracker.analysis.ranks import rank
from tracker.analysis.rows import in_order
from tracker.analysis.shares import share
from tracker.errors import GapError
from tracker.weeks import walk

Weekly = Callable[..., pd.DataFrame]


@dataclass
class Figures:
    """Weekly frames with ranks, shares and changes, by their definition.

    ``weekly`` makes a frame (`frame.weekly` of a store), ``daily`` one of official days
    (`frame.of_days`); ``listed`` gives the days on which slugs were added to the catalogue,
    ``corrected`` the weeks of a metric, level and depth whose first vintage may not be the one of
    now. A metric that is not recorded gives a frame without rows.
    """

    weekly: Weekly
    daily: Weekly | None = None
    listed: Callable[[], Mapping[str, date]] = dict
    corrected: Callable[[str, str, int | None], Collection[date]] | None = None
    _made: dict[tuple[tuple[str, Any], ...], pd.DataFrame] = field(default_factory=dict)
    _measured: dict[tuple[Any, ...], pd.DataFrame] = field(default_factory=dict)

    def __call__(
        self,
        metric: str = "tokens",
        by: str = "slug",
        *,
        depth: int | None = None,
        reveal: bool = False,
        first: bool = False,
    ) -> pd.DataFrame:
        asked = {"metric": metric, "by": by, "depth": depth, "reveal": reveal, "first": first}
        key = tuple(asked.items())
        if key not in self._made:
            self._made[key] = self._make(asked)
        return self._made[key]

    def between(self, metric: str, by: str, first: date, last: date) -> pd.DataFrame:
        """Return the rows of the weeks from ``first`` to ``last``, of a frame of these alone: what
        it says of other weeks (`change_pct`, `last_rank`, `peak_rank` …) is not to be relied on."""
        asked = {"metric": metric, "by": by, "depth": None, "reveal": False, "first": False}
        key = (Figures.between, metric, by, first, last)
        if (frame := self._made.get(tuple(asked.items()))) is not None:
            return frame[frame["week"].between(pd.Timestamp(first), pd.Timestamp(last))]
        if key not in self._measured:
            weeks = [*walk(first, last)]
            self._measured[key] = share(rank(self._read(asked, only=weeks)))
        return self._measured[key]

    def ranked(
        self,
        metric: str,
        by: str,
        top: int,
        *,
        reveal: bool = False,
        first: bool = False,
    ) -> pd.DataFrame:
        """Return the ranked frame, complete down to rank ``top``, without shares: of weeks in which
        all are named nothing else is read. A frame without rows where the metric is not on
        record."""
        asked = {"metric": metric, "by": by, "depth": None, "reveal": reveal, "first": first}
        if (known := self._made.get(tuple(asked.items()))) is not None:
            return known
        return rank(self._read(asked, largest=top))

    def of(
        self, measure: Callable[[pd.DataFrame], pd.DataFrame], metric: str, by: str, **asked: Any
    ) -> pd.DataFrame:
        """A measure of a whole frame (`streaks`, `movers` …), made once."""
        key = (measure, metric, by, tuple(sorted(asked.items())))
        if key not in self._measured:
            self._measured[key] = measure(self(metric, by, **asked))
        return self._measured[key]

    def days(self, metric: str, by: str) -> pd.DataFrame:
        """Return the sums of the official days on record by week (`frame.of_days`), whole or not;
        a frame without rows where there are none."""
        if self.daily is None:
            return self(metric, by).head(0)
        key = (self.daily, metric, by)
        if key not in self._measured:
            self._measured[key] = self.daily(metric=metric, by=by)
        return self._measured[key]

    def since(
        self, metric: str, by: str, entities: Collection[str], slugs: Collection[str]
    ) -> date | None:
        """Return the first day on which one of some entities was there: named on a board, however
        few of it are looked at, or, by one of its slugs, listed in the catalogue. None where nobody
        knows."""
        listed = self.listed()
        days = [listed[slug] for slug in slugs if slug in listed]
        days += _first_named(self(metric, by), entities)
        if not days:  # by another measure it may be on record
            for other in METRICS:
                days += _first_named(self(other, "slug"), slugs)
        return min(days, default=None)

    def _make(self, asked: dict[str, Any]) -> pd.DataFrame:
        # Of calls by slug the bounds prove leaders, in the vintage of now alone.
        if asked["first"] and self.corrected and asked["metric"] == "tokens":
            weeks = self.corrected(asked["metric"], asked["by"], asked["depth"])
            return self._corrected(asked, weeks)
        return share(rank(self._read(asked)))

    def _corrected(self, asked: dict[str, Any], weeks: Collection[date]) -> pd.DataFrame:
        """Return the frame of the first vintage: the one of now but for some weeks, which alone
        are read."""
        now = self(**asked | {"first": False})
        if not weeks or now.empty:
            return now
        same = now.loc[~now["week"].isin(pd.to_datetime([*weeks])), [*COLUMNS]]
        first = self._read(asked, only=sorted(weeks))
        return share(rank(in_order(pd.concat([same, first], ignore_index=True))))

    def _read(self, asked: dict[str, Any], **more: Any) -> pd.DataFrame:
        try:
            return self.weekly(**asked, **more)
        except GapError as missing:
            other = "calls" if asked["metric"] == "tokens" else "tokens"
            try:
                return self.weekly(**asked | {"metric": other}, **more).head(0)
            except GapError:
                raise missing from None


def _first_named(frame: pd.DataFrame, entities: Collection[str]) -> list[date]:
    """Return the first week that names one of some entities; nothing where none does."""
    return [week.date() for week in frame.loc[frame["entity"].isin([*entities]), "week"][:1]]
