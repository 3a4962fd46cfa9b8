"""A disk that is full, and one that is only read: one sentence, nothing lost, and all is made up for
once there is room."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from faults.hampering import no_file_beyond, read_only
from faults.record import COLLECT, NEWEST, Stage, left, publish
from sqlalchemy import text
from support.fake_server import Server
from support.sample_boards import export_csv, snapshot_days

from tracker.errors import TrackerError
from tracker.store import Store

SIZES = (4_000, 60_000, 120_000, 180_000, 240_000)
"""Bytes beyond which no file grows: from a disk that takes no database to one that takes half."""


@pytest.mark.parametrize("size", SIZES)
def test_a_disk_that_is_full_is_said_so_and_made_up_for(
    size: int, server: Server, nothing: Path, tmp_path: Path
) -> None:
    stage = Stage(COLLECT, nothing, publish(server, names=60))
    whole, full = stage.copy(tmp_path / "whole"), stage.copy(tmp_path / "full")
    assert stage.run(whole).code == 0
    ended = stage.run(full, hamper=partial(no_file_beyond, size))
    assert ended.code == 1, ended.said
    assert "Traceback" not in ended.said
    assert "\nHint: " in ended.said
    assert ended.complaints
    assert left(full)["databases"] == ["tracker.db"]
    assert stage.run(full).code == 0
    assert left(full) == left(whole)


def test_an_archive_on_a_full_disk_is_named(nothing: Path, tmp_path: Path) -> None:
    csv = export_csv(snapshot_days(NEWEST, names=1_000))
    (nothing / "2026-08-22").mkdir()
    (nothing / "2026-08-22" / "2026-08-22.csv").write_bytes(csv)
    stage = Stage(("import", "{folder}/2026-08-22"), nothing, {})
    whole, full = stage.copy(tmp_path / "whole"), stage.copy(tmp_path / "full")
    assert stage.run(whole).code == 0
    packed = max(file.stat().st_size for file in (whole / "data" / "archive").rglob("*.gz"))
    ended = stage.run(full, hamper=partial(no_file_beyond, packed - 1))
    assert ended.code == 1
    (said,) = ended.complaints
    assert f"the archive {full}/data/archive cannot be written to (File too large)" in said
    assert "Free some disk space" in ended.said
    assert [file for file in (full / "data" / "archive").rglob("*") if file.is_file()] == []
    assert stage.run(full).code == 0
    assert left(full) == left(whole)


def test_a_database_that_may_not_grow_is_named(on_sqlite: None, store: Store) -> None:
    """What SQLite says when there is no room left: not a page more than it has."""

    def grow() -> None:
        with store.transaction() as connection:
            connection.execute(text("PRAGMA max_page_count = 1"))
            for number in range(9):
                connection.execute(text(f"CREATE TABLE more{number} (x)"))

    with pytest.raises(
        TrackerError, match=r"tracker\.db answers: database or disk is full.*Free some disk space"
    ):
        grow()


@pytest.fixture
def for_anybody() -> Iterator[Path]:
    """A folder that every user of this machine can look into, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(
    "line",
    [COLLECT, ("import", "{folder}/data"), ("reparse",), ("accept", "1"), ("status",), ("top",),
     ("verify",)],
    ids=lambda line: line[0],
)  # fmt: skip
def test_a_folder_that_is_only_read_is_one_sentence(
    line: tuple[str, ...], server: Server, collected: Path, for_anybody: Path
) -> None:
    folder = Stage(line, collected, publish(server)).copy(for_anybody / "record")
    before = left(folder)
    ended = Stage(line, folder, publish(server)).run(
        folder, hamper=partial(read_only, folder / "data")
    )
    for path in (folder / "data", *(folder / "data").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert left(folder) == before
    assert "Traceback" not in ended.said
    assert ended.code == 1, ended.said
    (said,) = ended.complaints
    assert "record/data" in said
    assert "writ" in ended.said, ended.said
