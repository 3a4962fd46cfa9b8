"""Connections that can be cut, and that notice a peer who is gone.

A timeout is of one piece of an answer. A server that sends a byte now and then, of a header as well
as of a body, is inside it for ever; so an exchange has an end as a whole, at which its connection
is cut, whatever it is at: a handshake, a header, a body.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

KEEPALIVE = (
    (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
    (socket.IPPROTO_TCP, "TCP_KEEPIDLE", 30),
    (socket.IPPROTO_TCP, "TCP_KEEPINTVL", 10),
    (socket.IPPROTO_TCP, "TCP_KEEPCNT", 3),
)
"""A silent peer is asked after half a minute whether it is there. Some systems have less."""


class Cut:
    """The end of an exchange: the socket that is cut then, and whether it was."""

    def __init__(self) -> None:
        self.done = False
        self._handle: socket.socket | None = None
        self._left: list[socket.socket] = []
        self._lock = threading.Lock()

    def holds(self, handle: socket.socket) -> None:
        """Name the socket that is in use from now on."""
        with self._lock:
            self._handle = handle
            if self.done:
                _shut(handle)

    def leaves(self, handle: socket.socket) -> None:
        """Close a socket when the exchange is over, and not before: where the server is to hang up
        after its answer, the connection is given up as soon as the header is there, and the body
        is still to come."""
        self._left.append(handle)

    def over(self) -> None:
        for handle in self._left:
            handle.close()

    def now(self) -> None:
        with self._lock:
            self.done = True
            if self._handle:
                _shut(self._handle)


_here = threading.local()


class _Cuttable:
    """What a connection does beside its work: it tells the cut of this thread which socket it
    uses. TLS takes a socket over from whoever made it, so ``handle`` is another one of the same
    connection."""

    handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        for level, name, value in KEEPALIVE:
            if hasattr(socket, name):
                made.setsockopt(level, getattr(socket, name), value)
        self.handle = made.dup()
        self._tell()
        return made

    def request(self, *args: Any, **options: Any) -> None:
        self._tell()
        super().request(*args, **options)  # type: ignore[misc]

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        cut: Cut | None = getattr(_here, "cut", None)
        handle, self.handle = self.handle, None
        if handle and cut:
            cut.leaves(handle)
        elif handle:
            handle.close()

    def _tell(self) -> None:
        cut: Cut | None = getattr(_here, "cut", None)
        if cut and self.handle:
            cut.holds(self.handle)


class _Plain(_Cuttable, HTTPConnection):
    pass


class _Secure(_Cuttable, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        _cuttable(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> PoolManager:
        found: PoolManager = super().proxy_manager_for(proxy, **options)
        return _cuttable(found)


class Session(requests.Session):
    """Looks at no redirect: requests would first read its whole body, however large."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None

    @contextmanager
    def within(self, seconds: float) -> Iterator[Cut]:
        """What is asked and read inside the block ends after so many seconds, by an error."""
        cut = _here.cut = Cut()
        timer = threading.Timer(max(0.0, seconds), cut.now)
        timer.daemon = True
        timer.start()
        try:
            yield cut
        finally:
            timer.cancel()
            _here.cut = None
            cut.over()


def _cuttable(pools: PoolManager) -> PoolManager:
    pools.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return pools


def _shut(handle: socket.socket) -> None:
    with suppress(OSError):  # it has ended by itself
        handle.shutdown(socket.SHUT_RDWR)
