"""The answers of `tracker sql`: the result of a query, and the views that can be queried."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from tracker.analysis.frame import WEEKS_OF_MODELS
from tracker.answers.table import Table
from tracker.citation import cite
from tracker.columns import (
    AMOUNT,
    DATE,
    FIGURE,
    INTEGER,
    KEY,
    NUMBER,
    RANK,
    SHARE,
    TEXT,
    WEEK,
    YES_NO,
    Column,
    column,
)
from tracker.definitions import describe
from tracker.errors import ConfigError
from tracker.records import METRICS
from tracker.store import Store
from tracker.store.readonly import UnknownName

DESCRIBED = ("table", "column", "type", "unit", "description")
HEADING = "Views of the database, which `tracker sql` queries"
PRINTED = 100
"""How many rows are printed for people, where no number is given."""


@dataclass(frozen=True)
class View:
    """A view of the database that anyone may read: what a row of it is, and its columns."""

    title: str
    columns: tuple[str, ...]


_IDENTITY = ("slug", "name", "author", "country", "weights")
_WEEKLY = (
    *("week", *_IDENTITY, "value", "share", "rank", "depth", "dataset"),
    *("days", "at_least"),
)
VIEWS = {
    **{
        f"weekly_{metric}": View(
            f"Each model of each complete week by {metric}, and other", _WEEKLY
        )
        for metric in METRICS
    },
    "leaders": View(
        "The leader of each week by each metric; two rows where two are level",
        ("metric", "week", *_IDENTITY, "value", "share", "depth", "dataset", "at_least"),
    ),
    "streaks_at_1": View(
        "Consecutive weeks at #1 by each metric, and what ended them",
        ("metric", "slug", "name", "first", "last", "weeks", "ongoing", "ended_by"),
    ),
}
"""The views that are documented. Others, and the tables, may change with any version."""


def sql(store: Store, statement: str, limit: int | None = None) -> Table:
    """Return the table of a query: its first ``limit`` rows, or all.

    Raises ConfigError if the query fails or would write.
    """
    rows, more = _query(store, statement, limit)
    notes = (
        (f"Shown: the first {len(rows):,} rows. `--limit all` shows all of them.",) if more else ()
    )
    columns = {name: _printed_as(name, rows[name]) for name in rows.columns}
    metrics = _metrics(statement)
    return Table(
        rows,
        "Result of the query",
        _source(store, metrics, rows),
        notes,
        metrics[0] if len(metrics) == 1 else "",
        columns=columns,
    )


def query(store: Store, statement: str) -> pd.DataFrame:
    """Return the rows of a query: counts as Int64, Mondays and days as dates.

    Raises ConfigError if the query fails or would write.
    """
    return _query(store, statement, None)[0]


def views() -> Table:
    """Return the columns of the views, with their definitions."""
    rows = [
        (view, name, column(name).kind.type, column(name).unit or None, describe(view, name))
        for view, entry in VIEWS.items()
        for name in entry.columns
    ]
    return Table(pd.DataFrame(rows, columns=[*DESCRIBED]), HEADING, "")


def overview() -> Table:
    """Return the views in a row each, with the names of their columns."""
    rows = [(name, view.title, ", ".join(view.columns)) for name, view in VIEWS.items()]
    names = ("view", "description", "columns")
    columns = {name: Column(name, TEXT, keep=KEY) for name in names}
    return Table(pd.DataFrame(rows, columns=[*names]), HEADING, "", columns=columns)


def _query(store: Store, statement: str, limit: int | None) -> tuple[pd.DataFrame, bool]:
    try:
        answer = store.select(statement, limit)
    except UnknownName as error:
        lists = "; ".join(f"{name} ({', '.join(view.columns)})" for name, view in VIEWS.items())
        raise ConfigError(
            error.fact, datum=error.datum, remedy=f"the views and their columns are: {lists}"
        ) from None
    twice = {name for name in answer.columns if answer.columns.count(name) > 1}
    if twice:
        raise ConfigError(
            f"two columns of the query are called {min(twice)}",
            datum=min(twice),
            remedy="name each: SELECT a.share AS before, b.share AS after …",
        )
    values = [*zip(*answer.rows, strict=True)] or [()] * len(answer.columns)
    columns = zip(answer.columns, values, strict=True)
    return pd.DataFrame({name: _series(name, column) for name, column in columns}), answer.more


def _series(name: str, values: tuple[Any, ...]) -> pd.Series:
    """Return the values of a column with the type that all of them have."""
    plain = [_plain(value) for value in values]
    kinds = {type(value) for value in plain if value is not None}
    spec = _registered(name)
    if spec and spec.kind in (WEEK, DATE) and kinds and all(map(_is_day, plain)):
        return pd.Series(pd.to_datetime(pd.Series(plain, dtype=object))).astype("datetime64[s]")
    if kinds == {int} and all(value is None or -(2**63) <= value < 2**63 for value in plain):
        return pd.Series(plain, dtype="Int64" if None in plain else "int64")
    if kinds and kinds <= {int, float}:
        return pd.Series(plain, dtype="float64")
    if kinds == {bool} and None not in plain:
        return pd.Series(plain, dtype="bool")
    if kinds == {str}:
        return pd.Series(plain, dtype="str")
    return pd.Series(plain, dtype=object)


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _is_day(value: Any) -> bool:
    return value is None or (isinstance(value, str) and bool(_DAY.fullmatch(value)))


def _plain(value: Any) -> Any:
    """Return a value of any database as one that both have: a day and an instant are texts."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def _registered(name: str) -> Column | None:
    try:
        return column(name)
    except KeyError:
        return None


def _printed_as(name: str, values: pd.Series) -> Column:
    """Return how a column is printed: as the tracker's own of that name, if its values fit."""
    spec = _registered(name)
    is_day = pd.api.types.is_datetime64_any_dtype(values.dtype)
    is_whole = pd.api.types.is_integer_dtype(values.dtype)
    is_number = pd.api.types.is_float_dtype(values.dtype)
    kind = INTEGER if is_whole else NUMBER if is_number else TEXT
    if spec and (
        (spec.kind in (WEEK, DATE) and is_day)
        or (spec.kind in (AMOUNT, RANK) and is_whole)
        or (spec.kind is SHARE and is_number and values.dropna().between(0, 1).all())
        or (spec.kind.is_text and kind is TEXT and not is_day and spec.kind is not WEEK)
        or (spec.kind is YES_NO and str(values.dtype) == "bool")
    ):
        kind = DATE if spec.kind is WEEK else spec.kind  # as a condition of the query has it
    return Column(name, kind, title=name, keep=KEY if name in ("name", "week") else FIGURE)


def _metrics(statement: str) -> list[str]:
    """Return the metrics that a query names, by their views or as text; all if it names none."""
    named = [name for name in METRICS if re.search(rf"(?:\b|_){name}\b", statement, re.IGNORECASE)]
    return named or [*METRICS]


def _source(store: Store, metrics: list[str], rows: pd.DataFrame) -> str:
    """Return the source line of the weeks of a result; of all, where it does not name them."""
    answers = [
        (row.week, row.dataset, row.as_of, metric)
        for metric in metrics
        for row in store.answers(metric, WEEKS_OF_MODELS)
        if row.complete
    ]
    used = pd.DataFrame(answers, columns=["week", "dataset", "as_of", "metric"])
    used["week"] = pd.to_datetime(used["week"])
    if "week" in rows and pd.api.types.is_datetime64_any_dtype(rows["week"].dtype):
        used = used[used["week"].isin(rows["week"])]
    return "" if used.empty else cite(used)
