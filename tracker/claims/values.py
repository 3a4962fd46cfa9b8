"""What a subject had in each period of a ground, between a lower and an upper end.

The ends are equal where the figure is exact. Of a sum over few names the upper end is that and all
of `other`; of what a period does not name it is the most that the last one named had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from tracker import text
from tracker.analysis.limits import at_most, unnamed_at_most
from tracker.analysis.rows import each
from tracker.claims import streaks
from tracker.claims.definitions import level_of
from tracker.claims.evidence import real, whole
from tracker.claims.ground import Ground
from tracker.identity import spans
from tracker.identity.subjects import TOTAL, Subject
from tracker.records import Definition


@dataclass(frozen=True)
class Value:
    """What a subject had in a period: at least ``low`` and at most ``high`` (None: any amount)."""

    low: int
    high: int | None
    entity: str = ""
    share: float | None = None
    rank: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def is_above(self, other: Value) -> bool | None:
        """Return whether it is more than another, as far as their ends tell."""
        if other.high is not None and self.low > other.high:
            return True
        if self.high is not None and self.high <= other.low:
            return False
        return None

    def text(self, metric: str) -> str:
        if self.is_exact:
            return text.amount(self.low, metric)
        return f"at least {text.amount(self.low, metric)}"


def value_of(subject: Subject, cell: Definition, ground: Ground, start: date) -> Value | None:
    """Return what a subject had in the period from a day on, None if it is not recorded."""
    return values_of(subject, cell, ground).get(start)


def values_of(subject: Subject, cell: Definition, ground: Ground) -> Mapping[date, Value]:
    """Return what a subject had in every complete period on record, by its first day."""
    frame = ground.frame(cell, subject)
    if not frame["complete"].any():
        return {}
    if subject.level == TOTAL:
        slugs = ground.figures(replace(cell, by="slug", depth=None))
        totals = ground.once(streaks.totals, slugs).dropna()
        return {
            pd.Timestamp(start).date(): Value(int(total), int(total), TOTAL, 1.0)  # type: ignore[arg-type]
            for start, total in totals.items()
        }
    frame = ground.once(_with_at_most, frame)
    if not subject.members:
        return _of_one(subject, cell, ground, frame)
    parts = [_of_one(member, cell, ground, frame) for member in subject.members]
    return {start: _sum(part[start] for part in parts) for start in parts[0]}


def evidence_of(value: Value, cell: Definition, start: date) -> dict[str, Any]:
    """Return the row of evidence of what a subject had in the period from a day on."""
    return {
        "week": start.isoformat(),
        "metric": cell.metric,
        "by": cell.by,
        "depth": cell.depth or "all",
        "entity": value.entity or None,
        "value": value.low,
        "at_least": not value.is_exact,
        "share": value.share,
        "rank": value.rank,
    }


def _with_at_most(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the complete periods of a frame with the column at_most."""
    frame = frame[frame["complete"]]
    return frame.assign(at_most=at_most(frame))


def _of_one(
    subject: Subject, cell: Definition, ground: Ground, frame: pd.DataFrame
) -> dict[date, Value]:
    """Return the largest of the entities that a subject has at the level of a definition."""
    level, slugs = level_of(cell, subject), ground.slugs_of(subject)
    unnamed = ground.once(unnamed_at_most, frame)
    within_depth = cell.depth is not None and subject.is_sum
    ever = {subject.name, *(name for slug in slugs for _, _, name in spans(slug, level))}
    rows = frame[frame["entity"].isin([subject.name] if subject.is_sum else ever)]
    by_period = defaultdict(list)
    for row in each(rows.sort_values("value", ascending=False)):
        by_period[row.week].append(row)
    values = {}
    for start in frame["week"].drop_duplicates():
        names = [subject.name] if subject.is_sum else subject.at(level, slugs, start.date())
        row = next((row for row in by_period[start] if row.entity in names), None)
        if row is None:
            most = unnamed.get(start, pd.NA)
            high = 0 if within_depth else None if pd.isna(most) else int(most)
            values[start.date()] = Value(0, high)
            continue
        value = int(row.value)
        values[start.date()] = Value(
            value,
            int(row.at_most) if row.at_least else value,
            str(row.entity),
            real(getattr(row, "share", None)),
            whole(getattr(row, "rank", None)),
        )
    return values


def _sum(values: Iterable[Value]) -> Value:
    values = [*values]
    highs = [value.high for value in values]
    shares = [value.share for value in values if value.share is not None]
    return Value(
        sum(value.low for value in values),
        None if None in highs else sum(high for high in highs if high is not None),
        " and ".join(value.entity for value in values if value.entity),
        sum(shares) if shares else None,
    )
