"""What a database finds wrong with itself, and what becomes of a damaged file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from support.sample_boards import put_week

from tracker.errors import Damaged
from tracker.store import Store, maintenance

pytestmark = pytest.mark.usefixtures("on_sqlite")

AT = datetime(2026, 8, 22, 12, 5, 9, tzinfo=UTC)


def test_nothing_is_wrong_with_a_sound_database(store: Store) -> None:
    put_week(store, "history-rankings-weekly")
    assert maintenance.damage(store.engine) == []


def test_a_file_that_is_not_there_is_not_damaged_and_is_not_made(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'tracker.db'}") as store:
        assert maintenance.damage(store.engine) == []
    assert not (tmp_path / "tracker.db").exists()


def test_a_row_that_refers_to_nothing_is_damage(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[attr-defined]
        connection.execute(text("INSERT INTO readings (board_id, slug_id, value) VALUES (9, 9, 1)"))
        connection.commit()
    assert maintenance.damage(store.engine) == ["readings refers to rows that are not there"]


def test_a_time_that_is_none_is_damage_wherever_it_is_met(store: Store) -> None:
    put_week(store, "history-rankings-weekly")
    with store.transaction() as connection:
        connection.execute(text("UPDATE boards SET known_from = '2026-02A09'"))
    with pytest.raises(Damaged, match="run `tracker reparse`"):
        store.contents()


def test_a_log_that_cannot_be_read_is_damage(store: Store) -> None:
    """A reparse fills everything anew but the log."""
    run = {"source": "export", "started_at": AT, "ended_at": AT, "outcome": "fine", "new": 0}
    rest = {"changed": 0, "unchanged": 0, "requests": 0, "notes": "", "version": "0"}
    store.journal.log(**run, **rest)
    with store.transaction() as connection:
        connection.execute(text("UPDATE runs SET ended_at = 'never'"))
    (line,) = maintenance.damage(store.engine)
    assert "Invalid isoformat string: 'never'" in line


def test_an_error_of_our_own_is_not_taken_for_damage(store: Store) -> None:
    def mistaken() -> None:
        with store.transaction():
            int("five")

    with pytest.raises(ValueError, match="invalid literal"):
        mistaken()


def test_a_damaged_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "tracker.db"
    file.write_bytes(b"damaged")
    (tmp_path / "tracker.db-wal").write_bytes(b"written last")

    def cut_short() -> None:
        with maintenance.replaced(file, AT) as (new, _):
            new.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_short()
    assert file.read_bytes() == b"damaged"

    with maintenance.replaced(file, AT) as (new, aside):
        new.write_bytes(b"whole")
    assert aside.name == "tracker.db.damaged-20260822T120509Z"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "tracker.db": b"whole",
        aside.name: b"damaged",
        f"{aside.name}-wal": b"written last",
    }


def test_what_was_being_built_when_a_run_was_cut_short_is_swept(store: Store) -> None:
    file = Path(str(store.engine.url.database))
    for part in maintenance.PARTS:
        Path(f"{file}.rebuilding{part}").write_bytes(b"half")
    maintenance.sweep(store.engine)
    assert [path.name for path in file.parent.glob("*rebuilding*")] == []
