"""`tracker sql`: what a query returns, what it may not do, and how one that fails is explained."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from support.databases import Databases
from typer.testing import CliRunner, Result

from tracker import config
from tracker.answers import sql
from tracker.cli import app, main
from tracker.definitions import describe
from tracker.errors import ConfigError
from tracker.store import Store, readonly

LED = "SELECT week, name, value, share FROM leaders WHERE metric = 'tokens' ORDER BY week"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def history(recorded: Path) -> Iterator[Store]:
    with Store(config.load().database_url) as opened:
        yield opened


def run(*line: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["sql", *line], input=stdin)


def test_the_views_have_the_columns_that_are_documented(history: Store) -> None:
    assert len(sql.VIEWS) == 5
    for name, view in sql.VIEWS.items():
        rows = sql.query(history, f"SELECT * FROM {name} LIMIT 1")
        assert tuple(rows.columns) == view.columns
        assert all(describe(name, column) for column in view.columns)


def test_a_query_returns_dates_counts_and_shares(history: Store) -> None:
    rows = sql.query(history, LED)
    assert len(rows) > 90
    assert [str(rows[name].dtype) for name in rows] == ["datetime64[s]", "str", "int64", "float64"]
    row = rows.set_index("week").loc["2026-03-30"]
    assert (row["name"], row["value"]) == ("Qwen3.6 Plus (free)", 4_600_778_695_301)


def test_a_sum_is_a_whole_number_and_a_missing_value_missing(history: Store) -> None:
    rows = sql.query(
        history,
        "SELECT sum(value) AS total, avg(share) AS mean, max(rank) AS last, NULL AS empty"
        " FROM weekly_tokens WHERE week = '2026-03-30' AND slug = 'other'",
    )
    (total, mean, last, empty) = rows.iloc[0]
    assert total == 1_542_494_576_007
    assert 0 < mean < 1
    assert pd.isna(last)
    assert empty is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM readings",
        "UPDATE slugs SET slug = 'x'",
        "DROP VIEW leaders",
        "CREATE TABLE more (a INTEGER)",
        "SELECT 1; DELETE FROM readings",
        "SELECT 1; COMMIT; DELETE FROM readings",
        "COMMIT",
        "WITH gone AS (DELETE FROM readings RETURNING *) SELECT * FROM gone",
        "",
        "  ;; ",
        "SELECT '\0'",
    ],
)
def test_nothing_but_one_query_is_accepted(history: Store, statement: str) -> None:
    before = history.contents()
    with pytest.raises(ConfigError) as refused:
        sql.query(history, statement)
    assert refused.value.remedy == readonly.READING
    assert history.contents() == before
    assert sql.query(history, "SELECT count(*) AS n FROM readings")["n"][0] > 0


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '{file}' AS other",
        "VACUUM INTO '{file}'",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('{file}')",
        "SELECT * FROM pragma_database_list",
    ],
)
def test_a_file_is_not_left(
    history: Store, on_sqlite: None, tmp_path: Path, statement: str
) -> None:
    with pytest.raises(ConfigError, match=r"authoriz"):
        sql.query(history, statement.format(file=tmp_path / "other"))
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "SET TRANSACTION READ WRITE",
        "COPY slugs TO PROGRAM 'cat >{file}'",
        "COPY slugs TO '{file}'",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "SELECT setval('slugs_id_seq', 1)",
        "DO $$ BEGIN DELETE FROM readings; END $$",
    ],
)
def test_a_server_is_only_read(
    history: Store, on_postgresql: None, tmp_path: Path, statement: str
) -> None:
    with pytest.raises(ConfigError):
        sql.query(history, statement.format(file=tmp_path / "other"))
    assert not (tmp_path / "other").exists()


def test_a_query_without_end_is_ended(history: Store) -> None:
    with pytest.raises(ConfigError, match=r"takes longer than 0\.2 seconds"):
        readonly.select(history.engine, ENDLESS, seconds=0.2)


def test_a_database_in_memory_cannot_be_opened_for_reading(
    databases: Databases, on_sqlite: None
) -> None:
    with databases.fresh() as store, pytest.raises(ConfigError, match="for reading alone"):
        sql.query(store, "SELECT 1 AS one")


@pytest.mark.parametrize("statement", ["SELECT * FROM streaks", "SELECT maker FROM leaders"])
def test_an_unknown_name_lists_the_views(history: Store, statement: str) -> None:
    with pytest.raises(ConfigError, match=r"streaks_at_1 \(metric, slug, name, first, last"):
        sql.query(history, statement)


def test_two_columns_of_one_name_are_refused(history: Store) -> None:
    with pytest.raises(ConfigError, match="two columns of the query are called a"):
        sql.query(history, "SELECT 1 AS a, 2 AS a")


# The command.


def test_a_table_is_printed_with_its_source(recorded: Path) -> None:
    result = run(f"{LED} DESC", "--limit", "1")
    assert result.exit_code == 0
    assert "2026-09-28  Space Bunny Alpha  38.7T  23.3 %" in result.output
    assert "Shown: the first 1 rows. `--limit all` shows all of them." in result.output
    assert "Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-05" in result.output
    assert "Not under that licence" not in result.output, "official tokens"


def test_dollars_are_printed_as_dollars(recorded: Path) -> None:
    result = run("SELECT name, value FROM weekly_spend WHERE rank = 1", "--format", "md")
    assert "| Claude Opus 5.5 | $2.39M |" in result.output
    assert "Not under that licence: the spend of 2026-W40" in result.output


def test_json_and_csv_have_every_row_and_nothing_else(recorded: Path) -> None:
    rows = json.loads(run(LED, "--format", "json").output)
    assert len(rows) > 90
    assert rows[0].keys() == {"week", "name", "value", "share"}
    lines = run(LED, "--format", "csv").output.splitlines()
    assert lines[0] == "week,name,value,share"
    assert len(lines) == len(rows) + 1


def test_values_that_are_not_what_their_names_say_are_printed_as_they_are(recorded: Path) -> None:
    lines = run(
        "SELECT 'soon' AS week, 23.5 AS share, 'much' AS value, 7 AS name, '=1+1' AS formula"
    ).output.splitlines()
    assert ["soon", "23.5", "much", "7", "=1+1"] in [line.split() for line in lines]
    assert run("SELECT '=1+1' AS formula", "--format", "csv").output == "formula\n'=1+1\n"


def test_a_query_is_read_from_standard_input(recorded: Path) -> None:
    assert json.loads(run("-", "--format", "json", stdin="SELECT 7 AS n;\n").output) == [{"n": 7}]


@pytest.mark.parametrize("line", [(), ("--list",)])
def test_without_a_query_the_views_are_listed(line: tuple[str, ...]) -> None:
    result = run(*line)
    assert result.exit_code == 0
    assert all(name in result.output for name in sql.VIEWS)
    rows = json.loads(run(*line, "--format", "json").output)
    assert ("leaders", "country") in [(row["table"], row["column"]) for row in rows]


def test_a_query_that_fails_says_what_to_do(
    recorded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["tracker", "sql", "SELECT * FROM boards_of_weeks"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith("Error: the query fails: ")
    assert "Hint: The views and their columns are: weekly_tokens (week, slug, name" in error
