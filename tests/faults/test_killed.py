"""kill -9 at every stage: what is there stays readable, and the next run completes the work.

A run that was killed and run again must leave what an uninterrupted one leaves: every row but its
number and every file, byte for byte.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from alembic import command
from faults import killing
from faults.record import COLLECT, NEWEST, Stage, catalogue, left, publish, restated
from support.fake_server import Server
from support.sample_boards import export_csv, export_manifest, snapshot_days

from tracker.archive import Archive, Capture
from tracker.files import LEFTOVER
from tracker.store import Store, schema

SEED = 6


def kill(stage: Stage, tmp_path: Path, others: int) -> None:
    """Kill a stage at its beginning, at its end, on both sides of each of its commits and at
    ``others`` of its steps, each time from its start, and run it again each time."""
    whole = stage.copy(tmp_path / "whole")
    ended = stage.run(whole)
    assert ended.code == stage.code, ended.said
    expected = left(whole)
    places = killing.chosen(ended.steps, others, SEED)
    assert len(places) >= others + 2
    print(f"{stage.line[0]}: {len(places)} kills in {len(ended.steps)} steps")
    for at in places:
        about = f"killed at step {at} of {len(ended.steps)}: {ended.steps[at]}"
        folder = stage.copy(tmp_path / f"killed-{at}")
        assert stage.run(folder, kill_at=at).code == -signal.SIGKILL, about
        for file, content in left(folder, stage.sound).items():
            if file.startswith("out/") and LEFTOVER not in file:
                assert content == expected[file], f"half of {file}, {about}"
        captures = [*Archive(folder / "data" / "archive").captures()]
        assert all(isinstance(one, Capture) for one in captures), about
        for half in folder.glob(f"out/**/*{LEFTOVER}*"):  # an hour later
            os.utime(half, (0, 0))
        again = stage.run(folder)
        assert again.code == stage.code, f"{about}\n{again.said}"
        assert left(folder) == expected, about
        shutil.rmtree(folder)


def test_a_killed_collector_loses_nothing(server: Server, nothing: Path, tmp_path: Path) -> None:
    kill(Stage(COLLECT, nothing, publish(server)), tmp_path, 8)


def test_a_killed_import_loses_nothing(nothing: Path, tmp_path: Path) -> None:
    bodies = nothing / "2026-08-22"
    bodies.mkdir()
    csv = export_csv(snapshot_days(NEWEST, names=12))
    (bodies / "2026-08-22.csv").write_bytes(csv)
    (bodies / "2026-08-22.manifest.json").write_bytes(export_manifest(csv, NEWEST))
    (bodies / "days.json").write_bytes(restated())
    (bodies / "models.json").write_bytes(catalogue())
    (bodies / "letter.txt").write_bytes(b"no figures")
    kill(Stage(("import", "{folder}/2026-08-22"), nothing, {}, code=1), tmp_path, 5)


def test_a_killed_reparse_loses_nothing(collected: Path, tmp_path: Path) -> None:
    kill(Stage(("reparse",), collected, {}), tmp_path, 10)


def test_a_killed_reparse_of_a_damaged_database_loses_nothing(
    collected: Path, tmp_path: Path
) -> None:
    file = collected / "data" / "tracker.db"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    kill(Stage(("reparse",), collected, {}, sound=False), tmp_path, 6)


def test_a_killed_migration_loses_nothing(collected: Path, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{collected}/data/tracker.db")
    with store, store.engine.begin() as connection:
        command.downgrade(schema._config(connection), "0001")
    kill(Stage(("db", "upgrade"), collected, {}), tmp_path, 12)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (("export", "--by", "author", "--out", "{folder}/out/weekly.csv"), 4),
        (("export", "all", "--out", "{folder}/out"), 3),
        (("export", "all", "--out", "{folder}/out", "--format", "parquet"), 2),
        (("export", "--out", "{folder}/out/weekly.xlsx"), 2),
        (("chart", "reigns", "--out", "{folder}/out/reigns.svg"), 3),
    ],
    ids=["a table", "all tables", "parquet", "a workbook", "a chart"],
)
def test_a_killed_export_leaves_no_file_that_is_cut_short(
    line: tuple[str, ...], count: int, collected: Path, tmp_path: Path
) -> None:
    kill(Stage(line, collected, {}), tmp_path, count)


def test_a_killed_backup_leaves_no_copy_that_is_cut_short(collected: Path, tmp_path: Path) -> None:
    kill(Stage(("backup", "--to", "{folder}/out"), collected, {}), tmp_path, 5)
