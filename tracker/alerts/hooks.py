"""Notification hooks: run a command or POST to a URL.

A command is run by the shell and receives the notice as one line of JSON on standard input, never
as part of the command, because it contains published names. A URL receives the same JSON in a POST.
Both have a time limit of 30 seconds.

    {"id": 7, "kind": "event", "what": "new leader", "said": "…", "raised_at": "…", "facts": {…}}

A command is done when its shell exits; background processes are not waited for. At the time limit
its whole process group is killed. If it fails, the last line of its output is part of the error.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from tracker.config import is_address
from tracker.errors import ConfigError, TrackerError
from tracker.fetch import posting
from tracker.records import Notice
from tracker.text import as_json, printable
from tracker.weeks import stamp

LONGEST = 30.0
KEPT = 4096
"""Bytes kept from the end of a command's output."""
LINE = 200


@dataclass(frozen=True)
class Hook:
    """A command or a URL, and the setting it comes from; a command runs in ``environment``."""

    setting: str
    target: str = field(repr=False)
    agent: str
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def deliver(
        self, notice_id: int | None, kind: str, raised_at: datetime, notice: Notice
    ) -> None:
        """Deliver one notice. Raises TrackerError if that fails."""
        message = {
            "id": notice_id,
            "kind": kind,
            "what": notice.what,
            "said": printable(notice.said),
            "raised_at": stamp(raised_at),
            "facts": dict(notice.facts),
        }
        content = f"{as_json(message)}\n".encode()
        if is_address(self.target):
            try:
                posting.post(self.target, content, self.agent)
            except TrackerError as trouble:
                raise self._error(trouble.fact) from None
        else:
            self._run(content)

    def _run(self, content: bytes) -> None:
        try:
            with _tail() as (pipe, last):
                code = _run_command(self.target, content, dict(self.environment), pipe)
        except subprocess.TimeoutExpired:
            raise self._error(f"it did not exit within {LONGEST:.0f} seconds") from None
        except OSError as error:
            raise self._error(f"it cannot be run ({error.strerror})") from None
        if code:
            output = f": {last[0]}" if last else ""
            raise self._error(f"exit code {code}{output}")

    def _error(self, why: str) -> TrackerError:
        return ConfigError(
            f"{self.setting} failed: {why}",
            datum=self.setting,
            remedy="fix the command or URL; the notification will be retried on the next run",
        )


def _run_command(command: str, content: bytes, environment: dict[str, str], pipe: int) -> int:
    """Run a command in its own process group and return its exit code.

    Raises TimeoutExpired after killing the group at the time limit.
    """
    with subprocess.Popen(  # noqa: S602 - the operator's own command; the notice is not part of it
        command,
        shell=True,
        env=environment,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=pipe,
        stderr=pipe,
    ) as process:
        try:
            process.communicate(content, timeout=LONGEST)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode


@contextmanager
def _tail() -> Iterator[tuple[int, list[str]]]:
    """Yield a pipe to write to, and a list that holds the last line written after the block.

    Processes that still hold the pipe then are not waited for.
    """
    out, pipe = os.pipe()
    done, tail = threading.Event(), bytearray()
    last: list[str] = []

    def read() -> None:
        while not done.is_set():
            if select.select([out], [], [], 0.05)[0]:
                part = os.read(out, 65536)
                if not part:
                    return
                tail[:] = (tail + part)[-KEPT:]

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield pipe, last
    finally:
        os.close(pipe)
        done.set()
        reader.join()
        os.set_blocking(out, False)
        with suppress(BlockingIOError):
            tail += os.read(out, 65536)
        os.close(out)
        lines = tail.decode(errors="replace").split("\n")
        last += [line.strip()[:LINE] for line in lines if line.strip()][-1:]
