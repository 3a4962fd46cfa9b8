"""`Table`, the form of every answer: its columns, and week ranges as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from tracker.answers import formats, html
from tracker.columns import Column, column
from tracker.errors import ConfigError
from tracker.identity.names import Naming, keys
from tracker.weeks import WEEK, label


@dataclass(frozen=True)
class Table:
    """A table of an answer: its rows, heading, source line and notes, and what amounts count.

    ``columns`` are those that this table prints in another way than others do; ``chosen`` are the
    names of those to show, in that order (none: all).
    """

    rows: pd.DataFrame
    heading: str
    source: str
    notes: tuple[str, ...] = ()
    metric: str = ""
    by: str = "slug"
    names: Naming = keys
    columns: Mapping[str, Column] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return how a column of this table is printed."""
        return self.columns.get(name) or column(name)

    def with_names(self) -> Table:
        """Return the table with a column `name` after the entities, where they have names."""
        rows = self.rows
        if self.names is keys or "entity" not in rows or "name" in rows:
            return self
        names = [self.names(entity, self.by) for entity in rows["entity"]]
        columns = list(rows.columns)
        columns.insert(columns.index("entity") + 1, "name")
        return replace(self, rows=rows.assign(name=names)[columns])

    def as_json(self) -> list[dict[str, Any]]:
        """Return the rows, with names, as plain Python values (`formats.records`)."""
        return formats.records(self.with_names().rows)

    def _repr_html_(self) -> str:
        named = self.with_names()
        return html.table(named.rows, self.heading, self.notes, self.source, self.metric)

    def newest(self, limit: int | None) -> Table:
        """Return the table with its last ``limit`` rows, and a note if there are more."""
        total = len(self.rows)
        if limit is None or limit >= total:
            return self
        note = f"Shown: the last {limit:,} of {total:,} rows."
        return replace(self, rows=self.rows.tail(limit), notes=(*self.notes, note))


def choose(tables: Sequence[Table], names: Sequence[str]) -> list[Table]:
    """Return the tables of an answer with the columns named, each with those that it has.

    A table that has none of them is left out. Raises ConfigError for a name that no table has.
    """
    columns = [[*map(str, table.with_names().rows.columns)] for table in tables]
    check_columns(names, dict.fromkeys(name for each in columns for name in each))
    chosen = [tuple(name for name in names if name in each) for each in columns]
    return [replace(table, chosen=each) for table, each in zip(tables, chosen, strict=True) if each]


def check_columns(names: Iterable[str], columns: Iterable[str]) -> None:
    """Raise ConfigError for a name that is none of the ``columns``."""
    right = [*columns]
    wrong = [name for name in names if name not in right]
    if wrong:
        raise ConfigError(
            f"there is no column {' or '.join(map(repr, wrong))} in this table",
            datum=tuple(wrong),
            remedy=f"choose from {', '.join(right)}",
        )


def span(weeks: pd.Series) -> str:
    """Return weeks as text: `2026-W14 (30 March to 5 April 2026)`, `2024-W46 to 2026-W38`."""
    days = sorted({week.date() for week in weeks})
    if not days:
        return "no week"
    if len(days) == 1:
        first, last = days[0], days[0] + timedelta(days=6)
        return f"{label(first)} ({first.day} {first:%B} to {last.day} {last:%B %Y})"
    if days[-1] - days[0] == WEEK * (len(days) - 1):
        return f"{label(days[0])} to {label(days[-1])}"
    return (
        ", ".join(label(day) for day in days)
        if len(days) <= 6
        else (f"{len(days)} weeks between {label(days[0])} and {label(days[-1])}")
    )
