"""The workflow for GitHub Actions: its steps run by bash in their order, day after day, from an
empty repository on; and what linters say of it."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.fake_server import Server
from support.sample_boards import EXPORTS, export_csv, export_manifest

from tracker.schedule.samples import Place, actions
from tracker.schedule.timetable import Runs, due, newest_due

ROOT = Path(__file__).resolve().parents[3]
PLACE = Place(
    Path("/opt/tracker"), Path("/srv/raw"), ("history", "export", "frontend"), "keeper", "1.2.3"
)
WITH_ALL = replace(
    PLACE,
    more={"TRACKER_BASE_URL": "http://127.0.0.1:9", "TRACKER_DATABASE_URL": "sqlite:////x.db"},
    private=("OPENROUTER_API_KEY", "TRACKER_ON_FAILURE", "TRACKER_PING_URL"),
)
ON_A_SERVER = replace(PLACE, private=("TRACKER_DATABASE_URL",))
PLACES = pytest.mark.parametrize(
    "place", [PLACE, WITH_ALL, ON_A_SERVER], ids=["plain", "all", "server"]
)


def workflow(place: Place) -> Any:
    return yaml.safe_load(actions(place))


def steps(place: Place) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow(place)["jobs"]["collect"]["steps"]
    return found


@PLACES
def test_it_uses_nobodys_actions_and_may_do_what_it_must(place: Place) -> None:
    found = workflow(place)
    assert [step for step in steps(place) if "uses" in step] == []
    assert found["permissions"] == {}
    assert found["jobs"]["collect"]["permissions"] == {"contents": "write"}
    assert [step["name"] for step in steps(place) if "${{" in step["run"]] == []
    assert found[True]["schedule"] == [{"cron": "40 2 * * *"}, {"cron": "40 6 * * 1,2"}]


@PLACES
def test_secrets_reach_the_steps_that_need_them_alone(place: Place) -> None:
    named = {
        step["name"]: {name for name, told in step.get("env", {}).items() if "secrets." in told}
        for step in steps(place)
    }
    assert named.pop("Collect") == {"OPENROUTER_API_KEY", *place.private}
    database = {*place.private} & {"TRACKER_DATABASE_URL"}
    assert named.pop("Show the status") == database
    assert not any(named.values())
    assert "secrets." not in json.dumps(workflow(place)["jobs"]["collect"]["env"])


def test_the_database_is_kept_where_it_is_on_no_server() -> None:
    assert "state" in actions(PLACE)
    assert "sqlite:////x.db" not in actions(WITH_ALL), "a file of another machine"
    assert "tracker reparse" not in actions(ON_A_SERVER)
    assert "tracker backup" not in actions(ON_A_SERVER)


def test_every_source_is_due_when_actions_asks() -> None:
    place = Place(PLACE.command, PLACE.data_dir, ("export", "catalog", "frontend"), "k", "1")
    lines = [line["cron"].split() for line in workflow(place)[True]["schedule"]]
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


def kept_as(place: Place, folder: Path) -> Path:
    file = folder / ".github/workflows/collect.yml"
    file.parent.mkdir(parents=True)
    file.write_text(actions(place))
    return file


@PLACES
def test_zizmor_finds_nothing_of_weight(place: Place, tmp_path: Path) -> None:
    zizmor = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress"]
    file = kept_as(place, tmp_path)
    looked = subprocess.run(
        [*zizmor, "--min-severity", "medium", file], capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stdout
    told = "echo ${{ github.event.issue.title }}"
    file.write_text(actions(place).replace("venv/bin/python -m tracker status", told))
    wrong = subprocess.run([*zizmor, file], capture_output=True, text=True, check=False)
    assert "template-injection" in wrong.stdout


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not installed")
@PLACES
def test_actionlint_finds_nothing(place: Place, tmp_path: Path) -> None:
    looked = subprocess.run(
        ["actionlint", kept_as(place, tmp_path)], capture_output=True, text=True, check=False
    )
    assert looked.stdout == ""


# The steps, run.

PYTHON = """\
#!/bin/sh
# What the runner calls python3: makes an environment without asking anybody for packages.
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" >>"{log}"\\n' >"$3/bin/pip"
printf '#!/bin/sh\\nexec "{python}" "{run}" "$@"\\n' >"$3/bin/python"
chmod +x "$3"/bin/*
"""
AT = """\
import os, runpy, sys
import time_machine
module = sys.argv[2]
sys.argv[0:3] = [module]
with time_machine.travel(os.environ["AT"], tick=True):
    runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


@dataclass
class Runner:
    """A machine of GitHub's and the repository on it; each ``day`` begins with an empty folder."""

    folder: Path
    origin: Path
    commit: str
    place: Place
    secrets: dict[str, str]

    def day(self, now: datetime) -> dict[str, str]:
        """Run the job as it would be on that day. Returns what became of each step."""
        folder = self.folder / f"{now:%m-%d}"
        (folder / "temp").mkdir(parents=True)
        job = workflow(self.place)["jobs"]["collect"]
        machine = {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "HOME": str(folder / "temp"),
            "GITHUB_SHA": self.commit, "RUNNER_TEMP": str(folder / "temp"), "AT": now.isoformat(),
        }  # fmt: skip
        outcomes: dict[str, str] = {}
        became: dict[str, str] = {}
        for step in job["steps"]:
            failed = "failure" in became.values()
            condition = step.get("if")
            assert condition in (None, "always() && steps.record.outcome == 'success'")
            if outcomes.get("record") != "success" if condition else failed:
                became[step["name"]] = "skipped"
                continue
            environment = {
                name: self.told(str(value), folder)
                for name, value in {**job["env"], **step.get("env", {})}.items()
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=folder, env={**machine, **environment}, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            self.said = done.stdout + done.stderr
            outcome = "failure" if done.returncode else "success"
            outcomes[step.get("id", "")] = outcome
            forgiven = step.get("continue-on-error", False)
            became[step["name"]] = "success" if forgiven else outcome
        return became

    def told(self, value: str, folder: Path) -> str:
        """A value of the workflow with what stands in its braces."""
        known = {
            "github.workspace": str(folder), "github.token": "t",
            "github.server_url": f"file://{self.origin.parent}", "github.repository": "origin",
        }  # fmt: skip

        def fill(found: re.Match[str]) -> str:
            name = found[1]
            return self.secrets.get(name[8:], "") if name.startswith("secrets.") else known[name]

        return re.sub(r"\$\{\{ (\S+) \}\}", fill, value)

    def git(self, *arguments: str) -> bytes:
        return subprocess.run(
            ["git", "-C", self.origin, *arguments], capture_output=True, check=True
        ).stdout


@pytest.fixture
def runner(server: Server, tmp_path: Path) -> Runner:
    origin, source = tmp_path / "origin.git", tmp_path / "source"
    for part in ("tracker", "migrations", ".ci"):
        shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin/python3"
    (tmp_path / "at.py").write_text(AT)
    python.write_text(
        PYTHON.format(log=tmp_path / "pip", python=sys.executable, run=tmp_path / "at.py")
    )
    python.chmod(0o700)
    as_somebody = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER")
                   for what in ("NAME", "EMAIL")}  # fmt: skip
    for command in (
        ["git", "init", "-q", "--bare", origin],
        ["git", "init", "-q", "-b", "main", source],
        ["git", "-C", source, "add", "--force", "."],
        ["git", "-C", source, "commit", "-q", "-m", "The tracker"],
        ["git", "-C", source, "push", "-q", origin, "main"],
    ):
        subprocess.run(command, check=True, env={**os.environ, **as_somebody})
    commit = subprocess.run(
        ["git", "-C", source, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    hook = f"cat >>{tmp_path}/told"
    place = Place(
        Path("tracker"), tmp_path, ("export",), "k", "1", {"TRACKER_BASE_URL": server.url},
        ("TRACKER_ON_FAILURE", "TRACKER_ON_EVENT"),
    )  # fmt: skip
    secrets = {"TRACKER_ON_FAILURE": hook, "TRACKER_ON_EVENT": hook}
    return Runner(tmp_path, origin, commit, place, secrets)


def publish(server: Server, snapshot: date, leaders: dict[date, str]) -> None:
    """A snapshot of thirty days, each led by the last of ``leaders`` that had begun by then."""
    days = {}
    for number in range(30, 0, -1):
        day = snapshot - timedelta(days=number)
        leader = [slug for first, slug in leaders.items() if first <= day][-1]
        rest = {f"b/model-{n}": 900 - n for n in range(50) if f"b/model-{n}" != leader}
        days[day] = {leader: 1000, **{k: rest[k] for k in list(rest)[:49]}, "other": 500}
    csv = export_csv(days)
    server.says(f"{EXPORTS}/latest.manifest.json", export_manifest(csv, snapshot))
    server.says(f"{EXPORTS}/{snapshot}.csv", csv)


def test_it_runs_day_after_day_from_an_empty_repository_on(
    runner: Runner, server: Server, tmp_path: Path
) -> None:
    def told() -> list[str]:
        file = tmp_path / "told"
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line)["what"] for line in lines]

    def at(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 2, 47, tzinfo=UTC)

    monday = date(2026, 11, 16)
    leaders = {date(2026, 9, 1): "b/model-0", monday: "b/model-1"}

    first = runner.day(at(monday - timedelta(days=2)))
    assert first["Fetch the record"] == "success", runner.said
    assert first["Collect"] == "failure", "nobody answers on the first day"
    assert first["Push the database"] == "success"
    second = runner.day(at(monday - timedelta(days=1)))
    assert second["Collect"] == "failure"
    assert told() == ["source failed"], "a failure that lasts is told once"

    publish(server, monday, leaders)
    third = runner.day(at(monday))
    assert {*third.values()} == {"success"}, runner.said
    publish(server, monday + timedelta(days=7), leaders)
    fourth = runner.day(at(monday + timedelta(days=7)))
    assert {*fourth.values()} == {"success"}, runner.said
    assert told() == ["source failed", "new leader"], "what is new is told, and what was is not"

    record = runner.git("ls-tree", "-r", "--name-only", "record").decode().splitlines()
    assert record
    assert all(name.startswith("archive/export/") for name in record)
    assert int(runner.git("rev-list", "--count", "record")) == 2
    assert int(runner.git("rev-list", "--count", "state")) == 1, "the database does not pile up"
    (tmp_path / "kept.db").write_bytes(gzip.decompress(runner.git("show", "state:tracker.db.gz")))
    with sqlite3.connect(tmp_path / "kept.db") as kept:
        runs = kept.execute("SELECT outcome FROM runs ORDER BY id").fetchall()
    kept.close()
    assert [outcome for (outcome,) in runs] == ["failed", "failed", "fine", "fine"]
    assert (
        "--require-hashes --requirement code/.ci/requirements.lock"
        in (tmp_path / "pip").read_text()
    )

    runner.git("update-ref", "-d", "refs/heads/state")
    again = runner.day(at(monday + timedelta(days=8)))
    assert again["Rebuild the database if there is none"] == "success"
    assert again["Collect"] == "success", runner.said
