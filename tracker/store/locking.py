"""The only door to filelock: one collector at a time, whether daemon, cron or a person.

The data folder and the database each have a lock of their own, since two data folders may share a
database. The lock of the folder is a file in it, that of an SQLite database a file next to it; both
exclude others on this machine. The lock of a database on a server is an advisory lock there, which
excludes others wherever they are. The system releases all of them when their holder ends, however
it ends, so no lock is ever left over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from tracker.errors import AtWork, ConfigError, Interrupted
from tracker.files import ALONE, private_folder
from tracker.store import engine as engines

POLL_SECONDS = 0.5
NUMBER = 0x6F72_7472_6163_6B65
"""The number of the advisory lock: 64 bits that no other program is likely to use."""


@contextmanager
def alone(
    engine: Engine,
    folder: Path,
    patience: float,
    waiting: Callable[[], object] = lambda: None,
    leave: Callable[[], bool] = lambda: False,
) -> Iterator[None]:
    """Keep other collectors out of a database and a data folder.

    While another one runs, ``waiting`` is called once, and the lock is waited for, ``patience``
    seconds at most. Raises AtWork when it still runs then, Interrupted when ``leave`` returns true
    meanwhile.
    """
    deadline = time.monotonic() + patience
    reported: list[object] = []

    def retry() -> bool:
        """Wait a little, and return whether to try again."""
        if leave():
            raise Interrupted("another collector is at work")
        if time.monotonic() >= deadline:
            return False
        if not reported:
            reported.append(waiting())
        time.sleep(POLL_SECONDS)
        return True

    with ExitStack() as locks:
        _take_file("data folder", folder / "collecting.lock", retry, locks)
        if file := engines.database_file(engine):
            file = file.resolve()
            lock = file.with_name(f"{file.name}.lock")
            _take_file("folder of the database", lock, retry, locks)
        if engine.dialect.name == "postgresql":
            _take_advisory(engine, retry, locks)
        yield


def _take_file(label: str, file: Path, retry: Callable[[], bool], locks: ExitStack) -> None:
    folder = file.parent
    lock = FileLock(file, timeout=0, mode=ALONE)
    try:
        private_folder(folder)
        while True:
            with suppress(Timeout):
                lock.acquire()
                locks.callback(lock.release)
                return
            if not retry():
                raise AtWork("another collector is at work", datum=folder)
    except OSError as error:
        raise ConfigError(
            f"the {label} {folder} cannot be written to ({error.strerror})",
            datum=folder,
            remedy="make it writable for this user, or name another (TRACKER_DATA_DIR,"
            " TRACKER_DATABASE_URL)",
        ) from None


def _take_advisory(engine: Engine, retry: Callable[[], bool], locks: ExitStack) -> None:
    """Take an advisory lock on the server.

    A connection of its own holds it for as long as that lives, outside every transaction.
    """
    try:
        connection = locks.enter_context(
            engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        )
        while not connection.scalar(select(func.pg_try_advisory_lock(NUMBER))):
            if not retry():
                raise AtWork("another collector is at work", datum=engines.shown(engine))
        # A connection that is returned to a pool stays open and keeps the lock.
        locks.callback(connection.invalidate)
    except DBAPIError as error:
        raise engines.trouble(engine, error) from None
