"""The tables that can be exported, as CONTENTS lists them.

Measures are computed over the whole history; a question selects the weeks shown. To add a table,
write a function that returns its rows and the rows that they are computed from, and add a line to
CONTENTS; its columns are in `tracker.columns`. A table is exported with its source, licences and
vintage.

weekly-frame
    The table that all others are made of: what each name counted in each week, one row each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files

import pandas as pd

from tracker import __version__
from tracker.analysis import bounds, catalog, movers, ranks, streaks
from tracker.analysis import frame as frames
from tracker.analysis.cache import Figures
from tracker.analysis.free import given_away
from tracker.analysis.market import market
from tracker.analysis.rows import named
from tracker.answers import streaks as runs
from tracker.answers import top
from tracker.answers.market import COLUMNS, whole
from tracker.answers.top import within
from tracker.citation import cite, cite_entries, in_one_line, licences
from tracker.columns import DATE, column
from tracker.definitions import describe
from tracker.errors import GapError
from tracker.records import Question
from tracker.sources.datasets.catalog import PRICES
from tracker.store import Store

CATALOG = (
    "id",
    "slug",
    "name",
    "created",
    "context_length",
    *(f"price_{kind}" for kind in sorted(PRICES)),
    "listed",
    "known_from",
    "seen_at",
)
VINTAGES = (
    "id",
    "slug",
    "created",
    "known_from",
    "seen_at",
    *(f"price_{kind}" for kind in catalog.PRICES.values()),
)
BY_SLUG = "slug"
CITED = ("week", "dataset", "as_of")
"""The columns that the source line is made of."""


@dataclass(frozen=True)
class Asked:
    """A store and a question to it; each measured frame is computed once."""

    store: Store
    question: Question
    figures: Figures

    def frame(self, metric: str, by: str = "") -> pd.DataFrame:
        """Return the whole measured frame of a metric. Raises GapError if nothing is recorded."""
        asked = self.question.definition
        found = self.figures(replace(asked, metric=metric, by=by or asked.by))
        if found.empty:
            raise GapError(f"no weeks of {metric} are recorded in {self.store.shown}")
        return found

    def of(self, frame: pd.DataFrame, metric: str) -> pd.DataFrame:
        """Return the rows of the weeks in question. Raises GapError if there are none."""
        question = self.question
        shown = within(frame, question) if question.names_weeks else frame
        if shown.empty:
            raise top.no_figures(replace(self.question, metric=metric), shown)
        return shown


Made = tuple[pd.DataFrame, pd.DataFrame]
"""The rows of a table, and the rows that its source line is made of."""


@dataclass(frozen=True)
class Entry:
    """A table that can be exported: its description, its columns, and its primary key, if any."""

    says: str
    fixed: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.fixed


@dataclass(frozen=True, kw_only=True)
class Counts(Entry):
    """A table computed from counts of some metrics; ``by`` is the level, if it is fixed."""

    make: Callable[[Asked, str], Made]
    metrics: tuple[str, ...] = frames.METRICS
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Published(Entry):
    """A table of a dataset that has no counts."""

    make: Callable[[Store, datetime | None], pd.DataFrame]
    dataset: str


@dataclass(frozen=True, kw_only=True)
class Kept(Entry):
    """A file that is part of the package, with its own columns."""

    file: str

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(read(self.file).columns)


def read(file: str) -> pd.DataFrame:
    """Return a file that is part of the package, every value as text."""
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
    columns = [*dict.fromkeys((*top.TOP, *CITED))]
    shown = asked.of(frame.loc[frame["complete"], columns], metric)
    return shown.loc[named(shown), [*top.TOP]], shown


def _runs(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    found = streaks.streaks(frame)
    return found[runs.asked(found, asked.question)], frame[frame["rank"].notna()]


def _leads(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    shown = asked.of(ranks.leads(frame), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _movers(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    shown = asked.of(movers.movers(frame), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _market(asked: Asked, metric: str) -> Made:
    frame = asked.frame(metric)
    free = given_away(asked.frame(metric, BY_SLUG))
    shown = asked.of(whole(market(frame), free), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _lengths(asked: Asked, metric: str) -> Made:
    shown = asked.of(frames.prompt_lengths(asked.store, asked.question.as_of), metric)
    return shown, shown


def _bounds(asked: Asked, metric: str) -> Made:
    weeks = asked.frame(metric, BY_SLUG)
    found, lengths = top.calls_of(asked.store, weeks, asked.question.as_of)
    shown = asked.of(found, metric)
    used = pd.concat([weeks[[*frames.COLUMNS]], lengths], ignore_index=True)
    return shown[[*bounds.COLUMNS]], used[used["week"].isin(shown["week"])]


def _prices(store: Store, as_of: datetime | None) -> pd.DataFrame:
    named_here = {ours: f"price_{theirs}" for ours, theirs in catalog.PRICES.items()}
    return catalog.prices(store, as_of).rename(columns=named_here)[[*VINTAGES]]


def described(tables: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return the data dictionary of tables (name → columns): a row for each column."""
    rows = [
        (table, name, column(name).kind.type, column(name).unit or None, describe(table, name))
        for table, names in tables.items()
        for name in names
    ]
    return pd.DataFrame(rows, columns=[*DESCRIBED])


WEEKLY, DICTIONARY = "weekly", "dictionary"
DESCRIBED = ("table", "column", "type", "unit", "description")
"""The columns of the data dictionary."""
CONTENTS: dict[str, Entry] = {
    WEEKLY: Counts(
        "The tidy weekly frame: what each name counted in each week, incomplete weeks too",
        frames.COLUMNS, ("metric", "week", "entity"), make=_weekly,
    ),
    "ranks": Counts(
        "The chart of each complete week: rank, last week's, peak, share and change",
        top.TOP, ("week", "entity"), make=_ranks,
    ),
    "runs": Counts(
        "Runs at #1: who led for how many consecutive calendar weeks, and what ended it",
        streaks.COLUMNS, ("metric", "entity", "first"), make=_runs,
    ),
    "leads": Counts(
        "Who led each week, and by how much", ranks.COLUMNS, ("week",), make=_leads,
    ),
    "movers": Counts(
        "Who entered the chart of each week, left it, rose and fell",
        movers.COLUMNS, ("week", "entity"), make=_movers,
    ),
    "market": Counts(
        "How concentrated each week was, how it churned, and what was given away",
        COLUMNS, ("week",), make=_market,
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
        CATALOG, ("id",), make=catalog.catalog, dataset=catalog.CATALOG,
    ),
    "prices": Published(
        "Every price of the catalogue that there was, with the lists that had it",
        VINTAGES, ("id", "known_from"), make=_prices, dataset=catalog.CATALOG,
    ),
    "benchmarks": Published(
        "Benchmark results by model",
        tuple(catalog.RESULTS), make=catalog.benchmarks, dataset=catalog.BENCHMARKS,
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
        DESCRIBED, ("table", "column"),
    ),
}  # fmt: skip
"""Every table by name, in the order of the list; the dictionary is the last."""


ALL = "all"
OWN = "MIT"
"""The licence of the files that the tracker's maintainers wrote."""
OURS = f"Hand-kept by openrouter-tracker {__version__} ({OWN} licence)"


@dataclass(frozen=True)
class Export:
    """A table with its source line and the licence of each dataset (or file) that it is made of.

    ``as_of`` is the newest vintage of its figures (None for bundled files), ``metrics`` and ``by``
    are those of counts, ``cited`` has the rows that the source line is made of.
    """

    name: str
    frame: pd.DataFrame
    source: str
    licences: dict[str, str]
    as_of: datetime | None = None
    metrics: tuple[str, ...] = ()
    by: str = ""
    cited: pd.DataFrame | None = None
    written: int | None = None
    """The number of rows, if they were released after they had been written."""

    @property
    def rows(self) -> int:
        return len(self.frame) if self.written is None else self.written

    def without_rows(self) -> Export:
        """Return the table without its rows, which have been written."""
        return replace(self, frame=self.frame.iloc[:0].copy(), written=self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(map(str, self.frame.columns))

    @property
    def says(self) -> str:
        """The description in one line."""
        said = CONTENTS[self.name].says
        return f"{said}, by {self.by}" if self.by else said

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        entry = CONTENTS[self.name]
        added = "metric" in self.columns and "metric" not in entry.columns
        return ("metric", *entry.key) if added and entry.key else entry.key


def export(store: Store, question: Question, name: str) -> Export:
    """Return a table for the metric in question. Raises GapError if nothing of it is recorded."""
    entry = CONTENTS[name]
    if isinstance(entry, Counts):
        metric = question.metric if question.metric in entry.metrics else entry.metrics[0]
        return _counted(name, entry, _asked(store, question), (metric,))
    if isinstance(entry, Published):
        return _published(name, entry, _asked(store, question))
    return own(name)


def own(name: str) -> Export:
    """Return a table that needs no store: a bundled file, or the dictionary."""
    entry = CONTENTS[name]
    if isinstance(entry, Kept):
        return _kept(name, entry)
    return _dictionary({one: found.columns for one, found in CONTENTS.items()})


def is_own(name: str) -> bool:
    return not isinstance(CONTENTS[name], Counts | Published)


def everything(store: Store, question: Question) -> tuple[list[Export], list[str]]:
    """Return every table with records, as `each` makes them, and the names of those left out."""
    missing: list[str] = []
    return [*each(store, question, missing)], missing


def each(store: Store, question: Question, missing: list[str]) -> Iterator[Export]:
    """Yield every table with records, for all its metrics (in a column `metric`).

    The last one is a dictionary of just these. The names of tables without records are added to
    ``missing``. Raises GapError if there are no figures in the weeks in question.
    """
    asked = _asked(store, question)
    columns: dict[str, tuple[str, ...]] = {}
    for name, entry in CONTENTS.items():
        try:
            made = _made(name, entry, asked, columns)
        except GapError:
            if name == WEEKLY:
                raise
            missing.append(name)
            continue
        columns[name] = made.columns
        yield made
        del made  # or it would stay until the next one is there


def _made(name: str, entry: Entry, asked: Asked, before: dict[str, tuple[str, ...]]) -> Export:
    """Return a table for all its metrics; the dictionary describes itself and those ``before``."""
    if isinstance(entry, Kept):
        return _kept(name, entry)
    if isinstance(entry, Counts):
        return _counted(name, entry, asked, entry.metrics)
    if isinstance(entry, Published):
        return _published(name, entry, asked)
    return _dictionary(before | {name: entry.columns})


def licence(export: Export) -> str:
    """Return the licences in one line, each with the datasets under it."""
    return in_one_line(export.licences)


def sources(exports: Iterable[Export]) -> str:
    """Return one source line for several tables."""
    parts = [*exports]
    cited = [part.cited for part in parts if part.cited is not None]
    lines = [cite(pd.concat(cited, ignore_index=True))] if cited else []
    lines += [part.source for part in parts if part.cited is None and part.as_of]
    ours = [part.name for part in parts if part.as_of is None]
    if ours:
        lines.append(f"{OURS}: {', '.join(ours)}.")
    return " ".join(dict.fromkeys(lines))


def _asked(store: Store, question: Question) -> Asked:
    return Asked(store, question, top.figures(store, question.as_of))


def _counted(name: str, entry: Counts, asked: Asked, metrics: tuple[str, ...]) -> Export:
    """Return a table of counts, several metrics one below the other.

    A metric without records is left out. Raises GapError if no metric has any.
    """
    rows: list[pd.DataFrame] = []
    used: dict[str, pd.DataFrame] = {}
    gaps: list[GapError] = []
    for metric in metrics:
        try:
            made, figures = entry.make(asked, metric)
        except GapError as missing:
            # Its traceback would hold this call, and so the rows made, until the next collection.
            gaps.append(missing.with_traceback(None))
            continue
        one_is_told = "metric" in made or len(metrics) == 1
        rows.append(made if one_is_told else _labelled(made, metric))
        used[metric] = figures[[*CITED]].drop_duplicates().assign(metric=metric)
    if not rows:
        raise gaps[0]
    frame = pd.concat(rows, ignore_index=True)
    cited = pd.concat(used.values(), ignore_index=True)
    return Export(
        name,
        frame,
        cite(cited),
        licences(cited["dataset"]),
        cited["as_of"].max().to_pydatetime(),
        tuple(used),
        entry.by or asked.question.by,
        cited,
    )


def _labelled(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    labelled = frame.copy()
    labelled.insert(0, "metric", pd.Series(metric, frame.index, dtype="str"))
    return labelled


def _published(name: str, entry: Published, asked: Asked) -> Export:
    found = entry.make(asked.store, asked.question.as_of)
    if found.empty:
        raise GapError(f"no {name} are recorded in {asked.store.shown}")
    return Export(
        name,
        found,
        cite_entries(found, entry.dataset),
        licences([entry.dataset]),
        found["seen_at"].max().to_pydatetime(),
    )


def _kept(name: str, entry: Kept) -> Export:
    """Return a bundled file, with dates as dates and empty values missing."""
    found = read(entry.file)
    for field in entry.columns:
        found[field] = found[field].replace("", None)
        if column(field).kind is DATE:
            days = pd.to_datetime(found[field], format="%Y-%m-%d")
            found[field] = days.astype("datetime64[s]")
    return Export(name, found, f"{OURS}: {name}. Each row names its source.", {name: OWN})


def _dictionary(columns: dict[str, tuple[str, ...]]) -> Export:
    return Export(DICTIONARY, described(columns), f"{OURS}: {DICTIONARY}.", {DICTIONARY: OWN})
