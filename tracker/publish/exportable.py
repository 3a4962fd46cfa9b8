"""What can be exported: every table and frame that makes sense outside, as CONTENTS lists them.

Measures are taken over the whole history, as everywhere; a question chooses which weeks are shown.
To add one: a function from what is asked to its rows and to the figures they rest on, and a line in
CONTENTS. Its columns need definitions (`tracker.define`) and types (`publish.dictionary`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files

import pandas as pd

from tracker.analysis import bounds, facts, leads, movers, streaks
from tracker.analysis import frame as frames
from tracker.analysis.free import given_away
from tracker.analysis.market import market
from tracker.analysis.measured import Figures
from tracker.analysis.rows import named
from tracker.errors import GapError
from tracker.publish import answers, dictionary, markets, runs
from tracker.publish.answers import Question, within
from tracker.sources.catalog import PRICES
from tracker.store import Store

CATALOG = (
    "id", "slug", "name", "created", "context_length",
    *(f"price_{kind}" for kind in sorted(PRICES)), "listed", "known_from", "seen_at",
)  # fmt: skip
VINTAGES = (
    "id", "slug", "created", "known_from", "seen_at",
    *(f"price_{kind}" for kind in facts.PRICES.values()),
)  # fmt: skip
BY_SLUG = "slug"
CITED = ("week", "dataset", "as_of")
"""What says what rows rest on."""


@dataclass(frozen=True)
class Asked:
    """A store and a question to it; each measured frame is made once."""

    store: Store
    question: Question
    figures: Figures

    def frame(self, metric: str, by: str = "") -> pd.DataFrame:
        """The measured frame of a metric, whole. Raises GapError when nothing is recorded."""
        question = self.question
        level = by or question.by
        found = self.figures(metric, level, depth=question.depth, reveal=question.reveal)
        if found.empty:
            raise GapError(f"no weeks of {metric} are recorded in {self.store.shown}")
        return found

    def of(self, frame: pd.DataFrame, metric: str) -> pd.DataFrame:
        """The rows of the weeks asked for. Raises GapError when there are none."""
        question = self.question
        some = question.week or question.first or question.last
        shown = within(frame, question) if some else frame
        if shown.empty:
            raise answers.no_figures(replace(self.question, metric=metric), shown)
        return shown


Made = tuple[pd.DataFrame, pd.DataFrame]
"""The rows of a table, and those whose week, dataset and as_of say what they rest on."""


@dataclass(frozen=True)
class Entry:
    """A table that can be exported: what it says, its columns, and by which of them a row is known
    (none where no set of them is always there)."""

    says: str
    fixed: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.fixed


@dataclass(frozen=True, kw_only=True)
class Counts(Entry):
    """What is made of counts, of each of some metrics; ``by`` is the level where it is always the
    same."""

    make: Callable[[Asked, str], Made]
    metrics: tuple[str, ...] = frames.METRICS
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Published(Entry):
    """What is published beside counts, in one dataset."""

    make: Callable[[Store, datetime | None], pd.DataFrame]
    dataset: str


@dataclass(frozen=True, kw_only=True)
class Kept(Entry):
    """A file that comes with the tracker, with the columns that it has."""

    file: str

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(read(self.file).columns)


def read(file: str) -> pd.DataFrame:
    """A file that comes with the tracker, as text."""
    path = files("tracker") / "data" / file
    with path.open(encoding="utf-8") as text:
        return pd.read_csv(text, dtype=str, keep_default_na=False)


def _weekly(asked: Asked, metric: str) -> Made:
    shown = asked.of(asked.frame(metric), metric)
    return shown[[*frames.COLUMNS]], shown


def _apps(asked: Asked, metric: str) -> Made:
    shown = asked.of(asked.frame(metric, "app"), metric)
    return shown[[*frames.COLUMNS]], shown


def _ranks(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    columns = [*dict.fromkeys((*answers.TOP, *CITED))]
    shown = asked.of(frame.loc[frame["complete"], columns], metric)
    return shown.loc[named(shown), [*answers.TOP]], shown


def _runs(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    found = streaks.streaks(frame)
    return found[runs.asked(found, asked.question)], frame[frame["rank"].notna()]


def _leads(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    shown = asked.of(leads.leads(frame), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _movers(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    shown = asked.of(movers.movers(frame), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _market(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    free = given_away(asked.frame(metric, BY_SLUG))
    shown = asked.of(markets.whole(market(frame), free), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _lengths(asked: Asked, metric: str) -> Made:
    shown = asked.of(frames.prompt_lengths(asked.store, asked.question.as_of), metric)
    return shown, shown


def _bounds(asked: Asked, metric: str) -> Made:
    weeks = asked.frame(metric, BY_SLUG)
    found, lengths = answers.calls_of(asked.store, weeks, asked.question.as_of)
    shown = asked.of(found, metric)
    used = pd.concat([weeks[[*frames.COLUMNS]], lengths], ignore_index=True)
    return shown[[*bounds.COLUMNS]], used[used["week"].isin(shown["week"])]


def _prices(store: Store, as_of: datetime | None) -> pd.DataFrame:
    named_here = {ours: f"price_{theirs}" for ours, theirs in facts.PRICES.items()}
    return facts.prices(store, as_of).rename(columns=named_here)[[*VINTAGES]]


WEEKLY, DICTIONARY = "weekly", "dictionary"
CONTENTS: dict[str, Entry] = {
    WEEKLY: Counts(
        "The tidy weekly frame: what each name counted in each week, incomplete weeks too",
        frames.COLUMNS, ("metric", "week", "entity"), make=_weekly,
    ),
    "ranks": Counts(
        "The chart of each complete week: rank, last week's, peak, share and change",
        answers.TOP, ("week", "entity"), make=_ranks,
    ),
    "runs": Counts(
        "Runs at #1: who led for how many consecutive calendar weeks, and what ended it",
        streaks.COLUMNS, ("metric", "entity", "first"), make=_runs,
    ),
    "leads": Counts(
        "Who led each week, and by how much", leads.COLUMNS, ("week",), make=_leads,
    ),
    "movers": Counts(
        "Who entered the chart of each week, left it, rose and fell",
        movers.COLUMNS, ("week", "entity"), make=_movers,
    ),
    "market": Counts(
        "How concentrated each week was, how it churned, and what was given away",
        markets.COLUMNS, ("week",), make=_market,
    ),
    "apps": Counts(
        "The weekly frame of apps, where the keyed source of apps is used",
        frames.COLUMNS, ("metric", "week", "entity"), make=_apps, by="app",
    ),
    "bounds": Counts(
        "Calls of each slug at least and at most, and the ranks that allows",
        bounds.COLUMNS, ("week", "entity"), make=_bounds, metrics=("calls",), by=BY_SLUG,
    ),
    "prompt-lengths": Counts(
        "Calls by class of prompt length",
        (*frames.COLUMNS, "length"), ("week", "length", "entity"), make=_lengths,
        metrics=("calls",), by=BY_SLUG,
    ),
    "catalog": Published(
        "The models as the publisher lists them, with prices",
        CATALOG, ("id",), make=facts.catalog, dataset=facts.CATALOG,
    ),
    "prices": Published(
        "Every price of the catalogue that there was, with the lists that had it",
        VINTAGES, ("id", "known_from"), make=_prices, dataset=facts.CATALOG,
    ),
    "benchmarks": Published(
        "Benchmark results by model",
        tuple(facts.RESULTS), make=facts.benchmarks, dataset=facts.BENCHMARKS,
    ),
    "breaks": Kept(
        "Where the figures themselves broke: days lost, weeks restated, definitions changed",
        key=("day", "kind"), file="breaks.csv",
    ),
    "authors": Kept(
        "The hand-kept map of authors: company and country",
        key=("author",), file="authors.csv",
    ),
    "models": Kept(
        "The hand-kept map of models: family, weights, and country where it is not the author's",
        file="models.csv",
    ),
    "aliases": Kept(
        "The hand-kept map of other names: stealth models, and names in the press",
        file="aliases.csv",
    ),
    DICTIONARY: Entry(
        "What each column of each table is: its type, its unit, its definition",
        dictionary.COLUMNS, ("table", "column"),
    ),
}  # fmt: skip
"""Every table by its name, in the order in which they are listed; the dictionary is the last."""
