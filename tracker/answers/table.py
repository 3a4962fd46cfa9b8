"""`Table`, the form of every answer, and the formatting of week ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pandas as pd

from tracker.columns import Column, column
from tracker.identity.names import Naming, keys
from tracker.weeks import WEEK, label


@dataclass(frozen=True)
class Table:
    """A table of an answer: its rows, heading, source line and notes, and what amounts count.

    ``columns`` are those that this table prints in another way than others do.
    """

    rows: pd.DataFrame
    heading: str
    source: str
    notes: tuple[str, ...] = ()
    metric: str = ""
    by: str = "slug"
    names: Naming = keys
    columns: Mapping[str, Column] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """Return how a column of this table is printed."""
        return self.columns.get(name) or column(name)

    def with_names(self) -> Table:
        """Return the table with a column `name` after the entities, where they have names."""
        rows = self.rows
        if self.names is keys or "entity" not in rows:
            return self
        names = [self.names(entity, self.by) for entity in rows["entity"]]
        columns = list(rows.columns)
        columns.insert(columns.index("entity") + 1, "name")
        return replace(self, rows=rows.assign(name=names)[columns])

    def newest(self, limit: int | None) -> Table:
        """Return the table with its last ``limit`` rows, and a note if there are more."""
        total = len(self.rows)
        if limit is None or limit >= total:
            return self
        note = f"Shown: the last {limit:,} of {total:,} rows."
        return replace(self, rows=self.rows.tail(limit), notes=(*self.notes, note))


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
