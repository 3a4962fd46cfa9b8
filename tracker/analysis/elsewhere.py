"""Shares on another router, Vercel's AI Gateway: a second witness, never mixed into other figures.

vercel-labs-name, vercel-models-name
    The lab or model as the other router names it.
vercel-labs-share, vercel-models-share
    Its share of the tokens, calls or spend of that router on the day, of all modalities.
share_elsewhere
    The mean of its shares on that router on the seven days of a week. No amounts are published, so
    each day counts the same; a week is missing where it was not listed on every day.
rank-elsewhere
    Its place by that share among those listed there on every day of the week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from tracker.analysis import catalog
from tracker.identity import curated, entity
from tracker.identity.subjects import Subject
from tracker.records import ELSEWHERE, THERE
from tracker.store import Store

LABS, MODELS = ELSEWHERE
WHOLE = 10**9
"""The shares are recorded in billionths."""
DAYS = ("day", "metric", "name", "share", "known_from", "seen_at")
WEEKS = ("week", "metric", "name", "share", "rank", "listed", "seen_at")


def days(store: Store, as_of: datetime | None = None, *, dataset: str) -> pd.DataFrame:
    """Return the daily shares of labs or models; no rows if nothing is recorded.

    Columns day, metric (tokens, calls or spend), name, share (0 to 1), known_from, seen_at.
    """
    recorded = [tuple(row) for row in store.of_days(dataset, as_of)]
    rows = pd.DataFrame.from_records(recorded, columns=[*DAYS])
    return rows.assign(
        day=pd.to_datetime(rows["day"]).astype("datetime64[s]"),
        metric=rows["metric"].astype("str").str.removesuffix("_share"),
        name=rows["name"].astype("str").str.removeprefix(THERE),
        share=rows["share"].astype("float64") / WHOLE,
        known_from=pd.to_datetime(rows["known_from"], utc=True),
        seen_at=pd.to_datetime(rows["seen_at"], utc=True),
    )


def weekly(daily: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of whole weeks, of who was listed on each of their days.

    Columns week, metric, name, share, rank, listed (how many were ranked), seen_at.
    """
    if daily.empty:
        return pd.DataFrame(columns=[*WEEKS])
    monday = daily["day"] - pd.to_timedelta(daily["day"].dt.day_of_week, unit="D")
    by = daily.assign(week=monday).groupby(["week", "metric", "name"], sort=True)
    rows = by.agg(share=("share", "mean"), days=("day", "nunique"), seen_at=("seen_at", "max"))
    rows = rows[rows["days"] == 7].reset_index()
    ranked = rows.groupby(["week", "metric"])["share"]
    rows["rank"] = ranked.rank(method="min", ascending=False).astype("int64")
    rows["listed"] = ranked.transform("size").astype("int64")
    return rows[[*WEEKS]]


@dataclass(frozen=True)
class Elsewhere:
    """The weeks of labs and of models; ``slugs`` are those of the ids in OpenRouter's catalogue."""

    labs: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*WEEKS]))
    models: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*WEEKS]))
    slugs: Mapping[str, str] = field(default_factory=dict)

    def of(self, subject: Subject) -> pd.DataFrame:
        """Return the weeks of a subject; none for what that router does not list.

        A lab is an author if it has its name or its company's, a model what its id or name is in
        the catalogue and on the map. Nothing is matched by likeness.
        """
        if subject.level == "author":
            rows = curated.author(subject.name)
            names = {subject.name, *(row.name for row in rows), *(row.company for row in rows)}
            folded = {name.casefold() for name in names}
            return self.labs[self.labs["name"].map(str.casefold).isin(folded)]
        if not subject.is_model:
            return self.models.head(0)
        names = {
            name
            for name in self.models["name"].unique()
            if subject.name in (name, entity(self.slugs.get(name, name), subject.level))
        }
        return self.models[self.models["name"].isin(names)]


def elsewhere(store: Store, as_of: datetime | None = None) -> Elsewhere:
    """Return what is on record of the other router."""
    labs, models = (weekly(days(store, as_of, dataset=dataset)) for dataset in ELSEWHERE)
    prices = catalog.prices(store, as_of) if len(models) else pd.DataFrame(columns=["id", "slug"])
    return Elsewhere(labs, models, dict(zip(prices["id"], prices["slug"], strict=True)))
