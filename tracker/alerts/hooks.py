"""Who is told of failures and events: a command or a web address, as the settings name it.

A command is run by the shell, since whoever sets it is who runs the tracker; the notice comes as
one line of JSON on its standard input, never in the command itself, because it holds names that
somebody published. An address gets the same JSON in a POST. Either has half a minute.

    {"id": 7, "kind": "event", "what": "new leader", "said": "…", "raised_at": "…", "facts": {…}}

A command is done when its shell has ended: what that left running in the background is waited for
by nobody. One that takes too long is ended with everything it started. Of what it prints the end is
kept, a few kilobytes, and the last line is said where it failed.
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
"""Bytes of what a command prints; the rest is read and forgotten."""
LINE = 200


@dataclass(frozen=True)
class Hook:
    """A command or an address, and the name of the setting that holds it; a command is given the
    ``environment``."""

    setting: str
    target: str = field(repr=False)
    agent: str
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def tell(self, notice_id: int | None, kind: str, raised_at: datetime, notice: Notice) -> None:
        """Deliver one notice. Raises TrackerError when it was not taken."""
        told = {
            "id": notice_id, "kind": kind, "what": notice.what, "said": printable(notice.said),
            "raised_at": stamp(raised_at), "facts": dict(notice.facts),
        }  # fmt: skip
        content = f"{as_json(told)}\n".encode()
        if is_address(self.target):
            try:
                posting.post(self.target, content, self.agent)
            except TrackerError as trouble:
                raise self._untold(trouble.fact) from None
        else:
            self._run(content)

    def _run(self, content: bytes) -> None:
        try:
            with _tail() as (printed, end):
                code = _ended(self.target, content, dict(self.environment), printed)
        except subprocess.TimeoutExpired:
            raise self._untold(f"it did not end within {LONGEST:.0f} seconds") from None
        except OSError as error:
            raise self._untold(f"it cannot be run ({error.strerror})") from None
        if code:
            said = f": {end[0]}" if end else ""
            raise self._untold(f"it ended with exit code {code}{said}")

    def _untold(self, why: str) -> TrackerError:
        return ConfigError(
            f"{self.setting} was not told: {why}",
            datum=self.setting,
            remedy="mend the command or the address; the notice is kept and told by the next run",
        )


def _ended(command: str, content: bytes, environment: dict[str, str], printed: int) -> int:
    """Run a command in a process group of its own. Returns its exit code; raises TimeoutExpired
    when all of the group had to be ended."""
    with subprocess.Popen(  # noqa: S602 - the operator's own command, the notice is no part of it
        command, shell=True, env=environment, start_new_session=True,
        stdin=subprocess.PIPE, stdout=printed, stderr=printed,
    ) as process:  # fmt: skip
        try:
            process.communicate(content, timeout=LONGEST)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode


@contextmanager
def _tail() -> Iterator[tuple[int, list[str]]]:
    """The end of a pipe to print into, and a list that has the last line printed, if any, when the
    block is left; whoever still holds the pipe then is not waited for."""
    out, printed = os.pipe()
    done, kept = threading.Event(), bytearray()
    last: list[str] = []

    def read() -> None:
        while not done.is_set():
            if select.select([out], [], [], 0.05)[0]:
                part = os.read(out, 65536)
                if not part:
                    return
                kept[:] = (kept + part)[-KEPT:]

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield printed, last
    finally:
        os.close(printed)
        done.set()
        reader.join()
        os.set_blocking(out, False)
        with suppress(BlockingIOError):
            kept += os.read(out, 65536)
        os.close(out)
        lines = kept.decode(errors="replace").split("\n")
        last += [line.strip()[:LINE] for line in lines if line.strip()][-1:]
