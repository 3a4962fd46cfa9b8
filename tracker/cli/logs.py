"""Messages of the commands that record: plain lines, or with `TRACKER_LOG=json` JSON lines.

Secrets are never printed.

    {"at": "2026-08-22T02:15:04.1Z", "level": "info", "said": "export: fine, 1 new, …"}
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker import config
from tracker.cli import output
from tracker.errors import ConfigError, TrackerError
from tracker.text import as_json

HIDDEN = "…"


def say(line: str) -> None:
    """Report success on standard output."""
    if _kind() == "json":
        output.say(_as_json(line, "info"))
    else:
        output.say(redacted(line))


def fail(error: TrackerError, about: str = "") -> None:
    """Report an error on standard error: what happened, and a hint on a line of its own."""
    fact = f"{about}: {error.fact}" if about else error.fact
    if _kind() == "json":
        print(_as_json(fact, "error", error.hint), file=sys.stderr, flush=True)
    else:
        output.complain("Error", f"{redacted(fact)}.")
        output.complain("Hint", redacted(error.hint))


def warn(line: str) -> None:
    """Report on standard error what needs attention."""
    if _kind() == "json":
        print(_as_json(line, "warning"), file=sys.stderr, flush=True)
    else:
        output.complain("Warning", redacted(line))


def note(line: str) -> None:
    """Report success on standard error, next to an answer."""
    if _kind() == "json":
        print(_as_json(line, "info"), file=sys.stderr, flush=True)
    else:
        output.complain("Note", redacted(line))


@contextmanager
def steps(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Report long work: a progress bar on a terminal, a line a step without one."""
    if _kind() == "json":
        yield say
        return
    with output.steps(what, total) as step:
        yield lambda line: step(redacted(line))


def redacted(line: str) -> str:
    """Return a line without the secrets of the settings."""
    for secret in _secrets():
        line = line.replace(secret, HIDDEN)
    return line


class Lines(logging.Handler):
    """Report what a library logs as a warning."""

    def emit(self, record: logging.LogRecord) -> None:
        warn(self.format(record))


def _as_json(line: str, level: str, hint: str = "") -> str:
    from tracker.weeks import stamp, utc_now

    entry = {"at": stamp(utc_now()), "level": level, "said": redacted(line)}
    return as_json(entry | ({"hint": redacted(hint)} if hint else {}))


def _kind() -> str:
    try:
        return config.load().log
    except ConfigError:
        return "plain"


def _secrets() -> tuple[str, ...]:
    try:
        return config.load().secrets
    except ConfigError:
        return ()
