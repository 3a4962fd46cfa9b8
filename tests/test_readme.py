"""The README is true: every command in it exists, and its examples run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracker.cli import app

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ tracker (.*)$", README, re.MULTILINE)
READING = [
    line for line in COMMANDS if not line.startswith(("import", "reparse", "status", "reconcile"))
]


def test_there_are_commands_to_test() -> None:
    assert len(COMMANDS) > 15
    assert len(READING) > 12


@pytest.mark.parametrize("line", READING)
def test_a_command_of_the_readme_runs(
    line: str, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(recorded)
    result = CliRunner().invoke(app, shlex.split(line))
    assert result.exit_code == 0, result.output
    assert result.output.strip()


@pytest.mark.parametrize("number", [0, 1])
def test_an_example_prints_what_the_readme_shows(number: int, recorded: Path) -> None:
    shown = README.split("```text\n")[number + 1].split("```")[0].splitlines()
    result = CliRunner().invoke(app, shlex.split(COMMANDS[number]))
    printed = [" ".join(line.split()) for line in result.output.splitlines()]
    for line in shown:
        assert " ".join(line.split()) in printed


def test_the_notebook_lines_of_the_readme_run(recorded: Path) -> None:
    code = README.split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert len(names["weeks"]) > 1000  # type: ignore[arg-type]


def test_every_command_and_setting_is_in_the_readme() -> None:
    from tracker import config

    for command in app.registered_commands:
        assert re.search(rf"tracker {command.name}\b", README), command.name
    for setting in re.findall(r"TRACKER_[A-Z_]+|OPENROUTER_API_KEY", config.__doc__ or ""):
        assert f"`{setting}`" in README


def test_the_targets_of_the_readme_are_in_the_makefile() -> None:
    makefile = (Path(__file__).resolve().parent.parent / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert targets == ["run", "test"]
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
