"""A web server on this machine that says what a test tells it to say."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """What the server says: a status, a body, and how it misbehaves: after which ``delay`` it begins,
    after how many bytes it stops, and how long it rests after each byte."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut_after: int | None = None
    drip: float = 0.0


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    path: str
    query: str
    headers: dict[str, str]


Answer = Callable[[Asked], Reply]


class Server:
    """Answers each path with its replies in turn, the last one again and again; others with 404. Or
    whatever ``answer`` says to a request."""

    def __init__(self, url: str, answer: Answer | None = None) -> None:
        self.url = url
        self.answer = answer or (lambda asked: self.next_reply(asked.path))
        self.replies: dict[str, list[Reply]] = {}
        self.log: list[Asked] = []

    def says(self, path: str, *replies: Reply | bytes | int) -> None:
        """What ``path`` is answered with; bytes are a 200, a number is that status."""
        self.replies[path] = [_reply(reply) for reply in replies]

    def next_reply(self, path: str) -> Reply:
        waiting = self.replies.get(path, [Reply(404, b'{"error":{"code":404}}')])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]


def _reply(reply: Reply | bytes | int) -> Reply:
    if isinstance(reply, bytes):
        return Reply(body=reply)
    return Reply(reply) if isinstance(reply, int) else reply


@contextmanager
def serving(port: int = 0, answer: Answer | None = None) -> Iterator[Server]:
    """A server in a thread, for as long as the block lasts; on any port unless one is named."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = Asked(parts.path, parts.query, dict(self.headers.items()))
            saying.log.append(asked)
            reply = saying.answer(asked)
            time.sleep(reply.delay)
            self.send_response_only(reply.status)  # and no Date: tests have clocks of their own
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            body = reply.body[: reply.cut_after]
            for at in range(len(body)) if reply.drip else ():
                self.wfile.write(body[at : at + 1])
                time.sleep(reply.drip)
            if not reply.drip:
                self.wfile.write(body)

        def handle(self) -> None:
            with suppress(ConnectionError):  # a client hangs up, which is what some tests are about
                super().handle()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as running:
        running.daemon_threads = True
        saying = Server(f"http://127.0.0.1:{running.server_port}", answer)
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield saying
        finally:
            running.shutdown()
            thread.join()
