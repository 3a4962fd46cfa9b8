"""A throwaway PostgreSQL on this machine: made from Debian's programs, gone when the tests are over.

Its texts are in the order of a language, not of code points, so that a row sorted by the database
where the tracker means code points is seen.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OWNER, PASSWORD = "tracker", "of-a-throwaway-cluster"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "timezone": "Asia/Tokyo",
}
"""Nothing of it must last; and a server's own zone must not matter."""


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster: the URL of its server, without a database."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgres-"))
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    data, told = folder / "data", folder / "password"
    told.write_text(PASSWORD)
    told.chmod(0o644)
    port = _free_port()
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    pg_ctl = [programs / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
    try:
        _run(
            [programs / "initdb", "--pgdata", data, "--username", OWNER, "--pwfile", told,
             "--auth", "password", "--encoding", "UTF8", "--no-sync",
             "--locale", "C", "--locale-provider", "icu", "--icu-locale", "en"],
            user,
        )  # fmt: skip
        log = ["--log", folder / "log"]
        _run([*pg_ctl, *log, "--options", f"-p {port} {options}", "start"], user)
        try:
            yield f"postgresql+psycopg://{OWNER}:{PASSWORD}@127.0.0.1:{port}"
        finally:
            _run([*pg_ctl, "--mode", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """The folder of initdb and pg_ctl: the newest of Debian's, else that of the path."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4])
    )
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise FileNotFoundError(
            "there is no PostgreSQL here; on Debian: apt-get install postgresql"
        )
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


def _unprivileged() -> str | None:
    """Who runs the server, which refuses to run as root; None: this very user."""
    if os.geteuid() != 0:
        return None
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _run(command: list[Any], user: str | None) -> None:
    """Run to the end; what it says is only of interest when it fails."""
    who: dict[str, Any] = (
        {"user": user, "group": _group_of(user), "extra_groups": []} if user else {}
    )
    with tempfile.TemporaryFile("w+") as said:
        ran = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False, **who)
        said.seek(0)
        if ran.returncode:
            raise RuntimeError(f"{command[0]} failed: {said.read()}")


def _group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid
