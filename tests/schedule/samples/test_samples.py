"""The samples together: none holds what may be a secret, each names it; the file that does."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracker.cli import app
from tracker.schedule.samples import KINDS, settings_file

SECRETS = {
    "OPENROUTER_API_KEY": "sk-or-v1-hush",
    "TRACKER_DATABASE_URL": "postgresql+psycopg://me:hush@db.example.org/figures",
    "TRACKER_ON_FAILURE": "curl -H 'Authorization: hush' https://example.org",
    "TRACKER_ON_EVENT": "https://example.org/hooks/hush",
    "TRACKER_PING_URL": "https://example.org/ping/hush",
}


def printed(kind: str) -> str:
    result = CliRunner().invoke(app, ["schedule", "--print", kind])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("kind", [*KINDS])
def test_no_sample_holds_a_key(
    kind: str, monkeypatch: pytest.MonkeyPatch, commands_use: Callable[[Path], None], tmp_path: Path
) -> None:
    commands_use(tmp_path)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    sample = printed(kind)
    assert "hush" not in sample
    assert [name for name in SECRETS if name not in sample] == [], "and none is dropped in silence"


@pytest.mark.parametrize("kind", [*KINDS])
def test_what_anybody_may_read_stands_in_the_sample(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACKER_BASE_URL", "http://127.0.0.1:9/mirror")
    monkeypatch.setenv("TRACKER_LOG", "json")
    sample = printed(kind)
    assert "http://127.0.0.1:9/mirror" in sample
    assert "json" in sample
    assert "Secret settings" not in sample


@pytest.mark.parametrize("kind", ["cron", "systemd"])
def test_the_file_of_a_database_is_named_by_its_whole_path(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACKER_DATABASE_URL", "sqlite:///elsewhere/figures.db")
    monkeypatch.chdir(tmp_path)
    assert f"sqlite:///{tmp_path}/elsewhere/figures.db" in printed(kind)


def test_the_file_of_settings_is_read_by_a_shell(tmp_path: Path) -> None:
    settings = {"A": 'it\'s 100% "$HOME" `id` \\n', "B": "plain", "C": "a b;c&d #e"}
    (tmp_path / "settings.env").write_text(settings_file(settings))
    script = '. ./settings.env; printf "%s\\n" "$A" "$B" "$C"'
    read = subprocess.run(
        ["/bin/sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert read.stdout.splitlines() == [*settings.values()]


def test_the_file_of_settings_has_what_the_samples_leave_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TRACKER_LOG", "json")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    assert printed("settings") == settings_file(SECRETS)


def test_what_may_be_secret_is_not_printed_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-hush")
    monkeypatch.setattr("tracker.cli.schedule._is_terminal", lambda: True)
    result = CliRunner().invoke(app, ["schedule", "--print", "settings"])
    assert "not printed on a terminal" in str(result.exception)
    assert "hush" not in result.output
