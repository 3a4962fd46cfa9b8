"""Where the stores of the tests are: files and memory of SQLite, or databases of a throwaway
PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from support.postgres import cluster

from tracker.store import Store, schema

ENGINES = ("sqlite", "postgresql")
READY = "ready"
"""The database on the server that has a schema and no rows, to make others of."""


class Databases(Protocol):
    """The databases of one run of the tests."""

    engine: str

    def of(self, folder: Path) -> str:
        """The URL of the database that goes with a data folder: at first there is nothing in it."""

    def fresh(self) -> AbstractContextManager[Store]:
        """An empty store with its schema, quick enough to make hundreds of."""

    def forget(self, folder: Path) -> None:
        """Give up the databases that go with a folder and those below it."""


class OnSQLite:
    engine = "sqlite"

    def of(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'tracker.db'}"

    @contextmanager
    def fresh(self) -> Iterator[Store]:
        with Store("sqlite://") as opened:
            schema.upgrade(opened.engine)
            yield opened

    def forget(self, folder: Path) -> None:
        """The files go with their folders."""


class OnPostgreSQL:
    engine = "postgresql"

    def __init__(self, server: str, connection: psycopg.Connection) -> None:
        self.server = server
        self._connection = connection
        self._names = (f"store{number}" for number in count())
        self._made: dict[Path, str] = {}
        self._create(READY)
        with Store(f"{server}/{READY}") as opened:
            schema.upgrade(opened.engine)

    def of(self, folder: Path) -> str:
        if folder not in self._made:
            self._made[folder] = self._create(next(self._names))
        return f"{self.server}/{self._made[folder]}"

    @contextmanager
    def fresh(self) -> Iterator[Store]:
        name = self._create(next(self._names), like=READY)
        try:
            with Store(f"{self.server}/{name}") as opened:
                yield opened
        finally:
            self._drop(name)

    def forget(self, folder: Path) -> None:
        for made in [one for one in self._made if one.is_relative_to(folder)]:
            self._drop(self._made.pop(made))

    def _create(self, name: str, like: str = "template1") -> str:
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def _drop(self, name: str) -> None:
        self._connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def databases_on(engine: str) -> Iterator[Databases]:
    """The databases of a run on ``engine``; a server is started for it and stopped after it."""
    if engine == "sqlite":
        yield OnSQLite()
        return
    with cluster() as server:
        address = f"{server}/postgres".replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            yield OnPostgreSQL(server, connection)
