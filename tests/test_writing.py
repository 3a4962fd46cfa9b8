from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tracker import writing
from tracker.errors import ConfigError
from tracker.writing import put, take_away


def test_a_file_is_put_with_the_folders_it_lies_in(tmp_path: Path) -> None:
    put(tmp_path / "a" / "b.txt", b"c")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"c"
    take_away(tmp_path / "a" / "b.txt")
    assert not (tmp_path / "a" / "b.txt").exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match=r"file/b\.txt cannot be written"):
        put(tmp_path / "file" / "b.txt", b"c")
    with pytest.raises(ConfigError, match="nothing cannot be written"):
        take_away(tmp_path / "nothing")


def test_a_private_folder_is_its_users_alone_and_one_that_is_there_stays(tmp_path: Path) -> None:
    own, shared = tmp_path / "a" / "own", tmp_path / "shared"
    shared.mkdir(mode=0o755)
    for folder in (own, shared):
        writing.private_folder(folder)
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_a_private_file_is_its_users_alone_and_one_that_is_there_stays(tmp_path: Path) -> None:
    own, there = tmp_path / "a" / "own", tmp_path / "there"
    there.write_bytes(b"kept")
    there.chmod(0o640)
    for file in (own, there):
        writing.private_file(file)
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert (stat.S_IMODE(there.stat().st_mode), there.read_bytes()) == (0o640, b"kept")
