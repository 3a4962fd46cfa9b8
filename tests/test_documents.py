"""The documents are true: every command in them runs as printed, and gives what is printed."""

from __future__ import annotations

import ast
import csv
import json
import re
import shlex
from pathlib import Path

import pytest
from support.databases import Databases
from typer.testing import CliRunner

from tracker.claims import parse
from tracker.claims.verdicts import NOT_MEASURED, VERDICTS
from tracker.cli import app

TESTS = Path(__file__).resolve().parent
README, CLAIMS, OPERATING = (
    (TESTS.parent / name).read_text(encoding="utf-8")
    for name in ("README.md", "CLAIMS.md", "OPERATING.md")
)
ALL = "\n".join((README, CLAIMS, OPERATING))
ASK = CLAIMS.split("\n## Ask\n")[1].split("\n## ")[0]
COMMANDS = [
    *re.findall(r"^\$ tracker (.*)$", ALL, re.MULTILINE),
    *re.findall(r"^\|.*\| `tracker (.*)` \|$", ASK, re.MULTILINE),
]
"""Those of the console, and those of the table of questions."""
NEEDS_MORE = ("import", "reparse", "status", "reconcile", "chart usage-vs-quality")
"""What asks for more than the bundled history holds."""
READING = [line for line in COMMANDS if not line.startswith(NEEDS_MORE)]
EXAMPLES = re.findall(
    r"^```console\n\$ tracker (.*)\n```\n\n```text\n((?:.*\n)*?)```$", README, re.MULTILINE
)
"""A command by itself, and below it what it prints."""
LEFT_OUT = "…\n"
ARTICLE, ITS_CLAIMS = re.findall(r"^```text\n((?:.*\n)*?)```$", CLAIMS, re.MULTILINE)
"""An article, and the list of its claims."""
LINES = CLAIMS.split("```csv\n")[1].split("```")[0]


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_there_are_commands_to_test() -> None:
    assert len(READING) > 25
    assert [command.split()[0] for command, _ in EXAMPLES] == ["check", "streaks"]
    assert README.count("```text") == len(EXAMPLES)


@pytest.mark.parametrize("line", READING)
def test_a_command_of_the_documents_runs(
    line: str,
    recorded: Path,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if line.startswith("backup") and databases.engine != "sqlite":
        pytest.skip("a server has a tool of its own")
    (tmp_path / "claims.csv").write_text(LINES, encoding="utf-8")
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, shlex.split(line))
    assert result.exit_code == 0, result.output
    assert result.output.strip()


@pytest.mark.parametrize(("line", "shown"), EXAMPLES, ids=["check", "streaks"])
def test_an_example_prints_what_the_readme_shows(line: str, shown: str, recorded: Path) -> None:
    """Compare output with the README line by line, in order and from the first.

    Only wrapping may differ; lines are left out only where the README has an ellipsis.
    """
    printed = " ".join(CliRunner().invoke(app, shlex.split(line)).output.split())
    parts = [" ".join(part.split()) for part in shown.split(LEFT_OUT)]
    expected = " .*".join(re.escape(part) for part in parts if part)
    if not parts[-1]:
        expected += " .*"
    assert re.fullmatch(expected, printed), printed


def test_the_claims_of_an_article_are_listed_as_shown(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words = ["check", "--file", "article.txt", "--published", "2026-03-16"]
    first, last = ITS_CLAIMS.split(LEFT_OUT)
    printed = CliRunner().invoke(app, words).output
    assert printed.startswith(first)
    assert printed.endswith(last)


def test_the_claims_come_out_as_expected(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "claims.csv").write_text(LINES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    judged = CliRunner().invoke(app, ["check", "--file", "claims.csv", "--format", "json"])
    assert [one["agrees"] for one in json.loads(judged.output)] == [True] * 3


def test_every_sentence_has_the_verdict_that_is_printed(recorded: Path, tmp_path: Path) -> None:
    rows = re.findall(r"^\| (.+) \| (20\d\d-\d\d-\d\d) \| (\w+) \|$", CLAIMS, re.MULTILINE)
    assert len(rows) >= 30
    assert {verdict for *_, verdict in rows} == {*VERDICTS}
    file = tmp_path / "claims.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([("claim", "published", "expected"), *rows])
    judged = CliRunner().invoke(app, ["check", "--file", str(file), "--format", "json"])
    told = [(one["expected"], one["verdict"], one["claim"]) for one in json.loads(judged.output)]
    assert [one for one in told if one[0] != one[1]] == []


def test_the_forms_of_claims_are_those_that_can_be_read(recorded: Path, tmp_path: Path) -> None:
    rows = re.findall(r"^\| (`.*(?:WEEK|weeks)`.*) \| `(.*)` \|$", CLAIMS, re.MULTILINE)
    forms = [form.replace("\\", "") for row, _ in rows for form in re.findall("`(.*?)`", row)]
    assert sorted(forms) == sorted(parse.FORMS)
    file = tmp_path / "claims.csv"
    file.write_text("\n".join(["claim", *(example for _, example in rows)]), encoding="utf-8")
    judged = CliRunner().invoke(app, ["check", "--file", str(file), "--format", "json"])
    told = json.loads(judged.output)
    assert [one["claim"] for one in told] == [example for _, example in rows]
    assert [one["claim"] for one in told if one["verdict"] == NOT_MEASURED] == []


def test_the_notebook_lines_of_the_readme_run(recorded: Path) -> None:
    code = README.split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    names["db"].close()  # type: ignore[attr-defined]
    assert len(names["weeks"]) > 1000  # type: ignore[arg-type]


def test_the_record_moves_into_postgresql_as_operating_says(
    recorded: Path, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = OPERATING.split("\n## PostgreSQL\n")[1].split("\n## ")[0]
    address, url = r"postgresql\+psycopg://\S+/figures", databases.of(tmp_path / "team")
    (setting,) = re.findall(rf"^export (TRACKER_DATABASE_URL)={address}$", section, re.MULTILINE)
    (moving,) = re.findall(r"^tracker (reparse)$", section, re.MULTILINE)
    before = CliRunner().invoke(app, ["top"]).output
    monkeypatch.setenv(setting, url)
    assert CliRunner().invoke(app, [moving]).exit_code == 0
    assert CliRunner().invoke(app, ["top"]).output == before


def test_every_command_and_setting_is_in_the_documents() -> None:
    from tracker import config

    for command in app.registered_commands:
        assert re.search(rf"tracker {command.name}\b", ALL), command.name
    for setting in re.findall(r"TRACKER_[A-Z_]+|OPENROUTER_API_KEY", config.__doc__ or ""):
        assert f"`{setting}`" in OPERATING


def test_every_fault_has_its_test() -> None:
    table = OPERATING.split("\n## Fault tolerance\n")[1]
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    assert {len(row) for row in rows} == {4}
    named = [re.findall(r"`([\w/]+\.py)::(\w+)`", row[3]) for row in rows[1:]]
    assert len(named) > 20
    assert all(named), "a fault without a test"
    for file, test in (one for row in named for one in row):
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test
    files = {f"faults/{file.name}" for file in (TESTS / "faults").glob("test_*.py")}
    assert files <= {file for row in named for file, _ in row}, "a file of faults is told of"


def test_the_targets_of_the_readme_are_in_the_makefile() -> None:
    makefile = (Path(__file__).resolve().parent.parent / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert targets == ["run", "test"]
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
