"""A folder for Datasette, as Datasette itself shows it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from typer.testing import CliRunner

from tracker.answers.sql import VIEWS
from tracker.citation import CC_BY, NONE_STATED
from tracker.cli import app
from tracker.errors import GapError
from tracker.publish.export import datasette
from tracker.store import Store

LED = "2026-03-30", "Qwen3.6 Plus (free)"


@pytest.fixture(scope="module")
def folders() -> dict[Path, Path]:
    return {}


@pytest.fixture
def folder(
    recorded: Path, folders: dict[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder that the command writes, written once."""
    if recorded not in folders:
        folders[recorded] = tmp_path_factory.mktemp("datasette")
        result = CliRunner().invoke(app, ["export", "datasette", "--out", str(folders[recorded])])
        assert result.exit_code == 0, result.output
    return folders[recorded]


def get(folder: Path, path: str) -> Any:
    """Return what Datasette answers at an address, as JSON or as a page."""
    serving = Datasette(config_dir=folder)
    response = asyncio.run(serving.client.get(path))
    assert response.status_code == 200, response.text
    return response.json() if ".json" in path else response.text


def rows(folder: Path, query: str, parameters: str = "") -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = get(
        folder, f"/{datasette.NAME}/{query}.json?_shape=array&_size=max{parameters}"
    )
    assert result, query
    return result


def test_the_database_has_the_views_and_nothing_else(folder: Path) -> None:
    with closing(sqlite3.connect(folder / datasette.DATABASE)) as database:
        names = [
            name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE sql > ''")
        ]
        assert names == [*VIEWS, "datasets"]
        for name, view in VIEWS.items():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
            assert tuple(columns) == view.columns
        query = "SELECT slug, depth FROM leaders WHERE metric = 'calls' ORDER BY week DESC LIMIT 1"
        assert database.execute(query).fetchone() == ("typesafe/jev-1.13-20260917", None)


def test_the_first_page_has_titles_source_and_queries(folder: Path) -> None:
    page = get(folder, f"/{datasette.NAME}")
    for title, _ in datasette.QUERIES.values():
        assert title in page
    assert "OpenRouter rankings" in page


@pytest.mark.parametrize("name", [*VIEWS, "datasets"])
def test_every_table_has_a_page_that_describes_it(folder: Path, name: str) -> None:
    page = get(folder, f"/{datasette.NAME}/{name}")
    table = json.loads((folder / datasette.METADATA).read_bytes())["databases"][datasette.NAME]
    described = table["tables"][name]
    assert described["title"] in page
    with closing(sqlite3.connect(folder / datasette.DATABASE)) as database:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
    assert [*described["columns"]] == columns


def test_a_licence_is_only_claimed_where_it_is_stated(folder: Path) -> None:
    content = json.loads((folder / datasette.METADATA).read_bytes())
    tables = content["databases"][datasette.NAME]["tables"]
    assert "history-rankings-daily" in tables["weekly_tokens"]["license"]
    assert tables["weekly_spend"]["license"] == f"{NONE_STATED} (history-models-window)"
    assert "Not under that licence" in tables["weekly_tokens"]["description"]
    assert not any("license_url" in table for table in tables.values())
    licences = {row["dataset"]: row["licence"] for row in rows(folder, "datasets")}
    assert licences["history-rankings-daily"] == CC_BY
    assert licences["history-models-window"] == NONE_STATED
    used = {row["dataset"] for name in ("weekly_tokens", "leaders") for row in rows(folder, name)}
    assert used <= {*licences}


def test_values_have_their_units(folder: Path) -> None:
    tables = json.loads((folder / datasette.METADATA).read_bytes())["databases"]["openrouter"]
    columns = {name: table["columns"] for name, table in tables["tables"].items()}
    assert columns["weekly_calls"]["value"].endswith("Unit: calls.")
    assert columns["weekly_spend"]["value"].endswith("Unit: millionths of a dollar.")
    assert columns["leaders"]["share"].endswith("Unit: part of the whole, 0 to 1.")


def test_the_six_queries_answer(folder: Path) -> None:
    assert len(datasette.QUERIES) == 6
    week = next(row for row in rows(folder, "leader_of_each_week") if row["week"] == LED[0])
    assert week["name"] == LED[1]
    assert round(week["lead"], 2) == 1.5
    streak = next(row for row in rows(folder, "streaks") if row["name"] == LED[1])
    assert (streak["first"], streak["weeks"], streak["ongoing"]) == (LED[0], 2, 0)
    (qwen,) = [
        row for row in rows(folder, "share_of_a_maker", "&author=qwen") if row["week"] == LED[0]
    ]
    assert round(qwen["share"], 3) == 0.244
    assert qwen["best_rank"] == 1
    (bunny,) = [
        row for row in rows(folder, "calls_beside_tokens") if row["name"] == "Space Bunny Alpha"
    ]
    assert (bunny["rank_by_tokens"], bunny["rank_by_calls"]) == (1, 2)
    nations = rows(folder, "china_and_the_us")[0]
    assert 0.9 < sum(nations[name] for name in ("china", "us", "unknown", "unnamed")) <= 1
    opus = rows(folder, "dollars")[0]
    assert (opus["name"], round(opus["dollars"], -4)) == ("Claude Opus 5.5", 2_390_000)


def test_newer_versions_find_the_queries_where_they_look(folder: Path) -> None:
    configuration = json.loads((folder / datasette.CONFIGURATION).read_bytes())
    metadata = json.loads((folder / datasette.METADATA).read_bytes())
    assert (
        configuration["databases"][datasette.NAME]["queries"]
        == metadata["databases"][datasette.NAME]["queries"]
    )


def test_the_same_record_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", "datasette", "--out", str(tmp_path)])
    assert result.exit_code == 0
    for name in (datasette.DATABASE, datasette.METADATA, datasette.CONFIGURATION):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("line", [("--format", "csv"), ("--by", "author"), ("--week", "2026-W14")])
def test_other_options_are_refused(line: tuple[str, ...], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", "datasette", "--out", str(tmp_path), *line])
    assert result.exit_code == 2
    assert not [*tmp_path.iterdir()]


def test_an_empty_record_is_said_to_be_empty(store: Store, tmp_path: Path) -> None:
    with pytest.raises(GapError, match="no complete week is recorded"):
        datasette.save(store, tmp_path / "out")
