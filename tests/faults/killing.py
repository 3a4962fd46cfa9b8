"""Commands that are killed at a step of their work.

A command runs in a process of its own in which its steps are counted: every file opened for
writing, moved, removed or flushed to the disk, every folder made, every statement sent to the
database and every thousand of its operations, and both sides of each commit. At one of them the
process kills itself with SIGKILL, which nothing in it can see coming or clean up after.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
WATCHED = {"os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}
TESTS = Path(__file__).resolve().parent.parent
COMMIT = ("before a commit", "after a commit")
OPERATIONS = 1_000
"""So many operations of the database are a step."""
_processes = get_context("forkserver")
_processes.set_forkserver_preload(["faults.killing", "faults.loaded"])


@dataclass(frozen=True)
class Ended:
    """How a command ended: the exit code (minus the signal, if it was killed), and its steps."""

    code: int | None
    steps: list[str]
    said: str

    @property
    def complaints(self) -> list[str]:
        """What it complained of, a sentence each."""
        return [line for line in self.said.splitlines() if line.startswith("Error: ")]


def start(
    folder: Path,
    *command: str,
    settings: dict[str, str],
    now: datetime,
    kill_at: int | None = None,
    hamper: Callable[[], None] | None = None,
) -> Callable[[], Ended]:
    """Run a command in a process of its own, with the clock standing at ``now``; what it says and
    its steps are written into ``folder``. What is returned waits for its end.

    ``hamper`` is called in that process before; the steps are not counted then, unless it is to be
    killed at one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with patch.dict(os.environ, PYTHONPATH=str(TESTS)):  # so that the server finds what to load
        forkserver.ensure_running()
    process = _processes.Process(
        target=_command, args=(folder, command, settings, now, kill_at, hamper)
    )
    process.start()

    def ended() -> Ended:
        process.join()
        steps = (folder / "steps").read_text(encoding="utf-8").splitlines()
        return Ended(process.exitcode, steps, (folder / "said").read_text(encoding="utf-8"))

    return ended


def chosen(steps: list[str], others: int, seed: int) -> list[int]:
    """At which steps to kill: the first, the last, both sides of each commit that wrote something,
    and ``others``, spread over all of them. A step is killed before it is done."""
    draw = random.Random(seed)
    certain = {0, len(steps) - 1, *(at for at, step in enumerate(steps) if step in COMMIT)}
    free = [at for at in range(len(steps)) if at not in certain]
    spread = {free[int((n + draw.random()) * len(free) / others)] for n in range(others)}
    return sorted(certain | spread)


def _command(
    folder: Path,
    command: tuple[str, ...],
    settings: dict[str, str],
    now: datetime,
    kill_at: int | None,
    hamper: Callable[[], None] | None,
) -> None:
    said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    for name in [name for name in os.environ if name.startswith(("TRACKER_", "OPENROUTER_"))]:
        del os.environ[name]
    os.environ.update(settings)
    os.chdir(folder)
    from tracker import cli, weeks

    weeks.utc_now = lambda: now
    steps = (folder / "steps").open("w", buffering=1, encoding="utf-8")
    if hamper:
        hamper()
    if kill_at is not None or not hamper:
        _count(steps, kill_at)
    sys.argv = ["tracker", *command]
    cli.main()


def _count(log: Any, kill_at: int | None) -> None:
    """Count the steps of this process from now on, write each down, and end it at one of them."""
    done = 0

    def step(what: str) -> None:
        nonlocal done
        log.write(f"{what}\n")
        if done == kill_at:
            log.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1

    def heard(event: str, args: tuple[Any, ...]) -> None:
        if event in WATCHED:
            step(f"{event} {args[0]}")
        elif event == "open" and isinstance(args[2], int) and args[2] & WRITING:
            step(f"open {args[0]}")

    def flushed(handle: int) -> None:
        step("fsync")
        fsync(handle)

    fsync, os.fsync = os.fsync, flushed
    _watch_the_database(step)
    sys.addaudithook(heard)


def _watch_the_database(step: Callable[[str], None]) -> None:
    from sqlalchemy import Engine, event
    from sqlalchemy.engine.default import DefaultDialect

    commit = DefaultDialect.do_commit

    written = 0

    def committed(self: DefaultDialect, connection: Any) -> None:
        nonlocal written
        total = getattr(connection, "total_changes", None)  # only SQLite counts them
        sides = COMMIT if total is None or total != written else ("end of a look", "looked")
        written = total
        step(sides[0])
        commit(self, connection)
        step(sides[1])

    DefaultDialect.do_commit = committed  # type: ignore[method-assign]

    @event.listens_for(Engine, "connect")
    def connected(connection: Any, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_progress_handler(lambda: step("operations"), OPERATIONS)

    @event.listens_for(Engine, "before_cursor_execute")
    def executed(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        step(" ".join(statement.split())[:60])
