"""`tracker copy`, on the bundled history."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from databases import Databases
from typer.testing import CliRunner, Result

from tracker.cli import app
from tracker.errors import ConfigError, GapError
from tracker.store import Store, models

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


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> str:
    """Where there is nothing yet."""
    return databases.of(tmp_path / "there")


def test_the_history_answers_the_same_there_and_back(
    recorded: Path, url: str, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = answers()
    there = run(f"copy --to {url}")
    assert there.exit_code == 0
    told = re.findall(r"^(\w+): ([\d,]+) rows, equal$", there.output, re.MULTILINE)
    copied = {table: int(rows.replace(",", "")) for table, rows in told}
    assert {*copied} == {*models.Base.metadata.tables}
    assert copied["readings"] == 7_495
    assert f" {sum(copied.values()):,} rows, all equal." in there.output
    assert f"The archive stays in {recorded / 'archive'}." in there.output

    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    assert answers() == here
    home = f"sqlite:///{tmp_path / 'home.db'}"
    assert run(f"copy --to {home}").exit_code == 0
    with Store(databases.of(recorded)) as first, Store(home) as last:
        assert first.contents() == last.contents()
    monkeypatch.setenv("TRACKER_DATABASE_URL", home)
    assert answers() == here


def test_collecting_goes_on_in_a_copy(
    commands_use: Callable[[Path], None], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands_use(tmp_path)
    assert run("collect history").exit_code == 0
    assert run(f"copy --to {url}").exit_code == 0
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    assert "history: fine, nothing new" in run("collect history").output
    assert run("reparse").exit_code == 0
    assert "reach" not in run("db check").output


def test_what_holds_something_is_not_copied_into(recorded: Path, url: str) -> None:
    assert run(f"copy --to {url}").exit_code == 0
    again = run(f"copy --to {url}")
    assert again.exit_code == 1
    assert isinstance(again.exception, ConfigError)
    assert "is not empty" in str(again.exception)


def test_nothing_recorded_is_nothing_to_copy(
    commands_use: Callable[[Path], None], url: str, tmp_path: Path
) -> None:
    commands_use(tmp_path / "none")
    refused = run(f"copy --to {url}")
    assert refused.exit_code == 1
    assert isinstance(refused.exception, GapError)
    assert not (tmp_path / "none").exists()


def test_without_an_address_it_is_wrong_usage(recorded: Path) -> None:
    assert run("copy").exit_code == 2
