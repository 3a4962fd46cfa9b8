"""`Table`, the form of every answer, and the formatting of week ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from tracker.answers import formats, html
from tracker.columns import Column
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
