"""The services and the timer of systemd, whatever stands in the paths: valid, and confined."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tracker.schedule.samples import Place, systemd

SETTINGS = {"TRACKER_DATABASE_URL": "sqlite:////srv/figures/figures.db"}
PLACE = Place(
    Path("/opt/the $tracker/bin/tracker"), Path("/srv/100% raw's"), ("history", "export"),
    "keeper", "1.2.3", SETTINGS,
)  # fmt: skip
AT_HOME = Place(
    Path("/bin/true"), Path("/home/keeper/raw"), ("export",), "keeper", "1", {},
    ("TRACKER_ON_FAILURE",),
)  # fmt: skip
OF_ROOT = Place(Path("/bin/true"), Path("/var/lib/openrouter-tracker"), ("export",), "root", "1")
SERVICE, DAEMON = "openrouter-tracker.service", "openrouter-tracker-daemon.service"
TIMER = "openrouter-tracker.timer"
on_this_machine = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed"
)


def files(place: Place) -> dict[str, str]:
    """The files that the sample is made of, by their names."""
    found: dict[str, list[str]] = {}
    for line in systemd(place).splitlines():
        if line.startswith("# /etc/systemd/system/"):
            name = line.rpartition("/")[2]
        found.setdefault(name, []).append(line)
    return {name: "\n".join(lines) + "\n" for name, lines in found.items()}


def units(place: Place) -> dict[str, configparser.ConfigParser]:
    found = {}
    for name, text in files(place).items():
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read_string(text)
        found[name] = parser
    return found


def test_there_are_a_service_its_timer_and_a_daemon() -> None:
    found = units(PLACE)
    assert {*found} == {SERVICE, TIMER, DAEMON}
    once, stays = found[SERVICE]["Service"], found[DAEMON]["Service"]
    assert once["ExecStart"] == '"/opt/the $$tracker/bin/tracker" collect --due'
    assert stays["ExecStart"] == '"/opt/the $$tracker/bin/tracker" schedule'
    assert (once["Type"], once["TimeoutStartSec"]) == ("oneshot", "50min")
    assert (stays["Type"], stays["Restart"], stays["TimeoutStopSec"]) == (
        "exec", "on-failure", "5min",
    )  # fmt: skip
    for service in (once, stays):
        assert service["StateDirectory"] == "openrouter-tracker"
        assert service["MemoryMax"] == "2G"
        assert service["UMask"] == "0077"
    assert found[TIMER]["Timer"]["OnCalendar"] == "*-*-* *:40:00 UTC"
    assert found[TIMER]["Timer"]["Persistent"] == "true"


@pytest.mark.parametrize("name", [SERVICE, DAEMON])
def test_it_may_write_where_the_settings_say_and_makes_those_folders(name: str) -> None:
    lines = files(PLACE)[name].splitlines()
    written = [line for line in lines if line.startswith(("ReadWritePaths", "ExecStartPre"))]
    assert written == [
        'ExecStartPre=+/usr/bin/install -d -m 0700 -o keeper "/srv/100%% raw\'s"',
        "ExecStartPre=+/usr/bin/install -d -m 0700 -o keeper /srv/figures",
        'ReadWritePaths="/srv/100%% raw\'s"',
        "ReadWritePaths=/srv/figures",
    ]


def test_a_folder_in_a_home_is_made_by_whose_home_it_is() -> None:
    assert units(AT_HOME)[SERVICE]["Service"]["ExecStartPre"] == (
        "+/usr/sbin/runuser -u keeper -- /usr/bin/mkdir -p -m 0700 /home/keeper/raw"
    )


def test_the_folder_that_systemd_makes_is_named_once() -> None:
    text = files(OF_ROOT)[SERVICE]
    assert "ReadWritePaths" not in text
    assert "ExecStartPre" not in text


def test_secrets_are_read_from_a_file_without_which_nothing_is_started() -> None:
    named = "EnvironmentFile"
    assert units(AT_HOME)[SERVICE]["Service"][named] == "/etc/openrouter-tracker.env"
    assert units(PLACE)[SERVICE]["Service"][named] == "-/etc/openrouter-tracker.env"
    (writing,) = [line for line in systemd(AT_HOME).splitlines() if "--print settings" in line]
    assert writing.endswith("| sudo install -m 0600 /dev/stdin /etc/openrouter-tracker.env")


def write(place: Place, folder: Path) -> list[Path]:
    for name, text in files(place).items():
        (folder / name).write_text(text.replace("/opt/the $$tracker/bin/tracker", "/bin/true"))
    return sorted(folder.iterdir())


@on_this_machine
@pytest.mark.parametrize("place", [PLACE, AT_HOME, OF_ROOT], ids=["set", "home", "root"])
def test_systemd_finds_nothing_wrong_with_them(place: Place, tmp_path: Path) -> None:
    verified = subprocess.run(
        ["systemd-analyze", "verify", *write(place, tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "openrouter-tracker" not in verified.stderr
    (tmp_path / SERVICE).write_text("[Service]\nExecStart=no/path\n")
    wrong = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / SERVICE],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "openrouter-tracker.service:2" in wrong.stderr


@on_this_machine
@pytest.mark.parametrize("place", [PLACE, AT_HOME, OF_ROOT], ids=["set", "home", "root"])
def test_its_exposure_is_below_two(place: Place, tmp_path: Path) -> None:
    services = [file for file in write(place, tmp_path) if file.suffix == ".service"]
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", *services],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    levels = re.findall(r"Overall exposure level for (\S+): (\d+\.\d)", found.stdout)
    assert {name for name, _ in levels} == {SERVICE, DAEMON}
    assert [float(level) for _, level in levels if float(level) >= 2.0] == []
