"""A fresh install answers every question from the bundled history.

So does a record that began with something else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.databases import Databases
from support.sample_boards import WEEK, put_days
from typer.testing import CliRunner, Result

import tracker
from tracker.cli import app
from tracker.errors import ConfigError, GapError
from tracker.ingest import bundled
from tracker.sources import history
from tracker.store import Store, locking, schema

LOADED = "Note: recorded the bundled history in "
BOARDS = sum(len(history.parse(file).boards) for file in history.bundled())
QUESTIONS = {
    "top": ("top",),
    "movers": ("top", "--movers", "--week", "2026-W14"),
    "streaks": ("streaks", "--plain"),
    "bounds": ("bounds", "--week", "2026-W14"),
    "versus": ("versus", "country:CN", "country:US", "--depth", "9"),
    "market": ("market", "--from", "2026-W20"),
    "profile": ("profile", "qwen/qwen3.6-plus-04-02:free"),
    "check": ("check", "qwen/qwen3.6-plus #1 for 5 weeks", "--ending", "2026-04-19"),
    "changed": ("changed", "--since", "2026-09-01"),
    "unmapped": ("unmapped",),
    "cite": ("cite", "reigns"),
    "export": ("export", "--week", "2026-W14"),
}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


@pytest.fixture
def fresh(tmp_path: Path, databases: Databases, commands_use: Callable[[Path], None]) -> Path:
    """Return an empty data folder; on a server, a database with its schema and no rows."""
    folder = tmp_path / "data"
    commands_use(folder)
    if databases.engine != "sqlite":
        with Store(databases.of(folder)) as store:
            schema.upgrade(store.engine)
    return folder


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_answered_on_a_fresh_install(question: str, fresh: Path) -> None:
    first, second = run(*QUESTIONS[question]), run(*QUESTIONS[question])
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert first.stdout == second.stdout
    assert first.stderr.startswith(LOADED)
    assert first.stderr.count("\n") == 1
    assert second.stderr == ""


def test_a_chart_is_drawn_on_a_fresh_install(fresh: Path, tmp_path: Path) -> None:
    result = run("chart", "reigns", "--out", str(tmp_path / "reigns.svg"))
    assert result.exit_code == 0, result.output
    assert (tmp_path / "reigns.svg").exists()


def test_data_goes_where_data_goes_and_the_line_where_complaints_go(fresh: Path) -> None:
    result = run("top", "--limit", "1", "--format", "json")
    assert json.loads(result.stdout)[0]["rank"] == 1
    assert result.stderr.startswith(LOADED)


def test_the_line_is_an_object_for_whoever_gathers_logs(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_LOG", "json")
    line = json.loads(run("top").stderr)
    assert line["level"] == "info"
    assert line["said"].startswith("recorded the bundled history")


def test_the_answer_is_that_of_a_record_that_was_collected(
    fresh: Path, recorded: Path, commands_use: Callable[[Path], None]
) -> None:
    questions = (("top",), ("streaks", "--plain"))
    collected = [run(*words).stdout for words in questions]
    commands_use(fresh)
    assert [run(*words).stdout for words in questions] == collected
    assert "DeepSeek V4.1 Flash" in collected[0]


def test_an_earlier_instant_is_asked_after_as_ever(fresh: Path) -> None:
    first = run("top", "--as-of", "2026-08-22T07:10:19.789Z", "--format", "json")
    assert json.loads(first.stdout)[0]["week"] == "2026-08-10"
    assert run("top", "--as-of", "2025-01-01").exit_code == 1
    assert run("collect", "history").exit_code == 0
    assert run("top", "--as-of", "2026-08-22T07:10:19.789Z", "--format", "json").stdout == (
        first.stdout
    )


def test_a_fresh_install_is_not_healthy(fresh: Path) -> None:
    result = run("status", "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["stale"], found["reasons"]) == (True, ["no day is recorded"])
    assert found["runs"] == [], "a question is no run of a collector"
    assert [source["last_fine"] for source in found["sources"]] == [None] * 6


def test_what_was_loaded_is_archived_verified_and_built_again(fresh: Path) -> None:
    answer = run("top", "--limit", "all", "--format", "json").stdout
    assert len([*(fresh / "archive").rglob("*.gz")]) == len(history.FILES)
    assert "history: fine, nothing new" in run("collect", "history").stdout
    assert run("verify").stdout == f"verified: 5 captures, {BOARDS} boards\n"
    assert run("reparse").exit_code == 0
    assert run("top", "--limit", "all", "--format", "json").stdout == answer


def test_a_record_that_began_with_something_else_has_the_history_too(
    fresh: Path, databases: Databases
) -> None:
    with Store(databases.of(fresh)) as store:
        schema.ready(store.engine)
        put_days(store, WEEK, 7, **{"a/x": 5})
    of_days = run("top", "--week", str(WEEK), "--format", "json")
    of_history = run("top", "--week", "2026-W14", "--format", "json")
    assert [row["entity"] for row in json.loads(of_days.stdout)] == ["a/x"]
    assert json.loads(of_history.stdout)[0]["entity"] == "qwen/qwen3.6-plus-04-02:free"
    assert of_days.stderr.startswith(LOADED)
    assert of_history.stderr == ""


def test_a_file_of_the_history_that_is_missing_is_loaded_alone(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "FILES", history.FILES[:2])
    assert run("top").exit_code == 0
    assert run("top", "--metric", "calls").exit_code == 1
    monkeypatch.setattr(history, "FILES", (*history.FILES, "windows.jsonl"))
    result = run("top", "--metric", "calls")
    assert result.exit_code == 0
    assert result.stderr.startswith(LOADED)


def test_a_record_that_cannot_be_added_to_answers_from_what_it_has(
    fresh: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "PATIENCE", 0)
    with Store(databases.of(fresh)) as store:
        schema.ready(store.engine)
        put_days(store, WEEK, 7, **{"a/x": 5})
        with locking.alone(store.engine, fresh, 0):
            result = run("top", "--format", "json")
    assert [row["entity"] for row in json.loads(result.stdout)] == ["a/x"]
    assert result.stderr == (
        "Note: the bundled history could not be recorded: another collector is at work."
        " Run the command again when it is done.\n"
    )


def test_a_folder_that_cannot_be_written_to_is_named(
    tmp_path: Path, on_sqlite: None, commands_use: Callable[[Path], None]
) -> None:
    (tmp_path / "file").touch()
    commands_use(tmp_path / "file" / "data")
    result = run("top")
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception).startswith(
        f"the data folder {tmp_path / 'file' / 'data'} cannot be written to (Not a directory)"
    )


def test_a_server_without_a_schema_is_left_as_it_is(
    tmp_path: Path, on_postgresql: None, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path / "empty")
    result = run("top")
    assert isinstance(result.exception, GapError)
    assert "Run `tracker collect`" in str(result.exception)
    assert not (tmp_path / "empty").exists()


def test_a_record_is_not_begun_beside_an_archive(fresh: Path, on_sqlite: None) -> None:
    assert run("top").exit_code == 0
    for file in fresh.glob("tracker.db*"):
        file.unlink()
    result = run("top")
    assert "the archive has 5 captures" in str(result.exception)
    assert "Run `tracker reparse`" in str(result.exception)
    assert not (fresh / "tracker.db").exists()


@pytest.mark.parametrize("command", ["backup", "verify"])
def test_work_on_the_record_itself_creates_none(
    command: str, tmp_path: Path, on_sqlite: None, commands_use: Callable[[Path], None]
) -> None:
    commands_use(tmp_path / "empty")
    assert isinstance(run(command).exception, GapError)
    assert not (tmp_path / "empty" / "tracker.db").exists()


def test_two_at_once_load_it_once(fresh: Path) -> None:
    asking = [
        subprocess.Popen(
            [sys.executable, "-m", "tracker", "top", "--limit", "1", "--format", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=fresh.parent,
        )
        for _ in range(2)
    ]  # fmt: skip
    answers = [process.communicate(timeout=60) for process in asking]
    assert [process.returncode for process in asking] == [0, 0]
    assert answers[0][0] == answers[1][0]
    assert "".join(said for _, said in answers).count(LOADED) == 1
    assert run("verify").stdout == f"verified: 5 captures, {BOARDS} boards\n"


def test_a_notebook_opens_a_fresh_install(fresh: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with tracker.open() as database:
        weeks = database.weekly()
    assert weeks["week"].min().date() == date(2024, 11, 11)
    assert capfd.readouterr() == ("", "")


def test_nothing_is_written_into_a_database_that_is_named_by_hand(
    fresh: Path, tmp_path: Path, on_sqlite: None
) -> None:
    with pytest.raises(GapError, match="holds no data yet"):
        tracker.open(f"sqlite:///{tmp_path / 'other.db'}")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("command", "says"),
    [("top", "DeepSeek V4.1 Flash"), ("status", "newest day  none (stale)")],
)
def test_a_record_that_has_it_is_read_without_the_collector(
    command: str, says: str, recorded: Path
) -> None:
    code = (
        f"import sys; sys.argv = ['tracker', '{command}']\n"
        "from tracker.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print({'requests', 'filelock', 'tracker.ingest.collect'} & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert says in done.stdout
    assert done.stderr == "set()\n"
