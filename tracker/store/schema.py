"""The only door to Alembic: creating, upgrading and checking the schema of a store.

An SQLite file is created and upgraded by the first command that needs to write to it. A database
on a server has an administrator: it is upgraded only by `tracker db upgrade`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from tracker.errors import ConfigError
from tracker.files import private_file
from tracker.store import engine as engines
from tracker.store import identities
from tracker.store.models import SCHEMA, Base


def migrations() -> Path:
    """Return the folder of migrations: in an installed package, or next to it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def current(engine: Engine) -> str | None:
    """Return the migration that the database is at, or None for an empty or absent one."""
    file = engines.database_file(engine)
    if file and not file.exists():
        return None
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return None if version is None else str(version)
    except DBAPIError as error:
        raise engines.trouble(engine, error) from None


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest migration, creating an SQLite file if need be."""
    prepare(engine)
    try:
        with engine.begin() as connection:
            migrate(connection)
    except DBAPIError as error:
        raise engines.trouble(engine, error) from None


def prepare(engine: Engine) -> None:
    """Check that the schema can be upgraded, and create an SQLite file if need be.

    Raises ConfigError when the schema is newer than this version.
    """
    _not_newer(engine, current(engine))
    file = engines.database_file(engine)
    if file:
        private_file(file)
        try:
            _write_ahead(engine)
        except DBAPIError as error:
            raise engines.trouble(engine, error) from None


def migrate(connection: Connection) -> None:
    """Bring the schema to the newest migration, as part of a transaction.

    The names and identities that the views show are made for the slugs on record.
    """
    from alembic import command

    command.upgrade(_config(connection), "head")
    if not identities.are_current(connection):
        identities.renew(connection)


def ready(engine: Engine) -> None:
    """Bring the schema to the version that this code works with.

    Raises ConfigError when it is newer, or older on a server.
    """
    version = current(engine)
    if version == SCHEMA:
        return
    _not_newer(engine, version)
    if version is not None and engines.database_file(engine) is None:
        raise ConfigError(
            f"the schema of {engines.shown(engine)} is {version}, this version needs {SCHEMA}",
            remedy="run `tracker db upgrade`",
        )
    upgrade(engine)


def differences(engine: Engine) -> list[str]:
    """Return the differences between the database and the models; none when all is well."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            lines = [str(difference) for difference in compare_metadata(context, Base.metadata)]
    except DBAPIError as error:
        raise engines.trouble(engine, error) from None
    if current(engine) != SCHEMA:
        lines.insert(0, f"the schema is {current(engine) or 'absent'}, this version needs {SCHEMA}")
    return lines


def _not_newer(engine: Engine, version: str | None) -> None:
    if version is not None and version > SCHEMA:
        raise ConfigError(
            f"the schema of {engines.shown(engine)} is {version},"
            f" newer than this version's {SCHEMA}",
            datum=version,
            remedy="update the tracker, or point TRACKER_DATABASE_URL at another database",
        )


def _write_ahead(engine: Engine) -> None:
    """Set the write-ahead log, with which readers never wait for the writer.

    The mode is stored in the file; it cannot be set inside a transaction, hence the bare
    connection.
    """
    raw: Any = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise engines.trouble(engine, error) from None
    finally:
        raw.close()


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
