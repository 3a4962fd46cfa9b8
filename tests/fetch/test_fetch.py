"""The door to the web, seen through a server on this machine."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fake_server import Reply, Server, serving

from tracker import fetch
from tracker.errors import ConfigError, FetchError, Interrupted, Refused, Unavailable
from tracker.fetch import Fetcher, exchange
from tracker.fetch.budget import Budget, Deadline, Pace
from tracker.fetch.connections import Cut
from tracker.records import Payload, Promise

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
KEY = "sk-or-v1-not-to-be-seen"


def in_a_header(instant: datetime) -> str:
    return format_datetime(instant, usegmt=True)


@pytest.fixture
def naps() -> list[float]:
    """How long the fetcher would have slept."""
    return []


@pytest.fixture
def fetcher(server: Server, naps: list[float]) -> Callable[..., Fetcher]:
    def make(**given: Any) -> Fetcher:
        given = {"sleep": naps.append, "now": lambda: NOW, "timeout": (0.5, 0.5), **given}
        return Fetcher(given.pop("base_url", server.url), **given)

    return make


Make = Callable[..., Fetcher]


@contextlib.contextmanager
def measured() -> Iterator[Callable[[], int]]:
    """The most memory that Python held inside, in bytes."""
    tracemalloc.start()
    peak = 0
    try:
        yield lambda: peak
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


def test_an_answer_becomes_a_payload_that_says_where_and_when(
    server: Server, fetcher: Make
) -> None:
    promise = Promise(5, "0" * 64)
    server.says("/a", Reply(body=b"hello", headers={"Content-Type": "text/csv"}))
    found = fetcher().get(
        "export", "/a", {"start": "1 2"}, carries="manifest", dated=NOW, promise=promise
    )
    assert (found.source, found.status, found.body) == ("export", 200, b"hello")
    assert found.url == f"{server.url}/a?start=1+2"
    assert found.content_type == "text/csv"
    assert found.fetched_at == NOW
    assert (found.carries, found.dated, found.promise) == ("manifest", NOW, promise)
    assert server.log[0].query == "start=1+2"


def test_a_request_says_who_asks(server: Server, fetcher: Make) -> None:
    server.says("/a", b"{}")
    fetcher(version="1.2").get("export", "/a")
    assert server.log[0].headers["User-Agent"].startswith("openrouter-tracker/1.2 (+https://")


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (400, "look|again"),
        (401, "check OPENROUTER_API_KEY"),
        (403, "refuses this machine or key"),
        (404, "not published there"),
        (204, "again"),
        (302, "again"),
    ],
)
def test_a_status_that_will_not_pass_is_refused_at_once(
    server: Server, fetcher: Make, naps: list[float], status: int, remedy: str
) -> None:
    server.says("/a", Reply(status, b""), b"too late")
    with pytest.raises(Refused, match=remedy) as caught:
        fetcher().get("export", "/a", {"q": "secret-query"})
    assert caught.value.status == status
    assert f"/a answered {status}" in str(caught.value)
    assert "secret-query" not in str(caught.value)
    assert naps == []
    assert len(server.log) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 520, 522, 524, 527])
def test_a_status_that_may_pass_is_asked_again(
    server: Server, fetcher: Make, naps: list[float], status: int
) -> None:
    server.says("/a", status, status, b"there")
    found = fetcher()
    assert found.get("export", "/a").body == b"there"
    assert len(naps) == 2
    assert 1 <= naps[0] <= 1.5
    assert 2 <= naps[1] <= 2.5
    assert found.requests == 3


def test_after_four_attempts_it_gives_up(server: Server, fetcher: Make, naps: list[float]) -> None:
    server.says("/a", 503)
    with pytest.raises(Refused, match="answered 503") as caught:
        fetcher().get("export", "/a")
    assert caught.value.status == 503
    assert "again later" in str(caught.value)
    assert len(server.log) == fetch.ATTEMPTS == 4
    assert len(naps) == 3


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"x-ratelimit-reset": str(int(NOW.timestamp() * 1000) + 9_000)}, 9.0),
        ({"x-ratelimit-reset": str(int(NOW.timestamp() * 1000) - 9_000)}, 0.0),
        ({"Retry-After": "3", "x-ratelimit-reset": "99999999999999"}, 3.0),
        ({"Retry-After": in_a_header(NOW + timedelta(seconds=40))}, 40.0),
        ({"Retry-After": in_a_header(NOW - timedelta(seconds=40))}, 1.0),
        ({"Retry-After": "Sat, 99 Aug 2026 12:00:00 GMT"}, 1.0),
        ({"Retry-After": "-5", "x-ratelimit-reset": "soon"}, 1.0),
        ({"Retry-After": "\u00b2"}, 1.0),
    ],
)
def test_it_waits_as_long_as_the_server_asks(
    server: Server, fetcher: Make, naps: list[float], headers: dict[str, str], wait: float
) -> None:
    server.says("/a", Reply(429, headers=headers), b"there")
    assert fetcher().get("export", "/a").body == b"there"
    (nap,) = naps
    assert wait <= nap <= wait + 0.5


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-reset": str(int(NOW.timestamp() * 1000) + 12 * 3_600_000)},
        {"x-ratelimit-reset": "9" * 5_000},
        {"Retry-After": "61"},
        {"Retry-After": in_a_header(NOW + timedelta(hours=12))},
        {"Retry-After": "9" * 5_000},
    ],
)
def test_a_wait_that_is_too_long_is_a_refusal_at_once(
    server: Server, fetcher: Make, naps: list[float], headers: dict[str, str]
) -> None:
    server.says("/a", Reply(429, headers=headers), b"too late")
    with pytest.raises(Refused, match="answered 429"):
        fetcher().get("export", "/a")
    assert naps == []
    assert len(server.log) == 1


def test_an_answer_that_does_not_come_is_one_sentence(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(body=b"late", delay=0.3))
    with pytest.raises(
        FetchError, match=r"127\.0\.0\.1 cannot be reached \(it takes too long"
    ) as caught:
        fetcher(timeout=(0.5, 0.05)).get("export", "/a")
    assert str(caught.value).count(".") == 5, "an address, and two sentences"
    assert caught.value.__cause__ is None


def test_an_answer_that_takes_too_long_is_given_up_and_not_asked_for_again(
    server: Server, fetcher: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LONGEST_SECONDS", -1.0)
    server.says("/a", b"slow")
    with pytest.raises(FetchError, match="too slowly"):
        fetcher().get("export", "/a")
    assert len(server.log) <= 1


def test_an_answer_that_is_cut_off_is_asked_for_again(
    server: Server, fetcher: Make, naps: list[float]
) -> None:
    server.says("/a", Reply(body=b"0123456789", cut_after=4), b"0123456789")
    assert fetcher().get("export", "/a").body == b"0123456789"
    assert len(naps) == 1


def test_an_answer_that_is_always_cut_off_is_no_answer(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(body=b"0123456789", cut_after=4))
    with pytest.raises(FetchError, match="/a was cut off"):
        fetcher().get("export", "/a")
    assert len(server.log) == 4


def test_what_claims_to_be_gzip_and_is_not_is_no_answer(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(body=b"plain", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match="/a was cut off"):
        fetcher().get("export", "/a")


def test_a_compressed_answer_is_unpacked(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(body=gzip.compress(b"x" * 999), headers={"Content-Encoding": "gzip"}))
    assert fetcher().get("export", "/a").body == b"x" * 999


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_over_the_limit_is_refused_whatever_its_packing(
    server: Server, fetcher: Make, naps: list[float], packed: bool
) -> None:
    content = b"\0" * 3_000_000
    body = gzip.compress(content) if packed else content
    server.says("/a", Reply(body=body, headers={"Content-Encoding": "gzip"} if packed else {}))
    with pytest.raises(FetchError, match="sends more than 1,000,000 bytes"):
        fetcher(largest=1_000_000).get("export", "/a")
    assert naps == []
    assert fetcher(largest=3_000_000).get("export", "/a").body == content


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_is_given_up_before_it_fills_the_memory(
    server: Server, fetcher: Make, packing: str
) -> None:
    content = b"\0" * 200_000_000
    bomb = gzip.compress(content) if packing == "gzip" else zlib.compress(content)
    server.says("/a", Reply(body=bomb, headers={"Content-Encoding": packing}))
    with measured() as most, pytest.raises(FetchError, match="sends more than 1,000,000 bytes"):
        fetcher(largest=1_000_000).get("export", "/a")
    assert most() < 20_000_000


def test_what_is_packed_twice_is_not_unpacked(server: Server, fetcher: Make) -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 200_000_000))
    server.says("/a", Reply(body=bomb, headers={"Content-Encoding": "gzip, gzip"}))
    with measured() as most, pytest.raises(FetchError, match="an answer that is packed twice"):
        fetcher().get("export", "/a")
    assert most() < 20_000_000


@pytest.mark.parametrize("reason", ["\x1b[2J", "\xe9", "x" * 61])
def test_only_a_few_plain_words_of_a_status_are_told(fetcher: Make, reason: str) -> None:
    status = f"HTTP/1.1 404 {reason}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    server = Dripping(status, 0)
    with pytest.raises(Refused, match=r"/a answered 404\."):
        fetcher(base_url=server.address).get("export", "/a")
    server.join()


def test_a_redirect_is_followed_on_the_same_server(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(302, b"x", {"Location": "/b"}))
    server.says("/b", Reply(307, b"x", {"Location": f"{server.url}/c"}))
    server.says("/c", b"there")
    found = fetcher().get("export", "/a")
    assert found.body == b"there"
    assert found.url == f"{server.url}/a", "the address that was asked for names the payload"
    assert server.paths == ["/a", "/b", "/c"]


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost/elsewhere",
        "http://127.0.0.1/another-port",
        "https://127.0.0.1/another-port",
        "gopher://127.0.0.1/x",
        "http://127.0.0.1:99999/no-port",
        "https://example.com/",
        "//example.com/x",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_a_redirect_to_another_place_is_refused(server: Server, fetcher: Make, target: str) -> None:
    server.says("/a", Reply(301, b"", {"Location": target}))
    with pytest.raises(Refused, match=r"redirects elsewhere, which is not followed\.") as caught:
        fetcher().get("export", "/a")
    assert caught.value.status == 301
    assert len(server.log) == 1


def test_no_redirect_is_followed_with_a_key_in_hand(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(302, b"", {"Location": "/b"}))
    server.says("/b", b"there")
    with pytest.raises(Refused, match="not followed with a key in hand"):
        fetcher(key=KEY).get("data_api", "/a", keyed=True)
    assert server.paths == ["/a"]


def test_the_body_of_a_redirect_is_not_read(server: Server, fetcher: Make) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    server.says("/a", Reply(302, bomb, {"Location": "/b", "Content-Encoding": "gzip"}))
    server.says("/b", b"there")
    with measured() as most:
        assert fetcher(largest=1_000).get("export", "/a").body == b"there"
    assert most() < 10_000_000


@pytest.mark.parametrize(
    ("url", "target", "followed"),
    [
        ("https://h/a", "https://h/b", True),
        ("https://h/a", "https://h:443/b", False),
        ("https://h/a", "http://h/b", False),
        ("https://h/a", "https://h:8443/b", False),
        ("https://h/a", "https://h.example/b", False),
        ("https://h/a", "https://h@example.com/b", False),
        ("https://h/a", "https://169.254.169.254/latest", False),
        ("https://h/a", "file://h/etc/passwd", False),
        ("http://h/a", "https://h/b", True),
        ("http://h/a", "https://h:8443/b", False),
        ("http://h:8080/a", "https://h/b", False),
    ],
)
def test_the_same_server_is_one_scheme_host_and_port(url: str, target: str, followed: bool) -> None:
    assert exchange.same_server(url, target) is followed


def test_a_circle_of_redirects_ends(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(302, b"", {"Location": "/a"}))
    with pytest.raises(FetchError, match="redirects in a circle"):
        fetcher().get("export", "/a")
    assert len(server.log) == fetch.HOPS + 1


def test_a_server_that_is_not_there_is_one_sentence(fetcher: Make, naps: list[float]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(FetchError) as caught:
        fetcher(base_url=f"http://127.0.0.1:{port}").get("export", "/a")
    assert str(caught.value) == (
        "127.0.0.1 cannot be reached (no connection). Nothing was lost; "
        "run the command again later, it takes up where it stopped."
    )
    assert len(naps) == 3


@pytest.mark.parametrize("base_url", ["http://.example.com", "http://a%zz"])
def test_a_server_that_cannot_be_is_a_setting_to_correct(fetcher: Make, base_url: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_BASE_URL cannot be used"):
        fetcher(base_url=base_url).get("export", "/a")


def test_the_tests_cannot_leave_this_machine(fetcher: Make) -> None:
    with pytest.raises(RuntimeError, match="not this machine"):
        fetcher(base_url="http://example.com").get("export", "/a")
    with socket.socket() as outward, pytest.raises(RuntimeError, match="not this machine"):
        outward.connect(("192.0.2.1", 80))


def test_the_key_travels_in_one_header_and_only_when_asked_for(
    server: Server, fetcher: Make
) -> None:
    server.says("/a", b"{}")
    found = fetcher(key=KEY)
    without = found.get("export", "/a")
    payload = found.get("data_api", "/a", {"x": "1"}, keyed=True)
    bare, keyed = server.log
    assert "Authorization" not in bare.headers
    assert keyed.headers["Authorization"] == f"Bearer {KEY}"
    assert [name for name, value in keyed.headers.items() if KEY in value] == ["Authorization"]
    assert KEY not in keyed.path + keyed.query
    assert KEY not in repr(payload) + payload.url + repr(found) + repr(without)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(401),
        Reply(403),
        Reply(429, headers={"Retry-After": "99"}),
        Reply(302, headers={"Location": "/b"}),
    ],
)
def test_no_error_shows_the_key(server: Server, fetcher: Make, reply: Reply) -> None:
    server.says("/a", reply)
    with pytest.raises(Refused) as caught:
        fetcher(key=KEY).get("data_api", "/a", keyed=True)
    error = caught.value
    assert KEY not in f"{error} {error!r} {error.datum!r} {error.__cause__!r} {error.args}"


def test_a_key_for_this_machine_goes_through_no_proxy(
    server: Server, fetcher: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.says("/a", b"{}")
    with serving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        fetcher(key=KEY).get("data_api", "/a", keyed=True)
        assert (len(server.log), proxy.log) == (1, [])


def test_without_a_key_a_keyed_request_is_not_made(server: Server, fetcher: Make) -> None:
    with pytest.raises(ConfigError, match="OPENROUTER_API_KEY is not set"):
        fetcher().get("data_api", "/a", keyed=True)
    assert server.log == []


@pytest.mark.parametrize("key", ["sk-\u043a\u043b\u044e\u0447", "sk-1\nHost: elsewhere", "sk\x7f"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(
    server: Server, fetcher: Make, key: str
) -> None:
    with pytest.raises(ConfigError, match="holds characters that no key has") as caught:
        fetcher(key=key).get("data_api", "/a", keyed=True)
    assert key not in str(caught.value)
    assert server.log == []


def test_the_key_is_not_sent_over_plain_http_to_another_machine(fetcher: Make) -> None:
    with pytest.raises(ConfigError, match=r"not sent over plain HTTP to example\.com"):
        fetcher(base_url="http://example.com", key=KEY).get("data_api", "/a", keyed=True)


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1@example.com", "http://localhost.example.com"]
)
def test_a_host_that_only_looks_like_this_machine_gets_no_key(fetcher: Make, base_url: str) -> None:
    with pytest.raises(ConfigError, match="plain HTTP"):
        fetcher(base_url=base_url, key=KEY).get("data_api", "/a", keyed=True)


def test_no_password_from_netrc_is_added(
    server: Server, fetcher: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.says("/a", Reply(302, b"", {"Location": "/b"}))
    server.says("/b", b"{}")
    fetcher().get("export", "/a")
    assert server.paths == ["/a", "/b"]
    assert all("Authorization" not in asked.headers for asked in server.log)


def test_only_keyed_requests_are_counted_and_each_attempt_is_one(
    server: Server, fetcher: Make
) -> None:
    budget = Budget(per_day=3)
    server.says("/a", b"{}", 503, b"{}")
    found = fetcher(key=KEY, budget=budget)
    found.get("export", "/a")
    assert budget.spent == 0
    found.get("data_api", "/a", keyed=True)
    assert budget.spent == 2
    found.get("data_api", "/a", keyed=True)
    with pytest.raises(FetchError, match="used up"):
        found.get("data_api", "/a", keyed=True)
    assert len(server.log) == 4


class Dripping(threading.Thread):
    """A server on this machine that answers once, a byte at a time, and then has ``said_all``."""

    def __init__(self, sent: bytes, pause: float) -> None:
        super().__init__()
        self.sent, self.pause, self.said_all = sent, pause, False
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.start()

    def run(self) -> None:
        answering, _ = self.listening.accept()
        with self.listening, answering, contextlib.suppress(OSError):
            answering.recv(4096)
            for byte in self.sent:
                answering.sendall(bytes([byte]))
                time.sleep(self.pause)
            self.said_all = True


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"
DRIPS = {
    "body": (b"", HEAD + b"x" * 400),
    "body of no stated length": (b"", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 400),
    "body of a server that then hangs up": (
        b"",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 400\r\n\r\n" + b"x" * 400,
    ),
    "body of an old server": (b"", HEAD.replace(b"1.1", b"1.0") + b"x" * 400),
    "header": (b"", b"HTTP/1.1 200 OK\r\nX-Drip: " + b"x" * 400),
    "TLS": (b"s", b"\x16\x03\x03\x40\x00" + b"x" * 400),
}


@pytest.mark.parametrize("drips", [*DRIPS])
def test_a_server_that_drips_is_given_up(drips: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes well inside the read timeout; all of them never would."""
    monkeypatch.setattr(exchange, "LONGEST_SECONDS", 1.0)
    secure, sent = DRIPS[drips]
    server = Dripping(sent, 0.02)
    with pytest.raises(FetchError, match="/drip sends its answer too slowly"):
        Fetcher(server.address.replace("http", f"http{secure.decode()}")).get("export", "/drip")
    server.join()
    assert not server.said_all, "the connection was cut"


def test_a_run_has_one_end_for_all_that_it_asks(server: Server, fetcher: Make) -> None:
    slept = [0.0]
    deadline = Deadline(1800, clock=lambda: sum(slept) * 1000)
    server.says("/a", 503)
    with pytest.raises(FetchError, match="the run has had its 1,800 seconds"):
        fetcher(deadline=deadline, sleep=lambda _: slept.append(2)).get("export", "/a")
    assert server.paths == ["/a"], "there is no time to ask again"


def test_no_answer_outlasts_the_run(fetcher: Make) -> None:
    server = Dripping(DRIPS["header"][1], 0.005)
    with pytest.raises(FetchError, match="too slowly"):
        fetcher(base_url=server.address, deadline=Deadline(0.2)).get("export", "/a")
    server.join()


def test_who_wants_to_leave_does_not_ask_again(server: Server, fetcher: Make) -> None:
    server.says("/a", 503)
    with pytest.raises(Interrupted, match="/a answered 503"):
        fetcher(leave=lambda: bool(server.log)).get("export", "/a")
    assert server.paths == ["/a"]


def test_connections_notice_a_peer_who_is_gone(
    server: Server, fetcher: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_to: list[tuple[int, ...]] = []
    told = Cut.holds

    def holds(cut: Cut, handle: socket.socket) -> None:
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        kept = [handle.getsockopt(socket.IPPROTO_TCP, option) for option in options]
        set_to.append((handle.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE), *kept))
        told(cut, handle)

    monkeypatch.setattr(Cut, "holds", holds)
    server.says("/a", b"there")
    fetcher().get("export", "/a")
    assert {*set_to} == {(1, 30, 10, 3)}


def test_a_compressed_body_in_single_bytes_is_read_whole() -> None:
    packed = gzip.compress(b"date,model_permaslug" * 20, mtime=0)
    head = f"Content-Length: {len(packed)}\r\nContent-Encoding: gzip\r\n\r\n".encode()
    server = Dripping(b"HTTP/1.1 200 OK\r\n" + head + packed, 0.0005)
    assert Fetcher(server.address).get("export", "/drip").body == b"date,model_permaslug" * 20
    server.join()


# What was fetched before.


ETAG = '"v1-of-it"'
BEFORE = datetime(2026, 8, 21, 12, tzinfo=UTC)


class Memory:
    """Remembers one payload, and what it was asked for."""

    def __init__(self, known: Payload | None) -> None:
        self.known = known
        self.asked: list[str] = []

    def __call__(self, url: str) -> Payload | None:
        self.asked.append(url)
        return self.known


def known(server: Server, etag: str = ETAG) -> Payload:
    return Payload("frontend", f"{server.url}/a?view=week", BEFORE, b"as before", etag=etag)


def test_the_etag_of_an_answer_is_kept(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(body=b"{}", headers={"ETag": ETAG}))
    assert fetcher().get("frontend", "/a").etag == ETAG


@pytest.mark.parametrize("etag", ["\u00fc", '"' + "x" * 200 + '"', "a\tb"])
def test_an_etag_that_cannot_be_sent_back_is_none(server: Server, fetcher: Make, etag: str) -> None:
    server.says("/a", Reply(body=b"{}", headers={"ETag": etag}))
    assert fetcher().get("frontend", "/a").etag == ""


def test_what_is_remembered_is_asked_for_with_its_etag(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(body=b"anew", headers={"ETag": '"v2"'}))
    memory = Memory(known(server))
    found = fetcher(remember=memory).get("frontend", "/a", {"view": "week"})
    assert memory.asked == [f"{server.url}/a?view=week"], "the address with its query"
    assert server.log[0].headers["If-None-Match"] == ETAG
    assert (found.body, found.etag, found.fetched_at) == (b"anew", '"v2"', NOW)


@pytest.mark.parametrize("etag", ["", None])
def test_without_an_etag_nothing_is_compared(
    server: Server, fetcher: Make, etag: str | None
) -> None:
    server.says("/a", b"anew")
    memory = Memory(None if etag is None else known(server, etag))
    assert fetcher(remember=memory).get("frontend", "/a").body == b"anew"
    assert "If-None-Match" not in server.log[0].headers


def test_an_answer_of_304_is_the_remembered_body_told_anew(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(304))
    promise = Promise(9, "0" * 64)
    found = fetcher(remember=Memory(known(server))).get(
        "frontend", "/a", {"view": "week"}, carries="manifest", dated=BEFORE, promise=promise
    )
    assert found == replace(
        known(server), fetched_at=NOW, carries="manifest", dated=BEFORE, promise=promise
    )
    assert found.status == 200
    assert len(server.log) == 1


def test_an_answer_of_304_to_a_question_not_asked_is_refused(
    server: Server, fetcher: Make, naps: list[float]
) -> None:
    server.says("/a", Reply(304))
    for memory in (Memory(None), Memory(known(server, etag=""))):
        with pytest.raises(Refused, match="/a answered 304") as caught:
            fetcher(remember=memory).get("frontend", "/a")
        assert caught.value.status == 304
    assert naps == []
    assert len(server.log) == 2


def test_a_keyed_request_compares_nothing(server: Server, fetcher: Make) -> None:
    server.says("/a", b"anew", Reply(304))
    memory = Memory(known(server))
    found = fetcher(key=KEY, remember=memory)
    assert found.get("data_api", "/a", keyed=True).body == b"anew"
    with pytest.raises(Refused, match="answered 304"):
        found.get("data_api", "/a", keyed=True)
    assert memory.asked == []
    assert all("If-None-Match" not in asked.headers for asked in server.log)


def test_after_a_trouble_that_passes_the_etag_is_sent_again(server: Server, fetcher: Make) -> None:
    server.says("/a", 503, Reply(302, headers={"Location": "/b"}))
    server.says("/b", Reply(304))
    assert fetcher(remember=Memory(known(server))).get("frontend", "/a").body == b"as before"
    assert [asked.headers.get("If-None-Match") for asked in server.log] == [ETAG] * 3


# Where no contract allows the asking.


ROBOTS = "/robots.txt"
FRONT_END = "/api/frontend/v1/rankings/models"


class Clock:
    """A clock that goes only when somebody sleeps by it."""

    def __init__(self) -> None:
        self.time = 100.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds


@pytest.fixture
def polite(fetcher: Make) -> Callable[..., Fetcher]:
    """A fetcher whose pace goes by a clock that costs no time."""

    def make(**given: Any) -> Fetcher:
        clock = given.pop("clock", Clock())
        return fetcher(pace=Pace(clock=clock, sleep=clock.sleep), sleep=clock.sleep, **given)

    return make


def test_robots_txt_is_asked_first_and_once(server: Server, polite: Make) -> None:
    server.says(ROBOTS, b"User-agent: *\nAllow: /\nDisallow: /seo/\n")
    server.says("/a", b"{}")
    server.says("/b", b"{}")
    found = polite()
    for path in ("/a", "/b", "/a"):
        assert found.get("frontend", path, polite=True).body == b"{}"
    assert server.paths == [ROBOTS, "/a", "/b", "/a"]
    assert found.requests == 4
    assert all(asked.headers["User-Agent"].startswith(fetch.ROBOT) for asked in server.log)


def test_where_a_contract_allows_the_asking_robots_txt_is_not_asked(
    server: Server, polite: Make
) -> None:
    server.says(ROBOTS, b"User-agent: *\nDisallow: /\n")
    server.says("/a", b"{}")
    assert polite().get("export", "/a").body == b"{}"
    assert polite(key=KEY).get("data_api", "/a", keyed=True).body == b"{}"
    assert ROBOTS not in server.paths


def test_what_robots_txt_closes_is_refused_by_one_sentence_and_not_asked(
    server: Server, polite: Make
) -> None:
    server.says(ROBOTS, b"User-agent: *\nAllow: /\nDisallow: /api/frontend/\n")
    server.says(FRONT_END, b"{}")
    server.says("/api/v1/models", b"{}")
    found = polite()
    for _ in range(2):
        with pytest.raises(Unavailable) as caught:
            found.get("frontend", FRONT_END, {"view": "week"}, polite=True)
        assert str(caught.value) == (
            f"{server.url}{FRONT_END} is closed to robots by the robots.txt of 127.0.0.1."
            " Nothing was lost; leave this source out of TRACKER_SOURCES; the others still work."
        )
    assert server.paths == [ROBOTS]
    assert found.get("catalog", "/api/v1/models", polite=True).body == b"{}"


@pytest.mark.parametrize(
    ("robots", "open_to_us"),
    [
        ("User-agent: *\nDisallow: /\n\nUser-agent: openrouter-tracker\nAllow: /\n", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: openrouter-tracker\nDisallow: /api/\n", False),
        ("User-agent: OpenRouter-Tracker\nDisallow: /\n", False),
        ("User-agent: another-robot\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /*?view=\n", False),
        ("User-agent: *\nDisallow: /api\nAllow: /api/frontend/v1/\n", True),
        ("User-agent: *\nDisallow:\n", True),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("User-agent: *\r\nDisallow: /\r\n", False),
        ("", True),
        ("<!DOCTYPE html><html>Not a robots.txt</html>", True),
    ],
)
def test_the_rules_for_our_own_name_win_and_the_longest_rule_decides(
    server: Server, polite: Make, robots: str, open_to_us: bool
) -> None:
    server.says(ROBOTS, robots.encode())
    server.says(FRONT_END, b"{}")
    if open_to_us:
        assert polite().get("frontend", FRONT_END, {"view": "week"}, polite=True).body == b"{}"
    else:
        with pytest.raises(Unavailable, match="closed to robots"):
            polite().get("frontend", FRONT_END, {"view": "week"}, polite=True)
        assert server.paths == [ROBOTS]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_robots_txt_that_is_not_there_allows_everything(
    server: Server, polite: Make, status: int
) -> None:
    server.says(ROBOTS, status)
    server.says(FRONT_END, b"{}")
    assert polite().get("frontend", FRONT_END, polite=True).body == b"{}"
    assert server.paths == [ROBOTS, FRONT_END]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_cannot_be_had_forbids_everything(
    server: Server, polite: Make, status: int
) -> None:
    server.says(ROBOTS, status)
    server.says(FRONT_END, b"{}")
    with pytest.raises(Unavailable, match=rf"/robots\.txt answered {status}"):
        polite().get("frontend", FRONT_END, polite=True)
    assert server.paths == [ROBOTS] * fetch.ATTEMPTS


def test_a_robots_txt_that_is_cut_off_forbids_everything(server: Server, polite: Make) -> None:
    server.says(ROBOTS, Reply(body=b"User-agent: *\nDisallow: /\n", cut_after=14))
    server.says(FRONT_END, b"{}")
    with pytest.raises(Unavailable, match=r"/robots\.txt was cut off"):
        polite().get("frontend", FRONT_END, polite=True)
    assert FRONT_END not in server.paths


def test_a_robots_txt_that_comes_after_all_is_heeded(server: Server, polite: Make) -> None:
    server.says(ROBOTS, 503, Reply(302, headers={"Location": "/robots"}))
    server.says("/robots", b"User-agent: *\nDisallow: /api/\n")
    with pytest.raises(Unavailable, match="closed to robots"):
        polite().get("frontend", FRONT_END, polite=True)
    assert server.paths == [ROBOTS, ROBOTS, "/robots"]


def test_a_redirect_does_not_lead_past_robots_txt(server: Server, polite: Make) -> None:
    server.says(ROBOTS, b"User-agent: *\nDisallow: /api/internal/\n")
    server.says(FRONT_END, Reply(302, headers={"Location": "/api/internal/models"}))
    server.says("/api/internal/models", b"{}")
    with pytest.raises(Unavailable, match="/api/internal/models is closed to robots"):
        polite().get("frontend", FRONT_END, polite=True)
    assert server.paths == [ROBOTS, FRONT_END]


def test_a_huge_robots_txt_is_read_only_to_its_limit(server: Server, polite: Make) -> None:
    line = b"# nothing to read here, for a long time\n"
    beyond = line * (fetch.LARGEST_ROBOTS // len(line) + 1)
    inside = line * (fetch.LARGEST_ROBOTS // len(line) - 9)
    server.says(FRONT_END, b"{}")
    server.says(ROBOTS, beyond + b"User-agent: *\nDisallow: /\n")
    assert polite().get("frontend", FRONT_END, polite=True).body == b"{}"
    server.says(ROBOTS, inside + b"User-agent: *\nDisallow: /\n" + line * 99)
    with pytest.raises(Unavailable, match="closed to robots"):
        polite().get("frontend", FRONT_END, polite=True)
    with pytest.raises(FetchError, match=r"/robots\.txt sends more than 9,999 bytes"):
        polite(largest=9_999).get("frontend", FRONT_END, polite=True)


WRITTEN_IN_ROBOTS = [
    b"User-agent: ", b"Disallow: ", b"Allow: ", b"Crawl-delay: ", b"Request-rate: ", b"Sitemap: ",
    b"Visit-time: ", b"\n", b"\r", b"*", b"/", b"$", b"%", b"\xff", b"\0", b"1/0s", b"0900-1200",
    b"http://[", b"//[", b"9" * 400, b"inf", b"nan", b"-1", fetch.ROBOT.encode(),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WRITTEN_IN_ROBOTS) | st.binary(max_size=4), max_size=24))
def test_strange_bytes_in_robots_txt_do_no_harm(written: list[bytes]) -> None:
    """They open or they close; they neither crash nor hold anything up."""
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    with serving() as server:
        server.says(ROBOTS, b"".join(written))
        server.says("/a", b"{}")
        with contextlib.suppress(Unavailable):
            found = Fetcher(server.url, pace=pace, sleep=clock.sleep)
            assert found.get("frontend", "/a", polite=True).body == b"{}"
    assert 1.0 <= pace.seconds <= fetch.LONGEST_WAIT


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("5", 5.0), ("2.5", 2.5), ("0", 1.0), ("3600", 60.0), ("soon", 1.0), ("-9", 1.0)],
)
def test_a_crawl_delay_widens_the_pace_and_never_narrows_it(
    server: Server, polite: Make, delay: str, seconds: float
) -> None:
    server.says(ROBOTS, f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    server.says("/a", b"{}")
    clock = Clock()
    found = polite(clock=clock)
    for _ in range(3):
        found.get("frontend", "/a", polite=True)
    assert clock.naps == [seconds] * 3


def test_a_second_lies_between_two_polite_requests_whatever_becomes_of_them(
    server: Server, polite: Make
) -> None:
    """Between retries and redirects too, and with no wait that the server asks for."""
    at_once = Reply(429, headers={"Retry-After": "0"})
    server.says(ROBOTS, at_once, b"")
    server.says("/a", at_once, Reply(302, headers={"Location": "/b"}))
    server.says("/b", at_once, b"{}")
    clock = Clock()
    times: list[float] = []
    waiting = Pace(clock=clock, sleep=clock.sleep)

    class Noting:
        seconds = 1.0

        def wait(self) -> None:
            waiting.wait()
            times.append(clock.time)

    found = polite(clock=clock)
    found._pace = Noting()  # type: ignore[assignment]
    for _ in range(3):
        found.get("frontend", "/a", polite=True)
    assert len(times) == len(server.log) == found.requests
    assert server.paths[:7] == [ROBOTS, ROBOTS, "/a", "/a", "/b", "/a", "/b"]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))


def test_requests_under_a_contract_are_not_held_up(server: Server, polite: Make) -> None:
    server.says("/a", b"{}")
    clock = Clock()
    found = polite(clock=clock)
    for _ in range(5):
        found.get("export", "/a")
    assert clock.naps == []


# The clock of this machine against the server's.


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Date": in_a_header(NOW)},
        {"Date": in_a_header(NOW - timedelta(hours=23))},
        {"Date": in_a_header(NOW - timedelta(days=9)), "Age": str(9 * 86_400)},
        {"Date": "yesterday"},
        {"Date": in_a_header(NOW), "Age": "9" * 300},
        {"Date": "Sat, 22 Aug 2026 12:00:00 -0000"},
    ],
)
def test_an_answer_of_about_this_time_is_taken(
    headers: dict[str, str], server: Server, fetcher: Make
) -> None:
    server.says("/a", Reply(body=b"{}", headers=headers))
    assert fetcher().get("export", "/a").body == b"{}"


@pytest.mark.parametrize(
    "now",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        NOW - timedelta(hours=25),
        NOW + timedelta(hours=25),
        NOW + timedelta(days=365),
    ],
)
def test_a_clock_that_is_wrong_is_said_so_and_nothing_is_taken(
    now: datetime,
    server: Server,
    fetcher: Make,
    naps: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange, "LOOPBACK", frozenset())
    server.says("/a", Reply(body=b"{}", headers={"Date": in_a_header(NOW)}))
    with pytest.raises(
        Unavailable,
        match=r"clock of this machine says .* that of 127\.0\.0\.1 2026-08-22T12.*set the",
    ):
        fetcher(now=lambda: now).get("export", "/a")
    assert naps == [], "it will not pass by itself"


def test_a_server_on_this_machine_has_no_clock_of_its_own(server: Server, fetcher: Make) -> None:
    server.says("/a", Reply(body=b"{}", headers={"Date": in_a_header(NOW - timedelta(days=9))}))
    assert fetcher().get("export", "/a").body == b"{}"
