"""The sign of life: written whole, read back, grown old, taken away."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.errors import ConfigError
from tracker.schedule import heartbeat

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_it_says_when_by_whom_what_is_done_and_what_comes(tmp_path: Path) -> None:
    heartbeat.beat(tmp_path / "new", "export", {"catalog": NOW + timedelta(days=3)}, NOW)
    assert heartbeat.read(tmp_path / "new") == heartbeat.Beat(
        NOW, os.getpid(), "export", {"catalog": "2026-11-30T12:00:00Z"}
    )
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["heartbeat.json"]


def test_it_is_its_users_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        heartbeat.beat(tmp_path, "", {}, NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(heartbeat.file_in(tmp_path).stat().st_mode) == 0o600


def test_two_that_come_at_once_do_not_meet(tmp_path: Path) -> None:
    """Of two processes, each of which writes its own many times."""
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_beat, args=(tmp_path, doing)) for doing in ("a", "b")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    assert [file.name for file in tmp_path.iterdir()] == ["heartbeat.json"]
    assert heartbeat.read(tmp_path)


def _beat(folder: Path, doing: str) -> None:
    for _ in range(200):
        heartbeat.beat(folder, doing, {}, NOW)


def test_it_is_silent_after_three_that_did_not_come(tmp_path: Path) -> None:
    heartbeat.beat(tmp_path, "", {}, NOW)
    found = heartbeat.read(tmp_path)
    assert found
    assert not found.is_silent(NOW + timedelta(minutes=15))
    assert found.is_silent(NOW + timedelta(minutes=15, seconds=1))


def test_one_that_is_of_the_future_is_silent(tmp_path: Path) -> None:
    heartbeat.beat(tmp_path, "", {}, NOW + timedelta(days=365))
    found = heartbeat.read(tmp_path)
    assert found
    assert found.is_silent(NOW)
    assert not found.is_silent(found.at - timedelta(minutes=15)), "a clock that was set right"


@pytest.mark.parametrize("written", ["", "[]", '{"at": "yesterday"}', '{"at": 3}', "{"])
def test_one_that_cannot_be_read_is_none(tmp_path: Path, written: str) -> None:
    assert heartbeat.read(tmp_path) is None
    heartbeat.file_in(tmp_path).write_text(written)
    assert heartbeat.read(tmp_path) is None


def test_who_leaves_takes_it_away_and_may_leave_twice(tmp_path: Path) -> None:
    heartbeat.beat(tmp_path, "", {}, NOW)
    heartbeat.stop(tmp_path)
    heartbeat.stop(tmp_path)
    assert heartbeat.read(tmp_path) is None


def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match=r"heartbeat\.json cannot be written"):
        heartbeat.beat(tmp_path / "file", "", {}, NOW)


def test_it_is_known_whether_its_process_is_gone(tmp_path: Path) -> None:
    heartbeat.beat(tmp_path, "", {}, NOW)
    alive = heartbeat.read(tmp_path)
    assert alive
    assert not alive.is_gone
    assert replace(alive, born="another").is_gone, "its number was given to a later process"
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert replace(alive, pid=ended.pid).is_gone


@pytest.mark.parametrize("pid", [-1, 0, 2**40, "7", None, True])
def test_one_of_no_process_is_none(tmp_path: Path, pid: object) -> None:
    told = {"at": "2026-11-27T12:00:00Z", "pid": pid, "doing": "", "upcoming": {}}
    heartbeat.file_in(tmp_path).write_text(json.dumps(told))
    assert heartbeat.read(tmp_path) is None
