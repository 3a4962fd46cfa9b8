"""What the tests share: places, databases, an instant, a server on this machine, and no network.

`pytest --engine postgresql` runs every test that opens a database on PostgreSQL, and no other.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from support.databases import ENGINES, Databases, databases_on
from support.fake_server import Server, serving

from tracker.archive import Archive
from tracker.ingest.journey import take
from tracker.sources import Wanted, history
from tracker.store import Store, schema
from tracker.store import engine as engines

settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=250)
settings.load_profile("quick")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
LEFT_OUT = pytest.StashKey[int]()
SLOW = (
    "faults", "fuzz", "soak", "publish/site", "publish/test_margin_in_browser.py",
    "charts/test_golden.py", "test_documents.py", "test_notebooks.py",
)  # fmt: skip
"""What takes minutes: `make slow` runs it, `make test` does not, `make check` runs both."""
LISTED = ROOT / "tests" / "slow.txt"
"""The other tests that take long, each with all its parameters; `make durations` writes it anew."""
LONG = 1.0
"""Seconds."""
SAME_ON_A_SERVER = ("charts", "fuzz", "publish", "test_notebooks.py")
"""What takes frames from a database and does nothing else with it: run on SQLite alone."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", choices=ENGINES, default="sqlite", help="the engine of the tests' databases"
    )
    parser.addoption(
        "--slow", action="store_true", help="run the slow tests only, and laws with more examples"
    )
    parser.addoption(
        "--list-slow",
        action="store_true",
        help=f"write the tests that take long into {LISTED.name}",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("slow"):
        settings.load_profile("thorough")
    if config.getoption("list_slow") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Durations())


class Durations:
    """Adds up how long each test took, and lists the long ones at the end."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.partition("[")[0].removeprefix("tests/")
        self.seconds[test] += report.duration  # type: ignore[assignment]

    def pytest_sessionfinish(self) -> None:
        long = [
            test
            for test, seconds in self.seconds.items()
            if seconds > LONG and not test.startswith(SLOW)
        ]
        LISTED.write_text("\n".join([*sorted(long), ""]), encoding="utf-8")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select the tests to run.

    On a server only the tests that open a database run; `_only_with_databases` makes sure that each
    test says so. If no files are named, the slow tests or the others run.
    """
    if config.getoption("engine") != "sqlite":
        _keep(config, items, _is_of_databases)
    elif config.getoption("slow"):
        _keep(config, items, _is_slow)
    elif not config.option.file_or_dir:
        _keep(config, items, lambda item: not _is_slow(item))


def _is_of_databases(item: pytest.Item) -> bool:
    opens_one = "databases" in getattr(item, "fixturenames", ())
    return opens_one and not _place(item).startswith(SAME_ON_A_SERVER)


def _is_slow(item: pytest.Item) -> bool:
    test = f"{_place(item)}::{item.nodeid.partition('::')[2].partition('[')[0]}"
    return test.startswith(SLOW) or test in _listed()


@cache
def _listed() -> frozenset[str]:
    return frozenset(LISTED.read_text(encoding="utf-8").split())


def _place(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").as_posix()


def _keep(
    config: pytest.Config, items: list[pytest.Item], wanted: Callable[[pytest.Item], bool]
) -> None:
    left_out = [item for item in items if not wanted(item)]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = len(left_out)
    items[:] = [item for item in items if wanted(item)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Report from a worker of xdist how many tests it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} tests were left out")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Return the databases of this run: the only way of a test to have one."""
    with databases_on(request.config.getoption("engine")) as made:
        yield made


@pytest.fixture
def on_sqlite(databases: Databases) -> None:
    """For what is about SQLite itself: its files, its own settings, its own words."""
    if databases.engine != "sqlite":
        pytest.skip("about SQLite itself")


@pytest.fixture
def on_postgresql(databases: Databases) -> None:
    """For what is about PostgreSQL itself."""
    if databases.engine != "postgresql":
        pytest.skip("about PostgreSQL itself; run with --engine postgresql")


@pytest.fixture(autouse=True)
def _only_with_databases(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """No test opens a database but by the fixture `databases`; those in its own folder go with it."""
    if "databases" not in request.fixturenames:

        def refuse(*_: object, **__: object) -> None:
            raise RuntimeError("a test opens a database without the fixture `databases`")

        monkeypatch.setattr(engines, "create_engine", refuse)
        yield
        return
    found: Databases = request.getfixturevalue("databases")
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder:
        found.forget(folder)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the recorded data next to the repository."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"the recorded data is not at {SHARED}")
    return SHARED


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 8, 22, 12, tzinfo=UTC)


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """Yield an empty store."""
    with Store(databases.of(tmp_path)) as opened:
        schema.ready(opened.engine)
        yield opened


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow only connections to this machine.

    Settings of this machine's user do not reach the tests, and nothing is written into the user's
    own data folder.
    """
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
    monkeypatch.setenv("XDG_DATA_HOME", "/dev/null/home")
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/home")
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)


@pytest.fixture
def commands_use(
    databases: Databases, _stay_on_this_machine: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], None]:
    """Return a function that makes a folder with its database, the one that commands use."""

    def use(folder: Path) -> None:
        monkeypatch.setenv("TRACKER_DATA_DIR", str(folder))
        if databases.engine != "sqlite":
            monkeypatch.setenv("TRACKER_DATABASE_URL", databases.of(folder))

    return use


@pytest.fixture(scope="session")
def _history(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the bundled history, which was never fetched."""
    folder = tmp_path_factory.mktemp("recorded")
    found = Archive(folder / "archive")
    wanted = Wanted(now=datetime(2026, 11, 24, 12, tzinfo=UTC))
    with Store(databases.of(folder)) as opened:
        schema.ready(opened.engine)
        for payload in history.payloads(lambda *_: None, wanted):  # type: ignore[arg-type, return-value]
            taken = take(history, found.keep(payload), found, opened, now=wanted.now)
            assert taken.trouble is None
    return folder


@pytest.fixture
def recorded(
    _history: Path, commands_use: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return the data folder of the bundled history, set up as the one that commands use."""
    commands_use(_history)
    monkeypatch.setenv("TRACKER_BASE_URL", "http://127.0.0.1:9")
    return _history


@pytest.fixture
def server() -> Iterator[Server]:
    """Yield a web server on this machine, in a thread."""
    with serving() as running:
        yield running
