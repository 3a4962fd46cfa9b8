"""What the commands that record say as they go: plain lines, or a JSON object a line for whoever
gathers logs (`TRACKER_LOG=json`). Nothing that may be a secret is ever said.

    {"at": "2026-08-22T02:15:04.1Z", "level": "info", "said": "export: fine, 1 new, …"}
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker import config
from tracker.cli import output
from tracker.errors import ConfigError
from tracker.text import as_json

HIDDEN = "…"


def say(line: str) -> None:
    """Something that went as it should."""
    if _kind() == "json":
        output.say(_as_json(line, "info"))
    else:
        output.say(redacted(line))


def complain(line: str) -> None:
    """Something that did not, where complaints go."""
    if _kind() == "json":
        print(_as_json(line, "error"), file=sys.stderr, flush=True)
    else:
        output.complain(redacted(line))


def note(line: str) -> None:
    """Something that went as it should, beside an answer: where complaints go."""
    if _kind() == "json":
        print(_as_json(line, "info"), file=sys.stderr, flush=True)
    else:
        output.complain(redacted(line))


@contextmanager
def steps(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Report long work: a progress bar on a terminal, a line a step without one."""
    if _kind() == "json":
        yield say
        return
    with output.steps(what, total) as step:
        yield lambda line: step(redacted(line))


def redacted(line: str) -> str:
    """A line without the secrets of the settings."""
    for secret in _secrets():
        line = line.replace(secret, HIDDEN)
    return line


class Lines(logging.Handler):
    """What a library has to say goes where our complaints go."""

    def emit(self, record: logging.LogRecord) -> None:
        complain(self.format(record))


def _as_json(line: str, level: str) -> str:
    from tracker.weeks import stamp, utc_now

    told = {"at": stamp(utc_now()), "level": level, "said": redacted(line)}
    return as_json(told)


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
