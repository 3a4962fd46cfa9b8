"""The schema: created, upgraded, taken down, and never guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tracker.errors import ConfigError, TrackerError
from tracker.store import Store, models, schema


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "tracker.db"


@pytest.fixture
def bare(file: Path) -> Store:
    """A store whose file does not exist yet."""
    return Store(f"sqlite:///{file}")


def tables(store: Store) -> set[str]:
    with store.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def pragma(store: Store, name: str) -> object:
    with store.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


def test_nothing_is_created_by_looking(bare: Store, file: Path) -> None:
    assert schema.current(bare.engine) is None
    assert not file.exists()
    assert not file.parent.exists()


def test_an_upgrade_makes_everything_from_nothing(bare: Store, file: Path) -> None:
    schema.upgrade(bare.engine)
    assert file.exists()
    assert schema.current(bare.engine) == models.SCHEMA
    assert tables(bare) == {*models.Base.metadata.tables, "alembic_version"}
    bare.close()


def test_an_upgrade_of_what_is_new_changes_nothing(store: Store) -> None:
    before = tables(store)
    schema.upgrade(store.engine)
    schema.ready(store.engine)
    assert tables(store) == before
    assert schema.current(store.engine) == models.SCHEMA


def test_a_downgrade_takes_everything_down(store: Store) -> None:
    with store.engine.begin() as connection:
        command.downgrade(schema._config(connection), "base")
    assert tables(store) == {"alembic_version"}
    assert schema.current(store.engine) is None
    assert schema.differences(store.engine)
    schema.ready(store.engine)
    assert schema.differences(store.engine) == []


def test_the_models_are_what_the_migrations_make(store: Store) -> None:
    assert schema.differences(store.engine) == []
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE slugs ADD COLUMN spelling TEXT"))
    assert "spelling" in schema.differences(store.engine)[0], "a difference is seen"


def test_the_models_know_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(schema.migrations()))
    assert scripts.get_current_head() == models.SCHEMA
    assert len(list(scripts.walk_revisions())) == len(
        list((schema.migrations() / "versions").glob("*.py"))
    )


def test_a_newer_schema_is_refused_and_untouched(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for asked in (schema.ready, schema.upgrade):
        with pytest.raises(
            ConfigError, match=r"is 9999, newer than this version's .*update the tracker"
        ):
            asked(store.engine)
    assert schema.current(store.engine) == "9999"
    assert "the schema is 9999" in schema.differences(store.engine)[0]


def test_readers_do_not_wait_and_references_are_held(store: Store) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 30_000


def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(TrackerError, match="FOREIGN KEY"), store.transaction() as connection:
        connection.execute(text("INSERT INTO readings (board_id, slug_id, value) VALUES (1, 1, 1)"))


def test_readings_and_sightings_are_stored_by_their_key(store: Store) -> None:
    with store.engine.connect() as connection:
        made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master")).all())
    for table in ("readings", "sightings"):
        assert "WITHOUT ROWID" in made[table]


def test_a_file_that_is_no_database_is_one_sentence(bare: Store, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is a letter, not a database\n" * 99)
    with pytest.raises(
        TrackerError, match=r"answers: file is not a database; nothing was lost: move the file away"
    ):
        schema.ready(bare.engine)
    bare.close()


@pytest.mark.parametrize("url", ["tracker.db", "nosql://x", "postgresql+nodriver://x", ""])
def test_an_address_that_no_driver_opens_is_a_setting_to_correct(url: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_DATABASE_URL cannot be used"):
        Store(url)


def test_a_store_is_shown_by_its_file(store: Store, tmp_path: Path) -> None:
    assert store.shown == str(tmp_path / "tracker.db")
