"""Tables made for export: their rows, and the source, licence and vintage that they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from tracker import __version__
from tracker.citation import cite, cite_entries, in_one_line, licences
from tracker.errors import GapError
from tracker.publish import answers, dictionary
from tracker.publish.answers import Question
from tracker.publish.exportable import (
    CITED,
    CONTENTS,
    DICTIONARY,
    WEEKLY,
    Asked,
    Counts,
    Entry,
    Kept,
    Published,
    read,
)
from tracker.store import Store

ALL = "all"
OWN = "MIT"
"""The licence of what the tracker's own people wrote down."""
OURS = f"Hand-kept by openrouter-tracker {__version__} ({OWN} licence)"


@dataclass(frozen=True)
class Export:
    """A table made: its rows, the source line, the licence of each dataset (or file) that it rests
    on, the newest instant that its figures are of (None for what the tracker's people wrote), and
    its metrics and level, where it has them. ``cited`` are the figures that the source line is of.
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
    """How many rows there were, where they were let go after they had been written."""

    @property
    def rows(self) -> int:
        return len(self.frame) if self.written is None else self.written

    def without_rows(self) -> Export:
        """The same of a table whose rows are written and no longer needed."""
        return replace(self, frame=self.frame.iloc[:0].copy(), written=self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(map(str, self.frame.columns))

    @property
    def says(self) -> str:
        """What it is, in one line."""
        said = CONTENTS[self.name].says
        return f"{said}, by {self.by}" if self.by else said

    @property
    def key(self) -> tuple[str, ...]:
        """By which columns a row is known."""
        entry = CONTENTS[self.name]
        added = "metric" in self.columns and "metric" not in entry.columns
        return ("metric", *entry.key) if added and entry.key else entry.key


def export(store: Store, question: Question, name: str) -> Export:
    """One table, of the metric asked for. Raises GapError when nothing of it is recorded."""
    entry = CONTENTS[name]
    if isinstance(entry, Counts):
        metric = question.metric if question.metric in entry.metrics else entry.metrics[0]
        return _counted(name, entry, _asked(store, question), (metric,))
    if isinstance(entry, Published):
        return _published(name, entry, _asked(store, question))
    return own(name)


def own(name: str) -> Export:
    """One of the tables that need no record: a file of the map, or the dictionary."""
    entry = CONTENTS[name]
    if isinstance(entry, Kept):
        return _kept(name, entry)
    return _dictionary({one: found.columns for one, found in CONTENTS.items()})


def is_own(name: str) -> bool:
    return not isinstance(CONTENTS[name], Counts | Published)


def everything(store: Store, question: Question) -> tuple[list[Export], list[str]]:
    """Every table of which something is recorded, as `each` makes them; and the names of those left
    out."""
    missing: list[str] = []
    return [*each(store, question, missing)], missing


def each(store: Store, question: Question, missing: list[str]) -> Iterator[Export]:
    """Yield every table of which something is recorded, by both metrics where it has them (told
    apart by a column `metric`), the last a dictionary of just these. The names of those left out
    are added to ``missing``. Raises GapError when there are no figures in the weeks asked for."""
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
    """A table by all its metrics; the dictionary is of itself and of those made ``before``."""
    if isinstance(entry, Kept):
        return _kept(name, entry)
    if isinstance(entry, Counts):
        return _counted(name, entry, asked, entry.metrics)
    if isinstance(entry, Published):
        return _published(name, entry, asked)
    return _dictionary(before | {name: entry.columns})


def licence(export: Export) -> str:
    """Its licences in one line, each with the datasets under it."""
    return in_one_line(export.licences)


def sources(exports: Iterable[Export]) -> str:
    """One source line for several tables."""
    parts = [*exports]
    cited = [part.cited for part in parts if part.cited is not None]
    lines = [cite(pd.concat(cited, ignore_index=True))] if cited else []
    lines += [part.source for part in parts if part.cited is None and part.as_of]
    ours = [part.name for part in parts if part.as_of is None]
    if ours:
        lines.append(f"{OURS}: {', '.join(ours)}.")
    return " ".join(dict.fromkeys(lines))


def _asked(store: Store, question: Question) -> Asked:
    return Asked(store, question, answers.figures(store, question.as_of))


def _counted(name: str, entry: Counts, asked: Asked, metrics: tuple[str, ...]) -> Export:
    """A table of counts; of several metrics one below the other. A metric of which nothing is
    recorded is left out, unless there is no other."""
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
        name, frame, cite(cited), licences(cited["dataset"]),
        cited["as_of"].max().to_pydatetime(), tuple(used), entry.by or asked.question.by, cited,
    )  # fmt: skip


def _labelled(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    labelled = frame.copy()
    labelled.insert(0, "metric", pd.Series(metric, frame.index, dtype="str"))
    return labelled


def _published(name: str, entry: Published, asked: Asked) -> Export:
    found = entry.make(asked.store, asked.question.as_of)
    if found.empty:
        raise GapError(f"no {name} are recorded in {asked.store.shown}")
    return Export(
        name, found, cite_entries(found, entry.dataset), licences([entry.dataset]),
        found["seen_at"].max().to_pydatetime(),
    )  # fmt: skip


def _kept(name: str, entry: Kept) -> Export:
    """A file of the map, as it is kept: dates as dates, and what is empty missing."""
    found = read(entry.file)
    for column in entry.columns:
        found[column] = found[column].replace("", None)
        if dictionary.kind(column)[0] == "date":
            days = pd.to_datetime(found[column], format="%Y-%m-%d")
            found[column] = days.astype("datetime64[s]")
    return Export(name, found, f"{OURS}: {name}. Each row names its source.", {name: OWN})


def _dictionary(columns: dict[str, tuple[str, ...]]) -> Export:
    return Export(
        DICTIONARY, dictionary.frame(columns), f"{OURS}: {DICTIONARY}.", {DICTIONARY: OWN}
    )  # fmt: skip
