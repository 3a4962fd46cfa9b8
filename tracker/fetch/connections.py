"""Connections with keepalive that can be shut down at a deadline.

A timeout of requests applies to a single read, so a server that sends a byte now and then never
exceeds it. Each exchange therefore has a total time limit, at which its socket is shut down, be it
in the handshake, the header or the body.
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
"""Probe an idle peer after 30 seconds. Some systems lack some of these options."""


class Cut:
    """Shuts down the socket of an exchange at its deadline; ``done`` says whether it did."""

    def __init__(self) -> None:
        self.done = False
        self._handle: socket.socket | None = None
        self._left: list[socket.socket] = []
        self._lock = threading.Lock()

    def holds(self, handle: socket.socket) -> None:
        """Set the socket in use."""
        with self._lock:
            self._handle = handle
            if self.done:
                _shut(handle)

    def leaves(self, handle: socket.socket) -> None:
        """Close a socket at the end of the exchange.

        A connection without keep-alive is released after the header, before the body is read.
        """
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
    """Registers the socket of a connection with this thread's `Cut`.

    TLS detaches the original socket, so ``handle`` is a duplicate of it.
    """

    handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        new: socket.socket = super()._new_conn()  # type: ignore[misc]
        for level, name, value in KEEPALIVE:
            if hasattr(socket, name):
                new.setsockopt(level, getattr(socket, name), value)
        self.handle = new.dup()
        self._register()
        return new

    def request(self, *args: Any, **options: Any) -> None:
        self._register()
        super().request(*args, **options)  # type: ignore[misc]

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        cut: Cut | None = getattr(_here, "cut", None)
        handle, self.handle = self.handle, None
        if handle and cut:
            cut.leaves(handle)
        elif handle:
            handle.close()

    def _register(self) -> None:
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
        pools: PoolManager = super().proxy_manager_for(proxy, **options)
        return _cuttable(pools)


class Session(requests.Session):
    """A session that leaves redirects alone: requests would read their whole body first."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None

    @contextmanager
    def within(self, seconds: float) -> Iterator[Cut]:
        """Abort requests and reads inside the block after so many seconds."""
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
    with suppress(OSError):  # already closed
        handle.shutdown(socket.SHUT_RDWR)
