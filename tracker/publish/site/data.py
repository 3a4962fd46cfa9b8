"""The data of the site: every measured frame once, and its weeks one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from tracker.analysis import catalog
from tracker.analysis.events import events
from tracker.analysis.movers import movers
from tracker.analysis.ranks import leads
from tracker.analysis.rows import each, lacks_day, named, newest_complete
from tracker.analysis.streaks import COLUMNS as STREAK
from tracker.analysis.streaks import streaks
from tracker.answers import profile
from tracker.answers.formats import records
from tracker.answers.top import CHART, Calls, calls_of
from tracker.answers.versus import Pair
from tracker.errors import GapError
from tracker.profiles.case import Known
from tracker.records import METRICS, OTHER, Definition, Question
from tracker.store import Store
from tracker.weeks import WEEK, walk

HALF_A_YEAR = 26 * WEEK
AUTHOR, COUNTRY = "author", "country"
ROW = (
    "week",
    "entity",
    "value",
    "at_least",
    "dataset",
    "rank",
    "peak_rank",
    "weeks_at_1",
    "weeks_on_chart",
    "share",
    "change_pct",
)
"""The columns that a page of an entity is made of."""
PRICED = ("prompt", "completion", "cache_read")


@dataclass(frozen=True)
class Side:
    """The figures of one metric at one level.

    These are the measured frame, its weeks by their Mondays (oldest first), the lead of each, the
    moves of the first ten, and the streaks at #1.
    """

    metric: str
    by: str
    frame: pd.DataFrame
    weeks: dict[date, pd.DataFrame]
    leads: dict[date, Any]
    moves: pd.DataFrame
    streaks: pd.DataFrame

    @cached_property
    def newest(self) -> date:
        """The newest complete week."""
        return newest_complete(self.frame).date()

    @cached_property
    def complete(self) -> pd.DataFrame:
        """The rows of the weeks that have shares."""
        return self.frame[self.frame["complete"]]

    @cached_property
    def entities(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each entity as plain values, oldest first; those of complete weeks.

        A share of which only the least is known is missing, as in charts: where a list got shorter
        it would fall, although nothing else did.
        """
        rows = self.complete[named(self.complete)].sort_values("week", kind="stable")
        rows = rows.assign(share=rows["share"].mask(rows["at_least"] & ~lacks_day(rows)))
        result: dict[str, list[dict[str, Any]]] = {}
        for row in records(rows[[*ROW]]):
            result.setdefault(row["entity"], []).append(row)
        return result

    @cached_property
    def by_week(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each complete week as plain values, `other` last, by its Monday."""
        result: dict[str, list[dict[str, Any]]] = {}
        rows = records(self.complete[[*ROW, "last_rank", "depth", "can_rank"]])
        for row in sorted(rows, key=lambda row: (row["entity"] == OTHER, -row["value"])):
            result.setdefault(row["week"], []).append(row)
        return result

    @cached_property
    def streaks_of(self) -> dict[str, list[Any]]:
        """The streaks at #1 of each entity, oldest first."""
        result: dict[str, list[Any]] = {}
        for streak in each(self.streaks):
            result.setdefault(streak.entity, []).append(streak)
        return result

    @cached_property
    def totals(self) -> dict[date, int]:
        """What everything had together, `other` too, in each complete week."""
        sums = self.complete.groupby("week", sort=True)["value"].sum()
        return {
            week.date(): int(value) for week, value in zip(sums.index, sums.tolist(), strict=True)
        }


@dataclass(frozen=True)
class Record:
    """A store, a question to it, and one side for each metric that has a complete week."""

    store: Store
    question: Question
    known: Known
    sides: dict[str, Side]
    pairs: dict[int | None, Pair | None] = field(default_factory=dict)
    """China against the US, by the depth that is looked at, once asked for."""

    @property
    def main(self) -> Side:
        """The side of the main metric of the site."""
        return self.sides[self.question.metric]

    @cached_property
    def authors(self) -> dict[str, Side]:
        """The sides with models summed by their authors."""
        return {metric: self.side(metric, AUTHOR) for metric in self.sides}

    @cached_property
    def countries(self) -> dict[str, Side]:
        """The sides with models summed by the countries of their authors."""
        return {metric: self.side(metric, COUNTRY) for metric in self.sides}

    def level(self, by: str) -> dict[str, Side]:
        """Return the sides at a level: that of the site, authors or countries."""
        return {AUTHOR: self.authors, COUNTRY: self.countries}.get(by, self.sides)

    @cached_property
    def events(self) -> dict[str, list[dict[str, Any]]]:
        """What happened to each slug, oldest first."""
        seen = catalog.seen(self.store, self.store.slugs(), self.question.as_of)
        frame = self.known.figures(Definition("tokens"))
        rows = events(self.store.slugs(), seen, self.known.prices, frame)
        result: dict[str, list[dict[str, Any]]] = {}
        for row in records(rows):
            result.setdefault(row["entity"], []).append(row)
        return result

    @cached_property
    def prices(self) -> dict[str, list[dict[str, Any]]]:
        """The prices of each slug by the day since when they are known, oldest first."""
        prices = self.known.prices
        result: dict[str, list[dict[str, Any]]] = {}
        if prices.empty:
            return result
        rows = prices.assign(day=prices["known_from"].dt.tz_localize(None).dt.normalize())
        rows = rows.sort_values(["slug", "known_from"], kind="stable")
        for row in records(rows[["slug", "day", *PRICED]]):
            kept = result.setdefault(row["slug"], [])
            values = [row[name] for name in PRICED]
            if any(values) and (not kept or [kept[-1][name] for name in PRICED] != values):
                kept.append(row)
        return result

    @property
    def newest(self) -> date:
        return self.main.newest

    @cached_property
    def weeks(self) -> list[date]:
        """The weeks with figures on record, oldest first."""
        return sorted({week for side in self.sides.values() for week in side.weeks})

    @property
    def calendar(self) -> Iterator[date]:
        """Every week from the first on record to the last, those without figures too."""
        return walk(self.weeks[0], self.weeks[-1])

    @cached_property
    def leaders(self) -> list[str]:
        """The names at #1 in the half year up to the newest week, or in its first ten, sorted."""
        main = self.main
        since = pd.Timestamp(self.newest - HALF_A_YEAR + timedelta(days=1))
        ranked = main.frame[named(main.frame)]
        at_1 = ranked[(ranked["rank"] == 1).fillna(value=False) & (ranked["week"] >= since)]
        newest = ranked[ranked["week"] == pd.Timestamp(self.newest)]
        on_chart = newest[(newest["rank"] <= CHART).fillna(value=False)]
        return sorted({*at_1["entity"], *on_chart["entity"]})

    @cached_property
    def calls(self) -> Calls:
        """The bounds of calls, and the classes of prompt length that they rest on."""
        return calls_of(self.store, self.known.figures(Definition("calls")), self.question.as_of)

    def question_for(
        self, metric: str, by: str = "", week: date | None = None, depth: int | None = None
    ) -> Question:
        """Return the question for one metric, level, week or depth."""
        question = self.question
        return replace(question, metric=metric, by=by or question.by, week=week, depth=depth)

    def side(self, metric: str, by: str = "") -> Side:
        """Return one metric at a level. Raises GapError where no week of it is complete."""
        level = by or self.question.by
        frame = self.known.figures(Definition(metric, level, reveal=self.question.reveal))
        newest_complete(frame)
        has_ranks = frame["rank"].notna().any()
        by_week = frame.groupby(frame["week"].dt.date, sort=True)
        return Side(
            metric,
            level,
            frame,
            dict(iter(by_week)),
            {row.week.date(): row for row in each(leads(frame))} if has_ranks else {},
            movers(frame, CHART),
            streaks(frame) if has_ranks else pd.DataFrame(columns=[*STREAK]),
        )


def record(store: Store, question: Question) -> Record:
    """Return the record of a store.

    Raises GapError where no week of the metric in question is complete.
    """
    result = Record(store, question, profile.known(store, question.as_of), {})
    for metric in (
        question.metric,
        *(other for other in METRICS if other != question.metric),
    ):
        try:
            result.sides[metric] = result.side(metric)
        except GapError:
            if metric == question.metric:
                raise
    return result
