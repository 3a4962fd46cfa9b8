"""What the tests share: places, a store, an instant, a server on this machine, and no network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from serving import Server, serving

from tracker.archive import Archive
from tracker.collect import take
from tracker.sources import Wanted, history
from tracker.store import Store, schema

settings.register_profile("unhurried", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=250)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The recorded data beside the repository."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"the recorded data is not at {SHARED}")
    return SHARED


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 8, 22, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in an SQLite file."""
    with Store(f"sqlite:///{tmp_path / 'tracker.db'}") as opened:
        schema.ready(opened.engine)
        yield opened


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections go to this machine or fail; settings of this machine's user do not reach in."""
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            self.close()
            raise RuntimeError(f"a test connects to {address[0]}, which is not this machine")
        connect(self, address)

    def guarded_getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in LOOPBACK:
            raise RuntimeError(f"a test asks for the address of {host}, which is not this machine")
        return getaddrinfo(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("DATA_DIR", "DATABASE_URL", "SOURCES", "BASE_URL"):
        monkeypatch.delenv(f"TRACKER_{name}", raising=False)
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)


@pytest.fixture(scope="session")
def _history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the bundled history and what was never fetched."""
    folder = tmp_path_factory.mktemp("recorded")
    found = Archive(folder / "archive")
    wanted = Wanted(now=datetime(2026, 11, 24, 12, tzinfo=UTC))
    with Store(f"sqlite:///{folder / 'tracker.db'}") as opened:
        schema.ready(opened.engine)
        for payload in history.payloads(lambda *_: None, wanted):  # type: ignore[arg-type, return-value]
            taken = take(history, found.keep(payload), opened, now=wanted.now)
            assert taken.trouble is None
    return folder


@pytest.fixture
def recorded(_history: Path, _stay_on_this_machine: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the bundled history, set up as the one that commands use."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(_history))
    monkeypatch.setenv("TRACKER_BASE_URL", "http://127.0.0.1:9")
    return _history


@pytest.fixture
def server() -> Iterator[Server]:
    """A web server on this machine, in a thread."""
    with serving() as running:
        yield running
