"""A Python that has the libraries loaded and forks for each command, at the instant in ``AT``.

    python warm_python.py SOCKET                  serves until it is told to stop
    python warm_python.py SOCKET -m tracker …     is what a step calls: a command in its folder, with
                                                  its environment, files and exit code

The tracker itself is loaded anew by each command, from where ``PYTHONPATH`` says. Nothing waits: a
pause between two tries takes no time.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LIBRARIES = (
    "alembic.command",
    "bs4",
    "filelock",
    "jinja2",
    "lxml.etree",
    "pandas",
    "PIL.ImageDraw",
    "platformdirs",
    "protego",
    "requests",
    "rich.console",
    "rich.table",
    "sqlalchemy",
    "time_machine",
    "typer",
)


@contextmanager
def warm_python(file: Path) -> Iterator[str]:
    """Yield what to call instead of `python`, for as long as the block lasts."""
    command = [sys.executable, __file__, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout
        server.stdout.readline()
        try:
            yield f'"{sys.executable}" -IS "{__file__}" "{file}"'
        finally:
            server.terminate()


def _serve(file: str) -> None:
    for name in LIBRARIES:
        __import__(name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(file)
        listening.listen()
        print("ready", flush=True)
        while True:
            connection, _ = listening.accept()
            if child := os.fork():
                connection.close()
                os.waitpid(child, 0)
                continue
            connection.send(bytes([_run(connection)]))
            os._exit(0)


def _run(connection: socket.socket) -> int:
    """Run the command that a caller sends with its files. Returns its exit code."""
    import runpy
    import time

    import time_machine

    message, files, *_ = socket.recv_fds(connection, 1 << 16, 3)
    arguments, folder, environment = json.loads(message)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = environment["PYTHONPATH"].split(":")
    sys.argv = arguments[1:]
    time.sleep = lambda _: None
    code: object = 0
    with time_machine.travel(environment["AT"], tick=True):
        try:
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        except SystemExit as end:
            code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


def _call(file: str, arguments: list[str]) -> int:
    message = json.dumps([arguments, os.getcwd(), dict(os.environ)])  # noqa: PTH109
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(file)
        socket.send_fds(connection, [message.encode()], [0, 1, 2])
        answer = connection.recv(1)
    return answer[0] if answer else 70


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(_call(sys.argv[1], sys.argv[2:]))
    _serve(sys.argv[1])
