"""What the marks of a specification have in common: the rows as plain values, and encodings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from tracker.answers import formats
from tracker.charts import captions, lines
from tracker.charts.text import clean
from tracker.charts.theme import GREY, Theme
from tracker.identity.subjects import TOTAL
from tracker.publish.figures import tables
from tracker.publish.figures.tables import AGE, RANK, SHARE, VALUE
from tracker.records import OTHER
from tracker.weeks import WEEK, walk

Spec = dict[str, Any]

BREADTH, HEIGHT, ROW = 820, 400, 24
FEW = 26
"""Up to so many weeks an axis has days, and months for more."""
BILLIONS = "replace(datum.label, 'G', 'B')"
"""The SI's giga is no word of news."""
UNITS = {"tokens": "Tokens", "calls": "Calls", "spend": "US dollars"}
FIGURES = (
    VALUE,
    SHARE,
    RANK,
    "share_elsewhere",
    "accuracy",
    "price_prompt",
    "price_completion",
    "hhi_low",
    "hhi_high",
)
FIELDS = ("week", "until", "days", "name", "entity", "metric", "looked_at", AGE, "piece", *FIGURES)
"""The columns that a specification may have in its data."""


@dataclass(frozen=True)
class Drawn:
    """The rows of a figure as plain values, and the colour of each name, the largest first."""

    chart: str
    rows: list[dict[str, Any]]
    tones: Mapping[str, str]
    look: Theme

    @property
    def measure(self) -> str:
        return tables.DRAWN.get(self.chart, VALUE)

    @property
    def metrics(self) -> list[str]:
        return [*dict.fromkeys(row["metric"] for row in self.rows if "metric" in row)]

    @property
    def mondays(self) -> list[date]:
        """Return the calendar weeks from the first to the last."""
        days = [date.fromisoformat(row["week"]) for row in self.rows]
        return [*walk(min(days), max(days))]

    @property
    def column(self) -> float:
        """Return the breadth of the column of a week."""
        return round(BREADTH / (len(self.mondays) + 1) * 0.9, 2)

    @property
    def along(self) -> Spec:
        """Return the encoding of the weeks from left to right."""
        mondays = self.mondays
        axis: Spec = {"format": "%b %Y", "grid": False, "labelOverlap": True}
        axis |= {"tickCount": {"interval": "month", "step": 3}}
        if len(mondays) <= FEW:
            # Vega's own weeks begin on Sundays.
            shown = mondays[:: -(-len(mondays) // 12)]
            days = [
                {"year": day.year, "month": day.month, "date": day.day, "utc": True}
                for day in shown
            ]
            axis |= {"format": "%-d %b", "values": days}
            del axis["tickCount"]
        scale = {"type": "utc", "padding": 8}
        return {"field": "week", "type": "temporal", "scale": scale, "title": None, "axis": axis}

    @property
    def colour(self) -> Spec:
        """Return the encoding of the colour of a name."""
        scale = {"domain": [*self.tones], "range": [*self.tones.values()]}
        # One name needs no legend: the title has it.
        legend = {"title": None, "symbolLimit": 0} if len(self.tones) > 1 else None
        return {"field": "name", "type": "nominal", "scale": scale, "legend": legend}

    def amount(self, measure: str = "") -> Spec:
        """Return the encoding of a figure."""
        measure = measure or self.measure
        title = self.title(measure)
        axis = {"format": "~s", "labelExpr": BILLIONS} if measure == VALUE else {}
        return {"field": measure, "type": "quantitative", "title": title, "axis": axis}

    def title(self, name: str) -> str:
        """Return what people read for a field of the data."""
        if name == "days":  # here the first and the last day of a week, and not how many
            return "Week"
        title = UNITS[self.metrics[0]] if name == VALUE else tables.title(name)
        return title[:1].upper() + title[1:]

    def tooltip(self, *fields: str) -> list[Spec]:
        """Return a tooltip of fields."""
        numbers = {VALUE: ",", SHARE: ".2f", "share_elsewhere": ".2f", "accuracy": ".1f"}
        return [
            {
                "field": name,
                "type": "nominal" if name in ("name", "days", "metric") else "quantitative",
                "title": self.title(name),
                **({"format": numbers[name]} if name in numbers else {}),
            }
            for name in fields
        ]


def drawn(name: str, rows: pd.DataFrame, look: Theme, highlight: Sequence[str]) -> Drawn:
    """Return rows as plain values, with their labels, days and figures as people write them."""
    if "entity" not in rows:
        pieces = _pieces(rows.assign(entity=""), whole=True)
        dated = rows.assign(days=rows["week"].map(captions.days), piece=pieces)
        return Drawn(name, _plain(dated), {}, look)
    if "week" not in rows:
        return Drawn(name, _plain(rows), {}, look)
    labels = tables.labels(rows)
    named = rows.assign(
        name=labels, days=rows["week"].map(captions.days), until=rows["week"] + WEEK
    )
    if {"by", "depth", "days", "at_least"} <= {*rows.columns}:
        named["piece"] = _pieces(rows)
    size = VALUE if VALUE in rows else SHARE
    sums = rows[size].astype("float64").groupby([labels, rows["entity"]], sort=False).sum()
    tones = {
        label: _tone(entity, highlight, look)
        for label, entity in sums.sort_values(ascending=False, kind="stable").index
    }
    return Drawn(name, _plain(named), tones, look)


def _tone(entity: str, highlight: Sequence[str], look: Theme) -> str:
    if entity == OTHER:
        return GREY
    return look.pale if entity == TOTAL else lines.tones(entity, highlight, look)[0]


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what a specification needs of rows, each figure as people write it."""
    kept = [name for name in FIELDS if name in rows]
    result = []
    for row in formats.records(rows):
        figures = {name: row[name] for name in kept}
        for name in kept:
            if name == "name":
                figures[name] = clean(row[name] or "")
            elif name in FIGURES:
                figures[name] = tables.plain(name, row[name], row.get("metric", ""))
        result.append(figures)
    return result


def _pieces(rows: pd.DataFrame, *, whole: bool = False) -> pd.Series:
    """Return the number of the piece of its line that each row is in."""
    result = pd.Series(0, rows.index)
    number = 0
    apart = [name for name in ("entity", "metric", "looked_at") if name in rows]
    for _, line in rows.groupby(apart, sort=False):
        for piece in lines.pieces(line, whole=whole):
            result.loc[piece.index] = number
            number += 1
    return result
