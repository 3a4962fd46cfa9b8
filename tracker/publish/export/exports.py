"""A table for export: its rows with their source line, licences and vintage."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from tracker import __version__
from tracker.analysis import catalog
from tracker.answers import top
from tracker.answers.table import check_columns
from tracker.citation import cite, cite_entries, in_one_line, licences
from tracker.columns import DATE, column
from tracker.errors import ConfigError, GapError
from tracker.identity.names import Naming
from tracker.publish.export.tables import (
    CITED,
    CONTENTS,
    DICTIONARY,
    WEEKLY,
    Bundled,
    Counts,
    Entry,
    Published,
    Request,
    described,
    read,
    with_name,
)
from tracker.records import CATALOG, Question
from tracker.store import Store
from tracker.text import listed

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

    def choose(self, names: Sequence[str]) -> Export:
        """Return the table with the columns named, in that order; without any, as it is.

        Raises ConfigError for a name that is none of its columns.
        """
        check_columns(names, self.columns)
        return replace(self, frame=self.frame[[*names]]) if names else self

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(map(str, self.frame.columns))

    @property
    def title(self) -> str:
        """The description in one line."""
        description = CONTENTS[self.name].title
        return f"{description}, by {self.by}" if self.by else description

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        entry = CONTENTS[self.name]
        added = "metric" in self.columns and "metric" not in entry.columns
        return ("metric", *entry.key) if added and entry.key else entry.key


def export(store: Store, question: Question, name: str) -> Export:
    """Return a table for the metric in question.

    Raises GapError if nothing of it is recorded, ConfigError for a metric that it does not count.
    """
    entry = CONTENTS[name]
    if isinstance(entry, Counts):
        if question.metric not in entry.metrics and question.metric != Question().metric:
            raise ConfigError(
                f"{name} has no {question.metric}: it is of {listed(entry.metrics)}",
                datum=question.metric,
                remedy="leave --metric out",
            )
        metric = question.metric if question.metric in entry.metrics else entry.metrics[0]
        return _counts(name, entry, request(store, question), (metric,))
    if isinstance(entry, Published):
        return _published(name, entry, request(store, question))
    return bundled(name)


def bundled(name: str) -> Export:
    """Return a table that needs no store: a bundled file, or the dictionary."""
    entry = CONTENTS[name]
    if isinstance(entry, Bundled):
        return _bundled(name, entry)
    return _dictionary({table: entry.columns for table, entry in CONTENTS.items()})


def is_bundled(name: str) -> bool:
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
    wanted = request(store, question)
    columns: dict[str, tuple[str, ...]] = {}
    for name, entry in CONTENTS.items():
        try:
            table = one_of_all(name, entry, wanted, columns)
        except GapError:
            if name == WEEKLY:
                raise
            missing.append(name)
            continue
        columns[name] = table.columns
        yield table
        del table  # or it would be kept until the next one is complete


def one_of_all(
    name: str, entry: Entry, request: Request, previous: Mapping[str, tuple[str, ...]]
) -> Export:
    """Return a table for all its metrics; the dictionary describes itself and the ``previous``."""
    if isinstance(entry, Bundled):
        return _bundled(name, entry)
    if isinstance(entry, Counts):
        return _counts(name, entry, request, entry.metrics)
    if isinstance(entry, Published):
        return _published(name, entry, request)
    return _dictionary({**previous, name: entry.columns})


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


def request(store: Store, question: Question, datasets: Collection[str] | None = None) -> Request:
    """Return the request for tables, of weeks that some ``datasets`` alone answer, or all."""
    figures = top.figures(store, question.as_of, datasets)
    return Request(store, question, figures, datasets)


def _counts(name: str, entry: Counts, request: Request, metrics: tuple[str, ...]) -> Export:
    """Return a table of counts, several metrics one below the other.

    A metric without records is left out. Raises GapError if no metric has any.
    """
    rows: list[pd.DataFrame] = []
    used: dict[str, pd.DataFrame] = {}
    gaps: list[GapError] = []
    for metric in metrics:
        try:
            table, figures = entry.make(request, metric)
        except GapError as gap:
            # Its traceback would hold this call, and so the rows, until the next collection.
            gaps.append(gap.with_traceback(None))
            continue
        has_metric = "metric" in table or len(metrics) == 1
        rows.append(table if has_metric else _with_metric(table, metric))
        cited_columns = [name for name in CITED if name in figures]
        used[metric] = figures[cited_columns].drop_duplicates().assign(metric=metric)
    if not rows:
        raise gaps[0]
    by = entry.by or request.question.by
    frame = _with_names(pd.concat(rows, ignore_index=True), by, request.names)
    cited = pd.concat(used.values(), ignore_index=True)
    source, datasets = cite(cited), {*cited["dataset"]}
    if entry.priced:
        prices = catalog.prices(request.store, request.question.as_of)
        source = f"{source} {cite_entries(prices, CATALOG)}"
        datasets |= {CATALOG}
    return Export(
        name,
        frame,
        source,
        licences(datasets),
        cited["as_of"].max().to_pydatetime(),
        tuple(used),
        by,
        cited,
    )


def _with_names(frame: pd.DataFrame, by: str, names: Naming) -> pd.DataFrame:
    """Return the frame with the display name of each entity, if it has entities."""
    if "entity" not in frame:
        return frame
    named = {entity: names(entity, by) for entity in frame["entity"].unique()}
    column = frame["entity"].map(named).astype("str")
    return frame.assign(name=column)[[*with_name(frame.columns)]]


def _with_metric(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    result = frame.copy()
    result.insert(0, "metric", pd.Series(metric, frame.index, dtype="str"))
    return result


def _published(name: str, entry: Published, request: Request) -> Export:
    rows = entry.make(request.store, request.question.as_of)
    if rows.empty:
        raise GapError(f"no {name} are recorded in {request.store.shown}")
    return Export(
        name,
        rows,
        cite_entries(rows, entry.dataset),
        licences([entry.dataset]),
        rows["seen_at"].max().to_pydatetime(),
    )


def _bundled(name: str, entry: Bundled) -> Export:
    """Return a bundled file, with dates as dates and empty values missing."""
    rows = read(entry.file)
    for field in entry.columns:
        rows[field] = rows[field].replace("", None)
        if column(field).kind is DATE:
            days = pd.to_datetime(rows[field], format="%Y-%m-%d")
            rows[field] = days.astype("datetime64[s]")
    return Export(name, rows, f"{OURS}: {name}. Each row names its source.", {name: OWN})


def _dictionary(columns: dict[str, tuple[str, ...]]) -> Export:
    return Export(DICTIONARY, described(columns), f"{OURS}: {DICTIONARY}.", {DICTIONARY: OWN})
