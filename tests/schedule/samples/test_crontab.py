"""The line for cron, as a shell runs it on an account where there is nothing yet."""

from __future__ import annotations

import shlex
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from support.fake_server import Server
from support.sample_boards import EXPORTS, export_csv, export_manifest, snapshot_days

from tracker.schedule.samples import Place, cron

COMMAND = Path(sys.executable).with_name("tracker")


def publish(server: Server, snapshot: date) -> None:
    csv = export_csv(snapshot_days(snapshot))
    server.says(f"{EXPORTS}/latest.manifest.json", export_manifest(csv, snapshot))
    server.says(f"{EXPORTS}/{snapshot}.csv", csv)


def line_of(sample: str) -> str:
    """The command that cron gives to the shell."""
    (line,) = [line for line in sample.splitlines() if not line.startswith("#")]
    times, command = line.split("  ", 1)
    assert times == "40 * * * *"
    assert "%" not in command.replace(r"\%", ""), "a bare percent sign ends a command in cron"
    return command.replace(r"\%", "%")


def run(command: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as cron does, with next to no environment."""
    home.mkdir(exist_ok=True)
    minimal = {"HOME": str(home), "LOGNAME": "keeper", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=home, env={**minimal, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_line_works_on_an_empty_account(server: Server, tmp_path: Path) -> None:
    publish(server, datetime.now(UTC).date() - timedelta(days=1))
    data = tmp_path / "home/.local/share/100% raw's"
    place = Place(COMMAND, data, ("export",), "keeper", "1", {"TRACKER_BASE_URL": server.url})
    done = run(line_of(cron(place)), tmp_path / "home")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (data / "collect.log").read_text().splitlines()[-1].startswith("export: fine, 30 new")
    assert (data / "tracker.db").exists()
    assert {file.stat().st_mode & 0o077 for file in data.iterdir()} == {0}

    again = run(line_of(cron(place)), tmp_path / "home")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", ""), "nothing is due"


def test_complaints_go_where_cron_sends_mail_from(server: Server, tmp_path: Path) -> None:
    place = Place(
        COMMAND, tmp_path / "data", ("export",), "keeper", "1", {"TRACKER_BASE_URL": server.url}
    )
    done = run(line_of(cron(place)), tmp_path / "home")
    assert done.returncode == 1
    assert "answered 404" in done.stderr


def test_what_is_secret_is_read_from_a_file_of_its_own(server: Server, tmp_path: Path) -> None:
    hook = f"cat >>'{tmp_path}/told 100%'"
    settings = {
        "TRACKER_DATA_DIR": str(tmp_path / "data"),
        "TRACKER_SOURCES": "export",
        "TRACKER_BASE_URL": server.url,
        "TRACKER_ON_FAILURE": hook,
        "OPENROUTER_API_KEY": "sk-or-v1-hush",
    }
    printed = run(f"{shlex.quote(str(COMMAND))} schedule --print cron", tmp_path, **settings).stdout
    assert "hush" not in printed
    line = line_of(printed)

    without = run(line, tmp_path / "home")
    assert without.returncode != 0
    assert "settings.env" in without.stderr, "it does not go on with half of the settings"
    assert server.paths == []

    (writing,) = [line for line in printed.splitlines() if "--print settings" in line]
    assert run(writing.removeprefix("#"), tmp_path, **settings).returncode == 0
    assert (tmp_path / "data/settings.env").stat().st_mode & 0o077 == 0
    done = run(line, tmp_path / "home")
    assert done.returncode == 1
    assert '"what": "source failed"' in (tmp_path / "told 100%").read_text()
