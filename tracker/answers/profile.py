"""The answer of `tracker profile`: measures, events around the streak, and sentences."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd

from tracker.analysis import catalog
from tracker.analysis.elsewhere import LABS, MODELS, elsewhere
from tracker.analysis.events import events
from tracker.analysis.movers import movers
from tracker.answers import html
from tracker.answers.table import Table
from tracker.answers.top import calls_of, figures
from tracker.citation import cite, cite_entries
from tracker.errors import GapError
from tracker.identity.names import Naming, keys
from tracker.identity.subjects import TOTAL, Subject, find
from tracker.profiles.case import Case, Known, Measure, Thresholds, case
from tracker.profiles.measures import measures, sentences
from tracker.profiles.money import billed
from tracker.records import (
    BENCHMARKS,
    CATALOG,
    SESSION_COST,
    TASK_SHARES,
    Definition,
    Question,
)
from tracker.store import Store
from tracker.text import from_to
from tracker.weeks import WEEK

AROUND = 4 * WEEK
"""The time before and after the streak of which events are listed."""


@dataclass(frozen=True, repr=False)
class Profile:
    """The measures of one entity, the events around its streak, and a summary.

    ``name`` is what the subject is called.
    """

    subject: str
    name: str
    measures: Table
    events: Table
    sentences: list[str]
    thresholds: Thresholds

    def __repr__(self) -> str:
        return "\n".join([self.measures.heading, *self.sentences, self.measures.source])

    def _repr_html_(self) -> str:
        events = self.events.with_names().rows
        around = html.table(events, self.events.heading) if len(events) else ""
        return f"{html.prose(self.sentences)}{around}{self.measures._repr_html_()}"

    def as_json(self) -> dict[str, Any]:
        return {
            "entity": self.subject,
            "name": self.name,
            "sentences": self.sentences,
            "measures": self.measures.as_json(),
            "events": self.events.as_json(),
            "thresholds": asdict(self.thresholds),
            "source": self.measures.source,
        }

    @property
    def tables(self) -> list[Table]:
        return [self.measures, self.events] if len(self.events.rows) else [self.measures]


def profile(
    store: Store,
    question: Question,
    name: str,
    by: str | None,
    thresholds: Thresholds,
    names: Naming = keys,
) -> Profile:
    """Return the profile of the subject that ``name`` means.

    Raises UnknownName for an unknown name, GapError if no complete week names it.
    """
    if by == "app" or name.strip().lower().startswith("app:"):
        raise GapError("an app has no profile", remedy="`tracker top --by app` shows the apps")
    record = known(store, question.as_of, names)
    subject = find(name, record.slugs, by)
    if subject.level == TOTAL:
        raise GapError("the total has no profile", remedy="`tracker market` shows the whole market")
    return of(store, question, record, subject, thresholds)


def known(store: Store, as_of: datetime | None = None, names: Naming = keys) -> Known:
    """Return what profiles are computed from, each part computed once."""
    weekly = figures(store, as_of)
    return Known(
        weekly,
        store.slugs(),
        catalog.prices(store, as_of),
        catalog.benchmarks(store, as_of, required=False),
        cache(lambda: calls_of(store, weekly(Definition("calls")), as_of)[0]),
        catalog.sessions(store, as_of),
        catalog.tasks(store, as_of),
        names,
        elsewhere=elsewhere(store, as_of),
    )


def of(
    store: Store, question: Question, known: Known, subject: Subject, thresholds: Thresholds
) -> Profile:
    """Return the profile of a subject. Raises GapError as `profile` does."""
    entity = case(known, subject, question.metric, thresholds)
    results, source = measures(entity), _source(entity)
    return Profile(
        str(subject),
        entity.name,
        Table(
            _rows(results), _heading(entity), source, (*_family_note(entity), _limits(thresholds))
        ),
        Table(
            _events(store, entity, question.as_of),
            "What happened around it",
            source,
            names=known.names,
        ),
        sentences(entity, results),
        thresholds,
    )


def _rows(results: list[Measure]) -> pd.DataFrame:
    rows = pd.DataFrame([asdict(measure) for measure in results])
    return rows[["question", "measure", "found", "speaks"]]


def _heading(entity: Case) -> str:
    when = from_to(entity.first, entity.last)
    what = "its longest streak at #1" if entity.led else "its highest share"
    return f"{entity.name} by {entity.metric}: {what}, {when}"


def _family_note(entity: Case) -> list[str]:
    """Return a note if the name was taken for one slug or model of a larger family."""
    subject, slugs = entity.subject, entity.known.slugs
    family = subject.at("family", slugs, entity.first)[0] if subject.is_model else subject.name
    others = {*Subject("family", family).among(slugs, entity.first)} - {*entity.slugs}
    if not subject.is_model or not others:
        return []
    whole = entity.known.names(family, "family")
    return [f"Counted as the {subject.level} {entity.name}; `--by family` counts all of {whole}."]


def _limits(thresholds: Thresholds) -> str:
    limits = ", ".join(f"{name}={value:g}" for name, value in asdict(thresholds).items())
    return f"Thresholds (set with --threshold): {limits}."


def _source(entity: Case) -> str:
    both = dict.fromkeys((entity.metric, "calls"))
    used = [
        entity.known.figures.between(
            Definition(metric, entity.subject.level), entity.first, entity.last
        )
        for metric in both
    ]
    if len(paid := billed(entity)):
        spend = entity.known.figures(Definition("spend", entity.subject.level))
        used.append(spend[spend["week"].isin(paid["week"])])
    entries = {
        CATALOG: entity.known.prices,
        BENCHMARKS: entity.known.benchmarks,
        SESSION_COST: entity.known.sessions,
        TASK_SHARES: entity.known.tasks,
        MODELS if entity.subject.is_model else LABS: entity.known.elsewhere.of(entity.subject),
    }
    lines = [
        cite(pd.concat([frame for frame in used if len(frame)])),
        *(cite_entries(rows, dataset) for dataset, rows in entries.items() if len(rows)),
    ]
    return " ".join(dict.fromkeys(lines))


def _events(store: Store, entity: Case, as_of: datetime | None) -> pd.DataFrame:
    """Return the events of its slugs; for a country or weights they would be half of everything."""
    of_few = entity.subject.is_model or entity.subject.level == "author"
    slugs = entity.subject.at("slug", entity.known.slugs, entity.first) if of_few else []
    first_seen = catalog.seen(store, slugs, as_of)
    weekly = entity.known.figures
    moves = weekly.of(movers, Definition())
    rows = events(slugs, first_seen, entity.known.prices, weekly(Definition()), moves)
    first, last = pd.Timestamp(entity.first - AROUND), pd.Timestamp(entity.last + AROUND + WEEK)
    rows = rows[rows["day"].between(first, last - timedelta(days=1))]
    return rows if as_of is None else rows[rows["day"] <= pd.Timestamp(as_of.date())]
