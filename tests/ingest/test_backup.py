"""The manifest of the archive: what is listed, and what has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.sample_boards import payload

from tracker.archive import Archive
from tracker.errors import ConfigError
from tracker.ingest import backup

AT = datetime(2026, 8, 22, 7, tzinfo=UTC)


@pytest.fixture
def kept(archive: Archive) -> Archive:
    """Return an archive of three captures, one of them accepted."""
    for number in range(3):
        capture = archive.keep(payload(b"%d" % number, fetched_at=AT + timedelta(days=number)))
    archive.accept(capture, "it was doubted", at=AT)
    return archive


def unwatched(paths: list[Path], total: int) -> Iterable[Path]:
    assert len(paths) == total
    return paths


def test_every_file_of_the_archive_is_listed_and_nothing_else(kept: Archive) -> None:
    (folder,) = kept.root.glob("*/*")
    (folder / ".data_api-1.gz.writing").write_bytes(b"half")
    listed = backup.list_files(kept, unwatched)
    assert [file.path for file in listed] == sorted(
        path.relative_to(kept.root).as_posix()
        for path in kept.root.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )
    assert len(listed) == 7
    for file in listed:
        content = (kept.root / file.path).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_manifest_is_read_as_it_was_written(kept: Archive, tmp_path: Path) -> None:
    listed = backup.list_files(kept, unwatched)
    (tmp_path / backup.NAME).write_bytes(backup.manifest_bytes(listed))
    assert backup.read(tmp_path / backup.NAME) == listed
    assert backup.differences(kept, listed, unwatched) == []


def test_an_archive_that_is_not_there_has_no_files(archive: Archive) -> None:
    assert backup.list_files(archive, unwatched) == []
    assert backup.manifest_bytes([]) == b"path,bytes,sha256\n"


def take_away(file: Path) -> str:
    file.unlink()
    return "is in the manifest but not in the archive"


def change(file: Path) -> str:
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    return "differs from the manifest"


@pytest.mark.parametrize("harm", [take_away, change])
def test_what_became_otherwise_since_is_named(harm: Callable[[Path], str], kept: Archive) -> None:
    listed = backup.list_files(kept, unwatched)
    kept.keep(payload(b"new", fetched_at=AT + timedelta(days=9)))
    said = harm(kept.root / listed[2].path)
    assert backup.differences(kept, listed, unwatched) == [f"{listed[2].path} {said}"]


@pytest.mark.parametrize(
    "content",
    [b"", b"path,size,sha256\n", b"path,bytes,sha256\na,many,ab\n", b"path,bytes,sha256\na,1\n",
     b"\xff\xfe", None],
)  # fmt: skip
def test_what_is_no_manifest_is_said_so(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(
        ConfigError, match=r"x\.csv is not a readable archive manifest .*`tracker backup`"
    ):
        backup.read(tmp_path / "x.csv")
