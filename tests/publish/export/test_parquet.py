"""Parquet: read by DuckDB and by pandas, both come to the streaks that `tracker streaks` prints."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from pyarrow import parquet as files_of
from support import hostile_names
from support.databases import Databases
from support.weekly_frames import weekly
from typer.testing import CliRunner

import tracker
from tracker.answers import formats
from tracker.cli import app
from tracker.columns import column
from tracker.errors import ConfigError
from tracker.publish.export import files, parquet
from tracker.publish.export.exports import Export, everything, export
from tracker.records import OTHER, Question
from tracker.store import Store

STREAKS_IN_SQL = """
WITH frame AS (
    SELECT * FROM read_parquet(?, hive_partitioning = true) WHERE metric = ?
),
placed AS (  -- `other` is counted and never ranked; equal values share a rank
    SELECT week, entity, value, rank() OVER (PARTITION BY week ORDER BY value DESC) AS place
    FROM frame WHERE complete AND can_rank AND entity <> 'other'
    UNION ALL  -- a week that cannot be ranked may have a leader all the same
    SELECT week, entity, value, 1 FROM frame WHERE proven
),
first AS (SELECT * FROM placed WHERE place = 1),
islands AS (  -- weeks in a row have the same week less seven days times their number
    SELECT *, week - to_days(7 * row_number() OVER (PARTITION BY entity ORDER BY week)::INT) AS island
    FROM first
),
streaks AS (
    SELECT entity, min(week) AS begun, max(week) AS ended, count(*) AS weeks
    FROM islands GROUP BY entity, island
)
SELECT entity, begun::DATE::TEXT AS first, ended::DATE::TEXT AS last, weeks,
    ended = (SELECT max(week) FROM placed) AS ongoing,
    CASE WHEN ended = (SELECT max(week) FROM placed) THEN NULL ELSE coalesce(
        (SELECT string_agg(entity, ' and ' ORDER BY value DESC, entity) FROM first
         WHERE week = ended + to_days(7)), 'gap') END AS ended_by
FROM streaks ORDER BY begun, ended, entity
"""
KEYS = ("entity", "first", "last", "weeks", "ongoing", "ended_by")


def tell(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def in_sql(folder: Path, metric: str) -> list[dict[str, Any]]:
    with duckdb.connect() as base:
        result = base.execute(STREAKS_IN_SQL, [f"{folder}/**/*.parquet", metric])
        return [dict(zip(KEYS, row, strict=True)) for row in result.fetchall()]


def in_pandas(folder: Path, metric: str) -> list[dict[str, Any]]:
    read = pd.read_parquet(folder, filters=[("metric", "==", metric)])
    streaks = tracker.streaks(tracker.rank(read))[[*KEYS]]
    streaks["first"], streaks["last"] = (
        streaks[end].dt.strftime("%Y-%m-%d") for end in ("first", "last")
    )
    return streaks.astype(object).where(streaks.notna(), None).to_dict("records")


@pytest.fixture(scope="module")
def hostile_store(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    with hostile_names.store(databases.of(tmp_path_factory.mktemp("store"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def written(
    databases: Databases, _history: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Both metrics of the bundled history in one folder, written one after the other."""
    folder = tmp_path_factory.mktemp("parquet") / "weeks"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_DATABASE_URL", databases.of(_history))
        for metric in ("tokens", "calls"):
            tell("export", "--metric", metric, "--format", "parquet", "--out", str(folder))
        yield folder


@pytest.mark.parametrize("metric", ["tokens", "calls"])
def test_duckdb_and_pandas_find_the_streaks_that_the_tracker_prints(
    metric: str, written: Path, recorded: Path
) -> None:
    printed = json.loads(tell("streaks", "--metric", metric, "--limit", "all", "--format", "json"))
    streaks = [{key: streak[key] for key in KEYS} for streak in printed]
    assert len(streaks) > 1
    assert in_sql(written, metric) == streaks
    assert in_pandas(written, metric) == streaks


def test_ties_gaps_proven_leads_and_weeks_that_lack_days_come_out_alike(tmp_path: Path) -> None:
    frame = weekly(
        """
        week       a/x b/y c/z other
        2025-12-15   9   9   .    50
        2025-12-22   9   8   .    50
        2026-01-05   7   7   .    50
        2026-01-12   .   7   7    50
        2026-01-19   .   3   9    50
        2026-01-26   5   4   .    50
        2026-02-02   .   .   8    50
        """,
        metric="calls", incomplete="2026-02-02", unranked="2026-01-19 2026-01-26",
    )  # fmt: skip
    proven = (frame["week"] == pd.Timestamp("2026-01-19")) & (frame["entity"] == "b/y")
    frame["proven"] = proven  # though others may have more than its lower bound
    table = Export("weekly", frame, "Source.", {}, metrics=("calls",), by="slug")
    files.save_by_year(table, tmp_path)
    result = in_sql(tmp_path, "calls")
    assert result == in_pandas(tmp_path, "calls")
    assert [(streak["entity"], streak["weeks"], streak["ended_by"]) for streak in result] == [
        ("b/y", 1, "a/x"),
        ("a/x", 2, "gap"),
        ("a/x", 1, "b/y and c/z"),
        ("b/y", 3, None),
        ("c/z", 1, "b/y"),
    ]


def test_folders_are_metric_and_iso_year(written: Path) -> None:
    years = {
        str(path.relative_to(written)): {*files_of.ParquetFile(path).read().to_pandas()["week"]}
        for path in written.rglob("*.parquet")
    }
    assert "metric=tokens/year=2025/part-0.parquet" in years
    assert "metric=calls/year=2026/part-0.parquet" in years
    for path, weeks in years.items():
        year = int(path.split("year=")[1][:4])
        assert {week.isocalendar()[0] for week in weeks} == {year}
    assert date(2024, 12, 30) in years["metric=tokens/year=2025/part-0.parquet"]


def test_types_are_kept(written: Path) -> None:
    schema = files_of.ParquetFile(
        next(written.glob("metric=tokens/year=2026/*.parquet"))
    ).schema_arrow
    types = {
        name: str(schema.field(name).type) for name in ("value", "depth", "week", "as_of", "entity")
    }
    assert types == {
        "value": "int64", "depth": "int64", "week": "date32[day]", "as_of": "timestamp[us, tz=UTC]",
        "entity": "string",
    }  # fmt: skip
    assert b"Position" not in schema.field("value").metadata[b"description"]
    assert (
        schema.field("value").metadata[b"unit"]
        == b"tokens, calls or millionths of a dollar, by the metric"
    )
    read = pd.read_parquet(written / "metric=calls")
    assert str(read["depth"].dtype) == "Int64"
    assert read["depth"].isna().any(), "a board that names all"
    assert read["value"].dtype == "int64"
    assert read.attrs == {"by": "slug"}


def test_source_and_licence_travel_in_the_file(written: Path) -> None:
    (tokens,) = written.glob("metric=tokens/_source.txt")
    metadata = files_of.ParquetFile(
        next(written.glob("metric=tokens/*/*.parquet"))
    ).schema_arrow.metadata
    assert metadata[b"source"].decode() + "\n" == tokens.read_text(encoding="utf-8")
    assert metadata[b"source"].startswith(
        b"Source: OpenRouter (openrouter.ai/rankings), as of 2026-"
    )
    assert b"none stated (history-model-chart)" in metadata[b"licence"]
    assert (metadata[b"metric"], metadata[b"by"]) == (b"tokens", b"slug")


def test_years_that_are_gone_do_not_stay_from_an_older_export(
    hostile_store: Store, tmp_path: Path
) -> None:
    now = export(hostile_store, Question(), "weekly")
    assert len(files.save_by_year(now, tmp_path)) == 2
    mine = tmp_path / "metric=tokens" / "year=2026" / "my-own.parquet"
    mine.write_bytes(b"x")
    later = export(hostile_store, Question(last=hostile_names.FIRST), "weekly")
    files.save_by_year(later, tmp_path)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.parquet")}
    assert left == {
        "metric=tokens/year=2025/part-0.parquet", "metric=tokens/year=2026/my-own.parquet",
    }  # fmt: skip


def test_names_are_kept_exactly_and_become_no_paths(hostile_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "in"
    table = export(hostile_store, Question(), "weekly")
    paths = files.save_by_year(table, folder)
    assert {str(path.relative_to(folder)) for path in paths} == {
        f"metric=tokens/year={year}/part-0.parquet" for year in (2025, 2026)
    }
    assert [path.name for path in folder.parent.iterdir()] == ["in"]
    assert {*pd.read_parquet(folder)["entity"]} == {*hostile_names.NAMES, OTHER}
    with duckdb.connect() as base:
        names = base.execute(f"SELECT DISTINCT entity FROM '{folder}/**/*.parquet'").fetchall()
    assert {name for (name,) in names} == {*hostile_names.NAMES, OTHER}


def test_every_table_is_written_and_read_back(hostile_store: Store, tmp_path: Path) -> None:
    tables, _ = everything(hostile_store, Question())
    for table in tables:
        read = pd.read_parquet(io.BytesIO(parquet.one_file(table)))
        assert tuple(read.columns) == table.columns
        for name in read:
            if column(name).kind.type == "date":
                assert {*map(type, read[name].dropna())} <= {date}
                read[name] = pd.to_datetime(read[name])
        assert formats.records(read) == formats.records(table.frame), table.name


def test_a_name_that_ends_in_parquet_is_one_file(recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "weeks.parquet"
    tell("export", "--out", str(path))
    assert len(pd.read_parquet(path)) == 5778
    assert path.with_name("weeks.parquet.source.txt").is_file()


def test_the_same_vintage_gives_the_same_bytes(hostile_store: Store) -> None:
    def again() -> list[object]:
        tables, _ = everything(hostile_store, Question())
        return [parquet.by_year(tables[0]), *map(parquet.one_file, tables)]

    assert again() == again()


def test_a_column_without_a_value_keeps_its_type() -> None:
    empty = pd.DataFrame(
        {"entity": ["a/x"], "ended_by": [None], "weeks": pd.array([None], "Int64")}
    )
    written = parquet.one_file(Export("streaks", empty, "Source.", {}))
    types = files_of.ParquetFile(io.BytesIO(written)).schema_arrow
    assert [str(types.field(name).type) for name in empty] == ["string", "string", "int64"]


def test_duckdb_reads_dates_as_dates(written: Path) -> None:
    with duckdb.connect() as base:
        rows = base.execute(f"DESCRIBE SELECT week, as_of FROM '{written}/**/*.parquet'").fetchall()
    assert [(name, kind) for name, kind, *_ in rows] == [
        ("week", "DATE"),
        ("as_of", "TIMESTAMP WITH TIME ZONE"),
    ]


def test_folders_of_years_need_the_weeks(hostile_store: Store, tmp_path: Path) -> None:
    table = export(hostile_store, Question(), "weekly").choose(["entity", "value"])
    with pytest.raises(ConfigError, match="the column week is left out"):
        files.save_by_year(table, tmp_path)
    assert [*pd.read_parquet(io.BytesIO(parquet.one_file(table)))] == ["entity", "value"]
