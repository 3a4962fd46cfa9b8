"""The record moved from one engine to another and back, by its archive.

A database is a cache of it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.databases import Databases
from typer.testing import CliRunner, Result

from tracker.cli import app
from tracker.store import Store

ASKED = (
    "streaks --limit all",
    "streaks --metric calls --by model --limit all",
    "top --by country --limit all",
    "versus country:CN country:US",
    "market --by author",
)


def run(line: str) -> Result:
    return CliRunner().invoke(app, line.split())


def answers() -> list[object]:
    return [json.loads(run(f"{line} --format json").output) for line in ASKED]


def test_the_record_moves_to_another_engine_and_back_by_reparse(
    recorded: Path, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = answers()
    monkeypatch.setenv("TRACKER_DATABASE_URL", databases.of(tmp_path / "there"))
    assert run("reparse").exit_code == 0
    assert answers() == here
    home = f"sqlite:///{tmp_path / 'home.db'}"
    monkeypatch.setenv("TRACKER_DATABASE_URL", home)
    assert run("reparse").exit_code == 0
    assert answers() == here
    with Store(databases.of(recorded)) as first, Store(home) as last:
        assert first.contents() == last.contents()
    assert "history: fine, nothing new" in run("collect history").output
