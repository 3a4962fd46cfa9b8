"""The samples: what cron, systemd and GitHub Actions take, whatever stands in the paths."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tracker.samples import KINDS, Place, actions, cron, systemd
from tracker.timetable import Runs, due, newest_due

PLACE = Place(
    Path("/opt/the tracker/bin/tracker"),
    Path("/srv/100% raw's"),
    ("history", "export", "frontend"),
    "keeper",
    "1.2.3",
)


def test_cron_asks_once_an_hour_for_what_is_due(tmp_path: Path) -> None:
    (line,) = [line for line in cron(PLACE).splitlines() if not line.startswith("#")]
    times, command = line.split("  ", 1)
    assert times == "40 * * * *"
    assert "%" not in command.replace(r"\%", ""), "a bare percent sign ends a command in cron"
    words = shlex.split(command.replace(r"\%", "%"))
    assert words == [
        "TRACKER_DATA_DIR=/srv/100% raw's",
        "TRACKER_SOURCES=history,export,frontend",
        "/opt/the tracker/bin/tracker", "collect", "--due",
        ">>/srv/100% raw's/collect.log",
    ]  # fmt: skip


def test_the_line_of_cron_is_run_by_a_shell(tmp_path: Path) -> None:
    command, folder = tmp_path / "the tracker", tmp_path / "raw's"
    folder.mkdir()
    command.write_text('#!/bin/sh\necho "$TRACKER_DATA_DIR" "$@"\n')
    command.chmod(0o700)
    place = Place(command, folder, ("export",), "keeper", "1.2.3")
    line = cron(place).splitlines()[-1].split("  ", 1)[1]
    subprocess.run(["/bin/sh", "-c", line], check=True)
    assert (folder / "collect.log").read_text() == f"{folder} collect --due\n"


def units() -> dict[str, configparser.ConfigParser]:
    """The files that the sample for systemd is made of, by their names."""
    found: dict[str, configparser.ConfigParser] = {}
    text: dict[str, list[str]] = {}
    for line in systemd(PLACE).splitlines():
        if line.startswith("# /etc/systemd/system/"):
            name = line.rpartition("/")[2]
        text.setdefault(name, []).append(line)
    for name, lines in text.items():
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read_string("\n".join(lines))
        found[name] = parser
    return found


def test_systemd_has_a_service_and_a_timer() -> None:
    found = units()
    assert {*found} == {"openrouter-tracker.service", "openrouter-tracker.timer"}
    service, timer = found["openrouter-tracker.service"], found["openrouter-tracker.timer"]
    assert service["Service"]["ExecStart"] == '"/opt/the tracker/bin/tracker" collect --due'
    assert service["Service"]["ReadWritePaths"] == '"/srv/100%% raw\'s"'
    assert service["Service"]["UMask"] == "0077"
    assert timer["Timer"]["OnCalendar"] == "*-*-* *:40:00 UTC"
    assert timer["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_them(tmp_path: Path) -> None:
    place = Place(Path("/bin/true"), tmp_path, ("export",), "root", "1.2.3")
    name = ""
    for line in systemd(place).splitlines():
        if line.startswith("# /etc/systemd/system/"):
            name = line.rpartition("/")[2]
        with (tmp_path / name).open("a") as file:
            file.write(line + "\n")
    verified = subprocess.run(
        ["systemd-analyze", "verify", *tmp_path.glob("openrouter-tracker.*")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "openrouter-tracker" not in verified.stderr


def test_actions_is_a_workflow_that_keeps_the_archive() -> None:
    found = yaml.safe_load(actions(PLACE))
    job = found["jobs"]["collect"]
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert [run.splitlines()[0] for run in runs] == [
        "pip install openrouter-tracker==1.2.3", "tracker reparse", "tracker collect",
        "git config user.name collect", "tracker status",
    ]  # fmt: skip
    assert job["env"]["TRACKER_SOURCES"] == "history,export,frontend"
    assert found[True]["schedule"] == [{"cron": "40 2 * * *"}, {"cron": "40 6 * * 1,2"}]


def test_every_source_is_due_when_actions_asks() -> None:
    place = Place(PLACE.command, PLACE.data_dir, ("export", "catalog", "frontend"), "k", "1")
    lines = [line["cron"].split() for line in yaml.safe_load(actions(place))[True]["schedule"]]
    for source in ("export", "catalog", "frontend"):
        set_for = newest_due(source, datetime(2026, 11, 27, 12, tzinfo=UTC))
        assert set_for is not None
        soon = [
            set_for.replace(hour=int(hour), minute=int(minute))
            for minute, hour, _, _, days in lines
            if days == "*" or str(set_for.isoweekday() % 7) in days.split(",")
        ]
        after = min(at for at in soon if at >= set_for)
        assert after - set_for < timedelta(hours=1)
        fared = {source: Runs(set_for - timedelta(hours=1))}
        assert due([source], fared, after) == (source,)


@pytest.mark.parametrize("kind", [*KINDS])
def test_no_sample_holds_a_key(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-secret")
    assert "secret" not in KINDS[kind](PLACE).replace("secrets.OPENROUTER_API_KEY", "")
