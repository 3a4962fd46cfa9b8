"""A folder for Datasette: a database of the views, and what its pages say about them.

    openrouter.db    the views as tables, with the licence of each dataset; no log, no address
    metadata.json    titles, descriptions, units, sources and licences
    datasette.json   the queries, where Datasette 1 looks for them; older ones read `metadata.json`

The database is a copy, so that the record itself is never on the web: it holds the log of runs and
the addresses that were asked. It is small, answers at once, and comes from PostgreSQL as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tracker import __version__
from tracker.analysis.frame import WEEKS_OF_MODELS
from tracker.answers import formats
from tracker.answers.sql import VIEWS, query
from tracker.citation import CC_BY, cite, in_one_line, licences
from tracker.columns import column
from tracker.definitions import describe
from tracker.errors import GapError
from tracker.files import put
from tracker.publish.export.datapackage import LICENCES, PUBLISHER, TITLE
from tracker.records import METRICS
from tracker.store import Store

NAME = "openrouter"
DATABASE, METADATA, CONFIGURATION = f"{NAME}.db", "metadata.json", "datasette.json"
SQL_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
KEYS = {
    **{f"weekly_{metric}": ("week", "slug") for metric in METRICS},
    "leaders": ("metric", "week", "slug"),
    "streaks_at_1": ("metric", "slug", "first"),
    "datasets": ("dataset",),
}
UNITS = {
    "weekly_tokens": "tokens",
    "weekly_calls": "calls",
    "weekly_spend": "millionths of a dollar",
}
"""The units of `value`, where all of a table is of one metric."""
QUERIES = {
    "leader_of_each_week": (
        "The leader of each week by tokens, and its lead over the second",
        """
SELECT leaders.week, leaders.name, leaders.value, leaders.share, second.name AS runner_up,
    1.0 * leaders.value / second.value AS lead
FROM leaders
LEFT JOIN weekly_tokens AS second ON second.week = leaders.week AND second.rank = 2
WHERE leaders.metric = 'tokens'
ORDER BY leaders.week DESC""",
    ),
    "streaks": (
        "Consecutive weeks at #1 by tokens; a missing week ends a streak",
        """
SELECT name, first, last, weeks, ongoing, ended_by
FROM streaks_at_1
WHERE metric = 'tokens'
ORDER BY first DESC""",
    ),
    "share_of_a_maker": (
        "The share of a maker by week, over all of its models that are named: at least that much",
        """
SELECT week, sum(value) AS value, sum(share) AS share, min(rank) AS best_rank
FROM weekly_tokens
WHERE author = :author
GROUP BY week
ORDER BY week DESC""",
    ),
    "calls_beside_tokens": (
        "Tokens beside calls: the ranks of one model in the newest week known by both",
        """
SELECT tokens.name, tokens.share AS share_of_tokens, tokens.rank AS rank_by_tokens,
    calls.share AS share_of_calls, calls.rank AS rank_by_calls,
    1.0 * tokens.value / calls.value AS tokens_per_call
FROM weekly_tokens AS tokens
JOIN weekly_calls AS calls ON calls.week = tokens.week AND calls.slug = tokens.slug
WHERE tokens.rank IS NOT NULL AND calls.value > 0 AND tokens.week = (
    SELECT max(week) FROM leaders WHERE metric = 'calls' AND week IN (
        SELECT week FROM leaders WHERE metric = 'tokens'
    )
)
ORDER BY tokens.rank""",
    ),
    "china_and_the_us": (
        "The shares of Chinese and of American models by week, over all models that are named",
        """
SELECT week,
    sum(CASE country WHEN 'CN' THEN share ELSE 0 END) AS china,
    sum(CASE country WHEN 'US' THEN share ELSE 0 END) AS us,
    sum(CASE country WHEN 'unknown' THEN share ELSE 0 END) AS unknown,
    max(CASE slug WHEN 'other' THEN share END) AS unnamed
FROM weekly_tokens
GROUP BY week
ORDER BY week DESC""",
    ),
    "dollars": (
        "What was billed, and for a million tokens, by model and week",
        """
SELECT spend.week, spend.name, spend.value / 1e6 AS dollars, spend.share AS share_of_dollars,
    tokens.share AS share_of_tokens, 1.0 * spend.value / tokens.value AS per_million_tokens
FROM weekly_spend AS spend
JOIN weekly_tokens AS tokens ON tokens.week = spend.week AND tokens.slug = spend.slug
WHERE spend.slug <> 'other' AND tokens.value > 0
ORDER BY spend.week DESC, spend.value DESC""",
    ),
}
"""The queries by name: what each shows, and its SQL."""


@dataclass(frozen=True)
class Table:
    """A table of the database: its rows, with a line on the source of them and their datasets."""

    name: str
    title: str
    rows: pd.DataFrame
    source: str = ""
    datasets: frozenset[str] = frozenset()


def save(store: Store, folder: Path) -> list[Table]:
    """Write the folder, and return the tables of its database.

    Raises GapError if nothing is recorded, ConfigError if a file cannot be written.
    """
    tables = [*_tables(store)]
    put(folder / DATABASE, _database(tables))
    put(folder / METADATA, _written(metadata(tables)))
    put(folder / CONFIGURATION, _written(configuration()))
    return tables


def metadata(tables: Iterable[Table]) -> dict[str, Any]:
    """Return the content of `metadata.json`."""
    described = {table.name: _about(table) for table in tables}
    return {
        "title": TITLE,
        "description": "Tokens, calls and spend of models on OpenRouter, ranked week by week, as"
        f" recorded by openrouter-tracker {__version__}. Each table names the licences of its"
        " figures; those of pages that state none are not under CC BY 4.0.",
        "source": "OpenRouter rankings",
        "source_url": PUBLISHER,
        "databases": {NAME: {"tables": described, "queries": _queries()}},
    }


def configuration() -> dict[str, Any]:
    """Return the content of `datasette.json`."""
    return {"databases": {NAME: {"queries": _queries()}}}


def _queries() -> dict[str, dict[str, str]]:
    return {
        name: {"title": title, "sql": statement.strip()}
        for name, (title, statement) in QUERIES.items()
    }


def _tables(store: Store) -> Iterable[Table]:
    """Yield the views as tables, and the licence of each dataset."""
    answering = pd.DataFrame(
        [
            (metric, row.week, row.dataset, row.as_of)
            for metric in METRICS
            for row in store.answers(metric, WEEKS_OF_MODELS)
            if row.complete
        ],
        columns=["metric", "week", "dataset", "as_of"],
    )
    if answering.empty:
        raise GapError(f"no complete week is recorded in {store.shown}")
    answering["week"] = pd.to_datetime(answering["week"])
    used: set[str] = set()
    for name, view in VIEWS.items():
        of_view = answering
        if name in UNITS:
            of_view = answering[answering["metric"] == name.removeprefix("weekly_")]
        rows = query(store, f"SELECT * FROM {name} ORDER BY {', '.join(KEYS[name])}")  # noqa: S608
        source = "" if of_view.empty else cite(of_view)
        datasets = frozenset((rows if "dataset" in rows else of_view)["dataset"])
        used |= datasets
        yield Table(name, view.title, rows, source, datasets)
    rows = pd.DataFrame([*licences(used).items()], columns=["dataset", "licence"])
    yield Table("datasets", "The licence of each dataset that answers for a week", rows)


def _about(table: Table) -> dict[str, Any]:
    """Return what Datasette shows of a table."""
    about: dict[str, Any] = {
        "title": table.title,
        "description": " ".join(filter(None, (f"{table.title}.", table.source))),
        "columns": {name: _column(table.name, str(name)) for name in table.rows.columns},
    }
    if "week" in table.rows:
        about["sort_desc"] = "week"
    if table.datasets:
        terms = licences(table.datasets)
        about |= {"license": in_one_line(terms), "source": "OpenRouter rankings"}
        about["source_url"] = PUBLISHER
        if {*terms.values()} == {CC_BY}:
            about["license_url"] = LICENCES[CC_BY]["path"]
    return about


def _column(table: str, name: str) -> str:
    """Return the definition of a column and its unit."""
    if name == "licence":
        return "The licence under which the publisher states its figures, if it states one."
    unit = UNITS.get(table) if name == "value" else column(name).unit
    return f"{describe(table, name)} Unit: {unit}." if unit else describe(table, name)


def _database(tables: Iterable[Table]) -> bytes:
    """Return an SQLite database of the tables."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in tables:
            names = [str(name) for name in table.rows.columns]
            columns = ", ".join(f"{name} {_type(table.name, name)}" for name in names)
            key = ", ".join(KEYS[table.name])
            connection.execute(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({key}))")
            places = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {table.name} VALUES ({places})",  # noqa: S608
                (tuple(row.values()) for row in formats.rows_of(table.rows, "csv")),
            )
        connection.commit()
        return connection.serialize()


def _type(table: str, name: str) -> str:
    return "TEXT" if table == "datasets" else SQL_TYPES.get(column(name).kind.type, "TEXT")


def _written(content: dict[str, Any]) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
