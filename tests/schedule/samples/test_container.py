"""The Containerfile and the compose file: what they promise, and the commands in their comments."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker.schedule.samples import Place, compose, container

ROOT = Path(__file__).resolve().parents[3]
PLACE = Place(Path("/opt/tracker"), Path("/srv/raw"), ("history", "export"), "keeper", "1.2.3")
WITH_ALL = replace(
    PLACE,
    more={
        "TRACKER_BASE_URL": "http://127.0.0.1:9/$HOME",
        "TRACKER_DATABASE_URL": "sqlite:////x.db",
    },
    private=("OPENROUTER_API_KEY", "TRACKER_ON_FAILURE"),
)
PLACES = pytest.mark.parametrize("place", [PLACE, WITH_ALL], ids=["plain", "all"])


def comments(sample: str) -> str:
    """The comments as a script: the lines that are indented are commands."""
    return "\n".join(re.findall(r"^#   (.*)$", sample, re.MULTILINE))


def services(place: Place) -> dict[str, Any]:
    every: dict[str, Any] = yaml.safe_load(compose(place))["services"]
    return every


@PLACES
def test_the_compose_file_is_valid_by_its_schema(place: Place, tmp_path: Path) -> None:
    def check(text: str) -> int:
        (tmp_path / "compose.yaml").write_text(text)
        program = Path(sys.executable).with_name("check-jsonschema")
        file = tmp_path / "compose.yaml"
        command = [program, "--builtin-schema", "vendor.compose-spec", file]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert check(compose(place)) == 0
    assert check(compose(place).replace("depends_on", "depends_upon")) == 1


@PLACES
def test_no_service_may_do_more_than_it_must(place: Place) -> None:
    for service in services(place).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"][0] == "CMD"
        assert "ports" not in service
    named = {
        volume.partition(":")[0] for one in services(place).values() for volume in one["volumes"]
    }
    assert named == {*yaml.safe_load(compose(place))["volumes"]}


def test_the_daemon_waits_for_the_database_and_is_well_while_its_status_is() -> None:
    tracker = services(PLACE)["tracker"]
    assert tracker["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert tracker["healthcheck"]["test"] == ["CMD", "tracker", "status"]
    assert (
        'HEALTHCHECK --interval=15m --timeout=1m --start-period=1h CMD ["tracker", "status"]'
        in (container(PLACE))
    )


def test_no_password_is_printed_and_there_is_none_by_default(tmp_path: Path) -> None:
    assert services(WITH_ALL)["tracker"]["environment"] == {
        "TRACKER_SOURCES": "history,export",
        "TRACKER_BASE_URL": "http://127.0.0.1:9/$$HOME",  # compose reads $$ as $
        "TRACKER_DATABASE_URL": "postgresql+psycopg://tracker@database/tracker",
    }
    assert services(PLACE)["tracker"]["env_file"] == "database.env"
    assert services(WITH_ALL)["tracker"]["env_file"] == ["database.env", "settings.env"]
    write = comments(compose(PLACE)).partition("docker compose")[0]
    subprocess.run(["bash", "-eo", "pipefail", "-c", write], cwd=tmp_path, check=True)
    file = tmp_path / "database.env"
    lines = dict(line.split("=") for line in file.read_text().splitlines())
    assert {*lines} == {"POSTGRES_PASSWORD", "PGPASSWORD"}
    assert [len(word) for word in {*lines.values()}] == [64]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_container_runs_with_these_settings_and_no_secret_in_its_command(
    tmp_path: Path,
) -> None:
    place = replace(WITH_ALL, more={"TRACKER_BASE_URL": "http://127.0.0.1:9/$HOME 'x'"})
    docker, run = tmp_path / "docker", comments(container(place)).partition("docker exec")[0]
    docker.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >>arguments\nenv >environment\n')
    docker.chmod(0o700)
    (tmp_path / "settings.env").write_text("OPENROUTER_API_KEY=hush\nTRACKER_ON_FAILURE='a b'\n")
    run = run.replace("(umask 077; tracker schedule --print settings >settings.env)", "")
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    subprocess.run(["bash", "-euc", run], cwd=tmp_path, env=environment, check=True)
    arguments = (tmp_path / "arguments").read_text().splitlines()
    settings = [arguments[n + 1] for n, name in enumerate(arguments) if name == "--env"]
    assert settings == [
        "TRACKER_SOURCES=history,export",
        "TRACKER_BASE_URL=http://127.0.0.1:9/$HOME 'x'",
        "OPENROUTER_API_KEY",
        "TRACKER_ON_FAILURE",
    ]
    assert "OPENROUTER_API_KEY=hush" in (tmp_path / "environment").read_text()
    assert {"--read-only", "--cap-drop", "no-new-privileges"} < {*arguments}
    assert arguments[-1] == "openrouter-tracker:1.2.3"


def test_a_database_on_a_server_is_that_of_the_container_too() -> None:
    url = "postgresql+psycopg://me@db.example.org/figures"
    assert url in container(replace(PLACE, more={"TRACKER_DATABASE_URL": url}))
    assert "sqlite" not in container(WITH_ALL), "a file of another machine"


def test_the_container_is_built_of_what_is_there_and_is_of_no_root() -> None:
    steps = [line.split() for line in container(PLACE).splitlines() if line[:1].isupper()]
    copied = [step[1] for step in steps if step[0] == "COPY" and "--from=build" not in step]
    assert copied == [".ci/requirements.lock", "tracker", "migrations"]
    assert [part for part in copied if not (ROOT / part).exists()] == []
    assert "--require-hashes" in container(PLACE)
    assert [step for step in steps if step[0] == "USER"] == [["USER", "10001:10001"]]
    assert json.loads(container(PLACE).splitlines()[-1].removeprefix("CMD ")) == ["schedule"]


def test_shellcheck_finds_nothing_in_its_steps() -> None:
    shellcheck = [Path(sys.executable).with_name("shellcheck"), "--shell=sh", "-"]
    steps = re.findall(r"^RUN ((?:.*\\\n)*.*)$", container(PLACE), re.MULTILINE)
    assert len(steps) == 3
    for step in steps:
        looked = subprocess.run(shellcheck, input=step, capture_output=True, text=True, check=False)
        assert looked.returncode == 0, looked.stdout
