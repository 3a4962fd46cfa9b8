"""The schema: created, upgraded, taken down, and never guessed at."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from support.databases import Databases
from support.sample_boards import board, payload

from tracker.archive import Capture
from tracker.errors import ConfigError, Damaged, TrackerError
from tracker.records import Answer, Entry, Key
from tracker.store import Recorded, Store, models, schema
from tracker.weeks import Period

REVISIONS = sorted(
    revision.revision for revision in ScriptDirectory(str(schema.migrations())).walk_revisions()
)


@pytest.fixture
def bare(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """Yield a store in which there is nothing yet; on SQLite not even its file."""
    with Store(databases.of(tmp_path / "folder")) as opened:
        yield opened


@pytest.fixture
def file(on_sqlite: None, tmp_path: Path) -> Path:
    """Return the file of `bare`."""
    return tmp_path / "folder" / "tracker.db"


def tables(store: Store) -> set[str]:
    with store.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def shape(store: Store) -> dict[str, list[tuple[str, str, bool]]]:
    """Return the columns of every table: name, type, whether they may be empty."""
    with store.engine.connect() as connection:
        inspected = inspect(connection)
        return {
            table: [
                (column["name"], repr(column["type"]), column["nullable"])
                for column in inspected.get_columns(table)
            ]
            for table in sorted(inspected.get_table_names())
        }


def at_revision(store: Store, revision: str, *, down: bool = False) -> None:
    """Bring a store to a revision, as an older version of the tracker left it."""
    schema.prepare(store.engine)
    move = command.downgrade if down else command.upgrade
    with store.engine.begin() as connection:
        move(schema._config(connection), revision)


def pragma(store: Store, name: str) -> object:
    with store.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


def test_nothing_is_created_by_looking(bare: Store, tmp_path: Path) -> None:
    assert schema.current(bare.engine) is None
    assert not (tmp_path / "folder").exists()


def test_an_upgrade_makes_everything_from_nothing(bare: Store) -> None:
    schema.upgrade(bare.engine)
    assert schema.current(bare.engine) == models.SCHEMA
    assert tables(bare) == {*models.Base.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_up_and_down_and_up_again(bare: Store, revision: str) -> None:
    at_revision(bare, revision)
    columns = shape(bare)
    before = REVISIONS[REVISIONS.index(revision) - 1] if revision != REVISIONS[0] else "base"
    at_revision(bare, before, down=True)
    assert schema.current(bare.engine) == (None if before == "base" else before)
    at_revision(bare, revision)
    assert shape(bare) == columns
    schema.upgrade(bare.engine)
    assert schema.differences(bare.engine) == []


def test_a_server_is_upgraded_only_when_asked_to(bare: Store, on_postgresql: None) -> None:
    at_revision(bare, REVISIONS[-2])
    with pytest.raises(ConfigError, match=r"needs .*\. Run `tracker db upgrade`"):
        schema.ready(bare.engine)
    assert schema.current(bare.engine) == REVISIONS[-2]
    schema.upgrade(bare.engine)
    schema.ready(bare.engine)


def test_every_text_on_a_server_is_in_the_order_of_code_points(
    store: Store, on_postgresql: None
) -> None:
    query = """SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"""
    with store.engine.connect() as connection:
        assert connection.execute(text(query)).all() == []


def test_only_its_user_can_read_it(bare: Store, file: Path) -> None:
    schema.upgrade(bare.engine)
    with bare.engine.connect() as connection:
        connection.execute(text("CREATE TABLE more (a)"))
        beside = [file, *file.parent.glob(f"{file.name}-*")]
        assert len(beside) == 3, "with its log and the index of that"
        assert {stat.S_IMODE(path.stat().st_mode) for path in beside} == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    bare.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:secret-1@h:port/db",
        "postgresql+psycopg://me:secret-1@[::1/db",
        "nothing://me:secret-1@h/db",
        "me:secret-1@h",
    ],
)
def test_no_error_shows_the_password_of_a_database(databases: Databases, url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Store(url)
    assert "secret-1" not in f"{caught.value} {caught.value!r} {caught.value.datum}"


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
    for function in (schema.ready, schema.upgrade):
        with pytest.raises(
            ConfigError, match=r"is 9999, newer than this version's .*Update the tracker"
        ):
            function(store.engine)
    assert schema.current(store.engine) == "9999"
    assert "the schema is 9999" in schema.differences(store.engine)[0]


def test_readers_do_not_wait_and_references_are_held(store: Store, on_sqlite: None) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 30_000


def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(TrackerError, match=r"(?i)foreign key"), store.transaction() as connection:
        connection.execute(text("INSERT INTO readings (board_id, slug_id, value) VALUES (1, 1, 1)"))


def test_readings_and_sightings_are_stored_by_their_key(store: Store, on_sqlite: None) -> None:
    with store.engine.connect() as connection:
        made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master")).all())
    for table in ("readings", "sightings"):
        assert "WITHOUT ROWID" in made[table]


def test_a_file_that_is_no_database_is_one_sentence(bare: Store, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is a letter, not a database\n" * 99)
    with pytest.raises(
        Damaged,
        match=r"is damaged \(file is not a database\)\. Nothing was lost; run `tracker repar",
    ):
        schema.ready(bare.engine)


# From one schema to the next, with figures in it.


OLD = """
INSERT INTO captures (id, source, url, fetched_at, as_of, status, content_type, bytes, sha256, path,
 window_start, window_end, outcome, why) VALUES
 (7, 'data_api', 'https://h/x', '2026-08-22 12:00:00', '2026-08-22 07:00:00', 200, '', 2, 'ab',
  'x.gz', '2026-08-10', '2026-08-11', 'recorded', NULL),
 (8, 'data_api', 'https://h/y', '2026-08-22 13:00:00', NULL, 200, '', 2, 'cd', 'y.gz',
  NULL, NULL, 'refused', 'no figures');
INSERT INTO slugs (id, slug) VALUES (1, 'a/x'), (2, 'other');
INSERT INTO boards (id, capture_id, dataset, metric, scope, period_start, period_end, days, week,
 depth, selection, digest, total, known_from) VALUES
 (3, 7, 'rankings-daily', 'tokens', 'models', '2026-08-10', '2026-08-11', 1, '2026-08-10', 1,
  'tokens', '5d', 9223372036854775807, '2026-08-22 07:00:00');
INSERT INTO readings (board_id, slug_id, value) VALUES (3, 1, 9223372036854775800), (3, 2, 7);
INSERT INTO sightings (board_id, seen_at, capture_id) VALUES (3, '2026-08-22 07:00:00', 7);
INSERT INTO runs (id, source, started_at, ended_at, outcome, new, changed, unchanged, requests,
 notes, version) VALUES
 (1, 'data_api', '2026-08-22 12:00:00', '2026-08-22 12:00:01', 'fine', 1, 0, 0, 4, '', '0')
"""


@pytest.fixture
def old(bare: Store) -> Store:
    """Return a store of the first schema with figures in it."""
    at_revision(bare, "0001")
    with bare.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
        for statement in OLD.split(";"):
            connection.execute(text(statement))
    return bare


def everything(store: Store, without: str = "etag") -> dict[str, list[dict[str, object]]]:
    """All rows of all tables that the first schema had, ``without`` one column."""
    names = ("captures", "slugs", "boards", "readings", "sightings", "runs")
    with store.engine.connect() as connection:
        return {
            name: [
                {column: value for column, value in row._mapping.items() if column != without}
                for row in connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2"))
            ]
            for name in names
        }


def test_an_upgrade_keeps_every_row(old: Store) -> None:
    before = everything(old)
    schema.upgrade(old.engine)
    assert schema.current(old.engine) == models.SCHEMA
    assert schema.differences(old.engine) == []
    assert everything(old) == before
    key = Key("rankings-daily", "tokens", "models", Period.of_day(date(2026, 8, 10)))
    assert old.vintages(key) == [
        (datetime(2026, 8, 22, 7, tzinfo=UTC), {"a/x": 2**63 - 8, "other": 7})
    ]
    assert old.journal.last_with_etag("data_api", "https://h/x") is None
    assert [row.why for row in old.journal.put_aside()] == ["no figures"]


def test_a_file_is_upgraded_by_whatever_first_needs_it(old: Store, on_sqlite: None) -> None:
    schema.ready(old.engine)
    assert schema.current(old.engine) == models.SCHEMA


def test_what_was_upgraded_can_be_recorded_into(old: Store) -> None:
    schema.upgrade(old.engine)
    made = datetime(2026, 8, 23, 7, tzinfo=UTC)
    entry = Entry("catalog", "a/x", {"name": "X"}, made)
    shown = board(date(2026, 8, 11), {"a/x": 5}, made)
    kept = Capture(payload(b"1", "catalog", "https://h/z", etag='"v1"'), "z.gz")
    recorded = old.record(kept, Answer((shown,), made, entries=(entry,)))
    assert recorded == Recorded(new=2)
    assert old.journal.last_with_etag("catalog", "https://h/z") == ("z.gz", '"v1"')
    assert [row.name for row in old.entries("catalog")] == ["a/x"]
    assert old.journal.note_fields(kept.payload, frozenset({"catalog: mood"})) == ["catalog: mood"]


def test_a_downgrade_keeps_every_row_that_the_older_schema_knows(old: Store) -> None:
    before = everything(old)
    schema.upgrade(old.engine)
    at_revision(old, "0001", down=True)
    assert schema.current(old.engine) == "0001"
    assert tables(old) == {
        "alembic_version", "captures", "slugs", "boards", "readings", "sightings", "runs",
    }  # fmt: skip
    assert everything(old, without="") == before
    schema.upgrade(old.engine)
    assert everything(old) == before
    assert schema.differences(old.engine) == []


def test_a_downgrade_leaves_the_catalogue_behind(old: Store) -> None:
    schema.upgrade(old.engine)
    made = datetime(2026, 8, 23, 7, tzinfo=UTC)
    kept = Capture(payload(b"1", "catalog", etag='"v1"'), "z.gz")
    old.record(kept, Answer((), made, entries=(Entry("catalog", "a/x", {"name": "X"}, made),)))
    old.journal.note_fields(kept.payload, frozenset({"catalog: mood"}))
    at_revision(old, "0001", down=True)
    schema.upgrade(old.engine)
    assert old.entries("catalog") == []
    assert len(everything(old)["captures"]) == 3
    assert old.journal.last_with_etag("catalog", "file:body") is None
