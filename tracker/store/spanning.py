"""Rows handed to a statement as one parameter, in JSON: a server takes only so many of them, and
there are four facts to a slug.

What slugs count towards, and the boards of days that are added up together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, JSON, ColumnElement, Date, Text, column, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

Span = tuple[date, date, str]
"""From which day, until the day before which, and towards what a slug counts."""
Spans = Mapping[int, Sequence[Span]]
"""By the number of the slug."""


def table(spans: Spans) -> CTE:
    """Rows (slug_id, since, until, entity), one a span."""
    rows = [
        (slug_id, str(since), str(until), entity)
        for slug_id, found in spans.items()
        for since, until, entity in found
    ]
    row = _each(rows)
    return _read_once(
        "mapped",
        row[0].as_integer().label("slug_id"),
        _Day(row[1].as_string()).label("since"),
        _Day(row[2].as_string()).label("until"),
        row[3].as_string().label("entity"),
    )


def boards(by_start: Mapping[date, Sequence[int]]) -> CTE:
    """Rows (start, board_id), one a board."""
    rows = [(str(start), board) for start, found in by_start.items() for board in found]
    row = _each(rows)
    return _read_once(
        "spans",
        _Day(row[0].as_string()).label("start"),
        row[1].as_integer().label("board_id"),
    )


def _each(rows: Sequence[tuple[Any, ...]]) -> ColumnElement[Any]:
    """Return the row of a table made of ``rows``, as a list in JSON."""
    written = literal(json.dumps(rows), Text)
    return _Elements(written).table_valued(column("value", JSON), name="row").c.value


def _read_once(name: str, *columns: ColumnElement[Any]) -> CTE:
    """Return a table that is read once; SQLite would else read the text again for each reading."""
    return select(*columns).cte(name).prefix_with("MATERIALIZED")


class _Elements(FunctionElement[Any]):
    """The elements of a list in JSON, a row each."""

    name = "elements"
    inherit_cache = True


class _Day(FunctionElement[date]):
    """The day that a text names."""

    name = "day"
    inherit_cache = True
    type = Date()


@compiles(_Elements, "sqlite")
def _elements_on_sqlite(element: _Elements, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Elements, "postgresql")
def _elements_on_postgresql(element: _Elements, compiler: Any, **options: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **options)} AS JSON))"


@compiles(_Day, "sqlite")
def _day_on_sqlite(element: _Day, compiler: Any, **options: Any) -> str:
    """SQLite keeps days as such texts."""
    return str(compiler.process(element.clauses, **options))


@compiles(_Day, "postgresql")
def _day_on_postgresql(element: _Day, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS DATE)"
