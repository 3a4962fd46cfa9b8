"""The data dictionary: what each column of each table is, made of the definitions in the code.

weekly-frame
    The table that all others are made of: what each name counted in each week, one row each.
data-package
    A folder of tables with a file, `datapackage.json`, that says of each column what it is (by the
    Frictionless Data Package standard).
table
    The name of a table, as `tracker export` takes it.
column
    The name of one of its columns.
type
    What its values are, in the words of the Frictionless Table Schema: string, integer, number,
    boolean, date (written 2026-03-30) or datetime (an instant in UTC).
unit
    What its numbers count or measure; missing where it has none.
description
    The definition of the column, as `tracker define` has it.

A column is defined under its own name. Where the same name means something else in some table, the
definition there stands under both, as `breaks-day` for the column day of the table breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from tracker.definitions import definitions

COLUMNS = ("table", "column", "type", "unit", "description")
TEXT = ("string", None)
_KINDS: tuple[tuple[str, str | None, tuple[str, ...]], ...] = (
    ("date", None, (
        "week", "first", "last", "debut", "created", "day", "since", "until", "revealed", "checked",
    )),
    ("datetime", None, ("as_of", "known_from", "seen_at")),
    ("boolean", None, (
        "at_least", "complete", "settled", "can_rank", "proven", "ongoing", "near_tie",
        "lead_change", "highest", "listed",
    )),
    ("integer", "tokens or calls, by the metric", ("value", "runner_up_value")),
    ("integer", "calls", ("lower", "upper")),
    ("integer", "names", ("depth", "named")),
    ("integer", "days", ("days",)),
    ("integer", "weeks", ("weeks", "weeks_on_chart", "weeks_at_1", "weeks_to_peak", "run_at_1")),
    ("integer", "rank", (
        "rank", "last_rank", "peak_rank", "debut_rank", "best_rank", "worst_rank",
    )),
    ("integer", "places", ("moved",)),
    ("integer", "tokens", ("context_length",)),
    ("integer", "runs", ("run_count",)),
    ("integer", "tasks", ("total_questions",)),
    ("integer", None, ("year",)),
    ("number", "part of the whole, 0 to 1", (
        "share", "cr1", "cr3", "cr5", "unnamed", "free", "stealth", "turnover", "overlap",
        "accuracy",
    )),
    ("number", "percent", ("change_pct",)),
    ("number", "points (hundredths of the whole)", ("change_points", "margin")),
    ("number", "ratio", ("lead",)),
    ("number", "index points, 0 to 10,000", ("hhi_low", "hhi_high")),
    ("number", "equal competitors", ("effective_low", "effective_high", "diversity_low")),
    ("number", "US dollars for a million tokens", (
        "price_prompt", "price_completion", "price_input_cache_read", "price_input_cache_write",
        "price_internal_reasoning",
    )),
    ("number", "US dollars for a million", ("price_request", "price_image", "price_web_search")),
    ("number", "US dollars", ("avg_cost_per_task_usd",)),
    ("number", "milliseconds", ("avg_duration_per_task_ms",)),
    ("number", "tokens", ("avg_output_tokens_per_task",)),
)  # fmt: skip
KINDS = {name: (kind, unit) for kind, unit, names in _KINDS for name in names}
"""Column → type and unit; what is not here is text."""


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    unit: str | None
    description: str


def kind(column: str) -> tuple[str, str | None]:
    """The type and the unit of a column; both are the same in every table."""
    return KINDS.get(column, TEXT)


def column(table: str, name: str) -> Column:
    """What a column is. Raises KeyError for one that has no definition, which is a mistake in the
    code and not in the data."""
    known = _definitions()
    text = known.get(f"{table}-{name}") or known[name]
    return Column(name, *kind(name), " ".join(text.split()))


def frame(tables: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """A row for each column of each of some tables (name → columns): columns table, column, type,
    unit, description."""
    rows = [
        (table, found.name, found.type, found.unit, found.description)
        for table, names in tables.items()
        for found in (column(table, name) for name in names)
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS])


@cache
def _definitions() -> dict[str, str]:
    return definitions()
