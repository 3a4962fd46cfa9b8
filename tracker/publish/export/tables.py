"""The tables that can be exported, as CONTENTS lists them.

Measures are computed over the whole history; a question selects the weeks shown. To add a table,
write a function that returns its rows and the rows that they are computed from, and add a line to
CONTENTS; its columns are in `tracker.columns`.

weekly-frame
    The table that all others are made of: what each name counted in each week, one row each.
daily-day
    The day, in UTC, that the figures are of.
app-windows-days
    The length of a window in days.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from importlib.resources import files

import pandas as pd

from tracker.analysis import bounds, catalog, elsewhere, movers, ranks, streaks
from tracker.analysis import frame as frames
from tracker.analysis.cache import Figures
from tracker.analysis.effective_price import COLUMNS as BILLED
from tracker.analysis.effective_price import effective_price
from tracker.analysis.free import given_away
from tracker.analysis.list_cost import SHARES, list_cost, list_cost_share
from tracker.analysis.market import market
from tracker.analysis.rows import named
from tracker.answers import top
from tracker.answers.market import COLUMNS, whole
from tracker.answers.streaks import touches
from tracker.answers.top import within
from tracker.columns import column
from tracker.definitions import describe
from tracker.errors import GapError
from tracker.identity.names import Naming
from tracker.records import (
    BENCHMARKS,
    CATALOG,
    DAYS,
    METRICS,
    SESSION_COST,
    TASK_SHARES,
    WINDOWS_OF_APPS,
    Question,
)
from tracker.sources.datasets.catalog import PRICES
from tracker.store import Store
from tracker.weeks import WEEK, Period

LISTED = (
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
FIRST, NEVER = date(2000, 1, 1), date(2200, 1, 1)
"""Days before and after all that is recorded."""
CITED = ("week", "end", "dataset", "as_of")
"""The columns that the source line is made of; `end` is of other periods than weeks."""
DAILY = tuple(
    "day" if name == "week" else name
    for name in frames.COLUMNS
    if name not in ("days", "complete", "can_rank", "proven")
)
"""The columns of the official days: of a day all is known that a week may lack."""
WINDOWS = ("start", "end", *(name for name in frames.COLUMNS if name not in ("week", "proven")))
"""The columns of windows, which have a first and a last day."""


@dataclass(frozen=True)
class Request:
    """A store and a question to it; each measured frame is computed once.

    ``datasets`` are those that may answer; None is all.
    """

    store: Store
    question: Question
    figures: Figures
    datasets: Collection[str] | None = None

    @cached_property
    def names(self) -> Naming:
        """The display names, as the catalogue had them then."""
        return catalog.names(self.store, self.question.as_of)

    def frame(self, metric: str, by: str = "") -> pd.DataFrame:
        """Return the whole measured frame of a metric. Raises GapError if nothing is recorded."""
        definition = self.question.definition
        frame = self.figures(replace(definition, metric=metric, by=by or definition.by))
        if frame.empty:
            raise GapError(f"no weeks of {metric} are recorded in {self.store.shown}")
        return frame

    def of(self, frame: pd.DataFrame, metric: str) -> pd.DataFrame:
        """Return the rows of the weeks in question. Raises GapError if there are none."""
        question = self.question
        shown = within(frame, question) if question.names_weeks else frame
        if shown.empty:
            raise top.no_figures(replace(self.question, metric=metric), shown)
        return shown


Result = tuple[pd.DataFrame, pd.DataFrame]
"""The rows of a table, and the rows that its source line is made of."""


@dataclass(frozen=True)
class Entry:
    """A table that can be exported: its description, its columns, and its primary key, if any."""

    title: str
    fixed: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.fixed


@dataclass(frozen=True, kw_only=True)
class Counts(Entry):
    """A table computed from counts of some metrics; ``by`` is the level, if it is fixed.

    If it is ``priced``, it rests on the prices of the catalogue too.
    """

    make: Callable[[Request, str], Result]
    metrics: tuple[str, ...] = METRICS
    by: str = ""
    priced: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, with the display name after an entity."""
        return with_name(self.fixed)


@dataclass(frozen=True, kw_only=True)
class Published(Entry):
    """A table of a dataset that has no counts."""

    make: Callable[[Store, datetime | None], pd.DataFrame]
    dataset: str


@dataclass(frozen=True, kw_only=True)
class Bundled(Entry):
    """A file that is part of the package, with its own columns."""

    file: str

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(read(self.file).columns)


def with_name(columns: Iterable[str]) -> tuple[str, ...]:
    """Return columns with `name` after `entity`, if there is one."""
    return tuple(
        name
        for column in columns
        for name in ((column, "name") if column == "entity" else (column,))
    )


def read(file: str) -> pd.DataFrame:
    """Return a file that is part of the package, every value as text."""
    path = files("tracker") / "data" / file
    with path.open(encoding="utf-8") as text:
        return pd.read_csv(text, dtype=str, keep_default_na=False)


def _weekly(request: Request, metric: str) -> Result:
    shown = request.of(request.frame(metric), metric)
    return shown[[*frames.COLUMNS]], shown


def _apps(request: Request, metric: str) -> Result:
    shown = request.of(request.frame(metric, "app"), metric)
    return shown[[*frames.COLUMNS]], shown


def _windows(request: Request, metric: str) -> Result:
    """Return the windows of apps of every length that end in the weeks in question."""
    definition = replace(request.question.definition, metric=metric, by="app")
    allowed = WINDOWS_OF_APPS if request.datasets is None else request.datasets
    datasets = [name for name in WINDOWS_OF_APPS if name in allowed]
    lengths = request.store.window_lengths(datasets, definition.as_of)
    parts = [frames.of_windows(request.store, definition, days, datasets) for days in lengths]
    since, until = (pd.Timestamp(day) for day in _days_in_question(request.question))
    rows = [part[(part["end"] >= since) & (part["end"] < until)] for part in parts if len(part)]
    if not any(map(len, rows)):
        raise GapError(f"no windows of {metric} of apps are recorded that end in these weeks")
    shown = pd.concat(rows, ignore_index=True).sort_values(["end", "days"], kind="stable")
    return shown.rename(columns={"week": "start"})[[*WINDOWS]], shown


def _daily(request: Request, metric: str) -> Result:
    """Return the official days of the weeks in question."""
    definition = replace(request.question.definition, metric=metric)
    held = request.store.held(definition.as_of)
    on_record = sorted({day for dataset in DAYS for day in held.get(dataset, ())})
    since, until = _days_in_question(request.question)
    days = [Period.of_day(day) for day in on_record if since <= day < until]
    if not days:
        raise GapError("no official days are recorded in these weeks")
    shown = frames.over_days(request.store, definition, days)
    return shown.rename(columns={"week": "day"})[[*DAILY]], shown


def _days_in_question(question: Question) -> tuple[date, date]:
    """Return the first day of the weeks in question, and the day after their last."""
    last = question.week or question.last
    return question.week or question.first or FIRST, last + WEEK if last else NEVER


def _ranks(request: Request, metric: str) -> Result:
    frame = request.frame(metric)
    columns = [*dict.fromkeys((*top.TOP, "dataset", "as_of"))]
    shown = request.of(frame.loc[frame["complete"], columns], metric)
    return shown.loc[named(shown), [*top.TOP]], shown


def _streaks(request: Request, metric: str) -> Result:
    frame = request.frame(metric)
    rows = streaks.streaks(frame)
    return rows[touches(rows, request.question)], frame[frame["rank"].notna()]


def _leads(request: Request, metric: str) -> Result:
    frame = request.frame(metric)
    shown = request.of(ranks.leads(frame), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _movers(request: Request, metric: str) -> Result:
    frame = request.frame(metric)
    shown = request.of(movers.movers(frame), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _market(request: Request, metric: str) -> Result:
    frame = request.frame(metric)
    free = given_away(request.frame(metric, BY_SLUG))
    shown = request.of(whole(market(frame), free), metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _lengths(request: Request, metric: str) -> Result:
    shown = request.of(frames.prompt_lengths(request.store, request.question.as_of), metric)
    return shown, shown


def _bounds(request: Request, metric: str) -> Result:
    weeks = request.frame(metric, BY_SLUG)
    rows, lengths = top.calls_of(request.store, weeks, request.question.as_of)
    shown = request.of(rows, metric)
    used = pd.concat([weeks[[*frames.COLUMNS]], lengths], ignore_index=True)
    return shown[[*bounds.COLUMNS]], used[used["week"].isin(shown["week"])]


def _billed(request: Request, metric: str) -> Result:
    spend, tokens = request.frame(metric), request.frame("tokens")
    try:
        calls = request.frame("calls")
    except GapError:
        calls = None
    shown = request.of(effective_price(spend, tokens, calls), metric)
    used = pd.concat([spend, tokens] if calls is None else [spend, tokens, calls])
    return shown, used[used["week"].isin(shown["week"])]


def _list_costs(request: Request, metric: str) -> Result:
    frame = request.frame(metric, BY_SLUG)
    prices = catalog.prices(request.store, request.question.as_of)
    if prices.empty:
        raise GapError(f"no prices are recorded in {request.store.shown}")
    shares = list_cost_share(list_cost(frame, prices))
    shown = request.of(shares, metric)
    return shown, frame[frame["week"].isin(shown["week"])]


def _prices(store: Store, as_of: datetime | None) -> pd.DataFrame:
    columns = {ours: f"price_{theirs}" for ours, theirs in catalog.PRICES.items()}
    return catalog.prices(store, as_of).rename(columns=columns)[[*VINTAGES]]


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
    "daily": Counts(
        "The official days, from which months are summed exactly: what each name counted",
        DAILY, ("day", "entity"), make=_daily, metrics=("tokens",),
    ),
    "ranks": Counts(
        "The chart of each complete week: rank, last week's, peak, share and change",
        top.TOP, ("week", "entity"), make=_ranks,
    ),
    "streaks": Counts(
        "Streaks at #1: who led for how many consecutive calendar weeks, and what ended it",
        streaks.COLUMNS, ("metric", "entity", "first"), make=_streaks,
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
    "effective-prices": Counts(
        "What use was billed for: dollars per million tokens and per call, and the money gap",
        BILLED, ("week", "entity"), make=_billed, metrics=("spend",),
    ),
    "list-costs": Counts(
        "What the tokens of each week cost at list prices, at the least and at the most",
        SHARES, ("week", "entity"), make=_list_costs, metrics=("tokens",), by=BY_SLUG,
        priced=True,
    ),
    "apps": Counts(
        "The weekly frame of apps, where the keyed source of apps is used",
        frames.COLUMNS, ("metric", "week", "entity"), make=_apps, by="app",
    ),
    "app-windows": Counts(
        "The windows of apps as published, each of one day, of seven or of thirty",
        WINDOWS, ("metric", "start", "end", "entity"), make=_windows, by="app",
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
        LISTED, ("id",), make=catalog.catalog, dataset=CATALOG,
    ),
    "prices": Published(
        "Every price of the catalogue that there was, with the lists that had it",
        VINTAGES, ("id", "known_from"), make=_prices, dataset=CATALOG,
    ),
    "benchmarks": Published(
        "Benchmark results by model",
        tuple(catalog.RESULTS), make=catalog.benchmarks, dataset=BENCHMARKS,
    ),
    "session-costs": Published(
        "What a session costs, by app, length and model",
        catalog.SESSIONS, ("app", "turn_range", "slug"), make=catalog.sessions,
        dataset=SESSION_COST,
    ),
    "task-shares": Published(
        "What models are used for: shares of tasks, and of the models in each",
        catalog.TASKS, make=catalog.tasks, dataset=TASK_SHARES,
    ),
    **{
        dataset: Published(
            f"Shares of {what} on another router, Vercel's AI Gateway, day by day",
            elsewhere.DAYS, ("day", "metric", "name"),
            make=partial(elsewhere.days, dataset=dataset), dataset=dataset,
        )
        for dataset, what in ((elsewhere.LABS, "labs"), (elsewhere.MODELS, "models"))
    },
    "breaks": Bundled(
        "Breaks in the figures: days lost, weeks restated, definitions changed",
        key=("day", "kind"), file="breaks.csv",
    ),
    "authors": Bundled(
        "The hand-kept map of authors: name, company and country",
        key=("author",), file="authors.csv",
    ),
    "models": Bundled(
        "The hand-kept map of models: family, weights, and country where it is not the author's",
        file="models.csv",
    ),
    "aliases": Bundled(
        "The hand-kept map of other names: stealth models, and names in the press",
        file="aliases.csv",
    ),
    DICTIONARY: Entry(
        "What each column of each table is: its type, its unit, its definition",
        DESCRIBED, ("table", "column"),
    ),
}  # fmt: skip
"""Every table by name, in the order of the list; the dictionary is the last."""
