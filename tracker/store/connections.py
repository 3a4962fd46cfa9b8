"""Connections to a server that cannot hang for ever, and that keep nobody else out when they do.

Whoever is gone without a word is noticed in a minute or two, by us and by the server: it gives back
the locks of one that it has lost. What the network cannot tell (a server that stands still, or
something between that takes every byte and answers none) has an end too: inside `bounded` no
statement may take longer than some minutes, and at the end every connection is cut.
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
"""How libpq looks after its end of a connection; an address may say otherwise."""
SERVERS = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "60s",
}
"""How the server is asked to look after its own."""
STATEMENT_SECONDS = 300
"""So long a statement may take, or a transaction stand still, where nobody watches."""
BOUNDS = ("statement_timeout", "idle_in_transaction_session_timeout")
SET = """
SELECT set_config(name, asked.value, false)
FROM unnest(%s::text[], %s::text[]) AS asked (name, value) JOIN pg_settings USING (name)
"""
"""Those that the server knows: an older one, or another that speaks its language, has fewer."""

_open: WeakKeyDictionary[Engine, WeakSet[Any]] = WeakKeyDictionary()


def arguments(parameters: Mapping[str, object]) -> dict[str, object]:
    """What a connection is made with beside what its address has ``parameters``."""
    return {name: value for name, value in OURS.items() if name not in parameters}


def watch(engine: Engine) -> None:
    """See to the connections that an engine for a server makes from now on."""
    opened = _open.setdefault(engine, WeakSet())

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        opened.add(connection)
        _set(connection, SERVERS)


@contextmanager
def bounded(engine: Engine, seconds: float) -> Iterator[None]:
    """For as long as the block lasts, bound each statement and each pause of a transaction, and cut
    all connections when ``seconds`` have passed: what they were at ends in an error."""
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
    engine.dispose()  # what is kept open from before has no bounds
    event.listen(engine, "connect", set_bounds)
    try:
        yield
    finally:
        timer.cancel()
        event.remove(engine, "connect", set_bounds)
        engine.dispose()


def _set(connection: Any, values: Mapping[str, str]) -> None:
    """Say something for the whole of a session, outside of any transaction."""
    before, connection.autocommit = connection.autocommit, True
    connection.execute(SET, ([*values], [*values.values()]))
    connection.autocommit = before


def _cut(connection: Any) -> None:
    """By its socket: the thread that waits for an answer there holds the connection itself."""
    with (
        suppress(connection.OperationalError, OSError),  # it is closed
        socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as handle,
    ):
        handle.shutdown(socket.SHUT_RDWR)
