"""The answer behind `tracker profile`: measures, events around the streak, and sentences."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd

from tracker.analysis import catalog
from tracker.analysis.events import events
from tracker.analysis.movers import movers
from tracker.answers.formats import records
from tracker.answers.table import Table
from tracker.answers.top import calls_of, figures
from tracker.citation import cite, cite_entries
from tracker.errors import GapError
from tracker.identity.subjects import TOTAL, Subject, find
from tracker.profiles.case import Case, Known, Measure, Thresholds, case
from tracker.profiles.measures import measures, sentences
from tracker.records import Definition, Question
from tracker.store import Store
from tracker.text import from_to
from tracker.weeks import WEEK

AROUND = 4 * WEEK
"""So long before and after the streak events are told."""


@dataclass(frozen=True)
class Profile:
    """The measures of one entity, what happened around its streak, and what it comes to."""

    subject: str
    measures: Table
    events: Table
    sentences: list[str]
    thresholds: Thresholds

    def as_json(self) -> dict[str, Any]:
        return {
            "entity": self.subject,
            "sentences": self.sentences,
            "measures": records(self.measures.rows),
            "events": records(self.events.rows),
            "thresholds": asdict(self.thresholds),
            "source": self.measures.source,
        }

    @property
    def tables(self) -> list[Table]:
        return [self.measures, self.events] if len(self.events.rows) else [self.measures]


def profile(
    store: Store, question: Question, name: str, by: str | None, thresholds: Thresholds
) -> Profile:
    """The profile of what ``name`` means. Raises UnknownName for a name that nobody knows, GapError
    where no complete week names it."""
    if by == "app" or name.strip().lower().startswith("app:"):
        raise GapError("an app has no profile", remedy="`tracker top --by app` shows the apps")
    here = known(store, question.as_of)
    subject = find(name, here.slugs, by)
    if subject.level == TOTAL:
        raise GapError("the total has no profile", remedy="`tracker market` shows the whole")
    return of(store, question, here, subject, thresholds)


def known(store: Store, as_of: datetime | None = None) -> Known:
    """What profiles are made of, each part made once however many there are."""
    made = figures(store, as_of)
    return Known(
        made,
        store.slugs(),
        catalog.prices(store, as_of),
        catalog.benchmarks(store, as_of, required=False),
        cache(lambda: calls_of(store, made(Definition("calls")), as_of)[0]),
    )


def of(
    store: Store, question: Question, known: Known, subject: Subject, thresholds: Thresholds
) -> Profile:
    """The profile of a subject, of what is known. Raises GapError as `profile` does."""
    found = case(known, subject, question.metric, thresholds)
    told, source = measures(found), _source(found)
    return Profile(
        str(subject),
        Table(_rows(told), _heading(found), source, (*_wider(found), _limits(thresholds))),
        Table(_events(store, found, question.as_of), "What happened around it", source),
        sentences(found, told),
        thresholds,
    )


def _rows(told: list[Measure]) -> pd.DataFrame:
    rows = pd.DataFrame([asdict(measure) for measure in told])
    return rows[["question", "measure", "found", "speaks"]]


def _heading(found: Case) -> str:
    when = from_to(found.first, found.last)
    what = "its longest streak at #1" if found.led else "its highest share"
    return f"{found.subject} by {found.metric}: {what}, {when}"


def _wider(found: Case) -> list[str]:
    """Where a name was taken for one slug or model of a family that has more."""
    subject, slugs = found.subject, found.known.slugs
    family = subject.at("family", slugs, found.first)[0] if subject.is_model else subject.name
    others = {*Subject("family", family).among(slugs, found.first)} - {*found.slugs}
    if not subject.is_model or not others:
        return []
    return [f"Counted as the {subject.level} {subject}; `--by family` counts all of {family}."]


def _limits(thresholds: Thresholds) -> str:
    told = ", ".join(f"{name}={value:g}" for name, value in asdict(thresholds).items())
    return f"Thresholds, which --threshold sets: {told}."


def _source(found: Case) -> str:
    both = dict.fromkeys((found.metric, "calls"))
    used = [
        found.known.figures.between(
            Definition(metric, found.subject.level), found.first, found.last
        )
        for metric in both
    ]
    entries = {catalog.CATALOG: found.known.prices, catalog.BENCHMARKS: found.known.benchmarks}
    lines = [
        cite(pd.concat([frame for frame in used if len(frame)])),
        *(cite_entries(known, dataset) for dataset, known in entries.items() if len(known)),
    ]
    return " ".join(dict.fromkeys(lines))


def _events(store: Store, found: Case, as_of: datetime | None) -> pd.DataFrame:
    """What happened to its slugs; of a country or of weights that would be half of everything."""
    of_few = found.subject.is_model or found.subject.level == "author"
    slugs = found.subject.at("slug", found.known.slugs, found.first) if of_few else []
    seen = catalog.seen(store, slugs, as_of)
    made = found.known.figures
    moves = made.of(movers, Definition())
    told = events(slugs, seen, found.known.prices, made(Definition()), moves)
    first, last = pd.Timestamp(found.first - AROUND), pd.Timestamp(found.last + AROUND + WEEK)
    told = told[told["day"].between(first, last - timedelta(days=1))]
    return told if as_of is None else told[told["day"] <= pd.Timestamp(as_of.date())]
