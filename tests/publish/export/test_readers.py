"""Other programs that read the record and its files come to the streaks of `tracker streaks`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from typer.testing import CliRunner

from tracker.cli import app
from tracker.records import METRICS

Streaks = list[tuple[str, str, str, int]]
"""Slug, first and last Monday, weeks."""
VIEW = "SELECT slug, first, last, weeks FROM streaks_at_1 WHERE metric = '{metric}'"
IN_DUCKDB = """
SELECT entity, CAST(min(week) AS VARCHAR), CAST(max(week) AS VARCHAR), count(*)
FROM (
    SELECT entity, week, week - CAST(7 * row_number() OVER (PARTITION BY entity ORDER BY week) AS INTEGER)
        AS streak
    FROM (SELECT entity, CAST(week AS DATE) AS week FROM '{file}' WHERE rank = 1)
)
GROUP BY entity, streak
"""


def run(*line: str) -> str:
    result = CliRunner().invoke(app, [*line])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(params=METRICS)
def metric(request: pytest.FixtureRequest, recorded: Path) -> str:
    return str(request.param)


@pytest.fixture
def streaks(metric: str) -> Streaks:
    """Return the streaks of the command."""
    answer = json.loads(run("streaks", "--metric", metric, "--format", "json", "--plain"))
    assert answer
    return sorted((row["entity"], row["first"], row["last"], row["weeks"]) for row in answer)


@pytest.fixture
def ranks(metric: str, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that exports the ranks of all weeks in a form."""

    def export(form: str) -> Path:
        file = tmp_path / f"ranks.{form}"
        run("export", "ranks", "--metric", metric, "--out", str(file))
        return file

    return export


def test_pandas_reads_the_view(recorded: Path, metric: str, streaks: Streaks) -> None:
    with closing(sqlite3.connect(recorded / "tracker.db")) as database:
        frame = pd.read_sql(VIEW.format(metric=metric), database)
    assert sorted(frame.itertuples(index=False, name=None)) == streaks


def test_polars_reads_the_view(recorded: Path, metric: str, streaks: Streaks) -> None:
    with closing(sqlite3.connect(recorded / "tracker.db")) as database:
        frame = pl.read_database(VIEW.format(metric=metric), database)
    assert sorted(frame.rows()) == streaks


def test_polars_makes_them_of_the_csv(ranks: Callable[[str], Path], streaks: Streaks) -> None:
    frame = pl.read_csv(ranks("csv"), try_parse_dates=True, infer_schema_length=None)
    assert frame.schema["value"] == pl.Int64
    led = frame.filter(pl.col("rank") == 1).sort("entity", "week")
    begins = (pl.col("week").diff() != pl.duration(days=7)).fill_null(value=True)
    grouped = (
        led.with_columns(begins.over("entity").cum_sum().alias("streak"))
        .group_by("entity", "streak")
        .agg(pl.col("week").min().alias("first"), pl.col("week").max().alias("last"), pl.len())
    )
    result = [
        (entity, str(first), str(last), weeks) for entity, _, first, last, weeks in grouped.rows()
    ]
    assert sorted(result) == streaks


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_duckdb_makes_them_of_a_file(
    ranks: Callable[[str], Path], form: str, streaks: Streaks
) -> None:
    with duckdb.connect() as connection:
        result = connection.execute(IN_DUCKDB.format(file=ranks(form))).fetchall()
    assert sorted(result) == streaks


def test_duckdb_reads_a_frame_of_the_command(metric: str, streaks: Streaks) -> None:
    frame = pd.DataFrame(json.loads(run("sql", VIEW.format(metric=metric), "--format", "json")))
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        result = connection.execute("SELECT * FROM frame").fetchall()
    assert sorted(result) == streaks


def test_datasette_shows_them(metric: str, streaks: Streaks, tmp_path: Path) -> None:
    from publish.export.test_datasette import rows

    run("export", "datasette", "--out", str(tmp_path))
    answer: list[dict[str, Any]] = rows(tmp_path, "streaks_at_1", f"&metric={metric}")
    assert (
        sorted((row["slug"], row["first"], row["last"], row["weeks"]) for row in answer) == streaks
    )


def test_every_column_of_a_csv_has_one_type(recorded: Path, tmp_path: Path) -> None:
    """Polars refuses a column of numbers in which a word comes up later."""
    run("export", "all", "--out", str(tmp_path))
    files = sorted(tmp_path.glob("*.csv"))
    assert len(files) > 8
    for file in files:
        frame = pl.read_csv(file)
        if "depth" in frame.columns:
            assert frame["depth"].drop_nulls().cast(pl.Int64).is_between(1, 5_000).all()
