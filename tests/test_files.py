from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import files
from tracker.errors import ConfigError, GapError
from tracker.files import put, put_changed, put_folder, put_parts, take_away, write_whole


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


def test_what_cannot_be_written_whole_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    put(tmp_path / "a.csv", b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a.csv", b"new and longer", durable=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.csv", b"old")]


def test_a_part_that_cannot_be_made_leaves_what_was_there(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"new and "
        raise GapError("the rest is not recorded")

    put(tmp_path / "a.csv", b"old")
    with pytest.raises(GapError):
        put_parts(tmp_path / "a.csv", parts())
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.csv", b"old")]


def test_parts_are_written_one_after_the_other(tmp_path: Path) -> None:
    put_parts(tmp_path / "folder" / "a.csv", (b"first,", b"second"))
    assert (tmp_path / "folder" / "a.csv").read_bytes() == b"first,second"


def test_what_a_killed_writer_left_is_taken_away_once_it_is_old(tmp_path: Path) -> None:
    for name, age in ((".tracker-1.writing", 7200), (".tracker-2.writing", 60), (".mine", 7200)):
        (tmp_path / name).write_bytes(b"half of a li")
        then = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (then, then))
    put(tmp_path / "a.csv", b"whole")
    left = {file.name for file in tmp_path.iterdir()}
    assert left == {"a.csv", ".tracker-2.writing", ".mine"}, "one may be at work yet"


def test_a_folder_that_a_killed_writer_left_is_taken_away_too(tmp_path: Path) -> None:
    left = tmp_path / ".tracker-1.writing"
    left.mkdir()
    (left / "a.csv").write_bytes(b"half")
    then = left.stat().st_mtime - 7200
    os.utime(left, (then, then))
    put(tmp_path / "a.csv", b"whole")
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_folder_is_put_whole_and_replaces_only_its_like(tmp_path: Path) -> None:
    place = tmp_path / "a" / "kit"
    put_folder(place, {"1.csv": b"one", "2.csv": b"two"}, lambda _: False)
    assert contents(place) == {"1.csv": b"one", "2.csv": b"two"}
    with pytest.raises(ConfigError, match="kit is there already, and holds something else"):
        put_folder(place, {"3.csv": b"three"}, lambda _: False)
    put_folder(place, {"3.csv": b"three"}, lambda _: True)
    assert contents(place) == {"3.csv": b"three"}, "nothing of the old one is left"
    assert [each.name for each in place.parent.iterdir()] == ["kit"]


def test_an_empty_folder_is_filled_and_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    put_folder(tmp_path / "empty", {"1.csv": b"one"}, lambda _: False)
    assert contents(tmp_path / "empty") == {"1.csv": b"one"}
    with pytest.raises(ConfigError, match=r"1\.csv is there already"):
        put_folder(tmp_path / "empty" / "1.csv", {"1.csv": b"one"}, lambda _: True)


def test_a_folder_that_cannot_be_put_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_folder(tmp_path / "kit", {"1.csv": b"one"}, lambda _: False)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.startswith(".tracker-") and (self / "2.csv").exists():
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(ConfigError, match="kit cannot be written"):
        put_folder(tmp_path / "kit", {"2.csv": b"two"}, lambda _: True)
    assert contents(tmp_path / "kit") == {"1.csv": b"one"}
    assert [each.name for each in tmp_path.iterdir()] == ["kit"]


def test_a_file_is_made_anew_under_a_name_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a link lies there all the same, nothing is written."""
    with files.beside(tmp_path / "a.csv") as first, files.beside(tmp_path / "a.csv") as second:
        assert first.name != second.name
    (tmp_path / "letter").write_bytes(b"kept")
    monkeypatch.setattr(os, "urandom", bytes)
    with files.beside(tmp_path / "a.csv") as file:
        foretold = Path(file.name)
    foretold.symlink_to(tmp_path / "letter")
    with pytest.raises(ConfigError, match="File exists"):
        put(tmp_path / "a.csv", b"new")
    assert (tmp_path / "letter").read_bytes() == b"kept"
    assert foretold.is_symlink(), "what somebody else has laid there is not ours to take away"


def test_two_who_write_one_file_do_not_meet(tmp_path: Path) -> None:
    """The second begins and ends while the first is at work."""

    def parts() -> Iterator[bytes]:
        yield b"first, "
        put(tmp_path / "a.csv", b"second")
        assert (tmp_path / "a.csv").read_bytes() == b"second"
        yield b"to its end"

    put_parts(tmp_path / "a.csv", parts())
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [
        ("a.csv", b"first, to its end")
    ]


def test_a_reader_who_has_the_old_file_open_reads_it_to_its_end(tmp_path: Path) -> None:
    put(tmp_path / "a.csv", b"old,row\n" * 9)
    with (tmp_path / "a.csv").open("rb") as reading:
        put(tmp_path / "a.csv", b"new")
        assert reading.read() == b"old,row\n" * 9


def test_a_link_stays_a_link_and_a_pipe_is_written_into(tmp_path: Path) -> None:
    put(tmp_path / "folder" / "a.csv", b"old")
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "folder" / "a.csv")
    put(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "folder" / "a.csv").read_bytes() == b"new"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(pipe, b"through")
    assert os.read(reading, 99) == b"through"
    os.close(reading)


def test_a_file_has_the_rights_that_are_usual_for_its_user(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    put(tmp_path / "put", b"")
    modes = {file.stat().st_mode for file in (tmp_path / "plain", tmp_path / "put")}
    assert len(modes) == 1, "a web server can read a report"


def test_what_is_private_is_so_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        put(tmp_path / "put", b"", private=True)
        write_whole(tmp_path / "kept", b"", durable=True)
        write_whole(tmp_path / "private", b"", private=True)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_what_became_a_file_is_not_written_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody puts a file where a pipe was, between the look and the opening."""
    (tmp_path / "pipe").write_bytes(b"kept")
    monkeypatch.setattr(Path, "is_file", lambda _: False)
    with pytest.raises(ConfigError, match="it became another file"):
        put(tmp_path / "pipe", b"new")
    assert (tmp_path / "pipe").read_bytes() == b"kept"


def test_a_private_folder_is_its_users_alone_and_one_that_is_there_stays(tmp_path: Path) -> None:
    own, shared = tmp_path / "a" / "own", tmp_path / "shared"
    shared.mkdir(mode=0o755)
    for folder in (own, shared):
        files.private_folder(folder)
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_a_private_file_is_its_users_alone_and_one_that_is_there_stays(tmp_path: Path) -> None:
    own, there = tmp_path / "a" / "own", tmp_path / "there"
    there.write_bytes(b"kept")
    there.chmod(0o640)
    for file in (own, there):
        files.private_file(file)
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert (stat.S_IMODE(there.stat().st_mode), there.read_bytes()) == (0o640, b"kept")


def test_a_file_with_the_same_bytes_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.html"
    assert put_changed(path, b"one")
    before = path.stat().st_ino
    assert not put_changed(path, b"one")
    assert path.stat().st_ino == before
    assert put_changed(path, b"two")
    assert path.read_bytes() == b"two"
