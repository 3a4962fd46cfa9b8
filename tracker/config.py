"""Settings, read from the environment and from a `.env` file, and from nowhere else.

    TRACKER_DATA_DIR       database and archive         the platform's folder for user data
    TRACKER_DATABASE_URL   where the store is           sqlite file in the data folder
    TRACKER_SOURCES        comma-separated              history,export,catalog,benchmarks
                                                        (and data_api,app_rankings with a key)
    TRACKER_BASE_URL       the server to ask            https://openrouter.ai
    OPENROUTER_API_KEY     a key for the data API       none: the keyless sources are enough

The environment wins over `.env`. Only this module reads either. A `.env` lies in whatever folder
the tracker is started in, so it is not trusted with a key that stands elsewhere: it can neither
name the environment's values (`${…}` is text) nor send the environment's key to another server.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tracker.errors import ConfigError

OPENROUTER = "https://openrouter.ai"


@dataclass(frozen=True)
class Settings:
    """Where things are. Neither the key nor a database's password shows in a repr. ``exposed`` is
    the `.env` that holds the key, where others than its owner can read that file."""

    data_dir: Path
    database_url: str = field(repr=False)
    sources: tuple[str, ...]
    base_url: str = OPENROUTER
    api_key: str | None = field(default=None, repr=False)
    exposed: Path | None = None

    @property
    def archive(self) -> Path:
        return self.data_dir / "archive"


def load(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Settings from ``environ`` (default: the process's) over ``env_file``.

    Raises ConfigError for a base URL that is no web address, or that is not to have the key.
    """
    environ = os.environ if environ is None else environ
    written = _from_file(env_file)
    found = {**written, **environ}
    given = {name: value.strip() for name, value in found.items() if value and value.strip()}

    data_dir = Path(given.get("TRACKER_DATA_DIR") or _user_data_dir()).expanduser()
    base_url = given.get("TRACKER_BASE_URL", OPENROUTER).rstrip("/")
    if not _is_web_address(base_url):
        raise ConfigError(f"TRACKER_BASE_URL is not a web address: {base_url!r}", datum=base_url)
    api_key = given.get("OPENROUTER_API_KEY")
    if api_key and base_url != OPENROUTER and _apart(environ):
        raise ConfigError(
            f"{env_file} would send the key of the environment to {base_url}",
            datum=base_url,
            remedy="write OPENROUTER_API_KEY and TRACKER_BASE_URL in the same place",
        )
    keyless = "history,export,catalog,benchmarks"
    default = f"{keyless},data_api,app_rankings" if api_key else keyless
    sources = given.get("TRACKER_SOURCES", default)
    return Settings(
        data_dir=data_dir,
        database_url=given.get("TRACKER_DATABASE_URL", f"sqlite:///{data_dir / 'tracker.db'}"),
        sources=tuple(name.strip() for name in sources.split(",") if name.strip()),
        base_url=base_url,
        api_key=api_key,
        exposed=env_file if _holds_a_key(written) and _is_open(env_file) else None,
    )


def _is_web_address(url: str) -> bool:
    """Of a server, or a folder of it. Raises ConfigError for one with a password in it, which would
    be written down with every address."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    if "@" in parts.netloc:
        raise ConfigError("TRACKER_BASE_URL holds a user name or a password, which nothing takes")
    return usable and not parts.query and not parts.fragment


def _apart(environ: Mapping[str, str]) -> bool:
    """Whether the key stands in the environment and the base URL does not."""
    key, url = (environ.get(name, "") for name in ("OPENROUTER_API_KEY", "TRACKER_BASE_URL"))
    return bool(key.strip()) and not url.strip()


def _holds_a_key(written: Mapping[str, str]) -> bool:
    return bool(written.get("OPENROUTER_API_KEY", "").strip())


def _is_open(file: Path) -> bool:
    """Whether others than its owner can read a file, where files have owners."""
    return os.name == "posix" and bool(file.stat().st_mode & 0o077)


def _from_file(env_file: Path) -> dict[str, str]:
    if not env_file.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        found = dotenv_values(env_file, interpolate=False)
    except UnicodeDecodeError:
        raise ConfigError(f"{env_file} is not UTF-8 text", datum=env_file) from None
    return {name: value for name, value in found.items() if value is not None}


def _user_data_dir() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("openrouter-tracker", appauthor=False)
