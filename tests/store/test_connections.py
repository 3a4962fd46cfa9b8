"""Connections to a server: kept alive, bounded where nobody watches, and cut when it stalls."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from typer.testing import CliRunner

from tracker.cli import app, session
from tracker.errors import TrackerError
from tracker.store import Store, connections


class Between:
    """A proxy to a server.

    Once it has seen ``stall_at`` pass by, it takes every byte, passes on none and answers nothing;
    it closes a connection only when its peer has.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.stall_at: bytes | None = None
        self.stalled = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))

    @property
    def address(self) -> int:
        return int(self.listening.getsockname()[1])

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                server = socket.create_connection((self.host, self.port))
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self.hand_on, args=ends, daemon=True).start()

    def hand_on(self, giving: socket.socket, taking: socket.socket) -> None:
        with suppress(OSError):
            while piece := giving.recv(65536):
                if self.stall_at and self.stall_at in piece:
                    self.stalled.set()
                if not self.stalled.is_set():
                    taking.sendall(piece)
        for end in (giving, taking):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def between(url: str) -> Iterator[tuple[Between, str]]:
    """Yield a proxy before the server of an address, and the address through it."""
    there = make_url(url)
    proxy = Between(str(there.host), int(there.port or 5432))
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    through = there.set(host="127.0.0.1", port=proxy.address)
    try:
        yield proxy, through.render_as_string(hide_password=False)
    finally:
        proxy.listening.shutdown(socket.SHUT_RDWR)
        proxy.listening.close()
        thread.join()


def shown(store: Store, *names: str) -> list[str]:
    with store.engine.connect() as connection:
        return [str(connection.scalar(text(f"SHOW {name}"))) for name in names]


def test_both_ends_notice_a_peer_who_is_gone(on_postgresql: None, store: Store) -> None:
    assert shown(store, *connections.SERVERS) == ["30", "10", "3", "60000"]
    with store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        dsn = driver.info.get_parameters()
    assert {name: dsn[name] for name in connections.OURS} == {
        name: str(value) for name, value in connections.OURS.items()
    }


def test_an_address_may_say_otherwise(on_postgresql: None, store: Store) -> None:
    url = store.engine.url.update_query_dict({"connect_timeout": "3"})
    address = url.render_as_string(hide_password=False)
    with Store(address) as other, other.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        assert driver.info.get_parameters()["connect_timeout"] == "3"


def test_what_nobody_watches_is_bounded_and_what_somebody_does_is_not(
    on_postgresql: None, store: Store
) -> None:
    assert shown(store, *connections.BOUNDS) == ["0", "0"]
    with connections.bounded(store.engine, 60):
        assert shown(store, *connections.BOUNDS) == ["5min", "5min"]
    assert shown(store, *connections.BOUNDS) == ["0", "0"]


def test_a_server_that_stalls_is_cut(on_postgresql: None, store: Store) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    with between(url) as (proxy, through), Store(through) as stalling:
        assert stalling.held() == {}
        proxy.stall_at = b"FROM boards"
        with (
            pytest.raises(TrackerError, match="Run the command again when the server is back"),
            connections.bounded(stalling.engine, 1),
        ):
            stalling.held()
        assert proxy.stalled.is_set()


def test_a_run_whose_server_stalls_in_mid_transaction_ends_tells_and_is_made_up_for(
    on_postgresql: None,
    store: Store,
    tmp_path: Path,
    commands_use: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands_use(tmp_path / "data")
    monkeypatch.setenv("TRACKER_ON_FAILURE", f"cat >>{tmp_path}/alarms")
    url = store.engine.url.render_as_string(hide_password=False)
    with between(url) as (proxy, through):
        monkeypatch.setenv("TRACKER_DATABASE_URL", through)
        proxy.stall_at = b"INSERT INTO boards"
        with monkeypatch.context() as hurried:
            hurried.setattr(session, "TAIL", 5.0)
            hurried.setattr(session, "LONGEST", 0.0)
            cut = CliRunner().invoke(app, ["collect", "history"])
        assert proxy.stalled.is_set()
    assert isinstance(cut.exception, TrackerError)
    assert "nothing can be recorded" in (tmp_path / "alarms").read_text()
    assert store.held() == {}
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    again = CliRunner().invoke(app, ["collect", "history"])
    assert again.exit_code == 0, "the server has let go of the lock"
    assert "an interrupted run had left it" in again.output
    assert len(store.contents()) == 700
