"""SECURITY.md is true: each line has tests that exist, and what no other test covers is tested here."""

from __future__ import annotations

import ast
import json
import os
import re
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from support.fake_server import Server
from support.sample_boards import board, export_csv, put, some_days
from typer.testing import CliRunner

from tracker.cli import app
from tracker.store import Store, models

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tracker"
MADE = datetime(2026, 8, 22, 7, tzinfo=UTC)

THREATS = {
    "a body too large", "a redirect to elsewhere", "a bomb in an answer", "paths in names",
    "formulas in CSV and workbooks", "SQL in names", "code in data", "the key on its way",
    "the key at rest", "other users of the machine", "dependencies",
}  # fmt: skip


def threats(written: str) -> dict[str, list[str]]:
    """Return the table: threat → its tests, as `file::name`."""
    rows = [line.strip("|").split("|") for line in written.splitlines() if line.startswith("| ")]
    return {row[0].strip(): re.findall(r"`([^`]+::[^`]+)`", row[-1]) for row in rows[2:]}


def missing(written: str, root: Path) -> list[str]:
    """Return tests that the table names and that do not exist, and threats without a test."""
    found = []
    for threat, tests in threats(written).items():
        found += [] if tests else [threat]
        for test in tests:
            file, _, name = test.partition("::")
            tree = ast.parse((root / file).read_text() if (root / file).is_file() else "")
            functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
            found += [] if name in functions else [test]
    return found


def test_every_threat_has_tests_and_they_exist() -> None:
    written = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert threats(written).keys() >= THREATS
    assert missing(written, ROOT) == []


def test_a_test_that_is_not_there_is_missed(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_b(): pass\n")
    table = "| threat | what | test |\n| --- | --- | --- |\n"
    there, gone = "| x | y | `test_a.py::test_b` |\n", "| z | y | `test_a.py::test_c` |\n"
    assert missing(table + there, tmp_path) == []
    assert missing(table + there + gone, tmp_path) == ["test_a.py::test_c"]
    assert missing(table + "| w | y | `test_d.py::test_b` |\n", tmp_path) == ["test_d.py::test_b"]
    assert missing(table + "| w | y | none yet |\n", tmp_path) == ["w"]


# Code in data.

LIBRARIES = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "joblib",
    "yaml",
    "code",
    "runpy",
}
CALLS = {"eval", "exec", "compile", "__import__"}
METHODS = {"read_pickle", "to_pickle", "os.system", "os.popen"}


def data_as_code(package: Path) -> list[str]:
    """Where a module could run what it reads."""
    found = []
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = [getattr(node, "module", None) or ""]
                names = {name.split(".")[0] for name in [*module, *(a.name for a in node.names)]}
                found += [f"{file.name}: {name}" for name in sorted(names & LIBRARIES)]
            elif isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                last = called.rpartition(".")[2]
                if called in CALLS | METHODS or last in METHODS or _frame_eval(node):
                    found.append(f"{file.name}: {called}")
                shell = [word for word in node.keywords if word.arg == "shell"]
                found += [
                    f"{file.name}: a shell" for word in shell if ast.unparse(word) != "shell=False"
                ]
    return found


def _frame_eval(node: ast.Call) -> bool:
    """`frame.eval("…")`, `frame.query("…")`."""
    return isinstance(node.func, ast.Attribute) and node.func.attr in ("eval", "query")


def test_data_is_never_code(tmp_path: Path) -> None:
    assert data_as_code(PACKAGE) == ["hooks.py: a shell"], "for the operator's own command alone"
    (tmp_path / "wrong.py").write_text(
        "import pickle, yaml\nfrom marshal import loads\nimport pandas as pd\n"
        "eval('1')\npd.read_pickle('x')\nframe.query('a > 1')\nrun('ls', shell=True)\n"
        "import re\nre.compile('x')\nrun(['ls'], shell=False)\n"
    )
    assert data_as_code(tmp_path) == [
        "wrong.py: pickle",
        "wrong.py: yaml",
        "wrong.py: marshal",
        "wrong.py: eval",
        "wrong.py: pd.read_pickle",
        "wrong.py: frame.query",
        "wrong.py: a shell",
    ]


# SQL.

RUNS_SQL = {"execute", "exec_driver_sql", "text", "scalar", "scalars", "executemany"}


def put_together(package: Path) -> list[str]:
    """Statements made of text and anything but a constant's name."""
    found = []
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if ast.unparse(node.func).rpartition(".")[2] in RUNS_SQL and _is_made(node.args[0]):
                found.append(f"{file.name}: {ast.unparse(node.args[0])}")
    return found


def _is_made(statement: ast.expr) -> bool:
    if isinstance(statement, ast.JoinedStr):
        parts = [part for part in statement.values if isinstance(part, ast.FormattedValue)]
        return not all(ast.unparse(part.value).isupper() for part in parts)
    added = isinstance(statement, ast.BinOp) and any(
        isinstance(side, ast.Constant | ast.JoinedStr) for side in (statement.left, statement.right)
    )
    formatted = isinstance(statement, ast.Call) and ast.unparse(statement.func).endswith(".format")
    return added or formatted


def test_no_statement_is_put_together_from_text(tmp_path: Path) -> None:
    assert put_together(PACKAGE / "store") + put_together(ROOT / "migrations") == [
        # A person's own query, which is the whole of what is asked; see test_sql.py.
        "readonly.py: f'DECLARE answer CURSOR FOR {statement}'",
    ]
    (tmp_path / "wrong.py").write_text(
        "c.execute(f'SELECT {name}')\nc.execute('SELECT ' + name)\ntext('SELECT %s' % name)\n"
        "sa.text('{}'.format(x))\nc.execute(f'PRAGMA x = {LIMIT}')\nc.execute(select(x))\n"
    )
    assert len(put_together(tmp_path)) == 4


def test_names_of_sql_are_names(store: Store) -> None:
    names = ["a/x';DROP/**/TABLE/**/readings;--", 'a/");DELETE/**/FROM/**/slugs;--', "a/x'OR'1'='1"]
    put(store, board(date(2026, 8, 10), dict.fromkeys(names, 5), MADE))
    assert store.slugs() == sorted(names)
    assert {row.slug for row in store.seen([names[0]])} == {names[0]}
    assert store.listed(names[0]) == 0
    assert store.entries(names[2]) == []
    assert set(models.Base.metadata.tables) <= {*inspect(store.engine).get_table_names()}
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM readings")).scalar() == len(names)


# Files.

WRITES = {
    "write_text",
    "write_bytes",
    "touch",
    "mkstemp",
    "NamedTemporaryFile",
    "copyfile",
    "copy2",
}
TAKES_A_PLACE = {"savefig", "to_csv", "to_json", "to_excel", "to_parquet", "write_table"}


def written_elsewhere(package: Path) -> list[str]:
    """Where a module other than `files.py` would write a file of a name that is known."""
    found = []
    for file in sorted(package.rglob("*.py")):
        if file == package / "files.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            last = called.rpartition(".")[2]
            is_method = isinstance(node.func, ast.Attribute)
            given = node.args[: 1 if is_method else 2][0 if is_method else 1 :]
            modes = [*given, *(word.value for word in node.keywords if word.arg == "mode")]
            writes = any(
                isinstance(mode, ast.Constant)
                and re.fullmatch(r"[rwax]?[wax+][bt+]*", str(mode.value))
                for mode in modes
            )
            if last in WRITES or (last == "open" and writes) or called == "os.open":
                found.append(f"{file.name}: {called}")
            if last in TAKES_A_PLACE and any(
                isinstance(arg, ast.Constant) for arg in node.args[:1]
            ):
                found.append(f"{file.name}: {called}")
    return found


def test_files_are_written_through_one_door(tmp_path: Path) -> None:
    assert written_elsewhere(PACKAGE) == []
    (tmp_path / "wrong.py").write_text(
        "open('a', 'w')\npath.open('xb')\npath.open(mode='a')\npath.write_text('b')\n"
        "path.touch()\nos.open('a', os.O_RDWR)\nframe.to_csv('a.csv')\n"
        "open('a')\npath.open('rb')\ntracker.open('sqlite://')\nframe.to_csv(text)\n"
    )
    assert written_elsewhere(tmp_path) == [
        "wrong.py: open",
        "wrong.py: path.open",
        "wrong.py: path.open",
        "wrong.py: path.write_text",
        "wrong.py: path.touch",
        "wrong.py: os.open",
        "wrong.py: frame.to_csv",
    ]


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
def test_what_a_run_leaves_is_its_users_alone(
    tmp_path: Path, on_sqlite: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, own = tmp_path / "2026-08-22.csv", tmp_path / "data" / "own"
    file.write_bytes(export_csv(some_days(date(2026, 8, 11), 2)))
    monkeypatch.setenv("TRACKER_DATA_DIR", str(own))
    before = os.umask(0o022)
    try:
        assert CliRunner().invoke(app, ["import", str(file)]).exit_code == 0
    finally:
        os.umask(before)
    left = [file for file in own.rglob("*") if file.is_file() and file.stat().st_size]
    assert len(left) >= 3
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in left} == {0o600}


def test_an_open_settings_file_is_complained_about(
    server: Server, tmp_path: Path, on_sqlite: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Path(".env")
    settings.write_text(
        f"OPENROUTER_API_KEY=sk-secret-1\nTRACKER_BASE_URL={server.url}\nTRACKER_DATA_DIR=data\n"
    )
    said = {}
    for mode in (0o644, 0o600):
        settings.chmod(mode)
        said[mode] = CliRunner().invoke(app, ["collect", "export"]).output
    complaint = "other users can read .env, which contains OPENROUTER_API_KEY: run `chmod 600 .env`"
    assert complaint in said[0o644]
    assert "export: failed" in said[0o644], "it is told, and no more"
    assert complaint not in said[0o600]
    assert "secret" not in "".join(said.values())


@pytest.mark.parametrize(
    "changed", [{"form": "/../../../x.png"}, {"form": ".png/../x"}, {"size": "../x"}]
)
def test_the_card_of_a_figure_names_no_place(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = CliRunner().invoke(app, ["chart", "reigns", "--out", "own/reigns.png"])
    assert drawn.exit_code == 0, drawn.output
    card = tmp_path / "own" / "reigns.json"
    facts = json.loads(card.read_text())
    card.write_text(json.dumps({**facts, "look": {**facts["look"], **changed}}))
    before = {*tmp_path.rglob("*")}
    assert CliRunner().invoke(app, ["reproduce", str(card)]).exit_code == 1
    assert {*tmp_path.rglob("*")} == before
