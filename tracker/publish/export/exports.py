"""A table as it leaves the tracker: its rows with their source line, licences and vintage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from tracker import __version__
from tracker.answers import top
from tracker.citation import cite, cite_entries, in_one_line, licences
from tracker.columns import DATE, column
from tracker.errors import GapError
from tracker.publish.export.tables import (
    CITED,
    CONTENTS,
    DICTIONARY,
    WEEKLY,
    Asked,
    Counts,
    Entry,
    Kept,
    Published,
    described,
    read,
)
from tracker.records import Question
from tracker.store import Store

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
