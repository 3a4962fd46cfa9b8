"""Hooks: the notice as JSON on standard input or in a POST, and nothing else; refusals are said."""

from __future__ import annotations

import json
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from tracker.alerts import hooks
from tracker.alerts.hooks import Hook
from tracker.errors import ConfigError
from tracker.fetch import posting
from tracker.records import Notice

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOTICE = Notice("new leader", "key", "a/$(touch pwned);`x` led", {"entity": "a/x", "weeks": 2})
TOLD = {
    "id": 7, "kind": "event", "what": "new leader", "said": "a/$(touch pwned);`x` led",
    "raised_at": "2026-11-27T12:00:00Z", "facts": {"entity": "a/x", "weeks": 2},
}  # fmt: skip


def tell(target: str, **environment: str) -> None:
    Hook("TRACKER_ON_EVENT", target, "tracker/1", environment).deliver(7, "event", NOW, NOTICE)


def test_a_command_gets_the_notice_on_its_standard_input(tmp_path: Path) -> None:
    tell(f"cat >>{tmp_path}/told", PATH="/usr/bin:/bin")
    tell(f"cat >>{tmp_path}/told", PATH="/usr/bin:/bin")
    lines = (tmp_path / "told").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [TOLD, TOLD]
    assert [file.name for file in tmp_path.iterdir()] == ["told"], "what is said is never run"


def test_what_is_told_is_one_line(tmp_path: Path) -> None:
    """The sentence is printable, for whoever writes it down; the facts are exact."""
    name = "a/x\n2026-11-27 all is well\x1b[2J\u202e\u2028"
    notice = Notice("new leader", "key", f"{name} led", {"entity": name})
    Hook(
        "TRACKER_ON_EVENT", f"cat >{tmp_path}/told", "tracker/1", {"PATH": "/usr/bin:/bin"}
    ).deliver(7, "event", NOW, notice)
    written = (tmp_path / "told").read_text()
    assert written.removesuffix("\n").isprintable()
    told = json.loads(written)
    assert told["said"] == "a/x\ufffd2026-11-27 all is well\ufffd[2J\ufffd\ufffd led"
    assert told["facts"] == {"entity": name}


def test_a_command_gets_the_environment_that_it_is_given_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-secret")
    tell(f"env >{tmp_path}/environment", PATH="/usr/bin:/bin", MINE="yes")
    environment = (tmp_path / "environment").read_text()
    assert "MINE=yes" in environment
    assert "secret" not in environment


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("exit 3", "exit code 3"),
        ("no-such-command-here", "exit code 127"),
        ("sleep 9", "0 seconds"),
    ],
)
def test_a_command_that_does_not_take_it_is_said(
    command: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "LONGEST", 0.3)
    with pytest.raises(ConfigError, match=rf"TRACKER_ON_EVENT failed: .*{why}") as caught:
        tell(command, PATH="/usr/bin:/bin")
    assert "retried on the next run" in str(caught.value)


def test_a_command_that_takes_too_long_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "LONGEST", 1.0)
    command = f"sh -c 'echo $$ >{tmp_path}/child; exec sleep 600' | cat"
    with pytest.raises(ConfigError, match="did not exit within 1 seconds"):
        tell(command, PATH="/usr/bin:/bin")
    child = int((tmp_path / "child").read_text())
    assert gone(child)


def gone(pid: int) -> bool:
    """Whether a process ends, within the time that the system may take to note it."""
    until = time.monotonic() + 20
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
    return True


def test_what_a_command_prints_without_end_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "LONGEST", 1.0)
    tracemalloc.start()
    try:
        with pytest.raises(ConfigError, match="did not exit within"):
            tell("yes", PATH="/usr/bin:/bin")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2**20


def test_the_last_line_that_a_command_printed_is_said_where_it_failed() -> None:
    with pytest.raises(ConfigError, match=r"exit code 4: mail: no recipient\."):
        tell("seq 9999; echo 'mail: no recipient' >&2; exit 4", PATH="/usr/bin:/bin")


def test_a_command_is_done_though_it_leaves_a_child_that_holds_its_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = f"sleep 600 & echo $! >{tmp_path}/child"
    tell(command, PATH="/usr/bin:/bin")
    child = psutil.Process(int((tmp_path / "child").read_text()))
    assert child.is_running(), "it is nobody's to wait for or to end"
    child.kill()


def test_what_a_child_prints_when_nobody_reads_any_more_is_no_matter() -> None:
    tell("yes & exit 0", PATH="/usr/bin:/bin")


class Receiver(BaseHTTPRequestHandler):
    """Takes what is posted; its answers are those of the test."""

    answers: dict[str, int]
    got: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).got.append((f"{self.command} {self.path}", dict(self.headers.items()), content))
        self.send_response(type(self).answers.get(self.path.partition("?")[0], 204))
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[str, Any]]:
    handler = type("Told", (Receiver,), {"answers": {"/no": 403, "/moved": 302}, "got": []})
    with HTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}", handler
        finally:
            running.shutdown()
            thread.join()


def test_an_address_gets_it_in_a_post(receiver: tuple[str, Any]) -> None:
    url, handler = receiver
    tell(f"{url}/hook?token=abc")
    ((asked, headers, content),) = handler.got
    assert asked == "POST /hook?token=abc"
    assert json.loads(content) == TOLD
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"] == "tracker/1"
    assert "Authorization" not in headers


@pytest.mark.parametrize("path", ["/no", "/moved"])
def test_an_address_that_does_not_take_it_is_said_without_its_secret(
    receiver: tuple[str, Any], path: str
) -> None:
    url, handler = receiver
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1 answered the hook with") as caught:
        tell(f"{url}{path}?token=abc")
    assert "abc" not in str(caught.value)
    assert len(handler.got) == 1, "no redirect is followed"


def test_an_address_where_nobody_listens_is_said_without_its_secret() -> None:
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1 cannot be reached") as caught:
        tell("http://user:pass@127.0.0.1:9/hook/abc")
    assert "abc" not in str(caught.value)
    assert "pass" not in str(caught.value)


def test_a_ping_is_a_get_and_no_more(receiver: tuple[str, Any]) -> None:
    url, handler = receiver
    posting.ping(f"{url}/ping/abc", "tracker/1")
    assert [(asked, content) for asked, _, content in handler.got] == [("GET /ping/abc", b"")]
