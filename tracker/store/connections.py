"""Connections to a server that end by themselves, and release their locks when they do.

A peer that disappears is noticed within a minute or two, by the client and by the server, which
then releases the locks of the connection. A server that stops answering, or a proxy that takes
every byte and answers none, has a limit too: inside `bounded` every statement has a time limit of
some minutes, and at the end every connection is cut.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Engine, event

CONNECT_SECONDS = 20
OURS = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""Settings of libpq for the client's end of a connection; an address may override them."""
SERVERS = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "60s",
}
"""Settings for the server's end."""
STATEMENT_SECONDS = 300
"""The limit of a statement, and of a pause in a transaction, in unattended runs."""
BOUNDS = ("statement_timeout", "idle_in_transaction_session_timeout")
SET = """
SELECT set_config(name, wanted.value, false)
FROM unnest(%s::text[], %s::text[]) AS wanted (name, value) JOIN pg_settings USING (name)
"""
"""Sets those that the server knows: an older or merely compatible server has fewer."""

_open: WeakKeyDictionary[Engine, WeakSet[Any]] = WeakKeyDictionary()


def arguments(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return the arguments of a connection that its address (``parameters``) does not set."""
    return {name: value for name, value in OURS.items() if name not in parameters}


def watch(engine: Engine) -> None:
    """Set up the connections that an engine for a server makes from now on."""
    opened = _open.setdefault(engine, WeakSet())

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        opened.add(connection)
        _set(connection, SERVERS)


@contextmanager
def bounded(engine: Engine, seconds: float) -> Iterator[None]:
    """Limit each statement and each pause of a transaction while the block lasts.

    When ``seconds`` have passed all connections are cut, and what they were doing ends in an error.
    """
    opened = _open.get(engine)
    if opened is None:
        yield
        return
    bounds = dict.fromkeys(BOUNDS, f"{STATEMENT_SECONDS}s")

    def set_bounds(connection: Any, _: object) -> None:
        _set(connection, bounds)

    def cut() -> None:
        for connection in [*opened]:
            _cut(connection)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    engine.dispose()  # connections of the pool have no bounds yet
    event.listen(engine, "connect", set_bounds)
    try:
        yield
    finally:
        timer.cancel()
        event.remove(engine, "connect", set_bounds)
        engine.dispose()


def _set(connection: Any, values: Mapping[str, str]) -> None:
    """Set parameters for a whole session, outside of any transaction."""
    before, connection.autocommit = connection.autocommit, True
    connection.execute(SET, ([*values], [*values.values()]))
    connection.autocommit = before


def _cut(connection: Any) -> None:
    """Shut the socket of a connection down.

    The connection itself is held by the thread that waits for an answer.
    """
    with (
        suppress(connection.OperationalError, OSError),  # it is closed
        socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as handle,
    ):
        handle.shutdown(socket.SHUT_RDWR)
