"""The help: commands in groups, each with an example that runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.databases import Databases
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from tracker.cli import PANELS, app

NEEDS_MORE = (
    "import",
    "schedule",
    "collect",
    "accept",
    "reparse",
    "reproduce",
    "status",
    "reconcile",
)
"""Commands that need a server, a file, or more than the bundled history."""


def commands() -> dict[str, str]:
    """Return the help of every command, by its words."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    names = [[name] for name in group.commands if name != "db"]
    names += [["db", name] for name in ("upgrade", "current", "check")]
    return {" ".join(words): CliRunner().invoke(app, [*words, "--help"]).output for words in names}


HELP = commands()


def test_every_command_is_in_a_group_readers_first() -> None:
    help_ = CliRunner().invoke(app, ["--help"]).output
    headings = re.findall(r"^(\w+):$", help_, re.MULTILINE)
    assert headings == ["Options", *PANELS] == ["Options", "Ask", "Publish", "Collect", "Maintain"]
    listed = re.findall(r"^  ([a-z]+) ", help_.split("Ask:")[1], re.MULTILINE)
    assert {*listed} == {words.split()[0] for words in HELP}
    assert listed[:6] == ["top", "streaks", "versus", "market", "profile", "check"]


@pytest.mark.parametrize("words", HELP)
def test_every_command_says_what_it_does_in_an_imperative(words: str) -> None:
    first = HELP[words].split("\n\n")[1].strip().split()[0]
    assert first[0].isupper()
    assert not first.endswith(("s", "ing", "ed")), first


@pytest.mark.parametrize("words", HELP)
def test_every_command_has_an_example_that_runs(
    words: str,
    recorded: Path,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (example,) = re.findall(r"Example: tracker ((?:.+\n)+?)\n", HELP[words])
    line = shlex.split(" ".join(example.split()))
    assert line[: len(words.split())] == words.split()
    if words in NEEDS_MORE or (words == "backup" and databases.engine != "sqlite"):
        return
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.output
