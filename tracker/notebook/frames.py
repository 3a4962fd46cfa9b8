"""The tidy frames of a record: one row for each entity and week, day, window or month.

Each has the columns of `analysis.frame`, a column name after the entity, and its source line
(`display.Sheet`); prices, benchmarks and vintages have rows of their own.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Literal, Self

import pandas as pd

from tracker.analysis import catalog, frame
from tracker.answers.top import within
from tracker.citation import cite, cite_entries
from tracker.errors import GapError
from tracker.identity import Level, listed
from tracker.identity.names import Naming
from tracker.identity.subjects import SUMS
from tracker.notebook import arguments
from tracker.notebook.arguments import AsOf, Day, Depth
from tracker.notebook.display import Sheet, sheet
from tracker.records import BENCHMARKS, CATALOG, DAYS, METRICS, Definition, Metric, Question
from tracker.store import Store
from tracker.text import counted
from tracker.weeks import DAY, Period, days


class MixedDepths(UserWarning):
    """A frame has sums over boards of different depths, which are not comparable."""


class Frames:
    """An open store as frames. Use it as a context manager, or ``close()`` it.

    While it is open, its catalogue completes the map of identity.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open = ExitStack()
        self._open.enter_context(store)
        self._open.enter_context(listed.catalogue(partial(catalog.models, store)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()

    def weekly(
        self,
        metric: Metric = "tokens",
        by: Level = "slug",
        as_of: AsOf = None,
        *,
        from_: Day = None,
        to: Day = None,
        depth: Depth = None,
        reveal: bool = False,
        first: bool = False,
    ) -> Sheet:
        """Return the tidy weekly frame (`tracker.analysis.frame`) as known at ``as_of``.

        ``first`` takes each week as it was first published. It warns of MixedDepths where sums of
        authors, countries or weights are over boards of different depths; ``depth="common"`` sums
        the same number of slugs in each week.

        >>> weeks = db.weekly(by="country", from_="2026-W14", to="2026-W14", depth=9)
        >>> tracker.share(weeks)[["name", "value", "share"]].round(3)
                    name           value  share
        0          China  12954198572069  0.480
        1          Other  11022995343960  0.408
        2  United States   3028362484885  0.112
        """
        question = self._question(metric, by, as_of, None, from_, to, depth, reveal=reveal)
        definition = replace(question.definition, first_vintage=first)
        rows = within(frame.weekly(self._store, definition), question)
        _warn(rows, definition)
        return self._with_names(rows.reset_index(drop=True), by, as_of)

    def daily(
        self,
        by: Level = "slug",
        as_of: AsOf = None,
        *,
        from_: Day = None,
        to: Day = None,
        depth: int | Literal["all"] | None = None,
        reveal: bool = False,
    ) -> Sheet:
        """Return the official days as a frame: tokens by day, from ``from_`` to ``to``.

        The columns are those of `weekly`, where week is the day, and end, the same day. It can be
        ranked and shared like weeks; a change is against the day before.

        >>> days = tracker.rank(db.daily(by="author", from_="2026-04-28", to="2026-04-29"))
        >>> days.set_index("name").loc["Anthropic", ["end", "value", "rank", "last_rank"]]
                         end         value  rank  last_rank
        name
        Anthropic 2026-04-28  572397975794     1       <NA>
        Anthropic 2026-04-29  555037620775     1          1
        """
        definition = Definition(
            "tokens", by, arguments.slugs(depth), arguments.instant(as_of), reveal
        )
        first, last = self._days(definition, from_, to)
        return self._over(definition, [Period.of_day(day) for day in days(first, last)])

    def windows(
        self,
        by: Level = "slug",
        as_of: AsOf = None,
        *,
        from_: Day = None,
        to: Day = None,
        length: int = 7,
        depth: int | Literal["all"] | None = None,
        reveal: bool = False,
    ) -> Sheet:
        """Return the ``length`` days to each day from ``from_`` to ``to``: seven, as the site has.

        The columns are those of `weekly`, where week is the first of these days, and end, the last.
        A change is against as many days before. A window of which days are missing is not complete.

        >>> windows = db.windows(from_="2026-04-28", to="2026-04-29").set_index("name")
        >>> windows.loc["Kimi K2.6", ["week", "end", "value"]]
                        week        end          value
        name
        Kimi K2.6 2026-04-22 2026-04-28  2003167260117
        Kimi K2.6 2026-04-23 2026-04-29  1989847072217
        """
        definition = Definition(
            "tokens", by, arguments.slugs(depth), arguments.instant(as_of), reveal
        )
        arguments.number(length, "number of days", arguments.LONGEST_WINDOW)
        first, last = self._days(definition, from_, to)
        return self._over(definition, [Period.window(day, length) for day in days(first, last)])

    def monthly(
        self,
        by: Level = "slug",
        as_of: AsOf = None,
        *,
        from_: Day = None,
        to: Day = None,
        depth: int | Literal["all"] | None = None,
        reveal: bool = False,
    ) -> Sheet:
        """Return the months from that of ``from_`` to that of ``to``, summed from official days.

        The columns are those of `weekly`, where week is the first day of the month, and end, the
        last. Weeks put together miss a month by up to three days at either end.

        >>> months = db.monthly(by="country", from_="2026-03-01", to="2026-04-30")
        >>> months.loc[months["entity"] == "CN", ["week", "end", "value"]]
                week        end           value
        0 2026-03-01 2026-03-31  39129703116859
        4 2026-04-01 2026-04-30  44822864408552
        """
        definition = Definition(
            "tokens", by, arguments.slugs(depth), arguments.instant(as_of), reveal
        )
        first, last = self._days(
            definition, arguments.month_of(from_), _last_of(arguments.month_of(to))
        )
        months = dict.fromkeys(Period.of_month(day) for day in days(first, last))
        return self._over(definition, [*months])

    def apps(
        self,
        metric: Metric = "tokens",
        as_of: AsOf = None,
        *,
        length: int = 7,
        from_: Day = None,
        to: Day = None,
    ) -> Sheet:
        """Return the windows of apps that were published for ``length`` days: 1, 7 or 30.

        The columns are those of `weekly`, where week is the first day of the window, and end, the
        last, which is from ``from_`` to ``to``. Raises GapError if none so long is on record.
        """
        arguments.one_of(metric, "metric", METRICS)
        definition = Definition(metric, "app", as_of=arguments.instant(as_of))
        rows = frame.of_windows(self._store, definition, length)
        if rows.empty:
            raise GapError(
                f"no {metric} of apps are recorded for {counted(length, 'day')}",
                datum=length,
                remedy="ask for 1, 7 or 30 days, or run `tracker collect` with a key",
            )
        first, last = arguments.day_of(from_), arguments.day_of(to)
        selected = rows["end"] >= pd.Timestamp(first or pd.Timestamp.min)
        selected &= rows["end"] <= pd.Timestamp(last or pd.Timestamp.max)
        return self._with_names(rows[selected].reset_index(drop=True), "app", as_of)

    def prices(self, as_of: AsOf = None) -> Sheet:
        """Return every vintage of the prices (`tracker.analysis.catalog.prices`)."""
        rows = catalog.prices(self._store, arguments.instant(as_of))
        return sheet(rows, source=_entries_source(rows, CATALOG))

    def catalog(self, as_of: AsOf = None) -> Sheet:
        """Return the models as listed, with prices (`tracker.analysis.catalog.catalog`)."""
        rows = catalog.catalog(self._store, arguments.instant(as_of))
        return sheet(rows, source=_entries_source(rows, CATALOG))

    def benchmarks(self, as_of: AsOf = None) -> Sheet:
        """Return benchmark results by model (`tracker.analysis.catalog.benchmarks`)."""
        rows = catalog.benchmarks(self._store, arguments.instant(as_of))
        return sheet(rows, source=_entries_source(rows, BENCHMARKS))

    def vintages(self, metric: Metric = "tokens", week: Day = None) -> Sheet:
        """Return every vintage of every board of a metric, of one week or of all periods.

        Columns dataset, metric, scope, start, end (its last day), known_from, total, depth (missing
        where all are named), selection.

        >>> db.vintages(week="2026-W14")[["dataset", "start", "end"]].head(2)
                          dataset      start        end
        0  history-rankings-daily 2026-03-30 2026-03-30
        1  history-rankings-daily 2026-03-31 2026-03-31
        """
        arguments.one_of(metric, "metric", METRICS)
        monday = arguments.monday_of(week)
        rows = [
            (dataset, kind, scope, start, end - DAY, known_from, total, *rest)
            for dataset, kind, scope, start, end, known_from, _, total, *rest in (
                self._store.contents()
            )
            if kind == metric and (monday is None or Period(start, end).week == monday)
        ]
        names = [
            "dataset",
            "metric",
            "scope",
            "start",
            "end",
            "known_from",
            "total",
            "depth",
            "selection",
        ]
        table = pd.DataFrame.from_records(rows, columns=names)
        types = {"total": "Int64", "depth": "Int64"}
        for name in ("start", "end", "known_from"):
            table[name] = pd.to_datetime(table[name], utc=name == "known_from")
        return sheet(table.astype(types))

    # What the methods above share.

    def _question(
        self,
        metric: str,
        by: str,
        as_of: AsOf,
        week: Day = None,
        first: Day = None,
        last: Day = None,
        depth: Depth = None,
        *,
        reveal: bool = False,
    ) -> Question:
        """Return a question; a common depth is that of the weeks asked for."""
        question = Question(
            metric,
            by,
            as_of=arguments.instant(as_of),
            reveal=reveal,
            week=arguments.monday_of(week),
            first=arguments.monday_of(first),
            last=arguments.monday_of(last),
        )
        if depth == "common":
            rows = within(frame.weekly(self._store, question.definition), question)
            depths = rows.loc[rows["complete"], "depth"].dropna()
            return replace(question, depth=int(depths.min()) if len(depths) else None)
        return replace(question, depth=arguments.slugs(depth) or None)

    def _names(self, as_of: AsOf) -> Naming:
        return catalog.names(self._store, arguments.instant(as_of))

    def _with_names(self, rows: pd.DataFrame, by: str, as_of: AsOf, source: str = "") -> Sheet:
        """Return a frame with the display name of each entity in a column after it."""
        names = self._names(as_of)
        by_entity = {entity: names(entity, by) for entity in rows["entity"].unique()}
        named = rows.assign(name=rows["entity"].map(by_entity).astype("str"))
        columns = [*rows.columns]
        columns.insert(columns.index("entity") + 1, "name")
        return sheet(named[columns], source=source or (cite(rows) if len(rows) else ""))

    def _over(self, definition: Definition, periods: Iterable[Period]) -> Sheet:
        """Return the sums of the official days over some periods."""
        rows = frame.over_days(self._store, definition, [*periods])
        return self._with_names(rows, definition.by, definition.as_of)

    def _days(self, definition: Definition, first: Day, last: Day) -> tuple[date, date]:
        """Return the first and the last day asked for, by default those on record."""
        held = self._store.held(definition.as_of)
        on_record = {day for dataset in DAYS for day in held.get(dataset, ())}
        if not on_record:
            raise GapError("no official day is recorded", remedy="run `tracker collect`")
        return arguments.day_of(first) or min(on_record), arguments.day_of(last) or max(on_record)


def _last_of(month: date | None) -> date | None:
    """Return the last day of a month."""
    return None if month is None else Period.of_month(month).last


def _warn(rows: pd.DataFrame, definition: Definition) -> None:
    """Warn of sums over models from boards of different depths."""
    if definition.by not in SUMS or definition.depth is not None:
        return
    depths = sorted({int(depth) for depth in rows.loc[rows["complete"], "depth"].dropna()})
    if len(depths) > 1:
        shown = ", ".join(map(str, depths[:-1])) + f" and {depths[-1]}"
        warnings.warn(
            f"these weeks are summed over boards of {shown} slugs, which are not comparable."
            f' Pass depth="common" to sum the same number of slugs in each week.',
            MixedDepths,
            stacklevel=3,
        )


def _entries_source(rows: pd.DataFrame, dataset: str) -> str:
    return cite_entries(rows, dataset) if len(rows) else ""
