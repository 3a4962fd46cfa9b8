"""A copy of the database as it is at one moment."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest
from support.sample_boards import MADE, put_days, put_week

from tracker.errors import ConfigError, Damaged, TrackerError
from tracker.store import Store, maintenance

pytestmark = pytest.mark.usefixtures("on_sqlite")


def take(store: Store, to: Path) -> list[tuple[int, int]]:
    """Take a snapshot; what was reported meanwhile."""
    reported: list[tuple[int, int]] = []
    maintenance.back_up(store.engine, to, lambda *done: reported.append(done))
    return reported


def test_a_copy_answers_as_the_database_does(store: Store, tmp_path: Path) -> None:
    put_week(store, "history-rankings-weekly")
    to = tmp_path / "kept" / "tracker.db"
    reported = take(store, to)
    assert reported[-1][0] == reported[-1][1] > 0, "all pages of all"
    assert [path.name for path in to.parent.iterdir()] == ["tracker.db"]
    with Store(f"sqlite:///{to}") as copy:
        assert copy.contents() == store.contents() != []
        put_week(copy, "history-rankings-weekly", date(2026, 8, 3))
        assert len(copy.contents()) == 2, "it can be written to"
    assert len(store.contents()) == 1


def test_what_is_written_meanwhile_is_not_in_the_copy(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_days(store, date(2026, 8, 3), 7)
    monkeypatch.setattr(maintenance, "PAGES", 3)
    before, to = store.contents(), tmp_path / "copy.db"
    steps = []

    with Store(str(store.engine.url)) as other:

        def meanwhile(*done: int) -> None:
            if len(steps) in (2, 5):
                put_days(other, date(2026, 8, 11 + len(steps)), 1, made=MADE)
            steps.append(done)

        maintenance.back_up(store.engine, to, meanwhile)
    assert len(steps) > 5, "it went on while the other one wrote"
    assert [done for done, _ in steps] == sorted(done for done, _ in steps), "it begins once"
    with Store(f"sqlite:///{to}") as copy:
        assert copy.contents() == before
    assert len(store.contents()) == 9


def test_an_older_copy_is_replaced_and_half_of_an_old_one_is_swept(
    store: Store, tmp_path: Path
) -> None:
    to = tmp_path / "copy.db"
    take(store, to)
    put_week(store, "history-rankings-weekly")
    for half in (tmp_path / ".tracker-1.writing", tmp_path / ".tracker-1.writing-journal"):
        half.write_bytes(b"half of a copy that was cut short")
        os.utime(half, (0, 0))
    take(store, to)
    assert [file.name for file in tmp_path.iterdir() if ".writing" in file.name] == []
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    with Store(f"sqlite:///{to}") as copy:
        assert copy.contents() == store.contents()


def test_the_database_is_not_copied_onto_itself(store: Store) -> None:
    file = Path(str(store.engine.url.database))
    before = file.read_bytes()
    with pytest.raises(ConfigError, match="is the database itself"):
        take(store, file)
    assert file.read_bytes() == before


def test_a_place_that_cannot_be_written_to_is_named(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(
        TrackerError, match=r"file/copy\.db cannot be written .*another folder with"
    ):
        take(store, tmp_path / "file" / "copy.db")


def test_a_damaged_database_is_said_so(store: Store, tmp_path: Path) -> None:
    put_days(store, date(2026, 1, 5), 60)
    store.close()
    file = Path(str(store.engine.url.database))
    file.write_bytes(b"this is a letter, not a database\n" * 999)
    with pytest.raises(Damaged, match="run `tracker reparse`"):
        take(store, tmp_path / "copy.db")


def test_a_database_on_a_server_has_its_own_tool(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    store = Store("postgresql+psycopg://user:secret@127.0.0.1:9/tracker")
    with store, pytest.raises(ConfigError, match=r"on a server.*`pg_dump`") as caught:
        take(store, tmp_path / "copy.db")
    assert "secret" not in str(caught.value)
