"""The workflow for GitHub Actions: its steps run by bash in their order, day after day, from an empty
repository on; and what linters say of it."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.fake_server import Server
from support.github import BOT, SITE, GitHub, few_weeks, github
from support.sample_boards import EXPORTS, export_csv, export_manifest
from support.warm_python import warm_python

from tracker.schedule.samples import Place, actions
from tracker.schedule.timetable import Runs, due, newest_due

PLACE = Place(
    Path("/opt/tracker"), Path("/srv/raw"), ("history", "export", "frontend"), "keeper", "1.2.3"
)
WITH_ALL = replace(
    PLACE,
    more={"TRACKER_BASE_URL": "http://127.0.0.1:9", "TRACKER_DATABASE_URL": "sqlite:////x.db"},
    private=("OPENROUTER_API_KEY", "TRACKER_ON_FAILURE", "TRACKER_PING_URL"),
)
ON_A_SERVER = replace(PLACE, private=("TRACKER_DATABASE_URL",))
PRIVATE = replace(PLACE, unlicensed=("frontend",))
PLACES = pytest.mark.parametrize(
    "place", [PLACE, WITH_ALL, ON_A_SERVER, PRIVATE], ids=["plain", "all", "server", "private"]
)


def workflow(place: Place) -> Any:
    return yaml.safe_load(actions(place))


def steps(place: Place, job: str = "collect") -> list[dict[str, Any]]:
    every: list[dict[str, Any]] = workflow(place)["jobs"][job]["steps"]
    return every


def every_step(place: Place) -> list[dict[str, Any]]:
    return [step for job in workflow(place)["jobs"] for step in steps(place, job)]


@PLACES
def test_what_collects_uses_nobodys_actions_and_the_rest_those_of_github_by_hash(
    place: Place,
) -> None:
    assert [step for step in steps(place) if "uses" in step] == []
    used = [step["uses"] for step in every_step(place) if "uses" in step]
    assert len(used) == (0 if place.unlicensed else 3)
    assert [use for use in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", use)] == []
    assert [step["name"] for step in every_step(place) if "${{" in step.get("run", "")] == []
    assert workflow(place)[True]["schedule"] == [{"cron": "40 2 * * *"}, {"cron": "40 6 * * 1,2"}]


def test_each_job_may_do_what_it_must_and_no_more() -> None:
    assert workflow(PLACE)["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow(PLACE)["jobs"].items()} == {
        "collect": {"contents": "write"},
        "site": {"contents": "read", "pages": "read"},
        "publish": {"pages": "write", "id-token": "write"},
        "issue": {"issues": "write"},
        "enable": {"actions": "write"},
    }


def test_no_site_is_published_of_what_states_no_licence() -> None:
    assert {*workflow(PRIVATE)["jobs"]} == {"collect", "issue", "enable"}
    assert "No licence is stated for what these sources publish: frontend." in actions(PRIVATE)
    assert "pages" not in str(workflow(PRIVATE))


@PLACES
def test_secrets_reach_the_steps_that_need_them_alone(place: Place) -> None:
    named = {
        step["name"]: {name for name, value in step.get("env", {}).items() if "secrets." in value}
        for step in every_step(place)
    }
    assert named.pop("Collect") == {"OPENROUTER_API_KEY", *place.private}
    database = {*place.private} & {"TRACKER_DATABASE_URL"}
    assert named.pop("Show the status") == database
    assert named.pop("Build the site", database) == database
    assert not any(named.values())
    for job in workflow(place)["jobs"].values():
        assert "secrets." not in json.dumps(job.get("env", {}))


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


@PLACES
def test_it_is_valid_by_the_schema_of_workflows(place: Place, tmp_path: Path) -> None:
    check = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema"]
    file = kept_as(place, tmp_path)
    checked = subprocess.run(
        [*check, "vendor.github-workflows", file], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    file.write_text(actions(place).replace("runs-on:", "runs-at:"))
    wrong = subprocess.run(
        [*check, "vendor.github-workflows", file], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 1


@PLACES
def test_shellcheck_finds_nothing_in_its_steps(place: Place) -> None:
    shellcheck = [Path(sys.executable).with_name("shellcheck"), "-"]
    scripts = {step["name"]: step["run"] for step in every_step(place) if "run" in step}
    for name, script in {**scripts, "wrong": "echo $1\n"}.items():
        looked = subprocess.run(
            shellcheck,
            input=f"#!/bin/bash\nset -eo pipefail\n{script}",
            capture_output=True,
            text=True,
            check=False,
        )
        assert looked.returncode == (name == "wrong"), looked.stdout


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not installed")
@PLACES
def test_actionlint_finds_nothing(place: Place, tmp_path: Path) -> None:
    looked = subprocess.run(
        ["actionlint", kept_as(place, tmp_path)], capture_output=True, text=True, check=False
    )
    assert looked.stdout == ""


# The steps, run.


@pytest.fixture
def repository(server: Server, tmp_path: Path) -> Iterator[GitHub]:
    with warm_python(tmp_path / "socket") as python:
        yield github(tmp_path, server.url, python, few_weeks)


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


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, 47, tzinfo=UTC)


MONDAY = date(2026, 11, 16)
LEADERS = {date(2026, 9, 1): "b/model-0", MONDAY: "b/model-1"}


def test_it_runs_day_after_day_from_an_empty_repository_on(
    repository: GitHub, server: Server, tmp_path: Path
) -> None:
    def told() -> list[str]:
        file = tmp_path / "told"
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line)["what"] for line in lines]

    first = repository.run(at(MONDAY - timedelta(days=2)))
    assert first.collect["Fetch the record"] == "success", first.output
    assert first.collect["Collect"] == "failure", "nobody answers on the first day"
    assert first.collect["Push the database"] == "success"
    assert [issue["open"] for issue in repository.issues] == [True]
    second = repository.run(at(MONDAY - timedelta(days=1)))
    assert second.collect["Collect"] == "failure"
    assert told() == ["source failed"], "a failure that lasts is told once"
    assert len(repository.issues) == 1

    publish(server, MONDAY, LEADERS)
    third = repository.run(at(MONDAY))
    assert {*third.collect.values()} == {"success"}, third.output
    assert third.results == dict.fromkeys(third.results, "success")
    assert [issue["open"] for issue in repository.issues] == [False]
    publish(server, MONDAY + timedelta(days=7), LEADERS)
    fourth = repository.run(at(MONDAY + timedelta(days=7)))
    assert {*fourth.collect.values()} == {"success"}, fourth.output
    assert told() == ["source failed", "new leader"], "what is new is told, and what was is not"
    assert len(repository.issues) == 1

    record = repository.git("ls-tree", "-r", "--name-only", "record").decode().splitlines()
    assert {name.split("/")[1] for name in record} == {"export", "history"}
    assert int(repository.git("rev-list", "--count", "state")) == 1, "the database does not pile up"
    (tmp_path / "kept.db").write_bytes(
        gzip.decompress(repository.git("show", "state:tracker.db.gz"))
    )
    with sqlite3.connect(tmp_path / "kept.db") as kept:
        runs = kept.execute("SELECT outcome FROM runs WHERE source = 'export' ORDER BY id")
        assert [outcome for (outcome,) in runs] == ["failed", "failed", "fine", "fine"]
    kept.close()
    assert (
        "--require-hashes --requirement code/.ci/requirements.lock"
        in (tmp_path / "pip").read_text()
    )

    repository.git("update-ref", "-d", "refs/heads/state")
    again = repository.run(at(MONDAY + timedelta(days=8)))
    assert again.collect["Rebuild the database if there is none"] == "success"
    assert again.collect["Collect"] == "success", again.output


def test_the_site_is_published_with_its_address(repository: GitHub, server: Server) -> None:
    publish(server, MONDAY, LEADERS)
    run = repository.run(at(MONDAY), event="workflow_dispatch")
    assert run.results == {
        "collect": "success",
        "site": "success",
        "publish": "success",
        "issue": "success",
        "enable": "skipped",
    }, run.output
    newest = json.loads((repository.pages / "latest.json").read_text())
    assert newest["leaders"]["tokens"]["entity"] == "b/model-0"
    assert newest["models"][0]["page"].startswith(f"{SITE}/models/")


def test_an_issue_of_somebody_else_is_neither_closed_nor_taken_for_its_own(
    repository: GitHub, server: Server
) -> None:
    repository.open_issue("The record needs attention", "somebody")
    repository.run(at(MONDAY))
    assert [issue["user.login"] for issue in repository.issues] == ["somebody", BOT]
    publish(server, MONDAY + timedelta(days=1), LEADERS)
    repository.run(at(MONDAY + timedelta(days=1)))
    assert [issue["open"] for issue in repository.issues] == [True, False]


def test_it_enables_itself_again_when_the_schedule_starts_it(repository: GitHub) -> None:
    path = "repos/origin/actions/workflows/collect.yml/enable"
    repository.run(at(MONDAY), event="workflow_dispatch")
    assert repository.calls("api", "--method", "PUT") == []
    repository.run(at(MONDAY))
    assert [call[4] for call in repository.calls("api", "--method", "PUT")] == [path]
